"""Signing a cell with a person's e.firma: files read where they lie, the password never kept."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas.documents import IssuedDocument, SignatureRow
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.settings import Settings
from pea_desktop.signing import desk
from pea_desktop.signing.desk import Act, Attempts, Preview, Result, SignatureError
from pea_desktop.signing.texts import ERRORS
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.file_field import FileField
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.tall_dialog import TallDialog
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens.verifying_verdict import SignatureCard, ceiling, verdict_frame

# Which field each error is about; the others are about the document.
_OF_KEY: Final = ("F-02", "F-05", "F-12")
_OF_PASSWORD: Final = ("F-03", "F-04")
_OF_CERTIFICATE: Final = ("F-01", "F-06", "F-07", "F-08", "F-09", "F-10", "F-11", "F-26")


class EfirmaDialog(TallDialog):
    """Asks for `.cer`, `.key` and password, shows whose they are, and signs.

    Args:
        workspace: the expediente.
        document: what is signed.
        one: the cell, and who signs there.

    Attributes:
        is_signed: whether the signature was made and kept.
    """

    def __init__(
        self,
        workspace: Workspace,
        document: IssuedDocument,
        one: SignatureRow,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(560, parent)
        self._workspace, self._document, self._one = workspace, document, one
        self._attempts = Attempts()
        self._timestamp_url = Settings.load().timestamp_url
        self._preview: Preview | None = None
        self._task: Task | None = None
        self.is_signed = self._are_unlike = False
        self.setWindowTitle(_("Firmar con e.firma"))
        self._make_fields()
        self._lay_out()
        self._show_preview()
        self.certificate.line.setFocus()

    def sign(self) -> None:
        """Sign with what is in the fields; what is wrong is said at its field."""
        if self._task is not None or not self._is_filled():
            return
        certificate, key = self.certificate.path, self.key.path
        assert certificate is not None and key is not None  # noqa: PT018
        try:
            act = desk.prepare(
                self._workspace,
                self._document.id,
                self._one.cell.name,
                certificate,
                key,
                confirm_name=self.is_same.isChecked(),
                timestamp_url=self._timestamp_url or None,
            )
        except PeaError as error:
            self._on_failed(error)
            return
        password = bytearray(self.password.text().encode("utf-8"))
        self.password.clear()
        attempts = self._attempts
        task = Task(lambda _job: desk.make(act, password, attempts=attempts))
        task.done.connect(lambda signed: self._on_signed(act, signed))
        task.failed.connect(self._on_failed)
        task.returned.connect(self._on_returned)
        self._task = task
        self._show_working(True)
        task.start()

    @override
    def reject(self) -> None:
        # Half a second; what is being signed is kept or not, but never half.
        if self._task is None:
            self.password.clear()
            super().reject()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._task is not None:
            event.ignore()
            return
        self.password.clear()
        super().closeEvent(event)

    # Making

    def _make_fields(self) -> None:
        self.certificate = FileField(
            _("&Certificado (.cer)"),
            _("Elegir el certificado de la e.firma"),
            _("Certificado (*.cer)"),
            _("Elegir…"),
            (".cer",),
            remember=False,
        )
        self.certificate.picked.connect(self._on_certificate)
        self.key = FileField(
            _("Clave &privada (.key)"),
            _("Elegir la clave privada de la e.firma"),
            _("Clave privada (*.key)"),
            _("Elegir…"),
            (".key",),
            remember=False,
        )
        self._secret = Form()
        self.password = self._secret.add_line("password", _("C&ontraseña de la clave privada"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText)
        self.is_same = QCheckBox(_("Sí, es la misma persona"))

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = self.content
        column.addWidget(label(self._one.cell.person, "title"))
        told = _("Firma «{folio}» en la celda de {role}.").format(
            folio=self._document.folio, role=self._one.cell.role or _("su nombre")
        )
        column.addWidget(label(told, "muted"))
        column.addWidget(self.certificate)
        column.addWidget(self._make_card(theme))
        column.addWidget(self._make_question(theme))
        column.addWidget(self.key)
        column.addWidget(self._secret)
        column.addWidget(
            label(
                _(
                    "Los archivos se leen donde están: no se copian ni se recuerda su lugar. La "
                    "contraseña se borra al firmar."
                ),
                "secondary",
            )
        )
        if self._timestamp_url:
            told = _("Se pedirá un sello de tiempo a {address}: hace falta conexión.")
            column.addWidget(label(told.format(address=self._timestamp_url), "secondary"))
        self._trouble = frame("error")
        self._trouble_text = label("", "errorstrong")
        QVBoxLayout(self._trouble).addWidget(self._trouble_text)
        self._trouble.hide()
        column.addWidget(self._trouble)
        self._working = QProgressBar()
        self._working.setRange(0, 0)
        self._working.setTextVisible(False)
        self._working.setAccessibleName(_("Firmando…"))
        self._working.hide()
        column.addWidget(self._working)
        self._add_buttons()

    def _make_card(self, theme: Theme) -> QFrame:
        """Make the place where the certificate says whose it is."""
        self._card = frame("card")
        column = QVBoxLayout(self._card)
        column.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
        column.setSpacing(theme.px(2))
        self._name = label("", "strong", selectable=True)
        self._rfc = label("", "muted", selectable=True)
        self._term = label("", "muted", selectable=True)
        for widget in (self._name, self._rfc, self._term):
            column.addWidget(widget)
        return self._card

    def _make_question(self, theme: Theme) -> QFrame:
        self._question = frame("info")
        column = QVBoxLayout(self._question)
        column.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
        column.setSpacing(theme.px(4))
        self._question_text = label("", "infotext")
        column.addWidget(self._question_text)
        column.addWidget(self.is_same)
        return self._question

    def _add_buttons(self) -> None:
        self.sign_button = Button(_("Firmar"), "signature", "primary")
        self.sign_button.setDefault(True)
        self.sign_button.clicked.connect(self.sign)
        self.cancel = Button(_("Cancelar"))
        self.cancel.clicked.connect(self.reject)
        for button in (self.cancel, self.sign_button):
            self.buttons.addWidget(button)

    # Showing

    def _on_certificate(self) -> None:
        self._preview = None
        self.is_same.setChecked(False)
        if self._are_unlike:
            # Said beneath the key, but the certificate may have been the wrong one.
            self._are_unlike = False
            self.key.show_error("")
        path = self.certificate.path
        if path is not None:
            try:
                self._preview = desk.read_certificate(
                    path, now=self._now(), expected_rfc=self._one.cell.rfc or None
                )
            except SignatureError as error:
                self.certificate.show_error(str(error))
        self._show_preview()

    def _show_preview(self) -> None:
        told = self._preview
        self._card.setVisible(told is not None)
        has_rfc = bool(self._one.cell.rfc)
        self._question.setVisible(told is not None and told.can_sign and not has_rfc)
        if told is not None:
            self._name.setText(told.name)
            self._rfc.setText(
                _("RFC {rfc} · Certificado {serial}").format(
                    rfc=told.masked_rfc, serial=told.serial
                )
            )
            self._term.setText(
                _("Vale del {first} al {last} · Emisor: {issuer}").format(
                    first=show_date(told.not_before.date()),
                    last=show_date(told.not_after.date()),
                    issuer=told.issuer,
                )
            )
            self.certificate.show_error(told.fault)
            question = _(
                "La minuta no tiene el RFC de «{person}», y el certificado es de «{name}». ¿Es la "
                "misma persona?"
            )
            self._question_text.setText(
                question.format(person=self._one.cell.person, name=told.name)
            )
        self.fit()

    def _is_filled(self) -> bool:
        """Say at each field what is missing; the first one gets the keyboard."""
        self._trouble.hide()
        wrong: list[QWidget] = []
        if self._preview is None or not self._preview.can_sign:
            if not self.certificate.error:
                self.certificate.show_error(_("Elija el certificado .cer de la e.firma."))
            wrong.append(self.certificate.line)
        elif not self._one.cell.rfc and not self.is_same.isChecked():
            self._say(_("Confirme que el certificado es de la misma persona."))
            wrong.append(self.is_same)
        if self.key.path is None:
            self.key.show_error(_("Elija la clave privada .key de la e.firma."))
            wrong.append(self.key.line)
        if not self.password.text():
            self._secret.show_error("password", _(ERRORS["F-04"]))
            wrong.append(self.password)
        self.fit()
        if wrong:
            self.reveal(wrong[0])
        return not wrong

    def _show_working(self, is_working: bool) -> None:
        for widget in (self.certificate, self.key, self._secret, self._question):
            widget.setEnabled(not is_working)
        for button in (self.sign_button, self.cancel):
            button.setEnabled(not is_working)
        self._working.setVisible(is_working)
        self.fit()

    def _on_returned(self) -> None:
        self._task = None
        self._show_working(False)

    def _on_signed(self, act: Act, signed: bytes) -> None:
        try:
            desk.store(self._workspace, act, signed)
        except PeaError as error:
            self._on_failed(error)
            return
        self.is_signed = True
        self.accept()

    def _on_failed(self, error: PeaError) -> None:
        """Say an error at the field it is about, and let that one be put right."""
        code = error.code if isinstance(error, SignatureError) else ""
        self.password.clear()
        if code in _OF_CERTIFICATE:
            self.certificate.show_error(str(error))
            at: QWidget = self.certificate.line
        elif code in _OF_KEY:
            self.key.show_error(str(error))
            self._are_unlike = code == "F-05"
            at = self.key.line
        elif code in _OF_PASSWORD:
            self._secret.show_error("password", str(error))
            at = self.password
        else:
            self._say(str(error))
            at = self._trouble
        self.fit()
        self.reveal(at)

    def _say(self, sentence: str) -> None:
        self._trouble_text.setText(sentence)
        self._trouble.show()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._workspace.now() / 1000).astimezone()


class SignedDialog(TallDialog):
    """Says that a signature was made, with the same four lines as «Verificar»."""

    def __init__(self, result: Result, field: str, parent: QWidget | None = None) -> None:
        super().__init__(600, parent)
        self.setWindowTitle(_("Firmado"))
        column = self.content
        column.addWidget(label(_("«{folio}» quedó firmado").format(folio=result.folio), "title"))
        column.addWidget(verdict_frame(result))
        for signed in result.signatures:
            if signed.cell == field:
                column.addWidget(SignatureCard(signed, result.cells.get(field, "")))
        column.addWidget(ceiling())
        close = Button(_("Entendido"), kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self.buttons.addWidget(close)
        close.setFocus()


def sign_here(
    parent: QWidget, workspace: Workspace, document: IssuedDocument, one: SignatureRow
) -> bool:
    """Let a person sign a cell with their e.firma; return whether they did."""
    dialog = EfirmaDialog(workspace, document, one, parent)
    dialogs.show(dialog)
    if not dialog.is_signed:
        return False
    field = one.cell.name
    try:
        # What was just kept is read again: the four lines are those of the file, not of a hope.
        result = desk.verify_folio(workspace, document.id)
    except PeaError as error:
        dialogs.show_error(error, parent)
        return True
    dialogs.show(SignedDialog(result, field, parent))
    return True
