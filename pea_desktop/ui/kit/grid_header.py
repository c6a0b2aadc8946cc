"""The column headings of a grid: they say, move, widen and hide its columns."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget
from typing_extensions import override

from pea_desktop.ui.kit.grid_columns import GridColumns, Section
from pea_desktop.ui.kit.grid_data import Kind
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.theme import Theme

_GRIP: Final = 5
"""Design pixels at each side of an edge where the mouse takes hold of it."""
_PADDED: Final = 44
"""Design pixels from which a heading keeps away from its edges."""


class GridHeader(QHeaderView):
    """Column headings, the one of the current cell tinted.

    Those that stay while the grid scrolls lie over the others, so places are asked of
    `GridColumns` and not of Qt's own arithmetic.

    Signals:
        menu_wanted: a person asks for the menu of a column, at a place on screen.
    """

    menu_wanted = Signal(int, QPoint)

    def __init__(self, model: GridModel, columns: GridColumns, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = model
        self._columns = columns
        self._current = -1
        self._pulled: Section | None = None
        self._carried = -1
        self._pressed = QPoint()
        self._drop: int | None = None
        self._is_carrying = False
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.setMouseTracking(True)

    @property
    def is_pulling(self) -> bool:
        """Whether the mouse holds the edge of a column: its width is not chosen yet."""
        return self._pulled is not None

    def set_current(self, column: int) -> None:
        """Tint the heading of another column."""
        self._current = column
        self.viewport().update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), Theme.of_application().px(32))

    @override
    def logicalIndexAt(self, *place: QPoint | int) -> int:
        """Return the column of a heading, -1 where there is none."""
        first = place[0]
        found = self._columns.section_at(first.x() if isinstance(first, QPoint) else first)
        return -1 if found is None else found.at

    # Drawing

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.of_application()
        painter = QPainter(self.viewport())
        room = self.viewport().rect()
        self._paint_ground(painter, room, "bg")
        scrolled, staying = self._columns.placed()
        for at, left, width in (*scrolled, *staying):
            area = QRect(left, room.top(), width, room.height())
            if area.intersects(event.rect()):
                self.paintSection(painter, area, at)
        if staying and self.offset():
            edge = staying[-1].left + staying[-1].width
            painter.fillRect(edge - 2, room.top(), 2, room.height(), theme.color("ctl"))
        if self._is_carrying:
            self._paint_drop(painter, room)
        painter.end()

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = Theme.of_application()
        is_current = logicalIndex == self._current
        column = self._grid.columns[logicalIndex]
        self._paint_ground(painter, rect, "accent2" if is_current else "bg")
        if logicalIndex:
            painter.fillRect(rect.right(), rect.top(), 1, rect.height(), theme.color("line"))
        side = {
            Kind.FIGURE: Qt.AlignmentFlag.AlignRight,
            Kind.ORDINAL: Qt.AlignmentFlag.AlignHCenter,
        }.get(column.kind, Qt.AlignmentFlag.AlignLeft)
        font = theme.font(12, 600, tabular=True)
        painter.setFont(font)
        painter.setPen(theme.color("accent" if is_current else "text2"))
        pad = theme.px(10)
        inner = rect.adjusted(pad, 0, -pad, 0)
        if column.kind is Kind.ORDINAL or rect.width() < theme.px(_PADDED):
            inner = rect.adjusted(theme.px(4), 0, 0, 0)
        words = QFontMetrics(font).elidedText(
            column.header, Qt.TextElideMode.ElideRight, inner.width() + 1
        )
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_ground(self, painter: QPainter, area: QRect, token: str) -> None:
        theme = Theme.of_application()
        painter.fillRect(area, theme.color(token))
        width = 2 if theme.is_high_contrast else 1
        painter.fillRect(
            area.left(), area.bottom() + 1 - width, area.width(), width, theme.color("border")
        )

    def _paint_drop(self, painter: QPainter, room: QRect) -> None:
        order = self._columns.in_order()
        if self._drop is None:
            last = self._columns.section(order[-1])
            left = last.left + last.width
        else:
            left = self._columns.section(self._drop).left
        width = Theme.of_application().px(3)
        color = Theme.of_application().color("accent")
        painter.fillRect(max(left - width // 2 - 1, 0), room.top(), width, room.height(), color)

    # The mouse

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pulled = self._edge_at(self._pressed.x())
        found = self._columns.section_at(self._pressed.x())
        if self._pulled is None and found is not None and not self._columns.is_leading(found.at):
            self._carried = found.at

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pulled is not None:
            self._columns.set_width(self._pulled.at, at.x() - self._pulled.left)
        elif self._carried >= 0:
            far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            self._is_carrying = self._is_carrying or far
            self._drop = self._place_for(at.x())
            self.viewport().update()
        elif not event.buttons():
            on_edge = self._edge_at(at.x()) is not None
            shape = Qt.CursorShape.SplitHCursor if on_edge else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pulled, carried, drop = self._pulled, self._carried, self._drop
        carries = self._is_carrying
        self._pulled, self._carried, self._is_carrying = None, -1, False
        if carries and carried != drop:
            self._columns.place(carried, drop)
        elif pulled is not None:
            self._columns.changed.emit()
        self.viewport().update()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        edge = self._edge_at(event.position().toPoint().x())
        if edge is not None and event.button() == Qt.MouseButton.LeftButton:
            self._columns.set_own_width(edge.at)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        found = self._columns.section_at(event.pos().x())
        if found is not None:
            self.menu_wanted.emit(found.at, event.globalPos())

    def _edge_at(self, x: int) -> Section | None:
        """Return the column whose right edge is here."""
        scrolled, staying = self._columns.placed()
        reach = Theme.of_application().px(_GRIP)
        covered = staying[-1].left + staying[-1].width if staying else 0
        for one in (*staying, *scrolled):
            edge = one.left + one.width
            seen = one in staying or edge > covered
            if (
                seen
                and abs(edge - x) <= reach
                and self._grid.columns[one.at].kind is not Kind.GROUP
            ):
                return one if one.at else None
        return None

    def _place_for(self, x: int) -> int | None:
        """Return the column before which one that is dropped here goes; None for the end."""
        order = [at for at in self._columns.in_order() if not self._columns.is_leading(at)]
        under = self._columns.section_at(x)
        if under is None:
            return None
        if under.at not in order:
            return order[0]
        place = order.index(under.at) + (1 if x > under.left + under.width // 2 else 0)
        return order[place] if place < len(order) else None
