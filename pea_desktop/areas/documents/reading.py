"""Reading issued documents: which there are, their bytes, and who has signed."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.documents.codes import SignatureState
from pea_desktop.areas.documents.entities import (
    DocumentRevision,
    DocumentScan,
    DocumentSignature,
    FolioAlias,
    IssuedDocument,
)
from pea_desktop.areas.minutes import MinuteSnapshot, SignatureMode
from pea_desktop.areas.minutes import read as read_snapshot
from pea_desktop.areas.minutes.record import rows
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

_SHORTEST_MARK = 8
_PART = re.compile(r"(?P<folio>.+)/(A\d+|HF-[0-9A-F]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """A place to sign, as it was issued: page from 1, box in points from the lower left corner.

    `name` is the cell's own, `person` who signs there.
    """

    name: str
    person: str
    role: str
    mode: str
    attendance_id: str
    page: int
    box: tuple[float, float, float, float]
    rfc: str = ""


class SignatureRow(NamedTuple):
    """A cell of a document and what became of it."""

    cell: Cell
    state: SignatureState
    day: str
    note: str
    initials: bool


class Branch(NamedTuple):
    """A document's PDF as far as one chain of signatures has come; there is one without a fork."""

    sha256: str
    length: int
    fields: tuple[str, ...]
    is_here: bool


def all_documents(session: Session) -> list[IssuedDocument]:
    """Return every issued document, by when it was issued."""
    return sorted(rows(session, IssuedDocument), key=lambda row: (row.issued or "", row.id))


def documents_of(session: Session, minute_id: str) -> list[IssuedDocument]:
    """Return the documents of a minute, oldest first; more than one is a clash of two laptops."""
    found = rows(session, IssuedDocument, minute_id=minute_id)
    return sorted(found, key=lambda row: (row.issued or "", row.id))


def document(session: Session, document_id: str) -> IssuedDocument:
    """Return a document by its id.

    Raises:
        PeaError: There is none.
    """
    for row in rows(session, IssuedDocument, id=document_id):
        return row
    raise PeaError(_("Ese documento no está en este expediente; actualice la lista."))


def find(session: Session, text: str) -> IssuedDocument | None:
    """Return the document of a folio (present or former), an id, or the beginning of a hash.

    Of several versions of a folio it is the newest. The folio of an acuerdo, or of a sheet signed
    apart, is that of its document and more.
    """
    wanted = fold(text)
    aliases = {
        row.document_id for row in rows(session, FolioAlias) if fold(row.folio or "") == wanted
    }
    by_folio: list[IssuedDocument] = []
    others: list[IssuedDocument] = []
    for row in all_documents(session):
        mark = len(wanted) >= _SHORTEST_MARK and (row.sha256 or "").startswith(wanted)
        if fold(row.folio or "") == wanted:
            by_folio.append(row)
        elif row.id in aliases or wanted in (row.id, row.minute_id) or mark:
            others.append(row)
    if by_folio:
        return max(by_folio, key=lambda row: row.version or 1)
    if others:
        return others[-1]
    part = _PART.fullmatch(text.strip())
    return find(session, part["folio"]) if part is not None else None


def snapshot_of(row: IssuedDocument) -> MinuteSnapshot:
    """Return what a document printed.

    Raises:
        PeaError: Its data cannot be read.
    """
    try:
        return read_snapshot(row.snapshot or "")
    except ValueError as error:
        raise PeaError(
            _("Los datos de «{folio}» están dañados; recupere un respaldo.").format(folio=row.folio)
        ) from error


def cells_of(row: IssuedDocument) -> list[Cell]:
    """Return the places to sign, in the order of the document."""
    made: list[Cell] = []
    for one in json.loads(row.cells or "[]"):
        values = {**one, "box": tuple(one.get("box") or (0, 0, 0, 0))}
        known = {key: values[key] for key in Cell.__dataclass_fields__ if key in values}
        made.append(Cell(**known))
    return made


def signature_rows(session: Session, row: IssuedDocument) -> list[SignatureRow]:
    """Return every cell of a document with its state: the row of the «Mesa de firmas».

    Who signed electronically is told by the principal branch; who signed only another one is asked
    again.
    """
    chain = _principal_fields(session, row)
    noted = {one.field: one for one in rows(session, DocumentSignature, document_id=row.id)}
    made: list[SignatureRow] = []
    for cell in cells_of(row):
        one = noted.get(cell.name)
        state = one.state if one is not None else None
        if cell.name in chain:
            state = SignatureState.EFIRMA
        elif state == SignatureState.EFIRMA or not isinstance(state, SignatureState):
            state = _first_state(cell)
        made.append(
            SignatureRow(
                cell,
                state,
                (one.day if one else None) or "",
                (one.note if one else None) or "",
                bool(one and one.initials),
            )
        )
    return made


