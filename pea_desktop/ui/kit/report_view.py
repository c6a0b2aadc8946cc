"""Shows a `ReportTable`: whole rows are chosen, Enter opens one, a click presses its button."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.grid_text import Wrapper
from pea_desktop.ui.kit.report_table import (
    CELL_ROLE,
    Entry,
    Heading,
    Index,
    ReportCell,
    ReportColumn,
    ReportTable,
)
from pea_desktop.ui.kit.theme import Theme

# Rows up to which each gets the height of its text; above, all have room for two lines.
_MEASURED: Final = 400
_PAD, _GAP, _ICON, _BAR = 8, 6, 16, 64
_LEAST_FREE: Final = 220
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReportView(QTableView):
    """The table; the arrows pass over headings.

    Args:
        model: what is shown.
        name: what the table is called.
        lines: most lines of text a row shows.

    Signals:
        chosen: key of the row the keyboard is at, "" for none.
        opened: key of a row, by Enter or a double click.
        pressed: key of a row and the column of the button that was clicked.
    """

    chosen = Signal(str)
    opened = Signal(str)
    pressed = Signal(str, int)

    def __init__(self, model: ReportTable, name: str, lines: int = 2) -> None:
        super().__init__()
        self.report = model
        self._lines = lines
        self._headings: list[int] = []
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(_ReportDelegate(self, lines))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda _index: self._open())

    def show_entries(
        self, columns: Sequence[ReportColumn], entries: Sequence[Entry], *, stay: bool = True
    ) -> None:
        """Show other rows, at the row of the same key or in the same place.

        Without `stay` they are about something else: the first one is gone to.
        """
        key, at, top = self.current_key(), self.currentIndex().row(), self.verticalScrollBar()
        scrolled = top.value() if stay else 0
        key, at = (key, at) if stay else ("", 0)
        if self._headings:
            self.clearSpans()
        self.report.show_entries(columns, entries)
        self._headings = [n for n, entry in enumerate(entries) if isinstance(entry, Heading)]
        if len(columns) > 1:
            for row in self._headings:
                self.setSpan(row, 0, 1, len(columns))
        self._fit()
        if not (key and self.go_to(key, near=at)):
            self._go_to_row(max(0, at))
        top.setValue(scrolled)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self.chosen.emit(self.current_key())

    def current_key(self) -> str:
        """Return the key of the row the keyboard is at, "" for none."""
        return self.report.key_at(self.currentIndex().row())

    def go_to(self, key: str, near: int = 0) -> bool:
        """Go to a row; False when it is not shown. `near` is where to look first."""
        count = len(self.report.entries)
        for at in (*range(max(near, 0), count), *range(min(max(near, 0), count))):
            if self.report.key_at(at) == key:
                self._set_current(at)
                return True
        return False

    def step(self, by: int) -> None:
        """Go to the next row, or the one before; after the last comes the first."""
        count, at = len(self.report.entries), self.currentIndex().row()
        for away in range(1, count + 1):
            place = (at + by * away) % count
            if not isinstance(self.report.entries[place], Heading):
                self._set_current(place)
                return

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open()
        elif event.key() == Qt.Key.Key_F6:
            # As in a grid, where Tab goes from cell to cell.
            self.focusNextPrevChild(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = self._action_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.pressed.emit(self.report.key_at(at.row()), at.column())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        is_on = self._action_at(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if is_on else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _action_at(self, point: QPoint) -> Index | None:
        index = self.indexAt(point)
        cell = index.data(CELL_ROLE) if index.isValid() else None
        return index if isinstance(cell, ReportCell) and cell.is_action and cell.text else None

    def _open(self) -> None:
        key = self.current_key()
        if key:
            self.opened.emit(key)

    def _on_current(self, *_indexes: object) -> None:
        self.chosen.emit(self.current_key())

    def _set_current(self, at: int) -> None:
        self.setCurrentIndex(self.report.index(at, 0))

    def _go_to_row(self, at: int) -> None:
        count = len(self.report.entries)
        for place in (*range(at, count), *range(min(at, count) - 1, -1, -1)):
            if not isinstance(self.report.entries[place], Heading):
                self._set_current(place)
                return

    def _fit(self) -> None:
        """Share the width, and give every row its height."""
        theme, header = Theme.of_application(), self.horizontalHeader()
        fixed = [theme.px(column.width) for column in self.report.columns]
        free = self.viewport().width() - sum(fixed)
        shares = max(1, sum(1 for width in fixed if not width))
        for at, width in enumerate(fixed):
            header.resizeSection(at, width or max(free // shares, theme.px(_LEAST_FREE)))
        down = self.verticalHeader()
        line = theme.line_height()
        down.setDefaultSectionSize(line * min(self._lines, 2) + theme.px(2 * _PAD))
        count = len(self.report.entries)
        delegate = self.itemDelegate()
        if count <= _MEASURED and isinstance(delegate, _ReportDelegate):
            for at in range(count):
                down.resizeSection(at, delegate.height(at, header))
            return
        for at in self._headings:
            down.resizeSection(at, line + theme.px(2 * _PAD))


class _ReportDelegate(QStyledItemDelegate):
    """Draws a cell: icon or bar, then words, in as many lines as the row has room for."""

    def __init__(self, view: ReportView, lines: int) -> None:
        super().__init__(view)
        self._view = view
        self._most = lines
        self._wrappers: dict[tuple[Theme, bool], Wrapper] = {}

    def height(self, at: int, header: QHeaderView) -> int:
        """Return the height a row needs."""
        theme, lines = Theme.of_application(), 1
        model = self._view.report
        if model.row_at(at) is None:
            # A heading goes across all columns.
            return theme.line_height() + theme.px(2 * _PAD)
        for column in range(model.columnCount()):
            cell = model.index(at, column).data(CELL_ROLE)
            room = self._room(cell, QRect(0, 0, header.sectionSize(column), 0)).width()
            lines = max(lines, len(self._wrapper(cell).wrap(cell.text, room, self._most).lines))
        return lines * theme.line_height() + theme.px(2 * _PAD)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, ReportCell):
            return
        theme = Theme.of_application()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_heading = not index.flags() & Qt.ItemFlag.ItemIsEnabled
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen or is_heading:
            painter.fillRect(area, theme.color("sel" if is_chosen else "group"))
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if is_chosen and index.column() == 0:
            # Where the keyboard is shows in more than the ground.
            strip = QRect(area.left(), area.top(), theme.px(4), area.height())
            painter.fillRect(strip, theme.color("accent" if self._view.hasFocus() else "ctl"))
        self._paint_cell(painter, cell, area, index)
        painter.restore()

    def _paint_cell(self, painter: QPainter, cell: ReportCell, area: QRect, index: Index) -> None:
        theme = Theme.of_application()
        if cell.is_action and cell.text:
            area = self._button_area(cell, area)
            self._paint_button(painter, area)
        room = self._room(cell, area)
        side = theme.px(_ICON)
        if cell.icon:
            picture = icons.pixmap(
                cell.icon,
                theme.hex(cell.icon_token or cell.token),
                side,
                self._view.devicePixelRatioF(),
            )
            left = room.left() - theme.px(_GAP) - side
            painter.drawPixmap(left, area.center().y() - side // 2 + 1, picture)
        if cell.bar is not None:
            self._paint_bar(painter, cell, area)
        wrapper = self._wrapper(cell)
        lines = wrapper.wrap(cell.text, room.width(), self._fitting(area)).lines
        height = theme.line_height()
        top = area.center().y() - len(lines) * height // 2 + 1
        column = self._view.report.columns[index.column()]
        is_heading = not index.flags() & Qt.ItemFlag.ItemIsEnabled
        side_flag = Qt.AlignmentFlag.AlignLeft
        if column.is_figure and not is_heading:
            side_flag = Qt.AlignmentFlag.AlignRight
        painter.setPen(theme.color(cell.token))
        painter.setFont(wrapper.font)
        for number, line in enumerate(lines):
            painter.drawText(
                QRect(room.left(), top + number * height, room.width(), height),
                Qt.AlignmentFlag.AlignVCenter | side_flag,
                line,
            )

    def _button_area(self, cell: ReportCell, area: QRect) -> QRect:
        """Return a button's place: as tall as its words, in the middle of its cell."""
        theme = Theme.of_application()
        room = self._room(cell, area).width()
        lines = len(self._wrapper(cell).wrap(cell.text, room, self._fitting(area)).lines)
        box = QRect(area)
        box.setHeight(min(area.height(), lines * theme.line_height() + theme.px(2 * _PAD)))
        box.moveTop(area.center().y() - box.height() // 2)
        return box

    def _paint_button(self, painter: QPainter, area: QRect) -> None:
        theme = Theme.of_application()
        box = area.adjusted(theme.px(2), theme.px(3), -theme.px(4), -theme.px(3))
        painter.setPen(theme.color("ctl"))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_bar(self, painter: QPainter, cell: ReportCell, area: QRect) -> None:
        theme, tall = Theme.of_application(), 8
        box = QRect(area.left() + theme.px(_PAD), 0, theme.px(_BAR), theme.px(tall))
        box.moveTop(area.center().y() - box.height() // 2)
        painter.setPen(theme.color("ctl"))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(box)
        filled = box.adjusted(1, 1, 0, 0)
        filled.setWidth(round((box.width() - 1) * (cell.bar or 0) / 100))
        painter.fillRect(filled, theme.color(cell.token if cell.token != "text" else "accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _room(self, cell: ReportCell, area: QRect) -> QRect:
        theme = Theme.of_application()
        left = theme.px(_PAD)
        if cell.icon:
            left += theme.px(_ICON + _GAP)
        if cell.bar is not None:
            left += theme.px(_BAR + _GAP)
        return area.adjusted(left, 0, -theme.px(_PAD), 0)

    def _fitting(self, area: QRect) -> int:
        theme = Theme.of_application()
        return max(1, min(self._most, (area.height() - theme.px(6)) // theme.line_height()))

    def _wrapper(self, cell: ReportCell) -> Wrapper:
        theme = Theme.of_application()
        key = theme, cell.is_strong
        made = self._wrappers.get(key)
        if made is None:
            weight = 600 if cell.is_strong else 400
            made = self._wrappers[key] = Wrapper(theme.font(13, weight))
        return made
