"""Writing plain data as a workbook in the look of the SECOEM matrix.

openpyxl writes all about the sheets but their rows: a matrix of thousands has a hundred thousand
cells, and an object for each takes several times as long as the text of its XML.
"""

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.output import check_output
from pea_desktop.core.sheet import SheetColumn, SheetData
from pea_desktop.files.xlsx.looks import Looks
from pea_desktop.files.xlsx.rows import RowWriter, letters
from pea_desktop.i18n import _

_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_LONGEST_PROMPT = 255
_WIDEST_ON_LEGAL = 300
"""Characters beyond which one page of paper legal would be too small to read."""
_MARGIN = 0.4
_LONGEST_ERROR = 225
_Rows = tuple[str, Sequence[str]]
"""The range that holds everything of a sheet, and its rows as XML."""


def write(path: str | Path, sheets: Sequence[SheetData]) -> Path:
    """Write a workbook, whole or not at all, and return its path.

    Every text stays text, also one that begins with «=»; hidden columns carry ids, so that the book
    can be imported again. What cells may be chosen from goes on a hidden sheet: a list within the
    cells' own rule may not be longer than 255 characters.

    Raises:
        PeaError: A text does not fit in a cell, or the file cannot be written.
    """
    import openpyxl

    path = Path(path)
    check_output(path)
    workbook = openpyxl.Workbook()
    looks = Looks(workbook)
    workbook.remove(workbook.worksheets[0])
    lists = _Lists(sheets)
    titles: set[str] = set()
    rows: list[RowWriter] = []
    for sheet in (*sheets, *lists.sheets):
        worksheet = workbook.create_sheet()
        worksheet.title = sheet_title(sheet.title, titles)
        titles.add(worksheet.title.casefold())
        written = RowWriter(sheet, looks)
        rows.append(written)
        if sheet.hidden:
            # What a program does not offer to show again is not «tidied up» by accident.
            worksheet.sheet_state = "hidden" if sheet in lists.sheets else "veryHidden"
        else:
            _prepare(worksheet, sheet, written)
    for worksheet, sheet, written in zip(workbook.worksheets, sheets, rows, strict=False):
        _add_rules(worksheet, sheet, written, lists, workbook.worksheets[-1].title)
    # Before the rest is written: making the rows notes the looks they need.
    _save(workbook, path, [(one.extent, list(one.xml())) for one in rows])
    return path


def sheet_title(title: str, taken: set[str]) -> str:
    """Return a title spreadsheet programs accept: 31 characters, no signs, not one of `taken`."""
    bare = " ".join(_FORBIDDEN_IN_TITLE.sub(" ", clean(title)).split()).strip("'")
    bare = _cut(bare, 31).strip().strip("'") or _("Hoja")
    made, number = bare, 2
    while made.casefold() in taken:
        suffix = f" ({number})"
        made, number = _cut(bare, 31 - len(suffix)) + suffix, number + 1
    return made


def _cut(text: str, limit: int) -> str:
    """Return the beginning of a text that is no longer than this many UTF-16 units."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


class _Lists:
    """The hidden sheet with what cells may be chosen from, one list a column."""

    def __init__(self, sheets: Sequence[SheetData]) -> None:
        self._places: dict[tuple[str, ...], int] = {}
        for sheet in sheets:
            for column in sheet.columns:
                if column.choices:
                    self._places.setdefault(column.choices, len(self._places))
        self.sheets: tuple[SheetData, ...] = ()
        if self._places:
            self.sheets = (_transposed(list(self._places)),)

    def formula(self, choices: tuple[str, ...], title: str) -> str:
        """Return where a list is, as a cell's rule names it."""
        letter = letters(self._places[choices])
        quoted = title.replace("'", "''")
        # The first row of the sheet is its heading.
        return f"'{quoted}'!${letter}$2:${letter}${len(choices) + 1}"


def _transposed(lists: Sequence[Sequence[str]]) -> SheetData:
    from pea_desktop.core.sheet import SheetLine

    longest = max(map(len, lists))
    return SheetData(
        title=_("Listas"),
        columns=tuple(SheetColumn(header=str(at)) for at in range(1, len(lists) + 1)),
        rows=tuple(
            SheetLine(cells=tuple(one[at] if at < len(one) else "" for one in lists))
            for at in range(longest)
        ),
        hidden=True,
    )


