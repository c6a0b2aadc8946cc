"""Documents as the reports print them, tagged: issued, signed by three and verified."""

from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from pea_desktop.reports.furniture import Running
from pea_desktop.reports.layout import Document, Printing, Signer
from pea_desktop.signing import Cell, Issued, Mode
from pea_desktop.signing.assembly import issue
from pea_desktop.signing.verifier import Verdict, verify


@pytest.fixture(params=[True, False], ids=["tagged", "plain"])
def minute(lab, request):
    """Print a short document with three places for the e.firma and one for paper."""
    printing = Printing(folio="M-001", is_issued=True, is_tagged=request.param)
    document = Document(running(), printing)
    document.start(document.portrait)
    document.paragraph("El acuerdo uno, con ñ y acentos.")
    for number, cell in enumerate(lab.issued.cells):
        signer = Signer(name=cell.name, person=cell.person, mode="efirma", rfc=cell.rfc)
        document.place(signer, 60, 300 + number * 90, 220, 60)
    document.place(Signer(name="asist_04_7f3a9c12", person="C. Cuatro"), 60, 600, 220, 60)
    return document.finish()


def running():
    return Running(title="Minuta de prueba", left="Mesa uno", right="M-001")


def test_three_people_sign_a_printed_minute(lab, minute):
    cells = tuple(
        Cell(
            name=place.name,
            page=place.page,
            box=place.box,
            person=place.person,
            role=place.role,
            rfc=place.rfc,
            mode=Mode(place.mode),
            person_id=place.person_id,
        )
        for place in minute.places
    )
    pdf = issue(minute.data, cells, form_elements=minute.form_elements)
    assert pdf == issue(minute.data, cells, form_elements=minute.form_elements)
    known = Issued(pdf=pdf, cells=cells, folio="M-001")
    assert Issued.read(pdf, known.manifest()) == known
    before = PdfFileReader(BytesIO(minute.data)).root["/Metadata"].data
    for number in (2, 0, 1):
        pdf = lab.sign(pdf, number, now=lab.now)
    found = verify(pdf, issued=known, roots=lab.roots, now=lab.now)
    assert (found.verdict, len(found.signatures)) == (Verdict.KNOWN, 3)
    assert verify(pdf, issued=None, roots=lab.roots, now=lab.now).verdict is Verdict.KNOWN
    assert PdfFileReader(BytesIO(pdf)).root["/Metadata"].data == before
    other = replace(known, pdf=issue(minute.data, cells[:2], form_elements={}))
    assert not verify(pdf, issued=other, roots=lab.roots, now=lab.now).is_intact
