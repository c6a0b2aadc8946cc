"""A row of words of which one is chosen: for the few ways in which one thing can be shown."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton
from typing_extensions import override

from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Choice, set_kind


class Segments(QFrame):
    """Two to six words side by side; Tab goes to the chosen one, the arrows to the others.

    Where there is little room it is a list of fixed values.

    Args:
        name: what is chosen, for a screen reader.
        options: value and word of each, in order; the first is chosen.

    Signals:
        chosen: the value that the person chose.
    """

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("kind", "segments")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for value, word in options:
            button = QPushButton(word)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleDescription(name)
            button.clicked.connect(lambda _checked, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)
        next(iter(self._buttons.values())).setChecked(True)
        self._list = Choice()
        self._list.setAccessibleName(name)
        self._list.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        for value, word in options:
            self._list.addItem(word, value)
        self._list.activated.connect(self._on_listed)
        self._list.hide()
        row.addWidget(self._list)
        self._fit()

    @property
    def value(self) -> str:
        """The value that is chosen."""
        return next(value for value, button in self._buttons.items() if button.isChecked())

    @property
    def is_short(self) -> bool:
        """Whether it is a list, for lack of room."""
        return not self._list.isHidden()

    def choose(self, value: str) -> None:
        """Mark a value as chosen, without telling anybody."""
        self._buttons[value].setChecked(True)
        self._list.setCurrentIndex(self._list.findData(value))

    def set_word(self, value: str, word: str) -> None:
        """Call an option otherwise: «Conflictos 3»."""
        self._buttons[value].setText(word)
        self._list.setItemText(self._list.findData(value), word)

    def shorten(self, is_short: bool) -> None:
        """Become a list, or words side by side again."""
        if is_short == self.is_short:
            return
        self._list.setCurrentIndex(self._list.findData(self.value))
        for button in self._buttons.values():
            button.setVisible(not is_short)
        self._list.setVisible(is_short)
        set_kind(self, "" if is_short else "segments")
        self._fit()

    def _on_listed(self) -> None:
        value = str(self._list.currentData())
        self._buttons[value].setChecked(True)
        self.chosen.emit(value)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        # The list has a border of its own, which would be cut off below in large type.
        self.setFixedHeight(Theme.of_application().px(36 if self.is_short else 32))
