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
from pea_desktop.files.xlsx import colour, limits
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
    the value the spreadsheet program left. Nothing is written and no macro, link or formula runs.

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
    import openpyxl

    with warnings.catch_warnings():
        # It warns of extensions it leaves out (validations, pictures); none is read here.
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(path, data_only=True)
    try:
        theme = colour.theme_colours(workbook.loaded_theme)
        return tuple(
            _read_sheet(worksheet, theme)
            for worksheet in workbook.worksheets
            if worksheet.sheet_state == "visible"
        )
    finally:
        workbook.close()


def _read_sheet(worksheet: Any, theme: list[str | None]) -> Sheet:
    texts: dict[int, dict[int, str]] = {}
    yellow: dict[int, set[int]] = {}
    # Only the cells there are: `iter_rows` would make a million when one stray cell is styled.
    for (row, column), cell in worksheet._cells.items():  # noqa: SLF001
        text = _text_of(cell)
        if text:
            texts.setdefault(row, {})[column - 1] = text
        if cell.has_style and colour.is_yellow(cell.fill, theme):
            yellow.setdefault(row, set()).add(column - 1)
    filled = {row: dict(cells) for row, cells in texts.items()}
    across: dict[int, set[int]] = {}
    for merged in worksheet.merged_cells.ranges:
        if text := texts.get(merged.min_row, {}).get(merged.min_col - 1, ""):
            for row in range(merged.min_row, merged.max_row + 1):
                for column in range(merged.min_col, merged.max_col + 1):
                    filled.setdefault(row, {})[column - 1] = text
                    if column > merged.min_col:
                        across.setdefault(row, set()).add(column - 1)
    width = 1 + max((column for cells in filled.values() for column in cells), default=-1)
    return Sheet(
        title=str(worksheet.title),
        rows=tuple(
            SheetRow(
                number=row,
                cells=_tuple(filled.get(row, {}), width),
                raw=_tuple(texts.get(row, {}), width),
                yellow=frozenset(yellow.get(row, ())),
                across=frozenset(across.get(row, ())),
            )
            for row in sorted(filled.keys() | yellow.keys())
        ),
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
