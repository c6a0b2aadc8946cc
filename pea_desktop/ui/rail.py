"""The side bar: one item a screen, its icon over its name."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.screens import Screen


class RailItem(QPushButton):
    """One place to go: 68 by 50, checked while its screen is shown."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = screen.icon
        self._label = _(screen.title)
        self.setProperty("kind", "rail")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(self._label)
        # The window owns the shortcut: a button's own would act only 100 ms later.
        keys = QKeySequence(screen.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(_("{screen} ({keys})").format(screen=self._label, keys=keys))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def sizeHint(self) -> QSize:
        theme = Theme.of_application()
        return QSize(theme.px(68), theme.px(50))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.of_application()
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        ink = theme.hex("railon" if self.isChecked() else "railtext")
        side = theme.px(20)
        # Drawn here because a push button puts its icon beside the text, never above it.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        picture = icons.pixmap(self._icon_name, ink, side, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, theme.px(7), picture)
        painter.setPen(ink)
        painter.setFont(theme.font(11, 550))
        text = QRect(0, theme.px(29), self.width(), theme.px(17))
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, self._label)


class Rail(QFrame):
    """The dark band at the left of the window.

    Signals:
        chosen: the key of the screen to show.
    """

    chosen = Signal(str)

    def __init__(self, screens: Iterable[Screen]) -> None:
        super().__init__()
        self.setProperty("kind", "rail")
        self.setAccessibleName(_("Pantallas"))
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        for screen in screens:
            item = RailItem(screen)
            item.clicked.connect(lambda _checked, key=screen.key: self.chosen.emit(key))
            self._group.addButton(item)
            self._items[screen.key] = item
            self._column.addWidget(item, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._fit()

    def check(self, key: str) -> None:
        """Mark the screen that is shown."""
        self._items[key].setChecked(True)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._fit()

    def _fit(self) -> None:
        theme = Theme.of_application()
        self.setFixedWidth(theme.px(84))
        self._column.setContentsMargins(0, theme.px(10), 0, theme.px(10))
        self._column.setSpacing(theme.px(8))
