"""Signing with a pen on the screen: only in a draft, since what is drawn is printed at issue."""

from typing import Final

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.minutes import Attendance
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.ink_pad import InkPad, Strokes
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label

# The place to sign in a minute is 212 by 44 points.
_ASPECT: Final = 212 / 44

MEANING: Final = N_(
    "Trazo capturado en pantalla. No es firma electrónica y por sí solo no prueba quién lo hizo."
)
TOO_LATE: Final = N_(
    "El trazo se captura en el borrador: agregarlo a un documento emitido cambiaría sus hojas y "
    "rompería sus firmas. Esta persona puede firmar en papel, en la hoja de firmas complementaria "
    "(menú «Documentos…») o en una nueva versión."
)


class InkDialog(QDialog):
    """Asks one person for a signature on the screen.

    Attributes:
        pad: where it is drawn.
    """

    def __init__(self, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self.setWindowTitle(_("Firmar con trazo"))
        self.pad = InkPad(_("Firma de {person}").format(person=person), _ASPECT)
        self.pad.changed.connect(self._on_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 20, 20, 16)))
        column.setSpacing(theme.px(12))
        column.addWidget(label(person, "title"))
        column.addWidget(label(_(MEANING), "muted"))
        column.addWidget(self.pad)
        column.addWidget(
            label(
                _(
                    "¿No tiene pluma ni ratón? Cancele y elija «En papel» o «e.firma» como forma "
                    "de firmar de esta persona."
                ),
                "secondary",
            )
        )
        column.addLayout(self._make_buttons(theme))
        self._on_changed()
        self.pad.setFocus()

    def _make_buttons(self, theme: Theme) -> QHBoxLayout:
        self.undo = Button(_("Quitar el último trazo"), "undo-2")
        self.undo.clicked.connect(self.pad.undo)
        self.clear = Button(_("Borrar todo"), "eraser")
        self.clear.clicked.connect(self.pad.clear)
        self.use = Button(_("Usar este trazo"), kind="primary")
        self.use.clicked.connect(self.accept)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for button in (self.undo, self.clear):
            row.addWidget(button)
        row.addStretch(1)
        for button in (cancel, self.use):
            row.addWidget(button)
        return row

    def _on_changed(self) -> None:
        has_ink = bool(self.pad.strokes())
        for button in (self.undo, self.clear, self.use):
            button.setEnabled(has_ink)


def capture_ink(parent: QWidget | None, person: str) -> Strokes | None:
    """Let a person sign on the screen; None when they did not."""
    dialog = InkDialog(person, parent)
    return dialog.pad.strokes() if dialogs.show(dialog) else None


def sign_with_ink(parent: QWidget | None, workspace: Workspace, attendance_id: str) -> bool:
    """Capture the signature of somebody in the list of a draft and keep it there.

    What cannot be done is told; False when nothing was kept.
    """
    row = _attendance(workspace, attendance_id)
    if row is None:
        return False
    try:
        for minute in minutes.minutes(workspace.session):
            if minute.meeting_id == row.meeting_id:
                documents.require_open(workspace.session, minute.id)
        name = row.full_name or _("Sin nombre")
        strokes = capture_ink(parent, name)
        if not strokes:
            return False
        with workspace.edit(_("Firmar con trazo: {name}").format(name=name)) as session:
            minutes.set_ink(session, row, strokes)
    except PeaError as error:
        dialogs.show_error(error, parent)
        return False
    return True


def _attendance(workspace: Workspace, attendance_id: str) -> Attendance | None:
    session = workspace.session
    for minute in minutes.minutes(session):
        for row in minutes.attendances(session, minute.meeting_id):
            if row.id == attendance_id:
                return row
    return None
