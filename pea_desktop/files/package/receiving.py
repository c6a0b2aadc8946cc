"""Taking packages in: whole or not at all, previewed by the same code."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO, cast

from pea_desktop.core import restoring
from pea_desktop.core.device import Device, origin_of
from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.merge import Merged, Merger, Missing, MissingError
from pea_desktop.core.migrations import Schema
from pea_desktop.core.notices import FOLIO, Notice
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package import brought, quarantine
from pea_desktop.files.package.brought import Delivered, Received
from pea_desktop.files.package.carrying import take_attachments
from pea_desktop.files.package.container import (
    Manifest,
    entries,
    frames,
    read_manifest,
    verify,
)
from pea_desktop.files.package.envelope import Keys, opened
from pea_desktop.files.package.waiting import Lines, apply_parked, are_parked, park
from pea_desktop.i18n import _

Progress = Callable[[int, int, str], None]
"""Told how many entries are done, of how many, and what is being done; stops it all by raising."""

_ROOM = 10
_TELL_EVERY = 16


class UnknownSenderError(PackageError):
    """Who sent a package is not authorised in this expediente, which has an administrator."""

    def __init__(self, sentence: str, path: Path) -> None:
        super().__init__(sentence)
        self.path = path


def inspect(path: Path, keys: Keys | None = None) -> Manifest:
    """Return a package's manifest, its signature and frames verified; nothing is applied.

    Raises:
        PackageError: It is damaged, forged, made by a newer version, or encrypted for others.
        PeaError: It cannot be read.
    """
    with opened(path, keys) as stream:
        manifest = read_manifest(stream, path)
        verify(stream, manifest, path)
    return manifest


@dataclass
class _Source:
    """One of the packages received together; its stream stands after the manifest."""

    path: Path
    stream: IO[bytes]
    manifest: Manifest
    frames_at: int


def receive(
    workspace: Workspace,
    *paths: Path,
    dry_run: bool = False,
    passphrase: str | None = None,
    details: bool | None = None,
    progress: Progress | None = None,
) -> Received:
    """Take packages in, in any order, all or nothing; with `dry_run` do it and roll it back.

    A package that rests on another one not yet here is kept («en espera») and applied when that
    arrives. Once the expediente has an administrator, a package of an unknown sender is set aside
    (`quarantine`), and the file stays as it was. With `details`, as in a preview, the rows are told
    field by field. Whatever `progress` raises goes through, and nothing has changed.

    Raises:
        PackageError: One is damaged, forged, of another expediente, of an unknown sender, or made
            by a newer version.
        PeaError: The disk has no room.
    """
    told = progress or _nobody_waits
    with contextlib.ExitStack() as stack:
        sources = [
            _open(workspace, stack, path, Keys(workspace.device, passphrase)) for path in paths
        ]
        _require_room(workspace.path, [one.manifest for one in sources])
        total = sum(one.manifest.entries for one in sources)
        point = None
        if not dry_run and workspace.journal.logs():
            for one in sources:
                # A copy is made only for what is whole: few are kept.
                _look_through(one, partial(told, 0, total))
            told(0, total, _("Haciendo un respaldo"))
            point = workspace.back_up(restoring.REASON)
            stack.callback(_drop_if_unused, workspace, point)
        label = _("Recibir paquete de «{device}»").format(device=sources[0].manifest.device)
        run = _Run(workspace, sources, _Told(told, total), dry_run=dry_run)
        run.details = dry_run if details is None else details
        with workspace.transaction(label, dry_run=dry_run) as db:
            result = run.take_in(db)
            if point is not None and run.merged.entries:
                restoring.note(workspace, point)
                result.restore_point = point
    return result


def _open(workspace: Workspace, stack: contextlib.ExitStack, path: Path, keys: Keys) -> _Source:
    stream = stack.enter_context(opened(path, keys))
    manifest = read_manifest(stream, path)
    if manifest.workspace_id != workspace.workspace_id:
        raise PackageError(
            _("«{name}» es un paquete de otro expediente; ábralo en el suyo.").format(
                name=path.name
            )
        )
    return _Source(path, stream, manifest, stream.tell())


def _look_through(source: _Source, told: Callable[[str], None]) -> None:
    """Verify a package to its end, before anything is done for it.

    Raises:
        PackageError: It is damaged.
    """
    step = partial(told, _("Revisando «{name}»").format(name=source.path.name))
    step()
    verify(cast("IO[bytes]", _Watched(source.stream, step)), source.manifest, source.path)


def _drop_if_unused(workspace: Workspace, copy: Path) -> None:
    """Remove a copy to which nothing can be undone: in time it would push out the one that counts.

    Only so many are kept, and packages that bring nothing new come often.
    """
    point = restoring.restore_point(workspace)
    if point is None or point.path != copy:
        with contextlib.suppress(OSError):
            copy.unlink(missing_ok=True)


def _nobody_waits(_done: int, _total: int, _what: str) -> None:
    """Stand in for who is told how far it is."""


class _Told:
    """Says how far a reception is; who is told may stop it by raising."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self.done = 0
        self._what = ""

    def begin(self, what: str) -> None:
        """Say what is being done now."""
        self._what = what
        self.step()

    def step(self) -> None:
        """Say it again: some time has passed."""
        done = min(self.done, self._total)
        what = self._what
        if 0 < done < self._total:
            what = _("{what}: {done:,} de {total:,} cambios").format(
                what=what, done=done, total=self._total
            )
        self._progress(done, self._total, what)

    def counted(self, lines: Lines) -> Iterator[tuple[int, bytes]]:
        """Pass entries on, and count them."""
        for line in lines:
            self.done += 1
            if self.done % _TELL_EVERY == 0:
                self.step()
            yield line


