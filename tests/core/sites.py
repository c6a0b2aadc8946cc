"""What the random histories work on: toy tables, laptops' files, and packages between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pea_desktop.core.base import natural_id
from pea_desktop.core.device import Device
from pea_desktop.core.migrations import Schema
from pea_desktop.core.workspace import Workspace
from tests.core import toys
from tests.core.oracle import Known

FIELDS = {
    "thing": ("name", "amount", "share", "day", "done", "colour"),
    "note": ("thing_id", "position", "text"),
}
PARTS = {"note": ("thing_id", "thing")}
SCHEMA = Schema(toys.SCHEMA.metadata, toys.SCHEMA.migrations, parts=PARTS)
NATURAL = [("thing", natural_id("toy", n)) for n in range(3)]
NAMES = ("alfa", None, "beta", "ñandú «x»", "", "gama", "delta")
AMOUNTS = (1, 0, None, 2, -7, 300)
TODAY = 1_790_000_000_000
YEAR = 31_557_600_000


@dataclass(frozen=True)
class Parcel:
    """A package on a stick, and what the oracle says is in it."""

    number: int
    path: Path
    device: str
    delivery: Known
    said: Known


@dataclass(frozen=True)
class Memory:
    """What one file holds, as the test noted it; it goes back when a copy is restored."""

    known: Known = frozenset()
    tip: int | None = None
    peers: Mapping[str, Known] = field(default_factory=dict)
    inbox: Mapping[int, Parcel] = field(default_factory=dict)
    point: "tuple[Memory, int | None] | None" = None
    """What it held before the last reception that brought something, and its own end after it."""


@dataclass
class Site:
    """One file open on one laptop; two of them may have the same laptop's key."""

    device: Device
    path: Path
    workspace: Workspace
    memory: Memory
    offset: int = 0
