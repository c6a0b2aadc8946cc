"""The authorities that a person imported on this device; none comes with the program.

They never travel: a package that could bring an authority could bring a false one. They lie in
the device's own folder, one DER file each, named by fingerprint.
"""

import hashlib
import os
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import pem

from pea_desktop import paths
from pea_desktop.core.errors import reason_of
from pea_desktop.signing import sat
from pea_desktop.signing.texts import AuthorityError

LABORATORY = "DE LABORATORIO"
LABORATORY_ALLOWED = "PEA_LABORATORY"
"""The variable of the environment that tests set to use the certificates they make."""

_SUFFIXES = (".cer", ".crt", ".der", ".pem")
_LARGEST = 64 * 1024
_MOST = 500
_LARGEST_FILE = 20 * 1024 * 1024
_ANCHOR, _BETWEEN = "raiz", "intermedia"


@dataclass(frozen=True, kw_only=True)
class Authority:
    """An authority's certificate as a person compares it with the official site.

    `is_anchor` says that trust begins here: a self-signed one, or one that the person took so.
    """

    der: bytes
    name: str
    not_before: datetime
    not_after: datetime
    is_anchor: bool

    @property
    def sha256(self) -> str:
        """The fingerprint, in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The fingerprint as it is read aloud: pairs with colons."""
        return ":".join(self.sha256[n : n + 2].upper() for n in range(0, 64, 2))


def read(der: bytes, *, as_anchor: bool = False, for_once: bool = False) -> Authority:
    """Read one authority's certificate.

    Args:
        der: The certificate.
        as_anchor: Trust begins here, though another authority issued it.
        for_once: It is named for one order and not kept on the device.

    Raises:
        AuthorityError: A-02, it is no authority; A-03, it was made for tests.
        ValueError: The bytes are no certificate.
    """
    loaded = sat.load_certificate(der)
    name = sat.name_of(loaded.subject)
    if not loaded.ca:
        raise AuthorityError("A-02", name=name)
    if LABORATORY in name.upper() and not _allows_laboratory(for_once=for_once):
        raise AuthorityError("A-03", name=name)
    is_root = loaded.issuer == loaded.subject and sat.is_signed_by(der, der)
    return Authority(
        der=der,
        name=name,
        not_before=loaded.not_valid_before,
        not_after=loaded.not_valid_after,
        is_anchor=is_root or as_anchor,
    )


def read_file(path: Path, *, for_once: bool = False) -> list[Authority]:
    """Return the authorities in a `.cer`, a `.crt` or a `.zip`, to be shown before keeping them.

    Raises:
        AuthorityError: A-01, A-02, A-03 or A-05.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise AuthorityError("A-01", name=path.name)
        data = path.read_bytes()
    except OSError as e:
        raise AuthorityError("A-05", name=path.name, reason=reason_of(e)) from e
    found: dict[str, Authority] = {}
    people = []
    for der in _certificates(data):
        try:
            authority = read(der, for_once=for_once)
        except AuthorityError as e:
            if e.code == "A-03":
                raise
            people.append(e)
        except (ValueError, TypeError, KeyError):
            continue
        else:
            found[authority.sha256] = authority
    if not found:
        raise people[0] if people else AuthorityError("A-01", name=path.name)
    return list(found.values())


def keep(authorities: Iterable[Authority]) -> None:
    """Keep authorities on this device.

    Raises:
        AuthorityError: A-04.
    """
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for authority in authorities:
            kind = _ANCHOR if authority.is_anchor else _BETWEEN
            target = folder / f"{authority.sha256}.{kind}.cer"
            part = target.with_suffix(".part")
            part.write_bytes(authority.der)
            part.replace(target)
    except OSError as e:
        raise AuthorityError("A-04", reason=reason_of(e)) from e


def kept() -> list[Authority]:
    """Return the authorities of this device; a file whose name is not its content is left out."""
    found = []
    for path in sorted(_folder().glob("*.cer")):
        sha256, kind = path.name.split(".")[:2]
        try:
            der = path.read_bytes()
            authority = read(der, as_anchor=kind == _ANCHOR)
        except (OSError, ValueError, AuthorityError):
            continue
        if authority.sha256 == sha256:
            found.append(authority)
    return found


def forget(authority: Authority) -> None:
    """Stop trusting an authority on this device.

    Raises:
        AuthorityError: A-04.
    """
    try:
        for path in _folder().glob(f"{authority.sha256}.*.cer"):
            path.unlink()
    except OSError as e:
        raise AuthorityError("A-04", reason=reason_of(e)) from e


def read_folder(folder: Path) -> list[Authority]:
    """Return the authorities of the files of a folder, or of one file, for `verify --ca`.

    Raises:
        AuthorityError: None of the files has one: A-01, A-02, A-03 or A-05.
    """
    found: dict[str, Authority] = {}
    others: list[AuthorityError] = []
    for path in [folder] if folder.is_file() else sorted(folder.iterdir()):
        if path.suffix.lower() not in (*_SUFFIXES, ".zip"):
            continue
        try:
            listed = read_file(path, for_once=True)
        except AuthorityError as e:
            if e.code not in ("A-01", "A-02"):
                raise
            others.append(e)  # people's certificates often lie beside their authority's
        else:
            found.update({authority.sha256: authority for authority in listed})
    if others and not found:
        raise others[0]
    return list(found.values())


def _allows_laboratory(*, for_once: bool) -> bool:
    """Tell whether certificates made for tests are taken; the installed program never does."""
    asked = for_once or bool(os.environ.get(LABORATORY_ALLOWED))
    return asked and not getattr(sys, "frozen", False)


def _folder() -> Path:
    return paths.user_dir() / "authorities"


def _certificates(data: bytes) -> Sequence[bytes]:
    """Return the DER certificates of a file, whatever it wraps them in."""
    if zipfile.is_zipfile(BytesIO(data)):
        return _from_zip(data)
    if pem.detect(data):
        return _from_pem(data)
    return [data]


def _from_zip(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for entry in archive.infolist()[:_MOST]:
                if Path(entry.filename).suffix.lower() in _SUFFIXES and entry.file_size <= _LARGEST:
                    with archive.open(entry) as file:
                        found.extend(_certificates(file.read(_LARGEST)))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        return []
    return found


def _from_pem(data: bytes) -> list[bytes]:
    try:
        return [der for _name, _headers, der in pem.unarmor(data, multiple=True)]
    except ValueError:
        return []
