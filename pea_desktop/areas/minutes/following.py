"""What becomes of the acuerdos: follow-up, deadlines, and the tray of all that is open."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.institutions import Person
from pea_desktop.areas.minutes import live, record
from pea_desktop.areas.minutes.codes import (
    AGREEMENT_STATE_LABELS,
    AgreementKind,
    AgreementState,
    Correction,
    MinuteState,
)
from pea_desktop.areas.minutes.entities import (
    Agreement,
    FollowUp,
    Meeting,
    Minute,
    NonWorkingDay,
    Task,
)
from pea_desktop.core import attachments
from pea_desktop.core.base import natural_id
from pea_desktop.core.calendar import add_days, count_days
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _, ngettext

_NEXT = {
    AgreementState.REGISTERED: (
        AgreementState.IN_PROGRESS,
        AgreementState.PARTLY_FULFILLED,
        AgreementState.FULFILLED,
        AgreementState.CANCELLED,
        AgreementState.VOID,
    ),
    AgreementState.IN_PROGRESS: (
        AgreementState.REGISTERED,
        AgreementState.PARTLY_FULFILLED,
        AgreementState.FULFILLED,
        AgreementState.CANCELLED,
        AgreementState.VOID,
    ),
    AgreementState.PARTLY_FULFILLED: (
        AgreementState.IN_PROGRESS,
        AgreementState.FULFILLED,
        AgreementState.CANCELLED,
        AgreementState.VOID,
    ),
    AgreementState.FULFILLED: (AgreementState.IN_PROGRESS,),
    AgreementState.CANCELLED: (AgreementState.REGISTERED,),
    AgreementState.VOID: (AgreementState.REGISTERED,),
}
_WITH_REASON = (AgreementState.CANCELLED, AgreementState.VOID)
_CLOSED = (AgreementState.FULFILLED, *_WITH_REASON)
ISSUED_STATES = (
    MinuteState.PRINTED,
    MinuteState.PARTLY_SIGNED,
    MinuteState.SIGNED,
    MinuteState.WITH_ADDENDUM,
)
"""States of a minute whose document exists."""


class TrayRow(NamedTuple):
    """An acuerdo of any minute, as the tray lists it.

    `state` has «vencido» computed; `days` are those left, negative when past, None without a
    deadline, in working days if `in_working_days` (see `days_left`); `folio` is "" until its minute
    is issued; `tasks` and `open_tasks` count its tareas and those to be done.
    """

    id: str
    minute_id: str
    folio: str
    number: str
    table: str
    day: date | None
    institution_id: str | None
    institution: str
    responsible: str
    text: str
    kind: str
    due: date | None
    state: AgreementState
    days: int | None
    in_working_days: bool = False
    follow_ups: int = 0
    tasks: int = 0
    open_tasks: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something is still owed; a constancia records a fact and owes nothing."""
        return self.state not in _CLOSED and self.kind != AgreementKind.RECORD

    @property
    def is_overdue(self) -> bool:
        """Whether its deadline has passed."""
        return self.state == AgreementState.OVERDUE


def state_on(row: Agreement, today: date) -> AgreementState:
    """Return the state of an acuerdo on a day: open and past its deadline is «vencido».

    A constancia records a fact: it owes nothing, and is never overdue.
    """
    state = row.state if isinstance(row.state, AgreementState) else AgreementState.REGISTERED
    if state in _CLOSED or row.kind == AgreementKind.RECORD:
        return state
    deadline = row.deadline
    return AgreementState.OVERDUE if deadline is not None and today > deadline else state


def states_after(row: Agreement) -> tuple[AgreementState, ...]:
    """Return the states that may follow from the one an acuerdo is in."""
    now = row.state if isinstance(row.state, AgreementState) else AgreementState.REGISTERED
    return _NEXT.get(now, ())


def follow_ups(session: Session, agreement_id: str) -> list[FollowUp]:
    """Return what was done about an acuerdo, in order of days."""
    found = record.rows(session, FollowUp, agreement_id=agreement_id)
    return sorted(found, key=lambda row: (str(row.day or ""), row.id))


def agreement(session: Session, agreement_id: str) -> Agreement:
    """Return an acuerdo by its id.

    Raises:
        PeaError: There is none.
    """
    for row in record.rows(session, Agreement, id=agreement_id):
        return row
    raise PeaError(_("Ese acuerdo ya no existe; actualice la lista de acuerdos."))


