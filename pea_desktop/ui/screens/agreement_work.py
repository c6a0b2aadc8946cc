"""What a person does with acuerdos: avances, dates, tareas, evidence, the oficio, Excel."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path, PureWindowsPath
from tempfile import mkdtemp
from typing import Any, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from pea_desktop.areas import documents, institutions, minutes
from pea_desktop.areas.minutes import Agreement, AgreementKind, AgreementState, TrayRow
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.grid import parse_text
from pea_desktop.core.output import write_whole
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.screens.agreement_calendar import DaysOffDialog
from pea_desktop.ui.screens.agreement_dialogs import DueDialog, FollowUpDialog, TaskDialog, Term
from pea_desktop.ui.screens.agreement_draft import Draft, DraftDialog
from pea_desktop.ui.screens.agreement_history import HistoryDialog

SHOWN_HERE: Final = frozenset((".pdf", ".png", ".jpg", ".jpeg"))
SHOWN_BY_THE_DESKTOP: Final = frozenset(
    (".txt", ".tif", ".tiff", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
)
"""Endings of files that hold no program: the others are only saved, never opened by us."""


class AgreementWork:
    """The actions of the screen; each is one step to undo.

    Args:
        workspace: the open expediente.
        over: window that dialogs belong to.
        say: shows a sentence in the status bar.
    """

    def __init__(self, workspace: Workspace, over: QWidget, say: Callable[[str], None]) -> None:
        self._workspace = workspace
        self._over = over
        self._say = say
        self._folder: Path | None = None

    @property
    def today(self) -> date:
        """The day it is on this laptop."""
        from pea_desktop.ui.documents_menu import day_of

        return day_of(self._workspace)

    def forget(self) -> None:
        """Delete the copies of evidence that were made to be looked at."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def follow_up(self, row: TrayRow, state: AgreementState | None = None) -> None:
        """Registrar avance; with a state it is chosen already, if it may follow."""
        agreement = minutes.agreement(self._session, row.id)
        now = agreement.state or AgreementState.REGISTERED

        def write(
            day: date,
            note: str,
            chosen: AgreementState | None,
            by: str,
            evidence: tuple[str, bytes] | None,
        ) -> None:
            with self._workspace.edit(_("Registrar avance")) as session:
                minutes.follow_up(
                    session, row.id, day, note=note, state=chosen, by=by or None, evidence=evidence
                )

        dialog = FollowUpDialog(
            self._over,
            row.text,
            now,
            minutes.states_after(agreement),
            self.today,
            self._workspace.device.author,
            write,
            state,
        )
        self._run(dialog, _("Se registró el avance."))

    def change_due(self, row: TrayRow) -> None:
        """Give an acuerdo another deadline; what was issued keeps its own, and a reason is told."""
        agreement = minutes.agreement(self._session, row.id)
        lock = documents.lock_of(self._session, row.minute_id)
        if lock is None:
            note = _("La minuta es un borrador: la fecha cambia en ella.")
        else:
            note = _(
                "«{folio}» ya se emitió y conserva su fecha; la nueva queda en el seguimiento."
            ).format(folio=lock.folio)
        term = self._term(agreement, self.today if lock else row.day or self.today)

        def write(term: Term, reason: str) -> None:
            with self._workspace.edit(_("Cambiar fecha límite")) as session:
                if lock is None:
                    self._set_due(minutes.agreement(session, row.id), term, row.day)
                else:
                    by = self._workspace.device.author
                    minutes.follow_up(
                        session, row.id, self.today, note=reason, new_due=term.due, by=by
                    )

        dialog = DueDialog(self._over, row.text, term, note, write, asks_reason=lock is not None)
        self._run(dialog, _("Se cambió la fecha límite."))

    def edit(self, row: TrayRow) -> None:
        """Edit the text of an acuerdo whose minute is a draft; else say why it is locked."""
        session = self._session
        lock = documents.lock_of(session, row.minute_id)
        if lock is not None:
            dialogs.say(self._over, lock.sentence)
            return
        agreement = minutes.agreement(session, row.id)
        names = [(one.id, one.name) for one in institutions.all_institutions(session)]
        people = [(one.id, one.full_name) for one in institutions.people(session)]
        term = self._term(agreement, row.day or self.today)

        def write(draft: Draft) -> None:
            with self._workspace.edit(_("Editar acuerdo")) as session:
                self._set_draft(session, minutes.agreement(session, row.id), draft, row.day)

        dialog = DraftDialog(self._over, agreement, names, people, term, write)
        self._run(dialog, _("Se guardó el acuerdo."))

    def add_task(self, row: TrayRow) -> None:
        """Make a tarea of an acuerdo."""
        agreement = minutes.agreement(self._session, row.id)

        def write(text: str, responsible: str, due: date | None) -> None:
            with self._workspace.edit(_("Agregar tarea")) as session:
                minutes.add_task(session, row.id, text, responsible=responsible, due=due)

        dialog = TaskDialog(
            self._over, row.text, row.text, agreement.responsible or "", agreement.deadline, write
        )
        self._run(dialog, _("Se agregó la tarea."))

    def edit_task(self, row: TrayRow, task_id: str) -> None:
        """Change what a tarea is, who does it or until when."""
        task = minutes.task(self._session, task_id)

        def write(text: str, responsible: str, due: date | None) -> None:
            with self._workspace.edit(_("Editar tarea")) as session:
                minutes.edit_task(session, task_id, text, responsible=responsible, due=due)

        dialog = TaskDialog(
            self._over,
            row.text,
            task.text or "",
            task.responsible or "",
            task.due,
            write,
            is_new=False,
        )
        self._run(dialog, _("Se guardó la tarea."))

    def remove_task(self, task_id: str) -> None:
        """Take a tarea away; it can be undone, so nobody is asked."""
        with self._workspace.edit(_("Quitar tarea")) as session:
            minutes.remove_task(session, task_id)
        self._say(_("Se quitó la tarea; Ctrl+Z la regresa."))

    def turn_task(self, task_id: str) -> None:
        """Note that a tarea is done today, or that it is to be done again."""
        is_open = minutes.task(self._session, task_id).done is None
        name = _("Concluir tarea") if is_open else _("Reabrir tarea")
        with self._workspace.edit(name) as session:
            minutes.finish(session, task_id, self.today if is_open else None)

    def open_evidence(self, agreement_id: str, follow_up_id: str) -> None:
        """Show the file of a seguimiento: here, or by the desktop if it holds no program."""
        found = minutes.follow_ups(self._session, agreement_id)
        one = next((row for row in found if row.id == follow_up_id), None)
        if one is None or not one.attachment:
            return
        # It may come from another laptop: only the last part of what it is called counts.
        name = PureWindowsPath(one.file_name or "").name or _("evidencia")
        try:
            self._show_file(name, attachments.get(self._session, one.attachment))
        except PeaError as error:
            dialogs.show_error(error, self._over)

    def show_days_off(self) -> None:
        """Show the days that terms of working days do not count."""
        dialog = DaysOffDialog(self._over, self._workspace, self.today.year)
        dialogs.show(dialog)
        dialog.deleteLater()

    def show_history(self, row: TrayRow) -> None:
        """Show who did what to an acuerdo."""
        dialog = HistoryDialog(self._over, self._workspace, row.id)
        dialogs.show(dialog)
        dialog.deleteLater()

    def remind(self, institution_id: str | None) -> None:
        """Print the oficio that reminds an institution of what it owes."""
        from pea_desktop.reports import gathering
        from pea_desktop.ui.documents_menu import show_reminder

        if institution_id is None:
            dialogs.say(self._over, _("Este acuerdo no tiene institución a la cual recordárselo."))
            return
        snapshot = gathering.reminder(self._session, institution_id, self.today)
        if not snapshot.rows:
            said = _("{institution} no tiene acuerdos por cumplir.")
            dialogs.say(self._over, said.format(institution=snapshot.institution))
            return
        show_reminder(self._workspace, self._over, snapshot)

    def print_status(self, rows: Sequence[TrayRow]) -> None:
        """Print where the acuerdos stand."""
        from pea_desktop.reports import gathering
        from pea_desktop.ui.documents_menu import drawing, report_of, show_pdf

        snapshot = gathering.agreements_of(self._session, rows, self.today)
        draw = drawing(self._workspace, report_of("agreements"), snapshot, "carta")
        show_pdf(self._over, _("Estado de los acuerdos"), draw)

    def export(self, rows: Sequence[TrayRow]) -> None:
        """Write the acuerdos as a workbook."""
        from pea_desktop.files import xlsx
        from pea_desktop.reports import agreements, gathering

        name = _("Acuerdos {day}.xlsx").format(day=self.today.isoformat())
        path = dialogs.choose_save(self._over, _("Exportar a Excel"), name, _("Excel (*.xlsx)"))
        if path is None:
            return
        sheet = agreements.as_sheet(gathering.agreements_of(self._session, rows, self.today))
        count = len(sheet.rows)
        said = ngettext(
            "Se exportó {n} acuerdo a {file}.", "Se exportaron {n} acuerdos a {file}.", count
        ).format(n=count, file=path.name)
        task = Task(lambda _job: xlsx.write(path, [sheet]))
        task.done.connect(lambda _written: self._say(said))
        task.failed.connect(lambda error: dialogs.show_error(error, self._over))
        dialogs.progress(task, _("Escribiendo {name}…").format(name=path.name), self._over)
        task.start()

    @property
    def _session(self) -> Any:
        return self._workspace.session

    def _run(
        self, dialog: FollowUpDialog | DueDialog | DraftDialog | TaskDialog, said: str
    ) -> None:
        if dialogs.show(dialog):
            self._say(said)
        dialog.deleteLater()

    def _term(self, agreement: Agreement, start: date) -> Term:
        made = Term(
            start,
            lambda: minutes.non_working_days(self._session),
            is_working=agreement.due_working is not False,
            days_off=self.show_days_off,
        )
        days = agreement.due_days if agreement.new_due is None else None
        made.show_due(agreement.deadline, days)
        return made

    def _set_due(self, agreement: Agreement, term: Term, start: date | None) -> None:
        if term.days:
            closed = minutes.non_working_days(self._session)
            minutes.set_term(
                agreement, start or self.today, term.days, working=term.is_working, closed=closed
            )
        else:
            agreement.due, agreement.due_days, agreement.due_working = term.due, None, None

    def _set_draft(
        self, session: Any, agreement: Agreement, draft: Draft, start: date | None
    ) -> None:
        people = {one.id: one for one in institutions.people(session)}
        person = people.get(draft.person_id)
        if person is not None and person.id != agreement.person_id:
            minutes.set_responsible(agreement, person)
        else:
            agreement.institution_id = draft.institution_id or None
            agreement.person_id = draft.person_id or None
            agreement.responsible = parse_text(draft.responsible)
        agreement.text, agreement.notes = parse_text(draft.text), parse_text(draft.notes)
        agreement.kind = AgreementKind(draft.kind) if draft.kind else None
        self._set_due(agreement, draft.term, start)

    def _show_file(self, name: str, data: bytes) -> None:
        ending = Path(name).suffix.lower()
        if ending in SHOWN_HERE:
            from pea_desktop.ui.pdf_window import PdfWindow

            PdfWindow(data, name, name, self._over).show()
        elif ending in SHOWN_BY_THE_DESKTOP:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._copy(name, data))))
        else:
            path = dialogs.choose_save(
                self._over, _("Guardar la evidencia"), name, _("Todos los archivos (*)")
            )
            if path is not None:
                write_whole(path, data)
                self._say(_("Se guardó «{file}».").format(file=path.name))

    def _copy(self, name: str, data: bytes) -> Path:
        """Return a copy for another program to show, gone when the screen is."""
        try:
            if self._folder is None:
                self._folder = Path(mkdtemp(prefix="pea-"))
            path = Path(mkdtemp(dir=self._folder)) / name
            path.write_bytes(data)
        except OSError as error:
            raise PeaError(
                _("No se pudo abrir «{name}»: {reason}.").format(name=name, reason=reason_of(error))
            ) from error
        return path
