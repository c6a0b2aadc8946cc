"""Tables as plain text: values between commas, semicolons, tabs or bars (.csv, .tsv)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.grid import MAX_TEXT, clean
from pea_desktop.core.sheet import Book
from pea_desktop.files.cells import Cells
from pea_desktop.files.limits import (
    MAX_CELLS,
    MAX_ROWS,
    opening,
    too_large,
    unreadable,
    without_text,
)
from pea_desktop.i18n import _

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 60
_LEAST_COLUMNS = 3
_NAMED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(path: str | Path) -> Book:
    """Return a text file as a book of one sheet; line breaks within quotes belong to their cell.

    Raises:
        PeaError: It is no table of texts, is empty, locked or too large.
    """
    path = Path(path)
    opening(path)
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise unreadable(path, error) from error
    if text is not None and not text.strip():
        raise without_text(path.name)
    delimiter, text = _delimiter(text) if text is not None else (None, "")
    if delimiter is None:
        raise not_a_table(path.name)
    cells = Cells()
    count = 0
    try:
        for number, row in enumerate(_rows(text, delimiter), start=1):
            count += len(row)
            if number > MAX_ROWS or count > MAX_CELLS:
                raise too_large(path.name)
            for column, value in enumerate(row):
                cells.put(number, column, clean(value))
    except csv.Error as error:
        raise not_a_table(path.name) from error
    if not cells.texts:
        raise without_text(path.name)
    return Book(
        name=clean(path.name),
        sheets=(cells.sheet(clean(path.stem)),),
        notices=(_without_fills(path.name),),
        has_fills=False,
    )


def decoded(data: bytes) -> str | None:
    """Return a file's text: UTF-8, UTF-16 with its mark, or that of Windows; None for no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _UNWRITABLE.search(text) else text
    return None


def not_a_table(name: str) -> PeaError:
    """Return the error for a file that is no book of any kind."""
    return PeaError(
        _(
            "«{name}» no es un libro de Excel (.xlsx), ni de otro formato que se pueda leer (.xls, "
            ".ods, .csv o tabla de .docx): ábralo en su programa y guárdelo como .xlsx."
        ).format(name=name)
    )


def _delimiter(text: str) -> tuple[str | None, str]:
    """Return the delimiter and the text to read with it; None when the text is no table.

    The one under which most rows are as wide as the heading wins: a sentence with commas never
    comes out as wide as its neighbours.
    """
    named = _NAMED.match(text)
    if named:
        return named[1], text[named.end() :]
    best, most = None, 0
    for delimiter in _DELIMITERS:
        try:
            rows = [row for row in islice(_rows(text, delimiter), _SAMPLE_ROWS) if any(row)]
        except csv.Error:
            continue
        for width, count in Counter(map(len, rows)).items():
            is_table = width >= _LEAST_COLUMNS and count >= 2 and count * 2 >= len(rows)
            if is_table and (width - 1) * count > most:
                best, most = delimiter, (width - 1) * count
    return best, text


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(4 * MAX_TEXT)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _without_fills(name: str) -> Finding:
    return Finding(
        code="libro_sin_colores",
        severity=Severity.INFO,
        sentence=_(
            "«{name}» es texto sin colores ni celdas combinadas: ninguna línea llega en amarillo, "
            "y las que ya estaban por socializar siguen así."
        ).format(name=name),
        fix=_("Si tiene el libro de Excel, impórtelo en lugar de este archivo."),
    )
