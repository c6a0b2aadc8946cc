"""What is selected in a grid: rectangles of cells, whole rows and columns, never a header.

As in a sheet, the current cell stays where a selection began and the other corner moves.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
)
from typing_extensions import override

from pea_desktop.ui.kit.grid_data import GridRow
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_places import Places

Index = QModelIndex | QPersistentModelIndex
_FLAG: Final = QItemSelectionModel.SelectionFlag
_MANY: Final = 5_000
"""Cells above which nobody pulls a corner: looking for it would take longer than painting."""


class _Shape(Enum):
    CELLS = 0
    ROWS = 1
    COLUMNS = 2


class Cells(NamedTuple):
    """The cells where these lines cross these columns, as seen from the top left."""

    lines: Sequence[int]
    columns: Sequence[int]


class Remembered(NamedTuple):
    """A selection by what it is about, for when lines have changed: ids of rows, not lines."""

    current: tuple[str, int]
    areas: Sequence[tuple[str, str, int, int]]


class GridSelection(QItemSelectionModel):
    """The selection of one grid."""

    def __init__(self, model: GridModel, places: Places, parent: QObject) -> None:
        super().__init__(model, parent)
        self._grid = model
        self._places = places
        self._shape = _Shape.CELLS
        self._corner = QPersistentModelIndex()
        self._kept = QItemSelection()
        self._block: Cells | None = None
        self._is_block_known = False
        for changed in (
            self.selectionChanged, model.rowsInserted, model.rowsRemoved, model.modelReset,
        ):  # fmt: skip
            changed.connect(self.forget_block)

    # What is selected

    @property
    def corner(self) -> QModelIndex:
        """The cell a selection reaches to; the current one when it is alone."""
        at = self._corner if self._corner.isValid() else self.currentIndex()
        return self._grid.index(at.row(), at.column())

    def places(self) -> list[tuple[int, int]]:
        """Return line and column of every selected cell that is seen, in reading order."""
        shown = {column: at for at, column in enumerate(self._places.columns())}
        found = {
            (line, column)
            for area in _areas_of(self.selection())
            for line in range(area.top(), area.bottom() + 1)
            for column in range(area.left(), area.right() + 1)
            if column in shown
        }
        if not found and self._is_row(self.currentIndex()):
            found = {(self.currentIndex().row(), self.currentIndex().column())}
        return sorted(found, key=lambda at: (at[0], shown.get(at[1], 0)))

    def size(self) -> int:
        """Return about how many cells are selected, without listing them."""
        return sum(area.width() * area.height() for area in _areas_of(self.selection()))

    def lines(self) -> list[int]:
        """Return the lines of the rows with a selected cell, or of the current one."""
        areas = _areas_of(self.selection())
        found = {line for area in areas for line in range(area.top(), area.bottom() + 1)}
        if not found and self._is_row(self.currentIndex()):
            found = {self.currentIndex().row()}
        return sorted(found)

    def block(self) -> Cells | None:
        """Return the selected rectangle, None when the selection is in parts."""
        if not self._is_block_known:
            self._block, self._is_block_known = self._find_block(), True
        return self._block

    def forget_block(self) -> None:
        """Look for the rectangle again: lines or columns changed."""
        self._is_block_known = False

    @property
    def is_whole_rows(self) -> bool:
        """Whether rows were selected by their number."""
        return self._shape is _Shape.ROWS

    # What selects

    def start(self, index: Index, *, keep: bool = False) -> None:
        """Begin a selection at a cell; `keep` adds it to what is already selected."""
        kept = QItemSelection(self.selection()) if keep else QItemSelection()
        self._move(index, _FLAG.Select if keep else _FLAG.ClearAndSelect)
        self._begin(_Shape.CELLS, kept, index)

    def start_rows(self, line: int, *, keep: bool = False) -> None:
        """Begin a selection of whole rows."""
        kept = QItemSelection(self.selection()) if keep else QItemSelection()
        index = self._grid.index(line, 0)
        self._move(index, _FLAG.NoUpdate)
        self._begin(_Shape.ROWS, kept, index)
        self._show()

    def choose_lines(self, lines: Sequence[int]) -> None:
        """Select whole rows; the first of them becomes the current one."""
        for first, last in _runs(lines):
            self.start_rows(first, keep=first != lines[0])
            self.extend_to(self._grid.index(last, 0))
        if lines:
            self.move_inside(self._grid.index(lines[0], 0))

    def start_column(self, column: int, *, keep: bool = False) -> None:
        """Begin a selection of whole columns, current at the row that is."""
        kept = QItemSelection(self.selection()) if keep else QItemSelection()
        lines = self._places.lines()
        if not lines:
            return
        line = self.currentIndex().row()
        index = self._grid.index(line if line in lines else lines[0], column)
        self._move(index, _FLAG.NoUpdate)
        self._begin(_Shape.COLUMNS, kept, index)
        self._show()

    def extend_to(self, index: Index) -> None:
        """Let the selection reach from the current cell to another."""
        self._corner = QPersistentModelIndex(index)
        self._show()

    def widen(self, *, rows: bool) -> None:
        """Make what is selected whole rows, or whole columns."""
        if not self.currentIndex().isValid():
            return
        self._shape = _Shape.ROWS if rows else _Shape.COLUMNS
        self._corner = QPersistentModelIndex(self.corner)
        self._show()

    def select_everything(self) -> None:
        """Select every cell that is seen; the current one stays."""
        self._begin(_Shape.CELLS, QItemSelection(), self.currentIndex())
        lines, columns = self._places.lines(), self._places.columns()
        if lines and columns:
            self.select(self._areas(lines, columns), _FLAG.ClearAndSelect)

    def drop(self, index: Index) -> None:
        """Take one cell out of the selection."""
        self.select(QItemSelection(self._at(index), self._at(index)), _FLAG.Deselect)
        self._kept = QItemSelection(self.selection())

    def move_inside(self, index: Index) -> None:
        """Make a selected cell the current one, the selection staying."""
        self._move(index, _FLAG.NoUpdate)

    def remember(self) -> Remembered:
        """Return what is selected, to be taken up again after the rows were written."""
        current, rows = self.currentIndex(), self._places
        areas = [
            (_id(rows.row(one.top())), _id(rows.row(one.bottom())), one.left(), one.right())
            for one in _areas_of(self.selection())
        ]
        return Remembered((_id(rows.row(current.row())), current.column()), areas)

    def take_up(self, remembered: Remembered) -> None:
        """Select again what was selected, as far as it is still shown."""
        row_id, column = remembered.current
        line = self._grid.row_of(row_id)
        if line < 0:
            return
        chosen = QItemSelection()
        for first, last, left, right in remembered.areas:
            top, bottom = self._grid.row_of(first), self._grid.row_of(last)
            if top >= 0 and bottom >= 0:
                lines = self._places.lines(min(top, bottom), max(top, bottom))
                chosen.merge(self._areas(lines, range(left, right + 1)), _FLAG.Select)
        index = self._grid.index(line, column)
        self._move(index, _FLAG.NoUpdate)
        self._begin(_Shape.CELLS, QItemSelection(), index)
        self.select(chosen, _FLAG.ClearAndSelect)

    # What Qt asks

    @override
    def setCurrentIndex(self, index: Index, command: QItemSelectionModel.SelectionFlag) -> None:
        self._begin(_Shape.CELLS, QItemSelection(), QModelIndex())
        super().setCurrentIndex(self._at(index), command)

    @override
    def select(
        self, index: Index | QItemSelection, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        wanted = index
        if not isinstance(wanted, QItemSelection):
            wanted = QItemSelection(self._at(wanted), self._at(wanted))
        if command & _FLAG.Columns:
            command &= ~_FLAG.Columns
            columns = [
                at for area in _areas_of(wanted) for at in range(area.left(), area.right() + 1)
            ]
            wanted = self._areas(self._places.lines(), columns)
        super().select(self._without_headers(wanted), command)

    @override
    def reset(self) -> None:
        self._begin(_Shape.CELLS, QItemSelection(), QModelIndex())
        super().reset()

    # Parts

    def _find_block(self) -> Cells | None:
        if not self.hasSelection() or self.size() > _MANY:
            return None
        chosen = self.places()
        lines = sorted({line for line, _column in chosen})
        order = self._places.columns()
        columns = sorted({column for _line, column in chosen}, key=order.index)
        if not chosen or len(chosen) != len(lines) * len(columns):
            return None
        first = self._grid.index(lines[0], columns[0])
        last = self._grid.index(lines[-1], columns[-1])
        together = self._places.between(first, last) == (lines, columns)
        return Cells(lines, columns) if together else None

    def _at(self, index: Index) -> QModelIndex:
        return self._grid.index(index.row(), index.column()) if index.isValid() else QModelIndex()

    def _move(self, index: Index, command: QItemSelectionModel.SelectionFlag) -> None:
        super().setCurrentIndex(self._at(index), command)

    def _begin(self, shape: _Shape, kept: QItemSelection, corner: Index) -> None:
        self._shape = shape
        self._kept = kept
        self._corner = QPersistentModelIndex(corner)

    def _show(self) -> None:
        current = self.currentIndex()
        if not current.isValid():
            return
        lines, columns = self._places.between(current, self.corner)
        if self._shape is _Shape.ROWS:
            columns = self._places.columns()
        elif self._shape is _Shape.COLUMNS:
            lines = self._places.lines()
        chosen = QItemSelection(self._kept)
        chosen.merge(self._areas(lines, columns), _FLAG.Select)
        self.select(chosen, _FLAG.ClearAndSelect)

    def _areas(self, lines: Iterable[int], columns: Iterable[int]) -> QItemSelection:
        made = QItemSelection()
        across = _runs(sorted(columns))
        for top, bottom in _runs(lines):
            for left, right in across:
                area = (self._grid.index(top, left), self._grid.index(bottom, right))
                made.append(QItemSelectionRange(*area))
        return made

    def _without_headers(self, wanted: QItemSelection) -> QItemSelection:
        made = QItemSelection()
        for area in _areas_of(wanted):
            lines = self._places.lines(area.top(), area.bottom())
            if len(lines) == area.height():
                made.append(area)
            elif lines:
                columns = range(area.left(), area.right() + 1)
                made.append(_areas_of(self._areas(lines, columns)))
        return made

    def _is_row(self, index: Index) -> bool:
        return index.isValid() and self._places.row(index.row()) is not None


def _id(row: GridRow | None) -> str:
    return row.id if row is not None else ""


def _areas_of(selection: QItemSelection) -> list[QItemSelectionRange]:
    """Return its rectangles, without those whose lines are gone."""
    areas = (selection.at(number) for number in range(selection.count()))
    return [area for area in areas if area.isValid()]


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return first and last of each stretch without a gap."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
