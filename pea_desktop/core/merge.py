"""Taking in entries of other devices: every chain, seal and claim is verified, then heads follow.

An entry is applied only when all it had seen is known (causal delivery); else the whole delivery
waits. A log continued twice becomes a branch: nothing is rejected for it, and its edits show as
ordinary conflicts.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pea_desktop.core import collecting
from pea_desktop.core import entry as entries
from pea_desktop.core.capture import ALIVE
from pea_desktop.core.device import fingerprint_of, is_signed, origin_of
from pea_desktop.core.entry import Entry, EntryError
from pea_desktop.core.errors import PackageError
from pea_desktop.core.heads import Change, Heads
from pea_desktop.core.journal import SEQ_BITS, SEQ_MASK, Journal, Log, dots_of
from pea_desktop.core.names import FullTableError
from pea_desktop.core.touched import Touched
from pea_desktop.core.trust import TABLE
from pea_desktop.i18n import _

_BLOCK = 20_000
_BLOCK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of one log's entries, and its author's signature of the last one."""

    pub: bytes
    first: int
    previous: bytes
    last: int
    digest: bytes
    seal: bytes

    @property
    def origin(self) -> bytes:
        """The id of the log."""
        return origin_of(self.pub)


@dataclass(frozen=True)
class Missing:
    """What has to arrive first."""

    device: str
    origin: str
    first: int
    sentence: str


class MissingError(Exception):
    """The delivery rests on entries that are not here yet; nothing was applied."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(missing)
        self.missing = list(missing)


@dataclass
class Contribution:
    """What one person on one device wrote, and from when to when, as their laptop says (ms)."""

    author: str
    device: str
    fingerprint: str
    entries: int
    first: int
    last: int


@dataclass(frozen=True)
class Fork:
    """A log that was continued twice: whose, and after which change."""

    device: str
    fingerprint: str
    after: int


@dataclass
class Merged:
    """What a delivery brought: rows reached, conflicts it opened, entries new and already known."""

    rows: Touched = field(default_factory=Touched)
    conflicts: int = 0
    entries: int = 0
    known: int = 0
    held: int = 0
    authors: dict[tuple[bytes, str, str], Contribution] = field(default_factory=dict)
    forks: list[Fork] = field(default_factory=list)
    unknown: set[tuple[str, str]] = field(default_factory=set)
    fresh: dict[int, int] = field(default_factory=dict)
    """Log number → the first of its entries that is new."""

    def add(self, later: "Merged") -> None:
        """Take in what a later delivery brought."""
        self.rows.add(later.rows)
        self.conflicts += later.conflicts
        self.entries += later.entries
        self.known += later.known
        self.held += later.held
        self.forks += later.forks
        self.unknown |= later.unknown
        for no, seq in later.fresh.items():
            self.fresh[no] = min(seq, self.fresh.get(no, seq))
        for key, one in later.authors.items():
            mine = self.authors.setdefault(key, one)
            if mine is not one:
                mine.entries += one.entries
                mine.first, mine.last = min(mine.first, one.first), max(mine.last, one.last)


class _Run:
    """Where one segment stands while its entries come in."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.log: Log | None = None
        self.seq = segment.first - 1
        self.digest = segment.previous
        self.known = True


