"""Where a file lies, as far as it matters: on a stick, on the net, or in a folder that syncs.

There SQLite's promises do not hold: a stick is pulled out, a share locks nothing, and a program
that syncs takes the file and its `-wal` at different moments. An expediente belongs on the disk of
the laptop; what travels is a package.
"""

import contextlib
import os
import sqlite3
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.lock import FileLock
from pea_desktop.i18n import _

_SYNCED = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "mi unidad", "icloud drive",
    "mobile documents", "nextcloud", "owncloud", "pclouddrive",
)  # fmt: skip
_ON_THE_NET = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "davfs"})
_WINDOWS_REMOVABLE, _WINDOWS_REMOTE = 2, 4
MOVED = ".movido"
"""What the name of a file ends with that was brought to the laptop's disk."""


class Place(StrEnum):
    """Why a file does not lie where it is safe."""

    REMOVABLE = "extraible"
    ON_THE_NET = "red"
    SYNCED = "sincronizada"


def place_of(path: Path) -> Place | None:
    """Return why a file is not safe where it lies; None where nothing is known against it."""
    whole = path.absolute()
    with contextlib.suppress(OSError):
        whole = path.resolve()
    if is_synced(whole, os.environ):
        return Place.SYNCED
    if sys.platform == "win32":
        return _on_windows(whole)
    if sys.platform == "darwin":
        return Place.REMOVABLE if whole.is_relative_to("/Volumes") else None
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return on_mount(whole, mounts, Path("/sys/dev/block"))


def is_synced(path: Path, environ: Mapping[str, str]) -> bool:
    """Tell whether a path lies in a folder that a program copies to its service."""
    told = (environ.get(name) for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"))
    if any(folder and path.is_relative_to(folder) for folder in told):
        return True
    # «OneDrive - Secretaría», «Dropbox (Personal)».
    names = (part.casefold() for part in path.parent.parts)
    return any(
        name == one or name.startswith((f"{one} -", f"{one} ("))
        for name in names
        for one in _SYNCED
    )


def on_mount(path: Path, mounts: str, devices: Path) -> Place | None:
    """Return what Linux knows of the disk that holds a path.

    Args:
        path: Absolute.
        mounts: Text of `/proc/self/mountinfo`.
        devices: `/sys/dev/block`, one link for each disk.
    """
    found: tuple[int, str, str] | None = None
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 5 or not kinds[0]:
            continue
        at = fields[4].replace("\\040", " ")
        if path.is_relative_to(at) and (found is None or len(at) >= found[0]):
            found = len(at), fields[2], kinds[0]
    if found is None:
        return None
    _length, device, kind = found
    if kind in _ON_THE_NET:
        return Place.ON_THE_NET
    place = devices / device
    with contextlib.suppress(OSError):
        real = place.resolve()
        if any(part.startswith("usb") for part in real.parts):
            return Place.REMOVABLE
        for one in (real, real.parent):
            flag = one / "removable"
            if flag.is_file() and flag.read_text(encoding="ascii").strip() == "1":
                return Place.REMOVABLE
    return None


def _on_windows(path: Path) -> Place | None:
    if path.drive.startswith("\\\\"):
        return Place.ON_THE_NET
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\")  # type: ignore[attr-defined]
    known = {_WINDOWS_REMOVABLE: Place.REMOVABLE, _WINDOWS_REMOTE: Place.ON_THE_NET}
    return known.get(kind)


def why(place: Place) -> str:
    """Return what may happen to a file that lies there."""
    return {
        Place.REMOVABLE: _(
            "Está en una memoria o disco extraíble: si se desconecta mientras trabaja, lo último "
            "puede perderse."
        ),
        Place.ON_THE_NET: _(
            "Está en una carpeta de red: dos equipos podrían escribir en él a la vez y dañarlo."
        ),
        Place.SYNCED: _(
            "Está en una carpeta que se sincroniza (OneDrive, Dropbox…): ese programa puede "
            "llevarse una copia a medias, o traer una vieja."
        ),
    }[place]


def bring(path: Path, folder: Path) -> Path:
    """Copy an expediente that nobody has open to a folder; return where it is now.

    The former one stays, under another name (`MOVED`), so that nobody goes on in it by mistake.

    Raises:
        PeaError: It is in use or damaged, or there is no room; then it is where it was.
    """
    lock = FileLock(path, "")
    try:
        target = free_name(folder, path)
        temporary = target.with_name(f"{target.name}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (
                contextlib.closing(sqlite3.connect(path)) as source,
                contextlib.closing(sqlite3.connect(temporary)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
                if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                    raise sqlite3.DatabaseError("the copy does not read back")
            temporary.replace(target)
        except (OSError, sqlite3.Error) as error:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise PeaError(
                _("No se pudo copiar «{name}» a «{folder}» ({reason}); sigue donde estaba.").format(
                    name=path.name, folder=folder, reason=reason_of(error)
                )
            ) from error
    finally:
        lock.release()
    with contextlib.suppress(OSError):
        # A stick may be protected: then there are two, and who opens the other is told again.
        path.replace(path.with_name(path.name + MOVED))
    return target


def free_name(folder: Path, path: Path) -> Path:
    """Return a name in a folder that no file has."""
    made, number = folder / path.name, 2
    while made.exists():
        made = folder / f"{path.stem} ({number}){path.suffix}"
        number += 1
    return made
