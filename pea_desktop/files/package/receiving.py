"""Taking a package in: whole or not at all, previewed by the same code."""

import json
import logging
import shutil
import sqlite3
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pea_desktop.core.device import Device, origin_of
from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.merge import Merged, Merger, Missing, MissingError
from pea_desktop.core.migrations import Schema
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.container import (
    Manifest,
    entries,
    frames,
    opened,
    read_manifest,
)
from pea_desktop.i18n import _

logger = logging.getLogger(__name__)

MAX_PARKED = 256 * 1024 * 1024
_ROOM = 10


@dataclass
class Received:
    """What a package brought, or would bring."""

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


def inspect(path: Path) -> Manifest:
    """Return a package's manifest, its signature and frames verified; nothing is applied.

    Raises:
        PackageError: It is damaged, forged, or made by a newer version.
        PeaError: It cannot be read.
    """
    with opened(path) as stream:
        manifest = read_manifest(stream, path)
        for _frame in frames(stream, manifest):
            pass
    return manifest


def receive(workspace: Workspace, path: Path, *, dry_run: bool = False) -> Received:
    """Take a package in, all or nothing; with `dry_run` do it and roll it back.

    A package that rests on another one not yet here is kept («en espera») and applied when that
    arrives.

    Raises:
        PackageError: It is damaged, forged, of another expediente, or made by a newer version.
        PeaError: The disk has no room.
    """
    with opened(path) as stream:
        manifest = read_manifest(stream, path)
        if manifest.workspace_id != workspace.workspace_id:
            raise PackageError(
                _("«{name}» es un paquete de otro expediente; ábralo en el suyo.").format(
                    name=path.name
                )
            )
        _require_room(workspace.path, manifest)
        if not dry_run and workspace.journal.logs():
            workspace.back_up("antes-de-recibir")
        label = _("Recibir paquete de «{device}»").format(device=manifest.device)
        try:
            with workspace.transaction(label, dry_run=dry_run) as db:
                _note_peer(db, manifest)
                merged = Merger(workspace.heads).merge(
                    manifest.segments, entries(frames(stream, manifest))
                )
                _apply_parked(workspace, merged)
                workspace.touched(merged.rows)
                result = _received(manifest, merged, applied=not dry_run)
        except MissingError as error:
            inspect(path)  # what waits is whole
            if not dry_run:
                _park(workspace, manifest, path, error.missing)
            result = _received(manifest, Merged(), applied=False)
            result.missing = error.missing
    return result


def receive_new(
    path: Path, package: Path, schema: Schema, device: Device
) -> tuple[Workspace, Received]:
    """Create an expediente from a full package; return it open.

    Raises:
        PackageError: The package is not whole.
    """
    manifest = inspect(package)
    workspace = Workspace.create(path, schema, device, workspace_id=manifest.workspace_id)
    try:
        received = receive(workspace, package)
        if not received.applied:
            raise PackageError(
                _(
                    "«{name}» no trae el expediente completo, y aquí no hay uno que completar: "
                    "{why}"
                ).format(name=package.name, why=received.missing[0].sentence)
            )
    except BaseException:
        workspace.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
    return workspace, received


def parked(workspace: Workspace) -> list[tuple[str, list[Missing]]]:
    """Return the packages that wait for another one: their id and what they miss."""
    return [
        (package, [Missing(**one) for one in json.loads(missing)])
        for package, missing in workspace.journal.db.execute("SELECT package, missing FROM inbox")
    ]


def _received(manifest: Manifest, merged: Merged, *, applied: bool) -> Received:
    rows = merged.rows
    return Received(
        len(rows.new), len(rows.changed), len(rows.deleted), merged.conflicts, merged.known,
        [], applied, manifest.device, manifest.author, manifest.fingerprint,
    )  # fmt: skip


def _require_room(path: Path, manifest: Manifest) -> None:
    needed = _ROOM * manifest.size
    if shutil.disk_usage(path.parent).free < needed:
        raise PeaError(
            _(
                "No hay espacio en el disco para recibir el paquete: libere {n} MB. No se "
                "cambió nada."
            ).format(n=max(1, needed // 1_000_000))
        )


def _note_peer(db: sqlite3.Connection, manifest: Manifest) -> None:
    """Keep what the sender said it has: replaced, never merged (it may have been rolled back)."""
    origin = origin_of(manifest.pub)
    db.execute("DELETE FROM peer WHERE origin = ?", (origin,))
    db.executemany(
        "INSERT INTO peer(origin, log, seq, hash) VALUES(?,?,?,?) ON CONFLICT DO NOTHING",
        [(origin, *one) for one in manifest.have],
    )
    db.execute("DELETE FROM peer_name WHERE origin = ?", (origin,))
    db.execute(
        "INSERT INTO peer_name(origin, pub, device, author, at) VALUES(?,?,?,?,?)",
        (origin, manifest.pub, manifest.device, manifest.author, manifest.at),
    )


def _park(workspace: Workspace, manifest: Manifest, path: Path, missing: list[Missing]) -> None:
    with workspace.transaction(_("Dejar un paquete en espera")) as db:
        _note_peer(db, manifest)
        held = db.execute("SELECT coalesce(sum(length(bytes)), 0) FROM inbox").fetchone()[0]
        if held + manifest.size > MAX_PARKED:
            raise PeaError(
                _("Hay demasiados paquetes en espera; reciba primero los que faltan. {why}").format(
                    why=missing[0].sentence
                )
            )
        why = json.dumps([asdict(one) for one in missing], ensure_ascii=False)
        db.execute("DELETE FROM inbox WHERE package = ?", (manifest.id,))
        db.execute(
            "INSERT INTO inbox(package, at, bytes, missing) VALUES(?,?,?,?)",
            (manifest.id, workspace.now(), path.read_bytes(), why),
        )


def _apply_parked(workspace: Workspace, merged: Merged) -> None:
    """Try the waiting packages again, until none of them gets further."""
    db = workspace.journal.db
    progress = True
    while progress:
        progress = False
        for package, data in db.execute("SELECT package, bytes FROM inbox ORDER BY at").fetchall():
            db.execute("SAVEPOINT parked")
            try:
                with tempfile.NamedTemporaryFile() as stream:
                    stream.write(data)
                    stream.seek(0)
                    manifest = read_manifest(stream, Path(package))
                    more = Merger(workspace.heads).merge(
                        manifest.segments, entries(frames(stream, manifest))
                    )
            except (MissingError, PackageError) as error:
                db.execute("ROLLBACK TO parked")
                workspace.journal.forget()
                workspace.heads.forget()
                if isinstance(error, PackageError):
                    # Nothing that waits may keep the others from coming in.
                    logger.info("a waiting package was refused", exc_info=True)
                    db.execute("DELETE FROM inbox WHERE package = ?", (package,))
                db.execute("RELEASE parked")
                continue
            db.execute("DELETE FROM inbox WHERE package = ?", (package,))
            db.execute("RELEASE parked")
            merged.rows.add(more.rows)
            merged.conflicts += more.conflicts
            merged.entries += more.entries
            progress = True
