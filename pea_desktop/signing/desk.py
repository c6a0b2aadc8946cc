"""The desk: issuing, signing, receiving and verifying documents of an expediente.

The one door to signatures for the window and the command line; below it, everything is bytes in,
bytes out. Every error is a `PeaError`; those of signatures are `SignatureError`, whose `code` is
that of the design's table (F-01…).
"""

from pea_desktop.signing.cell_signing import (
    Act,
    Attempts,
    ConfirmName,
    make,
    prepare,
    sign,
    store,
)
from pea_desktop.signing.chain import Relation
from pea_desktop.signing.checking import Case, Result, check, gather, verify_file, verify_folio
from pea_desktop.signing.issuing import (
    draw,
    has_personal_data,
    issue_minute,
    public_copy,
)
from pea_desktop.signing.preview import Preview, read_certificate
from pea_desktop.signing.receiving import Arrival, receive_pdf, settle
from pea_desktop.signing.registry import Known, known, row_of
from pea_desktop.signing.roots import Authority, forget, keep, kept, read_file
from pea_desktop.signing.texts import PERSONAL_DATA, AuthorityError, SignatureError
from pea_desktop.signing.verifier import Reason, Signed, Verdict, Verification

__all__ = [
    "PERSONAL_DATA",
    "Act",
    "Arrival",
    "Attempts",
    "Authority",
    "AuthorityError",
    "Case",
    "ConfirmName",
    "Known",
    "Preview",
    "Reason",
    "Relation",
    "Result",
    "SignatureError",
    "Signed",
    "Verdict",
    "Verification",
    "check",
    "draw",
    "forget",
    "gather",
    "has_personal_data",
    "issue_minute",
    "keep",
    "kept",
    "known",
    "make",
    "prepare",
    "public_copy",
    "read_certificate",
    "read_file",
    "receive_pdf",
    "row_of",
    "settle",
    "sign",
    "store",
    "verify_file",
    "verify_folio",
]
