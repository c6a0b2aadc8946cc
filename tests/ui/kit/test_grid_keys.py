from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.ui.kit.buffet import Buffet, editor, place, selected, show

NO = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def buffet():
    return Buffet()


@pytest.fixture
def view(qtbot, light, buffet):
    return show(qtbot, buffet)


@pytest.fixture
def press(qtbot, view):
    def press(*keys, held=NO):
        for key in keys:
            qtbot.keyClick(view, key, held)

    return press


def test_shift_and_the_arrows_select_a_rectangle_past_the_header(view, press):
    view.go_to("r3", 1)
    press(Qt.Key.Key_Down, Qt.Key.Key_Right, held=SHIFT)
    assert selected(view) == {"r3": [1, 2], "r4": [1, 2]}
    assert place(view) == ("r3", 1)
    press(Qt.Key.Key_Up, held=SHIFT)
    assert selected(view) == {"r3": [1, 2]}
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert selected(view) == {"r4": [1]}


def test_a_header_is_never_selected(view, press):
    press(Qt.Key.Key_A, held=CTRL)
    assert selected(view) == {f"r{n}": [0, 1, 2, 3, 4] for n in range(1, 7)}
    assert not view.selection.isSelected(view.grid.index(5, 0))
    assert place(view) == ("r1", 1)
    view.setCurrentIndex(view.grid.index(1, 0))
    assert selected(view) == {}


def test_ctrl_and_the_arrows_go_to_the_edges_of_the_data(view, press):
    press(Qt.Key.Key_Down, held=CTRL)
    assert place(view) == ("r6", 1)
    view.go_to("r1", 2)
    press(Qt.Key.Key_Down, held=CTRL)
    assert place(view) == ("r3", 2)
    press(Qt.Key.Key_Down, held=CTRL)
    assert place(view) == ("r6", 2)
    press(Qt.Key.Key_Up, held=CTRL)
    assert place(view) == ("r3", 2)
    view.go_to("r4", 1)
    press(Qt.Key.Key_Right, held=CTRL)
    assert place(view) == ("r4", 2)
    press(Qt.Key.Key_Right, held=CTRL)
    assert place(view) == ("r4", 4)


def test_ctrl_shift_and_an_arrow_select_to_the_edge(view, press):
    view.go_to("r3", 2)
    press(Qt.Key.Key_Down, held=CTRL | SHIFT)
    assert selected(view) == {"r3": [2], "r4": [2], "r5": [2], "r6": [2]}


def test_home_and_end_go_to_the_ends_of_the_row_and_of_the_grid(view, press):
    view.go_to("r2", 3)
    press(Qt.Key.Key_Home)
    assert place(view) == ("r2", 1)
    press(Qt.Key.Key_End)
    assert place(view) == ("r2", 4)
    press(Qt.Key.Key_End, held=CTRL)
    assert place(view) == ("r6", 4)
    press(Qt.Key.Key_Home, held=CTRL)
    assert place(view) == ("r1", 1)
    press(Qt.Key.Key_End, held=CTRL | SHIFT)
    assert len(view.selection.places()) == 24


