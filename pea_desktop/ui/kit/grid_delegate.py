"""The delegate of a grid: makes the editors of its cells and says what is cut in them."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from pea_desktop.ui.kit import text_editor
from pea_desktop.ui.kit.grid_data import GridGroup, GridRow, Kind
from pea_desktop.ui.kit.grid_editor import EDITOR_KEYS, CellEditor, Remark
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_paint import GridPainter
from pea_desktop.ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex


def _is_asked_over(editor: QObject) -> bool:
    """Tell whether a dialog has come up over the window of an editor."""
    modal = QApplication.activeModalWidget()
    return modal is not None and isinstance(editor, QWidget) and editor.window() is not modal


class GridDelegate(QStyledItemDelegate):
    """Makes the editors of cells; `GridScene` draws them.

    Attributes:
        painter: draws and measures; made again when the theme changes.
        replaces: whether the editor opened next lets the first key replace its text.
        remark: where a refused text is explained.
        spread: writes a text into every selected cell, as Ctrl+Enter asks; False when refused.
    """

    def __init__(self, view: QAbstractItemView, model: GridModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self.painter = GridPainter(Theme.of_application())
        self.replaces = False
        self.remark = Remark(view.viewport())
        self.spread: Callable[[str], bool] | None = None
        self._refusal = ""
        model.rejected.connect(self._on_rejected)

    @override
    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        area: QRect = option.rect
        words = self.help_text(index, area.width())
        if words:
            # Rich text wraps where a long plain text would be one line across the screen.
            body = escape(words).replace("\n", "<br>")
            QToolTip.showText(event.globalPos(), f"<p>{body}</p>", view.viewport(), area)
        else:
            QToolTip.hideText()
        return True

    def help_text(self, index: Index, width: int) -> str:
        """Return what the tooltip of a cell says: its text where it is cut, and its remark."""
        entry = self._model.entry(index.row())
        if isinstance(entry, GridGroup):
            return entry.title if self.painter.title_is_cut(entry, width) else ""
        column, text = self._model.columns[index.column()], entry.text(index.column())
        is_short = not self.painter.is_cut(text, column, width)
        if column.kind is Kind.GROUP or (text and column.kind is not Kind.ORDINAL and not is_short):
            whole = text
        else:
            whole = ""
        remark = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        parts = [whole, remark if remark != whole else ""]
        return "\n".join(part for part in parts if part)

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = CellEditor(parent)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        place = QPersistentModelIndex(index)
        editor.accepted.connect(lambda rows, columns: self._accept(editor, place, rows, columns))
        editor.cancelled.connect(lambda: self._close(editor))
        editor.enlarged.connect(lambda: self._enlarge(editor, place))
        editor.grown.connect(lambda: self._on_grown(editor, place))
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Called again whenever the cell changes; what the person is typing must stay.
        if isinstance(editor, CellEditor) and editor.property("filled") is None:
            editor.setProperty("filled", True)
            editor.setPlainText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            if self.replaces:
                editor.select_everything()
            else:
                editor.go_to_the_end()
            self.remark.hide()

    @override
    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        # Reached when the focus leaves the editor; the keys go through `_accept`.
        if isinstance(editor, CellEditor):
            self._write(editor, index)

    @override
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        area: QRect = option.rect
        if isinstance(editor, CellEditor):
            self._place(editor, area)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt would take Tab, Enter and Esc before the editor sees them. Other shortcuts (Ctrl+S)
        # still belong to the window, unless the editor itself wants them (Ctrl+Z, letters).
        if event.type() == QEvent.Type.KeyPress:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in EDITOR_KEYS:
                event.accept()
            return False
        if event.type() == QEvent.Type.FocusOut and _is_asked_over(watched):
            # A question about what is typed here: it stays until that is answered.
            return False
        return super().eventFilter(watched, event)

    def _accept(
        self, editor: CellEditor, place: QPersistentModelIndex, rows: int, columns: int
    ) -> None:
        everywhere = not rows and not columns
        if not place.isValid() or self._write(editor, place, everywhere=everywhere):
            self._close(editor)
            view = self._view
            step = getattr(view, "step", None)
            if callable(step):
                step(rows, columns)

    def _write(self, editor: CellEditor, index: Index, *, everywhere: bool = False) -> bool:
        self._refusal = ""
        text = editor.toPlainText()
        if everywhere and self.spread is not None:
            done = self.spread(text)
        else:
            done = self._model.setData(index, text)
        editor.mark_refused(not done)
        if not done:
            self.remark.say(self._refusal, editor.geometry())
        return done

    def _enlarge(self, editor: CellEditor, place: QPersistentModelIndex) -> None:
        """Write what was typed and go on in the editor for long texts."""
        entry = self._model.entry(place.row()) if place.isValid() else None
        if isinstance(entry, GridRow) and self._write(editor, place):
            self._close(editor)
            text_editor.open_for(self._view, self._model.name_of(entry))

    def _close(self, editor: CellEditor) -> None:
        self.remark.hide()
        # What the closing editor holds is already written or given up.
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _on_rejected(self, sentence: str) -> None:
        self._refusal = sentence

    def _on_grown(self, editor: CellEditor, place: QPersistentModelIndex) -> None:
        if editor.property("filled") is None or not place.isValid():
            return
        editor.mark_refused(False)
        self.remark.hide()
        self._place(editor, self._view.visualRect(self._model.index(place.row(), place.column())))

    def _place(self, editor: CellEditor, cell: QRect) -> None:
        theme, room = Theme.of_application(), self._view.viewport().rect()
        width = min(max(cell.width(), theme.px(120)), room.width())
        left = min(cell.left(), room.right() + 1 - width)
        editor.setFixedWidth(width)
        height = min(max(cell.height(), editor.wanted_height()), room.height())
        top = max(min(cell.top(), room.bottom() + 1 - height), 0)
        editor.setGeometry(left, top, width, height)
