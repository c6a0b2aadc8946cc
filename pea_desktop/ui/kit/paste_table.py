"""The rows of a paste as a table to look at: what each cell holds, gets, or why it does not."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.grid_text import Wrapper
from pea_desktop.ui.kit.paste_plan import Fate, PastePlan, PlannedCell, PlannedRow
from pea_desktop.ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN: Final = {
    int(Qt.ItemDataRole.ToolTipRole),
    int(Qt.ItemDataRole.AccessibleDescriptionRole),
}
_ACCESSIBLE_TEXT: Final = int(Qt.ItemDataRole.AccessibleTextRole)
PLANNED_ROLE: Final = int(Qt.ItemDataRole.UserRole)
"""Role that answers with the `PlannedRow` of the first column, the `PlannedCell` of another."""

_NONE: Final = QModelIndex()
# A text may have thousands of words; two lines of it are shown.
_LOOKED_AT: Final = 400
_WORDS: Final = {
    Fate.NEW: N_("Nueva"),
    Fate.CHANGED: N_("Cambia"),
    Fate.SAME: N_("Igual"),
    Fate.REJECTED: N_("Rechazada"),
}
_ICONS: Final = {
    Fate.NEW: ("plus", "ok"),
    Fate.CHANGED: ("pencil", "info"),
    Fate.SAME: ("check", "text2"),
    Fate.REJECTED: ("circle-x", "err"),
}
_GROUNDS: Final = {
    Fate.NEW: ("okbg", "ok"),
    Fate.CHANGED: ("infobg", "info"),
    Fate.REJECTED: ("errbg", "err"),
}


def fate_word(fate: Fate) -> str:
    """Return what happens to a row, in a word."""
    return _(_WORDS[fate])


def note_of(cell: PlannedCell) -> str:
    """Return what is said under a cell's text: what it replaces, or why it is left out."""
    if cell.fate is Fate.REJECTED:
        return cell.reason
    if cell.fate is Fate.CHANGED and not cell.stored:
        return _("Se vacía; antes: {text}").format(text=" ".join(cell.before.split()))
    if cell.fate is Fate.CHANGED and cell.before:
        return _("Antes: {text}").format(text=" ".join(cell.before.split()))
    return ""


class PasteTable(QAbstractTableModel):
    """The rows of a plan under the columns of the block; the first tells what happens to each.

    Args:
        plan: what is shown first.
        row_name: what a row of the grid is called: «Línea {number}».
    """

    def __init__(self, plan: PastePlan, row_name: str) -> None:
        super().__init__()
        self.plan = plan
        self._row_name = row_name

    def show_plan(self, plan: PastePlan) -> None:
        """Show another plan of the same block."""
        self.beginResetModel()
        self.plan = plan
        self.endResetModel()

    def name_of(self, row: PlannedRow) -> str:
        """Return what a row is called: «Línea 12», «Nueva»."""
        return _(self._row_name).format(number=row.number) if row.number else _("Fila nueva")

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.plan.rows)

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.plan.columns) + 1

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        row = self.plan.rows[index.row()]
        if index.column() == 0:
            return self._row_data(row, role)
        cell = row.cells[index.column() - 1]
        if role == PLANNED_ROLE:
            return cell
        if role == _DISPLAY:
            return cell.text
        if role == _ACCESSIBLE_TEXT:
            return ". ".join(filter(None, (cell.text or _("vacío"), note_of(cell))))
        if role in _SPOKEN:
            return note_of(cell) or None
        return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY
    ) -> str | None:
        if orientation != Qt.Orientation.Horizontal or role not in {_DISPLAY, _ACCESSIBLE_TEXT}:
            return None
        return self.plan.columns[section - 1].header if section else _("Fila")

    def _row_data(self, row: PlannedRow, role: int) -> Any:
        if role == PLANNED_ROLE:
            return row
        if role == _DISPLAY:
            return fate_word(row.fate)
        if role == _ACCESSIBLE_TEXT:
            return f"{self.name_of(row)}: {fate_word(row.fate)}"
        return None


class PastePainter(QStyledItemDelegate):
    """Draws two lines of a cell's text and one of what is to be said about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self._text = Wrapper(theme.font(13))
        self._note = Wrapper(theme.font(12))

    def row_height(self, plan: PastePlan) -> int:
        """Return the height that the rows of a plan need, the same for all."""
        theme = Theme.of_application()
        has_notes = any(note_of(cell) for row in plan.rows for cell in row.cells)
        lines = 2 * theme.line_height(13) + (theme.line_height(12) if has_notes else 0)
        return lines + theme.px(16)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        planned = index.data(PLANNED_ROLE)
        painter.save()
        painter.setClipRect(option.rect)
        if isinstance(planned, PlannedRow):
            self._paint_fate(painter, option.rect, planned)
        elif isinstance(planned, PlannedCell):
            self._paint_cell(painter, option.rect, planned)
        theme = Theme.of_application()
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.drawLine(option.rect.topRight(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setColor(theme.color("accent"))
            pen.setWidth(3 if theme.is_high_contrast else 2)
            painter.setPen(pen)
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_fate(self, painter: QPainter, area: QRect, row: PlannedRow) -> None:
        theme = Theme.of_application()
        name, token = _ICONS[row.fate]
        side, left = theme.px(14), area.left() + theme.px(10)
        top = area.top() + theme.px(8)
        line = theme.line_height(13)
        picture = icons.pixmap(name, theme.hex(token), side, painter.device().devicePixelRatioF())
        painter.drawPixmap(left, top + (line - side) // 2, picture)
        painter.setPen(theme.color(token))
        painter.setFont(theme.font(12, 600))
        aside = QRect(left + theme.px(20), top, area.right() - left - theme.px(20), line)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(aside, middle, fate_word(row.fate))
        if row.number:
            painter.setPen(theme.color("text2"))
            painter.setFont(theme.font(12, tabular=True))
            painter.drawText(aside.translated(0, line), middle, row.number)

    def _paint_cell(self, painter: QPainter, area: QRect, cell: PlannedCell) -> None:
        theme = Theme.of_application()
        ground, mark = _GROUNDS.get(cell.fate, ("", ""))
        if ground:
            painter.fillRect(area, theme.color(ground))
            # The stripe tells them apart where grounds are all black.
            painter.fillRect(
                QRect(area.topLeft(), area.bottomLeft()).adjusted(0, 0, theme.px(3) - 1, 0),
                theme.color(mark),
            )
        inside = area.adjusted(theme.px(10), theme.px(8), -theme.px(8), 0)
        text = cell.text
        kept = cell.fate in {Fate.SAME, Fate.IGNORED}
        painter.setPen(theme.color("text2" if kept else "text"))
        painter.setFont(self._text.font)
        top = inside.top()
        lines = self._text.wrap(text[:_LOOKED_AT], inside.width(), 2).lines if text.strip() else ()
        for line in lines:
            painter.drawText(inside.left(), round(top + self._text.ascent), line)
            top += theme.line_height(13)
        note = note_of(cell)
        if note:
            rejected = cell.fate is Fate.REJECTED
            painter.setPen(theme.color("err" if rejected else "text2"))
            painter.setFont(self._note.font)
            # A reason may take the place that the text leaves.
            most = 3 - len(lines) if lines else 2
            for line in self._note.wrap(note[:_LOOKED_AT], inside.width(), max(most, 1)).lines:
                painter.drawText(inside.left(), round(top + self._note.ascent), line)
                top += theme.line_height(12)
