"""Tying a scanned copy of the signed paper to its document, once its pages have been counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas.documents import SignatureRow, SignatureState
from pea_desktop.areas.minutes import SignatureMode
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.tall_dialog import TallDialog
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label

ENDINGS: Final = (".pdf", ".jpg", ".jpeg", ".png")
_OPEN: Final = (SignatureState.PENDING, SignatureState.BY_HAND)
_LARGEST: Final = 200 * 1024 * 1024
_MOST_SHEETS: Final = 9_999
_LEAST_PEOPLE: Final = 3
_SHOWN_PEOPLE: Final = 10
_AROUND_PEOPLE: Final = 400


@dataclass(frozen=True)
class Scanned:
    """A file as read: its bytes, and its pages where they can be counted."""

    name: str
    data: bytes
    pages: int | None


def read_scan(path: Path) -> Scanned:
    """Read a scanned copy.

    Raises:
        PeaError: it cannot be read, or is too large.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _LARGEST else b""
    except OSError as error:
        raise PeaError(
            _("No se pudo leer «{name}»: {reason}.").format(name=path.name, reason=reason_of(error))
        ) from error
    if size > _LARGEST:
        raise PeaError(
            _("«{name}» pasa de 200 MB; digitalícelo con menos resolución.").format(name=path.name)
        )
    return Scanned(path.name, data, pages_of(data))


def pages_of(data: bytes) -> int | None:
    """Return how many pages a PDF or picture has, None when it cannot be told."""
    if not data.startswith(b"%PDF-"):
        return 1 if data.startswith((b"\xff\xd8\xff", b"\x89PNG")) else None
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        return len(document)
    finally:
        document.close()


class ScanDialog(TallDialog):
    """Asks how many pages the paper has, where it is kept, and whose signatures it shows.

    Args:
        scanned: the file.
        issued_pages: how many pages the document was issued with, None when that is not known.
        signers: who signs on paper.
    """

    def __init__(
        self,
        scanned: Scanned,
        issued_pages: int | None,
        signers: Sequence[SignatureRow],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(480, parent)
        theme = Theme.of_application()
        self._issued_pages = issued_pages
        self._is_told = False
        self.setWindowTitle(_("Adjuntar copia digitalizada"))
        self.form = Form(columns=2)
        self.form.add_line("pages", _("¿Cuántas &páginas tiene?"))
        self.form.add_line("kept_at", _("El &original se conserva en"), hint=_("Archivo de la UT"))
        pages = "" if scanned.pages is None else str(scanned.pages)
        self.form.set_values({"pages": pages})
        self.form.edited.connect(lambda _key: self._forget_warning())
        self.people = _people_list(theme, signers)
        column = self.content
        column.addWidget(label(scanned.name, "title"))
        if issued_pages is not None:
            told = ngettext(
                "El documento se emitió con {n} página.",
                "El documento se emitió con {n} páginas.",
                issued_pages,
            )
            column.addWidget(label(told.format(n=issued_pages), "muted"))
        column.addWidget(self.form)
        self._add_people(column)
        self._warning = frame("error")
        self._warned = label("", "errorstrong")
        QVBoxLayout(self._warning).addWidget(self._warned)
        self._warning.hide()
        column.addWidget(self._warning)
        column.addWidget(
            label(
                _(
                    "La copia se guarda dentro del expediente con su huella. La app no puede "
                    "comprobar firmas en papel; el original es el que vale."
                ),
                "secondary",
            )
        )
        self._add_buttons()

    @property
    def pages(self) -> int | None:
        """How many pages the person says."""
        text = self.form.value("pages").strip()
        return int(text) if text.isdecimal() else None

    @property
    def kept_at(self) -> str:
        """Where the paper is kept."""
        return self.form.value("kept_at").strip()

    def signed_cells(self) -> list[str]:
        """Return the cells whose signature can be seen in the copy."""
        items = [self.people.item(at) for at in range(self.people.count())]
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]

    def _add_people(self, column: QVBoxLayout) -> None:
        if self.people.count():
            column.addWidget(label(_("En la copia se ve la firma de"), "section"))
            column.addWidget(self.people)
        else:
            self.people.hide()

    def _add_buttons(self) -> None:
        self.attach = Button(_("Adjuntar"), "paperclip", "primary")
        self.attach.setDefault(True)
        self.attach.clicked.connect(self.accept)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        for button in (cancel, self.attach):
            self.buttons.addWidget(button)

    def _forget_warning(self) -> None:
        self._is_told = False
        self._warning.hide()
        self.attach.set_text(_("Adjuntar"))

    @override
    def accept(self) -> None:
        pages = self.pages
        if pages is None or not 1 <= pages <= _MOST_SHEETS:
            self.form.show_error("pages", _("Escriba cuántas páginas son, por ejemplo 4."))
            self.form.field("pages").setFocus()
            return
        if self._issued_pages not in (None, pages) and not self._is_told:
            # Said once: fewer pages may be a page lost, or a copy on both sides of the sheets.
            self._is_told = True
            told = _(
                "El documento tiene {issued} y la copia {copied}. Revise que no falte "
                "ninguna; si está bien así, adjúntela de todos modos."
            )
            counted = [
                ngettext("{n} página", "{n} páginas", n).format(n=n)
                for n in (self._issued_pages or 0, pages)
            ]
            self._warned.setText(told.format(issued=counted[0], copied=counted[1]))
            self._warning.show()
            self.attach.set_text(_("Adjuntar de todos modos"))
            self.fit()
            self.reveal(self._warning)
            self.attach.setFocus()
            return
        super().accept()


def _people_list(theme: Theme, signers: Sequence[SignatureRow]) -> QListWidget:
    """Return who signs on paper; whoever was noted as having signed is ticked."""
    made = QListWidget()
    made.setProperty("kind", "tight")
    made.setAccessibleName(_("Firmas que se ven en la copia"))
    for one in signers:
        is_paper = one.cell.mode in (SignatureMode.PAPER, SignatureMode.EFIRMA)
        if not is_paper or one.state not in _OPEN:
            continue
        item = QListWidgetItem(one.cell.person)
        item.setData(Qt.ItemDataRole.UserRole, one.cell.name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        is_signed = one.state is SignatureState.BY_HAND
        item.setCheckState(Qt.CheckState.Checked if is_signed else Qt.CheckState.Unchecked)
        made.addItem(item)
    if made.count():
        # Only now are its rows as tall as the style makes them.
        made.ensurePolished()
        room = made.screen().availableSize().height() - theme.px(_AROUND_PEOPLE)
        fit = max(_LEAST_PEOPLE, room // made.sizeHintForRow(0))
        shown = min(made.count(), _SHOWN_PEOPLE, fit)
        made.setFixedHeight(shown * made.sizeHintForRow(0) + 2 * made.frameWidth() + theme.px(2))
        if shown == made.count():
            made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
