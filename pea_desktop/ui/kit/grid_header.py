"""The column headings of a grid."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from pea_desktop.ui.kit.grid_data import Kind
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.theme import Theme


class GridHeader(QHeaderView):
    """Column headings, the one of the current cell tinted."""

    def __init__(self, model: GridModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = model
        self._current = -1
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)

    def set_current(self, column: int) -> None:
        """Tint the heading of another column."""
        self._current = column
        self.viewport().update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), Theme.of_application().px(32))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = Theme.of_application()
        is_current = logicalIndex == self._current
        column = self._grid.columns[logicalIndex]
        painter.fillRect(rect, theme.color("accent2" if is_current else "bg"))
        width = 2 if theme.is_high_contrast else 1
        painter.fillRect(
            rect.left(), rect.bottom() + 1 - width, rect.width(), width, theme.color("border")
        )
        if logicalIndex:
            painter.fillRect(rect.right(), rect.top(), 1, rect.height(), theme.color("line"))
        side = {
            Kind.FIGURE: Qt.AlignmentFlag.AlignRight,
            Kind.ORDINAL: Qt.AlignmentFlag.AlignHCenter,
        }.get(column.kind, Qt.AlignmentFlag.AlignLeft)
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.color("accent" if is_current else "text2"))
        inner = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        if column.kind is Kind.ORDINAL:
            inner = rect.adjusted(theme.px(4), 0, 0, 0)
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, column.header)
