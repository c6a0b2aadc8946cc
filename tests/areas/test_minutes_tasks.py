from datetime import date

import pytest

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.minutes import AgreementState
from pea_desktop.core.errors import PeaError
from pea_desktop.files import package
from tests.areas.minute_rows import drawn, record

DUE = date(2023, 4, 24)


@pytest.fixture
def agreement(workspace):
    return minutes.agreements(workspace.session, record(workspace).id)[1]


def add(workspace, agreement, text, **told):
    with workspace.edit("Agregar tarea") as session:
        return minutes.add_task(session, agreement.id, text, **told)


def test_what_is_to_be_done_first_comes_first_and_what_is_done_last(workspace, agreement):
    late = add(workspace, agreement, "Revisar la respuesta", due=DUE)
    add(workspace, agreement, "Archivar")
    soon = add(
        workspace, agreement, "  Enviar el oficio ", due=date(2023, 4, 20), responsible="Ana"
    )
    assert (soon.text, soon.responsible, soon.done) == ("Enviar el oficio", "Ana", None)
    with workspace.edit("Concluir tarea") as session:
        minutes.finish(session, late.id, date(2023, 4, 21))
    told = [(one.text, one.done) for one in minutes.tasks(workspace.session, agreement.id)]
    assert told == [
        ("Enviar el oficio", None),
        ("Archivar", None),
        ("Revisar la respuesta", date(2023, 4, 21)),
    ]
    with workspace.edit("Reabrir tarea") as session:
        minutes.finish(session, late.id, None)
    assert minutes.task(workspace.session, late.id).done is None


def test_a_task_says_what_is_to_be_done(workspace, agreement):
    with pytest.raises(PeaError, match=r"^Escriba qué hay que hacer\.$"):
        add(workspace, agreement, " ")
    with pytest.raises(PeaError, match=r"^Esa tarea ya no existe"):
        minutes.task(workspace.session, "nada")


def test_tasks_go_on_after_the_minute_is_issued_and_travel(workspace, second_laptop, tmp_path):
    minute = record(workspace)
    documents.issue(workspace, minute.id, drawn)
    [_first, two] = minutes.agreements(workspace.session, minute.id)
    made = add(workspace, two, "Enviar el oficio")
    with workspace.edit("Concluir tarea") as session:
        minutes.finish(session, made.id, DUE)
    package.export(workspace, tmp_path / "dos.peapkg")
    package.receive(second_laptop, tmp_path / "dos.peapkg")
    [received] = minutes.tasks(second_laptop.session, two.id)
    assert (received.text, received.done) == ("Enviar el oficio", DUE)


def test_a_constancia_owes_nothing(workspace):
    record(workspace)
    one = {row.number: row for row in minutes.tray(workspace.session, DUE)}["1"]
    assert (one.state, one.is_open) == (AgreementState.REGISTERED, False)


def test_states_that_may_follow(workspace, agreement):
    assert AgreementState.FULFILLED in minutes.states_after(agreement)
    agreement_id = agreement.id
    with workspace.edit("Cumplir") as session:
        minutes.follow_up(session, agreement_id, DUE, state=AgreementState.FULFILLED)
    row = minutes.agreement(workspace.session, agreement_id)
    assert minutes.states_after(row) == (AgreementState.IN_PROGRESS,)


def test_own_days_off_are_listed_in_order_and_taken_back(workspace):
    with workspace.edit("Días inhábiles") as session:
        minutes.add_non_working_day(session, date(2023, 12, 20), "Vacaciones")
        minutes.add_non_working_day(session, date(2023, 4, 5))
    first, then = minutes.own_days_off(workspace.session)
    assert [(row.day, row.name) for row in (first, then)] == [
        (date(2023, 4, 5), None),
        (date(2023, 12, 20), "Vacaciones"),
    ]
    with workspace.edit("Quitar día inhábil") as session:
        minutes.remove_non_working_day(session, first.id)
    assert minutes.non_working_days(workspace.session) == {date(2023, 12, 20)}


def test_a_task_is_edited_and_taken_away_and_both_can_be_undone(workspace, agreement):
    made = add(workspace, agreement, "Pedir los datos")
    with workspace.edit("Editar tarea") as session:
        minutes.edit_task(
            session, made.id, " Pedir las líneas base ", responsible="Titular", due=date(2023, 5, 2)
        )
    [row] = minutes.tasks(workspace.session, agreement.id)
    assert (row.text, row.responsible, row.due) == (
        "Pedir las líneas base",
        "Titular",
        date(2023, 5, 2),
    )
    with pytest.raises(PeaError, match="Escriba qué hay que hacer"):
        minutes.edit_task(workspace.session, made.id, " ")
    with workspace.edit("Quitar tarea") as session:
        minutes.remove_task(session, made.id)
    assert minutes.tasks(workspace.session, agreement.id) == []
    workspace.undo()
    workspace.undo()
    [row] = minutes.tasks(workspace.session, agreement.id)
    assert (row.text, row.responsible) == ("Pedir los datos", None)


def test_the_tray_counts_the_tasks_of_each_acuerdo(workspace, agreement):
    add(workspace, agreement, "Una")
    done = add(workspace, agreement, "Otra")
    with workspace.edit("Concluir tarea") as session:
        minutes.finish(session, done.id, date(2023, 4, 20))
    counts = {
        row.id: (row.tasks, row.open_tasks)
        for row in minutes.tray(workspace.session, date(2023, 4, 20))
    }
    assert counts[agreement.id] == (2, 1)
