"""A short list that is written in place: acuerdos, people, documents of a minute."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.ui.kit.forms import LongText
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, label, repolish

Commit = Callable[[str, str, str], None]
Widget = QLineEdit | LongText | Choice | QCheckBox
YES: Final = "sí"
"""What a ticked box says; "" is an empty one."""


class Part(Protocol):
    """A record of the list."""

    @property
    def id(self) -> str:
        """Its identity."""


class PartField:
    """A field of a row: what it shows, and what of it was written."""

    def __init__(self, widget: Widget, name: str) -> None:
        self.widget = widget
        self.name = name
        self.written = self.text

    @property
    def text(self) -> str:
        """What it holds now."""
        if isinstance(self.widget, LongText):
            return self.widget.toPlainText()
        if isinstance(self.widget, QComboBox):
            return str(self.widget.currentData() or "")
        if isinstance(self.widget, QCheckBox):
            return YES if self.widget.isChecked() else ""
        return self.widget.text()

    def show(self, text: str) -> None:
        """Show the text of the file, but never over what is being typed."""
        # Of its window, which another program may hide just now.
        has_keyboard = self.widget.window().focusWidget() is self.widget
        is_being_typed = has_keyboard and self.text != self.written
        is_typed = isinstance(self.widget, QLineEdit | LongText)
        self.written = text
        if is_being_typed and is_typed:
            return
        was_blocked = self.widget.blockSignals(True)
        if isinstance(self.widget, QComboBox):
            self.widget.setCurrentIndex(self.widget.findData(text))
        elif isinstance(self.widget, QCheckBox):
            self.widget.setChecked(bool(text))
        elif isinstance(self.widget, QLineEdit):
            self.widget.setText(text)
            if not has_keyboard:
                # Of what is too long its beginning is seen.
                self.widget.setCursorPosition(0)
        self.widget.blockSignals(was_blocked)
        if isinstance(self.widget, LongText) and self.widget.toPlainText() != text:
            self.widget.setPlainText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Let the person read and copy, or write again."""
        if isinstance(self.widget, QLineEdit | LongText):
            self.widget.setReadOnly(read_only)
            repolish(self.widget)
        else:
            self.widget.setEnabled(not read_only)