def follow_up(
    session: Session,
    agreement_id: str,
    day: date,
    *,
    note: str = "",
    state: AgreementState | None = None,
    new_due: date | None = None,
    by: str | None = None,
    evidence: tuple[str, bytes] | None = None,
) -> FollowUp:
    """Note what was done about an acuerdo; the way to change its state or its deadline.

    Args:
        session: That of an edit.
        agreement_id: The acuerdo.
        day: When it happened.
        note: What happened; the reason for whoever cancels or gives another day.
        state: What it is from now on; None leaves it.
        new_due: Another deadline; what the minute says stays beside.
        by: Who tells.
        evidence: A file's name and bytes.

    Raises:
        PeaError: The state does not follow from the present one, or a reason is missing.
    """
    row = agreement(session, agreement_id)
    now = row.state if isinstance(row.state, AgreementState) else AgreementState.REGISTERED
    note = note.strip()
    if state is not None and state != now:
        _require_step(now, state)
    if not note and (state in _WITH_REASON or new_due is not None):
        raise PeaError(_("Escriba el motivo: sin él no se cancela un acuerdo ni cambia su fecha."))
    if not note and state is None and evidence is None:
        raise PeaError(_("Escriba qué se hizo, o elija un estado."))
    made = FollowUp(
        agreement_id=row.id, day=day, note=note or None, state=state, new_due=new_due, by=by
    )
    if evidence is not None:
        made.file_name, data = evidence
        made.attachment = attachments.put(session, data, made.file_name)
    session.add(made)
    if state is not None:
        row.state = state
        row.fulfilled = day if state == AgreementState.FULFILLED else None
    if new_due is not None:
        row.new_due = new_due
    return made


def set_term(
    row: Agreement, start: date, days: int, *, working: bool, closed: Collection[date] = ()
) -> date:
    """Set an acuerdo's deadline as a term of days from the day after `start`; return it.

    Raises:
        PeaError: The term has no days, or too many.
    """
    if not 0 < days <= 3650:
        raise PeaError(_("El plazo va de 1 a 3650 días: «{days}».").format(days=days))
    row.due = add_days(start, days, working=working, closed=closed)
    row.due_days, row.due_working = days, working
    return row.due


def days_left(row: Agreement, today: date, closed: Collection[date]) -> tuple[int | None, bool]:
    """Return the days to an acuerdo's deadline, and whether they are working days.

    One rule for tray and documents: what is left of a term agreed in working days counts those;
    all else, and how late something is, counts days of the calendar.
    """
    due = row.deadline
    if due is None:
        return None, False
    working = bool(row.due_working) and row.new_due is None and due >= today
    days = count_days(today, due, working=working, closed=closed)
    if working and not days and due > today:
        # The deadline itself became a day off: it is not «hoy» yet.
        return (due - today).days, False
    return days, working


def left_in_words(days: int, *, working: bool) -> str:
    """Return how far a deadline is: «faltan 3 días hábiles», «venció hace 1 día natural»."""
    if days == 0:
        return _("vence hoy")
    if days < 0:
        late = ngettext("venció hace {n} día natural", "venció hace {n} días naturales", -days)
        return late.format(n=-days)
    if working:
        return ngettext("falta {n} día hábil", "faltan {n} días hábiles", days).format(n=days)
    return ngettext("falta {n} día natural", "faltan {n} días naturales", days).format(n=days)


def tray(session: Session, today: date, only: Collection[str] | None = None) -> list[TrayRow]:
    """Return the acuerdos of all minutes: overdue first, then by deadline, those without one last.

    Left out are those of cancelled minutes, those that a newer issued version says again, and those
    of other minutes than `only`, if it is given.
    """
    minutes = {row.id: row for row in record.rows(session, Minute)}
    meetings = {row.id: row for row in record.rows(session, Meeting)}
    said_again = _said_again(minutes)
    closed = non_working_days(session)
    names = {row.id: row.name for row in institutions.all_institutions(session)}
    people = {row.id: row.full_name for row in institutions.people(session)}
    values: dict[tuple[str, ...], dict[str, str]] = {}
    counts = Counter(one.agreement_id for one in record.rows(session, FollowUp))
    made: dict[str, list[date | None]] = defaultdict(list)
    for task in record.rows(session, Task):
        made[task.agreement_id].append(task.done)
    listed: list[TrayRow] = []
    for row in record.rows(session, Agreement):
        minute = minutes.get(row.minute_id)
        if minute is None or minute.id in said_again or minute.state == MinuteState.CANCELLED:
            continue
        if only is not None and minute.id not in only:
            continue
        meeting = meetings.get(minute.meeting_id)
        institution_id = row.institution_id or (meeting.institution_id if meeting else None)
        days, in_working_days = days_left(row, today, closed)
        listed.append(
            TrayRow(
                id=row.id,
                minute_id=minute.id,
                folio=row.folio or "",
                number=row.number or "",
                table=(meeting.number if meeting else None) or "",
                day=meeting.day if meeting else None,
                institution_id=institution_id,
                institution=names.get(institution_id or "", ""),
                responsible=_responsible(row, names, people),
                text=_text(session, row, minute, values),
                kind=str(row.kind or ""),
                due=row.deadline,
                state=state_on(row, today),
                days=days,
                in_working_days=in_working_days,
                follow_ups=counts[row.id],
                tasks=len(made[row.id]),
                open_tasks=sum(done is None for done in made[row.id]),
            )
        )
    return sorted(listed, key=_urgency)


