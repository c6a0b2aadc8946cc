"""What merging has to give, worked out naively from who had seen what.

It knows nothing of the program. Each entry carries the set of all entries its author had when
writing it. From these sets alone follow the live changes, the visible rows and the open conflicts.
There is no clock here and no order of arrival.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Value = str | int | None
Row = tuple[str, str]
Cell = tuple[str, str, str]
Known = frozenset[int]

ALIVE = "_alive"
CONFLICT_KINDS = ("value", "soft", "delete_edit")


@dataclass(frozen=True)
class Entry:
    """One confirmed action: what it wrote, and everything its author had."""

    key: int
    author: str
    previous: int | None
    kind: str
    undoes: int | None
    seen: Known
    lamport: int
    changes: Mapping[Cell, Value]


@dataclass(frozen=True)
class Conflict:
    kind: str
    ancestor: Value
    shown: Value
    values: frozenset[tuple[Cell, Value]]
    """Every side; in a delete against an edit the delete is `_alive` = None."""


@dataclass
class State:
    """What a file has to show."""

    rows: dict[Row, dict[str, Value]] = field(default_factory=dict)
    conflicts: dict[Cell, Conflict] = field(default_factory=dict)


@dataclass
class History:
    """Every entry ever confirmed anywhere."""

    fields: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, str]]
    """For tables whose rows are parts of others: the column with the whole's id, and its table."""
    entries: dict[int, Entry] = field(default_factory=dict)
    _states: dict[Known, State] = field(default_factory=dict)

    def write(
        self,
        author: str,
        known: Known,
        previous: int | None,
        changes: Mapping[Cell, Value],
        kind: str = "edit",
        undoes: int | None = None,
    ) -> int:
        """Note an action of somebody who had `known`; return its key."""
        key = len(self.entries)
        lamport = 1 + max((self.entries[e].lamport for e in known), default=0)
        self.entries[key] = Entry(
            key, author, previous, kind, undoes, known, lamport, dict(changes)
        )
        return key

    # -- what is live

    def changes_of(self, known: Known, row: Row) -> dict[Cell, list[Entry]]:
        found: dict[Cell, list[Entry]] = {}
        for key in sorted(known):
            for cell in self.entries[key].changes:
                if cell[:2] == row:
                    found.setdefault(cell, []).append(self.entries[key])
        return found

    def live(self, known: Known, cell: Cell) -> list[Entry]:
        """Return the changes of a field that no author of a later one had seen."""
        writers = [self.entries[e] for e in sorted(known) if cell in self.entries[e].changes]
        return [one for one in writers if not any(one.key in other.seen for other in writers)]

    def weight(self, entry: Entry, cell: Cell) -> tuple[int, bytes]:
        return entry.lamport, json.dumps(entry.changes[cell], ensure_ascii=False).encode()

    def ancestor(self, live: Iterable[Entry], cell: Cell) -> Entry | None:
        """Return the newest change of the field that every one of these authors had seen.

        Were there several that nobody had decided between, what all of those had seen.
        """
        common = frozenset.intersection(*(one.seen for one in live))
        writers = [self.entries[e] for e in common if cell in self.entries[e].changes]
        newest = [
            one
            for one in writers
            if not any(one is not other and one.key in other.seen for other in writers)
        ]
        if len({one.changes[cell] for one in newest}) > 1:
            return self.ancestor(newest, cell)
        return max(newest, key=lambda one: self.weight(one, cell), default=None)

    def judge(self, live: list[Entry], cell: Cell) -> tuple[Value, Conflict | None]:
        """Return the value to show, and the conflict if there is one."""
        values = {one.changes[cell] for one in live}
        ancestor = self.ancestor(live, cell)
        before = None if ancestor is None else ancestor.changes[cell]
        kind, candidates = "value", live
        if ancestor is not None and before in values and len(values) == 2:
            kind, candidates = "soft", [one for one in live if one.changes[cell] != before]
        shown = max(candidates, key=lambda one: self.weight(one, cell)).changes[cell]
        if len(values) == 1:
            return shown, None
        return shown, Conflict(kind, before, shown, frozenset((cell, v) for v in values))

    # -- what is shown

    def state(self, known: Known) -> State:
        made = self._states.get(known)
        if made is None:
            made = State()
            for row in {c[:2] for e in known for c in self.entries[e].changes}:
                self._show(made, known, row)
            self._states[known] = made
        return made

    def _show(self, made: State, known: Known, row: Row) -> None:
        live = {cell: self.live(known, cell) for cell in self.changes_of(known, row)}
        alive = (*row, ALIVE)
        deletes = [one for one in live.get(alive, ()) if one.changes[alive] == 0]
        unseen = [
            (cell, one)
            for cell, entries in live.items()
            for one in entries
            if not (cell == alive and one in deletes)
            and any(one.key not in d.seen and one.key != d.key for d in deletes)
        ]
        if alive not in live or (deletes and not unseen):
            return
        made.rows[row] = dict.fromkeys(self.fields[row[0]])
        if deletes:
            sides = {(alive, None)} | {(c, e.changes[c]) for c, e in unseen if c != alive}
            for _cell, entry in ((c, e) for c, e in unseen if c == alive):
                sides |= self._edits_of_parts(known, entry, row)
            made.conflicts[alive] = Conflict("delete_edit", None, None, frozenset(sides))
        for cell, entries in live.items():
            if cell == alive:
                continue
            made.rows[row][cell[2]], conflict = self.judge(entries, cell)
            if conflict:
                made.conflicts[cell] = conflict

    # -- parts of a whole

    def whole_of(self, known: Known, row: Row) -> Row | None:
        """Return the row that this one is or was a part of."""
        if row[0] not in self.parts:
            return None
        column, table = self.parts[row[0]]
        live = self.live(known, (*row, column))
        above = self.judge(live, (*row, column))[0] if live else None
        return None if above is None else (table, str(above))

    def _edits_of_parts(self, known: Known, entry: Entry, whole: Row) -> set[tuple[Cell, Value]]:
        return {
            (cell, value)
            for cell, value in entry.changes.items()
            if cell[2] != ALIVE and self.whole_of(known, cell[:2]) == whole
        }

    def with_wholes(
        self,
        known: Known,
        changes: Mapping[Cell, Value],
        now: Mapping[Row, Mapping[str, Value] | None],
    ) -> dict[Cell, Value] | None:
        """Add that the whole of each part written is alive: deleting it meanwhile is a conflict.

        `None` when it is refused: whether the whole stays waits for a decision.
        """
        made = dict(changes)
        state = self.state(known)
        written = {cell[:2] for cell in changes}
        for row in written & {r for r in written if r[0] in self.parts}:
            values = now.get(row)
            column, table = self.parts[row[0]]
            if values is not None and column in values:
                above = values[column]
                whole = None if above is None else (table, str(above))
            else:
                whole = self.whole_of(known, row)
            if whole is None or whole in written or whole not in state.rows:
                continue
            if (*whole, ALIVE) in state.conflicts:
                return None
            made[(*whole, ALIVE)] = 1
        return made

    def acted(self, step: Entry) -> dict[Cell, Value]:
        """Return what a step did, without what it only said of wholes."""
        return {
            cell: value
            for cell, value in step.changes.items()
            if cell[2] != ALIVE
            or value == 0
            or not (before := self.live(step.seen, cell))
            or self.judge(before, cell)[0] == 0
        }

    # -- what a person's actions write

    def edited(
        self, known: Known, wanted: Mapping[Row, Mapping[str, Value] | None]
    ) -> dict[Cell, Value] | None:
        """Return what leads to these rows (`None` deletes); nothing for a field that stays.

        `None` when it is refused: a field in conflict, or a row with one that would be deleted.
        """
        state = self.state(known)
        made: dict[Cell, Value] = {}
        for row, values in wanted.items():
            there = state.rows.get(row)
            if values is None:
                if there is not None:
                    if any(cell[:2] == row for cell in state.conflicts):
                        return None
                    made[(*row, ALIVE)] = 0
            elif there is None:
                made[(*row, ALIVE)] = 1
                for name in self.fields[row[0]]:
                    last = {e.changes[(*row, name)] for e in self.live(known, (*row, name))}
                    if last != {values[name]} and (last or values[name] is not None):
                        made[(*row, name)] = values[name]
            else:
                for name, value in values.items():
                    if value != there[name]:
                        if (*row, name) in state.conflicts:
                            return None
                        made[(*row, name)] = value
        return self.with_wholes(known, made, wanted)

    # -- undo and redo

    def own_chain(self, tip: int | None) -> list[Entry]:
        """Return a device's own entries up to `tip`, oldest first."""
        made: list[Entry] = []
        while tip is not None:
            made.append(self.entries[tip])
            tip = self.entries[tip].previous
        return made[::-1]

    def stacks(self, tip: int | None) -> tuple[list[int], list[int]]:
        """Return what can be undone and what can be redone, the next one last."""
        undo: list[int] = []
        redo: list[int] = []
        for one in self.own_chain(tip):
            if one.kind == "undo":
                redo.append(undo.pop())
            elif one.kind == "redo":
                undo.append(redo.pop())
            else:
                undo = [] if one.kind == "create" else [*undo, one.key]
                redo = []
        return undo, redo

    def stands_for(self, entry: Entry, cell: Cell) -> frozenset[int]:
        """Return the edits whose value a change holds: an undo holds what was there before."""
        if entry.kind == "redo" and entry.undoes is not None:
            return frozenset((entry.undoes,))
        if entry.kind == "undo" and entry.undoes is not None:
            if cell not in self.entries[entry.undoes].changes:
                return frozenset((entry.undoes,))
            seen = self.entries[entry.undoes].seen
            return frozenset().union(*(self.stands_for(e, cell) for e in self.live(seen, cell)))
        return frozenset((entry.key,))

    def standing(self, known: Known, cell: Cell) -> frozenset[int]:
        return frozenset().union(*(self.stands_for(e, cell) for e in self.live(known, cell)))

    def _whole(self, known: Known, step: Entry) -> bool:
        """Tell whether rows born or dead in a step hold nothing newer, and the others are there."""
        old = step.seen | {step.key}
        acted = self.acted(step)
        for row in {cell[:2] for cell in acted}:
            if (*row, ALIVE) in acted:
                cells = self.changes_of(known, row)
                if any(not self.standing(known, cell) <= old for cell in cells):
                    return False
            elif row not in self.state(known).rows:
                return False
        return True

    def undone(self, known: Known, step: Entry) -> dict[Cell, Value] | None:
        """Return what undoing a step writes; `None` when it is refused."""
        if step.kind == "resolve" or not self._whole(known, step):
            return None
        made: dict[Cell, Value] = {}
        for cell in self.acted(step):
            if self.standing(known, cell) != {step.key}:
                return None
            alive = (*cell[:2], ALIVE)
            first_birth = step.changes.get(alive) == 1 and not self.live(step.seen, alive)
            if first_birth and cell != alive:
                continue  # a row that never was goes as a row
            before = self.live(step.seen, cell)
            empty = 0 if cell == alive else None
            made[cell] = self.judge(before, cell)[0] if before else empty
        return self.with_wholes(known, made, {})

    def redone(self, known: Known, step: Entry) -> dict[Cell, Value] | None:
        """Return what doing a step again writes; `None` when it is refused."""
        if not self._whole(known, step):
            return None
        made: dict[Cell, Value] = {}
        for cell, value in self.acted(step).items():
            standing = self.standing(known, cell)
            if standing == {step.key}:
                continue
            if len(self.live(known, cell)) > 1 or standing != self.standing(step.seen, cell):
                return None
            made[cell] = value
        return self.with_wholes(known, made, {})

    # -- exchange

    def tips(self, known: Known) -> Known:
        """Return the ends of every device's log and of its branches."""
        followed = {self.entries[e].previous for e in known}
        return frozenset(e for e in known if e not in followed)

    def sent(self, known: Known, said: Known) -> Known:
        """Return what goes to somebody who said it has logs up to `said`."""
        had = {one.key for tip in said & known for one in self.own_chain(tip)}
        return known - had

    def complete(self, known: Known, delivery: Known) -> bool:
        """Tell whether all that a delivery rests on is there."""
        there = known | delivery
        return all(self.entries[e].seen <= there for e in delivery)
