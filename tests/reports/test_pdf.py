"""The file itself: same bytes for the same data, every letter embedded, nothing claimed."""

import hashlib
import re
import subprocess
from dataclasses import replace

import pytest

from pea_desktop.areas.minutes import Look
from pea_desktop.core.anchor import LogEnd
from pea_desktop.reports import matrix, minute
from pea_desktop.reports.layout import Printing

FOLIO = "SECOEM-PEA-M08-F1-2023-0001"
OPEN = Printing(compress=False)


@pytest.fixture(scope="module")
def issued(minute):
    return replace(minute, folio=FOLIO)


@pytest.fixture(scope="module")
def printed(issued):
    return minute_bytes(issued)


def minute_bytes(snapshot):
    return minute.render(snapshot, OPEN)


def streams(data):
    """Return the operators of each page of an uncompressed file."""
    found = re.findall(rb"<</Length \d+>>\nstream\n(.*?)\nendstream", data, re.DOTALL)
    return [stream.decode("ascii") for stream in found if b" Tf " in stream]


def test_gives_the_same_bytes_each_time(issued):
    assert minute.render(issued) == minute.render(replace(issued))
    assert minute.render(issued) != minute.render(replace(issued, observations="Otra."))


def test_what_a_document_draws_is_known_to_the_byte(secoem):
    printing = Printing(compress=False, is_issued=True, folio=FOLIO, fingerprint="ab" * 32)
    data = matrix.render(secoem, printing)
    # Neither the cut of the fonts nor the profile of the colours is ours: they are left out.
    pages = "".join(streams(data)).encode("ascii")
    tree = b"".join(re.findall(rb"<</S/.*?>>\nendobj", data))
    assert hashlib.sha256(pages).hexdigest()[:16] == "a7f880930bff7594"
    assert hashlib.sha256(tree).hexdigest()[:16] == "06e4935d899c9b8d"


def test_a_word_cut_at_the_end_of_a_line_is_one_word_for_who_reads_the_text(secoem):
    row = replace(secoem.rows[0], type="Electroencefalografista")
    data = matrix.render(replace(secoem, rows=(row,)), OPEN)
    mapped = re.findall(rb"<([0-9A-F]{4})> <00AD>", data)
    assert len(mapped) == 1
    assert data.count(mapped[0] + b">Tj T*") >= 1


def test_the_id_is_a_hash_of_all_that_comes_before_it(printed):
    body, _trailer, end = printed.partition(b"trailer\n")
    mark = hashlib.sha256(body).hexdigest()[:32].upper().encode("ascii")
    assert end.count(mark) == 2


def test_every_font_is_embedded_with_its_text(printed):
    fonts = re.findall(rb"/Type/Font/Subtype/Type0/BaseFont/([A-Z]{6}\+[\w-]+)", printed)
    assert sorted(font.decode()[7:] for font in fonts) == [
        "Inter-Medium",
        "Inter-Regular",
        "Inter-SemiBold",
    ]
    assert printed.count(b"/FontFile2 ") == printed.count(b"/ToUnicode ") == len(fonts)
    assert b"Helvetica" not in printed
    # A letter that stands for no text could be seen and neither searched nor read aloud.
    assert re.search(rb"<[0-9A-F]{4}> <0000>", printed) is None


def test_says_title_language_and_colours_and_claims_no_standard(printed):
    for part in (
        b"/Lang(es-MX)",
        b"/DisplayDocTitle true",
        b"/MarkInfo<</Marked true>>",
        b"/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)",
        "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>MINUTA MESA 08- FASE 1 · SECOEM".encode(),
    ):
        assert part in printed
    assert printed.count(b"/Tabs/S") == 6
    assert b"pdfaid" not in printed
    assert b"pdfuaid" not in printed
    assert b"CreationDate" not in printed


def test_an_issued_minute_is_no_draft(issued, read_pages):
    text = " ".join(read_pages(minute.render(issued)))
    assert "BORRADOR" not in text
    assert "Borrador" not in text
    assert text.count(f"Folio {FOLIO}") == 6
    assert text.count("Huella de los datos: ") == 6


def test_every_page_of_a_later_version_says_which_it_is(issued, read_pages):
    text = " ".join(read_pages(minute.render(replace(issued, version=2))))
    assert text.count(f"Folio {FOLIO} · versión 2") == 6


def test_the_end_of_a_minute_says_how_far_the_journal_had_come(issued, read_pages):
    ends = (LogEnd("ab" * 16, 7, "cd" * 32),)
    pages = read_pages(minute.render(replace(issued, journal=ends)))
    told = "Huella de la bitácora al emitir: 492A-77D4-B57B-D25E-5DD3-9DCF (7 cambios)."
    assert [told in " ".join(page.split()) for page in pages[:3]].count(True) == 1


