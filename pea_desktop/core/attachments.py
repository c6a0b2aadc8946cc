"""Files kept inside the expediente, each once, under the SHA-256 of its bytes.

They lie in two tables of this file alone, not in the journal: synced rows name a hash, and whoever
has the row but not the bytes is told so (`missing`). Bytes are written in the transaction of the
row that names them, so that both are there or neither.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _

MAX_BYTES = 50 * 1024 * 1024
"""The most one file may hold."""

CHUNK = 1024 * 1024

TABLES = """
CREATE TABLE IF NOT EXISTS attachment (
  sha256 TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attachment_chunk (
  sha256 TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (sha256, n));
"""
"""Local tables: of a new file from the start, of an older one by a migration step."""


def put(session: Session, data: bytes, name: str = "") -> str:
    """Keep a file within the open edit; return its SHA-256. One that is there already stays.

    Args:
        session: That of an edit.
        data: Its bytes.
        name: What the person calls it, for the sentence if it is refused.

    Raises:
        PeaError: It is empty, or larger than `MAX_BYTES`.
    """
    if not data:
        raise PeaError(
            _("El archivo «{name}» está vacío; elija otro.").format(name=name or _("sin nombre"))
        )
    if len(data) > MAX_BYTES:
        raise PeaError(
            _(
                "«{name}» pesa {size:.1f} MB y cada archivo puede pesar hasta {most} MB; "
                "redúzcalo o divídalo."
            ).format(
                name=name or _("sin nombre"), size=len(data) / 1024 / 1024, most=MAX_BYTES >> 20
            )
        )
    digest = hashlib.sha256(data).hexdigest()
    if has(session, digest):
        return digest
    _run(session, "INSERT INTO attachment VALUES(:sha256, :size)", sha256=digest, size=len(data))
    for n, start in enumerate(range(0, len(data), CHUNK)):
        _run(
            session,
            "INSERT INTO attachment_chunk VALUES(:sha256, :n, :bytes)",
            sha256=digest,
            n=n,
            bytes=data[start : start + CHUNK],
        )
    return digest


def has(session: Session, sha256: str) -> bool:
    """Tell whether the bytes of a hash are in this file."""
    found = _run(session, "SELECT 1 FROM attachment WHERE sha256 = :sha256", sha256=sha256)
    return found.first() is not None


def get(session: Session, sha256: str) -> bytes:
    """Return the bytes of a hash.

    Raises:
        PeaError: They are not in this file, or are damaged.
    """
    size = _run(
        session, "SELECT size FROM attachment WHERE sha256 = :sha256", sha256=sha256
    ).scalar()
    if size is None:
        raise PeaError(
            _(
                "Este equipo no tiene el archivo {mark}…; pídalo al equipo donde se agregó, "
                "con un paquete o una copia del expediente."
            ).format(mark=sha256[:12])
        )
    rows = _run(
        session,
        "SELECT bytes FROM attachment_chunk WHERE sha256 = :sha256 ORDER BY n",
        sha256=sha256,
    )
    data = b"".join(row[0] for row in rows)
    if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
        raise PeaError(damaged(sha256))
    return data


def missing(session: Session, hashes: Iterable[str]) -> list[str]:
    """Return those of some hashes whose bytes are not here, in order: what to ask others for."""
    return [one for one in dict.fromkeys(hashes) if not has(session, one)]


def stored(session: Session) -> dict[str, int]:
    """Return every file kept here: hash to size."""
    return {row[0]: row[1] for row in _run(session, "SELECT sha256, size FROM attachment")}


def orphans(session: Session, named: Iterable[str]) -> dict[str, int]:
    """Return the files that no row names (a row was deleted or undone): hash to size."""
    kept = set(named)
    return {sha: size for sha, size in stored(session).items() if sha not in kept}


def drop(session: Session, hashes: Iterable[str]) -> int:
    """Take files out within the open edit, at a person's wish; return how many there were.

    Nothing does it by itself: undo and packages may bring back the row that names one.
    """
    gone = [one for one in dict.fromkeys(hashes) if has(session, one)]
    for one in gone:
        _run(session, "DELETE FROM attachment_chunk WHERE sha256 = :sha256", sha256=one)
        _run(session, "DELETE FROM attachment WHERE sha256 = :sha256", sha256=one)
    return len(gone)


def take_in(db: sqlite3.Connection, sha256: str, size: int, chunks: Iterable[bytes]) -> bool:
    """Keep a file that a package brings, piece by piece; return whether its bytes are its hash's.

    Runs inside the transaction of the package, which its caller rolls back on `False`.
    """
    digest, length = hashlib.sha256(), 0
    buffer = bytearray()
    db.execute("DELETE FROM attachment_chunk WHERE sha256 = ?", (sha256,))
    insert = "INSERT INTO attachment_chunk VALUES(?,?,?)"
    n = 0
    for chunk in chunks:
        digest.update(chunk)
        length += len(chunk)
        if length > size:
            return False
        buffer += chunk
        while len(buffer) >= CHUNK:
            db.execute(insert, (sha256, n, bytes(buffer[:CHUNK])))
            del buffer[:CHUNK]
            n += 1
    if buffer:
        db.execute(insert, (sha256, n, bytes(buffer)))
    db.execute("INSERT OR IGNORE INTO attachment VALUES(?,?)", (sha256, size))
    return length == size and digest.hexdigest() == sha256


def sizes(db: sqlite3.Connection) -> dict[str, int]:
    """Return every file kept here, below the session: hash to size."""
    return dict(db.execute("SELECT sha256, size FROM attachment ORDER BY sha256").fetchall())


def chunks_of(db: sqlite3.Connection, sha256: str) -> Iterator[bytes]:
    """Yield a file's bytes in pieces, below the session."""
    return _chunks(db, sha256)


def find_problems(db: sqlite3.Connection) -> list[str]:
    """Return the files whose bytes are not what their hash says, as Spanish sentences."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'attachment'").fetchone():
        return []
    wrong: list[str] = []
    for sha256, size in db.execute("SELECT sha256, size FROM attachment ORDER BY sha256"):
        digest, length = hashlib.sha256(), 0
        for chunk in _chunks(db, sha256):
            digest.update(chunk)
            length += len(chunk)
        if length != size or digest.hexdigest() != sha256:
            wrong.append(damaged(sha256))
    stray = db.execute(
        "SELECT count(*) FROM attachment_chunk WHERE sha256 NOT IN (SELECT sha256 FROM attachment)"
    ).fetchone()[0]
    if stray:
        wrong.append(_("Hay pedazos de archivos adjuntos que no son de ninguno."))
    return wrong


def _chunks(db: sqlite3.Connection, sha256: str) -> Iterator[bytes]:
    rows = db.execute("SELECT bytes FROM attachment_chunk WHERE sha256 = ? ORDER BY n", (sha256,))
    # A hand may have written text where bytes belong.
    return (one if isinstance(one, bytes) else b"" for (one,) in rows)


def damaged(sha256: str) -> str:
    """Return the sentence for a file whose bytes are no longer those that were kept."""
    return _(
        "El archivo adjunto {mark}… está dañado: sus datos no son los que se guardaron; "
        "recupérelo de un respaldo."
    ).format(mark=sha256[:12])


def _run(session: Session, statement: str, **values: Any) -> Any:
    return session.connection().execute(text(statement), values)
