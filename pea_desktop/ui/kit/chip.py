"""A state in words on a tinted ground."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.theme import Theme


class Chip(QWidget):
    """A word with an icon on a tinted ground: a state. Never colour alone.

    Args:
        text: the state in words.
        icon: name of its icon.
        kind: ``rev``, ``ok``, ``err`` or ``info``.
    """

    _GROUNDS: Final = {
        "rev": ("revchip", "revtext", "revline"),
        "ok": ("okbg", "ok", "ok"),
        "err": ("errbg", "err", "err"),
        "info": ("infobg", "info", "info"),
    }

    def __init__(self, text: str, icon: str, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._icon, self._kind = text, icon, kind
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, icon: str, kind: str) -> None:
        """Show another state."""
        self._text, self._icon, self._kind = text, icon, kind
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = Theme.of_application()
        self.ensurePolished()
        text = theme.font(12, 600)
        metrics = QFontMetrics(text)
        return QSize(metrics.horizontalAdvance(self._text) + theme.px(38), theme.px(24))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.of_application()
        ground, ink, outline = (theme.color(token) for token in self._GROUNDS[self._kind])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(outline if theme.is_high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        side = theme.px(14)
        top = (self.height() - side) // 2
        picture = icons.pixmap(self._icon, ink.name(), side, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(10), top, picture)
        painter.setPen(ink)
        painter.setFont(theme.font(12, 600))
        painter.drawText(
            area.adjusted(theme.px(28), 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._text,
        )
