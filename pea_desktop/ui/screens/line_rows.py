"""A short table written in place: owners, medios de verificación, variables of a formula."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, label, repolish

Save = Callable[[int, Mapping[str, str]], None]
_NEW: Final = ""


@dataclass(frozen=True)
class RowColumn:
    """One column of the table.

    Attributes:
        key: name of the field.
        header: heading, and the field's name for who does not see it.
        stretch: its share of the width.
        options: the fixed values, as (value, words), when nothing else can be written.
        offered: words to complete what is typed.
        is_shown_only: whether it is read, not written.
    """

    key: str
    header: str
    stretch: int = 1
    options: tuple[tuple[str, str], ...] = ()
    offered: tuple[str, ...] = ()
    is_shown_only: bool = False


class RowTable(QWidget):
    """Rows of fields; each writes its row when the person leaves it.

    A refusal becomes a sentence under the table, and the text stays as typed.

    Args:
        columns: the fields of a row.
        one: name of a row with a `{number}`: «Responsable {number}».
        add: what the adding button says; "" when rows come from elsewhere.
        empty: what is said while there are no rows.

    Signals:
        removed: place of the row to take away, from 0.
    """

    removed = Signal(int)

    def __init__(
        self, columns: Sequence[RowColumn], one: str, add: str = "", empty: str = ""
    ) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._one = one
        self.save: Save | None = None
        self._ids: list[str] | None = None
        self._values: list[dict[str, str]] = []
        self._fields: dict[tuple[int, str], QWidget] = {}
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self._place = QVBoxLayout()
        column.addLayout(self._place)
        self._table: QWidget | None = None
        self._empty = label(empty, "muted")
        self._error = label("", "errortext")
        for widget in (self._empty, self._error):
            widget.hide()
            column.addWidget(widget)
        self.add_button = Button(add, "plus", "link")
        self.add_button.setVisible(bool(add))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.add_row)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        column.addLayout(row)

    def show_rows(self, rows: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Show these rows, as (id, texts by key), without writing them."""
        ids = [row_id for row_id, _values in rows]
        self._values = [dict(values) for _id, values in rows]
        if ids != self._ids:
            self._ids = ids
            self._build()
        else:
            for at, values in enumerate(self._values):
                for column in self._columns:
                    self._put(at, column.key, values.get(column.key, ""))
        self._empty.setVisible(not ids and bool(self._empty.text()))
        self._refuse(None, "")

    def add_row(self) -> None:
        """Show one more row, to be stored as soon as something is written in it."""
        if self._ids is None or _NEW in self._ids:
            return
        self._ids.append(_NEW)
        self._values.append({})
        self._build()
        self._empty.hide()
        self.field(len(self._ids) - 1, self._columns[0].key).setFocus()

    def field(self, at: int, key: str) -> QWidget:
        """Return the widget of a field; rows count from 0."""
        return self._fields[at, key]

    def values(self, at: int) -> dict[str, str]:
        """Return what the fields of a row hold now."""
        return {column.key: self._text(at, column.key) for column in self._columns}

    def count(self) -> int:
        """Return how many rows are shown."""
        return len(self._ids or ())

    def write_all(self) -> bool:
        """Write what is still being typed; False when it was refused."""
        return all(self._write(at, key) for at, key in list(self._fields))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel scrolls the ficha; it must not change a choice it passes over.
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        focused = QApplication.focusWidget()
        was = next((place for place, one in self._fields.items() if one is focused), None)
        if self._table is not None:
            for field in self._fields.values():
                # A field that goes away must not write on leaving.
                field.blockSignals(True)
            self._place.removeWidget(self._table)
            self._table.hide()
            self._table.setParent(None)
            self._table.deleteLater()
        self._fields = {}
        theme = Theme.of_application()
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(6))
        for at, column in enumerate(self._columns):
            grid.setColumnStretch(at, column.stretch)
            grid.addWidget(label(column.header, "section"), 0, at)
        for at in range(len(self._values)):
            self._add_fields(grid, at)
        self._place.addWidget(self._table)
        self._table.setVisible(bool(self._values))
        if was in self._fields:
            self._fields[was].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_fields(self, grid: QGridLayout, at: int) -> None:
        one = self._one.format(number=at + 1)
        for place, column in enumerate(self._columns):
            field = self._make_field(at, column)
            field.setAccessibleName(_("{row}: {column}").format(row=one, column=column.header))
            self._fields[at, column.key] = field
            self._put(at, column.key, self._values[at].get(column.key, ""))
            grid.addWidget(field, at + 1, place)
        if self.add_button.text():
            remove = Button("", "trash-2", "icon", tip=_("Quitar: {row}").format(row=one))
            remove.setAutoDefault(False)
            remove.clicked.connect(lambda: self._remove(at))
            grid.addWidget(remove, at + 1, len(self._columns))

    def _make_field(self, at: int, column: RowColumn) -> QWidget:
        if column.is_shown_only:
            return label("", selectable=True)
        if column.options:
            choice = Choice()
            for value, words in column.options:
                choice.addItem(words, value)
            choice.installEventFilter(self)
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            choice.activated.connect(lambda _at: self._write(at, column.key))
            return choice
        field = QLineEdit()
        if column.offered:
            completer = QCompleter(sorted(column.offered, key=fold), field)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            field.setCompleter(completer)
        field.editingFinished.connect(lambda: self._write(at, column.key))
        return field

    def _remove(self, at: int) -> None:
        if self._ids is not None and self._ids[at] == _NEW:
            del self._ids[at], self._values[at]
            self._build()
            self._empty.setVisible(not self._ids and bool(self._empty.text()))
        else:
            self.removed.emit(at)

    def _text(self, at: int, key: str) -> str:
        field = self._fields[at, key]
        if isinstance(field, QComboBox):
            return str(field.currentData() or "")
        return field.text() if isinstance(field, QLineEdit) else self._values[at].get(key, "")

    def _put(self, at: int, key: str, text: str) -> None:
        field = self._fields[at, key]
        if isinstance(field, QComboBox):
            field.setCurrentIndex(max(field.findData(text), 0))
        elif isinstance(field, QLineEdit):
            # Not over what is being typed.
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)
        else:
            field.setText(text)  # type: ignore[attr-defined]  # a label

    def _write(self, at: int, key: str) -> bool:
        if self.save is None or (at, key) not in self._fields:
            return True
        text, before = self._text(at, key), self._values[at].get(key, "")
        is_new = self._ids is not None and self._ids[at] == _NEW
        # A choice of a row with nothing else in it yet is no reason to store it.
        if text == before or (is_new and isinstance(self._fields[at, key], QComboBox)):
            return True
        values = self.values(at)
        self._values[at][key] = text
        try:
            self.save(at, values)
        except PeaError as error:
            if at < len(self._values):
                self._values[at][key] = before
            self._refuse(self._fields.get((at, key)), str(error))
            return False
        return True

    def _refuse(self, field: QWidget | None, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        for one in self._fields.values():
            is_wrong = bool(sentence) and one is field
            if bool(one.property("invalid")) != is_wrong:
                one.setProperty("invalid", is_wrong)
                one.setAccessibleDescription(sentence if is_wrong else "")
                repolish(one)
