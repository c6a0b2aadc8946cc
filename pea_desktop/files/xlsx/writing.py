"""Writing plain data as a workbook in the look of the SECOEM matrix."""

import os
import re
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pea_desktop.core.base import decimal_text
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import MAX_TEXT, clean, show_number, text_length
from pea_desktop.core.output import check_output
from pea_desktop.core.sheet import SheetData
from pea_desktop.i18n import _

HEADER_FILL = "6B1D3A"
PENDING_FILL = "FFFF00"
_BORDER = "BFBFBF"
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,12})?(%?)")


def write(path: str | Path, sheets: Sequence[SheetData]) -> Path:
    """Write a workbook, whole or not at all, and return its path.

    Every text stays text, also one that begins with «=»; hidden columns carry ids, so that the book
    can be imported again.

    Raises:
        PeaError: A text does not fit in a cell, or the file cannot be written.
    """
    import openpyxl

    path = Path(path)
    check_output(path)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    titles: set[str] = set()
    for sheet in sheets:
        worksheet = workbook.create_sheet()
        worksheet.title = sheet_title(sheet.title, titles)
        titles.add(worksheet.title.casefold())
        _fill(worksheet, sheet)
    _save(workbook, path)
    return path


def sheet_title(title: str, taken: set[str]) -> str:
    """Return a title spreadsheet programs accept: 31 characters, no signs, not one of `taken`."""
    bare = " ".join(_FORBIDDEN_IN_TITLE.sub(" ", clean(title)).split()).strip("'")
    bare = bare[:31].strip().strip("'") or _("Hoja")
    made, number = bare, 2
    while made.casefold() in taken:
        suffix = f" ({number})"
        made, number = bare[: 31 - len(suffix)] + suffix, number + 1
    return made


def _fill(worksheet: Any, sheet: SheetData) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    visible = sum(1 for column in sheet.columns if not column.hidden)
    for number, text in enumerate(sheet.heading, start=1):
        cell = worksheet.cell(number, 1)
        _put_text(cell, text, sheet.title)
        cell.font = Font(bold=True, size=14 if number == 1 else 12)
        cell.alignment = Alignment(horizontal="center")
        if visible > 1:
            worksheet.merge_cells(
                start_row=number, end_row=number, start_column=1, end_column=visible
            )
    top = len(sheet.heading) + (2 if sheet.heading else 1)
    for position, column in enumerate(sheet.columns, start=1):
        cell = worksheet.cell(top, position)
        _put_text(cell, column.header, column.header)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=HEADER_FILL)
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        letter = get_column_letter(position)
        worksheet.column_dimensions[letter].width = column.width
        worksheet.column_dimensions[letter].hidden = column.hidden
    side = Side(style="thin", color=_BORDER)
    border = Border(left=side, right=side, top=side, bottom=side)
    yellow = PatternFill("solid", fgColor=PENDING_FILL)
    for number, line in enumerate(sheet.rows, start=top + 1):
        for position, column in enumerate(sheet.columns, start=1):
            cell = worksheet.cell(number, position)
            text = line.cells[position - 1] if position <= len(line.cells) else ""
            if not (column.is_number and _put_number(cell, text)):
                _put_text(cell, text, column.header)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = border
            if line.highlighted and not column.merge:
                cell.fill = yellow
    _merge_equal(worksheet, sheet, top)
    _prepare_print(worksheet, sheet, top)


def _merge_equal(worksheet: Any, sheet: SheetData, top: int) -> None:
    """Join equal neighbours of the `merge` columns, a column's runs inside those of the former."""
    keys: list[tuple[str, ...]] = [() for _line in sheet.rows]
    for position, column in enumerate(sheet.columns):
        if not column.merge:
            continue
        keys = [(*key, line.cells[position]) for key, line in zip(keys, sheet.rows, strict=True)]
        start = 0
        for index in range(1, len(keys) + 1):
            if index < len(keys) and keys[index] == keys[start]:
                continue
            if index - start > 1 and keys[start][-1]:
                worksheet.merge_cells(
                    start_row=top + 1 + start,
                    end_row=top + index,
                    start_column=position + 1,
                    end_column=position + 1,
                )
            start = index


def _prepare_print(worksheet: Any, sheet: SheetData, top: int) -> None:
    from openpyxl.utils import get_column_letter

    merged = sum(1 for column in sheet.columns if column.merge)
    worksheet.freeze_panes = worksheet.cell(top + 1, merged + 1)
    worksheet.print_title_rows = f"{top}:{top}"
    visible = [p for p, column in enumerate(sheet.columns, start=1) if not column.hidden]
    if visible:
        last = get_column_letter(visible[-1])
        worksheet.print_area = f"A1:{last}{top + max(1, len(sheet.rows))}"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = worksheet.PAPERSIZE_LEGAL
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.oddFooter.center.text = "&P / &N"


def _put_text(cell: Any, text: str, column: str) -> None:
    """Set a cell to a text, whatever it begins with."""
    text = _ESCAPE_LIKE.sub("_x005F_", clean(text))
    if text_length(text) > MAX_TEXT:
        raise PeaError(
            _(
                "La celda {cell} («{column}») tiene {length} caracteres y una hoja de cálculo "
                "admite {limit}: abrévie el texto y exporte de nuevo."
            ).format(
                cell=cell.coordinate,
                column=column,
                length=show_number(text_length(text)),
                limit=show_number(MAX_TEXT),
            )
        )
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    if text[0] in "=+-@":
        cell.quotePrefix = True


def _put_number(cell: Any, text: str) -> bool:
    """Set a cell to a number when reading it back gives exactly this text; say whether."""
    match = _PLAIN_NUMBER.fullmatch(text)
    if match is None:
        return False
    number = Decimal(text.rstrip("%"))
    if decimal_text(number) + match[2] != text or len(number.as_tuple().digits) > 13:
        return False
    if match[2]:
        decimals = len(match[1] or ".") - 1
        cell.value = float(number / 100)
        cell.number_format = "0%" if not decimals else f"0.{'0' * decimals}%"
    else:
        cell.value = int(number) if match[1] is None else float(number)
    return True


def _save(workbook: Any, path: Path) -> None:
    """Write beside the file and put it in its place at the end."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            workbook.save(file)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes it private to its owner; a book is to be handed on.
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise PeaError(
            _(
                "No se pudo escribir «{name}»: revise que la carpeta exista, que haya espacio y "
                "que el libro no esté abierto en otro programa."
            ).format(name=path.name)
        ) from error
