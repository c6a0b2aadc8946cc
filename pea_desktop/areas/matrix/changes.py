"""What happened to a línea, told field by field, and an earlier value written again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.institutions import Institution, InstitutionRole
from pea_desktop.areas.matrix.codes import (
    LABELS,
    Viability,
    code_label,
)
from pea_desktop.areas.matrix.editing import set_priority, set_value
from pea_desktop.areas.matrix.entities import (
    ActionLine,
    IndicatorVariable,
    LineOwner,
    LineViability,
    PendingConsultation,
    Target,
    VerificationSource,
)
from pea_desktop.areas.matrix.ficha import OWNERS, PRIORITY, SOURCES
from pea_desktop.areas.matrix.fields import (
    FIELDS,
    field_label,
    is_field,
    known_times,
    physical,
    rows_of,
    target_field,
    target_id,
)
from pea_desktop.areas.matrix.stored_words import column_name, title_column, value_text
from pea_desktop.core.base import natural_id
from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.history import FieldChange, HistoryStep
from pea_desktop.i18n import N_, _

CONSULTATIONS = "consultations"
VIABILITY = "viability"
VARIABLES = "variables"

_PARTS: Mapping[str, tuple[str, str]] = {
    PendingConsultation.__tablename__: (CONSULTATIONS, N_("consulta")),
    LineOwner.__tablename__: (OWNERS, N_("responsable")),
    LineViability.__tablename__: (VIABILITY, N_("viabilidad")),
    VerificationSource.__tablename__: (SOURCES, N_("medio de verificación")),
    IndicatorVariable.__tablename__: (VARIABLES, N_("variable de la fórmula")),
}
"""Table of what hangs from a línea: the field it is shown as, and its name."""


class FieldEdit(NamedTuple):
    """One field before and after, in words.

    Attributes:
        field: A field of the línea, or the list the value is a part of.
        name: The field in words: «línea base».
        before, after: The values in words, "" for none.
        value: What was stored, for writing it again.
        can_restore: Whether writing it again makes sense: parts of lists are not rebuilt.
    """

    field: str
    name: str
    before: str
    after: str
    value: str
    can_restore: bool


@dataclass(frozen=True)
class LineChange:
    """One action of one person, as far as it reached a línea."""

    author: str
    device: str
    claimed_at: int
    label: str
    edits: tuple[FieldEdit, ...]
    is_clock_behind: bool = False


def history_rows(session: Session, line_id: str, field: str = "") -> set[str]:
    """Return the rows whose history tells what happened to a línea, or to one field of it."""
    if field == PRIORITY:
        return {line_id}
    if is_field(field):
        return {physical(field, line_id)[1]}
    return rows_of(session, line_id) | _past_parts(session, line_id)


def _past_parts(session: Session, line_id: str) -> set[str]:
    """Return the ids owners and needs of a línea have had or could have had: they are natural."""
    owners = session.scalars(select(Institution.id))
    rows = {natural_id(line_id, one, role.value) for one in owners for role in InstitutionRole}
    return rows | {natural_id(line_id, code.value) for code in Viability}


def changes_of(
    session: Session, history: Iterable[HistoryStep], line_id: str, field: str = ""
) -> list[LineChange]:
    """Return the steps that changed a línea, in the order given, told field by field.

    Args:
        session: Where names of institutions and prioridades are looked up.
        history: What `workspace.history` gave for `history_rows`.
        line_id: The línea.
        field: Only what changed this field, or this list; "" for all.
    """
    steps = list(history)
    teller = _Teller(session, line_id, steps)
    made: list[LineChange] = []
    for step in steps:
        edits = (teller.tell(change) for change in step.changes)
        kept = tuple(one for one in edits if one is not None and field in ("", one.field))
        if kept:
            made.append(
                LineChange(
                    step.author, step.device, step.claimed_at, step.label, kept,
                    step.is_clock_behind,
                )
            )  # fmt: skip
    return made


def restore(session: Session, line_id: str, field: str, value: str) -> None:
    """Write an earlier value of a field again; "" leaves it empty.

    Raises:
        PeaError: The línea or its prioridad is gone, or the value fits no longer.
    """
    if field == PRIORITY:
        set_priority(session, [line_id], value or None)
    else:
        set_value(session, line_id, field, value)


class _Teller:
    """Puts changes of one línea into words."""

    def __init__(self, session: Session, line_id: str, steps: Sequence[HistoryStep]) -> None:
        self._session = session
        self._line_id = line_id
        self._fields = {
            physical(field, line_id): field for field in FIELDS if not field.startswith("targets.")
        }
        for year, period in known_times(session):
            row = target_id(line_id, year, period)
            self._fields[Target.__tablename__, row, "text"] = target_field(year, period)
        # What a part was, for when only its removal is told; the newest name comes first.
        self._titles: dict[str, Value] = {}
        for step in steps:
            for change in step.changes:
                if change.field == title_column(change.table) and change.after is not None:
                    self._titles.setdefault(change.row, change.after)

    def tell(self, change: FieldChange) -> FieldEdit | None:
        """Return a change in words; None for what nobody needs to know, such as sort keys."""
        if change.table in _PARTS:
            return self._tell_part(change)
        if (change.table, change.row) == (ActionLine.__tablename__, self._line_id):
            special = self._tell_line(change)
            if special is not None:
                return special
        field = self._fields.get((change.table, change.row, change.field))
        if field is None:
            return None
        before, after = (_text(value) for value in (change.before, change.after))
        shown = [code_label(field, one) if field in LABELS else one for one in (before, after)]
        return FieldEdit(field, field_label(field), shown[0], shown[1], after, True)

    def _tell_line(self, change: FieldChange) -> FieldEdit | None:
        if change.field == ALIVE:
            after = _("Creada") if change.after else _("Eliminada")
            return FieldEdit("", _("línea"), "", after, "", False)
        if change.field == "priority_id":
            before, after = (
                value_text(self._session, change.table, change.field, one)
                for one in (change.before, change.after)
            )
            return FieldEdit(PRIORITY, _("prioridad"), before, after, _text(change.after), True)
        if change.field == "highlighted":
            before, after = (_("Sí") if one else _("No") for one in (change.before, change.after))
            if before == after:
                return None
            return FieldEdit("state", _("sujeta a revisión"), before, after, "", False)
        return None

    def _tell_part(self, change: FieldChange) -> FieldEdit | None:
        field, name = _PARTS[change.table]
        if change.field == ALIVE:
            if change.after:
                return None
            known = title_column(change.table) or ""
            title = value_text(self._session, change.table, known, self._titles.get(change.row))
            return FieldEdit(field, _(name), title, _("Se quitó"), "", False)
        column = column_name(change.table, change.field)
        if column is None:
            return None
        before, after = (
            value_text(self._session, change.table, change.field, one)
            for one in (change.before, change.after)
        )
        if before == after:
            return None
        return FieldEdit(field, column, before, after, _text(change.after), False)


def _text(value: Value) -> str:
    return "" if value is None else str(value)
