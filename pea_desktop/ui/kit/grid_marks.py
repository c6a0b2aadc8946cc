"""What is drawn over the cells of a grid: the fill handle, what is cut, where rows will go."""

from collections.abc import Callable

from PySide6.QtCore import QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QTableView

from pea_desktop.ui.kit.grid_columns import GridColumns
from pea_desktop.ui.kit.grid_selection import Cells
from pea_desktop.ui.kit.theme import Theme


class GridMarks:
    """The marks over a grid's cells.

    Attributes:
        filling: the cells that are filled when the mouse lets go.
        cut: the cells that move with the next paste.
        drop_line: the rectangle of the line where rows will go.
    """

    def __init__(
        self, view: QTableView, columns: GridColumns, block: Callable[[], Cells | None]
    ) -> None:
        self._view = view
        self._columns = columns
        self._block = block
        self.filling: Cells | None = None
        self.cut: list[QPersistentModelIndex] = []
        self.drop_line: QRect | None = None
        self._handle = QRect()

    def handle(self) -> QRect:
        """Return where the fill handle is, nowhere when the selection is in parts."""
        return self._handle

    def find_handle(self) -> None:
        """Put the handle at the corner of what is selected now."""
        before, block = self._handle, self._block()
        self._handle = QRect()
        if block is not None:
            corner = self._area(Cells(block.lines[-1:], block.columns[-1:]))
            side = Theme.of_application().px(8)
            if not self._is_covered(block.columns[-1], corner.right() - side):
                self._handle = QRect(
                    corner.right() + 1 - side, corner.bottom() + 1 - side, side, side
                )
        if before != self._handle:
            # One pixel more for the edge around it.
            for area in (before, self._handle):
                self._view.viewport().update(area.adjusted(-1, -1, 1, 1))

    def paint(self, painter: QPainter) -> None:
        """Draw every mark there is."""
        theme = Theme.of_application()
        self.find_handle()
        if self.cut:
            # On a ground of its own, or it would not be seen on the border of the current cell.
            self._outline(painter, self._cut_area(), Qt.PenStyle.SolidLine, "surface")
            self._outline(painter, self._cut_area(), Qt.PenStyle.DashLine)
        if self.filling is not None:
            self._outline(painter, self._area(self.filling), Qt.PenStyle.DotLine)
        if not self._handle.isNull():
            painter.fillRect(self._handle.adjusted(-1, -1, 0, 0), theme.color("surface"))
            painter.fillRect(self._handle, theme.color("accent"))
        if self.drop_line is not None:
            painter.fillRect(self.drop_line, theme.color("accent"))

    def _is_covered(self, column: int, x: int) -> bool:
        """Return whether the columns that stay lie over that place of a column."""
        return column not in self._columns.frozen() and x < self._columns.frozen_width()

    def _outline(
        self, painter: QPainter, area: QRect, style: Qt.PenStyle, token: str = "accent"
    ) -> None:
        if area.isNull():
            return
        painter.setPen(QPen(Theme.of_application().color(token), 2, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(1, 1, -1, -1))

    def _cut_area(self) -> QRect:
        area = QRect()
        for at in self.cut:
            if at.isValid():
                area |= self._view.visualRect(self._view.model().index(at.row(), at.column()))
        return area

    def _area(self, cells: Cells) -> QRect:
        if not cells.lines or not cells.columns:
            return QRect()
        model = self._view.model()
        first = model.index(cells.lines[0], cells.columns[0])
        last = model.index(cells.lines[-1], cells.columns[-1])
        return self._view.visualRect(first) | self._view.visualRect(last)
