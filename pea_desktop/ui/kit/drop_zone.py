"""A place to let a file go, from the file manager or the clipboard, or to choose one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label

_LOOKS: Final = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
_LONGEST_PATH: Final = 4_000


def file_in(data: QMimeData, endings: Sequence[str]) -> Path | None:
    """Return the one local file that is dragged or was copied, as a file or as its path in words.

    Args:
        data: what the file manager or the clipboard gives.
        endings: which files are wanted: «.pdf».
    """
    urls = data.urls()
    if urls:
        found = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    else:
        words = data.text().strip().strip('"') if data.hasText() else ""
        is_path = bool(words) and "\n" not in words and len(words) <= _LONGEST_PATH
        found = Path(words).expanduser() if is_path else None
    return found if found is not None and found.suffix.lower() in endings else None


class FileDrop(QObject):
    """Takes one file let go over a widget; anything else is left to others.

    Args:
        widget: over what it is let go.
        endings: which files are wanted.

    Signals:
        dropped: the file.
        hovered: whether one is over it.
    """

    dropped = Signal(Path)
    hovered = Signal(bool)

    def __init__(self, widget: QWidget, endings: Sequence[str]) -> None:
        super().__init__(widget)
        self._endings = tuple(endings)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragLeaveEvent):
            self.hovered.emit(False)
            return False
        if not isinstance(event, QDropEvent | QDragEnterEvent | QDragMoveEvent):
            return False
        path = file_in(event.mimeData(), self._endings)
        if path is None:
            return False
        event.acceptProposedAction()
        is_let_go = event.type() == QEvent.Type.Drop
        self.hovered.emit(not is_let_go)
        if is_let_go:
            self.dropped.emit(path)
        return True


class DropZone(QFrame):
    """Says what can be let go here, with a button for who would rather choose.

    Args:
        title: what to do: «Suelte aquí un PDF».
        hint: what else is possible.
        button: what the button says.
        endings: which files are wanted.

    Signals:
        dropped: the file that was let go.
        choose_wanted: the button was pressed.
    """

    dropped = Signal(Path)
    choose_wanted = Signal()

    def __init__(self, title: str, hint: str, button: str, endings: Sequence[str]) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._is_over = False
        self._picture = QLabel()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(label(title, "strong"))
        texts.addWidget(label(hint, "secondary"))
        texts.addStretch(1)
        self.button = Button(button, "folder-open")
        self.button.clicked.connect(self.choose_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(side) for side in (20, 12, 16, 12)))
        row.setSpacing(theme.px(16))
        row.addWidget(self._picture)
        row.addLayout(texts, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._drop = FileDrop(self, endings)
        self._drop.dropped.connect(self.dropped)
        self._drop.hovered.connect(self.show_over)
        self._draw()

    def show_over(self, is_over: bool) -> None:
        """Show that a file would be taken here, or no more."""
        self._is_over = is_over
        self._draw()
        self.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOKS and hasattr(self, "_picture"):
            self._draw()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.of_application()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = Qt.PenStyle.SolidLine if self._is_over else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.color("accent" if self._is_over else "ctl"), 2, line))
        painter.setBrush(theme.color("accent2" if self._is_over else "surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), theme.px(8), theme.px(8))

    def _draw(self) -> None:
        theme = Theme.of_application()
        token = "accent" if self._is_over else "ctl"
        self._picture.setPixmap(
            icons.pixmap("file-down", theme.hex(token), theme.px(32), self.devicePixelRatioF())
        )
