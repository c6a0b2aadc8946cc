"""What is checked in a workbook before it is opened: size, kind, and traps for the reader."""

import re
import zipfile
from pathlib import Path

from pea_desktop.core.errors import PeaError
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
)
from pea_desktop.i18n import _

_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["\']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)'
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")


def check(path: Path) -> None:
    """Raise `PeaError` unless the file is an XLSX workbook that may be opened safely."""
    name = path.name
    start = opening(path)
    try:
        if start.startswith(OLE):
            raise _old_or_locked(path)
        if not start.startswith(b"PK"):
            raise not_a_workbook(name)
        with zipfile.ZipFile(path) as archive:
            _check_parts(name, archive)
    except BROKEN_ZIP as error:
        raise damaged(name) from error
    except OSError as error:
        raise unreadable(path, error) from error


def not_a_workbook(name: str) -> PeaError:
    """Return the error for a file that is something else."""
    return PeaError(
        _(
            "«{name}» no es un libro de Excel (.xlsx): ábralo en su programa de hojas de cálculo "
            "y guárdelo como .xlsx."
        ).format(name=name)
    )


def _old_or_locked(path: Path) -> PeaError:
    """Return the error for an OLE file: a workbook with password, or one of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return with_password(path.name)
    return PeaError(
        _(
            "«{name}» está en un formato anterior (.xls): ábralo en Excel y guárdelo como .xlsx."
        ).format(name=path.name)
    )


def _check_parts(name: str, archive: zipfile.ZipFile) -> None:
    """Check the parts of the container without building anything from them."""
    names = archive.namelist()
    if "[Content_Types].xml" not in names or not any(one.startswith("xl/") for one in names):
        raise not_a_workbook(name)
    cells = 0
    for part, data in safe_parts(name, archive):
        if part.startswith("xl/worksheets/"):
            if sum(1 for _row in _ROW.finditer(data)) > MAX_ROWS:
                raise too_large(name)
            # The reader makes one object for each cell of a merged range.
            cells += sum(1 for _cell in _CELL.finditer(data)) + _merged_cells(data)
    if cells > MAX_CELLS:
        raise too_large(name)


def _merged_cells(data: bytes) -> int:
    """Return how many cells the merged ranges of a sheet cover."""
    total = 0
    for left, top, right, bottom in _MERGE.findall(data):
        width = _column_number(right) - _column_number(left) + 1
        total += abs(width) * (abs(int(bottom) - int(top)) + 1)
    return total


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number
