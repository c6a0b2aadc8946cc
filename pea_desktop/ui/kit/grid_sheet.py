"""A grid with a current cell, a selection, and what it asks of the screen around it."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QMetaMethod,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

from pea_desktop.i18n import ngettext
from pea_desktop.ui.kit.grid_data import GridGroup, GridRow
from pea_desktop.ui.kit.grid_marks import GridMarks
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_places import Places
from pea_desktop.ui.kit.grid_selection import GridSelection
from pea_desktop.ui.kit.grid_table import GridTable


class GridSheet(GridTable):
    """A grid that knows where the person is; `GridView` adds the keys and the mouse.

    The row commands are only asked for: a screen that listens does them, and what nobody listens to
    is not offered.

    Attributes:
        places: where its cells lie on screen.
        selection: what is selected.
        marks: what is drawn over the cells.

    Signals:
        row_chosen: id of the row the current cell is in, empty on a header.
        paste_wanted: block of cells to paste, id of the row and column where it begins.
        insert_wanted: row at which to insert one, and whether above it.
        duplicate_wanted: ids of rows.
        delete_wanted: ids of rows.
        move_wanted: ids of rows and the step, -1 or 1, within what is shown.
        regroup_wanted: ids of rows and the step to the previous or next group.
        drop_wanted: ids of rows, the row they go after («» for the first place), key of the group.
        history_wanted: row, key of the column, and whether it is about the whole row.
        sheet_wanted: row to be shown as a ficha.
        remark_reached: what is the matter with the cell that was gone to, in a sentence.
    """

    row_chosen = Signal(str)
    paste_wanted = Signal(object, str, int)
    insert_wanted = Signal(str, bool)
    duplicate_wanted = Signal(tuple)
    delete_wanted = Signal(tuple)
    move_wanted = Signal(tuple, int)
    regroup_wanted = Signal(tuple, int)
    drop_wanted = Signal(tuple, str, str)
    history_wanted = Signal(str, str, bool)
    sheet_wanted = Signal(str)
    remark_reached = Signal(str)

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent)
        self._place: tuple[str, int] | None = None
        self.places = Places(self, model)
        self.setModel(model)
        self.selection = GridSelection(model, self.places, self)
        self.setSelectionModel(self.selection)
        self.marks = GridMarks(self, self.grid_columns, self.selection.block)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.selection.selectionChanged.connect(self.marks.find_handle)
        self.grid_columns.changed.connect(self.selection.forget_block)
        model.dataChanged.connect(self._on_data_changed)
        model.rowsInserted.connect(self._on_rows_came)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._return)

    @property
    def grid(self) -> GridModel:
        """What it shows."""
        return self._grid

    @property
    def remark(self) -> str:
        """The sentence shown under a cell whose text was refused, empty without one."""
        return self._delegate.remark.sentence

    def announce_selection(self) -> None:
        """Let a screen reader say how much is selected: the current cell has not moved."""
        count = self.selection.size()
        said = ngettext("{n} celda seleccionada", "{n} celdas seleccionadas", count)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said.format(n=count)))

    def say(self, sentence: str) -> None:
        """Show a sentence under the current cell: why something could not be written."""
        self._delegate.remark.say(sentence, self.visualRect(self.currentIndex()))

    # Places

    def go_to(self, row_id: str, column: int = 1) -> None:
        """Make a cell the current one and show it, unfolding its groups."""
        self._grid.unfold_for(row_id)
        line = self._grid.row_of(row_id)
        if line >= 0:
            self._fit.now()
            self.setCurrentIndex(self._grid.index(line, column))
            self.scrollTo(self.currentIndex())

    def go_to_the_first_row(self) -> None:
        """Make the first text of the first row current, unless a row already is."""
        lines = range(self._grid.rowCount())
        first = next((at for at in lines if isinstance(self._grid.entry(at), GridRow)), None)
        if first is not None and self.current_row() is None:
            self.setCurrentIndex(self._grid.index(first, 1))

    def current_row(self) -> GridRow | None:
        """Return the row of the current cell."""
        index = self.currentIndex()
        return self.places.row(index.row()) if index.isValid() else None

    def current_entry(self) -> GridRow | GridGroup | None:
        """Return what the line of the current cell shows."""
        index = self.currentIndex()
        return self._grid.entry(index.row()) if index.isValid() else None

    def current_id(self) -> str:
        """Return the id of the row of the current cell, empty on a header."""
        row = self.current_row()
        return row.id if row is not None else ""

    def chosen_ids(self) -> tuple[str, ...]:
        """Return the ids of the rows with a selected cell, as shown."""
        rows = map(self.places.row, self.selection.lines())
        return tuple(row.id for row in rows if row is not None)

    def choose_rows(self, ids: Iterable[str]) -> None:
        """Select whole rows, as after they were moved; the first becomes the current one."""
        lines = sorted(line for line in map(self._grid.row_of, ids) if line >= 0)
        self.selection.choose_lines(lines)
        if lines:
            self.show_cell(self.currentIndex())

    def show_cell(self, index: QModelIndex) -> None:
        """Bring a cell into sight."""
        self._fit.now()
        self.scrollTo(index)

    def settle_sizes(self) -> None:
        """Measure what was just written, before asking where a place is."""
        self._fit.now()

    def leave(self, *, forward: bool) -> None:
        """Give the keyboard to what comes after the grid, or before it."""
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forward)
        self.setTabKeyNavigation(True)

    def has_warnings(self) -> bool:
        """Return whether any row has a finding."""
        return any(row.warned for row in self._grid.rows)

    def go_to_warning(self, step: int) -> None:
        """Go to the next cell with a finding, or the one before; from the last to the first."""
        found = self.places.next_warned(self.currentIndex(), step)
        if found is not None:
            self.go_to(*found)
            self.remark_reached.emit(self._remark_at(*found))

    def _remark_at(self, row_id: str, at: int) -> str:
        row = next(one for one in self._grid.rows if one.id == row_id)
        if at:
            return row.remarks.get(self._grid.columns[at].key, "")
        # At the number: what is said of columns that are not seen.
        seen = {self._grid.columns[one].key for one in self.places.columns() if one}
        return " ".join(text for key, text in row.remarks.items() if key not in seen)

    # What is asked for

    def can_drop(self) -> bool:
        """Return whether somebody moves rows that are carried with the mouse."""
        return self.isSignalConnected(QMetaMethod.fromSignal(self.drop_wanted))

    def ask_sheet(self) -> None:
        """Ask for the ficha of the current row."""
        self.sheet_wanted.emit(self.current_id())

    def ask_history(self) -> None:
        """Ask for the history of the current cell, or of its row when that is selected."""
        at = self.currentIndex().column()
        whole = at == 0 or self.selection.is_whole_rows
        self.history_wanted.emit(self.current_id(), self._grid.columns[at].key, whole)

    def open_column_menu(self) -> None:
        """Open the menu of the column the current cell is in."""
        at = self.currentIndex().column()
        if at >= 0:
            left = max(self.visualRect(self.currentIndex()).left(), 0)
            self._open_menu(at, self.viewport().mapToGlobal(QPoint(left, 0)))

    def edit_current(self) -> None:
        """Open the editor of the current cell with its text."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    # What Qt asks

    @override
    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        # Whatever key is held: what extends a selection says so itself.
        return QItemSelectionModel.SelectionFlag.ClearAndSelect

    @override
    def keyboardSearch(self, search: str) -> None:
        # Qt would jump to a row that begins with what was typed over a cell that is only shown.
        pass

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        was_seen = self.viewport().rect().contains(self.visualRect(self.currentIndex()))
        super().resizeEvent(event)
        if was_seen:
            # Another width breaks texts anew; what the person was at must not slip out of sight.
            self.scrollTo(self.currentIndex())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.marks.paint(painter)
        painter.end()

    @override
    def edit(  # type: ignore[override]  # both of Qt's `edit` come here
        self,
        index: QModelIndex | QPersistentModelIndex,
        trigger: QAbstractItemView.EditTrigger | None = None,
        event: QEvent | None = None,
    ) -> bool | None:
        self._delegate.replaces = trigger == QAbstractItemView.EditTrigger.AnyKeyPressed
        if trigger is None:
            super().edit(index)
            return None
        return super().edit(index, trigger, event)  # type: ignore[arg-type]

    @override
    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        entry = self._grid.entry(current.row()) if current.isValid() else None
        is_row = isinstance(entry, GridRow)
        self._header.set_current(current.column() if is_row else -1)
        self._delegate.remark.hide()
        for index in (current, previous):
            if index.isValid():
                # The number of the row is bold while the current cell is in it.
                self.update(self._grid.index(index.row(), 0))
        self.row_chosen.emit(entry.id if isinstance(entry, GridRow) else "")

    @override
    def rowsAboutToBeRemoved(
        self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int
    ) -> None:
        # Before Qt gives the current cell to a neighbour.
        self._place = None
        if start <= self.currentIndex().row() <= end:
            self._remember()
        super().rowsAboutToBeRemoved(parent, start, end)

    # Parts

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        # One edit in a large matrix must not measure all of it; one row is exact at once.
        if first.row() != last.row() or self._fit.is_waiting:
            self._fit.later()
        else:
            self._fit.line(first.row())

    def _on_rows_came(self) -> None:
        # A row that moves goes out in one place and comes in in another.
        self._return()
        self._place = None

    def _remember(self) -> None:
        row = self.current_row()
        self._place = (row.id, self.currentIndex().column()) if row is not None else None

    def _return(self) -> None:
        line = self._grid.row_of(self._place[0]) if self._place is not None else -1
        if self._place is not None and line >= 0:
            # With the heights of before, the row would not come into sight.
            self._fit.now()
            self.selectionModel().setCurrentIndex(
                self._grid.index(line, self._place[1]),
                QItemSelectionModel.SelectionFlag.ClearAndSelect,
            )
            self.scrollTo(self.currentIndex())
        elif self._place is not None:
            # The row is hidden now: nothing is current, and Qt does not tell.
            self._header.set_current(-1)
            self.row_chosen.emit("")
