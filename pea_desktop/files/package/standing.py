"""Who has what, without a network: what each device said it has, and what it is not known to have.

Sending proves nothing: only a package that came back says what its sender holds.
"""

from dataclasses import dataclass, field

from pea_desktop.core.device import fingerprint_of, origin_of
from pea_desktop.core.journal import SEQ_BITS, Journal, Log
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.sending import _known_by
from pea_desktop.i18n import _


@dataclass(frozen=True)
class Gap:
    """Entries of a device that somebody said exist and that are not here.

    Attributes:
        first: number of the first one.
        last: number of the last one that is known to exist.
    """

    device: str
    fingerprint: str
    first: int
    last: int


@dataclass(frozen=True)
class Lack:
    """Entries of a device that are here and that another one is not known to have."""

    device: str
    first: int
    count: int


@dataclass(frozen=True)
class Standing:
    """A device of the expediente, as it is known here.

    Attributes:
        claimed_at: what it claims the time was when it made its newest package received here (ms);
            None when it has sent none.
        entries: how many of its own entries are here.
        last_at: what it claims the time was of the newest of these, None for none.
        lacks: what it is not known to have; of one that has sent nothing that is not known, and
            of changes further than which it has some, nor are these counted.
        gaps: what it said it has and that is not here.
    """

    device: str
    author: str
    fingerprint: str
    is_self: bool
    claimed_at: int | None
    entries: int
    last_at: int | None
    lacks: list[Lack] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def standing(workspace: Workspace) -> list[Standing]:
    """Return every device that is known here: this one first, the others by name."""
    journal = workspace.journal
    logs = journal.logs()
    own = workspace.device
    peers = {
        bytes(pub): (device or "", author or "", at)
        for pub, device, author, at in journal.db.execute(
            "SELECT pub, device, author, at FROM peer_name"
        )
    }
    keys = dict.fromkeys([own.public, *(log.pub for log in logs.values()), *peers])
    names = {origin_of(pub): _name(pub, logs, peers, own.public, own.name) for pub in keys}
    made = []
    for pub in keys:
        mine = [log for log in logs.values() if log.pub == pub]
        said = peers.get(pub)
        newest = max(mine, key=lambda log: log.lamport, default=None)
        is_self = pub == own.public
        author = own.author if is_self else said[1] if said else newest.author if newest else ""
        made.append(
            Standing(
                names[origin_of(pub)],
                author or "",
                fingerprint_of(pub),
                is_self,
                None if is_self or said is None else said[2],
                sum(log.head - log.fork_seq for log in mine),
                _time(journal, newest),
                [] if is_self or said is None else _lacks(journal, logs, pub),
                [] if is_self or said is None else _gaps(journal, logs, pub, names),
            )
        )
    return sorted(made, key=lambda one: (not one.is_self, one.device.casefold(), one.fingerprint))


def _name(
    pub: bytes,
    logs: dict[int, Log],
    peers: dict[bytes, tuple[str, str, int]],
    own: bytes,
    own_name: str,
) -> str:
    if pub == own:
        return own_name
    if pub in peers and peers[pub][0]:
        return peers[pub][0]
    names = (log.device for log in logs.values() if log.pub == pub and log.device)
    return next(names, fingerprint_of(pub)[:9])


def _time(journal: Journal, log: Log | None) -> int | None:
    if log is None or log.head <= log.fork_seq:
        return None
    return journal.heading(log.no << SEQ_BITS | log.head).time


def _lacks(journal: Journal, logs: dict[int, Log], pub: bytes) -> list[Lack]:
    known = _known_by(journal, logs, origin_of(pub))
    ahead = {gap.first > 1 and gap.fingerprint for gap in _gaps(journal, logs, pub, {})}
    made = []
    for log in logs.values():
        if log.fingerprint in ahead:
            # It has more than what is here; whether it has this too is told by what is missing.
            continue
        after = max(log.fork_seq, known.get(log.no, 0))
        if log.head > after:
            made.append(Lack(log.device or log.fingerprint[:9], after + 1, log.head - after))
    return made


def _stranger(origin: bytes) -> str:
    return _("otro equipo ({code})").format(code=origin.hex()[:8])


def _gaps(journal: Journal, logs: dict[int, Log], pub: bytes, names: dict[bytes, str]) -> list[Gap]:
    made = []
    for origin, last, digest in journal.db.execute(
        "SELECT log, seq, hash FROM peer WHERE origin = ?", (origin_of(pub),)
    ).fetchall():
        if journal.find(logs, origin, last, digest) is not None:
            continue
        here = [log for log in logs.values() if log.origin == origin]
        head = max((log.head for log in here), default=0)
        # As far as here or further, and not the same: another branch, of which all is asked.
        first = head + 1 if head < last else 1
        fingerprint = here[0].fingerprint if here else ""
        made.append(
            Gap(names.get(bytes(origin)) or _stranger(bytes(origin)), fingerprint, first, last)
        )
    return sorted(made, key=lambda one: (one.device, one.first))
