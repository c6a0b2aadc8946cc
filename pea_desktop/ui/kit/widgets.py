"""Small widgets every screen is made of: buttons, chips, labels, the header and the bar.

They take their look from `kind` (see `resources/style.qss`) and draw their icons again when the
theme changes.
"""

import re
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.theme import Theme

# Zero-width space: Qt may end a line there.
_BREAK: Final = "\u200b"
_LONG_WORD: Final = re.compile(r"\S{30}(?=\S)")
_GLASS: Final = 16
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LOOKS: Final = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)


def set_kind(widget: QWidget, kind: str) -> None:
    """Give a widget its look, also after it was shown (Qt reads properties only when polished)."""
    widget.setProperty("kind", kind)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Make Qt read the widget's style properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class _Label(QLabel):
    """A label in which a word longer than its place, such as an address, goes on below."""

    @override
    def setText(self, text: str) -> None:
        super().setText(_LONG_WORD.sub("\\g<0>" + _BREAK, text))

    @override
    def text(self) -> str:
        return super().text().replace(_BREAK, "")


def label(text: str, kind: str = "", *, selectable: bool = False) -> QLabel:
    """Return a label that wraps its words and shows plain text only.

    A label that does not wrap widens the panel it is in; a rich one would obey tags people type.
    """
    made = _Label()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setText(text)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    if kind:
        made.setProperty("kind", kind)
    return made


