from datetime import date

import pytest

from pea_desktop.areas import minutes
from tests.areas.minute_rows import import_matrix, record

DAY = date(2023, 4, 19)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("contando hasta el 24 de abril para notificar", "hasta el 24 de abril", (2023, 4, 24)),
        ("hasta el 24 de abril de la presente anualidad", "hasta el 24 de abril", (2023, 4, 24)),
        ("a más tardar el día 3 de marzo", "a más tardar el día 3 de marzo", (2024, 3, 3)),
        ("antes del 5 de mayo del año 2025.", "antes del 5 de mayo del año 2025", (2025, 5, 5)),
        ("A más tardar el 24/04/2023", "A más tardar el 24/04/2023", (2023, 4, 24)),
        ("en un plazo de 5 días hábiles", "plazo de 5 días hábiles", (2023, 4, 26)),
        ("dentro de los 10 (diez) días hábiles", None, (2023, 5, 4)),
        ("en un plazo no mayor a quince días naturales", None, (2023, 5, 4)),
        ("Tendrá 10 días hábiles para responder", "Tendrá 10 días hábiles", (2023, 5, 4)),
        ("contarán con un plazo de diez (10) días hábiles", None, (2023, 5, 4)),
        ("se le otorgan 5 días naturales", "otorgan 5 días naturales", (2023, 4, 24)),
        ("a mas tardar el dia 3 de marzo", "a mas tardar el dia 3 de marzo", (2024, 3, 3)),
        ("tendra diez dias habiles", "tendra diez dias habiles", (2023, 5, 4)),
        ("en 5 días informará", "en 5 días", (2023, 4, 24)),
    ],
)  # fmt: skip
def test_finds_the_deadline_that_the_prose_names(text, words, day):
    (hint,) = minutes.find_due(text, DAY)
    assert hint.day == date(*day)
    assert hint.text == text[hint.start : hint.end]
    assert words is None or words in hint.text


@pytest.mark.parametrize(
    "text",
    [
        "Se integró la matriz con 24 líneas de acción.",
        "El 12 de marzo de 2023 se envió la convocatoria.",
        "hasta el 31 de abril",
        "hasta el 30/02/2023",
        "Se recibieron 24 propuestas",
        "El taller tendrá dos días de trabajo",
        "Tiene 26 líneas desde hace 10 días",
        "",
        None,
    ],
)
def test_takes_nothing_else_for_a_deadline(text):
    assert minutes.find_due(text, DAY) == []


def test_a_term_needs_the_day_of_the_meeting_and_counts_days_off():
    text = "en un plazo de 3 días hábiles"
    assert minutes.find_due(text, None) == []
    (hint,) = minutes.find_due(text, DAY, {date(2023, 4, 20)})
    assert (hint.day, hint.days, hint.working) == (date(2023, 4, 25), 3, True)


def test_live_fields_say_what_the_file_says_now(workspace):
    import_matrix(workspace)
    minute = record(workspace)
    values = minutes.live_values(workspace.session, minute)
    told = {
        "líneas": "26",
        "declaradas": "24",
        "con indicador": "23",
        "con fórmula": "22",
        "con metas": "21",
        "por socializar": "7",
        "prioridades": "11",
        "último año": "2026",
        "fecha": "19 de abril de 2023",
        "siglas": "SECOEM",
        "mesa": "08",
        "fase": "1",
        "asistentes": "2",
        "acuerdos": "2",
        "folio": "(folio al emitir)",
    }
    assert {key: values[key] for key in told} == told
    assert set(values) == {field.key for field in minutes.LIVE_FIELDS}


def test_prose_is_filled_in_whatever_the_spelling_of_a_field(workspace):
    values = {"líneas": "26", "por socializar": "7", "lugar": ""}
    filled = minutes.fill("Hay {LINEAS}, {por  socializar} y {nada} en {lugar}.", values)
    assert filled.text == "Hay 26, 7 y {nada} en {lugar}."
    assert filled.unknown == ("{nada}",)
    assert minutes.unknown_fields("{líneas} {x} {x} {} { a\n}") == ["{x}"]


def test_prose_is_cut_at_its_fields_for_chips():
    pieces = list(minutes.pieces("Son {líneas} y {otra}.", {"líneas": "26"}))
    assert [tuple(piece) for piece in pieces] == [
        ("Son ", None, None),
        ("{líneas}", "líneas", "26"),
        (" y ", None, None),
        ("{otra}", "otra", None),
        (".", None, None),
    ]


def test_the_snapshot_prints_prose_filled_in_and_tells_unknown_fields(workspace):
    import_matrix(workspace)
    minute = record(workspace, observations="{desconocido} de {líneas}")
    snapshot = minutes.snapshot(workspace.session, minute.id)
    assert snapshot.agreements[0].text == (
        "Las personas servidoras públicas de la SECOEM integraron su matriz con 26 líneas de "
        "acción, así como indicadores y metas a 2026."
    )
    assert snapshot.observations == "{desconocido} de 26"
    assert snapshot.unknown_fields == ("{desconocido}",)


def test_a_snapshot_is_read_back_from_its_canonical_text(workspace):
    import_matrix(workspace)
    minute = record(workspace)
    snapshot = minutes.snapshot(workspace.session, minute.id)
    text = minutes.canonical(snapshot)
    assert minutes.read(text) == snapshot
    assert minutes.canonical(minutes.read(text)) == text
    with pytest.raises(ValueError, match="not a snapshot"):
        minutes.read('{"minute_id": 7}')
