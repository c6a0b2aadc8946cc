"""What stands in a screen's place while its file is still being opened."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pea_desktop.i18n import _
from pea_desktop.ui.kit.widgets import Bar, Header, frame

# A line of nothing keeps the title where it is once the screen says whose it is.
_NO_WORDS = "\N{NO-BREAK SPACE}"


class PageToCome(QWidget):
    """The bands and the ground of a screen without anything in them: nothing jumps afterwards."""

    def __init__(self, title: str, file_name: str) -> None:
        super().__init__()
        self.title = title
        self._file_name = file_name
        # Or the first item of the rail would take the keyboard, with a ring around it.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.status_text())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Header(title, _NO_WORDS))
        column.addWidget(Bar())
        column.addWidget(frame("surface"), 1)

    def refresh(self, changes: object = None) -> None:
        """There is no file yet to show."""

    def status_text(self) -> str:
        """Say what the person waits for."""
        return _("Abriendo «{file}»…").format(file=self._file_name)
