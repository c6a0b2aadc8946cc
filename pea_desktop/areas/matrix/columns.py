"""The eleven columns of the SECOEM layout, for grid, XLSX and PDF alike."""

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.matrix.entities import Matrix
from pea_desktop.areas.matrix.fields import target_field, target_parser
from pea_desktop.areas.matrix.lines import LineRow, lines
from pea_desktop.areas.matrix.undecided import in_lines
from pea_desktop.core.grid import Column, parse_text
from pea_desktop.core.sheet import SheetColumn, SheetData, SheetLine
from pea_desktop.core.undecided import sentence
from pea_desktop.i18n import N_, _

TITLE = N_("Diseño del programa de Implementación de la Política Estatal Anticorrupción")
ROW_ID = "row_id"
PRIORITY_ID = "priority_id"
HIDDEN_HEADERS = {
    ROW_ID: N_("Identificador de la línea (no cambiar)"),
    PRIORITY_ID: N_("Identificador de la prioridad (no cambiar)"),
}
"""Columns an export carries out of sight, so that importing it again finds the same rows."""


def _shown(key: str) -> Callable[[LineRow], str]:
    return lambda row: row.value(key) or ""


def _text_column(key: str, header: str, width: int, *aliases: str) -> Column[LineRow]:
    return Column(
        key=key, header=header, width=width, show=_shown(key), parse=parse_text, aliases=aliases
    )


_FIXED: tuple[Column[LineRow], ...] = (
    Column(
        key="axis",
        header=N_("Eje PEA"),
        width=18,
        show=lambda row: row.axis.title if row.axis else "",
        aliases=("Eje", "Ejes", "Eje de la PEA", "Eje estratégico"),
        merge=True,
    ),
    Column(
        key="priority",
        header=N_("Prioridad PEA"),
        width=36,
        show=lambda row: row.priority.title if row.priority else "",
        aliases=("Prioridad", "Prioridades", "Prioridad de la PEA"),
        merge=True,
    ),
    _text_column(
        "line",
        N_("Lluvia de ideas: Líneas de Acción"),
        48,
        "Líneas de acción",
        "Línea de acción",
        "Lluvia de ideas: Línea de acción",
        "Lluvia de ideas",
    ),
    _text_column("indicator", N_("Indicador"), 34, "Indicadores", "Nombre del indicador"),
    _text_column("interpretation", N_("Interpretación"), 30),
    _text_column("type", N_("Tipo"), 14, "Tipo de indicador"),
    _text_column("formula", N_("Formula"), 40, "Fórmula de cálculo", "Método de cálculo"),
    _text_column("frequency", N_("Frecuencia de Medición"), 14, "Frecuencia"),
)


def target_column(year: int) -> Column[LineRow]:
    """Return the column of a year's target."""
    return Column(
        key=target_field(year),
        header=f"Meta {year}",
        width=10,
        show=_shown(target_field(year)),
        parse=target_parser(year),
        aliases=(f"Metas {year}", str(year), f"Meta al {year}", f"Meta para {year}"),
        is_number=True,
    )


def columns(years: Iterable[int]) -> tuple[Column[LineRow], ...]:
    """Return the columns for the target years of a matrix."""
    return (*_FIXED, *(target_column(year) for year in years))


COLUMNS = columns((2024, 2025, 2026))


def years_of(session: Session, institution_id: str | None = None) -> list[int]:
    """Return the target years of an institution's matrix (of all without one), or 2024 to 2026."""
    table = Matrix.__table__.c
    query = select(table.year_from, table.year_to)
    if institution_id is not None:
        query = query.where(table.institution_id == institution_id)
    years = {year for first, last in session.execute(query) for year in range(first, last + 1)}
    return sorted(years) or [2024, 2025, 2026]


def export_rows(session: Session, institution_id: str) -> SheetData:
    """Return an institution's matrix as a sheet to write, with the hidden ids of its rows."""
    rows = lines(session, institution_id)
    years = sorted({year for row in rows for year in row.targets_text}) or years_of(
        session, institution_id
    )
    shown = columns(years)
    name = institutions.name_of(session, institution_id)
    hidden = tuple(SheetColumn(header=_(header), hidden=True) for header in HIDDEN_HEADERS.values())
    return SheetData(
        title=_("Matriz {institution}").format(institution=name),
        heading=(_(TITLE), name, *filter(None, (sentence(in_lines(session, rows)),))),
        columns=(
            *(
                SheetColumn(
                    header=_(column.header),
                    width=column.width,
                    merge=column.merge,
                    is_number=column.is_number,
                )
                for column in shown
            ),
            *hidden,
        ),
        rows=tuple(
            SheetLine(
                cells=(
                    *(column.show(row) for column in shown),
                    row.id,
                    row.priority.id if row.priority else "",
                ),
                highlighted=row.highlighted,
                name=_("Línea {number}").format(number=row.number),
            )
            for row in rows
        ),
    )
