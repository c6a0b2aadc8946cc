"""Verifying a file that somebody brings, or a folio, against what this expediente knows.

    case = gather(workspace, data)        # here: reads rows and bytes
    result = check(case, roots, now)      # a worker may do it: no expediente, no network

`verify_file` and `verify_folio` do both.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pea_desktop.areas import documents
from pea_desktop.areas.documents import IssuedDocument
from pea_desktop.core.workspace import Workspace
from pea_desktop.signing import registry, texts, verifier
from pea_desktop.signing import roots as authorities
from pea_desktop.signing.chain import Relation, relation
from pea_desktop.signing.registry import Known
from pea_desktop.signing.roots import Authority
from pea_desktop.signing.verifier import Reason, Signed, Verdict, Verification


@dataclass(frozen=True, kw_only=True)
class Result:
    """What is known of a file.

    Attributes:
        verification: Verdict, signatures in four lines each, reasons and warnings.
        document_id: The document of this expediente it is, or was before it was spoiled; "": none.
        folio: That document's folio.
        version: Its version, 0 when there is none.
        relation: How the file stands to the copy kept here; None without a document, or when the
            file is not intact enough to tell.
        is_issued_unsigned: The file is byte for byte what was issued, with no e.firma: intact.
        sha256: Of the file.
        cells: Cell name → person of the roster, for cells of the document.
    """

    verification: Verification
    document_id: str = ""
    folio: str = ""
    version: int = 0
    relation: Relation | None = None
    is_issued_unsigned: bool = False
    sha256: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """The words over everything else."""
        return self.verification.verdict

    @property
    def signatures(self) -> tuple[Signed, ...]:
        """The signatures, oldest first; each has `content`, `signature`, `issuer`, `date`."""
        return self.verification.signatures

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is not intact."""
        return self.verification.reasons

    @property
    def is_intact(self) -> bool:
        """Whether nothing speaks against the file: signed and whole, or exactly as issued."""
        return self.verification.is_intact or self.is_issued_unsigned

    def as_dict(self) -> dict[str, Any]:
        """Return what the command line prints as JSON."""
        return {
            **self.verification.as_dict(),
            "folio": self.folio or None,
            "version": self.version or None,
            "relation": None if self.relation is None else str(self.relation),
            "sha256": self.sha256,
            "intact": self.is_intact,
        }


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file to verify and what the expediente knows of it; plain data."""

    data: bytes = field(repr=False)
    known: Known | None = None
    is_match: bool = False


def verify_file(
    data: bytes,
    workspace: Workspace | None = None,
    *,
    roots: Sequence[Authority] | None = None,
    now: datetime | None = None,
) -> Result:
    """Verify a file that somebody brings; nothing is kept and nothing is asked of the network.

    Args:
        data: The file.
        workspace: The expediente whose documents it is compared with; None, or no document of it:
            «sin registro», the first signature is the anchor and the verdict says so.
        roots: The authorities to trust; those imported on this device when None.
        now: The moment; the clock's when None.
    """
    case = Case(data=data) if workspace is None else gather(workspace, data)
    return check(case, roots, now)


def verify_folio(
    workspace: Workspace,
    document: IssuedDocument | str,
    *,
    roots: Sequence[Authority] | None = None,
    now: datetime | None = None,
) -> Result:
    """Verify the copy kept in the expediente of a document: a row, its id, folio or hash.

    Raises:
        PeaError: There is no such document, or this laptop has not got its bytes.
    """
    row = registry.row_of(workspace.session, document)
    data = documents.pdf_of(workspace.session, row)
    return check(
        Case(data=data, known=registry.known(workspace.session, row), is_match=True), roots, now
    )


def gather(workspace: Workspace, data: bytes) -> Case:
    """Find the document that a file is, or was before it was spoiled."""
    session = workspace.session
    row = registry.match(session, data)
    is_match = row is not None
    if row is None and data.startswith(b"%PDF-") and len(data) <= verifier.LARGEST:
        row = registry.guess(session, data)
    told = registry.known(session, row) if row is not None else None
    return Case(data=data, known=told, is_match=is_match)


def check(
    case: Case, roots: Sequence[Authority] | None = None, now: datetime | None = None
) -> Result:
    """Verify what `gather` returned; touches no expediente."""
    trusted = authorities.kept() if roots is None else roots
    moment = now or datetime.now().astimezone()
    sha256 = hashlib.sha256(case.data).hexdigest()
    told = case.known
    issued = told.issued if told else None
    if told is None or (issued is None and not case.is_match):
        found = verifier.verify(case.data, issued=None, roots=trusted, now=moment)
        return Result(verification=found, sha256=sha256)
    if issued is None:
        # The row is here and its bytes were not: this very file has them.
        issued = told.rebuilt(case.data)
    found = verifier.verify(case.data, issued=issued, roots=trusted, now=moment)
    found = _behind(found, told, sha256)
    return Result(
        verification=found,
        document_id=told.document_id,
        folio=told.folio,
        version=told.version,
        relation=_relation(case.data, told, sha256),
        is_issued_unsigned=sha256 == told.sha256 and found.verdict is Verdict.UNSIGNED,
        sha256=sha256,
        cells={one.name: one.person for one in issued.cells},
    )


def _relation(data: bytes, told: Known, sha256: str) -> Relation | None:
    if sha256 in told.chain[:-1]:
        # A newer one is known, though perhaps only by its row.
        return Relation.BEHIND
    if told.issued is None or told.issued.latest is None:
        return Relation.AHEAD
    return relation(told.issued.pdf, told.issued.latest, data)


def _behind(found: Verification, told: Known, sha256: str) -> Verification:
    """Tell a rollback by the rows alone, when the newest bytes have not come yet."""
    if sha256 not in told.chain[:-1] or found.verdict is Verdict.OLDER:
        return found
    if not (found.is_intact or found.verdict is Verdict.UNSIGNED):
        return found
    count = len(told.signed[told.chain[-1]]) - len(told.signed[sha256])
    code = "F-15b" if count == 1 else "F-15"
    reason = Reason(code, texts.reason(code, count=count))
    return replace(found, verdict=Verdict.OLDER, reasons=(reason,))
