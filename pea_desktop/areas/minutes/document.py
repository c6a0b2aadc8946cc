"""What a minute shows to a script and what its document prints, the matrix as annex included."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.catalog import Policy
from pea_desktop.areas.matrix import ItemRef, LineRow, lines
from pea_desktop.areas.matrix.undecided import in_lines
from pea_desktop.areas.minutes import attending, following, live, record, redline, templates
from pea_desktop.areas.minutes.codes import (
    AGREEMENT_KIND_LABELS,
    AGREEMENT_STATE_LABELS,
    MEETING_KIND_LABELS,
    MODALITY_LABELS,
    QUALITY_LABELS,
    Quality,
    SignatureMode,
)
from pea_desktop.areas.minutes.entities import Agreement, Attendance, Meeting, Minute
from pea_desktop.areas.minutes.snapshots import (
    AgendaPoint,
    Corrects,
    Decision,
    LiveValue,
    MatrixRow,
    MatrixSnapshot,
    MinuteSnapshot,
    Pending,
    Signatory,
)
from pea_desktop.areas.minutes.snapshots import Session as SessionPart
from pea_desktop.areas.minutes.undecided import in_rows
from pea_desktop.core.calendar import day_in_words
from pea_desktop.i18n import _, ngettext

_CELL_PREFIXES = {
    Quality.ATTENDEE: "asist",
    Quality.COORDINATOR: "coord",
    Quality.SUBSTITUTE: "supl",
    Quality.GUEST: "inv",
    Quality.OBSERVER: "obs",
    Quality.SECRETARY: "sec",
    Quality.CHAIR: "pres",
}


def snapshot(
    session: Session,
    minute_id: str,
    *,
    folio: str = "",
    version: int = 1,
    issued: str = "",
    before: MinuteSnapshot | None = None,
    corrects: Corrects | None = None,
    values: Mapping[str, str] | None = None,
    annex: MatrixSnapshot | None = None,
) -> MinuteSnapshot:
    """Return what the document of a minute prints.

    Args:
        session: The expediente.
        minute_id: The minute.
        folio: The folio it is issued with; "" for a draft.
        version: Which version of that folio.
        issued: When, as ISO text.
        before: The issued document the matrix is compared with, when the minute wants the changes.
        corrects: The issued document this one is about.
        values: What live fields say, instead of what they would say now; to compare with what was
            issued, and so without the acuerdos of other minutes.
        annex: The matrix, where it was read already.

    Raises:
        PeaError: There is no such minute.
    """
    minute = record.minute(session, minute_id)
    meeting = _meeting(session, minute)
    pending = _pending(session, minute, meeting) if values is None else ()
    values = live.live_values(session, minute, folio) if values is None else values
    unknown: list[str] = []

    def prose(text: str | None) -> str:
        filled = live.fill(text, values)
        unknown.extend(filled.unknown)
        return filled.text

    annex = matrix_snapshot(session, meeting.institution_id) if annex is None else annex
    people = _people(session, meeting)
    parts = _part_ids(session, minute, meeting)
    agreements = record.agreements(session, minute.id)
    return MinuteSnapshot(
        minute_id=minute.id,
        table=meeting.number or "",
        phase=meeting.phase or "",
        day=meeting.day,
        institution=_institution(session, meeting) or "",
        declared_lines=minute.declared_lines,
        observations=prose(minute.observations),
        agreements=tuple(
            _decision(session, row, at, folio, prose(row.text), prose(row.notes))
            for at, row in enumerate(agreements, start=1)
        ),
        attendees=people[Quality.ATTENDEE],
        coordinators=people[Quality.COORDINATOR],
        materials=tuple(prose(row.text) for row in record.materials(session, minute.id)),
        matrix=annex,
        template=str(minute.template or "mesa"),
        folio=folio,
        version=version,
        issued=issued,
        others=tuple(
            one
            for quality, group in people.items()
            if quality not in (Quality.ATTENDEE, Quality.COORDINATOR)
            for one in group
        ),
        opening=prose(minute.opening),
        development=prose(minute.development),
        closing=prose(minute.closing),
        pending=pending,
        session=_session_part(session, meeting, prose(minute.quorum)),
        look=templates.look_of(session, templates.template_of(session, minute)),
        redline=redline.compared(before, annex) if before and minute.with_changes else None,
        corrects=corrects,
        unknown_fields=tuple(dict.fromkeys(unknown)),
        live=tuple(LiveValue(key, value) for key, value in sorted(values.items())),
        parts=parts,
        with_matrix=minute.with_matrix is not False,
        undecided=(*in_rows(session, parts), *annex.undecided),
    )


def term_in_words(row: Agreement) -> str:
    """Return a deadline as printed: «24 de abril de 2023 (3 días hábiles)»; "" without one."""
    if row.due is None:
        return ""
    day = day_in_words(row.due)
    if not row.due_days:
        return day
    if row.due_working:
        count = ngettext("{n} día hábil", "{n} días hábiles", row.due_days)
    else:
        count = ngettext("{n} día natural", "{n} días naturales", row.due_days)
    return _("{day} ({term})").format(day=day, term=count.format(n=row.due_days))


def agreement_folio(folio: str, place: int) -> str:
    """Return the folio of the acuerdo at a place, from 1: «SECOEM-MIN-2023-A01/A02»."""
    return f"{folio}/A{place:02}"


def matrix_snapshot(session: Session, institution_id: str | None) -> MatrixSnapshot:
    """Return the matrix of an institution as the annex prints it."""
    rows = lines(session, institution_id) if institution_id else []
    years = sorted({year for row in rows for year in row.targets_text})
    return MatrixSnapshot(
        policy=_policy(session) or "",
        institution=institutions.name_of(session, institution_id) if institution_id else "",
        years=tuple(years),
        rows=tuple(_printed(row, years) for row in rows),
        undecided=in_lines(session, rows),
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


def _part_ids(session: Session, minute: Minute, meeting: Meeting) -> tuple[str, ...]:
    rows = (
        *record.agreements(session, minute.id),
        *record.attendances(session, meeting.id),
        *record.materials(session, minute.id),
        *attending.agenda(session, meeting.id),
    )
    return (minute.id, meeting.id, *(row.id for row in rows))


def _people(session: Session, meeting: Meeting) -> dict[Quality, tuple[Signatory, ...]]:
    """Return who is printed, by quality; who did not come signs nothing and is left out."""
    groups: dict[Quality, list[Signatory]] = {quality: [] for quality in Quality}
    for row in record.attendances(session, meeting.id):
        if row.present is False:
            continue
        quality = row.quality if isinstance(row.quality, Quality) else Quality.ATTENDEE
        group = groups[quality]
        group.append(_signatory(session, row, quality, len(group) + 1))
    return {quality: tuple(group) for quality, group in groups.items()}


def _signatory(session: Session, row: Attendance, quality: Quality, place: int) -> Signatory:
    institution = institutions.by_id(session, row.institution_id or "")
    mode = row.signature_mode or SignatureMode.PAPER
    if mode == SignatureMode.INK and not row.ink:
        # Nothing was drawn: the line stays blank, and nobody may say it is signed.
        mode = SignatureMode.PAPER
    return Signatory(
        name=row.full_name,
        office=row.office or "",
        id=row.id,
        institution=institution.name if institution else "",
        quality=_(QUALITY_LABELS[quality]),
        arrival=row.arrival or "",
        represents=row.represents or "",
        mode=str(mode),
        cell=f"{_CELL_PREFIXES[quality]}_{place:02}_{row.id.replace('-', '')[-8:]}",
        rfc=row.rfc or "",
        ink=row.ink or "",
        strokes=attending.strokes_of(session, row.ink),
    )


def _decision(
    session: Session, row: Agreement, place: int, folio: str, text: str, notes: str
) -> Decision:
    return Decision(
        number=row.number or "",
        text=text,
        notes=notes,
        id=row.id,
        folio=row.folio or (agreement_folio(folio, place) if folio else ""),
        kind=_labelled(AGREEMENT_KIND_LABELS, row.kind),
        responsible=following.responsible_of(session, row),
        due=row.due,
        deadline=term_in_words(row),
    )


def _pending(session: Session, minute: Minute, meeting: Meeting) -> tuple[Pending, ...]:
    # As of the meeting's own day: the same data print the same, whenever they are printed.
    rows = following.pending_before(session, minute, meeting.day or date.min)
    return tuple(
        Pending(
            folio=row.folio,
            minute=row.minute_id,
            text=row.text,
            responsible=row.responsible,
            due=row.due,
            state=_(AGREEMENT_STATE_LABELS[row.state]),
        )
        for row in rows
    )


def _session_part(session: Session, meeting: Meeting, quorum: str) -> SessionPart:
    return SessionPart(
        kind=_labelled(MEETING_KIND_LABELS, meeting.kind),
        title=meeting.title or "",
        place=meeting.place or "",
        starts=meeting.starts or "",
        ends=meeting.ends or "",
        modality=_(MODALITY_LABELS[meeting.modality])
        if meeting.modality in MODALITY_LABELS
        else "",
        convener=meeting.convener or "",
        objective=meeting.objective or "",
        quorum_required=meeting.quorum_required,
        quorum_present=meeting.quorum_present,
        quorum=quorum,
        agenda=tuple(
            AgendaPoint(str(at), row.text or "", row.minutes)
            for at, row in enumerate(attending.agenda(session, meeting.id), start=1)
        ),
        next_meeting=meeting.next_meeting or "",
    )


def _labelled(labels: Mapping[Any, str], code: object) -> str:
    """Return a code as printed; one of a newer version stays as it is stored."""
    return _(labels[code]) if code in labels else str(code or "")


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
        id=row.id,
    )


def _title(item: ItemRef | None) -> str:
    return item.title if item else ""
