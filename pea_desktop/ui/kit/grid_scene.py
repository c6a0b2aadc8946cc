"""What is on screen of a grid, drawn: cells, headers across it, merged groups, selected ranges.

Qt would draw each cell through a delegate of its own and knows neither columns that stay nor cells
merged over rows; drawn here in one go it is also quicker.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QTableView

from pea_desktop.ui.kit.grid_columns import GridColumns, Section
from pea_desktop.ui.kit.grid_data import GridGroup, GridRow, Kind
from pea_desktop.ui.kit.grid_delegate import GridDelegate
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_strokes import CellState

_BEYOND: Final = 9
"""Pixels by which an outline leaves a pane that it goes on beyond."""


class _Line(NamedTuple):
    at: int
    top: int
    height: int


class _Range(NamedTuple):
    top: int
    bottom: int
    left: int
    right: int


class GridScene:
    """Draws the part of a grid that is on screen."""

    def __init__(
        self, view: QTableView, model: GridModel, columns: GridColumns, delegate: GridDelegate
    ) -> None:
        self._view = view
        self._grid = model
        self._columns = columns
        self._delegate = delegate
        # First lines of the merged cells of each level: one of them may hold thousands of rows.
        self._starts: dict[int, list[int]] = {}
        for signal in (
            model.rowsInserted,
            model.rowsRemoved,
            model.modelReset,
            model.dataChanged,
        ):
            signal.connect(self._forget_blocks)

    def paint(self, painter: QPainter, wanted: QRect) -> None:
        """Draw what lies in a part of the viewport."""
        theme = self._delegate.painter.theme
        painter.fillRect(wanted, theme.color("surface"))
        lines = self._lines(wanted)
        if not lines:
            return
        ranges = self._ranges(lines)
        scrolled, staying = self._columns.placed()
        edge = staying[-1].left + staying[-1].width if staying else 0
        if wanted.right() >= edge:
            painter.save()
            painter.setClipRect(
                QRect(edge, wanted.top(), wanted.right() + 1 - edge, wanted.height())
            )
            seen = [one for one in scrolled if one.left + one.width > edge]
            seen = [one for one in seen if one.left <= wanted.right()]
            self._paint_pane(painter, lines, seen, ranges)
            painter.restore()
        if wanted.left() < edge:
            painter.save()
            painter.setClipRect(QRect(0, wanted.top(), edge, wanted.height()))
            self._paint_pane(painter, lines, staying, ranges)
            painter.restore()
        self._paint_headers(painter, lines)
        if staying and self._view.horizontalHeader().offset():
            self._paint_edge(painter, lines, edge)

    # Parts

    def _lines(self, wanted: QRect) -> list[_Line]:
        view = self._view
        line = view.rowAt(wanted.top())
        lines: list[_Line] = []
        count = self._grid.rowCount()
        while 0 <= line < count:
            top, height = view.rowViewportPosition(line), view.rowHeight(line)
            if top > wanted.bottom():
                break
            lines.append(_Line(line, top, height))
            line += 1
        return lines

    def _ranges(self, lines: Sequence[_Line]) -> list[_Range]:
        first, last = lines[0].at, lines[-1].at
        selection = self._view.selectionModel().selection()
        found = (selection.at(at) for at in range(selection.count()))
        return [
            _Range(one.top(), one.bottom(), one.left(), one.right())
            for one in found
            if one.top() <= last and one.bottom() >= first
        ]

    def _paint_pane(
        self,
        painter: QPainter,
        lines: Sequence[_Line],
        sections: Sequence[Section],
        ranges: Sequence[_Range],
    ) -> None:
        cells = self._delegate.painter
        current = self._view.currentIndex()
        here, column_here = current.row(), current.column()
        has_focus = self._view.hasFocus()
        plain = CellState(has_focus=has_focus)
        on_row = CellState(has_focus=has_focus, is_row_current=True)
        columns = self._grid.columns
        own = [one for one in sections if columns[one.at].kind is not Kind.GROUP]
        for line, top, height in lines:
            row = self._grid.entry(line)
            if isinstance(row, GridGroup):
                continue
            beside = [one for one in ranges if one.top <= line <= one.bottom]
            is_here = line == here
            for at, left, width in own:
                state = on_row if is_here else plain
                is_current = is_here and at == column_here
                if is_current or (beside and _holds(beside, at)):
                    state = CellState(
                        is_current=is_current,
                        is_selected=_holds(beside, at),
                        has_focus=has_focus,
                        is_row_current=is_here,
                    )
                area = QRect(left, top, width, height)
                cells.paint_cell(painter, area, row, columns[at], at, state)
        for one in sections:
            if columns[one.at].kind is Kind.GROUP:
                self._paint_blocks(painter, lines, one, ranges)
        if self._grid.is_merged:
            self._paint_block_ends(painter, lines, own)
        self._paint_ranges(painter, sections, ranges)

    def _paint_blocks(
        self,
        painter: QPainter,
        lines: Sequence[_Line],
        section: Section,
        ranges: Sequence[_Range],
    ) -> None:
        cells, columns = self._delegate.painter, self._grid.columns
        current = self._view.currentIndex()
        is_last = section.at == max(at for at, c in enumerate(columns) if c.kind is Kind.GROUP)
        room = self._view.viewport().rect()
        line, level = lines[0].at, self._level(section.at)
        while line <= lines[-1].at:
            first, last = self._block(line, level)
            area = self._block_area(first, last, section)
            row = self._grid.entry(line)
            key = self._grid.block_key(line, level)
            group = self._grid.group_named(key[-1]) if key and isinstance(row, GridRow) else None
            state = CellState(
                is_current=current.column() == section.at and first <= current.row() <= last,
                is_selected=any(
                    one.top <= first and last <= one.bottom and one.left <= section.at <= one.right
                    for one in ranges
                ),
                has_focus=self._view.hasFocus(),
            )
            cells.paint_block(painter, area, area & room, group, state, upright=is_last)
            line = last + 1

    def _paint_block_ends(
        self, painter: QPainter, lines: Sequence[_Line], sections: Sequence[Section]
    ) -> None:
        """Draw a firmer line where a group ends, for the number and the row's own cells too."""
        color = self._delegate.painter.theme.color("border")
        level = self._level(len(self._grid.columns) - 1)
        for line, top, height in lines:
            if self._block(line, level)[1] == line:
                for one in sections:
                    painter.fillRect(one.left, top + height - 1, one.width, 1, color)

    def _paint_headers(self, painter: QPainter, lines: Sequence[_Line]) -> None:
        """Draw the headers across the whole grid, wherever it is scrolled to."""
        cells, width = self._delegate.painter, self._full_width()
        current = self._view.currentIndex()
        for line, top, height in lines:
            group = self._grid.entry(line)
            if isinstance(group, GridGroup):
                state = CellState(is_current=current.row() == line, has_focus=self._view.hasFocus())
                folded = self._grid.is_folded(group.key)
                cells.paint_group(
                    painter, QRect(0, top, width, height), group, state, folded=folded
                )

    def _paint_ranges(
        self, painter: QPainter, sections: Sequence[Section], ranges: Sequence[_Range]
    ) -> None:
        """Draw the border around each selected range of more than one cell."""
        if not sections or not ranges:
            return
        theme = self._delegate.painter.theme
        painter.setPen(QPen(theme.color("accent"), 3 if theme.is_high_contrast else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for top_line, bottom_line, run in self._outlines(ranges):
            held = [one for one in sections if one.at in run]
            if not held:
                continue
            # Beyond the columns of this pane it goes on in the other one.
            left = held[0].left - (0 if held[0].at == run[0] else _BEYOND)
            right = held[-1].left + held[-1].width + (0 if held[-1].at == run[-1] else _BEYOND)
            top = self._view.rowViewportPosition(top_line)
            bottom = self._view.rowViewportPosition(bottom_line) + self._view.rowHeight(bottom_line)
            painter.drawRect(QRect(left, top, right - left - 1, bottom - top - 1))

    def _outlines(self, ranges: Sequence[_Range]) -> list[tuple[int, int, list[int]]]:
        """Return first line, last line and columns side by side of each selected block."""
        order = self._columns.in_order()
        chosen: dict[tuple[int, int], set[int]] = {}
        for one in ranges:
            columns = chosen.setdefault((one.top, one.bottom), set())
            columns.update(range(one.left, one.right + 1))
        found: list[tuple[int, int, list[int]]] = []
        for (top, bottom), columns in chosen.items():
            run: list[int] = []
            for at in [*order, -1]:
                if at in columns:
                    run.append(at)
                elif run:
                    if top != bottom or len(run) > 1:
                        found.append((top, bottom, run))
                    run = []
        return found

    def _paint_edge(self, painter: QPainter, lines: Sequence[_Line], edge: int) -> None:
        """Draw where the columns end that stay."""
        color = self._delegate.painter.theme.color("ctl")
        for line, top, height in lines:
            if isinstance(self._grid.entry(line), GridRow):
                painter.fillRect(edge - 2, top, 2, height, color)

    def _full_width(self) -> int:
        view = self._view
        return min(view.viewport().width(), view.horizontalHeader().length())

    def _level(self, at: int) -> int:
        groups = [one for one, c in enumerate(self._grid.columns) if c.kind is Kind.GROUP]
        return groups.index(at) if at in groups else 0

    def _block(self, line: int, level: int) -> tuple[int, int]:
        """Return the first and last line of the merged cell a line lies in."""
        starts = self._starts.get(level)
        if starts is None:
            starts = self._starts[level] = self._find_starts(level)
        place = bisect_right(starts, line)
        last = starts[place] - 1 if place < len(starts) else self._grid.rowCount() - 1
        return starts[place - 1], last

    def _find_starts(self, level: int) -> list[int]:
        keys = [self._grid.block_key(line, level) for line in range(self._grid.rowCount())]
        return [at for at, key in enumerate(keys) if not at or key != keys[at - 1]]

    def _forget_blocks(self) -> None:
        self._starts.clear()

    def _block_area(self, first: int, last: int, section: Section) -> QRect:
        """Return its area, beyond what is on screen too."""
        top = self._view.rowViewportPosition(first)
        bottom = self._view.rowViewportPosition(last) + self._view.rowHeight(last)
        return QRect(section.left, top, section.width, bottom - top)


def _holds(ranges: Sequence[_Range], at: int) -> bool:
    return any(one.left <= at <= one.right for one in ranges)
