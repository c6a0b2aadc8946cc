"""A conflict in the person's words: which record, which field, what each value says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pea_desktop.areas import catalog, institutions, matrix, minutes
from pea_desktop.areas.matrix import stored_words
from pea_desktop.areas.matrix.fields import field_of_column
from pea_desktop.core.capture import Value
from pea_desktop.core.conflicts import Conflict, Version
from pea_desktop.core.grid import show_date
from pea_desktop.i18n import N_, _
from pea_desktop.ui.screens.minute_form import title as minute_title

_TABLES: Mapping[str, str] = {
    "action_line": N_("Línea de acción"),
    "indicator": N_("Indicador"),
    "target": N_("Meta"),
    "pending_consultation": N_("Consulta pendiente"),
    "line_owner": N_("Responsable"),
    "line_viability": N_("Viabilidad"),
    "verification_source": N_("Medio de verificación"),
    "indicator_variable": N_("Variable de la fórmula"),
    "saved_view": N_("Vista guardada"),
    "matrix": N_("Matriz"),
    "meeting": N_("Reunión"),
    "minute": N_("Minuta"),
    "agreement": N_("Acuerdo"),
    "attendance": N_("Asistencia"),
    "reviewed_material": N_("Material revisado"),
    "institution": N_("Institución"),
    "institution_alias": N_("Alias de institución"),
    "person": N_("Persona"),
    "policy_item": N_("Elemento de la política"),
}
_FIELDS: Mapping[tuple[str, str], str] = {
    ("indicator", "name"): N_("Indicador"),
    ("action_line", "text"): N_("Línea de acción"),
    ("action_line", "number"): N_("Número"),
    ("meeting", "number"): N_("Mesa"),
    ("meeting", "phase"): N_("Fase"),
    ("meeting", "day"): N_("Fecha"),
    ("meeting", "institution_id"): N_("Institución"),
    ("minute", "declared_lines"): N_("Líneas declaradas"),
    ("minute", "observations"): N_("Observaciones"),
    ("minute", "state"): N_("Estado"),
    ("agreement", "number"): N_("Número"),
    ("agreement", "text"): N_("Acuerdo"),
    ("agreement", "notes"): N_("Observaciones"),
    ("agreement", "position"): N_("Lugar en la lista"),
    ("attendance", "treatment"): N_("Trato"),
    ("attendance", "name"): N_("Nombre"),
    ("attendance", "office"): N_("Cargo"),
    ("attendance", "position"): N_("Lugar en la lista"),
    ("reviewed_material", "text"): N_("Documento"),
    ("reviewed_material", "position"): N_("Lugar en la lista"),
    ("institution", "name"): N_("Nombre"),
    ("institution", "acronym"): N_("Sigla"),
}
_LONGEST_IN_BUTTON = 24


@dataclass(frozen=True)
class Words:
    """A conflict as told: where the record is, what it says, which field is in dispute."""

    place: str
    text: str
    field: str


class ConflictWords:
    """Tells conflicts of one expediente; make a new one after a change."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._lines = {row.id: row for row in matrix.lines(session)}
        self._headers: dict[str, str] = {}
        self._stored: dict[tuple[str, str], str] = {("target", "text"): N_("Meta")}
        for column in matrix.columns(matrix.years_of(session)):
            # The line's heading is that of the paper form («Lluvia de ideas: …»), too long here.
            header = _FIELDS["action_line", "text"] if column.key == "line" else column.header
            self._headers[column.key] = header
            if column.is_editable:
                table, _row, name = matrix.physical(column.key, "")
                self._stored.setdefault((table, name), column.header)

    def tell(self, conflict: Conflict) -> Words:
        """Return the words for a conflict."""
        line_id, field = matrix.logical(self._session, conflict.table, conflict.row, conflict.field)
        part = stored_words.part_of_line(self._session, conflict.table, conflict.row)
        row = self._lines.get(part.line_id if part else line_id)
        if row is None:
            place, text = self._record(conflict.table, conflict.row)
            return Words(place, text, self.field_name(conflict.table, conflict.field))
        place = _("Línea {number} · {institution}").format(
            number=row.number, institution=row.institution
        )
        if part is not None:
            kind = _(_TABLES[conflict.table])
            text = f"{kind}: {part.text}" if part.text else kind
            return Words(place, text, self.field_name(conflict.table, conflict.field))
        name = self._headers.get(field)
        return Words(
            place,
            "" if field == "line" else row.line or row.indicator or "",
            _(name) if name else self._name_of_line_field(conflict, field),
        )

    def _name_of_line_field(self, conflict: Conflict, field: str) -> str:
        if matrix.is_field(field):
            return _capital(matrix.field_label(field))
        return self.field_name(conflict.table, conflict.field)

    def field_name(self, table: str, field: str) -> str:
        """Return what a person calls a stored field."""
        named = stored_words.column_name(table, field)
        if named is not None:
            return _capital(named)
        # An edit of a part (an indicator) can stand against the deletion of its whole (a línea).
        for owner in (table, *_TABLES):
            known = _FIELDS.get((owner, field)) or self._stored.get((owner, field))
            if known:
                return _(known)
            own = field_of_column(owner, field)
            if own is not None:
                return _capital(matrix.field_label(own))
        return field

    def value(self, table: str, field: str, value: Value, row: str = "") -> str:
        """Return a stored value as a person reads it.

        Args:
            table: the table it is kept in.
            field: its column.
            value: what is stored.
            row: the row, where the value is its place in a list.
        """
        if value is None or value == "":
            return _("(vacío)")
        text = str(value)
        if field == "day":
            return _day(text)
        if (table, field) == ("action_line", "position"):
            return self._place(row, text)
        if (table, field) == ("minute", "state"):
            labels: Mapping[Any, str] = minutes.MINUTE_STATE_LABELS
            return _(labels[text]) if text in labels else text
        return stored_words.value_text(self._session, table, field, value)

    def _place(self, row_id: str, position: str) -> str:
        """Return which place of its matrix a línea would have at a sort key."""
        own = self._lines.get(row_id)
        others = [
            one
            for one in self._lines.values()
            if own is not None and one.matrix_id == own.matrix_id and one.id != row_id
        ]
        before = sum((one.position, one.id) < (position, row_id) for one in others)
        return _("Lugar {number}").format(number=before + 1)

    def _record(self, table: str, row_id: str) -> tuple[str, str]:
        kind = _(_TABLES.get(table, N_("Registro")))
        entity: Any = None
        if table in _ENTITIES:
            entity = self._session.get(_ENTITIES[table], row_id)
        if entity is None:
            return _("{kind} (eliminado en este equipo)").format(kind=kind), ""
        meeting = self._meeting_of(table, entity)
        if meeting is not None:
            if table in ("meeting", "minute"):
                return minute_title(meeting), ""
            kind = _("{kind} · {minute}").format(kind=kind, minute=minute_title(meeting))
        texts = (getattr(entity, key, None) for key in ("text", "name", "original_text", "title"))
        return kind, next((text for text in texts if text), "")

    def _meeting_of(self, table: str, entity: Any) -> minutes.Meeting | None:
        if table == "meeting":
            found: minutes.Meeting = entity
            return found
        minute_id = entity.id if table == "minute" else getattr(entity, "minute_id", None)
        meeting_id = getattr(entity, "meeting_id", None)
        for minute in minutes.minutes(self._session):
            if minute.id == minute_id or minute.meeting_id == meeting_id:
                return minutes.meeting_of(self._session, minute)
        return None


