"""From a book to the rows of a matrix, before anything is compared with the file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pea_desktop.areas.matrix import headings as known
from pea_desktop.areas.matrix import layout_findings, odd_rows
from pea_desktop.areas.matrix.codes import LABELS
from pea_desktop.areas.matrix.columns import PRIORITY_ID, ROW_ID
from pea_desktop.areas.matrix.fields import parser, target_period, target_year
from pea_desktop.areas.matrix.layout import Choices, Layout, filled_positions, lay_out
from pea_desktop.areas.matrix.realigning import Realigner, Realignment, Test
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding
from pea_desktop.core.grid import parse_text
from pea_desktop.core.sheet import (
    Book,
    Header,
    Sheet,
    SheetRow,
    header_key,
    header_not_found,
)
from pea_desktop.i18n import _

_IDS = (ROW_ID, PRIORITY_ID)
_NOT_CONTENT = ("axis", "priority", *_IDS)
_PARTS = (known.OWNERS, known.SOURCES, *known.SOURCE_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One row of the book that is a línea.

    Attributes:
        number: Its number among the rows, from 1.
        excel_row: The number the spreadsheet program shows beside it.
        values: Field to text, None when empty; only fields whose column the book has and whose
            value it tells.
        highlighted: Whether it is filled in yellow.
        row_id: The hidden id of an export of ours, "" without one.
        priority_id: The hidden id of its prioridad, "" without one.
        source: The raw cells as JSON text.
        unknown: Columns whose value the book does not tell, with the error it shows there, or ""
            for a formula without a calculated value.
        hidden: Whether the row is out of sight in the book.
        refused: Field to why its text cannot be stored there.
        parts: What the book says of the owners and of the verification sources.
    """

    number: int
    excel_row: int
    axis: str
    priority: str
    values: Mapping[str, str | None]
    highlighted: bool
    row_id: str
    priority_id: str
    source: str
    unknown: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One row of the book that is no línea: its number there, what it says first, and why."""

    excel_row: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The matrix a book holds.

    Attributes:
        sheet: Title of the sheet it is on.
        years: The years with a target of their own.
        all_years: Those and the years of which only parts have targets.
        headers: Field to its heading as the book writes it.
        rows: The rows that are líneas.
        rejected: How many rows are none.
        findings: What is remarked about the sheet.
        layout: Where everything is.
        realignments: The rows that seem to have slipped, accepted or not.
        has_fills: Whether the book tells which rows are yellow.
        rejections: The rows that are none, but those of other tables.
    """

    sheet: str
    years: tuple[int, ...]
    all_years: tuple[int, ...]
    headers: Mapping[str, str]
    rows: tuple[FileRow, ...]
    rejected: int
    findings: tuple[Finding, ...]
    layout: Layout
    realignments: tuple[Realignment, ...] = ()
    has_fills: bool = True
    rejections: tuple[Rejection, ...] = ()


def read_table(
    book: Book, choices: Choices, is_axis: Test | None = None, is_priority: Test | None = None
) -> Table:
    """Return the matrix of a book: the first visible sheet with its headings, unless told.

    Args:
        book: The book as read.
        choices: What a person decided.
        is_axis: Tells whether a text is an eje of the policy; without it none is.
        is_priority: Tells whether a text is a prioridad of the policy; without it none is.

    Raises:
        PeaError: No sheet has the headings, or none of the columns holds the línea.
    """
    layout = lay_out(book, choices)
    if layout.header is None:
        raise header_not_found(book, known.usual_names((2024, 2025, 2026)))
    if "line" not in layout.header.columns:
        raise PeaError(_("Indique en qué columna están las líneas de acción."))
    return _Reader(book, layout, layout.header, choices, (is_axis, is_priority)).read()


def _nothing(_text: str) -> bool:
    return False


