from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu

from pea_desktop.core.tabular import block_of
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from tests.ui.kit.buffet import COLUMNS, Buffet, place, selected, show

NO = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def buffet():
    return Buffet()


@pytest.fixture
def view(qtbot, light, buffet):
    return show(qtbot, buffet)


@pytest.fixture
def press(qtbot, view):
    def press(key, held=NO):
        qtbot.keyClick(view, key, held)

    return press


def column(buffet, key):
    return [buffet.text(f"r{n}", key) for n in range(1, 7)]


@pytest.mark.parametrize("key", [Qt.Key.Key_D, Qt.Key.Key_J])
def test_ctrl_d_fills_the_selection_from_its_top_row(view, buffet, press, key):
    view.go_to("r3", 2)
    for _press in range(2):
        press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Right, SHIFT)
    press(key, CTRL)
    assert column(buffet, "price") == ["40", "", "55", "55", "55", "70"]
    assert column(buffet, "drink") == ["Agua", "", "Vino", "Vino", "Vino", ""]
    assert len(buffet.writes) == 1
    assert buffet.labels == ["Rellenar 4 celdas"]


def test_ctrl_d_on_one_cell_copies_the_cell_above_past_the_header(view, buffet, press):
    view.go_to("r4", 3)
    press(Qt.Key.Key_D, CTRL)
    assert column(buffet, "drink") == ["Agua", "", "Vino", "Vino", "Cerveza", ""]
    assert buffet.labels == ["Rellenar 1 celda"]


def test_ctrl_r_fills_from_the_first_column(view, buffet, press):
    view.go_to("r5", 3)
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_R, CTRL)
    assert buffet.text("r5", "note") == "Cerveza"
    view.go_to("r1", 4)
    press(Qt.Key.Key_R, CTRL)
    assert buffet.text("r1", "note") == "Agua"
    view.go_to("r1", 1)
    press(Qt.Key.Key_R, CTRL)
    assert buffet.text("r1", "dish") == "Sopa"


def test_delete_empties_whole_columns_of_cells_as_one_edit(view, buffet, press):
    view.go_to("r1", 2)
    press(Qt.Key.Key_Space, CTRL)
    press(Qt.Key.Key_Delete)
    assert column(buffet, "price") == [""] * 6
    assert buffet.labels == ["Vaciar 6 celdas"]


def test_one_copied_cell_for_a_range_is_asked_for_and_not_written(view, buffet, press, qtbot):
    press(Qt.Key.Key_C, CTRL)
    view.go_to("r2", 3)
    press(Qt.Key.Key_Down, SHIFT)
    with qtbot.wait_signal(view.paste_wanted) as asked:
        press(Qt.Key.Key_V, CTRL)
    assert asked.args == [block_of([["Sopa"], ["Sopa"]]), "r2", 3]
    assert buffet.writes == []


def test_one_copied_cell_is_pasted_into_cells_chosen_here_and_there(view, buffet, press):
    press(Qt.Key.Key_C, CTRL)
    view.go_to("r2", 3)
    view.selection.start(view.grid.index(view.places.lines()[4], 3), keep=True)
    press(Qt.Key.Key_V, CTRL)
    assert column(buffet, "drink") == ["Agua", "Sopa", "Vino", "", "Sopa", ""]
    assert buffet.labels == ["Pegar en 2 celdas"]


def test_more_than_one_cell_is_asked_for_and_not_written(view, buffet, press, qtbot):
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_C, CTRL)
    view.go_to("r4", 1)
    with qtbot.wait_signal(view.paste_wanted) as asked:
        press(Qt.Key.Key_V, CTRL | SHIFT)
    assert asked.args == [block_of([["Sopa", "40"]]), "r4", 1]
    assert buffet.writes == []


def test_one_cell_for_a_column_nobody_types_in_is_read_by_who_pastes(qtbot, light, buffet):
    columns = (
        *COLUMNS[:4],
        replace(COLUMNS[4], is_editable=False, parse=lambda text: text),
    )
    view = show(qtbot, buffet, columns=columns)
    QGuiApplication.clipboard().setText("dulce")
    view.go_to("r2", 4)
    with qtbot.wait_signal(view.paste_wanted) as asked:
        qtbot.keyClick(view, Qt.Key.Key_V, CTRL)
    assert asked.args == [block_of([["dulce"]]), "r2", 4]


