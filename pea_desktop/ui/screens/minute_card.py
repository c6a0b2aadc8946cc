"""One row of a list that is written in place: its fields, its buttons, its error."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit.forms import LongText
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, label, repolish

Widget = QLineEdit | LongText | Choice | QCheckBox
YES: Final = "sí"
"""What a ticked box says; "" is an empty one."""


class PartField:
    """A field of a row: what it shows, and what of it was written."""

    def __init__(self, widget: Widget, name: str) -> None:
        self.widget = widget
        self.name = name
        self.written = self.text

    @property
    def text(self) -> str:
        """What it holds now."""
        if isinstance(self.widget, LongText):
            return self.widget.toPlainText()
        if isinstance(self.widget, QComboBox):
            return str(self.widget.currentData() or "")
        if isinstance(self.widget, QCheckBox):
            return YES if self.widget.isChecked() else ""
        return self.widget.text()

    @property
    def has_typing(self) -> bool:
        """Whether a person typed what was not written: it was not left yet, or was refused."""
        return isinstance(self.widget, QLineEdit | LongText) and self.text != self.written

    def show(self, text: str) -> bool:
        """Show the text of the file, but never over what was typed: False if it stayed."""
        if self.has_typing:
            self.written = text
            return False
        # Of its window, which another program may hide just now.
        has_keyboard = self.widget.window().focusWidget() is self.widget
        was_blocked = self.widget.blockSignals(True)
        if isinstance(self.widget, QComboBox):
            self.widget.setCurrentIndex(self.widget.findData(text))
        elif isinstance(self.widget, QCheckBox):
            self.widget.setChecked(bool(text))
        elif isinstance(self.widget, QLineEdit):
            self.widget.setText(text)
            if not has_keyboard:
                # Of what is too long its beginning is seen.
                self.widget.setCursorPosition(0)
        self.widget.blockSignals(was_blocked)
        if isinstance(self.widget, LongText) and self.widget.toPlainText() != text:
            self.widget.setPlainText(text)
        # As the field holds it: some cannot show every text, and that is no typing.
        self.written = self.text
        return True

    def set_read_only(self, read_only: bool) -> None:
        """Let the person read and copy, or write again."""
        if isinstance(self.widget, QLineEdit | LongText):
            self.widget.setReadOnly(read_only)
            repolish(self.widget)
        else:
            self.widget.setEnabled(not read_only)


class PartCard(QFrame):
    """One row of fields.

    Args:
        part_id: whose.
        one: what a row is called, with a `{number}`: «Acuerdo {number}».
        kind: its ground.

    Attributes:
        column: where the fields go.

    Signals:
        edited: the person is typing in a field.
        left: key of a field the person has finished with.
    """

    edited = Signal()
    left = Signal(str)

    def __init__(self, part_id: str, one: str, kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        theme = Theme.of_application()
        self.part_id = part_id
        self._one = one
        self._fields: dict[str, PartField] = {}
        self._buttons: list[tuple[Button, str]] = []
        self.column = QVBoxLayout(self)
        sides = (10, 8, 8, 10) if kind == "card" else (0, 0, 0, 0)
        self.column.setContentsMargins(*(theme.px(side) for side in sides))
        self.column.setSpacing(theme.px(6))
        self._error = label("", "errortext")
        self._error.hide()

    def add(self, key: str, name: str, widget: Any) -> Any:
        """Take a widget as the field of a key; return it, to be put into a layout."""
        field = PartField(widget, name)
        self._fields[key] = field

        def write(*_told: object) -> None:
            # Some signals tell more than that.
            self.left.emit(key)

        if isinstance(widget, LongText):
            widget.left.connect(write)
            widget.textChanged.connect(self.edited)
        elif isinstance(widget, QComboBox):
            widget.activated.connect(write)
        elif isinstance(widget, QCheckBox):
            widget.clicked.connect(write)
        else:
            widget.editingFinished.connect(write)
            widget.textEdited.connect(lambda _text: self.edited.emit())
        return widget

    def add_button(self, icon: str, tip: str, slot: Callable[[], object]) -> Button:
        """Return a button of the row; its name says which row it is of."""
        return self.adopt(Button("", icon, "icon", tip=tip), tip, slot)

    def adopt(self, button: Button, tip: str, slot: Callable[[], object]) -> Button:
        """Take a button as one of the row: named after it, and gone while it is only read."""
        button.clicked.connect(lambda _checked=False: slot())
        self._buttons.append((button, tip))
        return button

    def end(self) -> None:
        """Say that all fields are there: errors go beneath them."""
        self.column.addWidget(self._error)

    def field(self, key: str) -> PartField:
        """Return the field of a key."""
        return self._fields[key]

    def fields(self) -> Mapping[str, PartField]:
        """Return all fields."""
        return self._fields

    @property
    def has_typing(self) -> bool:
        """Whether a person typed what was not written."""
        return any(field.has_typing for field in self._fields.values())

    def set_number(self, number: int) -> None:
        """Name everything in the row after its place."""
        row = self._one.format(number=number)
        self.setAccessibleName(row)
        for field in self._fields.values():
            name = _("{row}: {column}").format(row=row, column=field.name)
            field.widget.setAccessibleName(name)
        for button, tip in self._buttons:
            name = _("{what}: {row}").format(what=tip, row=row)
            button.setToolTip(name)
            button.setAccessibleName(name)

    def set_read_only(self, read_only: bool) -> None:
        """Let the person read and copy, or write again."""
        for field in self._fields.values():
            field.set_read_only(read_only)
        for button, _tip in self._buttons:
            button.setVisible(not read_only)

    def tell(self, sentence: str) -> None:
        """Say something beneath the row; no field of it is wrong."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def refuse(self, key: str, sentence: str) -> None:
        """Say beneath what is wrong with a field; "" takes it away."""
        widget = self._fields[key].widget
        self.tell(sentence)
        widget.setAccessibleDescription(sentence)
        if bool(widget.property("invalid")) != bool(sentence):
            widget.setProperty("invalid", bool(sentence))
            repolish(widget)


class _QuietChoice(Choice):
    """Fixed values that the wheel, which scrolls the form, does not change in passing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def row_of(*widgets: QWidget, stretches: Sequence[int] = (), spacing: int = 6) -> QHBoxLayout:
    """Return widgets side by side, the first ones with these shares of the width."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Theme.of_application().px(spacing))
    for at, widget in enumerate(widgets):
        row.addWidget(
            widget, stretches[at] if at < len(stretches) else 0, Qt.AlignmentFlag.AlignTop
        )
    return row


def line(hint: str = "", width: int = 0) -> QLineEdit:
    """Return a field of one line; `width` in pixels at 96 dpi, 0 for its share."""
    field = QLineEdit()
    field.setPlaceholderText(hint)
    if width:
        field.setFixedWidth(Theme.of_application().px(width))
    return field


def choice(options: Sequence[tuple[str, str]], width: int = 0) -> Choice:
    """Return a field of fixed values, given as (value, what the person reads)."""
    field = _QuietChoice()
    for value, shown in options:
        field.addItem(shown, value)
    if width:
        field.setFixedWidth(Theme.of_application().px(width))
    return field
