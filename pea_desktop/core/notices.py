"""Questions that follow from the rows as they are, not from two values of one field.

Two documents with one folio, a row whose parent was deleted: an area says how they are found
(`Schema.notices`); merging never fails on one, and none is forgotten until a person settles it.
"""

from dataclasses import dataclass

FOLIO, ORPHAN = "folio", "orphan"


@dataclass(frozen=True)
class Notice:
    """Something that waits for a person: its kind, the rows it is about, and a Spanish sentence."""

    kind: str
    table: str
    rows: tuple[str, ...]
    field: str
    value: str
    sentence: str

    @property
    def id(self) -> str:
        """«kind:value», the same on every laptop."""
        return f"{self.kind}:{self.value}"
