"""How two copies of one signed document stand to each other: byte prefixes, no clock."""

import hashlib
from collections.abc import Collection
from enum import StrEnum

from pea_desktop.signing import revisions
from pea_desktop.signing.revisions import Broken


class Relation(StrEnum):
    """What another copy is, seen from mine."""

    EQUAL = "igual"
    AHEAD = "avanza"
    BEHIND = "atrasado"
    FORKED = "bifurcado"
    FOREIGN = "ajeno"


def relation(issued: bytes, mine: bytes, other: bytes) -> Relation:
    """Tell how the other copy stands to mine; both descend from the issued bytes or are foreign.

    A copy that is cut anywhere but after a whole signature is foreign, not behind.
    """
    try:
        base = revisions.read_base(issued)
        if not (mine.startswith(issued) and other.startswith(issued)):
            return Relation.FOREIGN
        revisions.read(mine, base)
        revisions.read(other, base)
    except Broken:
        return Relation.FOREIGN
    if mine == other:
        return Relation.EQUAL
    if other.startswith(mine):
        return Relation.AHEAD
    if mine.startswith(other):
        return Relation.BEHIND
    return Relation.FORKED


def signed_cells(issued: bytes, copy: bytes) -> list[str]:
    """Return the cells that a copy has signed, oldest first; a copy that is not one has none."""
    if not copy.startswith(issued):
        return []
    try:
        return [r.cell for r in revisions.read(copy, revisions.read_base(issued))]
    except Broken:
        return []


def principal(issued: bytes, copies: Collection[bytes], required: Collection[str]) -> bytes:
    """Choose the branch of a fork that counts, the same one on every device.

    It is the one with more of the required cells; of two equals, the smaller SHA-256.
    """

    def rank(copy: bytes) -> tuple[int, str]:
        signed = set(signed_cells(issued, copy)) & set(required)
        return -len(signed), hashlib.sha256(copy).hexdigest()

    return min(copies, key=rank)