class _Watched:
    """A package's file; who waits is told at each piece read, be it of entries or attachments."""

    def __init__(self, stream: IO[bytes], step: Callable[[], None]) -> None:
        self._stream = stream
        self._step = step

    def read(self, length: int = -1) -> bytes:
        """Return the next bytes."""
        self._step()
        return self._stream.read(length)

    def seek(self, place: int) -> int:
        """Go to a byte."""
        return self._stream.seek(place)


class _Run:
    """One reception, inside its transaction."""

    def __init__(
        self, workspace: Workspace, sources: list[_Source], told: _Told, *, dry_run: bool
    ) -> None:
        self._workspace = workspace
        self._sources = [
            replace(one, stream=cast("IO[bytes]", _Watched(one.stream, told.step)))
            for one in sources
        ]
        self._told = told
        self._notices: list[Notice] = []
        self._dry_run = dry_run
        self.details = dry_run
        self._files: list[str] = []
        self.merged = Merged()

    def take_in(self, db: sqlite3.Connection) -> Received:
        """Merge what can be merged, park the rest, judge the authors, and tell."""
        workspace = self._workspace
        self._notices = workspace.notices()
        known_notices = {one.id for one in self._notices}
        open_before = workspace.conflict_cells()
        delivered = self._merge_all(db)
        is_applied = any(one.state != brought.WAITING for one in delivered)
        if is_applied:
            self._told.begin(_("Paquetes en espera"))
            apply_parked(workspace, self.merged, self._files, self._refuse, self._told.counted)
            self._tell_of_waiting(delivered)
        self._told.begin(_("Permisos y conflictos"))
        senders = [one.manifest.pub for one in self._sources]
        settled = workspace.authority.settle(self.merged.fresh, senders)
        self.merged.held = settled.held
        self.merged.rows.add(settled.rows)
        in_conflict = workspace.conflict_cells() - open_before
        self.merged.conflicts = len(in_conflict)
        self._require_known_senders()
        workspace.touched(self.merged.rows)
        first = self._sources[0].manifest
        said = brought.statements(db)
        result = brought.told(self.merged, delivered, first, said)
        result.applied = is_applied and not self._dry_run
        result.reviewed = settled.reviewed
        result.attachments = self._files
        result.wanted = workspace.missing_attachments()
        result.notices = [one for one in workspace.notices() if one.id not in known_notices]
        if self.details:
            self._told.begin(_("Comparando con lo que hay aquí"))
            with brought.before(workspace) as old:
                step = self._told.step
                rows = self.merged.rows
                result.rows, unseen = brought.row_changes(workspace, old, rows, step)
                result.leave_out(rows, said.union(workspace.heads.names.rids(unseen).values()))
                result.clashes = brought.clashes(workspace, old, in_conflict, step)
        return result

    def _merge_all(self, db: sqlite3.Connection) -> list[Delivered]:
        """Merge packages in the order in which they rest on one another."""
        made: dict[int, Delivered] = {}
        left = list(enumerate(self._sources))
        missing: dict[int, MissingError] = {}
        progress = True
        while left and progress:
            progress = False
            for number, source in list(left):
                done = self._told.done
                try:
                    made[number] = self._merge(db, source)
                except MissingError as error:
                    missing[number] = error
                    self._told.done = done
                    continue
                left.remove((number, source))
                progress = True
        for number, source in left:
            # What waits is whole.
            source.stream.seek(source.frames_at)
            verify(source.stream, source.manifest, source.path)
            park(self._workspace, source.manifest, source.stream, missing[number].missing)
            made[number] = self._delivered(source, brought.WAITING)
            made[number].missing = missing[number].missing
        return [made[number] for number in sorted(made)]

    def _merge(self, db: sqlite3.Connection, source: _Source) -> Delivered:
        manifest, stream = source.manifest, source.stream
        self._told.begin(_("Leyendo «{name}»").format(name=source.path.name))
        stream.seek(source.frames_at)
        _note_peer(db, manifest)
        db.execute("SAVEPOINT package")
        try:
            lines = self._told.counted(entries(frames(stream, manifest)))
            more = Merger(self._workspace.heads).merge(manifest.segments, lines)
            files = take_attachments(db, stream, manifest)
        except MissingError:
            db.execute("ROLLBACK TO package")
            db.execute("RELEASE package")
            self._workspace.journal.forget()
            self._workspace.heads.forget()
            raise
        db.execute("RELEASE package")
        db.execute(
            "INSERT INTO imported(package, origin, claimed, entries) VALUES(?,?,?,?)"
            " ON CONFLICT DO NOTHING",
            (manifest.id, origin_of(manifest.pub), manifest.at, manifest.entries),
        )
        made = self._delivered(source, brought.APPLIED if more.entries else brought.KNOWN)
        made.count(more, len(files), self._new_folios(), brought.statements(db))
        self._files += files
        self.merged.add(more)
        return made

    def _tell_of_waiting(self, delivered: list[Delivered]) -> None:
        """What was left waiting may have come in with what waited before it."""
        waits = are_parked(self._workspace, (one.manifest for one in self._sources))
        for one, is_parked in zip(delivered, waits, strict=True):
            if one.state == brought.WAITING and not is_parked:
                one.state, one.missing = brought.APPLIED, []

    def _delivered(self, source: _Source, state: str) -> Delivered:
        manifest = source.manifest
        return Delivered(
            source.path.name, manifest.id, manifest.device, manifest.author, manifest.fingerprint,
            manifest.at, manifest.entries, state, schema=manifest.schema,
            is_newer=manifest.schema > self._workspace.schema_version,
        )  # fmt: skip

    def _new_folios(self) -> int:
        """Return how many folios are on two documents since the package before."""
        known, self._notices = {one.id for one in self._notices}, self._workspace.notices()
        return sum(one.kind == FOLIO and one.id not in known for one in self._notices)

    def _refuse(self, manifest: Manifest, source: IO[bytes]) -> None:
        if not self._dry_run:
            workspace = self._workspace
            quarantine.keep(workspace.device, manifest, source, quarantine.FORGED, workspace.now())

    def _require_known_senders(self) -> None:
        """Set aside what an unknown device sent, once there is an administrator.

        What the package itself brings counts: an administrator may have authorised its sender.
        """
        workspace = self._workspace
        roster = workspace.authority.roster
        if roster.root is None:
            return
        for source in self._sources:
            manifest = source.manifest
            if manifest.pub == workspace.device.public or roster.role(manifest.pub) is not None:
                continue
            if self._dry_run:
                raise UnknownSenderError(_unknown_text(manifest, source.path), source.path)
            quarantine.keep(
                workspace.device, manifest, source.stream, quarantine.UNKNOWN_SENDER,
                workspace.now(),
            )  # fmt: skip
            raise UnknownSenderError(_aside_text(manifest, source.path), source.path)


