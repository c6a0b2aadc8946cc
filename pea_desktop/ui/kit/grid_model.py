"""The one table model of the program: rows of text under group headers.

It knows no area. `load` gives what there is, `write` changes it; the model never announces its own
writing but waits, like every other screen, until the workspace tells what changed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit.grid_data import (
    Cell,
    GridColumn,
    GridData,
    GridGroup,
    GridRow,
    Kind,
    NewRow,
)

Entry = GridGroup | GridRow
Index = QModelIndex | QPersistentModelIndex

# Plain numbers: Qt asks with an int seven times a cell, and comparing enums is slow.
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_EDIT: Final = int(Qt.ItemDataRole.EditRole)
_TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE_TEXT: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_ACCESSIBLE_DESCRIPTION: Final = int(Qt.ItemDataRole.AccessibleDescriptionRole)
ENTRY_ROLE: Final = int(Qt.ItemDataRole.UserRole)
"""Role that answers with the `GridRow` or `GridGroup` of an index."""

_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_ROW_FLAGS: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_NONE: Final = QModelIndex()


class GridModel(QAbstractTableModel):
    """Rows of text under group headers, filtered, folded and edited cell by cell.

    Args:
        columns: what each column is; the first is the row's number.
        load: returns everything there is, in order.
        write: stores cells in one edit of that label («» lets the screen name it); raises PeaError
            when that is refused.
        write_rows: the same with rows to be made first; without it no row can be added.
        row_name: what a row is called to a screen reader: «Línea {number}».
        levels: headings of the groups, outermost first, when they are merged cells («Eje»).

    Signals:
        rejected: sentence of a refused edit.
        filtered: the filter changed what is shown.
    """

    rejected = Signal(str)
    filtered = Signal()

    def __init__(
        self,
        columns: Sequence[GridColumn],
        load: Callable[[], GridData],
        write: Callable[[Sequence[Cell], str], None],
        *,
        write_rows: Callable[[Sequence[Cell], Sequence[NewRow], str], None] | None = None,
        row_name: str = N_("Fila {number}"),
        levels: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._own_columns = self.columns
        self._levels = tuple(levels)
        self._is_merged = False
        self._load = load
        self._write = write
        self._write_rows = write_rows
        self._row_name = row_name
        self._data = GridData((), ())
        self._groups: dict[str, GridGroup] = {}
        self._entries: list[Entry] = []
        self._folded: set[str] = set()
        self._words: tuple[str, ...] = ()
        self._accepts: Callable[[GridRow], bool] | None = None
        self._kept: set[str] = set()
        self.reload()

    # What it holds

    @property
    def rows(self) -> Sequence[GridRow]:
        """Every row, also those that the filter or a folded group hides."""
        return self._data.rows

    def entry(self, row: int) -> Entry:
        """Return what a line of the grid shows: a group header or a row."""
        return self._entries[row]

    def row_of(self, row_id: str) -> int:
        """Return the line where a row is shown, -1 when it is hidden or unknown."""
        return next(
            (at for at, e in enumerate(self._entries) if isinstance(e, GridRow) and e.id == row_id),
            -1,
        )

    def group_lines(self) -> list[int]:
        """Return the lines that are group headers."""
        return [at for at, entry in enumerate(self._entries) if isinstance(entry, GridGroup)]

    def accepted_rows(self) -> list[GridRow]:
        """Return the rows the filter lets through, those in folded groups included."""
        if not self.is_filtered():
            return list(self._data.rows)
        # A word at a time through what the last one left: there may be 10,000 rows for each key.
        passing: Sequence[GridRow] = self._data.rows
        for word in self._words:
            passing = [row for row in passing if word in row.folded]
        if self._accepts is not None:
            passing = list(filter(self._accepts, passing))
        if self._kept:
            ids = self._kept.union([row.id for row in passing])
            passing = [row for row in self._data.rows if row.id in ids]
        return list(passing)

    def is_filtered(self) -> bool:
        """Return whether a text or a condition hides rows."""
        return bool(self._words) or self._accepts is not None

    # What changes it

    def reload(self) -> None:
        """Show the data as they are now, changing only what differs."""
        shown = {entry.id for entry in self._entries if isinstance(entry, GridRow)}
        self._data = self._read()
        # A row must not vanish under the person's hands because it no longer fits the filter.
        self._kept = shown if self.is_filtered() else set()
        self._replace(self._visible())

    def set_filter(self, text: str, accepts: Callable[[GridRow], bool] | None = None) -> None:
        """Show only rows with all the words of `text` (blind to accents) that are accepted."""
        self._words = tuple(fold(text).split())
        self._accepts = accepts
        self._kept = set()
        if self.is_filtered():
            # What the person looks for must not hide in a folded group.
            self._folded.clear()
        self.beginResetModel()
        self._entries = self._visible()
        self.endResetModel()
        self.filtered.emit()

    def set_columns(self, columns: Sequence[GridColumn]) -> None:
        """Show other columns; `load` must give rows that fit them from now on."""
        self._own_columns = tuple(columns)
        self._start_over()

    @property
    def is_merged(self) -> bool:
        """Whether groups are cells at the left of their rows instead of lines above them."""
        return self._is_merged

    def set_merged(self, merged: bool, levels: Sequence[str] | None = None) -> None:
        """Show groups as columns at the left, each row with the texts of its own, or as lines."""
        self._is_merged = merged
        self._levels = self._levels if levels is None else tuple(levels)
        self._start_over()

    def set_levels(self, levels: Sequence[str]) -> None:
        """Load again rows that lie in other groups; headings as `levels` of the constructor."""
        self._levels = tuple(levels)
        self._start_over()

    def block_key(self, line: int, level: int) -> tuple[str, ...]:
        """Return what the lines of one merged cell have in common, its outer groups included."""
        entry = self._entries[line]
        groups = entry.groups if isinstance(entry, GridRow) else ()
        return groups[: max(level + 1 - len(self._levels) + len(groups), 0)]

    def group_named(self, key: str) -> GridGroup:
        """Return the group of that key, as rows name it."""
        return self._groups[key]

    def _start_over(self) -> None:
        self.beginResetModel()
        levels = self._levels if self._is_merged else ()
        self.columns = (*self._own_columns, *_level_columns(levels))
        self._data = self._read()
        self._entries = self._visible()
        self.endResetModel()

    def _read(self) -> GridData:
        data = self._load()
        self._groups = {group.key: group for group in data.groups}
        if not self._is_merged:
            return data
        return replace(data, rows=tuple(map(self._with_groups, data.rows)))

    def _with_groups(self, row: GridRow) -> GridRow:
        # A row with fewer groups than levels lacks the outer ones: no eje, but «Sin prioridad».
        texts = [self._groups[key].text for key in row.groups]
        held = texts[-len(self._levels) :] if self._levels else []
        more = (*[""] * (len(self._levels) - len(held)), *held)
        shown = (*row.shown, *more) if row.shown else ()
        return replace(row, cells=(*row.cells, *more), shown=shown)

    def toggle(self, key: str) -> None:
        """Fold or unfold a group."""
        self._folded ^= {key}
        self._replace(self._visible())
        self._announce_groups(key)

    def is_folded(self, key: str) -> bool:
        """Return whether a group hides its rows."""
        return key in self._folded

    def unfold_for(self, row_id: str) -> None:
        """Unfold the groups a row lies in, so that it can be shown."""
        row = next((row for row in self._data.rows if row.id == row_id), None)
        if row is not None and self._folded & set(row.groups):
            self._folded -= set(row.groups)
            self._replace(self._visible())

    def write_texts(self, texts: Sequence[tuple[QModelIndex, str]], label: str = "") -> bool:
        """Write many cells as one edit; False and `rejected` when that is refused.

        Cells that already hold their text, group headers and columns that are only shown are left
        out.
        """
        cells: list[Cell] = []
        for index, text in texts:
            entry = self._entries[index.row()]
            column = self.columns[index.column()]
            if isinstance(entry, GridGroup) or not column.is_editable:
                continue
            if entry.cells[index.column()] != text:
                cells.append(Cell(entry.id, column.key, text))
        return self.write_block(cells, label=label)

    @property
    def can_add_rows(self) -> bool:
        """Whether `write_block` may be given rows to make."""
        return self._write_rows is not None

    def write_block(
        self, cells: Sequence[Cell], added: Sequence[NewRow] = (), label: str = ""
    ) -> bool:
        """Write cells and make rows as one edit; False and `rejected` when that is refused.

        Args:
            cells: what to write; a `row_id` may be the key of a row to be made.
            added: rows to make, in order; only where `can_add_rows`.
            label: what the edit is called; empty lets the screen name it.
        """
        if not cells and not added:
            return True
        try:
            if added and self._write_rows is not None:
                self._write_rows(cells, added, label)
            else:
                self._write(cells, label)
        except PeaError as error:
            self.rejected.emit(str(error))
            return False
        return True

    # What Qt asks

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if isinstance(entry, GridGroup):
            return self._group_data(entry, index.column(), role)
        at = index.column()
        if role == _DISPLAY:
            return entry.text(at)
        if role == _EDIT:
            return entry.cells[at]
        if role == _ALIGNMENT:
            return _RIGHT if self.columns[at].kind is Kind.FIGURE else _LEFT
        if role == _ACCESSIBLE_TEXT:
            return self._spoken(entry, at)
        if role in {_TOOL_TIP, _ACCESSIBLE_DESCRIPTION}:
            return self._remark(entry, at)
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        if role != _EDIT or not index.isValid():
            return False
        return self.write_texts([(self.index(index.row(), index.column()), str(value))])

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        entry = self._entries[index.row()]
        if isinstance(entry, GridRow) and self.columns[index.column()].is_editable:
            return _ROW_FLAGS | Qt.ItemFlag.ItemIsEditable
        return _ROW_FLAGS

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY
    ) -> str | None:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role in {_DISPLAY, _ACCESSIBLE_TEXT}:
                return self.columns[section].header
            return None
        if role in {_DISPLAY, _ACCESSIBLE_TEXT} and 0 <= section < len(self._entries):
            entry = self._entries[section]
            return entry.number if isinstance(entry, GridRow) else entry.badge
        return None

    def name_of(self, row: GridRow) -> str:
        """Return what a row is called: «Línea 14»."""
        return _(self._row_name).format(number=row.number)

    # How it answers

    def _group_data(self, group: GridGroup, column: int, role: int) -> str | None:
        if column == 0 and role in {_DISPLAY, _TOOL_TIP}:
            return group.title
        if role == _ACCESSIBLE_TEXT:
            return f"{group.spoken}: {group.title}" if group.spoken else group.title
        if role == _ACCESSIBLE_DESCRIPTION and not group.band:
            return _("Plegado") if group.key in self._folded else _("Desplegado")
        return None

    def _spoken(self, row: GridRow, at: int) -> str:
        name = self.name_of(row)
        if at == 0:
            return ", ".join(filter(None, (name, row.state, *self._spoken_groups(row))))
        column = self.columns[at]
        text = row.text(at) or _(column.missing or N_("vacío"))
        return _("{row}, {column}: {text}").format(row=name, column=column.header, text=text)

    def _spoken_groups(self, row: GridRow) -> list[str]:
        """Return the names of its groups where no header line says them."""
        if not self._is_merged:
            return []
        return [self._groups[key].spoken for key in row.groups]

    def _remark(self, row: GridRow, at: int) -> str | None:
        key = self.columns[at].key
        if key in row.conflicts:
            return _("Dos equipos dejaron aquí textos distintos. Decida cuál queda en Sincronizar.")
        if key in row.remarks:
            return row.remarks[key]
        if at == 0:
            return row.state or None
        return row.cells[at] if self.columns[at].kind is Kind.FORMULA and row.cells[at] else None

    # How it keeps what is shown

    def _visible(self) -> list[Entry]:
        groups = {group.key: group for group in self._data.groups}
        rows = self.accepted_rows()
        if self.is_filtered():
            groups = self._counted(groups, rows)
        if self._is_merged:
            return [*rows]
        entries: list[Entry] = []
        above: tuple[str, ...] = ()
        for row in rows:
            if row.groups != above:
                for level, key in enumerate(row.groups):
                    if above[: level + 1] != row.groups[: level + 1]:
                        entries.append(groups[key])
                above = row.groups
            if not self._folded.intersection(row.groups):
                entries.append(row)
        return entries

    def _counted(
        self, groups: dict[str, GridGroup], rows: Sequence[GridRow]
    ) -> dict[str, GridGroup]:
        """Return the headers with «1 de 2 líneas» where the filter hides some."""
        every, shown = _count_groups(self._data.rows), _count_groups(rows)
        return {
            key: replace(group, note=_("{n} de {all}").format(n=shown[key], all=group.note))
            if group.note and shown[key] < every[key]
            else group
            for key, group in groups.items()
        }

    def _replace(self, wanted: list[Entry]) -> None:
        old, new = [_key(e) for e in self._entries], [_key(e) for e in wanted]
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        gone, come = len(old) - start - end, len(new) - start - end
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            del self._entries[start : start + gone]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self._entries[start:start] = wanted[start : start + come]
            self.endInsertRows()
        changed = [
            at
            for at, (before, entry) in enumerate(zip(self._entries, wanted, strict=True))
            if before is not entry and before != entry
        ]
        self._entries = wanted
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _announce_groups(self, key: str) -> None:
        for at in self.group_lines():
            if self._entries[at].key == key:  # type: ignore[union-attr]
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))


def _level_columns(levels: Sequence[str]) -> list[GridColumn]:
    """Return the columns of merged cells; all but the innermost are narrow, written upwards."""
    return [
        GridColumn(
            key=f"group.{level}",
            header=header,
            kind=Kind.GROUP,
            width=36 if level < len(levels) - 1 else 0,
            share=0.3,
            is_editable=False,
        )
        for level, header in enumerate(levels)
    ]


def _key(entry: Entry) -> tuple[str, str]:
    return ("group", entry.key) if isinstance(entry, GridGroup) else ("row", entry.id)


def _count_groups(rows: Sequence[GridRow]) -> Counter[str]:
    """Return how many rows lie in each group."""
    # Many rows have the same groups: they are counted together.
    counted: Counter[str] = Counter()
    for groups, count in Counter([row.groups for row in rows]).items():
        for key in groups:
            counted[key] += count
    return counted


def _runs(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of the lines that follow one another: a paste is one change."""
    runs: list[tuple[int, int]] = []
    for line in lines:
        first = runs.pop()[0] if runs and runs[-1][1] == line - 1 else line
        runs.append((first, line))
    return runs


def _common(first: Sequence[object], second: Sequence[object]) -> int:
    """Return how many items both begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
