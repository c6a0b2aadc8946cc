"""Attachments on the road: by hash, each once, piece by piece."""

import sqlite3
from typing import IO

from pea_desktop.core import attachments
from pea_desktop.files.package.container import Manifest, attached, broken


def take_attachments(db: sqlite3.Connection, stream: IO[bytes], manifest: Manifest) -> list[str]:
    """Keep the files that come after a package's entries; return the hashes of new ones.

    The stream stands at the first of them.

    Raises:
        PackageError: A file is not what its hash says.
    """
    new: list[str] = []
    for one, pieces in attached(stream, manifest):
        if _has(db, one.sha256):
            for _piece in pieces:  # read past it; its frames are verified all the same
                pass
        elif attachments.take_in(db, one.sha256, one.size, pieces):
            new.append(one.sha256)
        else:
            raise broken(manifest.name)
    return new


def to_send(db: sqlite3.Connection, recipient: bytes | None) -> list[tuple[str, int]]:
    """Return the files to send, hash and size: all, or those that a device did not say it has."""
    here = attachments.sizes(db)
    known: set[str] = set()
    if recipient is not None:
        rows = db.execute("SELECT sha256 FROM peer_file WHERE origin = ?", (recipient,))
        known = {sha256 for (sha256,) in rows}
    return [(sha256, size) for sha256, size in here.items() if sha256 not in known]


def _has(db: sqlite3.Connection, sha256: str) -> bool:
    found = db.execute("SELECT 1 FROM attachment WHERE sha256 = ?", (sha256,)).fetchone()
    return found is not None
