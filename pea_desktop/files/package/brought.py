"""What packages bring, told before and after they are taken in."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pea_desktop.core.capture import Value
from pea_desktop.core.merge import Contribution, Fork, Merged, Missing
from pea_desktop.core.notices import Notice
from pea_desktop.core.touched import Touched
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.container import Manifest

MOST_ROWS = 20_000
"""Rows whose fields a preview tells; beyond them only the counts are exact."""

NEW, CHANGED, DELETED = "new", "changed", "deleted"
APPLIED, WAITING, KNOWN = "applied", "waiting", "known"


@dataclass(frozen=True)
class FieldChange:
    """A field before and after."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True)
class RowChange:
    """A row that a package brings, changes or takes away, field by field."""

    table: str
    row: str
    kind: str
    fields: list[FieldChange]


@dataclass
class Delivered:
    """One of the packages received together: whose it is, and what became of it."""

    name: str
    id: str
    device: str
    author: str
    fingerprint: str
    claimed_at: int
    entries: int
    state: str
    missing: list[Missing] = field(default_factory=list)


@dataclass
class Received:
    """What packages brought, or would bring."""

    new: int = 0
    changed: int = 0
    deleted: int = 0
    conflicts: int = 0
    already_known: int = 0
    missing: list[Missing] = field(default_factory=list)
    applied: bool = False
    device: str = ""
    author: str = ""
    fingerprint: str = ""
    entries: int = 0
    packages: list[Delivered] = field(default_factory=list)
    authors: list[Contribution] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    held: int = 0
    attachments: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    restore_point: Path | None = None


def told(merged: Merged, packages: list[Delivered], manifest: Manifest) -> Received:
    """Return what was merged, in counts; `manifest` names the sender of the first package."""
    rows = merged.rows
    return Received(
        new=len(rows.new),
        changed=len(rows.changed),
        deleted=len(rows.deleted),
        conflicts=merged.conflicts,
        already_known=merged.known,
        missing=[one for made in packages for one in made.missing],
        device=manifest.device,
        author=manifest.author,
        fingerprint=manifest.fingerprint,
        entries=merged.entries,
        packages=packages,
        authors=sorted(merged.authors.values(), key=lambda one: (one.device, one.author)),
        forks=merged.forks,
        unknown=sorted(f"{table}.{name}" for table, name in merged.unknown),
        held=merged.held,
    )


def row_changes(workspace: Workspace, touched: Touched) -> list[RowChange]:
    """Return the rows reached, field by field, while the transaction that did it is still open.

    What was there before is read beside it: another connection does not see it yet.
    """
    tables = workspace.heads.tables
    made: list[RowChange] = []
    with contextlib.closing(sqlite3.connect(workspace.path)) as before:
        before.execute("PRAGMA query_only = ON")
        for kind, rows in (
            (NEW, touched.new),
            (CHANGED, touched.changed),
            (DELETED, touched.deleted),
        ):
            for table, row in sorted(rows):
                if table not in tables:
                    continue
                if len(made) >= MOST_ROWS:
                    return made
                fields = list(
                    _fields(before, workspace.journal.db, table, list(tables[table]), row)
                )
                if fields or kind != CHANGED:
                    made.append(RowChange(table, row, kind, fields))
    return made


def _fields(
    before: sqlite3.Connection, after: sqlite3.Connection, table: str, columns: list[str], row: str
) -> Iterator[FieldChange]:
    listed = ", ".join(f'"{c}"' for c in columns)
    query = f'SELECT {listed} FROM "{table}" WHERE id = ?'
    empty = (None,) * len(columns)
    old = before.execute(query, (row,)).fetchone() or empty
    new = after.execute(query, (row,)).fetchone() or empty
    for name, was, now in zip(columns, old, new, strict=True):
        if was != now:
            yield FieldChange(name, was, now)
