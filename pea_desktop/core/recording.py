"""Turning what a person did into one journal entry."""

from collections.abc import Sequence

from pea_desktop.core import collecting
from pea_desktop.core.capture import ALIVE, Write
from pea_desktop.core.clashes import Clash, ClashError
from pea_desktop.core.device import Device
from pea_desktop.core.entry import LARGEST, Row
from pea_desktop.core.errors import PeaError
from pea_desktop.core.heads import Change, Heads
from pea_desktop.core.journal import (
    ALIVE_FIELD,
    FIELD_BITS,
    FIELDS_MASK,
    Journal,
    Log,
    Writer,
)
from pea_desktop.core.touched import Touched
from pea_desktop.i18n import _


class Recorder:
    """Writes this device's entries. Runs inside the transaction that it records."""

    def __init__(self, journal: Journal, heads: Heads, device: Device) -> None:
        self._journal = journal
        self._heads = heads
        self._device = device

    def captured(self, writes: list[Write], kind: str, label: str, time_ms: int) -> Touched:
        """Record what an edit wrote into the tables.

        Raises:
            ClashError: It wrote a field in conflict.
        """
        rids = self._heads.names.rids((w.table, w.row) for w in writes)
        writes = self._settle(writes, rids)
        if not writes:
            return Touched()
        self._guard(writes, rids)
        try:
            return self._record(writes, kind, label, time_ms, captured=True)
        except ClashError as error:
            error.clash = error.clash.with_writes(writes)
            raise

    def direct(
        self, writes: list[Write], kind: str, label: str, time_ms: int, undoes: int | None = None
    ) -> Touched:
        """Record changes that are not in the tables yet, and bring the tables along."""
        return self._record(writes, kind, label, time_ms, captured=False, undoes=undoes)

    @collecting.put_off()
    def _record(
        self,
        writes: Sequence[Write],
        kind: str,
        label: str,
        time_ms: int,
        *,
        captured: bool,
        undoes: int | None = None,
    ) -> Touched:
        writes = [*writes, *self._affirmed(writes)]
        rids = self._heads.names.rids(((w.table, w.row) for w in writes), create=True)
        cells = [
            rids[w.table, w.row] << FIELD_BITS | self._heads.names.number(w.table, w.field)
            for w in writes
        ]
        heads = self._heads.of_cells(cells)
        writer = Writer(self._journal, self._device)
        rows: dict[tuple[str, str], Row] = {}
        parents: list[tuple[int, ...]] = []
        for write, cell in zip(writes, cells, strict=True):
            if isinstance(write.value, int) and abs(write.value) > LARGEST:
                raise PeaError(
                    _("El número {number} es demasiado grande para guardarse; corríjalo.").format(
                        number=write.value
                    )
                )
            if self._heads.fitting(write.table, write.field, write.value) != write.value:
                raise TypeError(f"{write.table}.{write.field} cannot hold {type(write.value)}")
            live = heads.get(cell, [])
            parents.append(tuple(live))
            row = rows.setdefault((write.table, write.row), (write.table, write.row, []))
            row[2].append((write.field, write.value, writer.pairs(live)))
        try:
            dot = writer.write(kind, label, list(rows.values()), time_ms, undoes)
        except OverflowError as error:
            raise PeaError(
                _("El cambio es demasiado grande para guardarse de una vez; hágalo en partes.")
            ) from error
        changes: list[Change] = [
            (dot, w.table, w.row, w.field, w.value, replaced)
            for w, replaced in zip(writes, parents, strict=True)
        ]
        return self._heads.apply(changes, captured=captured, before=heads)

    def _affirmed(self, writes: Sequence[Write]) -> list[Write]:
        """Return, for every part written, that its whole is alive (if not written itself).

        So that who deletes a whole while another edits a part of it meets a conflict, instead of
        taking the edit away with it. Equal values never conflict: parts of one whole merge freely.
        """
        rows = list(dict.fromkeys((w.table, w.row) for w in writes))
        met = set(rows)
        made: list[Write] = []
        for table, row in rows:
            if table not in self._heads.parts:
                continue
            whole = self._heads.parts[table][1]
            key = (whole, self._heads.whole_of(table, row))
            if key[1] is None or key in met:
                continue
            met.add((whole, key[1]))
            if self._is_alive(whole, key[1]):
                made.append(Write(whole, key[1], ALIVE, 1))
                rows.append((whole, key[1]))
        return made

    def _is_alive(self, table: str, row: str) -> bool:
        """Tell whether a row is there.

        Raises:
            ClashError: Whether it is waits for a decision. An edit of a part could not be told
                from what the decision knew: deciding to delete would take it along unseen.
        """
        db = self._heads.db
        if db.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (row,)).fetchone() is None:
            return False
        rid = self._heads.names.rids([(table, row)]).get((table, row))
        if db.execute("SELECT 1 FROM dead WHERE rid = ?", (rid,)).fetchone() is not None:
            raise ClashError(
                _(
                    "Otro equipo eliminó este renglón mientras aquí se cambiaba. Decida primero si "
                    "se conserva o se elimina, en Sincronizar."
                ),
                # Who goes on writing in it wants it to stay.
                Clash((Write(table, row, ALIVE, 1),), ((table, row, ALIVE),)),
            )
        return rid is not None

    def _settle(self, writes: list[Write], rids: dict[tuple[str, str], int]) -> list[Write]:
        """Compare rows that were born or died with what the journal already holds of them."""
        alive = {(w.table, w.row): w.value for w in writes if w.field == ALIVE}
        if not alive:
            return writes
        logs = self._journal.logs()
        kept: list[Write] = []
        for write in writes:
            key = (write.table, write.row)
            fate = alive.get(key)
            known = rids.get(key)
            if fate is None or (fate == 1 and known is None) or (fate == 0 and known is not None):
                kept.append(write)
            elif fate == 1 and write.field == ALIVE:
                kept += self._reborn(logs, key, rids[key])
            # What is left was born and died within this edit, or comes with its reborn row.
        return kept

    def _reborn(self, logs: dict[int, Log], key: tuple[str, str], rid: int) -> list[Write]:
        """Return how a row that was put back differs from its last state."""
        table, row = key
        heads = self._heads.of_row(rid)
        columns = self._heads.tables[table]
        listed = ", ".join(f'"{c}"' for c in columns)
        now = self._heads.db.execute(
            f'SELECT {listed} FROM "{table}" WHERE id = ?', (row,)
        ).fetchone()
        made: list[Write] = []
        for field, value in ((ALIVE, 1), *zip(columns, now, strict=True)):
            cell = rid << FIELD_BITS | self._heads.names.number(table, field)
            dots = heads.get(cell, [])
            values = {self._heads.value(logs, cell, dot) for dot in dots}
            # What is held back is not shown, though it be the same: it has to be said again.
            is_held = not self._heads.held.isdisjoint(dots)
            if (values != {value} or is_held) and not (value is None and not values):
                made.append(Write(table, row, field, value))
        return made

    def _guard(self, writes: list[Write], rids: dict[tuple[str, str], int]) -> None:
        db = self._heads.db
        if db.execute("SELECT 1 FROM conflict LIMIT 1").fetchone() is None:
            return
        met: dict[tuple[str, str, str], None] = {}
        for write in writes:
            rid = rids.get((write.table, write.row))
            if rid is None:
                continue
            first = last = rid << FIELD_BITS | self._heads.names.number(write.table, write.field)
            if write.field == ALIVE:
                # Who takes a row away takes everything in it along.
                first, last = rid << FIELD_BITS, rid << FIELD_BITS | ALIVE_FIELD
            for (cell,) in db.execute(
                "SELECT cell FROM conflict WHERE cell BETWEEN ? AND ?", (first, last)
            ):
                name = self._heads.names.name(write.table, cell & FIELDS_MASK)
                met[write.table, write.row, name] = None
        if met:
            raise ClashError(
                _(
                    "Este dato está en conflicto: dos equipos lo cambiaron a la vez. "
                    "Decida primero qué valor queda, en Sincronizar."
                ),
                Clash(tuple(writes), tuple(met)),
            )
