"""How far the journal had come, told outside the file: what a document prints of it.

Whoever holds a device's key could write the part of its history anew that nobody else has. A paper
signed meanwhile keeps what it was (design of the exchange, «external anchor»).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pea_desktop.core.device import in_groups
from pea_desktop.core.journal import Journal


@dataclass(frozen=True)
class LogEnd:
    """The newest entry of one device's log: id of the log and hash of the entry, in hexadecimal."""

    origin: str
    seq: int
    hash: str


def log_ends(journal: Journal) -> tuple[LogEnd, ...]:
    """Return where every log and branch ends, in the same order everywhere."""
    found = (
        LogEnd(log.origin.hex(), log.head, log.hash.hex())
        for log in journal.logs().values()
        if log.head > log.fork_seq
    )
    return tuple(sorted(found, key=lambda one: (one.origin, one.seq, one.hash)))


def mark_of(ends: Iterable[LogEnd]) -> str:
    """Return six groups of four hexadecimal digits that stand for all of these ends."""
    told = "".join(f"{one.origin} {one.seq} {one.hash}\n" for one in ends)
    return in_groups(hashlib.sha256(b"pea-journal-v1\n" + told.encode()).hexdigest())


def are_known(journal: Journal, ends: Iterable[LogEnd]) -> bool:
    """Tell whether the journal still holds these very entries."""
    logs = journal.logs()
    return all(
        journal.find(logs, bytes.fromhex(one.origin), one.seq, bytes.fromhex(one.hash))
        for one in ends
    )
