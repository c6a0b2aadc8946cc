"""Choosing the columns of a grid: which are shown and in what order, the grid following at once."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.ui.kit.grid_columns import GridColumns
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, SearchBox

_NO_LIMIT = 16_777_215
_AT = Qt.ItemDataRole.UserRole


class ColumnsDialog(QDialog):
    """A list of all columns, ticked when shown; nothing has to be accepted."""

    def __init__(self, model: GridModel, columns: GridColumns, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._columns = columns
        self.setWindowTitle(_("Columnas"))
        theme = Theme.of_application()
        down = QVBoxLayout(self)
        down.setContentsMargins(*(theme.px(16),) * 4)
        down.setSpacing(theme.px(10))
        self.search = SearchBox(_("Escriba parte del nombre"), _("Buscar"))
        self.search.setMaximumWidth(_NO_LIMIT)
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self._enter_list)
        down.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Columnas que se muestran"))
        self.list.itemChanged.connect(self._on_ticked)
        down.addWidget(self.list, 1)
        down.addLayout(self._make_buttons(theme))
        self._fill()
        self.list.setCurrentRow(0)
        # With its title bar it stays on the screen, whatever the size of the text.
        room = self.screen().availableSize() - QSize(0, theme.px(40))
        self.resize(QSize(theme.px(380), theme.px(520)).boundedTo(room))

    def _make_buttons(self, theme: Theme) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(theme.px(8))
        self.earlier = Button(icon="chevron-up", kind="icon", tip=_("Mover a la izquierda"))
        self.later = Button(icon="chevron-down", kind="icon", tip=_("Mover a la derecha"))
        self.earlier.clicked.connect(lambda: self._move(-1))
        self.later.clicked.connect(lambda: self._move(1))
        again = Button(_("Restablecer"))
        again.clicked.connect(self._reset)
        done = Button(_("Listo"), kind="primary")
        done.clicked.connect(self.accept)
        done.setDefault(True)
        for button in (self.earlier, self.later):
            across.addWidget(button)
        across.addStretch(1)
        across.addWidget(again)
        across.addWidget(done)
        return across

    def _fill(self) -> None:
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for at in self._columns.all_in_order():
            item = QListWidgetItem(self._model.columns[at].header, self.list)
            item.setData(_AT, at)
            shown = self._columns.is_shown(at)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.list.blockSignals(blocked)
        self._filter(self.search.text())

    def _on_ticked(self, item: QListWidgetItem) -> None:
        shown = item.checkState() == Qt.CheckState.Checked
        self._columns.show(int(item.data(_AT)), shown)
        if self._columns.is_shown(int(item.data(_AT))) != shown:
            # The last one: a grid without columns would show nothing to come back from.
            self._fill()

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        order = self._columns.all_in_order()
        if not 0 <= row < len(order) or not 0 <= row + step < len(order):
            return
        beyond = row + step + (1 if step > 0 else 0)
        self._columns.place(order[row], order[beyond] if beyond < len(order) else None)
        self._fill()
        self.list.setCurrentRow(row + step)

    def _reset(self) -> None:
        self._columns.reset()
        self._fill()
        self.list.setCurrentRow(0)

    def _enter_list(self) -> None:
        self.list.setFocus()

    def _filter(self, text: str) -> None:
        words = fold(text).split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not all(word in fold(item.text()) for word in words))