def _principal_fields(session: Session, row: IssuedDocument) -> frozenset[str]:
    found = branches(session, row)
    return frozenset(found[0].fields if found else ())


def _first_state(cell: Cell) -> SignatureState:
    if cell.mode == SignatureMode.NONE:
        return SignatureState.NOT_REQUIRED
    return SignatureState.INK if cell.mode == SignatureMode.INK else SignatureState.PENDING


def revisions(session: Session, document_id: str) -> list[DocumentRevision]:
    """Return the signed revisions of a document, shortest first."""
    found = rows(session, DocumentRevision, document_id=document_id)
    return sorted(found, key=lambda row: (row.length or 0, row.sha256 or ""))


def branches(session: Session, row: IssuedDocument) -> list[Branch]:
    """Return the newest PDF of each chain of signatures, the principal one first.

    It is the one with more signatures; of two alike the one with the smaller hash, so that every
    laptop chooses alike.
    """
    known = {one.sha256: one for one in revisions(session, row.id)}
    continued = {one.before for one in known.values()}
    tips = [sha for sha in (row.sha256, *known) if sha and sha not in continued]
    made: list[Branch] = []
    for sha in tips:
        fields: list[str] = []
        at = known.get(sha)
        while at is not None and len(fields) <= len(known):
            fields.append(at.field or "")
            at = known.get(at.before)
        length = (known[sha].length if sha in known else row.length) or 0
        made.append(Branch(sha, length, tuple(reversed(fields)), attachments.has(session, sha)))
    return sorted(made, key=lambda one: (-len(one.fields), one.sha256))


def copies(session: Session, row: IssuedDocument) -> list[str]:
    """Return the hashes of every PDF of a document that may be here, the best one first.

    The row of a signature may come without its bytes, when what it continues is still here: first
    stand the signed ones of the principal branch, newest first, then those of the others.
    """
    known = {one.sha256: one for one in revisions(session, row.id)}
    made: dict[str, None] = {}
    for tip in branches(session, row):
        at = known.get(tip.sha256)
        while at is not None and at.sha256 and at.sha256 not in made:
            made[at.sha256] = None
            at = known.get(at.before)
    return [*made, row.sha256 or ""]


def pdf_of(session: Session, row: IssuedDocument) -> bytes:
    """Return the newest PDF of a document: as issued, with every signature since.

    Raises:
        PeaError: This laptop has not got it.
    """
    for sha256 in copies(session, row):
        if attachments.has(session, sha256):
            return attachments.get(session, sha256)
    raise PeaError(
        _(
            "Este equipo no tiene el PDF de «{folio}»: lo emitió «{device}». Pídale el archivo, o "
            "una copia del expediente."
        ).format(folio=row.folio, device=row.device or "")
    )


def base_of(session: Session, row: IssuedDocument) -> bytes:
    """Return the PDF exactly as it was issued, before any signature: every revision begins so.

    Raises:
        PeaError: This laptop has not got it, or its bytes are not those issued.
    """
    data = pdf_of(session, row)[: row.length or 0]
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise PeaError(
            _("El PDF guardado de «{folio}» no es el que se emitió; recupere un respaldo.").format(
                folio=row.folio
            )
        )
    return data


def scans(session: Session, document_id: str) -> list[DocumentScan]:
    """Return the scanned copies of a document, by when they were attached."""
    found = rows(session, DocumentScan, document_id=document_id)
    return sorted(found, key=lambda row: (row.attached or "", row.id))


def aliases(session: Session, document_id: str) -> list[str]:
    """Return the folios a document had before, in order of the text."""
    found = rows(session, FolioAlias, document_id=document_id)
    return sorted({row.folio for row in found if row.folio})


def replaced_by(session: Session, row: IssuedDocument) -> IssuedDocument | None:
    """Return the version that takes a document's place, None while it is the one in force."""
    newer = [one for one in all_documents(session) if one.replaces_id == row.id]
    return newer[-1] if newer else None


def named_attachments(session: Session) -> Iterator[str]:
    """Yield the hashes that documents name and that must be here for them to be whole."""
    for row in all_documents(session):
        yield from (one.sha256 for one in branches(session, row))
    for scan in rows(session, DocumentScan):
        if scan.sha256:
            yield scan.sha256


def show_moment(text: str | None) -> str:
    """Return an ISO moment as people read it: «19/04/2023 10:00»."""
    try:
        return datetime.fromisoformat(text or "").strftime("%d/%m/%Y %H:%M")
    except ValueError:
        return text or ""
