"""What printing a snapshot needs before it is laid out: its mark, its notice."""

import hashlib
import json
from dataclasses import is_dataclass, replace
from typing import Any

from pea_desktop.areas.minutes import Look, MinuteSnapshot, canonical, digest
from pea_desktop.i18n import _
from pea_desktop.reports.layout import Printing


def ready(printing: Printing, snapshot: Any, *, is_draft: bool | None = None) -> Printing:
    """Return how to print a snapshot: with its look and its mark, unless `printing` has them.

    `is_draft` False is for what is no draft even without a folio: what was published, a report.
    """
    if printing.look == Look():
        printing = replace(printing, look=snapshot.look)
    if is_draft is False:
        tagged = True if printing.is_tagged is None else printing.is_tagged
        printing = replace(printing, is_issued=True, is_tagged=tagged)
    return stamped(printing, snapshot)


def stamped(printing: Printing, snapshot: Any) -> Printing:
    """Return how to print with the snapshot's conflicts and, unless it comes with one, its mark."""
    undecided = printing.undecided or getattr(snapshot, "undecided", ())
    mark = printing.fingerprint or fingerprint(snapshot)
    return replace(printing, undecided=undecided, fingerprint=mark)


def for_minute(printing: Printing, snapshot: MinuteSnapshot) -> Printing:
    """Return how to print a minute: with its own folio, look and mark of the data.

    The mark is the hash of the canonical text that is frozen beside the file.
    """
    return replace(
        printing,
        folio=snapshot.folio,
        version=snapshot.version,
        is_issued=not snapshot.is_draft,
        look=snapshot.look,
        fingerprint=digest(canonical(snapshot)),
        undecided=snapshot.undecided,
    )


def fingerprint(snapshot: Any) -> str:
    """Return the SHA-256 of what is printed: two prints of the same data carry the same mark."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return vars(value) if is_dataclass(value) else str(value)


def notice_of(printing: Printing) -> str:
    """Return what the footer says of a draft, or of a copy that is no original."""
    if printing.notice:
        return printing.notice
    if printing.undecided:
        return _("Contiene datos en conflicto sin decidir")
    return "" if printing.is_issued else _("Borrador: no es un documento firmado")
