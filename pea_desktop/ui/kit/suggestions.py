"""Names offered beneath a field while one types; Tab takes the one that is marked."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QLineEdit
from typing_extensions import override

from pea_desktop.core.text import fold

_LEAST = 2
"""Letters from which on a name is marked without being pointed at."""


class Suggestions(QCompleter):
    """Offers the names that hold what is typed, and marks the first one a word of which it begins.

    What is typed stays until the person takes a name: with Tab, which then goes on to the next
    field, with Enter, or with the mouse. Escape leaves the text as it is.
    """

    def __init__(self, field: QLineEdit, names: QStringListModel | Sequence[str]) -> None:
        model = names if isinstance(names, QStringListModel) else QStringListModel(list(names))
        super().__init__(model, field)
        if model.parent() is None:
            model.setParent(self)
        self._field = field
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self._list.setProperty("kind", "offered")
        field.setCompleter(self)
        # The list is filled after this signal.
        field.textEdited.connect(lambda _text: QTimer.singleShot(0, self, self._mark_first))

    @property
    def _list(self) -> QAbstractItemView:
        found = self.popup()
        assert found is not None
        return found

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self._list.isVisible()
            and self._list.currentIndex().isValid()
        ):
            # Qt leaves the field first: what was typed would be written, and not the name.
            self._field.setText(str(self._list.currentIndex().data()))
            self._list.hide()
            QApplication.sendEvent(self._field, event)
            return True
        return super().eventFilter(watched, event)

    def _mark_first(self) -> None:
        popup, typed = self._list, fold(self._field.text()).strip()
        if not popup.isVisible() or len(typed) < _LEAST:
            return
        first = popup.model().index(0, self.completionColumn())
        words = f" {fold(str(first.data() or ''))}"
        if f" {typed}" not in words:
            return
        chosen = popup.selectionModel()
        # Qt writes a name that is pointed at into the field; this one is only marked.
        was_blocked = chosen.blockSignals(True)
        popup.setCurrentIndex(first)
        chosen.blockSignals(was_blocked)
        popup.viewport().update()
