"""Packages that rest on another one not yet here: kept in the expediente, and tried again."""

import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast

from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.merge import Merged, Merger, Missing, MissingError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.carrying import take_attachments
from pea_desktop.files.package.container import Manifest, entries, frames, read_manifest
from pea_desktop.i18n import _

logger = logging.getLogger(__name__)

MAX_PARKED = 256 * 1024 * 1024
"""The most that all waiting packages together may take."""

_PIECE = 1024 * 1024

Refused = Callable[[Manifest, IO[bytes]], None]
"""Sets aside a waiting package that turned out wrong."""

Lines = Iterable[tuple[int, bytes]]
"""Entries as they stand in a package: number of the segment, bytes."""

Counted = Callable[[Lines], Lines]
"""Tells who waits of each entry that goes by, and may stop it by raising."""


def parked(workspace: Workspace) -> list[tuple[str, list[Missing]]]:
    """Return the packages that wait for another one: their id and what they miss."""
    return [
        (_id_of(key), [Missing(**one) for one in json.loads(missing)])
        for key, missing in workspace.journal.db.execute("SELECT package, missing FROM inbox")
    ]


def are_parked(workspace: Workspace, manifests: Iterable[Manifest]) -> list[bool]:
    """Tell of packages, one by one, whether they wait."""
    keys = {key for (key,) in workspace.journal.db.execute("SELECT package FROM inbox")}
    return [_key(one) in keys for one in manifests]


def _key(manifest: Manifest) -> str:
    """Return what a package waits under: two senders may call theirs alike."""
    return f"{manifest.pub.hex()}:{manifest.id}"


def _id_of(key: str) -> str:
    return re.sub("^[0-9a-f]{64}:", "", key)


def park(
    workspace: Workspace, manifest: Manifest, source: IO[bytes], missing: list[Missing]
) -> None:
    """Keep a package within the open transaction until what it misses arrives.

    Raises:
        PeaError: Too much waits already.
    """
    db, key = workspace.journal.db, _key(manifest)
    held = db.execute(
        "SELECT coalesce(sum(length(bytes)), 0) FROM inbox WHERE package <> ?", (key,)
    ).fetchone()[0]
    if held + manifest.size > MAX_PARKED:
        raise PeaError(
            _("Hay demasiados paquetes en espera; reciba primero los que faltan. {why}").format(
                why=missing[0].sentence
            )
        )
    why = json.dumps([asdict(one) for one in missing], ensure_ascii=False)
    db.execute("DELETE FROM inbox WHERE package = ?", (key,))
    row = db.execute(
        "INSERT INTO inbox(package, at, bytes, missing) VALUES(?,?,zeroblob(?),?)",
        (key, workspace.now(), manifest.size, why),
    ).lastrowid
    source.seek(0)
    with db.blobopen("inbox", "bytes", int(row or 0)) as blob:
        while piece := source.read(_PIECE):
            blob.write(piece)


def apply_parked(
    workspace: Workspace, merged: Merged, files: list[str], refused: Refused, counted: Counted
) -> None:
    """Try the waiting packages again, until none of them gets further.

    Args:
        workspace: The expediente.
        merged: What the reception has brought so far; what waited is added.
        files: The hashes of the attachments it has brought so far; those of what waited are added.
        refused: Takes what turned out wrong.
        counted: Is told of each entry.
    """
    db = workspace.journal.db
    progress = True
    while progress:
        progress = False
        for row, key in db.execute("SELECT rowid, package FROM inbox ORDER BY at").fetchall():
            db.execute("SAVEPOINT parked")
            try:
                with db.blobopen("inbox", "bytes", row, readonly=True) as blob:
                    source = cast("IO[bytes]", _Blob(blob))
                    files += _merge(workspace, merged, source, key, counted)
            except (MissingError, PackageError) as error:
                db.execute("ROLLBACK TO parked")
                workspace.journal.forget()
                workspace.heads.forget()
                if isinstance(error, PackageError):
                    # Nothing that waits may keep the others from coming in.
                    logger.info("a waiting package was refused", exc_info=True)
                    _set_aside(db, row, key, refused)
                db.execute("RELEASE parked")
                continue
            db.execute("DELETE FROM inbox WHERE package = ?", (key,))
            db.execute("RELEASE parked")
            progress = True


def _merge(
    workspace: Workspace, merged: Merged, source: IO[bytes], key: str, counted: Counted
) -> list[str]:
    manifest = read_manifest(source, Path(_id_of(key)))
    lines = counted(entries(frames(source, manifest)))
    more = Merger(workspace.heads).merge(manifest.segments, lines)
    more.known = 0
    files = take_attachments(workspace.journal.db, source, manifest)
    merged.add(more)
    return files


def _set_aside(db: sqlite3.Connection, row: int, key: str, refused: Refused) -> None:
    with db.blobopen("inbox", "bytes", row, readonly=True) as blob:
        source = cast("IO[bytes]", _Blob(blob))
        try:
            refused(read_manifest(source, Path(_id_of(key))), source)
        except PackageError:
            logger.info("a waiting package is no package", exc_info=True)
    db.execute("DELETE FROM inbox WHERE package = ?", (key,))


class _Blob:
    """A package inside the database, as the file that the readers expect."""

    def __init__(self, blob: sqlite3.Blob) -> None:
        self._blob = blob
        self.size = len(blob)

    def read(self, length: int = -1) -> bytes:
        """Return the next bytes."""
        return self._blob.read(length)

    def seek(self, place: int) -> int:
        """Go to a byte."""
        self._blob.seek(place)
        return place
