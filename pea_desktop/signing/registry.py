"""What this expediente knows of the issued documents: their bytes, their cells, their chains.

The only place where rows of the expediente become the `Issued` that signer and verifier take.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pea_desktop.areas import documents
from pea_desktop.areas.documents import DocumentRevision, IssuedDocument
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.signing.chain import signed_cells
from pea_desktop.signing.manifest import Cell, Issued, Mode
from pea_desktop.signing.texts import SignatureError

_SHORTEST = 512
"""Bytes of a cut file that tell which document it was: all documents begin alike."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A document as this expediente knows it; plain data, for a worker.

    Attributes:
        document_id: The row it comes from.
        folio: As the expediente calls it today.
        version: 1, or more for a new version.
        issued: Bytes as issued, cells, and the longest chain that is here. None: this laptop has
            the row but no bytes.
        sha256: Of the bytes as issued.
        length: Of the bytes as issued.
        cells: The roster.
        chain: SHA-256 of the principal chain, from the issued bytes to the newest signature, as
            the rows tell it, whether or not its bytes are here.
        signed: SHA-256 of every revision known, with the cells signed in it, oldest first.
    """

    document_id: str
    folio: str
    version: int
    issued: Issued | None
    sha256: str
    length: int
    cells: tuple[Cell, ...]
    chain: tuple[str, ...]
    signed: dict[str, tuple[str, ...]]

    @property
    def is_newest_here(self) -> bool:
        """Whether the bytes of the newest signature are on this laptop."""
        latest = self.issued.latest if self.issued else None
        return latest is not None and hashlib.sha256(latest).hexdigest() == self.chain[-1]

    def rebuilt(self, data: bytes) -> Issued:
        """Return the document with the bytes of a file that begins with those issued."""
        return Issued(pdf=data[: self.length], cells=self.cells, folio=self.folio)


def known(session: Session, row: IssuedDocument) -> Known:
    """Gather what there is of a document.

    Raises:
        PeaError: Its stored data are damaged.
    """
    signed, cells = _signed(session, row), cells_of(row)
    chain = _chain(session, row)
    base = _base(session, row)
    issued = None
    if base is not None:
        here = (sha for sha in documents.copies(session, row) if attachments.has(session, sha))
        held = ((attachments.get(session, sha), signed.get(sha, ())) for sha in here)
        sound = (data for data, fields in held if is_sound(base, data, fields))
        latest = next(sound, base)
        issued = Issued(pdf=base, cells=cells, folio=row.folio or "", latest=latest)
    return Known(
        document_id=row.id,
        folio=row.folio or "",
        version=row.version or 1,
        issued=issued,
        sha256=row.sha256 or "",
        length=row.length or 0,
        cells=cells,
        chain=chain,
        signed=signed,
    )


def row_of(session: Session, document: IssuedDocument | str) -> IssuedDocument:
    """Return a document by itself, its id, its folio (present or former) or its hash.

    Raises:
        PeaError: There is none.
    """
    if isinstance(document, IssuedDocument):
        return document
    found = documents.find(session, document)
    return documents.document(session, document) if found is None else found


@contextlib.contextmanager
def keeping(workspace: Workspace) -> Iterator[None]:
    """Say F-19 when the expediente cannot be written, for a full disk or a failing one.

    Raises:
        SignatureError: F-19.
    """
    try:
        yield
    except PeaError as error:
        if isinstance(error.__cause__, OSError | sqlite3.Error | DBAPIError):
            raise SignatureError("F-19") from error
        raise


def cells_of(row: IssuedDocument) -> tuple[Cell, ...]:
    """Return the cells of a document that can be signed or were drawn, as the verifier takes them.

    Raises:
        PeaError: The stored roster is damaged.
    """
    try:
        return tuple(
            Cell(
                name=one.name,
                page=one.page,
                box=one.box,
                person=one.person,
                role=one.role,
                rfc=one.rfc or None,
                mode=Mode(one.mode),
                person_id=one.attendance_id,
            )
            for one in documents.cells_of(row)
            if one.page and one.mode in list(Mode)
        )
    except (ValueError, TypeError) as error:
        raise PeaError(
            _("Los datos de «{folio}» están dañados; recupere un respaldo.").format(folio=row.folio)
        ) from error


def match(session: Session, data: bytes) -> IssuedDocument | None:
    """Return the document whose issued bytes a file begins with; None when it begins with none."""
    rows = [row for row in documents.all_documents(session) if row.length and row.sha256]
    digest, at = hashlib.sha256(), 0
    view = memoryview(data)
    for row in sorted(rows, key=lambda row: row.length or 0):
        length = row.length or 0
        if length > len(data):
            break
        digest.update(view[at:length])
        at = length
        if digest.hexdigest() == row.sha256:
            return row
    return None


def guess(session: Session, data: bytes) -> IssuedDocument | None:
    """Return the document that a spoiled file was once, told by its cells, title or beginning."""
    rows = documents.all_documents(session)
    found = _by_cells(rows, data) or _by_title(session, data)
    if found is not None:
        return found
    for row in rows:
        if _SHORTEST <= len(data) < (row.length or 0):
            base = known(session, row).issued
            if base is not None and base.pdf.startswith(data):
                return row
    return None


def _by_cells(rows: list[IssuedDocument], data: bytes) -> IssuedDocument | None:
    from pea_desktop.signing import registryless

    names = registryless.cells(data)
    counted = [
        (len(names & {one.name for one in documents.cells_of(row)}), n)
        for n, row in enumerate(rows)
    ]
    most, at = max(counted, default=(0, 0))
    return rows[at] if most else None


def _chain(session: Session, row: IssuedDocument) -> tuple[str, ...]:
    """Return the hashes of the principal branch, from the issued bytes on."""
    tips = documents.branches(session, row)
    tip = (tips[0].sha256 if tips else row.sha256) or ""
    return (*reversed(before(session, row, tip)), tip)


def _signed(session: Session, row: IssuedDocument) -> dict[str, tuple[str, ...]]:
    rows = {one.sha256: one for one in documents.revisions(session, row.id) if one.sha256}
    made: dict[str, tuple[str, ...]] = {row.sha256 or "": ()}
    for sha256 in rows:
        fields: list[str] = []
        at: DocumentRevision | None = rows[sha256]
        while at is not None and len(fields) <= len(rows):
            fields.append(at.field or "")
            at = rows.get(at.before or "")
        made[sha256] = tuple(reversed(fields))
    return made


def _by_title(session: Session, data: bytes) -> IssuedDocument | None:
    """Return the document whose folio a file bears as its title."""
    from pea_desktop.signing import registryless

    title = registryless.title(data).strip()
    found = documents.find(session, title) if title else None
    return found if found is not None and found.folio == title else None


def before(session: Session, row: IssuedDocument, sha256: str) -> list[str]:
    """Return the hashes of what a revision continues, newest first, the issued bytes last."""
    rows = {one.sha256: one for one in documents.revisions(session, row.id)}
    made: list[str] = []
    at = rows.get(sha256)
    while at is not None and at.before and at.before not in made:
        made.append(at.before)
        at = rows.get(at.before)
    return made


def is_sound(base: bytes, data: bytes, cells: Sequence[str]) -> bool:
    """Tell whether bytes have the very form of the issued ones with these cells signed.

    Rows and bytes that came from elsewhere may say what they like; the mathematics comes later.
    """
    return data == base if not cells else signed_cells(base, data) == list(cells)


def _base(session: Session, row: IssuedDocument) -> bytes | None:
    """Return the issued bytes, which any revision begins with, if some revision is here."""
    for sha256 in documents.copies(session, row):
        if attachments.has(session, sha256):
            base = attachments.get(session, sha256)[: row.length or 0]
            if hashlib.sha256(base).hexdigest() == row.sha256:
                return base
    return None
