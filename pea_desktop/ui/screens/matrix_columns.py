"""The columns of the grid of a matrix: those of the first sight, and the ficha's when asked for."""

from collections.abc import Callable, Iterable
from typing import Final

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import INSTITUTION_ROLE_LABELS, LineRow
from pea_desktop.core.grid import number_of, show_date, show_number
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit.grid_data import GridColumn, Kind

TARGET: Final = "targets."
INSTITUTION: Final = "institution"
PRIORITY: Final = "priority"

_FICHA: Final = (
    ("interpretation", N_("Interpretación"), 220),
    ("type", N_("Tipo"), 110),
    ("unit", N_("Unidad de medida"), 120),
    ("direction", N_("Sentido"), 110),
    ("baseline", N_("Línea base"), 90),
    ("baseline_year", N_("Año de línea base"), 80),
    ("definition", N_("Definición"), 220),
    ("nature", N_("Tipo de indicador"), 110),
    ("mir_level", N_("Nivel de la MIR"), 110),
    ("dimension", N_("Dimensión"), 100),
    ("term", N_("Plazo"), 130),
    ("action", N_("Acción a realizar"), 200),
    ("evidence", N_("Evidencia necesaria"), 200),
    ("cost", N_("Costo estimado"), 110),
    ("assumptions", N_("Supuestos"), 200),
    ("notes", N_("Notas"), 200),
)
_FIGURES: Final = {"baseline", "cost"}
_SHOWN_ONLY: Final = (
    ("owners", N_("Responsables"), 180),
    ("sources", N_("Medios de verificación"), 220),
    ("consultations", N_("Consultas"), 200),
    (INSTITUTION, N_("Institución"), 150),
)
_ALIASES: Final = {
    "line": ("Lluvia de ideas: Líneas de Acción", "Líneas de acción", "Línea de acción"),
    "indicator": ("Indicadores", "Nombre del indicador"),
    "formula": ("Formula", "Método de cálculo", "Fórmula de cálculo"),
    "frequency": ("Frecuencia de Medición", "Frecuencia"),
}


def grid_columns(
    years: Iterable[int], parse_priority: Callable[[str], str | None] | None = None
) -> tuple[GridColumn, ...]:
    """Return the columns: those a person reads at a glance, then the ficha's, hidden at first.

    With `parse_priority` a pasted table may bring the prioridad of its rows.
    """
    return (
        GridColumn(key="number", header="#", kind=Kind.ORDINAL, width=48, is_editable=False),
        _text("line", _("Línea de acción"), 0.385, N_("Falta la línea")),
        _text("indicator", _("Indicador"), 0.265, N_("Falta indicador")),
        _text("formula", _("Fórmula"), 0.35, N_("Falta fórmula"), Kind.FORMULA),
        GridColumn(
            key="frequency",
            header=_("Medición"),
            kind=Kind.SHORT,
            # «Trimestral» and «Semestral» are whole words here.
            width=92,
            parse=matrix.parser("frequency"),
            aliases=_ALIASES["frequency"],
        ),
        *(_target(year) for year in years),
        GridColumn(
            key="state",
            header=_("Estado"),
            kind=Kind.STATE,
            width=150,
            is_editable=False,
            wide_only=True,
            parse=matrix.parser("state"),
        ),
        *(
            GridColumn(
                key=key,
                header=_(header),
                kind=Kind.FIGURE if key in _FIGURES else Kind.TEXT,
                width=width,
                is_hidden=True,
                parse=matrix.parser(key),
            )
            for key, header, width in _FICHA
        ),
        GridColumn(
            key=PRIORITY,
            header=_("Prioridad PEA"),
            width=240,
            is_editable=False,
            is_hidden=True,
            parse=parse_priority,
            aliases=("Prioridad", "Prioridades", "Prioridad de la PEA"),
        ),
        *(
            GridColumn(key=key, header=_(header), width=width, is_editable=False, is_hidden=True)
            for key, header, width in _SHOWN_ONLY
        ),
    )


def target_text(row: LineRow, year: int) -> str:
    """Return a meta as read: «100 %» when the indicator is a percentage, else as typed."""
    text = row.targets_text.get(year) or ""
    number = number_of(text)
    if number is None:
        return text
    unit = fold(row.unit or row.type or "")
    is_percent = text.rstrip().endswith("%") or unit == "porcentaje"
    return f"{show_number(number)} %" if is_percent else show_number(number)


def cell_text(row: LineRow, key: str) -> str:
    """Return what a cell holds, as it is edited and copied; "" where there is nothing."""
    if key == "owners":
        return "; ".join(_owner(row))
    if key == "sources":
        return "; ".join(source.text for source in row.sources)
    if key == "consultations":
        return "; ".join(_consultations(row))
    if key == INSTITUTION:
        return row.institution
    if key == PRIORITY:
        return row.priority.title if row.priority else ""
    return row.value(key) or ""


def is_shown_apart(key: str) -> bool:
    """Return whether a cell may show another text than it holds."""
    return key.startswith(TARGET) or key in matrix.LABELS


def shown_text(row: LineRow, key: str) -> str:
    """Return what a cell shows: codes in words, targets with their unit."""
    if key.startswith(TARGET):
        return target_text(row, int(key.removeprefix(TARGET)))
    if key in matrix.LABELS:
        return matrix.code_label(key, row.value(key))
    return cell_text(row, key)


def _owner(row: LineRow) -> list[str]:
    if not row.owners:
        return []
    labels = {role.value: _(label) for role, label in INSTITUTION_ROLE_LABELS.items()}
    return [
        _("{institution} ({role})").format(
            institution=owner.institution, role=labels.get(owner.role, owner.role)
        )
        for owner in row.owners
    ]


def _consultations(row: LineRow) -> list[str]:
    said = []
    for one in row.consultations:
        who = one.institution or _("sin institución")
        state = next(
            (
                _(label)
                for code, label in matrix.CONSULTATION_STATE_LABELS.items()
                if code == one.state
            ),
            one.state,
        )
        when = f", {show_date(one.due)}" if one.is_pending and one.due else ""
        said.append(f"{who}: {state.lower()}{when}")
    return said


def _text(key: str, header: str, share: float, missing: str, kind: Kind = Kind.TEXT) -> GridColumn:
    return GridColumn(
        key=key,
        header=header,
        kind=kind,
        share=share,
        missing=missing,
        parse=matrix.parser(key),
        aliases=_ALIASES[key],
    )


def _target(year: int) -> GridColumn:
    return GridColumn(
        key=f"{TARGET}{year}",
        header=str(year),
        kind=Kind.FIGURE,
        width=60,
        parse=matrix.parser(f"{TARGET}{year}"),
        aliases=(f"Meta {year}", f"Metas {year}"),
    )
