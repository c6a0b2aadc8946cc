"""From a book to the rows of a matrix, before anything is compared with the file."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    match_header,
)
from pea_desktop.i18n import _

_REQUIRED = ("line",)
_LEAST = 3
_YEAR_HEADER = re.compile(r"(?:metas? )?(?:al |para |en )?(?:ano )?(20[0-9]{2})")
_NOT_CONTENT = ("axis", "priority", ROW_ID, PRIORITY_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One row of the book that is a línea.

    Attributes:
        number: Its number among the rows, from 1.
        excel_row: The number the spreadsheet program shows beside it.
        values: Field to text, None when empty; only fields whose column the book has.
        highlighted: Whether it is filled in yellow.
        row_id: The hidden id of an export of ours, "" without one.
        priority_id: The hidden id of its prioridad, "" without one.
        source: The raw cells as JSON text.
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
        header = find_header(sheet, _names(_years_in(sheet)), _REQUIRED, _LEAST)
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
            match = _YEAR_HEADER.fullmatch(header_key(text))
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
    heading = _heading(sheet, header)
    content = [key for key in places if key not in _NOT_CONTENT]
    names = _names([year for key in places if (year := target_year(key)) is not None])
    rows: list[FileRow] = []
    rejected = 0
    for row in sheet.rows[header.first_row :]:
        if len(repeated := match_header(row.cells, names)) >= _LEAST and "line" in repeated:
            continue
        values = {key: _content(row, places[key]) for key in content}
        row_id = row.cell(places.get(ROW_ID)).strip()
        if not any(values.values()) and not row_id:
            if not row.is_blank:
                rejected += 1
                findings.append(_without_content(row))
            continue
        rows.append(
            FileRow(
                number=len(rows) + 1,
                excel_row=row.number,
                axis=row.cell(places.get("axis")).strip(),
                priority=row.cell(places.get("priority")).strip(),
                values=values,
                highlighted=_is_highlighted(row, places, content),
                row_id=row_id,
                priority_id=row.cell(places.get(PRIORITY_ID)).strip(),
                source=_source(book, sheet, row),
            )
        )
    return Table(
        sheet=sheet.title,
        years=tuple(sorted(year for key in content if (year := target_year(key)) is not None)),
        headers={key: heading.get(place, "") for key, place in places.items()},
        rows=tuple(rows),
        rejected=rejected,
        findings=tuple(findings),
    )


def _heading(sheet: Sheet, header: Header) -> dict[int, str]:
    """Return the heading of each column as written; in a heading of two rows, the lower text."""
    found: dict[int, str] = {}
    for row in sheet.rows[max(0, header.first_row - 2) : header.first_row]:
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


def _without_content(row: SheetRow) -> Finding:
    text = next((text for text in row.raw if text.strip()), "")
    return Finding(
        code="fila_sin_contenido",
        severity=Severity.INFO,
        sentence=_(
            "La fila {row} del libro no tiene línea, indicador ni metas y no se importa: «{text}»."
        ).format(row=row.number, text=" ".join(text.split())[:80]),
    )


def _source(book: Book, sheet: Sheet, row: SheetRow) -> str:
    return json.dumps(
        {"book": book.name, "sheet": sheet.title, "row": row.number, "cells": list(row.raw)},
        ensure_ascii=False,
    )
