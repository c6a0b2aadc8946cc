"""The fields of a línea as people and scripts name them, and where each is kept."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.codes import LABELS, parse_code
from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    IndicatorVariable,
    LineOwner,
    LineViability,
    Matrix,
    PendingConsultation,
    Target,
    VerificationSource,
)
from pea_desktop.core.base import natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean, parse_number, parse_text
from pea_desktop.i18n import N_, _

_LINE_COLUMNS = {
    "line": "text",
    "state": "state",
    "action": "action",
    "evidence": "evidence",
    "term": "term",
    "cost": "cost",
    "notes": "notes",
    "highlight_reason": "highlight_reason",
}
_INDICATOR_COLUMNS = {
    "indicator": "name",
    "interpretation": "interpretation",
    "type": "kind",
    "formula": "formula",
    "frequency": "frequency",
    "symbol": "symbol",
    "definition": "definition",
    "importance": "importance",
    "nature": "nature",
    "mir_level": "mir_level",
    "dimension": "dimension",
    "unit": "unit",
    "direction": "direction",
    "disaggregation": "disaggregation",
    "baseline": "baseline",
    "baseline_year": "baseline_year",
    "baseline_verified": "baseline_verified",
    "assumptions": "assumptions",
    "target_kind": "target_kind",
    "target_behaviour": "target_behaviour",
}
FIELDS = (
    "line",
    "indicator",
    "interpretation",
    "type",
    "formula",
    "frequency",
    "state",
    "targets.YEAR",
    "targets.YEAR.PERIOD",
    *(key for key in _LINE_COLUMNS if key not in ("line", "state")),
    *list(_INDICATOR_COLUMNS)[5:],
)
PERIODS = (
    *(f"T{number}" for number in range(1, 5)),
    *(f"S{number}" for number in range(1, 3)),
    *(f"C{number}" for number in range(1, 4)),
    *(f"B{number}" for number in range(1, 7)),
    *(f"{number:02}" for number in range(1, 13)),
)
"""Parts of a year: quarters T, halves S, thirds C (cuatrimestres), bimesters B, months 01 to 12."""

_TARGET = re.compile(r"targets\.([12][0-9]{3})(?:\.([TSCB]?[0-9]{1,2}))?")


def target_field(year: int, period: str = "") -> str:
    """Return the name of a target: "targets.2024", or "targets.2024.T1" of a part of the year."""
    return f"targets.{year}.{period}" if period else f"targets.{year}"


# Asked for each of the thousands of cells of a paste.
@lru_cache(maxsize=1024)
def target_year(field: str) -> int | None:
    """Return the year of "targets.2024" or "targets.2024.T1", None for another field."""
    match = _TARGET.fullmatch(field)
    return int(match[1]) if match and (match[2] is None or match[2] in PERIODS) else None


@lru_cache(maxsize=1024)
def target_period(field: str) -> str:
    """Return "T1" of "targets.2024.T1", "" of a whole year or another field."""
    match = _TARGET.fullmatch(field)
    return (match[2] or "") if match else ""


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
    "action": N_("acción a realizar"),
    "evidence": N_("evidencia necesaria"),
    "term": N_("plazo"),
    "cost": N_("costo estimado"),
    "notes": N_("notas"),
    "highlight_reason": N_("motivo de la revisión"),
    "symbol": N_("símbolo"),
    "definition": N_("definición"),
    "importance": N_("importancia"),
    "nature": N_("tipo de indicador"),
    "mir_level": N_("nivel de la MIR"),
    "dimension": N_("dimensión"),
    "unit": N_("unidad de medida"),
    "direction": N_("sentido"),
    "disaggregation": N_("desagregación"),
    "baseline": N_("línea base"),
    "baseline_year": N_("año de la línea base"),
    "baseline_verified": N_("línea base verificada"),
    "assumptions": N_("supuestos"),
    "target_kind": N_("tipo de meta"),
    "target_behaviour": N_("comportamiento de la meta"),
}


def field_label(field: str) -> str:
    """Return a field's name for people: «meta 2024», «meta 2024 T1»."""
    year = target_year(field)
    if year is not None:
        when = f"{year} {target_period(field)}".strip()
        return _("meta {year}").format(year=when)
    return _(_LABELS[field]) if field in _LABELS else field


def is_field(field: str) -> bool:
    """Tell whether a línea has a field of this name."""
    return target_year(field) is not None or field in _LABELS


