"""One minute as a form: every field writes itself when the person leaves it."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.areas import institutions, minutes
from pea_desktop.areas.minutes import (
    Agreement,
    Attendance,
    Meeting,
    Minute,
    Quality,
    ReviewedMaterial,
)
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_date, parse_text, show_date
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import frame, label
from pea_desktop.ui.screens.minute_parts import PartColumn, PartsList

_Row = TypeVar("_Row", Agreement, Attendance, ReviewedMaterial)

_MOST_LINES = 1_000_000


class MinuteForm(QWidget):
    """Shows and writes the minute it is given.

    Attributes:
        agreements: the list of acuerdos.
        attendees: who was there.
        coordinators: who coordinated.
        materials: documents reviewed.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._minute_id = self._meeting_id = ""
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 20)))
        column.setSpacing(theme.px(16))
        self._title = label("", "title")
        column.addWidget(self._title)
        column.addLayout(self._make_head())
        column.addWidget(self._make_banner())
        self._lists: list[tuple[PartsList, Callable[[], Sequence[Any]]]] = []
        self._make_lists()
        for part, _rows in self._lists:
            column.addWidget(part)
        self._notes = Form(self._write_field)
        self._notes.add_text("observations", _("Observaciones"), lines=(2, 10))
        column.addWidget(self._notes)
        column.addStretch(1)

    @property
    def heading(self) -> str:
        """What the minute is called: «Minuta Mesa 08 - Fase 1»."""
        return self._title.text()

    def form(self, key: str) -> Form:
        """Return the little form that holds a field."""
        return self._notes if key == "observations" else self._head[key]

    def start(self) -> None:
        """Put the cursor into the first field."""
        self._head["number"].field("number").setFocus(Qt.FocusReason.OtherFocusReason)

    def write_all(self) -> None:
        """Write what is still being typed."""
        if not self._minute_id:
            return
        for form in (*self._head.values(), self._notes):
            form.write_all()
        for part, _rows in self._lists:
            part.write_all()

    def show_minute(self, minute_id: str) -> None:
        """Show a minute as it is in the file now."""
        session = self._session
        minute = minutes.minute(session, minute_id)
        self._minute_id, self._meeting_id = minute.id, minute.meeting_id
        meeting = minutes.meeting_of(session, minute)
        institution = ""
        if meeting is not None and meeting.institution_id:
            institution = institutions.name_of(session, meeting.institution_id)
        self._title.setText(title(meeting))
        values = {
            "number": meeting.number if meeting else "",
            "phase": meeting.phase if meeting else "",
            "day": show_date(meeting.day) if meeting else "",
            "institution": institution,
            "declared_lines": "" if minute.declared_lines is None else str(minute.declared_lines),
        }
        for key, form in self._head.items():
            form.set_values({key: values[key]})
        self._notes.set_values({"observations": minute.observations})
        self._names.setStringList([row.name for row in institutions.all_institutions(session)])
        self._show_banner(minute)
        for made, rows in self._lists:
            made.set_parts(rows())

    def _make_head(self) -> QHBoxLayout:
        theme = Theme.of_application()
        self._head: dict[str, Form] = {}
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        for key, text, hint, width in (
            ("number", _("&Mesa"), "", 80),
            ("phase", _("&Fase"), "", 80),
            ("day", _("F&echa"), _("día/mes/año"), 130),
            ("institution", _("&Institución"), "", 0),
            ("declared_lines", _("Líneas &declaradas"), "", 130),
        ):
            form = Form(self._write_field)
            field = form.add_line(key, text, hint=hint)
            if width:
                form.setFixedWidth(theme.px(width))
            row.addWidget(form, 0 if width else 1, Qt.AlignmentFlag.AlignTop)
            self._head[key] = form
            if key == "institution":
                self._names = QStringListModel(self)
                completer = QCompleter(self._names, self)
                completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                field.setCompleter(completer)
        return row

    def _make_banner(self) -> QWidget:
        theme = Theme.of_application()
        self._banner = frame("info")
        inside = QHBoxLayout(self._banner)
        inside.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
        self._counts = label("", "infotext")
        inside.addWidget(self._counts)
        return self._banner

    def _make_lists(self) -> None:
        short = PartColumn("treatment", _("Trato"), width=72)
        person = (
            short,
            PartColumn("name", _("Nombre"), stretch=55),
            PartColumn("office", _("Cargo"), stretch=45),
        )
        self.agreements = self._make_list(
            PartsList(
                _("Acuerdos"),
                (
                    PartColumn("number", _("No."), width=56),
                    PartColumn("text", _("Acuerdo"), stretch=60, is_long=True),
                    PartColumn("notes", _("Observaciones"), stretch=40, is_long=True),
                ),
                _("Acuerdo {number}"),
                _("Agregar acuerdo"),
            ),
            lambda: minutes.agreements(self._session, self._minute_id),
            lambda: minutes.add_agreement(self._session, self._minute_id),
        )
        self.attendees = self._make_list(
            PartsList(_("Asistentes"), person, _("Asistente {number}"), _("Agregar asistente")),
            lambda: minutes.attendances(self._session, self._meeting_id, Quality.ATTENDEE),
            lambda: minutes.add_attendance(self._session, self._meeting_id, Quality.ATTENDEE),
        )
        self.coordinators = self._make_list(
            PartsList(
                _("Coordinaron"), person, _("Coordinador {number}"), _("Agregar coordinador")
            ),
            lambda: minutes.attendances(self._session, self._meeting_id, Quality.COORDINATOR),
            lambda: minutes.add_attendance(self._session, self._meeting_id, Quality.COORDINATOR),
        )
        self.materials = self._make_list(
            PartsList(
                _("Materiales revisados"),
                (PartColumn("text", _("Documento"), stretch=1),),
                _("Material {number}"),
                _("Agregar material"),
            ),
            lambda: minutes.materials(self._session, self._minute_id),
            lambda: minutes.add_material(self._session, self._minute_id, ""),
        )

    def _make_list(
        self, made: PartsList, rows: Callable[[], Sequence[_Row]], add: Callable[[], _Row]
    ) -> PartsList:
        def write(row_id: str, key: str, text: str) -> None:
            with self._workspace.edit(_("Editar minuta")):
                setattr(_find(rows(), row_id), key, parse_text(text))

        def append() -> None:
            with self._workspace.edit(made.add_button.text()):
                row = add()
            made.focus(row.id)

        def remove(row_id: str) -> None:
            with self._workspace.edit(_("Quitar de la minuta")) as session:
                was_in_order = self._is_numbered()
                minutes.remove(session, _find(rows(), row_id))
                session.flush()
                self._renumber(was_in_order)
            made.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

        def move(row_id: str, place: int) -> None:
            with self._workspace.edit(_("Ordenar la minuta")) as session:
                was_in_order = self._is_numbered()
                siblings: list[Any] = list(rows())
                minutes.move(siblings, _find(siblings, row_id), place)
                session.flush()
                self._renumber(was_in_order)
            made.focus(row_id)

        made.commit = write
        made.added.connect(lambda: self._try(append))
        made.removed.connect(lambda row_id: self._try(lambda: remove(row_id)))
        made.moved.connect(lambda row_id, place: self._try(lambda: move(row_id, place)))
        self._lists.append((made, rows))
        return made

    @property
    def _session(self) -> Any:
        return self._workspace.session

    def _is_numbered(self) -> bool:
        """Tell whether the acuerdos read 1, 2, 3…; other numbers are the person's own."""
        rows = minutes.agreements(self._session, self._minute_id)
        return [row.number for row in rows] == [str(at) for at in range(1, len(rows) + 1)]

    def _renumber(self, was_in_order: bool) -> None:
        if was_in_order:
            minutes.renumber(self._session, self._minute_id)

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except PeaError as error:
            dialogs.show_error(error, self)

    def _write_field(self, key: str, text: str) -> None:
        with self._workspace.edit(_("Editar minuta")) as session:
            minute = minutes.minute(session, self._minute_id)
            if key == "observations":
                minute.observations = parse_text(text)
            elif key == "declared_lines":
                minute.declared_lines = _parse_count(text)
            else:
                _write_meeting(session, minutes.meeting_of(session, minute), key, text)

    def _show_banner(self, minute: Minute) -> None:
        captured = minutes.captured_lines(self._session, minute)
        declared = minute.declared_lines
        if declared is None:
            text = _("Capturadas {captured} líneas; la minuta no declara cuántas.")
        elif declared == captured:
            text = _("Declaradas {declared} · capturadas {captured}")
        else:
            text = _("Declaradas {declared} · capturadas {captured} · diferencia {difference}")
        self._counts.setText(
            text.format(
                declared=declared, captured=captured, difference=f"{captured - (declared or 0):+}"
            )
        )


