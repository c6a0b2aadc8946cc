"""The corpus: every way of spoiling a signed minute that the design lists, by number and name.

Each entry makes the bytes and names the codes of which one must be given as the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import cms, core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from pea_desktop.signing.assembly import issue
from tests.signing import forger, pki
from tests.signing.conftest import Lab, pages
from tests.signing.forger import (
    annotate,
    cms_of,
    contents,
    field,
    flip,
    forge,
    hole,
    name,
    page,
    replaced,
    stream,
    update,
)

Make = Callable[[Lab], bytes]


@dataclass(frozen=True)
class Attack:
    make: Make
    codes: tuple[str, ...]
    """The reasons with the issued document at hand."""

    seen_without_registry: bool = True


ATTACKS: dict[str, Attack] = {}


def attack(label: str, *codes: str, seen: bool = True) -> Callable[[Make], Make]:
    def note(make: Make) -> Make:
        ATTACKS[label] = Attack(make, codes, seen)
        return make

    return note


def cell(lab: Lab, number: int) -> str:
    return lab.issued.cells[number].name


@attack("01 byte in content", "F-16")
def _byte(lab):
    return flip(lab.signed(0, 1, 2), lab.issued.pdf.index(b"stream") + 12)


@attack("02 byte in metadata", "F-16")
def _metadata(lab):
    return flip(lab.signed(0, 1, 2), lab.issued.pdf.index(b"Minuta de prueba"))


@attack("03 CMS altered", "V-10", "V-11", "V-26")
def _cms(lab):
    pdf = lab.signed(0, 1, 2)
    made = forger.content_info(pdf)
    signature = bytearray(made["content"]["signer_infos"][0]["signature"].native)
    return flip_hex(pdf, bytes(signature))


def flip_hex(pdf: bytes, piece: bytes) -> bytes:
    start, _stop = hole(pdf)
    place = contents(pdf).index(piece.hex().upper().encode()) + 40
    digit = pdf[start + place : start + place + 1]
    other = b"1" if digit != b"1" else b"2"
    return pdf[: start + place] + other + pdf[start + place + 1 :]


@attack("04 junk in the padding", "V-06")
def _padding(lab):
    pdf = lab.signed(0, 1, 2)
    _start, stop = hole(pdf)
    return pdf[: stop - 200] + b"C0FFEE" + pdf[stop - 194 :]


@attack("05 page appended", "V-02", "V-03", "V-04")
def _page(lab):
    def change(writer):
        first = page(writer, 0)
        writer.insert_page(
            generic.DictionaryObject(
                {
                    pdf_name("/Type"): pdf_name("/Page"),
                    pdf_name("/MediaBox"): first["/MediaBox"],
                    pdf_name("/Resources"): generic.DictionaryObject(),
                    pdf_name("/Contents"): writer.add_object(stream(b"0 0 9 9 re f")),
                }
            )
        )

    return update(lab.signed(0, 1, 2), change)


@attack("06 page content replaced", "V-03", "V-04")
def _content(lab):
    def change(writer):
        target = page(writer, 0)
        target[pdf_name("/Contents")] = writer.add_object(stream(b"0 0 600 700 re f"))
        writer.update_container(target)

    return update(lab.signed(0, 1, 2), change)


@attack("07 attachment slipped in", "V-03", "V-04")
def _attachment(lab):
    def change(writer):
        file = writer.add_object(stream(b"otra", Type="/EmbeddedFile"))
        told = name(Type="/Filespec", F="anexo.txt", EF=name(F=file))
        writer.root[pdf_name("/Names")] = name(
            EmbeddedFiles=name(Names=["anexo.txt", writer.add_object(told)])
        )
        writer.update_root()

    return update(lab.signed(0, 1, 2), change)


def free_text() -> Any:
    return name(
        Type="/Annot", Subtype="/FreeText", Rect=[70, 690, 400, 715], Contents="Otro acuerdo", F=4
    )


@attack("08 note over an acuerdo", "V-03", "V-04")
def _note(lab):
    return update(lab.signed(0, 1, 2), lambda writer: annotate(writer, 0, free_text()))


def foreign_signature(lab: Lab, pdf: bytes, field_name: str, box: tuple[int, ...]) -> bytes:
    """Let pyHanko sign a new field, as any other program would."""
    from io import BytesIO

    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    person = lab.person(issuer=pki.authority("OTRA AC", 3), number=4)
    private = person.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = signers.SimpleSigner(
        x509.Certificate.load(person.certificate),
        keys.PrivateKeyInfo.load(private),
        SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    spec = fields.SigFieldSpec(field_name, on_page=0, box=box)
    out = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field_name, md_algorithm="sha256"),
        signer=signer,
        new_field_spec=spec,
    ).sign_pdf(writer)
    return out.getvalue()


def signed_by_pyhanko(pdf: bytes, cell_name: str, person: pki.Person) -> bytes:
    """Let pyHanko sign a cell of ours, as a diligent program would."""
    from io import BytesIO

    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    private = person.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = signers.SimpleSigner(
        x509.Certificate.load(person.certificate),
        keys.PrivateKeyInfo.load(private),
        SimpleCertificateStore(),
    )
    told = signers.PdfSignatureMetadata(field_name=cell_name, md_algorithm="sha256")
    out = signers.PdfSigner(told, signer=signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return out.getvalue()


@attack("09 sneaky signature", "V-03", "V-04")
def _sneaky(lab):
    return foreign_signature(lab, lab.signed(0, 1), "asist_99_00000000", (0, 0, 600, 790))


@attack("10 picture of a signed cell replaced", "V-03", "V-04")
def _picture(lab):
    def change(writer):
        form = stream(b"0 0 99 99 re f", Type="/XObject", Subtype="/Form", BBox=[0, 0, 99, 99])
        target = field(writer, cell(lab, 0))
        target[pdf_name("/AP")] = name(N=writer.add_object(form))
        writer.update_container(target)

    return update(lab.signed(0, 1, 2), change)


@attack("11 signature copied to another cell", "V-07", "V-03", "V-04")
def _copied(lab):
    def change(writer):
        target = field(writer, cell(lab, 2))
        target[pdf_name("/V")] = field(writer, cell(lab, 0)).raw_get("/V")
        writer.update_container(target)

    return update(lab.signed(0, 1), change)


@attack("11b signature copied in our own form", "V-07")
def _copied_well(lab):
    pdf = lab.signed(0, 1)
    made = bytes.fromhex(contents(pdf, 0).decode())
    return forge(pdf, cell(lab, 2), lab.people[2], change=lambda _made: made.rstrip(b"\0"))


@attack("12 cell moved", "V-03", "V-04")
def _moved(lab):
    def change(writer):
        target = field(writer, cell(lab, 0))
        target[pdf_name("/Rect")] = forger.value([100, 600, 320, 660])
        writer.update_container(target)

    return update(lab.signed(0, 1, 2), change)


@attack("13 last signature removed", "F-15", seen=False)
def _removed(lab):
    return lab.signed(0, 1)


@attack("14 bytes after the end", "V-02")
def _trailing(lab):
    return lab.signed(0, 1, 2) + b"\n% hola\n"


@attack("15 update without a table", "V-02", "V-01")
def _no_table(lab):
    return lab.signed(0, 1, 2) + b"4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n%%EOF\n"


@attack("16 truncated", "V-01", "V-02")
def _truncated(lab):
    return lab.signed(0, 1, 2)[:-300]


@attack("16b truncated inside the issued bytes", "V-01")
def _cut(lab):
    return lab.signed(0, 1, 2)[:5000]


@attack("17 no byte range", "V-26")
def _no_range(lab):
    head, _, tail = lab.signed(0, 1, 2).rpartition(b"/ByteRange")
    return head + b"/ByteRonge" + tail


@attack("18 short byte range", "V-05")
def _short(lab):
    pdf = lab.signed(0, 1, 2)
    head, middle, tail = pdf.rpartition(b"/ByteRange [0 ")
    stop = tail.index(b"]")
    first, second, rest = (int(n) for n in tail[:stop].split())
    told = b"%d %d %d" % (first, second, rest - 100)
    return head + middle + told.ljust(stop) + tail[stop:]


def shadow() -> Any:
    return name(Type="/Annot", Subtype="/Square", Rect=[0, 0, 612, 792], IC=[1, 1, 1], F=4)


@attack("19 shadow that hides", "V-03", "V-04")
def _shadow(lab):
    return update(lab.signed(0, 1, 2), lambda writer: annotate(writer, 0, shadow()))


def text_field(filled: str) -> Any:
    return name(
        Type="/Annot", Subtype="/Widget", FT="/Tx", T="texto", V=filled, Rect=[70, 690, 400, 715]
    )


def add_field(writer: Any, made: Any) -> None:
    annotate(writer, 0, made)
    form = writer.root["/AcroForm"]
    form["/Fields"].append(page(writer, 0)["/Annots"].raw_get(-1))
    writer.update_container(form)
    writer.update_root()


@attack("20 text field filled in", "V-03", "V-04")
def _text_field(lab):
    return update(lab.signed(0, 1, 2), lambda writer: add_field(writer, text_field("Otro")))


@attack("21 empty extra field", "V-03", "V-04")
def _extra(lab):
    made = name(
        Type="/Annot", Subtype="/Widget", FT="/Sig", T="extra_01_00000000", Rect=[0, 0, 9, 9]
    )
    return update(lab.signed(0, 1, 2), lambda writer: add_field(writer, made))


@attack("22 code added", "V-03", "V-04")
def _code(lab):
    def change(writer):
        writer.root[pdf_name("/OpenAction")] = name(S="/JavaScript", JS="app.alert(1)")
        writer.update_root()

    return update(lab.signed(0, 1, 2), change)


@attack("23 another person's cell", "V-19", seen=False)
def _other_person(lab):
    return lab.sign(lab.signed(0, 1), 2, person=lab.people[0], expected_rfc=None)


def forged(lab: Lab, **how: Any) -> bytes:
    told = {key: how.pop(key) for key in ("now", "hash_name", "change") if key in how}
    person = lab.person(number=3, name=lab.people[2].name, **{"rfc": lab.people[2].rfc, **how})
    return forge(lab.signed(0, 1), cell(lab, 2), person, **told)


@attack("24 expired", "V-17")
def _expired(lab):
    return forged(lab, term=(pki.NOW - timedelta(days=900), pki.NOW - timedelta(days=1)))


@attack("25 seal certificate", "V-14")
def _seal(lab):
    return forged(lab, kind="csd")


@attack("25b persona moral", "V-16")
def _company(lab):
    return forged(lab, rfc="PUE200101AB1 / PULA800103AB3")


@attack("25c certificate of other uses", "V-15")
def _other_uses(lab):
    return forged(lab, kind="other")


@attack("26 authority of the same name", "V-20")
def _homonym(lab):
    return forged(lab, issuer=pki.authority(number=5))


@attack("27 unknown authority", "V-20")
def _unknown(lab):
    return forged(lab, issuer=pki.authority("OTRA AC", 3))


@attack("28 not yet valid", "V-18")
def _early(lab):
    return forged(lab, term=(pki.NOW + timedelta(days=1), pki.NOW + timedelta(days=900)))


@attack("29 SHA-1", "V-12")
def _sha1(lab):
    return forged(lab, hash_name="sha1")


@attack("29b certificate signed with SHA-1", "V-12")
def _sha1_certificate(lab):
    return forged(lab, digest="sha1")


@attack("29c short key", "V-13")
def _short_key(lab):
    return forged(lab, key=pki.rsa_key(7, 1024))


@attack("29d elliptic curve", "V-12")
def _curve(lab):
    return forged(lab, key=pki.ec_key())


@attack("30 note on a certified document", "V-03", "V-04")
def _certified(lab):
    signed = foreign_signature(lab, lab.issued.pdf, "autor_01_00000000", (0, 0, 90, 90))
    return update(signed, lambda writer: annotate(writer, 0, free_text()))


@attack("31 other content, validly signed", "F-16", seen=False)
def _other_content(lab):
    other = issue(pages("El acuerdo dos."), lab.issued.cells, title="Minuta de prueba")
    return lab.sign(other, 0)


@attack("32 prepared with a hidden note", "V-03", "V-04", seen=True)
def _prepared_note(lab):
    prepared = update(lab.issued.pdf, lambda writer: annotate(writer, 0, free_text()))
    return foreign_signature(lab, prepared, "asist_98_00000000", (0, 0, 90, 90))


@attack("32b prepared with a text field", "V-03", "V-04")
def _prepared_field(lab):
    prepared = update(lab.issued.pdf, lambda writer: add_field(writer, text_field("Otro")))
    return foreign_signature(lab, prepared, "asist_98_00000000", (0, 0, 90, 90))


@attack("33 saved anew by another program", "F-17")
def _rewritten(lab):
    return forger.rewritten(lab.signed(0, 1, 2))


@attack("34 second page tree", "V-03", "V-04")
def _second_tree(lab):
    def change(writer):
        made = name(
            Type="/Page",
            MediaBox=[0, 0, 612, 792],
            Resources=name(),
            Contents=writer.add_object(stream(b"0 0 600 700 re f")),
        )
        tree = name(Type="/Pages", Count=1, Kids=[writer.add_object(made)])
        writer.root[pdf_name("/Pages")] = writer.add_object(tree)
        writer.update_root()

    return update(lab.signed(0, 1, 2), change)


@attack("35 objects in a stream", "V-03", "V-04", "V-02")
def _object_stream(lab):
    def change(writer):
        writer.stream_xrefs = True
        target = page(writer, 0)
        target[pdf_name("/Rotate")] = forger.value(180)
        writer.update_container(target)

    return update(lab.signed(0, 1, 2), change)


def with_trailer(pdf: bytes, entry: bytes) -> bytes:
    """Put one more entry in the last trailer."""
    head, middle, tail = pdf.rpartition(b"trailer\n<< ")
    return head + middle + entry + tail


@attack("36 hybrid table", "V-03")
def _hybrid(lab):
    return with_trailer(lab.signed(0, 1, 2), b"/XRefStm 20 ")


@attack("37 encrypted", "V-03")
def _encrypted(lab):
    return with_trailer(
        lab.signed(0, 1, 2), b"/Encrypt << /Filter /Standard /V 1 /R 2 /O () /U () /P -4 >> "
    )


@attack("38 signature of another document", "V-10", "V-11")
def _transplant(lab):
    other = issue(pages("El acuerdo dos."), lab.issued.cells, title="Otra")
    return replaced(lab.signed(0), contents(lab.sign(other, 0)).rstrip(b"0"))


@attack("39 certificate changed under the signature", "V-11", "V-26")
def _other_certificate(lab):
    # The same key with another certificate: the signed attribute names the first one.
    other = lab.person(number=3, name="OTRA PERSONA", rfc=lab.people[2].rfc)

    def change(made: bytes) -> bytes:
        info = cms.ContentInfo.load(made)
        signed = info["content"]
        told = cms.ContentInfo.load(cms_of(b"\0" * 32, other))["content"]
        signed["certificates"] = told["certificates"]
        signed["signer_infos"][0]["sid"] = told["signer_infos"][0]["sid"]
        return info.dump()

    person = lab.people[2]
    return forge(lab.signed(0, 1), cell(lab, 2), person, change=change)


@attack("40 indefinite length", "V-26")
def _indefinite(lab):
    def change(made: bytes) -> bytes:
        body = core.Sequence.load(made).contents
        return b"\x30\x80" + body + b"\0\0"

    return forge(lab.signed(0, 1), cell(lab, 2), lab.people[2], change=change)


@attack("41 other certificates slipped in", "V-26")
def _extra_certificates(lab):
    def change(made: bytes) -> bytes:
        info = cms.ContentInfo.load(made)
        info["content"]["certificates"].append(
            cms.CertificateChoices.load(pki.authority("OTRA AC", 3).der)
        )
        return info.dump()

    return forge(lab.signed(0, 1), cell(lab, 2), lab.people[2], change=change)


@attack("42 unsigned attribute slipped in", "V-26")
def _unsigned_attribute(lab):
    def change(made: bytes) -> bytes:
        info = cms.ContentInfo.load(made)
        info["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes(
            [{"type": "1.2.3.4", "values": [core.Null()]}]
        )
        return info.dump()

    return forge(lab.signed(0, 1), cell(lab, 2), lab.people[2], change=change)


@attack("43 hexadecimal in small letters", "V-26", seen=False)
def _small_letters(lab):
    pdf = lab.signed(0, 1, 2)
    start, stop = hole(pdf)
    return pdf[:start] + pdf[start:stop].lower() + pdf[stop:]


@attack("44 a cell signed twice", "V-03", "V-04", "V-09")
def _twice(lab):
    pdf = lab.signed(0, 1)
    return forge(pdf, cell(lab, 0), lab.people[0], now=datetime(2026, 4, 1, tzinfo=UTC))


@attack("45 blank lines between objects", "V-03")
def _gap(lab):
    pdf = lab.signed(0, 1, 2)
    head, middle, tail = pdf.rpartition(b"\nxref\n")
    return head + b"\n% 2 0 obj\n" + middle + tail


@attack("47 cell signed by another program", "V-03", "V-04", seen=False)
def _other_program(lab):
    # Its own person, its own certificate: but not as this program signs, and not looked at by it.
    return signed_by_pyhanko(lab.signed(0, 1), cell(lab, 2), lab.people[2])


@attack("46 signature of a cell the roster lacks", "V-08")
def _not_in_roster(lab):
    # The issued bytes have the field, but the manifest says that this person signs on paper.
    return lab.signed(0, 1, 2)
