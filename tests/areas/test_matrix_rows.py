"""Rows of a matrix inserted, copied and moved, and what hangs from them."""

from datetime import date

import pytest

from pea_desktop.areas import SCHEMA, catalog, institutions, matrix
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "m.pea", SCHEMA, Device.load("Ana", "LAPTOP-01"))
    with made.edit("Crear", kind="create") as session:
        catalog.load(session, "michoacan")
        session.flush()
        owner = institutions.find_or_create(session, "SECOEM")
        policy = catalog.current(session)
        held = matrix.make_matrix(session, policy.id, owner.id)
        session.flush()
        for text in ("uno", "dos", "tres"):
            matrix.set_value(session, matrix.new_line(session, held).id, "line", text)
    yield made
    made.close()


def ids(workspace):
    return {row.line: row.id for row in matrix.lines(workspace.session)}


def texts(workspace):
    return [(row.number, row.line) for row in matrix.lines(workspace.session)]


def held(session):
    from sqlalchemy import select

    return session.scalars(select(matrix.Matrix)).one()


def test_a_row_comes_in_below_or_above_another_and_numbers_are_places(workspace):
    known = ids(workspace)
    with workspace.edit("Insertar") as session:
        (below,) = matrix.insert_lines(session, held(session), after_id=known["uno"])
        (above,) = matrix.insert_lines(session, held(session), before_id=known["uno"])
        matrix.set_value(session, below.id, "line", "debajo")
        matrix.set_value(session, above.id, "line", "encima")
    assert texts(workspace) == [(1, "encima"), (2, "uno"), (3, "debajo"), (4, "dos"), (5, "tres")]
    workspace.undo()
    assert texts(workspace) == [(1, "uno"), (2, "dos"), (3, "tres")]


def test_moving_a_row_changes_only_that_row(workspace):
    known = ids(workspace)
    with workspace.edit("Mover") as session:
        matrix.move_lines(session, [known["tres"]], before_id=known["uno"])
    assert [text for _number, text in texts(workspace)] == ["tres", "uno", "dos"]
    step = workspace.history(None)[0]
    assert {change.row for change in step.changes} == {known["tres"]}
    with workspace.edit("Mover") as session:
        matrix.move_lines(session, [known["uno"], known["tres"]], after_id=known["dos"])
    assert [text for _number, text in texts(workspace)] == ["dos", "uno", "tres"]


def test_moved_to_another_prioridad_a_row_has_its_eje(workspace):
    row = matrix.lines(workspace.session)[0]
    priority = catalog.priorities(workspace.session)[0]
    with workspace.edit("Cambiar de prioridad") as session:
        matrix.set_priority(session, [row.id], priority.id)
    row = matrix.lines(workspace.session)[0]
    assert (row.priority.number, row.axis.number) == ("7", "1")


def test_a_copy_has_all_that_hangs_from_the_row(workspace):
    first = ids(workspace)["uno"]
    with workspace.edit("Llenar") as session:
        other = institutions.find_or_create(session, "SFA")
        matrix.set_value(session, first, "indicator", "Porcentaje de denuncias atendidas")
        matrix.set_value(session, first, "targets.2024", "100%")
        matrix.set_value(session, first, "targets.2024.T1", "25%")
        matrix.add_source(session, first, "SECOEM", "Informe anual")
        matrix.set_owners(session, first, [(other.id, "responsable", "Dirección de Control")])
        matrix.set_viability(session, first, ["requiere_presupuesto"])
        matrix.add_consultation(session, first, other.id, due=date(2023, 4, 24))
        matrix.describe_variable(
            session, first, "A", description="Denuncias", unit="denuncia", source=""
        )
    with workspace.edit("Duplicar") as session:
        (made,) = matrix.duplicate_lines(session, [first])
    copy = next(row for row in matrix.lines(workspace.session) if row.id == made.id)
    assert (copy.number, copy.line, copy.indicator) == (
        2,
        "uno",
        "Porcentaje de denuncias atendidas",
    )
    assert copy.targets_text[2024] == "100%"
    assert copy.period_targets == {(2024, "T1"): "25%"}
    assert [source.text for source in copy.sources] == ["SECOEM: Informe anual"]
    assert [(owner.institution, owner.unit) for owner in copy.owners] == [
        ("SFA", "Dirección de Control")
    ]
    assert copy.viability == ("requiere_presupuesto",)
    assert copy.pending_with == ("SFA",)
    assert matrix.variables_of(workspace.session, made.id)["A"].unit == "denuncia"
    workspace.undo()
    assert texts(workspace) == [(1, "uno"), (2, "dos"), (3, "tres")]


def test_the_last_answer_takes_a_row_out_of_review(workspace):
    first = ids(workspace)["uno"]
    with workspace.edit("Consultar") as session:
        who = [
            institutions.find_or_create(session, name).id for name in ("SFA", "Gobierno Digital")
        ]
        asked = [matrix.add_consultation(session, first, one).id for one in who]
    row = matrix.lines(workspace.session)[0]
    assert (row.under_review, row.state, row.pending_with) == (
        True,
        "por_socializar",
        ("SFA", "Gobierno Digital"),
    )
    with workspace.edit("Responder") as session:
        matrix.answer_consultation(
            session, asked[0], matrix.ConsultationState.ACCEPTED, "De acuerdo", date(2023, 4, 20)
        )
    row = matrix.lines(workspace.session)[0]
    assert (row.under_review, row.pending_with) == (True, ("Gobierno Digital",))
    with workspace.edit("Responder") as session:
        matrix.answer_consultation(session, asked[1], matrix.ConsultationState.REJECTED)
    row = matrix.lines(workspace.session)[0]
    assert (row.under_review, row.highlighted, row.state) == (False, False, "propuesta")
    assert [(one.state, one.answer) for one in row.consultations] == [
        ("aceptada", "De acuerdo"),
        ("rechazada", None),
    ]


