"""Verification: bytes in, a verdict with its reasons out; nothing is asked of the network.

With the issued bytes at hand the order is: closed list (the file is the issued bytes, then
signatures of roster cells and not one byte more), mathematics and chain, rules for certificates.
Without them (`registryless`), the first signature is the anchor and pyHanko compares revisions.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from pea_desktop.i18n import _
from pea_desktop.signing import crypto, registryless, revisions, sat, texts
from pea_desktop.signing.chain import Relation, relation, signed_cells
from pea_desktop.signing.crypto import Checked, Issuer
from pea_desktop.signing.manifest import Issued
from pea_desktop.signing.revisions import Broken
from pea_desktop.signing.roots import Authority

LARGEST = 200 * 1024 * 1024
_BACKWARDS = timedelta(minutes=10)
# What is wrong with the content; everything else is wrong with the signature or its certificate.
_OF_CONTENT = ("V-05", "V-10")


class Verdict(StrEnum):
    """The words over everything else; the four lines of each signature go under them."""

    KNOWN = "ÍNTEGRO, EMISOR RECONOCIDO"
    UNCHECKED = "ÍNTEGRO, EMISOR NO COMPROBADO"
    UNKNOWN = "ÍNTEGRO, EMISOR NO RECONOCIDO"
    ALTERED = "ALTERADO O NO VÁLIDO"
    UNREADABLE = "NO SE PUEDE LEER"
    UNSIGNED = "SIN FIRMAS ELECTRÓNICAS"
    OLDER = "VERSIÓN ANTERIOR"


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signature, in four lines for a person."""

    cell: str
    name: str
    serial: str
    content: str
    signature: str
    issuer: str
    date: str


