"""Minutas: the minute as a form at the left, the paper it prints at the right."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas import catalog, documents, institutions, matrix, minutes
from pea_desktop.areas.minutes import MINUTE_STATE_LABELS, Meeting, Minute, MinuteState
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.notice import Notice
from pea_desktop.ui.kit.picker import Picker
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, Choice, EmptyState, Header
from pea_desktop.ui.screens.minute_form import MinuteForm, title
from pea_desktop.ui.screens.minute_issue import OF_MATRIX, Remark
from pea_desktop.ui.screens.minute_notes import state_words
from pea_desktop.ui.screens.minute_preview import MinutePreview
from pea_desktop.ui.screens.minute_prose import LIVE_KEYS
from pea_desktop.ui.screens.minute_work import MinuteWork

_ROOMY: Final = 1200
"""Window width from which form and paper are both wide enough to read."""
_CHOICE: Final = 450
_SAID: Final = 600
"""Letters of a text not written that are shown; all of it is copied."""


class MinutesScreen(QWidget):
    """Records what the mesas decided; every field saves itself, and the paper follows.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
        place_wanted: a screen's key, a row and a field the person wants to see.
    """

    status_changed = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Minutas")
        self._workspace = workspace
        self._ids: list[str] = []
        self._notice = Notice(self)
        self._notice.changed.connect(self.status_changed)
        self._given_up = ""
        self._wanted = {True: True, False: False}
        self.form = MinuteForm(workspace)
        self.work = MinuteWork(
            workspace, self, self.form, show=self.choose, go=self._go, say=self._notice.say
        )
        self.preview = MinutePreview(self.work.gather)
        self._actions = commands.install(self, self._commands())
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def menu_actions(self) -> list[QAction]:
        """What the window's menu has of this screen."""
        keys = ("find", "word", "pdf", "look", "cancel", "remove")
        return [self._actions[key] for key in keys]

    def refresh(self, changes: Changes | None = None) -> None:
        """Show the minutes as they are in the file now; the chosen one stays chosen."""
        session = self._workspace.session
        # The newest first: it is the one being written.
        listed = minutes.minutes(session)[::-1]
        chosen = self.chosen_id()
        self._stack.setCurrentIndex(0 if listed else 1)
        self.setFocusProxy(self._choice if listed else self._first)
        self._ids = [minute.id for minute in listed]
        self._choice.blockSignals(True)
        self._choice.clear()
        issued = {row.minute_id: row.folio or "" for row in documents.all_documents(session)}
        for minute in listed:
            self._choice.addItem(self._words(minute, issued.get(minute.id, "")), minute.id)
        at = self._ids.index(chosen) if chosen in self._ids else 0
        self._choice.setCurrentIndex(at)
        self._choice.blockSignals(False)
        self._show_chosen()

    def status_text(self) -> str:
        """Return how many minutes there are and what the chosen one holds, or what was done."""
        if self._notice.text:
            return self._notice.text
        count = len(self._ids)
        parts = [ngettext("{n} minuta", "{n} minutas", count).format(n=count)]
        chosen = self.chosen_id()
        if chosen is not None:
            agreements = len(minutes.agreements(self._workspace.session, chosen))
            parts.append(ngettext("{n} acuerdo", "{n} acuerdos", agreements).format(n=agreements))
        return " · ".join(parts)

    def chosen_id(self) -> str | None:
        """Return the id of the minute in the form."""
        at = self._choice.currentIndex()
        return self._ids[at] if 0 <= at < len(self._ids) else None

    def choose(self, minute_id: str) -> None:
        """Show a minute in the form."""
        if minute_id not in self._ids:
            self.refresh()
        if minute_id in self._ids and minute_id != self.chosen_id():
            self._choice.setCurrentIndex(self._ids.index(minute_id))

    def go_to(self, row_id: str, field: str = "") -> None:
        """Show a minute, or the acuerdo or person of one."""
        session = self._workspace.session
        for minute in minutes.minutes(session):
            rows = {row.id for row in minutes.agreements(session, minute.id)}
            people = {row.id for row in minutes.attendances(session, minute.meeting_id)}
            if row_id in {minute.id, minute.meeting_id} | rows | people:
                self.choose(minute.id)
                if row_id != minute.id or field:
                    self.form.go_to(row_id, field)
                return

    def document_wanted(self) -> tuple[str, dict[str, str]]:
        """Return the document thought of first here, and its subjects."""
        chosen = self.chosen_id()
        if chosen is None:
            return "minute", {}
        session = self._workspace.session
        meeting = minutes.meeting_of(session, minutes.minute(session, chosen))
        institution = (meeting.institution_id if meeting else None) or ""
        return "minute", {"minuta": chosen, "institucion": institution}

    def write_all(self) -> None:
        """Write what is still being typed."""
        self.form.write_all()

    def typed_words(self) -> list[tuple[str, str]]:
        """Return what is typed but could not be written, each with the name of its field."""
        return [] if self.form.is_locked else self.form.typed_words()

    def layout_text(self) -> str:
        """Return how the room is shared out, to be remembered."""
        return self._splitter.saveState().toBase64().toStdString()

    def restore_layout(self, text: str) -> None:
        """Share out the room as it was remembered."""
        self._splitter.restoreState(QByteArray.fromBase64(text.encode()))

    def new_minute(self) -> None:
        """Make an empty minute and put the cursor into it."""
        self.form.write_all()
        try:
            with self._workspace.edit(_("Crear minuta")) as session:
                minute = self._add_minute(session)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self.refresh()
        self.choose(minute.id)
        self.form.start()

    def remove_minute(self) -> None:
        """Delete the chosen minute, once the person has said so."""
        chosen = self.chosen_id()
        if chosen is None:
            return
        try:
            documents.require_open(self._workspace.session, chosen)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        if not dialogs.ask(
            self,
            _("¿Eliminar la minuta «{title}»?").format(title=self.form.heading),
            _("Eliminar"),
            _("Se van con ella sus acuerdos, asistentes y materiales. Puede deshacerlo."),
            danger=True,
        ):
            return
        self._given_up = chosen
        try:
            with self._workspace.edit(_("Eliminar minuta")) as session:
                minutes.remove(session, minutes.minute(session, chosen))
        except PeaError as error:
            dialogs.show_error(error, self)
        self._given_up = ""

    def find_minute(self) -> None:
        """Choose a minute by a part of its name."""
        options = [(one, self._choice.itemText(at)) for at, one in enumerate(self._ids)]
        picker = Picker(self, _("Buscar una minuta"), options, self.chosen_id() or "")
        if options and dialogs.show(picker) and picker.value:
            self.choose(picker.value)

    def show_look(self) -> None:
        """Change how the institution's documents look."""
        from pea_desktop.ui.screens.minute_look import LookDialog

        chosen = self.chosen_id()
        if chosen is not None:
            self.form.write_all()
            dialogs.show(LookDialog(self, self._workspace, chosen))

    def toggle_preview(self) -> None:
        """Show the paper or hide it; where there is no room for both, in the form's place."""
        self._wanted[self._is_roomy] = not self._wanted[self._is_roomy]
        self._fit()

    def capture_ink(self, attendance_id: str) -> None:
        """Let a person of the draft sign on the screen."""
        from pea_desktop.ui.screens.signing_ink import sign_with_ink

        self.form.write_all()
        sign_with_ink(self, self._workspace, attendance_id)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.preview.want_now()

    @property
    def _is_roomy(self) -> bool:
        return self.window().width() >= Theme.of_application().px(_ROOMY)

    def _fit(self) -> None:
        """Show form and paper beside each other, or one of them."""
        wide = Theme.of_application().px(_CHOICE)
        self._choice.setFixedWidth(min(wide, self.width() * 36 // 100))
        is_shown = self._wanted[self._is_roomy]
        if self.preview.isHidden() == is_shown:
            self.preview.setVisible(is_shown)
        self._scroll.setVisible(self._is_roomy or not is_shown)
        self._toggle.setChecked(is_shown)

    def _commands(self) -> list[Command]:
        form, work, preview = self.form, self.work, self.preview
        return [
            Command("agreement", _("Nuevo acuerdo"), form.new_agreement, "Ctrl+Shift+A", "plus"),
            Command(
                "attendee", _("Agregar asistentes…"), form.new_attendee, "Ctrl+Shift+P", "users"
            ),
            Command("date", _("Insertar la fecha de hoy"), form.insert_date, "Ctrl+;"),
            Command("task", _("Hacer una tarea del acuerdo"), form.make_task, "Ctrl+T"),
            Command("live", _("Insertar un campo vivo…"), form.live.choose, LIVE_KEYS),
            Command("full", _("Vista previa a pantalla completa"), preview.show_full, "F12"),
            Command("preview", _("Mostrar u ocultar la vista previa"), self.toggle_preview),
            Command("find", _("Buscar una minuta…"), self.find_minute, "Ctrl+F", "search"),
            Command("word", _("Copia en Word…"), work.save_word, "", "file-down"),
            Command("pdf", _("Guardar PDF…"), work.save_pdf, "", "download"),
            Command("look", _("Presentación de los documentos…"), self.show_look, "", "file-text"),
            Command("cancel", _("Cancelar la minuta…"), self._cancel, "", "circle-x"),
            Command("remove", _("Eliminar la minuta…"), self.remove_minute, "", "trash-2"),
        ]

    def _cancel(self) -> None:
        self.work.change_state(MinuteState.CANCELLED)

    def _connect(self) -> None:
        form, notes = self.form, self.form.notes
        form.edited.connect(self._on_edited)
        form.ink_wanted.connect(self.capture_ink)
        form.pending.wanted.connect(lambda row: self.place_wanted.emit("agreements", row, ""))
        notes.correct_wanted.connect(self.work.correct)
        notes.signatures_wanted.connect(self._show_signatures)
        notes.matrix_wanted.connect(lambda: self.place_wanted.emit("matrix", "", ""))
        self.preview.save_wanted.connect(self.work.save_pdf)
        self._choice.currentIndexChanged.connect(self._on_chosen)

    def _on_edited(self) -> None:
        self.form.tell_unknown()
        self.preview.want()

    def _show_signatures(self) -> None:
        issued = documents.documents_of(self._workspace.session, self.chosen_id() or "")
        if issued:
            self.place_wanted.emit("signing", issued[-1].id, "")

    def _go(self, remark: Remark) -> None:
        finding = remark.finding
        if remark.about == OF_MATRIX or not self.form.go_to(finding.row_id or "", finding.field):
            if finding.field == "logo":
                self.show_look()
            else:
                self.place_wanted.emit("matrix", finding.row_id or "", finding.field or "")

    def _words(self, minute: Minute, folio: str) -> str:
        session = self._workspace.session
        meeting = minutes.meeting_of(session, minute)
        day = (show_date(meeting.day) if meeting else "") or _("Sin fecha")
        if folio:
            return " · ".join((title(meeting, minute), folio, day))
        institution = ""
        if meeting is not None and meeting.institution_id:
            found = institutions.by_id(session, meeting.institution_id)
            institution = (found.acronym or found.name) if found else ""
        parts = (
            title(meeting, minute),
            institution,
            day,
            state_words(minute)[0],
        )
        return " · ".join(filter(None, parts))

    def _add_minute(self, session: Any) -> Minute:
        """Add a minute of today, for the institution of the newest one or of the only matrix."""
        before = minutes.minutes(session)
        meeting = minutes.meeting_of(session, before[-1]) if before else None
        known = {row.institution_id for row in matrix.lines(session)}
        institution = meeting.institution_id if meeting is not None else None
        if institution is None and len(known) == 1:
            institution = known.pop()
        made = Meeting(
            policy_id=meeting.policy_id if meeting is not None else _policy_id(session),
            institution_id=institution,
            day=datetime.fromtimestamp(self._workspace.now() / 1000, tz=UTC).astimezone().date(),
        )
        minute = Minute(meeting_id=made.id)
        session.add_all([made, minute])
        return minute

    def _lay_out(self) -> None:
        self.header = Header(self.title)
        self._new = Button(_("Nueva minuta"), "file-plus")
        self._new.clicked.connect(self.new_minute)
        self._issue = Button(_("Emitir…"), "lock", tip=_("Revisar, congelar y dar folio"))
        self._issue.clicked.connect(self.work.issue)
        self._add = Button(
            _("Nuevo acuerdo"), "plus", "primary", tip=_("Nuevo acuerdo (Ctrl+Shift+A)")
        )
        self._add.clicked.connect(self.form.new_agreement)
        for button in (self._new, self._issue, self._add):
            self.header.tools.addWidget(button)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setAccessibleName(_("Minuta"))
        # Its fields take the focus; a stop in between says nothing.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.form)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._splitter.addWidget(self._scroll)
        self._splitter.addWidget(self.preview)
        self._splitter.setSizes([660, 600])
        filled = QWidget()
        within = QVBoxLayout(filled)
        within.setContentsMargins(0, 0, 0, 0)
        within.setSpacing(0)
        within.addWidget(self._make_bar())
        within.addWidget(self._splitter, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(filled)
        self._stack.addWidget(self._make_empty())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)

    def _make_bar(self) -> Bar:
        self._bar = bar = Bar()
        self._choice = Choice()
        self._choice.setAccessibleName(_("Minuta que se muestra"))
        self._chip = Chip("", "pencil", "info")
        self._next = Button(_("Cambiar estado"), "chevron-down")
        self._next.clicked.connect(self._open_states)
        live = Button(_("Campo vivo"), "plus", tip=_("Insertar un campo vivo (Ctrl+Alt+F)"))
        # The cursor stays in the text that gets the field.
        live.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        live.clicked.connect(self.form.live.choose)
        self._live = live
        look = Button(_("Presentación"), "file-text", tip=_("Encabezado, logotipo, letra y papel"))
        look.clicked.connect(self.show_look)
        self._toggle = Button("", "panel-right-close", "icon", tip=_("Vista previa"))
        self._toggle.setCheckable(True)
        self._toggle.clicked.connect(self.toggle_preview)
        for widget in (self._choice, self._chip, self._next):
            bar.left.addWidget(widget)
        for widget in (live, look, self._toggle):
            bar.right.addWidget(widget)
        return bar

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            "notebook-pen",
            _("Todavía no hay minutas"),
            _(
                "Una minuta guarda lo que acordó una mesa: «Mesa 08, Fase 1: SECOEM integró su "
                "matriz con 24 líneas de acción». Cada campo se guarda al salir de él, y al lado "
                "se ve el papel que se firmará, con la matriz como anexo."
            ),
        )
        self._first = Button(_("Nueva minuta"), "plus", "primary")
        self._first.setAutoDefault(True)
        self._first.clicked.connect(self.new_minute)
        receive = Button(_("Recibir un paquete"), "package-open")
        receive.clicked.connect(lambda: self.place_wanted.emit("sync", "", ""))
        for button in (self._first, receive):
            empty.buttons.addWidget(button)
        return empty

    def _open_states(self) -> None:
        chosen = self.chosen_id()
        if chosen is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for state in minutes.next_states(minutes.minute(self._workspace.session, chosen)):
            action = menu.addAction(_(MINUTE_STATE_LABELS[state]))
            action.triggered.connect(lambda _c, state=state: self.work.change_state(state))
        menu.popup(self._next.mapToGlobal(self._next.rect().bottomLeft()))

    def _on_chosen(self) -> None:
        self.form.write_all()
        self._show_chosen()
        self._scroll.verticalScrollBar().setValue(0)
        self.status_changed.emit()

    def _give_back(self, typed: Sequence[tuple[str, str]]) -> None:
        """Let the person keep what was typed in fields that could not be written."""
        words = "\n\n".join(f"{field}: {text}" for field, text in typed)
        cut = words if len(words) <= _SAID else words[:_SAID] + "…"
        if dialogs.ask(
            self,
            _("No se guardó todo lo que escribió en la minuta"),
            _("Copiar lo escrito"),
            _("Cópielo para ponerlo en otro lugar:\n\n{words}").format(words=cut),
        ):
            QApplication.clipboard().setText(words)

    def _show_chosen(self) -> None:
        chosen, was_open = self.chosen_id(), not self.form.is_locked
        is_open = False
        shown, typed = self.form.writer.minute_id, self.typed_words()
        if chosen is not None:
            self.form.show_minute(chosen)
        if typed and shown != self._given_up and (chosen != shown or self.form.is_locked):
            # Not now: it may be a package that is being received which took the minute away.
            QTimer.singleShot(0, self, partial(self._give_back, typed))
        if chosen is not None:
            minute = minutes.minute(self._workspace.session, chosen)
            self._chip.show_state(*state_words(minute))
            self._next.setVisible(bool(minutes.next_states(minute)))
            is_open = not self.form.is_locked
            if was_open and not is_open:
                # Why it is locked stands on top.
                self._scroll.verticalScrollBar().setValue(0)
        self._new.setVisible(chosen is not None)
        for button in (self._issue, self._add):
            button.setVisible(is_open)
        self._live.setVisible(is_open)
        for key in ("word", "pdf", "look"):
            self._actions[key].setEnabled(chosen is not None)
        for key in ("remove", "cancel", "agreement", "attendee", "task", "live"):
            self._actions[key].setEnabled(is_open)
        self._bar.fit()
        self.preview.want_now()


def _policy_id(session: Any) -> str | None:
    try:
        return catalog.current(session).id
    except PeaError:
        return None
