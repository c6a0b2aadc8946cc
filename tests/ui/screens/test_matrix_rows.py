"""The líneas as rows of the grid: what did not change is the same row as before."""

from pathlib import Path

import pytest

from pea_desktop.areas import matrix
from pea_desktop.files import xlsx
from pea_desktop.ui.screens.matrix_columns import grid_columns
from pea_desktop.ui.screens.matrix_rows import MadeRows, grid_data

BOOK = Path(__file__).parent.parent.parent / "data" / "matriz_secoem.xlsx"
COLUMNS = grid_columns((2024, 2025, 2026))


@pytest.fixture
def session(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(BOOK), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return workspace.session


def others(rows, before):
    """Return the places where another row is shown."""
    return [at for at, (a, b) in enumerate(zip(rows, before, strict=True)) if a is not b]


def test_a_row_read_again_without_a_difference_is_the_same(session):
    made = MadeRows()
    first = grid_data(matrix.lines(session), COLUMNS, made=made)
    again = grid_data(matrix.lines(session), COLUMNS, made=made)
    assert again == first == grid_data(matrix.lines(session), COLUMNS)
    assert others(again.rows, first.rows) == []


def test_what_is_said_of_a_line_and_its_conflicts_are_shown_at_once(session):
    made, lines = MadeRows(), matrix.lines(session)
    first = grid_data(lines, COLUMNS, made=made)
    line_id = first.rows[4].id
    said = {line_id: {"indicator": "Falta."}}
    warned = grid_data(lines, COLUMNS, remarks=said, made=made)
    assert others(warned.rows, first.rows) == [4]
    assert warned.rows[4].warned == {"indicator"}
    conflicts = {(line_id, "text")}
    marked = grid_data(lines, COLUMNS, conflicts, remarks=said, made=made)
    assert marked == grid_data(lines, COLUMNS, conflicts, remarks=said)
    assert others(marked.rows, warned.rows) == [4]
    assert grid_data(lines, COLUMNS, made=made) == first


def test_other_columns_make_other_rows(session):
    made, lines = MadeRows(), matrix.lines(session)
    grid_data(lines, COLUMNS, made=made)
    more = grid_columns((2024, 2025, 2026, 2027))
    assert grid_data(lines, more, made=made) == grid_data(lines, more)
