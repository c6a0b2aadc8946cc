"""A conflict in the person's words: which record, which field, what each value says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from pea_desktop.areas import catalog, documents, institutions, matrix, minutes
from pea_desktop.areas.matrix import stored_words
from pea_desktop.areas.matrix.fields import field_of_column
from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.conflicts import Conflict, Version
from pea_desktop.core.grid import show_date
from pea_desktop.i18n import N_, _
from pea_desktop.ui.screens import agreement_history
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
    "policy": N_("Política"),
    "level": N_("Nivel de la política"),
    "action_sheet": N_("Ficha"),
    "suggested_action": N_("Acción sugerida"),
    "text_variant": N_("Variante de texto"),
    "principle": N_("Principio"),
    "item_principle": N_("Principio de un elemento"),
    "good_practice_reference": N_("Buena práctica"),
    "sheet_institution": N_("Institución de la ficha"),
    "agenda_item": N_("Punto del orden del día"),
    "follow_up": N_("Seguimiento"),
    "task": N_("Tarea"),
    "issued_document": N_("Documento emitido"),
    "document_revision": N_("Revisión de un documento"),
    "document_signature": N_("Firma de un documento"),
    "document_scan": N_("Copia digitalizada"),
    "document_template": N_("Plantilla de documento"),
    "folio_alias": N_("Alias de folio"),
    "folio_pattern": N_("Patrón de folio"),
    "device_letter": N_("Letra del equipo"),
    "non_working_day": N_("Día inhábil"),
    "_trust": N_("Confianza en un equipo"),
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
# The headings of the paper form («Lluvia de ideas: …», «Formula») are long, or lack their accent.
_HEADERS: Mapping[str, str] = {
    "line": N_("Línea de acción"),
    "formula": N_("Fórmula"),
    "frequency": N_("Frecuencia de medición"),
}
# What points at another row, or is a sort key, nobody types.
_NOT_TYPED = ("_id", "position", "definition")


class Link(NamedTuple):
    """Where a record can be seen: a screen of the side bar, the row and the field there."""

    screen: str
    row: str
    field: str = ""


@dataclass(frozen=True)
class Words:
    """A conflict as told: where the record is, what it says, which field is in dispute."""

    place: str
    text: str
    field: str
    link: Link | None = None


class ConflictWords:
    """Tells conflicts of one expediente; make a new one after a change."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._lines = {row.id: row for row in matrix.lines(session)}
        self._headers: dict[str, str] = {}
        self._stored: dict[tuple[str, str], str] = {("target", "text"): N_("Meta")}
        for column in matrix.columns(matrix.years_of(session)):
            # The line's heading is that of the paper form («Lluvia de ideas: …»), too long here.
            header = _HEADERS.get(column.key, column.header)
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
            place, text = self.record(conflict.table, conflict.row)
            name = self.field_name(conflict.table, conflict.field)
            return Words(place, text, name, self.link(conflict.table, conflict.row))
        place = _("Línea {number} · {institution}").format(
            number=row.number, institution=row.institution
        )
        if part is not None:
            kind = _(_TABLES[conflict.table])
            text = f"{kind}: {part.text}" if part.text else kind
            name = self.field_name(conflict.table, conflict.field)
            return Words(place, text, name, Link("matrix", row.id))
        name = self._headers.get(field) or ""
        return Words(
            place,
            "" if field == "line" else row.line or row.indicator or "",
            _(name) if name else self._name_of_line_field(conflict, field),
            Link("matrix", row.id, field),
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
        word = agreement_history.field_word(table, field)
        if word is not None and (table, field) not in _FIELDS:
            return word
        # An edit of a part (an indicator) can stand against the deletion of its whole (a línea).
        for owner in (table, *_TABLES):
            known = _FIELDS.get((owner, field)) or self._stored.get((owner, field))
            if known:
                return _(known)
            own = field_of_column(owner, field)
            if own is not None:
                return _capital(matrix.field_label(own))
        return field

    def has_name(self, table: str, field: str) -> bool:
        """Tell whether people have a word for a stored field."""
        return self.field_name(table, field) != field

    def full_field_name(self, table: str, row: str, field: str) -> str:
        """Return what a field of a record is called: with the year, where it is of a target."""
        _line, key = matrix.logical(self._session, table, row, field)
        name = self._headers.get(key)
        return _(name) if name else self.field_name(table, field)

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
        if agreement_history.field_word(table, field) is not None and not field.endswith("_id"):
            return agreement_history.value_word(field, value)
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

    def record(self, table: str, row_id: str) -> tuple[str, str]:
        """Return where a record is, and what it says."""
        line = self._line_of(table, row_id)
        if line is not None:
            place = _("Línea {number} · {institution}").format(
                number=line.number, institution=line.institution
            )
            return place, line.line or line.indicator or ""
        kind = _(_TABLES.get(table, N_("Registro")))
        entity: Any = None
        if table in _ENTITIES:
            entity = self._session.get(_ENTITIES[table], row_id)
        if entity is None:
            return _("{kind} (eliminado en este equipo)").format(kind=kind), ""
        if table == "agreement" and entity.number:
            kind = _("{kind} {number}").format(kind=kind, number=entity.number)
        meeting = self._meeting_of(table, entity)
        if meeting is not None:
            if table in ("meeting", "minute"):
                return minute_title(meeting), ""
            kind = _("{kind} · {minute}").format(kind=kind, minute=minute_title(meeting))
        if table == "issued_document":
            by = " · ".join(filter(None, (entity.issued_by, entity.device)))
            day = _day((entity.issued or "")[:10])
            told = _("emitido el {day} ({who})") if by else _("emitido el {day}")
            return kind, told.format(day=day, who=by)
        texts = (getattr(entity, key, None) for key in ("text", "name", "original_text", "title"))
        return kind, next((text for text in texts if text), "")

    def link(self, table: str, row_id: str) -> Link | None:
        """Return where a record can be seen; None where no screen shows it, or it is gone."""
        line = self._line_of(table, row_id)
        if line is not None:
            return Link("matrix", line.id)
        if table not in _SCREENS or self._session.get(_ENTITIES[table], row_id) is None:
            return None
        return Link(_SCREENS[table], row_id)

    def kind(self, table: str) -> str:
        """Return what people call a record of a table."""
        return _(_TABLES.get(table, N_("Registro")))

    def _line_of(self, table: str, row_id: str) -> Any:
        column = {"indicator": "name", "target": "text"}.get(table, "")
        line_id, _field = matrix.logical(self._session, table, row_id, column)
        part = stored_words.part_of_line(self._session, table, row_id)
        return self._lines.get(part.line_id if part else line_id)

    def is_typed(self, conflict: Conflict) -> bool:
        """Tell whether a person can write a third value, with `parse`."""
        if conflict.field.endswith(_NOT_TYPED) or conflict.field == ALIVE:
            return False
        _row, field = matrix.logical(self._session, conflict.table, conflict.row, conflict.field)
        if conflict.table in _LINE_TABLES and matrix.is_field(field):
            return True
        return stored_words.is_typed(conflict.table, conflict.field) or all(
            isinstance(one.value, str | None) for one in conflict.values
        )

    def parse(self, conflict: Conflict, text: str) -> Value:
        """Return what to store of a value as a person typed it.

        Raises:
            PeaError: The text does not fit the field.
        """
        _row, field = matrix.logical(self._session, conflict.table, conflict.row, conflict.field)
        if conflict.table in _LINE_TABLES and matrix.is_field(field):
            parsed = matrix.parse_field(field, text)
            # A code is written as the plain text it is kept as.
            return None if parsed is None else str(parsed)
        if stored_words.is_typed(conflict.table, conflict.field):
            return stored_words.parse_value(conflict.table, conflict.field, text)
        return text or None

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


def table_count(table: str, count: int) -> str:
    """Return how many records of a table: «Meta», «Meta (3)»."""
    kind = _(_TABLES.get(table, N_("Registro")))
    return kind if count == 1 else _("{kind} ({n})").format(kind=kind, n=count)


def who(version: Version) -> str:
    """Return who wrote a value and when: «Lic. Asistente Uno · LAPTOP-03 · 19/04/2023 10:00»."""
    moment = datetime.fromtimestamp(version.claimed_at / 1000, tz=UTC).astimezone()
    # The hour stays with its day.
    return _("{author} · {device} · {day}\u00a0{time}").format(
        author=version.author,
        device=version.device,
        day=show_date(moment.date()),
        time=f"{moment:%H:%M}",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(text: str) -> str:
    try:
        return show_date(date.fromisoformat(text))
    except ValueError:
        return text


_LINE_TABLES = ("action_line", "indicator", "target")
_SCREENS: Mapping[str, str] = {
    "policy_item": "catalog",
    "meeting": "minutes",
    "minute": "minutes",
    "agreement": "minutes",
    "attendance": "minutes",
    "reviewed_material": "minutes",
    "issued_document": "signing",
}
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
        documents.IssuedDocument,
    )
}
