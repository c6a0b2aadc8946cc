"""The file on the machine: how it is set up, and the sentences for what the machine refuses."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.lock import FileLock
from pea_desktop.i18n import _


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file; what is protected is read without leaving anything beside it.

    SQLite makes its `-shm` with the file's own permissions: left beside a protected file, it would
    keep it from being written when it no longer is.

    Raises:
        PeaError: It is to be written and must not be.
    """
    if not read_only and not os.access(path, os.W_OK):
        raise PeaError(
            _("No se puede escribir en «{name}»: está protegido; quite la protección.").format(
                name=path.name
            )
        )
    is_in_use = any(name.exists() for name in companions(path))
    is_protected = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    if read_only and is_in_use:
        # SQLite's locks are POSIX's: whoever opens and closes the file in the writer's own process
        # (a file dialog that looks what it is) drops them. A reader that closes would then think
        # it is the last, and remove the -wal under the writer.
        return _connect_by(path, "mode=ro&readonly_shm=1")
    if is_protected and not is_in_use:
        return _connect_by(path, "immutable=1")
    return sqlite3.connect(path, isolation_level=None, cached_statements=512)


def _connect_by(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512)


def configure(db: sqlite3.Connection) -> None:
    """Set the file up for durable commits; only ever on a file known to be ours."""
    db.execute("PRAGMA busy_timeout = 5000")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    # Without it INSERT OR REPLACE would delete a row behind the triggers' back.
    db.execute("PRAGMA recursive_triggers = ON")


def id_of(db: sqlite3.Connection) -> str:
    """Return the expediente's own id, which its copies share."""
    return str(db.execute("SELECT value FROM meta WHERE key = 'workspace_id'").fetchone()[0])


def stem(path: Path, db: sqlite3.Connection) -> str:
    """Return what a file's backups are called: two expedientes may have the same name."""
    return f"{path.stem}-{id_of(db)[:8]}"


def abandon(db: sqlite3.Connection | None, lock: FileLock | None) -> None:
    """Let go of a file that could not be opened."""
    if db is not None:
        db.close()
    if lock is not None:
        lock.release()


def companions(path: Path) -> tuple[Path, Path]:
    """Return the files that SQLite keeps beside an open one."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def damaged(path: Path, error: Exception) -> PeaError:
    """Return the sentence for a file that could not be opened."""
    if isinstance(error, sqlite3.OperationalError | OSError):
        return disk_error(path, error)
    return PeaError(
        _(
            "«{name}» no es un expediente de PEA o está dañado; recupere una copia de la "
            "carpeta de respaldos."
        ).format(name=path.name)
    )


def disk_error(path: Path, error: BaseException) -> PeaError:
    """Return the sentence for a write that the machine refused; raise any other error."""
    text = str(error).lower()
    if "full" in text or "no space" in text or "disk i/o" in text or "too large" in text:
        return PeaError(
            _(
                "No hay espacio en el disco para guardar en «{name}»; libere espacio. No se "
                "cambió nada."
            ).format(name=path.name)
        )
    if "locked" in text or "busy" in text:
        return PeaError(
            _("Otro programa está usando «{name}»; ciérrelo e intente de nuevo.").format(
                name=path.name
            )
        )
    if (
        isinstance(error, DBAPIError)
        and isinstance(error.orig, sqlite3.Error)
        and "readonly" in text
    ):
        error = error.orig
    if isinstance(error, DBAPIError) or not isinstance(error, sqlite3.Error | OSError):
        raise error
    return PeaError(
        _("No se pudo usar «{name}»: {reason}.").format(name=path.name, reason=reason_of(error))
    )
