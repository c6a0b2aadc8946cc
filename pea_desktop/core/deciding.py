"""Is an entry that says to decide conflicts a decision, for somebody who knew that much?

Who may decide everywhere writes elsewhere in one institution only. So what such an entry says of
the others has to be checked: it decides a field only where its author knew of a conflict between
changes of those who may make them. All of it follows from the entry and what it had seen: the
answer is the same on every laptop.
"""

from collections.abc import Callable, Collection, Mapping

from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import ALIVE_FIELD, FIELD_BITS, Log, has_seen

Fields = Mapping[str, tuple[Value, Collection[int] | None]]
"""A row's fields as an entry writes them: value and dots replaced; none: all that are live."""


class Deciding:
    """Looks at fields as the author of an entry knew them."""

    def __init__(
        self,
        heads: Heads,
        logs: dict[int, Log],
        is_known: Callable[[int], bool],
        is_held: Callable[[int], bool],
    ) -> None:
        self._heads = heads
        self._logs = logs
        self._is_known = is_known
        self._is_held = is_held

    def decides(self, rows: Mapping[tuple[str, str], Fields]) -> bool:
        """Tell whether all that an entry writes into these rows decides conflicts.

        Beside the decision it may say that what the row is part of is there, as every edit does.
        """
        is_one = False
        for (table, row), fields in rows.items():
            rid = self._heads.names.rids([(table, row)]).get((table, row))
            for name, (value, parents) in fields.items():
                no = self._heads.names.number_or_none(table, name)
                if rid is None or no is None:
                    return False
                cell = rid << FIELD_BITS | no
                if self._settles(table, name, cell, parents):
                    is_one = True
                elif not (name == ALIVE and value == 1 and self._is_alive(cell)):
                    return False
        return is_one

    def _settles(self, table: str, name: str, cell: int, parents: Collection[int] | None) -> bool:
        """Tell whether a field was in conflict, and a change replaces all of it."""
        # Only a delete against an edit stands in one live change; reading it all takes time.
        if parents is not None and (not parents or (len(parents) < 2 and name != ALIVE)):
            return False
        known = self._known(cell)
        if parents is not None and not self._newest(cell, known).issubset(parents):
            return False
        shown = self._newest(cell, {dot for dot in known if not self._is_held(dot)})
        values = {dot: self._heads.value(self._logs, cell, dot) for dot in shown}
        if name == ALIVE:
            deletes = [dot for dot, value in values.items() if value == 0]
            return bool(deletes) and self._is_contested(cell, deletes, shown)
        return len(set(values.values())) > 1 and (table, name) not in self._heads.ordered

    def _is_contested(self, alive: int, deletes: list[int], shown: set[int]) -> bool:
        """Tell whether something was written into a row that who deleted it had not seen."""
        knowledge = [self._heads.journal.knowledge(self._logs, one) for one in deletes]
        low = alive >> FIELD_BITS << FIELD_BITS
        edits = shown.difference(deletes) | self._known(low, low | ALIVE_FIELD - 1)
        return any(
            not has_seen(self._logs, known, dot) and not self._is_held(dot)
            for dot in edits
            for known in knowledge
        )

    def _is_alive(self, alive: int) -> bool:
        """Tell whether nobody had deleted a row."""
        live = self._newest(alive, self._known(alive))
        return bool(live) and all(self._heads.value(self._logs, alive, dot) == 1 for dot in live)

    def _known(self, first: int, last: int | None = None) -> set[int]:
        """Return the changes of a field, or of those up to another, that the author knew."""
        found = self._heads.db.execute(
            "SELECT dot FROM hist WHERE cell BETWEEN ? AND ?", (first, last or first)
        ).fetchall()
        return {dot for (dot,) in found if self._is_known(dot)}

    def _newest(self, cell: int, dots: set[int]) -> set[int]:
        """Return those changes of a field that none of the others descends from."""
        older: set[int] = set()
        open_ = list(dots)
        while open_:
            for parent in self._heads.change(self._logs, cell, open_.pop())[1]:
                if parent not in older:
                    older.add(parent)
                    open_.append(parent)
        return dots - older
