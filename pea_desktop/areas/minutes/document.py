"""What a minute shows to a script and what its document prints, the matrix as annex included."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.catalog import Policy
from pea_desktop.areas.matrix import ItemRef, LineRow, lines
from pea_desktop.areas.minutes import record
from pea_desktop.areas.minutes.entities import Attendance, Meeting, Minute, Quality


@dataclass(frozen=True)
class MatrixRow:
    """A línea as the annex prints it; `targets` follow the snapshot's `years`."""

    axis: str
    priority: str
    line: str
    indicator: str
    interpretation: str
    type: str
    formula: str
    frequency: str
    targets: tuple[str, ...]
    is_pending: bool


@dataclass(frozen=True)
class MatrixSnapshot:
    """The matrix of one institution as it was when the document was asked for."""

    policy: str
    institution: str
    years: tuple[int, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class Decision:
    """An acuerdo as printed."""

    number: str
    text: str
    notes: str


@dataclass(frozen=True)
class Signatory:
    """Somebody with a space to sign: name with its treatment, and the office held."""

    name: str
    office: str


@dataclass(frozen=True)
class MinuteSnapshot:
    """Everything a minute's document prints; the same snapshot gives the same bytes."""

    minute_id: str
    table: str
    phase: str
    day: date | None
    institution: str
    declared_lines: int | None
    observations: str
    agreements: tuple[Decision, ...]
    attendees: tuple[Signatory, ...]
    coordinators: tuple[Signatory, ...]
    materials: tuple[str, ...]
    matrix: MatrixSnapshot

    @property
    def captured_lines(self) -> int:
        """How many líneas the matrix has."""
        return len(self.matrix.rows)


def snapshot(session: Session, minute_id: str) -> MinuteSnapshot:
    """Return what the document of a minute prints.

    Raises:
        PeaError: There is no such minute.
    """
    minute = record.minute(session, minute_id)
    meeting = _meeting(session, minute)
    return MinuteSnapshot(
        minute_id=minute.id,
        table=meeting.number or "",
        phase=meeting.phase or "",
        day=meeting.day,
        institution=_institution(session, meeting) or "",
        declared_lines=minute.declared_lines,
        observations=minute.observations or "",
        agreements=tuple(
            Decision(row.number or "", row.text or "", row.notes or "")
            for row in record.agreements(session, minute.id)
        ),
        attendees=_signatories(record.attendances(session, meeting.id, Quality.ATTENDEE)),
        coordinators=_signatories(record.attendances(session, meeting.id, Quality.COORDINATOR)),
        materials=tuple(row.text or "" for row in record.materials(session, minute.id)),
        matrix=matrix_snapshot(session, meeting.institution_id),
    )


def matrix_snapshot(session: Session, institution_id: str | None) -> MatrixSnapshot:
    """Return the matrix of an institution as the annex prints it."""
    rows = lines(session, institution_id) if institution_id else []
    years = sorted({year for row in rows for year in row.targets_text})
    return MatrixSnapshot(
        policy=_policy(session) or "",
        institution=institutions.name_of(session, institution_id) if institution_id else "",
        years=tuple(years),
        rows=tuple(_printed(row, years) for row in rows),
    )


def show(session: Session) -> dict[str, Any]:
    """Return the minutes of the file as the command line prints them; missing is None."""
    return {
        "policy": _policy(session),
        "minutes": [_shown(session, minute) for minute in record.minutes(session)],
    }


def captured_lines(session: Session, minute: Minute) -> int:
    """Return how many líneas the matrix of the minute's institution has now."""
    institution_id = _meeting(session, minute).institution_id
    return len(lines(session, institution_id)) if institution_id else 0


def _shown(session: Session, minute: Minute) -> dict[str, Any]:
    meeting = _meeting(session, minute)
    everybody = record.attendances(session, meeting.id)
    return {
        "id": minute.id,
        "table": meeting.number,
        "phase": meeting.phase,
        "date": meeting.day.isoformat() if meeting.day else None,
        "institution": _institution(session, meeting),
        "state": None if minute.state is None else str(minute.state),
        "declared_lines": minute.declared_lines,
        "captured_lines": captured_lines(session, minute),
        "agreements": [
            {
                "id": row.id,
                "number": row.number,
                "text": row.text,
                "notes": row.notes,
                "kind": None if row.kind is None else str(row.kind),
                "due": row.due.isoformat() if row.due else None,
                "state": None if row.state is None else str(row.state),
            }
            for row in record.agreements(session, minute.id)
        ],
        "attendees": [_person(row) for row in everybody if row.quality == Quality.ATTENDEE],
        "coordinators": [_person(row) for row in everybody if row.quality == Quality.COORDINATOR],
        "materials": [row.text for row in record.materials(session, minute.id)],
        "observations": minute.observations,
    }


def _person(row: Attendance) -> dict[str, Any]:
    return {"id": row.id, "treatment": row.treatment, "name": row.name, "office": row.office}


def _signatories(rows: list[Attendance]) -> tuple[Signatory, ...]:
    return tuple(
        Signatory(" ".join(filter(None, (row.treatment, row.name))), row.office or "")
        for row in rows
    )


def _meeting(session: Session, minute: Minute) -> Meeting:
    """Return the minute's meeting; a blank one stands for a meeting deleted elsewhere."""
    return record.meeting_of(session, minute) or Meeting(id=minute.meeting_id)


def _institution(session: Session, meeting: Meeting) -> str | None:
    if not meeting.institution_id:
        return None
    return institutions.name_of(session, meeting.institution_id)


def _policy(session: Session) -> str | None:
    return session.scalars(select(Policy.name).order_by(Policy.id)).first()


def _printed(row: LineRow, years: list[int]) -> MatrixRow:
    return MatrixRow(
        axis=_title(row.axis),
        priority=_title(row.priority),
        line=row.line or "",
        indicator=row.indicator or "",
        interpretation=row.interpretation or "",
        type=row.type or "",
        formula=row.formula or "",
        frequency=row.frequency or "",
        targets=tuple(row.targets_text.get(year) or "" for year in years),
        is_pending=row.highlighted or bool(row.pending_with),
    )


def _title(item: ItemRef | None) -> str:
    return item.title if item else ""
