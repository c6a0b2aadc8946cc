"""Live heads: which changes of each field nobody has replaced, and the rows they make.

Everything here is a pure function of the entries a file knows, so two laptops with the same
entries show the same rows and the same conflicts, whatever the order in which packages arrived.
No clock takes part.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from pea_desktop.core import trust
from pea_desktop.core.capture import Value
from pea_desktop.core.entry import EntryError, value_order
from pea_desktop.core.journal import ALIVE_FIELD, FIELD_BITS, FIELDS_MASK, Journal, Log
from pea_desktop.core.names import Names
from pea_desktop.core.row_state import AUTHORITY, SOFT, VALUE, RowState, allowed, state_of
from pea_desktop.core.touched import Touched

Change = tuple[int, str, str, str, Value, tuple[int, ...]]
"""One change: dot, table, row, field, value, dots it replaces."""

_CHUNK = 500
_WAITING_VALUES = 150_000


class Heads:
    """Keeps the live heads, the rows and the conflicts of one file in step with its entries."""

    def __init__(
        self,
        journal: Journal,
        tables: Mapping[str, Mapping[str, type[Value]]],
        parts: Mapping[str, tuple[str, str]],
        ordered: Collection[tuple[str, str]] = (),
    ) -> None:
        self.journal = journal
        self.db: sqlite3.Connection = journal.db
        self.tables = tables
        self.parts = parts
        self.ordered = ordered
        self.names = Names(journal.db, {**tables, trust.TABLE: trust.FIELDS})
        self._waiting: dict[int, dict[str, Value]] = {}
        self._waiting_keys: dict[int, tuple[str, str]] = {}
        self._waiting_values = 0
        self._held: set[int] | None = None
        self._held_rids: set[int] = set()

    @property
    def held(self) -> set[int]:
        """The entries held back for want of authority; they are heads, but never shown."""
        if self._held is None:
            self._held = {dot for (dot,) in self.db.execute("SELECT dot FROM held")}
            logs = self.journal.logs() if self._held else {}
            rows = {row for dot in self._held for row in self.journal.changes(logs, dot)}
            self._held_rids = set(self.names.rids(rows).values()) if rows else set()
        return self._held

    def reconsider(self, dots: Iterable[int], touched: Touched) -> None:
        """Show the rows of entries that were held back or let go."""
        self.write_waiting()
        self._held = None
        logs = self.journal.logs()
        rows = {row for dot in dots for row in self.journal.changes(logs, dot)}
        for (table, row), rid in sorted(self.names.rids(rows).items()):
            self._refresh(logs, rid, table, row, touched, captured=False)

    def fitting(self, table: str, name: str, value: Value) -> Value:
        """Return a value as a row shows it: nothing where it is not of its column's kind.

        Only a defective program writes such an entry; it is kept, but no reader has to expect it.
        """
        kind = self.tables.get(table, {}).get(name)
        return value if kind is None or type(value) is kind else None

    def forget(self) -> None:
        """Drop what was read, after a rollback."""
        self.names.forget()
        self._held = None
        self._waiting.clear()
        self._waiting_keys.clear()
        self._waiting_values = 0

    # -- heads

    def of_cells(self, cells: Iterable[int]) -> dict[int, list[int]]:
        """Return the live heads of fields; a field never written is absent."""
        heads: dict[int, list[int]] = {}
        wanted = list(cells)
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            for table in ("cell", "sib"):
                for cell, dot in self.db.execute(
                    f"SELECT cell, dot FROM {table} WHERE cell IN ({marks})", part
                ):
                    heads.setdefault(cell, []).append(dot)
        return heads

    def of_row(self, rid: int) -> dict[int, list[int]]:
        """Return the live heads of all of a row's fields."""
        heads: dict[int, list[int]] = {}
        low = rid << FIELD_BITS
        for table in ("cell", "sib"):
            for cell, dot in self.db.execute(
                f"SELECT cell, dot FROM {table} WHERE cell BETWEEN ? AND ?",
                (low, low | FIELDS_MASK),
            ):
                heads.setdefault(cell, []).append(dot)
        return heads

    def value(self, logs: dict[int, Log], cell: int, dot: int) -> Value:
        """Return what a change wrote into a field."""
        return self.change(logs, cell, dot)[0]

    def change(self, logs: dict[int, Log], cell: int, dot: int) -> tuple[Value, tuple[int, ...]]:
        """Return a change's value and the dots it replaced."""
        key = self.names.row_of(cell >> FIELD_BITS)
        return self.journal.changes(logs, dot)[key][self.names.name(key[0], cell & FIELDS_MASK)]

    def whole_of(self, table: str, row: str) -> str | None:
        """Return the id of the row that this one is a part of, also when the part is deleted."""
        column = self.parts[table][0]
        query = f'SELECT "{column}" FROM "{table}" WHERE id = ?'
        found = self.db.execute(query, (row,)).fetchone()
        if found is not None:
            return None if found[0] is None else str(found[0])
        rid = self.names.rids([(table, row)]).get((table, row))
        if rid is None:
            return None
        cell = rid << FIELD_BITS | self.names.number(table, column)
        dots = self.of_cells([cell]).get(cell)
        if not dots:
            return None
        value = self.judge(self.journal.logs(), cell, dots)[1]
        return None if value is None else str(value)

    def is_within(self, table: str, row: str, whole: tuple[str, str]) -> bool:
        """Tell whether a row is part of another, directly or through parts between."""
        while table in self.parts:
            above = self.whole_of(table, row)
            if above is None:
                return False
            table, row = self.parts[table][1], above
            if (table, row) == whole:
                return True
        return False

    def has_change(self, logs: dict[int, Log], cell: int, dot: int) -> bool:
        """Tell whether an entry wrote into a field."""
        key = self.names.row_of(cell >> FIELD_BITS)
        return self.names.name(key[0], cell & FIELDS_MASK) in self.journal.changes(logs, dot).get(
            key, {}
        )

    def weight(self, cell: int, dot: int, value: Value) -> tuple[int, bytes]:
        """Return what orders two live changes for display; it decides nothing for good."""
        lamport = self.db.execute("SELECT lamport FROM entry WHERE id = ?", (dot,)).fetchone()[0]
        return lamport, value_order(value)

    def ancestor(self, logs: dict[int, Log], cell: int, heads: Sequence[int]) -> int | None:
        """Return the newest change that all heads of a field descend from, if there is one.

        Where two were decided between, and both decisions are heads, what went before those two.
        """
        common: set[int] | None = None
        for head in heads:
            reached: set[int] = set()
            open_ = [head]
            while open_:
                dot = open_.pop()
                if dot not in reached:
                    reached.add(dot)
                    open_ += self.change(logs, cell, dot)[1]
            common = reached if common is None else common & reached
        if not common:
            return None
        older = {parent for dot in common for parent in self.change(logs, cell, dot)[1]}
        newest = {dot: self.value(logs, cell, dot) for dot in common - older}
        if len(set(newest.values())) > 1:
            return self.ancestor(logs, cell, list(newest))
        return max(newest, key=lambda dot: self.weight(cell, dot, newest[dot]))

    def judge(
        self, logs: dict[int, Log], cell: int, heads: Sequence[int]
    ) -> tuple[int, Value, str | None]:
        """Return the head shown for a field, its value, and the kind of conflict if any."""
        if self.held and not self.held.isdisjoint(heads):
            rest = allowed(self, logs, cell, heads)
            if not rest:
                return heads[0], None, AUTHORITY
            winner, value, among = self.judge(logs, cell, rest)
            # Equal values are never a conflict, whoever wrote them.
            held = {self.value(logs, cell, dot) for dot in self.held.intersection(heads)}
            return winner, value, among if held == {value} else AUTHORITY
        values = {dot: self.value(logs, cell, dot) for dot in heads}
        kind: str | None = None
        shown = heads
        if len(set(values.values())) > 1:
            kind = VALUE
            ancestor = self.ancestor(logs, cell, heads)
            if ancestor is not None:
                before = self.value(logs, cell, ancestor)
                moved = [dot for dot in heads if values[dot] != before]
                if len(moved) < len(heads) and len({values[dot] for dot in moved}) == 1:
                    kind, shown = SOFT, moved
        winner = max(shown, key=lambda dot: self.weight(cell, dot, values[dot]))
        if kind and self.ordered and self._is_place(cell):
            kind = None
        return winner, values[winner], kind

    def _is_place(self, cell: int) -> bool:
        """Tell whether a field only says where its row stands: nobody is asked about that."""
        table = self.names.row_of(cell >> FIELD_BITS)[0]
        return (table, self.names.name(table, cell & FIELDS_MASK)) in self.ordered

    # -- applying

    def apply(
        self,
        changes: Sequence[Change],
        *,
        captured: bool = False,
        wait: bool = False,
        before: dict[int, list[int]] | None = None,
    ) -> Touched:
        """Take changes in causal order into heads, conflicts and rows.

        `captured` says that the tables already hold the values (a local edit noted by the
        triggers). With `wait` rows may be written only at `write_waiting()`: many changes of one
        row then cost one write. `before` are the live heads of the fields, if they were just read.

        Raises:
            EntryError: A change replaces one of another field, or reaches a row that never was.
        """
        rids = self.names.rids(((c[1], c[2]) for c in changes), create=True)
        cells: list[int] = [
            rids[c[1], c[2]] << FIELD_BITS | self.names.number(c[1], c[3]) for c in changes
        ]
        if before is None:
            before = self.of_cells(dict.fromkeys(cells))
        after: dict[int, list[int]] = {}
        values: dict[int, tuple[int, Value]] = {}
        replaced: list[tuple[int, int]] = []
        for cell, change in zip(cells, changes, strict=True):
            dot, parents = change[0], change[5]
            live = after.get(cell) or before.get(cell) or ()
            replaced += [(cell, parent) for parent in parents if parent not in live]
            if not live or (len(live) == 1 and live[0] in parents):
                after[cell] = [dot]
            else:
                after[cell] = [*(head for head in live if head not in parents), dot]
            values[cell] = (dot, change[4])
        self._save_heads(cells, changes, before, after)
        self._require_sense(replaced, after)
        touched = self._save_rows(rids, before, after, values, captured=captured)
        if not wait or self._waiting_values > _WAITING_VALUES:
            self.write_waiting()
        return touched

    def write_waiting(self) -> None:
        """Write the rows that `apply()` left for later."""
        self._write_rows(self._waiting_keys, self._waiting)
        self._waiting.clear()
        self._waiting_keys.clear()
        self._waiting_values = 0

    def _save_heads(
        self,
        cells: list[int],
        changes: Sequence[Change],
        before: dict[int, list[int]],
        after: dict[int, list[int]],
    ) -> None:
        db = self.db
        db.executemany(
            "INSERT INTO hist(cell, dot) VALUES(?,?) ON CONFLICT DO NOTHING",
            sorted((cell, change[0]) for cell, change in zip(cells, changes, strict=True)),
        )
        db.executemany(
            "INSERT INTO cell(cell, dot) VALUES(?,?)"
            " ON CONFLICT(cell) DO UPDATE SET dot = excluded.dot",
            sorted((cell, heads[0]) for cell, heads in after.items()),
        )
        db.executemany(
            "DELETE FROM sib WHERE cell = ?", [(c,) for c in after if len(before.get(c, ())) > 1]
        )
        db.executemany(
            "INSERT INTO sib(cell, dot) VALUES(?,?)",
            [(cell, dot) for cell, heads in after.items() for dot in heads[1:]],
        )

    def _require_sense(self, replaced: list[tuple[int, int]], after: dict[int, list[int]]) -> None:
        """Refuse what no laptop writes: a parent of another field, a field without a row."""
        for cell, dot in replaced:
            found = self.db.execute("SELECT 1 FROM hist WHERE cell = ? AND dot = ?", (cell, dot))
            if found.fetchone() is None:
                raise EntryError("a change replaces one that is not of its field")
        rows = {cell >> FIELD_BITS << FIELD_BITS | ALIVE_FIELD for cell in after}
        wanted = [cell for cell in rows if cell not in after]
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            (known,) = self.db.execute(
                f"SELECT count(*) FROM cell WHERE cell IN ({marks})", part
            ).fetchone()
            if known != len(part):
                raise EntryError("a change reaches a row that never was")

    def _save_rows(
        self,
        rids: dict[tuple[str, str], int],
        before: dict[int, list[int]],
        after: dict[int, list[int]],
        values: dict[int, tuple[int, Value]],
        *,
        captured: bool,
    ) -> Touched:
        """Write the rows that the new heads stand for, and tell which they are."""
        dead = self._update_dead(rids.values(), after, values)
        slow: set[int] = set(dead)
        if self.held:
            slow |= self._held_rids.intersection(rids.values())
        # Without a delete among its heads a row that was alive is so still.
        alive = (cell for cell in after if cell & FIELDS_MASK == ALIVE_FIELD)
        born = {cell >> FIELD_BITS for cell in alive if cell not in before}
        logs = self.journal.logs()
        contents: dict[int, dict[str, Value]] = {}
        touched = Touched()
        for (table, row), rid in rids.items():
            if rid in slow:
                # From here on the table itself tells what there is of the row.
                if rid in self._waiting:
                    self._write_rows({rid: (table, row)}, {rid: self._waiting.pop(rid)})
                self._refresh(logs, rid, table, row, touched, captured=captured)
            elif rid in born:
                touched.new.add(rid)
                contents[rid] = {}
        keys = {rid: key for key, rid in rids.items()}
        for cell, heads in after.items():
            rid, no = cell >> FIELD_BITS, cell & FIELDS_MASK
            if rid in slow:
                continue
            value = values[cell][1]
            if len(heads) > 1:
                _winner, value, kind = self.judge(logs, cell, heads)
                self._set_conflict(cell, kind)
            elif len(before.get(cell, ())) > 1:
                self._set_conflict(cell, None)
            if no == ALIVE_FIELD:
                continue
            if rid not in born:
                touched.changed.add(rid)
            if not captured:
                table, name = keys[rid][0], self.names.name(keys[rid][0], no)
                contents.setdefault(rid, {})[name] = self.fitting(table, name, value)
        if not captured:
            for rid, fields in contents.items():
                if rid not in self._waiting:
                    self._waiting_keys[rid], self._waiting[rid] = keys[rid], {}
                    # A row is written whole, however little of it waits.
                    self._waiting_values += 1 + len(self.tables.get(keys[rid][0], ()))
                self._waiting[rid].update(fields)
        return touched

    def _set_conflict(self, cell: int, kind: str | None) -> None:
        self.db.execute("DELETE FROM conflict WHERE cell = ?", (cell,))
        if kind:
            self.db.execute("INSERT INTO conflict(cell, kind) VALUES(?,?)", (cell, kind))

    def _update_dead(
        self, rids: Iterable[int], after: dict[int, list[int]], values: dict[int, tuple[int, Value]]
    ) -> set[int]:
        """Keep the list of live deletes; return the rows that have or had one."""
        wanted = list(rids)
        had: dict[int, set[int]] = {}
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            for rid, dot in self.db.execute(
                f"SELECT rid, dot FROM dead WHERE rid IN ({marks})", part
            ):
                had.setdefault(rid, set()).add(dot)
        reached = set(had)
        for cell, heads in after.items():
            if cell & FIELDS_MASK != ALIVE_FIELD:
                continue
            rid = cell >> FIELD_BITS
            dot, value = values[cell]
            known = had.get(rid, set())
            live = {head for head in heads if head in known or (head == dot and value == 0)}
            if len(heads) > 1:
                # Deletes that came and stayed within this very block are not listed yet.
                logs = self.journal.logs()
                rest = [head for head in heads if head != dot and head not in known]
                live.update(head for head in rest if self.value(logs, cell, head) == 0)
            if live or rid in had:
                reached.add(rid)
                self.db.execute("DELETE FROM dead WHERE rid = ?", (rid,))
                self.db.executemany(
                    "INSERT INTO dead(rid, dot) VALUES(?,?)", [(rid, head) for head in live]
                )
        return reached

    def _write_rows(
        self,
        keys: dict[int, tuple[str, str]],
        contents: dict[int, dict[str, Value]],
    ) -> None:
        by_table: dict[str, list[int]] = {}
        for rid in contents:
            if keys[rid][0] in self.tables:
                by_table.setdefault(keys[rid][0], []).append(rid)
        for table, members in by_table.items():
            columns = self.tables[table]
            listed = ", ".join(f'"{c}"' for c in columns)
            rows: list[tuple[Value, ...]] = []
            kept = self._read_rows(table, [keys[r][1] for r in members])
            empty = (None,) * len(columns)
            for rid in members:
                new, row_id = contents[rid], keys[rid][1]
                old = kept.get(row_id, empty)
                rows.append((row_id, *(new.get(c, o) for c, o in zip(columns, old, strict=True))))
            sets = ", ".join(f'"{c}" = excluded."{c}"' for c in columns)
            self.db.executemany(
                f'INSERT INTO "{table}"(id, {listed}) VALUES(?{",?" * len(columns)})'
                f" ON CONFLICT(id) DO UPDATE SET {sets}",
                rows,
            )

    def _read_rows(self, table: str, ids: list[str]) -> dict[str, tuple[Value, ...]]:
        listed = ", ".join(f'"{c}"' for c in self.tables[table])
        found: dict[str, tuple[Value, ...]] = {}
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            for row in self.db.execute(
                f'SELECT id, {listed} FROM "{table}" WHERE id IN ({marks})', part
            ):
                found[row[0]] = row[1:]
        return found

    # -- rows with a delete among their heads

    def state(self, logs: dict[int, Log], rid: int) -> RowState:
        """Return what a row's live heads stand for, from scratch."""
        return state_of(self, logs, rid)

    def project(self) -> None:
        """Bring every row and conflict to what the journal says."""
        logs = self.journal.logs()
        for rid, table, row in self.db.execute("SELECT rid, tbl, id FROM rowmap").fetchall():
            self._refresh(logs, rid, table, row, Touched(), captured=False)

    def _refresh(
        self,
        logs: dict[int, Log],
        rid: int,
        table: str,
        row: str,
        touched: Touched,
        *,
        captured: bool,
    ) -> None:
        """Bring one row and its conflicts to what its heads say."""
        made = self.state(logs, rid)
        known = table in self.tables
        there = (
            self.db.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (row,)).fetchone()
            if known
            else None
        )
        low = rid << FIELD_BITS
        self.db.execute("DELETE FROM conflict WHERE cell BETWEEN ? AND ?", (low, low | FIELDS_MASK))
        self.db.executemany("INSERT INTO conflict(cell, kind) VALUES(?,?)", made.conflicts.items())
        if made.visible:
            (touched.changed if there else touched.new).add(rid)
            columns = self.tables.get(table, {})
            contents = {c: made.values.get(c) for c in columns}
            self._write_rows({rid: (table, row)}, {rid: contents})
        else:
            if there or captured:
                touched.deleted.add(rid)
            if there:
                self.db.execute(f'DELETE FROM "{table}" WHERE id = ?', (row,))
