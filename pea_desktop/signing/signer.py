"""Signing a cell: the key is opened in another process, and what comes back is checked here."""

import multiprocessing
import re
from collections.abc import Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from pea_desktop.signing import child, revisions, sat, verifier
from pea_desktop.signing.appearance import Stroke
from pea_desktop.signing.child import PASSWORD_FRAME, Order
from pea_desktop.signing.manifest import Cell, Issued
from pea_desktop.signing.revisions import Base, Broken
from pea_desktop.signing.roots import Authority
from pea_desktop.signing.texts import SignatureError

_RECT = re.compile(rb"/Rect \[([-0-9. ]+)\]")
_SECONDS = 90
_SECONDS_STAMPED = 180
_LONGEST_PASSWORD = 4_096


def sign_cell(
    pdf: bytes,
    cell: str,
    cer: Path,
    key: Path,
    password: bytearray,
    *,
    expected_rfc: str | None,
    now: datetime,
    ink: Sequence[Stroke] | None = None,
    issued: Issued | None = None,
    authorities: Sequence[Authority] = (),
    timestamp_url: str | None = None,
) -> bytes:
    """Return the document with the cell signed; the bytes given are its beginning.

    Args:
        pdf: The document as issued or as last signed.
        cell: The name of the cell.
        cer: The certificate's file; it is read where it is.
        key: The private key's file; only the other process reads it.
        password: The key's password in UTF-8. It is overwritten with zeros, whatever happens.
        expected_rfc: The RFC that the directory has for this person, when it has one.
        now: The declared time, with its time zone.
        ink: The strokes to show in the cell, as `appearance.Stroke`.
        issued: The document as this device knows it; without it, it is told from `pdf` itself.
        authorities: The certificates imported on this device; the signer's issuer is embedded.
        timestamp_url: A service of RFC 3161 timestamps.

    Raises:
        SignatureError: F-01…F-14, F-16, F-17, F-21…F-24; nothing was changed.
    """
    try:
        base, issued = _known(pdf, cell, issued, now)
        if len(password) > _LONGEST_PASSWORD:
            raise SignatureError("F-03")
        order = Order(
            pdf=pdf,
            cell=cell,
            size=_size(base, cell),
            cer=cer,
            key=key,
            expected_rfc=expected_rfc or issued.signable[cell].rfc,
            now=now,
            ink=ink,
            authorities=[authority.der for authority in authorities],
            timestamp_url=timestamp_url,
        )
        signed = _in_child(order, password)
    finally:
        sat.wipe(password)
    told = verifier.verify(signed, issued=issued, roots=(), now=now)
    if not (signed.startswith(pdf) and told.is_intact and told.signatures[-1].cell == cell):
        raise SignatureError("F-22")
    return signed


def _known(pdf: bytes, cell: str, issued: Issued | None, now: datetime) -> tuple[Base, Issued]:
    """Check that the cell can be signed on these bytes."""
    try:
        base = revisions.read_base(issued.pdf if issued else pdf[: revisions.base_length(pdf)])
        if issued and not pdf.startswith(issued.pdf):
            raise SignatureError("F-16", folio=issued.folio)
        signed = {revision.cell for revision in revisions.read(pdf, base)}
    except Broken as e:
        raise SignatureError("F-20" if e.code == "F-20" else "F-17") from e
    if issued is None:
        # The boxes and people of the roster play no part in checking one's own signature.
        cells = tuple(Cell(name=name, page=1, box=(0, 0, 1, 1), person="") for name in base.fields)
        issued = Issued(pdf=pdf[: base.length], cells=cells)
    if cell not in base.fields or cell not in issued.signable:
        raise SignatureError("F-21", cell=cell)
    if cell in signed:
        raise SignatureError("F-13")
    if issued.latest is not None and not pdf.startswith(issued.latest):
        # Signing what is behind, or beside, what is known here would make a fork.
        raise SignatureError("F-14")
    if signed and not verifier.verify(pdf, issued=issued, roots=(), now=now).is_intact:
        raise SignatureError("F-17")
    return base, issued


def _size(base: Base, cell: str) -> tuple[float, float]:
    found = _RECT.search(base.fields[cell].stem)
    if not found:
        raise SignatureError("F-17")
    left, bottom, right, top = (float(edge) for edge in found[1].split())
    return right - left, top - bottom


def _in_child(order: Order, password: bytearray) -> bytes:
    """Run the order in a process of its own, started afresh: nothing of ours is copied into it."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=child.serve, args=(theirs,), daemon=True)
    frame = bytearray(PASSWORD_FRAME)
    try:
        process.start()
        theirs.close()
        frame[:4] = len(password).to_bytes(4, "big")
        frame[4 : 4 + len(password)] = password
        mine.send(order)
        mine.send_bytes(frame)
        sat.wipe(frame)
        return _answer(mine, _SECONDS_STAMPED if order.timestamp_url else _SECONDS)
    except (OSError, EOFError) as e:
        raise SignatureError("F-22") from e
    finally:
        sat.wipe(frame)
        mine.close()
        process.join(1)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def _answer(connection: Connection, seconds: int) -> bytes:
    if not connection.poll(seconds):
        raise SignatureError("F-22")
    code, fields = connection.recv()
    if code is not None:
        raise SignatureError(code, **fields)
    return connection.recv_bytes()
