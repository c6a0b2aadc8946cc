"""What is remarked about a minute before it is issued: rules warn, they do not block.

But for one: an acuerdo without a word would be signed as if something had been agreed.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.minutes import document, following, live, prose, record, templates
from pea_desktop.areas.minutes.codes import AgreementKind, MinuteTemplate, Quality
from pea_desktop.areas.minutes.entities import Agreement, Meeting, Minute
from pea_desktop.core import attachments
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.grid import show_date
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

BLOCKING: Final = frozenset({"acuerdo_sin_texto"})
"""Codes of what a minute is not issued with."""


class Counts(NamedTuple):
    """How many líneas a minute declares beside how many its matrix has; both are kept."""

    declared: int | None
    captured: int

    @property
    def differ(self) -> bool:
        """Whether somebody should look."""
        return self.declared is not None and self.declared != self.captured

    @property
    def sentence(self) -> str:
        """The banner: «Declaradas 24 · capturadas 26 · diferencia +2»; "" when nothing is told."""
        if self.declared is None or not self.differ:
            return ""
        return _("Declaradas {declared} · capturadas {captured} · diferencia {by:+}").format(
            declared=self.declared, captured=self.captured, by=self.captured - self.declared
        )


def counts(session: Session, minute: Minute) -> Counts:
    """Return what the banner of a minute compares (rule W1)."""
    return Counts(minute.declared_lines, document.captured_lines(session, minute))


def review(session: Session, minute_id: str) -> list[Finding]:
    """Return what is remarked about a minute, in the order of its form.

    Raises:
        PeaError: There is no such minute.
    """
    minute = record.minute(session, minute_id)
    meeting = record.meeting_of(session, minute) or Meeting(id=minute.meeting_id)
    return [
        *_of_head(session, minute, meeting),
        *_of_people(session, meeting),
        *_of_agreements(session, minute, meeting),
        *_of_prose(session, minute),
    ]


def _of_head(session: Session, minute: Minute, meeting: Meeting) -> Iterator[Finding]:
    counted = counts(session, minute)
    if counted.differ:
        yield _finding(
            "lineas_declaradas",
            _("{counts}: aclare la diferencia antes de firmar.").format(counts=counted.sentence),
            minute.id,
            "declared_lines",
        )
    if meeting.day is None:
        yield _finding("sin_fecha", _("La minuta no tiene fecha."), meeting.id, "day")
    if meeting.institution_id is None:
        yield _finding(
            "sin_institucion",
            _("La minuta no dice de qué institución es."),
            meeting.id,
            "institution",
        )
    if minute.template == MinuteTemplate.SESSION:
        yield from _of_session(meeting)
    template = templates.template_of(session, minute)
    if template is not None and template.logo and not attachments.has(session, template.logo):
        yield _finding(
            "logo_ausente",
            _("Este equipo no tiene el logotipo de la plantilla «{name}»: saldrá sin él.").format(
                name=template.name or _("sin nombre")
            ),
            template.id,
            "logo",
        )


def _of_session(meeting: Meeting) -> Iterator[Finding]:
    needed = (
        ("place", _("El acta no dice el lugar.")),
        ("starts", _("El acta no dice a qué hora empezó la sesión.")),
        ("ends", _("El acta no dice a qué hora terminó la sesión.")),
        ("quorum_present", _("El acta no dice cuántos integrantes estuvieron presentes.")),
    )
    for field, sentence in needed:
        if getattr(meeting, field) in (None, ""):
            yield _finding(f"sin_{field}", sentence, meeting.id, field)
    required, present = meeting.quorum_required, meeting.quorum_present
    if required is not None and present is not None and present < required:
        yield _finding(
            "sin_quorum",
            _("No hay quórum: se requieren {required} y hay {present}.").format(
                required=required, present=present
            ),
            meeting.id,
            "quorum_present",
        )
    if meeting.starts and meeting.ends and meeting.ends < meeting.starts:
        yield _finding(
            "horas_al_reves",
            _("La sesión termina ({ends}) antes de empezar ({starts}).").format(
                ends=meeting.ends, starts=meeting.starts
            ),
            meeting.id,
            "ends",
        )


def _of_people(session: Session, meeting: Meeting) -> Iterator[Finding]:
    people = record.attendances(session, meeting.id)
    names = Counter(fold(row.name or "") for row in people if row.name)
    for at, row in enumerate(people, start=1):
        if not (row.name or "").strip():
            yield _finding(
                "sin_nombre", _("La persona {n} no tiene nombre.").format(n=at), row.id, "name", at
            )
        elif names[fold(row.name or "")] > 1:
            yield _finding(
                "nombre_repetido",
                _("«{name}» está más de una vez en la lista.").format(name=row.full_name),
                row.id,
                "name",
                at,
            )
        if row.name and not row.office:
            yield _finding(
                "sin_cargo",
                _("{name} no tiene cargo en el acto.").format(name=row.full_name),
                row.id,
                "office",
                at,
                Severity.INFO,
            )
    if not any(row.quality != Quality.COORDINATOR and row.present is not False for row in people):
        yield _finding("sin_asistentes", _("No hay nadie en la lista de asistentes."), meeting.id)


def _of_agreements(session: Session, minute: Minute, meeting: Meeting) -> Iterator[Finding]:
    rows = record.agreements(session, minute.id)
    if not rows and minute.correction is None:
        yield _finding("sin_acuerdos", _("La minuta no tiene acuerdos."), minute.id)
    closed = following.non_working_days(session)
    numbers = Counter(row.number for row in rows)
    for at, row in enumerate(rows, start=1):
        name = row.number or str(at)
        if not (row.text or "").strip():
            sentence = _("El acuerdo {number} no tiene texto.").format(number=name)
            yield _finding("acuerdo_sin_texto", sentence, row.id, "text", at, Severity.ERROR)
        if numbers[row.number] > 1:
            sentence = _("Hay más de un acuerdo con el número {number}.").format(number=name)
            yield _finding("numero_repetido", sentence, row.id, "number", at)
        yield from _of_commitment(session, row, name, at)
        if row.due is not None and meeting.day is not None and row.due < meeting.day:
            sentence = _("El acuerdo {number} vence ({due}) antes de la reunión.").format(
                number=name, due=show_date(row.due)
            )
            yield _finding("fecha_anterior", sentence, row.id, "due", at)
        yield from _hinted(row, name, at, _named(row, meeting.day, closed))


def _of_commitment(session: Session, row: Agreement, name: str, at: int) -> Iterator[Finding]:
    """Say what a compromiso lacks (rule W8)."""
    if row.kind != AgreementKind.COMMITMENT:
        return
    if not following.responsible_of(session, row):
        sentence = _("El compromiso {number} no tiene responsable.").format(number=name)
        yield _finding("compromiso_sin_responsable", sentence, row.id, "responsible", at)
    if row.due is None:
        sentence = _("El compromiso {number} no tiene fecha límite.").format(number=name)
        yield _finding("compromiso_sin_fecha", sentence, row.id, "due", at)


def _hinted(row: Agreement, name: str, at: int, found: list[prose.DueHint]) -> Iterator[Finding]:
    days = {hint.day for hint in found}
    if not days or row.due in days:
        return
    hint = found[0]
    told = {"number": name, "words": hint.text, "day": show_date(hint.day)}
    if row.due is None:
        sentence = _("El acuerdo {number} dice «{words}»: ¿su fecha límite es {day}?")
    else:
        sentence = _("El acuerdo {number} dice «{words}» ({day}), pero su fecha límite es {due}.")
        told["due"] = show_date(row.due)
    yield _finding("fecha_en_prosa", sentence.format(**told), row.id, "due", at, Severity.INFO)


def _of_prose(session: Session, minute: Minute) -> Iterator[Finding]:
    texts: list[tuple[str, str, str | None]] = [
        (minute.id, field, getattr(minute, field))
        for field in ("opening", "quorum", "development", "closing", "observations")
    ]
    for row in record.agreements(session, minute.id):
        texts += [(row.id, "text", row.text), (row.id, "notes", row.notes)]
    texts += [(row.id, "text", row.text) for row in record.materials(session, minute.id)]
    values = live.live_values(session, minute)
    for row_id, field, text in texts:
        for one in live.unknown_fields(text):
            yield _finding(
                "campo_desconocido",
                _("«{field}» no es un campo vivo: se imprimirá tal cual.").format(field=one),
                row_id,
                field,
            )
        for piece in live.pieces(text, values):
            if piece.field in values and not piece.value:
                yield _finding(
                    "campo_sin_dato",
                    _("«{field}» todavía no tiene dato.").format(field=piece.text),
                    row_id,
                    field,
                )


def _finding(
    code: str,
    sentence: str,
    row_id: str,
    field: str | None = None,
    row: int | None = None,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(
        code=code, severity=severity, row=row, sentence=sentence, row_id=row_id, field=field
    )


def offers(session: Session, row: Agreement, day: date | None) -> list[prose.DueHint]:
    """Return the deadlines to offer for an acuerdo: those its text names and it has not got."""
    found = _named(row, day, following.non_working_days(session))
    return [hint for hint in found if hint.day != row.due]


def _named(row: Agreement, day: date | None, closed: Collection[date]) -> list[prose.DueHint]:
    """Return the deadlines that the text of an acuerdo names, then its observaciones."""
    return [hint for text in (row.text, row.notes) for hint in prose.find_due(text, day, closed)]
