"""What a grid looks like: its parts put together, and how they follow its size and theme."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from pea_desktop.ui.kit.grid_delegate import GridDelegate
from pea_desktop.ui.kit.grid_fit import GridFit
from pea_desktop.ui.kit.grid_header import GridHeader
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_paint import GridPainter
from pea_desktop.ui.kit.theme import Theme


class GridTable(QTableView):
    """A table with the look of the grid; `GridView` adds keys and mouse.

    The one who makes it gives it the model when it is ready for what Qt asks then.
    """

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self.setAccessibleName(name)
        self._header = GridHeader(model, self)
        self._delegate = GridDelegate(self, model)
        self.setHorizontalHeader(self._header)
        self.setItemDelegate(self._delegate)
        self._settle_look()
        self._fit = GridFit(self, model, self._delegate)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._fit.later)
        # Not yet: the first real size measures, and each width breaks every text anew.
        self._fit.later()

    @property
    def grid_painter(self) -> GridPainter:
        """What draws and measures the cells."""
        return self._delegate.painter

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit.everything()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_fit"):
            theme = Theme.of_application()
            # Qt also tells at the first show; a new painter breaks every text again.
            if theme != self._delegate.painter.theme:
                self._delegate.painter = GridPainter(theme)
                self._fit.later()

    def _settle_look(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(Theme.of_application().px(24))
