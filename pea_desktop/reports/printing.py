"""What printing a snapshot needs before it is laid out: its mark, its notice."""

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any

from pea_desktop.i18n import _
from pea_desktop.reports.layout import Printing


def stamped(printing: Printing, snapshot: Any) -> Printing:
    """Return how to print with the snapshot's fingerprint, unless it comes with one."""
    if printing.fingerprint:
        return printing
    return replace(printing, fingerprint=fingerprint(snapshot))


def fingerprint(snapshot: Any) -> str:
    """Return the SHA-256 of what is printed: two prints of the same data carry the same mark."""
    data = json.dumps(asdict(snapshot), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def notice_of(printing: Printing) -> str:
    """Return what the footer of a draft says."""
    return "" if printing.is_issued else _("Borrador: no es un documento firmado")
