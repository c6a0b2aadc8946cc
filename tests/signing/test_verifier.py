"""The words of a verdict, its limits, and what is said of files that are no signed minutes."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from pea_desktop.signing import (
    child,
    crypto,
    registryless,
    revisions,
    roots,
    sat,
    signer,
    texts,
    verifier,
)
from pea_desktop.signing.assembly import issue
from pea_desktop.signing.verifier import Verdict, verify
from tests.signing import forger, pki
from tests.signing.conftest import pages


def check(lab, pdf, **changed):
    return verify(pdf, **{"issued": lab.issued, "roots": lab.roots, "now": lab.now, **changed})


def test_says_four_lines_of_each_signature(lab):
    signed = check(lab, lab.signed(0, 1)).signatures[1]
    assert (signed.cell, signed.name, signed.serial) == (
        "asist_02_7f3a9c12",
        "LUIS MUÑOZ DE LAB",
        "00001000000500000002",
    )
    assert signed.content == "Contenido: sin cambios desde que se emitió."
    assert signed.signature == (
        "Firma: corresponde al certificado de LUIS MUÑOZ DE LAB (serie 00001000000500000002)."
    )
    assert signed.issuer == (
        "Emisor: certificado emitido por una autoridad que este equipo importó (AC DE LABORATORIO)."
    )
    assert signed.date == (
        "Vigencia: el certificado está vigente hoy. Fecha: hora del equipo de quien firmó; no está "
        "certificada. Revocación: no consultada (sin conexión). Consúltela en el SAT si el "
        "documento se va a presentar ante un tercero."
    )


def test_without_the_issued_document_says_what_it_cannot_know(lab):
    signed = check(lab, lab.signed(0), issued=None).signatures[0]
    assert signed.content == (
        "Contenido: sin cambios desde la primera firma. Este equipo no tiene el documento emitido "
        "para compararlo."
    )


def test_without_an_imported_authority_the_issuer_is_not_checked(lab):
    found = check(lab, lab.signed(0), roots=[])
    assert (found.verdict, found.is_intact) == (Verdict.UNCHECKED, True)
    assert str(found.verdict) == "ÍNTEGRO, EMISOR NO COMPROBADO"
    assert found.signatures[0].issuer == (
        "Emisor: no comprobado. Importe los certificados del SAT para comprobarlo."
    )


def test_with_another_authority_the_issuer_is_unknown(lab):
    found = check(lab, lab.signed(0), roots=[roots.read(pki.authority("OTRA AC", 3).der)])
    assert (found.verdict, found.is_intact) == (Verdict.UNKNOWN, False)
    assert found.signatures[0].issuer == "Emisor: NO corresponde a las autoridades importadas."


def test_the_command_line_gets_plain_values(lab):
    told = json.loads(json.dumps(check(lab, lab.signed(0)).as_dict()))
    assert told["verdict"] == "ÍNTEGRO, EMISOR RECONOCIDO"
    assert told["reasons"] == []
    assert told["note"] == (
        "Esta revisión es técnica. No decide si el documento es válido para un trámite."
    )
    assert sorted(told["signatures"][0]) == [
        *("cell", "content", "date", "issuer", "name", "serial", "signature")
    ]


def test_an_issued_document_without_signatures_is_told(lab):
    assert check(lab, lab.issued.pdf).verdict is Verdict.UNSIGNED
    assert check(lab, pages(), issued=None).verdict is Verdict.UNSIGNED


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (
            (0, 1),
            "Este archivo es una versión anterior: le falta una firma que este equipo ya tiene.",
        ),
        (
            (0,),
            "Este archivo es una versión anterior: le faltan 2 firmas que este equipo ya tiene.",
        ),
        (
            (),
            "Este archivo es una versión anterior: le faltan 3 firmas que este equipo ya tiene.",
        ),
    ],
)
def test_an_older_version_says_how_many_signatures_it_lacks(lab, missing, sentence):
    found = check(lab, lab.signed(*missing), issued=lab.knowing(lab.signed(0, 1, 2)))
    assert (found.verdict, found.is_intact) == (Verdict.OLDER, False)
    assert [reason.text for reason in found.reasons] == [sentence]


def test_a_newer_version_than_the_one_known_is_intact(lab):
    found = check(lab, lab.signed(0, 1, 2), issued=lab.knowing(lab.signed(0)))
    assert found.verdict is Verdict.KNOWN


def test_a_fork_is_intact_and_says_so(lab):
    found = check(lab, lab.signed(0, 2), issued=lab.knowing(lab.signed(0, 1)))
    assert found.is_intact
    (warning,) = found.warnings
    assert warning.code == "F-14"
    assert warning.text == (
        "Se firmó a la vez en dos equipos: este archivo trae firmas que aquí no están y le faltan "
        "otras que aquí sí. Recíbalo para saber qué ejemplar vale."
    )


def test_a_clock_that_goes_back_is_a_warning(lab):
    back = lab.sign(lab.signed(0), 1, now=lab.now - timedelta(hours=1))
    found = check(lab, back)
    assert found.is_intact
    assert [warning.code for warning in found.warnings] == ["V-28"]
    nearly = lab.sign(lab.signed(0), 1, now=lab.now - timedelta(minutes=9))
    assert check(lab, nearly).warnings == ()


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    "data",
    [b"", b"hola", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"0" * 5000, b"\0" * 100],
    ids=["empty", "text", "head", "noise", "zeros"],
)
def test_what_is_no_pdf_is_not_intact(lab, data, known):
    found = check(lab, data, issued=lab.issued if known else None)
    assert found.verdict in (Verdict.UNREADABLE, Verdict.ALTERED)
    assert found.reasons[0].text


def test_a_file_over_the_limit_is_not_read(lab, monkeypatch):
    monkeypatch.setattr(verifier, "LARGEST", 1000)
    found = check(lab, lab.signed(0))
    assert found.verdict is Verdict.UNREADABLE
    assert found.reasons[0].text == "El archivo es demasiado grande para revisarlo aquí."


def test_a_file_of_too_many_pages_is_not_read(lab, monkeypatch):
    monkeypatch.setattr(registryless, "MOST_PAGES", 1)
    found = check(lab, lab.signed(0), issued=None)
    assert (found.verdict, found.reasons[0].code) == (Verdict.UNREADABLE, "F-20")


def deep(depth):
    """A PDF whose catalog holds lists in lists."""
    nested = b"[" * depth + b"]" * depth
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X " + nested + b" >>\nendobj\n"
    second = len(body)
    body += b"2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\n"
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n" % (9, second)
    end = b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + table + end


def test_a_structure_too_deep_to_read_is_said_and_not_fallen_over(lab):
    found = check(lab, deep(200_000), issued=None)
    assert found.verdict is Verdict.UNREADABLE
    assert check(lab, lab.signed(0) + deep(200_000)).verdict is Verdict.ALTERED


def plain(catalog, *others):
    """A PDF of these objects."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate((catalog, *others), start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        table,
    )


PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"
FORM = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%b] >> >>"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (plain(FORM % b"", PAGES, *[b"null"] * 500_000), "F-20"),
        (plain(FORM % (b"3 0 R " * 2_001), PAGES, b"<< /FT /Sig /T (a) >>"), "F-20"),
        (plain(FORM % b"3 0 R", PAGES, b"<< /T (a) /Kids [3 0 R] >>"), "V-25"),
        (
            plain(
                FORM % b"3 0 R",
                PAGES,
                *[b"<< /T (a) /Kids [%d 0 R] >>" % number for number in range(4, 1_104)],
                b"<< /T (a) >>",
            ),
            "V-25",
        ),
    ],
    ids=["half a million objects", "too many fields", "a field in itself", "fields in fields"],
)
def test_a_file_made_to_exhaust_the_machine_is_refused_at_once(lab, file, code):
    for issued in (None, lab.issued):
        found = check(lab, file, issued=issued)
        assert not found.is_intact
        if issued is None:
            assert (found.verdict, found.reasons[0].code) == (Verdict.UNREADABLE, code)


def test_an_encrypted_file_is_not_read(lab):
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(BytesIO(lab.signed(0))))
    writer.encrypt("clave")
    out = BytesIO()
    writer.write(out)
    assert check(lab, out.getvalue(), issued=None).verdict is Verdict.UNREADABLE
    assert not check(lab, out.getvalue()).is_intact


