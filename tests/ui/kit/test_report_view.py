"""A table to be read and acted on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from pea_desktop.ui.kit.report_table import (
    Heading,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportTable,
)
from pea_desktop.ui.kit.report_view import ReportView

COLUMNS = (ReportColumn("Núm.", 50, is_figure=True), ReportColumn("Texto"), ReportColumn("", 120))
ENTRIES = (Heading("Frutas"), "uva", "pera", Heading("Otras"), "nuez")


@pytest.fixture
def made():
    return []


@pytest.fixture
def table(made):
    def row(word):
        made.append(word)
        cells = (ReportCell("1"), ReportCell(word), ReportCell("Comer", is_action=True))
        return ReportRow(cells, f"Una {word}.")

    return ReportTable(row, lambda word: word)


@pytest.fixture
def view(qtbot, light, table):
    view = ReportView(table, "Comida")
    qtbot.add_widget(view)
    view.resize(600, 400)
    view.show()
    qtbot.wait_exposed(view)
    view.show_entries(COLUMNS, ENTRIES)
    view.setFocus()
    return view


def test_the_model_keeps_qts_rules(table, qtmodeltester):
    kept = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.show_entries(COLUMNS, ENTRIES)
    qtmodeltester.check(table)
    table.show_entries(COLUMNS[:1], ())
    assert kept.model() is table


def test_a_screen_reader_says_the_whole_row(table):
    table.show_entries(COLUMNS, ENTRIES)
    spoken = int(Qt.ItemDataRole.AccessibleTextRole)
    assert table.index(1, 0).data(spoken) == "Una uva."
    assert table.index(0, 0).data(spoken) == "Frutas"
    assert table.headerData(1, Qt.Orientation.Horizontal) == "Texto"


def test_the_arrows_pass_over_headings(qtbot, view):
    assert view.current_key() == "uva"
    seen = []
    view.chosen.connect(seen.append)
    for _times in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert (seen, view.current_key()) == (["pera", "nuez"], "nuez")


def test_steps_go_round(view):
    view.step(1)
    view.step(1)
    assert view.current_key() == "nuez"
    view.step(1)
    assert view.current_key() == "uva"
    view.step(-1)
    assert view.current_key() == "nuez"


def test_enter_and_a_double_click_open_a_row(qtbot, view):
    opened = []
    view.opened.connect(opened.append)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    view.doubleClicked.emit(view.model().index(1, 0))
    assert opened == ["uva", "uva"]


def test_a_click_on_a_button_presses_it_and_elsewhere_only_chooses(qtbot, view):
    pressed = []
    view.pressed.connect(lambda *what: pressed.append(what))
    for column in (1, 2):
        at = view.visualRect(view.model().index(4, column)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert (pressed, view.current_key()) == ([("nuez", 2)], "nuez")


def test_it_stays_at_its_row_or_at_its_place(view):
    view.go_to("pera")
    view.show_entries(COLUMNS, ("higo", "kiwi", "pera", "uva"))
    assert view.current_key() == "pera"
    view.show_entries(COLUMNS, ("higo", "kiwi", "coco", "uva"))
    assert view.current_key() == "coco"
    view.show_entries(COLUMNS, ("higo",))
    assert view.current_key() == "higo"
    view.show_entries(COLUMNS, ())
    assert view.current_key() == ""
    assert not view.go_to("higo")


def test_rows_about_something_else_begin_at_the_first(view):
    view.go_to("nuez")
    view.show_entries(COLUMNS, ENTRIES, stay=False)
    assert view.current_key() == "uva"


def test_rows_out_of_sight_are_not_made(view, made):
    made.clear()
    view.show_entries(COLUMNS, [str(number) for number in range(10_000)])
    view.viewport().repaint()
    assert 0 < len(made) < 50