class PartCard(QFrame):
    """One row of fields.

    Args:
        part_id: whose.
        one: what a row is called, with a `{number}`: «Acuerdo {number}».
        kind: its ground.

    Attributes:
        column: where the fields go.

    Signals:
        edited: the person is typing in a field.
        left: key of a field the person has finished with.
    """

    edited = Signal()
    left = Signal(str)

    def __init__(self, part_id: str, one: str, kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        theme = Theme.of_application()
        self.part_id = part_id
        self._one = one
        self._fields: dict[str, PartField] = {}
        self._buttons: list[tuple[Button, str]] = []
        self.column = QVBoxLayout(self)
        sides = (10, 8, 8, 10) if kind == "card" else (0, 0, 0, 0)
        self.column.setContentsMargins(*(theme.px(side) for side in sides))
        self.column.setSpacing(theme.px(6))
        self._error = label("", "errortext")
        self._error.hide()

    def add(self, key: str, name: str, widget: Any) -> Any:
        """Take a widget as the field of a key; return it, to be put into a layout."""
        field = PartField(widget, name)
        self._fields[key] = field

        def write(*_told: object) -> None:
            # Some signals tell more than that.
            self.left.emit(key)

        if isinstance(widget, LongText):
            widget.left.connect(write)
            widget.textChanged.connect(self.edited)
        elif isinstance(widget, QComboBox):
            widget.activated.connect(write)
        elif isinstance(widget, QCheckBox):
            widget.clicked.connect(write)
        else:
            widget.editingFinished.connect(write)
            widget.textEdited.connect(lambda _text: self.edited.emit())
        return widget

    def add_button(self, icon: str, tip: str, slot: Callable[[], object]) -> Button:
        """Return a button of the row; its name says which row it is of."""
        return self.adopt(Button("", icon, "icon", tip=tip), tip, slot)

    def adopt(self, button: Button, tip: str, slot: Callable[[], object]) -> Button:
        """Take a button as one of the row: named after it, and gone while it is only read."""
        button.clicked.connect(lambda _checked=False: slot())
        self._buttons.append((button, tip))
        return button

    def end(self) -> None:
        """Say that all fields are there: errors go beneath them."""
        self.column.addWidget(self._error)

    def field(self, key: str) -> PartField:
        """Return the field of a key."""
        return self._fields[key]

    def fields(self) -> Mapping[str, PartField]:
        """Return all fields."""
        return self._fields

    def set_number(self, number: int) -> None:
        """Name everything in the row after its place."""
        row = self._one.format(number=number)
        self.setAccessibleName(row)
        for field in self._fields.values():
            name = _("{row}: {column}").format(row=row, column=field.name)
            field.widget.setAccessibleName(name)
        for button, tip in self._buttons:
            name = _("{what}: {row}").format(what=tip, row=row)
            button.setToolTip(name)
            button.setAccessibleName(name)

    def set_read_only(self, read_only: bool) -> None:
        """Let the person read and copy, or write again."""
        for field in self._fields.values():
            field.set_read_only(read_only)
        for button, _tip in self._buttons:
            button.setVisible(not read_only)

    def refuse(self, key: str, sentence: str) -> None:
        """Say beneath what is wrong with a field; "" takes it away."""
        widget = self._fields[key].widget
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        widget.setAccessibleDescription(sentence)
        if bool(widget.property("invalid")) != bool(sentence):
            widget.setProperty("invalid", bool(sentence))
            repolish(widget)


class PartsList(QWidget):
    """Rows of fields with buttons to add, remove and move them.

    A field that was changed is written when the person leaves it; a refusal becomes a sentence
    beneath its row, and the text stays as typed.

    Args:
        title: heading of the list.
        add: what the adding button says.
        make: makes the row of an id.
        show: the texts of a row, by key.
        tip: keys of the adding button.

    Attributes:
        commit: called with a row's id, a field's key and the new text; may raise `PeaError`.
        head: layout beside the heading, for more buttons.
        foot: layout beneath the rows.

    Signals:
        added: the person wants one more row.
        removed: id of the row to remove.
        moved: id of the row and its new place, from 0.
        edited: the person is typing.
    """

    added = Signal()
    removed = Signal(str)
    moved = Signal(str, int)
    edited = Signal()

    def __init__(
        self,
        title: str,
        add: str,
        make: Callable[[str, "PartsList"], PartCard],
        show: Callable[[Any], Mapping[str, str]],
        tip: str = "",
    ) -> None:
        super().__init__()
        self.commit: Commit | None = None
        self._title = title
        self._make, self._show = make, show
        self._cards: dict[str, PartCard] = {}
        self._ids: list[str] = []
        self._is_read_only = False
        theme = Theme.of_application()
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.px(4))
        self._name = label(title, "strong")
        self._name.setWordWrap(False)
        self.add_button = Button(add, "plus", "link", tip=tip or add)
        self.add_button.clicked.connect(self.added.emit)
        self.head.addWidget(self._name)
        self.head.addStretch(1)
        self.head.addWidget(self.add_button)
        column.addLayout(self.head)
        self._place = QVBoxLayout()
        self._place.setSpacing(theme.px(8))
        column.addLayout(self._place)
        self.foot = QVBoxLayout()
        column.addLayout(self.foot)

    def set_parts(self, parts: Sequence[Any]) -> None:
        """Show these rows; the fields of rows that stay are kept, with the cursor in them."""
        ids = [part.id for part in parts]
        if ids != self._ids:
            self._arrange(ids)
        for part in parts:
            card = self._cards[part.id]
            for key, text in self._show(part).items():
                card.field(key).show(text)
        count = len(ids)
        self._name.setText(f"{self._title} ({count})" if count else self._title)

    def ids(self) -> list[str]:
        """Return the ids of the rows in their order."""
        return list(self._ids)

    def cards(self) -> list[PartCard]:
        """Return the rows in their order."""
        return [self._cards[one] for one in self._ids]

    def card(self, part_id: str) -> PartCard | None:
        """Return the row of an id."""
        return self._cards.get(part_id)

    def field(self, number: int, key: str) -> Widget:
        """Return the widget of a field; rows count from 0."""
        return self._cards[self._ids[number]].field(key).widget

    def current_id(self) -> str | None:
        """Return the id of the row that has the keyboard."""
        for part_id, card in self._cards.items():
            focused = QApplication.focusWidget()
            if focused is not None and card.isAncestorOf(focused):
                return part_id
        return None

    def unwritten(self) -> list[tuple[str, str, str]]:
        """Return what is typed but not written: id of the row, key, text."""
        return [
            (part_id, key, field.text)
            for part_id, card in self._cards.items()
            for key, field in card.fields().items()
            if field.text != field.written
        ]

    def write_all(self) -> None:
        """Write what is still being typed."""
        for part_id, card in list(self._cards.items()):
            for key in list(card.fields()):
                self._write(part_id, key)

    def focus(self, part_id: str, key: str = "") -> bool:
        """Put the cursor into a field of a row, else into its first long one; False without it."""
        card = self._cards.get(part_id)
        if card is None:
            return False
        fields = card.fields()
        texts = [one for one in fields.values() if isinstance(one.widget, LongText)]
        field = fields.get(key) or next(iter(texts), None) or next(iter(fields.values()))
        field.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        # A row that has just come has no place yet.
        QTimer.singleShot(0, card, partial(self._reveal, card))
        return True

    def _reveal(self, card: PartCard) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            self._place.activate()
            above.ensureWidgetVisible(card, 0, Theme.of_application().px(12))

    def set_read_only(self, read_only: bool) -> None:
        """Let the person read and copy, or write again."""
        self._is_read_only = read_only
        self.add_button.setVisible(not read_only)
        for card in self._cards.values():
            card.set_read_only(read_only)

    def move_by(self, part_id: str, step: int) -> None:
        """Ask for a row to go up (-1) or down (1)."""
        place = self._ids.index(part_id) + step
        if 0 <= place < len(self._ids):
            self.moved.emit(part_id, place)

    def _arrange(self, ids: list[str]) -> None:
        for gone in [one for one in self._cards if one not in ids]:
            card = self._cards.pop(gone)
            # A field that goes away must not write on leaving: its row is gone or was written.
            card.blockSignals(True)
            if card.isAncestorOf(card.window().focusWidget()):
                # Else the keyboard goes to the rail of the window, where these keys do nothing.
                self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            card.hide()
            self._place.removeWidget(card)
            # Detached at once, so that nobody finds a field of a row that is gone.
            card.setParent(None)
            card.deleteLater()
        for at, part_id in enumerate(ids):
            card = self._cards.get(part_id) or self._new_card(part_id)
            if self._place.indexOf(card) != at:
                self._place.insertWidget(at, card)
                # The layout would show it in the next turn: too late to take the keyboard.
                card.show()
            card.set_number(at + 1)
        self._ids = ids

    def _new_card(self, part_id: str) -> PartCard:
        card = self._make(part_id, self)
        card.left.connect(partial(self._write, part_id))
        card.edited.connect(self.edited)
        card.set_read_only(self._is_read_only)
        self._cards[part_id] = card
        return card

    def _write(self, part_id: str, key: str) -> None:
        card = self._cards.get(part_id)
        if card is None or self.commit is None or self._is_read_only:
            return
        field = card.field(key)
        if field.text == field.written:
            return
        before = field.written
        # Before the call: it tells every listener, and one may come back here.
        field.written = field.text
        try:
            self.commit(part_id, key, field.text)
        except PeaError as error:
            field.written = before
            card.refuse(key, str(error))
        else:
            card.refuse(key, "")


