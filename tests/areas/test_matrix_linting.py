from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, matrix
from pea_desktop.areas.matrix import linting
from pea_desktop.areas.matrix.lines import ConsultationRef, OwnerRef
from pea_desktop.areas.matrix.linting import Context, MatrixFacts, PriorityTexts, lint
from pea_desktop.core.base import Base
from pea_desktop.core.findings import Severity
from pea_desktop.files import xlsx
from tests.areas.lint_rows import CLEAN, PRIORITY, codes, line, only

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The findings on the sample as imported, with its rows."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('muestra') / 'prueba.db'}")
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        catalog.load(session, "michoacan")
        session.commit()
        plan = matrix.plan_import(session, xlsx.read(BOOK), "SECOEM")
        matrix.apply_import(session, plan)
        session.commit()
        yield linting.lint_matrix(session), matrix.lines(session), session
    engine.dispose()


def rows_by_code(findings):
    found = {}
    for finding in findings:
        found.setdefault(finding.code, set()).add(finding.row)
    return found


# -- the sample


def test_the_sample_gets_exactly_these_findings(sample):
    findings, _rows, _session = sample
    assert rows_by_code(findings) == {
        "sin_linea_base": {None},
        "sin_denominador": {2},
        "razon_invertida": {1, 4},
        "razon_recibidas": {23},
        "indicador_solo_tipo": {19},
        "sin_linea": {7},
        "sin_indicador": {3, 24, 26},
        "sin_formula": {19},
        "sin_meta": {25},
        "unidades_distintas": {11},
        "consulta_pendiente": {3, 14, 15, 19, 24, 25, 26},
        "metas_planas": {1, 2, 4, 5, *range(8, 19), *range(20, 24), 25},
        "meta_como_texto": {1, 2, 6, 7},
        "sin_prioridad": {1, 2, 3},
        "indicador_parecido": {12},
    }


def test_flat_and_typed_metas_and_likenesses_are_information_only(sample):
    findings, _rows, _session = sample
    told = {"metas_planas", "meta_como_texto", "indicador_parecido"}
    for finding in findings:
        assert (finding.severity is Severity.INFO) == (finding.code in told)


def test_nothing_is_wrong_with_twelve_rows_of_the_sample(sample):
    findings, _rows, _session = sample
    remarked = {finding.row for finding in findings if finding.severity is not Severity.INFO}
    assert not remarked & {5, 8, 9, 10, 12, 13, 16, 17, 18, 20, 21, 22}


def test_no_linea_base_anywhere_is_said_once(sample):
    findings, _rows, _session = sample
    said = [finding for finding in findings if finding.row is None]
    assert [finding.sentence for finding in said] == ["Ninguna línea tiene línea base."]


def test_findings_come_by_row_and_then_severity(sample):
    findings, _rows, _session = sample
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    places = [(finding.row or 0, order[finding.severity]) for finding in findings]
    assert places == sorted(places)


def test_a_finding_says_where_and_why_and_prints_as_five_keys(sample):
    findings, _rows, _session = sample
    inverted = next(one for one in findings if one.code == "razon_invertida" and one.row == 4)
    assert inverted.as_json() == {
        "code": "razon_invertida",
        "severity": "error",
        "row": 4,
        "column": "Fórmula",
        "sentence": (
            "Línea 4, columna «Fórmula»: la razón parece invertida: «Número de denuncias "
            "recibidas» es el total y está arriba; así, mientras más se hace, menos da."
        ),
    }


def test_a_row_is_scored_and_the_gate_tells_what_keeps_it_shut(sample):
    findings, rows, _session = sample
    scores = {row.number: linting.score(findings, row) for row in rows}
    assert (scores[1], scores[4], scores[5], scores[11], scores[23]) == (60, 70, 100, 90, 90)
    assert scores[3] == 50
    gate = linting.ready_for_signature(findings)
    assert not gate.is_ready
    assert len(gate.reasons) == 9
    assert gate.reasons[0].startswith("Línea 1, columna «Fórmula»: la razón parece invertida")
    assert gate.warnings[0] == "Ninguna línea tiene línea base."


def test_offered_changes_are_made_in_the_expediente(workspace):
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, matrix.plan_import(session, xlsx.read(BOOK), "SECOEM"))
    offered = [one for one in linting.lint_matrix(workspace.session) if len(one.fixes) == 1]
    assert rows_by_code(offered) == {"razon_invertida": {1, 4}, "meta_como_texto": {1, 2, 6, 7}}
    with workspace.edit("Corregir") as session:
        for finding in offered:
            linting.apply_fix(session, finding.fixes[0])
    left = rows_by_code(linting.lint_matrix(workspace.session))
    assert not left.keys() & {"razon_invertida", "meta_como_texto"}
    assert matrix.lines(workspace.session)[5].targets_text == {2024: "15", 2025: "30", 2026: "50"}


def test_the_text_of_a_prioridad_is_held_against_the_policys(sample):
    _findings, rows, session = sample
    context = linting.gather(session)
    assert context.written_priorities[rows[3].id].startswith("7. Fomentar a la denuncia")
    assert "secoem" in context.institutions
    assert context.matrices[rows[0].matrix_id] == MatrixFacts(None, None, 2024, 2026)


# -- a matrix nothing is wrong with


def test_a_clean_matrix_yields_nothing():
    context = Context(
        matrices={"m1": MatrixFacts(declared=6)},
        priorities={"p7": PriorityTexts("7", (PRIORITY.text,))},
        institutions=frozenset({"secoem"}),
        written_priorities={"linea-1": "7. Fomentar la denuncia con protocolos homologados"},
        today=date(2024, 5, 1),
    )
    assert lint(CLEAN, context) == []
    assert linting.ready_for_signature([]) == (True, (), ())
    assert linting.score([], CLEAN[0]) == 100


def test_no_rows_yield_nothing():
    assert lint([]) == []


# -- consultations and the directory


def asked(state="por_socializar", institution="SFA", due=None):
    return ConsultationRef("c1", "i2", institution, state, None, None, due, None, None)


def test_a_pending_consultation_is_told_with_whom():
    found = only("consulta_pendiente", line(highlighted=True, consultations=(asked(),)))
    assert found[0].sentence == "Línea 1, columna «Interpretación»: queda por socializar con SFA."
    assert codes(line(consultations=(asked("aceptada"),))) == set()


def test_an_overdue_consultation_says_since_when():
    row = line(consultations=(asked(due=date(2023, 4, 24)),))
    found = only("consulta_pendiente", row, context=Context(today=date(2023, 4, 25)))
    assert found[0].sentence.endswith("con SFA, y la respuesta venció el 24/04/2023.")
    assert "venció" not in lint([row], Context(today=date(2023, 4, 24)))[0].sentence


def test_a_review_says_why_or_is_asked():
    only("revision_sin_motivo", line(highlighted=True))
    assert codes(line(highlighted=True, highlight_reason="Revisar la redacción")) == set()
    only("consulta_sin_institucion", line(consultations=(asked(institution=""),)))


def test_an_institution_the_directory_does_not_know_is_told():
    context = Context(institutions=frozenset({"sfa", "secoem"}))
    row = line(interpretation="Socializar con SFA y CADPE")
    found = only("institucion_desconocida", row, context=context)
    assert found[0].sentence.startswith("Línea 1, columna «Interpretación»: «CADPE» no está en")
    assert codes(row) == set()
    (found,) = only("institucion_desconocida", line(), context=Context(institutions=frozenset()))
    assert found.severity is Severity.INFO
    gone = line(owners=(OwnerRef("o1", "i9", "", "responsable", None),))
    only("institucion_desconocida", gone, context=context)
