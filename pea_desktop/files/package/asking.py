"""«Pedir lo que falta»: a text to copy into a message, and the receipt that answers a package."""

from collections.abc import Sequence
from pathlib import Path

from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package.sending import Exported, export
from pea_desktop.files.package.standing import Standing
from pea_desktop.files.package.waiting import parked
from pea_desktop.i18n import _, ngettext


def request_text(workspace: Workspace, found: Sequence[Standing]) -> str:
    """Return what to write to the others; empty when nothing is known to be missing."""
    lines: dict[str, None] = {}
    for _package, missing in parked(workspace):
        lines.update(dict.fromkeys(one.sentence for one in missing))
    for one in found:
        for gap in one.gaps:
            sentence = _("Falta lo de «{device}» del cambio {first} al {last}.").format(
                device=gap.device, first=gap.first, last=gap.last
            )
            lines.setdefault(sentence)
    files = len(workspace.missing_attachments())
    if files:
        lines.setdefault(
            ngettext("Falta {n} archivo adjunto.", "Faltan {n} archivos adjuntos.", files).format(
                n=files
            )
        )
    if not lines:
        return ""
    head = _("Para «{device}»: ¿me pueden enviar un paquete con esto?").format(
        device=workspace.device.name
    )
    return "\n".join([head, *(f"· {line}" for line in lines)])


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
