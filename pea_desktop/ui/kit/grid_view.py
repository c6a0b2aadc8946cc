"""The grid: a table with wrapped rows under full-width headers, worked by keyboard like a sheet."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QApplication, QWidget
from typing_extensions import override

from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.grid_commands import GridCommands
from pea_desktop.ui.kit.grid_data import GridGroup
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.kit.grid_edits import GridEdits
from pea_desktop.ui.kit.grid_keys import GridKeys
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_mouse import GridMouse
from pea_desktop.ui.kit.grid_sheet import GridSheet

_EDITING: Final = QAbstractItemView.State.EditingState


class GridView(GridSheet):
    """Shows a `GridModel` and is worked like a sheet: see `GridKeys`, `GridMouse`, `GridCommands`.

    Enter goes down, F2 or a double click edits, typing replaces; F6 and Shift+F6 leave the grid, as
    Tab does not.

    Attributes:
        edits: what writes into the selected cells.
    """

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent)
        self.edits = GridEdits(self)
        self._mouse = GridMouse(self, self.edits)
        self._commands = GridCommands(self, self.edits)
        self._keys = GridKeys(self, self._commands)
        self._delegate.spread = self.edits.spread
        self.setTabKeyNavigation(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)

    def step(self, rows: int, columns: int) -> None:
        """Go on after a cell was typed: down, to the side, or inside what is selected."""
        self._keys.step(rows, columns)

    def commands(self) -> tuple[Command, ...]:
        """Return all that can be done here by key or in the menu."""
        return tuple(self._commands.all())

    def add_commands(self, more: Iterable[Command]) -> None:
        """Add commands of the screen to the keys and the menu."""
        self._commands.add(more)

    # Keys and mouse

    @override
    def event(self, event: QEvent) -> bool:
        # Before a shortcut of the window takes a key of the grid; not while a cell is typed.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.state() != _EDITING
            and self._commands.for_key(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == _EDITING:
            # What the editor leaves over is nobody's: it would act on the cells beneath it.
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape and (self._mouse.cancel() or self.edits.end_cut()):
            pass
        elif not self._keys.press(event):
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._commands.open_menu(event.globalPos())
        else:
            self._commands.open_menu_here()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now is it known what the screen listens to.
        self._commands.tell()

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
        self._mouse.press(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        entry = self._grid.entry(index.row()) if index.isValid() else None
        if isinstance(entry, GridGroup) and not entry.band:
            self._grid.toggle(entry.key)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.edit_current()

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if QApplication.focusWidget() in {None, editor}:
            # Nobody took the focus the editor leaves: without it the keyboard would be dead.
            self.setFocus()
