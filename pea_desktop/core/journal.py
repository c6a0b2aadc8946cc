"""The journal (bitácora): every device's log of entries, and what each entry knew of the others.

A `dot` is one entry as an integer, log number << 40 | sequence; log numbers are local to a file.
A log that was continued twice (a restored backup, a copied file) is a trunk with branches: a
branch has its own number and begins after `fork_seq` of its parent.
"""

import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from pea_desktop.core import entry as entries
from pea_desktop.core.capture import Value
from pea_desktop.core.device import Device, fingerprint_of, origin_of
from pea_desktop.core.entry import Entry, Row, Seen

SEQ_BITS = 40
SEQ_MASK = (1 << SEQ_BITS) - 1
FIELD_BITS = 8
FIELDS_MASK = (1 << FIELD_BITS) - 1
ALIVE_FIELD = 255
"""The field number that stands for the row's existence."""

Parsed = dict[tuple[str, str], dict[str, tuple[Value, tuple[int, ...]]]]
"""An entry's changes by (table, row) and field: the value and the dots it replaced."""

_KEPT_HEADINGS = 2_000
_KEPT_WEIGHT = 64 * 1024 * 1024
_CHANGE_WEIGHT = 200
"""How much of parsed entries is kept besides the longest one: about their size in memory, bytes."""
_NEXT_ALIAS = "SELECT min(k) FROM seen WHERE log = ? AND k > ?"
_NEWEST_SEEN = (
    "SELECT target, target_seq FROM seen WHERE log = ? AND k = ? AND seq <= ?"
    " ORDER BY seq DESC LIMIT 1"
)
"""What an alias of a log last stood for: few rows looked up of the many that laptops in daily
exchange declare."""


@dataclass(slots=True)
class Log:
    """One device's log, or a branch of it, as far as this file knows it."""

    no: int
    origin: bytes
    pub: bytes
    parent: int | None
    fork_seq: int
    head: int
    hash: bytes
    lamport: int
    author: str | None = None
    device: str | None = None

    @property
    def dot(self) -> int:
        """The newest entry."""
        return self.no << SEQ_BITS | self.head

    @property
    def fingerprint(self) -> str:
        """Six groups of four that stand for the device's key."""
        return fingerprint_of(self.pub)


