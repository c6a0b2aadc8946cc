import copy
from datetime import date
from pathlib import Path

import pytest

from pea_desktop.areas import catalog, institutions, matrix, minutes
from pea_desktop.areas.minutes import MinuteState, Quality
from pea_desktop.core.errors import PeaError
from pea_desktop.files import xlsx
from pea_desktop.reports import minute as report

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"
INPUT = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 24,
    "agreements": [
        {"number": "1", "text": "Se integró la matriz con 24 líneas de acción.", "notes": ""},
        {
            "number": "2",
            "text": "Se verificarán las líneas base.",
            "notes": "Hasta el 24 de abril.",
        },
    ],
    "attendees": [
        {"treatment": "Lic.", "name": "Asistente Uno"},
        {"treatment": "Ing.", "name": "Asistente Dos"},
    ],
    "coordinators": [{"treatment": "Mtra.", "name": "Coordinadora Uno"}],
    "materials": ["Política Estatal Anticorrupción", "Matriz con propuestas"],
    "observations": "Ninguna.",
}


@pytest.fixture
def workspace(make_workspace):
    made = make_workspace()
    with made.edit("Política") as session:
        catalog.load(session, "michoacan")
    return made


@pytest.fixture
def minute(workspace):
    with workspace.edit("Minuta") as session:
        return minutes.create(session, INPUT)


def data(**changes):
    return {**copy.deepcopy(INPUT), **changes}


def import_sample(workspace):
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, matrix.plan_import(session, xlsx.read(BOOK), "SECOEM"))


def test_shows_what_was_recorded(workspace, minute):
    shown = minutes.show(workspace.session)
    assert shown["policy"] == workspace.session.get(catalog.Policy, _policy_id(workspace)).name
    (item,) = shown["minutes"]
    people = [item.pop(key) for key in ("attendees", "coordinators")]
    agreements = item.pop("agreements")
    assert item == {
        "id": minute.id,
        "table": "08",
        "phase": "1",
        "date": "2023-04-19",
        "institution": "SECOEM",
        "state": "borrador",
        "declared_lines": 24,
        "captured_lines": 0,
        "materials": ["Política Estatal Anticorrupción", "Matriz con propuestas"],
        "observations": "Ninguna.",
    }
    assert [[(p["treatment"], p["name"], p["office"]) for p in group] for group in people] == [
        [("Lic.", "Asistente Uno", None), ("Ing.", "Asistente Dos", None)],
        [("Mtra.", "Coordinadora Uno", None)],
    ]
    assert [(a["number"], a["text"], a["notes"], a["state"]) for a in agreements] == [
        ("1", "Se integró la matriz con 24 líneas de acción.", None, "registrado"),
        ("2", "Se verificarán las líneas base.", "Hasta el 24 de abril.", "registrado"),
    ]


def _policy_id(workspace):
    (minute,) = minutes.minutes(workspace.session)
    return minutes.meeting_of(workspace.session, minute).policy_id


def test_is_recorded_as_one_step_that_can_be_undone(workspace, minute):
    assert workspace.undo() == "Minuta"
    assert minutes.show(workspace.session)["minutes"] == []
    assert institutions.find(workspace.session, "SECOEM") is None
    workspace.redo()
    (item,) = minutes.show(workspace.session)["minutes"]
    assert [a["number"] for a in item["agreements"]] == ["1", "2"]


def test_belongs_to_the_institution_whatever_spelling_names_it(workspace):
    import_sample(workspace)
    with workspace.edit("Minuta") as session:
        made = minutes.create(session, data(institution=" secoem "))
    assert minutes.captured_lines(workspace.session, made) == 26
    assert len(institutions.all_institutions(workspace.session)) == len(
        {row.name for row in institutions.all_institutions(workspace.session)}
    )


def test_keeps_the_declared_count_beside_the_captured_one(workspace, minute):
    import_sample(workspace)
    snapshot = minutes.snapshot(workspace.session, minute.id)
    assert (snapshot.declared_lines, snapshot.captured_lines) == (24, 26)
    assert len(snapshot.matrix.rows) == 26
    assert snapshot.matrix.years == (2024, 2025, 2026)
    assert [n for n, row in enumerate(snapshot.matrix.rows, 1) if row.is_pending] == [
        3,
        14,
        15,
        19,
        24,
        25,
        26,
    ]
    assert snapshot.matrix.rows[0].axis.startswith("1. ")
    assert snapshot.matrix.rows[0].priority == ""
    assert snapshot.matrix.rows[6].line == ""
    assert snapshot.matrix.rows[25].interpretation == "Socializar con CADPE"
    assert snapshot.matrix.rows[0].targets == ("100%", "100%", "100%")


