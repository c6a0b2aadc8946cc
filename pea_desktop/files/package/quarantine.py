"""Packages that were not accepted: kept beside the expediente, visible, never dropped.

They lie in this device's own folder, so that the expediente stays as it was, and are tried again
when an administrator has authorised their sender.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.files.package.container import Manifest
from pea_desktop.i18n import _

UNKNOWN_SENDER, FORGED = "remitente_no_autorizado", "contenido_falso"


@dataclass(frozen=True)
class Quarantined:
    """A package set aside: whose it says it is, why, and when it was received here (ms)."""

    id: str
    device: str
    author: str
    fingerprint: str
    reason: str
    at: int
    entries: int


def folder_of(device: Device, workspace_id: str) -> Path:
    """Return where the packages of an expediente are set aside on this device."""
    return device.home / "quarantine" / workspace_id


def keep(device: Device, manifest: Manifest, source: IO[bytes], reason: str, at: int) -> None:
    """Set a package aside; the same one again takes its own place."""
    folder = folder_of(device, manifest.workspace_id)
    folder.mkdir(parents=True, exist_ok=True)
    # Two senders may call theirs alike, by mistake or so that the second hides the first.
    path = folder / f"{_safe(manifest.id)}-{manifest.pub.hex()[:16]}.peapkg"
    temporary = path.with_suffix(".part")
    source.seek(0)
    with temporary.open("wb") as stream:
        shutil.copyfileobj(source, stream, 1 << 20)
    temporary.replace(path)
    told = Quarantined(
        manifest.id, manifest.device, manifest.author, manifest.fingerprint, reason, at,
        manifest.entries,
    )  # fmt: skip
    path.with_suffix(".json").write_text(
        json.dumps(asdict(told), ensure_ascii=False), encoding="utf-8"
    )


def kept(device: Device, workspace_id: str) -> list[tuple[Quarantined, Path]]:
    """Return the packages set aside, the oldest first, and where each is."""
    made: list[tuple[Quarantined, Path]] = []
    for note in folder_of(device, workspace_id).glob("*.json"):
        try:
            told = Quarantined(**json.loads(note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        path = note.with_suffix(".peapkg")
        if path.is_file():
            made.append((told, path))
    return sorted(made, key=lambda one: (one[0].at, one[0].id))


def release(path: Path) -> None:
    """Forget a package that has been taken in after all."""
    path.with_suffix(".json").unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def forget(device: Device, workspace_id: str, package: str) -> Quarantined:
    """Drop a package that was set aside; only ever by a person's explicit order.

    Args:
        device: This device.
        workspace_id: The expediente's.
        package: Its id, or the beginning of it.

    Raises:
        PeaError: None is called that way, or several are.
    """
    found = [one for one in kept(device, workspace_id) if one[0].id.startswith(package)]
    if len(found) != 1 or not package:
        raise PeaError(
            _("No hay en cuarentena un paquete «{id}», o hay varios que empiezan así.").format(
                id=package[:80]
            )
        )
    release(found[0][1])
    return found[0][0]


def _safe(text: str) -> str:
    """Return a name for a file: an id is its sender's word, and may be anything."""
    return "".join(c if c.isalnum() or c == "-" else "_" for c in text)[:64] or "_"
