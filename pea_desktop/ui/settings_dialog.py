"""Ajustes: how the program looks, and the two names that go with every change."""

import logging

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.i18n import _
from pea_desktop.settings import THEMES, Settings
from pea_desktop.ui.kit import dialogs, theme
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.spelling import Spelling
from pea_desktop.ui.kit.tall_dialog import TallDialog
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label
from pea_desktop.ui.words_dialog import WordsDialog

logger = logging.getLogger(__name__)

SIZES = (100, 125, 150, 175, 200)
_LEAST_WIDTH = 400
_WEB = ("https://", "http://")


class SettingsDialog(TallDialog):
    """Every choice takes effect at once and is kept; there is nothing to accept.

    Args:
        settings: changed in place and saved.
        device: this machine's device, for its two names.

    Signals:
        look_changed: another theme or size was chosen.
        renamed: the device under its new names.
    """

    look_changed = Signal()
    renamed = Signal(Device)

    def __init__(self, settings: Settings, device: Device, parent: QWidget | None = None) -> None:
        super().__init__(_LEAST_WIDTH, parent)
        self._settings = settings
        self._device = device
        self.setWindowTitle(_("Ajustes"))
        self.theme = Segments(_("Tema"), [(name, _(theme.LABELS[name])) for name in THEMES])
        self.theme.choose(settings.theme)
        self.theme.chosen.connect(self._on_theme)
        self.size_chooser = Segments(
            _("Tamaño del texto"),
            [(str(size), _("{n} %").format(n=size)) for size in SIZES],
        )
        self.size_chooser.choose(str(min(SIZES, key=lambda s: abs(s - settings.font_scale))))
        self.size_chooser.chosen.connect(self._on_size)
        # Side by side: in large type the screen has no room for one more row.
        self.names = Form(self._on_name, columns=2)
        self.names.add_line("author", _("Su &nombre"))
        self.names.add_line("device", _("Nombre de este &equipo"))
        self.names.set_values({"author": device.author, "device": device.name})
        self.stamping = Form(self._on_stamping)
        self.stamping.add_line(
            "timestamp_url",
            _("&Sello de tiempo para la e.firma (dirección del servicio)"),
            hint=_("Ninguno: se firma sin sello y sin conexión"),
        )
        self.stamping.set_values({"timestamp_url": settings.timestamp_url})
        self._lay_out()

    @override
    def done(self, result: int) -> None:
        # What was typed and not yet left counts too.
        written = [form.write_all() for form in (self.names, self.stamping)]
        if all(written):
            super().done(result)

    def _lay_out(self) -> None:
        look, column = Theme.of_application(), self.content
        column.setSpacing(look.px(8))
        for text, widget in (
            (_("Tema"), self.theme),
            (_("Tamaño del texto"), self.size_chooser),
        ):
            column.addWidget(label(text, "section"))
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
            column.addSpacing(look.px(8))
        column.addWidget(self.names)
        column.addWidget(
            label(
                _("Cada cambio nuevo lleva estos dos nombres; los anteriores conservan los suyos."),
                "secondary",
            )
        )
        column.addWidget(self.stamping)
        self.words = Button(_("Sus palabras…"), "pencil", tip=_("Palabras que agregó al revisar"))
        # Enter means «Listo».
        self.words.setAutoDefault(False)
        self.words.clicked.connect(self._edit_words)
        # Beside each other: in large type the screen has no room for one more row.
        self.buttons.insertWidget(0, self.words)
        done = Button(_("Listo"), kind="primary")
        done.setDefault(True)
        done.clicked.connect(self.accept)
        self.buttons.addWidget(done)

    def _edit_words(self) -> None:
        dialogs.show(WordsDialog(Spelling.of_application(), self))

    def _on_theme(self, name: str) -> None:
        self._settings.theme = name
        self._change_look()

    def _on_size(self, size: str) -> None:
        self._settings.font_scale = int(size)
        self._change_look()

    def _change_look(self) -> None:
        self.look_changed.emit()
        self._save()
        # Later: the fields learn of their new look before they are laid out in it.
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Be as wide and tall as the words are now; all of it stays on the screen."""
        room = self.screen().availableGeometry()
        self.content.activate()
        self.setMinimumWidth(min(self.content.totalSizeHint().width(), room.width()))
        self.fit()
        right = room.right() + 1 - self.frameGeometry().width()
        self.move(max(room.left(), min(self.x(), right)), self.y())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _save(self) -> None:
        try:
            self._settings.save()
        except OSError as error:
            logger.warning("settings: they could not be saved")
            dialogs.show_error(
                PeaError(
                    _("El ajuste vale por ahora, pero no se pudo guardar: {reason}.").format(
                        reason=reason_of(error)
                    )
                ),
                self,
            )

    def _on_stamping(self, _key: str, text: str) -> None:
        address = text.strip()
        if address and not address.lower().startswith(_WEB):
            raise PeaError(_("La dirección empieza con https:// o http://."))
        self._settings.timestamp_url = address
        self._save()

    def _on_name(self, key: str, text: str) -> None:
        names = {"author": self._device.author, "device": self._device.name, key: text}
        self._device = self._device.renamed(names["author"], names["device"])
        self._settings.author, self._settings.device = self._device.author, self._device.name
        self.renamed.emit(self._device)
