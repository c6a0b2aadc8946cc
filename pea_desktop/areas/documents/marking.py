"""Who has signed: states of the cells, signed revisions, scanned copies."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.documents import reading
from pea_desktop.areas.documents.codes import SIGNATURE_STATE_LABELS, SignatureState
from pea_desktop.areas.documents.entities import (
    DocumentRevision,
    DocumentScan,
    DocumentSignature,
    IssuedDocument,
)
from pea_desktop.areas.documents.reading import SignatureRow
from pea_desktop.areas.minutes import MinuteState, SignatureMode, record
from pea_desktop.areas.minutes.record import rows
from pea_desktop.core import attachments
from pea_desktop.core.base import natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _

_BY_HAND = (
    SignatureState.PENDING,
    SignatureState.BY_HAND,
    SignatureState.SCANNED,
    SignatureState.REFUSED,
    SignatureState.ABSENT,
    SignatureState.NOT_REQUIRED,
)
_SCANS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


class Step(NamedTuple):
    """One electronic signature of a verified PDF: `DocumentRevision` as plain data."""

    before: str
    sha256: str
    length: int
    field: str
    certificate: str = ""
    serial: str = ""
    claimed: str = ""


def mark(
    session: Session,
    row: IssuedDocument,
    field: str,
    state: SignatureState,
    *,
    day: str = "",
    note: str = "",
    initials: bool | None = None,
) -> None:
    """Note what became of a cell that is not signed electronically.

    Raises:
        PeaError: There is no such cell, it has an e.firma, or the state comes by itself.
    """
    now = _cell(session, row, field)
    if now.state == SignatureState.EFIRMA:
        raise PeaError(
            _("{name} ya firmó con e.firma; eso no se cambia a mano.").format(name=now.cell.person)
        )
    if state not in _BY_HAND:
        raise PeaError(
            _("«{state}» no se marca a mano: resulta de firmar aquí.").format(
                state=_(SIGNATURE_STATE_LABELS[state])
            )
        )
    _note(session, row, field, state, day=day, note=note, initials=initials)


def add_revision(
    session: Session,
    row: IssuedDocument,
    pdf: bytes,
    field: str,
    *,
    certificate: str = "",
    serial: str = "",
    claimed: str = "",
    note: str = "",
) -> DocumentRevision:
    """Keep a document with one more electronic signature; the caller has verified it.

    Only the longest bytes are kept: every earlier revision is how they begin.

    Raises:
        PeaError: The cell is not for e.firma or signed, or the bytes do not continue those here.
    """
    now = _cell(session, row, field)
    if now.cell.mode != SignatureMode.EFIRMA:
        raise PeaError(
            _("{name} no firma con e.firma en este documento.").format(name=now.cell.person)
        )
    if now.state == SignatureState.EFIRMA:
        raise PeaError(_("Esta celda ya está firmada."))
    before = reading.pdf_of(session, row)
    if len(pdf) <= len(before) or not pdf.startswith(before):
        raise PeaError(
            _(
                "Esta versión ya se firmó en otro equipo. Reciba primero el paquete y vuelva a "
                "firmar."
            )
        )
    step = Step(
        before=hashlib.sha256(before).hexdigest(),
        sha256=hashlib.sha256(pdf).hexdigest(),
        length=len(pdf),
        field=field,
        certificate=certificate,
        serial=serial,
        claimed=claimed,
    )
    (made,) = keep_revisions(session, row, [step], pdf)
    if note:
        _note(session, row, field, SignatureState.EFIRMA, day=claimed, note=note)
    return made


def keep_revisions(
    session: Session, row: IssuedDocument, steps: Sequence[Step], pdf: bytes
) -> list[DocumentRevision]:
    """Keep a PDF signed here or elsewhere, and a row for each of its signatures.

    The caller has verified it. What it continues is dropped, for it is how it begins; a branch
    beside it stays. Two laptops that keep the same signature meet in one row.

    Args:
        session: That of an edit.
        row: The document.
        steps: Its signatures, oldest first; the last one is the whole file. None: as issued.
        pdf: The bytes.
    """
    attachments.put(session, pdf, f"{row.folio}.pdf")
    known = {one.sha256: one for one in reading.revisions(session, row.id)}
    made: list[DocumentRevision] = []
    for step in steps:
        revision = known.get(step.sha256)
        if revision is None:
            revision = DocumentRevision(
                id=natural_id("document_revision", row.id, step.sha256),
                document_id=row.id,
                before=step.before,
                sha256=step.sha256,
                length=step.length,
                field=step.field,
                certificate=step.certificate or None,
                serial=step.serial or None,
                claimed=step.claimed or None,
            )
            session.add(revision)
        made.append(revision)
    attachments.drop(session, [step.before for step in steps])
    session.flush()
    for step in steps:
        _note(session, row, step.field, SignatureState.EFIRMA, day=step.claimed, keeps_note=True)
    return made


def attach_scan(
    workspace: Workspace,
    session: Session,
    row: IssuedDocument,
    name: str,
    data: bytes,
    *,
    pages: int | None = None,
    kept_at: str = "",
) -> DocumentScan:
    """Tie a scanned copy of the signed paper to its document; the same file once only.

    Raises:
        PeaError: It is no PDF, JPEG or PNG, or too large.
    """
    mime = next((kind for head, kind in _SCANS.items() if data.startswith(head)), None)
    if mime is None:
        raise PeaError(
            _("«{name}» no es un PDF ni una imagen JPEG o PNG; elija otro archivo.").format(
                name=name
            )
        )
    sha256 = attachments.put(session, data, name)
    made = natural_id("document_scan", row.id, sha256)
    for one in reading.scans(session, row.id):
        if one.id == made:
            return one
    moment = datetime.fromtimestamp(workspace.now() / 1000).astimezone()
    added = DocumentScan(
        id=made,
        document_id=row.id,
        sha256=sha256,
        file_name=name,
        mime=mime,
        size=len(data),
        pages=pages,
        attached=moment.isoformat(timespec="minutes"),
        by=workspace.device.author,
        kept_at=kept_at or None,
    )
    session.add(added)
    return added


def refresh_state(session: Session, row: IssuedDocument) -> None:
    """Bring the minute of a document to what its cells say: impresa, firmada en parte, firmada."""
    minute = record.minute(session, row.minute_id)
    if minute.state in (MinuteState.CANCELLED, MinuteState.WITH_ADDENDUM):
        return
    states = [one.state for one in reading.signature_rows(session, row)]
    if not any(state.is_signed for state in states):
        state = MinuteState.PRINTED
    elif all(state.is_signed or state is SignatureState.NOT_REQUIRED for state in states):
        state = MinuteState.SIGNED
    else:
        # Who was absent or refused did not sign either.
        state = MinuteState.PARTLY_SIGNED
    if minute.state != state:
        minute.state = state


def _cell(session: Session, row: IssuedDocument, field: str) -> SignatureRow:
    for one in reading.signature_rows(session, row):
        if one.cell.name == field:
            return one
    raise PeaError(
        _("«{folio}» no tiene una celda «{field}» para firmar.").format(
            folio=row.folio, field=field[:80]
        )
    )


def _note(
    session: Session,
    row: IssuedDocument,
    field: str,
    state: SignatureState,
    *,
    day: str = "",
    note: str = "",
    initials: bool | None = None,
    keeps_note: bool = False,
) -> None:
    made = natural_id("document_signature", row.id, field)
    found = next((one for one in rows(session, DocumentSignature) if one.id == made), None)
    if found is None:
        found = DocumentSignature(id=made, document_id=row.id, field=field)
        session.add(found)
    found.state, found.day = state, day or None
    if not keeps_note:
        found.note = note or None
    if initials is not None:
        found.initials = initials
    refresh_state(session, row)
