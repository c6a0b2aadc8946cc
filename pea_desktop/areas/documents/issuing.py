"""Issue is freeze: what is printed, its PDF and its folio are stored in one transaction.

Gather, work, apply: `prepare` reads, rendering needs no expediente, `store` looks whether all is as
it was and writes. `issue` does the three.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from pea_desktop.areas import matrix
from pea_desktop.areas.documents import folios, reading
from pea_desktop.areas.documents.codes import DocumentKind
from pea_desktop.areas.documents.entities import IssuedDocument
from pea_desktop.areas.documents.frozen import lock_of
from pea_desktop.areas.documents.reading import Cell
from pea_desktop.areas.minutes import (
    Correction,
    Corrects,
    Minute,
    MinuteSnapshot,
    MinuteState,
    MinuteTemplate,
    SignatureMode,
    canonical,
    digest,
    lifecycle,
    record,
)
from pea_desktop.areas.minutes import snapshot as minute_snapshot
from pea_desktop.core import attachments
from pea_desktop.core.anchor import log_ends
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _

_MOST_SNAPSHOT = 12 * 1024 * 1024
"""Characters of a snapshot; an entry of the journal may hold 16 MiB."""

_KINDS = {Correction.ERRATA: DocumentKind.ERRATA, Correction.ADDENDUM: DocumentKind.ADDENDUM}


class Place(Protocol):
    """Where a document was drawn for a cell to be signed: points from the lower left corner."""

    @property
    def name(self) -> str:
        """The cell: `Signatory.cell`."""

    @property
    def page(self) -> int:
        """Its page, from 1."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""


@dataclass(frozen=True)
class Rendered:
    """A document as drawn: its bytes, and where its cells came to lie."""

    pdf: bytes
    places: Sequence[Place] = ()


Render = Callable[[MinuteSnapshot], Rendered]


@dataclass(frozen=True)
class Prepared:
    """What is about to be issued; plain data, for a worker that draws it."""

    snapshot: MinuteSnapshot
    kind: DocumentKind
    replaces_id: str | None
    reason: str


def draft(session: Session, minute_id: str) -> MinuteSnapshot:
    """Return what the draft of a minute prints, compared with the earlier document if it wants.

    For the live preview. An issued minute is not drawn again: take `reading.pdf_of`.

    Raises:
        PeaError: There is no such minute.
    """
    minute = record.minute(session, minute_id)
    return minute_snapshot(
        session,
        minute_id,
        # Reading it takes as long as all the rest.
        before=earlier_snapshot(session, minute) if minute.with_changes else None,
        corrects=_corrects(session, minute),
    )


def provisional_folio(
    session: Session, device: Device, minute_id: str, now: int
) -> tuple[str, int]:
    """Return the folio and version a minute would get if it were issued now, not before."""
    minute = record.minute(session, minute_id)
    folio, version, _kind = _folio(session, device, minute, _moment(now).year)
    return folio, version


def prepare(workspace: Workspace, minute_id: str) -> Prepared:
    """Return what will be frozen, with the folio the document gets.

    Raises:
        PeaError: The minute is issued already, cancelled, has an acuerdo without text, or waits for
            a conflict to be decided.
    """
    session = workspace.session
    minute = record.minute(session, minute_id)
    lock = lock_of(session, minute_id)
    if lock is not None:
        raise PeaError(lock.sentence)
    if lifecycle.state_of(minute) not in lifecycle.DRAFT_STATES:
        raise PeaError(_("La minuta está cancelada o ya emitida; no se emite otra vez."))
    _require_said(session, minute_id)
    moment = _moment(workspace.now())
    folio, version, kind = _folio(session, workspace.device, minute, moment.year)
    snapshot = minute_snapshot(
        session,
        minute_id,
        folio=folio,
        version=version,
        issued=moment.isoformat(timespec="minutes"),
        before=earlier_snapshot(session, minute),
        corrects=_corrects(session, minute),
    )
    snapshot = replace(snapshot, journal=log_ends(workspace.journal))
    _require_decided(workspace, snapshot)
    former = _corrected(session, minute)
    is_new_version = minute.correction == Correction.NEW_VERSION
    return Prepared(
        snapshot=snapshot,
        kind=kind,
        replaces_id=former.id if former is not None and is_new_version else None,
        reason=minute.reason or "",
    )


