"""The journal as a person reads it: who did what, before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.entry import Entry
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import FIELD_BITS, FIELDS_MASK, Log, Parsed

_CLOCKS_DIFFER = 10 * 60 * 1000
"""Laptops that nobody sets agree to some minutes (ms); less is not worth a remark."""


@dataclass(frozen=True)
class FieldChange:
    """One field of one row, before and after; before is what the author saw."""

    table: str
    row: str
    field: str
    before: Value
    after: Value


@dataclass(frozen=True)
class HistoryStep:
    """Asiento: one action of one person.

    `is_clock_behind` when its laptop says an hour before that of what its author had already seen.
    """

    id: str
    author: str
    device: str
    claimed_at: int
    kind: str
    label: str
    changes: list[FieldChange]
    is_clock_behind: bool = False


def steps(heads: Heads, rows: set[str] | None = None) -> list[HistoryStep]:
    """Return the entries, newest first (in an order that is the same on every laptop)."""
    logs, journal = heads.journal.logs(), heads.journal
    if rows is None:
        found = heads.db.execute("SELECT id, lamport, hash FROM entry").fetchall()
        return [
            _step(heads, logs, (dot, digest), journal.heading(dot), journal.changes(logs, dot), {})
            for dot, _lamport, digest in _newest_first(found)
        ]
    reached = _of_rows(heads, rows)
    # Of an import of thousands of rows no more than these is read.
    read = {one[0]: journal.part(logs, one[0], keys) for one, keys in reached.items()}
    parsed = {dot: part for dot, (_heading, part) in read.items()}
    made = (
        _step(heads, logs, (dot, digest), *read[dot], parsed)
        for dot, _lamport, digest in _newest_first(reached)
    )
    return [one for one in made if one.changes]


def _newest_first(found: Iterable[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
    return sorted(found, key=lambda one: (one[1], one[2]), reverse=True)


def _of_rows(
    heads: Heads, rows: set[str]
) -> dict[tuple[int, int, bytes], dict[tuple[str, str], None]]:
    """Return the entries that reached these rows (dot, lamport, hash), and which of them."""
    found: dict[tuple[int, int, bytes], dict[tuple[str, str], None]] = {}
    for row in sorted(rows):
        for rid, table in heads.db.execute(
            "SELECT rid, tbl FROM rowmap WHERE id = ?", (row,)
        ).fetchall():
            low = rid << FIELD_BITS
            for one in heads.db.execute(
                "SELECT DISTINCT entry.id, lamport, hash FROM hist JOIN entry ON entry.id "
                "= hist.dot"
                " WHERE cell BETWEEN ? AND ?",
                (low, low | FIELDS_MASK),
            ).fetchall():
                found.setdefault(one, {})[table, row] = None
    return found


def _step(
    heads: Heads,
    logs: dict[int, Log],
    at: tuple[int, bytes],
    made: Entry,
    written: Parsed,
    read: Mapping[int, Parsed],
) -> HistoryStep:
    dot, digest = at
    changes: list[FieldChange] = []
    for (table, row), fields in written.items():
        rid = heads.names.rids([(table, row)])[table, row]
        for name, (value, parents) in fields.items():
            before: Value = 0 if name == ALIVE else None
            if len(parents) == 1 and parents[0] in read:
                before = read[parents[0]][table, row][name][0]
            elif parents:
                cell = rid << FIELD_BITS | heads.names.number(table, name)
                before = heads.judge(logs, cell, parents)[1]
            if name != ALIVE or value != before:
                changes.append(FieldChange(table, row, name, before, value))
    seen = heads.journal.seen_at(logs, dot)
    return HistoryStep(
        digest.hex()[:16], made.author, made.device, made.time, made.kind, made.label, changes,
        made.time + _CLOCKS_DIFFER < seen,
    )  # fmt: skip
