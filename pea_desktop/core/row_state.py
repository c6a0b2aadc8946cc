"""What a row's live heads stand for: is it there, what does it hold, what waits for a person."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pea_desktop.core.capture import Value
from pea_desktop.core.journal import (
    ALIVE_FIELD,
    FIELD_BITS,
    FIELDS_MASK,
    Journal,
    Log,
    has_seen,
)
from pea_desktop.core.names import Names

VALUE, SOFT, DELETE_EDIT, AUTHORITY = "value", "soft", "delete_edit", "authority"
"""The kinds of conflict: two values; one side went back to the common ancestor; delete against
edit; a change by who may not make it (`authority.py`)."""


@dataclass
class RowState:
    """What a row's live heads stand for."""

    visible: bool
    values: dict[str, Value] = field(default_factory=dict)
    conflicts: dict[int, str] = field(default_factory=dict)
    deletes: list[int] = field(default_factory=list)
    unseen: list[tuple[int, int]] = field(default_factory=list)


class _Heads(Protocol):
    """What is asked of the live heads (`heads.Heads`)."""

    journal: Journal
    db: sqlite3.Connection
    names: Names

    @property
    def held(self) -> set[int]: ...

    def of_row(self, rid: int) -> dict[int, list[int]]: ...

    def value(self, logs: dict[int, Log], cell: int, dot: int) -> Value: ...

    def change(
        self, logs: dict[int, Log], cell: int, dot: int
    ) -> tuple[Value, tuple[int, ...]]: ...

    def fitting(self, table: str, name: str, value: Value) -> Value: ...

    def judge(
        self, logs: dict[int, Log], cell: int, heads: Sequence[int]
    ) -> tuple[int, Value, str | None]: ...


def state_of(heads: _Heads, logs: dict[int, Log], rid: int) -> RowState:
    """Return what a row's live heads stand for, from scratch."""
    dots_of = heads.of_row(rid)
    deletes = [d for (d,) in heads.db.execute("SELECT dot FROM dead WHERE rid = ?", (rid,))]
    alive = rid << FIELD_BITS | ALIVE_FIELD
    held: list[int] = []
    kinds: dict[int, str | None] = {}
    if heads.held:
        held = [cell for cell, dots in dots_of.items() if not heads.held.isdisjoint(dots)]
        kinds = {cell: heads.judge(logs, cell, dots_of[cell])[2] for cell in held}
        dots_of.update({cell: allowed(heads, logs, cell, dots_of[cell]) for cell in held})
        if alive in held:
            deletes = [d for d in dots_of[alive] if heads.value(logs, alive, d) == 0]
    knowledge = [heads.journal.knowledge(logs, delete) for delete in deletes]
    unseen = [
        (cell, dot)
        for cell, dots in dots_of.items()
        for dot in dots
        if not (cell == alive and dot in deletes)
        and any(not has_seen(logs, known, dot) for known in knowledge)
    ]
    made = RowState(visible=bool(dots_of.get(alive)) and (not deletes or bool(unseen)))
    made.deletes, made.unseen = deletes, unseen
    if not made.visible:
        return made
    made.conflicts = {cell: AUTHORITY for cell in held if kinds[cell] == AUTHORITY}
    if deletes:
        made.conflicts[alive] = DELETE_EDIT
    table = heads.names.row_of(rid)[0]
    for cell, dots in dots_of.items():
        if cell == alive or not dots:
            continue
        _winner, value, kind = heads.judge(logs, cell, dots)
        name = heads.names.name(table, cell & FIELDS_MASK)
        made.values[name] = heads.fitting(table, name, value)
        if kind:
            made.conflicts.setdefault(cell, kind)
    return made


def allowed(heads: _Heads, logs: dict[int, Log], cell: int, dots: Sequence[int]) -> list[int]:
    """Return the changes to show for a field: those held back give way to what they replaced."""
    found: set[int] = set()
    open_, met = list(dots), set(dots)
    while open_:
        dot = open_.pop()
        if dot not in heads.held:
            found.add(dot)
            continue
        for parent in heads.change(logs, cell, dot)[1]:
            if parent not in met:
                met.add(parent)
                open_.append(parent)
    older = {dot for one in found for dot in _before(heads, logs, cell, one)}
    return sorted(found - older)


def _before(heads: _Heads, logs: dict[int, Log], cell: int, dot: int) -> set[int]:
    reached: set[int] = set()
    open_ = list(heads.change(logs, cell, dot)[1])
    while open_:
        one = open_.pop()
        if one not in reached:
            reached.add(one)
            open_ += heads.change(logs, cell, one)[1]
    return reached