class _Reader:
    """Goes down the rows of one table."""

    def __init__(
        self,
        book: Book,
        layout: Layout,
        header: Header,
        choices: Choices,
        tests: tuple[Test | None, Test | None],
    ) -> None:
        self._book, self._layout, self._header, self._choices = book, layout, header, choices
        self._sheet = layout.sheet
        self._places = header.columns
        self._headings = odd_rows.Headings.of(self._sheet, header, layout.names, _IDS)
        shown = {key: place for key, place in self._places.items() if key not in _IDS}
        self._realigner = Realigner(
            shown,
            self._end(shown),
            tests[0] or _nothing,
            tests[1] or _nothing,
            fills=not self._has_merges(),
        )
        self._rows: list[FileRow] = []
        self._rejected = 0
        self._rejections: list[Rejection] = []
        self._realignments: list[Realignment] = []
        self._findings: list[Finding] = [*book.notices]
        self._findings += layout_findings.sheets_left_out(layout)

    def read(self) -> Table:
        sheet, header, places = self._sheet, self._header, self._places
        self._findings += _around(sheet, header, self._headings)
        self._read_rows()
        written = _heading(sheet, header)
        headers = {
            key: written.get(place, "") or odd_rows.column_letters(place)
            for key, place in places.items()
        }
        self._findings += _hidden_columns(sheet, places, headers, self._rows)
        self._findings += layout_findings.realignments(self._realignments)
        self._findings += self._columns_left_out()
        times = [key for key in places if target_year(key) is not None]
        return Table(
            sheet=sheet.title,
            years=_years(key for key in times if not target_period(key)),
            all_years=_years(times),
            headers=headers,
            rows=tuple(self._rows),
            rejected=self._rejected,
            findings=tuple(self._findings),
            layout=self._layout,
            realignments=tuple(self._realignments),
            has_fills=self._book.has_fills,
            rejections=tuple(self._rejections),
        )

    def _has_merges(self) -> bool:
        """Tell whether an eje or a prioridad is merged over rows: then a blank one is meant so."""
        for row in self._sheet.rows[self._header.first_row :]:
            for key in ("axis", "priority"):
                place = self._places.get(key, len(row.raw))
                if place < len(row.raw) and row.cells[place] and not row.raw[place]:
                    return True
        return False

    def _end(self, shown: Mapping[str, int]) -> int:
        """Return the position after the last that may belong to the table.

        One column without heading at its right does: what slipped went there.
        """
        last = max(shown.values())
        taken = {
            *self._header.repeated,
            *(self._places[key] for key in _IDS if key in self._places),
        }
        spare = next((one for one in self._layout.columns if one.position == last + 1), None)
        is_spare = spare is not None and not spare.heading and last + 1 not in taken
        return last + 2 if is_spare else last + 1

    def _read_rows(self) -> None:
        sheet, header = self._sheet, self._header
        is_beside_told = False
        for index, row in enumerate(sheet.rows[header.first_row :], start=header.first_row):
            if self._goes_on_heading(index):
                continue
            kind = self._headings.kind_of(row)
            if kind is odd_rows.HeadingKind.SAME:
                self._findings.append(odd_rows.heading_again(row))
                continue
            if kind is odd_rows.HeadingKind.OTHER:
                left_out = sum(1 for later in sheet.rows[index + 1 :] if not later.is_blank)
                self._rejected += left_out
                self._findings.append(odd_rows.table_below(row, left_out))
                break
            if kind is odd_rows.HeadingKind.BESIDE and not is_beside_told:
                is_beside_told = True
                self._findings.append(odd_rows.table_beside(row))
            self._take(row)

    def _goes_on_heading(self, index: int) -> bool:
        """Tell whether a row is the second of the heading, which comes again, of two rows."""
        rows, header = self._sheet.rows, self._header
        if header.first_row - header.top < 2 or index == header.first_row:
            return False
        second = _texts(rows[header.first_row - 1])
        is_same = bool(second) and _texts(rows[index]) == second
        return is_same and self._headings.kind_of(rows[index - 1]) is odd_rows.HeadingKind.SAME

    def _take(self, row: SheetRow) -> None:
        proposed = None
        if not row.cell(self._places.get(ROW_ID)).strip() and not row.is_blank:
            proposed = self._realigner.propose(row)
        source = _source(self._book, self._sheet, row)
        number = len(self._rows) + 1
        found = _read_row(row, self._places, number=number, source=source)
        if proposed is not None and found is not None:
            made, proposal = proposed
            accepted = self._choices.accepts(row.number)
            self._realignments.append(replace(proposal, accepted=accepted))
            if accepted:
                row = made
                found = _read_row(row, self._places, number=number, source=source)
        self._realigner.note(row)
        if isinstance(found, FileRow):
            self._rows.append(found)
        elif found is not None:
            self._rejected += 1
            self._findings.append(found)
            text = next((one for one in row.raw if one.strip()), "")
            reason = found.sentence
            self._rejections.append(
                Rejection(excel_row=row.number, text=" ".join(text.split()), reason=reason)
            )

    def _columns_left_out(self) -> Iterable[Finding]:
        # What another table beside has is told once, for all of it.
        beside = min(self._header.repeated, default=len(self._layout.columns) + 16_384)
        free = [one for one in self._layout.columns if one.field is None and one.position < beside]
        filled = filled_positions(self._sheet, self._header, [one.position for one in free])
        for one in free:
            if one.position in filled:
                yield layout_findings.column_left_out(one, filled[one.position])


