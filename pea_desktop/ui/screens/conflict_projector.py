"""The conflict that a group decides, in large type, for the second screen.

It shows the texts and who wrote them: no laptop, no fingerprint, nothing the operator types.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import frame, label
from pea_desktop.ui.screens.conflict_choices import KEYS, Question, Side
from pea_desktop.ui.screens.conflict_diff import SAME, Piece
from pea_desktop.ui.screens.conflict_text import MarkedText

_SIZES: Final = (20, 24, 28, 34, 40, 48)
_FIRST_SIZE: Final = 2
_LETTERS: Final = "ABCDEFGH"
_ACROSS: Final = 3


class ConflictProjector(QWidget):
    """A window of its own over the second display; on one display, over this one.

    Signals:
        key_pressed: a key that decides, as the window of conflicts knows it: «1», «2», «d».
        closed: it went away.
    """

    key_pressed = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Conflicto para decidir entre todos"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "surface")
        self._question: Question | None = None
        self._left = 0
        self._size = _FIRST_SIZE
        self._page = frame("surface")
        self._column = QVBoxLayout(self._page)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("Conflicto para decidir entre todos"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._page)
        self._cover = QWidget(self)
        self._cover.setStyleSheet("background: #000000;")
        self._cover.setAccessibleName(_("Pantalla en negro"))
        self._cover.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        column.addWidget(self._cover)
        self._scroll = scroll

    @property
    def is_black(self) -> bool:
        """Whether nothing is shown at the moment."""
        return not self._cover.isHidden()

    def show_on(self, screen: QScreen | None) -> None:
        """Fill a display."""
        if screen is not None:
            self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.setFocus()

    def show_question(self, question: Question | None, left: int) -> None:
        """Show a conflict; `left` is how many wait, this one included."""
        if (question, left) != (self._question, self._left) or not self._column.count():
            self._question, self._left = question, left
            self._draw()

    def zoom(self, by: int) -> None:
        """Make the type larger or smaller."""
        self._size = min(max(self._size + by, 0), len(_SIZES) - 1)
        self._draw()

    def black_out(self) -> None:
        """Show nothing, or the conflict again."""
        self._cover.setVisible(not self.is_black)
        self._scroll.setVisible(not self.is_black)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text().lower()
        if key in {Qt.Key.Key_Escape, Qt.Key.Key_F5}:
            self.close()
        elif text in {"+", "-"}:
            self.zoom(1 if text == "+" else -1)
        elif text == "b":
            self.black_out()
        elif text and text in {*KEYS, "p", "d"} and not self.is_black:
            self.key_pressed.emit(text)
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)

    def _draw(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        # Many answers are read at once only in smaller type.
        many = self._question is not None and len(self._question.sides) > _ACROSS
        size = _SIZES[max(self._size - 2 * many, 0)]
        theme = Theme.of_application()
        self._column.setContentsMargins(*(theme.px(2 * size) for _side in range(4)))
        self._column.setSpacing(theme.px(size))
        question = self._question
        if question is None:
            self._column.addStretch(1)
            self._column.addWidget(_words(_("No quedan conflictos por decidir"), size * 1.4))
            self._column.addStretch(1)
            return
        self._column.addWidget(_words(question.place, size * 0.75, "muted"))
        field = question.field[:1].upper() + question.field[1:]
        self._column.addWidget(_words(field, size * 1.3, "strong"))
        if question.text:
            self._column.addWidget(_words(question.text, size * 0.75, "muted"))
        self._column.addWidget(self._make_sides(question, size))
        if question.proposal is not None:
            self._column.addWidget(_words(_("Los dos cambios juntos"), size * 0.75, "muted"))
            self._column.addWidget(_words(question.proposal, size))
        self._column.addStretch(1)
        left = ngettext("Queda {n} por decidir", "Quedan {n} por decidir", self._left)
        self._column.addWidget(_words(left.format(n=self._left), size * 0.6, "muted"))

    def _make_sides(self, question: Question, size: int) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Theme.of_application().px(size))
        cards = [
            _card(_title(letter, question, side), side.pieces, _foot(side, key), size)
            for letter, key, side in zip(_LETTERS, KEYS, question.sides, strict=False)
        ]
        if question.before is not None:
            cards.insert(0, _card(_("Antes"), [Piece(SAME, question.before)], "", size))
        # Four are two and two; five are three and two.
        across = 2 if len(cards) == _ACROSS + 1 else min(len(cards), _ACROSS)
        for at, card in enumerate(cards):
            grid.addWidget(card, at // across, at % across)
            grid.setColumnStretch(at % across, 1)
        return made


def other_screen(window: QWidget) -> QScreen | None:
    """Return the display the window is not on; the same one when there is no other."""
    own = window.screen()
    return next((one for one in QGuiApplication.screens() if one is not own), own)


def _title(letter: str, question: Question, side: Side) -> str:
    if question.before is None:
        # Of a row that goes or stays, the title says which.
        return _("{letter}. {title}").format(letter=letter, title=side.title)
    return _("Opción {letter}").format(letter=letter)


def _foot(side: Side, key: str) -> str:
    told = _("Tecla {key}").format(key=key)
    return _("{author} · {key}").format(author=side.author, key=told) if side.author else told


def _card(title: str, shown: Sequence[Piece], who: str, size: int) -> QFrame:
    card = frame("card")
    theme = Theme.of_application()
    column = QVBoxLayout(card)
    column.setContentsMargins(*(theme.px(size) for _side in range(4)))
    column.setSpacing(theme.px(size / 2))
    column.addWidget(_words(title, size * 0.75, "muted"))
    text = MarkedText()
    text.show_pieces(shown)
    _enlarge(text, size)
    column.addWidget(text)
    column.addStretch(1)
    if who:
        column.addWidget(_words(who, size * 0.6, "muted"))
    return card


def _words(text: str, size: float, kind: str = "") -> QLabel:
    made = label(text, kind)
    _enlarge(made, size)
    return made


def _enlarge(text: QLabel, size: float) -> None:
    # The style sheet of the application would overrule a font.
    text.setStyleSheet(f"font-size: {Theme.of_application().px(size)}px;")
