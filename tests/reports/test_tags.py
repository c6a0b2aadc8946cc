"""What a reader for the blind is told: the tree, and that everything drawn belongs somewhere."""

import re
import subprocess
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from pea_desktop.areas.minutes import Signatory
from pea_desktop.reports import minute
from pea_desktop.reports.layout import Printing
from tests.reports.test_pdf import streams


@pytest.fixture(scope="module")
def issued(minute):
    attendees = (
        Signatory("Lic. Asistente Uno", "", mode="efirma", cell="asist_01_7f3a9c12"),
        Signatory(
            "Lic. Asistente Dos",
            "",
            mode="tinta",
            cell="asist_02_7f3a9c13",
            strokes=(((0, 5000, 500), (5000, 2000, 700), (10000, 9000, 300)),),
        ),
        Signatory("Lic. Asistente Tres", "", mode="papel", cell="asist_03_7f3a9c14"),
        Signatory("Lic. Asistente Cuatro", "", mode="no_requiere", cell="asist_04_7f3a9c15"),
    )
    return replace(minute, folio="SECOEM-MIN-2023-A01", attendees=attendees)


@pytest.fixture(scope="module")
def printed(issued):
    return minute.print_out(issued, Printing(compress=False))


@pytest.fixture(scope="module")
def elements(printed):
    """The elements of the tree by their number: kind, parent, whole body."""
    found = re.findall(rb"(\d+) 0 obj\n<</S/(\w+)/P (\d+) 0 R(.*)>>\nendobj", printed.data)
    return {int(n): (kind.decode(), int(parent), rest.decode()) for n, kind, parent, rest in found}


def test_the_tree_has_what_the_minute_has(elements):
    kinds = Counter(kind for kind, _parent, _rest in elements.values())
    assert kinds["Document"] == 1
    assert kinds["H1"] == 2  # the minute and its annex
    assert kinds["H2"] == 4
    assert kinds["Table"] == 4
    assert kinds["L"] == 1
    assert kinds["LI"] == kinds["Lbl"] == kinds["LBody"] == 3
    assert kinds["TR"] == (1 + 2) + (1 + 4) + (1 + 6) + (1 + 26)
    assert kinds["Form"] == 1
    assert kinds["Figure"] == 2  # the QR and the stroke of a pen


def test_every_element_hangs_from_one_that_lists_it(elements):
    roots = [n for n, (_kind, parent, _rest) in elements.items() if parent not in elements]
    assert [elements[n][0] for n in roots] == ["Document"]
    for number, (_kind, parent, _rest) in elements.items():
        if parent in elements:
            assert re.search(rf"/K\[[^\]]*\b{number} 0 R", elements[parent][2])


def test_words_are_told_apart_for_who_does_not_see_the_lines(printed, tmp_path):
    path = tmp_path / "minuta.pdf"
    path.write_bytes(printed.data)
    try:
        told = subprocess.run(
            ["pdfinfo", "-struct-text", path], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("there is no pdfinfo here")
    assert (
        "contando hasta el 24 de abril de la presente anualidad para notificar a la Dirección de "
        "Riesgos, Política Pública, Evaluación y Seguimiento cualquier cambio y/o ajuste."
    ) in told
    assert "Mtra. Coordinadora Uno Directora de Riesgos y Política Pública" in told
    assert "error" not in told.lower()


def test_groups_stand_beside_as_many_rows_as_they_have(elements):
    spans = [int(span) for span in re.findall(r"RowSpan (\d+)", str(elements))]
    # Ejes of 7, 12 and 7 líneas; prioridades of more than one línea.
    assert sorted(spans, reverse=True)[:3] == [12, 7, 7]
    heads = [rest for kind, _parent, rest in elements.values() if kind == "TH"]
    assert all("/Scope/Column" in rest or "/Scope/Row" in rest for rest in heads)


def test_each_mark_on_a_page_belongs_to_one_element(printed):
    pages = streams(printed.data)
    lists = re.findall(rb"\n\[((?:\d+ 0 R ?)*)\]\nendobj", printed.data)
    owners = [len(re.findall(rb"\d+ 0 R", row)) for row in lists]
    assert [page.count("/MCID") for page in pages] == owners
    for page in pages:
        assert [int(n) for n in re.findall(r"/MCID (\d+)", page)] == list(
            range(page.count("/MCID"))
        )


def test_nothing_is_drawn_outside_of_content_or_artefact(printed):
    for page in streams(printed.data):
        depth = 0
        for line in page.splitlines():
            if line.endswith(("BDC", "BMC")):
                depth += 1
            elif line == "EMC":
                depth -= 1
            elif re.search(r"(Tj| re f| l S|Do Q)", line):
                assert depth == 1, line
            assert depth in (0, 1)
        assert depth == 0


def test_figures_say_what_they_show(printed):
    words = [
        bytes.fromhex(text.decode()).decode("utf-16-be")
        for text in re.findall(rb"/Alt <FEFF([0-9A-F]+)>", printed.data)
    ]
    assert words[0] == "Trazo de Lic. Asistente Dos, capturado en pantalla."
    assert words[1].startswith(
        "Código QR con el folio y la huella de los datos: pea:SECOEM-MIN-2023-A01?h="
    )


def test_each_place_to_sign_is_noted_where_it_is_drawn(printed):
    assert [(p.name, p.person, p.mode, p.page) for p in printed.places] == [
        ("asist_01_7f3a9c12", "Lic. Asistente Uno", "efirma", 1),
        ("asist_02_7f3a9c13", "Lic. Asistente Dos", "tinta", 1),
        ("asist_03_7f3a9c14", "Lic. Asistente Tres", "papel", 1),
    ]
    assert list(printed.form_elements) == ["asist_01_7f3a9c12"]
    boxes = [place.box for place in printed.places]
    for left, bottom, right, top in boxes:
        assert 42 <= left < right <= 612 - 84
        assert 46 <= bottom < top <= 792 - 36
        assert right - left > 150
        assert top - bottom >= 40
    for above, below in pairwise(boxes):
        assert above[1] > below[3]


def test_two_places_may_not_share_a_name(issued):
    twins = (issued.attendees[0], issued.attendees[0])
    with pytest.raises(ValueError, match="asist_01_7f3a9c12"):
        minute.print_out(replace(issued, attendees=twins))


def test_the_fields_of_signatures_find_their_elements(printed):
    from pea_desktop.signing import assembly
    from pea_desktop.signing.manifest import Cell, Mode

    cells = [
        Cell(name=p.name, page=p.page, box=p.box, person=p.person, mode=Mode(p.mode))
        for p in printed.places
    ]
    data = assembly.issue(printed.data, cells, title="Minuta", form_elements=printed.form_elements)
    form = printed.form_elements["asist_01_7f3a9c12"]
    body = re.search(rb"\n%d 0 obj\n(.*?)\nendobj" % form, data, re.DOTALL)[1]
    assert b"/OBJR" in body
    assert data.count(b"/FT /Sig") == 1
