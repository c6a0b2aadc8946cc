"""Orders about electronic signatures: sign a cell, verify a file, receive a signed one."""

import getpass
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from pea_desktop.areas import SCHEMA, documents
from pea_desktop.areas.documents import SIGNATURE_STATE_LABELS, SignatureRow
from pea_desktop.cli.output import put, put_json, put_lines
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.settings import Settings

_LONGEST_PASSWORD = 4_096


def sign(options: Namespace) -> int:
    """Sign a cell of an issued document, or list its cells.

    Whoever names a cell and a certificate in one order has said that they are the same person's;
    for a cell without RFC that is kept as the answer.
    """
    from pea_desktop.signing import desk

    if options.list:
        with _open(options, read_only=True) as workspace:
            session = workspace.session
            row = desk.row_of(session, options.folio)
            return _put_cells(documents.signature_rows(session, row), is_json=options.json)
    for name in ("cell", "cer", "key"):
        if getattr(options, name) is None:
            raise PeaError(
                _("Falta «--{name}»: diga qué celda se firma, con qué .cer y con qué .key.").format(
                    name=name
                )
            )
    with _open(options) as workspace:
        act = desk.prepare(
            workspace,
            options.folio,
            options.cell,
            options.cer,
            options.key,
            confirm_name=True,
            timestamp_url=options.timestamp or Settings.load().timestamp_url,
        )
        made = desk.store(workspace, act, desk.make(act, _password()))
        told = {
            "folio": act.folio,
            "cell": act.cell,
            "person": act.issued.signable[act.cell].person,
            "name": act.certificate.name,
            "serial": act.certificate.serial,
            "claimed": made.claimed,
            "sha256": made.sha256,
        }
    if options.json:
        put_json(told)
        return 0
    put(
        _(
            "Se firmó «{folio}»: la celda de {person}, con el certificado de {name} (serie "
            "{serial})."
        ).format(**{key: told[key] for key in ("folio", "person", "name", "serial")})
    )
    return 0


def verify(options: Namespace) -> int:
    """Say whether a PDF is what was issued and signed; 0 only when it is intact.

    A document that nobody has signed electronically is intact when it is, byte for byte, what the
    expediente issued; without the expediente that cannot be told, and the answer is 1.
    """
    from pea_desktop.signing import desk, roots

    data = _read(options.pdf)
    trusted = None
    if options.ca is not None:
        if not options.ca.exists():
            raise PeaError(
                _("No existe la carpeta «{name}» con los certificados de autoridades.").format(
                    name=options.ca
                )
            )
        trusted = roots.read_folder(options.ca)
    if options.workspace is None:
        found = desk.verify_file(data, roots=trusted)
    else:
        device = Device.load(options.author, options.device)
        with Workspace.open(options.workspace, SCHEMA, device, read_only=True) as workspace:
            found = desk.verify_file(data, workspace, roots=trusted)
    if options.json:
        put_json(found.as_dict())
    else:
        put_lines(_lines(found))
    return 0 if found.is_intact else 1


def receive(options: Namespace) -> int:
    """Take in a PDF that was signed on another laptop."""
    from pea_desktop.signing import desk

    data = _read(options.pdf)
    with _open(options) as workspace:
        arrival = desk.receive_pdf(workspace, data, options.pdf.name)
    if options.json:
        put_json(
            {
                "folio": arrival.folio,
                "relation": str(arrival.relation),
                "kept": arrival.is_kept,
                "added": list(arrival.added),
                "sentence": arrival.sentence,
            }
        )
    else:
        put(arrival.sentence)
    return 0


def _put_cells(rows: list[SignatureRow], *, is_json: bool) -> int:
    if is_json:
        put_json([_cell_json(row) for row in rows])
        return 0
    put_lines(
        _("{cell}  {person} · {state}").format(
            cell=row.cell.name, person=row.cell.person, state=_(SIGNATURE_STATE_LABELS[row.state])
        )
        for row in rows
    )
    return 0


def _cell_json(row: SignatureRow) -> dict[str, Any]:
    return {
        "cell": row.cell.name,
        "name": row.cell.person,
        "role": row.cell.role,
        "mode": row.cell.mode,
        "state": str(row.state),
        "page": row.cell.page,
    }


def _lines(found: Any) -> list[str]:
    """Return what was found as sentences, the verdict first."""
    lines = [str(found.verdict)]
    if found.folio:
        lines.append(_("Documento: {folio}.").format(folio=found.folio))
    if found.is_issued_unsigned:
        lines.append(_("Es, byte por byte, lo que se emitió; nadie lo ha firmado con e.firma."))
    lines += [reason.text for reason in found.reasons]
    for one in found.signatures:
        lines.append(f"— {one.cell}")
        lines += [one.content, one.signature, one.issuer, one.date]
    lines += [warning.text for warning in found.verification.warnings]
    lines.append(found.as_dict()["note"])
    return lines


def _password() -> bytearray:
    """Read the key's password: from a terminal without showing it, else the first line of stdin."""
    if sys.stdin.isatty():
        return bytearray(getpass.getpass(_("Contraseña de la clave privada: ")).encode("utf-8"))
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        return bytearray(sys.stdin.readline().rstrip("\r\n").encode("utf-8"))
    line = bytearray(stream.readline(_LONGEST_PASSWORD + 2))
    while line.endswith((b"\n", b"\r")):
        del line[-1]
    return line


def _read(path: Path) -> bytes:
    from pea_desktop.signing.verifier import LARGEST

    try:
        with path.open("rb") as stream:
            # One byte more than is read at all tells that it is too large.
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise PeaError(
            _("No se pudo leer «{name}»: {reason}.").format(name=path, reason=reason_of(error))
        ) from error


def _open(options: Namespace, *, read_only: bool = False) -> Workspace:
    device = Device.load(options.author, options.device)
    return Workspace.open(options.file, SCHEMA, device, read_only=read_only)
