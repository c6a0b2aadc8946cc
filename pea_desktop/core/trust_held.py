"""Changes held back for want of authority, told one by one: whose, which, why, what would help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pea_desktop.core import trust
from pea_desktop.core.journal import SEQ_BITS, SEQ_MASK, Log
from pea_desktop.core.trust import TABLE
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _

_WHY: Final[Mapping[str, str]] = {
    trust.UNKNOWN: N_("Su equipo no estaba autorizado; autorícelo y se aplicará."),
    trust.REVOKED: N_(
        "Su equipo ya estaba revocado; si debe valer, autorícelo de nuevo y se aplicará."
    ),
    trust.READ_ONLY: N_("Su equipo sólo puede consultar; déle permiso de captura y se aplicará."),
    trust.OUT_OF_SCOPE: N_(
        "Es de una institución fuera del alcance de su equipo; amplíelo y se aplicará."
    ),
    trust.NO_ADMINISTRATOR: N_(
        "Autoriza o revoca equipos sin ser administrador; se aplicará si se le da ese permiso."
    ),
}


@dataclass(frozen=True)
class HeldRow:
    """A row that a change held back would reach, and the fields of it."""

    table: str
    row: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A change held back.

    Attributes:
        dot: the entry, in this file.
        number: which of its device's changes it is.
        reason: one of the codes of `trust`.
        sentence: why, and what to do for it to be applied.
        is_reviewed: it had been shown here before, and has to be looked through.
        known_to: the names of third devices whose work rests on it.
    """

    dot: int
    pub: bytes
    fingerprint: str
    device: str
    author: str
    number: int
    claimed_at: int
    label: str
    reason: str
    sentence: str
    rows: tuple[HeldRow, ...]
    is_reviewed: bool
    known_to: tuple[str, ...]


def why(reason: str) -> str:
    """Return the sentence for a reason."""
    return _(_WHY.get(reason, N_("Su equipo no tenía permiso; autorícelo y se aplicará.")))


def held(workspace: Workspace, most: int | None = None) -> list[Held]:
    """Return the changes held back, by device and number.

    Args:
        workspace: the expediente.
        most: how many are told at most; None for all.
    """
    journal = workspace.journal
    found = journal.db.execute("SELECT dot, reason FROM held ORDER BY dot").fetchall()
    if not found:
        return []
    logs, reviewed = journal.logs(), workspace.authority.reviewed()
    rests = _rests(workspace, logs)
    made = [
        _told(workspace, logs, dot, reason, dot in reviewed, rests) for dot, reason in found[:most]
    ]
    return sorted(made, key=lambda one: (one.device.casefold(), one.fingerprint, one.number))


def _told(
    workspace: Workspace,
    logs: dict[int, Log],
    dot: int,
    reason: str,
    is_reviewed: bool,
    rests: Mapping[int, list[tuple[str, int]]],
) -> Held:
    journal, log = workspace.journal, logs[dot >> SEQ_BITS]
    said = journal.heading(dot)
    rows = tuple(
        HeldRow(table, row, tuple(fields))
        for (table, row), fields in journal.changes(logs, dot).items()
        if table != TABLE
    )
    names = (name for name, last in rests.get(log.no, ()) if said.seq <= last)
    return Held(
        dot, log.pub, log.fingerprint, said.device, said.author, said.seq, said.time, said.label,
        reason, why(reason), rows, is_reviewed, tuple(dict.fromkeys(names)),
    )  # fmt: skip


def _rests(workspace: Workspace, logs: dict[int, Log]) -> dict[int, list[tuple[str, int]]]:
    """Return, for each log, the other devices that have seen it, and how far."""
    made: dict[int, list[tuple[str, int]]] = {}
    for no, target, last in workspace.journal.db.execute(
        "SELECT log, target, max(target_seq) FROM seen GROUP BY log, target ORDER BY log"
    ):
        if logs[no].origin not in (logs[target].origin, workspace.device.origin):
            name = logs[no].device or logs[no].fingerprint
            made.setdefault(target, []).append((name, last & SEQ_MASK))
    return made


def waiting(workspace: Workspace) -> dict[str, int]:
    """Return how many changes are held back for each reason."""
    query = "SELECT reason, count(*) FROM held GROUP BY reason ORDER BY reason"
    return dict(workspace.journal.db.execute(query).fetchall())
