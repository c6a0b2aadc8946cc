"""Undo and redo: this device's newest own edit not yet undone goes back whole, or not at all.

They read the journal, so they survive closing, and they write ordinary entries, so they travel.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pea_desktop.core.capture import ALIVE, Value, Write
from pea_desktop.core.errors import PeaError
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import (
    ALIVE_FIELD,
    FIELD_BITS,
    FIELDS_MASK,
    SEQ_BITS,
    SEQ_MASK,
    Journal,
    Log,
    Parsed,
    has_seen,
)
from pea_desktop.i18n import _


@dataclass
class Step:
    """An own edit that can be undone or done again."""

    dot: int
    kind: str
    label: str

    @property
    def seq(self) -> int:
        """Its place in the device's log."""
        return self.dot & SEQ_MASK


def next_undo(journal: Journal, own: Log | None) -> Step | None:
    """Return the newest own edit or decision that is not undone."""
    passes: dict[int, str] = {}
    for dot, kind, undoes in _newest_first(journal, own):
        if kind in ("undo", "redo"):
            passes.setdefault(undoes, kind)
        elif kind == "trust":
            continue
        elif kind == "create":
            return None
        else:
            if passes.get(dot & SEQ_MASK) != "undo":
                return Step(dot, kind, journal.heading(dot).label)
    return None


def next_redo(journal: Journal, own: Log | None) -> Step | None:
    """Return the own edit undone last, unless something was edited since."""
    passes: dict[int, str] = {}
    wanted: int | None = None
    for dot, kind, undoes in _newest_first(journal, own):
        if kind in ("undo", "redo"):
            if wanted is None and kind == "undo" and undoes not in passes:
                wanted = undoes
            passes.setdefault(undoes, kind)
        elif kind == "trust":
            continue
        elif wanted is None:
            return None
        elif dot & SEQ_MASK == wanted:
            return Step(dot, kind, journal.heading(dot).label)
    return None


def _newest_first(journal: Journal, own: Log | None) -> Iterator[tuple[int, str, int]]:
    """Yield own entries as (dot, kind, what it undoes); read as needed, logs are long."""
    if own is None:
        return
    for no, last in journal.chain(journal.logs(), own.no, own.head):
        yield from journal.db.execute(
            "SELECT id, kind, undoes FROM entry WHERE id > ? AND id <= ? ORDER BY id DESC",
            (no << SEQ_BITS, no << SEQ_BITS | last),
        )


def undo_writes(journal: Journal, heads: Heads, step: Step) -> list[Write]:
    """Return what takes an edit back.

    Raises:
        PeaError: It was a decision, or something it touched has changed since.
    """
    if step.kind == "resolve":
        raise PeaError(
            _("La decisión de un conflicto no se deshace: vuelva a decidir qué valor queda.")
        )
    logs = journal.logs()
    writes: list[Write] = []
    for (table, row), fields in _acted(journal, heads, logs, step.dot).items():
        rid = heads.names.rids([(table, row)])[table, row]
        live = heads.of_row(rid)
        for cell, dots in live.items():
            mine = heads.names.name(table, cell & FIELDS_MASK) in fields
            if mine and _stands_for(heads, logs, cell, dots) != {step.dot}:
                raise _changed_since(step)
        _require_whole(heads, logs, step, (table, row), ALIVE in fields)
        # What never was before goes as a row; what was made again finds its former values.
        first_birth = ALIVE in fields and fields[ALIVE][0] == 1 and not fields[ALIVE][1]
        for name, (_value, parents) in fields.items():
            if first_birth and name != ALIVE:
                continue
            cell = rid << FIELD_BITS | heads.names.number(table, name)
            before: Value = 0 if name == ALIVE else None
            if parents:
                before = heads.judge(logs, cell, parents)[1]
            writes.append(Write(table, row, name, before))
    return writes


def redo_writes(journal: Journal, heads: Heads, step: Step) -> list[Write]:
    """Return what does an undone edit again.

    Raises:
        PeaError: Something it touched has changed since it was undone.
    """
    logs = journal.logs()
    writes: list[Write] = []
    for (table, row), fields in _acted(journal, heads, logs, step.dot).items():
        rid = heads.names.rids([(table, row)])[table, row]
        live = heads.of_row(rid)
        for name, (value, parents) in fields.items():
            cell = rid << FIELD_BITS | heads.names.number(table, name)
            stands = _stands_for(heads, logs, cell, live[cell])
            if stands == {step.dot}:
                continue
            if len(live[cell]) > 1 or stands != _stands_for(heads, logs, cell, parents):
                raise _changed_since(step)
            writes.append(Write(table, row, name, value))
        _require_whole(heads, logs, step, (table, row), ALIVE in fields)
    return writes


def _require_whole(
    heads: Heads, logs: dict[int, Log], step: Step, key: tuple[str, str], lives_or_dies: bool
) -> None:
    """Refuse to take along what is newer than the edit, when its row is to appear or to go."""
    if not lives_or_dies:
        if not _is_there(heads, *key):
            raise _changed_since(step)
        return
    known = heads.journal.knowledge(logs, step.dot)
    for cell, dots in heads.of_row(heads.names.rids([key])[key]).items():
        if not all(has_seen(logs, known, dot) for dot in _stands_for(heads, logs, cell, dots)):
            raise _changed_since(step)


def _acted(journal: Journal, heads: Heads, logs: dict[int, Log], dot: int) -> Parsed:
    """Return what an entry did, without its mere assurances that a whole is alive."""
    made: Parsed = {}
    for (table, row), fields in journal.changes(logs, dot).items():
        rid = heads.names.rids([(table, row)])[table, row]
        alive = rid << FIELD_BITS | ALIVE_FIELD
        kept = {
            name: change
            for name, change in fields.items()
            if name != ALIVE
            or change[0] == 0
            or not change[1]
            or heads.judge(logs, alive, change[1])[1] == 0
        }
        if kept:
            made[table, row] = kept
    return made


def _stands_for(heads: Heads, logs: dict[int, Log], cell: int, dots: Iterable[int]) -> set[int]:
    """Return the edits whose values these changes hold: an undo stands for what was there before.

    So «edit, edit, undo, undo» finds its way back, and a value of another laptop in between is
    noticed.
    """
    found: set[int] = set()
    open_ = list(dots)
    while open_:
        dot = open_.pop()
        kind, undoes = heads.db.execute(
            "SELECT kind, undoes FROM entry WHERE id = ?", (dot,)
        ).fetchone()
        if kind not in ("undo", "redo") or undoes is None:
            found.add(dot)
            continue
        edit = Journal.locate(logs, dot >> SEQ_BITS, undoes)
        if kind == "redo" or not heads.has_change(logs, cell, edit):
            found.add(edit)
        else:
            open_ += heads.change(logs, cell, edit)[1]
    return found


def _is_there(heads: Heads, table: str, row: str) -> bool:
    if table not in heads.tables:
        return False
    return heads.db.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (row,)).fetchone() is not None


def _changed_since(step: Step) -> PeaError:
    return PeaError(
        _(
            "No se puede deshacer ni rehacer «{label}»: algo de lo que tocó cambió después. "
            "Corríjalo a mano; el historial guarda todos los valores."
        ).format(label=step.label)
    )
