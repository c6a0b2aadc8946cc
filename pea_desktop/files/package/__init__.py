"""The package file (.peapkg): what laptops exchange by USB or e-mail."""

from pea_desktop.files.package.asking import export_receipt, request_text
from pea_desktop.files.package.brought import (
    APPLIED,
    KNOWN,
    WAITING,
    Clash,
    Delivered,
    Received,
    RowChange,
)
from pea_desktop.files.package.container import (
    MAX_FRAME,
    MAX_MANIFEST,
    MAX_RAW_FRAME,
    Manifest,
)
from pea_desktop.files.package.envelope import Keys, own_recipient
from pea_desktop.files.package.quarantine import Quarantined
from pea_desktop.files.package.quarantine import forget as forget_quarantined
from pea_desktop.files.package.quarantine import kept as quarantined
from pea_desktop.files.package.receiving import (
    Progress,
    UnknownSenderError,
    inspect,
    receive,
    receive_new,
    set_aside,
    verify_alone,
)
from pea_desktop.files.package.retrying import RetryError, retry_quarantined
from pea_desktop.files.package.sending import Exported, export
from pea_desktop.files.package.waiting import MAX_PARKED, parked

__all__ = [
    "APPLIED",
    "KNOWN",
    "MAX_FRAME",
    "MAX_MANIFEST",
    "MAX_PARKED",
    "MAX_RAW_FRAME",
    "WAITING",
    "Clash",
    "Delivered",
    "Exported",
    "Keys",
    "Manifest",
    "Progress",
    "Quarantined",
    "Received",
    "RetryError",
    "RowChange",
    "UnknownSenderError",
    "export",
    "export_receipt",
    "forget_quarantined",
    "inspect",
    "own_recipient",
    "parked",
    "quarantined",
    "receive",
    "receive_new",
    "request_text",
    "retry_quarantined",
    "set_aside",
    "verify_alone",
]
