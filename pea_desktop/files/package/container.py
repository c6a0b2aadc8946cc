r"""The package file (.peapkg): what laptops exchange by USB or e-mail.

    "PEAPKG1\n" | u32 length | manifest JSON | 64-byte Ed25519 signature | frame | frame | …

The signed manifest comes first and names the size and SHA-256 of every frame, so nothing is
decompressed before its hash is known to be the sender's. There are no paths in it, and it is
never a ZIP. `tests/data/FORMAT.md` specifies each byte.
"""

import hashlib
import json
import os
import shutil
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pea_desktop.core.device import Device, fingerprint_of, is_signed
from pea_desktop.core.entry import MAX_BYTES
from pea_desktop.core.errors import PackageError, PeaError, reason_of
from pea_desktop.core.journal import SEQ_MASK
from pea_desktop.core.merge import Segment
from pea_desktop.i18n import _

MAGIC = b"PEAPKG1\n"
FORMAT = 1
MAX_MANIFEST = 4 * 1024 * 1024
MAX_FRAME = 1024 * 1024
MAX_RAW_FRAME = 8 * 1024 * 1024
_RAW_FRAME = 2 * 1024 * 1024
_SIGNED = b"pea-manifest-v1"


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


def write_frames(body: IO[bytes], lines: Iterable[bytes]) -> tuple[list[tuple[int, bytes]], int]:
    """Compress the lines into frames; return their sizes and hashes, and the raw size."""
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


def write_package(path: Path, manifest: bytes, device: Device, body: IO[bytes]) -> None:
    """Sign the manifest and write the whole package, in place only once it is on the disk."""
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


def read_back(path: Path) -> int:
    """Verify what reached the disk (USB sticks lie) and return its size."""
    with path.open("rb") as stream:
        manifest = read_manifest(stream, path)
        for _frame in frames(stream, manifest):
            pass
    return manifest.size


def opened(path: Path) -> IO[bytes]:
    """Return a package's file, open to read.

    Raises:
        PeaError: It cannot be read.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise PeaError(
            _("No se pudo leer el paquete «{name}»: {reason}.").format(
                name=path.name, reason=reason_of(error)
            )
        ) from error


def read_manifest(stream: IO[bytes], path: Path) -> Manifest:
    """Read and verify the manifest, and leave the stream at the first frame.

    Raises:
        PackageError: It is no package, damaged, forged, or made by a newer version.
    """
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
        raise broken(path)
    try:
        made = json.loads(data.decode())
        pub = bytes.fromhex(made["from"])
        if not is_signed(pub, signature, _SIGNED + data):
            raise broken(path)
        if made["min"] > FORMAT or made["crit"]:
            raise PackageError(
                _(
                    "«{name}» se hizo con una versión más nueva del programa; actualice este "
                    "equipo."
                ).format(name=path.name)
            )
        manifest = _parsed(made, pub, size)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise broken(path) from error
    expected = len(MAGIC) + 4 + length + 64 + sum(s for s, _digest in manifest.frames)
    if expected != size or any(not 0 < s <= MAX_FRAME for s, _digest in manifest.frames):
        raise broken(path)
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


def broken(path: Path) -> PackageError:
    """Return the sentence for a package that is not what its signature says."""
    return PackageError(
        _("El paquete «{name}» está dañado o alterado; pida que se lo envíen otra vez.").format(
            name=path.name
        )
    )


def frames(stream: IO[bytes], manifest: Manifest) -> Iterator[bytes]:
    """Yield each frame's raw bytes; a frame is opened only after its hash is the signed one."""
    import zstandard

    raw = 0
    for size, digest in manifest.frames:
        packed = stream.read(size)
        if len(packed) != size or hashlib.sha256(packed).digest() != digest:
            raise broken(Path(str(stream.name)))
        try:
            # Not `decompress`: it trusts the size that the frame declares (a 1 GiB bomb in 32 KB).
            with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
                chunk = reader.read(MAX_RAW_FRAME + 1)
        except zstandard.ZstdError as error:
            raise broken(Path(str(stream.name))) from error
        raw += len(chunk)
        if len(chunk) > MAX_RAW_FRAME or raw > manifest.raw_bytes:
            raise broken(Path(str(stream.name)))
        yield chunk
    if raw != manifest.raw_bytes:
        raise broken(Path(str(stream.name)))


def entries(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (segment number, entry bytes) from the stream of lines."""
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
