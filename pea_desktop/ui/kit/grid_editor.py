"""Typing in a cell: a field of several lines in its place, and the sentence of a refusal."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QWidget
from typing_extensions import override

from pea_desktop.ui.kit.spelling import SpellCheck
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import label, repolish

_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
EDITOR_KEYS: Final = (*_ENTERS, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)
"""Keys that end or go on with an edit, whatever a shortcut may say."""


class CellEditor(QPlainTextEdit):
    """The field over a cell.

    Enter writes and goes down, Shift+Enter up, Tab and Shift+Tab to the sides, Ctrl+Enter writes
    into every selected cell and stays, Alt+Enter is a new line, Esc leaves the cell as it was.

    Signals:
        accepted: write it; the argument is where to go then, as (rows, columns).
        cancelled: leave it.
        enlarged: write it and go on in the editor for long texts (Shift+F2).
        grown: its text takes another height.
    """

    accepted = Signal(int, int)
    enlarged = Signal()
    cancelled = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "cell")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # In the document and not in the style: a padded text field cuts its own first letters.
        self.document().setDocumentMargin(Theme.of_application().px(7))
        self.textChanged.connect(self.grown)
        SpellCheck(self)

    def wanted_height(self) -> int:
        """Return the height at which its whole text is seen."""
        # A plain-text document measures its height in lines.
        lines = max(round(self.document().size().height()), 1)
        return lines * self.fontMetrics().lineSpacing() + Theme.of_application().px(14) + 6

    def select_everything(self) -> None:
        """Let the next key replace the whole text."""
        self.selectAll()

    def go_to_the_end(self) -> None:
        """Let the person type on."""
        self.moveCursor(QTextCursor.MoveOperation.End)

    def mark_refused(self, refused: bool) -> None:
        """Show in its border that the text does not fit."""
        if bool(self.property("invalid")) != refused:
            self.setProperty("invalid", refused)
            repolish(self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_F2 and held == Qt.KeyboardModifier.ShiftModifier:
            self.enlarged.emit()
        elif key in _ENTERS and held & Qt.KeyboardModifier.AltModifier:
            self.insertPlainText("\n")
        elif key in _ENTERS and held & Qt.KeyboardModifier.ControlModifier:
            self.accepted.emit(0, 0)
        elif key in _ENTERS:
            self.accepted.emit(-1 if held & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif key == Qt.Key.Key_Tab:
            self.accepted.emit(0, 1)
        elif key == Qt.Key.Key_Backtab:
            self.accepted.emit(0, -1)
        else:
            super().keyPressEvent(event)


class Remark(QFrame):
    """A sentence under a cell that says why its text was refused."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setProperty("kind", "error")
        self._label: QLabel = label("", "errortext")
        self._label.setParent(self)
        self.setAccessibleName("")
        self.hide()

    def say(self, sentence: str, beside: QRect) -> None:
        """Show the sentence under a cell, or above it where there is no room below."""
        theme = Theme.of_application()
        pad = theme.px(8)
        room = self._ground.rect()
        width = min(max(beside.width(), theme.px(280)), room.width() - 2 * pad)
        self._label.setText(sentence)
        height = self._label.heightForWidth(width - 2 * pad)
        self._label.setGeometry(pad, pad, width - 2 * pad, height)
        left = min(beside.left(), room.right() - width - pad)
        top = beside.bottom() + theme.px(4)
        if top + height + 2 * pad > room.bottom():
            top = max(beside.top() - height - 2 * pad - theme.px(4), 0)
        self.setGeometry(QRect(QPoint(max(left, 0), top), QPoint(0, 0)))
        self.resize(width, height + 2 * pad)
        self.setAccessibleName(sentence)
        self.raise_()
        self.show()

    @property
    def sentence(self) -> str:
        """What it says, empty when it is hidden."""
        return self._label.text() if not self.isHidden() else ""