def store(workspace: Workspace, prepared: Prepared, rendered: Rendered) -> IssuedDocument:
    """Freeze what was prepared and drawn: all of it in one transaction, or nothing.

    Raises:
        PeaError: Something changed since `prepare`, the drawing lacks a cell, or the disk is full.
    """
    snapshot = prepared.snapshot
    again = prepare(workspace, snapshot.minute_id)
    # Time went on, and perhaps work elsewhere: neither changes what is printed of the minute.
    as_then = replace(again.snapshot, issued=snapshot.issued, journal=snapshot.journal)
    if canonical(as_then) != canonical(snapshot):
        raise PeaError(
            _("La minuta o su matriz cambió mientras se preparaba el documento; emita de nuevo.")
        )
    text = canonical(snapshot)
    if len(text.encode("utf-8", "surrogatepass")) > _MOST_SNAPSHOT:
        raise PeaError(
            _("La matriz es demasiado grande para ir como anexo; emita la minuta sin él.")
        )
    cells = _cells(snapshot, rendered.places)
    label = _("Emitir {folio}").format(folio=snapshot.folio)
    with workspace.edit(label) as session:
        folios.keep_letter(session, workspace.device)
        row = IssuedDocument(
            minute_id=snapshot.minute_id,
            kind=prepared.kind,
            folio=snapshot.folio,
            version=snapshot.version,
            sha256=attachments.put(session, rendered.pdf, f"{snapshot.folio}.pdf"),
            length=len(rendered.pdf),
            snapshot_sha256=digest(text),
            issued=snapshot.issued,
            issued_by=workspace.device.author,
            device=workspace.device.name,
            replaces_id=prepared.replaces_id,
            reason=prepared.reason or None,
            cells=json.dumps([asdict(one) for one in cells], ensure_ascii=False, sort_keys=True),
            snapshot=text,
        )
        session.add(row)
        minute = record.minute(session, snapshot.minute_id)
        minute.state = MinuteState.PRINTED
        texts = {one.id: one.text for one in snapshot.agreements}
        for agreement in folios.give_agreement_folios(session, minute.id, snapshot.folio):
            agreement.printed = texts.get(agreement.id)
        _mark_corrected(session, minute)
    return row


def issue(workspace: Workspace, minute_id: str, render: Render) -> IssuedDocument:
    """Issue a minute: draw it with its folio and freeze it.

    Args:
        workspace: The expediente.
        minute_id: A minute that is still a draft.
        render: Draws it; the same snapshot must give the same bytes.

    Raises:
        PeaError: As `prepare` and `store`; nothing was issued.
    """
    prepared = prepare(workspace, minute_id)
    return store(workspace, prepared, render(prepared.snapshot))


def earlier_snapshot(session: Session, minute: Minute) -> MinuteSnapshot | None:
    """Return what `earlier_document` froze; None without one."""
    found = earlier_document(session, minute)
    return reading.snapshot_of(found) if found is not None else None


def earlier_document(session: Session, minute: Minute) -> IssuedDocument | None:
    """Return the newest issued document of the same institution before a minute; None for none."""
    meeting = record.meeting_of(session, minute)
    if meeting is None or meeting.institution_id is None:
        return None
    meetings = {one.id: one for one in record.rows(session, type(meeting))}
    minutes = {one.id: one for one in record.rows(session, Minute)}
    found: list[IssuedDocument] = []
    for row in reading.all_documents(session):
        other = minutes.get(row.minute_id)
        place = meetings.get(other.meeting_id) if other is not None else None
        if (
            place is not None
            and row.minute_id != minute.id
            and place.institution_id == meeting.institution_id
            and (meeting.day is None or place.day is None or place.day <= meeting.day)
        ):
            found.append(row)
    return found[-1] if found else None


