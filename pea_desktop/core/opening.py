"""What has to be done to a file before anybody reads it: check, migrate, project."""

import sqlite3
from pathlib import Path

from pea_desktop.core import backup, disk
from pea_desktop.core.capture import check_triggers, synced_tables
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import Journal
from pea_desktop.core.migrations import Schema, check_version, migrate


def prepare(
    db: sqlite3.Connection, path: Path, schema: Schema, home: Path, *, read_only: bool
) -> sqlite3.Connection:
    """Configure a connection, check its file and bring it to this version, after a backup.

    Return the connection to go on with. A file of an older version that is only read stays as it
    is: a passing copy of it is brought to this version, and the file's own connection is closed.

    Raises:
        NewerFileError: A newer version of the program made it.
        sqlite3.DatabaseError: It is damaged.
    """
    version = check_version(db, schema, path.name)
    is_older = version < len(schema.migrations)
    if is_older and read_only:
        return _copy_of_this_version(db, schema, version)
    _configure(db)
    if is_older:
        backup.back_up(db, home / "backups", disk.stem(path, db), "version")
        migrate(db, schema, version, lambda db: _project(db, schema))
    if not read_only:
        check_triggers(db, schema.metadata)
    return db


def _configure(db: sqlite3.Connection) -> None:
    disk.configure(db)
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("quick_check")


def _copy_of_this_version(
    db: sqlite3.Connection, schema: Schema, version: int
) -> sqlite3.Connection:
    # Without a name it is in memory, or on the disk where it is large, until it is closed.
    copy = sqlite3.connect("", isolation_level=None, cached_statements=512)
    try:
        db.backup(copy)
        _configure(copy)
        migrate(copy, schema, version, lambda db: _project(db, schema))
    except BaseException:
        copy.close()
        raise
    db.close()
    return copy


def _project(db: sqlite3.Connection, schema: Schema) -> None:
    """Bring the tables to what the journal says: until now it may have held fields they had not."""
    db.create_function("pea_on", 0, lambda: 0)
    tables = synced_tables(schema.metadata)
    Heads(Journal(db, disk.id_of(db)), tables, schema.parts, schema.ordered).project()
