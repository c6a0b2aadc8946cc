"""A filled-in book that an institution without the program edits and sends back.

Besides the matrix it has instructions, lists to choose from, and, out of sight, the cells as they
were sent: so that what comes back tells what the institution changed (`sent`).
"""

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions
from pea_desktop.areas.matrix import headings
from pea_desktop.areas.matrix.codes import LABELS, code_label
from pea_desktop.areas.matrix.columns import HIDDEN_HEADERS, TITLE, columns, years_of
from pea_desktop.areas.matrix.editing import matrix_of
from pea_desktop.areas.matrix.entities import Matrix
from pea_desktop.areas.matrix.fields import field_label, target_field, target_year
from pea_desktop.areas.matrix.headings import OWNERS, SOURCE_FIELDS
from pea_desktop.areas.matrix.lines import LineRow, lines
from pea_desktop.areas.matrix.linting import required_fields
from pea_desktop.areas.matrix.sent import sent_mark
from pea_desktop.areas.matrix.undecided import in_lines
from pea_desktop.core.sheet import SheetColumn, SheetData, SheetLine
from pea_desktop.core.undecided import sentence
from pea_desktop.i18n import N_, _

BLANK_ROWS: Final = 20
"""Rows below the last for new líneas."""

FREQUENCIES: Final = (
    *(N_("Mensual"), N_("Bimestral"), N_("Trimestral"), N_("Cuatrimestral"), N_("Semestral")),
    *(N_("Anual"), N_("Bienal"), N_("Trianual"), N_("Quinquenal"), N_("Sexenal"), N_("Única")),
)
"""How often an indicator is usually measured; other words are taken too."""

UNITS: Final = (
    *(N_("Porcentaje"), N_("Puntos porcentuales"), N_("Número"), N_("Índice")),
    *(N_("Promedio"), N_("Tasa")),
)
"""In what an indicator is usually measured; other words are taken too."""

_FICHA: Final = (
    *("unit", "direction", "baseline", "baseline_year", "definition", "assumptions"),
    *(OWNERS, *SOURCE_FIELDS, "state", "notes"),
)
_LAST: Final = ("state", "notes")
_WIDTHS: Final = {
    "axis": 14,
    "priority": 26,
    "line": 36,
    "indicator": 26,
    "interpretation": 24,
    "formula": 30,
    "definition": 24,
    "assumptions": 20,
    "notes": 24,
}
_USUAL_WIDTH: Final = 14
_NUMBER_WIDTH: Final = 9
_NUMBERS: Final = ("baseline", "baseline_year", "cost")


def template_book(session: Session, institution_id: str) -> list[SheetData]:
    """Return the sheets of an institution's template: matrix, instructions, what was sent."""
    matrix = matrix_of(session, catalog.current(session).id, institution_id)
    rows = [
        row
        for row in lines(session, institution_id)
        if matrix is None or row.matrix_id == matrix.id
    ]
    keys = [*_keys(session, institution_id, rows, matrix)]
    shown = [_column(session, key) for key in keys]
    hidden = [SheetColumn(header=_(header), hidden=True) for header in HIDDEN_HEADERS.values()]
    name = institutions.name_of(session, institution_id)
    written = tuple(_line(row, keys) for row in rows)
    return [
        SheetData(
            title=_("Matriz {institution}").format(institution=name),
            heading=(
                _(TITLE),
                _(
                    "Cambie lo que haga falta y agregue líneas en los renglones vacíos del final. "
                    "Vea la hoja «Instrucciones»."
                ),
                name,
                *filter(None, (sentence(in_lines(session, rows)),)),
            ),
            columns=(*shown, *hidden),
            rows=written,
            blank_rows=BLANK_ROWS,
        ),
        _instructions(shown),
        SheetData(
            title=_("Enviado"),
            heading=(sent_mark(matrix.id if matrix else ""),),
            columns=tuple(SheetColumn(header=one.header) for one in (*shown, *hidden)),
            rows=written,
            hidden=True,
        ),
    ]


def _keys(
    session: Session, institution_id: str, rows: Iterable[LineRow], matrix: Matrix | None
) -> Iterable[str]:
    """Yield the fields of the template: the eleven columns, parts of years, those of the ficha."""
    rows = list(rows)
    years = {year for row in rows for year in row.targets_text}
    years |= set(years_of(session, institution_id))
    fixed = [column.key for column in columns(())]
    periods = sorted({time for row in rows for time in row.period_targets})
    yield from fixed
    yield from (target_field(year) for year in sorted(years))
    for year, period in periods:
        key = target_field(year, period)
        # A heading the import does not know would lose its column on the way back.
        if headings.target_in(_header(key)) == key:
            yield key
    asked = required_fields(matrix.template) if matrix is not None and matrix.template else ()
    further = [key for key in asked if key in headings.choices(()) and key not in fixed]
    ficha = [key for key in _FICHA if key not in _LAST]
    yield from ficha
    yield from (key for key in further if key not in _FICHA and key != headings.SOURCES)
    yield from _LAST


