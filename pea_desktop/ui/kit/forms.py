"""Forms: labelled fields that write themselves when the person leaves them.

There is no save button. A field whose text changed calls `commit(key, text)` on Enter or when the
focus leaves; a PeaError from it becomes a sentence under the field, and the text stays as typed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Choice, label, repolish

Commit = Callable[[str, str], None]
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LongText(QPlainTextEdit):
    """A field of several lines that is as tall as its text, between two bounds.

    Signals:
        left: the focus went elsewhere, or Ctrl+Enter was pressed.
    """

    left = Signal()

    def __init__(self, lines: tuple[int, int] = (2, 8)) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        # As far from the border as the text of a field of one line.
        self.document().setDocumentMargin(Theme.of_application().px(2))
        # It counts as a step to undo, and Ctrl+Z would be the field's own.
        self.document().clearUndoRedoStacks()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.left.emit()
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # Only now is it known where the lines break.
            self._fit()

    def _wrapped_lines(self) -> int:
        """Return how many lines the text takes at the present width."""
        document, lines = self.document(), 0
        layout, block = document.documentLayout(), document.begin()
        while block.isValid():
            # Asking for its place breaks a block into lines, if nothing did so yet.
            layout.blockBoundingRect(block)
            lines += max(1, block.layout().lineCount())
            block = block.next()
        return lines

    def _fit(self) -> None:
        theme, wanted = Theme.of_application(), self._wrapped_lines()
        lines = min(max(wanted, self._lines[0]), self._lines[1])
        # Padding, margin and border: one line is then as tall as a field of one line.
        frame = theme.px(16) + (2 if theme.is_high_contrast else 0)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + frame)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if wanted > lines
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )


Field = QLineEdit | LongText | Choice


class Form(QWidget):
    """A column of fields, each with its label above and its error beneath.

    Args:
        commit: called with the key and the new text of a field that changed. Without it the form
            only holds values, for a dialog that reads them at the end.

    Signals:
        edited: key of a field the person is changing (each keystroke).
    """

    edited = Signal(str)

    def __init__(self, commit: Commit | None = None) -> None:
        super().__init__()
        self._commit = commit
        self._fields: dict[str, Field] = {}
        self._errors: dict[str, QLabel] = {}
        self._written: dict[str, str] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Theme.of_application().px(4))

    def add_line(self, key: str, text: str, *, hint: str = "") -> QLineEdit:
        """Add a field of one line; `text` may hold an `&` mnemonic."""
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.textEdited.connect(lambda _text: self._on_edited(key))
        field.editingFinished.connect(lambda: self._write(key))
        self._place(key, text, field)
        return field

    def add_text(
        self, key: str, text: str, *, hint: str = "", lines: tuple[int, int] = (2, 8)
    ) -> LongText:
        """Add a field of several lines; Enter is a new line, Ctrl+Enter writes."""
        field = LongText(lines)
        field.setPlaceholderText(hint)
        field.textChanged.connect(lambda: self._on_edited(key))
        field.left.connect(lambda: self._write(key))
        self._place(key, text, field)
        return field

    def add_choice(self, key: str, text: str, options: Sequence[tuple[str, str]]) -> Choice:
        """Add a field of fixed values, given as (value, what the person reads)."""
        field = Choice()
        for value, shown in options:
            field.addItem(shown, value)
        # Only the person's own choice writes, not one made by the program.
        field.activated.connect(lambda _at: self._write(key))
        self._place(key, text, field)
        return field

    def field(self, key: str) -> Field:
        """Return the widget of a field."""
        return self._fields[key]

    def value(self, key: str) -> str:
        """Return what a field holds now."""
        field = self._fields[key]
        if isinstance(field, QComboBox):
            return str(field.currentData() or "")
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def values(self) -> dict[str, str]:
        """Return what every field holds now."""
        return {key: self.value(key) for key in self._fields}

    def set_values(self, values: Mapping[str, str | None]) -> None:
        """Show values from the file, without writing them.

        A field in which the person is typing keeps its text: an edit elsewhere must not eat it.
        """
        for key, value in values.items():
            text = value or ""
            unwritten = self.value(key) != self._written.get(key, "")
            if not (self._fields[key].hasFocus() and unwritten):
                self._put(key, text)
                self.show_error(key, "")
            self._written[key] = text

    def show_error(self, key: str, sentence: str) -> None:
        """Say beneath a field what is wrong with it; an empty sentence takes it away."""
        error, field = self._errors[key], self._fields[key]
        error.setText(sentence)
        error.setVisible(bool(sentence))
        field.setAccessibleDescription(sentence)
        if bool(field.property("invalid")) != bool(sentence):
            field.setProperty("invalid", bool(sentence))
            repolish(field)

    def has_errors(self) -> bool:
        """Return whether a field says something is wrong."""
        return any(error.text() for error in self._errors.values())

    def write_all(self) -> bool:
        """Write every changed field now; False when one was refused."""
        refused = [key for key in self._fields if not self._write(key)]
        return not refused

    def set_read_only(self, read_only: bool) -> None:
        """Let the person read and copy, or write again."""
        for field in self._fields.values():
            if isinstance(field, QComboBox):
                field.setEnabled(not read_only)
            else:
                field.setReadOnly(read_only)
                repolish(field)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel scrolls the form; it must not change a choice it passes over.
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _place(self, key: str, text: str, field: Field) -> None:
        name = label(text, "section")
        # Plain text would show the `&` of the mnemonic.
        name.setTextFormat(Qt.TextFormat.AutoText)
        name.setBuddy(field)
        field.setAccessibleName(text.replace("&", ""))
        error = label("", "errortext")
        error.hide()
        if isinstance(field, QComboBox):
            field.installEventFilter(self)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self._fields:
            self._column.addSpacing(Theme.of_application().px(8))
        for widget in (name, field, error):
            self._column.addWidget(widget)
        self._fields[key], self._errors[key] = field, error
        self._written[key] = self.value(key)

    def _put(self, key: str, text: str) -> None:
        field = self._fields[key]
        if isinstance(field, QComboBox):
            field.setCurrentIndex(field.findData(text))
        elif isinstance(field, QLineEdit):
            field.setText(text)
        elif field.toPlainText() != text:
            field.blockSignals(True)
            field.setPlainText(text)
            field.blockSignals(False)

    def _on_edited(self, key: str) -> None:
        if self._errors[key].text():
            self.show_error(key, "")
        self.edited.emit(key)

    def _write(self, key: str) -> bool:
        text = self.value(key)
        if self._commit is None or text == self._written[key]:
            return not self._errors[key].text()
        before = self._written[key]
        # Before the call: it tells every listener, and one may come back here.
        self._written[key] = text
        try:
            self._commit(key, text)
        except PeaError as problem:
            self._written[key] = before
            self.show_error(key, str(problem))
            return False
        self.show_error(key, "")
        return True
