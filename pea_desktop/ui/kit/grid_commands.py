"""What can be done in a grid, by key and in its menu: one table for both, and for the help."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QMetaMethod, QPoint, Qt, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from pea_desktop.i18n import _
from pea_desktop.ui.kit import commands, text_editor
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.grid_edits import GridEdits
from pea_desktop.ui.kit.grid_sheet import GridSheet

_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_Row = tuple[SignalInstance, str, str, Callable[[], object], str]


class _Part(NamedTuple):
    """A part of the menu; with a title it is a menu of its own."""

    title: str
    commands: Sequence[Command]


class GridCommands:
    """The commands of one grid, those a screen adds included.

    What nobody listens to is left out: a grid that is only read offers no row to insert.
    """

    def __init__(self, view: GridSheet, edits: GridEdits) -> None:
        self._view = view
        self._edits = edits
        self._added: list[tuple[Command, ...]] = []

    def add(self, more: Iterable[Command]) -> None:
        """Add commands of a screen, as a part of the menu of their own."""
        self._added.append(tuple(more))
        self.tell()

    def all(self) -> list[Command]:
        """Return the commands that make sense here, as the menu lists them."""
        return [command for part in self._parts() for command in part.commands]

    def for_key(self, event: QKeyEvent) -> Command | None:
        """Return the command a key stands for."""
        pressed = QKeySequence(_without_keypad(event))
        for command in self.all():
            if pressed in (QKeySequence(keys) for keys in _keys(command)):
                return command
        return None

    def tell(self) -> None:
        """Let the help list them."""
        listed = [(c.text, c.shortcut) for c in self.all() if c.shortcut]
        commands.tell(self._view, listed)

    def open_menu(self, at: QPoint) -> QMenu:
        """Open the menu of the selected cells at a point of the screen."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for part in self._parts():
            if not part.title:
                menu.addSeparator()
            # What has a title opens by itself, or the menu would be taller than a small screen.
            place = menu.addMenu(part.title) if part.title else menu
            for command in part.commands:
                place.addAction(_action(command, place))
        menu.popup(at)
        return menu

    def open_menu_here(self) -> QMenu:
        """Open the menu at the current cell, for who has no mouse."""
        port = self._view.viewport()
        area = self._view.visualRect(self._view.currentIndex()) & port.rect()
        return self.open_menu(port.mapToGlobal(area.center()))

    # The table

    def _parts(self) -> list[_Part]:
        made = [
            _Part("", self._cells()),
            _Part("", self._filling()),
            _Part("", self._rows()),
            _Part(_("Mover las filas"), self._moving()),
            _Part("", self._looking()),
            *(_Part("", part) for part in self._added),
            _Part(_("Seleccionar"), self._selecting()),
        ]
        return [part for part in made if part.commands]

    def _cells(self) -> tuple[Command, ...]:
        view, edits = self._view, self._edits
        made = [Command("copy", _("Copiar"), edits.copy, "Ctrl+C; Ctrl+Ins", "", self._has_row)]
        if self._can_edit():
            made = [
                Command("edit_cell", _("Editar la celda"), view.edit_current, "F2", "", self._row),
                Command(
                    "edit_large",
                    _("Editar en grande…"),
                    self._edit_large,
                    "Shift+F2",
                    "",
                    self._row,
                ),
                Command("cut", _("Cortar"), edits.cut, "Ctrl+X", "", self._has_row),
                *made,
                Command("paste", _("Pegar"), edits.paste, "Ctrl+V; Ctrl+Shift+V; Shift+Ins"),
                Command("clear", _("Vaciar las celdas"), edits.clear, "Del"),
            ]
        return tuple(made)

    def _filling(self) -> tuple[Command, ...]:
        if not self._can_edit():
            return ()
        edits, has_row = self._edits, self._has_row
        return (
            Command(
                "fill_down",
                _("Rellenar hacia abajo"),
                edits.fill_down,
                "Ctrl+D; Ctrl+J",
                "",
                has_row,
            ),
            Command(
                "fill_right",
                _("Rellenar hacia la derecha"),
                edits.fill_right,
                "Ctrl+R",
                "",
                has_row,
            ),
        )

    def _rows(self) -> tuple[Command, ...]:
        view = self._view
        one, many = view.current_id, view.chosen_ids
        return self._heard(
            (
                view.insert_wanted, "insert_below", _("Insertar una fila debajo"),
                lambda: view.insert_wanted.emit(one(), False), "Ctrl+Enter; Ctrl+Return",
            ),
            (
                view.insert_wanted, "insert_above", _("Insertar una fila encima"),
                lambda: view.insert_wanted.emit(one(), True),
                "Ctrl+Shift+Enter; Ctrl+Shift+Return; Ctrl++; Ctrl+Shift++",
            ),
            (
                view.duplicate_wanted, "duplicate", _("Duplicar las filas"),
                lambda: view.duplicate_wanted.emit(many()), "Ctrl+Shift+D",
            ),
            (
                view.delete_wanted, "delete", _("Eliminar las filas"),
                lambda: view.delete_wanted.emit(many()), "Ctrl+-; Shift+Del",
            ),
        )  # fmt: skip

    def _moving(self) -> tuple[Command, ...]:
        view = self._view
        many = view.chosen_ids
        return self._heard(
            (
                view.move_wanted, "move_up", _("Subir las filas"),
                lambda: view.move_wanted.emit(many(), -1), "Alt+Up",
            ),
            (
                view.move_wanted, "move_down", _("Bajar las filas"),
                lambda: view.move_wanted.emit(many(), 1), "Alt+Down",
            ),
            (
                view.regroup_wanted, "regroup_up", _("Pasar al grupo anterior"),
                lambda: view.regroup_wanted.emit(many(), -1), "Alt+Shift+Up",
            ),
            (
                view.regroup_wanted, "regroup_down", _("Pasar al grupo siguiente"),
                lambda: view.regroup_wanted.emit(many(), 1), "Alt+Shift+Down",
            ),
        )  # fmt: skip

    def _heard(self, *table: _Row) -> tuple[Command, ...]:
        return tuple(
            Command(key, text, run, keys, "", self._has_row)
            for signal, key, text, run, keys in table
            if self._is_heard(signal)
        )

    def _looking(self) -> tuple[Command, ...]:
        view, has_row = self._view, self._has_row
        made = []
        if self._is_heard(view.sheet_wanted):
            made.append(Command("sheet", _("Ver como ficha"), view.ask_sheet, "Space", "", has_row))
        if self._is_heard(view.history_wanted):
            made.append(
                Command(
                    "history", _("Historial de la celda o de la fila"), view.ask_history,
                    "Ctrl+Shift+H", "", has_row,
                )
            )  # fmt: skip
        made += [
            Command(
                "next_warning", _("Ir al siguiente aviso"), lambda: view.go_to_warning(1), "F8",
                "", view.has_warnings,
            ),
            Command(
                "previous_warning", _("Ir al aviso anterior"), lambda: view.go_to_warning(-1),
                "Shift+F8", "", view.has_warnings,
            ),
            Command(
                "column_menu", _("Menú de la columna…"), view.open_column_menu, "Ctrl+Shift+L",
                "", has_row,
            ),
        ]  # fmt: skip
        return tuple(made)

    def _selecting(self) -> tuple[Command, ...]:
        selection = self._view.selection
        return (
            Command(
                "select_row", _("Seleccionar la fila"), lambda: selection.widen(rows=True),
                "Shift+Space", "", self._has_row,
            ),
            Command(
                "select_column", _("Seleccionar la columna"), lambda: selection.widen(rows=False),
                "Ctrl+Space", "", self._has_row,
            ),
            Command(
                "select_all", _("Seleccionar todo"), selection.select_everything, "Ctrl+A",
            ),
        )  # fmt: skip

    # What makes sense

    def _has_row(self) -> bool:
        return bool(self._view.selection.lines())

    def _row(self) -> bool:
        return self._view.current_row() is not None

    def _edit_large(self) -> None:
        row = self._view.current_row()
        if row is not None:
            text_editor.open_for(self._view, self._view.grid.name_of(row))

    def _can_edit(self) -> bool:
        return any(column.is_editable for column in self._view.grid.columns)

    def _is_heard(self, signal: SignalInstance) -> bool:
        return self._view.isSignalConnected(QMetaMethod.fromSignal(signal))


def _action(command: Command, menu: QMenu) -> QAction:
    action = QAction(command.text, menu)
    if command.shortcut:
        # Shown only: the keys themselves come to the grid, wherever no menu is open.
        action.setShortcut(QKeySequence(_keys(command)[0]))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
    action.setEnabled(command.is_enabled is None or command.is_enabled())
    action.triggered.connect(lambda _checked=False: command.run())
    return action


def _keys(command: Command) -> list[str]:
    return command.shortcut.split("; ") if command.shortcut else []


def _without_keypad(event: QKeyEvent) -> int:
    return int(event.key()) | int((event.modifiers() & ~_KEYPAD).value)
