"""Changing a matrix; every function here is called inside one `workspace.edit()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    Matrix,
    Target,
)
from pea_desktop.areas.matrix.fields import (
    check_field,
    indicator_id,
    parse_field,
    physical,
    target_field,
    target_id,
    target_period,
    target_year,
)
from pea_desktop.core.base import Entity, natural_id, new_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.positions import keys_between, own_mark
from pea_desktop.i18n import _

_Row = TypeVar("_Row", bound=Entity)


def find_line(session: Session, line_id: str) -> ActionLine:
    """Return a línea by its id.

    Raises:
        PeaError: There is none.
    """
    line = find_row(session, ActionLine, line_id)
    if line is None:
        raise PeaError(
            _("No hay una línea con el identificador «{id}»: consulte la matriz.").format(
                id=line_id[:80]
            )
        )
    return line


def find_row(session: Session, entity: type[_Row], row_id: str) -> _Row | None:
    """Return a row, also one added in this edit and not yet flushed."""
    for added in session.new:
        if isinstance(added, entity) and added.id == row_id:
            return added
    return session.get(entity, row_id)


def set_value(session: Session, line_id: str, field: str, text: str) -> None:
    """Set a field of a línea to what a person typed; "" clears it.

    Raises:
        PeaError: There is no such línea, field or target year, or the text does not fit.
    """
    check_field(field)
    line = find_line(session, line_id)
    year = target_year(field)
    value = parse_field(field, text)
    if year is not None:
        _check_year(session, line, year)
    store(session, line, field, value)
    session.flush()


def set_values(session: Session, cells: Iterable[tuple[str, str, str]]) -> None:
    """Set many cells, (línea, field, text), as `set_value` sets one; the rows are read at once.

    Raises:
        PeaError: As `set_value`; the whole edit is to be given up then.
    """
    cells = list(cells)
    session.flush()
    held = _Held.read(session, {line_id for line_id, _field, _text in cells})
    for line_id, field, text in cells:
        line = held.lines.get(line_id) or find_line(session, line_id)
        value = parse_field(field, text)
        year = target_year(field)
        if year is not None and (year, line.matrix_id) not in held.checked:
            _check_year(session, line, year)
            held.checked.add((year, line.matrix_id))
        held.store(session, line, field, value)
    session.flush()


@dataclass
class _Held:
    """The rows of many líneas by id, added ones included: `session.new` is slow to search."""

    lines: dict[str, ActionLine]
    rows: dict[str, Entity]
    checked: set[tuple[int, str]]

    @classmethod
    def read(cls, session: Session, line_ids: set[str]) -> "_Held":
        def of(entity: type[_Row], ids: Iterable[str]) -> dict[str, _Row]:
            wanted = sorted(ids)
            found: dict[str, _Row] = {}
            # SQLite takes some thousands of values in one question.
            for at in range(0, len(wanted), 900):
                some = wanted[at : at + 900]
                for row in session.scalars(select(entity).where(entity.id.in_(some))):
                    found[row.id] = row
            return found

        lines = of(ActionLine, line_ids)
        indicators = of(Indicator, (indicator_id(one) for one in lines))
        targets: dict[str, Target] = {}
        for at in range(0, len(indicators), 900):
            some = list(indicators)[at : at + 900]
            for row in session.scalars(select(Target).where(Target.indicator_id.in_(some))):
                targets[row.id] = row
        return cls(lines, {**indicators, **targets}, set())

    def store(
        self, session: Session, line: ActionLine, field: str, value: str | StrEnum | None
    ) -> None:
        _table, row_id, column = physical(field, line.id)
        row: Entity | None = line if row_id == line.id else self.rows.get(row_id)
        if row is None:
            if value is None:
                return
            owner = self.rows.get(indicator_id(line.id))
            if owner is None:
                owner = self.rows[indicator_id(line.id)] = _make_indicator(session, line.id)
            year = target_year(field)
            row = owner
            if year is not None:
                period = target_period(field)
                row = Target(id=row_id, indicator_id=owner.id, year=year, period=period)
                session.add(row)
                self.rows[row_id] = row
        if getattr(row, column) != value:
            setattr(row, column, value)


def store(session: Session, line: ActionLine, field: str, value: str | StrEnum | None) -> None:
    """Put a parsed value where a field is kept, making its row only when there is a value.

    A row that is cleared stays: deleting it would set a delete against another laptop's edit.
    """
    _table, row_id, column = physical(field, line.id)
    year = target_year(field)
    row: Entity | None
    if row_id == line.id:
        row = line
    elif year is None:
        row = find_row(session, Indicator, row_id)
        if row is None and value is not None:
            row = _make_indicator(session, line.id)
    else:
        row = find_row(session, Target, row_id)
        if row is None and value is not None:
            row = _make_target(session, line.id, year, target_period(field))
    if row is not None and getattr(row, column) != value:
        setattr(row, column, value)


def new_line(session: Session, matrix: Matrix, priority_id: str | None = None) -> ActionLine:
    """Add an empty línea at the end of a matrix and return it."""
    return insert_lines(session, matrix, priority_id=priority_id)[0]


def insert_lines(
    session: Session,
    matrix: Matrix,
    *,
    count: int = 1,
    after_id: str | None = None,
    before_id: str | None = None,
    priority_id: str | None = None,
) -> list[ActionLine]:
    """Add empty líneas after or before another one, at the end without either; return them.

    They hang from the prioridad of that neighbour unless one is given.

    Raises:
        PeaError: There is no such neighbour.
    """
    session.flush()
    neighbour = find_line(session, after_id or before_id or "") if after_id or before_id else None
    if neighbour is not None and priority_id is None:
        priority_id = neighbour.priority_id
    places = _places(session, matrix.id)
    first = new_id()
    keys = _room(session, places, count, first, after_id=after_id, before_id=before_id)
    last = session.scalar(
        select(func.max(ActionLine.number)).where(ActionLine.matrix_id == matrix.id)
    )
    made = [
        ActionLine(
            id=first if at == 0 else new_id(),
            matrix_id=matrix.id,
            number=(last or 0) + at + 1,
            position=key,
            priority_id=priority_id,
            axis_id=neighbour.axis_id if neighbour is not None and not priority_id else None,
        )
        for at, key in enumerate(keys)
    ]
    session.add_all(made)
    session.flush()
    return made


def move_lines(
    session: Session,
    line_ids: Sequence[str],
    *,
    after_id: str | None = None,
    before_id: str | None = None,
) -> None:
    """Move líneas, in the order given, right after or before another one of their matrix.

    Those of another institution's matrix keep their place: a place beside a línea is one in its
    matrix.

    Raises:
        PeaError: One of them is gone.
    """
    session.flush()
    beside = find_line(session, after_id or before_id or "")
    chosen = set(line_ids)
    found = [find_line(session, line_id) for line_id in line_ids]
    moved = [line for line in found if line.matrix_id == beside.matrix_id]
    if not moved or beside.id in chosen:
        return
    places = [(key, one) for key, one in _places(session, beside.matrix_id) if one not in chosen]
    keys = _room(session, places, len(moved), moved[0].id, after_id=after_id, before_id=before_id)
    for line, key in zip(moved, keys, strict=True):
        if line.position != key:
            line.position = key
    session.flush()


def set_priority(session: Session, line_ids: Iterable[str], priority_id: str | None) -> None:
    """Hang líneas from another prioridad, or from none.

    Raises:
        PeaError: One of them is gone.
    """
    for line_id in line_ids:
        line = find_line(session, line_id)
        if line.priority_id != priority_id:
            line.priority_id = priority_id
            if priority_id is not None:
                line.axis_id = None
    session.flush()


def delete_line(session: Session, line_id: str) -> None:
    """Delete a línea; what hangs from it is shown nowhere without it.

    Its indicator, targets and consultations stay as rows: should another laptop have edited the
    línea meanwhile, keeping it brings all of it back, and so does undo.

    Raises:
        PeaError: There is no such línea.
    """
    session.delete(find_line(session, line_id))
    session.flush()


def _places(session: Session, matrix_id: str) -> list[tuple[str, str]]:
    """Return position and id of every línea of a matrix, in order."""
    rows = session.execute(
        select(ActionLine.position, ActionLine.id).where(ActionLine.matrix_id == matrix_id)
    )
    return sorted((row.position or "", row.id) for row in rows)


def _room(
    session: Session,
    places: list[tuple[str, str]],
    count: int,
    mark: str,
    *,
    after_id: str | None,
    before_id: str | None,
) -> list[str]:
    """Return keys for rows that come beside another one, making room where keys are equal.

    Two laptops that each added a row at the end gave both one key: nothing fits between those, so
    the ones below get keys of their own.
    """
    ids = [one for _key, one in places]
    at = len(places)
    if after_id in ids:
        at = ids.index(after_id) + 1
    elif before_id in ids:
        at = ids.index(before_id)
    before = places[at - 1][0] if at else None
    tied = [one for key, one in places[at:] if key == before]
    below = at + len(tied)
    after = places[below][0] if below < len(places) else None
    keys = keys_between(before, after, count + len(tied), own_mark(session) or mark)
    for key, one in zip(keys[count:], tied, strict=True):
        find_line(session, one).position = key
    return keys[:count]


def matrix_of(session: Session, policy_id: str, institution_id: str) -> Matrix | None:
    """Return an institution's matrix under a policy, None when it has none."""
    for added in session.new:
        if isinstance(added, Matrix) and added.institution_id == institution_id:
            return added
    return session.scalars(
        select(Matrix)
        .where(Matrix.policy_id == policy_id, Matrix.institution_id == institution_id)
        .order_by(Matrix.id)
    ).first()


