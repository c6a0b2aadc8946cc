"""Documents on their way out: written whole or not at all, and never over an expediente."""

import os
from pathlib import Path

from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.i18n import _

_COMPANIONS = ("-wal", "-shm", ".lock")


def check_output(path: Path) -> None:
    """Refuse a place where a document would take that of an expediente, or of a folder.

    Raises:
        PeaError: It may not be written there.
    """
    if path.is_dir():
        raise PeaError(
            _("«{name}» es una carpeta: escriba también el nombre del archivo.").format(name=path)
        )
    if not path.parent.is_dir():
        raise PeaError(_("No existe la carpeta «{folder}»: créela.").format(folder=path.parent))
    real = path.resolve()
    bases = [real.with_name(real.name.removesuffix(end)) for end in _COMPANIONS]
    if _is_database(real) or any(base != real and _is_database(base) for base in bases):
        raise PeaError(
            _("«{name}» es un expediente y se perdería: elija otro nombre.").format(name=path.name)
        )


def write_whole(path: Path, data: bytes) -> None:
    """Write a document in place of an older one, whole or not at all.

    Raises:
        PeaError: It may not or cannot be written there.
    """
    check_output(path)
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise PeaError(
            _("No se pudo escribir «{name}»: {reason}.").format(name=path, reason=reason_of(error))
        ) from error


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(15) == b"SQLite format 3"
    except OSError:
        return False
