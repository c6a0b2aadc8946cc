"""The fields of a línea as people and scripts name them, and where each is kept."""

import re
from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    LineState,
    Matrix,
    PendingConsultation,
    Target,
)
from pea_desktop.core.base import natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean, parse_number, parse_text
from pea_desktop.i18n import N_, _

_LINE_COLUMNS = {"line": "text", "state": "state"}
_INDICATOR_COLUMNS = {
    "indicator": "name",
    "interpretation": "interpretation",
    "type": "kind",
    "formula": "formula",
    "frequency": "frequency",
}
FIELDS = ("line", *_INDICATOR_COLUMNS, "state", "targets.YEAR")

_TARGET = re.compile(r"targets\.([12][0-9]{3})")


def target_field(year: int) -> str:
    """Return the name of a year's target: "targets.2024"."""
    return f"targets.{year}"


def target_year(field: str) -> int | None:
    """Return the year of "targets.2024", None for another field."""
    match = _TARGET.fullmatch(field)
    return int(match[1]) if match else None


def check_field(field: str) -> None:
    """Raise `PeaError`, naming the fields there are, for a field there is not."""
    if not is_field(field):
        raise PeaError(
            _("No hay un campo «{field}»: los campos son {fields}.").format(
                field=field[:80], fields=", ".join(FIELDS)
            )
        )


_LABELS = {
    "line": N_("línea de acción"),
    "indicator": N_("indicador"),
    "interpretation": N_("interpretación"),
    "type": N_("tipo"),
    "formula": N_("fórmula"),
    "frequency": N_("frecuencia"),
    "state": N_("estado"),
}


def field_label(field: str) -> str:
    """Return a field's name for people: «meta 2024»."""
    year = target_year(field)
    if year is not None:
        return _("meta {year}").format(year=year)
    return _(_LABELS[field]) if field in _LABELS else field


def is_field(field: str) -> bool:
    """Tell whether a línea has a field of this name."""
    return target_year(field) is not None or (field in FIELDS and field != "targets.YEAR")


def parse_field(field: str, text: str) -> str | None:
    """Return the text to store in a field, None clearing it.

    Raises:
        PeaError: There is no such field, or the text does not fit it.
    """
    check_field(field)
    if field == "state":
        return parse_state(text)
    year = target_year(field)
    return parse_text(text) if year is None else target_parser(year)(text)


def target_parser(year: int) -> Callable[[str], str | None]:
    """Return the parser of a year's target; it keeps the text as typed («100%»)."""
    return parse_number(_("La meta {year}").format(year=year))


def parse_state(text: str) -> LineState | None:
    """Return the state a code names, None for "".

    Raises:
        PeaError: There is no such state.
    """
    text = clean(text).strip()
    if not text:
        return None
    try:
        return LineState(text.casefold())
    except ValueError as error:
        raise PeaError(
            _("No hay un estado «{text}»: los estados son {states}.").format(
                text=text[:80], states=", ".join(LineState)
            )
        ) from error


def indicator_id(line_id: str) -> str:
    """Return the id of a línea's indicator, whether it exists yet or not."""
    return natural_id(line_id, 1)


def target_id(line_id: str, year: int) -> str:
    """Return the id of a línea's target of a year, whether it exists yet or not."""
    return natural_id(indicator_id(line_id), year, "")


def physical(field: str, line_id: str) -> tuple[str, str, str]:
    """Return table, row and column where a línea's field is kept.

    Raises:
        PeaError: There is no such field.
    """
    check_field(field)
    if field in _LINE_COLUMNS:
        return ActionLine.__tablename__, line_id, _LINE_COLUMNS[field]
    if field in _INDICATOR_COLUMNS:
        return Indicator.__tablename__, indicator_id(line_id), _INDICATOR_COLUMNS[field]
    year = target_year(field)
    assert year is not None  # what `check_field` made sure of
    return Target.__tablename__, target_id(line_id, year), "text"


def logical(session: Session, table: str, row_id: str, column: str) -> tuple[str, str]:
    """Return the línea and field behind a stored cell, as people and scripts name them.

    A cell of another table, or one that no field stands for, comes back as row and column. Rows
    deleted since are found too, as long as their línea is there: their ids are natural.
    """
    if table == ActionLine.__tablename__:
        return row_id, _name_of(column, _LINE_COLUMNS)
    if table == Indicator.__tablename__ and column in _INDICATOR_COLUMNS.values():
        indicator = session.get(Indicator, row_id)
        line = indicator.line_id if indicator else _line_of(row_id, _all_lines(session))
        return (line, _name_of(column, _INDICATOR_COLUMNS)) if line else (row_id, column)
    if table == Target.__tablename__ and column == "text":
        return _logical_target(session, row_id, column)
    return row_id, column


def _logical_target(session: Session, row_id: str, column: str) -> tuple[str, str]:
    target = session.get(Target, row_id)
    if target is not None:
        indicator = session.get(Indicator, target.indicator_id)
        line = indicator.line_id if indicator else None
        line = line or _line_of(target.indicator_id, _all_lines(session))
        return (line, target_field(target.year)) if line else (row_id, column)
    years = known_years(session)
    for line_id in _all_lines(session):
        for year in years:
            if target_id(line_id, year) == row_id:
                return line_id, target_field(year)
    return row_id, column


def rows_of(session: Session, line_id: str) -> set[str]:
    """Return the ids of all rows of a línea, past ones included where their id is natural."""
    rows = {line_id, indicator_id(line_id)}
    rows.update(target_id(line_id, year) for year in known_years(session))
    consulted = select(PendingConsultation.id).where(PendingConsultation.line_id == line_id)
    rows.update(session.scalars(consulted))
    return rows


def known_years(session: Session) -> list[int]:
    """Return every year some matrix or target of the file has, in order."""
    years = set(session.scalars(select(Target.year).distinct()))
    for first, last in session.execute(select(Matrix.year_from, Matrix.year_to)):
        years.update(range(first, min(last, first + 50) + 1))
    return sorted(years)


def _all_lines(session: Session) -> Iterable[str]:
    return session.scalars(select(ActionLine.id))


def _line_of(sought: str, line_ids: Iterable[str]) -> str | None:
    return next((line for line in line_ids if indicator_id(line) == sought), None)


def _name_of(column: str, names: dict[str, str]) -> str:
    return next((field for field, kept in names.items() if kept == column), column)
