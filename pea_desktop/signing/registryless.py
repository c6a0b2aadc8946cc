"""Documents that this device did not issue: pyHanko reads them and compares their revisions.

Its own verdict is not enough (it takes trailing bytes, padding and what was prepared before the
first signature for granted), so rules of ours follow it.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pea_desktop.signing import revisions
from pea_desktop.signing.crypto import HOSTILE
from pea_desktop.signing.rendered import entry
from pea_desktop.signing.revisions import MOST_REVISIONS, Broken

MOST_PAGES = 5_000
_MOST_OBJECTS = 500_000
_MOST_FIELDS = 2_000
_IN_USE = b" 00000 n"
_CODE = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData")


class UnreadableError(Exception):
    """The file cannot be read as a PDF, or is too large; `code` names the reason."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def embedded_signatures(pdf: bytes) -> list[Any]:
    """Return pyHanko's view of the signatures in a file, oldest first.

    Raises:
        UnreadableError: V-25, V-26 or F-20.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    if pdf.count(_IN_USE) > _MOST_OBJECTS:
        # Half a minute of reading, and memory without end, before pyHanko would say a word.
        raise UnreadableError("F-20")
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        if reader.encrypted:
            raise UnreadableError("V-25")
        if _too_many_fields(reader):
            raise UnreadableError("F-20")
        if int(reader.root["/Pages"]["/Count"]) > MOST_PAGES:
            raise UnreadableError("F-20")
        if reader.xrefs.total_revisions > MOST_REVISIONS:
            raise UnreadableError("F-20")
        fields = list(enumerate_sig_fields(reader, filled_status=True))
    except (PdfError, *HOSTILE) as e:
        raise UnreadableError("V-25") from e
    try:
        found = [EmbeddedPdfSignature(reader, field, name) for name, _value, field in fields]
    except (PdfError, *HOSTILE) as e:
        raise UnreadableError("V-26") from e
    return sorted(found, key=lambda signature: int(signature.signed_revision))


def cells(pdf: bytes) -> set[str]:
    """Return the names of the signature fields of a file, as far as it can be read."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    if pdf.count(_IN_USE) > _MOST_OBJECTS:
        return set()
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        if _too_many_fields(reader):
            return set()
        return {name for name, _value, _field in enumerate_sig_fields(reader)}
    except (PdfError, *HOSTILE):
        return set()


def title(pdf: bytes) -> str:
    """Return the title that a file bears, as far as it can be read; "" for none."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    if pdf.count(_IN_USE) > _MOST_OBJECTS:
        return ""
    try:
        told = PdfFileReader(BytesIO(pdf), strict=False).trailer["/Info"]["/Title"]
    except (PdfError, *HOSTILE):
        return ""
    return str(told)[:200]


def _too_many_fields(reader: Any) -> bool:
    root = reader.root
    return "/AcroForm" in root and len(entry(root["/AcroForm"], "/Fields")) > _MOST_FIELDS


def faults(pdf: bytes, embedded: Sequence[Any]) -> list[list[str]]:
    """Return, for each signature, the codes of what changed around it.

    Raises:
        UnreadableError: V-25.
    """
    from pyhanko.pdf_utils.misc import PdfError

    try:
        common = _common_faults(pdf, embedded)
        return [[*common, *_own_faults(signature)] for signature in embedded]
    except (PdfError, *HOSTILE) as e:
        raise UnreadableError("V-25") from e


def _common_faults(pdf: bytes, embedded: Sequence[Any]) -> list[str]:
    reader = embedded[0].reader
    found = []
    covered = max(int(s.byte_range[-2]) + int(s.byte_range[-1]) for s in embedded)
    if covered != len(pdf):
        found.append("V-02")
    first = embedded[0].signed_revision
    if first != 1 or [int(s.signed_revision) for s in embedded] != list(
        range(1, reader.xrefs.total_revisions)
    ):
        # One revision of content, then one for each signature: anything else was slipped in.
        found.append("V-23" if first > 1 else "V-03")
    last_names = _field_names(reader, reader.xrefs.total_revisions - 1)
    if last_names - _field_names(reader, first):
        found.append("V-24")
    if _has_other_fields(reader):
        found.append("V-22")
    if _has_code(reader):
        found.append("V-27")
    contents = [bytes(s.pkcs7_content) for s in embedded]
    if len(set(contents)) != len(contents):
        found.append("V-07")
    return found


def _own_faults(signature: Any) -> list[str]:
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    found = []
    try:
        revisions.unpadded(bytes(signature.pkcs7_content))
    except Broken as e:
        found.append(e.code)
    signature.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
    if signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        found.append("V-05")
    elif not signature.summarise_integrity_info()["docmdp_ok"]:
        found.append("V-04")
    return found


def _field_names(reader: Any, revision: int) -> set[str]:
    from pyhanko.sign.fields import enumerate_sig_fields

    historical = reader.get_historical_resolver(revision)
    return {name for name, _value, _field in enumerate_sig_fields(historical)}


def _has_other_fields(reader: Any) -> bool:
    root = reader.root
    waiting = list(entry(entry(root, "/AcroForm"), "/Fields")) if "/AcroForm" in root else []
    seen = 0
    while waiting:
        field = waiting.pop().get_object()
        seen += 1
        kids = entry(field, "/Kids")
        if seen > MOST_PAGES or ("/FT" in field and field["/FT"] != "/Sig"):
            return True
        waiting.extend(kid for kid in kids if "/T" in kid.get_object())
    return False


def _has_code(reader: Any) -> bool:
    root = reader.root
    names = entry(root, "/Names")
    if "/JavaScript" in names or "/AA" in root:
        return True
    action = entry(root, "/OpenAction")
    return isinstance(action, dict) and "/S" in action and action["/S"] in _CODE
