"""Live fields: words in braces within a minute's prose that the database fills in.

«…integraron su matriz con {líneas} líneas de acción» says 26 when the matrix has 26, until the
minute is issued; from then on it says what it said.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas import institutions, matrix
from pea_desktop.areas.catalog import Policy
from pea_desktop.areas.minutes import record
from pea_desktop.areas.minutes.codes import Quality
from pea_desktop.areas.minutes.entities import Meeting, Minute
from pea_desktop.core.calendar import day_in_words
from pea_desktop.core.grid import is_missing
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _

_BRACES = re.compile(r"\{([^{}\n]{1,40})\}")


class LiveField(NamedTuple):
    """A live field: what is typed between the braces, and what it stands for."""

    key: str
    label: str

    @property
    def typed(self) -> str:
        """How it stands in the text: «{líneas}»."""
        return "{" + self.key + "}"


class Piece(NamedTuple):
    """A stretch of prose: plain text (`field` None), or a live field with its value.

    `value` is None for braces that nobody knows.
    """

    text: str
    field: str | None = None
    value: str | None = None


class Filled(NamedTuple):
    """Prose with its live fields filled in, and the braces nobody knows."""

    text: str
    unknown: tuple[str, ...]


LIVE_FIELDS = (
    LiveField("líneas", N_("Líneas de acción capturadas")),
    LiveField("declaradas", N_("Líneas declaradas")),
    LiveField("con indicador", N_("Líneas con indicador")),
    LiveField("con fórmula", N_("Líneas con fórmula")),
    LiveField("con metas", N_("Líneas con todas sus metas")),
    LiveField("por socializar", N_("Líneas por socializar")),
    LiveField("prioridades", N_("Prioridades con líneas")),
    LiveField("incompletas", N_("Líneas incompletas")),
    LiveField("último año", N_("Último año con metas")),
    LiveField("fecha", N_("Fecha de la reunión")),
    LiveField("hora de inicio", N_("Hora de inicio")),
    LiveField("hora de cierre", N_("Hora de cierre")),
    LiveField("lugar", N_("Lugar")),
    LiveField("institución", N_("Institución implementadora")),
    LiveField("siglas", N_("Siglas de la institución")),
    LiveField("política", N_("Nombre de la política")),
    LiveField("mesa", N_("Número de la mesa")),
    LiveField("fase", N_("Fase")),
    LiveField("convoca", N_("Quién convoca")),
    LiveField("asistentes", N_("Personas presentes")),
    LiveField("quórum", N_("Integrantes presentes")),
    LiveField("acuerdos", N_("Número de acuerdos")),
    LiveField("folio", N_("Folio del documento")),
)
"""What may stand in braces, in the order the list offers it."""

_KEYS = {fold(one.key): one.key for one in LIVE_FIELDS}


def live_values(
    session: Session,
    minute: Minute,
    folio: str = "",
    matrices: dict[tuple[str, ...], dict[str, str]] | None = None,
) -> dict[str, str]:
    """Return what each live field says for a minute now, by its key; "" where nothing is known.

    With `matrices` what is counted on a matrix is kept there, for the next minute of its
    institution.
    """
    meeting = record.meeting_of(session, minute) or Meeting(id=minute.meeting_id)
    kept = {} if matrices is None else matrices
    key = ("matrix", meeting.institution_id or "")
    if key not in kept:
        kept[key] = _of_matrix(session, meeting)
    values = dict(kept[key])
    values.update(_of_meeting(session, meeting))
    values["declaradas"] = "" if minute.declared_lines is None else str(minute.declared_lines)
    values["acuerdos"] = str(len(record.agreements(session, minute.id)))
    values["folio"] = folio or _("(folio al emitir)")
    return values


def fill(text: str | None, values: Mapping[str, str]) -> Filled:
    """Return prose as it is printed; a field without a value, or unknown, stays as typed."""
    unknown: list[str] = []

    def put(found: re.Match[str]) -> str:
        key = _KEYS.get(fold(found[1]))
        if key is None:
            unknown.append(found[0])
            return found[0]
        return values.get(key) or found[0]

    return Filled(_BRACES.sub(put, text or ""), tuple(dict.fromkeys(unknown)))


def pieces(text: str | None, values: Mapping[str, str]) -> Iterator[Piece]:
    """Yield prose cut at its live fields, to be shown with chips."""
    at, text = 0, text or ""
    for found in _BRACES.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        key = _KEYS.get(fold(found[1]))
        yield Piece(found[0], key or found[1], (values.get(key) or None) if key else None)
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def unknown_fields(text: str | None) -> list[str]:
    """Return the braces of a text that stand for nothing, as typed."""
    found = (one for one in _BRACES.finditer(text or "") if fold(one[1]) not in _KEYS)
    return list(dict.fromkeys(one[0] for one in found))


def _of_matrix(session: Session, meeting: Meeting) -> dict[str, str]:
    rows = matrix.lines(session, meeting.institution_id) if meeting.institution_id else []
    counted = matrix.count(rows)

    def having(*fields: Callable[[matrix.LineRow], str | None]) -> str:
        return str(sum(1 for row in rows if not any(is_missing(one(row)) for one in fields)))

    years = [year for row in rows for year in row.targets_text]
    with_targets = sum(
        1
        for row in rows
        if row.targets_text and not any(map(is_missing, row.targets_text.values()))
    )
    return {
        "líneas": str(counted.lines),
        "prioridades": str(counted.priorities),
        "por socializar": str(sum(1 for row in rows if row.pending_with)),
        "incompletas": str(counted.incomplete),
        "con indicador": having(lambda row: row.indicator),
        "con fórmula": having(lambda row: row.formula),
        "con metas": str(with_targets),
        "último año": str(max(years)) if years else "",
    }


def _of_meeting(session: Session, meeting: Meeting) -> dict[str, str]:
    institution = institutions.by_id(session, meeting.institution_id or "")
    everybody = record.attendances(session, meeting.id)
    present = [
        row for row in everybody if row.present is not False and row.quality != Quality.COORDINATOR
    ]
    quorum = meeting.quorum_present
    return {
        "fecha": day_in_words(meeting.day) if meeting.day else "",
        "hora de inicio": meeting.starts or "",
        "hora de cierre": meeting.ends or "",
        "lugar": meeting.place or "",
        "institución": institution.name if institution else "",
        "siglas": (institution.acronym or institution.name) if institution else "",
        "política": _policy(session),
        "mesa": meeting.number or "",
        "fase": meeting.phase or "",
        "convoca": meeting.convener or "",
        "asistentes": str(len(present)),
        "quórum": "" if quorum is None else str(quorum),
    }


def _policy(session: Session) -> str:
    first = min(session.query(Policy), key=lambda policy: policy.id, default=None)
    return first.name if first else ""
