"""Reading and writing a minute part by part: what the screen of minutes needs."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.minutes.codes import Quality
from pea_desktop.areas.minutes.entities import (
    AgendaItem,
    Agreement,
    Attendance,
    Meeting,
    Minute,
    ReviewedMaterial,
)
from pea_desktop.core.base import Entity
from pea_desktop.core.errors import PeaError
from pea_desktop.core.positions import own_mark, place_after
from pea_desktop.i18n import _

_Row = TypeVar("_Row", bound=Entity)
Part = TypeVar("Part", Agreement, Attendance, ReviewedMaterial, AgendaItem)


def minutes(session: Session) -> list[Minute]:
    """Return the minutes in the order of their meetings: day, then number."""

    def order(minute: Minute) -> tuple[str, str, str]:
        meeting = meetings.get(minute.meeting_id)
        if meeting is None:
            return "", "", minute.id
        return str(meeting.day or ""), meeting.number or "", minute.id

    meetings = {meeting.id: meeting for meeting in rows(session, Meeting)}
    return sorted(rows(session, Minute), key=order)


def minute(session: Session, minute_id: str) -> Minute:
    """Return a minute by its id.

    Raises:
        PeaError: There is none.
    """
    for found in rows(session, Minute, id=minute_id):
        return found
    raise PeaError(
        _("No hay una minuta con el identificador «{id}»: revise la lista de minutas.").format(
            id=minute_id[:80]
        )
    )


def meeting_of(session: Session, minute: Minute) -> Meeting | None:
    """Return the minute's meeting, None if another laptop deleted it."""
    return next(iter(rows(session, Meeting, id=minute.meeting_id)), None)


def agreements(session: Session, minute_id: str) -> list[Agreement]:
    """Return a minute's acuerdos in order."""
    return in_order(rows(session, Agreement, minute_id=minute_id))


def attendances(
    session: Session, meeting_id: str, quality: Quality | None = None
) -> list[Attendance]:
    """Return who was at a meeting, in order; only those of one quality if it is given."""
    everybody = in_order(rows(session, Attendance, meeting_id=meeting_id))
    return [row for row in everybody if quality in (None, row.quality)]


def materials(session: Session, minute_id: str) -> list[ReviewedMaterial]:
    """Return the documents a minute names as reviewed, in order."""
    return in_order(rows(session, ReviewedMaterial, minute_id=minute_id))


def add_agreement(
    session: Session,
    minute_id: str,
    text: str | None = None,
    *,
    notes: str | None = None,
    number: str | None = None,
) -> Agreement:
    """Add an acuerdo after the others; without a number it gets the next one."""
    siblings = agreements(session, minute_id)
    row = Agreement(
        minute_id=minute_id,
        position=after(session, siblings),
        number=number or str(len(siblings) + 1),
        text=text,
        notes=notes,
    )
    session.add(row)
    return row


def add_attendance(
    session: Session,
    meeting_id: str,
    quality: Quality,
    name: str | None = None,
    *,
    treatment: str | None = None,
    office: str | None = None,
) -> Attendance:
    """Add somebody after the others of the meeting."""
    row = Attendance(
        meeting_id=meeting_id,
        position=after(session, attendances(session, meeting_id)),
        quality=quality,
        treatment=treatment,
        name=name,
        office=office,
    )
    session.add(row)
    return row


def add_material(session: Session, minute_id: str, text: str) -> ReviewedMaterial:
    """Add a reviewed document after the others."""
    position = after(session, materials(session, minute_id))
    row = ReviewedMaterial(minute_id=minute_id, position=position, text=text)
    session.add(row)
    return row


def move(siblings: list[Part], row: Part, index: int) -> None:
    """Move a row to a place (from 0) among its siblings, which come in their order.

    Only the moved row changes, so that two laptops that reorder do not clash; where two siblings
    hold one position (both laptops added a row) all get new ones.
    """
    others: list[Part] = [sibling for sibling in siblings if sibling is not row]
    before = others[index - 1].position if index > 0 else Decimal(0)
    after = others[index].position if index < len(others) else before + 2
    between = (before + after) / 2
    # Halves of halves run out of digits some day.
    if before < between < after:
        row.position = between
        return
    others.insert(index, row)
    for position, sibling in enumerate(others, start=1):
        sibling.position = Decimal(position)


def renumber(session: Session, minute_id: str) -> None:
    """Number the acuerdos 1, 2, 3… in their order."""
    for number, row in enumerate(agreements(session, minute_id), start=1):
        if row.number != str(number):
            row.number = str(number)


def remove(
    session: Session, row: Minute | Agreement | Attendance | ReviewedMaterial | AgendaItem
) -> None:
    """Delete a row; what hangs from a minute is shown nowhere without it.

    Its parts stay as rows: should another laptop have edited one meanwhile, keeping the minute
    brings all of it back, and so does undo.
    """
    if row in session.new:
        session.expunge(row)
    else:
        session.delete(row)


def after(session: Session, siblings: Sequence[Part]) -> Decimal:
    """Return the place below the last of its siblings, which come in their order."""
    return place_after(siblings[-1].position if siblings else None, own_mark(session))


def in_order(rows: Iterable[Part]) -> list[Part]:
    """Return parts by their position."""
    # Two laptops may have given one position: the id makes the order the same on both.
    return sorted(rows, key=lambda row: (row.position or Decimal(0), row.id))


def rows(session: Session, entity: type[_Row], **where: str | None) -> list[_Row]:
    """Return all rows of a kind, or those with these values, those of the open edit included."""
    # Sessions do not flush by themselves: what this edit just added is not yet in the file.
    found = session.scalars(select(entity).filter_by(**where))
    stored = [row for row in found if row not in session.deleted]
    added = [row for row in session.new if isinstance(row, entity)]
    if where:
        added = [row for row in added if all(getattr(row, k) == v for k, v in where.items())]
    return stored + added
