"""What this expediente knows of the issued documents: their bytes, their cells, their chains.

The only place where rows of the expediente become the `Issued` that signer and verifier take.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pea_desktop.areas import documents
from pea_desktop.areas.documents import DocumentRevision, IssuedDocument
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.signing.manifest import Cell, Issued, Mode
from pea_desktop.signing.texts import SignatureError


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
        others: Branches beside it whose bytes are here («ejemplar B» and so on).
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
    others: tuple[bytes, ...]
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
    here = [one for one in documents.branches(session, row) if one.is_here]
    bytes_here = [attachments.get(session, one.sha256) for one in here]
    chain = _chain(session, row)
    base = _base(session, row, bytes_here)
    issued = None
    if base is not None:
        latest = bytes_here[0] if bytes_here else _newest_of(session, chain) or base
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
        others=tuple(bytes_here[1:]),
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
    found = _by_cells(rows, data)
    if found is not None:
        return found
    for row in rows:
        if (row.length or 0) > len(data):
            base = known(session, row).issued
            if base is not None and data and base.pdf.startswith(data):
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
    rows = {one.sha256: one for one in documents.revisions(session, row.id)}
    tips = documents.branches(session, row)
    at: str | None = tips[0].sha256 if tips else row.sha256
    made: list[str] = []
    while at is not None and at not in made:
        made.append(at)
        found = rows.get(at)
        at = found.before if found is not None else None
    return tuple(reversed(made)) or ("",)


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


def _base(session: Session, row: IssuedDocument, here: list[bytes]) -> bytes | None:
    """Return the issued bytes, which any revision begins with, if some revision is here."""
    candidates: Iterator[bytes] = iter(here)
    for data in (*candidates, *_shorter(session, row)):
        base = data[: row.length or 0]
        if hashlib.sha256(base).hexdigest() == row.sha256:
            return base
    return None


def _shorter(session: Session, row: IssuedDocument) -> Iterator[bytes]:
    """Yield revisions that are here though a newer one is not: its row came without its bytes."""
    for sha256 in (row.sha256, *(one.sha256 for one in documents.revisions(session, row.id))):
        if sha256 and attachments.has(session, sha256):
            yield attachments.get(session, sha256)


def _newest_of(session: Session, chain: tuple[str, ...]) -> bytes | None:
    for sha256 in reversed(chain):
        if attachments.has(session, sha256):
            return attachments.get(session, sha256)
    return None