def _texts(row: SheetRow) -> dict[int, str]:
    return {place: header_key(text) for place, text in enumerate(row.raw) if text.strip()}


def _years(keys: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({year for key in keys if (year := target_year(key)) is not None}))


def _read_row(
    row: SheetRow, places: Mapping[str, int], *, number: int, source: str
) -> FileRow | Finding | None:
    """Return the línea a row is, or why it is none; None for a row with nothing in it."""
    content = [key for key in places if key not in _NOT_CONTENT]
    unknown = {key: row.unknown[place] for key, place in places.items() if place in row.unknown}
    texts = {key: _content(row, places[key]) for key in content if key not in unknown}
    parts = {key: texts.pop(key) or "" for key in _PARTS if key in texts}
    values, refused = _stored(texts)
    row_id = row.cell(places.get(ROW_ID)).strip()
    if not row_id:
        lost = {key: error for key, error in unknown.items() if key in content}
        if row.is_blank and not lost and not any(texts.values()):
            return None
        if reason := odd_rows.why_no_line(row, texts, lost):
            return reason
    return FileRow(
        number=number,
        excel_row=row.number,
        axis=row.cell(places.get("axis")).strip(),
        priority=row.cell(places.get("priority")).strip(),
        values=values,
        highlighted=_is_highlighted(row, places, content),
        row_id=row_id,
        priority_id=row.cell(places.get(PRIORITY_ID)).strip(),
        source=source,
        unknown=unknown,
        hidden=row.hidden,
        refused=refused,
        parts=parts,
    )


def _stored(texts: Mapping[str, str | None]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the values as stored, and why those that cannot be are not.

    A figure is kept as the book writes it, also one that is none: the text is evidence.
    """
    values: dict[str, str | None] = {}
    refused: dict[str, str] = {}
    for key, text in texts.items():
        parse = parser(key) if key in LABELS or key == "baseline_year" else parse_text
        try:
            values[key] = parse(text or "")
        except PeaError as error:
            refused[key] = str(error)
    return values, refused


def _around(sheet: Sheet, header: Header, headings: odd_rows.Headings) -> Iterable[Finding]:
    """Yield what is remarked about the tables above and beside the one that is read."""
    last = sheet.rows[header.first_row - 1]
    for row in sheet.rows[: header.top]:
        if headings.kind_of(row) is not None:
            yield odd_rows.table_above(row, sheet.rows[header.top])
    yield from odd_rows.repeated_columns(last, header)


def _hidden_columns(
    sheet: Sheet, places: Mapping[str, int], headers: Mapping[str, str], rows: Sequence[FileRow]
) -> Iterable[Finding]:
    for key, place in places.items():
        if key in _IDS or place not in sheet.hidden_columns:
            continue
        if any({"axis": row.axis, "priority": row.priority, **row.values}.get(key) for row in rows):
            yield odd_rows.hidden_column(headers[key], place)


def _heading(sheet: Sheet, header: Header) -> dict[int, str]:
    """Return the heading of each column as written; in a heading of two rows, the lower text."""
    found: dict[int, str] = {}
    for row in sheet.rows[header.top : header.first_row]:
        for place in header.columns.values():
            if row.cell(place).strip():
                found[place] = row.cell(place).strip()
    return found


def _content(row: SheetRow, place: int) -> str | None:
    # A cell merged across columns says its text once, in its first column.
    text = "" if place in row.across else row.cell(place)
    return text if text.strip() else None


def _is_highlighted(row: SheetRow, places: Mapping[str, int], content: Sequence[str]) -> bool:
    yellow = sum(1 for key in content if places[key] in row.yellow)
    return places["line"] in row.yellow or yellow * 2 > len(content)


def _source(book: Book, sheet: Sheet, row: SheetRow) -> str:
    return json.dumps(
        {"book": book.name, "sheet": sheet.title, "row": row.number, "cells": list(row.raw)},
        ensure_ascii=False,
    )
