"""Where the cells of a grid lie as a person sees them: columns from the left, rows past headers."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QTableView

from pea_desktop.ui.kit.grid_data import GridRow, Kind
from pea_desktop.ui.kit.grid_model import GridModel

Index = QModelIndex | QPersistentModelIndex


class Places:
    """Finds the next cell of a grid in each direction."""

    def __init__(self, table: QTableView, model: GridModel) -> None:
        self._table = table
        self._model = model

    # Columns and lines

    def columns(self) -> list[int]:
        """Return the columns that are seen, from the left."""
        header = self._table.horizontalHeader()
        order = (header.logicalIndex(at) for at in range(len(self._model.columns)))
        return [at for at in order if not self._table.isColumnHidden(at)]

    def text_columns(self) -> list[int]:
        """Return those that hold texts: neither the number nor the merged groups."""
        kinds = self._model.columns
        return [at for at in self.columns() if at and kinds[at].kind is not Kind.GROUP]

    def row(self, line: int) -> GridRow | None:
        """Return the row a line shows, None on a header or outside."""
        if not 0 <= line < self._model.rowCount():
            return None
        entry = self._model.entry(line)
        return entry if isinstance(entry, GridRow) else None

    def lines(self, first: int = 0, last: int | None = None) -> list[int]:
        """Return the lines that are rows, from one line to another."""
        end = self._model.rowCount() - 1 if last is None else last
        return [line for line in range(max(first, 0), end + 1) if self.row(line) is not None]

    def between(self, first: Index, last: Index) -> tuple[list[int], list[int]]:
        """Return the lines and the columns of the rectangle between two cells."""
        shown = self.columns()
        ends = [shown.index(at.column()) if at.column() in shown else 0 for at in (first, last)]
        top, bottom = sorted((first.row(), last.row()))
        return self.lines(top, bottom), shown[min(ends) : max(ends) + 1]

    # Steps

    def next_line(self, line: int, step: int) -> int:
        """Return the next line that is a row, or the line itself when there is none."""
        at = line + step
        while 0 <= at < self._model.rowCount():
            if self.row(at) is not None:
                return at
            at += step
        return line

    def next_column(self, column: int, step: int) -> int:
        """Return the next column that is seen, or the last there is."""
        shown = self.columns()
        at = shown.index(column) if column in shown else 0
        return shown[min(max(at + step, 0), len(shown) - 1)]

    def next_editable(self, index: Index, step: int) -> QModelIndex:
        """Return the next cell that can be typed in, going on in the next row."""
        shown = [at for at in self.columns() if self._model.columns[at].is_editable]
        if not shown:
            return QModelIndex()
        line, column = index.row(), index.column()
        while 0 <= line < self._model.rowCount():
            if self.row(line) is not None:
                found = self._editable_in(shown, column if line == index.row() else None, step)
                if found is not None:
                    return self._model.index(line, found)
            line += step
        return QModelIndex()

    def edge(self, index: Index, rows: int, columns: int) -> QModelIndex:
        """Return where Ctrl and an arrow go: the end of the data, or their next beginning."""
        path = self._path(index, rows, columns)
        if not path:
            return self._model.index(index.row(), index.column())
        full = [self._has_text(at) for at in path]
        if self._has_text((index.row(), index.column())) and full[0]:
            stop = full.index(False) - 1 if False in full else len(path) - 1
        else:
            stop = full.index(True) if True in full else len(path) - 1
        return self._model.index(*path[stop])

    def page(self, index: Index, step: int) -> QModelIndex:
        """Return the cell one screen further down or up."""
        table = self._table
        top = table.rowViewportPosition(index.row())
        height = table.viewport().height() - table.rowHeight(index.row())
        line = table.rowAt(top + step * max(height, 1))
        if line < 0:
            line = self._model.rowCount() - 1 if step > 0 else 0
        if self.row(line) is None:
            line = self.next_line(line, step)
        if self.row(line) is None:
            line = self.next_line(line, -step)
        return self._model.index(line, index.column())

    def corner(self, *, last: bool) -> QModelIndex:
        """Return the first text of the first row, or the last text of the last one."""
        lines, columns = self.lines(), self.text_columns()
        if not lines or not columns:
            return QModelIndex()
        at = -1 if last else 0
        return self._model.index(lines[at], columns[at])

    def next_warned(self, index: Index, step: int) -> tuple[str, int] | None:
        """Return the id and column of the next cell with a finding, folded rows included."""
        columns = self.columns()
        keys = [self._model.columns[at].key for at in columns]
        found: list[tuple[str, int]] = []
        here, current = -1.0, self.row(index.row()) if index.isValid() else None
        for row in self._model.accepted_rows():
            # A finding about a column that is not seen is told at the number of the row.
            unseen = bool(row.warned.difference(keys))
            warned = [
                at
                for at, key in zip(columns, keys, strict=True)
                if key in row.warned or (at == 0 and unseen)
            ]
            if current is not None and row.id == current.id:
                place = columns.index(index.column()) if index.column() in columns else -1
                before = sum(columns.index(at) < place for at in warned)
                here = len(found) + before - (0 if index.column() in warned else 0.5)
            found.extend((row.id, at) for at in warned)
        if not found:
            return None
        at = int(here // 1 + 1) if step > 0 else int(-(-here // 1) - 1)
        return found[at % len(found)]

    # Parts

    def _editable_in(self, shown: list[int], column: int | None, step: int) -> int | None:
        if column is None:
            return shown[0 if step > 0 else -1]
        order = self.columns()
        place = order.index(column) if column in order else 0
        beyond = [at for at in shown if (order.index(at) - place) * step > 0]
        return (beyond[0] if step > 0 else beyond[-1]) if beyond else None

    def _path(self, index: Index, rows: int, columns: int) -> list[tuple[int, int]]:
        if rows:
            lines = self.lines()
            ahead = [at for at in lines if (at - index.row()) * rows > 0]
            return [(at, index.column()) for at in (ahead if rows > 0 else reversed(ahead))]
        shown = self.columns()
        place = shown.index(index.column()) if index.column() in shown else 0
        ahead = shown[place + 1 :] if columns > 0 else shown[:place][::-1]
        return [(index.row(), at) for at in ahead]

    def _has_text(self, place: tuple[int, int]) -> bool:
        row = self.row(place[0])
        return row is not None and bool(row.cells[place[1]])
