"""A place to sign with a pen, a finger or the mouse; what is drawn is kept as lines of points."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.theme import Theme

Strokes = tuple[tuple[tuple[int, int, int], ...], ...]
"""Lines of points: x and y from 0 to 10,000 in parts of the pad, pressure from 0 to 1,000."""

_SIDE: Final = 10_000
_PRESSURE: Final = 1_000
# What tells no pressure presses half.
_EVEN: Final = 0.5
# A pen tells 200 places a second; nearer ones show no difference.
_LEAST_STEP: Final = 20
_MOST_POINTS: Final = 8_000
_TOUCHES: Final = (
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
    QEvent.Type.TouchCancel,
)


class InkPad(QWidget):
    """Takes strokes; Ctrl+Z or Backspace takes the last one back, Delete all of them.

    Args:
        name: what is drawn here, for a screen reader.
        aspect: width of the pad for a height of 1: that of the place it is printed in, so that a
            signature comes out as it was drawn.

    Signals:
        changed: there is another stroke, or one less.
    """

    changed = Signal()

    def __init__(self, name: str, aspect: float) -> None:
        super().__init__()
        self._aspect = aspect
        self._strokes: list[list[tuple[int, int, int]]] = []
        self._is_drawing = False
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._tell()

    def strokes(self) -> Strokes:
        """Return what was drawn, without a time: that would tell how a hand moves."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def undo(self) -> None:
        """Take the last stroke back."""
        if self._strokes and not self._is_drawing:
            self._strokes.pop()
            self._on_change()

    def clear(self) -> None:
        """Take everything back."""
        if self._strokes and not self._is_drawing:
            self._strokes.clear()
            self._on_change()

    # Pen, finger, mouse

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        # Accepted, so that Qt does not send it again as a mouse's.
        event.accept()
        kind, place = event.type(), event.position()
        if kind == QEvent.Type.TabletPress:
            self._begin(place, event.pressure())
        elif kind == QEvent.Type.TabletMove:
            self._go_on(place, event.pressure())
        elif kind == QEvent.Type.TabletRelease:
            self._end(place, event.pressure())

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and event.type() in _TOUCHES:
            self._on_touch(event)
            return True
        return super().event(event)

    def _on_touch(self, event: QTouchEvent) -> None:
        event.accept()
        points = event.points()
        if event.type() == QEvent.Type.TouchCancel or not points:
            self._is_drawing = False
            return
        # One finger signs; the others rest.
        place, told = points[0].position(), points[0].pressure()
        pressure = told if told > 0 else _EVEN
        if event.type() == QEvent.Type.TouchBegin:
            self._begin(place, pressure)
        elif event.type() == QEvent.Type.TouchUpdate:
            self._go_on(place, pressure)
        else:
            self._end(place, _EVEN if told >= 1 else pressure)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position(), _EVEN)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_on(event.position(), _EVEN)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end(event.position(), _EVEN)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo) or event.key() == Qt.Key.Key_Backspace:
            self.undo()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _begin(self, place: QPointF, pressure: float) -> None:
        if sum(map(len, self._strokes)) >= _MOST_POINTS:
            return
        self._is_drawing = True
        self._strokes.append([self._point(place, pressure)])
        self.update()

    def _go_on(self, place: QPointF, pressure: float) -> None:
        if not self._is_drawing:
            return
        stroke, point = self._strokes[-1], self._point(place, pressure)
        away = abs(point[0] - stroke[-1][0]) + abs(point[1] - stroke[-1][1])
        if away >= _LEAST_STEP and sum(map(len, self._strokes)) < _MOST_POINTS:
            stroke.append(point)
            self.update()

    def _end(self, place: QPointF, pressure: float) -> None:
        if not self._is_drawing:
            return
        self._go_on(place, pressure)
        self._is_drawing = False
        stroke = self._strokes[-1]
        if len(stroke) == 1:
            # A dot, as of an i, is a line of no length: one point draws nothing.
            stroke.append(stroke[0])
        self._on_change()

    def _point(self, place: QPointF, pressure: float) -> tuple[int, int, int]:
        """Return a place in parts of the pad; what is drawn past its edge stays on the edge."""

        def part(at: float, side: int) -> int:
            return round(min(max(at / max(side, 1), 0.0), 1.0) * _SIDE)

        return (
            part(place.x(), self.width()),
            part(place.y(), self.height()),
            round(min(max(pressure, 0.0), 1.0) * _PRESSURE),
        )

    def _on_change(self) -> None:
        self._tell()
        self.update()
        self.changed.emit()

    def _tell(self) -> None:
        count = len(self._strokes)
        drawn = ngettext("{n} trazo", "{n} trazos", count).format(n=count)
        self.setAccessibleDescription(drawn if count else _("Sin trazos todavía"))

    # Size and look

    @override
    def sizeHint(self) -> QSize:
        width = Theme.of_application().px(620)
        return QSize(width, round(width / self._aspect))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.of_application()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_here = self.hasFocus()
        painter.setPen(QPen(theme.color("accent" if is_here else "ctl"), 2 if is_here else 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        line = self.height() * 0.8
        painter.setPen(QPen(theme.color("border"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(theme.px(24), line), QPointF(self.width() - theme.px(24), line))
        if not self._strokes:
            painter.setPen(theme.color("text2"))
            painter.setFont(theme.font(13))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, _("Firme aquí con la pluma o el ratón")
            )
        self._paint_strokes(painter, theme)

    def _paint_strokes(self, painter: QPainter, theme: Theme) -> None:
        pen = QPen(theme.color("text"))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for stroke in self._strokes:
            points = [self._place(point) for point in stroke]
            for (at, pressure), (to, _end) in pairwise(points):
                pen.setWidthF(theme.px(3) * (_EVEN + pressure))
                painter.setPen(pen)
                painter.drawLine(at, to)

    def _place(self, point: tuple[int, int, int]) -> tuple[QPointF, float]:
        x, y, pressure = point
        at = QPointF(x / _SIDE * self.width(), y / _SIDE * self.height())
        return at, pressure / _PRESSURE