def _unknown_text(manifest: Manifest, path: Path) -> str:
    return _(
        "«{name}» viene de «{device}» (huella {fingerprint}), que no está autorizado en este "
        "expediente: al recibirlo irá a cuarentena hasta que un administrador lo autorice."
    ).format(name=path.name, device=manifest.device, fingerprint=manifest.fingerprint)


def _aside_text(manifest: Manifest, path: Path) -> str:
    return _(
        "«{name}» viene de «{device}» (huella {fingerprint}), que no está autorizado en este "
        "expediente: quedó en cuarentena hasta que un administrador lo autorice. No se cambió nada."
    ).format(name=path.name, device=manifest.device, fingerprint=manifest.fingerprint)


def set_aside(workspace: Workspace, path: Path, passphrase: str | None = None) -> str:
    """Put the package of an unknown sender into quarantine; return the sentence that says so.

    Raises:
        PackageError: It is damaged or forged: nothing of it is kept.
    """
    with opened(path, Keys(workspace.device, passphrase)) as stream:
        manifest = read_manifest(stream, path)
        verify(stream, manifest, path)
        quarantine.keep(
            workspace.device, manifest, stream, quarantine.UNKNOWN_SENDER, workspace.now()
        )
    return _aside_text(manifest, path)


def receive_new(
    path: Path,
    package: Path,
    schema: Schema,
    device: Device,
    *more: Path,
    passphrase: str | None = None,
    details: bool = False,
) -> tuple[Workspace, Received]:
    """Create an expediente from a full package, or several that make one; return it open.

    Raises:
        PackageError: The packages are not whole.
    """
    manifest = inspect(package, Keys(device, passphrase))
    workspace = Workspace.create(path, schema, device, workspace_id=manifest.workspace_id)
    try:
        received = receive(workspace, package, *more, passphrase=passphrase, details=details)
        waiting = [one for one in received.packages if one.state == brought.WAITING]
        if waiting:
            raise PackageError(
                _(
                    "«{name}» no trae el expediente completo, y aquí no hay uno que completar: "
                    "{why}"
                ).format(name=waiting[0].name, why=waiting[0].missing[0].sentence)
            )
    except BaseException:
        workspace.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
    return workspace, received


