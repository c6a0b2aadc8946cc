"""What is issued: the same bytes each time, locked cells, no name but those of the cells."""

import hashlib
import re
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from pea_desktop.signing import Cell, Issued, Mode, SignatureError, revisions
from pea_desktop.signing.assembly import issue
from tests.signing.conftest import pages


def roster():
    return (
        Cell(name="asist_01_7f3a9c12", page=2, box=(60, 100, 280, 160), person="Lic. Uno"),
        Cell(name="asist_02_7f3a9c12", page=2, box=(60, 200, 280, 260), person="Dra. Ñ Dos"),
        Cell(
            name="asist_03_7f3a9c12",
            page=1,
            box=(60, 100, 280, 160),
            person="C. Tres",
            mode=Mode.PAPER,
        ),
    )


def issued():
    return issue(pages(), roster(), title="Minuta ñ", subject="Mesa uno")


def read(pdf):
    return PdfFileReader(BytesIO(pdf))


GOLDEN = "6dddb5bb59b7a955474ab34a1bfaf8f1675d4441bcea1d3e334a69dfbd17a320"


def test_the_same_input_gives_the_same_bytes():
    assert issued() == issued()


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="another zlib packs otherwise")
def test_the_form_of_issued_documents_has_not_changed():
    # A new hash is a new form of all documents issued from now on: look before you change it.
    assert hashlib.sha256(issued()).hexdigest() == GOLDEN


def test_other_content_has_another_id():
    one = read(issued()).trailer["/ID"]
    other = read(issue(pages("Otro texto."), roster(), title="Minuta ñ")).trailer["/ID"]
    assert one[0] == one[1]
    assert one[0] != other[0]


def test_each_cell_locks_all_but_the_other_cells():
    fields = [reference.get_object() for reference in read(issued()).root["/AcroForm"]["/Fields"]]
    assert [field["/T"] for field in fields] == ["asist_01_7f3a9c12", "asist_02_7f3a9c12"]
    lock = fields[0]["/Lock"]
    assert (lock["/Action"], list(lock["/Fields"]), lock["/P"]) == (
        "/Exclude",
        ["asist_02_7f3a9c12"],
        2,
    )
    assert fields[1]["/TU"] == "Firma de Dra. Ñ Dos"
    assert [float(edge) for edge in fields[1]["/Rect"]] == [60, 200, 280, 260]
    assert fields[1]["/P"]["/Annots"].raw_get(1).idnum == fields[1].container_ref.idnum


def test_the_catalog_has_all_that_a_signature_would_otherwise_add():
    root = read(issued()).root
    assert root["/AcroForm"]["/SigFlags"] == 3
    assert "/NeedAppearances" not in root["/AcroForm"]
    assert root["/Extensions"]["/ESIC"]["/ExtensionLevel"] == 1
    assert root["/Lang"] == "es-MX"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert issued().startswith(b"%PDF-1.7\n")


def test_a_person_who_signs_on_paper_has_no_field():
    pdf = issue(pages(), roster()[2:], title="Lista")
    assert "/AcroForm" not in read(pdf).root
    assert revisions.read_base(pdf).fields == {}


def test_metadata_say_title_and_program_and_nothing_else():
    reader = read(issued())
    told = {key: str(reader.trailer["/Info"][key]) for key in reader.trailer["/Info"]}
    assert told == {
        "/Title": "Minuta ñ",
        "/Subject": "Mesa uno",
        "/Creator": "pea_desktop",
        "/Producer": "pea_desktop",
    }
    xmp = bytes(reader.root["/Metadata"].data).decode("utf-8")
    assert "<rdf:li xml:lang='x-default'>Minuta ñ</rdf:li>" in xmp
    # No standard is claimed before a validator other than ours has said so.
    assert "pdfaid" not in xmp
    assert "pdfuaid" not in xmp
    assert not re.search(r"\d{4}-\d\d-\d\d", xmp)


def test_no_font_of_the_reader_is_asked_for():
    assert b"Helvetica" not in issued()
    for code in unicode_maps(issued()):
        assert b"<0000>" not in code
        assert b"beginbfchar" in code


def unicode_maps(pdf):
    reader = read(pdf)
    for page in reader.root["/Pages"]["/Kids"]:
        for font in page.get_object()["/Resources"]["/Font"].values():
            yield font.get_object()["/ToUnicode"].data


def test_what_is_drawn_is_not_touched():
    before, after = read(pages()), read(issued())
    for one, other in zip(
        before.root["/Pages"]["/Kids"], after.root["/Pages"]["/Kids"], strict=True
    ):
        assert one.get_object()["/Contents"].data == other.get_object()["/Contents"].data


def test_a_cell_on_a_page_that_is_not_there_is_refused():
    with pytest.raises(SignatureError) as caught:
        issue(pages(), [replace(roster()[0], page=3)], title="Minuta")
    assert str(caught.value) == (
        "El archivo no se puede emitir: falta la página 3 de la celda «asist_01_7f3a9c12»."
    )


@pytest.mark.parametrize("name", ["Asist_01", "asist.01", "asistencia ñ", "a", "1_asist"])
def test_the_name_of_a_cell_is_plain(name):
    with pytest.raises(ValueError, match="not the name of a cell"):
        replace(roster()[0], name=name)


def test_two_cells_do_not_share_a_name():
    with pytest.raises(ValueError, match="two cells share a name"):
        issue(pages(), [roster()[0], roster()[0]], title="Minuta")


def test_bytes_and_manifest_come_together_again():
    made = Issued(pdf=issued(), cells=roster(), folio="M-001")
    assert Issued.read(made.pdf, made.manifest()) == made
    with pytest.raises(ValueError, match="another document"):
        Issued.read(pages(), made.manifest())
    with pytest.raises(ValueError, match="not a manifest"):
        Issued.read(made.pdf, "{}")


def test_only_cells_that_the_table_names_are_read():
    # The words of a field inside some other object are no field.
    pdf = issued()
    field = re.search(rb"<< /Type /Annot [^\n]+ >>\n", pdf)[0].replace(b"asist_01", b"falso_01")
    fake = b"\n9 0 obj\n" + field + b"endobj\n"
    place = pdf.index(b"<x:xmpmeta")
    hidden = pdf[:place] + fake + pdf[place + len(fake) :]
    assert "falso_01_7f3a9c12" not in revisions.read_base(hidden).fields
