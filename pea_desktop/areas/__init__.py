"""The work: one module an area, entities on top, rules below.

Imports them all, so that the schema is complete.
"""

from pea_desktop.areas import catalog, documents, exchange, institutions, matrix, minutes
from pea_desktop.areas.matrix.entities import PARTS
from pea_desktop.areas.migrations import MIGRATIONS
from pea_desktop.core.base import Base
from pea_desktop.core.migrations import Schema

SCHEMA = Schema(
    Base.metadata,
    MIGRATIONS,
    parts={
        **PARTS,
        "minute": ("meeting_id", "meeting"),
        "agreement": ("minute_id", "minute"),
        "reviewed_material": ("minute_id", "minute"),
        "attendance": ("meeting_id", "meeting"),
        "agenda_item": ("meeting_id", "meeting"),
        "follow_up": ("agreement_id", "agreement"),
        "task": ("agreement_id", "agreement"),
    },
    guard=documents.guard,
    notices=exchange.notices,
    links=exchange.LINKS,
    ordered=exchange.ORDERED,
    named_files=exchange.named_files,
)
"""Every synced table of the program, and how a file of an older version gets there."""

__all__ = ["SCHEMA", "catalog", "documents", "institutions", "matrix", "minutes"]
