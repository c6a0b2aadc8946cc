"""Small pictures of the pages of a document, to see it whole and go to one of them."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit.paper_view import PaperView
from pea_desktop.ui.kit.theme import Theme

_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: 1,
}


class PageStrip(PaperView):
    """The pages under each other, as small as the strip is narrow; one of them is chosen.

    A click or the arrows choose a page.

    Signals:
        picked: the page the person chose, from 1.
    """

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setMinimumSize(0, 0)
        # Pages are as wide as its place: a bar that came and went would make them come and go too.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._chosen = 1

    @property
    def chosen(self) -> int:
        """The chosen page, from 1."""
        return self._chosen

    def choose(self, number: int) -> None:
        """Mark a page as the one that is looked at, and bring it into sight."""
        if number == self._chosen or not 0 < number <= self.page_count:
            return
        self._chosen = number
        area, bar = self._area(number - 1), self.verticalScrollBar()
        if area.top() < bar.value():
            bar.setValue(area.top() - self._gap())
        elif area.bottom() > bar.value() + self.viewport().height():
            bar.setValue(area.bottom() + self._gap() - self.viewport().height())
        self.viewport().update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint() + QPoint(
            self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        )
        for number in self._visible():
            if self._area(number).contains(at):
                self._pick(number + 1)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Its size is that of the strip.
            event.ignore()
        elif key in _STEPS:
            self._pick(self._chosen + _STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._pick(1 if key == Qt.Key.Key_Home else self.page_count)
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not 0 < self._chosen <= self.page_count:
            return
        theme, painter = Theme.of_application(), QPainter(self.viewport())
        shift = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        area = self._area(self._chosen - 1).translated(-shift)
        painter.setPen(QPen(theme.color("accent"), theme.px(3)))
        painter.drawRect(area.adjusted(-2, -2, 1, 1))

    def _pick(self, number: int) -> None:
        number = min(max(number, 1), max(self.page_count, 1))
        self.choose(number)
        self.setAccessibleDescription(
            _("Página {number} de {total}").format(number=number, total=self.page_count)
        )
        self.picked.emit(number)
