"""«Pedir lo que falta»: a text to copy into a message, and the receipt that answers a package."""

from collections.abc import Sequence
from pathlib import Path

from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.sending import Exported, export
from pea_desktop.files.package.standing import Gap, Standing
from pea_desktop.files.package.waiting import parked
from pea_desktop.i18n import _, ngettext


def request_text(workspace: Workspace, found: Sequence[Standing]) -> str:
    """Return what to write to the others; empty when nothing is known to be missing."""
    lines: dict[str, None] = {}
    # Who said how far it goes says more than a package that only waits for it.
    ranged = {(gap.device, gap.first): _told(gap) for one in found for gap in one.gaps}
    for _package, missing in parked(workspace):
        for lacking in missing:
            lines.setdefault(ranged.get((lacking.device, lacking.first), lacking.sentence))
    lines.update(dict.fromkeys(ranged.values()))
    files = len(workspace.missing_attachments())
    if files:
        lines.setdefault(
            ngettext("Falta {n} archivo adjunto.", "Faltan {n} archivos adjuntos.", files).format(
                n=files
            )
        )
    if not lines:
        return ""
    head = _("A mi equipo, «{device}», le falta esto: ¿me envían un paquete que lo traiga?").format(
        device=workspace.device.name
    )
    return "\n".join([head, *(f"· {line}" for line in lines)])


def _told(gap: Gap) -> str:
    told = _("Falta lo de «{device}» del cambio {first} al {last}.")
    if gap.first == gap.last:
        told = _("Falta el cambio {first} de «{device}».")
    return told.format(device=gap.device, first=gap.first, last=gap.last)


def export_receipt(workspace: Workspace, path: Path, to: str) -> Exported:
    """Write a package that carries nothing but what this device has, for who sent one.

    Args:
        workspace: The expediente.
        path: Where to.
        to: Name or fingerprint of the sender.

    Raises:
        PeaError: The device is unknown, or the package cannot be written.
    """
    return export(workspace, path, to, with_attachments=False, with_entries=False)
