"""The heading of a paste's preview: over each column copied, the grid's column it goes to."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit.grid_data import GridColumn
from pea_desktop.ui.kit.paste_plan import PastePlan, takes_paste
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Choice

_INSET = 6


class MappingHeader(QHeaderView):
    """Shows the copied headings, and under each a choice of the grid's columns.

    Attributes:
        targets: the grid's columns that may be chosen.

    Signals:
        remapped: a person chose otherwise; `mapping` has all choices.
    """

    remapped = Signal()

    def __init__(self, columns: Sequence[GridColumn], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.targets = [column for column in columns if takes_paste(column)]
        self.choices: list[Choice] = []
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.sectionResized.connect(lambda *_sizes: self._place())
        self.sectionCountChanged.connect(lambda *_counts: self._place())

    @property
    def mapping(self) -> list[str | None]:
        """The key of the grid's column for each one copied; None for none."""
        return [choice.currentData() or None for choice in self.choices]

    def show_plan(self, plan: PastePlan) -> None:
        """Show where the columns of a plan go."""
        while len(self.choices) < len(plan.columns):
            self.choices.append(self._make_choice(len(self.choices)))
        for choice, column in zip(self.choices, plan.columns, strict=True):
            choice.setCurrentIndex(max(choice.findData(column.key or ""), 0))
            choice.setAccessibleName(
                _("Columna en la que se pega «{header}»").format(header=column.header)
            )
            choice.setToolTip(column.note)
            choice.setAccessibleDescription(column.note)
        self._place()
        self.viewport().update()

    def _make_choice(self, at: int) -> Choice:
        choice = Choice(self.viewport())
        choice.addItem(_("No pegar"), "")
        for column in self.targets:
            choice.addItem(column.header, column.key)
        choice.activated.connect(lambda _index: self._on_chosen(at))
        choice.show()
        return choice

    def _on_chosen(self, at: int) -> None:
        key = self.choices[at].currentData()
        for other in self.choices:
            # Two columns cannot go into one: the last choice counts.
            if key and other is not self.choices[at] and other.currentData() == key:
                other.setCurrentIndex(0)
        self.remapped.emit()

    # Sizes

    @override
    def sizeHint(self) -> QSize:
        theme = Theme.of_application()
        return QSize(super().sizeHint().width(), theme.px(26 + 32 + 2 * _INSET))

    @override
    def setOffset(self, offset: int) -> None:
        super().setOffset(offset)
        self._place()

    @override
    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place()

    def _place(self) -> None:
        theme = Theme.of_application()
        inset, height = theme.px(_INSET), theme.px(32)
        for at, choice in enumerate(self.choices):
            section = at + 1
            if section >= self.count():
                choice.hide()
                continue
            left = self.sectionViewportPosition(section) + inset
            top = self.height() - height - inset
            choice.setGeometry(left, top, self.sectionSize(section) - 2 * inset, height)
            choice.show()

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = Theme.of_application()
        painter.save()
        painter.fillRect(rect, theme.color("bg"))
        painter.setPen(theme.color("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.color("text2"))
        room = QRect(rect.left(), rect.top(), rect.width(), theme.px(32))
        room.adjust(theme.px(10), theme.px(4), -theme.px(8), 0)
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
