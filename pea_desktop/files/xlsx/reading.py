"""Reading a workbook into plain data."""

import re
import warnings
import zipfile
import zlib
from pathlib import Path
from typing import Any

from pea_desktop.core.grid import clean
from pea_desktop.core.sheet import Book, Sheet
from pea_desktop.files.cells import Cells, Merged, has_text, shows_percentage, text_of
from pea_desktop.files.limits import damaged, unreadable, without_text
from pea_desktop.files.xlsx import colour, formulas, limits

_MOST_COLUMNS = 16_384
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    AssertionError,
)
"""All that openpyxl lets out over a file it does not understand; bad XML is a `SyntaxError`."""


def read(path: str | Path) -> Book:
    """Return the sheets of a workbook as texts, merged ranges filled in, the hidden ones apart.

    Numbers are exact texts (100 → "100", 0.15 shown as a percentage → "15%"), dates ISO, formulas
    the value the spreadsheet program left; where it left none, or an error, the cell is `unknown`.
    Nothing is written and no macro, link or formula runs.

    Raises:
        PeaError: It is no workbook, or is locked, damaged, empty or too large.
    """
    path = Path(path)
    limits.check(path)
    try:
        sheets, hidden = _read_sheets(path)
    except _BROKEN as error:
        raise damaged(path.name) from error
    except OSError as error:
        raise unreadable(path, error) from error
    if not has_text(sheets):
        raise without_text(path.name)
    return Book(name=clean(path.name), sheets=sheets, hidden=hidden)


def _read_sheets(path: Path) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...]]:
    """Return the visible sheets and the hidden ones."""
    from openpyxl.reader.excel import ExcelReader

    # Given a path it would go by the name.
    with warnings.catch_warnings(), path.open("rb") as file:
        # It warns of extensions it leaves out (validations, pictures); none is read here.
        warnings.simplefilter("ignore")
        # What `load_workbook` does; the reader also knows the part each sheet comes from.
        reader: Any = ExcelReader(file, data_only=True)
        reader.read()
        parts = {sheet.name: str(rel.target) for sheet, rel in reader.parser.find_sheets()}
    workbook = reader.wb
    try:
        theme = colour.theme_colours(workbook.loaded_theme)
        with zipfile.ZipFile(path) as archive:
            made: tuple[list[Sheet], list[Sheet]] = ([], [])
            for worksheet in workbook.worksheets:
                part = parts[worksheet.title]
                sheet = _read_sheet(worksheet, theme, formulas.uncalculated(archive, part))
                made[worksheet.sheet_state != "visible"].append(sheet)
            return tuple(made[0]), tuple(made[1])
    finally:
        workbook.close()


def _read_sheet(
    worksheet: Any, theme: list[str | None], uncalculated: set[tuple[int, int]]
) -> Sheet:
    cells = Cells()
    # Only the cells there are: `iter_rows` would make a million when one stray cell is styled.
    for (row, column), cell in worksheet._cells.items():  # noqa: SLF001
        if (row, column) in uncalculated:
            cells.put_unknown(row, column - 1)
        elif cell.data_type == "e":
            cells.put_unknown(row, column - 1, clean(str(cell.value or "#VALUE!")))
        else:
            cells.put(row, column - 1, _text_of(cell))
        if cell.has_style and colour.is_yellow(cell.fill, theme):
            cells.paint(row, column - 1)
    cells.merged = [
        Merged(one.min_row, one.min_col - 1, one.max_row, one.max_col - 1)
        for one in worksheet.merged_cells.ranges
    ]
    cells.hidden_rows = {
        number for number, row in worksheet.row_dimensions.items() if row.hidden or row.height == 0
    }
    cells.hidden_columns = {
        place
        for column in worksheet.column_dimensions.values()
        if column.hidden or column.width == 0
        for place in range(column.min - 1, min(column.max, _MOST_COLUMNS))
    }
    return cells.sheet(str(worksheet.title))


def _text_of(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str):
        return clean(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), value))
    return text_of(value, is_percentage=shows_percentage(str(cell.number_format)))
