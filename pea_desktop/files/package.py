"""The package file (.peapkg): what laptops exchange by USB or e-mail.

    "PEAPKG1\\n" | u32 length | manifest JSON | 64-byte Ed25519 signature | frame | frame | …

The signed manifest comes first and names the size and SHA-256 of every frame, so nothing is decompressed before
its hash is known to be the sender's. There are no paths in it, and it is never a ZIP. `tests/data/FORMAT.md`
specifies each byte.
"""

import hashlib
import heapq
import json
import logging
import os
import shutil
import sqlite3
import struct
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from pea_desktop.core.device import Device, fingerprint_of, is_signed, origin_of
from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.journal import SEQ_BITS, SEQ_MASK, Journal, Log
from pea_desktop.core.merge import Merged, Merger, Missing, MissingError, Segment
from pea_desktop.core.migrations import Schema
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _

logger = logging.getLogger(__name__)

MAGIC = b"PEAPKG1\n"
FORMAT = 1
MAX_MANIFEST = 4 * 1024 * 1024
MAX_FRAME = 1024 * 1024
MAX_RAW_FRAME = 8 * 1024 * 1024
MAX_PARKED = 256 * 1024 * 1024
_RAW_FRAME = 2 * 1024 * 1024
_SIGNED = b"pea-manifest-v1"
_ROOM = 10


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself, with its signature verified."""

    id: str
    workspace_id: str
    pub: bytes
    device: str
    author: str
    at: int
    to: list[str]
    schema: int
    have: list[tuple[bytes, int, bytes]]
    segments: list[Segment]
    frames: list[tuple[int, bytes]]
    raw_bytes: int
    size: int

    @property
    def fingerprint(self) -> str:
        """Six groups of four that stand for the sender's key."""
        return fingerprint_of(self.pub)

    @property
    def entries(self) -> int:
        """How many entries it carries."""
        return sum(s.last - s.first + 1 for s in self.segments)


@dataclass(frozen=True)
class Exported:
    """What was written: entries, devices whose entries they are, and bytes."""

    path: Path
    entries: int
    devices: int
    size: int


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


# -- writing


def export(workspace: Workspace, path: Path, to: str | None = None) -> Exported:
    """Write a package of everything the file knows, others' entries included.

    With `to`, the name or fingerprint of a device that has sent a package, it starts at what that device
    said it has.

    Raises:
        PeaError: The device is unknown, or the package cannot be written.
    """
    journal = workspace.journal
    logs = journal.logs()
    recipient = _recipient(journal, to) if to else None
    known = _known_by(journal, logs, recipient) if recipient else {}
    segments: list[Segment] = []
    parts: list[tuple[int, int, int]] = []
    for log in logs.values():
        first = 1 + max(log.fork_seq, known.get(log.no, 0))
        if first > log.head:
            continue
        (seal,) = journal.db.execute("SELECT seal FROM log WHERE no = ?", (log.no,)).fetchone()
        previous = journal.at(log, first - 1)[0]
        segments.append(Segment(log.pub, first, previous, log.head, log.hash, seal))
        parts.append((log.no, first, log.head))
    try:
        with tempfile.TemporaryFile(dir=path.parent) as body:
            frames, raw = _write_frames(body, _lines(journal.db, parts))
            manifest = _manifest(workspace, logs, segments, frames, raw, recipient)
            _write_package(path, manifest, workspace.device, body)
        size = _read_back(path)
    except OSError as error:
        raise PeaError(
            _("No se pudo escribir el paquete en «{folder}»: {reason}.").format(
                folder=path.parent, reason=error.strerror or error
            )
        ) from error
    entries = sum(last - first + 1 for _no, first, last in parts)
    return Exported(path, entries, len({s.pub for s in segments}), size)


def _recipient(journal: Journal, to: str) -> bytes:
    wanted = to.casefold()
    found: dict[bytes, str] = {}
    for origin, pub, device in journal.db.execute("SELECT origin, pub, device FROM peer_name"):
        if wanted in ((device or "").casefold(), fingerprint_of(pub).casefold(), origin.hex()):
            found[origin] = device
    if len(found) > 1:
        raise PeaError(
            _("Hay varios equipos llamados «{name}»; use la huella de uno de ellos.").format(
                name=to
            )
        )
    if not found:
        raise PeaError(
            _(
                "Este expediente no ha recibido ningún paquete de «{name}», y no se sabe qué tiene; "
                "envíe un paquete completo."
            ).format(name=to)
        )
    return next(iter(found))


def _known_by(journal: Journal, logs: dict[int, Log], origin: bytes) -> dict[int, int]:
    """Return up to where a device said it knows each log; a hash unknown here counts as not having it."""
    known: dict[int, int] = {}
    for log_origin, seq, digest in journal.db.execute(
        "SELECT log, seq, hash FROM peer WHERE origin = ?", (origin,)
    ).fetchall():
        log = journal.find(logs, log_origin, seq, digest)
        if log is not None:
            for no, last in journal.chain(logs, log.no, seq):
                known[no] = max(known.get(no, 0), last)
    return known