def test_a_page_down_goes_one_screen_further(view, press):
    view.resize(520, 200)
    press(Qt.Key.Key_PageDown)
    assert place(view) == ("r3", 1)
    press(Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    assert place(view) == ("r6", 1)
    press(Qt.Key.Key_PageUp, held=SHIFT)
    assert list(selected(view))[-1] == "r6"
    assert len(selected(view)) >= 2


def test_ctrl_space_and_shift_space_select_the_column_and_the_row(view, press):
    view.go_to("r3", 2)
    press(Qt.Key.Key_Space, held=CTRL)
    assert selected(view) == {f"r{n}": [2] for n in range(1, 7)}
    view.go_to("r3", 2)
    press(Qt.Key.Key_Down, held=SHIFT)
    press(Qt.Key.Key_Space, held=SHIFT)
    assert selected(view) == {"r3": [0, 1, 2, 3, 4], "r4": [0, 1, 2, 3, 4]}
    assert view.chosen_ids() == ("r3", "r4")


def test_enter_and_tab_go_round_inside_what_is_selected(view, press):
    view.go_to("r3", 1)
    press(Qt.Key.Key_Down, Qt.Key.Key_Right, held=SHIFT)
    seen = []
    for _press in range(5):
        press(Qt.Key.Key_Return)
        seen.append(place(view))
    assert seen == [("r4", 1), ("r3", 2), ("r4", 2), ("r3", 1), ("r4", 1)]
    press(Qt.Key.Key_Tab)
    assert place(view) == ("r4", 2)
    press(Qt.Key.Key_Tab)
    assert place(view) == ("r3", 1)
    press(Qt.Key.Key_Return, held=SHIFT)
    assert place(view) == ("r4", 2)
    press(Qt.Key.Key_Backtab, held=SHIFT)
    assert place(view) == ("r4", 1)
    assert selected(view) == {"r3": [1, 2], "r4": [1, 2]}


def test_enter_goes_down_past_the_header_and_shift_enter_up(view, press):
    view.go_to("r3", 2)
    press(Qt.Key.Key_Return)
    assert (place(view), editor(view)) == (("r4", 2), None)
    press(Qt.Key.Key_Enter, held=SHIFT)
    assert place(view) == ("r3", 2)


def test_enter_after_a_run_of_tab_returns_to_where_it_began(view, qtbot, press):
    press(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert place(view) == ("r1", 3)
    press(Qt.Key.Key_Return)
    assert place(view) == ("r2", 1)
    press(Qt.Key.Key_X)
    qtbot.keyClick(editor(view), Qt.Key.Key_Tab)
    qtbot.keyClicks(view, "9")
    qtbot.keyClick(editor(view), Qt.Key.Key_Return)
    assert place(view) == ("r3", 1)
    press(Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert place(view) == ("r4", 2)


def test_ctrl_enter_in_the_editor_writes_into_every_selected_cell(view, buffet, qtbot, press):
    view.go_to("r3", 3)
    press(Qt.Key.Key_Down, held=SHIFT)
    press(Qt.Key.Key_T)
    qtbot.keyClicks(editor(view), "amarindo")
    qtbot.keyClick(editor(view), Qt.Key.Key_Return, CTRL)
    assert [buffet.text(at, "drink") for at in ("r2", "r3", "r4", "r5")] == [
        "", "tamarindo", "tamarindo", "Cerveza",
    ]  # fmt: skip
    assert len(buffet.writes) == 1
    assert buffet.labels == ["Escribir en 2 celdas"]
    assert selected(view) == {"r3": [3], "r4": [3]}


def test_shift_enter_in_the_editor_goes_up(view, buffet, qtbot, press):
    view.go_to("r2", 1)
    press(Qt.Key.Key_F2)
    qtbot.keyClicks(editor(view), " rojo")
    qtbot.keyClick(editor(view), Qt.Key.Key_Return, SHIFT)
    assert buffet.text("r2", "dish") == "Caldo rojo"
    assert place(view) == ("r1", 1)


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_D, CTRL),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_F8, NO),
        (Qt.Key.Key_Minus, CTRL),
    ],
)
def test_what_the_editor_does_not_use_does_nothing_to_the_grid(
    view, buffet, qtbot, press, key, held
):
    asked = []
    view.move_wanted.connect(lambda *what: asked.append(what))
    view.delete_wanted.connect(lambda *what: asked.append(what))
    view.go_to("r2", 1)
    press(Qt.Key.Key_F2)
    qtbot.keyClick(editor(view), key, held)
    assert (asked, buffet.writes, place(view)) == ([], [], ("r2", 1))
    assert editor(view).toPlainText() == "Caldo"


def test_typing_over_a_number_does_not_jump_to_that_row(view, press):
    view.go_to("r1", 0)
    press(Qt.Key.Key_3)
    assert place(view) == ("r1", 0)


def test_f8_goes_to_the_next_cell_with_a_finding_and_round(view, buffet, press):
    buffet.rows[1] = replace(buffet.rows[1], warned=frozenset({"price", "note"}))
    buffet.rows[4] = replace(buffet.rows[4], warned=frozenset({"dish"}))
    view.grid.reload()
    seen = []
    for _press in range(4):
        press(Qt.Key.Key_F8)
        seen.append(place(view))
    assert seen == [("r2", 2), ("r2", 4), ("r5", 1), ("r2", 2)]
    press(Qt.Key.Key_F8, held=SHIFT)
    assert place(view) == ("r5", 1)
    view.go_to("r2", 3)
    press(Qt.Key.Key_F8, held=SHIFT)
    assert place(view) == ("r2", 2)
    view.grid.toggle("s2")
    view.go_to("r3", 1)
    press(Qt.Key.Key_F8)
    assert place(view) == ("r5", 1)


def test_f8_says_what_is_the_matter_there(view, buffet, press):
    remarks = {"price": "Falta el precio.", "cook": "No dice quién lo hace."}
    buffet.rows[1] = replace(buffet.rows[1], warned=frozenset(remarks), remarks=remarks)
    view.grid.reload()
    said = []
    view.remark_reached.connect(said.append)
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_F8)
    assert sorted(said) == ["Falta el precio.", "No dice quién lo hace."]


def test_a_finding_of_a_hidden_column_is_gone_to_at_the_number(view, buffet, press):
    buffet.rows[1] = replace(buffet.rows[1], warned=frozenset({"note"}))
    view.grid.reload()
    view.setColumnHidden(4, True)
    press(Qt.Key.Key_F8)
    assert place(view) == ("r2", 0)


def test_the_columns_are_gone_through_as_they_stand_on_screen(view, press):
    view.grid_columns.place(3, 1)
    view.go_to("r1", 3)
    press(Qt.Key.Key_Right)
    assert place(view) == ("r1", 1)
    press(Qt.Key.Key_Left, held=SHIFT)
    assert view.selection.block() == ([2], [3, 1])
    press(Qt.Key.Key_Home)
    assert place(view) == ("r1", 3)
    press(Qt.Key.Key_Tab)
    assert place(view) == ("r1", 1)
