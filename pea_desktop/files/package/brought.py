"""What packages bring, told before and after they are taken in."""

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pea_desktop.core import collecting
from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.conflicts import Conflict, Version, open_conflicts
from pea_desktop.core.merge import Contribution, Fork, Merged, Missing
from pea_desktop.core.notices import Notice
from pea_desktop.core.row_state import AUTHORITY
from pea_desktop.core.touched import Touched
from pea_desktop.core.trust import TABLE
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.container import Manifest

MOST_ROWS = 20_000
MOST_FIELDS = 100_000
MOST_TEXT = 8_000_000
"""Rows, fields and characters that a preview tells; beyond them only the counts are exact."""

MOST_CLASHES = 5_000
"""Fields in conflict that a preview tells with their values; beyond them only their count."""

Step = Callable[[], None]
"""Called at each row, so that who waits is told, and may stop it by raising."""

NEW, CHANGED, DELETED = "new", "changed", "deleted"
APPLIED, WAITING, KNOWN = "applied", "waiting", "known"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that a package brings, changes or takes away, field by field."""

    table: str
    row: str
    kind: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class Clash:
    """A field that comes in conflict: what this file showed, and what stands against it.

    Attributes:
        kind: as in `core.row_state`.
        mine: what was shown here before; in a delete against an edit, 1 when the row was here.
        theirs: what others wrote instead. A delete has the value None and the field `ALIVE`.
    """

    table: str
    row: str
    field: str
    kind: str
    ancestor: Value
    mine: Value
    theirs: list[Version]


@dataclass
class Delivered:
    """One of the packages received together: whose it is, what it alone brings, what became of it.

    Attributes:
        since: what its authors claim the time was of its oldest change that is new here (ms).
        until: the same of its newest one.
        folios: how many folios would be on two documents for it.
        is_newer: a newer version of the program made it.
    """

    name: str
    id: str
    device: str
    author: str
    fingerprint: str
    claimed_at: int
    entries: int
    state: str
    missing: list[Missing] = field(default_factory=list)
    schema: int = 0
    is_newer: bool = False
    fresh: int = 0
    since: int | None = None
    until: int | None = None
    new: int = 0
    changed: int = 0
    deleted: int = 0
    conflicts: int = 0
    folios: int = 0
    attachments: int = 0
    forks: int = 0
    unknown: int = 0
    reached: Touched = field(default_factory=Touched, repr=False, compare=False)

    def count(self, merged: Merged, attachments: int, folios: int, said: set[int]) -> None:
        """Note what it brought by itself."""
        authors = merged.authors.values()
        self.fresh = merged.entries
        self.since = min((one.first for one in authors), default=None)
        self.until = max((one.last for one in authors), default=None)
        self.reached = merged.rows
        self.leave_out(said)
        self.conflicts, self.forks = merged.conflicts, len(merged.forks)
        self.attachments, self.folios, self.unknown = attachments, folios, len(merged.unknown)

    def leave_out(self, unseen: set[int]) -> None:
        """Count its rows without those in which nothing is seen to change."""
        self.new, self.changed, self.deleted = _counts(self.reached, unseen)


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
    clashes: list[Clash] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    held: int = 0
    reviewed: int = 0
    attachments: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    restore_point: Path | None = None

    def leave_out(self, rows: Touched, unseen: set[int]) -> None:
        """Count the rows reached, in all and by package, without those nothing is seen to change.

        So the counts are those of `rows` wherever these are told.
        """
        self.new, self.changed, self.deleted = _counts(rows, unseen)
        for one in self.packages:
            one.leave_out(unseen)


def _counts(rows: Touched, said: set[int]) -> tuple[int, int, int]:
    new, changed, deleted = (
        len(one) - len(one & said) for one in (rows.new, rows.changed, rows.deleted)
    )
    return new, changed, deleted


def statements(db: sqlite3.Connection) -> set[int]:
    """Return what stands for what administrators say, which is nobody's record."""
    return {rid for (rid,) in db.execute("SELECT rid FROM rowmap WHERE tbl = ?", (TABLE,))}


