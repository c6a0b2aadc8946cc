import json
from datetime import date

import pytest

from pea_desktop.areas import institutions, minutes
from pea_desktop.areas.institutions import Person
from pea_desktop.areas.minutes import MinuteState, MinuteTemplate, Quality, SignatureMode
from pea_desktop.core.errors import PeaError
from tests.areas.minute_rows import MESA_08, import_matrix, record

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def codes(workspace, minute):
    return [one.code for one in minutes.review(workspace.session, minute.id)]


def test_a_minute_as_it_should_be_is_only_asked_about_its_count(workspace):
    import_matrix(workspace)
    minute = record(workspace)
    (told,) = minutes.review(workspace.session, minute.id)
    assert told.code == "lineas_declaradas"
    assert told.sentence == (
        "Declaradas 24 · capturadas 26 · diferencia +2: aclare la diferencia antes de firmar."
    )
    counts = minutes.counts(workspace.session, minute)
    assert (counts.declared, counts.captured, counts.differ) == (24, 26, True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"declared_lines": None, "observations": "{declaradas}"}, "campo_sin_dato"),
        ({"agreements": []}, "sin_acuerdos"),
        ({"attendees": []}, "sin_asistentes"),
        ({"attendees": [MESA_08["attendees"][0]] * 2}, "nombre_repetido"),
        ({"attendees": [{"name": "Asistente"}]}, "sin_cargo"),
        ({"agreements": [{"number": "1", "text": "x", "kind": "compromiso"}]}, "compromiso_sin_"),
        ({"agreements": [MESA_08["agreements"][0]] * 2}, "numero_repetido"),
        ({"agreements": [{"number": "1", "text": "x", "due": "2023-04-01"}]}, "fecha_anterior"),
        ({"agreements": [{"number": "1", "text": "hasta el 24 de abril"}]}, "fecha_en_prosa"),
        ({"observations": "Son {lineas} y {otra cosa}."}, "campo_desconocido"),
        ({"template": "sesion"}, "sin_place"),
        ({"template": "sesion", "starts": "10:00", "ends": "9:00"}, "horas_al_reves"),
        ({"template": "sesion", "quorum_required": 4, "quorum_present": 3}, "sin_quorum"),
    ],
)
def test_says_what_a_minute_lacks(workspace, changes, code):
    minute = record(workspace, **changes)
    assert any(one.startswith(code) for one in codes(workspace, minute))


def test_a_compromiso_lacks_both_responsible_and_day(workspace):
    agreement = {"number": "1", "text": "Entregar.", "kind": "compromiso"}
    minute = record(workspace, agreements=[agreement])
    told = [one.sentence for one in minutes.review(workspace.session, minute.id)]
    assert "El compromiso 1 no tiene responsable." in told
    assert "El compromiso 1 no tiene fecha límite." in told


def test_a_day_in_the_prose_is_offered_until_it_is_the_deadline(workspace):
    text = "contando hasta el 24 de abril de la presente anualidad"
    minute = record(workspace, agreements=[{"number": "2", "text": text}])
    (row,) = minutes.agreements(workspace.session, minute.id)
    (hint,) = minutes.offers(workspace.session, row, date(2023, 4, 19))
    (told,) = [
        one for one in minutes.review(workspace.session, minute.id) if one.code == "fecha_en_prosa"
    ]
    assert told.sentence == (
        "El acuerdo 2 dice «hasta el 24 de abril»: ¿su fecha límite es 24/04/2023?"
    )
    with workspace.edit("Fecha límite"):
        row.due = hint.day
    assert minutes.offers(workspace.session, row, date(2023, 4, 19)) == []
    assert "fecha_en_prosa" not in codes(workspace, minute)


# -- states


