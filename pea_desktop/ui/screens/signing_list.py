"""The issued documents at the left of the «Mesa de firmas»: three short lines each."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.screens.signing_rows import Card

Index = QModelIndex | QPersistentModelIndex
_CARD: Final = int(Qt.ItemDataRole.UserRole)
_NONE: Final = QModelIndex()
_TOKENS: Final = {"ok": "ok", "err": "err", "info": "text"}


class _Cards(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.cards: list[Card] = []

    def show(self, cards: Sequence[Card]) -> None:
        """Show other documents; the same ones keep their place."""
        if [one.id for one in cards] == [one.id for one in self.cards]:
            self.cards = list(cards)
            if self.cards:
                self.dataChanged.emit(self.index(0), self.index(len(self.cards) - 1))
            return
        self.beginResetModel()
        self.cards = list(cards)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.cards)

    @override
    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == _CARD:
            return card
        if role == int(Qt.ItemDataRole.DisplayRole):
            return card.folio
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return card.spoken
        return None


class DocumentList(QListView):
    """Shows the documents.

    Signals:
        chosen: id of the document that is now looked at, "" for none.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._model = _Cards()
        self.setModel(self._model)
        self.setItemDelegate(_CardDelegate(self))
        self.setAccessibleName(_("Documentos emitidos"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.selectionModel().currentRowChanged.connect(
            lambda *_indexes: self.chosen.emit(self.current_id())
        )

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these documents; the chosen one stays chosen while it is among them."""
        before = self.current_id()
        self._model.show(cards)
        if not self.choose(before) and cards:
            self.setCurrentIndex(self._model.index(0))

    def cards(self) -> list[Card]:
        """Return the documents shown, in order."""
        return self._model.cards

    def current_id(self) -> str:
        """Return the id of the chosen document, "" for none."""
        at = self.currentIndex().row()
        return self._model.cards[at].id if 0 <= at < len(self._model.cards) else ""

    def choose(self, document_id: str) -> bool:
        """Choose a document; False when it is not shown."""
        for at, card in enumerate(self._model.cards):
            if card.id == document_id:
                self.setCurrentIndex(self._model.index(at))
                return True
        return False


class _CardDelegate(QStyledItemDelegate):
    """Draws folio, title, and how far the signatures have come."""

    def __init__(self, view: DocumentList) -> None:
        super().__init__(view)
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = Theme.of_application()
        return QSize(0, 3 * theme.line_height() + theme.px(20))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(_CARD)
        if not isinstance(card, Card):
            return
        theme = Theme.of_application()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(area, theme.color("sel" if is_chosen else "surface"))
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if is_chosen:
            strip = QRect(area.left(), area.top(), theme.px(4), area.height())
            painter.fillRect(strip, theme.color("accent" if self._view.hasFocus() else "ctl"))
        height = theme.line_height()
        line = area.adjusted(theme.px(16), theme.px(10), -theme.px(12), 0)
        line.setHeight(height)
        self._write(painter, line, card.folio, "text", 600)
        line.translate(0, height)
        self._write(painter, line, card.title, "text2", 400)
        line.translate(0, height)
        self._write_state(painter, line, card)
        painter.restore()

    def _write_state(self, painter: QPainter, line: QRect, card: Card) -> None:
        theme = Theme.of_application()
        side, token = theme.px(14), _TOKENS[card.state.kind]
        picture = icons.pixmap(
            card.state.icon, theme.hex(token), side, self._view.devicePixelRatioF()
        )
        painter.drawPixmap(line.left(), line.center().y() - side // 2 + 1, picture)
        words = line.adjusted(side + theme.px(6), 0, 0, 0)
        self._write(painter, words, card.state.text, token, 500)
        font = theme.font(12, tabular=True)
        used = QFontMetrics(theme.font(13, 500)).horizontalAdvance(card.state.text)
        if used + QFontMetrics(font).horizontalAdvance(card.day) + theme.px(8) > words.width():
            # The state comes first; the day stands at the right too.
            return
        painter.setPen(theme.color("text2"))
        painter.setFont(font)
        side_flag = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, side_flag, card.day)

    @staticmethod
    def _write(painter: QPainter, line: QRect, text: str, token: str, weight: int) -> None:
        theme = Theme.of_application()
        font = theme.font(13, weight)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.setFont(font)
        painter.setPen(theme.color(token))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
