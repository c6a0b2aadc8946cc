"""The sizes of a grid: how wide its columns and how tall its lines are."""

from collections import Counter
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHeaderView, QTableView

from pea_desktop.ui.kit.grid_columns import GridColumns
from pea_desktop.ui.kit.grid_data import GridGroup, GridRow
from pea_desktop.ui.kit.grid_delegate import GridDelegate
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_paint import GridPainter

_MEASURED_AT_ONCE: Final = 200
"""Rows up to which every height is exact from the start; above, only those on screen are."""


class GridFit(QObject):
    """Gives the columns and lines of a grid their sizes.

    Args:
        view: the grid; it owns this.
        model: what it shows.
        columns: which of its columns are shown, and how wide.
        delegate: what draws it and so knows how tall a text is.
    """

    def __init__(
        self, view: QTableView, model: GridModel, columns: GridColumns, delegate: GridDelegate
    ) -> None:
        super().__init__(view)
        self._view = view
        self._grid = model
        self._columns = columns
        self._delegate = delegate
        self._exact: set[int] = set()
        self._look: tuple[object, ...] = ()
        self._estimates: dict[str, tuple[GridRow, int]] = {}
        # Many changes of one moment are one measuring.
        self._waiting = QTimer(self, singleShot=True, interval=0)
        self._waiting.timeout.connect(self.everything)
        view.verticalScrollBar().valueChanged.connect(self.visible_lines)

    @property
    def is_waiting(self) -> bool:
        """Whether something changed that has not been measured yet."""
        return self._waiting.isActive()

    def later(self) -> None:
        """Measure everything when what is going on now is over."""
        self._waiting.start()

    def now(self) -> None:
        """Measure what changed before asking where a place is."""
        # What was just written changes heights: the next place is only right after them.
        if self._waiting.isActive():
            self.everything()

    def everything(self) -> None:
        """Give columns and lines their sizes."""
        self._waiting.stop()
        view = self._view
        room = view.viewport().width()
        self._lines(self._columns.fit())
        view.updateGeometries()
        if view.viewport().width() != room:
            # The scroll bar came or went with the heights.
            self._columns.fit()
            view.updateGeometries()
        view.viewport().update()
        self.visible_lines()

    def visible_lines(self) -> None:
        """Measure exactly the lines on screen that were only estimated."""
        if len(self._exact) == self._grid.rowCount():
            return
        view, line = self._view, max(self._view.rowAt(0), 0)
        # Rows change height while going down, so the last one on screen is asked for each time.
        while line < self._grid.rowCount() and view.rowViewportPosition(line) < view.height():
            if line not in self._exact and isinstance(self._grid.entry(line), GridRow):
                self.line(line)
            self._exact.add(line)
            line += 1

    def line(self, at: int) -> None:
        """Give one line its exact height."""
        widths = [self._view.columnWidth(column) for column in range(len(self._grid.columns))]
        # Headers are drawn across what is seen, however far the columns go.
        room = min(sum(widths), self._view.viewport().width())
        entry = self._grid.entry(at)
        if isinstance(entry, GridGroup):
            height = self._painter.group_height(entry, room)
        else:
            height = self._painter.row_height(entry, self._grid.columns, widths)
        self._view.verticalHeader().resizeSection(at, height)

    @property
    def _painter(self) -> GridPainter:
        return self._delegate.painter

    def _estimated(self, widths: list[int]) -> dict[str, tuple[GridRow, int]]:
        """Return the heights estimated before for this look: a filter brings back the same rows."""
        look = (tuple(widths), self._painter.mode, self._painter.theme, self._grid.columns)
        if look != self._look:
            self._look = look
            self._estimates = {}
        return self._estimates

    def _lines(self, widths: list[int]) -> None:
        header, model, painter = self._view.verticalHeader(), self._grid, self._painter
        count = model.rowCount()
        at_once = count <= _MEASURED_AT_ONCE
        room = min(sum(widths), self._view.viewport().width())
        estimate = painter.estimator(model.columns, widths)
        known = self._estimated(widths)
        self._exact = set(range(count)) if at_once else set()
        heights = []
        for line in range(count):
            entry = model.entry(line)
            if isinstance(entry, GridGroup):
                height = painter.group_height(entry, room)
            elif at_once:
                height = painter.row_height(entry, model.columns, widths)
            else:
                before = known.get(entry.id)
                height = before[1] if before and before[0] is entry else estimate(entry)
                known[entry.id] = (entry, height)
            heights.append(height)
        _resize(header, heights)


def _resize(header: QHeaderView, heights: list[int]) -> None:
    """Give all lines their heights; where most differ, the most common one is set at once."""
    changed = [at for at, height in enumerate(heights) if header.sectionSize(at) != height]
    # Or each of the changes below would lay the table out again.
    blocked = header.blockSignals(True)
    if len(changed) > len(heights) // 2:
        common, _count = Counter(heights).most_common(1)[0]
        header.setDefaultSectionSize(common)
        # Qt gives it only to lines that had the common height before: the others are asked for.
        changed = [at for at, height in enumerate(heights) if header.sectionSize(at) != height]
    for at in changed:
        header.resizeSection(at, heights[at])
    header.blockSignals(blocked)
