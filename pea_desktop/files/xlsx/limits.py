"""What is checked in a workbook before it is opened: size, kind, and traps for the reader."""

import re
import zipfile
import zlib
from pathlib import Path

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_number
from pea_desktop.i18n import _

MAX_FILE = 50 * 1024 * 1024
MAX_INFLATED = 128 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_CELLS = 1_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["\']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)'
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")


def check(path: Path) -> None:
    """Raise `PeaError` unless the file is an XLSX workbook that may be opened safely."""
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise unreadable(path, error) from error
    if size == 0:
        raise PeaError(_("El archivo «{name}» está vacío: elija otro.").format(name=name))
    if size > MAX_FILE:
        raise _too_large(name)
    if start == _OLE:
        raise _old_or_locked(path)
    if not start.startswith(b"PK"):
        raise not_a_workbook(name)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
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


def damaged(name: str) -> PeaError:
    """Return the error for a workbook that cannot be understood."""
    return PeaError(
        _(
            "El libro «{name}» está dañado o incompleto: pida otra copia, o ábralo en Excel y "
            "guárdelo de nuevo."
        ).format(name=name)
    )


def unreadable(path: Path, error: OSError) -> PeaError:
    """Return the error for a file the system does not give."""
    if isinstance(error, FileNotFoundError):
        return PeaError(
            _("No existe el archivo «{name}»: revise el nombre.").format(name=path.name)
        )
    if isinstance(error, IsADirectoryError):
        return PeaError(_("«{name}» es una carpeta: elija un libro.").format(name=path.name))
    return PeaError(
        _(
            "No se pudo leer «{name}»: revise que no esté abierto en otro programa y que tenga "
            "permiso de leerlo."
        ).format(name=path.name)
    )


def _old_or_locked(path: Path) -> PeaError:
    """Return the error for an OLE file: a workbook with password, or one of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return PeaError(
            _(
                "El libro «{name}» está protegido con contraseña: ábralo en Excel, quite la "
                "contraseña y guárdelo."
            ).format(name=path.name)
        )
    return PeaError(
        _(
            "«{name}» está en un formato anterior (.xls): ábralo en Excel y guárdelo como .xlsx."
        ).format(name=path.name)
    )


def _too_large(name: str) -> PeaError:
    return PeaError(
        _(
            "El libro «{name}» es demasiado grande (más de 50 MB o de {rows} filas): deje solo la "
            "hoja de la matriz y guárdelo de nuevo."
        ).format(name=name, rows=show_number(MAX_ROWS))
    )


def _check_parts(name: str, archive: zipfile.ZipFile) -> None:
    """Check the parts of the container without building anything from them.

    The sizes declared may be trusted: `zipfile` reads no more than them and checks the sum.
    """
    parts = archive.infolist()
    if not any(part.filename == "[Content_Types].xml" for part in parts) or not any(
        part.filename.startswith("xl/") for part in parts
    ):
        raise not_a_workbook(name)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_INFLATED:
        raise _too_large(name)
    cells = 0
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        data = archive.read(part)
        # No spreadsheet program writes a document type; entities could grow without end.
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise damaged(name)
        if part.filename.startswith("xl/worksheets/"):
            if sum(1 for _row in _ROW.finditer(data)) > MAX_ROWS:
                raise _too_large(name)
            # The reader makes one object for each cell of a merged range.
            cells += sum(1 for _cell in _CELL.finditer(data)) + _merged_cells(data)
    if cells > MAX_CELLS:
        raise _too_large(name)


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
