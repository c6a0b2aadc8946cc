import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pea_desktop.areas.minutes import Decision, Signatory
from pea_desktop.reports.minute import day_in_words, render

EXPECTED = Path(__file__).parent.parent / "data" / "expected" / "minuta_mesa_08.txt"
NASTY = "<b> & ∑ ñ “comillas” \x0b </para> &amp; \x00\x07 🙂 漢 e\u0301"


@pytest.fixture(scope="module")
def pages(minute, read_pages):
    return read_pages(render(minute))


def test_prints_exactly_the_expected_text(pages):
    # The mark of the data is a figure of its own, tested below.
    text = re.sub("(?<=Huella de los datos: )[0-9a-f]{16}", "HUELLA", "\n".join(pages))
    assert text + "\n" == EXPECTED.read_text(encoding="utf-8")


def test_prints_both_acuerdos_whole(pages):
    assert (
        "integraron su matriz con 24 líneas de acción, así como indicadores y metas a 2026."
        in pages[0]
    )
    assert (
        "La matriz de líneas de acción será facilitada al personal de la SECOEM para verificar "
        "las líneas base de los indicadores propuestos, contando hasta el 24 de abril de la "
        "presente anualidad para notificar a la Dirección de Riesgos, Política Pública, "
        "Evaluación y Seguimiento cualquier cambio y/o ajuste."
    ) in pages[0]
    assert (
        "Las líneas de acción resaltadas en color amarillo quedan sujetas a ser revisadas con "
        "otras instancias para su aprobación y correcta adhesión a la matriz."
    ) in pages[0]


def test_keeps_the_order_of_the_blocks(pages):
    text = " ".join(pages)
    blocks = [
        "MINUTA MESA 08- FASE 1 Institución Implementadora: SECOEM",
        "No. Acuerdo Observaciones",
        "Asistentes:",
        "19 de abril de 2023",
        "Materiales revisados:",
        "Observaciones: Ninguna.",
        "Coordinaron:",
        "Anexo. Diseño del programa de Implementación de la Política Estatal Anticorrupción SECOEM",
    ]
    assert [text.count(block) for block in blocks] == [1] * 8
    assert sorted(blocks, key=text.index) == blocks


def test_names_everybody_with_the_treatment(pages):
    text = " ".join(pages)
    for name in (
        "Lic. Asistente Uno",
        "Lic. Asistente Dos",
        "Lic. Asistente Tres",
        "Ing. Asistente Cuatro",
        "Mtra. Coordinadora Uno Directora de Riesgos y Política Pública",
        "Mtra. Coordinadora Dos",
        "Lic. Coordinadora Tres",
        "Lic. Coordinadora Cuatro",
        "Dr. Coordinador Cinco",
        "L.A.E. Coordinador Seis",
    ):
        assert name in text


def test_shows_that_the_declared_count_differs(pages):
    assert "declaradas 24 · capturadas 26. Aclare la diferencia antes de firmar." in pages[0]
    assert "declaradas 24 · capturadas 26 · 7 resaltadas en amarillo" in pages[2]


def test_asks_nothing_when_the_counts_agree(minute, read_pages):
    pages = read_pages(render(replace(minute, declared_lines=26)))
    assert "Aclare" not in " ".join(pages)
    assert "declaradas 26 · capturadas 26" in pages[2]


def test_says_nothing_of_a_count_nobody_declared(minute, read_pages):
    pages = read_pages(render(replace(minute, declared_lines=None)))
    assert "declaradas" not in " ".join(pages)
    assert "26 líneas de acción · 7 resaltadas" in pages[2]


def test_is_portrait_letter_with_a_landscape_annex(minute, open_pdf):
    with open_pdf(render(minute)) as document:
        sizes = [page.get_size() for page in document]
    assert sizes == [(612, 792)] * 2 + [(792, 612)] * 4


def test_marks_every_page_as_a_numbered_draft_with_room_for_initials(pages):
    assert len(pages) == 6
    for number, text in enumerate(pages, start=1):
        assert f"Página {number} de 6" in text
        assert "BORRADOR" in text
        assert "Rúbricas" in text
        assert "Borrador: no es un documento firmado" in text


def test_gives_the_same_bytes_for_the_same_minute(minute):
    assert render(minute) == render(replace(minute))


def test_carries_another_mark_when_the_data_differ(minute, read_pages):
    def mark(snapshot):
        return read_pages(render(snapshot))[0].partition("Huella de los datos: ")[2][:16]

    assert len(mark(minute)) == 16
    assert mark(minute) != mark(replace(minute, observations="Otra."))


def test_prints_markup_as_text_and_what_the_font_lacks_as_a_box(minute, read_pages):
    person = Signatory(NASTY, NASTY)
    snapshot = replace(
        minute,
        table=NASTY,
        phase=NASTY,
        institution=NASTY,
        observations=NASTY,
        agreements=(Decision(NASTY, NASTY, NASTY),),
        attendees=(person,),
        coordinators=(person,),
        materials=(NASTY,),
    )
    text = " ".join(read_pages(render(snapshot)))
    assert text.count("<b> & ∑ ñ “comillas” </para> &amp; □ □ é") >= 8
    assert "\x0b" not in text


def test_prints_an_empty_minute(minute, read_pages):
    snapshot = replace(
        minute,
        table="",
        phase="",
        day=None,
        institution="",
        declared_lines=None,
        observations="",
        agreements=(),
        attendees=(),
        coordinators=(),
        materials=(),
        matrix=replace(minute.matrix, rows=(), years=(), institution="", policy=""),
    )
    text = " ".join(read_pages(render(snapshot)))
    for sentence in (
        "No se registraron acuerdos.",
        "Fecha por registrar",
        "Materiales revisados: Ninguno.",
        "Observaciones: Ninguna.",
        "La matriz no tiene líneas de acción capturadas.",
    ):
        assert sentence in text


def test_writes_the_phase_once_however_it_was_typed(minute, read_pages):
    pages = read_pages(render(replace(minute, phase="Fase 2")))
    assert "MINUTA MESA 08- FASE 2" in pages[0]


def test_gives_forty_people_their_place_to_sign(minute, read_pages):
    people = tuple(Signatory(f"Lic. Asistente {n:02}", "") for n in range(40))
    text = " ".join(read_pages(render(replace(minute, attendees=people))))
    assert [f"Lic. Asistente {n:02}" in text for n in range(40)] == [True] * 40


def test_keeps_the_people_who_coordinated_on_one_page(pages):
    assert "Coordinaron: Nombre Firma" in pages[1]
    assert "L.A.E. Coordinador Seis" in pages[1]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2023, 4, 19), "19 de abril de 2023"),
        (date(2024, 1, 1), "1 de enero de 2024"),
        (date(2026, 12, 31), "31 de diciembre de 2026"),
        (None, "Fecha por registrar"),
    ],
)
def test_writes_a_day_in_words(day, words):
    assert day_in_words(day) == words


def test_embeds_its_fonts(minute, open_pdf):
    data = render(minute)
    with open_pdf(data) as document:
        assert document.get_metadata_value("Title") == "MINUTA MESA 08- FASE 1 · SECOEM"
    assert b"/FontFile2" in data
    assert b"Inter" in data
