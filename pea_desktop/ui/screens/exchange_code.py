"""A text as a QR code, to be compared with the camera of a telephone."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme

_QUIET = 3


class QrCode(QWidget):
    """Always black on white, whatever the theme: cameras read no other.

    Args:
        text: what it says.
        side: its width and height in design pixels.
    """

    def __init__(self, text: str, side: int = 150) -> None:
        super().__init__()
        self._side = side
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Say something else."""
        import segno

        made = segno.make(text, error="m", micro=False)
        self._modules = tuple(tuple(bool(dot) for dot in row) for row in made.matrix)
        self.setAccessibleName(_("Código QR con la huella: {text}").format(text=text))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = Theme.of_application().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        count = len(self._modules) + 2 * _QUIET
        step = min(self.width(), self.height()) // count
        start = (min(self.width(), self.height()) - step * len(self._modules)) // 2
        for down, row in enumerate(self._modules):
            for across, is_dark in enumerate(row):
                if is_dark:
                    place = QRect(start + across * step, start + down * step, step, step)
                    painter.fillRect(place, Qt.GlobalColor.black)
