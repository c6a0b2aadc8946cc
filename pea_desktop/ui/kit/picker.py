"""Choosing one of many things by typing a part of its name."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import SearchBox

_VALUE = Qt.ItemDataRole.UserRole
_TO_DIALOG = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up)


class _Box(SearchBox):
    """Leaves to the dialog the keys that choose, for the list never needs the keyboard."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _TO_DIALOG or (key == Qt.Key.Key_Escape and not self.text()):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Picker(QDialog):
    """A list with a search box over it; Enter takes the marked one.

    Args:
        title: what is chosen.
        options: value and words of each, in order.
        current: the value marked at first.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        options: Sequence[tuple[str, str]],
        current: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        theme = Theme.of_application()
        self._folded = {value: fold(words) for value, words in options}
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(16),) * 4)
        column.setSpacing(theme.px(10))
        self.search = _Box(_("Escriba parte del nombre"), _("Buscar"))
        self.search.textChanged.connect(self._filter)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for value, words in options:
            item = QListWidgetItem(words, self.list)
            item.setData(_VALUE, value)
            if value == current:
                self.list.setCurrentItem(item)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        column.addWidget(self.list, 1)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setDefault(True)
        self.resize(theme.px(620), theme.px(460))
        self.search.setFocus()

    @property
    def value(self) -> str | None:
        """The value of the marked one, None without any."""
        item = self.list.currentItem()
        return None if self.list.currentRow() < 0 or item.isHidden() else str(item.data(_VALUE))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if Qt.Key(event.key()) in moves:
            self._move(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        shown = [at for at in range(self.list.count()) if not self.list.item(at).isHidden()]
        if shown:
            at = self.list.currentRow()
            place = shown.index(at) + step if at in shown else 0
            self.list.setCurrentRow(shown[min(max(place, 0), len(shown) - 1)])

    def _filter(self, text: str) -> None:
        words = fold(text).split()
        first = -1
        for at in range(self.list.count()):
            item = self.list.item(at)
            folded = self._folded[str(item.data(_VALUE))]
            hidden = not all(word in folded for word in words)
            item.setHidden(hidden)
            if not hidden and first < 0:
                first = at
        current = self.list.currentItem()
        if self.list.currentRow() < 0 or current.isHidden():
            self.list.setCurrentRow(first)
        # Without a marked one, Enter would close the dialog as if something had been chosen.
        self._ok.setEnabled(first >= 0)