def title(meeting: Meeting | None) -> str:
    """Return what a minute is called: «Minuta Mesa 08 - Fase 1», as far as it is known."""
    if meeting is None or not meeting.number:
        return _("Minuta sin número")
    # People write the phase as «1» or as «Fase 1».
    phase = re.sub(r"(?i)^\s*fase\s*", "", meeting.phase or "").strip()
    if not phase:
        return _("Minuta Mesa {number}").format(number=meeting.number)
    return _("Minuta Mesa {number} - Fase {phase}").format(number=meeting.number, phase=phase)


def _write_meeting(session: Any, meeting: Meeting | None, key: str, text: str) -> None:
    if meeting is None:
        raise PeaError(
            _("La reunión de esta minuta se eliminó en otro equipo; haga una minuta nueva.")
        )
    if key == "day":
        meeting.day = parse_date(text)
    elif key == "institution":
        name = parse_text(text)
        meeting.institution_id = institutions.find_or_create(session, name).id if name else None
    else:
        setattr(meeting, key, parse_text(text))


def _parse_count(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > _MOST_LINES:
        raise PeaError(
            _("Las líneas declaradas se escriben con un número entero: «{text}».").format(
                text=text[:80]
            )
        )
    return int(text)


def _find(rows: Sequence[_Row], row_id: str) -> _Row:
    for row in rows:
        if row.id == row_id:
            return row
    raise PeaError(_("Ese renglón ya no está en la minuta; otro equipo lo quitó."))
