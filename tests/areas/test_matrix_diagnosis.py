"""What keeps matrices from being signed."""

from pathlib import Path

import pytest

from pea_desktop.areas import institutions, matrix
from pea_desktop.areas.matrix import diagnosis, ficha, linting
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding, Fix, Severity
from pea_desktop.files import xlsx
from tests.areas.lint_rows import line

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def sample(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(BOOK), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return workspace


def findings_on(workspace):
    return linting.lint_matrix(workspace.session)


def states_of(workspace):
    rows = matrix.lines(workspace.session)
    return diagnosis.matrix_states(workspace.session, findings_on(workspace), rows)


def test_the_sample_has_errors_that_keep_it_back(sample):
    [state] = states_of(sample)
    assert (state.institution, state.captured, state.declared) == ("SECOEM", 26, None)
    assert not state.gate.is_ready
    errors = [one for one in findings_on(sample) if one.severity is Severity.ERROR]
    assert len(state.gate.reasons) == len(errors) == 9
    assert state.declared_sentence == ""


def test_the_declared_count_is_held_against_the_rows(sample):
    [state] = states_of(sample)
    with sample.edit("Declarar") as session:
        diagnosis.set_declared(session, state.id, " 24 ")
    [state] = states_of(sample)
    assert state.declared == 24
    assert state.declared_sentence == "Declaradas 24 · capturadas 26 · diferencia +2"
    assert "cuenta_declarada" in {one.code for one in findings_on(sample)}
    with sample.edit("Declarar") as session:
        diagnosis.set_declared(session, state.id, "26")
    assert states_of(sample)[0].declared_sentence == "Declaradas 26 · capturadas 26: coinciden"
    with sample.edit("Declarar") as session:
        diagnosis.set_declared(session, state.id, "")
    assert states_of(sample)[0].declared is None


@pytest.mark.parametrize("text", ["muchas", "2.5", "-1", "1e9", "9" * 50])
def test_says_why_a_declared_count_does_not_fit(sample, text):
    [state] = states_of(sample)
    with (
        pytest.raises(PeaError, match="se escriben con un número entero"),
        sample.edit("Declarar") as session,
    ):
        diagnosis.set_declared(session, state.id, text)


def test_a_matrix_without_lineas_has_no_score(sample):
    with sample.edit("Otra") as session:
        other = institutions.find_or_create(session, "Auditoría Superior")
        policy = session.get(matrix.Matrix, states_of(sample)[0].id).policy_id
        matrix.make_matrix(session, policy, other.id)
    first, second = states_of(sample)
    assert (first.institution, first.score, first.captured) == ("Auditoría Superior", None, 0)
    assert first.gate.is_ready
    assert second.score == 85


def test_a_row_loses_for_errors_and_warnings_and_information_is_free():
    def about(row_id, severity):
        return Finding(code="x", severity=severity, sentence="…", row_id=row_id)

    found = [
        about("linea-1", Severity.ERROR),
        about("linea-1", Severity.WARNING),
        about("linea-2", Severity.INFO),
        about(None, Severity.WARNING),
        *[about("linea-3", Severity.ERROR)] * 4,
    ]
    points = diagnosis.scores(found, [line(1), line(2), line(3)])
    assert points == {"linea-1": 60, "linea-2": 100, "linea-3": 0}


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (100, "Bien"),
        (90, "Bien"),
        (89, "Mejorable"),
        (60, "Mejorable"),
        (59, "Débil"),
        (0, "Débil"),
    ],
)
def test_a_score_has_a_word(value, word):
    assert diagnosis.score_word(value) == word


def test_one_fix_that_fits_many_is_made_at_once(sample):
    with sample.edit("Escribir en inglés") as session:
        rows = matrix.lines(session)
        matrix.set_values(session, [(row.id, "frequency", "Annual") for row in rows[4:12]])
    found = findings_on(sample)
    finding = next(one for one in found if any("«Anual»" in fix.label for fix in one.fixes))
    fixes = diagnosis.fixes_alike(found, finding, finding.fixes[0])
    assert len(fixes) == 8
    with sample.edit("Cambiar por «Anual» en 8 líneas") as session:
        diagnosis.apply_fixes(session, fixes)
    assert {row.frequency for row in matrix.lines(sample.session)[4:12]} == {"Anual"}
    assert diagnosis.fixes_alike(findings_on(sample), finding, finding.fixes[0]) == []
    assert sample.undo() == "Cambiar por «Anual» en 8 líneas"
    assert {row.frequency for row in matrix.lines(sample.session)[4:12]} == {"Annual"}


def test_fixes_of_another_rule_or_that_do_another_thing_are_not_alike():
    def finding(code, *labels):
        fixes = tuple(Fix(label=label, row_id="f", changes=(("line", "x"),)) for label in labels)
        return Finding(code=code, severity=Severity.WARNING, sentence="…", fixes=fixes)

    first = finding("uno", "A", "B")
    every = [first, finding("uno", "A"), finding("dos", "A"), finding("uno", "B")]
    assert len(diagnosis.fixes_alike(every, first, first.fixes[0])) == 2


def test_the_template_is_told_with_the_matrix(sample):
    with sample.edit("Plantilla") as session:
        ficha.set_template(session, states_of(sample)[0].id, "sesna")
    assert states_of(sample)[0].template == "sesna"
