r"""Encryption around a package: to recipients' keys (age), or by a passphrase.

The package is signed inside and encrypted outside: age does not say who sent it. Encrypted to
recipients the file is a plain age file. By passphrase it is

    "PEAPKGP1" | u32 length | JSON {n, r, p, salt, nonce, key} | age file

where the age file is for a key made for this package alone, and `key` is that key under AES-GCM,
whose own key is scrypt(passphrase). age's own passphrase mode takes as much memory as it finds.
"""

import contextlib
import errno
import hashlib
import json
import os
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from pea_desktop.core.device import Device
from pea_desktop.core.errors import PackageError, PeaError, reason_of
from pea_desktop.i18n import _

_AGE = b"age-encryption.org/v1\n"
_MAGIC = b"PEAPKGP1"
# 32 MiB three times over: what OWASP's list for scrypt puts beside 64 MiB twice. The oldest laptop
# of an office opens a large package in 64 MiB.
_N, _R, _P = 1 << 15, 8, 3
_MOST_MEMORY = 128 * 1024 * 1024
_LONGEST_HEADER = 4096
_KEY_FILE = "age.key"


@dataclass(frozen=True)
class Keys:
    """What opens an encrypted package: this device's own key, and the passphrase if one is said."""

    device: Device | None = None
    passphrase: str | None = None


def own_recipient(device: Device) -> str:
    """Return the key to which others encrypt what only this device may read («age1…»)."""
    return str(_own_identity(device).to_public())


def is_recipient(text: str) -> bool:
    """Tell whether a text is an age recipient."""
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def wrap(source: Path, out: Path, recipients: Sequence[str], passphrase: str | None) -> None:
    """Encrypt a package into another file, piece by piece; in place once it is on the disk.

    What reached the disk is read again: sticks lie, and nobody here has the key to open it.

    Raises:
        PeaError: The disk gives back something else.
    """
    from pyrage import encrypt_io, x25519

    temporary = out.with_name(out.name + ".part")
    try:
        with source.open("rb") as reader, temporary.open("wb") as file:
            writer = _Noting(file)
            keys = [x25519.Recipient.from_str(one) for one in recipients]
            if passphrase is not None:
                identity = x25519.Identity.generate()
                header = _wrapped(str(identity).encode(), passphrase)
                writer.write(_MAGIC + struct.pack(">I", len(header)) + header)
                keys.append(identity.to_public())
            encrypt_io(reader, writer, keys)
            file.flush()
            os.fsync(file.fileno())
        with temporary.open("rb") as file:
            if hashlib.file_digest(file, "sha256").digest() != writer.digest():
                raise not_kept(out)
        temporary.replace(out)
    except BaseException:
        with contextlib.suppress(OSError):  # the stick may be gone
            temporary.unlink(missing_ok=True)
        raise


def not_kept(path: Path) -> PeaError:
    """Return the sentence for a disk that gives back something else than was written."""
    return PeaError(
        _(
            "Lo que quedó en «{folder}» no es lo que se escribió: la memoria puede estar dañada; "
            "use otra."
        ).format(folder=path.parent)
    )


class _Noting:
    """Writes to a file and remembers the hash of it all."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write a piece."""
        self._hash.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Let the file write what it holds."""
        self._file.flush()

    def digest(self) -> bytes:
        """Return the hash of what was written."""
        return self._hash.digest()


@contextlib.contextmanager
def opened(path: Path, keys: Keys | None = None) -> Iterator[IO[bytes]]:
    """Open a package to read, decrypted if it needs to be.

    What is decrypted goes to a nameless file first: nothing is looked at before its end is known.

    Raises:
        PackageError: It cannot be decrypted with these keys.
        PeaError: It cannot be read.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with stream:
        reader = cast("IO[bytes]", _Readable(stream, path))
        head = reader.read(len(_AGE))
        reader.seek(0)
        if not (head.startswith(_MAGIC) or head == _AGE):
            yield reader
            return
        with tempfile.TemporaryFile() as plain:
            _decrypt(path, reader, plain, keys or Keys())
            plain.seek(0)
            yield plain