def _header(key: str) -> str:
    known = {column.key: column.header for column in columns(())}
    if key in known:
        return _(known[key])
    if target_year(key) is not None:
        label = field_label(key)
        return label[:1].upper() + label[1:]
    return headings.title(key) if key == OWNERS else headings.names(())[key][0]


def _column(session: Session, key: str) -> SheetColumn:
    is_number = key in _NUMBERS or target_year(key) is not None
    width = _NUMBER_WIDTH if is_number else _WIDTHS.get(key, _USUAL_WIDTH)
    return SheetColumn(
        header=_header(key),
        width=width,
        spine=key in ("axis", "priority"),
        is_number=is_number,
        is_plain=not is_number,
        choices=_choices(session, key),
        is_strict=key in LABELS or key in ("axis", "priority"),
        hint=_hint(key),
    )


def _choices(session: Session, key: str) -> tuple[str, ...]:
    if key in ("axis", "priority"):
        items = catalog.axes(session) if key == "axis" else catalog.priorities(session)
        return tuple(f"{item.number}. {item.text}" if item.number else item.text for item in items)
    if key in LABELS:
        return tuple(_(word) for word in LABELS[key].values())
    usual = {"frequency": FREQUENCIES, "unit": UNITS}.get(key, ())
    return tuple(_(word) for word in usual)


def _hint(key: str) -> str:
    if target_year(key) is not None or key in ("baseline", "cost"):
        return _("Escriba el número: 100 o 100%. Si no lo hay: No aplica, Pendiente…")
    hints = {
        "baseline_year": N_("Cuatro cifras: 2023."),
        "frequency": N_("Elija de la lista o escriba otra."),
        "unit": N_("Elija de la lista o escriba otra."),
        OWNERS: N_("Una institución por renglón (Alt+Entrar)."),
    }
    return _(hints[key]) if key in hints else ""


def _line(row: LineRow, keys: Iterable[str]) -> SheetLine:
    return SheetLine(
        cells=(
            *(shown_text(row, key) for key in keys),
            row.id,
            row.priority.id if row.priority else "",
        ),
        highlighted=row.highlighted,
        name=_("Línea {number}").format(number=row.number),
    )


def shown_text(row: LineRow, key: str) -> str:
    """Return what a cell of the template says of a línea."""
    special: dict[str, Callable[[], str]] = {
        "axis": lambda: row.axis.title if row.axis else "",
        "priority": lambda: row.priority.title if row.priority else "",
        OWNERS: lambda: "\n".join(dict.fromkeys(one.institution for one in row.owners)),
    }
    if key in special:
        return special[key]()
    if key in SOURCE_FIELDS:
        return (getattr(row.sources[0], SOURCE_FIELDS[key]) or "") if row.sources else ""
    return code_label(key, row.value(key)) if key in LABELS else row.value(key) or ""


_STEPS: Final = (
    (N_("Cambiar"), N_("Escriba sobre la celda. Una celda que no toca no cambia nada.")),
    (
        N_("Agregar"),
        N_("Use los renglones vacíos del final. Elija el eje y la prioridad de la lista."),
    ),
    (
        N_("Quitar"),
        N_("Escríbalo en «Notas». Un renglón borrado aquí no se borra en el expediente."),
    ),
    (
        N_("Metas y línea base"),
        N_("Un número: 100 o 100%. Si no lo hay, diga por qué: No aplica, Pendiente…"),
    ),
    (
        N_("Renglones en amarillo"),
        N_("Están sujetos a revisión. Quite el amarillo sólo cuando ya se revisaron."),
    ),
    (
        N_("Ordenar"),
        N_("Puede ordenar los renglones. No cambie los encabezados ni las columnas ocultas."),
    ),
    (
        N_("Devolver"),
        N_("Guarde el libro como .xlsx y envíelo a quien se lo mandó, que verá cada cambio."),
    ),
)


def _instructions(shown: Iterable[SheetColumn]) -> SheetData:
    with_list = ", ".join(f"«{column.header}»" for column in shown if column.choices)
    lists = (
        _("Listas"),
        _("Al llegar a la celda aparece una flecha en {columns}.").format(columns=with_list),
    )
    steps = [(_(what), _(how)) for what, how in _STEPS]
    return SheetData(
        title=_("Instrucciones"),
        heading=(_("Cómo llenar esta plantilla"),),
        columns=(
            SheetColumn(header=_("Para"), width=24, spine=True),
            SheetColumn(header=_("Qué hacer"), width=90),
        ),
        rows=tuple(SheetLine(cells=one) for one in (*steps[:4], lists, *steps[4:])),
    )
