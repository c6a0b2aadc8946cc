"""What the form of a minute writes: one edit, and one step to undo, for each thing done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from pea_desktop.areas import minutes
from pea_desktop.areas.institutions import Person
from pea_desktop.areas.minutes import (
    AgendaItem,
    Agreement,
    Attendance,
    Correction,
    Minute,
    MinuteState,
    Quality,
    ReviewedMaterial,
)
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_text
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _
from pea_desktop.ui.screens import minute_agreements, minute_head, minute_people

_Row = TypeVar("_Row", Agreement, Attendance, ReviewedMaterial, AgendaItem)
Rows = Callable[[], Sequence[Any]]

MATERIALS = (
    N_("Política Estatal Anticorrupción"),
    N_("Metodología de la Política Estatal Anticorrupción"),
    N_("Matriz con propuestas de las líneas de acción"),
)
"""What the mesas look at, as the minutes people sign name it."""


class MinuteWriter:
    """Writes one minute; each method is an edit of its own, and may raise `PeaError`.

    Attributes:
        minute_id: the minute.
        meeting_id: its meeting.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.minute_id = self.meeting_id = ""

    @property
    def session(self) -> Any:
        """That of the expediente, to read."""
        return self._workspace.session

    @property
    def minute(self) -> Minute:
        """The minute."""
        return minutes.minute(self.session, self.minute_id)

    def today(self) -> date:
        """Return the person's own day."""
        return datetime.fromtimestamp(self._workspace.now() / 1000).astimezone().date()

    def agreements(self) -> list[Agreement]:
        """Return the acuerdos."""
        return minutes.agreements(self.session, self.minute_id)

    def attendees(self) -> list[Attendance]:
        """Return everybody but who coordinates."""
        everybody = minutes.attendances(self.session, self.meeting_id)
        return [row for row in everybody if row.quality != Quality.COORDINATOR]

    def coordinators(self) -> list[Attendance]:
        """Return who coordinates."""
        return minutes.attendances(self.session, self.meeting_id, Quality.COORDINATOR)

    def materials(self) -> list[ReviewedMaterial]:
        """Return the documents reviewed."""
        return minutes.materials(self.session, self.minute_id)

    def agenda(self) -> list[AgendaItem]:
        """Return the points of the orden del día."""
        return minutes.agenda(self.session, self.meeting_id)

    def add_agreement(self) -> Agreement:
        """Add an acuerdo."""
        with self._workspace.edit(_("Nuevo acuerdo")) as session:
            return minutes.add_agreement(session, self.minute_id)

    def add_person(self, quality: Quality) -> Attendance:
        """Add somebody without a name."""
        with self._workspace.edit(_("Agregar persona")) as session:
            return minutes.add_attendance(session, self.meeting_id, quality)

    def add_material(self) -> ReviewedMaterial:
        """Add a document."""
        with self._workspace.edit(_("Agregar material")) as session:
            return minutes.add_material(session, self.minute_id, "")

    def add_point(self) -> AgendaItem:
        """Add a point to the orden del día."""
        with self._workspace.edit(_("Agregar punto")) as session:
            return minutes.add_agenda_item(session, self.meeting_id)

    def remove(self, rows: Rows, row_id: str) -> None:
        """Take a row out; acuerdos that read 1, 2, 3… do so afterwards."""
        with self._workspace.edit(_("Quitar de la minuta")) as session:
            was_in_order = self._is_numbered()
            minutes.remove(session, _find(rows(), row_id))
            session.flush()
            self._renumber(was_in_order)

    def move(self, rows: Rows, row_id: str, place: int) -> None:
        """Put a row into another place, from 0."""
        with self._workspace.edit(_("Ordenar la minuta")) as session:
            was_in_order = self._is_numbered()
            siblings: list[Any] = list(rows())
            minutes.move(siblings, _find(siblings, row_id), place)
            session.flush()
            self._renumber(was_in_order)

    def write_head(self, key: str, text: str) -> None:
        """Write a field of the heading."""
        with self._workspace.edit(_("Editar minuta")) as session:
            minute_head.write(session, self.minute, key, text)

    def write_prose(self, key: str, text: str) -> None:
        """Write a text of the minute."""
        with self._workspace.edit(_("Editar minuta")):
            setattr(self.minute, key, parse_text(text))

    def write_agreement(self, row_id: str, key: str, text: str) -> None:
        """Write a field of an acuerdo."""
        with self._workspace.edit(_("Editar acuerdo")) as session:
            row = _find(self.agreements(), row_id)
            meeting = minutes.meeting_of(session, self.minute)
            minute_agreements.write(session, row, key, text, meeting.day if meeting else None)

    def write_person(self, row_id: str, key: str, text: str) -> None:
        """Write a field of a person."""
        with self._workspace.edit(_("Editar asistencia")) as session:
            row = _find(minutes.attendances(session, self.meeting_id), row_id)
            minute_people.write(session, row, key, text)

    def write_text(self, rows: Rows, row_id: str, text: str) -> None:
        """Write the text of a material or a point."""
        with self._workspace.edit(_("Editar minuta")):
            _find(rows(), row_id).text = parse_text(text) or ""

    def write_annex(self, key: str, *, wanted: bool) -> None:
        """Say whether something is annexed: `with_matrix` or `with_changes`."""
        with self._workspace.edit(_("Anexos de la minuta")):
            setattr(self.minute, key, wanted)

    def declare_captured(self) -> None:
        """Declare the líneas that the matrix has."""
        with self._workspace.edit(_("Declarar las líneas capturadas")) as session:
            minute = self.minute
            minute.declared_lines = minutes.captured_lines(session, minute)

    def add_usual_materials(self) -> None:
        """Add the documents that the mesas look at."""
        with self._workspace.edit(_("Agregar los materiales de costumbre")) as session:
            for text in MATERIALS:
                minutes.add_material(session, self.minute_id, _(text))

    def former_people(self) -> list[Attendance]:
        """Return the people of the minute before this one."""
        return minute_people.before(self.session, self.minute)

    def bring_former(self) -> None:
        """Add the people of the minute before this one."""
        with self._workspace.edit(_("Traer a las personas de la minuta anterior")) as session:
            minute_people.bring(session, self.meeting_id, self.former_people())

    def invite(self, people: Sequence[Person]) -> None:
        """Add people of the directory, not there yet until somebody ticks them."""
        with self._workspace.edit(_("Agregar del directorio")) as session:
            for person in people:
                minutes.invite(session, self.meeting_id, person, present=False)

    def remember_people(self) -> None:
        """Put everybody into the directory, for the next minute."""
        with self._workspace.edit(_("Guardar a las personas en el directorio")) as session:
            minute_people.remember(session, self.meeting_id)

    def add_task(self, agreement_id: str, values: Mapping[str, str]) -> None:
        """Make a tarea of an acuerdo: what it says, who answers and until when."""
        with self._workspace.edit(_("Hacer una tarea del acuerdo")) as session:
            row = minutes.agreement(session, agreement_id)
            minutes.add_task(
                session,
                row.id,
                minutes.fill(row.text, values).text,
                responsible=minutes.responsible_of(session, row),
                due=row.deadline,
            )

    def set_state(self, state: MinuteState, reason: str = "") -> None:
        """Bring the minute into another state."""
        with self._workspace.edit(_("Cambiar el estado de la minuta")):
            minutes.set_state(self.minute, state, reason)

    def correct(self, kind: Correction, reason: str) -> Minute:
        """Make the draft that puts the issued minute right; return it."""
        from pea_desktop.areas import documents

        with self._workspace.edit(_("Corregir un documento emitido")) as session:
            return documents.correct(session, self.minute_id, kind, reason)

    def _is_numbered(self) -> bool:
        """Tell whether the acuerdos read 1, 2, 3…; other numbers are the person's own."""
        rows = self.agreements()
        return [row.number for row in rows] == [str(at) for at in range(1, len(rows) + 1)]

    def _renumber(self, was_in_order: bool) -> None:
        if was_in_order:
            minutes.renumber(self.session, self.minute_id)


def _find(rows: Sequence[_Row], row_id: str) -> _Row:
    for row in rows:
        if row.id == row_id:
            return row
    raise PeaError(_("Ese renglón ya no está en la minuta; otro equipo lo quitó."))
