"""Verified copies of the file in the device's own folder."""

import contextlib
import glob
import logging
import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.i18n import _

logger = logging.getLogger(__name__)

KEPT = 10
"""Copies kept of each file and reason."""


def back_up(db: sqlite3.Connection, folder: Path, stem: str, reason: str) -> Path:
    """Write a copy of the whole file, check it, and drop the oldest of its kind.

    `db` must be outside a transaction.

    Raises:
        PeaError: There was no room, or the copy does not read back.
    """
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S-%f")
    path = folder / f"{stem}-{reason}-{stamp}.pea"
    temporary = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(temporary)) as copy:
            db.backup(copy)
            # One file, without a -wal beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("the copy does not read back")
        os.replace(temporary, path)  # noqa: PTH105 - the name that says what it does
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise PeaError(
            _(
                "No se pudo hacer el respaldo en «{folder}» ({reason}); libere espacio en el "
                "disco e intente de nuevo."
            ).format(folder=folder, reason=reason_of(error))
        ) from error
    _sweep(folder)
    for old in sorted(folder.glob(f"{glob.escape(stem)}-{reason}-*.pea"))[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
    logger.info("backup written: %s", reason)
    return path


def _sweep(folder: Path) -> None:
    """Remove what backups that were killed left behind, a day later."""
    yesterday = time.time() - 86_400
    for left in folder.glob("*.part*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < yesterday:
                left.unlink()


def is_due(folder: Path, stem: str, reason: str) -> bool:
    """Tell whether today has no copy yet."""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    return not any(folder.glob(f"{glob.escape(stem)}-{reason}-{today}-*.pea"))
