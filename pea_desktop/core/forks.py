"""Logs that were continued twice: told until somebody who may says that they have seen it.

Nothing is lost by a fork: its edits show as ordinary conflicts. But it says that a backup was
restored or a file copied, and whoever did it should go on in one file only. Acknowledging it is an
entry like a statement of trust, so that all laptops know who took note and when; once there is an
administrator, only one may.
"""

from dataclasses import dataclass

from pea_desktop.core import trust
from pea_desktop.core.base import new_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.trust import ADMINISTERS
from pea_desktop.core.trusting import record
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _

FORK = "fork"


@dataclass(frozen=True)
class OpenFork:
    """A log continued twice after one of its changes, not yet acknowledged."""

    id: str
    device: str
    fingerprint: str
    after: int
    sentence: str


@dataclass(frozen=True)
class SeenFork:
    """A log continued twice, and who took note of it: person, device, claimed time (ms)."""

    id: str
    device: str
    fingerprint: str
    after: int
    author: str
    by_device: str
    claimed_at: int


def open_forks(workspace: Workspace) -> list[OpenFork]:
    """Return the forks that nobody acknowledged, by device and place."""
    return [one for one, seen in _forks(workspace) if seen is None]


def seen_forks(workspace: Workspace) -> list[SeenFork]:
    """Return the forks that were acknowledged, by device and place."""
    made = []
    for one, seen in _forks(workspace):
        if seen is not None:
            said = workspace.journal.heading(seen.dot)
            made.append(
                SeenFork(
                    one.id, one.device, one.fingerprint, one.after,
                    said.author, said.device, said.time,
                )
            )  # fmt: skip
    return made


def _forks(workspace: Workspace) -> list[tuple[OpenFork, trust.Seen | None]]:
    seen = workspace.authority.roster.forks
    made: dict[str, tuple[OpenFork, trust.Seen | None]] = {}
    for log in workspace.journal.logs().values():
        if log.parent is None:
            continue
        key = f"{FORK}:{log.origin.hex()}:{log.fork_seq}"
        name = log.device or log.fingerprint
        sentence = _(
            "La bitácora de «{device}» siguió por dos caminos después de su cambio {after}: se "
            "restauró un respaldo o se copió su archivo. Nada se perdió; siga sólo en uno."
        ).format(device=name, after=log.fork_seq)
        one = OpenFork(key, name, log.fingerprint, log.fork_seq, sentence)
        made[key] = one, seen.get((log.origin, log.fork_seq))
    return [made[key] for key in sorted(made)]


def acknowledge(workspace: Workspace, fork_id: str) -> None:
    """Take a fork off the list of what waits; its edits stay as they are.

    Raises:
        PeaError: There is no such fork, or only an administrator may.
    """
    found = next((one for one in open_forks(workspace) if one.id == fork_id), None)
    if found is None:
        raise PeaError(_("No hay un conflicto abierto «{id}».").format(id=fork_id))
    roster = workspace.authority.roster
    if roster.root is not None and roster.role(workspace.device.public) != ADMINISTERS:
        raise PeaError(
            _(
                "Sólo un administrador se da por enterado de una bitácora que siguió por dos "
                "caminos; avísele."
            )
        )
    label = _("Enterado: la bitácora de «{device}» siguió por dos caminos").format(
        device=found.device
    )
    origin = bytes.fromhex(fork_id.split(":")[1])
    with workspace.transaction(label):
        record(workspace, label, [trust.fork_row_of(new_id(), origin, found.after)])
