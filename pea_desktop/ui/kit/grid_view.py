"""The grid: a table with wrapped rows under full-width headers, worked by keyboard like a sheet."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QWidget,
)
from typing_extensions import override

from pea_desktop.ui.kit.clipboard import as_tsv
from pea_desktop.ui.kit.grid_data import GridGroup, GridRow
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_table import GridTable
from pea_desktop.ui.kit.theme import Theme

_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVE = QAbstractItemView.CursorAction
_STEPS: Final = {_MOVE.MoveUp: (-1, 0), _MOVE.MoveDown: (1, 0)}


class GridView(GridTable):
    """Shows a `GridModel`.

    Keys: arrows; Tab to the next cell that can be typed in; Enter, F2 or any letter to type; Delete
    empties; Ctrl+C copies what is selected; F6 and Shift+F6 leave the grid, as Tab does not;
    on a header, Enter, Space, Left and Right fold it.

    Signals:
        row_chosen: id of the row the current cell is in, empty on a header.
    """

    row_chosen = Signal(str)

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent)
        self._wanted_column = 1
        self._place: tuple[str, int] | None = None
        self.setModel(model)
        self._settle()
        model.dataChanged.connect(self._on_data_changed)
        model.rowsInserted.connect(self._on_rows_came)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._return)

    @property
    def remark(self) -> str:
        """The sentence shown under a cell whose text was refused, empty without one."""
        return self._delegate.remark.sentence

    # Places

    def go_to(self, row_id: str, column: int = 1) -> None:
        """Make a cell the current one and show it, unfolding its groups."""
        self._grid.unfold_for(row_id)
        line = self._grid.row_of(row_id)
        if line >= 0:
            self._fit.now()
            self.setCurrentIndex(self._grid.index(line, column))
            self.scrollTo(self.currentIndex())

    def current_row(self) -> GridRow | None:
        """Return the row of the current cell."""
        index = self.currentIndex()
        entry = self._grid.entry(index.row()) if index.isValid() else None
        return entry if isinstance(entry, GridRow) else None

    def step(self, rows: int, columns: int) -> None:
        """Go to the next cell down or to the side that can be typed in, past headers."""
        index = self.currentIndex()
        if not index.isValid() or not (rows or columns):
            return
        found = self._next_line(index, rows) if rows else self._next_cell(index, columns)
        if found.isValid():
            self._fit.now()
            self.setCurrentIndex(found)

    def go_to_the_first_row(self) -> None:
        """Make the first text of the first row current, unless a row already is."""
        lines = range(self._grid.rowCount())
        first = next((at for at in lines if isinstance(self._grid.entry(at), GridRow)), None)
        if first is not None and self.current_row() is None:
            self.setCurrentIndex(self._grid.index(first, 1))

    # Keys and mouse

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self._current_entry()
        key = event.key()
        if key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy()
        elif isinstance(entry, GridGroup) and self._fold_by_key(entry, key):
            pass
        elif key in _ENTERS:
            self._open_editor()
        elif key == Qt.Key.Key_Delete:
            self.clear_selected()
        elif key == Qt.Key.Key_F6:
            self._leave(forward=not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        # Qt opens the editor for a composed letter («á») but loses it when there was nothing to
        # compose on screen before, as with the dead keys of a keyboard.
        was_open = self.state() == QAbstractItemView.State.EditingState
        super().inputMethodEvent(event)
        editor = QApplication.focusWidget()
        if not was_open and event.commitString() and isinstance(editor, CellEditor):
            editor.insertPlainText(event.commitString())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        entry = self._grid.entry(index.row()) if index.isValid() else None
        on_chevron = event.position().x() < Theme.of_application().px(38)
        if isinstance(entry, GridGroup) and not entry.band and on_chevron:
            self._grid.toggle(entry.key)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        entry = self._grid.entry(index.row()) if index.isValid() else None
        if isinstance(entry, GridGroup) and not entry.band:
            self._grid.toggle(entry.key)
        else:
            super().mouseDoubleClickEvent(event)

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
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if QApplication.focusWidget() in {None, editor}:
            # Nobody took the focus the editor leaves: without it the keyboard would be dead.
            self.setFocus()

    @override
    def moveCursor(
        self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        index = self.currentIndex()
        if not index.isValid():
            return super().moveCursor(cursorAction, modifiers)
        if cursorAction in _STEPS and not modifiers & Qt.KeyboardModifier.ControlModifier:
            return self._beside(index.row() + _STEPS[cursorAction][0])
        if cursorAction in {_MOVE.MoveNext, _MOVE.MovePrevious}:
            found = self._next_cell(index, 1 if cursorAction == _MOVE.MoveNext else -1)
            return found if found.isValid() else index
        return super().moveCursor(cursorAction, modifiers)

    @override
    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        entry = self._grid.entry(current.row()) if current.isValid() else None
        is_row = isinstance(entry, GridRow)
        if is_row:
            self._wanted_column = current.column()
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

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as a sheet pastes them."""
        rows = self._selected_texts()
        if rows:
            QGuiApplication.clipboard().setText(as_tsv(rows))

    def clear_selected(self) -> None:
        """Empty the selected cells, as one edit."""
        indexes = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        if not self._grid.write_texts([(index, "") for index in indexes if index.isValid()]):
            self._say_refusal()

    # Parts

    def _settle(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setTabKeyNavigation(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self._grid.rejected.connect(self._on_rejected)
        self._refusal = ""

    def _current_entry(self) -> GridRow | GridGroup | None:
        index = self.currentIndex()
        return self._grid.entry(index.row()) if index.isValid() else None

    def _leave(self, *, forward: bool) -> None:
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forward)
        self.setTabKeyNavigation(True)

    def _open_editor(self) -> None:
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def _fold_by_key(self, group: GridGroup, key: int) -> bool:
        if group.band:
            return key in _ENTERS
        folded = self._grid.is_folded(group.key)
        wanted = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}.get(Qt.Key(key))
        if key in {*_ENTERS, Qt.Key.Key_Space}:
            wanted = not folded
        if wanted is None:
            return False
        if wanted != folded:
            self._grid.toggle(group.key)
        return True

    def _beside(self, line: int) -> QModelIndex:
        line = min(max(line, 0), self._grid.rowCount() - 1)
        is_group = isinstance(self._grid.entry(line), GridGroup)
        return self._grid.index(line, 0 if is_group else self._wanted_column)

    def _next_line(self, index: QModelIndex, step: int) -> QModelIndex:
        line = index.row() + step
        while 0 <= line < self._grid.rowCount():
            if isinstance(self._grid.entry(line), GridRow):
                return self._grid.index(line, index.column())
            line += step
        return QModelIndex()

    def _next_cell(self, index: QModelIndex, step: int) -> QModelIndex:
        count = len(self._grid.columns)
        at = index.row() * count + index.column() + step
        while 0 <= at < self._grid.rowCount() * count:
            found = self._grid.index(at // count, at % count)
            hidden = self.isColumnHidden(found.column())
            if found.flags() & Qt.ItemFlag.ItemIsEditable and not hidden:
                return found
            at += step
        return QModelIndex()

    def _selected_texts(self) -> Sequence[Sequence[str]]:
        chosen = {(i.row(), i.column()) for i in self.selectionModel().selectedIndexes()}
        lines = sorted({row for row, _column in chosen})
        columns = sorted({column for _row, column in chosen})
        rows = [(line, self._grid.entry(line)) for line in lines]
        return [
            [entry.cells[at] if (line, at) in chosen else "" for at in columns]
            for line, entry in rows
            if isinstance(entry, GridRow)
        ]

    def _say_refusal(self) -> None:
        self._delegate.remark.say(self._refusal, self.visualRect(self.currentIndex()))

    def _on_rejected(self, sentence: str) -> None:
        self._refusal = sentence

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
