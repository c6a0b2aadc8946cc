"""A short list that is written in place: acuerdos, people, documents of a minute."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.ui.kit.forms import LongText
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label, repolish

Commit = Callable[[str, str, str], None]


@dataclass(frozen=True)
class PartColumn:
    """One field of each row.

    Attributes:
        key: Name of the field.
        header: Heading, and the field's name for who does not see it.
        stretch: Its share of the width; 0 keeps `width`.
        width: Pixels at 96 dpi, when it takes no share.
        is_long: Whether it holds several lines.
    """

    key: str
    header: str
    stretch: int = 0
    width: int = 0
    is_long: bool = False


class Part(Protocol):
    """A record of the list; each column's key names one of its texts."""

    @property
    def id(self) -> str:
        """Its identity."""


class _Field:
    """One cell: writes itself when the person leaves it."""

    def __init__(self, column: PartColumn, name: str) -> None:
        self.widget: QLineEdit | LongText = LongText((1, 8)) if column.is_long else QLineEdit()
        self.widget.setAccessibleName(name)
        self.written = ""

    @property
    def text(self) -> str:
        if isinstance(self.widget, LongText):
            return self.widget.toPlainText()
        return self.widget.text()

    def show(self, text: str) -> None:
        """Show the text of the file, but never over what is being typed."""
        is_being_typed = self.widget.hasFocus() and self.text != self.written
        self.written = text
        if is_being_typed:
            return
        if not isinstance(self.widget, LongText):
            self.widget.setText(text)
        elif self.widget.toPlainText() != text:
            self.widget.setPlainText(text)


class PartsList(QWidget):
    """Rows of fields with buttons to add, remove and move them.

    A field that was changed is written when the person leaves it; a refusal becomes a sentence
    under the list, and the text stays as typed.

    Attributes:
        commit: called with a row's id, a column's key and the new text; may raise `PeaError`.

    Signals:
        added: the person wants one more row.
        removed: id of the row to remove.
        moved: id of the row and its new place, from 0.
    """

    added = Signal()
    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, title: str, columns: Sequence[PartColumn], one: str, add: str) -> None:
        """Make an empty list.

        Args:
            title: Heading of the list.
            columns: Fields of a row.
            one: Name of a row with a `{number}`: «Acuerdo {number}».
            add: What the adding button says.
        """
        super().__init__()
        self._columns = tuple(columns)
        self.commit: Commit | None = None
        self._one = one
        self._ids: list[str] = []
        self._fields: dict[tuple[str, str], _Field] = {}
        theme = Theme.of_application()
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        name = label(title, "strong")
        name.setWordWrap(False)
        self.add_button = Button(add, "plus", "link")
        self.add_button.clicked.connect(self.added.emit)
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(self.add_button)
        column.addLayout(head)
        self._place = QVBoxLayout()
        column.addLayout(self._place)
        self._error = label("", "errortext")
        self._error.hide()
        column.addWidget(self._error)
        self._table: QWidget | None = None

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show these rows; the fields of rows that stay are kept, with the cursor in them."""
        if [part.id for part in parts] != self._ids or self._table is None:
            self._ids = [part.id for part in parts]
            self._build()
        for part in parts:
            for column in self._columns:
                self._fields[part.id, column.key].show(getattr(part, column.key) or "")

    def field(self, number: int, key: str) -> QLineEdit | LongText:
        """Return the widget of a field; rows count from 0."""
        return self._fields[self._ids[number], key].widget

    def write_all(self) -> None:
        """Write what is still being typed."""
        for part_id, key in list(self._fields):
            self._write(part_id, key)

    def focus(self, part_id: str) -> None:
        """Put the cursor into the first long field of a row, else into its first."""
        column = next((one for one in self._columns if one.stretch), self._columns[0])
        field = self._fields.get((part_id, column.key))
        if field is not None:
            field.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        if self._table is not None:
            self._place.removeWidget(self._table)
            # A field that goes away must not write on leaving: its row is gone or was written.
            for field in self._fields.values():
                field.widget.blockSignals(True)
            self._table.hide()
            # Detached at once, so that nobody finds a field of a row that is gone.
            self._table.setParent(None)
            self._table.deleteLater()
        self._fields = {}
        theme = Theme.of_application()
        self._table = frame("card")
        grid = QGridLayout(self._table)
        grid.setContentsMargins(*(theme.px(side) for side in (12, 8, 8, 8)))
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(6))
        for at, column in enumerate(self._columns):
            grid.setColumnStretch(at, column.stretch)
            grid.addWidget(label(column.header, "section"), 0, at)
        for row, part_id in enumerate(self._ids):
            self._add_row(grid, row, part_id)
        self._place.addWidget(self._table)
        # After it has its parent: before, it would flash up as a window of its own.
        self._table.setVisible(bool(self._ids))

    def _add_row(self, grid: QGridLayout, row: int, part_id: str) -> None:
        theme = Theme.of_application()
        one = self._one.format(number=row + 1)
        top = Qt.AlignmentFlag.AlignTop
        for at, column in enumerate(self._columns):
            name = _("{row}: {column}").format(row=one, column=column.header)
            field = _Field(column, name)
            if not column.stretch:
                field.widget.setFixedWidth(theme.px(column.width))
            write = partial(self._write, part_id, column.key)
            if isinstance(field.widget, LongText):
                field.widget.left.connect(write)
            else:
                field.widget.editingFinished.connect(write)
            self._fields[part_id, column.key] = field
            grid.addWidget(field.widget, row + 1, at, top)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        up = Button("", "chevron-up", "icon", tip=_("Subir: {row}").format(row=one))
        up.setEnabled(row > 0)
        up.clicked.connect(lambda: self.moved.emit(part_id, row - 1))
        down = Button("", "chevron-down", "icon", tip=_("Bajar: {row}").format(row=one))
        down.setEnabled(row < len(self._ids) - 1)
        down.clicked.connect(lambda: self.moved.emit(part_id, row + 1))
        remove = Button("", "trash-2", "icon", tip=_("Quitar: {row}").format(row=one))
        remove.clicked.connect(lambda: self.removed.emit(part_id))
        for button in (up, down, remove):
            buttons.addWidget(button)
        grid.addLayout(buttons, row + 1, len(self._columns), top)

    def _write(self, part_id: str, key: str) -> None:
        field = self._fields.get((part_id, key))
        if field is None or self.commit is None or field.text == field.written:
            return
        before = field.written
        # Before the call: it tells every listener, and one may come back here.
        field.written = field.text
        try:
            self.commit(part_id, key, field.text)
        except PeaError as error:
            field.written = before
            self._refuse(field, str(error))
        else:
            self._refuse(field, "")

    def _refuse(self, field: _Field, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        field.widget.setAccessibleDescription(sentence)
        if bool(field.widget.property("invalid")) != bool(sentence):
            field.widget.setProperty("invalid", bool(sentence))
            repolish(field.widget)
