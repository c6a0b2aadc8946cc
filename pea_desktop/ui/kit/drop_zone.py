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
        found = files_in(data, endings) if len(urls) == 1 else []
        return found[0] if found else None
    words = data.text().strip().strip('"') if data.hasText() else ""
    is_path = bool(words) and "\n" not in words and len(words) <= _LONGEST_PATH
    path = Path(words).expanduser() if is_path else None
    return path if path is not None and path.suffix.lower() in endings else None


def files_in(data: QMimeData, endings: Sequence[str]) -> list[Path]:
    """Return the local files that are dragged or were copied, those that are wanted."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in endings]


class FileDrop(QObject):
    """Takes a file let go over a widget, or several; anything else is left to others.

    Args:
        widget: over what it is let go.
        endings: which files are wanted.
        several: whether more than one at once is taken.

    Signals:
        dropped: the file, when it is the only one.
        several_dropped: the files, where several are taken.
        hovered: whether one is over it.
    """

    dropped = Signal(Path)
    several_dropped = Signal(list)
    hovered = Signal(bool)

    def __init__(self, widget: QWidget, endings: Sequence[str], *, several: bool = False) -> None:
        super().__init__(widget)
        self._endings = tuple(endings)
        self._several = several
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragLeaveEvent):
            self.hovered.emit(False)
            return False
        if not isinstance(event, QDropEvent | QDragEnterEvent | QDragMoveEvent):
            return False
        one = file_in(event.mimeData(), self._endings)
        paths = [one] if one is not None else []
        if self._several and not paths:
            paths = files_in(event.mimeData(), self._endings)
        if not paths:
            return False
        event.acceptProposedAction()
        is_let_go = event.type() == QEvent.Type.Drop
        self.hovered.emit(not is_let_go)
        if is_let_go and self._several:
            self.several_dropped.emit(paths)
        elif is_let_go:
            self.dropped.emit(paths[0])
        return True


class DropZone(QFrame):
    """Says what can be let go here, with a button for who would rather choose.

    Args:
        title: what to do: «Suelte aquí un PDF».
        hint: what else is possible.
        button: what the button says.
        endings: which files are wanted.
        several: whether more than one at once is taken.

    Signals:
        dropped: the file that was let go.
        several_dropped: the files, where several are taken.
        choose_wanted: the button was pressed.
    """

    dropped = Signal(Path)
    several_dropped = Signal(list)
    choose_wanted = Signal()

    def __init__(
        self,
        title: str,
        hint: str,
        button: str,
        endings: Sequence[str],
        *,
        several: bool = False,
    ) -> None:
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
        self._drop = FileDrop(self, endings, several=several)
        self._drop.dropped.connect(self.dropped)
        self._drop.several_dropped.connect(self.several_dropped)
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