def test_a_minute_goes_back_and_forth_until_it_is_issued(workspace):
    minute = record(workspace)
    with workspace.edit("Leer"):
        minutes.set_state(minute, MinuteState.BEING_READ)
        minutes.set_state(minute, MinuteState.APPROVED_IN_ROOM)
        minutes.set_state(minute, MinuteState.DRAFT)
    assert minutes.next_states(minute) == (
        MinuteState.BEING_READ,
        MinuteState.APPROVED_IN_ROOM,
        MinuteState.CANCELLED,
    )


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ("borrador", "firmada", "Una minuta «Borrador» no pasa a «Firmada»; emítala o corríjala."),
        ("impresa", "borrador", "Una minuta «Impresa» no pasa a «Borrador»; emítala o corríjala."),
        ("firmada", "cancelada", "Una minuta firmada no se cancela; corríjala con una adenda"),
        ("borrador", "cancelada", "Escriba el motivo para cancelar la minuta."),
    ],
)
def test_says_why_a_state_does_not_follow(workspace, now, then, said):
    minute = record(workspace)
    with workspace.edit("Estado"):
        minute.state = MinuteState(now)
    with pytest.raises(PeaError, match=f"^{said}"):
        minutes.set_state(minute, MinuteState(then))


# -- people


def test_people_come_from_the_directory_and_go_into_it(workspace):
    minute = record(workspace)
    row = minutes.attendances(workspace.session, minute.meeting_id)[0]
    with workspace.edit("Recordar") as session:
        row.rfc = minutes.parse_rfc("xaxx 010101 000")
        person = minutes.remember_person(session, row)
    assert (person.full_name, person.office, person.rfc) == (
        "Lic. Asistente Uno",
        "Titular",
        "XAXX010101000",
    )
    other = record(workspace, table="09", attendees=[])
    with workspace.edit("Invitar") as session:
        made = minutes.invite(session, other.meeting_id, person, Quality.CHAIR)
        minutes.set_present(made, present=True, arrival="9:05 hrs")
    assert (made.name, made.office, made.arrival) == ("Asistente Uno", "Titular", "09:05")
    with pytest.raises(PeaError, match=r"^Lic\. Asistente Uno ya está en la lista"):
        minutes.invite(workspace.session, other.meeting_id, person)
    again = minutes.attendances(workspace.session, minute.meeting_id)[0]
    with workspace.edit("Recordar otra vez") as session:
        assert minutes.remember_person(session, again) is person
    assert len(institutions.people(workspace.session)) == 1


def test_two_laptops_remember_one_person_once(workspace, second_laptop, exchange):
    for laptop in (workspace, second_laptop):
        minute = record(laptop)
        row = minutes.attendances(laptop.session, minute.meeting_id)[0]
        with laptop.edit("Recordar") as session:
            minutes.remember_person(session, row)
    exchange(second_laptop, workspace)
    assert [one.name for one in workspace.session.query(Person)] == ["Asistente Uno"]
    assert workspace.conflicts() == []


def test_who_did_not_come_signs_nothing(workspace):
    minute = record(workspace)
    with workspace.edit("Asistencia"):
        row = minutes.attendances(workspace.session, minute.meeting_id)[1]
        minutes.set_present(row, present=False)
    snapshot = minutes.snapshot(workspace.session, minute.id)
    assert [one.name for one in snapshot.attendees] == ["Lic. Asistente Uno"]


@pytest.mark.parametrize(
    ("parse", "text", "kept"),
    [
        (minutes.parse_hour, "9:05", "09:05"),
        (minutes.parse_hour, " 17.30 horas", "17:30"),
        (minutes.parse_hour, "", None),
        (minutes.parse_rfc, "XAXX-010101-000", "XAXX010101000"),
        (minutes.parse_rfc, " ", None),
        (minutes.parse_colour, "#7a1f3d", "#7A1F3D"),
    ],
)
def test_hours_rfcs_and_colours_are_kept_in_one_form(parse, text, kept):
    assert parse(text) == kept


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (minutes.parse_hour, "25:00"),
        (minutes.parse_hour, "diez"),
        (minutes.parse_rfc, "XAXX010101"),
        (minutes.parse_rfc, "ABC010101AB1"),
        (minutes.parse_colour, "vino"),
    ],
)
def test_says_that_a_text_is_none_of_them(parse, text):
    with pytest.raises(PeaError, match=f"«{text}»"):
        parse(text)


