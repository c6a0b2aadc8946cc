"""Minutas: the list at the left, the chosen minute as a form at the right, its PDF on request."""

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.areas import catalog, matrix, minutes
from pea_desktop.areas.minutes import Meeting, Minute, MinuteSnapshot
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.tasks import Job, Task
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, EmptyState, Header
from pea_desktop.ui.pdf_window import PdfWindow
from pea_desktop.ui.screens.minute_form import MinuteForm, title


class MinutesScreen(QWidget):
    """Records what the mesas decided; every field saves itself.

    Signals:
        status_changed: another minute was chosen.
    """

    status_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Minutas")
        self._workspace = workspace
        self.pdf_window: PdfWindow | None = None
        self._ids: list[str] = []
        self._lay_out()
        self.refresh()

    def refresh(self, changes: Changes | None = None) -> None:
        """Show the minutes as they are in the file now; the chosen one stays chosen."""
        session = self._workspace.session
        listed = minutes.minutes(session)
        chosen = self.chosen_id()
        self._stack.setCurrentIndex(0 if listed else 1)
        for button in (self._remove, self._pdf, self._new):
            button.setVisible(bool(listed))
        self.setFocusProxy(self._list if listed else self._first)
        ids = [minute.id for minute in listed]
        self._list.blockSignals(True)
        if ids != self._ids:
            self._ids = ids
            self._list.clear()
            for _minute in listed:
                self._list.addItem(self._new_item())
            self._list.setCurrentRow(ids.index(chosen) if chosen in ids else len(ids) - 1)
        for at, minute in enumerate(listed):
            meeting = minutes.meeting_of(session, minute)
            day = show_date(meeting.day) if meeting is not None else ""
            self._list.item(at).setText(f"{title(meeting)}\n{day or _('Sin fecha')}")
        self._list.blockSignals(False)
        self._show_chosen()

    def status_text(self) -> str:
        """Return how many minutes there are, and what the chosen one holds."""
        count = self._list.count()
        parts = [ngettext("{n} minuta", "{n} minutas", count).format(n=count)]
        chosen = self.chosen_id()
        if chosen is not None:
            agreements = len(minutes.agreements(self._workspace.session, chosen))
            parts.append(ngettext("{n} acuerdo", "{n} acuerdos", agreements).format(n=agreements))
        return " · ".join(parts)

    def chosen_id(self) -> str | None:
        """Return the id of the minute in the form."""
        at = self._list.currentRow()
        return self._ids[at] if 0 <= at < len(self._ids) else None

    def choose(self, minute_id: str) -> None:
        """Show a minute in the form."""
        if minute_id in self._ids:
            self._list.setCurrentRow(self._ids.index(minute_id))

    def write_all(self) -> None:
        """Write what is still being typed."""
        self.form.write_all()

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
        if chosen is None or not dialogs.ask(
            self,
            _("¿Eliminar la minuta «{title}»?").format(title=self.form.heading),
            _("Eliminar"),
            _("Se van con ella sus acuerdos, asistentes y materiales. Puede deshacerlo."),
            danger=True,
        ):
            return
        try:
            with self._workspace.edit(_("Eliminar minuta")) as session:
                minutes.remove(session, minutes.minute(session, chosen))
        except PeaError as error:
            dialogs.show_error(error, self)

    def show_pdf(self) -> None:
        """Make the chosen minute's document and show it in a window."""
        chosen = self.chosen_id()
        if chosen is None:
            return
        self.form.write_all()
        snapshot = minutes.snapshot(self._workspace.session, chosen)
        heading = self.form.heading
        task = Task(lambda job: _render(snapshot, job))
        task.done.connect(lambda pdf: self._show_pdf(pdf, heading))
        task.failed.connect(lambda error: dialogs.show_error(error, self))
        dialogs.progress(task, _("Preparando el PDF…"), self)
        task.start()

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

    def _show_pdf(self, pdf: bytes, heading: str) -> None:
        self.pdf_window = PdfWindow(pdf, heading, f"{heading}.pdf", self)
        self.pdf_window.destroyed.connect(self._forget_pdf)
        self.pdf_window.show()

    def _forget_pdf(self) -> None:
        self.pdf_window = None

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self.header = Header(self.title)
        self._remove = Button("", "trash-2", "icon", tip=_("Eliminar esta minuta"))
        self._remove.clicked.connect(self.remove_minute)
        self._pdf = Button(_("Ver PDF"), "file-text")
        self._pdf.clicked.connect(self.show_pdf)
        self._new = Button(_("Nueva minuta"), "plus", "primary")
        self._new.clicked.connect(self.new_minute)
        for button in (self._remove, self._pdf, self._new):
            self.header.tools.addWidget(button)
        self._list = QListWidget()
        self._list.setAccessibleName(_("Lista de minutas"))
        self._list.setFixedWidth(theme.px(240))
        self._list.setWordWrap(True)
        self._list.currentItemChanged.connect(self._on_chosen)
        self.form = MinuteForm(self._workspace)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("Minuta"))
        # Its fields take the focus; a stop in between says nothing.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.form)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._list)
        across.addWidget(scroll, 1)
        filled = QWidget()
        filled.setLayout(across)
        empty = EmptyState(
            "notebook-pen",
            _("Todavía no hay minutas"),
            _(
                "Una minuta guarda lo que acordó una mesa: «Mesa 08, Fase 1: SECOEM integró su "
                "matriz con 24 líneas de acción». Cada campo se guarda al salir de él, y el PDF "
                "sale con la matriz como anexo."
            ),
        )
        self._first = Button(_("Nueva minuta"), "plus", "primary")
        self._first.setAutoDefault(True)
        self._first.clicked.connect(self.new_minute)
        empty.buttons.addWidget(self._first)
        self._stack = QStackedWidget()
        self._stack.addWidget(filled)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)

    def _new_item(self) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setSizeHint(QSize(0, Theme.of_application().px(52)))
        return item

    def _on_chosen(self) -> None:
        self.form.write_all()
        self._show_chosen()
        self.status_changed.emit()

    def _show_chosen(self) -> None:
        chosen = self.chosen_id()
        if chosen is not None:
            self.form.show_minute(chosen)


def _policy_id(session: Any) -> str | None:
    try:
        return catalog.current(session).id
    except PeaError:
        return None


def _render(snapshot: MinuteSnapshot, job: Job) -> bytes:
    from pea_desktop.reports import minute

    job.step(0, 1)
    return minute.render(snapshot)
