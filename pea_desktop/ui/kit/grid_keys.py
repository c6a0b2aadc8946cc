"""The keys of a grid: those of a sheet, so that nobody has to learn others."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent

from pea_desktop.ui.kit.grid_commands import GridCommands
from pea_desktop.ui.kit.grid_data import GridGroup
from pea_desktop.ui.kit.grid_sheet import GridSheet

ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NONE: Final = Qt.KeyboardModifier.NoModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_ARROWS: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_PAGES: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENDS: Final = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class GridKeys:
    """Moves the current cell and the selection of a grid by its keys."""

    def __init__(self, view: GridSheet, commands: GridCommands) -> None:
        self._view = view
        self._commands = commands
        view.selection.currentChanged.connect(self._on_current_changed)
        self._wanted_column = 1
        # Where the last Tab arrived, and the column its run began in: Enter returns there.
        self._run: tuple[QPersistentModelIndex, int] | None = None

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key is for; False when it is none of the grid's."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        entry = self._view.current_entry()
        if isinstance(entry, GridGroup) and held == _NONE and self._fold(entry, key):
            return True
        command = self._commands.for_key(event)
        if command is not None:
            if command.is_enabled is None or command.is_enabled():
                command.run()
            return True
        return self._move(key, held)

    def step(self, rows: int, columns: int) -> None:
        """Go on after a cell was typed: inside the selection where there is one."""
        view = self._view
        index = view.currentIndex()
        if not index.isValid() or not (rows or columns):
            return
        view.settle_sizes()
        if view.selection.size() > 1:
            self._step_inside(index, rows, columns)
        elif columns:
            self._tab(index, columns)
        else:
            self._enter(index, rows)

    # Parts

    def _on_current_changed(self, current: QModelIndex) -> None:
        # The column the arrows come back to after a header; and a run of Tab is over.
        if self._view.places.row(current.row()) is not None:
            self._wanted_column = current.column()
            self._run = None

    def _move(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        extends, jumps = bool(held & _SHIFT), bool(held & _CONTROL)
        if held & ~(_SHIFT | _CONTROL):
            return False
        if key in ENTERS and not jumps:
            self.step(-1 if extends else 1, 0)
        elif key == Qt.Key.Key_Tab and held == _NONE:
            self.step(0, 1)
        elif key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and held == _SHIFT):
            self.step(0, -1)
        elif key == Qt.Key.Key_F6:
            self._view.leave(forward=not extends)
        elif key == Qt.Key.Key_F10 and held == _SHIFT:
            # Qt knows only the menu key everywhere.
            self._commands.open_menu_here()
        elif key in _ARROWS or key in _PAGES or key in _ENDS:
            self._go(self._place(key, extends=extends, jumps=jumps), extends=extends)
        else:
            return False
        return True

    def _go(self, index: QModelIndex, *, extends: bool) -> None:
        view = self._view
        if not index.isValid():
            return
        if extends:
            view.selection.extend_to(index)
            view.announce_selection()
        else:
            view.selection.start(index)
        view.show_cell(index)

    def _place(self, key: Qt.Key, *, extends: bool, jumps: bool) -> QModelIndex:
        view, places = self._view, self._view.places
        index = view.selection.corner if extends else view.currentIndex()
        if not index.isValid():
            return places.corner(last=False)
        if key in _PAGES:
            return places.page(index, _PAGES[key])
        if key in _ENDS and jumps:
            return places.corner(last=key == Qt.Key.Key_End)
        if key in _ENDS:
            columns = places.text_columns() or [index.column()]
            return index.siblingAtColumn(columns[_ENDS[key]])
        rows, columns_ = _ARROWS[key]
        if jumps:
            return places.edge(index, rows, columns_)
        if columns_:
            return index.siblingAtColumn(places.next_column(index.column(), columns_))
        return self._beside(index, rows, extends=extends)

    def _beside(self, index: QModelIndex, rows: int, *, extends: bool) -> QModelIndex:
        view, places = self._view, self._view.places
        if extends:
            return index.siblingAtRow(places.next_line(index.row(), rows))
        line = min(max(index.row() + rows, 0), view.grid.rowCount() - 1)
        # A header takes the keyboard too, to be folded.
        column = 0 if places.row(line) is None else self._wanted_column
        return view.grid.index(line, column)

    def _tab(self, index: QModelIndex, step: int) -> None:
        found = self._view.places.next_editable(index, step)
        if found.isValid():
            column = self._run_column(index)
            self._go(found, extends=False)
            self._run = (QPersistentModelIndex(found), column)

    def _enter(self, index: QModelIndex, step: int) -> None:
        line = self._view.places.next_line(index.row(), step)
        if line != index.row():
            self._go(self._view.grid.index(line, self._run_column(index)), extends=False)

    def _run_column(self, index: QModelIndex) -> int:
        """Return the column a run of Tab began in, that of the cell when there is no run."""
        if self._run is not None and self._run[0] == QPersistentModelIndex(index):
            return self._run[1]
        return index.column()

    def _step_inside(self, index: QModelIndex, rows: int, columns: int) -> None:
        view = self._view
        order = {column: at for at, column in enumerate(view.places.columns())}
        cells = [
            at for at in view.selection.places() if view.grid.columns[at[1]].is_editable
        ] or view.selection.places()
        if rows:
            cells.sort(key=lambda at: (order[at[1]], at[0]))
        here = (index.row(), index.column())
        at = cells.index(here) if here in cells else -max(rows + columns, 0)
        line, column = cells[(at + rows + columns) % len(cells)]
        found = view.grid.index(line, column)
        view.selection.move_inside(found)
        view.show_cell(found)

    def _fold(self, group: GridGroup, key: Qt.Key) -> bool:
        grid = self._view.grid
        if group.band:
            return key in ENTERS
        folded = grid.is_folded(group.key)
        wanted = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}.get(key)
        if key in {*ENTERS, Qt.Key.Key_Space}:
            wanted = not folded
        if wanted is None:
            return False
        if wanted != folded:
            grid.toggle(group.key)
        return True
