"""This laptop's identity: the key that signs its log, and the names it claims.

The key lives in `PEA_HOME`, never in an expediente: whoever copies the file cannot write as this
device.
"""

import contextlib
import getpass
import hashlib
import os
import platform
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.i18n import _
from pea_desktop.paths import user_dir
from pea_desktop.settings import Settings


@dataclass(frozen=True)
class Device:
    """Equipo: who writes from this machine. A device is its `PEA_HOME`."""

    key: Ed25519PrivateKey
    author: str
    name: str
    home: Path

    @classmethod
    def load(cls, author: str | None = None, device: str | None = None) -> "Device":
        """Return this machine's device, making its key at the first use.

        Names given here win; the first ones ever given are remembered in the settings. Without
        any, the operating system's user and host name serve.

        Raises:
            PeaError: The folder or the key cannot be read or written.
        """
        home = user_dir()
        try:
            home.mkdir(parents=True, exist_ok=True)
            key = _read_or_make_key(home / "device.key")
            settings = _remembering(author, device)
        except OSError as error:
            raise PeaError(
                _("No se pudo preparar la carpeta de este equipo «{folder}»: {reason}.").format(
                    folder=home, reason=reason_of(error)
                )
            ) from error
        return cls(
            key=key,
            author=author or settings.author or _os_user(),
            name=device or settings.device or platform.node() or "equipo",
            home=home,
        )

    def renamed(self, author: str, name: str) -> "Device":
        """Return this device under other names, remembered; what it wrote keeps the former ones.

        Raises:
            PeaError: A name is empty, or the settings cannot be written.
        """
        author, name = " ".join(author.split()), " ".join(name.split())
        if not author or not name:
            raise PeaError(_("Falta el nombre: escríbalo, para que se sepa de quién es un cambio."))
        settings = Settings.load()
        settings.author, settings.device = author, name
        try:
            settings.save()
        except OSError as error:
            raise PeaError(
                _("No se pudieron guardar los ajustes en «{folder}»: {reason}.").format(
                    folder=self.home, reason=reason_of(error)
                )
            ) from error
        return replace(self, author=author, name=name)

    # Each edit asks for both several times, and the library computes the key anew.
    @cached_property
    def public(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return self.key.public_key().public_bytes_raw()

    @cached_property
    def origin(self) -> bytes:
        """The id of this device's log, 16 bytes."""
        return origin_of(self.public)

    @property
    def fingerprint(self) -> str:
        """Six groups of four to compare by voice."""
        return fingerprint_of(self.public)


def origin_of(public: bytes) -> bytes:
    """Return the id of the log that only the holder of this key can continue."""
    return hashlib.sha256(b"pea-log" + public).digest()[:16]


def fingerprint_of(public: bytes) -> str:
    """Return six groups of four hexadecimal digits that stand for a public key."""
    return in_groups(hashlib.sha256(b"pea-fingerprint" + public).hexdigest())


def in_groups(digest: str) -> str:
    """Return the beginning of a hexadecimal digest as six groups of four, to be read aloud."""
    digits = digest[:24].upper()
    return "-".join(digits[i : i + 4] for i in range(0, 24, 4))


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether the signature of the message was made with the key of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _remembering(author: str | None, device: str | None) -> Settings:
    """Return the settings, with these names in them if they are the first ones."""
    settings = Settings.load()
    changed = False
    if author and not settings.author:
        settings.author, changed = author, True
    if device and not settings.device:
        settings.device, changed = device, True
    if changed:
        settings.save()
    return settings


def _read_or_make_key(path: Path) -> Ed25519PrivateKey:
    for _attempt in range(2):
        try:
            text = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            _make_key(path)
            continue
        except UnicodeDecodeError:
            text = ""
        try:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
        except ValueError as error:
            raise PeaError(
                _(
                    "La llave de este equipo «{path}» está dañada; recupérela de un respaldo o "
                    "bórrela "
                    "para que el equipo empiece con una identidad nueva."
                ).format(path=path)
            ) from error
    raise PeaError(_("No se pudo crear la llave de este equipo en «{path}».").format(path=path))


def _make_key(path: Path) -> None:
    """Write a new key beside and rename it, so that two programs agree on one key."""
    key = Ed25519PrivateKey.generate()
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key.private_bytes_raw().hex() + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        # Linking never takes the place of a key that another program has just made.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    except OSError:
        # A disk without links (FAT).
        if not path.exists():
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return _("Sin nombre")
