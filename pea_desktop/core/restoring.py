"""«Deshacer esta fusión»: back to the copy made just before packages were received."""

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pea_desktop.core.errors import PeaError
from pea_desktop.core.touched import Touched
from pea_desktop.i18n import _

if TYPE_CHECKING:
    from pea_desktop.core.workspace import Workspace

REASON = "antes-de-recibir"
_KEY = "restore_point"


@dataclass(frozen=True)
class RestorePoint:
    """Where the file can go back to: the copy, and how far this device had written then."""

    path: Path
    own: tuple[int, str]


def note(workspace: "Workspace", path: Path) -> None:
    """Remember the copy made before what the open transaction takes in."""
    made = json.dumps([path.name, *_own_end(workspace)])
    workspace.journal.db.execute(
        "INSERT INTO meta(key, value) VALUES(?,?)"
        " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        (_KEY, made),
    )


def restore_point(workspace: "Workspace") -> RestorePoint | None:
    """Return where the last reception can be undone to, while the copy is still there."""
    row = workspace.journal.db.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    if row is None:
        return None
    name, seq, digest = json.loads(row[0])
    path = workspace.device.home / "backups" / str(name)
    return RestorePoint(path, (seq, digest)) if path.is_file() else None


def require_undoable(workspace: "Workspace") -> RestorePoint:
    """Return the restore point.

    Raises:
        PeaError: Nothing was received, its copy is gone, or this device has written since.
    """
    point = restore_point(workspace)
    if point is None:
        raise PeaError(
            _("No hay una fusión que deshacer: no se ha recibido nada desde el respaldo.")
        )
    if _own_end(workspace) != point.own:
        raise PeaError(
            _(
                "La fusión ya no se puede deshacer: este equipo hizo cambios después, y se "
                "perderían. Corrija a mano; el historial guarda todos los valores."
            )
        )
    return point


def undo_merge(workspace: "Workspace") -> None:
    """Go back to what there was before the last packages received.

    Raises:
        PeaError: There is nothing to go back to, or this device has written since.
    """
    point = require_undoable(workspace)
    with workspace.transaction(_("Deshacer la fusión")) as db:
        db.execute("ROLLBACK")  # the copy takes the place of the file in a transaction of its own
        _copy_back(db, point)
        workspace.forget()
        db.execute("BEGIN")
        workspace.touched(Touched(everything=True))


def _copy_back(db: sqlite3.Connection, point: RestorePoint) -> None:
    """Put the copy's contents in place of the open file's, all or nothing.

    Raises:
        PeaError: The copy does not read.
    """
    try:
        with contextlib.closing(
            sqlite3.connect(f"{point.path.absolute().as_uri()}?mode=ro", uri=True)
        ) as copy:
            if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("the copy does not read")
            copy.backup(db)
    except sqlite3.DatabaseError as error:
        raise PeaError(
            _("El respaldo «{name}» no se puede leer; no se cambió nada.").format(
                name=point.path.name
            )
        ) from error


def _own_end(workspace: "Workspace") -> tuple[int, str]:
    own = workspace.journal.own_log(workspace.device)
    return (own.head, own.hash.hex()) if own else (0, "")
