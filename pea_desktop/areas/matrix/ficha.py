"""What the ficha of an indicator must hold under each template, and what of it is missing."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.codes import FichaTemplate
from pea_desktop.areas.matrix.editing import find_row
from pea_desktop.areas.matrix.entities import Matrix
from pea_desktop.areas.matrix.fields import field_label, target_field
from pea_desktop.areas.matrix.formula import FormulaError, Node, Operation, parse
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import is_missing
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

PRIORITY = "priority"
TARGETS = "targets"
SOURCES = "sources"
OWNERS = "owners"
DENOMINATOR = "denominator"
"""What a ficha can lack that is no field of its own."""

# The six things the national questionnaire asks of every indicator.
_MINIMAL = ("line", PRIORITY, "indicator", "formula", "frequency", SOURCES, "baseline", TARGETS)
# The official ficha of the national programme: 17 fields; it has neither baseline nor targets,
# which the questionnaire asks for, so they are kept here.
_SESNA = (
    *("line", PRIORITY, "indicator", "symbol", "formula", "interpretation", "importance"),
    *("frequency", "disaggregation", "unit", "direction", "baseline", TARGETS, SOURCES),
)
_CONEVAL = (
    *("line", PRIORITY, "indicator", "definition", "nature", "mir_level", "dimension", "formula"),
    *("unit", "frequency", "direction", "baseline", "baseline_year", "target_kind", TARGETS),
    *(SOURCES, "assumptions"),
)
_REQUIRED = {
    FichaTemplate.MINIMAL: _MINIMAL,
    FichaTemplate.SESNA: _SESNA,
    FichaTemplate.CONEVAL: _CONEVAL,
}
_RATIOS = ("porcentaje", "porcentual", "proporcion", "tasa", "razon", "cociente")


class Missing(NamedTuple):
    """One thing a ficha lacks: its field, or one of the names above, and its words."""

    field: str
    name: str


def required(template: FichaTemplate | None) -> tuple[str, ...]:
    """Return what must be filled; the minimal template counts where none was chosen."""
    return _REQUIRED[template or FichaTemplate.MINIMAL]


def missing(row: LineRow, template: FichaTemplate | None) -> list[Missing]:
    """Return what a línea's ficha lacks, in its order; «No aplica» is an answer."""
    found: list[Missing] = []
    for field in required(template):
        if field == PRIORITY and row.priority is None:
            found.append(Missing(PRIORITY, _("prioridad")))
        elif field == SOURCES and not row.sources:
            found.append(Missing(SOURCES, _("medio de verificación")))
        elif field == TARGETS:
            years = [year for year, text in row.targets_text.items() if is_missing(text)]
            keys = [target_field(year) for year in years]
            found.extend(Missing(key, field_label(key)) for key in keys)
        elif field not in (PRIORITY, SOURCES) and is_missing(row.value(field)):
            found.append(Missing(field, field_label(field)))
        elif field == "formula" and lacks_denominator(row):
            found.append(Missing(DENOMINATOR, _("denominador")))
    return found


def missing_sentence(row: LineRow, template: FichaTemplate | None) -> str:
    """Return «Falta: denominador, línea base», or "" when nothing is missing."""
    names = [one.name for one in missing(row, template)]
    return _("Falta: {names}").format(names=", ".join(names)) if names else ""


def lacks_denominator(row: LineRow) -> bool:
    """Return whether what announces a share of a whole divides by nothing.

    A formula that cannot be read is not judged.
    """
    announced = fold(" ".join(filter(None, (row.type, row.unit, row.indicator))))
    if not row.formula or not any(word in announced for word in _RATIOS):
        return False
    try:
        return not _divides(parse(row.formula).root)
    except FormulaError:
        return False


def _divides(node: Node) -> bool:
    if not isinstance(node, Operation):
        return False
    return node.sign == "/" or _divides(node.left) or _divides(node.right)


def template_of(session: Session, matrix_id: str) -> FichaTemplate | None:
    """Return the template of a matrix, None when none was chosen."""
    held = find_row(session, Matrix, matrix_id)
    return held.template if held is not None else None


def set_template(session: Session, matrix_id: str, template: str) -> None:
    """Choose by its code which fields the indicators of a matrix must have; "" chooses none.

    Raises:
        PeaError: There is no such matrix or template.
    """
    held = find_row(session, Matrix, matrix_id)
    if held is None:
        raise PeaError(_("La matriz ya no está en el expediente: vuelva a abrir la ficha."))
    if template and template not in _codes():
        raise PeaError(
            _("No hay una plantilla «{text}»: las plantillas son {codes}.").format(
                text=template[:80], codes=", ".join(_codes())
            )
        )
    chosen = FichaTemplate(template) if template else None
    if held.template != chosen:
        held.template = chosen
    session.flush()


def _codes() -> Sequence[str]:
    return [code.value for code in FichaTemplate]
