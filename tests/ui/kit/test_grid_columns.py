import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.grid_columns_dialog import ColumnsDialog
from pea_desktop.ui.kit.grid_data import GridColumn, Kind
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView
from tests.ui.kit.kitchen import COLUMNS, Kitchen

WIDE = (
    *COLUMNS,
    GridColumn(key="season", header="Temporada", kind=Kind.SHORT, width=100),
    GridColumn(key="cook", header="Cocinera", width=160, is_hidden=True),
)
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
NUMBER, DISH, PRICE, SEASON, COOK = range(5)


@pytest.fixture
def view(qtbot, light):
    kitchen = Kitchen()
    kitchen.rows = [replace(r, cells=(*r.cells, "Todo el año", "Jefa")) for r in kitchen.rows]
    made = GridView(GridModel(WIDE, kitchen.load, kitchen.write), "Carta")
    qtbot.add_widget(made)
    made.resize(600, 400)
    made.show()
    qtbot.wait_exposed(made)
    made.go_to("r1", DISH)
    return made


def shown(view):
    return view.grid_columns.in_order()


def left_of(view, column):
    return view.visualRect(view.model().index(2, column)).left()


def drag(qtbot, view, start, end):
    header = view.horizontalHeader().viewport()
    qtbot.mousePress(header, Qt.MouseButton.LeftButton, pos=QPoint(start, 10))
    qtbot.mouseMove(header, QPoint((start + end) // 2, 10))
    qtbot.mouseMove(header, QPoint(end, 10))
    qtbot.mouseRelease(header, Qt.MouseButton.LeftButton, pos=QPoint(end, 10))


def test_a_column_not_asked_for_is_not_shown(view):
    assert shown(view) == [NUMBER, DISH, PRICE, SEASON]
    assert view.isColumnHidden(COOK)
    assert view.horizontalScrollBar().maximum() == 0


def test_a_column_is_hidden_and_shown_and_the_cell_goes_on(view, qtbot):
    with qtbot.wait_signal(view.look_changed):
        view.grid_columns.show(DISH, False)
    assert shown(view) == [NUMBER, PRICE, SEASON]
    assert view.currentIndex().column() == PRICE
    view.grid_columns.show(COOK)
    assert shown(view) == [NUMBER, PRICE, SEASON, COOK]


def test_alt_shift_and_arrows_move_the_column_of_the_cell(view, qtbot):
    view.go_to("r1", PRICE)
    qtbot.keyClick(view, LEFT, ALT_SHIFT)
    assert shown(view) == [NUMBER, PRICE, DISH, SEASON]
    qtbot.keyClick(view, LEFT, ALT_SHIFT)
    assert shown(view) == [NUMBER, PRICE, DISH, SEASON]
    qtbot.keyClick(view, RIGHT, ALT_SHIFT)
    qtbot.keyClick(view, RIGHT, ALT_SHIFT)
    assert shown(view) == [NUMBER, DISH, SEASON, PRICE]
    assert view.currentIndex().column() == PRICE


def test_a_heading_is_dragged_to_another_place(view, qtbot):
    drag(qtbot, view, left_of(view, SEASON) + 30, left_of(view, DISH) + 10)
    assert shown(view) == [NUMBER, SEASON, DISH, PRICE]
    drag(qtbot, view, left_of(view, SEASON) + 30, 599)
    assert shown(view) == [NUMBER, DISH, PRICE, SEASON]


def test_the_number_stays_first(view, qtbot):
    drag(qtbot, view, 20, 400)
    drag(qtbot, view, left_of(view, PRICE) + 30, 5)
    assert shown(view) == [NUMBER, PRICE, DISH, SEASON]


def test_an_edge_is_dragged_and_the_width_stays(view, qtbot):
    told = []
    view.look_changed.connect(lambda: told.append(view.columnWidth(DISH)))
    edge = left_of(view, DISH) + view.columnWidth(DISH)
    drag(qtbot, view, edge - 1, 48 + 250)
    assert view.columnWidth(DISH) == 250
    assert told == [250]
    view.resize(900, 400)
    assert view.columnWidth(DISH) == 250
    view.grid_columns.set_own_width(DISH)
    assert view.columnWidth(DISH) == view.viewport().width() - 48 - 60 - 100


def test_order_and_hiding_outlive_a_filter(view):
    view.grid_columns.move(PRICE, -1)
    view.grid_columns.show(SEASON, False)
    view.model().set_filter("mole")
    view.model().set_filter("")
    assert shown(view) == [NUMBER, PRICE, DISH]
    assert view.isColumnHidden(SEASON)
    assert left_of(view, PRICE) == 48


def test_columns_that_stay_are_not_scrolled_away(view):
    view.resize(400, 400)
    for at in (DISH, SEASON, COOK):
        view.grid_columns.set_width(at, 150)
    view.grid_columns.show(COOK)
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert view.grid_columns.frozen() == [NUMBER, DISH]
    assert left_of(view, NUMBER) == 0
    assert left_of(view, DISH) == 48
    assert left_of(view, PRICE) < 48
    middle = view.rowViewportPosition(2) + 5
    assert view.indexAt(QPoint(100, middle)).column() == DISH
    view.go_to("r1", PRICE)
    assert left_of(view, PRICE) >= 48 + 150
    assert bar.value() < bar.maximum()


def test_going_to_a_column_that_stays_does_not_scroll_sideways(view):
    view.grid_columns.show(COOK)
    view.resize(430, 400)
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    assert before > 0
    view.go_to("r2", DISH)
    assert bar.value() == before


def test_columns_stay_up_to_the_one_chosen_but_never_most_of_the_room(view):
    view.grid_columns.freeze(PRICE)
    assert view.grid_columns.frozen() == [NUMBER]
    view.grid_columns.set_width(DISH, 100)
    assert view.grid_columns.frozen() == [NUMBER, DISH, PRICE]
    view.grid_columns.freeze(None)
    assert view.grid_columns.frozen() == []


def test_the_choices_come_back_from_plain_data(view, qtbot):
    view.grid_columns.move(PRICE, -1)
    view.grid_columns.show(SEASON, False)
    view.grid_columns.show(COOK)
    view.grid_columns.set_width(PRICE, 90)
    view.grid_columns.freeze(PRICE)
    kept = json.loads(json.dumps(view.column_state()))
    assert kept == {
        "order": ["price", "dish", "season", "cook"],
        "hidden": ["season"],
        "shown": ["cook"],
        "widths": {"price": 90},
        "frozen": "price",
        "mode": "full",
        "layout": "grouped",
    }
    view.grid_columns.reset()
    assert shown(view) == [NUMBER, DISH, PRICE, SEASON]
    view.go_to("r1", SEASON)
    with qtbot.assert_not_emitted(view.look_changed):
        view.set_column_state(kept)
    assert shown(view) == [NUMBER, PRICE, DISH, COOK]
    assert view.currentIndex().column() == PRICE
    assert view.columnWidth(PRICE) == 90


@pytest.mark.parametrize(
    "state",
    [{}, {"order": "dish"}, {"widths": {"dish": "ancho"}}, {"mode": "?", "frozen": 3}],
)
def test_what_is_not_understood_is_left_at_its_beginning(view, state):
    view.set_column_state(state)
    assert shown(view) == [NUMBER, DISH, PRICE, SEASON]
    assert view.column_state()["mode"] == "full"


def test_a_column_added_later_stands_after_the_one_before_it(view):
    view.set_column_state({"order": ["season", "dish"]})
    assert shown(view) == [NUMBER, SEASON, DISH, PRICE]


def words(menu):
    return [action.text() for action in menu.actions() if action.text()]


def test_the_menu_says_what_may_be_done_with_a_column(view):
    menu = view.column_menu(DISH)
    assert words(menu) == [
        "Ocultar columna «Platillo»",
        "Mostrar columnas…",
        "Mover a la izquierda",
        "Mover a la derecha",
        "Dejar de inmovilizar",
        "Ancho automático",
        "Restablecer columnas",
    ]
    assert not menu.actions()[3].isEnabled()
    menu.actions()[0].trigger()
    assert shown(view) == [NUMBER, PRICE, SEASON]


@pytest.fixture
def chooser(view, qtbot):
    made = ColumnsDialog(view.model(), view.grid_columns, view)
    qtbot.add_widget(made)
    return made


def tick(chooser, row, ticked):
    chooser.list.item(row).setCheckState(
        Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
    )


def test_the_list_shows_and_hides_columns(view, chooser):
    ticked = {
        chooser.list.item(at).text(): chooser.list.item(at).checkState() == Qt.CheckState.Checked
        for at in range(chooser.list.count())
    }
    assert ticked == {"Platillo": True, "Precio": True, "Temporada": True, "Cocinera": False}
    tick(chooser, 3, True)
    tick(chooser, 0, False)
    assert shown(view) == [NUMBER, PRICE, SEASON, COOK]


def test_the_list_moves_columns_and_begins_anew(view, chooser, qtbot):
    chooser.list.setCurrentRow(0)
    chooser.later.click()
    chooser.later.click()
    assert shown(view) == [NUMBER, PRICE, SEASON, DISH]
    chooser.earlier.click()
    assert shown(view) == [NUMBER, PRICE, DISH, SEASON]
    assert chooser.list.currentItem().text() == "Platillo"
    chooser.list.setCurrentRow(0)
    chooser.earlier.click()
    assert shown(view) == [NUMBER, PRICE, DISH, SEASON]


def test_the_last_column_is_never_hidden(view, chooser):
    for at in range(3):
        tick(chooser, at, False)
    assert shown(view) == [NUMBER, SEASON]
    assert chooser.list.item(2).checkState() == Qt.CheckState.Checked


def test_the_list_is_searched_blind_to_accents(chooser):
    chooser.search.setText("PRECÍ")
    seen = [at for at in range(4) if not chooser.list.item(at).isHidden()]
    assert [chooser.list.item(at).text() for at in seen] == ["Precio"]


def test_the_menu_opens_from_a_heading(view, monkeypatch):
    opened = []
    # A real one would hold the keyboard of the next test.
    monkeypatch.setattr(QMenu, "popup", lambda menu, _place: opened.append(words(menu)[0]))
    header = view.horizontalHeader().viewport()
    place = QPoint(left_of(view, PRICE) + 20, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, header.mapToGlobal(place))
    QApplication.sendEvent(header, event)
    assert opened == ["Ocultar columna «Precio»"]


def test_tab_and_copying_follow_the_order_on_screen(view, qtbot):
    view.grid_columns.move(PRICE, -1)
    view.go_to("r1", PRICE)
    qtbot.keyClick(view, RIGHT, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "40\tSopa de limón"


def test_the_list_of_columns_stays_on_the_screen_in_large_type(qtbot, qapp, view):
    theme.apply(qapp, theme.Theme("claro", 2.0))
    made = ColumnsDialog(view.model(), view.grid_columns, view)
    qtbot.add_widget(made)
    assert made.height() < made.screen().availableSize().height()