@dataclass(frozen=True)
class Reason:
    """Why a document is not intact, or what else a person should know."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was found. `warnings` are no reason to doubt the document, only to look."""

    verdict: Verdict
    signatures: tuple[Signed, ...] = ()
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing speaks against the document; its issuer may be unchecked."""
        return self.verdict in (Verdict.KNOWN, Verdict.UNCHECKED)

    def as_dict(self) -> dict[str, Any]:
        """Return what the command line prints as JSON."""
        return {
            "verdict": str(self.verdict),
            "signatures": [asdict(signature) for signature in self.signatures],
            "reasons": [reason.text for reason in self.reasons],
            "codes": [reason.code for reason in self.reasons],
            "warnings": [warning.text for warning in self.warnings],
            "note": _(texts.CEILING),
        }


def verify(
    pdf: bytes, *, issued: Issued | None, roots: Sequence[Authority], now: datetime
) -> Verification:
    """Verify a document.

    Args:
        pdf: The file as it came.
        issued: The document as this device knows it; None when it does not.
        roots: The authorities imported on this device.
        now: The moment, with its time zone.
    """
    if len(pdf) > LARGEST:
        return _failed("F-20", Verdict.UNREADABLE)
    if not pdf.startswith(b"%PDF-"):
        return _failed("V-25", Verdict.UNREADABLE)
    if issued is None:
        return _without_registry(pdf, roots, now)
    return _with_registry(pdf, issued, roots, now)


def _with_registry(
    pdf: bytes, issued: Issued, roots: Sequence[Authority], now: datetime
) -> Verification:
    try:
        base = revisions.read_base(issued.pdf)
        if not pdf.startswith(issued.pdf):
            raise Broken(_why_foreign(pdf, issued, base))
        cells = [revision.cell for revision in revisions.read(pdf, base)]
        if not set(cells) <= issued.signable.keys():
            raise Broken("V-08")
        embedded = registryless.embedded_signatures(pdf) if cells else []
        if [signature.field_name for signature in embedded] != cells:
            raise Broken("V-03")
    except Broken as e:
        return _failed(e.code, folio=issued.folio or "—")
    except registryless.UnreadableError as e:
        return _failed(e.code)
    if not cells:
        return _older(pdf, issued) or Verification(verdict=Verdict.UNSIGNED)
    checked = [crypto.check(signature, roots) for signature in embedded]
    for cell, one in zip(cells, checked, strict=True):
        expected = issued.signable[cell].rfc
        if expected and one.certificate and not sat.same_rfc(one.certificate.rfc, expected):
            one.faults.append("V-19")
    made = _conclude(cells, checked, _(texts.CONTENT_UNCHANGED), now)
    if made.is_intact and (older := _older(pdf, issued)):
        return older
    if issued.latest and relation(issued.pdf, issued.latest, pdf) is Relation.FORKED:
        forked = Reason("F-14", texts.reason("F-14b"))
        return replace(made, warnings=(*made.warnings, forked))
    return made


def _without_registry(pdf: bytes, roots: Sequence[Authority], now: datetime) -> Verification:
    try:
        embedded = registryless.embedded_signatures(pdf)
        if not embedded:
            return Verification(verdict=Verdict.UNSIGNED)
        faults = registryless.faults(pdf, embedded)
    except registryless.UnreadableError as e:
        altered = e.code not in ("V-25", "F-20")
        return _failed(e.code, Verdict.ALTERED if altered else Verdict.UNREADABLE)
    checked = [crypto.check(signature, roots) for signature in embedded]
    for one, codes in zip(checked, faults, strict=True):
        one.faults = list(dict.fromkeys([*codes, *one.faults]))
    cells = [signature.field_name for signature in embedded]
    return _conclude(cells, checked, _(texts.CONTENT_UNREGISTERED), now)


def _failed(code: str, verdict: Verdict = Verdict.ALTERED, **fields: object) -> Verification:
    return Verification(verdict=verdict, reasons=(Reason(code, texts.reason(code, **fields)),))


def _why_foreign(pdf: bytes, issued: Issued, base: revisions.Base) -> str:
    """Tell a document that was cut, one that was saved anew, and one with other content."""
    if issued.pdf.startswith(pdf):
        return "V-01"
    place = issued.pdf.rfind(b"trailer\n")
    is_in_place = pdf[place : base.length] == issued.pdf[place:]
    if is_in_place or revisions.is_ours(pdf):
        return "F-16"
    is_same_roster = bool(issued.signable) and issued.signable.keys() <= registryless.cells(pdf)
    return "F-17" if is_same_roster else "F-16"


def _older(pdf: bytes, issued: Issued) -> Verification | None:
    """Tell a file that lacks signatures which this device already has."""
    if issued.latest is None or relation(issued.pdf, issued.latest, pdf) is not Relation.BEHIND:
        return None
    count = len(signed_cells(issued.pdf, issued.latest)) - len(signed_cells(issued.pdf, pdf))
    if count == 1:
        return _failed("F-15b", Verdict.OLDER)
    return _failed("F-15", Verdict.OLDER, count=count)


def _conclude(
    cells: Sequence[str], checked: Sequence[Checked], content: str, now: datetime
) -> Verification:
    """Put what was found about each signature under one verdict."""
    signatures = tuple(
        _lines(cell, one, content, now) for cell, one in zip(cells, checked, strict=True)
    )
    codes = dict.fromkeys(code for one in checked for code in one.faults)
    issuers = {one.issuer for one in checked}
    verdict = Verdict.KNOWN
    if codes:
        verdict = Verdict.ALTERED
    elif Issuer.UNKNOWN in issuers:
        verdict, codes = Verdict.UNKNOWN, {"V-20": None}
    elif Issuer.UNCHECKED in issuers:
        verdict = Verdict.UNCHECKED
    moments = [one.moment for one in checked if one.moment is not None]
    goes_back = any(b < a - _BACKWARDS for a, b in pairwise(moments))
    return Verification(
        verdict=verdict,
        signatures=signatures,
        reasons=tuple(Reason(code, texts.reason(code)) for code in codes),
        warnings=(Reason("V-28", texts.reason("V-28")),) if goes_back else (),
    )


def _lines(cell: str, one: Checked, content: str, now: datetime) -> Signed:
    of_content = [code for code in one.faults if code in _OF_CONTENT]
    others = [code for code in one.faults if code not in _OF_CONTENT]
    name = one.certificate.name if one.certificate else ""
    serial = one.certificate.serial if one.certificate else ""
    good = _(texts.SIGNATURE_GOOD).format(name=name, serial=serial)
    if of_content:
        content = _(texts.CONTENT_CHANGED).format(reason=texts.reason(of_content[0]))
    bad = others or of_content
    return Signed(
        cell=cell,
        name=name,
        serial=serial,
        content=content,
        signature=_(texts.SIGNATURE_BAD).format(reason=texts.reason(bad[0])) if bad else good,
        issuer=_issuer_line(one),
        date=" ".join(_date_lines(one, now)),
    )


def _issuer_line(one: Checked) -> str:
    if one.issuer is Issuer.KNOWN:
        return _(texts.ISSUER_KNOWN).format(name=one.issuer_name)
    if one.issuer is Issuer.UNKNOWN:
        return _(texts.ISSUER_UNKNOWN)
    return _(texts.ISSUER_UNCHECKED)


def _date_lines(one: Checked, now: datetime) -> list[str]:
    """Return what is known of when: term of the certificate, date, revocation."""
    moment = one.stamped or one.moment
    lines = []
    if one.certificate and moment:
        if not one.certificate.is_valid_at(moment):
            lines.append(_(texts.NOT_VALID_THEN))
        elif one.certificate.is_valid_at(now):
            lines.append(_(texts.VALID_TODAY))
        else:
            then = texts.VALID_THEN_STAMPED if one.stamped else texts.VALID_THEN
            lines.append(_(then))
    if one.stamped:
        told = one.stamped.astimezone(now.tzinfo).strftime("%d/%m/%Y %H:%M")
        lines.append(_(texts.DATE_STAMPED).format(moment=told, name=one.stamped_by))
    else:
        lines.append(_(texts.DATE_DECLARED))
    return [*lines, _(texts.REVOCATION)]
