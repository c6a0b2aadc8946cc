"""What the rules know besides the rows: the policy's texts, the directory, what the matrix says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.catalog import LevelCode, PolicyItem, TextVariant
from pea_desktop.areas.matrix.codes import FichaTemplate
from pea_desktop.areas.matrix.columns import columns
from pea_desktop.areas.matrix.entities import ActionLine, Matrix
from pea_desktop.areas.matrix.fields import field_label, target_year
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.core.findings import Finding, Fix, Severity
from pea_desktop.core.text import fold, split_number
from pea_desktop.i18n import N_, _

# The paper form's headings of these («Lluvia de ideas: …», «Formula») are not those of the grid.
_AS_IN_GRID: Mapping[str, str] = {
    "line": N_("Línea de acción"),
    "formula": N_("Fórmula"),
    "frequency": N_("Medición"),
}


class MatrixFacts(NamedTuple):
    """What a matrix says of itself; no template while nobody has chosen one."""

    declared: int | None = None
    template: FichaTemplate | None = None
    year_from: int = 2024
    year_to: int = 2026


class PriorityTexts(NamedTuple):
    """A prioridad of the policy with its official text first, then how else it is printed."""

    number: str | None
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What `lint` is told besides the rows; all of it may be left out.

    Attributes:
        matrices: Facts of each matrix by its id.
        priorities: The prioridades of the policy by id.
        institutions: Search keys of every name, acronym and alias in the directory.
        written_priorities: Id of a línea to its prioridad as its book wrote it.
        today: The day against which due dates are held.
        report_months: How often progress is reported, in months.
    """

    matrices: Mapping[str, MatrixFacts] = field(default_factory=dict)
    priorities: Mapping[str, PriorityTexts] = field(default_factory=dict)
    institutions: frozenset[str] | None = None
    written_priorities: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    report_months: int = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """One matrix as the rules see it: its rows, its facts and how its findings name a place.

    Attributes:
        name: The institution, where findings of several are listed together; else "".
    """

    rows: Sequence[LineRow]
    facts: MatrixFacts
    context: Context
    headers: Mapping[str, str]
    name: str = ""

    def header(self, field: str) -> str:
        """Return the heading of a column as the grid shows it, or a field's name for people."""
        year = target_year(field)
        if field not in self.headers and year is None:
            label = field_label(field)
            return label[:1].upper() + label[1:]
        return self.headers.get(field) or _("Meta {year}").format(year=year)

    def place(self, row: LineRow, field: str | None) -> str:
        """Return where a finding is: «Línea 3, columna «Indicador»»."""
        parts = {"n": row.number, "name": self.name}
        if field is None:
            where = _("{name}, línea {n}") if self.name else _("Línea {n}")
            return where.format(**parts)
        where = (
            _("{name}, línea {n}, columna «{column}»")
            if self.name
            else _("Línea {n}, columna «{column}»")
        )
        return where.format(**parts, column=self.header(field))

    def remark(
        self,
        severity: Severity,
        code: str,
        row: LineRow,
        field: str | None,
        sentence: str,
        fix: str | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> Finding:
        """Return a finding about a cell, its sentence opened by where it is."""
        return Finding(
            code=code,
            severity=severity,
            row=row.number,
            column=self.header(field) if field else None,
            sentence=_("{place}: {sentence}").format(
                place=self.place(row, field), sentence=sentence
            ),
            fix=fix,
            row_id=row.id,
            field=field,
            fixes=fixes,
        )

    def about_all(
        self, severity: Severity, code: str, field: str | None, sentence: str, fix: str
    ) -> Finding:
        """Return a finding about the whole matrix."""
        if self.name:
            sentence = _("{name}: {sentence}").format(name=self.name, sentence=sentence)
        return Finding(
            code=code,
            severity=severity,
            column=self.header(field) if field else None,
            sentence=sentence,
            fix=fix,
            field=field,
        )


def sheets(rows: Sequence[LineRow], context: Context) -> list[Sheet]:
    """Return the rows by matrix, in the order they come."""
    gathered: dict[str, list[LineRow]] = {}
    for row in rows:
        gathered.setdefault(row.matrix_id, []).append(row)
    years = sorted({year for row in rows for year in row.targets_text})
    headers = {
        column.key: _(_AS_IN_GRID.get(column.key, column.header)) for column in columns(years)
    }
    several = len(gathered) > 1
    return [
        Sheet(
            own,
            context.matrices.get(matrix_id, MatrixFacts()),
            context,
            headers,
            own[0].institution if several else "",
        )
        for matrix_id, own in gathered.items()
    ]


def short(text: str) -> str:
    """Return a text fit to be quoted inside a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


def gather(session: Session, today: date | None = None) -> Context:
    """Read what the rules need to know from an expediente: four queries, whatever its size."""
    facts = {
        row.id: MatrixFacts(
            row.declared_lines,
            row.template,
            row.year_from,
            row.year_to,
        )
        for row in session.scalars(select(Matrix))
    }
    priorities = _priorities(session)
    return Context(
        matrices=facts,
        priorities=priorities,
        institutions=frozenset(institutions.index(session)),
        written_priorities=_written(session, priorities),
        today=today,
    )


def _priorities(session: Session) -> dict[str, PriorityTexts]:
    others: dict[str, list[str]] = {}
    for item_id, text in session.execute(select(TextVariant.item_id, TextVariant.text)):
        others.setdefault(item_id, []).append(text)
    query = select(PolicyItem.id, PolicyItem.number, PolicyItem.text).where(
        PolicyItem.level == LevelCode.PRIORITY
    )
    return {
        row.id: PriorityTexts(row.number, (row.text, *others.get(row.id, ())))
        for row in session.execute(query)
    }


def _written(session: Session, priorities: Mapping[str, PriorityTexts]) -> dict[str, str]:
    """Find, in the cells a línea came with, the one that names its prioridad by its number."""
    query = select(ActionLine.id, ActionLine.priority_id, ActionLine.source_row).where(
        ActionLine.priority_id.is_not(None), ActionLine.source_row.is_not(None)
    )
    written: dict[str, str] = {}
    for line_id, priority_id, source in session.execute(query):
        known = priorities.get(priority_id or "")
        if source is None or known is None or known.number is None:
            continue
        for cell in json.loads(source).get("cells", ()):
            number, text = split_number(cell) if isinstance(cell, str) else (None, "")
            if number == known.number and len(fold(text)) > 10:
                written[line_id] = cell
                break
    return written
