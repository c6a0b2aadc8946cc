"""Forms: labelled fields that write themselves when the person leaves them.

There is no save button. A field whose text changed calls `commit(key, text)` on Enter or when the
focus leaves; a PeaError from it becomes a sentence under the field, and the text stays as typed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import EMPTY_REASON_LABELS
from pea_desktop.i18n import _
from pea_desktop.ui.kit.spelling import SpellCheck
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, label, repolish, set_kind

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
        SpellCheck(self)
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


class ReasonButton(Button):
    """Opens the words that say why a field has no value: «No aplica», «Pendiente».

    Args:
        field: what the field is called.

    Signals:
        chosen: the word.
    """

    chosen = Signal(str)

    def __init__(self, field: str) -> None:
        tip = _("{field}: decir por qué no hay dato").format(field=field)
        super().__init__("", "ellipsis", "icon", tip=tip)
        self.reasons = QMenu(self)
        for word in EMPTY_REASON_LABELS.values():
            action = self.reasons.addAction(_(word))
            action.triggered.connect(lambda _checked, word=word: self.chosen.emit(_(word)))
        self.clicked.connect(self._open)

    def _open(self) -> None:
        self.reasons.popup(self.mapToGlobal(self.rect().bottomLeft()))


class Form(QWidget):
    """Fields in one or more columns, each with its label above and its error beneath.

    Args:
        commit: called with the key and the new text of a field that changed. Without it the form
            only holds values, for a dialog that reads them at the end.
        columns: how many fields stand side by side; a `wide` one takes them all.

    Signals:
        edited: key of a field the person is changing (each keystroke).
    """

    edited = Signal(str)

    def __init__(self, commit: Commit | None = None, columns: int = 1) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._commit = commit
        self._fields: dict[str, Field] = {}
        self._errors: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._marks: dict[str, QLabel] = {}
        self._written: dict[str, str] = {}
        self._changed: set[str] = set()
        self._reasons: list[ReasonButton] = []
        self._columns = columns
        self._next = (0, 0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(12))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def add_line(
        self, key: str, text: str, *, hint: str = "", reasons: bool = False, wide: bool = False
    ) -> QLineEdit:
        """Add a field of one line; `text` may hold an `&` mnemonic.

        With `reasons` a button beside it writes why there is no value.
        """
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.textEdited.connect(lambda _text: self._on_edited(key))
        field.editingFinished.connect(lambda: self._write(key))
        self._place(key, text, field, reasons=reasons, wide=wide)
        return field

    def add_text(
        self,
        key: str,
        text: str,
        *,
        hint: str = "",
        lines: tuple[int, int] = (2, 8),
        reasons: bool = False,
        wide: bool = False,
        field: LongText | None = None,
    ) -> LongText:
        """Add a field of several lines; Enter is a new line, Ctrl+Enter writes.

        `field` is put in the place of a new one.
        """
        field = field or LongText(lines)
        field.setPlaceholderText(hint)
        field.textChanged.connect(lambda: self._on_edited(key))
        field.left.connect(lambda: self._write(key))
        self._place(key, text, field, reasons=reasons, wide=wide)
        return field

    def add_choice(
        self, key: str, text: str, options: Sequence[tuple[str, str]], *, wide: bool = False
    ) -> Choice:
        """Add a field of fixed values, given as (value, what the person reads)."""
        field = Choice()
        for value, shown in options:
            field.addItem(shown, value)
        # Only the person's own choice writes, not one made by the program.
        field.activated.connect(lambda _at: self._write(key))
        self._place(key, text, field, wide=wide)
        return field

    def add_widget(self, widget: QWidget, *, wide: bool = True) -> None:
        """Put something else in the place of the next field."""
        self._put_block(widget, wide=wide)

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

    def set_values(
        self, values: Mapping[str, str | None], *, keep_typed: bool | None = None
    ) -> None:
        """Show values from the file, without writing them.

        A field in which the person is typing keeps its text: an edit elsewhere must not eat it.
        With `keep_typed` (the values are of the same row as before) so does every field whose text
        was not written, wherever the keyboard is; a word beside it says that the file changed.
        False (they are of another row) keeps nothing.
        """
        for key, value in values.items():
            text, before = value or "", self._written.get(key, "")
            unwritten = self.value(key) != before
            is_kept = self._fields[key].hasFocus() if keep_typed is None else keep_typed
            if unwritten and is_kept:
                self._written[key] = text
                if keep_typed and text != before:
                    self._tell_changed(key, text)
                continue
            self._put(key, text)
            self.show_error(key, "")
            # As the field holds it: some cannot show every text, and that is no typing.
            self._written[key] = self.value(key)
            self._forget_change(key)

    def show_error(self, key: str, sentence: str) -> None:
        """Say beneath a field what is wrong with it; an empty sentence takes it away."""
        error, field = self._errors[key], self._fields[key]
        error.setText(sentence)
        error.setVisible(bool(sentence))
        field.setAccessibleDescription(sentence)
        if bool(field.property("invalid")) != bool(sentence):
            field.setProperty("invalid", bool(sentence))
            repolish(field)

    def set_mark(self, key: str, text: str, kind: str = "errortext") -> None:
        """Say a word at the right of a field's label, such as «Falta»; "" takes it away."""
        mark = self._marks[key]
        mark.setText(text)
        mark.setVisible(bool(text))
        if mark.property("kind") != kind:
            set_kind(mark, kind)

    def unwritten(self) -> dict[str, str]:
        """Return what is typed in fields that were not written yet."""
        return {
            key: self.value(key)
            for key in self._fields
            if self.value(key) != self._written.get(key, "")
        }

    def field_keys(self) -> list[str]:
        """Return the keys of all fields, in order."""
        return list(self._fields)

    def put_reason(self, key: str, word: str) -> None:
        """Write in a field why it has no value."""
        self._put(key, word)
        self._write(key)

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
        for button in self._reasons:
            button.setEnabled(not read_only)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel scrolls the form; it must not change a choice it passes over.
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _place(
        self, key: str, text: str, field: Field, *, reasons: bool = False, wide: bool = False
    ) -> None:
        theme = Theme.of_application()
        plain = text.replace("&", "")
        name = label(text, "section")
        # Plain text would show the `&` of the mnemonic.
        name.setTextFormat(Qt.TextFormat.AutoText)
        name.setBuddy(field)
        field.setAccessibleName(plain)
        error, mark = label("", "errortext"), label("", "errortext")
        mark.setWordWrap(False)
        for hidden in (error, mark):
            hidden.hide()
        if isinstance(field, QComboBox):
            field.installEventFilter(self)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        block = QVBoxLayout()
        block.setSpacing(theme.px(4))
        head, row = QHBoxLayout(), QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(mark)
        row.setSpacing(theme.px(4))
        row.addWidget(field, 1)
        if reasons:
            row.addWidget(self._make_reasons(key, plain), 0, Qt.AlignmentFlag.AlignTop)
        block.addLayout(head)
        block.addLayout(row)
        block.addWidget(error)
        block.addStretch(1)
        self._put_block(block, wide=wide)
        self._fields[key], self._errors[key], self._marks[key] = field, error, mark
        self._names[key] = name
        self._written[key] = self.value(key)

    def _make_reasons(self, key: str, name: str) -> ReasonButton:
        button = ReasonButton(name)
        button.chosen.connect(lambda word: self.put_reason(key, word))
        self._reasons.append(button)
        return button

    def _put_block(self, block: QVBoxLayout | QWidget, *, wide: bool) -> None:
        row, column = self._next
        if wide and column:
            row, column = row + 1, 0
        span = self._columns if wide else 1
        if isinstance(block, QWidget):
            self._grid.addWidget(block, row, column, 1, span)
        else:
            self._grid.addLayout(block, row, column, 1, span)
        column += span
        self._next = (row, column) if column < self._columns else (row + 1, 0)

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

    def _tell_changed(self, key: str, text: str) -> None:
        field, mark = self._fields[key], self._marks[key]
        said = _("En el expediente dice ahora: «{text}». Al salir del campo queda lo que escribió.")
        said = said.format(text=text or _("(vacío)"))
        words = _("Cambió mientras escribía")
        room = field.width() - self._names[key].fontMetrics().horizontalAdvance(
            self._names[key].text() + " "
        )
        # Over a narrow field a sign stands for the words; both say the rest when pointed at.
        self.set_mark(key, words if mark.fontMetrics().horizontalAdvance(words) <= room else "≠")
        mark.setToolTip(said)
        mark.setAccessibleName(words)
        field.setAccessibleDescription(said)
        self._changed.add(key)

    def _forget_change(self, key: str) -> None:
        if key in self._changed:
            self._changed.discard(key)
            self.set_mark(key, "")
            self._fields[key].setAccessibleDescription("")

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
        self._forget_change(key)
        return True
