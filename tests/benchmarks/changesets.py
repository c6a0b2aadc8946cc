"""The same edits as a changeset of SQLite's own session extension (apsw): no history, no author."""

from collections.abc import Iterable
from pathlib import Path

import apsw

from tests.benchmarks import tables

Edit = tuple[str, int, str | int]


def opened(path: Path, rows: list[dict[str, str | int]]) -> apsw.Connection:
    """Return a plain file with the rows, as durable as an expediente."""
    tables.raw(path, rows).close()
    db = apsw.Connection(str(path))
    db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    return db


def packed(path: Path, rows: list[dict[str, str | int]], changes: Iterable[Edit]) -> bytes:
    """Return the edits as a changeset, compressed as a package is."""
    import zstandard

    db = opened(path, rows)
    session = apsw.Session(db, "main")
    session.attach("line")
    with db:
        for name, row, value in changes:
            db.execute(f"UPDATE line SET {name} = ? WHERE id = ?", (value, tables.row_id(row)))
    made = zstandard.ZstdCompressor(level=3).compress(session.changeset())
    session.close()
    db.close()
    return made


def apply(db: apsw.Connection, changeset: bytes) -> None:
    """Read a changeset and apply it in one transaction."""
    import zstandard

    raw = zstandard.ZstdDecompressor().decompress(changeset)
    apsw.Changeset.apply(raw, db, conflict=_refuse)


def _refuse(_reason: int, _change: apsw.TableChange) -> int:
    return apsw.SQLITE_CHANGESET_ABORT
