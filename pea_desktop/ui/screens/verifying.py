"""Verificar: whether a file, or a printed page, is what was issued and who signed it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import documents
from pea_desktop.areas.documents import IssuedDocument
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.signing import desk
from pea_desktop.signing.desk import Result
from pea_desktop.signing.texts import SignatureError
from pea_desktop.signing.verifier import LARGEST
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.drop_zone import DropZone, FileDrop, file_in
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, EmptyState, frame, label, repolish
from pea_desktop.ui.pdf_window import PdfWindow
from pea_desktop.ui.screens.verifying_authorities import AuthoritiesDialog
from pea_desktop.ui.screens.verifying_help import VerifyingHelp
from pea_desktop.ui.screens.verifying_matches import (
    can_take_in,
    differences,
    match_sentence,
    newer_sentence,
    take_in_words,
)
from pea_desktop.ui.screens.verifying_paper import Paper, look_up, path_in
from pea_desktop.ui.screens.verifying_verdict import (
    Picture,
    SignatureCard,
    ceiling,
    verdict_frame,
)

_ENDINGS: Final = (".pdf",)
_PAPER_LOOKS: Final = {
    "ok": ("ok", "shield-check", "ok"),
    "bad": ("error", "shield-alert", "err"),
    "open": ("info", "shield-question-mark", "info"),
}


class VerifyingView(QWidget):
    """Takes a PDF, a folio or the text of a QR, and says what it is.

    Signals:
        document_wanted: id of the document that the person wants to see in the «Mesa de firmas».
        status_changed: what `status_text` returns is another sentence now.
    """

    document_wanted = Signal(str)
    status_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._task: Task | None = None
        self._data = b""
        self._name = ""
        self.result: Result | None = None
        self.pdf_window: PdfWindow | None = None
        self._lay_out()
        self._connect()
        self.refresh_authorities()

    def status_text(self) -> str:
        """Return the verdict of the file that is shown, or what can be done."""
        if self.result is None:
            return _("Suelte un PDF o escriba un folio")
        verdict = str(self.result.verdict)
        return f"{self._name} · {verdict}" if self._name else verdict

    # What the person does

    def verify_path(self, path: Path) -> None:
        """Read a file and say what it is."""
        try:
            if path.stat().st_size > LARGEST:
                raise SignatureError("F-20")
            data = path.read_bytes()
        except OSError as error:
            self._tell(
                _("No se pudo leer «{name}»: {reason}.").format(
                    name=path.name, reason=reason_of(error)
                )
            )
            return
        except PeaError as error:
            self._tell(str(error))
            return
        self._verify(data, path.name)

    def verify_typed(self) -> None:
        """Look for what was typed: a path, a folio, a mark, or the text of a QR."""
        text = self.line.text().strip()
        if not text:
            self._tell(_("Escriba un folio, una huella o la ruta de un PDF."))
            return
        path = path_in(text)
        if path is not None:
            self.verify_path(path)
            return
        self._tell("")
        self._show_paper(look_up(self._workspace.session, text))

    def paste(self) -> None:
        """Take a file that was copied, or words: a path, a folio, the text of a QR."""
        data = QGuiApplication.clipboard().mimeData()
        path = file_in(data, _ENDINGS)
        if path is not None:
            self.verify_path(path)
        elif data.hasText():
            self.line.setText(data.text().strip()[:500])
            self.verify_typed()

    def take_in(self) -> None:
        """Keep the signatures that the file brings."""
        try:
            arrival = desk.receive_pdf(self._workspace, self._data, self._name)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        dialogs.say(self, arrival.sentence)
        self._verify(self._data, self._name)

    def show_authorities(self) -> None:
        """Let the person import or remove the certificates of the SAT, and verify again."""
        dialogs.show(AuthoritiesDialog(self))
        self.refresh_authorities()
        if self._data:
            self._verify(self._data, self._name)

    def refresh_authorities(self) -> None:
        """Say how many authorities this device trusts."""
        count = len(desk.kept())
        self._trust.setText(
            ngettext(
                "Este equipo reconoce {n} autoridad.",
                "Este equipo reconoce {n} autoridades.",
                count,
            ).format(n=count)
            if count
            else _("Sin autoridades importadas: el emisor queda sin comprobar.")
        )

    def _choose(self) -> None:
        path = dialogs.choose_open(self, _("Verificar un documento"), _("PDF (*.pdf)"))
        if path is not None:
            self.verify_path(path)

    def _verify(self, data: bytes, name: str) -> None:
        if self._task is not None:
            self._task.stop()
        self._data, self._name = data, name
        self._tell("")
        try:
            case = desk.gather(self._workspace, data)
        except PeaError as error:
            self._tell(str(error))
            return
        task = Task(lambda _job: desk.check(case))
        task.done.connect(self._show_result)
        task.failed.connect(lambda error: self._tell(str(error)))
        task.finished.connect(self._on_finished)
        dialogs.progress(task, _("Verificando «{name}»…").format(name=name), self)
        self._task = task
        task.start()

    def _on_finished(self) -> None:
        if self.sender() is self._task:
            self._task = None

    # Showing

    def _tell(self, sentence: str) -> None:
        """Say what is wrong with what was typed or chosen; "" takes it away."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)
        if bool(self.line.property("invalid")) != bool(sentence):
            self.line.setProperty("invalid", bool(sentence))
            repolish(self.line)
        if sentence:
            self.line.setFocus()

    def _show_result(self, result: Result) -> None:
        self.result = result
        self._clear()
        row = self._row(result.document_id)
        self._add(label(self._name, "title"))
        self._add(verdict_frame(result))
        self._add(self._match_card(match_sentence(result, row), row, result))
        for signed in result.signatures:
            self._add(SignatureCard(signed, result.cells.get(signed.cell, "")))
        self._end()

    def _show_paper(self, paper: Paper) -> None:
        self.result, self._data, self._name = None, b"", ""
        self._clear()
        kind, icon, token = _PAPER_LOOKS[paper.tone]
        self._add(_told_frame(kind, icon, token, paper.sentence))
        if paper.row is not None:
            try:
                self.result = desk.verify_folio(self._workspace, paper.row.id)
            except PeaError as error:
                self._add(_told_frame("info", "info", "info", str(error)))
            self._add(self._match_card(_("Copia que guarda este equipo:"), paper.row, self.result))
        if self.result is not None:
            self._add(verdict_frame(self.result))
            for signed in self.result.signatures:
                self._add(SignatureCard(signed, self.result.cells.get(signed.cell, "")))
        self._end()

    def _match_card(
        self, sentence: str, row: IssuedDocument | None, result: Result | None
    ) -> QFrame:
        """Return which document it is, what is newer or otherwise, and what can be done."""
        theme, session = Theme.of_application(), self._workspace.session
        card = frame("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.px(side) for side in (16, 12, 16, 12)))
        column.setSpacing(theme.px(6))
        column.addWidget(label(sentence, "strong", selectable=True))
        buttons: list[Button] = []
        if row is not None:
            _add_facts(column, session, row)
            buttons.append(
                self._button(
                    _("Ver en la mesa de firmas"),
                    "signature",
                    lambda: self.document_wanted.emit(row.id),
                )
            )
        if result is not None:
            told = _("Huella SHA-256 del archivo: {sha}").format(sha=result.sha256)
            column.addWidget(label(told, "secondary", selectable=True))
        if result is not None and self._data.startswith(b"%PDF-"):
            buttons.append(self._button(_("Abrir el archivo"), "eye", self._open))
        if result is not None and self._data and can_take_in(result):
            buttons.append(self._button(take_in_words(result), "download", self.take_in, "primary"))
        actions = QHBoxLayout()
        actions.setSpacing(theme.px(8))
        for button in buttons:
            actions.addWidget(button)
        actions.addStretch(1)
        column.addLayout(actions)
        return card

    def _open(self) -> None:
        if self.pdf_window is not None:
            self.pdf_window.close()
        self.pdf_window = PdfWindow(self._data, self._name, self._name, self)
        self.pdf_window.destroyed.connect(self._forget_pdf)
        self.pdf_window.show()

    def _forget_pdf(self) -> None:
        self.pdf_window = None

    def _row(self, document_id: str) -> IssuedDocument | None:
        return documents.document(self._workspace.session, document_id) if document_id else None

    @staticmethod
    def _button(text: str, icon: str, slot: Callable[[], Any], kind: str = "plain") -> Button:
        made = Button(text, icon, kind)
        made.clicked.connect(lambda _checked: slot())
        return made

    def _clear(self) -> None:
        self._empty.hide()
        while (item := self._found.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()

    def _add(self, widget: QWidget) -> None:
        self._found.addWidget(widget)

    def _end(self) -> None:
        self._add(ceiling())
        self._found.addStretch(1)
        self._results.show()
        self._scroll.verticalScrollBar().setValue(0)
        self.status_changed.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A file that was copied is no words to be pasted into a field.
        if (
            watched is self.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            path = file_in(QGuiApplication.clipboard().mimeData(), _ENDINGS)
            if path is not None:
                self.verify_path(path)
                return True
        return super().eventFilter(watched, event)

    # Laying out

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 20)))
        column.setSpacing(theme.px(12))
        column.addLayout(self._make_entry(theme))
        self._empty = EmptyState(
            "shield-check",
            _("¿Es el documento que se emitió?"),
            _(
                "El programa compara el archivo con lo que se emitió en este expediente y revisa "
                "cada firma. «Íntegro» quiere decir que nadie cambió una sola letra desde la "
                "primera firma; no decide si el documento sirve para un trámite. Todo se revisa "
                "en este equipo, sin conexión."
            ),
        )
        column.addWidget(self._empty, 1)
        self._results = QWidget()
        self._found = QVBoxLayout(self._results)
        self._found.setContentsMargins(0, 0, 0, 0)
        self._found.setSpacing(theme.px(12))
        self._results.hide()
        column.addWidget(self._results, 1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setAccessibleName(_("Verificar"))
        # Its fields take the focus; a stop in between says nothing.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._make_bar())
        outer.addWidget(self._scroll, 1)

    def _make_bar(self) -> Bar:
        bar = Bar()
        self._trust = label("", "secondary")
        self._trust.setWordWrap(False)
        bar.left.addWidget(self._trust)
        self.authorities = Button(_("Autoridades…"), "landmark")
        self.explain = Button(_("Qué significa"), "circle-question-mark")
        for button in (self.explain, self.authorities):
            bar.right.addWidget(button)
        return bar

    def _make_entry(self, theme: Theme) -> QHBoxLayout:
        self.zone = DropZone(
            _("Suelte aquí un PDF"),
            _("También puede pegarlo con Ctrl+V."),
            _("Elegir archivo…"),
            _ENDINGS,
        )
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("SECOEM-MIN-2023-A01"))
        self.line.setAccessibleName(_("Folio o huella de una hoja"))
        self.line.installEventFilter(self)
        name = label("", "section")
        # Plain text would show the `&` of the mnemonic.
        name.setTextFormat(Qt.TextFormat.AutoText)
        name.setText(_("O escriba el &folio o la huella de una hoja"))
        name.setBuddy(self.line)
        self.check = Button(_("Verificar"), kind="primary")
        self._wrong = label("", "errortext")
        self._wrong.hide()
        typed = QHBoxLayout()
        typed.setSpacing(theme.px(8))
        typed.addWidget(self.line, 1)
        typed.addWidget(self.check)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        column.addWidget(name)
        column.addLayout(typed)
        column.addWidget(self._wrong)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(self.zone, 1)
        row.addLayout(column, 1)
        return row

    def _connect(self) -> None:
        # Whoever misses the zone meant it all the same.
        drop = FileDrop(self, _ENDINGS)
        drop.hovered.connect(self.zone.show_over)
        for place in (self.zone, drop):
            place.dropped.connect(self.verify_path)
        self.zone.choose_wanted.connect(self._choose)
        self.check.clicked.connect(self.verify_typed)
        self.line.returnPressed.connect(self.verify_typed)
        self.line.textEdited.connect(lambda _text: self._tell(""))
        self.authorities.clicked.connect(self.show_authorities)
        self.explain.clicked.connect(lambda: dialogs.show(VerifyingHelp(self)))
        self.setFocusProxy(self.line)
        commands.install(
            self,
            (Command("paste", _("Verificar lo copiado"), self.paste, "Ctrl+V"),),
        )


def _add_facts(column: QVBoxLayout, session: Any, row: IssuedDocument) -> None:
    issued = _("Se emitió el {when} en «{device}» ({by}).").format(
        when=documents.show_moment(row.issued), device=row.device or "?", by=row.issued_by or "?"
    )
    column.addWidget(label(issued, "muted", selectable=True))
    newer = newer_sentence(session, row)
    if newer:
        column.addWidget(label(newer, "errorstrong", selectable=True))
    changed = list(differences(session, row))
    if changed:
        column.addWidget(label(_("Desde que se emitió cambió en el expediente"), "section"))
        for sentence in changed:
            column.addWidget(label(sentence, selectable=True))


def _told_frame(kind: str, icon: str, token: str, sentence: str) -> QFrame:
    theme = Theme.of_application()
    ground = frame(kind)
    row = QHBoxLayout(ground)
    row.setContentsMargins(*(theme.px(side) for side in (16, 12, 16, 12)))
    row.setSpacing(theme.px(12))
    row.addWidget(Picture(icon, token, 28), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(sentence, "strong", selectable=True), 1)
    return ground