def test_a_consultation_is_not_due_before_it_began(workspace):
    first = ids(workspace)["uno"]
    with (
        pytest.raises(PeaError, match="La fecha límite es anterior al inicio de la consulta"),
        workspace.edit("Consultar") as session,
    ):
        matrix.add_consultation(
            session, first, None, since=date(2023, 4, 24), due=date(2023, 4, 19)
        )


@pytest.mark.parametrize(
    ("typed", "stored", "missing"),
    [
        ("No aplica", "no_aplica", False),
        ("N/A", "no_aplica", False),
        ("n.a", "no_aplica", False),
        ("N. A.", "no_aplica", False),
        ("Pendiente", "pendiente", True),
        ("no legible", "no_legible", True),
        ("S/D", "no_disponible", True),
        ("Por verificar", "por_verificar", True),
        ("Pendiente de pago", None, False),
        ("100 %", None, False),
        ("", None, True),
    ],
)
def test_why_a_cell_is_empty_is_told_from_what_was_typed(typed, stored, missing):
    from pea_desktop.core.grid import empty_reason, is_missing

    assert empty_reason(typed) == stored
    assert is_missing(typed) is missing


def test_a_target_that_does_not_apply_is_no_gap_but_a_pending_one_is(workspace):
    first = ids(workspace)["uno"]
    with workspace.edit("Llenar") as session:
        for field, text in (
            ("indicator", "Porcentaje de informes"),
            ("formula", "(Informes entregados/Informes programados)*100"),
            ("targets.2024", "100 %"),
            ("targets.2025", "No aplica"),
            ("targets.2026", "100"),
        ):
            matrix.set_value(session, first, field, text)
    row = matrix.lines(workspace.session)[0]
    assert not matrix.incomplete(row)
    assert row.targets[2025] is None
    with workspace.edit("Pendiente") as session:
        matrix.set_value(session, first, "targets.2026", "Pendiente")
    assert matrix.incomplete(matrix.lines(workspace.session)[0])


def test_codes_are_taken_by_code_or_by_word(workspace):
    first = ids(workspace)["uno"]
    with workspace.edit("Llenar") as session:
        for field, text in (
            ("direction", "Descendiente"),
            ("mir_level", "Propósito"),
            ("term", "Corto"),
            ("nature", "de gestión"),
            ("baseline_verified", "sí"),
        ):
            matrix.set_value(session, first, field, text)
    row = matrix.lines(workspace.session)[0]
    assert (row.direction, row.mir_level, row.term, row.nature, row.baseline_verified) == (
        "descendente",
        "proposito",
        "corto",
        "gestion",
        "si",
    )


def test_many_cells_are_set_as_one_by_one(workspace):
    known = ids(workspace)
    with workspace.edit("Pegar") as session:
        matrix.set_values(
            session,
            [
                (known["uno"], "line", "primera"),
                (known["uno"], "targets.2024", "100%"),
                (known["uno"], "targets.2024.T2", "40"),
                (known["dos"], "indicator", "Porcentaje de informes"),
                (known["dos"], "indicator", "Porcentaje de informes entregados"),
                (known["tres"], "formula", ""),
                (known["tres"], "state", "Acordada"),
            ],
        )
    rows = matrix.lines(workspace.session)
    assert (rows[0].line, rows[0].targets_text[2024]) == ("primera", "100%")
    assert rows[0].period_targets == {(2024, "T2"): "40"}
    assert rows[1].indicator == "Porcentaje de informes entregados"
    assert (rows[2].formula, rows[2].state) == (None, "acordada")
    assert len(workspace.history(None)[0].changes) > 0


def test_one_cell_that_does_not_fit_leaves_all_of_them_unwritten(workspace):
    known = ids(workspace)
    with (
        pytest.raises(PeaError, match="La matriz no tiene meta 2031"),
        workspace.edit("Pegar") as session,
    ):
        matrix.set_values(
            session, [(known["uno"], "line", "otra"), (known["dos"], "targets.2031", "1")]
        )
    assert texts(workspace) == [(1, "uno"), (2, "dos"), (3, "tres")]


@pytest.fixture
def of_two_institutions(workspace):
    """The three líneas and one of another institution; returns the ids by text."""
    with workspace.edit("Otra institución") as session:
        owner = institutions.find_or_create(session, "SFA")
        other = matrix.make_matrix(session, catalog.current(session).id, owner.id)
        session.flush()
        matrix.set_value(session, matrix.new_line(session, other).id, "line", "ajena")
    return ids(workspace)


def test_a_copy_stays_with_its_institution(workspace, of_two_institutions):
    known = of_two_institutions
    with workspace.edit("Duplicar") as session:
        matrix.duplicate_lines(session, [known["uno"], known["ajena"]])
    assert [(row.institution, row.line) for row in matrix.lines(workspace.session)] == [
        ("SECOEM", "uno"),
        ("SECOEM", "uno"),
        ("SECOEM", "dos"),
        ("SECOEM", "tres"),
        ("SFA", "ajena"),
        ("SFA", "ajena"),
    ]


def test_a_row_has_no_place_beside_one_of_another_institution(workspace, of_two_institutions):
    known = of_two_institutions
    with workspace.edit("Mover") as session:
        matrix.move_lines(session, [known["uno"], known["ajena"]], after_id=known["dos"])
    assert [row.line for row in matrix.lines(workspace.session)] == ["dos", "uno", "tres", "ajena"]
    with workspace.edit("Mover") as session:
        matrix.move_lines(session, [known["dos"]], after_id=known["ajena"])
    assert [row.line for row in matrix.lines(workspace.session)] == ["dos", "uno", "tres", "ajena"]
