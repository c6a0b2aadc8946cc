"""One signature on its own: the mathematics, the certificate, the chain, and the rules for both.

pyHanko does the mathematics and the chain, strictly and without asking the network. What it takes
no offence at (a CSD, a persona moral, a short key) is decided here.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from pea_desktop.signing import sat
from pea_desktop.signing.roots import Authority
from pea_desktop.signing.sat import Certificate, Kind

_REFUSED = {Kind.SEAL: "V-14", Kind.UNKNOWN: "V-15", Kind.COMPANY: "V-16"}
_MECHANISMS = ("rsassa_pkcs1v15", "sha256_rsa", "sha384_rsa", "sha512_rsa")
_UNSIGNED = {"signature_time_stamp_token"}
_CONTENT, _MISMATCH = "V-10", "V-11"

HOSTILE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    StopIteration,
    TypeError,
    ValueError,
)
"""What a parser may raise on a stranger's bytes; beside it, pyHanko's own `PdfError`."""


class Issuer(Enum):
    """What is known of who issued a certificate."""

    KNOWN = "known"
    UNCHECKED = "unchecked"
    UNKNOWN = "unknown"


@dataclass
class Checked:
    """What was found about one signature; `faults` are the codes of what is wrong with it."""

    certificate: Certificate | None = None
    moment: datetime | None = None
    faults: list[str] = field(default_factory=list)
    issuer: Issuer = Issuer.UNCHECKED
    issuer_name: str = ""
    stamped: datetime | None = None
    stamped_by: str = ""


def check(embedded: Any, roots: Sequence[Authority]) -> Checked:
    """Check one signature of a document that pyHanko has read.

    Args:
        embedded: pyHanko's `EmbeddedPdfSignature`.
        roots: The authorities imported on this device.
    """
    from pyhanko.pdf_utils.misc import PdfError

    found = Checked()
    try:
        found.certificate = sat.describe(embedded.signer_cert, embedded.signer_cert.dump())
        found.moment = embedded.self_reported_timestamp
        found.faults += _form_faults(embedded)
        found.faults += _certificate_faults(found.certificate)
        _check_mathematics(found, embedded, roots)
    except (PdfError, *HOSTILE):
        found.faults.append("V-26")
    if found.certificate:
        found.faults += _term_faults(found.certificate, found.stamped or found.moment)
    return found


def _form_faults(embedded: Any) -> list[str]:
    """Check the parts of the signature that the mathematics does not cover."""
    signed = embedded.signed_data
    signer = embedded.signer_info
    faults = []
    digest = signer["digest_algorithm"]
    algorithms = signed["digest_algorithms"]
    mechanism = signer["signature_algorithm"]["algorithm"].native
    hashes = [digest["algorithm"].native, embedded.signer_cert.hash_algo]
    if any(name not in sat.SAFE_HASHES for name in hashes) or mechanism not in _MECHANISMS:
        faults.append("V-12")
    attributes = {a["type"].native for a in signer["unsigned_attrs"]}
    if (
        signed["version"].native != "v1"
        or signer["version"].native != "v1"
        or len(algorithms) != 1
        or algorithms[0].dump() != digest.dump()
        or digest["parameters"].native is not None
        or signer["signature_algorithm"]["parameters"].native is not None
        or signed["crls"].native
        or len(signed["signer_infos"]) != 1
        or not attributes <= _UNSIGNED
        or not _names_its_certificate(signer, embedded.signer_cert)
        or not _extras_hold(embedded)
    ):
        faults.append("V-26")
    return faults


def _names_its_certificate(signer: Any, certificate: Any) -> bool:
    """Tell whether the signature names its certificate byte by byte: names ignore capitals."""
    named = signer["sid"]
    if named.name != "issuer_and_serial_number":
        return False
    issuer: bytes = named.chosen["issuer"].dump()
    return bool(issuer == certificate.issuer.dump())


def _extras_hold(embedded: Any) -> bool:
    """Tell whether each other certificate is of the signer's chain: they are not signed."""
    own = embedded.signer_cert.dump()
    waiting = [certificate.dump() for certificate in embedded.other_embedded_certs]
    chain = [own]
    while waiting:
        issuers = [der for der in waiting if any(sat.is_signed_by(one, der) for one in chain)]
        if not issuers:
            return False
        chain += issuers
        waiting = [der for der in waiting if der not in issuers]
    return True


def _certificate_faults(certificate: Certificate) -> list[str]:
    faults = []
    if certificate.kind in _REFUSED:
        faults.append(_REFUSED[certificate.kind])
    if not certificate.bits:
        faults.append("V-12")
    elif certificate.bits < sat.MINIMUM_BITS:
        faults.append("V-13")
    return faults


def _term_faults(certificate: Certificate, moment: datetime | None) -> list[str]:
    if moment is None or moment.tzinfo is None:
        return ["V-26"]
    if moment > certificate.not_after:
        return ["V-17"]
    return ["V-18"] if moment < certificate.not_before else []


def _check_mathematics(found: Checked, embedded: Any, roots: Sequence[Authority]) -> None:
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    try:
        status = _validate(embedded, found.moment, roots)
    except SignatureValidationError:
        found.faults.append(_MISMATCH)
        return
    if not status.intact:
        found.faults.append(_CONTENT)
    elif not status.valid:
        found.faults.append(_MISMATCH)
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        found.faults.append("V-05")
    stamp = status.timestamp_validity
    if stamp is not None:
        if not (stamp.intact and stamp.valid):
            found.faults.append("V-26")
        elif stamp.trusted:
            found.stamped = stamp.timestamp
            found.stamped_by = sat.name_of(stamp.signing_cert.subject)
    found.issuer_name = found.certificate.issuer if found.certificate else ""
    if any(authority.is_anchor for authority in roots):
        found.issuer = Issuer.KNOWN if status.trusted else Issuer.UNKNOWN


def _validate(embedded: Any, moment: datetime | None, roots: Sequence[Authority]) -> Any:
    """Let pyHanko check the mathematics and the chain at the declared time, without network."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=[sat.load_certificate(root.der) for root in roots if root.is_anchor],
        other_certs=[sat.load_certificate(root.der) for root in roots if not root.is_anchor],
        allow_fetching=False,
        moment=moment,
        best_signature_time=moment,
    )
    return asyncio.run(
        async_validate_pdf_signature(
            embedded,
            signer_validation_context=context,
            key_usage_settings=KeyUsageConstraints(
                key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=True
            ),
            skip_diff=True,
        )
    )