def test_every_code_has_its_sentence():
    codes = {*texts.ERRORS, *texts.REASONS}
    used = set()
    for module in (verifier, registryless, revisions, crypto, sat, child, signer):
        source = Path(module.__file__).read_text(encoding="utf-8")
        used |= set(re.findall(r'"([FV]-\d\d)"', source))
    assert used <= codes
    assert {f"F-{n:02}" for n in range(1, 21)} <= codes


def test_a_cell_that_has_no_rfc_may_be_signed_by_anyone(lab):
    cells = tuple(replace(cell, rfc=None) for cell in lab.issued.cells)
    free = replace(lab.issued, cells=cells)
    signed = lab.sign(lab.issued.pdf, 0, person=lab.people[2], expected_rfc=None)
    assert check(lab, signed, issued=free).is_intact
    assert not check(lab, signed).is_intact


def tagged(names):
    """Return pages with a structure tree, and the numbers of its Form elements."""
    from pea_desktop.signing.rendered import RenderedPdf

    file = RenderedPdf(pages())
    root = file.add(b"")
    parents = file.add(b"<< /Nums [] >>")
    document = file.add(b"")
    forms = [
        file.add(b"<< /Type /StructElem /S /Form /P %d 0 R /K [] >>" % document) for _ in names
    ]
    kids = b" ".join(b"%d 0 R" % form for form in forms)
    file.bodies[document] = b"<< /Type /StructElem /S /Document /P %d 0 R /K [%b] >>" % (root, kids)
    file.bodies[root] = (
        b"<< /Type /StructTreeRoot /K [%d 0 R] /ParentTree %d 0 R /ParentTreeNextKey 0 >>"
        % (document, parents)
    )
    catalog = file.dictionary(file.root)
    catalog["/StructTreeRoot"] = file.reference(root)
    catalog["/MarkInfo"] = file.read(b"<< /Marked true >>")
    file.bodies[file.root] = file.write(catalog)
    return plain(file), dict(zip(names, forms, strict=True))


def plain(file):
    """Write a file as reportlab does: one revision, a plain table."""
    out, offsets = b"%PDF-1.7\n", {}
    for number in sorted(file.bodies):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, file.bodies[number])
    start, size = len(out), max(offsets) + 1
    entries = b"".join(b"%010d 00000 n \n" % offsets[n] for n in range(1, size))
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, entries)
    told = (size, file.root, file.info, start)
    return (
        out + b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % told
    )


def test_a_tagged_document_keeps_its_signatures_valid_for_pyhanko_too(lab):
    names = [cell.name for cell in lab.issued.cells]
    rendered, forms = tagged(names)
    pdf = issue(rendered, lab.issued.cells, title="Minuta", form_elements=forms)
    known = replace(lab.issued, pdf=pdf)
    for number in (1, 0, 2):
        pdf = lab.sign(pdf, number, now=lab.now)
    assert check(lab, pdf, issued=known).verdict is Verdict.KNOWN
    # pyHanko takes a list in a Form element for a change made by the second signature.
    assert check(lab, pdf, issued=None).verdict is Verdict.KNOWN
    reader = forger.PdfFileReader(BytesIO(pdf))
    tree = reader.root["/StructTreeRoot"]
    assert tree["/ParentTreeNextKey"] == 3
    form = tree["/K"][0]["/K"][0]
    assert form["/K"]["/Obj"]["/T"] == names[0]
    assert form["/K"]["/Obj"]["/StructParent"] == 0
    assert tree["/ParentTree"]["/Nums"][1].container_ref.idnum == forms[names[0]]
