"""What is done with a whole minute: its state, issuing it, correcting it, copies of it."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.documents import IssuedDocument, Prepared, Rendered
from pea_desktop.areas.minutes import (
    CORRECTION_LABELS,
    MINUTE_STATE_LABELS,
    Correction,
    MinuteSnapshot,
    MinuteState,
)
from pea_desktop.core.errors import PeaError
from pea_desktop.core.output import write_whole
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.screens.minute_form import MinuteForm
from pea_desktop.ui.screens.minute_issue import IssueDialog, Remark, gather
from pea_desktop.ui.screens.minute_preview import render

logger = logging.getLogger(__name__)


class MinuteWork:
    """Does what concerns the shown minute as a whole.

    Args:
        workspace: the expediente.
        parent: whose windows open.
        form: shows the minute.
        show: shows another minute.
        go: goes to the place of a remark.
        say: tells what was done.
    """

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget,
        form: MinuteForm,
        *,
        show: Callable[[str], None],
        go: Callable[[Remark], None],
        say: Callable[[str], None],
    ) -> None:
        self._workspace, self._parent, self._form = workspace, parent, form
        self._show, self._go, self._say = show, go, say

    @property
    def minute_id(self) -> str:
        """The minute shown."""
        return self._form.writer.minute_id

    def gather(self) -> MinuteSnapshot | bytes | None:
        """Return what the preview draws: the frozen bytes, or the draft with what is typed.

        Raises:
            PeaError: The minute is gone.
        """
        if not self.minute_id or not self._workspace.is_open:
            return None
        session = self._workspace.session
        issued = documents.documents_of(session, self.minute_id)
        if issued:
            return documents.pdf_of(session, issued[-1])
        with minutes.as_typed(self._form.unwritten()):
            return documents.draft(session, self.minute_id)

    def issue(self) -> None:
        """Review the minute, then freeze it."""
        self._form.write_all()
        minute_id = self.minute_id
        try:
            self._require_written()
            documents.require_open(self._workspace.session, minute_id)
            review = gather(self._workspace, minute_id)
        except PeaError as error:
            dialogs.show_error(error, self._parent)
            return
        dialog = IssueDialog(self._parent, self._form.heading, review)
        if not dialogs.show(dialog):
            return
        if dialog.chosen is not None:
            self._go(dialog.chosen)
            return
        try:
            if dialog.changes.isChecked() != review.wants_changes:
                self._form.writer.write_annex("with_changes", wanted=dialog.changes.isChecked())
            self._form.writer.remember_people()
            prepared = documents.prepare(self._workspace, minute_id)
        except PeaError as error:
            dialogs.show_error(error, self._parent)
            return
        self._draw(prepared)

    def _require_written(self) -> None:
        """Refuse to freeze a minute whose form shows something else than the file."""
        for field, text in self._form.typed_words():
            raise PeaError(
                _(
                    "No se guardó lo que dice «{field}»: «{text}». Corríjalo antes de emitir."
                ).format(field=field, text=text[:80])
            )

    def change_state(self, state: MinuteState) -> None:
        """Bring the minute into another state; cancelling asks for the reason."""
        self._form.write_all()
        reason = ""
        if state == MinuteState.CANCELLED:
            asked = dialogs.ask_text(
                self._parent, _("Cancelar la minuta"), _("Motivo de la cancelación:")
            )
            if asked is None:
                return
            reason = asked
        if self._form.try_to(lambda: self._form.writer.set_state(state, reason)):
            self._say(_("La minuta está: {state}.").format(state=_(MINUTE_STATE_LABELS[state])))

    def correct(self) -> None:
        """Make the draft of a fe de erratas, adenda or new version of the issued minute."""
        kinds = list(Correction)
        at = dialogs.choose(
            self._parent,
            _("¿Cómo se corrige «{title}»?").format(title=self._form.heading),
            [_(CORRECTION_LABELS[kind]) for kind in kinds],
            _(
                "La fe de erratas y la adenda son documentos aparte, con su folio. La nueva "
                "versión repite toda la minuta y sustituye a la emitida. Las firmas no pasan a "
                "ninguna."
            ),
        )
        if at is None:
            return
        title = _(CORRECTION_LABELS[kinds[at]])
        reason = dialogs.ask_text(self._parent, title, _("Motivo de la corrección:"))
        if reason is None:
            return
        made: list[str] = []
        if self._form.try_to(lambda: made.append(self._form.writer.correct(kinds[at], reason).id)):
            self._show(made[0])
            self._form.start()

    def save_word(self) -> None:
        """Write an editable copy of the minute."""
        self._form.write_all()
        path = dialogs.choose_save(
            self._parent, _("Copia en Word"), f"{self._form.heading}.docx", _("Word (*.docx)")
        )
        if path is None:
            return
        try:
            snapshot = self._snapshot()
        except PeaError as error:
            dialogs.show_error(error, self._parent)
            return
        self._write(path, lambda: _word(snapshot))

    def save_pdf(self) -> None:
        """Write the document as it is: the issued bytes, or the draft."""
        self._form.write_all()
        try:
            found = self.gather()
        except PeaError as error:
            dialogs.show_error(error, self._parent)
            return
        if found is None:
            return
        issued = documents.documents_of(self._workspace.session, self.minute_id)
        name = (issued[-1].folio if issued else None) or self._form.heading
        path = dialogs.choose_save(
            self._parent, _("Guardar PDF"), f"{name.replace('/', '-')}.pdf", _("PDF (*.pdf)")
        )
        if path is not None:
            self._write(path, lambda: found if isinstance(found, bytes) else render(found))

    def _snapshot(self) -> MinuteSnapshot:
        session = self._workspace.session
        issued = documents.documents_of(session, self.minute_id)
        if issued:
            return documents.snapshot_of(issued[-1])
        return documents.draft(session, self.minute_id)

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        task = Task(lambda _job: write_whole(path, make()))
        task.done.connect(lambda _none: self._say(_("Se guardó «{file}».").format(file=path.name)))
        task.failed.connect(lambda error: dialogs.show_error(error, self._parent))
        dialogs.progress(task, _("Preparando el documento…"), self._parent)
        task.start()

    def _draw(self, prepared: Prepared) -> None:
        task = Task(lambda _job: _drawn(prepared.snapshot))
        task.done.connect(lambda rendered: self._store(prepared, rendered))
        task.failed.connect(lambda error: dialogs.show_error(error, self._parent))
        dialogs.progress(task, _("Preparando el documento…"), self._parent)
        task.start()

    def _store(self, prepared: Prepared, rendered: Rendered) -> None:
        try:
            issued: IssuedDocument = documents.store(self._workspace, prepared, rendered)
        except PeaError as error:
            dialogs.show_error(error, self._parent)
            return
        logger.info("a document was issued")
        self._say(
            _("Se emitió «{folio}»; su huella es {mark}…").format(
                folio=issued.folio, mark=(issued.sha256 or "")[:12]
            )
        )


def _drawn(snapshot: MinuteSnapshot) -> Rendered:
    from pea_desktop.signing import desk

    return desk.draw(snapshot)


def _word(snapshot: MinuteSnapshot) -> bytes:
    from pea_desktop.files.docx import writing

    return writing.minute(snapshot)
