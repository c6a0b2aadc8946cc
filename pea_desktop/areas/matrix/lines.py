"""Reading a matrix: plain rows for grids, scripts and documents, and what is counted on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pea_desktop.areas.catalog import LevelCode, Policy, PolicyItem
from pea_desktop.areas.institutions import Institution
from pea_desktop.areas.matrix.entities import (
    ActionLine,
    ConsultationState,
    Indicator,
    Matrix,
    PendingConsultation,
    Target,
)
from pea_desktop.core.base import decimal_text
from pea_desktop.core.grid import number_of
from pea_desktop.core.text import fold
from pea_desktop.i18n import ngettext


class ItemRef(NamedTuple):
    """An eje or a prioridad as a row shows it."""

    id: str
    number: str | None
    text: str

    @property
    def title(self) -> str:
        """The number and the text: «7. Fomentar…»."""
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One línea with its indicator, targets and consultations, named as in `FIELDS`."""

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

    @property
    def targets(self) -> dict[int, Decimal | None]:
        """Year to number; None where there is no text, or none that says a number."""
        return {year: number_of(text) for year, text in self.targets_text.items()}

    def value(self, name: str) -> str | None:
        """Return the stored text of one of `FIELDS`, with "targets.2024" for a year's target."""
        if name.startswith("targets."):
            return self.targets_text.get(int(name.removeprefix("targets.")))
        stored: str | None = getattr(self, name)
        return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What is counted on the líneas shown."""

    lines: int
    priorities: int
    under_review: int
    incomplete: int

    def sentence(self) -> str:
        """Return the counters as one line of the screen."""
        parts = [
            ngettext("{n} línea", "{n} líneas", self.lines).format(n=self.lines),
            ngettext("{n} prioridad", "{n} prioridades", self.priorities).format(n=self.priorities),
            ngettext("{n} sujeta a revisión", "{n} sujetas a revisión", self.under_review).format(
                n=self.under_review
            ),
            ngettext("{n} incompleta", "{n} incompletas", self.incomplete).format(
                n=self.incomplete
            ),
        ]
        return " · ".join(parts)


def lines(session: Session, institution_id: str | None = None) -> list[LineRow]:
    """Return the líneas by institution and number, all institutions without `institution_id`.

    One query a table, whatever the number of rows.
    """
    mine = select(Matrix.id, Matrix.institution_id, Matrix.year_from, Matrix.year_to)
    if institution_id is not None:
        mine = mine.where(Matrix.institution_id == institution_id)
    matrices = {row.id: row for row in session.execute(mine)}
    wanted: Select[Any] | None = None
    if institution_id is not None:
        wanted = select(ActionLine.id).where(ActionLine.matrix_id.in_(list(matrices)))
    institutions = {
        row.id: row.name for row in session.execute(select(Institution.id, Institution.name))
    }
    indicators = _indicators(session, wanted)
    targets = _targets(session, wanted)
    pending = _pending(session, wanted, institutions)
    items = _items(session)
    stored = select(*ActionLine.__table__.columns)
    if wanted is not None:
        stored = stored.where(ActionLine.matrix_id.in_(list(matrices)))
    made = []
    for row in session.execute(stored):
        matrix = matrices.get(row.matrix_id)
        if matrix is None:
            continue
        indicator = indicators.get(row.id)
        texts = dict.fromkeys(range(matrix.year_from, matrix.year_to + 1))
        texts |= targets.get(row.id, {})
        priority, axis = items.get(row.priority_id), items.get(row.axis_id)
        axis = _axis_of(priority, items) if priority else axis
        made.append(
            LineRow(
                id=row.id,
                matrix_id=row.matrix_id,
                number=row.number or 0,
                position=row.position,
                institution_id=matrix.institution_id,
                institution=institutions.get(matrix.institution_id, ""),
                axis=axis.ref if axis else None,
                priority=priority.ref if priority else None,
                state=row.state,
                highlighted=bool(row.highlighted),
                line=row.text,
                indicator=indicator.name if indicator else None,
                interpretation=indicator.interpretation if indicator else None,
                type=indicator.kind if indicator else None,
                formula=indicator.formula if indicator else None,
                frequency=indicator.frequency if indicator else None,
                targets_text=dict(sorted(texts.items())),
                pending_with=tuple(pending.get(row.id, ())),
            )
        )
    return _in_order(made)


def _in_order(rows: list[LineRow]) -> list[LineRow]:
    folded = {name: fold(name) for name in {row.institution for row in rows}}
    return sorted(
        rows, key=lambda row: (folded[row.institution], row.institution_id, row.number, row.id)
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


def incomplete(row: LineRow) -> bool:
    """Return whether a row lacks its línea, indicator, formula or any target."""
    texts = (row.line, row.indicator, row.formula, *row.targets_text.values())
    return any(text is None or not text.strip() for text in texts)


def count(rows: Iterable[LineRow]) -> Counters:
    """Count on rows already read, for instance those a filter leaves."""
    rows = list(rows)
    return Counters(
        lines=len(rows),
        priorities=len({row.priority.id for row in rows if row.priority}),
        under_review=sum(1 for row in rows if row.highlighted or row.pending_with),
        incomplete=sum(1 for row in rows if incomplete(row)),
    )


def counters(session: Session, institution_id: str | None = None) -> Counters:
    """Count the líneas of an institution: all, prioridades, under review, incomplete."""
    return count(lines(session, institution_id))


class _Item(NamedTuple):
    ref: ItemRef
    level: str
    parent_id: str | None


def _items(session: Session) -> dict[str | None, _Item]:
    rows = session.execute(
        select(
            PolicyItem.id,
            PolicyItem.level,
            PolicyItem.number,
            PolicyItem.text,
            PolicyItem.parent_id,
        ).where(PolicyItem.level.in_((LevelCode.AXIS, LevelCode.PRIORITY, LevelCode.STRATEGY)))
    )
    return {
        row.id: _Item(ItemRef(row.id, row.number, row.text), row.level, row.parent_id)
        for row in rows
    }


def _axis_of(item: _Item, items: dict[str | None, _Item]) -> _Item | None:
    """Return the eje above an item; a chain that comes back to itself ends too."""
    above: _Item | None = item
    for _step in range(10):
        if above is None or above.level == LevelCode.AXIS:
            return above
        above = items.get(above.parent_id) if above.parent_id else None
    return None


def _indicators(session: Session, wanted: Select[Any] | None) -> dict[str, Any]:
    query = select(*Indicator.__table__.columns).where(Indicator.ordinal == 1)
    if wanted is not None:
        query = query.where(Indicator.line_id.in_(wanted))
    return {row.line_id: row for row in session.execute(query)}


def _targets(session: Session, wanted: Select[Any] | None) -> dict[str, dict[int, str | None]]:
    query = (
        select(Indicator.line_id, Target.year, Target.text)
        .join(Target, Target.indicator_id == Indicator.id)
        .where(Indicator.ordinal == 1, Target.period == "")
    )
    if wanted is not None:
        query = query.where(Indicator.line_id.in_(wanted))
    made: dict[str, dict[int, str | None]] = {}
    for line_id, year, text in session.execute(query):
        made.setdefault(line_id, {})[year] = text
    return made


def _pending(
    session: Session, wanted: Select[Any] | None, institutions: dict[str, str]
) -> dict[str, Sequence[str]]:
    query = (
        select(PendingConsultation.line_id, PendingConsultation.institution_id)
        .where(
            PendingConsultation.state == ConsultationState.PENDING,
            PendingConsultation.institution_id.is_not(None),
        )
        .order_by(PendingConsultation.position, PendingConsultation.id)
    )
    if wanted is not None:
        query = query.where(PendingConsultation.line_id.in_(wanted))
    made: dict[str, list[str]] = {}
    for line_id, institution_id in session.execute(query):
        name = institutions.get(institution_id or "")
        if name and name not in made.setdefault(line_id, []):
            made[line_id].append(name)
    return dict(made)
