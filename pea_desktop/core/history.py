"""The journal as a person reads it: who did what, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import FIELD_BITS, FIELDS_MASK, Log


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
    """Asiento: one action of one person."""

    id: str
    author: str
    device: str
    claimed_at: int
    kind: str
    label: str
    changes: list[FieldChange]


def steps(heads: Heads, rows: set[str] | None = None) -> list[HistoryStep]:
    """Return the entries, newest first (in an order that is the same on every laptop)."""
    logs = heads.journal.logs()
    if rows is None:
        found: Iterable[tuple[int, int, bytes]] = heads.db.execute(
            "SELECT id, lamport, hash FROM entry"
        ).fetchall()
    else:
        found = _of_rows(heads, rows)
    ordered = sorted(found, key=lambda one: (one[1], one[2]), reverse=True)
    made = (_step(heads, logs, dot, digest, rows) for dot, _lamport, digest in ordered)
    return [one for one in made if one.changes or rows is None]


def _of_rows(heads: Heads, rows: set[str]) -> set[tuple[int, int, bytes]]:
    found: set[tuple[int, int, bytes]] = set()
    for row in rows:
        for (rid,) in heads.db.execute("SELECT rid FROM rowmap WHERE id = ?", (row,)).fetchall():
            low = rid << FIELD_BITS
            found.update(
                heads.db.execute(
                    "SELECT DISTINCT entry.id, lamport, hash FROM hist JOIN entry ON entry.id "
                    "= hist.dot"
                    " WHERE cell BETWEEN ? AND ?",
                    (low, low | FIELDS_MASK),
                ).fetchall()
            )
    return found


def _step(
    heads: Heads, logs: dict[int, Log], dot: int, digest: bytes, rows: set[str] | None
) -> HistoryStep:
    made = heads.journal.entry(dot)
    changes: list[FieldChange] = []
    for (table, row), fields in heads.journal.changes(logs, dot).items():
        if rows is not None and row not in rows:
            continue
        rid = heads.names.rids([(table, row)])[table, row]
        for name, (value, parents) in fields.items():
            before: Value = 0 if name == ALIVE else None
            if parents:
                cell = rid << FIELD_BITS | heads.names.number(table, name)
                before = heads.judge(logs, cell, parents)[1]
            if name != ALIVE or value != before:
                changes.append(FieldChange(table, row, name, before, value))
    return HistoryStep(
        digest.hex()[:16], made.author, made.device, made.time, made.kind, made.label, changes
    )
