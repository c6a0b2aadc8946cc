"""What drawing a grid is made of: fonts, texts on a line, pills, rings and icons."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.grid_text import Wrapper
from pea_desktop.ui.kit.theme import Theme


@dataclass(frozen=True, slots=True)
class CellState:
    """What the view knows of a cell and the model does not."""

    is_current: bool = False
    is_selected: bool = False
    has_focus: bool = False
    is_row_current: bool = False


class Strokes:
    """The fonts and sizes of one theme, and what is drawn with them."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.text = Wrapper(theme.font(13))
        self.small = Wrapper(theme.font(12))
        self.strong = Wrapper(theme.font(13, 500))
        self.label = Wrapper(theme.font(12, 600))
        self.figure = Wrapper(theme.font(13, 500, tabular=True))
        self.bold = Wrapper(theme.font(13, 600, tabular=True))
        self.number = Wrapper(theme.font(13, tabular=True))
        self._line, self._small_line = theme.line_height(13), theme.line_height(12)
        self._pad = theme.px(10)
        self._top = theme.px(8)
        self._stripe = theme.px(4)

    def _paint_pill(
        self, painter: QPainter, box: QRect, ground: str, outline: str, radius: float
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(outline), 1.2))
        painter.setBrush(self.theme.color(ground))
        painter.drawRoundedRect(box.toRectF().adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
        painter.restore()

    def _paint_ring(self, painter: QPainter, area: QRect, *, dimmed: bool) -> None:
        width = 3 if self.theme.is_high_contrast else 2
        pen = QPen(self.theme.color("ctl" if dimmed else "accent"), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.save()
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRect(area.toRectF().adjusted(half, half, -half, -half))
        painter.restore()

    def _write(
        self, painter: QPainter, wrapper: Wrapper, text: str, x: int, top: int, height: int,
        token: str,
    ) -> None:  # fmt: skip
        painter.setFont(wrapper.font)
        painter.setPen(self.theme.color(token))
        baseline = top + (height + wrapper.ascent - wrapper.descent) / 2
        painter.drawText(QPointF(x, round(baseline)), text)

    def _write_lines(
        self, painter: QPainter, lines: tuple[str, ...], x: int, top: int, centred: int
    ) -> None:
        for number, line in enumerate(lines):
            shift = (centred - self.small.advance(line)) // 2 if centred else 0
            self._write(
                painter, self.small, line, x + shift, top + number * self._small_line,
                self._small_line, "text",
            )  # fmt: skip

    def _icon(self, painter: QPainter, name: str, token: str, side: int) -> QPixmap:
        ratio = painter.device().devicePixelRatio()
        return icons.pixmap(name, self.theme.hex(token), side, ratio)