def who(version: Version) -> str:
    """Return who wrote a value and when: «Lic. Asistente Uno · LAPTOP-03 · 19/04/2023 10:00»."""
    moment = datetime.fromtimestamp(version.claimed_at / 1000, tz=UTC).astimezone()
    return _("{author} · {device} · {day} {time}").format(
        author=version.author,
        device=version.device,
        day=show_date(moment.date()),
        time=f"{moment:%H:%M}",
    )


def keep_text(shown: str, version: Version) -> str:
    """Return what the button of a value says; a long value is named by its laptop."""
    if len(shown) <= _LONGEST_IN_BUTTON and "\n" not in shown:
        return _("Conservar «{value}»").format(value=shown)
    return _("Conservar el de {device}").format(device=version.device)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(text: str) -> str:
    try:
        return show_date(date.fromisoformat(text))
    except ValueError:
        return text


_ENTITIES: Mapping[str, Any] = {
    entity.__tablename__: entity
    for entity in (
        matrix.ActionLine,
        matrix.Indicator,
        matrix.Target,
        matrix.PendingConsultation,
        matrix.Matrix,
        matrix.SavedView,
        minutes.Meeting,
        minutes.Minute,
        minutes.Agreement,
        minutes.Attendance,
        minutes.ReviewedMaterial,
        institutions.Institution,
        institutions.InstitutionAlias,
        institutions.Person,
        catalog.PolicyItem,
    )
}