class _QuietChoice(Choice):
    """Fixed values that the wheel, which scrolls the form, does not change in passing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def row_of(*widgets: QWidget, stretches: Sequence[int] = (), spacing: int = 6) -> QHBoxLayout:
    """Return widgets side by side, the first ones with these shares of the width."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Theme.of_application().px(spacing))
    for at, widget in enumerate(widgets):
        row.addWidget(
            widget, stretches[at] if at < len(stretches) else 0, Qt.AlignmentFlag.AlignTop
        )
    return row


def line(hint: str = "", width: int = 0) -> QLineEdit:
    """Return a field of one line; `width` in pixels at 96 dpi, 0 for its share."""
    field = QLineEdit()
    field.setPlaceholderText(hint)
    if width:
        field.setFixedWidth(Theme.of_application().px(width))
    return field


def choice(options: Sequence[tuple[str, str]], width: int = 0) -> Choice:
    """Return a field of fixed values, given as (value, what the person reads)."""
    field = _QuietChoice()
    for value, shown in options:
        field.addItem(shown, value)
    if width:
        field.setFixedWidth(Theme.of_application().px(width))
    return field


def simple_card(
    part_id: str, owner: PartsList, one: str, name: str, hint: str = "", *, is_long: bool = False
) -> PartCard:
    """Return a row of one text, with its buttons."""
    card = PartCard(part_id, one, "")
    text: Widget = LongText((1, 4)) if is_long else line()
    card.add("text", name, text)
    if isinstance(text, QLineEdit | LongText):
        text.setPlaceholderText(hint)
    row = row_of(text, stretches=(1,))
    add_buttons(card, owner, row)
    card.column.addLayout(row)
    card.end()
    return card


def add_buttons(card: PartCard, owner: PartsList, row: QHBoxLayout) -> None:
    """Put the buttons that move and remove a row at the end of a layout."""
    part_id = card.part_id
    buttons = QHBoxLayout()
    buttons.setSpacing(0)
    buttons.addWidget(card.add_button("chevron-up", _("Subir"), lambda: owner.move_by(part_id, -1)))
    buttons.addWidget(
        card.add_button("chevron-down", _("Bajar"), lambda: owner.move_by(part_id, 1))
    )
    buttons.addWidget(card.add_button("trash-2", _("Quitar"), lambda: owner.removed.emit(part_id)))
    row.addLayout(buttons)
