"""Signing one cell of an issued document: gather here, sign in a worker, keep here.

    act = prepare(workspace, document, cell, cer, key, confirm_name=ask)
    signed = make(act, password)          # half a second to seconds: a worker may do it
    revision = store(workspace, act, signed)

`sign` does the three. Whatever fails, the expediente is as it was.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pea_desktop.areas import documents
from pea_desktop.areas.documents import DocumentRevision, IssuedDocument
from pea_desktop.areas.documents.codes import SignatureState
from pea_desktop.core.text import fold
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.signing import registry, roots, sat, signer, steps
from pea_desktop.signing.appearance import Stroke
from pea_desktop.signing.manifest import Issued, Mode
from pea_desktop.signing.roots import Authority
from pea_desktop.signing.sat import Certificate
from pea_desktop.signing.texts import SignatureError

ConfirmName = Callable[[str, str], bool]
"""Asks «¿Es la misma persona?»: the name in the roster, the name in the certificate."""

_PATIENCE = 5
_LONGEST_PAUSE = 4


@dataclass
class Attempts:
    """Wrong passwords in a row at one window; from the fifth on, each answer comes later.

    The window keeps one for as long as the person is at it, and hands it to `make` or `sign`.
    It never locks anybody out.
    """

    wrong: int = 0

    @property
    def pause(self) -> int:
        """The seconds that the next attempt waits: first 0, then 1, 2, 4 and again 4."""
        late = self.wrong - _PATIENCE
        return 0 if late < 0 else min(1 << late, _LONGEST_PAUSE)


@dataclass(frozen=True, kw_only=True)
class Act:
    """A signature about to be made; plain data, for a worker. It holds no password and no key."""

    document_id: str
    folio: str
    cell: str
    pdf: bytes = field(repr=False)
    issued: Issued = field(repr=False)
    certificate: Certificate
    certificate_path: Path
    key_path: Path
    now: datetime
    ink: Sequence[Stroke] | None = None
    authorities: tuple[Authority, ...] = ()
    timestamp_url: str | None = None
    note: str = ""


def sign(
    workspace: Workspace,
    document: IssuedDocument | str,
    cell: str,
    certificate_path: Path,
    key_path: Path,
    password: bytearray,
    *,
    confirm_name: ConfirmName | bool = False,
    ink: Sequence[Stroke] | None = None,
    now: datetime | None = None,
    timestamp_url: str | None = None,
    attempts: Attempts | None = None,
) -> DocumentRevision:
    """Sign a cell with a person's e.firma and keep the result.

    Args:
        workspace: The expediente, open for writing.
        document: The row, its id, or its folio.
        cell: The cell's name (`documents.signature_rows(…)[n].cell.name`).
        certificate_path: The `.cer`, read where it is and not remembered.
        key_path: The `.key`; only the other process reads it.
        password: The key's password in UTF-8; overwritten with zeros, whatever happens.
        confirm_name: For a cell whose person has no RFC in the expediente: asks a person whether
            roster and certificate name the same one; or the answer. The answer is kept.
        ink: Strokes to show inside the cell beside the words.
        now: The declared time; the clock's when None.
        timestamp_url: An RFC 3161 service; None: no timestamp.
        attempts: Wrong passwords so far; see `Attempts`.

    Returns:
        The revision's row.

    Raises:
        SignatureError: F-01…F-14, F-16, F-17, F-19, F-21…F-26; nothing was changed.
        PeaError: There is no such document, or the file cannot be written.
    """
    try:
        act = prepare(
            workspace,
            document,
            cell,
            certificate_path,
            key_path,
            confirm_name=confirm_name,
            ink=ink,
            now=now,
            timestamp_url=timestamp_url,
        )
        signed = make(act, password, attempts=attempts)
    finally:
        sat.wipe(password)
    return store(workspace, act, signed)


def prepare(
    workspace: Workspace,
    document: IssuedDocument | str,
    cell: str,
    certificate_path: Path,
    key_path: Path,
    *,
    confirm_name: ConfirmName | bool = False,
    ink: Sequence[Stroke] | None = None,
    now: datetime | None = None,
    timestamp_url: str | None = None,
) -> Act:
    """Look whether this certificate may sign this cell now, before any password is asked for.

    Arguments and errors as `sign`, but for those of the key and its password.
    """
    row = registry.row_of(workspace.session, document)
    told = registry.known(workspace.session, row)
    issued = told.issued
    if issued is None or not told.is_newest_here or issued.latest is None:
        # Signing what is here would begin a fork: somebody's signature is known but not at hand.
        raise SignatureError("F-14")
    at = issued.signable.get(cell)
    if at is None:
        raise _no_cell(row, cell)
    if cell in told.signed.get(told.chain[-1], ()):
        raise SignatureError("F-13")
    moment = now or _moment(workspace)
    certificate = sat.read_certificate(read_file(certificate_path, "F-01"))
    sat.check_signer(certificate, now=moment, expected_rfc=at.rfc)
    return Act(
        document_id=row.id,
        folio=told.folio,
        cell=cell,
        pdf=issued.latest,
        issued=issued,
        certificate=certificate,
        certificate_path=certificate_path,
        key_path=key_path,
        now=moment,
        ink=ink,
        authorities=tuple(roots.kept()),
        timestamp_url=timestamp_url or None,
        note="" if at.rfc else _same_person(at.person, certificate, confirm_name),
    )


def make(
    act: Act,
    password: bytearray,
    *,
    attempts: Attempts | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> bytes:
    """Return the document with the cell signed, verified; touches no expediente.

    Args:
        act: From `prepare`.
        password: Overwritten with zeros, whatever happens.
        attempts: Wrong passwords so far; after five, it first waits `attempts.pause` seconds.
        sleep: How it waits.

    Raises:
        SignatureError: As `sign`.
    """
    try:
        if attempts is not None and attempts.pause:
            sleep(attempts.pause)
        signed = signer.sign_cell(
            act.pdf,
            act.cell,
            act.certificate_path,
            act.key_path,
            password,
            expected_rfc=act.issued.signable[act.cell].rfc,
            now=act.now,
            ink=act.ink,
            issued=act.issued,
            authorities=act.authorities,
            timestamp_url=act.timestamp_url,
        )
    except SignatureError as error:
        if attempts is not None and error.code == "F-03":
            attempts.wrong += 1
        raise
    finally:
        sat.wipe(password)
    if attempts is not None:
        attempts.wrong = 0
    return signed


def store(workspace: Workspace, act: Act, signed: bytes) -> DocumentRevision:
    """Keep what `make` returned: revision, bytes and state of the minute, all or nothing.

    Raises:
        SignatureError: F-14, another signature arrived meanwhile; F-19, the disk is full.
        PeaError: The expediente is open for reading only.
    """
    row = registry.row_of(workspace.session, act.document_id)
    tip = registry.known(workspace.session, row).chain[-1]
    if tip != hashlib.sha256(act.pdf).hexdigest():
        raise SignatureError("F-14")
    step = steps.of(act.issued.pdf, signed)[-1]
    label = _("Firmar {folio} con e.firma").format(folio=act.folio)
    with registry.keeping(workspace), workspace.edit(label) as session:
        return documents.add_revision(
            session,
            row,
            signed,
            act.cell,
            certificate=step.certificate,
            serial=step.serial,
            claimed=step.claimed,
            note=act.note,
        )


def read_file(path: Path, code: str) -> bytes:
    """Return a file's bytes; the error has the code of what was looked for."""
    try:
        if path.stat().st_size > sat.LARGEST_FILE:
            raise SignatureError(code)
        return path.read_bytes()
    except OSError as error:
        raise SignatureError(code) from error


def is_signable(state: SignatureState, mode: str) -> bool:
    """Tell whether a cell still waits for its e.firma: for the table of signatures."""
    return mode == Mode.EFIRMA and state != SignatureState.EFIRMA


def _no_cell(row: IssuedDocument, cell: str) -> SignatureError:
    for one in documents.cells_of(row):
        if one.name == cell:
            return SignatureError("F-21b", person=one.person)
    return SignatureError("F-21", cell=cell[:80])


def _same_person(person: str, certificate: Certificate, confirm: ConfirmName | bool) -> str:
    """Return the note that keeps a person's answer.

    Raises:
        SignatureError: F-26, nobody confirmed it.
    """
    is_same = confirm if isinstance(confirm, bool) else confirm(person, certificate.name)
    if not is_same:
        raise SignatureError("F-26", person=person, name=certificate.name)
    if fold(person) == fold(certificate.name):
        return ""
    return _(
        "Al firmar se confirmó que «{name}», del certificado, es la persona de esta celda."
    ).format(name=certificate.name)


def _moment(workspace: Workspace) -> datetime:
    return datetime.fromtimestamp(workspace.now() / 1000).astimezone()
