"""What the ficha of an indicator must hold under each template, and what of it is missing."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.codes import FichaTemplate
from pea_desktop.areas.matrix.editing import find_row
from pea_desktop.areas.matrix.entities import Matrix
from pea_desktop.areas.matrix.fields import field_label, target_field
from pea_desktop.areas.matrix.formula import Node, Operation
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.linting import Context, lacks_field, lint, required_fields
from pea_desktop.areas.matrix.linting.words import is_percent, read_formula
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding
from pea_desktop.core.grid import is_missing
from pea_desktop.i18n import _

PRIORITY = "priority"
TARGETS = "targets"
SOURCES = "sources"
LINK = "sources.link"
OWNERS = "owners"
DENOMINATOR = "denominator"
"""What a ficha can lack that is no field of its own."""

# Told by `missing` itself, field by field.
_INCOMPLETE = ("ficha_incompleta", "sin_meta")


class Missing(NamedTuple):
    """One thing a ficha lacks: its field, or one of the names above, and its words."""

    field: str
    name: str


def required(template: FichaTemplate | None) -> tuple[str, ...]:
    """Return what must be filled; the minimal template counts where none was chosen."""
    asked = required_fields(template or FichaTemplate.MINIMAL)
    return ("line", PRIORITY, "indicator", "formula", *asked, TARGETS)


def missing(row: LineRow, template: FichaTemplate | None) -> list[Missing]:
    """Return what a línea's ficha lacks, in its order; «No aplica» is an answer."""
    found: list[Missing] = []
    for field in required(template):
        if field == PRIORITY:
            if row.priority is None:
                found.append(Missing(PRIORITY, _("prioridad")))
        elif field == TARGETS:
            years = [year for year, text in row.targets_text.items() if is_missing(text)]
            keys = [target_field(year) for year in years]
            found.extend(Missing(key, field_label(key)) for key in keys)
        elif lacks_field(row, field):
            found.append(Missing(field, _name(field)))
        elif field == "formula" and lacks_denominator(row):
            found.append(Missing(DENOMINATOR, _("denominador")))
    return found


def _name(field: str) -> str:
    if field == SOURCES:
        return _("medio de verificación")
    return _("liga del medio de verificación") if field == LINK else field_label(field)


def remarks(row: LineRow, context: Context) -> list[Finding]:
    """Return what the rules say of one línea by itself, besides the fields it lacks."""
    found = lint([row], context)
    return [one for one in found if one.row_id == row.id and one.code not in _INCOMPLETE]


def missing_sentence(row: LineRow, template: FichaTemplate | None) -> str:
    """Return «Falta: denominador, línea base», or "" when nothing is missing."""
    names = [one.name for one in missing(row, template)]
    return _("Falta: {names}").format(names=", ".join(names)) if names else ""


def lacks_denominator(row: LineRow) -> bool:
    """Return whether a percentage divides by nothing; an unreadable formula is not judged."""
    formula = read_formula(row)
    return formula is not None and is_percent(row) and not _divides(formula.root)


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
