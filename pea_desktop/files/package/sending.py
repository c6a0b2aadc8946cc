"""Writing a package: everything the file knows, or what a device has not got yet."""

import heapq
import json
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pea_desktop.core.attachments import chunks_of, sizes
from pea_desktop.core.device import fingerprint_of
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.journal import SEQ_BITS, Journal, Log
from pea_desktop.core.merge import Segment
from pea_desktop.core.output import check_output
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package import envelope
from pea_desktop.files.package.carrying import to_send
from pea_desktop.files.package.container import (
    FORMAT,
    MAX_MANIFEST,
    Attached,
    write_attachments,
    write_frames,
    write_package,
)
from pea_desktop.i18n import _


@dataclass(frozen=True)
class Exported:
    """What was written: entries, devices whose entries they are, files, and bytes."""

    path: Path
    entries: int
    devices: int
    size: int
    attachments: int = 0
    to: str = ""


def export(
    workspace: Workspace,
    path: Path,
    to: str | None = None,
    *,
    with_attachments: bool = True,
    with_entries: bool = True,
    whole: bool = False,
    encrypt_to: Sequence[str] = (),
    passphrase: str | None = None,
) -> Exported:
    """Write a package of everything the file knows, others' entries included.

    With `to`, the name or fingerprint of a device that has sent a package, it starts at what that
    device said it has, unless it is to be `whole`. `encrypt_to` names devices that have sent a
    package, or age recipients.

    Raises:
        PeaError: The device is unknown, or the package cannot be written.
    """
    check_output(path)
    journal = workspace.journal
    logs = journal.logs()
    recipient = _recipient(journal, to) if to is not None else None
    keys = [_key_of(journal, one) for one in encrypt_to]
    known = _known_by(journal, logs, recipient) if recipient and not whole else {}
    parts = _parts(logs, known) if with_entries else []
    segments = [_segment(journal, logs[no], first) for no, first, _last in parts]
    files = to_send(journal.db, None if whole else recipient) if with_attachments else []
    # Nothing that is to be secret touches the stick before it is.
    aside = workspace.device.home if keys or passphrase is not None else path.parent
    try:
        with tempfile.TemporaryFile(dir=aside) as body:
            frames, raw = write_frames(body, _lines(journal.db, parts))
            carried = write_attachments(
                body,
                frames,
                ((sha256, size, chunks_of(journal.db, sha256)) for sha256, size in files),
            )
            contents = _Contents(segments, frames, raw, carried)
            manifest = _manifest(workspace, logs, contents, recipient)
            size = _write(workspace, path, manifest, body, keys, passphrase)
    except OSError as error:
        raise PeaError(
            _("No se pudo escribir el paquete en «{folder}»: {reason}.").format(
                folder=path.parent, reason=reason_of(error)
            )
        ) from error
    entries = sum(last - first + 1 for _no, first, last in parts)
    devices = len({s.pub for s in segments})
    return Exported(path, entries, devices, size, len(carried), to or "")


def _parts(logs: dict[int, Log], known: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return what a receiver lacks of each log: its number, first and last entry."""
    firsts = ((log, 1 + max(log.fork_seq, known.get(log.no, 0))) for log in logs.values())
    return [(log.no, first, log.head) for log, first in firsts if first <= log.head]


def _segment(journal: Journal, log: Log, first: int) -> Segment:
    """Return a log's end from an entry on, with its author's seal."""
    (seal,) = journal.db.execute("SELECT seal FROM log WHERE no = ?", (log.no,)).fetchone()
    return Segment(log.pub, first, journal.at(log, first - 1)[0], log.head, log.hash, seal)


def _write(
    workspace: Workspace,
    path: Path,
    manifest: bytes,
    body: IO[bytes],
    keys: list[str],
    passphrase: str | None,
) -> int:
    """Write, read back, and only then put in place; return the size of the package inside."""
    if not keys and passphrase is None:
        return write_package(path, manifest, workspace.device, body)
    with tempfile.TemporaryDirectory(dir=workspace.device.home) as folder:
        plain = Path(folder) / path.name
        size = write_package(plain, manifest, workspace.device, body)
        envelope.wrap(plain, path, keys, passphrase)
    return size


def _key_of(journal: Journal, name: str) -> str:
    """Return the age recipient that a person named: itself, or that of a known device."""
    if name.startswith("age1"):
        if envelope.is_recipient(name):
            return name
        raise PeaError(
            _("«{name}» no es una clave de cifrado: revise que esté completa.").format(
                name=name[:80]
            )
        )
    origin = _recipient(journal, name)
    found = journal.db.execute(
        "SELECT recipient FROM peer_key WHERE origin = ?", (origin,)
    ).fetchone()
    if found is None or not envelope.is_recipient(found[0]):
        raise PeaError(
            _(
                "«{name}» no ha enviado su clave de cifrado: reciba un paquete suyo, o cifre con "
                "una contraseña."
            ).format(name=name[:80])
        )
    return str(found[0])


def _recipient(journal: Journal, to: str) -> bytes:
    wanted = to.casefold()
    found = [
        origin
        for origin, pub, device in journal.db.execute("SELECT origin, pub, device FROM peer_name")
        if wanted in ((device or "").casefold(), fingerprint_of(pub).casefold(), origin.hex())
    ]
    if len(found) > 1:
        raise PeaError(
            _("Hay varios equipos llamados «{name}»; use la huella de uno de ellos.").format(
                name=to
            )
        )
    if not found:
        raise PeaError(
            _(
                "Este expediente no ha recibido ningún paquete de «{name}»: no se sabe qué tiene "
                "ni con qué clave cifrarle. Pídale uno primero, o envíe todo sin decir a quién."
            ).format(name=to)
        )
    return bytes(found[0])


def _known_by(journal: Journal, logs: dict[int, Log], origin: bytes) -> dict[int, int]:
    """Return how far a device said it knows each log; an unknown hash counts as not."""
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
    """Yield each entry as a line «segment entry», in causal order, to apply while reading."""

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


@dataclass(frozen=True)
class _Contents:
    """What a package holds, written already."""

    segments: list[Segment]
    frames: list[tuple[int, bytes]]
    raw: int
    attachments: list[Attached]


def _manifest(
    workspace: Workspace, logs: dict[int, Log], contents: _Contents, recipient: bytes | None
) -> bytes:
    made = {
        "fmt": FORMAT,
        "min": FORMAT,
        "crit": ["att"] if contents.attachments else [],
        "id": str(uuid.uuid4()),
        "workspace": workspace.workspace_id,
        "from": workspace.device.public.hex(),
        "device": workspace.device.name,
        "author": workspace.device.author,
        "age": envelope.own_recipient(workspace.device),
        "at": workspace.now(),
        "to": [recipient.hex()] if recipient else [],
        "schema": workspace.schema_version,
        "have": [[log.origin.hex(), log.head, log.hash.hex()] for log in logs.values() if log.head],
        "want": workspace.missing_attachments(),
        "files": sorted(sizes(workspace.journal.db)),
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
            for s in contents.segments
        ],
        "frames": [[size, digest.hex()] for size, digest in contents.frames],
        "raw_bytes": contents.raw,
        "att": [[one.sha256, one.sha256, one.size, one.first] for one in contents.attachments],
    }
    data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > MAX_MANIFEST:
        raise PeaError(_("El paquete sería demasiado grande; envíelo a un equipo por su nombre."))
    return data
