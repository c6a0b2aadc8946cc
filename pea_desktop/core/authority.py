"""Who may write what: entries beyond their author's authority are kept, relayed and held back.

Held back means not shown: the field keeps the value that those with authority gave it, and the
difference is an open conflict (`authority`) for an administrator. Nothing is dropped: when the
author is authorised later, what waited is shown.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pea_desktop.core import trust
from pea_desktop.core.capture import Value, Write
from pea_desktop.core.deciding import Deciding, Fields
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import FIELD_BITS, SEQ_BITS, SEQ_MASK, Log, has_seen
from pea_desktop.core.touched import Touched
from pea_desktop.core.trust import Roster, Statement
from pea_desktop.i18n import _

INSTITUTION = "institution"
"""The table whose rows a scope names; the links of a schema end in it."""

_DEPTH = 8
_REVIEWED = "reviewed"

Known = Callable[[str, str, str], Value]
"""Returns a row's field (table, row, field) as somebody knew it."""


@dataclass
class Settled:
    """What judging changed: rows, entries held back now, and how many of these were shown here."""

    held: int = 0
    reviewed: int = 0
    rows: Touched = field(default_factory=Touched)


class Authority:
    """Judges entries by the roster. Runs inside the transaction that brought them."""

    def __init__(self, heads: Heads, device: Device, links: Mapping[str, tuple[str, str]]) -> None:
        self._heads = heads
        self._journal = heads.journal
        self._device = device
        self._links = {**heads.parts, **links}
        self._roster: Roster | None = None
        self._are_held: dict[int, bool] | None = None

    def forget(self) -> None:
        """Drop what was read, after a rollback or an import."""
        self._roster = None
        self._are_held = None

    @property
    def roster(self) -> Roster:
        """Whom this file trusts."""
        if self._roster is None:
            self._roster = trust.compute(self._journal, self._pinned())
        return self._roster

    def _pinned(self) -> bytes | None:
        row = self._heads.db.execute("SELECT value FROM meta WHERE key = 'root'").fetchone()
        return bytes.fromhex(row[0]) if row else None

    # -- entries that came in

    def settle(
        self, fresh: Mapping[int, int] | None = None, senders: Collection[bytes] = ()
    ) -> Settled:
        """Hold back what its author may not do, show what it now may.

        Args:
            fresh: Log number → first new entry; none looks at every entry again.
            senders: The keys of who sent them. A file that knows no administrator yet listens to
                the one who trusts them: whoever says to be the first may have written it in a log
                of its own, before everything else in the order of statements.
        """
        self.forget()
        if senders and self._pinned() is None:
            self._roster = self._trusting(senders)
        db, logs = self._heads.db, self._journal.logs()
        if self.roster.root is None:
            return Settled()
        was_anothers = self.is_anothers()
        db.execute(
            "INSERT OR IGNORE INTO meta(key, value) VALUES('root', ?)", (self.roster.root.hex(),)
        )
        self._put("held_for", self._device.public.hex())
        before = dict(db.execute("SELECT dot, reason FROM held").fetchall())
        is_partial = fresh is not None and not self._has_statement(fresh)
        after = dict(before) if is_partial else {}
        for dot, reason in self.judged(logs, fresh if is_partial else None):
            if reason is None:
                after.pop(dot, None)
            else:
                after[dot] = reason
        if after == before:
            return Settled()
        db.execute("DELETE FROM held")
        db.executemany("INSERT INTO held(dot, reason) VALUES(?,?)", after.items())
        made = Settled(held=len(after.keys() - before.keys()))
        self._heads.reconsider(before.keys() ^ after.keys(), made.rows)
        if not was_anothers:
            made.reviewed = self._note_reviewed(after.keys() - before.keys(), fresh or {})
        return made

    def _trusting(self, senders: Collection[bytes]) -> Roster:
        first = trust.compute(self._journal, None)
        for root in first.rivals:
            if all(first.role(pub) is not None for pub in senders):
                break
            other = trust.compute(self._journal, root)
            if all(other.role(pub) is not None for pub in senders):
                return other
        return first

    def _note_reviewed(self, newly: Iterable[int], fresh: Mapping[int, int]) -> int:
        """Remember which of the entries held back now had been shown here; return how many."""
        shown = {dot for dot in newly if dot & SEQ_MASK < fresh.get(dot >> SEQ_BITS, SEQ_MASK + 1)}
        if shown:
            self._put(_REVIEWED, json.dumps(sorted(shown | self.reviewed())))
        return len(shown)

    def reviewed(self) -> set[int]:
        """Return the entries held back that had been shown here before: to be looked through.

        An administrator revoked their author, say, after a change older than what this file had.
        """
        db = self._heads.db
        row = db.execute("SELECT value FROM meta WHERE key = ?", (_REVIEWED,)).fetchone()
        held = {dot for (dot,) in db.execute("SELECT dot FROM held")} if row else set()
        return held.intersection(json.loads(row[0])) if row else set()

    def _put(self, key: str, value: str) -> None:
        self._heads.db.execute(
            "INSERT INTO meta(key, value) VALUES(?,?)"
            " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def is_anothers(self) -> bool:
        """Tell whether what is held back was judged for another device: a copy of its file."""
        row = self._heads.db.execute("SELECT value FROM meta WHERE key = 'held_for'").fetchone()
        return row is not None and row[0] != self._device.public.hex()

    def find_problems(self) -> list[str]:
        """Return whether what is held back is what the roster says, as Spanish sentences."""
        if self.is_anothers():
            return []
        logs = self._journal.logs()
        wanted = {dot: reason for dot, reason in self.judged(logs) if reason is not None}
        stored = dict(self._heads.db.execute("SELECT dot, reason FROM held").fetchall())
        if wanted == stored:
            return []
        return [_("Los cambios en cuarentena no concuerdan con los permisos de la bitácora.")]

    def _has_statement(self, fresh: Mapping[int, int]) -> bool:
        query = "SELECT 1 FROM entry WHERE kind = 'trust' AND id BETWEEN ? AND ? LIMIT 1"
        return any(
            self._heads.db.execute(query, _range(no, first)).fetchone()
            for no, first in fresh.items()
        )

    def judged(
        self, logs: dict[int, Log], fresh: Mapping[int, int] | None = None
    ) -> Iterable[tuple[int, str | None]]:
        """Yield every entry, or the fresh ones, with why it is held back, if it is."""
        if self.roster.root is None:
            return
        firsts = dict.fromkeys(logs, 1) if fresh is None else fresh
        for no, first in firsts.items():
            if logs[no].pub == self._device.public:
                # One's own work is always shown to oneself; others judge it.
                continue
            for dot, kind in self._heads.db.execute(
                "SELECT id, kind FROM entry WHERE id BETWEEN ? AND ? ORDER BY id",
                _range(no, first),
            ).fetchall():
                yield dot, self._reason(logs, dot, kind)

    def _reason(self, logs: dict[int, Log], dot: int, kind: str) -> str | None:
        if kind == "trust":
            return None if dot in self.roster.effective else trust.NO_ADMINISTRATOR
        log = logs[dot >> SEQ_BITS]
        said = self.roster.devices.get(log.pub, [])
        revoked = [one for one in said if one.role is None]
        reason = trust.UNKNOWN
        for number, one in enumerate(said):
            is_last = number == len(said) - 1
            if is_last or self._is_within(logs, dot, said[number + 1].at):
                why = self._refusal(logs, one, dot, kind)
                if why is None:
                    return None
                reason = why
        is_old = any(self._is_within(logs, dot, place) for place in self.roster.base)
        if is_old and all(self._is_within(logs, dot, one.at) for one in revoked):
            return None
        return reason

    def _is_within(self, logs: dict[int, Log], dot: int, place: trust.Place) -> bool:
        return trust.is_within(self._journal, logs, dot, place)

    def _refusal(self, logs: dict[int, Log], one: Statement, dot: int, kind: str) -> str | None:
        if one.role is None:
            return trust.REVOKED
        if one.role == trust.READS:
            return trust.READ_ONLY
        if one.scope is None:
            return None
        # What its author knew decides: the same everywhere, whatever else has come since.
        known = self._journal.knowledge(logs, dot)
        changes = self._journal.changes(logs, dot)
        knew = self._seen_by(logs, known, dot, changes)
        beyond = {
            (table, row): fields
            for (table, row), fields in changes.items()
            if self._is_beyond(one, (table, row), knew, {n: v for n, (v, _p) in fields.items()})
        }
        if not beyond:
            return None
        if kind == "resolve" and one.role != trust.WRITES:
            deciding = Deciding(
                self._heads, logs,
                lambda other: other != dot and has_seen(logs, known, other),
                lambda other: self._is_held(logs, other),
            )  # fmt: skip
            if deciding.decides(beyond):
                return None
        return trust.OUT_OF_SCOPE

    def _is_beyond(
        self, one: Statement, place: tuple[str, str], known: Known, told: Mapping[str, Value]
    ) -> bool:
        """Tell whether a row is, or becomes by what is written, one of another institution."""
        owners = (self._owner(*place, known, values) for values in ({}, told))
        return any(owner is not None and owner not in (one.scope or ()) for owner in owners)

    def _is_held(self, logs: dict[int, Log], dot: int) -> bool:
        """Tell whether everybody but its author holds an entry back.

        A decision rests on whether what it decided was held back. Decisions are looked at in
        causal order, each once: one after the other, however long a chain of them is.
        """
        if self._are_held is None:
            self._are_held = {}
            for (one,) in self._heads.db.execute(
                "SELECT id FROM entry WHERE kind = 'resolve' ORDER BY lamport"
            ).fetchall():
                self._is_held(logs, one)
        found = self._are_held.get(dot)
        if found is None:
            (kind,) = self._heads.db.execute(
                "SELECT kind FROM entry WHERE id = ?", (dot,)
            ).fetchone()
            found = self._are_held[dot] = self._reason(logs, dot, kind) is not None
        return found

    def _seen_by(
        self,
        logs: dict[int, Log],
        known: tuple[tuple[int, int], ...],
        dot: int,
        changes: Mapping[tuple[str, str], Mapping[str, tuple[Value, tuple[int, ...]]]],
    ) -> Known:
        def value(table: str, row: str, name: str) -> Value:
            cell = self._cell(table, row, name)
            if cell is None:
                return None
            dots = [
                one
                for (one,) in self._heads.db.execute("SELECT dot FROM hist WHERE cell = ?", (cell,))
                if one != dot and has_seen(logs, known, one)
            ]
            if not dots:
                written = changes.get((table, row), {}).get(name)
                return written[0] if written else None
            told = {one: self._heads.value(logs, cell, one) for one in dots}
            return told[max(dots, key=lambda one: self._heads.weight(cell, one, told[one]))]

        return value

    def _cell(self, table: str, row: str, name: str) -> int | None:
        rid = self._heads.names.rids([(table, row)]).get((table, row))
        no = self._heads.names.number_or_none(table, name)
        return None if rid is None or no is None else rid << FIELD_BITS | no

    def _owner(
        self, table: str, row: str, known: Known, written: Mapping[str, Value]
    ) -> str | None:
        """Return the institution that a row belongs to; none when it belongs to nobody's."""
        values = dict(written)
        for _step in range(_DEPTH):
            if table == INSTITUTION:
                return row
            if table not in self._links:
                return None
            column, above = self._links[table]
            found = values[column] if column in values else known(table, row, column)
            if found is None:
                return None
            table, row, values = above, str(found), {}
        return None

    # -- what this device is about to write

    def require(self, writes: Sequence[Write], kind: str) -> None:
        """Refuse what this device may not do, before it is written.

        Raises:
            PeaError: It was revoked, may only read, or writes another institution's rows.
        """
        last = self.roster.last(self._device.public) if self.roster.root else None
        if last is None:
            return
        if last.role is None:
            raise PeaError(
                _(
                    "Este equipo ya no está autorizado en el expediente: pida al administrador que "
                    "lo autorice de nuevo. No se cambió nada."
                )
            )
        if last.role == trust.READS:
            raise PeaError(
                _(
                    "Este equipo sólo puede consultar el expediente: pida al administrador permiso "
                    "de captura. No se cambió nada."
                )
            )
        if last.scope is None:
            return
        told: dict[tuple[str, str], dict[str, Value]] = {}
        for write in writes:
            told.setdefault((write.table, write.row), {})[write.field] = write.value
        now = self._now(told)
        beyond: dict[tuple[str, str], Fields] = {
            place: {name: (value, None) for name, value in values.items()}
            for place, values in told.items()
            if self._is_beyond(last, place, now, values)
        }
        if not beyond or (
            kind == "resolve" and last.role != trust.WRITES and self._decides_now(beyond)
        ):
            return
        raise PeaError(
            _(
                "Este equipo sólo puede cambiar lo de su institución, y esto es de otra. No se "
                "cambió nada."
            )
        )

    def _decides_now(self, rows: Mapping[tuple[str, str], Fields]) -> bool:
        """Tell whether what is about to be written decides conflicts, as others will judge it."""
        # What this device wrote since another decision was judged is not in what is kept of it.
        self._are_held = None
        logs = self._journal.logs()
        deciding = Deciding(
            self._heads, logs, lambda _dot: True, lambda other: self._is_held(logs, other)
        )
        return deciding.decides(rows)

    def _now(self, told: Mapping[tuple[str, str], Mapping[str, Value]]) -> Known:
        logs = self._journal.logs()

        def value(table: str, row: str, name: str) -> Value:
            cell = self._cell(table, row, name)
            dots = self._heads.of_cells([cell]).get(cell) if cell is not None else None
            if cell is None or not dots:
                return told.get((table, row), {}).get(name)
            return self._heads.judge(logs, cell, dots)[1]

        return value


def _range(no: int, first: int) -> tuple[int, int]:
    return no << SEQ_BITS | first, no << SEQ_BITS | SEQ_MASK
