from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pea_desktop.ui.kit.grid_data import GridRow
from pea_desktop.ui.kit.grid_model import GridModel
from tests.ui.kit.kitchen import COLUMNS, Kitchen, row


@pytest.fixture
def kitchen():
    return Kitchen()


@pytest.fixture
def model(kitchen, qtmodeltester, qtbot):
    made = GridModel(COLUMNS, kitchen.load, kitchen.write, row_name="Platillo {number}")
    kitchen.listener = made.reload
    qtmodeltester.check(made)
    return made


def shown(model):
    return [
        entry.number if isinstance(entry, GridRow) else entry.badge
        for entry in map(model.entry, range(model.rowCount()))
    ]


def cell(model, row_id, column):
    return model.index(model.row_of(row_id), column)


def test_puts_rows_under_the_headers_of_their_groups(model):
    assert shown(model) == ["A", "A1", "1", "2", "A2", "3"]


def test_a_written_cell_changes_only_its_row(model, kitchen, qtbot):
    with qtbot.wait_signal(model.dataChanged) as changed:
        assert model.setData(cell(model, "r2", 2), "55")
    assert kitchen.writes == [[("r2", "price", "55")]]
    first, last = changed.args[:2]
    assert (first.row(), last.row()) == (3, 3)
    assert cell(model, "r2", 2).data() == "55"


def test_rows_changed_beside_each_other_are_told_at_once(model):
    told = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    texts = [(cell(model, row_id, 2), "55") for row_id in ("r1", "r2", "r3")]
    assert model.write_texts(texts)
    assert told == [(2, 3), (5, 5)]


def test_says_why_a_text_does_not_fit(model, kitchen, qtbot):
    with qtbot.wait_signal(model.rejected) as said:
        assert not model.setData(cell(model, "r1", 2), "mucho")
    assert said.args == ["El precio se escribe como número: «mucho»."]
    assert cell(model, "r1", 2).data() == "40"


def test_a_text_that_is_already_there_is_not_written(model, kitchen):
    assert model.setData(cell(model, "r1", 2), "40")
    assert kitchen.writes == []


def test_many_cells_are_one_write(model, kitchen):
    assert model.write_texts([(cell(model, "r1", 1), ""), (cell(model, "r3", 2), "")])
    assert kitchen.writes == [[("r1", "dish", ""), ("r3", "price", "")]]


def test_headers_and_numbers_cannot_be_written(model, kitchen):
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(cell(model, "r1", 0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(cell(model, "r1", 1)) & Qt.ItemFlag.ItemIsEditable
    assert model.write_texts([(model.index(0, 0), "x"), (cell(model, "r1", 0), "9")])
    assert kitchen.writes == []


def test_the_filter_is_blind_to_accents_and_order(model):
    model.set_filter("limon SOPA")
    assert shown(model) == ["A", "A1", "1"]
    model.set_filter("")
    assert shown(model) == ["A", "A1", "1", "2", "A2", "3"]


def test_a_condition_and_words_filter_together(model):
    model.set_filter("", lambda one: one.flagged)
    assert shown(model) == ["A", "A2", "3"]
    model.set_filter("sopa", lambda one: one.flagged)
    assert shown(model) == []


def test_a_row_edited_out_of_the_filter_stays_until_the_filter_changes(model):
    model.set_filter("", lambda one: one.cells[2] == "")
    assert shown(model) == ["A", "A1", "2"]
    model.setData(cell(model, "r2", 2), "55")
    assert shown(model) == ["A", "A1", "2"]
    model.set_filter("", lambda one: one.cells[2] == "")
    assert shown(model) == []


def test_folding_a_group_hides_its_rows_and_unfolding_brings_them_back(model):
    model.toggle("s1")
    assert shown(model) == ["A", "A1", "A2", "3"]
    assert model.is_folded("s1")
    model.toggle("s1")
    assert shown(model) == ["A", "A1", "1", "2", "A2", "3"]


def test_what_is_looked_for_does_not_hide_in_a_folded_group(model):
    model.toggle("s1")
    model.set_filter("limon")
    assert shown(model) == ["A", "A1", "1"]


def test_rows_come_and_go_without_a_reset(model, kitchen, qtbot):
    kitchen.rows.insert(2, row(4, "Pozole", "80", "s1"))
    with qtbot.assert_not_emitted(model.modelReset), qtbot.wait_signal(model.rowsInserted) as came:
        model.reload()
    assert came.args[1:] == [4, 4]
    del kitchen.rows[0]
    with qtbot.assert_not_emitted(model.modelReset), qtbot.wait_signal(model.rowsRemoved) as went:
        model.reload()
    assert went.args[1:] == [2, 2]
    assert shown(model) == ["A", "A1", "2", "4", "A2", "3"]


def test_a_row_moved_to_another_group_leaves_the_empty_header_out(model, kitchen):
    kitchen.rows[2] = replace(kitchen.rows[2], groups=("s", "s1"))
    model.reload()
    assert shown(model) == ["A", "A1", "1", "2", "3"]


def test_cells_say_what_they_are_to_a_screen_reader(model):
    role = Qt.ItemDataRole.AccessibleTextRole
    assert cell(model, "r1", 1).data(role) == "Platillo 1, Platillo: Sopa de limón"
    assert cell(model, "r2", 2).data(role) == "Platillo 2, Precio: vacío"
    assert cell(model, "r3", 0).data(role) == "Platillo 3, Por probar"
    assert model.index(1, 0).data(role) == "Sección 1: Sopas"


def test_a_cell_in_conflict_says_so(model):
    said = cell(model, "r2", 2).data(Qt.ItemDataRole.ToolTipRole)
    assert said == "Dos equipos dejaron aquí textos distintos. Decida cuál queda en Sincronizar."
    assert cell(model, "r1", 2).data(Qt.ItemDataRole.ToolTipRole) is None


def test_what_is_drawn_may_differ_from_what_is_edited(model, kitchen):
    kitchen.rows[0] = replace(kitchen.rows[0], shown=("1", "Sopa de limón", "$ 40"))
    model.reload()
    assert cell(model, "r1", 2).data(Qt.ItemDataRole.DisplayRole) == "$ 40"
    assert cell(model, "r1", 2).data(Qt.ItemDataRole.EditRole) == "40"
