"""What a package would carry, told before it is written."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from pea_desktop.areas.exchange import PEOPLE
from pea_desktop.core.capture import ALIVE
from pea_desktop.core.journal import FIELD_BITS, SEQ_BITS
from pea_desktop.core.text import fold
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.carrying import to_send
from pea_desktop.files.package.sending import _known_by, _recipient

_COMPRESSED = 0.25
MOST_STEPS = 400
"""Steps that are told one by one; beyond them only the count is exact."""


@dataclass(frozen=True)
class Step:
    """One action of one person: their words for it, and how many rows of each table it reached."""

    label: str
    author: str
    device: str
    claimed_at: int
    rows: Mapping[str, int]


@dataclass
class Outgoing:
    """What would go: the newest steps one by one, all of them counted.

    Attributes:
        since: what the laptop of the oldest step claims its time was (ms), None for no step.
        files: how many attachments, and `file_bytes` their size.
        entry_bytes: about how much the entries take, compressed.
        names: the people whose names go along, each once, deleted ones too.
        rfcs: how many different RFC go along.
    """

    entries: int = 0
    devices: int = 0
    since: int | None = None
    steps: list[Step] = field(default_factory=list)
    files: int = 0
    file_bytes: int = 0
    entry_bytes: int = 0
    names: tuple[str, ...] = ()
    rfcs: int = 0


def outgoing(workspace: Workspace, to: str | None = None, *, whole: bool = False) -> Outgoing:
    """Return what `export` would write for a device, or for anybody.

    Raises:
        PeaError: The device is unknown.
    """
    journal = workspace.journal
    db, logs = journal.db, journal.logs()
    recipient = _recipient(journal, to) if to else None
    known = _known_by(journal, logs, recipient) if recipient and not whole else {}
    made = Outgoing()
    ranges: list[tuple[int, int]] = []
    keys: set[bytes] = set()
    newest: list[tuple[int, bytes, int]] = []
    for log in logs.values():
        first = 1 + max(log.fork_seq, known.get(log.no, 0))
        if first > log.head:
            continue
        keys.add(log.pub)
        ranges.append((log.no << SEQ_BITS | first, log.no << SEQ_BITS | log.head))
        made.entries += log.head - first + 1
        oldest = journal.heading(log.no << SEQ_BITS | first).time
        made.since = oldest if made.since is None else min(made.since, oldest)
        newest += db.execute(
            "SELECT lamport, hash, id FROM entry WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?",
            (log.no << SEQ_BITS | first, log.no << SEQ_BITS | log.head, MOST_STEPS),
        ).fetchall()
    made.devices = len(keys)
    for _lamport, _hash, dot in sorted(newest, reverse=True)[:MOST_STEPS]:
        heading = journal.heading(dot)
        rows = Counter(
            table
            for (table, _row), fields in journal.changes(logs, dot).items()
            # An edit of a part also says that its whole is alive; that is not news.
            if set(fields) != {ALIVE} or fields[ALIVE][0] == 0
        )
        made.steps.append(Step(heading.label, heading.author, heading.device, heading.time, rows))
    made.entry_bytes = round(_COMPRESSED * sum(_bytes_in(db, *one) for one in ranges))
    made.names, made.rfcs = _people(workspace, ranges)
    files = to_send(db, None if whole else recipient)
    made.files, made.file_bytes = len(files), sum(size for _sha256, size in files)
    return made


def _bytes_in(db: sqlite3.Connection, first: int, last: int) -> int:
    query = "SELECT coalesce(sum(length(bytes)), 0) FROM entry WHERE id BETWEEN ? AND ?"
    return int(db.execute(query, (first, last)).fetchone()[0])


def _people(workspace: Workspace, ranges: list[tuple[int, int]]) -> tuple[tuple[str, ...], int]:
    """Return the names that entries carry and how many RFC, whatever became of their rows."""
    heads, db = workspace.heads, workspace.journal.db
    logs = workspace.journal.logs()
    found: dict[str, set[str]] = {"name": set(), "rfc": set()}
    for table in PEOPLE:
        for field_name, values in found.items():
            no = heads.names.number_or_none(table, field_name)
            if no is None:
                continue
            cells = db.execute(
                "SELECT h.cell, h.dot FROM rowmap r"
                " JOIN hist h ON h.cell = (r.rid << ?) | ? WHERE r.tbl = ?",
                (FIELD_BITS, no, table),
            ).fetchall()
            for cell, dot in cells:
                if any(first <= dot <= last for first, last in ranges):
                    values.add(fold(str(heads.value(logs, cell, dot) or "")))
    return tuple(sorted(found["name"] - {""})), len(found["rfc"] - {""})
