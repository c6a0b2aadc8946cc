import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.kit.buffet import Buffet, drag, editor, middle, place, selected, show

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
NO = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def buffet():
    return Buffet()


@pytest.fixture
def view(qtbot, light, buffet):
    return show(qtbot, buffet)


@pytest.fixture
def click(qtbot, view):
    def click(row_id, column, held=NO):
        qtbot.mouseClick(view.viewport(), LEFT, held, middle(view, row_id, column))

    return click


def line(view, row_id):
    return view.visualRect(view.grid.index(view.grid.row_of(row_id), 0))


def test_a_drag_selects_a_rectangle_without_the_header(view, qtbot):
    drag(qtbot, view, middle(view, "r2", 1), middle(view, "r3", 2), middle(view, "r4", 3))
    assert selected(view) == {"r2": [1, 2, 3], "r3": [1, 2, 3], "r4": [1, 2, 3]}
    assert place(view) == ("r2", 1)


def test_shift_and_a_click_extend_and_ctrl_and_a_click_add(view, click):
    click("r1", 1)
    click("r2", 2, SHIFT)
    assert selected(view) == {"r1": [1, 2], "r2": [1, 2]}
    click("r5", 3, CTRL)
    assert selected(view) == {"r1": [1, 2], "r2": [1, 2], "r5": [3]}
    assert place(view) == ("r5", 3)
    click("r6", 3, SHIFT)
    assert selected(view) == {"r1": [1, 2], "r2": [1, 2], "r5": [3], "r6": [3]}
    click("r1", 2, CTRL)
    assert selected(view) == {"r1": [1], "r2": [1, 2], "r5": [3], "r6": [3]}


def test_the_number_selects_the_whole_row(view, click):
    click("r2", 0)
    assert selected(view) == {"r2": [0, 1, 2, 3, 4]}
    click("r4", 0, SHIFT)
    assert view.chosen_ids() == ("r2", "r3", "r4")
    assert selected(view)["r4"] == [0, 1, 2, 3, 4]
    click("r6", 0, CTRL)
    assert view.chosen_ids() == ("r2", "r3", "r4", "r6")


def test_a_heading_selects_its_column_and_shift_up_to_another(view, qtbot):
    header = view.horizontalHeader()

    def heading(column):
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        return QPoint(x, header.height() // 2)

    qtbot.mouseClick(header.viewport(), LEFT, pos=heading(2))
    assert selected(view) == {f"r{n}": [2] for n in range(1, 7)}
    qtbot.mouseClick(header.viewport(), LEFT, SHIFT, heading(3))
    assert selected(view) == {f"r{n}": [2, 3] for n in range(1, 7)}
    qtbot.mouseClick(header.viewport(), LEFT, pos=heading(0))
    assert len(view.selection.places()) == 30


def test_a_double_click_edits(view, qtbot):
    at = middle(view, "r3", 1)
    qtbot.mouseClick(view.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(view.viewport(), LEFT, pos=at)
    assert editor(view).toPlainText() == "Crema"


def test_the_corner_of_the_selection_is_pulled_down_to_fill(view, buffet, qtbot):
    drag(qtbot, view, middle(view, "r1", 2), middle(view, "r1", 3))
    view.grab()
    handle = view.marks.handle()
    assert line(view, "r1").bottom() == handle.bottom()
    drag(qtbot, view, handle.center(), middle(view, "r2", 3), middle(view, "r4", 3))
    assert [buffet.text(at, "price") for at in ("r2", "r3", "r4", "r5")] == ["40", "40", "40", "80"]
    assert [buffet.text(at, "drink") for at in ("r2", "r3", "r4")] == ["Agua"] * 3
    assert len(buffet.writes) == 1
    assert buffet.labels == ["Rellenar 6 celdas"]
    assert selected(view) == {f"r{n}": [2, 3] for n in range(1, 5)}


def test_esc_lets_go_of_what_the_mouse_holds(view, buffet, qtbot):
    view.grab()
    qtbot.mousePress(view.viewport(), LEFT, pos=view.marks.handle().center())
    qtbot.mouseMove(view.viewport(), middle(view, "r3", 1))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=middle(view, "r3", 1))
    assert buffet.writes == []
    assert view.marks.filling is None


def test_a_selection_in_parts_has_no_handle(view, click):
    click("r1", 1)
    click("r3", 1, CTRL)
    view.grab()
    assert view.marks.handle().isNull()


def test_rows_are_carried_by_their_number_to_another_place(view, click, qtbot):
    dropped = []
    view.drop_wanted.connect(lambda *what: dropped.append(what))
    click("r1", 0)
    click("r2", 0, SHIFT)
    lower = line(view, "r5").center() + QPoint(0, 8)
    drag(qtbot, view, middle(view, "r2", 0), middle(view, "r3", 0), lower)
    assert dropped == [(("r1", "r2"), "r5", "s2")]
    assert view.marks.drop_line is None
    upper = line(view, "r4").center() - QPoint(0, 8)
    drag(qtbot, view, middle(view, "r6", 0), middle(view, "r5", 0), upper)
    assert dropped[1:] == [(("r6",), "", "s2")]


def test_a_row_is_carried_onto_the_header_of_another_group(view, qtbot):
    dropped = []
    view.drop_wanted.connect(lambda *what: dropped.append(what))
    header = view.visualRect(view.grid.index(5, 0)).center()
    drag(qtbot, view, middle(view, "r1", 0), middle(view, "r2", 0), QPoint(20, header.y()))
    assert dropped == [(("r1",), "", "s2")]


def test_a_click_on_one_of_several_chosen_rows_chooses_it_alone(view, click):
    click("r1", 0)
    click("r3", 0, SHIFT)
    click("r2", 0)
    assert view.chosen_ids() == ("r2",)


def test_where_nobody_moves_rows_the_numbers_select_them(view, qtbot):
    drag(qtbot, view, middle(view, "r1", 0), middle(view, "r2", 0), middle(view, "r3", 0))
    assert view.chosen_ids() == ("r1", "r2", "r3")
