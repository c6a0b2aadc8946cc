"""What of minutes and acuerdos is in conflict, in the words of a document that prints them."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.orm import Session

from pea_desktop.areas.minutes.entities import Agreement, Attendance, Meeting, Minute
from pea_desktop.core.undecided import Cell, Undecided, open_cells, within
from pea_desktop.i18n import N_, _

_ABOVE: Final[Mapping[str, tuple[str, str]]] = {
    "follow_up": ("agreement_id", "agreement"),
    "task": ("agreement_id", "agreement"),
}
_KINDS: Final[Mapping[str, str]] = {
    "meeting": N_("datos de la reunión"),
    "minute": N_("datos de la minuta"),
    "reviewed_material": N_("material revisado"),
    "agenda_item": N_("orden del día"),
    "institution": N_("nombre de la institución"),
    "person": N_("directorio"),
}


def in_rows(session: Session, rows: Collection[str]) -> tuple[Undecided, ...]:
    """Return what is in conflict in rows of minutes: meetings, acuerdos, people."""
    return tuple(_told(session, row, cell) for row, cell in within(session, _ABOVE, rows))


def in_agreements(session: Session, agreements: Collection[str]) -> tuple[Undecided, ...]:
    """Return what is in conflict in acuerdos and in what else their lists print of them."""
    if not open_cells(session):
        return ()
    rows = [session.get(Agreement, one) for one in agreements]
    others = {one for row in rows if row for one in (row.institution_id, row.person_id) if one}
    found = list(within(session, _ABOVE, agreements))
    return (
        *(Undecided(_of_any_minute(session, row)) for row, _cell in found),
        *in_rows(session, others),
    )


def _of_any_minute(session: Session, row: str) -> str:
    """Return which acuerdo it is where those of several minutes are listed."""
    agreement = session.get(Agreement, row)
    minute = session.get(Minute, agreement.minute_id) if agreement else None
    meeting = session.get(Meeting, minute.meeting_id) if minute else None
    number = (agreement.number if agreement else None) or "—"
    if meeting is None or not meeting.number:
        return _("acuerdo {number}").format(number=number)
    return _("acuerdo {number} de la mesa {table}").format(number=number, table=meeting.number)


def _told(session: Session, row: str, cell: Cell) -> Undecided:
    agreement = session.get(Agreement, row)
    if agreement is not None:
        return Undecided(_("acuerdo {number}").format(number=agreement.number or ""))
    person = session.get(Attendance, row)
    if person is not None:
        return Undecided(_("asistencia de {name}").format(name=person.name or "—"))
    kind = "meeting" if session.get(Meeting, row) is not None else cell.table
    return Undecided(_(_KINDS.get(kind, N_("otro dato"))))
