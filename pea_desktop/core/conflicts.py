"""Open conflicts: what differs, who wrote what, and how a person decides."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pea_desktop.core.capture import ALIVE, Value, Write
from pea_desktop.core.errors import PeaError
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import (
    ALIVE_FIELD,
    FIELD_BITS,
    FIELDS_MASK,
    SEQ_BITS,
    Log,
    has_seen,
)
from pea_desktop.core.row_state import DELETE_EDIT
from pea_desktop.i18n import _


@dataclass(frozen=True)
class Version:
    """One side of a conflict: a value, who wrote it, and when their laptop says it was.

    In a delete against an edit, a delete has the value None and the field `ALIVE`; an edit may have
    been made in a part of the row (`table` and `row` say which).
    """

    table: str
    row: str

    value: Value
    author: str
    device: str
    claimed_at: int
    field: str
    origins: tuple[str, ...] = ()
    """The devices (ids of their logs) that hold this value; more than one when they agree."""


@dataclass(frozen=True)
class Conflict:
    """Conflicto: changes made apart, for a person to decide; no value is lost meanwhile."""

    table: str
    row: str
    field: str
    kind: str
    ancestor: Value
    shown: Value
    values: list[Version]

    @property
    def id(self) -> str:
        """«ROW:FIELD», the same on every laptop."""
        return f"{self.row}:{self.field}"


def cells(heads: Heads) -> set[tuple[str, str]]:
    """Return (row id, field) of every open conflict."""
    found = heads.db.execute("SELECT cell FROM conflict").fetchall()
    return {_place(heads, cell) for (cell,) in found}


def _place(heads: Heads, cell: int) -> tuple[str, str]:
    table, row = heads.names.row_of(cell >> FIELD_BITS)
    return row, heads.names.name(table, cell & FIELDS_MASK)


def open_conflicts(
    heads: Heads, among: Collection[tuple[str, str]] | None = None
) -> list[Conflict]:
    """Return every open conflict, sorted by table, row and field.

    Args:
        heads: the live heads.
        among: only those of these cells (row id, field), as `cells` names them.
    """
    logs = heads.journal.logs()
    found = [
        _describe(heads, logs, cell, kind)
        for cell, kind in heads.db.execute("SELECT cell, kind FROM conflict").fetchall()
        if among is None or _place(heads, cell) in among
    ]
    return sorted(found, key=lambda one: (one.table, one.row, one.field))


def _describe(heads: Heads, logs: dict[int, Log], cell: int, kind: str) -> Conflict:
    table, row = heads.names.row_of(cell >> FIELD_BITS)
    name = heads.names.name(table, cell & FIELDS_MASK)
    if kind == DELETE_EDIT:
        state = heads.state(logs, cell >> FIELD_BITS)
        deletes = sorted(state.deletes, key=lambda dot: _age(heads, dot))
        versions = [_version(heads, dot, (table, row, ALIVE), None) for dot in deletes]
        unseen = {
            (*_age(heads, dot), heads.names.name(table, other & FIELDS_MASK)): (other, dot)
            for other, dot in state.unseen
        }
        for _order, (other, dot) in sorted(unseen.items()):
            if other & FIELDS_MASK != ALIVE_FIELD:
                edited = (table, row, heads.names.name(table, other & FIELDS_MASK))
                versions.append(_version(heads, dot, edited, heads.value(logs, other, dot)))
            else:
                versions += _edits_of_parts(heads, logs, dot, (table, row))
        return Conflict(table, row, name, kind, None, None, versions)
    dots = heads.of_cells([cell])[cell]
    _winner, shown, _kind = heads.judge(logs, cell, dots)
    common = heads.ancestor(logs, cell, dots)
    before = None if common is None else heads.value(logs, cell, common)
    by_value: dict[Value, int] = {}
    for dot in sorted(dots, key=lambda dot: _age(heads, dot)):
        value = heads.value(logs, cell, dot)
        known = by_value.get(value)
        if known is None or heads.weight(cell, dot, value) > heads.weight(cell, known, value):
            by_value[value] = dot
    ordered = sorted(by_value.items(), key=lambda one: heads.weight(cell, one[1], one[0]))
    holders: dict[Value, set[str]] = {}
    for dot in dots:
        origin = logs[dot >> SEQ_BITS].origin.hex()
        holders.setdefault(heads.value(logs, cell, dot), set()).add(origin)
    versions = [
        replace(
            _version(heads, dot, (table, row, name), value), origins=tuple(sorted(holders[value]))
        )
        for value, dot in ordered
    ]
    return Conflict(table, row, name, kind, before, shown, versions)


def whole_story(heads: Heads, conflict: Conflict) -> Conflict:
    """Return a delete against edits with all that was written, not only what was written last.

    Each edit of a part replaces what the one before said of the whole, so only the newest is a live
    change of the row; who decides to delete would take the others along unseen.
    """
    rid = heads.names.rids([(conflict.table, conflict.row)]).get((conflict.table, conflict.row))
    if conflict.kind != DELETE_EDIT or rid is None:
        return conflict
    logs, alive = heads.journal.logs(), rid << FIELD_BITS | ALIVE_FIELD
    state = heads.state(logs, rid)
    knowledge = [heads.journal.knowledge(logs, delete) for delete in state.deletes]
    open_ = [dot for cell, dot in state.unseen if cell == alive]
    met: set[int] = set()
    while open_:
        dot = open_.pop()
        if dot in met or all(has_seen(logs, known, dot) for known in knowledge):
            continue
        met.add(dot)
        open_ += heads.change(logs, alive, dot)[1]
    made: dict[tuple[str, str, str], Version] = {}
    for dot in sorted(met, key=lambda one: _age(heads, one)):
        for one in _edits_of_parts(heads, logs, dot, (conflict.table, conflict.row)):
            # Written again later, it is the later value that would go.
            made.pop((one.table, one.row, one.field), None)
            made[one.table, one.row, one.field] = one
    known = {(one.table, one.row, one.field) for one in conflict.values}
    more = [one for place, one in made.items() if place not in known]
    deletes = [one for one in conflict.values if one.field == ALIVE]
    edits = [one for one in conflict.values if one.field != ALIVE]
    return replace(conflict, values=[*deletes, *more, *edits])


def _age(heads: Heads, dot: int) -> tuple[int, bytes]:
    """Return an order of entries that is the same on every laptop."""
    lamport, digest = heads.db.execute(
        "SELECT lamport, hash FROM entry WHERE id = ?", (dot,)
    ).fetchone()
    return lamport, digest


def _edits_of_parts(
    heads: Heads, logs: dict[int, Log], dot: int, whole: tuple[str, str]
) -> list[Version]:
    """Return what an entry wrote into the parts of a row."""
    return [
        _version(heads, dot, (table, row, name), value)
        for (table, row), fields in heads.journal.changes(logs, dot).items()
        for name, (value, _parents) in fields.items()
        if name != ALIVE and heads.is_within(table, row, whole)
    ]


def _version(heads: Heads, dot: int, place: tuple[str, str, str], value: Value) -> Version:
    made = heads.journal.heading(dot)
    table, row, name = place
    origin = heads.journal.logs()[dot >> SEQ_BITS].origin.hex()
    return Version(table, row, value, made.author, made.device, made.time, name, (origin,))


def side(conflict: Conflict, origin: bytes, *, mine: bool) -> Version:
    """Return the one version of a conflict that is this device's, or the one that is not.

    Raises:
        PeaError: There is none, or more than one.
    """
    own = origin.hex()
    found = [one for one in conflict.values if (own in one.origins) == mine]
    if conflict.kind == DELETE_EDIT:
        # An edit of several fields is one side.
        found = [*{one.field == ALIVE: one for one in found}.values()]
    if len(found) == 1:
        return found[0]
    if mine:
        raise PeaError(
            _("Ningún valor de este conflicto es sólo de este equipo: elija uno con su valor.")
        )
    raise PeaError(_("Hay más de un valor de otros equipos: elija uno con su valor."))


def decision(heads: Heads, conflict_id: str, *, value: Value, keep: bool, delete: bool) -> Write:
    """Return the write that settles a conflict: as a decision it replaces all live changes.

    Raises:
        PeaError: There is no such conflict, or it is not decided that way.
    """
    row, _colon, name = conflict_id.rpartition(":")
    for table, rid in heads.db.execute(
        "SELECT tbl, rid FROM rowmap WHERE id = ?", (row,)
    ).fetchall():
        no = ALIVE_FIELD if name == ALIVE else heads.names.number_or_none(table, name)
        if no is None:
            continue
        cell = rid << FIELD_BITS | no
        found = heads.db.execute("SELECT kind FROM conflict WHERE cell = ?", (cell,)).fetchone()
        if found is None:
            continue
        if found[0] == DELETE_EDIT:
            if keep == delete:
                raise PeaError(
                    _(
                        "Un equipo eliminó el renglón y otro lo cambió: elija conservarlo o "
                        "eliminarlo."
                    )
                )
            return Write(table, row, ALIVE, 1 if keep else 0)
        if delete:
            raise PeaError(
                _("Este conflicto es de valores: elija qué valor queda; el renglón no se elimina.")
            )
        if keep:
            logs = heads.journal.logs()
            value = heads.judge(logs, cell, heads.of_cells([cell])[cell])[1]
        return Write(table, row, name, value)
    raise PeaError(_("No hay un conflicto abierto «{id}».").format(id=conflict_id))