def test_prints_the_recorded_minute_with_the_imported_matrix(workspace, minute):
    import_sample(workspace)
    first = report.render(minutes.snapshot(workspace.session, minute.id))
    assert first.startswith(b"%PDF-")
    assert first == report.render(minutes.snapshot(workspace.session, minute.id))


def test_says_there_is_no_such_minute(workspace):
    with pytest.raises(PeaError) as raised:
        minutes.snapshot(workspace.session, "otra")
    assert str(raised.value) == (
        "No hay una minuta con el identificador «otra»: revise la lista de minutas."
    )


@pytest.mark.parametrize("key", sorted(INPUT))
def test_names_the_key_that_is_missing(workspace, key):
    wrong = data()
    del wrong[key]
    assert _refusal(workspace, wrong) == (
        f"Falta la clave «{key}» en los datos de la minuta: agréguela."
    )


@pytest.mark.parametrize(
    ("wrong", "start"),
    [
        ([], "Se esperaba un objeto con claves"),
        (None, "Se esperaba un objeto con claves"),
        (data(fecha="2023-04-19"), "La clave «fecha» no se conoce: las claves son table, phase"),
        (data(date="19/04/2023"), "«date» debe ser una fecha del calendario como 2023-04-19: «19/"),
        (data(date="2023-02-30"), "«date» debe ser una fecha del calendario"),
        (data(date="20230419"), "«date» debe ser una fecha del calendario"),
        (data(date=None), "«date» debe ser una fecha del calendario"),
        (data(declared_lines="24"), "«declared_lines» debe ser un número entero sin comillas"),
        (data(declared_lines=True), "«declared_lines» debe ser un número entero sin comillas"),
        (data(declared_lines=-1), "«declared_lines» debe ser un número entero sin comillas"),
        (data(institution="  "), "«institution» está vacío"),
        (data(institution=3), "«institution» debe ser un texto entre comillas."),
        (data(table=""), "«table» está vacío"),
        (data(table=8.5), "«table» debe ser un texto entre comillas."),
        (data(agreements={}), "«agreements» debe ser una lista"),
        (data(agreements=["Se acordó"]), "Se esperaba un objeto con claves en «agreements[1]»"),
        (data(agreements=[{"number": "1"}]), "Falta la clave «agreements[1].text»"),
        (
            data(agreements=[{"number": "1", "text": "a", "nota": "b"}]),
            "La clave «agreements[1].nota» no se conoce: las claves son number, text, notes, kind,",
        ),
        (data(attendees=[{"treatment": "Lic."}]), "Falta la clave «attendees[1].name»"),
        (data(coordinators=[{"name": ["x"]}]), "«coordinators[1].name» debe ser un texto"),
        (data(materials=["a", ""]), "«materials[2]» está vacío"),
        (data(observations=7), "«observations» debe ser un texto"),
        (data(observations="x" * 40_000), "«observations» no se pudo guardar. El texto tiene"),
    ],
)
def test_says_in_one_sentence_what_is_wrong(workspace, wrong, start):
    sentence = _refusal(workspace, wrong)
    assert sentence.startswith(start)
    assert "\n" not in sentence


def _refusal(workspace, wrong):
    with pytest.raises(PeaError) as raised, workspace.edit("Minuta") as session:
        minutes.create(session, wrong)
    assert minutes.show(workspace.session)["minutes"] == []
    assert institutions.find(workspace.session, "SECOEM") is None
    return str(raised.value)


def test_takes_numbers_for_texts_and_blanks_for_nothing(workspace):
    with workspace.edit("Minuta") as session:
        minutes.create(
            session,
            data(
                table=8,
                phase=2,
                declared_lines=None,
                observations=None,
                agreements=[{"number": 1, "text": "Único"}],
                attendees=[{"name": "Asistente Uno"}],
                coordinators=[{"treatment": None, "name": "Coordinador Uno", "office": "Director"}],
                materials=[],
            ),
        )
    (item,) = minutes.show(workspace.session)["minutes"]
    assert (item["table"], item["phase"], item["declared_lines"]) == ("8", "2", None)
    assert item["observations"] is None
    assert item["agreements"][0]["number"] == "1"
    assert item["attendees"][0]["treatment"] is None
    assert item["coordinators"][0]["office"] == "Director"


def test_lists_minutes_by_day_and_table(workspace):
    with workspace.edit("Minutas") as session:
        for table, day in (("09", "2023-04-19"), ("08", "2023-04-19"), ("01", "2023-05-02")):
            minutes.create(session, data(table=table, date=day))
    shown = minutes.show(workspace.session)["minutes"]
    assert [item["table"] for item in shown] == ["08", "09", "01"]


