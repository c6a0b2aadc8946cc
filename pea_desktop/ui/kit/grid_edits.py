"""What is written in a grid besides typing: copying, moving, emptying, filling."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication

from pea_desktop.core.errors import PeaError
from pea_desktop.core.tabular import block_of
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import clipboard
from pea_desktop.ui.kit.grid_data import Cell
from pea_desktop.ui.kit.grid_fill import Texts, fill, fill_down, fill_label, fill_right
from pea_desktop.ui.kit.grid_selection import Cells
from pea_desktop.ui.kit.grid_sheet import GridSheet


class GridEdits:
    """Writes into the selected cells of one grid, each time as one edit."""

    def __init__(self, view: GridSheet) -> None:
        self._view = view
        self._grid = view.grid
        self._refusal = ""
        self._cut_text = ""
        self._grid.rejected.connect(self._on_rejected)

    # Copying and moving

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as a sheet pastes them."""
        rows = self._selected_texts()
        if rows:
            self.end_cut()
            clipboard.put(block_of(rows))

    def cut(self) -> None:
        """Copy the selected cells, and mark them: the next paste moves them."""
        self.copy()
        cells = [at for at in self._chosen() if at.flags() & Qt.ItemFlag.ItemIsEditable]
        self._view.marks.cut = [QPersistentModelIndex(at) for at in cells]
        self._cut_text = QGuiApplication.clipboard().text()
        self._view.viewport().update()

    def cut_cells(self) -> list[Cell]:
        """Return the cells a paste empties because they were cut, while the clipboard holds them.

        Who pastes a block writes these first in the same edit, and then calls `end_cut`.
        """
        if QGuiApplication.clipboard().text() != self._cut_text:
            self.end_cut()
        places = [self._grid.index(at.row(), at.column()) for at in self._view.marks.cut]
        return [cell for at in places if (cell := self._cell(at, "")) is not None]

    def end_cut(self) -> bool:
        """Take away the mark of what was cut; False when there was none."""
        marks = self._view.marks
        had, marks.cut = bool(marks.cut), []
        if had:
            self._view.viewport().update()
        return had

    def paste(self) -> None:
        """Write one copied cell into the selected one; ask for what reaches more than one cell.

        Cells chosen one by one, here and there, are written at once: no block shows them.
        """
        view, chosen = self._view, self._view.selection.places()
        try:
            block = clipboard.taken()
            if not chosen or block is None or not block.rows:
                return
            cells = view.selection.block()
            is_one = (block.height, block.width) == (1, 1) and (len(chosen) == 1 or cells is None)
            if is_one and not self._needs_reading(chosen):
                self._paste_one(block.rows[0][0])
                return
            if cells is not None:
                block = block.repeated(len(cells.lines), len(cells.columns))
        except PeaError as error:
            self._say(str(error))
            return
        row = view.places.row(chosen[0][0])
        view.paste_wanted.emit(block, row.id if row is not None else "", chosen[0][1])

    # Writing

    def clear(self) -> None:
        """Empty the selected cells."""
        cells = self._writable([(at, "") for at in self._chosen()])
        count = len(cells)
        label = ngettext("Vaciar {n} celda", "Vaciar {n} celdas", count).format(n=count)
        self._write(cells, label if count > 1 else "")

    def spread(self, text: str) -> bool:
        """Write a text into every selected cell; False when that is refused."""
        cells = self._writable([(at, text) for at in self._chosen()])
        count = len(cells)
        label = ngettext("Escribir en {n} celda", "Escribir en {n} celdas", count).format(n=count)
        before = self._view.selection.remember()
        done = self._grid.write_texts(cells, label if count > 1 else "")
        self._view.selection.take_up(before)
        return done

    def fill_down(self) -> None:
        """Copy the top row of the selection over the others, or the row above it."""
        if chosen := self._view.selection.places():
            self._fill(fill_down(self._grid, chosen, self._view.places))

    def fill_right(self) -> None:
        """Copy the first column of the selection over the others, or the column before it."""
        if chosen := self._view.selection.places():
            self._fill(fill_right(self._grid, chosen, self._view.places))

    def fill_from(self, source: Cells, target: Cells) -> None:
        """Repeat a block over the cells beside it, and select both."""
        view = self._view
        self._fill(fill(self._grid, source, target, view.places))
        order = view.places.columns()
        lines = sorted({*source.lines, *target.lines})
        columns = sorted({*source.columns, *target.columns}, key=order.index)
        view.selection.start(self._grid.index(lines[0], columns[0]))
        view.selection.extend_to(self._grid.index(lines[-1], columns[-1]))

    # Parts

    def _paste_one(self, text: str) -> None:
        moved = self.cut_cells()
        cells = [self._cell(at, text) for at in self._chosen()]
        targets = [cell for cell in cells if cell is not None]
        if not targets:
            return
        taken = {(cell.row_id, cell.key) for cell in targets}
        gone = [cell for cell in moved if (cell.row_id, cell.key) not in taken]
        count = len(targets)
        label = ngettext("Pegar en {n} celda", "Pegar en {n} celdas", count).format(n=count)
        if gone:
            label = _("Mover una celda")
        before = self._view.selection.remember()
        if self._grid.write_block([*gone, *targets], label=label if gone or count > 1 else ""):
            self.end_cut()
            self._view.selection.take_up(before)
        else:
            self._say(self._refusal)

    def _needs_reading(self, chosen: Sequence[tuple[int, int]]) -> bool:
        """Return whether a column that nobody types in takes what is pasted, read another way."""
        columns = [self._grid.columns[at] for at in {column for _line, column in chosen}]
        return any(column.parse is not None and not column.is_editable for column in columns)

    def _cell(self, index: QModelIndex, text: str) -> Cell | None:
        row = self._view.places.row(index.row())
        column = self._grid.columns[index.column()]
        writable = row is not None and column.is_editable
        return Cell(row.id, column.key, text) if row is not None and writable else None

    def _chosen(self) -> list[QModelIndex]:
        return [self._grid.index(*place) for place in self._view.selection.places()]

    def _writable(self, texts: Texts) -> Texts:
        return [(at, text) for at, text in texts if at.flags() & Qt.ItemFlag.ItemIsEditable]

    def _fill(self, texts: Texts) -> None:
        writable = self._writable(texts)
        self._write(writable, fill_label(len(writable)))

    def _write(self, texts: Texts, label: str) -> None:
        self.end_cut()
        # The screen may go to what changed, and fills and the like stay where they are.
        before = self._view.selection.remember()
        if self._grid.write_texts(texts, label):
            self._view.selection.take_up(before)
        else:
            self._say(self._refusal)

    def _selected_texts(self) -> list[list[str]]:
        chosen = set(self._view.selection.places())
        lines = sorted({line for line, _column in chosen})
        across = {column for _line, column in chosen}
        columns = [at for at in self._view.places.columns() if at in across]
        rows = [(line, self._view.places.row(line)) for line in lines]
        return [
            [row.cells[at] if (line, at) in chosen else "" for at in columns]
            for line, row in rows
            if row is not None
        ]

    def _say(self, sentence: str) -> None:
        self._view.say(sentence)

    def _on_rejected(self, sentence: str) -> None:
        self._refusal = sentence
