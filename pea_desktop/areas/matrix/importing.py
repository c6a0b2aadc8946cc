"""Importing a book: a plan that is shown first, then applied within one edit."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions
from pea_desktop.areas.matrix import checking, sent_findings
from pea_desktop.areas.matrix.consulting import institutions_in, looks_like_institution
from pea_desktop.areas.matrix.editing import matrix_of
from pea_desktop.areas.matrix.entities import Matrix
from pea_desktop.areas.matrix.fields import indicator_id, physical
from pea_desktop.areas.matrix.headings import OWNERS, SOURCE_FIELDS, SOURCES
from pea_desktop.areas.matrix.layout import Choices, institution_in, lay_out
from pea_desktop.areas.matrix.lines import LineRow, SourceRef, lines
from pea_desktop.areas.matrix.matching import (
    ALIKE,
    Meant,
    meant_axes,
    meant_priorities,
    pair,
    part_headings,
)
from pea_desktop.areas.matrix.reading import FileRow, Rejection, Table, read_table
from pea_desktop.areas.matrix.realigning import Realignment
from pea_desktop.areas.matrix.sent import Sent, sent_in
from pea_desktop.core.capture import ALIVE
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.sheet import Book
from pea_desktop.core.text import fold
from pea_desktop.i18n import _


class Change(NamedTuple):
    """A text before and after; None where there is none."""

    before: str | None
    after: str | None


class StepKind(StrEnum):
    """What an import does with a row."""

    NEW = "nueva"
    CHANGED = "cambiada"
    SAME = "igual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an import does with one row of the book.

    Attributes:
        line_id: The row of the matrix it is; None for a new one.
        changes: Field to text before and after; "priority" and "axis" hold ids.
        highlighted: Whether it ends highlighted; None when that does not change.
        consult: Institutions to consult that are not noted yet, by name.
        note_remark: Whether a consultation is noted without knowing with whom.
        owners: Ids of the institutions that become responsible too.
        sources: Verification sources that are added.
        source_id: The verification source whose fields are among the changes.
    """

    kind: StepKind
    row: FileRow
    line_id: str | None
    changes: Mapping[str, Change] = field(default_factory=dict)
    highlighted: bool | None = None
    consult: tuple[str, ...] = ()
    note_remark: bool = False
    owners: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do; nothing is written until `apply_import`.

    `rejected` counts the rows of the book that are no línea; each has its finding, but those of
    another table on the sheet, which have one together.
    """

    book: str
    sheet: str
    institution: str
    years: tuple[int, ...]
    steps: tuple[Step, ...]
    rejected: int
    findings: tuple[Finding, ...]
    table: Table

    @property
    def realignments(self) -> tuple[Realignment, ...]:
        """The rows that seem to have slipped; none is re-aligned unless it was accepted."""
        return self.table.realignments

    @property
    def with_warning(self) -> int:
        """How many of the líneas added or changed have a warning."""
        applied = {step.row.number for step in self.steps if step.kind is not StepKind.SAME}
        # What is rejected counts as rejected; its number may be that of a línea.
        elsewhere = {one.reason for one in self.table.rejections}
        return len(
            {
                finding.row
                for finding in self.findings
                if finding.row in applied
                and finding.severity is not Severity.INFO
                and finding.sentence not in elsewhere
            }
        )

    @property
    def rows(self) -> int:
        """How many rows the book has, those rejected included."""
        return len(self.steps) + self.rejected

    @property
    def new(self) -> int:
        """How many líneas are added."""
        return self._count(StepKind.NEW)

    @property
    def changed(self) -> int:
        """How many líneas change."""
        return self._count(StepKind.CHANGED)

    @property
    def same(self) -> int:
        """How many líneas are already so."""
        return self._count(StepKind.SAME)

    def as_json(self, *, applied: bool) -> dict[str, Any]:
        """Return the plan as the command line prints it."""
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "rejected": self.rejected,
            "findings": [finding.as_json() for finding in self.findings],
            "applied": applied,
        }

    def _count(self, kind: StepKind) -> int:
        return sum(1 for step in self.steps if step.kind == kind)


def plan_import(
    session: Session,
    book: Book,
    institution_name: str,
    conflicted: Collection[tuple[str, str]] = (),
    choices: Choices | None = None,
) -> ImportPlan:
    """Return what importing a book into an institution's matrix would do; writes nothing.

    Args:
        session: The expediente to compare with.
        book: The book as read.
        institution_name: Name, acronym or alias; an unknown one is created when applied.
        conflicted: Row and column of the stored cells in conflict; they are left as they are.
        choices: What a person decided about sheet, heading, columns and rows that slipped.

    Raises:
        PeaError: The book has no matrix, or its prioridades are not those of the policy.
    """
    name = _checked_name(institution_name)
    policy = catalog.current(session)
    table, headings = part_headings(session, _table(session, book, choices or Choices()))
    known = {key: row.name for key, row in institutions.index(session).items()}
    institution = institutions.find(session, name)
    matrix = matrix_of(session, policy.id, institution.id) if institution else None
    existing = _existing(session, matrix)
    table, sent, returned, expected = _returned(book, table, matrix, existing)
    comparing = _Comparing(
        table=table,
        priorities=meant_priorities(session, table.rows),
        axes=meant_axes(session, table.rows),
        known=known,
        conflicted=frozenset(conflicted),
        session=session,
        sent=sent,
    )
    pairs = pair(table.rows, existing, by_place=sent is None)
    steps = tuple(comparing.step(row, line) for row, line in zip(table.rows, pairs, strict=True))
    findings = [*table.findings, *returned, *comparing.findings]
    findings += (told := _heading_findings(table, headings))
    table = replace(table, rejections=_with_headings(table, headings, told))
    findings += checking.repeated_findings(table)
    findings += checking.pairing_findings(table, expected, pairs)
    findings += _created(steps, known, [] if institution else [name])
    return ImportPlan(
        book=book.name,
        sheet=table.sheet,
        institution=institution.name if institution else name,
        years=table.all_years,
        steps=steps,
        rejected=table.rejected,
        findings=tuple(sorted(findings, key=lambda finding: finding.row or 0)),
        table=table,
    )


def _checked_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise PeaError(_("Escriba de qué institución es la matriz."))
    return name


def institution_of(session: Session, book: Book, choices: Choices | None = None) -> str:
    """Return whose matrix a book seems to be, "" when that is to be asked.

    What stands above the heading counts when it is a known institution or reads like the name of
    one; else the only institution of the file that has a matrix, or the only one there is.
    """
    said = institution_in(book, lay_out(book, choices or Choices()).sheet.title)
    if said and (institutions.find(session, said) or looks_like_institution(said)):
        return said
    known = [one.name for one in institutions.all_institutions(session)]
    owners = list(session.scalars(select(Matrix.institution_id).distinct()))
    if len(owners) == 1:
        return institutions.name_of(session, owners[0])
    return known[0] if len(known) == 1 else ""


def _table(session: Session, book: Book, choices: Choices) -> Table:
    def is_axis(text: str) -> bool:
        return _is_alike(catalog.match_axis(session, text))

    def is_priority(text: str) -> bool:
        return _is_alike(catalog.match_priority(session, text))

    return read_table(book, choices, is_axis, is_priority)


def _is_alike(match: catalog.Match) -> bool:
    return match.item is not None and match.score >= ALIKE


def _heading_findings(table: Table, headings: Sequence[FileRow]) -> list[Finding]:
    header = table.headers.get("line", "")
    return [
        checking.priority_as_line(row.excel_row, row.number, header, row.values.get("line") or "")
        for row in headings
    ]


def _created(
    steps: Sequence[Step], known: Mapping[str, str], names: Sequence[str]
) -> Iterable[Finding]:
    """Yield the institutions that applying makes: those named, and those to be consulted."""
    consulted = (one for step in steps for one in step.consult if fold(one) not in known)
    for name in dict.fromkeys((*names, *consulted)):
        yield checking.institution_created(name)


def _with_headings(
    table: Table, headings: Sequence[FileRow], told: Sequence[Finding]
) -> tuple[Rejection, ...]:
    """Return the rejections with the rows that hold a prioridad, in the order of the book."""
    added = (
        Rejection(
            excel_row=row.excel_row, text=row.values.get("line") or "", reason=finding.sentence
        )
        for row, finding in zip(headings, told, strict=True)
    )
    return tuple(sorted((*table.rejections, *added), key=lambda one: one.excel_row))


def _existing(session: Session, matrix: Matrix | None) -> list[LineRow]:
    if matrix is None:
        return []
    return [row for row in lines(session, matrix.institution_id) if row.matrix_id == matrix.id]


def _returned(
    book: Book, table: Table, matrix: Matrix | None, existing: Sequence[LineRow]
) -> tuple[Table, Sent | None, list[Finding], Sequence[LineRow]]:
    """Return the table to compare, what was sent of it, remarks, and the líneas it should have."""
    sent = sent_in(book)
    if sent is None:
        return table, None, [], existing
    if sent.matrix_id != (matrix.id if matrix else ""):
        return table, None, [sent_findings.other_matrix()], existing
    prepared, findings, expected = sent.prepare(table, existing)
    return prepared, sent, findings, expected


@dataclass(kw_only=True)
class _Comparing:
    """Compares the rows of a book with those of the matrix, noting what it finds."""

    table: Table
    priorities: Mapping[str, Meant]
    axes: Mapping[str, Meant]
    known: Mapping[str, str]
    conflicted: frozenset[tuple[str, str]]
    session: Session
    sent: Sent | None = None
    findings: list[Finding] = field(default_factory=list)

    def step(self, row: FileRow, line: LineRow | None) -> Step:
        whole = row
        priority, axis = self.priorities.get(row.priority), self.axes.get(row.axis)
        self.findings += checking.row_findings(self.table, row, priority, axis)
        if self.sent is not None:
            row, remarks = self.sent.told(row, line, self.table)
            self.findings += remarks
            priority, axis = self.priorities.get(row.priority), self.axes.get(row.axis)
        changes = self._changes(row, line, priority, axis) | self._source_changes(row, line)
        was = line.highlighted if line else False
        is_told = self.table.has_fills
        highlighted = row.highlighted if is_told and row.highlighted != was else None
        if highlighted is not None and line and self._is_conflicted(line, "highlighted"):
            self.findings.append(checking.in_conflict(self.table, row, "line"))
            highlighted = None
        consult, note_remark = self._consultations(row, line, changes)
        if (consult or note_remark) and line and (line.id, ALIVE) in self.conflicted:
            self.findings.append(checking.in_conflict(self.table, row, "interpretation"))
            consult, note_remark = (), False
        if highlighted is False:
            self.findings.append(checking.no_longer_pending(self.table, row))
        owners, sources = self._owners(row, line), self._sources(row, line)
        if line is None:
            kind = StepKind.NEW
        elif changes or highlighted is not None or consult or note_remark or owners or sources:
            kind = StepKind.CHANGED
        else:
            kind = StepKind.SAME
        return Step(
            kind=kind,
            row=whole,
            line_id=line.id if line else None,
            changes=changes,
            highlighted=highlighted,
            consult=consult,
            note_remark=note_remark,
            owners=owners,
            sources=sources,
            source_id=line.sources[0].id if line and line.sources else None,
        )

    def _owners(self, row: FileRow, line: LineRow | None) -> tuple[str, ...]:
        """Return the institutions of the book that are not responsible yet; none is taken away."""
        known = {owner.institution_id for owner in line.owners} if line else set()
        found: dict[str, None] = {}
        for name in _listed(row.parts.get(OWNERS, "")):
            institution = institutions.find(self.session, name)
            if institution is None:
                self.findings.append(checking.owner_unknown(self.table, row, name))
            elif institution.id not in known:
                found[institution.id] = None
        return tuple(found) if not self._is_gone(line) else ()

    def _sources(self, row: FileRow, line: LineRow | None) -> tuple[str, ...]:
        """Return the verification sources of the book that are not noted yet."""
        known: set[str] = set()
        for source in line.sources if line else ():
            known.update(fold(text) for text in (source.text, source.instrument) if text)
        texts = dict.fromkeys(_lines_of(row.parts.get(SOURCES, "")))
        new = tuple(text for text in texts if fold(text) not in known)
        return new if not self._is_gone(line) else ()

    def _source_changes(self, row: FileRow, line: LineRow | None) -> dict[str, Change]:
        """Return what the book changes in the first verification source."""
        source = line.sources[0] if line and line.sources else None
        changes: dict[str, Change] = {}
        for key, name in SOURCE_FIELDS.items():
            before = getattr(source, name) if source else None
            after = row.parts.get(key, before or "").strip() or None
            if after == before:
                continue
            if line and not self.conflicted.isdisjoint(_source_cells(source, name, line.id)):
                self.findings.append(checking.in_conflict(self.table, row, key))
            else:
                changes[key] = Change(before, after)
        return changes

    def _is_gone(self, line: LineRow | None) -> bool:
        return line is not None and (line.id, ALIVE) in self.conflicted

    def _changes(
        self, row: FileRow, line: LineRow | None, priority: Meant | None, axis: Meant | None
    ) -> dict[str, Change]:
        before: dict[str, str | None] = {
            key: line.value(key) if line else None for key in row.values
        }
        after = dict(row.values)
        before["priority"] = line.priority.id if line and line.priority else None
        # A prioridad the book lost or misspelt never takes away the one a person chose.
        after["priority"] = priority.item.id if priority and priority.item else before["priority"]
        before["axis"] = line.axis.id if line and line.axis else None
        known_axis = axis.item.id if axis and axis.item else before["axis"]
        after["axis"] = before["axis"] if after["priority"] else known_axis
        changes = {}
        for key, text in after.items():
            if text == before[key]:
                continue
            if line is not None and self._is_conflicted(line, key):
                self.findings.append(checking.in_conflict(self.table, row, key))
            else:
                changes[key] = Change(before[key], text)
        return changes

    def _is_conflicted(self, line: LineRow, field_name: str) -> bool:
        """Tell whether what a field changes waits for a decision, itself or the row it is in."""
        cells = _cells(field_name, line.id)
        rows = {line.id, *(row for row, _column in cells)}
        if rows != {line.id}:
            rows.add(indicator_id(line.id))
        return not self.conflicted.isdisjoint(cells | {(row, ALIVE) for row in rows})

    def _consultations(
        self, row: FileRow, line: LineRow | None, changes: Mapping[str, Change]
    ) -> tuple[tuple[str, ...], bool]:
        """Return the institutions still to be noted, and whether to note a nameless one."""
        if not row.highlighted:
            if not self.table.has_fills:
                self._ask_whether_pending(row, line)
            return (), False
        remark = row.values.get("interpretation")
        if line is not None and "interpretation" not in row.values:
            remark = line.interpretation
        names = institutions_in(remark, self.known)
        self.findings.append(checking.pending(self.table, row, names))
        if line is not None and line.highlighted and "interpretation" not in changes:
            return (), False
        noted = line.pending_with if line else ()
        left = [name for name in names if self.known.get(fold(name), name) not in noted]
        return tuple(left), not names and not noted and not (line and line.highlighted)

    def _ask_whether_pending(self, row: FileRow, line: LineRow | None) -> None:
        """Remark a row that asks to consult somebody in a book that cannot say it in yellow."""
        names = institutions_in(row.values.get("interpretation"), self.known)
        if names and not (line and line.highlighted):
            self.findings.append(checking.maybe_pending(self.table, row, names))


def _listed(text: str) -> list[str]:
    """Return the names of a cell that holds several, one a line or between «;», «,» or «/»."""
    parts = (" ".join(part.split()).strip(" .-•") for part in re.split(r"[\n;,/]+", text))
    return [name for name in parts if name]


def _lines_of(text: str) -> list[str]:
    """Return the entries of a cell that holds several, one a line or between «;»."""
    return [entry for part in re.split(r"[\n;]+", text) if (entry := part.strip(" -•\t"))]


def _cells(field_name: str, line_id: str) -> set[tuple[str, str]]:
    """Return row and column of the cells an import writes for a field."""
    together = {
        "priority": ("priority_id", "axis_id"),
        "axis": ("axis_id",),
        "highlighted": ("highlighted", "state"),
    }
    if field_name in together:
        return {(line_id, column) for column in together[field_name]}
    return {physical(field_name, line_id)[1:]}


def _source_cells(source: SourceRef | None, column: str, line_id: str) -> set[tuple[str, str]]:
    """Return the cells in conflict that keep a verification source as it is."""
    cells = {(line_id, ALIVE), (indicator_id(line_id), ALIVE)}
    return cells | ({(source.id, column), (source.id, ALIVE)} if source else set())