def _prepare(worksheet: Any, sheet: SheetData, rows: RowWriter) -> None:
    """Set widths, merged ranges, what stays in sight and how the sheet prints."""
    for position, column in enumerate(sheet.columns):
        dimension = worksheet.column_dimensions[letters(position)]
        dimension.width, dimension.hidden = column.width, column.hidden
    for merged in rows.merged:
        worksheet.merged_cells.add(merged)
    leading = 0
    while leading < len(sheet.columns) and sheet.columns[leading].leads:
        leading += 1
    worksheet.freeze_panes = f"{letters(leading)}{rows.top + 1}"
    worksheet.print_title_rows = f"{rows.top}:{rows.top}"
    visible = [at for at, column in enumerate(sheet.columns) if not column.hidden]
    if visible:
        bottom = rows.top + max(1, len(sheet.rows))
        worksheet.print_area = f"A1:{letters(visible[-1])}{bottom}"
    worksheet.page_setup.orientation = "landscape"
    width = sum(sheet.columns[at].width for at in visible)
    is_wide = width > _WIDEST_ON_LEGAL
    paper = worksheet.PAPERSIZE_TABLOID if is_wide else worksheet.PAPERSIZE_LEGAL
    worksheet.page_setup.paperSize = paper
    margins = worksheet.page_margins
    margins.left = margins.right = margins.top = _MARGIN
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.oddFooter.center.text = "&P / &N"


def _add_rules(
    worksheet: Any, sheet: SheetData, rows: RowWriter, lists: _Lists, lists_title: str
) -> None:
    """Add what is offered and asked in the cells under the heading."""
    from openpyxl.worksheet.datavalidation import DataValidation

    bottom = rows.top + len(sheet.rows) + sheet.blank_rows
    for position, column in enumerate(sheet.columns):
        if not (column.choices or column.hint) or bottom == rows.top:
            continue
        rule = DataValidation(allow_blank=True, showErrorMessage=False)
        if column.hint:
            rule.prompt = _cut(column.hint, _LONGEST_PROMPT)
            rule.showInputMessage = True
        if column.choices:
            rule.type = "list"
            rule.formula1 = lists.formula(column.choices, lists_title)
            rule.errorStyle = "stop" if column.is_strict else "warning"
            rule.error = _cut(_refusal(column), _LONGEST_ERROR)
            rule.showErrorMessage = True
        elif column.is_number:
            rule.type, rule.operator, rule.formula1 = "decimal", "greaterThanOrEqual", "0"
            rule.errorStyle = "warning"
            rule.error = _("Se espera un número, como 100 o 100%. ¿Dejar lo que escribió?")
            rule.showErrorMessage = True
        rule.add(f"{letters(position)}{rows.top + 1}:{letters(position)}{bottom}")
        worksheet.add_data_validation(rule)


def _refusal(column: SheetColumn) -> str:
    if column.is_strict:
        return _("Elija una opción de la lista.")
    return _("No está en la lista. ¿Dejar lo que escribió?")


def _save(workbook: Any, path: Path, rows: Sequence[_Rows]) -> None:
    """Write beside the file and put it in its place at the end."""
    bare = io.BytesIO()
    workbook.save(bare)
    parts = {f"xl/worksheets/sheet{number}.xml": one for number, one in enumerate(rows, start=1)}
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            _fill(zipfile.ZipFile(bare), file, parts)
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


def _fill(bare: zipfile.ZipFile, file: Any, parts: Mapping[str, _Rows]) -> None:
    """Copy a workbook without cells, its rows put in."""
    with bare, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for info in bare.infolist():
            data = bare.read(info)
            if info.filename not in parts:
                archive.writestr(info, data, zipfile.ZIP_DEFLATED)
                continue
            extent, xml = parts[info.filename]
            data = _DIMENSION.sub(f'<dimension ref="{extent}"/>'.encode(), data)
            before, after = _ROWS.split(data)
            with archive.open(info.filename, "w") as part:
                part.write(before + b"<sheetData>")
                for text in xml:
                    part.write(text.encode())
                part.write(b"</sheetData>" + after)