def pending_before(session: Session, minute: Minute, today: date) -> list[TrayRow]:
    """Return the open acuerdos of earlier issued minutes of the same institution's mesa."""
    meeting = record.meeting_of(session, minute)
    if meeting is None or meeting.institution_id is None:
        return []
    meetings = {row.id: row for row in record.rows(session, Meeting)}
    earlier = {
        row.id
        for row in record.rows(session, Minute)
        if row.id not in (minute.id, minute.corrects_id)
        and row.state in ISSUED_STATES
        and (other := meetings.get(row.meeting_id)) is not None
        and other.institution_id == meeting.institution_id
        and (meeting.day is None or other.day is None or other.day <= meeting.day)
    }
    if not earlier:
        return []
    return [row for row in tray(session, today, earlier) if row.is_open]


def responsible_of(session: Session, row: Agreement) -> str:
    """Return who answers for an acuerdo, as printed: a person, of an institution."""
    names = {one.id: one.name for one in institutions.all_institutions(session)}
    people = {one.id: one.full_name for one in institutions.people(session)}
    return _responsible(row, names, people)


def set_responsible(row: Agreement, person: Person) -> None:
    """Let somebody of the directory answer for an acuerdo."""
    row.person_id, row.institution_id = person.id, person.institution_id
    row.responsible = person.full_name


def non_working_days(session: Session) -> frozenset[date]:
    """Return the days off that the institutions here have beside those of the law."""
    return frozenset(row.day for row in record.rows(session, NonWorkingDay) if row.day)


def add_non_working_day(session: Session, day: date, name: str | None = None) -> NonWorkingDay:
    """Note a day off; noted twice it is the same one."""
    made = natural_id("non_working_day", day.isoformat())
    for row in record.rows(session, NonWorkingDay):
        if row.id == made:
            row.name = name
            return row
    added = NonWorkingDay(id=made, day=day, name=name)
    session.add(added)
    return added


def own_days_off(session: Session) -> list[NonWorkingDay]:
    """Return the days off that the institutions here have beside those of the law, in order."""
    found = [row for row in record.rows(session, NonWorkingDay) if row.day]
    return sorted(found, key=lambda row: (str(row.day), row.id))


def remove_non_working_day(session: Session, row_id: str) -> None:
    """Take back a day off; terms already counted stay as they were agreed."""
    for row in record.rows(session, NonWorkingDay, id=row_id):
        session.delete(row)


def _text(
    session: Session, row: Agreement, minute: Minute, values: dict[tuple[str, ...], dict[str, str]]
) -> str:
    """Return what an acuerdo says: as printed, or in a draft with its live fields as of now."""
    text = row.printed or row.text or ""
    if row.printed or "{" not in text:
        return text
    if (minute.id,) not in values:
        values[minute.id,] = live.live_values(session, minute, matrices=values)
    return live.fill(text, values[minute.id,]).text


def _require_step(now: AgreementState, state: AgreementState) -> None:
    if state == AgreementState.OVERDUE:
        raise PeaError(_("«Vencido» resulta de la fecha límite; no se elige."))
    if state not in _NEXT.get(now, ()):
        raise PeaError(
            _("Un acuerdo «{now}» no pasa a «{state}»; regístrelo primero como en proceso.").format(
                now=_(AGREEMENT_STATE_LABELS[now]), state=_(AGREEMENT_STATE_LABELS[state])
            )
        )


def _said_again(minutes: dict[str, Minute]) -> set[str]:
    """Return the minutes whose acuerdos another one says: its issued version, or its draft one."""
    gone: set[str] = set()
    for row in minutes.values():
        if row.correction != Correction.NEW_VERSION or row.corrects_id not in minutes:
            continue
        if row.state == MinuteState.CANCELLED:
            continue
        gone.add(str(row.corrects_id) if row.state in ISSUED_STATES else row.id)
    return gone


def _responsible(row: Agreement, names: dict[str, str], people: dict[str, str]) -> str:
    who = row.responsible or people.get(row.person_id or "", "")
    where = names.get(row.institution_id or "", "")
    return ", ".join(filter(None, (who, where)))


def _urgency(row: TrayRow) -> tuple[int, str, str, str]:
    group = 0 if row.is_overdue else 1 if row.is_open else 2
    return group, str(row.due or "9999"), row.folio or str(row.day or ""), row.id