def test_ink_is_kept_without_the_times_of_the_hand(workspace):
    minute = record(workspace)
    row = minutes.attendances(workspace.session, minute.meeting_id)[0]
    strokes = (((0, 0, 500), (100, 200, 700)), ((5, 5, 500),))
    with workspace.edit("Firmar en pantalla") as session:
        minutes.set_ink(session, row, strokes)
    person = minutes.snapshot(workspace.session, minute.id).attendees[0]
    assert (person.mode, person.strokes) == (SignatureMode.INK, strokes)
    stored = json.loads(minutes.canonical(minutes.snapshot(workspace.session, minute.id)))
    assert "strokes" not in stored["attendees"][0]
    assert stored["attendees"][0]["ink"] == row.ink


# -- templates


def test_a_template_is_data_and_the_nearest_one_is_taken(workspace):
    minute = record(workspace)
    meeting = minutes.meeting_of(workspace.session, minute)
    with workspace.edit("Plantillas") as session:
        for_all = minutes.DocumentTemplate(name="Para todas", header="Estado de Michoacán\n\nSESEA")
        own = minutes.DocumentTemplate(
            name="De la SECOEM",
            institution_id=meeting.institution_id,
            page="oficio",
            colour="#111111",
        )
        other = minutes.DocumentTemplate(name="De actas", kind=MinuteTemplate.SESSION)
        session.add_all([for_all, own, other])
        minutes.set_logo(session, for_all, PNG, "logo.png")
    assert minutes.template_of(workspace.session, minute) is own
    look = minutes.snapshot(workspace.session, minute.id).look
    assert (look.page, look.colour, look.header) == ("oficio", "#111111", ())
    with workspace.edit("Otra plantilla"):
        minute.template_id = for_all.id
    look = minutes.snapshot(workspace.session, minute.id).look
    assert (look.page, look.header) == ("carta", ("Estado de Michoacán", "SESEA"))
    assert (look.logo_bytes, len(look.logo)) == (PNG, 64)
    with pytest.raises(PeaError, match=r"^«logo\.svg» no es una imagen PNG o JPEG"):
        minutes.set_logo(workspace.session, own, b"<svg/>", "logo.svg")


def test_an_acta_begins_with_prose_of_live_fields(workspace):
    prose = minutes.prose_of(None, MinuteTemplate.SESSION)
    minute = record(
        workspace,
        template="sesion",
        place="Morelia, Michoacán",
        starts="10:00",
        ends="11:30",
        convener="la Secretaría Técnica",
        quorum_required=4,
        quorum_present=5,
        agenda=["Lista de asistencia", "Asuntos generales"],
        others=[{"name": "Presidenta Uno", "quality": "presidente", "signature_mode": "efirma"}],
        **prose,
    )
    snapshot = minutes.snapshot(workspace.session, minute.id)
    assert snapshot.opening == (
        "En Morelia, Michoacán, siendo las 10:00 horas del 19 de abril de 2023, se reunieron las "
        "personas que se enlistan, convocadas por la Secretaría Técnica."
    )
    assert snapshot.session.quorum.startswith("Con la presencia de 5 integrantes se declara")
    assert [(one.number, one.text) for one in snapshot.session.agenda] == [
        ("1", "Lista de asistencia"),
        ("2", "Asuntos generales"),
    ]
    assert [(one.quality, one.mode) for one in snapshot.others] == [("Presidencia", "efirma")]
    assert snapshot.others[0].cell.startswith("pres_01_")
    assert minutes.prose_of(None, MinuteTemplate.TABLE) == {
        "opening": "",
        "quorum": "",
        "closing": "",
    }
