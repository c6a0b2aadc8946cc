"""A field for the path of a file: typed, pasted, let go over it, or chosen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.drop_zone import FileDrop
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label, repolish

_QUOTES: Final = "\"'"


class FileField(QWidget):
    """The label, the path with its button, and beneath them what is wrong with the file.

    Args:
        text: what the file is, with an `&` mnemonic.
        title: title of the dialog that chooses it.
        filters: as Qt writes them.
        button: what the button says.
        endings: which files can be let go over it.
        remember: whether the folder is the first one that the next dialog shows.

    Signals:
        picked: another path was typed, let go or chosen.
    """

    picked = Signal()

    def __init__(
        self,
        text: str,
        title: str,
        filters: str,
        button: str,
        endings: Sequence[str],
        *,
        remember: bool = True,
    ) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._title, self._filters, self._remember = title, filters, remember
        self._told: Path | None = None
        self.line = QLineEdit()
        self.line.setAccessibleName(text.replace("&", ""))
        self.line.editingFinished.connect(self._on_edited)
        self.line.textEdited.connect(lambda _text: self.show_error(""))
        self.button = Button(button, "folder-open")
        self.button.setAccessibleName(f"{button} {text.replace('&', '')}")
        self.button.clicked.connect(self._choose)
        name = label("", "section")
        # Plain text would show the `&` of the mnemonic.
        name.setTextFormat(name.textFormat().AutoText)
        name.setText(text)
        name.setBuddy(self.line)
        self._error = label("", "errortext")
        self._error.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(name)
        column.addLayout(row)
        column.addWidget(self._error)
        FileDrop(self, endings).dropped.connect(self.set_path)

    @property
    def path(self) -> Path | None:
        """The file, None while nothing is written."""
        text = self.line.text().strip().strip(_QUOTES)
        return Path(text).expanduser() if text else None

    @property
    def error(self) -> str:
        """What is wrong with the file."""
        return self._error.text()

    def set_path(self, path: Path) -> None:
        """Take a file that was chosen or let go."""
        self.line.setText(str(path))
        # The name of the file says more than the beginning of a long path.
        self.line.setCursorPosition(len(self.line.text()))
        self._on_edited()

    def show_error(self, sentence: str) -> None:
        """Say what is wrong with the file; "" takes it away."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)
        if bool(self.line.property("invalid")) != bool(sentence):
            self.line.setProperty("invalid", bool(sentence))
            repolish(self.line)

    def _choose(self) -> None:
        path = dialogs.choose_open(self, self._title, self._filters, remember=self._remember)
        if path is not None:
            self.set_path(path)

    def _on_edited(self) -> None:
        if self.path != self._told:
            self._told = self.path
            self.show_error("")
            self.picked.emit()