def test_a_copied_row_repeats_over_a_taller_selection(view, press, qtbot):
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_C, CTRL)
    view.go_to("r4", 1)
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    with qtbot.wait_signal(view.paste_wanted) as asked:
        press(Qt.Key.Key_V, CTRL)
    assert asked.args[0].rows == (("Sopa", "40"), ("Sopa", "40"))


def test_a_cut_cell_moves_with_the_paste_as_one_edit(view, buffet, press):
    view.go_to("r1", 3)
    press(Qt.Key.Key_X, CTRL)
    assert buffet.text("r1", "drink") == "Agua"
    view.go_to("r2", 3)
    press(Qt.Key.Key_V, CTRL)
    assert column(buffet, "drink")[:2] == ["", "Agua"]
    assert buffet.labels == ["Mover una celda"]
    view.go_to("r4", 3)
    press(Qt.Key.Key_V, CTRL)
    assert column(buffet, "drink")[:4] == ["", "Agua", "Vino", "Agua"]


def test_esc_or_another_copy_gives_up_the_cut(view, buffet, press):
    press(Qt.Key.Key_X, CTRL)
    press(Qt.Key.Key_Escape)
    view.go_to("r2", 3)
    press(Qt.Key.Key_V, CTRL)
    assert buffet.text("r1", "dish") == "Sopa"
    press(Qt.Key.Key_X, CTRL)
    QGuiApplication.clipboard().setText("Jugo")
    view.go_to("r4", 3)
    press(Qt.Key.Key_V, CTRL)
    assert column(buffet, "drink")[:4] == ["Agua", "Sopa", "Vino", "Jugo"]


def test_a_refused_paste_says_why(view, buffet, press):
    QGuiApplication.clipboard().setText("mucho")
    view.go_to("r1", 2)
    press(Qt.Key.Key_V, CTRL)
    assert view.remark == "El precio se escribe como número: «mucho»."
    assert buffet.writes == []


@pytest.mark.parametrize(
    ("name", "key", "held", "told"),
    [
        ("insert_wanted", Qt.Key.Key_Return, CTRL, ("r2", False)),
        ("insert_wanted", Qt.Key.Key_Return, CTRL | SHIFT, ("r2", True)),
        ("insert_wanted", Qt.Key.Key_Plus, CTRL, ("r2", True)),
        ("duplicate_wanted", Qt.Key.Key_D, CTRL | SHIFT, (("r2", "r3"),)),
        ("delete_wanted", Qt.Key.Key_Minus, CTRL, (("r2", "r3"),)),
        ("delete_wanted", Qt.Key.Key_Delete, SHIFT, (("r2", "r3"),)),
        ("move_wanted", Qt.Key.Key_Up, ALT, (("r2", "r3"), -1)),
        ("move_wanted", Qt.Key.Key_Down, ALT, (("r2", "r3"), 1)),
        ("regroup_wanted", Qt.Key.Key_Up, ALT | SHIFT, (("r2", "r3"), -1)),
        ("regroup_wanted", Qt.Key.Key_Down, ALT | SHIFT, (("r2", "r3"), 1)),
        ("history_wanted", Qt.Key.Key_H, CTRL | SHIFT, ("r2", "price", False)),
        ("sheet_wanted", Qt.Key.Key_Space, NO, ("r2",)),
    ],
)
def test_the_row_commands_are_asked_for_by_key(view, press, name, key, held, told):
    asked = []
    getattr(view, name).connect(lambda *what: asked.append(what))
    view.go_to("r2", 2)
    press(Qt.Key.Key_Down, SHIFT)
    press(key, held)
    assert asked == [told]


def test_the_history_of_a_whole_row_is_asked_for_when_it_is_selected(view, press, qtbot):
    view.history_wanted.connect(lambda *_what: None)
    press(Qt.Key.Key_Space, SHIFT)
    with qtbot.wait_signal(view.history_wanted) as asked:
        press(Qt.Key.Key_H, CTRL | SHIFT)
    assert asked.args == ["r1", "dish", True]


