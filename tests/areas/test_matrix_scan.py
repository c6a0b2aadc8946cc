"""The scan of a minuta: nothing is lost, and nothing moves without a person's word."""

import json

import pytest
from sqlalchemy import select

from pea_desktop.areas import matrix
from pea_desktop.files import books
from tests.areas import matrix_scan

# Row of the sheet to number among the 27 raw rows: each table has its heading.
TABLES = ((4, 1, 8), (13, 9, 5), (19, 14, 7), (27, 21, 6), (34, 27, 1))
RAW = {top + at: first + at for top, first, count in TABLES for at in range(count)}


@pytest.fixture
def book(workspace, tmp_path):
    import openpyxl

    made = openpyxl.Workbook()
    for row in matrix_scan.rows(workspace.session):
        made.active.append([text or None for text in row])
    made.save(tmp_path / "minuta.xlsx")
    return books.read(tmp_path / "minuta.xlsx")


def plan_of(workspace, book, **choices):
    chosen = matrix.Choices(**choices)
    return matrix.plan_import(workspace.session, book, "SECOEM", (), chosen)


def apply(workspace, plan):
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return {row["number"]: row for row in matrix.show(workspace.session)["rows"]}


def codes(plan, code):
    return [finding for finding in plan.findings if finding.code == code]


def test_twenty_seven_raw_rows_are_twenty_six_lineas_and_a_heading(workspace, book):
    plan = plan_of(workspace, book)
    assert (plan.rows, plan.new, plan.rejected) == (27, 26, 1)
    (told,) = codes(plan, "prioridad_en_linea")
    assert told.sentence.startswith("La fila 8, columna «Lluvia de ideas: Líneas de Acción», ")
    assert len(codes(plan, "encabezado_repetido")) == 4


def test_every_row_that_slipped_is_proposed(workspace, book):
    plan = plan_of(workspace, book)
    slipped = [one for one in plan.realignments if "recorridas una columna" in one.reason]
    assert [RAW[one.row] for one in slipped] == [10, 11, 13, 26]
    ten = slipped[0]
    assert ten.before["interpretation"] == "Porcentaje de avance de la acción 10"
    assert ten.after["indicator"] == "Porcentaje de avance de la acción 10"
    assert ten.after["line"] == "Realizar la acción número 10 de la institución."
    assert (ten.before["targets.2024"], ten.after["targets.2024"]) == ("Annual", "100")
    last = slipped[-1]
    assert last.after["interpretation"] == "Socializar con SB"
    assert last.after["frequency"] == "Annual"
    assert (last.before["targets.2026"], last.after["targets.2026"]) == ("100", "")


def test_prioridades_in_other_columns_are_proposed(workspace, book):
    plan = plan_of(workspace, book)
    reasons = {RAW[one.row]: one.reason for one in plan.realignments}
    by_eje = [row for row, said in reasons.items() if "está en la columna del eje" in said]
    assert by_eje == [9, 12, 25]
    assert [row for row, said in reasons.items() if "está su prioridad" in said] == [8]
    (lost,) = (one for one in plan.realignments if RAW[one.row] == 25)
    assert lost.left_out == "Establecer mecanismos entre las autoridades."


def test_a_row_without_prioridad_may_mean_the_one_above(workspace, book):
    plan = plan_of(workspace, book)
    above = [RAW[one.row] for one in plan.realignments if "la de arriba" in one.reason]
    assert above == [6, 7, 10, 11, 13, 16, 17, 19, 22, 23, 24]


def test_nothing_moves_until_it_is_accepted(workspace, book):
    plan = plan_of(workspace, book)
    assert not any(one.accepted for one in plan.realignments)
    assert len(codes(plan, "fila_desplazada")) == len(plan.realignments)
    rows = apply(workspace, plan)
    # Number 5 of the raw rows is the heading, so that row 10 is the línea 9.
    assert rows[9]["line"] is None
    assert rows[9]["indicator"] == "Realizar la acción número 10 de la institución."


def test_accepting_one_row_moves_that_row_alone(workspace, book):
    slipped = next(row for row, raw in RAW.items() if raw == 10)
    plan = plan_of(workspace, book, realigned=frozenset({slipped}))
    assert [one.row for one in plan.realignments if one.accepted] == [slipped]
    rows = apply(workspace, plan)
    assert rows[9]["line"] == "Realizar la acción número 10 de la institución."
    assert rows[9]["frequency"] == "Annual"
    assert rows[9]["targets"] == {"2024": "100", "2025": "100", "2026": "100"}
    assert rows[10]["line"] is None


def test_accepting_all_reads_the_minuta_as_it_was_meant(workspace, book):
    plan = plan_of(workspace, book, realigned=None)
    rows = apply(workspace, plan)
    texts = [row["line"] for row in rows.values()]
    assert [number for number, text in enumerate(texts, start=1) if text is None] == [7]
    assert {row["frequency"] for row in rows.values()} == {"Annual"}
    numbers = [row["priority"] and row["priority"]["number"] for row in rows.values()]
    assert numbers[7:9] == ["9", "9"]
    assert numbers[23:26] == ["20", "20", "21"]
    assert rows[25]["targets"] == {"2024": "100", "2025": "100", "2026": None}
    with_text = [row for row in rows.values() if row["indicator"]]
    assert len(with_text) == 23


def test_the_raw_cells_of_every_row_stay_as_they_were(workspace, book):
    apply(workspace, plan_of(workspace, book, realigned=None))
    sheet = {row.number: row for row in book.sheets[0].rows}
    kept = 0
    for text in workspace.session.scalars(select(matrix.ActionLine.source_row)):
        source = json.loads(text)
        assert tuple(source["cells"]) == sheet[source["row"]].raw
        kept += 1
    assert kept == 26


def test_a_text_beyond_the_columns_is_told(workspace, book):
    plan = plan_of(workspace, book, realigned=None)
    assert [one.sentence for one in codes(plan, "columna_sin_importar")] == [
        (
            "La columna L no tiene encabezado y no se importa; sus textos en 4 filas quedan en las "
            "celdas originales."
        )
    ]


def test_importing_it_again_changes_nothing(workspace, book):
    apply(workspace, plan_of(workspace, book, realigned=None))
    again = plan_of(workspace, book, realigned=None)
    assert (again.new, again.changed, again.same) == (0, 0, 26)
