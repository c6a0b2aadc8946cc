"""What has to be done to a file before anybody reads it: check, migrate, project."""

import sqlite3
from pathlib import Path

from pea_desktop.core import backup, disk
from pea_desktop.core.capture import check_triggers, synced_tables
from pea_desktop.core.errors import PeaError
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import Journal
from pea_desktop.core.migrations import Schema, check_version, migrate
from pea_desktop.i18n import _


def prepare(
    db: sqlite3.Connection, path: Path, schema: Schema, home: Path, *, read_only: bool
) -> None:
    """Configure a connection, check its file and bring it to this version, after a backup.

    Raises:
        NewerFileError: A newer version of the program made it.
        PeaError: It is of an older version and open for reading only.
        sqlite3.DatabaseError: It is damaged.
    """
    version = check_version(db, schema, path.name)
    disk.configure(db)
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("quick_check")
    if version < len(schema.migrations):
        if read_only:
            raise PeaError(
                _(
                    "«{name}» es de una versión anterior; ábralo una vez para ponerlo al día."
                ).format(name=path.name)
            )
        backup.back_up(db, home / "backups", disk.stem(path, db), "version")
        migrate(db, schema, version, lambda db: _project(db, schema))
    if not read_only:
        check_triggers(db, schema.metadata)


def _project(db: sqlite3.Connection, schema: Schema) -> None:
    """Bring the tables to what the journal says: until now it may have held fields they had not."""
    db.create_function("pea_on", 0, lambda: 0)
    tables = synced_tables(schema.metadata)
    Heads(Journal(db, disk.id_of(db)), tables, schema.parts, schema.ordered).project()
