r"""The package file (.peapkg): what laptops exchange by USB or e-mail.

    "PEAPKG1\n" | u32 length | manifest JSON | 64-byte Ed25519 signature | frame | frame | …

The signed manifest comes first and names the size and SHA-256 of every frame, so nothing is
decompressed before its hash is known to be the sender's. There are no paths in it, and it is
never a ZIP. `tests/data/FORMAT.md` specifies each byte.
"""

import contextlib
import hashlib
import json
import os
import shutil
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from pea_desktop.core import attachments
from pea_desktop.core.device import Device, fingerprint_of, is_signed
from pea_desktop.core.entry import MAX_BYTES
from pea_desktop.core.errors import PackageError
from pea_desktop.core.journal import SEQ_MASK
from pea_desktop.core.merge import Segment
from pea_desktop.files.package.envelope import not_kept
from pea_desktop.i18n import _

MAGIC = b"PEAPKG1\n"
FORMAT = 1
MAX_MANIFEST = 4 * 1024 * 1024
MAX_FRAME = 1024 * 1024
MAX_RAW_FRAME = 8 * 1024 * 1024
MAX_SEGMENTS = 4096
FEATURES = frozenset({"att"})
"""What a package may have that a reader must know: attachments."""
_RAW_FRAME = 2 * 1024 * 1024
_SIGNED = b"pea-manifest-v1"


class Attached(NamedTuple):
    """A file that travels with a package: its SHA-256, its size, and where its frames begin."""

    sha256: str
    size: int
    first: int


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself, with its signature verified."""

    name: str
    id: str
    workspace_id: str
    pub: bytes
    device: str
    author: str
    at: int
    to: list[str]
    schema: int
    have: list[tuple[bytes, int, bytes]]
    want: list[str]
    files: list[str]
    recipient: str | None
    segments: list[Segment]
    frames: list[tuple[int, bytes]]
    raw_bytes: int
    attachments: list[Attached]
    size: int

    @property
    def fingerprint(self) -> str:
        """Six groups of four that stand for the sender's key."""
        return fingerprint_of(self.pub)

    @property
    def entries(self) -> int:
        """How many entries it carries."""
        return sum(s.last - s.first + 1 for s in self.segments)

    @property
    def attached_bytes(self) -> int:
        """How much its attachments hold, unpacked."""
        return sum(one.size for one in self.attachments)


def write_frames(body: IO[bytes], lines: Iterable[bytes]) -> tuple[list[tuple[int, bytes]], int]:
    """Compress the lines into frames; return their sizes and hashes, and the raw size."""
    import zstandard

    compressor = zstandard.ZstdCompressor(level=3)
    frames: list[tuple[int, bytes]] = []
    raw = 0

    def put(chunk: bytes) -> None:
        _write_frame(body, compressor, frames, chunk)

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


def _write_frame(
    body: IO[bytes], compressor: Any, frames: list[tuple[int, bytes]], chunk: bytes
) -> None:
    packed = compressor.compress(chunk)
    if len(packed) > MAX_FRAME:
        half = len(chunk) // 2
        _write_frame(body, compressor, frames, chunk[:half])
        _write_frame(body, compressor, frames, chunk[half:])
        return
    body.write(packed)
    frames.append((len(packed), hashlib.sha256(packed).digest()))


def write_attachments(
    body: IO[bytes],
    frames: list[tuple[int, bytes]],
    files: Iterable[tuple[str, int, Iterable[bytes]]],
) -> list[Attached]:
    """Write files (hash, size, pieces) after the entries; add their frames, return where they are.

    Most of them are compressed already (PDF, pictures): the fastest level is enough.

    Raises:
        PackageError: A file is damaged here.
    """
    import zstandard

    compressor = zstandard.ZstdCompressor(level=1)
    made: list[Attached] = []
    for sha256, size, pieces in files:
        made.append(Attached(sha256, size, len(frames)))
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
            _write_frame(body, compressor, frames, piece)
        if digest.hexdigest() != sha256:
            raise PackageError(attachments.damaged(sha256))
    return made