class _Readable:
    """A package's file; says in a sentence that no more can be read: a stick was pulled out."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._path = path
        self.size = os.fstat(stream.fileno()).st_size

    def read(self, length: int = -1) -> bytes:
        """Return the next bytes."""
        try:
            return self._stream.read(length)
        except OSError as error:
            raise _unreadable(self._path, error) from error

    def seek(self, place: int) -> int:
        """Go to a byte."""
        return self._stream.seek(place)

    def tell(self) -> int:
        """Return where the next read begins."""
        return self._stream.tell()


def _unreadable(path: Path, error: OSError) -> PeaError:
    return PeaError(
        _("No se pudo leer el paquete «{name}»: {reason}.").format(
            name=path.name, reason=reason_of(error)
        )
    )


def wants_passphrase(path: Path) -> bool:
    """Tell whether a file is a package that a passphrase opens; one for a device asks for none."""
    with path.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def _decrypt(path: Path, stream: IO[bytes], plain: IO[bytes], keys: Keys) -> None:
    from pyrage import DecryptError, IdentityError, decrypt_io, x25519

    try:
        if stream.read(len(_MAGIC)) == _MAGIC:
            if keys.passphrase is None:
                raise PackageError(
                    _("«{name}» está cifrado con una contraseña: escríbala para abrirlo.").format(
                        name=path.name
                    )
                )
            secret = _unwrapped(stream, keys.passphrase)
            if secret is None:
                raise PackageError(
                    _("La contraseña de «{name}» no es ésa, o el paquete está dañado.").format(
                        name=path.name
                    )
                )
            identity = x25519.Identity.from_str(secret)
        else:
            stream.seek(0)
            if keys.device is None:
                raise _not_for_us(path)
            identity = _own_identity(keys.device)
        decrypt_io(stream, plain, [identity])
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise PeaError(
                _("No hay espacio en el disco para abrir «{name}»; libere espacio.").format(
                    name=path.name
                )
            ) from error
        raise _not_for_us(path) from error
    except (DecryptError, IdentityError) as error:
        raise _not_for_us(path) from error


def _not_for_us(path: Path) -> PackageError:
    return PackageError(
        _(
            "«{name}» está cifrado y no se puede abrir en este equipo: es para otro, o está "
            "dañado. Pida que se lo envíen otra vez."
        ).format(name=path.name)
    )


def _wrapped(secret: bytes, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    key = AESGCM(_derived(passphrase, salt, _N, _R, _P)).encrypt(nonce, secret, _MAGIC)
    made = {
        "n": _N, "r": _R, "p": _P, "salt": salt.hex(), "nonce": nonce.hex(), "key": key.hex(),
    }  # fmt: skip
    return json.dumps(made, separators=(",", ":")).encode()


def _unwrapped(stream: IO[bytes], passphrase: str) -> str | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = stream.read(4)
    length = struct.unpack(">I", head)[0] if len(head) == 4 else _LONGEST_HEADER + 1
    if length > _LONGEST_HEADER:
        return None
    try:
        made: dict[str, Any] = json.loads(stream.read(length))
        n, r, p = int(made["n"]), int(made["r"]), int(made["p"])
        # What a stranger declares must not take the machine's memory or its day.
        if n < 2 or n & (n - 1) or not 0 < r <= 32 or not 0 < p <= 4:
            return None
        if 128 * n * r > _MOST_MEMORY:
            return None
        key = _derived(passphrase, bytes.fromhex(made["salt"]), n, r, p)
        nonce, wrapped = bytes.fromhex(made["nonce"]), bytes.fromhex(made["key"])
        return AESGCM(key).decrypt(nonce, wrapped, _MAGIC).decode()
    except (ValueError, KeyError, TypeError, InvalidTag):
        return None


def _derived(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())


def _own_identity(device: Device) -> Any:
    from pyrage import x25519

    path = device.home / _KEY_FILE
    try:
        if not path.exists():
            temporary = path.with_name(f"{_KEY_FILE}.{os.getpid()}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(f"{x25519.Identity.generate()}\n")
            temporary.replace(path)
        return x25519.Identity.from_str(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise PeaError(
            _("No se pudo leer la llave de cifrado de este equipo «{path}»: {reason}.").format(
                path=path, reason=reason_of(error)
            )
        ) from error
