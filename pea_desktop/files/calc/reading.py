"""Reading books that openpyxl does not understand: values through calamine, hints on our own."""

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.grid import clean
from pea_desktop.core.sheet import Book, Sheet
from pea_desktop.files.calc import biff, ods
from pea_desktop.files.calc.hints import Hints
from pea_desktop.files.cells import Cells, Merged, has_text, text_of
from pea_desktop.files.limits import (
    BROKEN_ZIP,
    MAX_CELLS,
    MAX_ROWS,
    OLE,
    damaged,
    opening,
    safe_parts,
    too_large,
    unreadable,
    with_password,
    without_text,
)
from pea_desktop.i18n import _


def read(path: str | Path) -> Book:
    """Return the sheets of a .xls, .xlsb or .ods book, merged ranges filled in, hidden ones apart.

    Calamine gives no fills: a notice of the book says so.

    Raises:
        PeaError: It is no such book, or is locked, damaged, empty or too large.
    """
    path = Path(path)
    is_old = opening(path).startswith(OLE)
    try:
        hints = _hints_of_old(path) if is_old else _hints_of_container(path)
        sheets, hidden = _read_sheets(path, hints)
    except (*BROKEN_ZIP, ParseError, ValueError, LookupError) as error:
        raise damaged(path.name) from error
    except ods.TooManyCellsError as error:
        raise too_large(path.name) from error
    except OSError as error:
        raise unreadable(path, error) from error
    if not has_text(sheets):
        raise without_text(path.name)
    notices = (_without_fills(path.name),)
    return Book(
        name=clean(path.name), sheets=sheets, notices=notices, has_fills=False, hidden=hidden
    )


def _without_fills(name: str) -> Finding:
    return Finding(
        code="libro_sin_colores",
        severity=Severity.INFO,
        sentence=_(
            "De «{name}» no se leen los colores: ninguna línea llega en amarillo, y las que ya "
            "estaban por socializar siguen así."
        ).format(name=name),
        fix=_("Si tiene líneas en amarillo, guárdelo como .xlsx e impórtelo de nuevo."),
    )


def _hints_of_old(path: Path) -> dict[str, Hints]:
    try:
        return biff.hints(path.read_bytes())
    except biff.LockedError as error:
        raise with_password(path.name) from error


def _hints_of_container(path: Path) -> dict[str, Hints]:
    found: dict[str, Hints] = {}
    with zipfile.ZipFile(path) as archive:
        for part, data in safe_parts(path.name, archive):
            if part == "META-INF/manifest.xml" and b":encryption-data" in data:
                raise with_password(path.name)
            if part == "content.xml":
                found = ods.hints(data)
    return found


def _read_sheets(
    path: Path, hints: Mapping[str, Hints]
) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...]]:
    """Return the visible sheets and the hidden ones."""
    import python_calamine as calamine

    # Given a path it would go by the name.
    data = BytesIO(path.read_bytes())
    try:
        with calamine.load_workbook(data) as book:
            made = list(_sheets(path.name, book, hints))
            return (
                tuple(sheet for sheet, is_seen in made if is_seen),
                tuple(sheet for sheet, is_seen in made if not is_seen),
            )
    except calamine.PasswordError as error:
        raise with_password(path.name) from error
    except calamine.CalamineError as error:
        raise damaged(path.name) from error
    except BaseException as error:
        # A bug of calamine over damaged bytes is no `Exception`, and has no name to import.
        if type(error).__name__ == "PanicException":
            raise damaged(path.name) from error
        raise


def _sheets(name: str, book: Any, hints: Mapping[str, Hints]) -> Iterator[tuple[Sheet, bool]]:
    """Yield each sheet, and whether it is in sight."""
    import python_calamine as calamine

    cells = 0
    for known in book.sheets_metadata:
        is_seen = known.visible == calamine.SheetVisibleEnum.Visible
        if known.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        cells += (sheet.total_height + 1) * (sheet.total_width + 1)
        if sheet.total_height > MAX_ROWS or cells > MAX_CELLS:
            raise too_large(name)
        yield _read_sheet(sheet, hints.get(known.name) or Hints()), is_seen


def _read_sheet(sheet: Any, hints: Hints) -> Sheet:
    cells = Cells(hidden_rows=hints.hidden_rows, hidden_columns=hints.hidden_columns)
    for row, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        for column, value in enumerate(values):
            is_percentage = (row, column) in hints.percentages
            if (row, column) not in hints.errors:
                cells.put(row, column, text_of(value, is_percentage=is_percentage))
    for (row, column), error in hints.errors.items():
        cells.put_unknown(row, column, clean(error))
    ranges = sheet.merged_cell_ranges
    cells.merged = hints.merged
    if ranges is not None:
        cells.merged = [
            Merged(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges
        ]
    return cells.sheet(clean(str(sheet.name)))
