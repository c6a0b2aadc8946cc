"""Reading a workbook into plain data."""

import re
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from pea_desktop.core.base import decimal_text
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.sheet import Book, Sheet, SheetRow
from pea_desktop.files.xlsx import colour, formulas, limits
from pea_desktop.i18n import _

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    AssertionError,
)
"""All that openpyxl lets out over a file it does not understand."""


def read(path: str | Path) -> Book:
    """Return the visible sheets of a workbook as texts, merged ranges filled in.

    Numbers are exact texts (100 → "100", 0.15 shown as a percentage → "15%"), dates ISO, formulas
    the value the spreadsheet program left; where it left none, or an error, the cell is `unknown`.
    Nothing is written and no macro, link or formula runs.

    Raises:
        PeaError: It is no workbook, or is locked, damaged, empty or too large.
    """
    path = Path(path)
    limits.check(path)
    try:
        sheets = _read_sheets(path)
    except _BROKEN as error:
        raise limits.damaged(path.name) from error
    except OSError as error:
        raise limits.unreadable(path, error) from error
    if not any(row.raw and not row.is_blank for sheet in sheets for row in sheet.rows):
        raise PeaError(
            _("El libro «{name}» no tiene ningún texto: elija otro.").format(name=path.name)
        )
    return Book(name=clean(path.name), sheets=sheets)


def _read_sheets(path: Path) -> tuple[Sheet, ...]:
    from openpyxl.reader.excel import ExcelReader

    with warnings.catch_warnings():
        # It warns of extensions it leaves out (validations, pictures); none is read here.
        warnings.simplefilter("ignore")
        # What `load_workbook` does; the reader also knows the part each sheet comes from.
        reader: Any = ExcelReader(path, data_only=True)
        reader.read()
        parts = {sheet.name: str(rel.target) for sheet, rel in reader.parser.find_sheets()}
    workbook = reader.wb
    try:
        theme = colour.theme_colours(workbook.loaded_theme)
        with zipfile.ZipFile(path) as archive:
            return tuple(
                _read_sheet(
                    worksheet, theme, formulas.uncalculated(archive, parts[worksheet.title])
                )
                for worksheet in workbook.worksheets
                if worksheet.sheet_state == "visible"
            )
    finally:
        workbook.close()


_Cells = dict[int, dict[int, str]]
"""Row number to position, from 0, to text."""


def _read_sheet(
    worksheet: Any, theme: list[str | None], uncalculated: set[tuple[int, int]]
) -> Sheet:
    texts: _Cells = {}
    unknown: _Cells = {}
    yellow: dict[int, set[int]] = {}
    # Only the cells there are: `iter_rows` would make a million when one stray cell is styled.
    for (row, column), cell in worksheet._cells.items():  # noqa: SLF001
        if (row, column) in uncalculated:
            unknown.setdefault(row, {})[column - 1] = ""
        elif cell.data_type == "e":
            unknown.setdefault(row, {})[column - 1] = clean(str(cell.value or "#VALUE!"))
        elif text := _text_of(cell):
            texts.setdefault(row, {})[column - 1] = text
        if cell.has_style and colour.is_yellow(cell.fill, theme):
            yellow.setdefault(row, set()).add(column - 1)
    raw = {row: texts.get(row, {}) | unknown.get(row, {}) for row in texts.keys() | unknown.keys()}
    across = _fill_merged(worksheet, texts, unknown)
    width = 1 + max(
        (place for cells in (*texts.values(), *raw.values()) for place in cells), default=-1
    )
    hidden_rows = _hidden_rows(worksheet)
    return Sheet(
        title=str(worksheet.title),
        rows=tuple(
            SheetRow(
                number=row,
                cells=_tuple(texts.get(row, {}), width),
                raw=_tuple(raw.get(row, {}), width),
                yellow=frozenset(yellow.get(row, ())),
                across=frozenset(across.get(row, ())),
                unknown=unknown.get(row, {}),
                hidden=row in hidden_rows,
            )
            for row in sorted(texts.keys() | yellow.keys() | unknown.keys())
        ),
        hidden_columns=_hidden_columns(worksheet, width),
    )


def _fill_merged(worksheet: Any, texts: _Cells, unknown: _Cells) -> dict[int, set[int]]:
    """Give merged cells what their first holds; return those that have it from their left."""
    across: dict[int, set[int]] = {}
    for merged in worksheet.merged_cells.ranges:
        first = merged.min_col - 1
        for cells in (texts, unknown):
            text = cells.get(merged.min_row, {}).get(first)
            if text is None:
                continue
            for row in range(merged.min_row, merged.max_row + 1):
                for place in range(first, merged.max_col):
                    cells.setdefault(row, {})[place] = text
                    if place > first:
                        across.setdefault(row, set()).add(place)
    return across


def _hidden_rows(worksheet: Any) -> set[int]:
    return {
        number for number, row in worksheet.row_dimensions.items() if row.hidden or row.height == 0
    }


def _hidden_columns(worksheet: Any, width: int) -> frozenset[int]:
    return frozenset(
        place
        for column in worksheet.column_dimensions.values()
        if column.hidden or column.width == 0
        for place in range(column.min - 1, min(column.max, width))
    )


def _tuple(cells: dict[int, str], width: int) -> tuple[str, ...]:
    return tuple(cells.get(column, "") for column in range(width))


def _text_of(cell: Any) -> str:
    """Return a cell's value as the one text it stands for."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VERDADERO" if value else "FALSO"
    if isinstance(value, int | float):
        return _number_text(value, str(cell.number_format))
    if isinstance(value, datetime):
        is_day = value.time() == time(0)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
    return clean(text)


def _number_text(value: int | float, number_format: str) -> str:
    """Return a number without exponent, as a percentage where the cell shows one.

    Spreadsheets keep 15 digits; the rest is noise of the binary form (0.1 + 0.2).
    """
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format)
    if "%" in shown:
        return decimal_text(number * 100) + "%"
    return decimal_text(number)