class Journal:
    """The logs of one open file; what it keeps in memory `forget()` drops."""

    def __init__(self, db: sqlite3.Connection, workspace_id: str) -> None:
        self.db = db
        self.workspace_id = workspace_id
        self._parsed: OrderedDict[int, Parsed] = OrderedDict()
        self._weights: dict[int, int] = {}
        self._longest = 0
        self._weight = 0
        self._knowledge: dict[int, tuple[tuple[int, int], ...]] = {}
        self._headings: OrderedDict[int, Entry] = OrderedDict()

    def forget(self) -> None:
        """Drop what was read: after a rollback the same dot may come to mean another entry."""
        self._parsed.clear()
        self._weights.clear()
        self._weight = 0
        self._knowledge.clear()
        self._headings.clear()

    # -- logs

    def logs(self) -> dict[int, Log]:
        """Return every log and branch by its number."""
        return {
            row[0]: Log(*row)
            for row in self.db.execute(
                "SELECT no, origin, pub, parent, fork_seq, head, hash, lamport, author, device "
                "FROM log ORDER BY no"
            )
        }

    def own_log(self, device: Device) -> Log | None:
        """Return the log this device continues in this file, if it ever wrote here."""
        row = self.db.execute(
            "SELECT no, origin, pub, parent, fork_seq, head, hash, lamport, author, device FROM log"
            " WHERE origin = ? AND pub = ? ORDER BY no",
            (device.origin, device.public),
        ).fetchone()
        return Log(*row) if row else None

    def add_log(self, pub: bytes, parent: Log | None = None, fork_seq: int = 0) -> Log:
        """Begin a device's log, or a branch after entry `fork_seq` of `parent`."""
        no = 1 + int(self.db.execute("SELECT coalesce(max(no), 0) FROM log").fetchone()[0])
        if parent is None:
            log = Log(
                no, origin_of(pub), pub, None, 0, 0, entries.genesis(self.workspace_id, pub), 0
            )
        else:
            digest, lamport = self.at(parent, fork_seq)
            log = Log(no, parent.origin, pub, parent.no, fork_seq, fork_seq, digest, lamport)
        self.db.execute(
            "INSERT INTO log(no, origin, pub, parent, fork_seq, head, hash, lamport)"
            " VALUES(?,?,?,?,?,?,?,?)",
            (
                log.no,
                log.origin,
                log.pub,
                log.parent,
                log.fork_seq,
                log.head,
                log.hash,
                log.lamport,
            ),
        )
        return log

    def save_head(self, log: Log, seal: bytes) -> None:
        """Note a log's new end and its author's signature of it."""
        self.db.execute(
            "UPDATE log SET head = ?, hash = ?, lamport = ?, seal = ?, author = ?, device = ?"
            " WHERE no = ?",
            (log.head, log.hash, log.lamport, seal, log.author, log.device, log.no),
        )

    def at(self, log: Log, seq: int) -> tuple[bytes, int]:
        """Return hash and lamport of one of a log's entries (0: what precedes the first)."""
        if seq == 0:
            return entries.genesis(self.workspace_id, log.pub), 0
        dot = self.locate(self.logs(), log.no, seq)
        row = self.db.execute("SELECT hash, lamport FROM entry WHERE id = ?", (dot,)).fetchone()
        if row is None:
            raise LookupError(f"log {log.no} has no entry {seq}")
        return row[0], row[1]

    def find(self, logs: dict[int, Log], origin: bytes, seq: int, digest: bytes) -> Log | None:
        """Return the log or branch that holds this very entry of a device, if it is known."""
        for log in logs.values():
            if log.origin != origin or not log.fork_seq < seq <= log.head:
                continue
            row = self.db.execute(
                "SELECT hash FROM entry WHERE id = ?", (log.no << SEQ_BITS | seq,)
            ).fetchone()
            if row and row[0] == digest:
                return log
        return None

    @staticmethod
    def locate(logs: dict[int, Log], no: int, seq: int) -> int:
        """Return the dot of a log's entry: a branch's early entries are its parent's."""
        log = logs[no]
        while log.parent is not None and seq <= log.fork_seq:
            log = logs[log.parent]
        return log.no << SEQ_BITS | seq

    @staticmethod
    def chain(logs: dict[int, Log], no: int, seq: int) -> Iterator[tuple[int, int]]:
        """Yield (log, last sequence) from a branch's entry down to its trunk."""
        while True:
            log = logs[no]
            if seq > log.fork_seq:
                yield no, seq
            if log.parent is None:
                return
            no, seq = log.parent, min(seq, log.fork_seq)

    # -- what was seen

    def is_at(self, place: tuple[int, int], seen: Seen) -> bool:
        """Tell whether (log, sequence) is the entry that was seen."""
        row = self.db.execute(
            "SELECT hash FROM entry WHERE id = ?", (place[0] << SEQ_BITS | place[1],)
        ).fetchone()
        return row is not None and (place[1], row[0]) == (seen.seq, seen.hash)

    def known_to(self, logs: dict[int, Log], no: int, seq: int) -> dict[int, tuple[int, int]]:
        """Return what an entry's author knew: for each alias k, (log, last sequence)."""
        known: dict[int, tuple[int, int]] = {}
        for part, last in self.chain(logs, no, seq):
            k = self.db.execute(_NEXT_ALIAS, (part, -1)).fetchone()[0]
            while k is not None:
                found = self.db.execute(_NEWEST_SEEN, (part, k, last)).fetchone()
                if found is not None:
                    known.setdefault(k, found)
                k = self.db.execute(_NEXT_ALIAS, (part, k)).fetchone()[0]
        return known

    def knowledge(self, logs: dict[int, Log], dot: int) -> tuple[tuple[int, int], ...]:
        """Return all that an entry's author knew, itself included: (log, last)."""
        known = self._knowledge.get(dot)
        if known is None:
            no, seq = dot >> SEQ_BITS, dot & SEQ_MASK
            known = ((no, seq), *self.known_to(logs, no, seq).values())
            self._knowledge[dot] = known
        return known

    # -- entries

    def raw(self, dot: int) -> bytes:
        """Return an entry's bytes."""
        return bytes(self.db.execute("SELECT bytes FROM entry WHERE id = ?", (dot,)).fetchone()[0])

    def entry(self, dot: int) -> Entry:
        """Return an entry."""
        return entries.decode(self.raw(dot))

    def part(
        self, logs: dict[int, Log], dot: int, rows: Collection[tuple[str, str]]
    ) -> tuple[Entry, Parsed]:
        """Return an entry and its changes of some rows; it is known to have them (table, id)."""
        made = entries.decode_part(self.raw(dot), rows)
        return made, self._with_dots(logs, dot, made)

    def heading(self, dot: int) -> Entry:
        """Return an entry without its rows."""
        known = self._headings.get(dot)
        if known is None:
            # A step over thousands of rows is read once, not for each of its conflicts.
            known = self._headings[dot] = entries.decode_part(self.raw(dot), ())
            if len(self._headings) > _KEPT_HEADINGS:
                self._headings.popitem(last=False)
        return known

    def seen_at(self, logs: dict[int, Log], dot: int) -> int:
        """Return the latest hour (ms) claimed by what an entry follows; 0 for a first one."""
        no, seq = dot >> SEQ_BITS, dot & SEQ_MASK
        before = [(no, seq - 1)] if seq > 1 else []
        before += self.db.execute(
            "SELECT target, target_seq FROM seen WHERE log = ? AND seq = ?", (no, seq)
        ).fetchall()
        found = (self.heading(self.locate(logs, *one)).time for one in before)
        return max(found, default=0)

    def changes(self, logs: dict[int, Log], dot: int) -> Parsed:
        """Return an entry's changes with their parents as dots."""
        known = self._parsed.get(dot)
        if known is not None:
            self._parsed.move_to_end(dot)
            return known
        parsed = self._with_dots(logs, dot, self.entry(dot))
        self._keep(dot, parsed)
        return parsed

    def _keep(self, dot: int, parsed: Parsed) -> None:
        """Keep an entry that was read, and let older ones go.

        A step over thousands of rows asks, row after row, for the import that made them and for
        short entries by turns: were the import let go, each row would read all of it again.
        """
        (size,) = self.db.execute("SELECT length(bytes) FROM entry WHERE id = ?", (dot,)).fetchone()
        self._parsed[dot] = parsed
        self._weights[dot] = size + _CHANGE_WEIGHT * sum(map(len, parsed.values()))
        self._weight += self._weights[dot]
        if self._weights[dot] > self._weights.get(self._longest, -1):
            self._longest = dot
        while self._weight - self._weights[self._longest] > _KEPT_WEIGHT:
            old = next(one for one in self._parsed if one != self._longest)
            del self._parsed[old]
            self._weight -= self._weights.pop(old)

    def _with_dots(self, logs: dict[int, Log], dot: int, made: Entry) -> Parsed:
        no, seq = dot >> SEQ_BITS, dot & SEQ_MASK
        aliases = {k: target for k, (target, _last) in self.known_to(logs, no, seq).items()}
        aliases[0] = no
        parsed: Parsed = {}
        for table, row, fields in made.rows:
            into = parsed.setdefault((table, row), {})
            for name, value, parents in fields:
                into[name] = (value, dots_of(logs, aliases, parents))
        return parsed

    def append(self, log: Log, made: Entry, device: Device) -> int:
        """Write this device's next entry, chain it and sign the log's new end; return its dot."""
        data = entries.encode(made)
        if len(data) > entries.MAX_BYTES:
            raise OverflowError("an entry is too long")
        log.head, log.lamport = made.seq, made.lamport
        log.hash = entries.chained(log.hash, data)
        log.author, log.device = made.author, made.device
        self.db.execute(
            "INSERT INTO entry(id, hash, lamport, kind, undoes, bytes) VALUES(?,?,?,?,?,?)",
            (log.dot, log.hash, log.lamport, made.kind, made.undoes, data),
        )
        self.save_head(log, device.key.sign(entries.seal_message(log.origin, log.head, log.hash)))
        return log.dot


