"""The person's own words: those the spell check takes as right, one a line."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.core import spelling
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.spelling import Spelling
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import label


class WordsDialog(QDialog):
    """Lets the person put right what was added by mistake.

    Args:
        own: keeps the words, and marks texts anew.
        parent: over what it opens.
    """

    def __init__(self, own: Spelling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self.setWindowTitle(_("Sus palabras"))
        look = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(look.px(8))
        column.addWidget(
            label(
                _(
                    "La revisión ortográfica da por buenas estas palabras en este equipo."
                    " Escriba una en cada renglón; borre las que no quiera."
                ),
                "muted",
            )
        )
        self.field = QPlainTextEdit("\n".join(spelling.own_words()))
        self.field.setAccessibleName(_("Sus palabras"))
        self.field.setTabChangesFocus(True)
        column.addWidget(self.field, 1)
        buttons = QDialogButtonBox()
        buttons.addButton(_("Guardar"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(_("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(look.px(380), look.px(360))

    @override
    def accept(self) -> None:
        if not self._own.set_own(self.field.toPlainText().split()):
            error = PeaError(_("Las palabras valen por ahora, pero no se pudieron guardar."))
            dialogs.show_error(error, self)
        super().accept()
