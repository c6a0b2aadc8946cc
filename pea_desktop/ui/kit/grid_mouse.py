"""The mouse in a grid: it selects, pulls the fill handle, and carries rows by their number."""

from enum import Enum
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from pea_desktop.ui.kit.grid_data import GridGroup
from pea_desktop.ui.kit.grid_edits import GridEdits
from pea_desktop.ui.kit.grid_fill import target_of
from pea_desktop.ui.kit.grid_selection import Cells
from pea_desktop.ui.kit.grid_sheet import GridSheet
from pea_desktop.ui.kit.theme import Theme

_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_SCROLL_MS: Final = 40


class _Doing(Enum):
    NOTHING = 0
    SELECTING = 1
    FILLING = 2
    HOLDING = 3
    CARRYING = 4


class GridMouse(QObject):
    """Follows the mouse over one grid and over its headings."""

    def __init__(self, view: GridSheet, edits: GridEdits) -> None:
        super().__init__(view)
        self._view = view
        self._edits = edits
        self._doing = _Doing.NOTHING
        self._pressed = QPoint()
        self._at = QPoint()
        self._source: Cells | None = None
        self._drop: tuple[str, str] | None = None
        self._was_chosen = False
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)
        view.horizontalHeader().viewport().installEventFilter(self)

    # What the view hands over

    def press(self, event: QMouseEvent) -> None:
        """Begin what the pressed place is for."""
        at = event.position().toPoint()
        self._pressed = self._at = at
        index = self._view.indexAt(at)
        if event.button() == Qt.MouseButton.RightButton:
            self._press_for_menu(index)
        elif event.button() != Qt.MouseButton.LeftButton:
            return
        elif self._handle_area().contains(at):
            self._source = self._view.selection.block()
            self._doing = _Doing.FILLING
        elif index.isValid():
            self._press_cell(index, event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        """Go on with it."""
        self._at = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._handle_area().contains(self._at)
            shape = Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor
            self._view.viewport().setCursor(shape)
            return
        far = (self._at - self._pressed).manhattanLength()
        if self._doing is _Doing.HOLDING and far >= QApplication.startDragDistance():
            self._begin_to_carry()
        if self._doing in {_Doing.SELECTING, _Doing.FILLING, _Doing.CARRYING}:
            self._follow()
            inside = self._view.viewport().rect().contains(self._at)
            if inside:
                self._scrolling.stop()
            elif not self._scrolling.isActive():
                self._scrolling.start()

    def release(self) -> None:
        """End it: what was pulled is filled, what was carried is dropped."""
        doing, self._doing = self._doing, _Doing.NOTHING
        marks = self._view.marks
        target, drop = marks.filling, self._drop
        self._clear()
        if doing is _Doing.FILLING and self._source is not None and target is not None:
            self._edits.fill_from(self._source, target)
        elif doing is _Doing.CARRYING and drop is not None:
            self._view.drop_wanted.emit(self._view.chosen_ids(), *drop)
        elif doing is _Doing.HOLDING and self._was_chosen:
            # It could have been the beginning of carrying several rows; it was a plain click.
            self._view.selection.start_rows(self._view.indexAt(self._pressed).row())

    def cancel(self) -> bool:
        """Give up what the mouse holds; False when it holds nothing."""
        if self._doing not in {_Doing.FILLING, _Doing.CARRYING}:
            return False
        self._doing = _Doing.NOTHING
        self._clear()
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = event.position().toPoint()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._click_heading(event)
        return False

    # Pressing

    def _press_cell(self, index: QModelIndex, held: Qt.KeyboardModifier) -> None:
        view = self._view
        entry = view.grid.entry(index.row())
        if isinstance(entry, GridGroup):
            view.selection.start(index)
            on_chevron = self._pressed.x() < Theme.of_application().px(38)
            if on_chevron and not entry.band:
                view.grid.toggle(entry.key)
            return
        if held & _SHIFT and view.current_row() is not None:
            self._doing = _Doing.SELECTING
            view.selection.extend_to(index)
        elif index.column() == 0:
            self._press_number(index, keep=bool(held & _CONTROL))
        elif held & _CONTROL:
            self._doing = _Doing.SELECTING
            several = view.selection.size() > 1
            if several and view.selection.isSelected(index):
                view.selection.drop(index)
                self._doing = _Doing.NOTHING
            else:
                view.selection.start(index, keep=True)
        else:
            self._doing = _Doing.SELECTING
            view.selection.start(index)

    def _press_number(self, index: QModelIndex, *, keep: bool) -> None:
        selection = self._view.selection
        whole = selection.is_whole_rows and index.row() in selection.lines()
        self._was_chosen = whole and not keep
        self._doing = _Doing.HOLDING
        if not self._was_chosen:
            selection.start_rows(index.row(), keep=keep)

    def _press_for_menu(self, index: QModelIndex) -> None:
        # The menu is about what is under the mouse, unless that is selected already.
        if index.isValid() and not self._view.selection.isSelected(index):
            if index.column() == 0 and self._view.places.row(index.row()) is not None:
                self._view.selection.start_rows(index.row())
            else:
                self._view.selection.start(index)

    def _click_heading(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        moved = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        header = self._view.horizontalHeader()
        resizing = header.viewport().cursor().shape() == Qt.CursorShape.SplitHCursor
        column = header.logicalIndexAt(at)
        if moved or resizing or column < 0:
            return
        if event.modifiers() & _SHIFT:
            current = self._view.currentIndex()
            self._view.selection.start_column(current.column())
            self._view.selection.extend_to(self._view.currentIndex().siblingAtColumn(column))
        elif column:
            self._view.selection.start_column(column, keep=bool(event.modifiers() & _CONTROL))
        else:
            self._view.selection.select_everything()
        self._view.setFocus()

    # Following

    def _follow(self) -> None:
        view, room = self._view, self._view.viewport().rect()
        inside = QPoint(
            min(max(self._at.x(), 0), room.right()), min(max(self._at.y(), 0), room.bottom())
        )
        index = view.indexAt(inside)
        if self._doing is _Doing.CARRYING:
            self._find_drop(inside)
        elif not index.isValid():
            return
        elif self._doing is _Doing.SELECTING and view.places.row(index.row()) is not None:
            view.selection.extend_to(index)
        elif self._doing is _Doing.FILLING and self._source is not None:
            target = target_of(self._source, index.row(), index.column(), view.places)
            view.marks.filling = target if target.lines and target.columns else None
        view.viewport().update()

    def _scroll(self) -> None:
        room = self._view.viewport().rect()
        down, across = self._view.verticalScrollBar(), self._view.horizontalScrollBar()
        if not room.top() <= self._at.y() <= room.bottom():
            down.setValue(down.value() + (self._at.y() - room.center().y()) // 12)
        if not room.left() <= self._at.x() <= room.right():
            across.setValue(across.value() + (self._at.x() - room.center().x()) // 24)
        self._follow()

    def _begin_to_carry(self) -> None:
        if not self._view.can_drop():
            # Nobody would take them: the mouse selects rows then.
            self._doing = _Doing.SELECTING
            return
        self._doing = _Doing.CARRYING
        self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _find_drop(self, at: QPoint) -> None:
        view = self._view
        line = view.rowAt(at.y())
        line = view.grid.rowCount() - 1 if line < 0 else line
        entry = view.grid.entry(line)
        area = view.visualRect(view.grid.index(line, 0))
        width = view.viewport().width()
        thick = Theme.of_application().px(3)
        self._drop, view.marks.drop_line = None, None
        if isinstance(entry, GridGroup):
            if not entry.band:
                self._drop = ("", entry.key)
                view.marks.drop_line = QRect(0, area.bottom() + 1 - thick, width, thick)
            return
        group = entry.groups[-1] if entry.groups else ""
        if at.y() > area.center().y():
            self._drop = (entry.id, group)
            view.marks.drop_line = QRect(0, area.bottom() + 1 - thick, width, thick)
        else:
            above = view.places.row(line - 1)
            self._drop = (above.id if above is not None else "", group)
            if above is not None and above.groups != entry.groups:
                self._drop = ("", group)
            view.marks.drop_line = QRect(0, area.top(), width, thick)

    def _handle_area(self) -> QRect:
        handle = self._view.marks.handle()
        return handle.adjusted(-3, -3, 3, 3) if not handle.isNull() else handle

    def _clear(self) -> None:
        self._scrolling.stop()
        self._view.marks.filling = None
        self._view.marks.drop_line = None
        self._drop = None
        self._view.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._view.viewport().update()
