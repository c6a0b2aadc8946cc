from decimal import Decimal

import pytest
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.core.base import Base
from pea_desktop.core.errors import PeaError

NAMES = (
    "line, indicator, interpretation, type, formula, frequency, state, targets.YEAR, "
    "targets.YEAR.PERIOD, action, evidence, term, cost, notes, highlight_reason, symbol, "
    "definition, importance, nature, mir_level, dimension, unit, direction, disaggregation, "
    "baseline, baseline_year, baseline_verified, assumptions, target_kind, target_behaviour"
)


@pytest.fixture
def session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'prueba.db'}")
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as made:
        catalog.load(made, "michoacan")
        made.commit()
        yield made
    engine.dispose()


@pytest.fixture
def plan_matrix(session):
    institution = institutions.find_or_create(session, "SECOEM")
    made = matrix.make_matrix(session, catalog.current(session).id, institution.id)
    session.flush()
    return made


@pytest.fixture
def line(session, plan_matrix):
    return matrix.new_line(session, plan_matrix)


def only_row(session):
    (row,) = matrix.show(session)["rows"]
    return row


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("line", "Realizar auditorías."),
        ("indicator", "Porcentaje de auditorías concluidas"),
        ("interpretation", "Por solicitud."),
        ("type", "Porcentaje"),
        ("formula", "=(A/B)*100"),
        ("frequency", "Anual"),
        ("state", "acordada"),
    ],
)
def test_a_field_is_set_and_cleared(session, line, field, text):
    matrix.set_value(session, line.id, field, text)
    assert only_row(session)[field] == text
    matrix.set_value(session, line.id, field, "")
    assert only_row(session)[field] is None


def test_a_target_keeps_its_text_and_says_its_number(session, line):
    matrix.set_value(session, line.id, "targets.2024", "100 %")
    row = only_row(session)
    assert row["targets"] == {"2024": "100", "2025": None, "2026": None}
    assert row["targets_text"] == {"2024": "100 %", "2025": None, "2026": None}
    (plain,) = matrix.lines(session)
    assert plain.targets == {2024: Decimal(100), 2025: None, 2026: None}
    matrix.set_value(session, line.id, "targets.2024", "")
    assert only_row(session)["targets_text"]["2024"] is None


def test_a_row_of_indicator_or_target_is_made_only_to_hold_something(session, line):
    matrix.set_value(session, line.id, "indicator", "")
    matrix.set_value(session, line.id, "targets.2024", "  ")
    matrix.set_value(session, line.id, "line", "Realizar auditorías.")
    assert list(session.scalars(select(matrix.Indicator))) == []
    assert list(session.scalars(select(matrix.Target))) == []


def test_several_values_may_be_set_in_one_edit(session, line):
    for year in (2024, 2025, 2026):
        matrix.set_value(session, line.id, f"targets.{year}", "50%")
    matrix.set_value(session, line.id, "indicator", "Porcentaje de avance")
    assert len(list(session.scalars(select(matrix.Target)))) == 3
    assert len(list(session.scalars(select(matrix.Indicator)))) == 1


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("targets.2024", "mucho", "La meta 2024 se escribe como número: «mucho»."),
        ("targets.2024", "1,0", "La meta 2024 se escribe como número: «1,0»."),
        (
            "targets.2031",
            "100",
            "La matriz no tiene meta 2031: las metas son targets.2024, targets.2025, targets.2026.",
        ),
        (
            "state",
            "lista",
            (
                "No hay un estado «lista»: los estados son lluvia, propuesta, por_socializar, "
                "en_verificacion_linea_base, acordada, aprobada_cc, en_ejecucion, concluida, "
                "cancelada, fusionada."
            ),
        ),
        ("targets.YEAR", "1", f"No hay un campo «targets.YEAR»: los campos son {NAMES}."),
        ("targets.2024.T9", "1", f"No hay un campo «targets.2024.T9»: los campos son {NAMES}."),
        ("id", "x", f"No hay un campo «id»: los campos son {NAMES}."),
        (
            "direction",
            "arriba",
            (
                "«arriba» no es una opción de este campo: las opciones son ascendente, "
                "descendente, regular."
            ),
        ),
        ("baseline", "mucho", "La línea base se escribe como número: «mucho»."),
        ("baseline_year", "23", "El año se escribe con cuatro cifras: «23»."),
    ],
)
def test_says_why_a_value_does_not_fit(session, line, field, text, sentence):
    with pytest.raises(PeaError) as error:
        matrix.set_value(session, line.id, field, text)
    assert str(error.value) == sentence
    assert not session.dirty


def test_a_linea_that_is_not_there_is_told(session):
    with pytest.raises(PeaError) as error:
        matrix.set_value(session, "x", "line", "a")
    assert str(error.value) == ("No hay una línea con el identificador «x»: consulte la matriz.")