class Merger:
    """Takes one delivery into an open transaction."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._journal: Journal = heads.journal
        self._logs = self._journal.logs()
        self._known: dict[int, dict[int, tuple[int, int]]] = {}
        self._pending: dict[int, tuple[int, bytes, int, str, int | None, bytes]] = {}
        self._pending_bytes = 0
        self._changes: list[Change] = []
        self._seen: list[tuple[int, int, int, int, int]] = []
        self._fields: set[tuple[str, str]] = set()
        self._result = Merged()

    @collecting.put_off()
    def merge(self, segments: Sequence[Segment], lines: Iterable[tuple[int, bytes]]) -> Merged:
        """Verify and apply entries that come in causal order as (segment number, bytes).

        Raises:
            MissingError: Something has to arrive first.
            PackageError: The delivery is damaged or forged.
        """
        before = self._open_conflicts()
        brought = _reaches(segments)
        runs = [self._begin(segment, brought) for segment in segments]
        missing = [run for run in runs if isinstance(run, Missing)]
        if missing:
            raise MissingError(missing)
        begun = [run for run in runs if isinstance(run, _Run)]
        for number, data in lines:
            if not 0 <= number < len(begun):
                raise _damaged()
            self._take(begun[number], data)
            if len(self._changes) >= _BLOCK or self._pending_bytes >= _BLOCK_BYTES:
                self._flush()
        for run in begun:
            if run.seq != run.segment.last or run.digest != run.segment.digest:
                raise _damaged()
        self._flush()
        self._heads.write_waiting()
        for run in begun:
            if run.log is not None and not run.known and run.log.hash == run.digest:
                self._journal.save_head(run.log, run.segment.seal)
        tables = self._heads.tables
        self._result.unknown = {
            (table, name)
            for table, name in self._fields
            if table != TABLE and name != ALIVE and name not in tables.get(table, ())
        }
        self._result.conflicts = len(self._open_conflicts() - before)
        return self._result

    def _open_conflicts(self) -> set[int]:
        return {cell for (cell,) in self._journal.db.execute("SELECT cell FROM conflict")}

    def _begin(self, segment: Segment, brought: "_Reaches") -> _Run | Missing:
        message = entries.seal_message(segment.origin, segment.last, segment.digest)
        if not 0 < segment.first <= segment.last or not is_signed(
            segment.pub, segment.seal, message
        ):
            raise PackageError(
                _(
                    "El paquete trae una bitácora con firma falsa ({key}); no se aceptó nada de él."
                ).format(key=fingerprint_of(segment.pub))
            )
        if segment.first == 1:
            genesis = entries.genesis(self._journal.workspace_id, segment.pub)
            if segment.previous != genesis:
                raise _damaged()
        elif not self._is_here(segment, brought):
            return self._missing(segment.origin, segment.pub, segment.first - 1)
        return _Run(segment)

    def _is_here(self, segment: Segment, brought: "_Reaches") -> bool:
        """Tell whether the entry before a segment is known, or comes with this very delivery."""
        before = segment.first - 1
        reaches = brought[segment.pub]
        place = bisect_right(reaches, (before, SEQ_MASK)) - 1
        return (place >= 0 and before <= reaches[place][1]) or bool(
            self._journal.find(self._logs, segment.origin, before, segment.previous)
        )

    def _log_of(self, segment: Segment) -> Log:
        """Return the log that a segment's first entry follows; a trunk comes first."""
        if segment.first == 1:
            for log in self._logs.values():
                if log.origin == segment.origin and log.parent is None:
                    return log
            log = self._journal.add_log(segment.pub)
            self._logs[log.no] = log
            return log
        found = self._find(segment.origin, segment.first - 1, segment.previous)
        if found is None:
            raise MissingError([self._missing(segment.origin, segment.pub, segment.first - 1)])
        return found

    def _missing(self, origin: bytes, pub: bytes | None, seq: int) -> Missing:
        """Name the first change of a device that this file lacks before `seq`."""
        known = [log for log in self._logs.values() if log.origin == origin]
        first = min(seq, 1 + max((log.head for log in known), default=0))
        name = next((log.device for log in known if log.device), None)
        if name is None:
            row = self._journal.db.execute(
                "SELECT device FROM peer_name WHERE origin = ?", (origin,)
            ).fetchone()
            name = row[0] if row and row[0] else fingerprint_of(pub) if pub else origin.hex()[:8]
        sentence = _("Falta lo de «{device}» desde el cambio {first}.").format(
            device=name, first=first
        )
        return Missing(name, origin.hex(), first, sentence)

    # -- one entry

    def _take(self, run: _Run, data: bytes) -> None:
        seq = run.seq + 1
        if seq > run.segment.last or len(data) > entries.MAX_BYTES:
            raise _damaged()
        digest = entries.chained(run.digest, data)
        if self._is_known(run, seq, digest):
            self._result.known += 1
        else:
            self._extend(run, seq, digest, data)
            self._result.entries += 1
        run.seq, run.digest = seq, digest

    def _digest_at(self, log: Log, seq: int) -> bytes | None:
        dot = log.no << SEQ_BITS | seq
        pending = self._pending.get(dot)
        if pending is not None:
            return pending[1]
        row = self._journal.db.execute("SELECT hash FROM entry WHERE id = ?", (dot,)).fetchone()
        return bytes(row[0]) if row else None

    def _is_known(self, run: _Run, seq: int, digest: bytes) -> bool:
        """Tell whether this very entry is here already; else leave the run where it goes on."""
        if run.log is None:
            run.log = self._log_of(run.segment)
        if seq <= run.log.head:
            if self._digest_at(run.log, seq) == digest:
                return True
            for branch in self._logs.values():
                if (
                    branch.parent == run.log.no
                    and branch.fork_seq == seq - 1
                    and self._digest_at(branch, seq) == digest
                ):
                    run.log = branch
                    return True
            self._flush()
            trunk = run.log
            run.log = self._journal.add_log(run.segment.pub, trunk, seq - 1)
            self._logs[run.log.no] = run.log
            name = trunk.device or trunk.fingerprint
            self._result.forks.append(Fork(name, trunk.fingerprint, seq - 1))
        run.known = False
        return False

    def _extend(self, run: _Run, seq: int, digest: bytes, data: bytes) -> None:
        log = run.log
        if log is None or log.head != seq - 1:
            raise _damaged()
        try:
            made = entries.decode(data)
        except EntryError as error:
            raise _damaged() from error
        if made.kind not in entries.KINDS:
            raise MissingError([_newer(made)])
        if (made.kind in ("undo", "redo")) != (made.undoes is not None):
            raise _damaged()
        if made.undoes is not None and not 0 < made.undoes < seq:
            raise _damaged()
        if not entries.is_readable_in_parts(data):
            raise _damaged()
        known = self._known.get(log.no)
        if known is None:
            known = self._journal.known_to(self._logs, log.no, log.head)
            self._known[log.no] = known
        lamport = self._learn(log, made, known)
        if made.seq != seq or made.lamport != lamport + 1:
            raise _damaged()
        dot = log.no << SEQ_BITS | seq
        self._note_changes(log, made, known, dot)
        self._pending[dot] = (dot, digest, made.lamport, made.kind, made.undoes, data)
        # Each entry has a weight besides its bytes, also one that changes nothing.
        self._pending_bytes += len(data) + 256
        self._credit(log, made)
        log.head, log.hash, log.lamport = seq, digest, made.lamport
        log.author, log.device = made.author, made.device

    def _credit(self, log: Log, made: Entry) -> None:
        self._result.fresh.setdefault(log.no, made.seq)
        key = (log.origin, made.author, made.device)
        known = self._result.authors.get(key)
        if known is None:
            known = Contribution(made.author, made.device, log.fingerprint, 0, made.time, made.time)
            self._result.authors[key] = known
        known.entries += 1
        known.first, known.last = min(known.first, made.time), max(known.last, made.time)

    def _learn(self, log: Log, made: Entry, known: dict[int, tuple[int, int]]) -> int:
        """Take in what the entry had seen; return the highest Lamport number among it."""
        lamport = log.lamport
        for seen in made.seen:
            target = self._find(seen.origin, seen.seq, seen.hash)
            if target is None:
                raise MissingError([self._missing(seen.origin, None, seen.seq)])
            if seen.k < 1 or target.no == log.no:
                raise _damaged()
            dot = target.no << SEQ_BITS | seen.seq
            pending = self._pending.get(dot)
            if pending is not None:
                lamport = max(lamport, pending[2])
            else:
                (stored,) = self._journal.db.execute(
                    "SELECT lamport FROM entry WHERE id = ?", (dot,)
                ).fetchone()
                lamport = max(lamport, stored)
            known[seen.k] = (target.no, seen.seq)
            self._seen.append((log.no, made.seq, seen.k, target.no, seen.seq))
        return lamport

    def _find(self, origin: bytes, seq: int, digest: bytes) -> Log | None:
        for log in self._logs.values():
            is_there = log.origin == origin and log.fork_seq < seq <= log.head
            if is_there and self._digest_at(log, seq) == digest:
                return log
        return None

    def _note_changes(
        self, log: Log, made: Entry, known: dict[int, tuple[int, int]], dot: int
    ) -> None:
        aliases = {k: target for k, (target, _last) in known.items()}
        aliases[0] = log.no
        changes = self._changes
        met: dict[tuple[str, str], set[str]] = {}
        made.rows.reverse()
        while made.rows:  # let go one by one: a long entry is not held twice
            table, row, fields = made.rows.pop()
            names = met.setdefault((table, row), set())
            if not fields:
                raise _damaged()
            for name, value, parents in fields:
                if name in names:
                    raise _damaged()
                names.add(name)
                for i in range(0, len(parents), 2):
                    k, seq = parents[i], parents[i + 1]
                    last = made.seq - 1 if k == 0 else known[k][1] if k in known else 0
                    if not 0 < seq <= last:
                        raise _damaged()
                changes.append(
                    (dot, table, row, name, value, dots_of(self._logs, aliases, parents))
                )
                self._meet(made, table, name)

    def _meet(self, made: Entry, table: str, name: str) -> None:
        """Note a field that an entry writes; too many that nobody here knows wait for an update."""
        if (table, name) in self._fields:
            return
        try:
            self._heads.names.number(table, name)
        except FullTableError as error:
            raise MissingError([_newer(made)]) from error
        self._fields.add((table, name))

    def _flush(self) -> None:
        db = self._journal.db
        db.executemany(
            "INSERT INTO entry(id, hash, lamport, kind, undoes, bytes) VALUES(?,?,?,?,?,?)",
            self._pending.values(),
        )
        db.executemany(
            "INSERT INTO seen(log, seq, k, target, target_seq) VALUES(?,?,?,?,?)", self._seen
        )
        self._pending.clear()
        self._pending_bytes = 0
        self._seen.clear()
        try:
            for part in self._parts():
                self._result.rows.add(self._heads.apply(part, wait=True))
        except EntryError as error:
            raise _damaged() from error
        self._changes.clear()

    def _parts(self) -> Iterator[list[Change]]:
        """Yield the changes to apply, in parts of bounded length: one entry may have very many.

        A row stays whole: its heads stand for what they do only together.
        """
        if len(self._changes) <= 2 * _BLOCK:
            if self._changes:
                yield self._changes
            return
        by_row: dict[tuple[str, str], list[Change]] = {}
        for change in self._changes:
            by_row.setdefault(change[1:3], []).append(change)
        part: list[Change] = []
        for changes in by_row.values():
            part += changes
            if len(part) >= _BLOCK:
                yield part
                part = []
        if part:
            yield part


_Reaches = dict[bytes, list[tuple[int, int]]]
"""By key, in order and apart: the first and the last of the entries that segments bring."""


def _reaches(segments: Iterable[Segment]) -> _Reaches:
    """Return how far the segments of each log reach, whichever of its branches they are of."""
    made: _Reaches = {}
    for one in sorted(segments, key=lambda one: one.first):
        reaches = made.setdefault(one.pub, [])
        if reaches and one.first <= reaches[-1][1]:
            reaches[-1] = reaches[-1][0], max(reaches[-1][1], one.last)
        else:
            reaches.append((one.first, one.last))
    return made


def _damaged() -> PackageError:
    return PackageError(
        _(
            "El paquete está dañado o alterado; no se aceptó nada de él. Pida que se lo envíen "
            "otra vez."
        )
    )


def _newer(made: Entry) -> Missing:
    sentence = _(
        "El paquete usa algo de una versión más nueva del programa; actualice este equipo y se "
        "aplicará."
    )
    return Missing(made.device, "", made.seq, sentence)
