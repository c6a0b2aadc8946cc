"""Whom a file has to trust and what it has to hold back, worked out naively from who saw what.

Like `oracle.py` it knows nothing of the program. A place in a log is the set of the entries up to
it. Of the program it takes only the entries' hashes, which order statements that nobody saw before
the other: that order is arbitrary, but has to be the same everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.core.oracle import ALIVE, Cell, History, Known, Row, State, Value

READS, WRITES, DECIDES, ADMINISTERS = "lectura", "captura", "resuelve", "administra"
AUTHORITY = "authority"


@dataclass(frozen=True)
class Said:
    """What was said of a device: its role (none: revoked); `at` is what went before, of its own."""

    entry: int
    signer: str
    about: str
    role: str | None
    at: Known
    base: Known | None = None
    """In the first statement of all: everything there was."""


@dataclass
class Reign:
    """From a statement that makes an administrator until one that ends it."""

    by: Said
    rests: Known
    left: Known | None = None

    def covers(self, entry: int) -> bool:
        return self.left is None or entry in self.left


@dataclass
class Trusted:
    """What follows from the statements known."""

    devices: dict[str, list[Said]] = field(default_factory=dict)
    base: Known = frozenset()
    effective: set[int] = field(default_factory=set)

    def role(self, device: str) -> str | None:
        said = self.devices.get(device)
        return said[-1].role if said else None

    def administrators(self) -> set[str]:
        return {one for one in self.devices if self.role(one) == ADMINISTERS}


Ends = dict[tuple[int, str], tuple[int, str, Known]]
"""By the entry that ends a reign and whose: the entry that began it, whose, and what stays."""


class RosterHistory(History):
    """The oracle of histories, with an administrator."""

    def __init__(self, fields: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(fields, {})
        self.said: dict[int, list[Said]] = {}
        self.digests: dict[int, bytes] = {}
        self._trusted: dict[Known, Trusted] = {}

    def place(self, known: Known, device: str, after: int | None = None) -> Known:
        """Return a device's own entries up to one of them, by default all."""
        own = sorted(e for e in known if self.entries[e].author == device)
        return frozenset(own if after is None else own[:after])

    # -- whom to trust

    def trusted(self, known: Known) -> Trusted:
        made = self._trusted.get(known)
        if made is None:
            keys = sorted(
                known & self.said.keys(),
                key=lambda key: (self.entries[key].lamport, self.digests[key]),
            )
            said = [one for key in keys for one in self.said[key]]
            ends: Ends = {}
            for turn in range(1000):
                made, found = self._walk(said, ends)
                if found == ends or (turn > len(said) and found.keys() <= ends.keys()):
                    break
                # Who ends whom may go in circles: then all of them are over.
                ends = found if turn <= len(said) else {**ends, **found}
            assert made is not None
            self._trusted[known] = made
        return made

    def _walk(self, said: list[Said], ends: Ends) -> tuple[Trusted, Ends]:
        made = Trusted()
        found: Ends = {}
        reigns: dict[str, list[Reign]] = {}
        for one in said:
            reign = next((r for r in reigns.get(one.signer, ()) if r.covers(one.entry)), None)
            if one.base is not None and not made.devices:
                made.base = one.base
                reign = Reign(one, frozenset())
            if reign is None:
                continue
            made.effective.add(one.entry)
            made.devices.setdefault(one.about, []).append(one)
            theirs = reigns.setdefault(one.about, [])
            is_open = bool(theirs) and (theirs[-1].by.entry, one.about) not in {
                (begun, whose) for begun, whose, _stays in found.values()
            }
            if one.role == ADMINISTERS and not is_open:
                rests = reign.rests | {one.entry}
                cut = [
                    stays for begun, whose, stays in ends.values()
                    if (begun, whose) == (one.entry, one.about)
                ]  # fmt: skip
                left = frozenset.intersection(*cut) if cut else None
                theirs.append(Reign(one, rests, left))
            elif one.role != ADMINISTERS and is_open:
                # Nobody takes away what the own word rests on.
                stays = one.at | reign.rests | {one.entry}
                last = theirs[-1]
                last.left = stays if last.left is None else last.left & stays
                found[one.entry, one.about] = (last.by.entry, one.about, stays)
        return made, found

    # -- what is held back

    def held(self, known: Known, viewer: str) -> Known:
        """Return what a device holds back: never its own work."""
        trusted = self.trusted(known)
        if not trusted.devices:
            return frozenset()
        return frozenset(
            e for e in known
            if self.entries[e].author != viewer and not self._is_allowed(trusted, e)
        )  # fmt: skip

    def _is_allowed(self, trusted: Trusted, entry: int) -> bool:
        if entry in self.said:
            return entry in trusted.effective
        said = trusted.devices.get(self.entries[entry].author, [])
        for number, one in enumerate(said):
            is_over = number + 1 < len(said) and entry not in said[number + 1].at
            if one.role in (WRITES, DECIDES, ADMINISTERS) and not is_over:
                return True
        return entry in trusted.base and all(entry in one.at for one in said if one.role is None)

    # -- what is shown

    def shown(self, known: Known, viewer: str) -> tuple[State, dict[Cell, str]]:
        """Return the rows as if nothing held back had been written, and what waits, by kind."""
        held = self.held(known, viewer)
        state = self.state(known - held)
        kinds = {cell: one.kind for cell, one in state.conflicts.items()}
        for cell in {c for e in held for c in self.entries[e].changes}:
            values = {e.changes[cell] for e in self.live(known, cell) if e.key in held}
            if cell[:2] not in state.rows or not values:
                continue
            if cell[2] == ALIVE and cell in kinds:
                continue
            rest = self.live(known - held, cell)
            if not rest or values != {self.judge(rest, cell)[0]}:
                kinds[cell] = AUTHORITY
        return state, kinds

    def written(
        self, known: Known, viewer: str, row: Row, values: Mapping[str, Value] | None
    ) -> dict[Cell, Value] | None:
        """Return what bringing a row to these values writes; `None` when a conflict is in the way.

        As `values` `None` deletes.
        """
        state, kinds = self.shown(known, viewer)
        there = state.rows.get(row)
        if values is None:
            if there is not None and any(cell[:2] == row for cell in kinds):
                return None
            return {} if there is None else {(*row, ALIVE): 0}
        if there is not None:
            made: dict[Cell, Value] = {
                (*row, name): value for name, value in values.items() if value != there[name]
            }
            return None if made.keys() & kinds.keys() else made
        held = self.held(known, viewer)
        made = {}
        whole = {ALIVE: 1, **dict.fromkeys(self.fields[row[0]]), **values}
        for name, value in whole.items():
            live = self.live(known, (*row, name))
            old = {e.changes[*row, name] for e in live}
            waits = any(e.key in held for e in live)
            if (old != {value} or waits) and (old or value is not None):
                made[*row, name] = value
        return made
