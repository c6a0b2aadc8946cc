"""What is shown before any expediente is open: who you are, and which file."""

import getpass
import platform

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pea_desktop.i18n import _
from pea_desktop.settings import Settings
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.tall_dialog import TallDialog
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, EmptyState, label


class IdentityDialog(TallDialog):
    """Asks once for the name that signs each change and for what to call this machine."""

    def __init__(self, author: str, device: str) -> None:
        super().__init__(420)
        self.setWindowTitle(_("Antes de empezar"))
        column = self.content
        column.setSpacing(Theme.of_application().px(12))
        column.addWidget(label(_("¿Quién escribe en este equipo?"), "title"))
        column.addWidget(
            label(
                _(
                    "Cada cambio lleva estos dos nombres, para que las demás personas sepan de "
                    "quién es cuando lo reciban."
                ),
                "muted",
            )
        )
        self.form = Form()
        self.form.add_line("author", _("Su &nombre")).setText(author)
        self.form.add_line("device", _("Nombre de este &equipo")).setText(device)
        column.addWidget(self.form)
        start = Button(_("Empezar"), kind="primary")
        start.setDefault(True)
        start.clicked.connect(self.accept)
        self.buttons.addWidget(start)
        self.form.field("author").setFocus()


def ask_identity(settings: Settings) -> None:
    """Ask for the two names if this device has none, and remember them.

    A blank answer, or none, takes what the operating system says.
    """
    if settings.author and settings.device:
        return
    author = settings.author or _user()
    device = settings.device or platform.node() or _("equipo")
    dialog = IdentityDialog(author, device)
    if dialogs.show(dialog):
        author = " ".join(dialog.form.value("author").split()) or author
        device = " ".join(dialog.form.value("device").split()) or device
    settings.author, settings.device = author, device
    settings.save()


class StartWindow(QWidget):
    """The page without a file: open, create or receive one.

    Signals:
        open_asked: the person has an expediente.
        create_asked: the person begins one.
        receive_asked: somebody sent the person a package of one.
    """

    open_asked = Signal()
    create_asked = Signal()
    receive_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme = Theme.of_application()
        self.setWindowTitle(_("PEA Escritorio"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        room = self.screen().availableSize()
        self.resize(QSize(theme.px(860), theme.px(520)).boundedTo(room * 0.9))
        page = EmptyState(
            "folder-open",
            _("Un expediente guarda la política, la matriz y las minutas"),
            _(
                "Es un solo archivo de su equipo. Abra el que ya tiene, cree uno con la política "
                "de su estado o reciba el paquete que le enviaron."
            ),
        )
        for text, icon, kind, asked in (
            (_("Abrir…"), "folder-open", "primary", self.open_asked),
            (_("Crear expediente…"), "plus", "plain", self.create_asked),
            (_("Recibir paquete…"), "package-open", "plain", self.receive_asked),
        ):
            button = Button(text, icon, kind)
            # Enter presses it too, not only the space bar.
            button.setAutoDefault(True)
            button.clicked.connect(asked.emit)
            page.buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(page)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return _("Sin nombre")