def test_what_nobody_listens_to_is_not_offered(view, press):
    keys = [command.key for command in view.commands()]
    assert "insert_below" not in keys
    assert "sheet" not in keys
    view.insert_wanted.connect(lambda *_what: None)
    assert "insert_below" in [command.key for command in view.commands()]


def test_a_screen_adds_its_commands_to_keys_menu_and_help(view, press):
    done = []
    view.add_commands([Command("season", "Sazonar…", lambda: done.append("salt"), "Ctrl+Alt+S")])
    press(Qt.Key.Key_S, CTRL | ALT)
    assert done == ["salt"]
    assert ("Sazonar…", "Ctrl+Alt+S") in commands.listed(view)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_lists_every_command_with_its_keys(view, press):
    view.insert_wanted.connect(lambda *_what: None)
    view.move_wanted.connect(lambda *_what: None)
    view.go_to("r2", 1)
    area = view.visualRect(view.currentIndex())
    at = area.center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, view.mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    menu = next(one for one in view.findChildren(QMenu) if one.parent() is view)
    nested = [one.menu().actions() if one.menu() else [one] for one in menu.actions()]
    offered = [one for part in nested for one in part if one.text()]
    shown = {action.text(): action.shortcut().toString() for action in offered}
    assert shown["Copiar"] == "Ctrl+C"
    assert shown["Insertar una fila debajo"] == "Ctrl+Enter"
    assert [c.text for c in view.commands()] == [a.text() for a in offered]
    asked = []
    view.insert_wanted.connect(lambda *what: asked.append(what))
    next(a for a in menu.actions() if a.text() == "Insertar una fila debajo").trigger()
    assert asked == [("r2", False)]
    menu.close()


def test_a_key_of_the_grid_is_not_taken_by_the_window(view, buffet, qtbot):
    taken = []
    shortcut = QShortcut(QKeySequence("Ctrl+D"), view)
    shortcut.activated.connect(lambda: taken.append("window"))
    view.activateWindow()
    view.go_to("r2", 2)
    qtbot.keyClick(view, Qt.Key.Key_D, CTRL)
    assert taken == []
    assert buffet.text("r2", "price") == "40"


def test_a_selection_stays_at_its_rows_when_others_come(view, buffet, press):
    view.go_to("r4", 1)
    press(Qt.Key.Key_Down, SHIFT)
    del buffet.rows[0]
    view.grid.reload()
    assert selected(view) == {"r4": [1], "r5": [1]}
    assert place(view) == ("r4", 1)


def test_the_selection_stays_when_the_screen_goes_to_what_was_filled(view, buffet, press):
    def listen():
        view.grid.reload()
        view.go_to("r3", 2)

    buffet.listener = listen
    view.go_to("r1", 2)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_D, CTRL)
    assert selected(view) == {"r1": [2], "r2": [2], "r3": [2]}
    assert place(view) == ("r1", 2)


def test_the_selection_follows_its_rows_when_they_are_sorted_by_what_was_written(
    view, buffet, press
):
    def listen():
        buffet.rows.reverse()
        view.grid.reload()

    buffet.listener = listen
    view.go_to("r2", 2)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Delete)
    assert selected(view) == {"r3": [2], "r2": [2]}
    assert place(view) == ("r2", 2)


def test_rows_that_moved_are_chosen_again_as_whole_rows(view, buffet, press):
    asked = []
    view.move_wanted.connect(lambda *what: asked.append(what))
    buffet.rows.insert(2, buffet.rows.pop(0))
    view.grid.reload()
    view.choose_rows(["r1", "r3"])
    assert selected(view) == {"r3": [0, 1, 2, 3, 4], "r1": [0, 1, 2, 3, 4]}
    assert view.selection.is_whole_rows
    press(Qt.Key.Key_Down, ALT)
    assert asked == [(("r3", "r1"), 1)]
    assert view.selection.selection().count() == 1