def test_adds_and_numbers_acuerdos_within_one_edit(workspace, minute):
    with workspace.edit("Acuerdos") as session:
        minutes.add_agreement(session, minute.id, "Tercero")
        minutes.add_agreement(session, minute.id, "Cuarto", notes="Nota")
    rows = minutes.agreements(workspace.session, minute.id)
    assert [(row.number, row.text) for row in rows[2:]] == [("3", "Tercero"), ("4", "Cuarto")]


def test_moves_one_row_and_touches_no_other(workspace, minute):
    with workspace.edit("Acuerdos") as session:
        third = minutes.add_agreement(session, minute.id, "Tercero")
    seen = []
    workspace.subscribe(lambda changes: seen.append({row for _table, row in changes.rows}))
    with workspace.edit("Mover") as session:
        minutes.move(minutes.agreements(session, minute.id), third, 1)
    assert seen == [{third.id}]
    rows = minutes.agreements(workspace.session, minute.id)
    assert [row.text[:8] for row in rows] == ["Se integ", "Tercero", "Se verif"]
    with workspace.edit("Mover") as session:
        minutes.move(minutes.agreements(session, minute.id), third, 0)
        minutes.renumber(session, minute.id)
    rows = minutes.agreements(workspace.session, minute.id)
    assert [(row.number, row.text[:8]) for row in rows] == [
        ("1", "Tercero"),
        ("2", "Se integ"),
        ("3", "Se verif"),
    ]


def test_moves_between_two_rows_that_share_a_position(workspace, minute):
    with workspace.edit("Acuerdos") as session:
        third = minutes.add_agreement(session, minute.id, "Tercero")
        for row in minutes.agreements(session, minute.id)[:2]:
            row.position = third.position
    with workspace.edit("Mover") as session:
        siblings = minutes.agreements(session, minute.id)
        minutes.move(siblings, siblings[2], 1)
        wanted = [siblings[0].id, siblings[2].id, siblings[1].id]
    assert [row.id for row in minutes.agreements(workspace.session, minute.id)] == wanted


def test_moves_as_often_as_people_change_their_mind(workspace, minute):
    with workspace.edit("Mover") as session:
        minutes.add_agreement(session, minute.id, "Tercero")
        for _ in range(200):
            siblings = minutes.agreements(session, minute.id)
            wanted = [siblings[0], siblings[2], siblings[1]]
            minutes.move(siblings, siblings[2], 1)
            assert minutes.agreements(session, minute.id) == wanted


def test_deletes_a_minute_and_brings_it_back_whole(workspace, minute):
    with workspace.edit("Otra") as session:
        minutes.create(session, data(table="09"))
    before = minutes.show(workspace.session)
    with workspace.edit("Borrar minuta") as session:
        minutes.remove(session, minutes.minute(session, minute.id))
    shown = minutes.show(workspace.session)["minutes"]
    assert [item["table"] for item in shown] == ["09"]
    workspace.undo()
    assert minutes.show(workspace.session) == before


def test_removes_rows_of_the_same_edit_and_of_earlier_ones(workspace, minute):
    with workspace.edit("Acuerdos") as session:
        minutes.remove(session, minutes.add_agreement(session, minute.id, "Tercero"))
        minutes.remove(session, minutes.agreements(session, minute.id)[0])
        minutes.renumber(session, minute.id)
    rows = minutes.agreements(workspace.session, minute.id)
    assert [(row.number, row.text) for row in rows] == [("1", "Se verificarán las líneas base.")]


def test_shows_a_minute_whose_meeting_was_deleted_elsewhere(workspace, minute):
    with workspace.edit("Borrar") as session:
        session.delete(minutes.meeting_of(session, minute))
    (item,) = minutes.show(workspace.session)["minutes"]
    assert (item["table"], item["institution"], item["captured_lines"]) == (None, None, 0)
    assert report.render(minutes.snapshot(workspace.session, minute.id)).startswith(b"%PDF-")


def test_tells_qualities_apart(workspace, minute):
    with workspace.edit("Asistencia") as session:
        minutes.add_attendance(session, minute.meeting_id, Quality.OBSERVER, "Observadora Uno")
    session = workspace.session
    assert [row.name for row in minutes.attendances(session, minute.meeting_id)] == [
        "Asistente Uno",
        "Asistente Dos",
        "Coordinadora Uno",
        "Observadora Uno",
    ]
    assert len(minutes.attendances(session, minute.meeting_id, Quality.ATTENDEE)) == 2


def test_starts_as_a_draft_on_its_day(workspace, minute):
    meeting = minutes.meeting_of(workspace.session, minute)
    assert minute.state is MinuteState.DRAFT
    assert meeting.day == date(2023, 4, 19)
    assert meeting.policy_id is not None
