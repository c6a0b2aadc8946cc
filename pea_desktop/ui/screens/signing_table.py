"""Mesa de firmas: the issued documents at the left, who signs the chosen one at the right."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import documents
from pea_desktop.areas.documents import SignatureRow, SignatureState
from pea_desktop.areas.minutes import SignatureMode
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.core.text import fold
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.drop_zone import FileDrop
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, EmptyState, frame
from pea_desktop.ui.pdf_window import PdfWindow
from pea_desktop.ui.screens.signing_detail import SigningDetail
from pea_desktop.ui.screens.signing_list import DocumentList
from pea_desktop.ui.screens.signing_mark import MarkDialog
from pea_desktop.ui.screens.signing_rows import Card, File, Readings
from pea_desktop.ui.screens.signing_scan import ENDINGS, ScanDialog, Scanned, pages_of, read_scan

_FILLED, _NONE_ISSUED, _NONE_FOUND = range(3)
_LIST_WIDTH, _MOST_OF_WIDTH = 288, 0.3


class SigningTable(QWidget):
    """Who has signed what, who is missing, and how each one signs.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
        minutes_wanted: the person wants to issue a document.
        verifying_wanted: the person wants to look at a file somebody sent.
        all_wanted: documents were looked for in vain.
        file_wanted: a signed document that was let go here, to be verified.
    """

    status_changed = Signal()
    minutes_wanted = Signal()
    verifying_wanted = Signal()
    all_wanted = Signal()
    file_wanted = Signal(Path)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._readings = Readings()
        self._every: list[Card] = []
        self._words = ""
        self.pdf_window: PdfWindow | None = None
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Read the documents again; the chosen one stays chosen."""
        self._every = self._readings.cards(self._workspace.session)
        self._show_list()

    def search(self, words: str) -> None:
        """Show only the documents that hold these words."""
        self._words = words
        self._show_list()

    def choose(self, document_id: str) -> None:
        """Look at a document."""
        if not self.list.choose(document_id) and self._words:
            self.all_wanted.emit()
            self.list.choose(document_id)

    def status_text(self) -> str:
        """Return how many documents there are, and how many signatures are missing."""
        count, pending = len(self._every), sum(one.pending for one in self._every)
        if not count:
            return _("Sin documentos emitidos todavía")
        parts = [ngettext("{n} documento", "{n} documentos", count).format(n=count)]
        missing = ngettext("falta {n} firma", "faltan {n} firmas", pending).format(n=pending)
        unsigned = sum(one.unsigned for one in self._every)
        if pending:
            parts.append(missing)
        if unsigned:
            told = ngettext("{n} quedó sin firmar", "{n} quedaron sin firmar", unsigned)
            parts.append(told.format(n=unsigned))
        if not pending and not unsigned:
            parts.append(_("no falta ninguna firma"))
        return " · ".join(parts)

    def minute_id(self) -> str:
        """Return the minute of the chosen document, "" for none."""
        chosen = self.list.current_id()
        if not chosen:
            return ""
        return documents.document(self._workspace.session, chosen).minute_id

    # What the person does

    def act(self) -> None:
        """Sign here where an e.firma is wanted, else note that the person signed on paper."""
        one = self.detail.current()
        if one is None:
            return
        if one.cell.mode == SignatureMode.EFIRMA and one.state is SignatureState.PENDING:
            self._sign(one)
        elif one.state is SignatureState.PENDING:
            self._mark(one, SignatureState.BY_HAND, day=self._today().isoformat())
        elif one.state is SignatureState.BY_HAND:
            self._mark(one, SignatureState.PENDING)

    def note(self) -> None:
        """Ask what became of the signature the keyboard is at."""
        one = self.detail.current()
        if one is None or one.state is SignatureState.EFIRMA:
            return
        dialog = MarkDialog(one, show_date(self._today()), self)
        if dialogs.show(dialog):
            self._mark(
                one,
                dialog.chosen_state,
                day=dialog.day,
                note=dialog.note,
                initials=dialog.initials.isChecked(),
            )

    def next_pending(self) -> None:
        """Go to the next signature that is missing, in this document or the next one."""
        if self._go_to_pending(self.detail.signers.currentIndex().row() + 1):
            return
        ids = [card.id for card in self.list.cards() if card.pending]
        if not ids:
            return
        here = self.list.current_id()
        self.list.choose(ids[(ids.index(here) + 1) % len(ids)] if here in ids else ids[0])
        self._go_to_pending(0)

    def _go_to_pending(self, first: int) -> bool:
        table = self.detail.signers
        rows: Sequence[Any] = table.report.entries
        for at in range(first, len(rows)):
            if rows[at].state is SignatureState.PENDING:
                table.go_to(rows[at].cell.name, near=at)
                table.setFocus()
                return True
        return False

    def show_set(self) -> None:
        """Open the «juego de firmas»: the issued PDF with the signatures it has, to be printed."""

        def load(session: Any, row: documents.IssuedDocument) -> None:
            title = _("Juego de firmas · {folio}").format(folio=row.folio)
            self._open(documents.pdf_of(session, row), title, f"{row.folio}.pdf")

        self._with_document(load)

    def attach_scan(self) -> None:
        """Ask for a scanned copy, count its pages and tie it to the document."""
        if not self.list.current_id():
            return
        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        path = dialogs.choose_open(
            self,
            _("Adjuntar copia digitalizada"),
            _("PDF o imagen ({kinds})").format(kinds=kinds),
        )
        if path is not None:
            self._with_document(lambda session, row: self._attach(session, row, read_scan(path)))

    def take_file(self, path: Path) -> None:
        """Take a file that was let go here: a document goes to «Verificar», paper is attached."""
        from pea_desktop.signing import desk

        def take(session: Any, row: documents.IssuedDocument) -> None:
            scanned = read_scan(path)
            if desk.gather(self._workspace, scanned.data).known is not None:
                self.file_wanted.emit(path)
            else:
                self._attach(session, row, scanned)

        self._with_document(take)

    def _attach(self, session: Any, row: documents.IssuedDocument, scanned: Scanned) -> None:
        try:
            issued = pages_of(documents.pdf_of(session, row))
        except PeaError:
            issued = None  # its bytes are on another laptop
        signers = documents.signature_rows(session, row)
        dialog = ScanDialog(scanned, issued, signers, self)
        if not dialogs.show(dialog):
            return
        states = {one.cell.name: one for one in signers}
        label = _("Adjuntar copia de {folio}").format(folio=row.folio)
        with self._workspace.edit(label) as writing:
            found = documents.document(writing, row.id)
            documents.attach_scan(
                self._workspace,
                writing,
                found,
                scanned.name,
                scanned.data,
                pages=dialog.pages,
                kept_at=dialog.kept_at,
            )
            for field in dialog.signed_cells():
                day = states[field].day or self._today().isoformat()
                note = states[field].note
                documents.mark(writing, found, field, SignatureState.SCANNED, day=day, note=note)

    def _sign(self, one: SignatureRow) -> None:
        from pea_desktop.ui.screens.signing_efirma import sign_here

        def ask(_session: Any, row: documents.IssuedDocument) -> None:
            sign_here(self, self._workspace, row, one)

        self._with_document(ask)

    def _mark(self, one: SignatureRow, state: SignatureState, **noted: Any) -> None:
        def write(_session: Any, row: documents.IssuedDocument) -> None:
            label = _("Anotar la firma de {name}").format(name=one.cell.person)
            with self._workspace.edit(label) as writing:
                found = documents.document(writing, row.id)
                documents.mark(writing, found, one.cell.name, state, **noted)

        if state is SignatureState.BY_HAND:
            noted = {"note": one.note, **noted}
        self._with_document(write)

    def _open_file(self, file: File) -> None:
        session = self._workspace.session
        try:
            self._open(attachments.get(session, file.sha256), file.name, file.name)
        except PeaError as error:
            dialogs.show_error(error, self)

    def _open(self, data: bytes, title: str, suggested: str) -> None:
        if self.pdf_window is not None:
            self.pdf_window.close()
        self.pdf_window = PdfWindow(data, title, suggested, self)
        self.pdf_window.destroyed.connect(self._forget_pdf)
        self.pdf_window.show()

    def _forget_pdf(self) -> None:
        self.pdf_window = None

    def _with_document(self, work: Callable[[Any, documents.IssuedDocument], None]) -> None:
        """Do something with the chosen document; what cannot be done is told."""
        session, chosen = self._workspace.session, self.list.current_id()
        if not chosen:
            return
        try:
            work(session, documents.document(session, chosen))
        except PeaError as error:
            dialogs.show_error(error, self)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._workspace.now() / 1000, tz=UTC).astimezone().date()

    # Showing

    def _show_list(self) -> None:
        wanted = fold(self._words)
        shown = [one for one in self._every if wanted in fold(one.spoken)]
        self.list.blockSignals(True)
        self.list.show_cards(shown)
        self.list.blockSignals(False)
        page = _FILLED if shown else _NONE_FOUND if self._every else _NONE_ISSUED
        self._pages.setCurrentIndex(page)
        self.setFocusProxy(self.list if page == _FILLED else self._first)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.list.current_id()
        try:
            view = self._readings.view(self._workspace.session, chosen) if chosen else None
        except PeaError as error:
            # Not while the screen is being made: a dialog would hold it up.
            QTimer.singleShot(0, self, lambda error=error: dialogs.show_error(error, self))
            view = None
        self.detail.show_document(view)
        self.status_changed.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In large type who signs needs the room more than the list of documents.
        wanted = Theme.of_application().px(_LIST_WIDTH)
        self.list.setFixedWidth(min(wanted, round(self.width() * _MOST_OF_WIDTH)))

    # Laying out

    def _lay_out(self) -> None:
        self.list = DocumentList()
        self.detail = SigningDetail()
        rule = frame("rule")
        rule.setMaximumHeight(16_777_215)
        rule.setFixedWidth(1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list)
        across.addWidget(rule)
        across.addWidget(self.detail, 1)
        filled = QWidget()
        filled.setLayout(across)
        self._pages = QStackedWidget()
        for page in (filled, self._make_none_issued(), self._make_none_found()):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def _make_none_issued(self) -> EmptyState:
        empty = EmptyState(
            "signature",
            _("No hay documentos emitidos"),
            _(
                "Al emitir una minuta sus hojas quedan fijas y aquí se ve quién firma y quién "
                "falta: «Minuta de la Mesa 08, SECOEM-MIN-2023-A01: faltan 2 de 5». Cada persona "
                "firma en papel, con trazo o con su e.firma."
            ),
        )
        self._first = Button(_("Ir a Minutas"), "notebook-pen", "primary")
        self._first.clicked.connect(self.minutes_wanted)
        verify = Button(_("Verificar un archivo"), "shield-check")
        verify.clicked.connect(self.verifying_wanted)
        for button in (self._first, verify):
            empty.buttons.addWidget(button)
        return empty

    def _make_none_found(self) -> EmptyState:
        empty = EmptyState(
            "search", _("Ningún documento coincide"), _("Busque otro folio, mesa o fecha.")
        )
        every = Button(_("Mostrar todos"), "x")
        every.clicked.connect(self.all_wanted)
        empty.buttons.addWidget(every)
        return empty

    def _connect(self) -> None:
        drop = FileDrop(self, ENDINGS)
        # Later: the file manager waits for the drop to end, and a dialog may follow.
        drop.dropped.connect(lambda path: QTimer.singleShot(0, self, lambda: self.take_file(path)))
        self.list.chosen.connect(lambda _id: self._show_chosen())
        self.list.activated.connect(
            lambda _index: self.detail.signers.setFocus(Qt.FocusReason.OtherFocusReason)
        )
        self.detail.act_wanted.connect(self.act)
        self.detail.mark_wanted.connect(self.note)
        self.detail.print_wanted.connect(self.show_set)
        self.detail.scan_wanted.connect(self.attach_scan)
        self.detail.file_wanted.connect(self._open_file)
        commands.install(
            self,
            (
                Command("next", _("Siguiente firma pendiente"), self.next_pending, "N"),
                Command("set", _("Juego de firmas"), self.show_set, "Ctrl+P"),
                Command("scan", _("Adjuntar copia digitalizada"), self.attach_scan, "Ctrl+Shift+S"),
            ),
        )
        # Only there: on a button, Space presses the button.
        act = Command("act", _("Marcar que firmó, o firmar aquí"), self.act, "Space")
        commands.install(self.detail.signers, (act,))
        commands.tell(self.detail.signers, [(_("Anotar otra cosa de una firma"), "Return")])
