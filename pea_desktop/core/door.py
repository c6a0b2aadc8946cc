"""The file is written only while its door is open: within `edit()` and `transaction()`.

`PRAGMA query_only` would keep it shut too, but switching it has SQLite compile every statement
anew: half of what an edit of one cell takes.
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

_READING = ("SELECT", "WITH")


class Door:
    """Refuses what is written outside, whoever tries; answers the triggers that capture writes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.is_open = False
        self.is_capturing = False
        self._written = db.total_changes
        db.create_function("pea_on", 0, self._is_captured)

    def watch(self, engine: Engine) -> None:
        """Look at every statement of the session."""
        event.listen(engine, "before_cursor_execute", self._on_execute)

    def open(self) -> None:
        """Let the file be written.

        Raises:
            RuntimeError: Something was written below the session while the door was shut; this is
                said once.
        """
        before, self._written = self._written, self._db.total_changes
        if self._written != before:
            raise RuntimeError("the file was written outside edit()")
        self.is_open = True

    def shut(self) -> None:
        """Let it be written no more."""
        self.is_open = self.is_capturing = False
        self._written = self._db.total_changes

    def _on_execute(self, _connection: Connection, _cursor: Any, sql: str, *_rest: Any) -> None:
        if not self.is_open and not sql.lstrip()[:6].upper().startswith(_READING):
            raise sqlite3.OperationalError("writing outside edit()")

    def _is_captured(self) -> int:
        """Answer the triggers of a write: 1 in `edit()`, 0 in `transaction()`, else an error."""
        if not self.is_open:
            raise RuntimeError("writing outside edit()")
        return int(self.is_capturing)
