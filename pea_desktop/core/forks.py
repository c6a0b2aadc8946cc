"""Logs that were continued twice: told until a person says that they have seen it.

Nothing is lost by a fork: its edits show as ordinary conflicts. But it says that a backup was
restored or a file copied, and whoever did it should go on in one file only.
"""

import json
from dataclasses import dataclass

from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _

FORK = "fork"
_SEEN = "forks_seen"


@dataclass(frozen=True)
class OpenFork:
    """A log continued twice after one of its changes, not yet acknowledged here."""

    id: str
    device: str
    fingerprint: str
    after: int
    sentence: str


def open_forks(workspace: Workspace) -> list[OpenFork]:
    """Return the forks that nobody acknowledged on this file, by device and place."""
    seen = _seen(workspace)
    made: dict[str, OpenFork] = {}
    for log in workspace.journal.logs().values():
        if log.parent is None:
            continue
        key = f"{FORK}:{log.origin.hex()}:{log.fork_seq}"
        name = log.device or log.fingerprint
        sentence = _(
            "La bitácora de «{device}» siguió por dos caminos después de su cambio {after}: se "
            "restauró un respaldo o se copió su archivo. Nada se perdió; siga sólo en uno."
        ).format(device=name, after=log.fork_seq)
        if key not in seen:
            made[key] = OpenFork(key, name, log.fingerprint, log.fork_seq, sentence)
    return [made[key] for key in sorted(made)]


def acknowledge(workspace: Workspace, fork_id: str) -> None:
    """Take a fork off the list of what waits; its edits stay as they are.

    Raises:
        PeaError: There is no such fork.
    """
    if fork_id not in {one.id for one in open_forks(workspace)}:
        raise PeaError(_("No hay un conflicto abierto «{id}».").format(id=fork_id))
    seen = sorted({*_seen(workspace), fork_id})
    with workspace.transaction(_("Enterado de una bitácora que siguió dos caminos")) as db:
        db.execute(
            "INSERT INTO meta(key, value) VALUES(?,?)"
            " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (_SEEN, json.dumps(seen)),
        )


def _seen(workspace: Workspace) -> list[str]:
    row = workspace.journal.db.execute("SELECT value FROM meta WHERE key = ?", (_SEEN,)).fetchone()
    return [str(one) for one in json.loads(row[0])] if row else []
