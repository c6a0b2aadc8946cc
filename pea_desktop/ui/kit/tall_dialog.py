"""A dialog as tall as what it shows, up to the height of the screen; then it scrolls."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.ui.kit.theme import Theme

# The title bar, and a little of what lies behind.
_AROUND: Final = 56


class TallDialog(QDialog):
    """Its buttons stay in sight whatever the size of the text.

    Args:
        width: the least width, in design pixels.
        parent: over what it opens.

    Attributes:
        content: layout for what is asked or told.
        buttons: layout for the buttons, at the right.
    """

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        room = self.screen().availableSize()
        self.setMinimumWidth(min(theme.px(width), room.width() - theme.px(20)))
        inside = QWidget()
        inside.setProperty("kind", "plain")
        self.content = QVBoxLayout(inside)
        self.content.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 8)))
        self.content.setSpacing(theme.px(10))
        self._area = QScrollArea(widgetResizable=True)
        self._area.setProperty("kind", "plain")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(*(theme.px(side) for side in (20, 8, 20, 16)))
        self.buttons.setSpacing(theme.px(8))
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area, 1)
        column.addLayout(self.buttons)

    def fit(self) -> None:
        """Be as tall as what is shown now: Qt does so only before the first show."""
        if not self.isVisible():
            return
        self.content.activate()
        width = max(self.width(), self.minimumWidth())
        tall = (
            self.content.totalHeightForWidth(width)
            if self.content.hasHeightForWidth()
            else self.content.totalSizeHint().height()
        )
        room = self.screen().availableGeometry()
        most = room.height() - Theme.of_application().px(_AROUND)
        self.resize(width, min(tall + self.buttons.sizeHint().height(), most))
        below = self.frameGeometry().bottom() - room.bottom()
        if below > 0:
            self.move(self.x(), max(room.top(), self.y() - below))

    def reveal(self, widget: QWidget) -> None:
        """Give a widget the keyboard, and scroll to it."""
        widget.setFocus()
        self._area.ensureWidgetVisible(widget)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()