def parse_field(field: str, text: str) -> str | None:
    """Return the text to store in a field, None clearing it.

    Raises:
        PeaError: There is no such field, or the text does not fit it.
    """
    check_field(field)
    return parser(field)(text)


@lru_cache(maxsize=256)
def parser(field: str) -> Callable[[str], str | None]:
    """Return what turns a typed text into what a field stores, None clearing it."""
    year = target_year(field)
    if year is not None:
        return target_parser(year, target_period(field))
    if field in LABELS:
        return lambda text: parse_code(field, text)
    if field == "baseline":
        return parse_number(_("La línea base"))
    if field == "cost":
        return parse_number(_("El costo estimado"))
    return parse_year if field == "baseline_year" else parse_text


def target_parser(year: int, period: str = "") -> Callable[[str], str | None]:
    """Return the parser of a target; it keeps the text as typed («100%»)."""
    return parse_number(_("La meta {year}").format(year=f"{year} {period}".strip()))


def parse_year(text: str) -> str | None:
    """Return a year as typed, None for "".

    Raises:
        PeaError: It is no year from 1900 to 2100.
    """
    text = clean(text).strip()
    if not text:
        return None
    if not (text.isdecimal() and text.isascii() and 1900 <= int(text) <= 2100):
        raise PeaError(_("El año se escribe con cuatro cifras: «{text}».").format(text=text[:80]))
    return text


@lru_cache(maxsize=4096)
def indicator_id(line_id: str) -> str:
    """Return the id of a línea's indicator, whether it exists yet or not."""
    return natural_id(line_id, 1)


def target_id(line_id: str, year: int, period: str = "") -> str:
    """Return the id of a línea's target, whether it exists yet or not."""
    return natural_id(indicator_id(line_id), year, period)


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
    return Target.__tablename__, target_id(line_id, year, target_period(field)), "text"


def field_of_column(table: str, column: str) -> str | None:
    """Return the field a column of a línea or its indicator is, None for another one."""
    names = {ActionLine.__tablename__: _LINE_COLUMNS, Indicator.__tablename__: _INDICATOR_COLUMNS}
    return next((name for name, kept in names.get(table, {}).items() if kept == column), None)


def logical(session: Session, table: str, row_id: str, column: str) -> tuple[str, str]:
    """Return the línea and field behind a stored cell, as people and scripts name them.

    A cell of another table, or one that no field stands for, comes back as row and column. Rows
    deleted since are found too, as long as their línea is there: their ids are natural.
    """
    if table == ActionLine.__tablename__:
        return row_id, field_of_column(table, column) or column
    if table == Indicator.__tablename__ and column in _INDICATOR_COLUMNS.values():
        indicator = session.get(Indicator, row_id)
        line = indicator.line_id if indicator else _line_of(row_id, _all_lines(session))
        return (line, field_of_column(table, column) or column) if line else (row_id, column)
    if table == Target.__tablename__ and column == "text":
        return _logical_target(session, row_id, column)
    return row_id, column


def _logical_target(session: Session, row_id: str, column: str) -> tuple[str, str]:
    target = session.get(Target, row_id)
    if target is not None:
        indicator = session.get(Indicator, target.indicator_id)
        line = indicator.line_id if indicator else None
        line = line or _line_of(target.indicator_id, _all_lines(session))
        return (line, target_field(target.year, target.period)) if line else (row_id, column)
    times = known_times(session)
    for line_id in _all_lines(session):
        for year, period in times:
            if target_id(line_id, year, period) == row_id:
                return line_id, target_field(year, period)
    return row_id, column


def rows_of(session: Session, line_id: str) -> set[str]:
    """Return the ids of all rows of a línea, past ones included where their id is natural."""
    rows = {line_id, indicator_id(line_id)}
    rows.update(target_id(line_id, year, period) for year, period in known_times(session))
    for part in (PendingConsultation, LineOwner, LineViability):
        rows.update(session.scalars(select(part.id).where(part.line_id == line_id)))
    for of_indicator in (VerificationSource, IndicatorVariable):
        of_line = of_indicator.indicator_id == indicator_id(line_id)
        rows.update(session.scalars(select(of_indicator.id).where(of_line)))
    return rows


def known_times(session: Session) -> list[tuple[int, str]]:
    """Return every year some matrix or target has, and every part of a year some target has."""
    times = {(year, "") for year in known_years(session)}
    for year, period in session.execute(select(Target.year, Target.period).distinct()):
        times.add((year, period or ""))
    return sorted(times)


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