class ShortLabel(QLabel):
    """A line of text that ends with «…» where its place is too narrow, whole in its tooltip."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if kind:
            self.setProperty("kind", kind)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_whole()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shortened()
        if shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        alignment = int(self.alignment())
        area = self.contentsRect()
        self.style().drawItemText(
            painter, area, alignment, self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )

    def _shortened(self) -> str:
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )

    def _tell_whole(self) -> None:
        self.setToolTip(self.text() if self._shortened() != self.text() else "")


def frame(kind: str) -> QFrame:
    """Return a ground: `surface`, `chrome`, `panel`, `card`, `note`, `error`, `info` or `rule`."""
    made = QFrame()
    made.setProperty("kind", kind)
    return made


class Button(QPushButton):
    """A button with an icon that follows the theme.

    Args:
        text: what it says; empty for a button of only an icon.
        icon: name in `resources/icons`, or empty.
        kind: ``primary`` (one per view), ``plain``, ``icon``, ``link``, ``danger``, ``pill``, or
            ``lines`` where the text has several.
        tip: tooltip; with no text it is also the accessible name, and then required.
    """

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        kind: str = "plain",
        *,
        tip: str = "",
        token: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self._words = text
        self._is_short = False
        self._drawn: tuple[str, str, int, Theme] | None = None
        self._token = token or {
            "primary": "onaccent",
            "danger": "err",
            "pill": "info",
            "link": "accent",
        }.get(kind, "text2" if kind == "icon" else "text")
        self.setProperty("kind", kind)
        # Enter presses it where the focus is; by `keyPressEvent`, also where this is taken back.
        self.setAutoDefault(True)
        self.setToolTip(tip or (text if icon else ""))
        self.setAccessibleName(text or tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._draw_icon()

    def set_text(self, text: str) -> None:
        """Say something else, or nothing: then only the icon is left."""
        self._words = text
        self._show_words()

    def shorten(self, is_short: bool) -> None:
        """Leave out the words where there is no room, or say them again; the tooltip has them."""
        self._is_short = is_short and bool(self._icon)
        self._show_words()

    def short_text(self) -> str:
        """Return what stays beside the icon when the words are left out."""
        return ""

    def _show_words(self) -> None:
        text = self.short_text() if self._is_short else self._words
        if text != self.text():
            self.setText(text)
            self._draw_icon()

    def set_icon(self, icon: str, token: str = "") -> None:
        """Show another icon."""
        self._icon = icon
        self._token = token or self._token
        self._draw_icon()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOKS:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if not self._icon:
            return
        theme = Theme.of_application()
        # Qt leaves 4 px between icon and word, whatever the padding says: the rest is in the icon.
        gap = 4 if self.text() else 0
        looks = (self._icon, self._token, gap, theme)
        if looks == self._drawn:
            # Qt tells of a new look several times before the first show.
            return
        self._drawn = looks
        self.setIconSize(QSize(theme.px(18 + gap), theme.px(18)))
        self.setIcon(icons.icon(self._icon, self._token, 18, gap=gap))


class FilterButton(Button):
    """A filter that is on or off and says how many rows it would leave: «Incompletas 6»."""

    def __init__(self, text: str, icon: str, *, token: str = "text", tip: str = "") -> None:
        super().__init__(text, icon, "plain", tip=tip, token=token)
        self._text = text
        self._count = ""
        self.setCheckable(True)

    def set_count(self, count: int) -> None:
        """Show the number of rows behind the filter."""
        self._count = str(count)
        self.set_text(f"{self._text}  {count}")
        self.setAccessibleName(f"{self._text}: {count}")

    @override
    def short_text(self) -> str:
        return self._count


class Choice(QComboBox):
    """A list of fixed values; draws its own chevron, as a style sheet can only load files.

    It is as wide as its place, not as its longest text, which shows shortened.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "choice")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own knows no style sheet
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = Theme.of_application()
        side = theme.px(16)
        token = "text2" if self.isEnabled() else "text3"
        picture = icons.pixmap("chevron-down", theme.hex(token), side, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(self.width() - side - theme.px(8), (self.height() - side) // 2, picture)


class SearchBox(QLineEdit):
    """Where a person looks for words; `name` is what it is called, without the shortcut.

    Enter and Down go on to what was found; Esc takes the words away, and goes on when there are
    none.

    Signals:
        left: the keyboard wants to go on to what was found.
    """

    left = Signal()

    def __init__(self, hint: str, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        theme = Theme.of_application()
        self.setMinimumWidth(theme.px(110))
        self.setMaximumWidth(theme.px(250))
        self.setTextMargins(theme.px(_GLASS + 10), 0, 0, 0)
        # Qt draws it as a button inside the field, and gives it no name.
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(_("Borrar la búsqueda"))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), super().sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Drawn here because Qt's own icon in a field does not grow with the text.
        theme = Theme.of_application()
        side = theme.px(_GLASS)
        picture = icons.pixmap("search", theme.hex("text2"), side, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(theme.px(10), (self.height() - side) // 2, picture)


class Header(QFrame):
    """The 52 px band on top of a screen: what it is, and what can be done about all of it.

    Attributes:
        tools: layout at the right, for the search box and buttons.
    """

    def __init__(self, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "header")
        theme = Theme.of_application()
        self.setFixedHeight(theme.px(52))
        # In large type the title gives way before the tools do.
        self._title = ShortLabel(title, "page")
        self._subtitle = ShortLabel(subtitle, "secondary")
        self._subtitle.setVisible(bool(subtitle))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        names.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), 0, theme.px(16), 0)
        row.setSpacing(theme.px(12))
        row.addLayout(names, 1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(theme.px(8))
        row.addLayout(self.tools)

    def set_subtitle(self, text: str) -> None:
        """Say whose or which one it is: «SECOEM · Mesa 08»."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))


@runtime_checkable
class Shortens(Protocol):
    """A control that can do with less room."""

    def shorten(self, is_short: bool) -> None:
        """Take less room, or all that it likes again."""


class Bar(QFrame):
    """The 46 px band under the header: filters at the left, actions at the right.

    Where it is too narrow, filters and then actions leave out their words, the last ones first.

    Attributes:
        left: layout for filters.
        right: layout for icon buttons and the one primary button.
        spare: what is left out when that is not enough, for the menu has it too.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        theme = Theme.of_application()
        self.setFixedHeight(theme.px(46))
        row = QHBoxLayout(self)
        # Or the layout's own least width would overrule `minimumSizeHint`.
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(theme.px(20), 0, theme.px(16), 0)
        self.left = QHBoxLayout()
        self.right = QHBoxLayout()
        for part in (self.left, self.right):
            part.setSpacing(theme.px(8))
        row.addLayout(self.left)
        row.addStretch(1)
        row.addLayout(self.right)
        self.spare: list[QWidget] = []

    @override
    def minimumSizeHint(self) -> QSize:
        # The window may be narrower than all of it.
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Leave out what has no room; to be called after a text of the bar changed."""
        shown = [*_shortened_in(self.right), *_shortened_in(self.left)]
        for widget in shown:
            widget.shorten(False)
        for spare in self.spare:
            spare.show()
        while not self._fits() and shown:
            shown.pop().shorten(True)
        if not self._fits():
            for spare in self.spare:
                spare.hide()

    def _fits(self) -> bool:
        layout = self.layout()
        assert layout is not None
        # The outer one does not tell the inner ones.
        for one in (self.left, self.right, layout):
            one.invalidate()
        return layout.sizeHint().width() <= self.width()


def _shortened_in(layout: QHBoxLayout) -> list[Shortens]:
    items = (layout.itemAt(at) for at in range(layout.count()))
    widgets: list[object] = [item.widget() for item in items if item is not None]
    # The one primary button keeps its words longest: they say what will happen.
    widgets.sort(key=lambda one: isinstance(one, QWidget) and one.property("kind") != "primary")
    return [widget for widget in widgets if isinstance(widget, Shortens)]


class EmptyState(QWidget):
    """What a screen shows when it has nothing yet: what this is, an example, first actions.

    Attributes:
        buttons: layout for the one or two buttons.
    """

    def __init__(self, icon: str, title: str, text: str) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._icon = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(12))
        column.addStretch(2)
        column.addWidget(self._picture)
        # A wrapped label reckons its height right only inside a box of a fixed width.
        words = QWidget()
        words.setFixedWidth(theme.px(460))
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(8))
        for text_shown, kind in ((title, "title"), (text, "muted")):
            made = label(text_shown, kind)
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            lines.addWidget(made)
        centred_words = QHBoxLayout()
        centred_words.addWidget(words)
        column.addLayout(centred_words)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(8))
        centred = QHBoxLayout()
        centred.addStretch()
        centred.addLayout(self.buttons)
        centred.addStretch()
        column.addSpacing(theme.px(4))
        column.addLayout(centred)
        column.addStretch(3)
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOKS and hasattr(self, "_picture"):
            self._draw()

    def _draw(self) -> None:
        theme = Theme.of_application()
        self._picture.setPixmap(
            icons.pixmap(self._icon, theme.hex("ctl"), theme.px(40), self.devicePixelRatioF())
        )
