"""What can be done to a línea besides typing in the grid; each is one edit with its own label."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from pea_desktop.areas import institutions, matrix
from pea_desktop.areas.matrix import ConsultationRef, LineRow, LineState, changes, ficha
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.screens.line_consulting import AnswerDialog, ConsultDialog
from pea_desktop.ui.screens.line_words import edit_label, enumerated, restore_label

SETTLED = (LineState.AGREED, LineState.APPROVED, LineState.RUNNING, LineState.DONE)
"""States in which a línea counts as validated."""


class LineActions:
    """Writes to the líneas of one expediente, asking the person where something must be said.

    Args:
        workspace: the expediente.
        parent: the window of the dialogs.
        rows: gives the líneas of the screen by id, as they are now.
        shown: gives those that are shown, in order, for going through their fichas.
    """

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget,
        rows: Callable[[], Mapping[str, LineRow]],
        shown: Callable[[], Sequence[LineRow]],
    ) -> None:
        self.workspace = workspace
        self.parent = parent
        self._rows = rows
        self._shown = shown

    @property
    def over(self) -> QWidget:
        """The window that a question belongs to: the ficha while it is open."""
        return QApplication.activeModalWidget() or self.parent

    @property
    def today(self) -> date:
        """The day on this laptop."""
        return datetime.fromtimestamp(self.workspace.now() / 1000, tz=UTC).astimezone().date()

    def find(self, line_id: str) -> LineRow | None:
        """Return a línea as it is now, None once it is gone."""
        return self._rows().get(line_id)

    def order(self) -> list[str]:
        """Return the ids of the líneas shown, in their order."""
        return [row.id for row in self._shown()]

    # Fields

    def write(self, line_id: str, field: str, text: str) -> None:
        """Store one field.

        Raises:
            PeaError: The línea is gone or the text does not fit.
        """
        row = self._row(line_id)
        with self.workspace.edit(edit_label(row, field)) as session:
            changes.restore(session, line_id, field, text)

    def restore(self, line_id: str, field: str, value: str) -> None:
        """Write an earlier value of a field again, as a new change."""
        row = self._row(line_id)
        self.try_edit(
            restore_label(row, field),
            lambda session: changes.restore(session, line_id, field, value),
        )

    def change(self, line_id: str, label: str, what: Callable[[Any], object]) -> None:
        """Do something to a línea in one edit; `label` may name its `{number}`.

        Raises:
            PeaError: It cannot be done.
        """
        row = self._row(line_id)
        with self.workspace.edit(_(label).format(number=row.number)) as session:
            what(session)

    def try_edit(self, label: str, what: Callable[[Any], object]) -> bool:
        """Do something in one edit; a refusal is told in a dialog."""
        try:
            with self.workspace.edit(label) as session:
                what(session)
        except PeaError as error:
            dialogs.show_error(error, self.over)
            return False
        return True

    # State

    def validate(self, line_id: str) -> bool:
        """Note a línea as acordada, or as propuesta again when it was validated already.

        One that waits for an answer is asked about: its consultations end with it.
        """
        row = self._row(line_id)
        if row.state in SETTLED:
            return self.try_edit(
                _("Quitar la validación de la línea {number}").format(number=row.number),
                lambda session: matrix.set_value(
                    session, line_id, "state", LineState.PROPOSED.value
                ),
            )
        if row.under_review and not self._ask_to_validate(row):
            return False

        def settle(session: Any) -> None:
            if row.under_review:
                matrix.end_review(session, line_id)
            matrix.set_value(session, line_id, "state", LineState.AGREED.value)

        return self.try_edit(_("Validar la línea {number}").format(number=row.number), settle)

    def _ask_to_validate(self, row: LineRow) -> bool:
        question = _("¿Validar la línea {number} aunque está sujeta a revisión?")
        detail = _("Deja de estar sujeta a revisión.")
        if row.pending_with:
            detail = _(
                "Falta la respuesta de {who}. La consulta se anota como socializada."
            ).format(who=enumerated(row.pending_with))
        return dialogs.ask(
            self.over, question.format(number=row.number), _("Validar línea"), detail
        )

    # Consultations

    def put_under_review(self, line_id: str) -> bool:
        """Ask with whom, why and until when, and put a línea under review."""
        row = self._row(line_id)
        dialog = ConsultDialog(row, self._names(), self.today, self.over)
        try:
            if not dialogs.show(dialog):
                return False
            return self._consult(row, dialog)
        finally:
            dialog.deleteLater()

    def _consult(self, row: LineRow, dialog: ConsultDialog) -> bool:
        text, since, due = dialog.text, dialog.since, dialog.due

        def consult(session: Any) -> None:
            if not dialog.names:
                matrix.highlight(session, row.id, text or None)
            for name in dialog.names:
                found = institutions.find_or_create(session, name)
                matrix.add_consultation(
                    session, row.id, found.id, text=text or None, since=since, due=due
                )

        label = _("Poner la línea {number} sujeta a revisión").format(number=row.number)
        return self.try_edit(label, consult)

    def edit_consultation(self, line_id: str, one: ConsultationRef) -> bool:
        """Correct with whom a consultation is, since when and until when; or take it away."""
        row = self._row(line_id)
        dialog = ConsultDialog(row, self._names(), self.today, self.over, one)
        try:
            if not dialogs.show(dialog):
                return False
            if dialog.is_removed:
                return self.remove_consultation(line_id, one)
            return self._correct(row, one, dialog)
        finally:
            dialog.deleteLater()

    def _correct(self, row: LineRow, one: ConsultationRef, dialog: ConsultDialog) -> bool:
        def correct(session: Any) -> None:
            names = dialog.names
            ids: list[str | None] = [institutions.find_or_create(session, one).id for one in names]
            ids = ids or [None]
            text, since, due = dialog.text or None, dialog.since, dialog.due
            matrix.change_consultation(
                session, one.id, institution_id=ids[0], text=text, since=since, due=due
            )
            for more in ids[1:]:
                matrix.add_consultation(session, row.id, more, text=text, since=since, due=due)

        label = _("Editar la consulta de la línea {number}").format(number=row.number)
        return self.try_edit(label, correct)

    def answer(self, line_id: str, one: ConsultationRef) -> bool:
        """Note how a consultation came out."""
        row = self._row(line_id)
        dialog = AnswerDialog(one, self.today, self.over)
        try:
            if not dialogs.show(dialog):
                return False
            state, answer, day = dialog.state, dialog.answer or None, dialog.day
        finally:
            dialog.deleteLater()
        label = _("Responder la consulta de la línea {number}").format(number=row.number)
        return self.try_edit(
            label,
            lambda session: matrix.answer_consultation(session, one.id, state, answer, day),
        )

    def remove_consultation(self, line_id: str, one: ConsultationRef) -> bool:
        """Take a consultation away."""
        row = self._row(line_id)
        label = _("Quitar una consulta de la línea {number}").format(number=row.number)
        return self.try_edit(label, lambda session: matrix.remove_consultation(session, one.id))

    def end_review(self, line_id: str) -> bool:
        """Take a línea out of review."""
        row = self._row(line_id)
        label = _("Quitar la línea {number} de revisión").format(number=row.number)
        return self.try_edit(label, lambda session: matrix.end_review(session, line_id))

    # Windows

    def commands(self, current: Callable[[], str]) -> tuple[Command, ...]:
        """Return what can be done to the current línea by keys, for the menu of its row."""

        def on_current(run: Callable[[str], object]) -> Callable[[], object]:
            return lambda: run(current()) if self.find(current()) is not None else None

        def has_line() -> bool:
            return self.find(current()) is not None

        return (
            Command(
                "review", _("Sujeta a revisión…"), on_current(self.put_under_review),
                "Ctrl+Shift+R", "flag", has_line,
            ),
            Command("validate", _("Validar línea"), on_current(self.validate), "", "", has_line),
            Command(
                "indicator_pdf", _("Ver la ficha de indicador (PDF)"),
                on_current(self.show_indicator), "Ctrl+Shift+P", "file-text", has_line,
            ),
        )  # fmt: skip

    def show_history(self, line_id: str, field: str = "", whole_row: bool = False) -> None:
        """Show what happened to a línea, or to one field of it."""
        from pea_desktop.ui.screens.line_history import HistoryDialog

        if self.find(line_id) is None:
            return
        dialog = HistoryDialog(self, line_id, "" if whole_row else field)
        dialogs.show(dialog)
        dialog.close_history()

    def show_indicator(self, line_id: str) -> None:
        """Show the official ficha of the línea's indicator as a document."""
        from pea_desktop.ui.documents_menu import show_document

        show_document(self.workspace, self.over, "indicator", line_id)

    def open_ficha(self, line_id: str, field: str = "") -> str:
        """Show the whole ficha, beginning at a field; return the línea shown last."""
        from pea_desktop.ui.screens.line_ficha import FichaDialog

        if self.find(line_id) is None:
            return line_id
        dialog = FichaDialog(self, line_id, field)
        dialogs.show(dialog)
        return dialog.close_ficha()

    def set_template(self, line_id: str, template: str) -> None:
        """Choose which fields the indicators of this matrix must have."""
        row = self._row(line_id)
        self.try_edit(
            _("Cambiar la plantilla de ficha"),
            lambda session: ficha.set_template(session, row.matrix_id, template),
        )

    def _names(self) -> dict[str, str]:
        """Return every name of an institution → the one it is known by."""
        session = self.workspace.session
        known: dict[str, str] = {}
        for one in institutions.all_institutions(session):
            known[one.name] = one.name
            if one.acronym:
                known[one.acronym] = one.name
        for shown in institutions.show(session):
            known.update((alias, str(shown["name"])) for alias in shown["aliases"])
        return known

    def _row(self, line_id: str) -> LineRow:
        row = self.find(line_id)
        if row is None:
            raise PeaError(_("La línea ya no está en la matriz: vuelva a la matriz."))
        return row


EDIT_OWNERS = N_("Cambiar los responsables de la línea {number}")
EDIT_VIABILITY = N_("Cambiar la viabilidad de la línea {number}")
EDIT_SOURCES = N_("Cambiar los medios de verificación de la línea {number}")
EDIT_VARIABLES = N_("Cambiar las variables de la fórmula de la línea {number}")