def make_matrix(session: Session, policy_id: str, institution_id: str) -> Matrix:
    """Add the matrix of an institution, with the id two laptops would both give it."""
    matrix = Matrix(
        id=natural_id("matrix", policy_id, institution_id),
        policy_id=policy_id,
        institution_id=institution_id,
    )
    session.add(matrix)
    return matrix


def _make_indicator(session: Session, line_id: str) -> Indicator:
    made = Indicator(id=indicator_id(line_id), line_id=line_id)
    session.add(made)
    return made


def _make_target(session: Session, line_id: str, year: int, period: str) -> Target:
    indicator = find_row(session, Indicator, indicator_id(line_id))
    indicator = indicator or _make_indicator(session, line_id)
    made = Target(
        id=target_id(line_id, year, period), indicator_id=indicator.id, year=year, period=period
    )
    session.add(made)
    return made


def _check_year(session: Session, line: ActionLine, year: int) -> None:
    """Raise `PeaError` for a year the matrix does not have."""
    matrix = find_row(session, Matrix, line.matrix_id)
    if matrix is None or matrix.year_from <= year <= matrix.year_to:
        return
    if find_row(session, Target, target_id(line.id, year)) is not None:
        return
    known = ", ".join(target_field(known) for known in range(matrix.year_from, matrix.year_to + 1))
    raise PeaError(
        _("La matriz no tiene meta {year}: las metas son {known}.").format(year=year, known=known)
    )
