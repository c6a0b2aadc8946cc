"""What every kind of book is checked for before it is opened: that it is there, and not too large.

The sizes a container declares may be trusted: `zipfile` reads no more than them and checks the sum.
"""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_number
from pea_desktop.i18n import _

MAX_FILE = 50 * 1024 * 1024
MAX_INFLATED = 128 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_CELLS = 1_000_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of Office of before 2007, or one with a password, begins."""
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` lets out over a container it does not understand."""


def opening(path: Path) -> bytes:
    """Return the first bytes of a file that is there, has something in it and is not huge.

    Raises:
        PeaError: It is not so, or the system does not give it.
    """
    name = path.name
    try:
        if path.is_dir():
            raise IsADirectoryError
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise unreadable(path, error) from error
    if size == 0:
        raise PeaError(_("El archivo «{name}» está vacío: elija otro.").format(name=name))
    if size > MAX_FILE:
        raise too_large(name)
    return start


def safe_parts(name: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the XML parts of a container, none of which is a trap for who reads it.

    Raises:
        PeaError: It inflates to too much, or a part declares entities, which could grow without
            end; no office program writes a document type.
    """
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_INFLATED:
        raise too_large(name)
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        data = archive.read(part)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise damaged(name)
        yield part.filename, data


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


def with_password(name: str) -> PeaError:
    """Return the error for a book that only opens with its password."""
    return PeaError(
        _(
            "El libro «{name}» está protegido con contraseña: ábralo en Excel, quite la "
            "contraseña y guárdelo."
        ).format(name=name)
    )


def without_text(name: str) -> PeaError:
    """Return the error for a book in which nothing is written."""
    return PeaError(_("El libro «{name}» no tiene ningún texto: elija otro.").format(name=name))


def too_large(name: str) -> PeaError:
    """Return the error for a book beyond what a matrix can be."""
    return PeaError(
        _(
            "El libro «{name}» es demasiado grande (más de 50 MB, de {rows} filas o de {cells} "
            "celdas): deje solo la hoja de la matriz y guárdelo de nuevo."
        ).format(name=name, rows=show_number(MAX_ROWS), cells=show_number(MAX_CELLS))
    )
