"""Orders about packages: write, look at, verify and receive them, and undo what they brought."""

import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from pea_desktop.areas import SCHEMA
from pea_desktop.cli import listing
from pea_desktop.cli.output import (
    manifest_json,
    put,
    put_json,
    put_lines,
    received_json,
    received_text,
)
from pea_desktop.core import restoring
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package import Received
from pea_desktop.i18n import _, ngettext

_LONGEST = 1024


def package_order(options: Namespace) -> int:
    """Do what was asked with a package."""
    actions = {
        "export": _export, "inspect": _inspect, "verify": _verify, "import": _import,
    }  # fmt: skip
    return actions[options.action](options)


def merge(options: Namespace) -> int:
    """Go back to what there was before the last reception."""
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device) as workspace:
        restoring.undo_merge(workspace)
    if options.json:
        put_json({"undone": True})
    else:
        put(_("Se deshizo la última fusión: el expediente está como antes de recibir."))
    return 0


def _passphrase(options: Namespace) -> str | None:
    """Read the passphrase, one line, from where no list of processes shows it.

    Raises:
        PeaError: There is none.
    """
    if not options.passphrase_stdin:
        return None
    line = sys.stdin.readline(_LONGEST).rstrip("\r\n")
    if not line:
        raise PeaError(_("Falta la contraseña: escríbala en una línea de la entrada."))
    return line


def _export(options: Namespace) -> int:
    passphrase = _passphrase(options)
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device, read_only=True) as workspace:
        made = package.export(
            workspace,
            options.out,
            options.to,
            with_attachments=not options.no_attachments,
            encrypt_to=options.encrypt_to,
            passphrase=passphrase,
        )
    if options.json:
        put_json(
            {
                "path": str(options.out), "entries": made.entries, "devices": made.devices,
                "size": made.size, "attachments": made.attachments, "to": made.to or None,
                "encrypted": bool(options.encrypt_to) or passphrase is not None,
            }
        )  # fmt: skip
        return 0
    put(
        ngettext(
            "Se escribió «{name}» con {n} cambio ({size:,} bytes).",
            "Se escribió «{name}» con {n} cambios ({size:,} bytes).",
            made.entries,
        ).format(name=options.out.name, n=made.entries, size=made.size)
    )
    return 0


def _inspect(options: Namespace) -> int:
    device = Device.load(options.author, options.device)
    manifest = package.inspect(options.package, package.Keys(device, _passphrase(options)))
    if options.json:
        put_json(manifest_json(manifest))
    else:
        put_lines(listing.manifest(manifest))
    return 0


def _verify(options: Namespace) -> int:
    """Apply a package, with its chains and seals, to a file of its own that is thrown away.

    One that rests on others can only be verified as far as it goes: frames, hashes, signatures.
    """
    device = Device.load(options.author, options.device)
    keys = package.Keys(device, _passphrase(options))
    manifest = package.inspect(options.package, keys)
    missing = package.verify_alone(options.package, SCHEMA, keys)
    if options.json:
        put_json(
            {
                "ok": True, "complete": not missing,
                "missing": [one.sentence for one in missing], **manifest_json(manifest),
            }
        )  # fmt: skip
        return 0
    put_lines(listing.manifest(manifest))
    put(_("El paquete está íntegro: firmas, huellas y cadenas concuerdan."))
    put_lines(one.sentence for one in missing)
    return 0


def _import(options: Namespace) -> int:
    passphrase = _passphrase(options)
    device = Device.load(options.author, options.device)
    is_new = not options.file.exists()
    if not is_new:
        with Workspace.open(options.file, SCHEMA, device) as workspace:
            received = package.receive(
                workspace,
                *options.packages,
                dry_run=options.dry_run,
                passphrase=passphrase,
                details=options.json,
            )
            told = _settle(workspace, received)
            _write_receipt(options, workspace, received)
    elif options.dry_run:
        with tempfile.TemporaryDirectory() as folder:
            received, told = _make(options, Path(folder, "expediente.pea"), device, passphrase)
            received.applied = False
    else:
        received, told = _make(options, options.file, device, passphrase)
    if options.json:
        put_json({**received_json(received), "refused_documents": told})
    else:
        put_lines(received_text(received, preview=options.dry_run))
        put_lines(told)
        if is_new and not options.dry_run:
            put(_("Se creó «{name}».").format(name=options.file.name))
    return 0


def _settle(workspace: Workspace, received: Received) -> list[str]:
    """Verify the signed documents that came; return what is said of those that were not kept."""
    if not (received.applied and received.attachments):
        return []
    from pea_desktop.signing import desk

    return desk.settle(workspace, set(received.attachments))


def _make(
    options: Namespace, path: Path, device: Device, passphrase: str | None
) -> tuple[Received, list[str]]:
    first, *more = options.packages
    workspace, received = package.receive_new(
        path, first, SCHEMA, device, *more, passphrase=passphrase, details=options.json
    )
    with workspace:
        told = _settle(workspace, received)
        _write_receipt(options, workspace, received)
    return received, told


def _write_receipt(options: Namespace, workspace: Workspace, received: Received) -> None:
    if options.receipt is not None and not options.dry_run:
        package.export_receipt(workspace, options.receipt, received.fingerprint)
