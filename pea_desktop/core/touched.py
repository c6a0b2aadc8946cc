"""The rows that an operation reached."""

from dataclasses import dataclass, field


@dataclass
class Touched:
    """The rows an operation reached, as (table, row id)."""

    new: set[tuple[str, str]] = field(default_factory=set)
    changed: set[tuple[str, str]] = field(default_factory=set)
    deleted: set[tuple[str, str]] = field(default_factory=set)

    def add(self, later: "Touched") -> None:
        """Take in what a later part of the same operation reached."""
        back = later.new & self.deleted
        self.deleted -= back
        self.changed |= back | (later.changed - self.new)
        self.new |= later.new - back
        gone = later.deleted & self.new
        self.new -= gone
        self.deleted |= later.deleted - gone
        self.changed -= later.deleted

    @property
    def rows(self) -> frozenset[tuple[str, str]]:
        """All of them."""
        return frozenset(self.new | self.changed | self.deleted)
