"""The file's own tables, and how a file of an older version is brought forward.

A released migration is never edited: a file made by any version walks the same steps.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import MetaData

from pea_desktop.core import attachments
from pea_desktop.core.capture import Write, install_triggers
from pea_desktop.core.errors import NewerFileError, PeaError, reason_of
from pea_desktop.core.notices import Notice
from pea_desktop.i18n import _

APPLICATION_ID = 0x50454131
"""What marks an SQLite file as an expediente: "PEA1"."""

Migration = Callable[[sqlite3.Connection], None]

Guard = Callable[[sqlite3.Connection, Sequence[Write]], None]
"""Looks at what an own edit, undo or redo is about to commit; refuses it with a `PeaError`."""


@dataclass(frozen=True)
class Schema:
    """The synced tables as they are now, and the steps that lead there (one a released version)."""

    metadata: MetaData
    migrations: tuple[Migration, ...]
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Rows that are part of another: table → (column that names the whole, table of the whole)."""
    guard: Guard | None = None
    notices: Callable[[sqlite3.Connection], list[Notice]] | None = None
    """Finds what waits for a person though no field is in conflict: one folio on two documents."""
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What leads from a row to the institution it belongs to: table → (column, table it names)."""
    ordered: frozenset[tuple[str, str]] = frozenset()
    """(table, column) that only place rows: two moves made apart are settled without a person."""
    named_files: Callable[[sqlite3.Connection], Iterable[str]] | None = None
    """Finds the hashes of the attachments that rows name, to ask others for what is not here."""


EXCHANGE_TABLES = """
CREATE TABLE IF NOT EXISTS held (dot INTEGER PRIMARY KEY, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS imported (
  package TEXT PRIMARY KEY, origin BLOB NOT NULL, claimed INTEGER NOT NULL,
  entries INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS peer_key (
  origin BLOB PRIMARY KEY, recipient TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS peer_file (
  origin BLOB NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (origin, sha256)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_trust ON entry(kind) WHERE kind = 'trust';
"""
"""What exchange alone needs: entries held back for want of authority, packages received, and what
each device said of itself. A new file has them from the start, an older one by a migration."""

JOURNAL_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE log (
  no INTEGER PRIMARY KEY, origin BLOB NOT NULL, pub BLOB NOT NULL, parent INTEGER,
  fork_seq INTEGER NOT NULL, head INTEGER NOT NULL, hash BLOB NOT NULL, lamport INTEGER NOT NULL,
  seal BLOB, author TEXT, device TEXT);
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, hash BLOB NOT NULL, lamport INTEGER NOT NULL, kind TEXT NOT NULL,
  undoes INTEGER, bytes BLOB NOT NULL);
CREATE TABLE seen (
  log INTEGER NOT NULL, seq INTEGER NOT NULL, k INTEGER NOT NULL, target INTEGER NOT NULL,
  target_seq INTEGER NOT NULL, PRIMARY KEY (log, k, seq)) WITHOUT ROWID;
CREATE TABLE fieldmap (
  tbl TEXT NOT NULL, field TEXT NOT NULL, no INTEGER NOT NULL,
  PRIMARY KEY (tbl, field)) WITHOUT ROWID;
CREATE TABLE rowmap (
  rid INTEGER PRIMARY KEY, tbl TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (id, tbl));
CREATE TABLE cell (cell INTEGER PRIMARY KEY, dot INTEGER NOT NULL);
CREATE TABLE sib (
  cell INTEGER NOT NULL, dot INTEGER NOT NULL, PRIMARY KEY (cell, dot)) WITHOUT ROWID;
CREATE TABLE hist (
  cell INTEGER NOT NULL, dot INTEGER NOT NULL, PRIMARY KEY (cell, dot)) WITHOUT ROWID;
CREATE TABLE dead (
  rid INTEGER NOT NULL, dot INTEGER NOT NULL, PRIMARY KEY (rid, dot)) WITHOUT ROWID;
CREATE TABLE conflict (cell INTEGER PRIMARY KEY, kind TEXT NOT NULL);
CREATE TABLE pend (
  n INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row TEXT NOT NULL, field TEXT NOT NULL, old, new);
CREATE TABLE peer (
  origin BLOB NOT NULL, log BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (origin, log, seq, hash)) WITHOUT ROWID;
CREATE TABLE peer_name (
  origin BLOB PRIMARY KEY, pub BLOB NOT NULL, device TEXT, author TEXT, at INTEGER) WITHOUT ROWID;
CREATE TABLE inbox (
  package TEXT PRIMARY KEY, at INTEGER NOT NULL, bytes BLOB NOT NULL, missing TEXT NOT NULL);
CREATE TRIGGER entry_is_kept_update BEFORE UPDATE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are kept as they are'); END;
CREATE TRIGGER entry_is_kept_delete BEFORE DELETE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are kept as they are'); END;
"""
"""Bookkeeping of one file; only entries, seals and keys ever leave it.

A `dot` is log << 40 | seq, a `cell` is rid << 8 | field. `cell` has a field's first live head,
`sib` further ones, `hist` all it ever had, `dead` the live deletes, `seen` what each entry says its
author knew.
"""


def add_exchange_tables(db: sqlite3.Connection) -> None:
    """Give a file of an older version what exchange needs: a migration step."""
    _run(db, EXCHANGE_TABLES)
    _run(db, attachments.TABLES)


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


def require_expediente(path: Path) -> None:
    """Look at a file's first bytes, before SQLite could touch what another program left beside it.

    Raises:
        PeaError: It is not an expediente, or cannot be read.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError as error:
        raise PeaError(
            _("No se pudo leer «{name}»: {reason}.").format(name=path.name, reason=reason_of(error))
        ) from error
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        raise PeaError(
            _("«{name}» no es un expediente de PEA o está dañado; elija un archivo .pea.").format(
                name=path.name
            )
        )
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise PeaError(
            _(
                "«{name}» es de otro programa, no un expediente de PEA; elija un archivo .pea."
            ).format(name=path.name)
        )


def check_version(db: sqlite3.Connection, schema: Schema, name: str) -> int:
    """Return the version of the file.

    Raises:
        NewerFileError: A newer version of the program made it.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > len(schema.migrations):
        raise NewerFileError(
            _(
                "«{name}» se hizo con una versión más nueva del programa; "
                "actualice este equipo para abrirlo."
            ).format(name=name)
        )
    return version


def migrate(
    db: sqlite3.Connection,
    schema: Schema,
    version: int,
    then: Callable[[sqlite3.Connection], object],
) -> None:
    """Bring the file from `version` to the present one, all or nothing; `then` is its last step."""
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN IMMEDIATE")
    try:
        if version == 0:
            _run(db, JOURNAL_TABLES)
            add_exchange_tables(db)
        for step in schema.migrations[version:]:
            step(db)
        install_triggers(db, schema.metadata)
        then(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {len(schema.migrations)}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
