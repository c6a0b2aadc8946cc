"""The rows that an operation reached."""

from dataclasses import dataclass, field

EVERYTHING = ("", "")
"""What stands for every row, as table and id: the whole file has become another."""


@dataclass
class Touched:
    """The rows an operation reached, by their local numbers (`Names`): there may be very many."""

    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    everything: bool = False

    def add(self, later: "Touched") -> None:
        """Take in what a later part of the same operation reached."""
        back = later.new & self.deleted
        self.deleted -= back
        self.changed |= back
        self.changed.update(rid for rid in later.changed if rid not in self.new)
        self.new.update(rid for rid in later.new if rid not in back)
        gone = later.deleted & self.new
        self.new -= gone
        self.deleted.update(rid for rid in later.deleted if rid not in gone)
        self.changed -= later.deleted

    def __len__(self) -> int:
        """Return how many rows there are; none is in two of the sets."""
        return len(self.new) + len(self.changed) + len(self.deleted)

    def __bool__(self) -> bool:
        """Tell whether anything was reached."""
        return self.everything or len(self) > 0