def verify_alone(path: Path, schema: Schema, keys: Keys) -> list[Missing]:
    """Take a package into a file that is thrown away: chains, seals, claims, each entry.

    Returns:
        What has to be there first, when it does not stand alone: then only signatures, hashes and
        frames are verified.

    Raises:
        PackageError: It is damaged, forged, or made by a newer version.
    """
    manifest = inspect(path, keys)
    if keys.device is None:
        raise ValueError("a device is needed to make a file")
    with tempfile.TemporaryDirectory(prefix="pea-verify-") as folder:
        nobody = replace(keys.device, home=Path(folder))
        with (
            Workspace.create(
                Path(folder, "x.pea"), schema, nobody, workspace_id=manifest.workspace_id
            ) as workspace,
            opened(path, keys) as stream,
        ):
            read_manifest(stream, path)
            try:
                with workspace.transaction(_("Revisar un paquete"), dry_run=True):
                    Merger(workspace.heads).merge(
                        manifest.segments, entries(frames(stream, manifest))
                    )
            except MissingError as error:
                return error.missing
    return []


def _require_room(path: Path, manifests: Sequence[Manifest]) -> None:
    # Attachments take their size, and once more until the transaction ends.
    needed = sum(
        _ROOM * max(0, one.size - one.attached_bytes) + 3 * one.attached_bytes for one in manifests
    )
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
    for table in ("peer", "peer_name", "peer_key", "peer_file"):
        db.execute(f"DELETE FROM {table} WHERE origin = ?", (origin,))
    db.executemany(
        "INSERT INTO peer(origin, log, seq, hash) VALUES(?,?,?,?) ON CONFLICT DO NOTHING",
        [(origin, *one) for one in manifest.have],
    )
    db.execute(
        "INSERT INTO peer_name(origin, pub, device, author, at) VALUES(?,?,?,?,?)",
        (origin, manifest.pub, manifest.device, manifest.author, manifest.at),
    )
    if manifest.recipient:
        db.execute(
            "INSERT INTO peer_key(origin, recipient) VALUES(?,?)", (origin, manifest.recipient)
        )
    db.executemany(
        "INSERT INTO peer_file(origin, sha256) VALUES(?,?) ON CONFLICT DO NOTHING",
        [(origin, one) for one in manifest.files],
    )
