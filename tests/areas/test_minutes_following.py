from datetime import date

import pytest

from pea_desktop.areas import documents, institutions, minutes
from pea_desktop.areas.minutes import AgreementKind, AgreementState
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.reports import gathering
from tests.areas.minute_rows import drawn, import_matrix, record

DUE, AFTER = date(2023, 4, 24), date(2023, 4, 25)


def second(workspace, minute):
    return minutes.agreements(workspace.session, minute.id)[1]


def follow(workspace, agreement, day=AFTER, **told):
    with workspace.edit("Registrar avance") as session:
        return minutes.follow_up(session, agreement.id, day, **told)


def test_acuerdo_two_is_overdue_the_day_after_its_deadline(workspace):
    minute = record(workspace)
    one, two = minutes.agreements(workspace.session, minute.id)
    assert (one.kind, two.due) == (AgreementKind.RECORD, DUE)
    assert minutes.state_on(two, DUE) == AgreementState.REGISTERED
    assert minutes.state_on(two, AFTER) == AgreementState.OVERDUE
    assert minutes.state_on(one, date(2030, 1, 1)) == AgreementState.REGISTERED
    assert two.state == AgreementState.REGISTERED


def test_the_tray_lists_overdue_ones_first_with_their_days(workspace):
    import_matrix(workspace)
    minute = record(workspace)
    first, then = minutes.tray(workspace.session, AFTER)
    assert (first.number, first.state, first.days, first.is_overdue) == ("2", "vencido", -1, True)
    assert (first.institution, first.responsible) == ("SECOEM", "Titular de la unidad")
    assert (first.folio, first.minute_id, first.table) == ("", minute.id, "08")
    assert (then.number, then.state, then.days) == ("1", "registrado", None)
    assert then.text.startswith("Las personas servidoras públicas de la SECOEM integraron su mat")
    assert "26 líneas" in then.text


def test_evidence_ends_being_overdue_and_is_kept(workspace):
    minute = record(workspace)
    two = second(workspace, minute)
    made = follow(
        workspace,
        two,
        note="Se recibió el oficio.",
        state=AgreementState.FULFILLED,
        evidence=("oficio.pdf", b"%PDF-oficio"),
        by="Ana",
    )
    assert (two.state, two.fulfilled) == (AgreementState.FULFILLED, AFTER)
    assert minutes.state_on(two, date(2030, 1, 1)) == AgreementState.FULFILLED
    assert attachments.get(workspace.session, made.attachment) == b"%PDF-oficio"
    assert [row.note for row in minutes.follow_ups(workspace.session, two.id)] == [
        "Se recibió el oficio."
    ]
    workspace.undo()
    assert second(workspace, minute).state == AgreementState.REGISTERED


def test_another_deadline_needs_a_reason_and_leaves_what_the_minute_says(workspace):
    two = second(workspace, record(workspace))
    with pytest.raises(PeaError, match=r"^Escriba el motivo"):
        follow(workspace, two, new_due=date(2023, 5, 2))
    follow(workspace, two, note="A petición de la SECOEM.", new_due=date(2023, 5, 2))
    assert (two.due, two.deadline) == (DUE, date(2023, 5, 2))
    assert minutes.state_on(two, AFTER) == AgreementState.REGISTERED


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"state": AgreementState.CANCELLED}, "Escriba el motivo"),
        ({"state": AgreementState.VOID, "note": "  "}, "Escriba el motivo"),
        ({"state": AgreementState.OVERDUE}, "«Vencido» resulta de la fecha límite"),
        ({}, "Escriba qué se hizo"),
    ],
)
def test_says_why_a_follow_up_is_refused(workspace, told, said):
    two = second(workspace, record(workspace))
    with pytest.raises(PeaError, match=said):
        follow(workspace, two, **told)


def test_a_fulfilled_acuerdo_is_opened_again_before_it_is_cancelled(workspace):
    two = second(workspace, record(workspace))
    follow(workspace, two, state=AgreementState.FULFILLED)
    with pytest.raises(PeaError, match=r"^Un acuerdo «Cumplido» no pasa a «Cancelado»"):
        follow(workspace, two, state=AgreementState.CANCELLED, note="x")
    follow(workspace, two, state=AgreementState.IN_PROGRESS)
    assert two.fulfilled is None


