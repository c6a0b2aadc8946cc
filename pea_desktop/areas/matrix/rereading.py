"""The líneas after a commit: only those are read again that it reached."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    LineOwner,
    LineViability,
    PendingConsultation,
    Target,
    VerificationSource,
)
from pea_desktop.areas.matrix.lines import LineRow, lines, numbered_lines

_MOST: Final = 500
"""Rows reached up to which asking for them is cheaper than reading everything."""

_INDICATOR = Indicator.__table__
_OF_LINES = (Indicator, LineOwner, LineViability, PendingConsultation)
_OF_INDICATORS = (Target, VerificationSource)


def lines_again(
    session: Session, before: Sequence[LineRow], changed: Collection[tuple[str, str]]
) -> list[LineRow]:
    """Return what `lines` gives after a commit; the líneas that it did not reach are the same.

    Args:
        session: Where they are.
        before: All that `lines` gave before the commit.
        changed: (table, id) of the rows it reached.
    """
    reached = _reached(session, changed) if len(changed) <= _MOST else None
    if reached is None:
        return lines(session)
    known = {row.id: row for row in before if row.id in reached}
    made = {
        row.id: row
        for row in numbered_lines(session, {row.id: row.number for row in known.values()})
    }
    if made.keys() != reached or any(
        (row.matrix_id, row.position) != (known[row.id].matrix_id, known[row.id].position)
        for row in made.values()
    ):
        # Some were made, moved or deleted, and others have another number now.
        return lines(session)
    return [made.get(row.id, row) for row in before]


def _reached(session: Session, changed: Collection[tuple[str, str]]) -> set[str] | None:
    """Return the ids of the líneas that rows are or hang from; None where it cannot be told."""
    ids: dict[str, list[str]] = {}
    for name, row_id in changed:
        ids.setdefault(name, []).append(row_id)
    reached = set(ids.pop(ActionLine.__tablename__, []))
    for part in (*_OF_LINES, *_OF_INDICATORS):
        table, rows = part.__table__, ids.pop(part.__tablename__, [])
        if not rows:
            continue
        if part in _OF_LINES:
            query = select(table.c.line_id)
        else:
            query = select(_INDICATOR.c.line_id).join(
                table, table.c.indicator_id == _INDICATOR.c.id
            )
        found = session.scalars(query.where(table.c.id.in_(rows))).all()
        if len(found) < len(rows):
            # One is deleted: it does not say any more of which línea it was.
            return None
        reached.update(found)
    return None if ids else reached
