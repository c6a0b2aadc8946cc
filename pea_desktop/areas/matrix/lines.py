"""Reading a matrix: plain rows for grids, scripts and documents, and what is counted on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pea_desktop.areas.catalog import LevelCode, Policy, PolicyItem
from pea_desktop.areas.institutions import Institution
from pea_desktop.areas.matrix.codes import ConsultationState
from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    LineOwner,
    LineViability,
    Matrix,
    PendingConsultation,
    Target,
    VerificationSource,
)
from pea_desktop.areas.matrix.fields import target_period, target_year
from pea_desktop.core.base import decimal_text
from pea_desktop.core.grid import number_of
from pea_desktop.core.text import fold


class ItemRef(NamedTuple):
    """An eje or a prioridad as a row shows it."""

    id: str
    number: str | None
    text: str

    @property
    def title(self) -> str:
        """The number and the text: «7. Fomentar…»."""
        return f"{self.number}. {self.text}" if self.number else self.text


class OwnerRef(NamedTuple):
    """An institution that answers for a línea, and as what."""

    id: str
    institution_id: str
    institution: str
    role: str
    unit: str | None


class ConsultationRef(NamedTuple):
    """A consultation with another institution, answered or not; `institution` "" when unknown."""

    id: str
    institution_id: str | None
    institution: str
    state: str
    original_text: str | None
    since: date | None
    due: date | None
    answer: str | None
    answered: date | None

    @property
    def is_pending(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == ConsultationState.PENDING


class SourceRef(NamedTuple):
    """A place where an indicator's figures can be checked (medio de verificación)."""

    id: str
    institution: str | None
    instrument: str | None
    link: str | None
    frequency: str | None

    @property
    def text(self) -> str:
        """The source in one line: «SECOEM: Informe anual (https://…)»."""
        name = ": ".join(part for part in (self.institution, self.instrument) if part)
        return f"{name} ({self.link})" if name and self.link else name or self.link or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One línea with its indicator, targets and consultations, named as in `FIELDS`.

    `number` is its place among the rows of its matrix, from 1.
    """

    id: str
    matrix_id: str
    number: int
    position: str
    institution_id: str
    institution: str
    axis: ItemRef | None
    priority: ItemRef | None
    state: str | None
    highlighted: bool
    line: str | None
    indicator: str | None
    interpretation: str | None
    type: str | None
    formula: str | None
    frequency: str | None
    targets_text: dict[int, str | None]
    """Year to text as typed, for every year of the matrix."""
    pending_with: tuple[str, ...] = field(default=())
    """Names of the institutions that have not answered yet."""
    period_targets: Mapping[tuple[int, str], str | None] = field(default_factory=dict)
    """Year and part of the year to text as typed, where there are such targets."""
    consultations: tuple[ConsultationRef, ...] = ()
    owners: tuple[OwnerRef, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    viability: tuple[str, ...] = ()
    action: str | None = None
    evidence: str | None = None
    term: str | None = None
    cost: str | None = None
    notes: str | None = None
    highlight_reason: str | None = None
    merged_into_id: str | None = None
    suggested_action_id: str | None = None
    symbol: str | None = None
    definition: str | None = None
    importance: str | None = None
    nature: str | None = None
    mir_level: str | None = None
    dimension: str | None = None
    unit: str | None = None
    direction: str | None = None
    disaggregation: str | None = None
    baseline: str | None = None
    baseline_year: str | None = None
    baseline_verified: str | None = None
    assumptions: str | None = None
    target_kind: str | None = None
    target_behaviour: str | None = None

    @property
    def under_review(self) -> bool:
        """Whether it is highlighted or some institution has not answered."""
        return self.highlighted or any(one.is_pending for one in self.consultations)

    @property
    def targets(self) -> dict[int, Decimal | None]:
        """Year to number; None where there is no text, or none that says a number."""
        return {year: number_of(text) for year, text in self.targets_text.items()}

    def value(self, name: str) -> str | None:
        """Return the stored text of one of `FIELDS`, with "targets.2024" for a year's target."""
        year = target_year(name) if name.startswith("targets.") else None
        if year is not None:
            period = target_period(name)
            if period:
                return self.period_targets.get((year, period))
            return self.targets_text.get(year)
        stored: str | None = getattr(self, name)
        return stored