def test_a_term_in_working_days_is_kept_with_its_day(workspace):
    minute = record(workspace)
    with workspace.edit("Plazo") as session:
        minutes.add_non_working_day(session, date(2023, 4, 20), "Aniversario")
        minutes.add_non_working_day(session, date(2023, 4, 20), "Aniversario local")
    two = second(workspace, minute)
    closed = minutes.non_working_days(workspace.session)
    with workspace.edit("Plazo"):
        minutes.set_term(two, date(2023, 4, 19), 3, working=True, closed=closed)
    assert (two.due, two.due_days, two.due_working) == (date(2023, 4, 25), 3, True)
    assert minutes.term_in_words(two) == "25 de abril de 2023 (3 días hábiles)"
    with pytest.raises(PeaError, match=r"^El plazo va de 1 a 3650 días: «0»\.$"):
        minutes.set_term(two, date(2023, 4, 19), 0, working=True)


@pytest.mark.parametrize(
    ("today", "left", "words"),
    [
        (date(2023, 4, 20), (3, True), "faltan 3 días hábiles"),
        (date(2023, 4, 24), (1, True), "falta 1 día hábil"),
        (date(2023, 4, 25), (0, True), "vence hoy"),
        (date(2023, 5, 2), (-7, False), "venció hace 7 días naturales"),
    ],
)
def test_what_is_left_of_a_term_is_told_in_its_own_days_and_lateness_in_natural_ones(
    workspace, today, left, words
):
    two = second(workspace, record(workspace))
    with workspace.edit("Plazo"):
        minutes.set_term(two, date(2023, 4, 19), 4, working=True)
    [row] = [one for one in minutes.tray(workspace.session, today) if one.id == two.id]
    assert (row.days, row.in_working_days) == left
    assert minutes.left_in_words(row.days, working=row.in_working_days) == words
    [told] = [one for one in gathering.agreements(workspace.session, "", today).rows if one.due]
    assert (told.days, told.in_working_days) == left


def test_a_day_counts_natural_days_and_a_deadline_that_became_a_day_off_is_not_today(workspace):
    two = second(workspace, record(workspace))
    with workspace.edit("Plazo"):
        two.due = date(2023, 5, 2)
    [row] = [one for one in minutes.tray(workspace.session, DUE) if one.id == two.id]
    assert (row.days, row.in_working_days) == (8, False)
    with workspace.edit("Plazo") as session:
        minutes.set_term(two, DUE, 1, working=True)
        minutes.add_non_working_day(session, date(2023, 4, 25))
    [row] = [one for one in minutes.tray(workspace.session, DUE) if one.id == two.id]
    assert (row.days, row.in_working_days) == (1, False)


def test_somebody_of_the_directory_answers_for_it(workspace):
    minute = record(workspace)
    with workspace.edit("Responsable") as session:
        person = institutions.Person(name="Persona Uno", treatment="Dra.")
        person.institution_id = institutions.find_or_create(session, "SFA").id
        session.add(person)
        minutes.set_responsible(second(workspace, minute), person)
    two = second(workspace, minute)
    assert minutes.responsible_of(workspace.session, two) == "Dra. Persona Uno, SFA"
    (first, _then) = minutes.tray(workspace.session, AFTER)
    assert first.institution == "SFA"


def test_open_acuerdos_of_an_earlier_issued_minute_come_first_in_the_next_one(workspace):
    before = record(workspace)
    after = record(workspace, date="2023-05-10", table="09")
    other = record(workspace, date="2023-05-10", institution="SFA")
    assert minutes.pending_before(workspace.session, after, date(2023, 5, 10)) == []
    issued = documents.issue(workspace, before.id, drawn)
    (pending,) = minutes.snapshot(workspace.session, after.id).pending
    assert (pending.folio, pending.state) == (f"{issued.folio}/A02", "Vencido")
    assert minutes.snapshot(workspace.session, other.id).pending == ()
    follow(workspace, second(workspace, before), state=AgreementState.FULFILLED)
    assert minutes.snapshot(workspace.session, after.id).pending == ()