def _lines(db: sqlite3.Connection, parts: list[tuple[int, int, int]]) -> Iterator[bytes]:
    """Yield every entry as a line «segment entry», in causal order: the receiver applies as it reads."""

    def one(number: int, no: int, first: int, last: int) -> Iterator[tuple[int, int, bytes]]:
        cursor = db.execute(
            "SELECT lamport, bytes FROM entry WHERE id BETWEEN ? AND ? ORDER BY id",
            (no << SEQ_BITS | first, no << SEQ_BITS | last),
        )
        for lamport, data in cursor:
            yield lamport, number, b"%d %s\n" % (number, data)

    for _lamport, _number, line in heapq.merge(
        *(one(number, *part) for number, part in enumerate(parts)), key=lambda item: item[:2]
    ):
        yield line


def _write_frames(body: IO[bytes], lines: Iterable[bytes]) -> tuple[list[tuple[int, bytes]], int]:
    """Compress the lines as one stream cut into frames; return their sizes and hashes, and the raw size."""
    import zstandard

    compressor = zstandard.ZstdCompressor(level=3)
    frames: list[tuple[int, bytes]] = []
    raw = 0

    def put(chunk: bytes) -> None:
        packed = compressor.compress(chunk)
        if len(packed) > MAX_FRAME:
            half = len(chunk) // 2
            put(chunk[:half])
            put(chunk[half:])
            return
        body.write(packed)
        frames.append((len(packed), hashlib.sha256(packed).digest()))

    buffer = bytearray()
    for line in lines:
        raw += len(line)
        buffer += line
        while len(buffer) >= _RAW_FRAME:
            put(bytes(buffer[:_RAW_FRAME]))
            del buffer[:_RAW_FRAME]
    if buffer:
        put(bytes(buffer))
    return frames, raw


def _manifest(
    workspace: Workspace,
    logs: dict[int, Log],
    segments: list[Segment],
    frames: list[tuple[int, bytes]],
    raw: int,
    recipient: bytes | None,
) -> bytes:
    made = {
        "fmt": FORMAT,
        "min": FORMAT,
        "crit": [],
        "id": str(uuid.uuid4()),
        "workspace": workspace.workspace_id,
        "from": workspace.device.public.hex(),
        "device": workspace.device.name,
        "author": workspace.device.author,
        "at": workspace.now(),
        "to": [recipient.hex()] if recipient else [],
        "schema": workspace.schema_version,
        "have": [[log.origin.hex(), log.head, log.hash.hex()] for log in logs.values() if log.head],
        "want": [],
        "segs": [
            [
                s.origin.hex(),
                s.pub.hex(),
                s.first,
                s.previous.hex(),
                s.last,
                s.digest.hex(),
                s.seal.hex(),
            ]
            for s in segments
        ],
        "frames": [[size, digest.hex()] for size, digest in frames],
        "raw_bytes": raw,
        "att": [],
    }
    data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > MAX_MANIFEST:
        raise PeaError(_("El paquete sería demasiado grande; envíelo a un equipo por su nombre."))
    return data


def _write_package(path: Path, manifest: bytes, device: Device, body: IO[bytes]) -> None:
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as stream:
            stream.write(MAGIC + struct.pack(">I", len(manifest)) + manifest)
            stream.write(device.key.sign(_SIGNED + manifest))
            body.seek(0)
            shutil.copyfileobj(body, stream, 1 << 20)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - the name that says what it does
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _read_back(path: Path) -> int:
    """Verify what reached the disk (USB sticks lie) and return its size."""
    with path.open("rb") as stream:
        manifest = _read_manifest(stream, path)
        for _frame in _frames(stream, manifest):
            pass
    return manifest.size


# -- reading


def inspect(path: Path) -> Manifest:
    """Return a package's manifest, its signature and frames verified; nothing is applied.

    Raises:
        PackageError: It is damaged, forged, or made by a newer version.
        PeaError: It cannot be read.
    """
    with _opened(path) as stream:
        manifest = _read_manifest(stream, path)
        for _frame in _frames(stream, manifest):
            pass
    return manifest


def receive(workspace: Workspace, path: Path, *, dry_run: bool = False) -> Received:
    """Take a package in, all or nothing; with `dry_run` do it and roll it back: the preview cannot lie.

    A package that rests on another one not yet here is kept («en espera») and applied when that arrives.

    Raises:
        PackageError: It is damaged, forged, of another expediente, or made by a newer version.
        PeaError: The disk has no room.
    """
    with _opened(path) as stream:
        manifest = _read_manifest(stream, path)
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
                    manifest.segments, _entries(_frames(stream, manifest))
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
                    "«{name}» no trae el expediente completo, y aquí no hay uno que completar: {why}"
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


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise PeaError(
            _("No se pudo leer el paquete «{name}»: {reason}.").format(
                name=path.name, reason=error.strerror or error
            )
        ) from error


