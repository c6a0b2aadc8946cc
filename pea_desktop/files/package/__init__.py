"""The package file (.peapkg): what laptops exchange by USB or e-mail."""

from pea_desktop.files.package.container import (
    MAX_FRAME,
    MAX_MANIFEST,
    MAX_RAW_FRAME,
    Manifest,
)
from pea_desktop.files.package.receiving import (
    MAX_PARKED,
    Received,
    inspect,
    parked,
    receive,
    receive_new,
)
from pea_desktop.files.package.sending import Exported, export

__all__ = [
    "MAX_FRAME",
    "MAX_MANIFEST",
    "MAX_PARKED",
    "MAX_RAW_FRAME",
    "Exported",
    "Manifest",
    "Received",
    "export",
    "inspect",
    "parked",
    "receive",
    "receive_new",
]
