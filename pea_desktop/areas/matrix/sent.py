"""What a template said when it was sent, so that what comes back is compared three ways.

A cell as it was sent is no change, whatever became of it here meanwhile. One changed there alone is
a change; one changed on both sides, differently, is left to a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pea_desktop.areas.matrix import sent_findings
from pea_desktop.areas.matrix.headings import OWNERS, SOURCE_FIELDS
from pea_desktop.areas.matrix.layout import Choices
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.reading import FileRow, Table, read_table
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding
from pea_desktop.core.sheet import Book
from pea_desktop.core.text import fold

_MARK: Final = "pea-desktop: enviado "


def sent_mark(matrix_id: str) -> str:
    """Return the line above the hidden sheet that keeps what was sent of a matrix."""
    return _MARK + matrix_id


def sent_in(book: Book) -> "Sent | None":
    """Return what a book says was sent; None for a book that is no template of ours."""
    for sheet in book.hidden:
        mark = sheet.rows[0].cell(0) if sheet.rows else ""
        if not mark.startswith(_MARK):
            continue
        try:
            table = read_table(Book(name=book.name, sheets=(sheet,)), Choices())
        except PeaError:
            return None
        rows = {row.row_id: row for row in table.rows if row.row_id}
        return Sent(matrix_id=mark.removeprefix(_MARK).strip(), table=table, rows=rows)
    return None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The cells of a template as they were sent.

    Attributes:
        matrix_id: The matrix it was made from, "" for one without líneas.
        table: Its sheet as read.
        rows: The row of each línea, by the línea's id.
    """

    matrix_id: str
    table: Table
    rows: Mapping[str, FileRow] = field(default_factory=dict)

    def prepare(
        self, table: Table, existing: Sequence[LineRow]
    ) -> tuple[Table, list[Finding], list[LineRow]]:
        """Return the table to compare, what is remarked about it, and the líneas it should have.

        Left out are the rows whose línea was deleted here since. A row copied there has the id of
        its original: the second is a new línea.
        """
        known = {line.id for line in existing}
        findings = [*self._columns_gone(table)]
        rows: list[FileRow] = []
        seen: set[str] = set()
        for row in table.rows:
            if row.row_id in seen:
                findings.append(sent_findings.row_copied(table, row))
                row = replace(row, row_id="", priority_id="")  # noqa: PLW2901
            elif row.row_id and row.row_id not in known:
                if row.row_id in self.rows:
                    is_changed = bool(self._changed_fields(row, self.rows[row.row_id]))
                    findings.append(sent_findings.deleted_here(table, row, is_changed=is_changed))
                    continue
                findings.append(sent_findings.id_unknown(table, row))
            if row.row_id:
                seen.add(row.row_id)
            rows.append(row)
        places = {row_id: place for place, row_id in enumerate(self.rows)}
        order = [places[row.row_id] for row in rows if row.row_id in places]
        if order != sorted(order):
            findings.append(sent_findings.other_order())
        left_out = len(table.rows) - len(rows)
        made = replace(table, rows=tuple(rows), rejected=table.rejected + left_out)
        return made, findings, [line for line in existing if line.id in self.rows]

    def told(
        self, row: FileRow, line: LineRow | None, table: Table
    ) -> tuple[FileRow, list[Finding]]:
        """Return a row with only what was changed there, and what is remarked about the rest."""
        base = self.rows.get(line.id) if line else None
        if line is None:
            return row, []
        if base is None:
            # A new línea brought in before: what it leaves blank was given a value here.
            said = {key: text for key, text in row.values.items() if text is not None}
            return replace(row, values=said), []
        findings: list[Finding] = []
        values: dict[str, str | None] = {}
        changed = self._changed_fields(row, base)
        for key, text in row.values.items():
            here = line.value(key)
            if key not in base.values:
                # A column added there: what it leaves blank was never sent.
                if text is not None:
                    values[key] = text
            elif key not in changed:
                if here != base.values[key]:
                    findings.append(sent_findings.changed_here(table, row, key))
            elif here in (base.values[key], text):
                values[key] = text
            else:
                findings.append(sent_findings.changed_twice(table, row, key, here, text))
        parts = {key: text for key, text in row.parts.items() if key in changed}
        findings += _owners_gone(table, row, base) if OWNERS in changed else ()
        for key in [*parts]:
            here = _part_here(line, key)
            if here is not None and here not in (base.parts.get(key, ""), parts[key]):
                findings.append(sent_findings.changed_twice(table, row, key, here, parts.pop(key)))
        is_marked = table.has_fills and row.highlighted != base.highlighted
        if table.has_fills and not is_marked and line.highlighted != base.highlighted:
            findings.append(sent_findings.changed_here(table, row, "line"))
        priority, axis = self._place(row, line, base, changed, table, findings)
        told = replace(
            row,
            values=values,
            parts=parts,
            highlighted=row.highlighted if is_marked else line.highlighted,
            priority=priority,
            axis=axis,
        )
        return told, findings

    def _place(
        self,
        row: FileRow,
        line: LineRow,
        base: FileRow,
        changed: set[str],
        table: Table,
        findings: list[Finding],
    ) -> tuple[str, str]:
        """Return prioridad and eje as the book changed them, "" where it did not."""
        here = line.priority.id if line.priority else ""
        is_moved_here = here != base.priority_id
        if "priority" not in changed:
            if is_moved_here:
                findings.append(sent_findings.changed_here(table, row, "priority"))
        elif is_moved_here and line.priority and line.priority.title != row.priority:
            title = line.priority.title
            findings.append(
                sent_findings.changed_twice(table, row, "priority", title, row.priority)
            )
            changed = changed - {"priority"}
        priority = row.priority if "priority" in changed else ""
        return priority, row.axis if "axis" in changed else ""

    def _changed_fields(self, row: FileRow, base: FileRow) -> set[str]:
        """Return what a row says otherwise than it was sent."""
        changed = {key for key, text in row.values.items() if text != base.values.get(key)}
        changed |= {key for key, text in row.parts.items() if text != base.parts.get(key, "")}
        changed |= {"axis"} if row.axis != base.axis else set()
        return changed | ({"priority"} if row.priority != base.priority else set())

    def _columns_gone(self, table: Table) -> Iterable[Finding]:
        for key, header in self.table.headers.items():
            if key not in table.headers:
                yield sent_findings.column_gone(header)


def _part_here(line: LineRow, key: str) -> str | None:
    """Return what the matrix says of a verification source now; None for what only grows."""
    if key not in SOURCE_FIELDS:
        return None
    return (getattr(line.sources[0], SOURCE_FIELDS[key]) or "") if line.sources else ""


def _owners_gone(table: Table, row: FileRow, base: FileRow) -> Iterable[Finding]:
    now = {fold(name) for name in row.parts.get(OWNERS, "").split("\n")}
    for name in base.parts.get(OWNERS, "").split("\n"):
        if name.strip() and fold(name) not in now:
            yield sent_findings.owner_gone(table, row, name.strip())