@pytest.mark.parametrize("field", ["line", "indicator", "type", "formula", "state", "targets.2025"])
def test_a_stored_cell_leads_back_to_its_field(session, line, field):
    matrix.set_value(session, line.id, field, "propuesta" if field == "state" else "100")
    table, row, column = matrix.physical(field, line.id)
    stored = session.execute(
        select(Base.metadata.tables[table].c[column]).where(Base.metadata.tables[table].c.id == row)
    ).scalar_one()
    assert stored in ("100", "propuesta")
    assert matrix.logical(session, table, row, column) == (line.id, field)


def test_a_cell_of_a_deleted_row_leads_back_too(session, line):
    for field in ("formula", "targets.2026"):
        assert matrix.logical(session, *matrix.physical(field, line.id)) == (line.id, field)


def test_a_cell_of_another_table_stays_as_it_is(session, line):
    assert matrix.logical(session, "minute", "x", "folio") == ("x", "folio")
    assert matrix.logical(session, "action_line", line.id, "number") == (line.id, "number")
    assert matrix.logical(session, "target", "x", "text") == ("x", "text")


def test_a_deleted_linea_is_shown_no_more_with_all_that_hangs_from_it(session, plan_matrix):
    first, second = matrix.new_line(session, plan_matrix), matrix.new_line(session, plan_matrix)
    for line in (first, second):
        matrix.set_value(session, line.id, "indicator", "Porcentaje")
        matrix.set_value(session, line.id, "targets.2024", "100%")
        session.add(matrix.PendingConsultation(line_id=line.id))
    matrix.delete_line(session, first.id)
    session.commit()
    assert [row["number"] for row in matrix.show(session)["rows"]] == [1]
    assert matrix.counters(session).lines == 1
    # The conflicts of a deleted línea still speak of it.
    cell = matrix.physical("targets.2024", first.id)
    assert matrix.logical(session, *cell) == (first.id, "targets.2024")


def test_lineas_come_by_institution_and_number(session):
    policy = catalog.current(session)
    for name in ("SPA", "álamo", "SECOEM"):
        institution = institutions.find_or_create(session, name)
        made = matrix.make_matrix(session, policy.id, institution.id)
        session.flush()
        matrix.new_line(session, made)
        matrix.new_line(session, made)
    rows = matrix.show(session)["rows"]
    assert [(row["institution"], row["number"]) for row in rows] == [
        ("álamo", 1), ("álamo", 2), ("SECOEM", 1), ("SECOEM", 2), ("SPA", 1), ("SPA", 2),
    ]  # fmt: skip
    spa = institutions.find(session, "spa")
    assert [row.number for row in matrix.lines(session, spa.id)] == [1, 2]


def test_shows_the_keys_of_a_row_in_a_fixed_order(session, line):
    shown = matrix.show(session)
    assert list(shown) == ["policy", "rows"]
    assert isinstance(shown["policy"], str)
    assert list(shown["rows"][0]) == [
        "id", "number", "institution", "state", "axis", "priority", "line", "indicator",
        "interpretation", "type", "formula", "frequency", "targets", "targets_text", "pending_with",
    ]  # fmt: skip
    assert shown["rows"][0]["state"] == "propuesta"
    assert shown["rows"][0]["pending_with"] == []


def test_reading_asks_one_query_a_table_whatever_the_number_of_rows(session, plan_matrix):
    def queries():
        asked = []

        def note(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", note)
        matrix.lines(session)
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(asked)

    matrix.new_line(session, plan_matrix)
    few = queries()
    for _number in range(30):
        matrix.set_value(session, matrix.new_line(session, plan_matrix).id, "indicator", "a")
    assert queries() == few <= 10


def test_the_eleven_columns_show_and_parse_a_row(session, line):
    line.priority_id = catalog.priorities(session)[0].id
    matrix.set_value(session, line.id, "line", "Realizar auditorías.")
    matrix.set_value(session, line.id, "targets.2026", "15%")
    (row,) = matrix.lines(session)
    assert [column.header for column in matrix.COLUMNS] == [
        "Eje PEA", "Prioridad PEA", "Lluvia de ideas: Líneas de Acción", "Indicador",
        "Interpretación", "Tipo", "Formula", "Frecuencia de Medición", "Meta 2024", "Meta 2025",
        "Meta 2026",
    ]  # fmt: skip
    texts = [column.show(row) for column in matrix.COLUMNS]
    assert texts[0] == "1. Combatir la Impunidad"
    assert texts[1].startswith("7. Fomentar a la denuncia")
    assert texts[2:] == ["Realizar auditorías.", "", "", "", "", "", "", "", "15%"]
    assert [column.is_editable for column in matrix.COLUMNS] == [False] * 2 + [True] * 9


def test_an_export_of_no_rows_has_its_heading(session, plan_matrix):
    data = matrix.export_rows(session, plan_matrix.institution_id)
    assert data.heading[1] == "SECOEM"
    assert len(data.columns) == 13
    assert data.rows == ()
