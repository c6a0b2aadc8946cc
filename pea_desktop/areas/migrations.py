"""The synced tables of every released version, step by step (`core/migrations.py` walks them).

A released step is never edited; a new table or column is a new step. Columns carry no constraint: an import must
never fail on one (`core/base.py`).
"""

import sqlite3

from sqlalchemy import Integer

from pea_desktop.core.base import Base
from pea_desktop.core.migrations import Migration


def _001_create(db: sqlite3.Connection) -> None:
    for table in Base.metadata.sorted_tables:
        columns = ", ".join(
            f'"{c.name}" {"INTEGER" if isinstance(getattr(c.type, "impl", c.type), Integer) else "TEXT"}'
            for c in table.columns
            if c.name != "id"
        )
        db.execute(f'CREATE TABLE "{table.name}" (id TEXT PRIMARY KEY NOT NULL, {columns})')


MIGRATIONS: tuple[Migration, ...] = (_001_create,)
