"""The sheet of a book as it is, with the heading that was found and merged cells filled in."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView
from typing_extensions import override

from pea_desktop.areas.matrix import Layout
from pea_desktop.areas.matrix.odd_rows import column_letters
from pea_desktop.core.sheet import SheetRow
from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_NONE: Final = QModelIndex()
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_SHOWN: Final = 200
"""Letters of a text that are shown; the rest is in the result."""


class SheetModel(QAbstractTableModel):
    """The rows of the sheet; the columns that are read are in ink, the others pale."""

    def __init__(self) -> None:
        super().__init__()
        self._layout: Layout | None = None
        self._rows: tuple[SheetRow, ...] = ()
        self._width = 0
        self._headings = range(0)
        self._used: frozenset[int] = frozenset()

    def show_layout(self, layout: Layout) -> None:
        """Show a sheet."""
        self.beginResetModel()
        self._layout, self._rows = layout, layout.sheet.rows
        self._width = max((len(row.cells) for row in self._rows), default=0)
        header = layout.header
        self._headings = range(header.top, header.first_row) if header else range(0)
        self._used = frozenset(one.position for one in layout.columns if one.field)
        self.endResetModel()

    @property
    def heading_index(self) -> int:
        """The index of the heading's first row, 0 without any."""
        return self._headings.start if self._headings else 0

    @override
    def rowCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else self._width

    @override
    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        row, place = self._rows[index.row()], index.column()
        text = row.cell(place)
        if role == _DISPLAY:
            return " ".join(text[:_SHOWN].split()) or row.unknown.get(place, "")
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return text or None
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return ". ".join(filter(None, (text, self._remark(row, index.row(), place))))
        return self._look(row, index.row(), place, role)

    def _remark(self, row: SheetRow, at: int, place: int) -> str:
        if at in self._headings:
            return _("encabezado")
        if place in row.yellow:
            return _("en amarillo")
        return _("celda combinada") if self._is_filled(row, place) else ""

    def _look(self, row: SheetRow, at: int, place: int, role: int) -> Any:
        theme = Theme.of_application()
        is_heading = at in self._headings
        if role == int(Qt.ItemDataRole.BackgroundRole):
            if is_heading:
                return theme.color("accent2")
            if place in row.yellow:
                return theme.color("revchip")
            return theme.color("group") if self._is_filled(row, place) else None
        if role == int(Qt.ItemDataRole.ForegroundRole):
            if place in row.yellow and not is_heading:
                return theme.color("revtext")
            if is_heading or (place in self._used and not self._is_filled(row, place)):
                return theme.color("text")
            return theme.color("text2")
        if role == int(Qt.ItemDataRole.FontRole):
            font = theme.font(12, 600 if is_heading else 400)
            font.setItalic(self._is_filled(row, place) and not is_heading)
            return font
        return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY
    ) -> str | int | None:
        if role != _DISPLAY:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._rows[section].number
        return column_letters(section)

    def _is_filled(self, row: SheetRow, place: int) -> bool:
        """Tell whether a cell has its text from a merged one."""
        return bool(row.cell(place)) and place < len(row.raw) and not row.raw[place]


def sheet_view(model: SheetModel) -> QTableView:
    """Return a view to look at a sheet: one line a row, nothing to edit."""
    theme = Theme.of_application()
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(_("La hoja del libro"))
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows, columns = view.verticalHeader(), view.horizontalHeader()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(theme.line_height(12) + theme.px(8))
    rows.setFixedWidth(theme.px(46))
    # The padding of headings would cut the numbers of such low rows.
    rows.setStyleSheet(f"QHeaderView::section {{ padding: 0 {theme.px(6)}px; }}")
    columns.setDefaultSectionSize(theme.px(116))
    return view
