"""Who attends: invited from the directory, ticked when they arrive, and how each will sign."""

import json
import re

from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.institutions import Person
from pea_desktop.areas.minutes import record
from pea_desktop.areas.minutes.codes import Quality, SignatureMode
from pea_desktop.areas.minutes.entities import AgendaItem, Attendance
from pea_desktop.areas.minutes.snapshots import Stroke
from pea_desktop.core import attachments
from pea_desktop.core.base import natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

_RFC = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}")
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:\s*h(?:oras|rs|s)?\.?)?", re.IGNORECASE)
_PERSON_RFC = 13


def parse_hour(text: str) -> str | None:
    """Return an hour as it is kept, «9:05 hrs» as «09:05»; blank is None.

    Raises:
        PeaError: It is no hour of a day.
    """
    if not text.strip():
        return None
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise PeaError(
            _("La hora se escribe con dos puntos, como 10:30: «{text}».").format(text=text[:80])
        )
    return f"{int(found[1]):02}:{found[2]}"


def parse_rfc(text: str) -> str | None:
    """Return the RFC of a person in capitals, without spaces; blank is None.

    Raises:
        PeaError: It has not the form of a person's RFC (13 characters).
    """
    bare = re.sub(r"[\s-]", "", text).upper()
    if not bare:
        return None
    if len(bare) != _PERSON_RFC or not _RFC.fullmatch(bare):
        raise PeaError(
            _("El RFC de una persona tiene 13 caracteres, como XAXX010101000: «{text}».").format(
                text=text[:80]
            )
        )
    return bare


def remember_person(session: Session, row: Attendance) -> Person | None:
    """Put somebody written into a minute into the directory; None without a name.

    The same name at the same institution is the same person, on other laptops too.
    """
    if not row.name or not row.name.strip():
        return None
    known = [
        one
        for one in institutions.people(session)
        if fold(one.name) == fold(row.name) and one.institution_id == row.institution_id
    ]
    if known:
        person = known[0]
    else:
        made = natural_id("person", fold(row.name), row.institution_id or "")
        person = Person(id=made, name=row.name, institution_id=row.institution_id)
        session.add(person)
    for field in ("treatment", "office", "rfc"):
        told = getattr(row, field)
        if told and told != getattr(person, field):
            setattr(person, field, told)
    row.person_id = person.id
    return person


def invite(
    session: Session,
    meeting_id: str,
    person: Person,
    quality: Quality = Quality.ATTENDEE,
    *,
    present: bool | None = None,
) -> Attendance:
    """Add somebody of the directory to a meeting, with the office held now.

    Raises:
        PeaError: That person is in the list already.
    """
    if any(row.person_id == person.id for row in record.attendances(session, meeting_id)):
        raise PeaError(
            _("{name} ya está en la lista de esta reunión.").format(name=person.full_name)
        )
    row = record.add_attendance(
        session,
        meeting_id,
        quality,
        person.name,
        treatment=person.treatment,
        office=person.office,
    )
    row.person_id, row.institution_id = person.id, person.institution_id
    row.rfc, row.present = person.rfc, present
    return row


def set_present(row: Attendance, *, present: bool, arrival: str | None = None) -> None:
    """Tick whether somebody is there, and since when («10:05»).

    Raises:
        PeaError: The hour is no hour.
    """
    row.present = present
    row.arrival = parse_hour(arrival) if present and arrival else None


def set_ink(session: Session, row: Attendance, strokes: tuple[Stroke, ...]) -> None:
    """Keep a signature drawn on the screen, to be printed in the person's cell; none takes it away.

    Only places and pressure are kept, scaled: no times (they tell how a hand moves).
    """
    if not strokes:
        row.ink = None
        return
    text = json.dumps(strokes, separators=(",", ":"))
    row.ink = attachments.put(session, text.encode("ascii"), _("la firma en pantalla"))
    row.signature_mode = SignatureMode.INK


def strokes_of(session: Session, sha256: str | None) -> tuple[Stroke, ...]:
    """Return the strokes kept under a hash; none if this laptop has not got them."""
    if not sha256 or not attachments.has(session, sha256):
        return ()
    try:
        made = json.loads(attachments.get(session, sha256))
        return tuple(tuple((int(x), int(y), int(p)) for x, y, p in stroke) for stroke in made)
    except (ValueError, TypeError):
        return ()


def agenda(session: Session, meeting_id: str) -> list[AgendaItem]:
    """Return the points of a meeting's orden del día, in order."""
    return record.in_order(record.rows(session, AgendaItem, meeting_id=meeting_id))


def add_agenda_item(
    session: Session, meeting_id: str, text: str | None = None, minutes: int | None = None
) -> AgendaItem:
    """Add a point after the others."""
    siblings = agenda(session, meeting_id)
    position = record.after(session, siblings)
    row = AgendaItem(meeting_id=meeting_id, position=position, text=text, minutes=minutes)
    session.add(row)
    return row