def test_a_draft_is_not_tagged(issued):
    draft = minute.render(replace(issued, folio=""), OPEN)
    assert b"StructTreeRoot" not in draft
    assert b"BDC" not in draft


def test_prints_the_header_logo_and_legal_caption_of_the_institution(issued, read_pages):
    look = Look(
        header=("Secretaría Ejecutiva", "Dirección de Riesgos"),
        legal="Leyenda & aviso <de> privacidad.",
        logo_bytes=_png(),
        colour="#005566",
        page="oficio",
    )
    data = minute_bytes(replace(issued, look=look))
    pages = read_pages(data)
    assert all("Secretaría Ejecutiva Dirección de Riesgos" in page for page in pages)
    assert "Leyenda & aviso <de> privacidad." in " ".join(pages)
    assert data.count(b"/Subtype/Image") == 2  # the picture and what shines through it
    assert b"/MediaBox[0 0 612 964.8]" in data
    assert "0 0.333 0.4 rg" in streams(data)[0]


LEGAL = "Los datos personales de este documento se tratan conforme a la ley de la materia. "


@pytest.mark.parametrize("times", [1, 10, 55])
def test_a_legal_caption_stands_at_the_foot_of_the_page_that_is_signed(issued, read_pages, times):
    plain = read_pages(minute_bytes(issued))
    pages = read_pages(minute_bytes(replace(issued, look=Look(legal=LEGAL * times))))
    assert len(pages) == len(plain)
    signed = next(at for at, page in enumerate(pages) if "Coordinaron:" in page)
    words = " ".join(pages[signed].split())
    assert words.count("ley de la materia.") == times


def test_a_legal_caption_that_no_foot_holds_follows_the_annexes(issued, read_pages):
    plain = read_pages(minute_bytes(issued))
    pages = read_pages(minute_bytes(replace(issued, look=Look(legal=LEGAL * 250))))
    assert [page.split()[:40] for page in pages[: len(plain) - 1]] == [
        page.split()[:40] for page in plain[:-1]
    ]
    assert " ".join(" ".join(pages).split()).count("ley de la materia.") == 250
    assert "Los datos personales" in pages[-1]


def test_a_logo_of_too_many_points_is_made_smaller(issued):
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (4000, 2000), (97, 18, 50)).save(out, "PNG")
    data = minute_bytes(replace(issued, look=Look(logo_bytes=out.getvalue())))
    assert b"/Width 1000/Height 500/BitsPerComponent 8/ColorSpace/DeviceRGB" in data


@pytest.mark.parametrize("logo", [b"no es una imagen", b"\x89PNG\r\n\x1a\n", b""])
def test_a_logo_that_is_no_picture_is_left_out(issued, logo):
    data = minute_bytes(replace(issued, look=Look(header=("SESEA",), logo_bytes=logo)))
    assert b"/Subtype/Image" not in data


def test_unknown_fonts_and_colours_are_the_usual_ones(issued):
    odd = Look(heading_font="Papyrus", body_font="Comic", colour="rojo", page="tabloide")
    assert streams(minute_bytes(replace(issued, look=odd)))[0].count("/F1 16 Tf") == 1


def test_a_template_may_choose_other_letters(issued, read_pages):
    look = Look(heading_font="Montserrat", body_font="Montserrat")
    data = minute_bytes(replace(issued, look=look))
    assert b"+Montserrat-Regular" in data
    assert b"+Inter-" not in data
    usual, other = (" ".join(read_pages(one)) for one in (minute_bytes(issued), data))
    acuerdo = "integraron su matriz con 24 líneas de acción, así como indicadores y metas a 2026."
    assert acuerdo in usual
    assert acuerdo in other


def test_bookmarks_lead_to_the_headings(printed, open_pdf):
    with open_pdf(printed) as document:
        found = [
            (one.level, one.get_title(), one.get_dest().get_index()) for one in document.get_toc()
        ]
    assert found == [
        (0, "MINUTA MESA 08- FASE 1", 0),
        (1, "Asistentes:", 0),
        (1, "Materiales revisados:", 0),
        (1, "Observaciones:", 0),
        (1, "Coordinaron:", 1),
        (
            0,
            "Anexo. Diseño del programa de Implementación de la Política Estatal Anticorrupción",
            2,
        ),
    ]


def test_other_programs_find_nothing_wrong(printed, tmp_path):
    path = tmp_path / "minuta.pdf"
    path.write_bytes(printed)
    try:
        done = subprocess.run(
            ["qpdf", "--check", path], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no qpdf here")
    assert done.returncode == 0, done.stdout + done.stderr


def _png():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGBA", (40, 20), (97, 18, 50, 128)).save(out, "PNG")
    return out.getvalue()
