"""What a dishonest or careless program would write: the tools of the attack corpus."""

import asyncio
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, x509
from asn1crypto import keys as asn1_keys
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pea_desktop.signing import appearance, revisions, sat
from pea_desktop.signing.child import pdf_date
from tests.signing import pki


def flip(pdf: bytes, place: int, mask: int = 1) -> bytes:
    """Change one byte."""
    return pdf[:place] + bytes([pdf[place] ^ mask]) + pdf[place + 1 :]


def update(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """Append a revision that changes what it likes."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer._update_meta = lambda: None
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def name(**entries: Any) -> generic.DictionaryObject:
    """A dictionary; a text that begins with «/» becomes a name."""
    return generic.DictionaryObject({pdf_name(f"/{k}"): value(v) for k, v in entries.items()})


def value(told: Any) -> Any:
    if isinstance(told, str) and told.startswith("/"):
        return pdf_name(told)
    if isinstance(told, str):
        return generic.pdf_string(told)
    if isinstance(told, bool):
        return generic.BooleanObject(told)
    if isinstance(told, int):
        return generic.NumberObject(told)
    if isinstance(told, float):
        return generic.FloatObject(told)
    if isinstance(told, list | tuple):
        return generic.ArrayObject(value(one) for one in told)
    return told


def stream(data: bytes, **entries: Any) -> generic.StreamObject:
    return generic.StreamObject(name(**entries), stream_data=data)


def page(writer: Any, number: int) -> Any:
    return writer.root["/Pages"]["/Kids"][number].get_object()


def field(writer: Any, cell: str) -> Any:
    for reference in writer.root["/AcroForm"]["/Fields"]:
        if reference.get_object()["/T"] == cell:
            return reference.get_object()
    raise KeyError(cell)


def annotate(writer: Any, number: int, annotation: Any) -> None:
    target = page(writer, number)
    if "/Annots" not in target:
        target["/Annots"] = generic.ArrayObject()
    target["/Annots"].append(writer.add_object(annotation))
    writer.update_container(target["/Annots"])
    writer.update_container(target)


def cms_of(
    digest: bytes, person: pki.Person, *, hash_name: str = "sha256", certificate: bytes = b""
) -> bytes:
    """Sign a digest with whatever certificate and key, as pyHanko does without asking."""
    private = asn1_keys.PrivateKeyInfo.load(
        person.private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(certificate or person.certificate),
        signing_key=private,
        cert_registry=SimpleCertificateStore(),
    )
    made = asyncio.run(signer.async_sign(digest, hash_name, use_pades=True))
    return made.dump()


def forge(
    pdf: bytes,
    cell: str,
    person: pki.Person,
    *,
    now: datetime = pki.NOW,
    hash_name: str = "sha256",
    change: Callable[[bytes], bytes] = lambda made: made,
) -> bytes:
    """Sign a cell in the program's own form, with a certificate that the program refuses."""
    told = sat.read_certificate(person.certificate)
    drawn = appearance.draw((220.0, 60.0), told, now)
    prepared = revisions.prepare(
        pdf,
        cell,
        appearance.objects(drawn, revisions.size_of(pdf)),
        moment=pdf_date(now),
        room=8192,
    )
    covered = bytes(prepared.pdf[: prepared.hole[0]] + prepared.pdf[prepared.hole[1] :])
    digest = hashlib.new(hash_name, covered).digest()
    return prepared.fill(change(cms_of(digest, person, hash_name=hash_name)))


def hole(pdf: bytes, number: int = -1) -> tuple[int, int]:
    """Return where the hexadecimal of a signature lies."""
    found = list(re.finditer(rb"/Contents <([0-9A-F]+)>", pdf))[number]
    return found.span(1)


def contents(pdf: bytes, number: int = -1) -> bytes:
    start, stop = hole(pdf, number)
    return pdf[start:stop]


def replaced(pdf: bytes, hexadecimal: bytes, number: int = -1) -> bytes:
    """Put other hexadecimal in the place of a signature."""
    start, stop = hole(pdf, number)
    return pdf[:start] + hexadecimal.ljust(stop - start, b"0") + pdf[stop:]


def content_info(pdf: bytes, number: int = -1) -> cms.ContentInfo:
    return cms.ContentInfo.load(bytes.fromhex(contents(pdf, number).decode("ascii")))


def rewritten(pdf: bytes) -> bytes:
    """Save a document anew, as programs do that know nothing of signatures."""
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    reader = PdfFileReader(BytesIO(pdf))
    writer = copy_into_new_writer(reader)
    writer._update_meta = lambda: None
    identity = reader.trailer["/ID"][0]
    writer._document_id = generic.ArrayObject([identity, identity])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