_OF_LINE = (
    "action",
    "evidence",
    "term",
    "cost",
    "notes",
    "highlight_reason",
    "merged_into_id",
    "suggested_action_id",
)
_OF_INDICATOR = (
    "interpretation",
    "formula",
    "frequency",
    "symbol",
    "definition",
    "importance",
    "nature",
    "mir_level",
    "dimension",
    "unit",
    "direction",
    "disaggregation",
    "baseline",
    "baseline_year",
    "baseline_verified",
    "assumptions",
    "target_kind",
    "target_behaviour",
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What hangs from líneas, by the id of the línea: one query a table."""

    indicators: Mapping[str, Any]
    targets: Mapping[str, Mapping[tuple[int, str], str | None]]
    consultations: Mapping[str, Sequence[ConsultationRef]]
    owners: Mapping[str, Sequence[OwnerRef]]
    sources: Mapping[str, Sequence[SourceRef]]
    viability: Mapping[str, Sequence[str]]
    items: "Mapping[str | None, _Item]"
    institutions: Mapping[str, str]


# The tables and not the classes: plain rows, the grid has thousands, and no mapper at the start.
_MATRIX = Matrix.__table__
_LINE = ActionLine.__table__
_INDICATOR = Indicator.__table__
_TARGET = Target.__table__
_CONSULTATION = PendingConsultation.__table__
_OWNER = LineOwner.__table__
_SOURCE = VerificationSource.__table__
_VIABILITY = LineViability.__table__
_INSTITUTION = Institution.__table__
_ITEM = PolicyItem.__table__


def lines(session: Session, institution_id: str | None = None) -> list[LineRow]:
    """Return the líneas by institution and place, all institutions without `institution_id`.

    One query a table, whatever the number of rows.
    """
    mine = select(_MATRIX.c.id, _MATRIX.c.institution_id, _MATRIX.c.year_from, _MATRIX.c.year_to)
    if institution_id is not None:
        mine = mine.where(_MATRIX.c.institution_id == institution_id)
    matrices = {row.id: row for row in session.execute(mine)}
    wanted: Select[Any] | None = None
    stored = select(*_LINE.c)
    if institution_id is not None:
        wanted = select(_LINE.c.id).where(_LINE.c.matrix_id.in_(list(matrices)))
        stored = stored.where(_LINE.c.matrix_id.in_(list(matrices)))
    parts = _parts(session, wanted)
    rows = [row for row in session.execute(stored) if row.matrix_id in matrices]
    folded = {name: fold(name) for name in parts.institutions.values()}

    def place(row: Any) -> tuple[str, str, str, str, str]:
        owner = matrices[row.matrix_id].institution_id
        name = folded.get(parts.institutions.get(owner, ""), "")
        return name, owner, row.matrix_id, row.position or "", row.id

    made: list[LineRow] = []
    number, matrix_id = 0, ""
    for row in sorted(rows, key=place):
        number = number + 1 if row.matrix_id == matrix_id else 1
        matrix_id = row.matrix_id
        made.append(_line(row, number, matrices[matrix_id], parts))
    return made


def numbered_lines(session: Session, numbers: Mapping[str, int]) -> list[LineRow]:
    """Return líneas by their ids, with the numbers they are known to have."""
    wanted = select(_LINE.c.id).where(_LINE.c.id.in_(list(numbers)))
    stored = session.execute(select(*_LINE.c).where(_LINE.c.id.in_(list(numbers))))
    matrices = {row.id: row for row in session.execute(select(*_MATRIX.c))}
    parts = _parts(session, wanted)
    return [
        _line(row, numbers[row.id], matrices[row.matrix_id], parts)
        for row in stored
        if row.matrix_id in matrices
    ]


def _line(row: Any, number: int, matrix: Any, parts: _Parts) -> LineRow:
    indicator = parts.indicators.get(row.id)
    texts: dict[int, str | None] = dict.fromkeys(range(matrix.year_from, matrix.year_to + 1))
    periods: dict[tuple[int, str], str | None] = {}
    for (year, period), text in parts.targets.get(row.id, {}).items():
        if period:
            periods[year, period] = text
        else:
            texts[year] = text
    priority, axis = parts.items.get(row.priority_id), parts.items.get(row.axis_id)
    axis = _axis_of(priority, parts.items) if priority else axis
    consultations = tuple(parts.consultations.get(row.id, ()))
    pending = (one.institution for one in consultations if one.is_pending and one.institution)
    fields: dict[str, Any] = {name: getattr(row, name) for name in _OF_LINE}
    for name in _OF_INDICATOR:
        fields[name] = getattr(indicator, name) if indicator else None
    return LineRow(
        id=row.id,
        matrix_id=row.matrix_id,
        number=number,
        position=row.position or "",
        institution_id=matrix.institution_id,
        institution=parts.institutions.get(matrix.institution_id, ""),
        axis=axis.ref if axis else None,
        priority=priority.ref if priority else None,
        state=row.state,
        highlighted=bool(row.highlighted),
        line=row.text,
        indicator=indicator.name if indicator else None,
        type=indicator.kind if indicator else None,
        targets_text=dict(sorted(texts.items())),
        period_targets=dict(sorted(periods.items())),
        pending_with=tuple(dict.fromkeys(pending)),
        consultations=consultations,
        owners=tuple(parts.owners.get(row.id, ())),
        sources=tuple(parts.sources.get(row.id, ())),
        viability=tuple(parts.viability.get(row.id, ())),
        **fields,
    )


def show(session: Session) -> dict[str, Any]:
    """Return the matrix of the file as the command line prints it.

    Numbers are texts, what is missing is None, `targets` has every year of the matrix.
    """
    return {
        "policy": session.scalars(select(Policy.name).order_by(Policy.id)).first(),
        "rows": [_shown(row) for row in lines(session)],
    }


def _shown(row: LineRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "institution": row.institution,
        "state": None if row.state is None else str(row.state),
        "axis": row.axis._asdict() if row.axis else None,
        "priority": row.priority._asdict() if row.priority else None,
        "line": row.line,
        "indicator": row.indicator,
        "interpretation": row.interpretation,
        "type": row.type,
        "formula": row.formula,
        "frequency": row.frequency,
        "targets": {
            str(year): None if number is None else decimal_text(number)
            for year, number in row.targets.items()
        },
        "targets_text": {str(year): text for year, text in row.targets_text.items()},
        "pending_with": list(row.pending_with),
    }


class _Item(NamedTuple):
    ref: ItemRef
    level: str
    parent_id: str | None


def _items(session: Session) -> dict[str | None, _Item]:
    rows = session.execute(
        select(
            _ITEM.c.id,
            _ITEM.c.level,
            _ITEM.c.number,
            _ITEM.c.text,
            _ITEM.c.parent_id,
        ).where(_ITEM.c.level.in_((LevelCode.AXIS, LevelCode.PRIORITY, LevelCode.STRATEGY)))
    )
    return {
        row.id: _Item(ItemRef(row.id, row.number, row.text), row.level, row.parent_id)
        for row in rows
    }


def _axis_of(item: _Item, items: Mapping[str | None, _Item]) -> _Item | None:
    """Return the eje above an item; a chain that comes back to itself ends too."""
    above: _Item | None = item
    for _step in range(10):
        if above is None or above.level == LevelCode.AXIS:
            return above
        above = items.get(above.parent_id) if above.parent_id else None
    return None


def _parts(session: Session, wanted: Select[Any] | None) -> _Parts:
    institutions = {
        row.id: row.name for row in session.execute(select(_INSTITUTION.c.id, _INSTITUTION.c.name))
    }
    return _Parts(
        indicators=_indicators(session, wanted),
        targets=_targets(session, wanted),
        consultations=_consultations(session, wanted, institutions),
        owners=_owners(session, wanted, institutions),
        sources=_sources(session, wanted),
        viability=_viability(session, wanted),
        items=_items(session),
        institutions=institutions,
    )


def _indicators(session: Session, wanted: Select[Any] | None) -> dict[str, Any]:
    query = select(*_INDICATOR.c).where(_INDICATOR.c.ordinal == 1)
    if wanted is not None:
        query = query.where(_INDICATOR.c.line_id.in_(wanted))
    return {row.line_id: row for row in session.execute(query)}


def _targets(
    session: Session, wanted: Select[Any] | None
) -> dict[str, dict[tuple[int, str], str | None]]:
    query = (
        select(_INDICATOR.c.line_id, _TARGET.c.year, _TARGET.c.period, _TARGET.c.text)
        .join(_TARGET, _TARGET.c.indicator_id == _INDICATOR.c.id)
        .where(_INDICATOR.c.ordinal == 1)
    )
    if wanted is not None:
        query = query.where(_INDICATOR.c.line_id.in_(wanted))
    made: dict[str, dict[tuple[int, str], str | None]] = {}
    for line_id, year, period, text in session.execute(query):
        made.setdefault(line_id, {})[year, period or ""] = text
    return made


def _consultations(
    session: Session, wanted: Select[Any] | None, institutions: Mapping[str, str]
) -> dict[str, list[ConsultationRef]]:
    query = select(*_CONSULTATION.c).order_by(_CONSULTATION.c.position, _CONSULTATION.c.id)
    if wanted is not None:
        query = query.where(_CONSULTATION.c.line_id.in_(wanted))
    made: dict[str, list[ConsultationRef]] = {}
    for row in session.execute(query):
        made.setdefault(row.line_id, []).append(
            ConsultationRef(
                id=row.id,
                institution_id=row.institution_id,
                institution=institutions.get(row.institution_id or "", ""),
                state=row.state or "",
                original_text=row.original_text,
                since=row.since,
                due=row.due,
                answer=row.answer,
                answered=row.answered,
            )
        )
    return made


def _owners(
    session: Session, wanted: Select[Any] | None, institutions: Mapping[str, str]
) -> dict[str, list[OwnerRef]]:
    query = select(*_OWNER.c).order_by(_OWNER.c.position, _OWNER.c.id)
    if wanted is not None:
        query = query.where(_OWNER.c.line_id.in_(wanted))
    made: dict[str, list[OwnerRef]] = {}
    for row in session.execute(query):
        name = institutions.get(row.institution_id or "", "")
        made.setdefault(row.line_id, []).append(
            OwnerRef(row.id, row.institution_id or "", name, row.role or "", row.unit)
        )
    return made


def _sources(session: Session, wanted: Select[Any] | None) -> dict[str, list[SourceRef]]:
    query = (
        select(_INDICATOR.c.line_id, *_SOURCE.c)
        .join(_INDICATOR, _SOURCE.c.indicator_id == _INDICATOR.c.id)
        .order_by(_SOURCE.c.position, _SOURCE.c.id)
    )
    if wanted is not None:
        query = query.where(_INDICATOR.c.line_id.in_(wanted))
    made: dict[str, list[SourceRef]] = {}
    for row in session.execute(query):
        made.setdefault(row.line_id, []).append(
            SourceRef(row.id, row.institution, row.instrument, row.link, row.frequency)
        )
    return made


def _viability(session: Session, wanted: Select[Any] | None) -> dict[str, list[str]]:
    query = select(_VIABILITY.c.line_id, _VIABILITY.c.code).order_by(_VIABILITY.c.code)
    if wanted is not None:
        query = query.where(_VIABILITY.c.line_id.in_(wanted))
    made: dict[str, list[str]] = {}
    for line_id, code in session.execute(query):
        made.setdefault(line_id, []).append(str(code))
    return made
