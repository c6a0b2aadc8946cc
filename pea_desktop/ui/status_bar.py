"""The band at the foot of the window: what the screen says, and the state of the file."""

from PySide6.QtCore import QDateTime, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import ShortLabel

_MESSAGE_MS = 5000


class StatusBar(QFrame):
    """A sentence of the screen at the left, when and as whom the file was written at the right.

    Signals:
        message_over: what was said for a few seconds gives way to the screen's own sentence.
    """

    message_over = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "status")
        look = Theme.of_application()
        self.setFixedHeight(look.px(28))
        self._message = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._message.timeout.connect(self.message_over)
        self._left, self._right = ShortLabel("", "secondary"), ShortLabel("", "secondary")
        self._left.setAccessibleName(_("Estado de la pantalla"))
        self._right.setAccessibleName(_("Estado del archivo"))
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # What the screen says comes first; the names of the file's state give way.
        self._left.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(20), 0, look.px(16), 0)
        row.setSpacing(look.px(20))
        row.addWidget(self._left, 2)
        row.addWidget(self._right, 1)

    def say(self, sentence: str) -> None:
        """Show a sentence for a few seconds."""
        self._left.setText(sentence)
        self._message.start()

    def show_screen(self, sentence: str) -> None:
        """Show what the screen says of itself, unless something else is being said."""
        if not self._message.isActive():
            self._left.setText(sentence)

    def show_file(self, saved_at: QDateTime, device: str, author: str) -> None:
        """Show when the file was last written, and as whom this device writes."""
        self._right.setText(
            _("Guardado {time} · {device} · {author}").format(
                time=short_time(saved_at), device=device, author=author
            )
        )


def short_time(moment: QDateTime) -> str:
    """Return the hour of a moment, with its day when that is not today."""
    today = moment.date() == QDateTime.currentDateTime().date()
    return moment.toString("HH:mm" if today else "dd/MM/yyyy HH:mm")
