"""Which líneas are in conflict, in the words of a document that prints them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from pea_desktop.areas.catalog import undecided as policy
from pea_desktop.areas.matrix.entities import PARTS
from pea_desktop.areas.matrix.fields import field_label, is_field, logical
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.stored_words import column_name
from pea_desktop.core.capture import ALIVE
from pea_desktop.core.undecided import Cell, Undecided, open_cells, within
from pea_desktop.i18n import _


def in_lines(session: Session, rows: Sequence[LineRow]) -> tuple[Undecided, ...]:
    """Return what is in conflict in líneas, in their parts and in what they belong to."""
    if not open_cells(session):
        return ()
    numbers = {row.id: row.number for row in rows}
    made = [
        (numbers[line_id], Undecided(_line(numbers[line_id]), _field(session, cell)))
        for line_id, cell in within(session, PARTS, numbers)
    ]
    above = {item.id for row in rows for item in (row.axis, row.priority) if item is not None}
    owners = {row.institution_id for row in rows}
    return (
        *(told for _number, told in sorted(made)),
        *policy.in_items(session, above),
        *(
            Undecided(_("nombre de la institución"))
            for _row, cell in within(session, {}, owners)
            if cell.field in ("name", "acronym")
        ),
    )


def _line(number: int) -> str:
    return _("línea {number}").format(number=number)


def _field(session: Session, cell: Cell) -> str:
    if cell.field == ALIVE:
        return _("eliminada en otro equipo")
    _row, field = logical(session, *cell)
    if is_field(field):
        return field_label(field)
    return column_name(cell.table, cell.field) or ""
