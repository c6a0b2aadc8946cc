"""What a grid looks like: its parts put together, and how they follow its size and theme."""

from collections.abc import Mapping

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget
from typing_extensions import override

from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.grid_columns import GridColumns
from pea_desktop.ui.kit.grid_columns_dialog import ColumnsDialog
from pea_desktop.ui.kit.grid_columns_menu import column_menu
from pea_desktop.ui.kit.grid_data import GridGroup, GridLayout, RowMode
from pea_desktop.ui.kit.grid_delegate import GridDelegate
from pea_desktop.ui.kit.grid_fit import GridFit
from pea_desktop.ui.kit.grid_header import GridHeader
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_paint import GridPainter
from pea_desktop.ui.kit.grid_scene import GridScene
from pea_desktop.ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex

_MOVES_COLUMN = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class GridTable(QTableView):
    """A table with the look of the grid; `GridView` adds keys and mouse.

    Alt+Shift+Left and Right move the column of the current cell.
    The one who makes it gives it the model when it is ready for what Qt asks then.

    Signals:
        look_changed: a person chose other columns, row heights or another layout; what
            `column_state` returns is to be kept.
    """

    look_changed = Signal()

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self._is_restoring = False
        self.setAccessibleName(name)
        self.grid_columns = GridColumns(self, model)
        self._header = GridHeader(model, self.grid_columns, self)
        self._delegate = GridDelegate(self, model)
        self.setHorizontalHeader(self._header)
        self.setItemDelegate(self._delegate)
        self._scene = GridScene(self, model, self.grid_columns, self._delegate)
        self._settle_look()
        self._fit = GridFit(self, model, self.grid_columns, self._delegate)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._fit.later)
        # Qt's header forgets order and hiding with each reset; nothing may be drawn without them.
        model.modelReset.connect(self.grid_columns.apply)
        self.grid_columns.changed.connect(self._on_columns_changed)
        self._header.menu_wanted.connect(self._open_menu)
        # Not yet: the first real size measures, and each width breaks every text anew.
        self._fit.later()

    @property
    def grid_painter(self) -> GridPainter:
        """What draws and measures the cells."""
        return self._delegate.painter

    # What a person chooses

    @property
    def row_mode(self) -> RowMode:
        """How much of its texts each row shows."""
        return self._delegate.painter.mode

    def set_row_mode(self, mode: RowMode) -> None:
        """Show one line of each text, up to three, or all of it."""
        if mode is not self.row_mode:
            self._delegate.painter.mode = mode
            self._measure_keeping_place()
            self._tell_choice()

    @property
    def grid_layout(self) -> GridLayout:
        """Whether groups are headers above their rows or cells merged at their left."""
        return GridLayout.MERGED if self._grid.is_merged else GridLayout.GROUPED

    def set_layout(self, layout: GridLayout) -> None:
        """Show groups as headers above their rows, or as cells merged at their left."""
        if layout is not self.grid_layout:
            self._grid.set_merged(layout is GridLayout.MERGED)
            self._measure_keeping_place()
            self._tell_choice()

    def column_state(self) -> dict[str, object]:
        """Return columns, row height and layout as plain data, for a view that a person saves."""
        return {
            **self.grid_columns.state(),
            "mode": self.row_mode.value,
            "layout": self.grid_layout.value,
        }

    def set_column_state(self, state: Mapping[str, object]) -> None:
        """Take what `column_state` gave; what is not understood is left at its beginning."""
        modes = {mode.value: mode for mode in RowMode}
        layouts = {layout.value: layout for layout in GridLayout}
        self._is_restoring = True
        self.set_layout(layouts.get(str(state.get("layout")), GridLayout.GROUPED))
        self.set_row_mode(modes.get(str(state.get("mode")), RowMode.FULL))
        self.grid_columns.restore(state)
        self._is_restoring = False

    def column_menu(self, at: int) -> QMenu:
        """Return the menu of a column."""
        return column_menu(self._grid, self.grid_columns, at, self.choose_columns, self)

    def choose_columns(self) -> None:
        """Let the person choose columns from the list of all of them."""
        dialogs.show(ColumnsDialog(self._grid, self.grid_columns, self))

    # Where things are

    @override
    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() >= self._grid.rowCount():
            return QRect()
        top, height = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
        if isinstance(self._grid.entry(index.row()), GridGroup):
            return QRect(0, top, self.viewport().width(), height)
        if self.isColumnHidden(index.column()):
            return QRect()
        section = self.grid_columns.section(index.column())
        return QRect(section.left, top, section.width, height)

    @override
    def indexAt(self, pos: QPoint) -> QModelIndex:
        line = self.rowAt(pos.y())
        if line < 0:
            return QModelIndex()
        if isinstance(self._grid.entry(line), GridGroup):
            return self._grid.index(line, 0)
        found = self.grid_columns.section_at(pos.x())
        return QModelIndex() if found is None else self._grid.index(line, found.at)

    @override
    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        across = self.horizontalScrollBar()
        before = across.value()
        super().scrollTo(index, hint)
        if not index.isValid() or index.row() >= self._grid.rowCount():
            return
        is_group = isinstance(self._grid.entry(index.row()), GridGroup)
        if is_group or index.column() in self.grid_columns.frozen():
            across.setValue(before)
            return
        covered = self.grid_columns.frozen_width() - self.visualRect(index).left()
        if covered > 0:
            across.setValue(across.value() - covered)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        # Qt moves the picture; columns that stay and texts of merged cells must not move with it.
        if dx or self._grid.is_merged:
            self.viewport().update()
            self._header.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._scene.paint(painter, event.rect())
        painter.end()

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        # The border of a range also changes on cells that stay selected.
        self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit.everything()
            self._leave_hidden_column()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_fit"):
            theme = Theme.of_application()
            # Qt also tells at the first show; a new painter breaks every text again.
            if theme != self._delegate.painter.theme:
                self._delegate.painter = GridPainter(theme, self.row_mode)
                self._fit.later()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, key = self.currentIndex().column(), Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held != _MOVES_COLUMN or at < 0:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.grid_columns.move(at, _STEPS[key])
            self.scrollTo(self.currentIndex())
        else:
            super().keyPressEvent(event)

    # Parts

    def _measure_keeping_place(self) -> None:
        """Measure everything, and leave the current cell where it was on screen."""
        index = self.currentIndex()
        before = self.visualRect(index).top()
        is_seen = index.isValid() and 0 <= before < self.viewport().height()
        self._fit.everything()
        if is_seen:
            moved = self.visualRect(self.currentIndex()).top() - before
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)
            self._fit.visible_lines()

    def _open_menu(self, at: int, place: QPoint) -> None:
        menu = self.column_menu(at)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _on_columns_changed(self) -> None:
        self._fit.everything()
        self._header.viewport().update()
        self._leave_hidden_column()
        self._tell_choice()

    def _leave_hidden_column(self) -> None:
        """Take the keyboard out of a cell that nobody sees."""
        current = self.currentIndex()
        if current.isValid() and self.isColumnHidden(current.column()):
            texts = [at for at in self.grid_columns.in_order() if at]
            self.setCurrentIndex(current.siblingAtColumn(texts[0] if texts else 0))

    def _tell_choice(self) -> None:
        if not self._header.is_pulling and not self._is_restoring:
            self.look_changed.emit()

    def _settle_look(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        # Where the scroll bars meet, the style would draw a frame.
        self.setCornerWidget(QWidget())
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(Theme.of_application().px(24))