def write_package(path: Path, manifest: bytes, device: Device, body: IO[bytes]) -> int:
    """Sign the manifest and write the whole package; return its size.

    It takes its place only once it is on the disk and reads back (USB sticks lie).

    Raises:
        OSError: It cannot be written.
        PeaError: It does not read back.
    """
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as stream:
            stream.write(MAGIC + struct.pack(">I", len(manifest)) + manifest)
            stream.write(device.key.sign(_SIGNED + manifest))
            body.seek(0)
            shutil.copyfileobj(body, stream, 1 << 20)
            stream.flush()
            os.fsync(stream.fileno())
        size = _read_back(temporary)
        os.replace(temporary, path)  # noqa: PTH105 - the name that says what it does
    except BaseException:
        with contextlib.suppress(OSError):  # the stick may be gone
            temporary.unlink(missing_ok=True)
        raise
    return size


def _read_back(path: Path) -> int:
    try:
        with path.open("rb") as stream:
            manifest = read_manifest(stream, path)
            verify(stream, manifest, path)
    except PackageError as error:
        raise not_kept(path) from error
    return manifest.size


def verify(stream: IO[bytes], manifest: Manifest, path: Path) -> None:
    """Read the rest of a package to its end: every frame, and every attachment's own hash.

    Raises:
        PackageError: Something is not what the signature says.
    """
    for _frame in frames(stream, manifest):
        pass
    for one, pieces in attached(stream, manifest):
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        if digest.hexdigest() != one.sha256:
            raise broken(path.name)


def read_manifest(stream: IO[bytes], path: Path) -> Manifest:
    """Read and verify the manifest, and leave the stream at the first frame.

    Raises:
        PackageError: It is no package, damaged, forged, or made by a newer version.
    """
    size = _size_of(stream)
    if stream.read(len(MAGIC)) != MAGIC:
        raise PackageError(
            _("«{name}» no es un paquete de PEA; elija un archivo .peapkg.").format(name=path.name)
        )
    head = stream.read(4)
    length = struct.unpack(">I", head)[0] if len(head) == 4 else MAX_MANIFEST + 1
    data = stream.read(length) if length <= MAX_MANIFEST else b""
    signature = stream.read(64)
    if len(data) != length or len(signature) != 64:
        raise broken(path.name)
    try:
        made = json.loads(data.decode())
        pub = bytes.fromhex(made["from"])
        if not is_signed(pub, signature, _SIGNED + data):
            raise broken(path.name)
        if made["min"] > FORMAT or not set(made["crit"]) <= FEATURES:
            raise PackageError(
                _(
                    "«{name}» se hizo con una versión más nueva del programa; actualice este "
                    "equipo."
                ).format(name=path.name)
            )
        if b"\\ud" in data.lower():
            # Half a character (a lone surrogate) is no text: this raises UnicodeEncodeError.
            json.dumps(made, ensure_ascii=False).encode()
        manifest = _parsed(path.name, made, pub, size)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise broken(path.name) from error
    expected = len(MAGIC) + 4 + length + 64 + sum(s for s, _digest in manifest.frames)
    if expected != size or any(not 0 < s <= MAX_FRAME for s, _digest in manifest.frames):
        raise broken(path.name)
    return manifest


def _size_of(stream: IO[bytes]) -> int:
    known = getattr(stream, "size", None)  # a package inside the database has no descriptor
    return known if isinstance(known, int) else os.fstat(stream.fileno()).st_size


def _parsed(name: str, made: dict[str, Any], pub: bytes, size: int) -> Manifest:
    segments: list[Segment] = []
    if len(made["segs"]) > MAX_SEGMENTS:
        raise PackageError(
            _(
                "«{name}» trae {n:,} bitácoras, y un paquete lleva a lo más {most:,}; pida a quien "
                "lo envió que revise su expediente. No se aceptó nada de él."
            ).format(name=name, n=len(made["segs"]), most=MAX_SEGMENTS)
        )
    for origin, key, first, previous, last, digest, seal in made["segs"]:
        segment = Segment(
            bytes.fromhex(key), _whole(first), bytes.fromhex(previous), _whole(last),
            bytes.fromhex(digest), bytes.fromhex(seal),
        )  # fmt: skip
        if origin != segment.origin.hex():
            raise ValueError("a log's id is not its key's")
        segments.append(segment)
    listed = [(_whole(s), bytes.fromhex(h)) for s, h in made["frames"]]
    return Manifest(
        name=name,
        id=str(made["id"]),
        workspace_id=str(made["workspace"]),
        pub=pub,
        device=str(made["device"]),
        author=str(made["author"]),
        at=_whole(made["at"]),
        to=[str(one) for one in made["to"]],
        schema=_whole(made["schema"]),
        have=[(bytes.fromhex(o), _whole(s), bytes.fromhex(h)) for o, s, h in made["have"]],
        want=[_sha256(one) for one in made["want"]],
        files=[_sha256(one) for one in made.get("files", ())],
        recipient=str(made["age"]) if "age" in made else None,
        segments=segments,
        frames=listed,
        raw_bytes=_whole(made["raw_bytes"]),
        attachments=_attachments(made["att"], len(listed)),
        size=size,
    )