def _require_room(path: Path, manifest: Manifest) -> None:
    needed = _ROOM * manifest.size
    if shutil.disk_usage(path.parent).free < needed:
        raise PeaError(
            _(
                "No hay espacio en el disco para recibir el paquete: libere {n} MB. No se cambió nada."
            ).format(n=max(1, needed // 1_000_000))
        )


def _read_manifest(stream: IO[bytes], path: Path) -> Manifest:
    size = os.fstat(stream.fileno()).st_size
    if stream.read(len(MAGIC)) != MAGIC:
        raise PackageError(
            _("«{name}» no es un paquete de PEA; elija un archivo .peapkg.").format(name=path.name)
        )
    head = stream.read(4)
    length = struct.unpack(">I", head)[0] if len(head) == 4 else MAX_MANIFEST + 1
    data = stream.read(length) if length <= MAX_MANIFEST else b""
    signature = stream.read(64)
    if len(data) != length or len(signature) != 64:
        raise _broken(path)
    try:
        made = json.loads(data)
        pub = bytes.fromhex(made["from"])
        if not is_signed(pub, signature, _SIGNED + data):
            raise _broken(path)
        if made["min"] > FORMAT or made["crit"]:
            raise PackageError(
                _(
                    "«{name}» se hizo con una versión más nueva del programa; actualice este equipo."
                ).format(name=path.name)
            )
        manifest = _parsed(made, pub, size)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _broken(path) from error
    expected = len(MAGIC) + 4 + length + 64 + sum(s for s, _digest in manifest.frames)
    if expected != size or any(not 0 < s <= MAX_FRAME for s, _digest in manifest.frames):
        raise _broken(path)
    return manifest


def _parsed(made: dict[str, Any], pub: bytes, size: int) -> Manifest:
    segments: list[Segment] = []
    for origin, key, first, previous, last, digest, seal in made["segs"]:
        segment = Segment(
            bytes.fromhex(key), _whole(first), bytes.fromhex(previous), _whole(last),
            bytes.fromhex(digest), bytes.fromhex(seal),
        )  # fmt: skip
        if origin != segment.origin.hex():
            raise ValueError("a log's id is not its key's")
        segments.append(segment)
    return Manifest(
        id=str(made["id"]),
        workspace_id=str(made["workspace"]),
        pub=pub,
        device=str(made["device"]),
        author=str(made["author"]),
        at=_whole(made["at"]),
        to=[str(one) for one in made["to"]],
        schema=_whole(made["schema"]),
        have=[(bytes.fromhex(o), _whole(s), bytes.fromhex(h)) for o, s, h in made["have"]],
        segments=segments,
        frames=[(_whole(s), bytes.fromhex(h)) for s, h in made["frames"]],
        raw_bytes=_whole(made["raw_bytes"]),
        size=size,
    )


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value <= SEQ_MASK << 13:
        raise ValueError("a whole number was expected")
    return value


def _broken(path: Path) -> PackageError:
    return PackageError(
        _("El paquete «{name}» está dañado o alterado; pida que se lo envíen otra vez.").format(
            name=path.name
        )
    )


def _frames(stream: IO[bytes], manifest: Manifest) -> Iterator[bytes]:
    """Yield each frame's raw bytes; a frame is opened only after its hash is the signed one."""
    import zstandard

    raw = 0
    for size, digest in manifest.frames:
        packed = stream.read(size)
        if len(packed) != size or hashlib.sha256(packed).digest() != digest:
            raise _broken(Path(str(stream.name)))
        try:
            # Not `decompress`: it trusts the size that the frame declares (a 1 GiB bomb in 32 KB).
            with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
                chunk = reader.read(MAX_RAW_FRAME + 1)
        except zstandard.ZstdError as error:
            raise _broken(Path(str(stream.name))) from error
        raw += len(chunk)
        if len(chunk) > MAX_RAW_FRAME or raw > manifest.raw_bytes:
            raise _broken(Path(str(stream.name)))
        yield chunk
    if raw != manifest.raw_bytes:
        raise _broken(Path(str(stream.name)))


def _entries(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (segment number, entry bytes) from the stream of lines."""
    from pea_desktop.core.entry import MAX_BYTES

    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        if len(rest) > MAX_BYTES + 32:
            raise PackageError(_("El paquete trae un cambio demasiado grande; no se aceptó."))
        for line in lines:
            number, _space, data = line.partition(b" ")
            if not number.isdigit() or len(number) > 9:
                raise PackageError(_("El paquete está dañado; no se aceptó nada de él."))
            yield int(number), data
    if rest:
        raise PackageError(_("El paquete está cortado; no se aceptó nada de él."))


# -- who has what, and what waits


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
                    manifest = _read_manifest(stream, Path(package))
                    more = Merger(workspace.heads).merge(
                        manifest.segments, _entries(_frames(stream, manifest))
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
