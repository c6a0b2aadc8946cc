"""Stored cells of a matrix in words: what a column is called, and what its value says.

Conflicts and the history speak of rows of tables; people know líneas and what hangs from them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.catalog import PolicyItem
from pea_desktop.areas.institutions import name_of
from pea_desktop.areas.matrix.codes import (
    CONSULTATION_STATE_LABELS,
    FICHA_TEMPLATE_LABELS,
    INSTITUTION_ROLE_LABELS,
    LABELS,
    VIABILITY_LABELS,
    code_label,
)
from pea_desktop.areas.matrix.entities import (
    Indicator,
    IndicatorVariable,
    LineOwner,
    LineViability,
    PendingConsultation,
    VerificationSource,
)
from pea_desktop.areas.matrix.fields import field_of_column
from pea_desktop.core.capture import Value
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_date, show_date
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _

_COLUMNS: Mapping[tuple[str, str], str] = {
    ("pending_consultation", "institution_id"): N_("consulta con"),
    ("pending_consultation", "original_text"): N_("texto de la consulta"),
    ("pending_consultation", "state"): N_("estado de la consulta"),
    ("pending_consultation", "since"): N_("inicio de la consulta"),
    ("pending_consultation", "due"): N_("fecha límite de la consulta"),
    ("pending_consultation", "answer"): N_("respuesta de la consulta"),
    ("pending_consultation", "answered"): N_("fecha de la respuesta"),
    ("line_owner", "institution_id"): N_("responsable"),
    ("line_owner", "role"): N_("papel del responsable"),
    ("line_owner", "unit"): N_("unidad del responsable"),
    ("line_viability", "code"): N_("viabilidad"),
    ("verification_source", "institution"): N_("institución del medio"),
    ("verification_source", "instrument"): N_("instrumento del medio"),
    ("verification_source", "link"): N_("liga del medio"),
    ("verification_source", "frequency"): N_("frecuencia del medio"),
    ("indicator_variable", "symbol"): N_("variable de la fórmula"),
    ("indicator_variable", "description"): N_("descripción de la variable"),
    ("indicator_variable", "unit"): N_("unidad de la variable"),
    ("indicator_variable", "source"): N_("fuente de la variable"),
    ("action_line", "position"): N_("lugar en la matriz"),
    ("action_line", "priority_id"): N_("prioridad"),
    ("action_line", "axis_id"): N_("eje"),
    ("action_line", "highlighted"): N_("sujeta a revisión"),
    ("matrix", "template"): N_("plantilla de ficha"),
    ("matrix", "declared_lines"): N_("líneas declaradas"),
    ("saved_view", "name"): N_("nombre de la vista"),
    ("saved_view", "definition"): N_("contenido de la vista"),
}
_CODES: Mapping[tuple[str, str], Mapping[Any, str]] = {
    ("pending_consultation", "state"): CONSULTATION_STATE_LABELS,
    ("line_owner", "role"): INSTITUTION_ROLE_LABELS,
    ("line_viability", "code"): VIABILITY_LABELS,
    ("matrix", "template"): FICHA_TEMPLATE_LABELS,
}
_DAYS = (
    ("pending_consultation", "since"),
    ("pending_consultation", "due"),
    ("pending_consultation", "answered"),
)


class PartOfLine(NamedTuple):
    """Where a row that hangs from a línea belongs, and what tells it from its like."""

    line_id: str
    text: str


def column_name(table: str, column: str) -> str | None:
    """Return what people call a stored column: «fecha límite de la consulta».

    None for those of other areas, and for those nobody needs to know by name.
    """
    known = _COLUMNS.get((table, column))
    return _(known) if known else None


def value_text(session: Session, table: str, column: str, value: Value) -> str:
    """Return a stored value as people read it, "" for none."""
    if value is None or value == "":
        return ""
    text = str(value)
    if column == "institution_id":
        return name_of(session, text)
    if (table, column) in _DAYS:
        try:
            return show_date(date.fromisoformat(text))
        except ValueError:
            return text
    if (table, column) in (("action_line", "priority_id"), ("action_line", "axis_id")):
        return item_title(session, text)
    if (table, column) == ("action_line", "highlighted"):
        return _("Sí") if value else _("No")
    if (table, column) == ("saved_view", "definition"):
        return _("Los filtros y columnas que guardó un equipo")
    field = field_of_column(table, column)
    if field and field in LABELS:
        return code_label(field, text)
    labels = _CODES.get((table, column), {})
    return _(labels[text]) if text in labels else text


def item_title(session: Session, item_id: str) -> str:
    """Return an eje or a prioridad as people name it: «13. Impulsar…»."""
    item = session.get(PolicyItem, item_id)
    if item is None:
        return _("(prioridad borrada)")
    return f"{item.number}. {item.text}" if item.number else item.text


def is_typed(table: str, column: str) -> bool:
    """Return whether `parse_value` reads what a person typed for a column."""
    return (table, column) in _CODES or (table, column) in _DAYS


def parse_value(table: str, column: str, text: str) -> str | None:
    """Return what to store of a code or a day as a person typed it, None for "".

    Raises:
        PeaError: The text does not fit; the sentence says what does.
    """
    if not text.strip():
        return None
    if (table, column) in _DAYS:
        day = parse_date(text)
        return None if day is None else day.isoformat()
    labels = _CODES[table, column]
    for code, word in labels.items():
        if fold(text) in (fold(code.value), fold(_(word))):
            return str(code)
    raise PeaError(
        _("«{text}» no es una opción de este campo: las opciones son {codes}.").format(
            text=text.strip()[:80], codes=", ".join(code.value for code in labels)
        )
    )


def part_of_line(session: Session, table: str, row_id: str) -> PartOfLine | None:
    """Return the línea a stored row hangs from, None for a row that is gone or hangs from none."""
    entity = _PARTS.get(table)
    row: Any = session.get(entity, row_id) if entity is not None else None
    if row is None:
        return None
    line_id = getattr(row, "line_id", None)
    if line_id is None:
        indicator = session.get(Indicator, row.indicator_id)
        line_id = indicator.line_id if indicator is not None else ""
    title = _TITLES[table]
    return PartOfLine(line_id, value_text(session, table, title, getattr(row, title)))


_PARTS: Mapping[str, Any] = {
    entity.__tablename__: entity
    for entity in (
        PendingConsultation,
        LineOwner,
        LineViability,
        VerificationSource,
        IndicatorVariable,
    )
}
_TITLES: Mapping[str, str] = {
    "pending_consultation": "institution_id",
    "line_owner": "institution_id",
    "line_viability": "code",
    "verification_source": "instrument",
    "indicator_variable": "symbol",
}


def title_column(table: str) -> str | None:
    """Return the column that tells a row which hangs from a línea from its like."""
    return _TITLES.get(table)