def _attachments(listed: Any, frames: int) -> list[Attached]:
    made: list[Attached] = []
    last = -1
    for _name, sha256, size, first in listed:
        one = Attached(_sha256(sha256), _whole(size), _whole(first))
        if not (last < one.first < frames and one.size):
            raise ValueError("attachments follow one another")
        made.append(one)
        last = one.first
    return made


def _sha256(value: object) -> str:
    text = str(value)
    if len(text) != 64 or bytes.fromhex(text).hex() != text:
        raise ValueError("a hash was expected")
    return text


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value <= SEQ_MASK << 13:
        raise ValueError("a whole number was expected")
    return value


def broken(name: str) -> PackageError:
    """Return the sentence for a package that is not what its signature says."""
    return PackageError(
        _("El paquete «{name}» está dañado o alterado; pida que se lo envíen otra vez.").format(
            name=name
        )
    )


def frames(stream: IO[bytes], manifest: Manifest) -> Iterator[bytes]:
    """Yield the raw bytes of the entries' frames.

    A frame is opened only after its hash is the signed one.
    """
    raw = 0
    end = manifest.attachments[0].first if manifest.attachments else len(manifest.frames)
    for place in manifest.frames[:end]:
        chunk = _unpacked(stream, manifest, place)
        raw += len(chunk)
        if raw > manifest.raw_bytes:
            raise broken(manifest.name)
        yield chunk
    if raw != manifest.raw_bytes:
        raise broken(manifest.name)


def attached(stream: IO[bytes], manifest: Manifest) -> Iterator[tuple[Attached, Iterator[bytes]]]:
    """Yield each attachment and its pieces, which are to be read to their end before the next."""
    ends = [one.first for one in manifest.attachments[1:]] + [len(manifest.frames)]
    for one, end in zip(manifest.attachments, ends, strict=False):
        yield one, _pieces(stream, manifest, one, end)


def _pieces(stream: IO[bytes], manifest: Manifest, one: Attached, end: int) -> Iterator[bytes]:
    length = 0
    for place in manifest.frames[one.first : end]:
        chunk = _unpacked(stream, manifest, place)
        length += len(chunk)
        if length > one.size:
            raise broken(manifest.name)
        yield chunk
    if length != one.size:
        raise broken(manifest.name)


def _unpacked(stream: IO[bytes], manifest: Manifest, place: tuple[int, bytes]) -> bytes:
    import zstandard

    size, digest = place
    packed = stream.read(size)
    if len(packed) != size or hashlib.sha256(packed).digest() != digest:
        raise broken(manifest.name)
    try:
        # Not `decompress`: it trusts the size that the frame declares (a 1 GiB bomb in 32 KB).
        with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
            chunk = reader.read(MAX_RAW_FRAME + 1)
    except zstandard.ZstdError as error:
        raise broken(manifest.name) from error
    if len(chunk) > MAX_RAW_FRAME:
        raise broken(manifest.name)
    return chunk


def entries(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (segment number, entry bytes) from the stream of lines."""
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        if len(rest) > MAX_BYTES + 32:
            raise PackageError(_("El paquete trae un cambio demasiado grande; no se aceptó."))
        lines.reverse()
        while lines:
            number, _space, data = lines.pop().partition(b" ")
            if not number.isdigit() or len(number) > 9:
                raise PackageError(_("El paquete está dañado; no se aceptó nada de él."))
            yield int(number), data
    if rest:
        raise PackageError(_("El paquete está cortado; no se aceptó nada de él."))
