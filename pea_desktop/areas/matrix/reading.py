"""From a book to the rows of a matrix, before anything is compared with the file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pea_desktop.areas.matrix import odd_rows
from pea_desktop.areas.matrix.columns import HIDDEN_HEADERS, PRIORITY_ID, ROW_ID, columns
from pea_desktop.areas.matrix.fields import target_year
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.sheet import (
    HEADER_SEARCH_ROWS,
    Book,
    Header,
    Sheet,
    SheetRow,
    find_header,
    header_key,
    header_not_found,
)
from pea_desktop.i18n import _

_REQUIRED = ("line",)
_IDS = (ROW_ID, PRIORITY_ID)
_NOT_CONTENT = ("axis", "priority", *_IDS)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The matrix a book holds; `headers` maps a field to its heading as the book writes it."""

    sheet: str
    years: tuple[int, ...]
    headers: Mapping[str, str]
    rows: tuple[FileRow, ...]
    rejected: int
    findings: tuple[Finding, ...]


def read_table(book: Book) -> Table:
    """Return the matrix of a book: the first visible sheet with its headings.

    Raises:
        PeaError: No sheet has the headings; the sentence says which were looked for.
    """
    found: tuple[Sheet, Header] | None = None
    findings = []
    for sheet in book.sheets:
        header = find_header(sheet, _names(_years_in(sheet)), _REQUIRED, odd_rows.LEAST)
        if header is None:
            continue
        if found is None:
            found = sheet, header
        else:
            findings.append(_sheet_left_out(sheet, found[0]))
    if found is None:
        raise header_not_found(book, _names((2024, 2025, 2026), with_hidden=False))
    return _read_rows(book, *found, findings)


def _years_in(sheet: Sheet) -> list[int]:
    """Return the years that head a column of targets, in either row of a heading of two."""
    years = set()
    for row in sheet.rows[:HEADER_SEARCH_ROWS]:
        for text in row.cells:
            match = odd_rows.YEAR_HEADER.fullmatch(header_key(text))
            if match:
                years.add(int(match[1]))
    return sorted(years)


def _names(years: Sequence[int], *, with_hidden: bool = True) -> dict[str, Sequence[str]]:
    names: dict[str, Sequence[str]] = {
        column.key: (_(column.header), *column.aliases) for column in columns(years)
    }
    if with_hidden:
        names |= {key: (_(header),) for key, header in HIDDEN_HEADERS.items()}
    return names


def _sheet_left_out(sheet: Sheet, read: Sheet) -> Finding:
    return Finding(
        code="hoja_sin_leer",
        severity=Severity.WARNING,
        sentence=_(
            "La hoja «{sheet}» también parece una matriz y no se leyó: solo se leyó «{read}»."
        ).format(sheet=sheet.title, read=read.title),
        fix=_("Deje una sola matriz en el libro, o impórtela en un libro aparte."),
    )


def _read_rows(book: Book, sheet: Sheet, header: Header, findings: list[Finding]) -> Table:
    places = header.columns
    years = sorted(year for key in places if (year := target_year(key)) is not None)
    headings = odd_rows.Headings.of(sheet, header, _names(years), _IDS)
    findings += _around(sheet, header, headings)
    rows: list[FileRow] = []
    rejected = 0
    is_beside_told = False
    for index, row in enumerate(sheet.rows[header.first_row :], start=header.first_row):
        kind = headings.kind_of(row)
        if kind is odd_rows.HeadingKind.SAME:
            findings.append(odd_rows.heading_again(row))
            continue
        if kind is odd_rows.HeadingKind.OTHER:
            left_out = sum(1 for later in sheet.rows[index + 1 :] if not later.is_blank)
            rejected += left_out
            findings.append(odd_rows.table_below(row, left_out))
            break
        if kind is odd_rows.HeadingKind.BESIDE and not is_beside_told:
            is_beside_told = True
            findings.append(odd_rows.table_beside(row))
        found = _read_row(row, places, number=len(rows) + 1, source=_source(book, sheet, row))
        if isinstance(found, FileRow):
            rows.append(found)
        elif found is not None:
            rejected += 1
            findings.append(found)
    written = _heading(sheet, header)
    headers = {key: written.get(place, "") for key, place in places.items()}
    findings += _hidden_columns(sheet, places, headers, rows)
    return Table(
        sheet=sheet.title,
        years=tuple(years),
        headers=headers,
        rows=tuple(rows),
        rejected=rejected,
        findings=tuple(findings),
    )


def _read_row(
    row: SheetRow, places: Mapping[str, int], *, number: int, source: str
) -> FileRow | Finding | None:
    """Return the línea a row is, or why it is none; None for a row with nothing in it."""
    content = [key for key in places if key not in _NOT_CONTENT]
    unknown = {key: row.unknown[place] for key, place in places.items() if place in row.unknown}
    values = {key: _content(row, places[key]) for key in content if key not in unknown}
    row_id = row.cell(places.get(ROW_ID)).strip()
    if not row_id:
        lost = {key: error for key, error in unknown.items() if key in content}
        if row.is_blank and not lost and not any(values.values()):
            return None
        if reason := odd_rows.why_no_line(row, values, lost):
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
    )


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
