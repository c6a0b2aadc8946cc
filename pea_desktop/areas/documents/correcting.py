"""Putting an issued minute right: fe de erratas, adenda, new version; each a new draft."""

from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from pea_desktop.areas.documents.reading import documents_of
from pea_desktop.areas.minutes import (
    Agreement,
    Attendance,
    Correction,
    Minute,
    MinuteState,
    agenda,
    record,
)
from pea_desktop.core.base import Entity, new_id
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _

_Row = TypeVar("_Row", bound=Entity)
_ANEW: dict[type[Entity], dict[str, Any]] = {
    Attendance: {"ink": None},
    Agreement: {"folio": None, "printed": None},
}
"""What a copy does not take from its original."""


def correct(session: Session, minute_id: str, kind: Correction, reason: str) -> Minute:
    """Make the draft that puts an issued minute right; return it.

    It is of the same meeting (copied, since the issued one stays as it is) and the same people. A
    new version begins with all that the minute said; the others begin empty.

    Raises:
        PeaError: The minute is not issued, there is a draft already, or there is no reason.
    """
    minute = record.minute(session, minute_id)
    if not documents_of(session, minute_id):
        raise PeaError(_("La minuta todavía no se emite: puede editarla directamente."))
    if not reason.strip():
        raise PeaError(_("Escriba el motivo de la corrección."))
    meeting = record.meeting_of(session, minute)
    if meeting is None:
        raise PeaError(_("La reunión de esta minuta ya no existe; no se puede corregir."))
    for other in record.minutes(session):
        is_draft = other.state in (None, *_DRAFTS)
        if other.corrects_id == minute_id and other.correction == kind and is_draft:
            raise PeaError(_("Ya hay un borrador de esta corrección; ábralo en la lista."))
    place = _copy(session, meeting)
    made = _copy(
        session,
        minute,
        meeting_id=place.id,
        state=MinuteState.DRAFT,
        correction=kind,
        corrects_id=minute.id,
        reason=reason.strip(),
    )
    for person in record.attendances(session, meeting.id):
        _copy(session, person, meeting_id=place.id)
    if kind != Correction.NEW_VERSION:
        made.opening = made.quorum = made.development = made.closing = made.observations = None
        made.declared_lines, made.with_matrix, made.with_changes = None, False, False
        return made
    for point in agenda(session, meeting.id):
        _copy(session, point, meeting_id=place.id)
    for agreement in record.agreements(session, minute.id):
        _copy(session, agreement, minute_id=made.id, origin_id=agreement.id)
    for material in record.materials(session, minute.id):
        _copy(session, material, minute_id=made.id)
    return made


_DRAFTS = (MinuteState.DRAFT, MinuteState.BEING_READ, MinuteState.APPROVED_IN_ROOM)


def _copy(session: Session, row: _Row, **changes: Any) -> _Row:
    """Add a row with the same values under an id of its own."""
    values = {
        column.key: getattr(row, column.key)
        for column in inspect(type(row)).columns
        if column.key != "id"
    }
    values |= {"id": new_id()} | _ANEW.get(type(row), {}) | changes
    if isinstance(values.get("position"), Decimal):
        values["position"] = Decimal(values["position"])
    made = type(row)(**values)
    session.add(made)
    return made