def origins(session: Session) -> list[str]:
    """Return the ids of the devices that wrote here (hexadecimal), by how early they first did.

    No clock decides it: the order is the same on every laptop that knows them all.
    """
    found = session.execute(
        text(
            "SELECT log.origin FROM log JOIN entry ON entry.id = (log.no << :bits) | 1"
            " WHERE log.parent IS NULL ORDER BY entry.lamport, log.origin"
        ),
        {"bits": SEQ_BITS},
    )
    return [bytes(origin).hex() for (origin,) in found]


def has_seen(logs: dict[int, Log], knowledge: tuple[tuple[int, int], ...], dot: int) -> bool:
    """Tell whether an entry is part of what somebody knew (`Journal.knowledge`)."""
    wanted = dot & SEQ_MASK
    return any(wanted <= last and Journal.locate(logs, no, wanted) == dot for no, last in knowledge)


def dots_of(
    logs: dict[int, Log], aliases: dict[int, int], parents: tuple[int, ...]
) -> tuple[int, ...]:
    """Return parents written as k, seq pairs as dots."""
    if not parents:
        return ()
    if len(parents) == 2:
        return (Journal.locate(logs, aliases[parents[0]], parents[1]),)
    return tuple(
        Journal.locate(logs, aliases[parents[i]], parents[i + 1]) for i in range(0, len(parents), 2)
    )


