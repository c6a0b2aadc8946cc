"""The editor for long texts: a panel over the window, beside the cell it writes."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import MAX_TEXT, show_number, text_length
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.spelling import SpellCheck, Spelling
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, ShortLabel, frame, label, set_kind

Write = Callable[[str], bool]
_SIZE: Final = QSize(600, 300)
_GAP: Final = 8
_NEAR_THE_LIMIT: Final = MAX_TEXT * 9 // 10
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextEditor(QWidget):
    """A panel with one long text.

    Ctrl+Enter writes and closes, and so does going elsewhere in the window; Esc closes and leaves
    the text as it was; Ctrl+Z undoes the typing. It lies over the window and hinders nothing else.

    Args:
        window: what it lies over and never leaves.
        spelling: whose words; the program's by default.

    Signals:
        closed: whether the text was written; the keyboard is back where it was.
    """

    closed = Signal(bool)

    def __init__(self, window: QWidget, spelling: Spelling | None = None) -> None:
        super().__init__(window)
        self._ground = window
        self._write: Write = lambda _text: True
        self._before = ""
        self._back: QWidget | None = None
        self._beside = QRect()
        self._unknown = 0
        self.title = label("", "strong")
        self.place = ShortLabel("", "secondary")
        self.field = _Field()
        self.count = ShortLabel("", "secondary")
        self.error = label("", "errortext")
        self.spell_check = SpellCheck(self.field, spelling)
        self._lay_out()
        self.field.textChanged.connect(self._on_text)
        self.field.written.connect(self.write)
        self.field.given_up.connect(self.give_up)
        self.spell_check.found.connect(self._on_found)
        window.installEventFilter(self)
        self.hide()

    def open(self, beside: QRect, title: str, place: str, text: str, write: Write) -> None:
        """Show a text.

        Args:
            beside: the cell, in the coordinates of the window; it stays in sight where it can.
            title: what the text is: the name of the column.
            place: where it is: «Línea 14».
            text: what it starts with.
            write: called with the new text; False, or a PeaError, keeps the panel open.
        """
        if self.isVisible() and not self.write():
            return
        self._write, self._before, self._beside = write, text, beside
        self._back = QApplication.focusWidget()
        self.title.setText(title)
        self.place.setText(place)
        self.field.setAccessibleName(f"{title}, {place}" if place else title)
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.say("")
        self._tell()
        self._fit()
        self.show()
        self.raise_()
        self.field.setFocus()
        _application().focusChanged.connect(self._on_focus)

    def write(self) -> bool:
        """Write the text and close; False when it was refused."""
        text = self.field.toPlainText()
        if text != self._before:
            self.say("")
            try:
                done = self._write(text)
            except PeaError as problem:
                self.say(str(problem))
                done = False
            if not done:
                self.field.setFocus()
                return False
        self._close(written=text != self._before)
        return True

    def give_up(self) -> None:
        """Close and leave the text as it was."""
        self._close(written=False)

    def say(self, sentence: str) -> None:
        """Say why the text was refused; an empty sentence takes it away."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Reached from the buttons; the field asks by its signals.
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif _ends(event):
            self.write()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        card = frame("floating")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column = QVBoxLayout(card)
        pad = theme.px(12)
        column.setContentsMargins(pad, theme.px(8), pad, pad)
        column.setSpacing(theme.px(6))
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.title)
        top.addWidget(self.place, 1)
        close = Button(icon="x", kind="icon", tip=_("Cerrar sin guardar (Esc)"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.give_up)
        top.addWidget(close)
        bottom = QHBoxLayout()
        bottom.setSpacing(theme.px(8))
        bottom.addWidget(self.count, 1)
        cancel = Button(_("Cancelar"), tip=_("Dejar el texto como estaba (Esc)"))
        cancel.clicked.connect(self.give_up)
        save = Button(_("Guardar"), kind="primary", tip=_("Escribir en la celda (Ctrl+Entrar)"))
        save.clicked.connect(self.write)
        bottom.addWidget(cancel)
        bottom.addWidget(save)
        column.addLayout(top)
        column.addWidget(self.field, 1)
        column.addWidget(self.error)
        column.addLayout(bottom)

    def _fit(self) -> None:
        """Take a place under the cell, above it, or wherever there is room."""
        theme, room, cell = Theme.of_application(), self._ground.rect(), self._beside
        gap = theme.px(_GAP)
        width = min(max(theme.px(_SIZE.width()), cell.width()), room.width() - 2 * gap)
        height = min(theme.px(_SIZE.height()), room.height() - 2 * gap)
        top = cell.bottom() + gap // 2
        lowest = room.height() - gap - height
        if top > lowest:
            above = cell.top() - gap // 2 - height
            top = above if gap <= above <= lowest else lowest
        left = min(cell.left(), room.width() - gap - width)
        self.setGeometry(QRect(QPoint(max(left, gap), max(top, gap)), QSize(width, height)))

    def _close(self, *, written: bool) -> None:
        if not self.isVisible():
            return
        _application().focusChanged.disconnect(self._on_focus)
        had_keyboard = self.isAncestorOf(QApplication.focusWidget() or self._ground)
        back, self._back = self._back, None
        # First: hiding what has the keyboard gives it to whatever comes next.
        if had_keyboard and back is not None and back.isVisible():
            back.setFocus()
        self.hide()
        self.closed.emit(written)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Another program, a menu or a dialog is no going elsewhere.
        is_elsewhere = new is not None and not self.isAncestorOf(new) and new is not self
        if is_elsewhere and new is not None and new.window() is self.window() and self.isVisible():
            self.write()

    def _on_text(self) -> None:
        self.say("")
        self._tell()

    def _on_found(self, unknown: int) -> None:
        self._unknown = unknown
        self._tell()

    def _tell(self) -> None:
        text = self.field.toPlainText()
        length = text_length(text)
        is_over = length > MAX_TEXT
        if is_over:
            said = ngettext(
                "Sobra {n} carácter: una celda admite {limit}",
                "Sobran {n} caracteres: una celda admite {limit}",
                length - MAX_TEXT,
            ).format(n=show_number(length - MAX_TEXT), limit=show_number(MAX_TEXT))
        elif length >= _NEAR_THE_LIMIT:
            said = _("{n} de {limit} caracteres").format(
                n=show_number(length), limit=show_number(MAX_TEXT)
            )
        else:
            words = len(text.split())
            said = ngettext("{n} palabra", "{n} palabras", words).format(n=show_number(words))
            if self._unknown:
                said = _("{words} · {n} por revisar (F7)").format(
                    words=said, n=show_number(self._unknown)
                )
        self.count.setText(said)
        set_kind(self.count, "errortext" if is_over else "secondary")


class _Field(QPlainTextEdit):
    """The text; what closes the panel belongs to it, whatever a shortcut of the window may say."""

    written = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        # The panel has the border: two around one text would be one too many.
        self.setProperty("kind", "floating")
        self.setTabChangesFocus(True)
        # Its letters begin where those of the title do.
        self.document().setDocumentMargin(1)
        self.setViewportMargins(0, Theme.of_application().px(6), 0, Theme.of_application().px(6))
        self.document().clearUndoRedoStacks()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # With nothing left to undo here, Ctrl+Z must not reach the file behind.
            mine = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if _ends(event) or event.key() == Qt.Key.Key_Escape or any(map(event.matches, mine)):
                event.accept()
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif _ends(event):
            self.written.emit()
        else:
            super().keyPressEvent(event)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _ends(event: QKeyEvent) -> bool:
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return event.key() in _ENTERS and bool(held)


def open_for(view: QAbstractItemView, place: str, spelling: Spelling | None = None) -> bool:
    """Open the current cell of a view in the editor of its window.

    A refusal is told by the model's signal `rejected`, if it has one.

    Args:
        view: the grid; its model must write a text given to `setData`.
        place: what the row is called: «Línea 14».
        spelling: whose words; the program's by default.

    Returns:
        False when there is no cell that can be typed in.
    """
    index = view.currentIndex()
    if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
        return False
    # What is being typed in the cell itself is written first.
    view.setFocus()
    cell, model, window = QPersistentModelIndex(index), index.model(), view.window()
    found = window.findChild(TextEditor)
    editor = found if isinstance(found, TextEditor) else TextEditor(window, spelling)
    view.scrollTo(index)
    area = view.visualRect(index)
    area.moveTo(view.viewport().mapTo(window, area.topLeft()))
    heading = model.headerData(index.column(), Qt.Orientation.Horizontal)
    text = str(index.data(Qt.ItemDataRole.EditRole) or "")
    editor.open(area, str(heading or ""), place, text, lambda new: _put(editor, model, cell, new))
    return True


def _put(
    editor: TextEditor, model: QAbstractItemModel, cell: QPersistentModelIndex, text: str
) -> bool:
    if not cell.isValid():
        raise PeaError(_("La fila ya no está: copie el texto y péguelo en otra."))
    rejected = getattr(model, "rejected", None)
    if rejected is not None:
        rejected.connect(editor.say)
    try:
        return model.setData(cell, text)
    finally:
        if rejected is not None:
            rejected.disconnect(editor.say)
