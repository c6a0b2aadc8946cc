"""The side bar: one item a screen, its icon over its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent
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

# Design pixels: an item with its word, and one of only its icon.
_FULL = QSize(68, 50)
_BARE = QSize(40, 38)
# An icon of 20 with a little room: lower than that they would touch.
_LEAST_BARE = 24
_MARGIN = _SPACING = 8
_MOST_SHOWN = 100


class Place(Protocol):
    """What an item of the rail stands for: a screen, or something at the foot of it."""

    @property
    def key(self) -> str:
        """Name in code."""

    @property
    def title(self) -> str:
        """What the person reads, not yet translated."""

    @property
    def icon(self) -> str:
        """Name in `resources/icons`."""

    @property
    def shortcut(self) -> str:
        """Keys as Qt writes them."""


@dataclass(frozen=True)
class FootItem:
    """Something at the foot of the rail that opens a window of its own."""

    key: str
    title: str
    icon: str
    shortcut: str


class RailItem(QPushButton):
    """One place to go: 68 by 50, or only its icon; a screen is checked while it is shown."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = place.icon
        self._label = _(place.title)
        self._is_bare = False
        self._bare_height = 0
        self._badge = 0
        self.setProperty("kind", "rail")
        self.setAccessibleName(self._label)
        # The window owns the shortcut: a button's own would act only 100 ms later.
        keys = QKeySequence(place.shortcut.split("; ")[0]).toString(
            QKeySequence.SequenceFormat.NativeText
        )
        self.setToolTip(_("{screen} ({keys})").format(screen=self._label, keys=keys))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_bare(self, is_bare: bool, height: int = 0) -> None:
        """Show only the icon, as high as there is room, or its word beneath it again."""
        if (is_bare, height) != (self._is_bare, self._bare_height):
            self._is_bare, self._bare_height = is_bare, height
            self.updateGeometry()
            self.update()

    def set_badge(self, count: int, spoken: str) -> None:
        """Show how many things wait there, or nothing for 0; `spoken` says it in words."""
        if count != self._badge:
            self._badge = count
            self.setAccessibleDescription(spoken if count else "")
            self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = Theme.of_application()
        if self._is_bare:
            return QSize(theme.px(_BARE.width()), self._bare_height)
        word = QFontMetrics(theme.font(11, 550)).horizontalAdvance(self._label)
        return QSize(max(theme.px(_FULL.width()), word + theme.px(8)), theme.px(_FULL.height()))

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
        top = (self.height() - side) // 2 if self._is_bare else theme.px(7)
        painter.drawPixmap((self.width() - side) // 2, top, picture)
        self._paint_badge(painter, top)
        if self._is_bare:
            return
        painter.setPen(ink)
        painter.setFont(theme.font(11, 550))
        text = QRect(0, theme.px(29), self.width(), theme.px(17))
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, self._label)

    def _paint_badge(self, painter: QPainter, top: int) -> None:
        if not self._badge:
            return
        theme = Theme.of_application()
        text = str(self._badge) if self._badge < _MOST_SHOWN else f"{_MOST_SHOWN - 1}+"
        font = theme.font(11, 650)
        high = theme.px(16)
        wide = max(high, QFontMetrics(font).horizontalAdvance(text) + theme.px(8))
        area = QRect(self.width() // 2 + theme.px(5), max(0, top - theme.px(4)), wide, high)
        ground, ink = ("railon", "railsel") if self.isChecked() else ("railtext", "rail")
        # An edge of what lies behind keeps it apart from the icon.
        painter.setPen(theme.color(ink))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(area, high / 2, high / 2)
        painter.setFont(font)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


class Rail(QFrame):
    """The dark band at the left of the window; where it is too low for words, it shows icons.

    Signals:
        chosen: the key of the screen, or of the item at the foot.
    """

    chosen = Signal(str)

    def __init__(self, screens: Iterable[Place], foot: Sequence[Place] = ()) -> None:
        super().__init__()
        self.setProperty("kind", "rail")
        self.setAccessibleName(_("Pantallas"))
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        # Or the height of all words would be the least height of the window.
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        for screen in screens:
            item = self._add(screen)
            item.setCheckable(True)
            item.setAutoExclusive(True)
            self._group.addButton(item)
        self._column.addStretch(1)
        for place in foot:
            self._add(place)
        self._fit()

    def check(self, key: str) -> None:
        """Mark the screen that is shown."""
        self._items[key].setChecked(True)

    def set_badge(self, key: str, count: int, spoken: str) -> None:
        """Show at an item how many things wait for a person there."""
        self._items[key].set_badge(count, spoken)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._fit()

    def _add(self, place: Place) -> RailItem:
        item = RailItem(place)
        item.clicked.connect(lambda _checked, key=place.key: self.chosen.emit(key))
        self._items[place.key] = item
        self._column.addWidget(item)
        return item

    def _fit(self) -> None:
        theme = Theme.of_application()
        count = len(self._items)
        spacing, margin = theme.px(_SPACING), theme.px(_MARGIN)
        is_bare = count * (theme.px(_FULL.height()) + spacing) + 2 * margin > self.height()
        # Before the first show the height says nothing.
        is_bare = is_bare and self.height() > theme.px(_FULL.height()) * 2
        height = 0
        if is_bare:
            room = (self.height() - 2 * margin) // max(1, count)
            height = max(theme.px(_LEAST_BARE), min(theme.px(_BARE.height()), room))
            spacing = max(0, min(spacing, room - height))
        for item in self._items.values():
            item.set_bare(is_bare, height)
        width = max((item.sizeHint().width() for item in self._items.values()), default=0)
        self.setFixedWidth(width + 2 * margin)
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(spacing)