class Writer:
    """Makes this device's next entry: declares what is newly known and names parents by alias."""

    def __init__(self, journal: Journal, device: Device) -> None:
        self._journal = journal
        self._device = device
        self.logs = journal.logs()
        # As `own_log`: whatever branches there are, the log with the lowest number goes on.
        own = next((log for log in self.logs.values() if log.pub == device.public), None)
        self.log = own if own is not None else journal.add_log(device.public)
        self.logs[self.log.no] = self.log
        self._alias: dict[int, int] = {}
        self.seen: list[Seen] = []
        lamport = self.log.lamport
        known = journal.known_to(self.logs, self.log.no, self.log.head)
        declared: dict[int, tuple[int, int]] = {}
        for k, (target, last) in known.items():
            if target not in declared or last > declared[target][1]:
                declared[target] = (k, last)
        ancestors = dict(journal.chain(self.logs, self.log.no, self.log.head))
        next_k = 1 + max(known, default=0)
        self._targets: list[tuple[int, int, int]] = []
        for log in self.logs.values():
            if log.no == self.log.no:
                continue
            k, last = declared.get(log.no, (0, ancestors.get(log.no, log.fork_seq)))
            if log.head > last:
                if k == 0:
                    k, next_k = next_k, next_k + 1
                self.seen.append(Seen(k, log.origin, log.head, log.hash))
                self._targets.append((k, log.no, log.head))
                lamport = max(lamport, log.lamport)
            if k:
                self._alias[log.no] = k
        for no in ancestors:
            self._alias[no] = self._alias.get(no, 0)
        self._own_last = ancestors
        self.lamport = lamport + 1

    def pairs(self, dots: list[int]) -> tuple[int, ...]:
        """Return parents as k, seq pairs."""
        made: list[int] = []
        for dot in dots:
            no, seq = dot >> SEQ_BITS, dot & SEQ_MASK
            own = seq <= self._own_last.get(no, 0)
            made += (0 if own else self._alias[no], seq)
        return tuple(made)

    def write(
        self, kind: str, label: str, rows: list[Row], time_ms: int, undoes: int | None = None
    ) -> int:
        """Append the entry and what it had seen; return its dot."""
        seq = self.log.head + 1
        made = Entry(
            seq, self.lamport, time_ms, self._device.author, self._device.name, kind, label, undoes,
            self.seen, rows,
        )  # fmt: skip
        dot = self._journal.append(self.log, made, self._device)
        self._journal.db.executemany(
            "INSERT INTO seen(log, seq, k, target, target_seq) VALUES(?,?,?,?,?)",
            [(self.log.no, seq, k, target, last) for k, target, last in self._targets],
        )
        return dot


Clock = Callable[[], int]
"""What the laptop claims the time is, in milliseconds since 1970."""


def now_ms() -> int:
    """Return the machine's time."""
    return time.time_ns() // 1_000_000