def told(merged: Merged, packages: list[Delivered], manifest: Manifest, said: set[int]) -> Received:
    """Return what was merged, in counts.

    Args:
        merged: What came.
        packages: How it came.
        manifest: Names the sender of the first package.
        said: Rows that are not counted (`statements`).
    """
    new, changed, deleted = _counts(merged.rows, said)
    return Received(
        new=new,
        changed=changed,
        deleted=deleted,
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


@contextlib.contextmanager
def before(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """Open the file once more, as it was before the transaction that is still open."""
    with contextlib.closing(sqlite3.connect(workspace.path)) as db:
        db.execute("PRAGMA query_only = ON")
        yield db


@collecting.put_off()
def row_changes(
    workspace: Workspace, old: sqlite3.Connection, touched: Touched, step: Step
) -> tuple[list[RowChange], set[tuple[str, str]]]:
    """Return the rows reached, field by field, while the transaction that did it is still open.

    What was there before is read beside it (`old`): another connection does not see it yet.
    With them come table and id of the rows in which nothing is seen to change.
    """
    tables = workspace.heads.tables
    made: list[RowChange] = []
    unseen: set[tuple[str, str]] = set()
    count = text = 0
    for kind, rids in ((NEW, touched.new), (CHANGED, touched.changed), (DELETED, touched.deleted)):
        for table, row in sorted(workspace.heads.names.keys(islice(sorted(rids), MOST_ROWS))):
            if table not in tables:
                unseen.add((table, row))
                continue
            if len(made) >= MOST_ROWS or count >= MOST_FIELDS or text >= MOST_TEXT:
                return made, unseen
            step()
            columns = list(tables[table])
            fields = list(_fields(old, workspace.journal.db, table, columns, row))
            if fields or kind != CHANGED:
                made.append(RowChange(table, row, kind, fields))
                count += len(fields)
                text += sum(len(str(v)) for one in fields for v in (one.before, one.after))
            else:
                unseen.add((table, row))
    return made, unseen


def clashes(
    workspace: Workspace, old: sqlite3.Connection, cells: Collection[tuple[str, str]], step: Step
) -> list[Clash]:
    """Return what the transaction that is still open has brought into conflict.

    Args:
        workspace: The expediente.
        old: The same as it was before.
        cells: (row id, field) of what is in conflict and was not.
        step: Called for each.
    """
    made: list[Clash] = []
    for one in open_conflicts(workspace.heads, set(sorted(cells)[:MOST_CLASHES])):
        step()
        made.append(_clash(workspace, old, one))
    return made


def _clash(workspace: Workspace, old: sqlite3.Connection, one: Conflict) -> Clash:
    place = one.table, one.row, one.field, one.kind, one.ancestor
    columns = workspace.heads.tables.get(one.table, {})
    if one.field == ALIVE or one.field not in columns:
        known = one.table in workspace.heads.tables
        query = f'SELECT 1 FROM "{one.table}" WHERE id = ?'
        is_here = known and old.execute(query, (one.row,)).fetchone() is not None
        theirs = [v for v in one.values if (v.field == ALIVE and v.value is None) == is_here]
        return Clash(*place, int(is_here), theirs or one.values)
    found = old.execute(
        f'SELECT "{one.field}" FROM "{one.table}" WHERE id = ?', (one.row,)
    ).fetchone()
    mine: Value = found[0] if found else None
    if one.kind == AUTHORITY:
        # The change that is held back may be the only one there is.
        place = *place[:4], mine
    return Clash(*place, mine, [v for v in one.values if v.value != mine] or one.values)


def _fields(
    earlier: sqlite3.Connection, after: sqlite3.Connection, table: str, columns: list[str], row: str
) -> Iterator[FieldChange]:
    listed = ", ".join(f'"{c}"' for c in columns)
    query = f'SELECT {listed} FROM "{table}" WHERE id = ?'
    empty = (None,) * len(columns)
    old = earlier.execute(query, (row,)).fetchone() or empty
    new = after.execute(query, (row,)).fetchone() or empty
    for name, was, now in zip(columns, old, new, strict=True):
        if was != now:
            yield FieldChange(name, was, now)