def _folio(
    session: Session, device: Device, minute: Minute, year: int
) -> tuple[str, int, DocumentKind]:
    meeting = record.meeting_of(session, minute)
    institution_id = meeting.institution_id if meeting is not None else None
    kind = DocumentKind.ACTA if minute.template == MinuteTemplate.SESSION else DocumentKind.MINUTE
    if minute.correction in _KINDS:
        kind = _KINDS[Correction(minute.correction)]
    former = _corrected(session, minute)
    if former is not None and minute.correction == Correction.NEW_VERSION:
        return former.folio or "", (former.version or 1) + 1, former.kind or kind
    return folios.next_folio(session, device, institution_id, kind, year), 1, kind


def _corrected(session: Session, minute: Minute) -> IssuedDocument | None:
    found = reading.documents_of(session, minute.corrects_id) if minute.corrects_id else []
    return found[-1] if found else None


def _corrects(session: Session, minute: Minute) -> Corrects | None:
    former = _corrected(session, minute)
    if former is None:
        return None
    return Corrects(
        kind=str(minute.correction or ""),
        folio=former.folio or "",
        sha256=former.sha256 or "",
        reason=minute.reason or "",
    )


def _mark_corrected(session: Session, minute: Minute) -> None:
    """Say on the corrected minute that there is an adenda or fe de erratas."""
    if minute.correction in _KINDS and minute.corrects_id:
        record.minute(session, minute.corrects_id).state = MinuteState.WITH_ADDENDUM


def _require_decided(workspace: Workspace, snapshot: MinuteSnapshot) -> None:
    """Refuse while what would be printed has two values."""
    printed = set(snapshot.parts)
    printed.update(row.id for row in snapshot.matrix.rows)
    for one in workspace.conflicts():
        row, field = matrix.logical(workspace.session, one.table, one.row, one.field)
        if row in printed or one.row in printed:
            raise PeaError(
                _(
                    "Hay un conflicto sin decidir en lo que se imprime ({field}); decídalo antes "
                    "de emitir."
                ).format(field=matrix.field_label(field) if matrix.is_field(field) else field)
            )


def _require_said(session: Session, minute_id: str) -> None:
    """Refuse while an acuerdo says nothing: people would sign an empty cell."""
    for at, row in enumerate(record.agreements(session, minute_id), start=1):
        if not (row.text or "").strip():
            raise PeaError(
                _(
                    "El acuerdo {number} no tiene texto; escríbalo o quítelo antes de emitir."
                ).format(number=row.number or at)
            )


def _cells(snapshot: MinuteSnapshot, places: Sequence[Place]) -> list[Cell]:
    """Return the cells to sign with their places.

    Raises:
        PeaError: One that is to be signed electronically was not drawn, or one is drawn twice.
    """
    drawn = {one.name: one for one in places}
    if len(drawn) != len(places):
        raise PeaError(_("Dos personas quedaron en un mismo lugar para firmar; revise la lista."))
    made: list[Cell] = []
    for person in snapshot.people:
        at = drawn.get(person.cell)
        if at is None and person.mode == SignatureMode.EFIRMA:
            raise PeaError(
                _("En el documento no hay lugar para la e.firma de {name}.").format(
                    name=person.name
                )
            )
        made.append(
            Cell(
                name=person.cell,
                person=person.name,
                role=person.quality,
                mode=person.mode,
                attendance_id=person.id,
                page=at.page if at else 0,
                box=at.box if at else (0.0, 0.0, 0.0, 0.0),
                rfc=person.rfc,
            )
        )
    return made


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000).astimezone()


def is_intact(data: bytes, row: IssuedDocument) -> bool:
    """Tell whether bytes begin with the document exactly as it was issued."""
    return hashlib.sha256(data[: row.length or 0]).hexdigest() == row.sha256
