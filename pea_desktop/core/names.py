"""Small numbers for rows and fields, local to one file: only names and ids ever leave it."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from pea_desktop.core.capture import ALIVE
from pea_desktop.core.entry import EntryError
from pea_desktop.core.journal import ALIVE_FIELD
from pea_desktop.core.touched import EVERYTHING, Touched

_CHUNK = 500
_MOST_UNKNOWN = 120
"""How many fields of a table that this version does not know get a number: those of its own always
find one, whatever names others made up before."""


class FullTableError(EntryError):
    """A table has more fields that this version does not know than it can keep apart."""


class Names:
    """Gives rows and fields their numbers, and finds them again."""

    def __init__(self, db: sqlite3.Connection, known: Mapping[str, Collection[str]]) -> None:
        self.db = db
        self._known = known
        self._numbers: dict[tuple[str, str], int] = {}
        self._names: dict[tuple[str, int], str] = {}

    def forget(self) -> None:
        """Drop what was read, after a rollback."""
        self._numbers.clear()
        self._names.clear()

    def number(self, table: str, name: str) -> int:
        """Return a field's number in this file, giving it one when it is new.

        Raises:
            FullTableError: This version does not know it, nor many others of its table.
        """
        if name == ALIVE:
            return ALIVE_FIELD
        known = self._numbers.get((table, name))
        if known is not None:
            return known
        if not self._numbers:
            self._load_numbers()
            return self.number(table, name) if self._numbers else self._new_number(table, name)
        return self._new_number(table, name)

    def number_or_none(self, table: str, name: str) -> int | None:
        """Return a field's number, if this file has ever met it."""
        if name == ALIVE:
            return ALIVE_FIELD
        if (table, name) not in self._numbers:
            self._load_numbers()
        return self._numbers.get((table, name))

    def _load_numbers(self) -> None:
        for table, name, no in self.db.execute("SELECT tbl, field, no FROM fieldmap"):
            self._numbers[table, name] = no
            self._names[table, no] = name

    def _new_number(self, table: str, name: str) -> int:
        known = self._known.get(table, ())
        numbers = {f: n for (t, f), n in self._numbers.items() if t == table}
        no = 1 + max(numbers.values(), default=0)
        is_full = name not in known and len(numbers.keys() - set(known)) >= _MOST_UNKNOWN
        if is_full or no >= ALIVE_FIELD:
            raise FullTableError(f"table {table} has too many fields")
        self.db.execute("INSERT INTO fieldmap(tbl, field, no) VALUES(?,?,?)", (table, name, no))
        self._numbers[table, name] = no
        self._names[table, no] = name
        return no

    def name(self, table: str, no: int) -> str:
        """Return a field's name."""
        if no == ALIVE_FIELD:
            return ALIVE
        if (table, no) not in self._names:
            self._load_numbers()
        return self._names[table, no]

    def row_of(self, rid: int) -> tuple[str, str]:
        """Return table and id of a row by its local number."""
        table, row = self.db.execute("SELECT tbl, id FROM rowmap WHERE rid = ?", (rid,)).fetchone()
        return table, row

    def keys(self, rids: Iterable[int]) -> Iterator[tuple[str, str]]:
        """Yield table and id of rows by their local numbers, in no order."""
        numbers = iter(rids)
        while part := list(islice(numbers, _CHUNK)):
            marks = ",".join("?" * len(part))
            yield from self.db.execute(
                f"SELECT tbl, id FROM rowmap WHERE rid IN ({marks})", part
            ).fetchall()

    def reached(self, touched: Touched) -> frozenset[tuple[str, str]]:
        """Return table and id of the rows that an operation reached."""
        if touched.everything:
            return frozenset((EVERYTHING,))
        return frozenset(self.keys(touched.new | touched.changed | touched.deleted))

    def rids(
        self, rows: Iterable[tuple[str, str]], *, create: bool = False
    ) -> dict[tuple[str, str], int]:
        """Return the local numbers of rows, giving new ones on demand."""
        wanted = list(dict.fromkeys(rows))
        found: dict[tuple[str, str], int] = {}
        for start in range(0, len(wanted), _CHUNK):
            ids = [row for _table, row in wanted[start : start + _CHUNK]]
            marks = ",".join("?" * len(ids))
            for rid, table, row in self.db.execute(
                f"SELECT rid, tbl, id FROM rowmap WHERE id IN ({marks})", ids
            ):
                found[table, row] = rid
        if create:
            missing = [key for key in wanted if key not in found]
            if missing:
                last = self.db.execute("SELECT coalesce(max(rid), 0) FROM rowmap").fetchone()[0]
                numbered = [(last + i, *key) for i, key in enumerate(missing, 1)]
                self.db.executemany("INSERT INTO rowmap(rid, tbl, id) VALUES(?,?,?)", numbered)
                found.update({(table, row): rid for rid, table, row in numbered})
        return found
