"""A short list that is written in place: acuerdos, people, documents of a minute."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.ui.kit.forms import LongText
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label
from pea_desktop.ui.screens.minute_card import PartCard, Widget, line, row_of

Commit = Callable[[str, str, str], None]


class Part(Protocol):
    """A record of the list."""

    @property
    def id(self) -> str:
        """Its identity."""


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
        self._asked: set[str] = set()
        self._orphans: set[str] = set()
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
                field = card.field(key)
                before = field.written
                if not field.show(text) and text != before:
                    card.tell(_changed(field.name, text))
        count = len(ids)
        self._name.setText(f"{self._title} ({count})" if count else self._title)

    def forget(self) -> None:
        """Take all rows away: those of something else come."""
        self._asked |= set(self._cards)
        self._arrange([])
        self._asked.clear()

    def remove(self, part_id: str) -> None:
        """Ask for a row to be removed; one that is only here still goes at once."""
        self._asked.add(part_id)
        if part_id in self._orphans:
            self._arrange(self._ids)
        else:
            self.removed.emit(part_id)
        self._asked.discard(part_id)

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

    def typed_words(self) -> list[tuple[str, str]]:
        """Return what is typed but not written, each with the name of its field."""
        return [
            (field.widget.accessibleName(), field.text)
            for card in self._cards.values()
            for field in card.fields().values()
            if field.has_typing
        ]

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
        if part_id in self._orphans:
            return
        place = self._ids.index(part_id) + step
        if 0 <= place < len(self._ids):
            self.moved.emit(part_id, place)

    def _arrange(self, ids: list[str]) -> None:
        for gone in [one for one in self._cards if one not in ids]:
            if self._cards[gone].has_typing and gone not in self._asked:
                # Somebody else removed it: what is being typed there must not go with it.
                self._keep_orphan(gone)
                continue
            self._orphans.discard(gone)
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
            if part_id in self._orphans:
                self._orphans.discard(part_id)
                card.tell("")
        self._ids = ids

    def _keep_orphan(self, part_id: str) -> None:
        self._orphans.add(part_id)
        self._cards[part_id].tell(
            _(
                "Este renglón ya no está en la minuta. Lo que escribió sigue aquí: cópielo a otro "
                "renglón, o quítelo."
            )
        )

    def _new_card(self, part_id: str) -> PartCard:
        card = self._make(part_id, self)
        card.left.connect(partial(self._write, part_id))
        card.edited.connect(self.edited)
        card.set_read_only(self._is_read_only)
        self._cards[part_id] = card
        return card

    def _write(self, part_id: str, key: str) -> None:
        card = self._cards.get(part_id)
        if card is None or self.commit is None or self._is_read_only or part_id in self._orphans:
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


def _changed(field: str, text: str) -> str:
    said = _(
        "«{field}» cambió mientras escribía; en el expediente dice ahora: «{text}». Al salir del "
        "campo queda lo que escribió."
    )
    return said.format(field=field, text=text or _("(vacío)"))


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
    buttons.addWidget(card.add_button("trash-2", _("Quitar"), lambda: owner.remove(part_id)))
    row.addLayout(buttons)
