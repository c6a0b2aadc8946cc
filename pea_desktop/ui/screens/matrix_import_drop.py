"""Books dropped from the file manager onto a screen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_KINDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".docx", ".doc")


class BookDrop(QObject):
    """Takes one file let go over a widget; anything else is left to others.

    Args:
        widget: over what it is let go.
        wanted: told the file.
    """

    def __init__(self, widget: QWidget, wanted: Callable[[Path], None]) -> None:
        super().__init__(widget)
        self._wanted = wanted
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent | QDragEnterEvent | QDragMoveEvent):
            return False
        path = book_in(event)
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._wanted(path)
        return True


def book_in(event: QDropEvent) -> Path | None:
    """Return the one file that is dragged, None when it cannot be a book."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in _KINDS else None
