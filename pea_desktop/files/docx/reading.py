"""Reading the tables of a Word document into plain data."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.sheet import Book, Sheet, header_key
from pea_desktop.files.cells import Cells, Merged, has_text
from pea_desktop.files.docx.text import is_highlighted, text_of
from pea_desktop.files.limits import (
    BROKEN_ZIP,
    MAX_CELLS,
    MAX_ROWS,
    damaged,
    opening,
    safe_parts,
    too_large,
    unreadable,
)
from pea_desktop.i18n import _

_BROKEN = (*BROKEN_ZIP, SyntaxError, ValueError, LookupError, TypeError, AttributeError)
"""What python-docx lets out over a document it does not understand; bad XML is a `SyntaxError`."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of a table as written, or one that goes on from the row above (`is_rest`)."""

    column: int
    width: int
    text: str
    is_yellow: bool
    is_rest: bool


_Rows = list[list[_Cell]]


def read(path: str | Path) -> Book:
    """Return the tables of a .docx as sheets, merged cells filled in.

    Shading or highlighting in yellow counts as a yellow cell. A table that goes on in another one
    (cut by the page, with its heading again or none) is one sheet. Tracked deletions are left out.

    Raises:
        PeaError: It is no document, has no table, or is locked, damaged or too large.
    """
    path = Path(path)
    opening(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for _name, _data in safe_parts(path.name, archive):
                pass
        tables = _tables(path)
        sheets = tuple(_sheets(tables))
    except _BROKEN as error:
        raise damaged(path.name) from error
    except OSError as error:
        raise unreadable(path, error) from error
    if not has_text(sheets):
        raise PeaError(
            _("El documento «{name}» no tiene ninguna tabla con texto: elija otro.").format(
                name=path.name
            )
        )
    return Book(name=clean(path.name), sheets=sheets)


def _tables(path: Path) -> list[_Rows]:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        body = docx.Document(str(path)).element.body
    except OpcError as error:
        raise damaged(path.name) from error
    made = []
    cells = 0
    for table in _outer_tables(body):
        rows = [_row(one) for one in _parts(table, "tr")]
        cells += sum(cell.width for row in rows for cell in row)
        if cells > MAX_CELLS or len(rows) > MAX_ROWS:
            raise too_large(path.name)
        made.append(rows)
    return made


def _outer_tables(element: Any) -> Iterator[Any]:
    for child in element:
        if _tag(child) == "tbl":
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "ins", "customXml", "p", "r"):
            yield from _outer_tables(child)


def _parts(element: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those in a content control."""
    for child in element:
        if _tag(child) == name:
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _parts(child, name)


def _row(row: Any) -> list[_Cell]:
    made = []
    column = int(getattr(row, "grid_before", 0) or 0)
    for cell in _parts(row, "tc"):
        width = max(1, int(cell.grid_span))
        made.append(
            _Cell(
                column=column,
                width=width,
                text=clean(text_of(cell)),
                is_yellow=is_highlighted(cell),
                is_rest=cell.vMerge == "continue",
            )
        )
        column += width
    return made


def _sheets(tables: Iterable[_Rows]) -> Iterator[Sheet]:
    """Yield a sheet for each table, those that go on joined; empty ones are left out."""
    joined: list[list[_Rows]] = []
    for rows in tables:
        if not any(cell.text.strip() for row in rows for cell in row):
            continue
        if joined and _goes_on(joined[-1], rows):
            joined[-1].append(rows)
        else:
            joined.append([rows])
    for number, parts in enumerate(joined, start=1):
        whole = [row for rows in parts for row in rows]
        yield _cells(whole).sheet(_("Tabla {number}").format(number=number))


def _goes_on(parts: Sequence[_Rows], rows: _Rows) -> bool:
    """Tell whether a table has the heading of those before, or begins without any of its own.

    The heading again counts although one page has a spare column. A row of one short text a column,
    all different, is taken for a heading.
    """
    texts = _heading(rows[0])
    if len(texts) > 1 and any(_heading(row) == texts for part in parts for row in part):
        return True
    if _width(rows) not in map(_width, parts):
        return False
    return not (all(texts) and len(set(texts)) == len(texts) and max(map(len, texts)) < 60)


def _width(rows: _Rows) -> int:
    return max((cell.column + cell.width for row in rows for cell in row), default=0)


def _heading(row: Sequence[_Cell]) -> tuple[str, ...]:
    texts = [header_key(cell.text) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _cells(rows: _Rows) -> Cells:
    cells = Cells()
    open_ranges: dict[int, Merged] = {}
    for number, row in enumerate(rows, start=1):
        going_on = {}
        for cell in row:
            last = cell.column + cell.width - 1
            above = open_ranges.get(cell.column)
            if cell.is_rest and above is not None:
                going_on[cell.column] = above._replace(bottom=number)
                continue
            cells.put(number, cell.column, cell.text if cell.text.strip() else "")
            going_on[cell.column] = Merged(number, cell.column, number, last)
            if cell.is_yellow:
                for place in range(cell.column, last + 1):
                    cells.paint(number, place)
        cells.merged += [one for place, one in open_ranges.items() if _ends(one, going_on, place)]
        open_ranges = going_on
    cells.merged += [one for one in open_ranges.values() if _is_range(one)]
    return cells


def _ends(merged: Merged, going_on: dict[int, Merged], place: int) -> bool:
    later = going_on.get(place)
    return _is_range(merged) and (later is None or later.top != merged.top)


def _is_range(merged: Merged) -> bool:
    return merged.bottom > merged.top or merged.right > merged.left


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
