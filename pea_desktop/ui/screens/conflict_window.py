"""One conflict: what it was, what each side made of it, and the keys that decide."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.i18n import _
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.forms import LongText
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, ShortLabel, frame, label
from pea_desktop.ui.screens.conflict_choices import KEYS, Decision, Question, Side
from pea_desktop.ui.screens.conflict_diff import SAME, Piece, pieces
from pea_desktop.ui.screens.conflict_text import MarkedText

_ACROSS: Final = 3


class ConflictWindow(QFrame):
    """Shows a question; its buttons say what the keys 1, 2, 3, P and D do.

    Signals:
        decided: the `Decision` for one of the sides.
        typed: a third value that the person wrote, or the proposal accepted.
        later: the person wants to decide another time.
        place_wanted: the person wants to see the record where it lives.
        left: nobody writes another value any more.
        acted: what can be done about one that no value decides.
        acted_otherwise: what else can be done about it.
    """

    decided = Signal(object)
    typed = Signal(str)
    later = Signal()
    place_wanted = Signal()
    acted = Signal()
    acted_otherwise = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "chrome")
        self._question: Question | None = None
        theme = Theme.of_application()
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(12))
        column.addLayout(self._make_head())
        self._note = frame("info")
        self._note_text = label("", "infotext")
        QVBoxLayout(self._note).addWidget(self._note_text)
        column.addWidget(self._note)
        self._sides = QWidget()
        self._grid = QGridLayout(self._sides)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(12))
        column.addWidget(self._sides)
        column.addWidget(self._make_proposal())
        column.addWidget(self._make_editor())
        column.addLayout(self._make_foot())
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(_("El conflicto elegido"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        self._scroll = scroll
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    @property
    def question(self) -> Question | None:
        """What is shown."""
        return self._question

    @property
    def is_editing(self) -> bool:
        """Whether a third value is being written."""
        return not self._editing.isHidden()

    def show_question(self, question: Question | None) -> None:
        """Show a conflict; the same one, shown again, leaves what is being written alone."""
        if question == self._question:
            return
        is_same = (
            self._question is not None and question is not None and question.id == self._question.id
        )
        self._question = question
        self._inside.setVisible(question is not None)
        if question is None:
            return
        self._place.setText(question.place)
        self._field.setText(question.field[:1].upper() + question.field[1:])
        self._text.setText(question.text)
        self._text.setVisible(bool(question.text))
        self._link.setVisible(question.link is not None)
        self._note_text.setText(question.note)
        self._note.setVisible(bool(question.note))
        self._show_sides(question)
        self._show_proposal(question)
        self.edit_button.setVisible(question.edit is not None)
        self.later_button.setVisible(bool(question.sides))
        for button, text in (
            (self.action_button, question.action),
            (self.other_button, question.other_action),
        ):
            button.set_text(text)
            button.setAccessibleName(text)
            button.setVisible(bool(text))
        if not is_same or question.edit is None:
            self.stop_editing()
            self._scroll.verticalScrollBar().setValue(0)

    def edit(self) -> None:
        """Let the person write a third value, at first the proposal or what is shown now."""
        question = self._question
        if question is not None:
            self.edit_from(question.proposal or question.edit or "")

    def edit_from(self, text: str) -> None:
        """Let the person write a third value, at first `text`; one begun already goes on."""
        if self._question is None or self._question.edit is None:
            return
        if not self.is_editing:
            self._editor.setPlainText(text)
            self._editing.show()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.selectAll()

    def stop_editing(self) -> None:
        """Take the editor away; what was written in it is not kept."""
        self._editing.hide()
        self._editor.setPlainText("")
        self._error.hide()

    def accept_proposal(self) -> None:
        """Take the text that has the changes of both."""
        if self._question is not None and self._question.proposal is not None:
            self.typed.emit(self._question.proposal)

    def show_error(self, sentence: str) -> None:
        """Say why what was written does not fit."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    # Laying out

    def _make_head(self) -> QVBoxLayout:
        theme = Theme.of_application()
        self._place = ShortLabel("", "secondary")
        self._field = label("", "page")
        self._text = label("", "muted", selectable=True)
        self._link = Button(_("Ver dónde está"), "external-link", "link")
        self._link.clicked.connect(self.place_wanted)
        row = QHBoxLayout()
        row.addWidget(self._place, 1)
        row.addWidget(self._link)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addLayout(row)
        column.addWidget(self._field)
        column.addWidget(self._text)
        return column

    def _make_proposal(self) -> QFrame:
        self._proposal = frame("card")
        self._proposal_text = MarkedText()
        accept = Button(_("Aceptar la propuesta (P)"), "git-merge")
        accept.clicked.connect(self.accept_proposal)
        column = QVBoxLayout(self._proposal)
        column.addWidget(label(_("Propuesta: los dos cambios juntos"), "strong"))
        column.addWidget(self._proposal_text)
        row = QHBoxLayout()
        row.addWidget(label(_("Nadie la ha escrito todavía: léala antes."), "secondary"), 1)
        row.addWidget(accept)
        column.addLayout(row)
        return self._proposal

    def _make_editor(self) -> QFrame:
        self._editing = frame("card")
        self._editor = LongText((3, 10))
        self._editor.setAccessibleName(_("Otro valor"))
        self._error = label("", "errortext")
        self._error.hide()
        save = Button(_("Decidir con este texto"), "check")
        save.setToolTip(_("Decidir con este texto (Ctrl+Enter)"))
        save.clicked.connect(self.save)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self._on_left)
        commands.install(
            self._editing,
            (Command("leave", _("Dejar de escribir otro valor"), self._on_left, "Esc"),),
        )
        column = QVBoxLayout(self._editing)
        column.addWidget(label(_("Otro valor"), "strong"))
        column.addWidget(self._editor)
        column.addWidget(self._error)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        column.addLayout(row)
        self._editing.hide()
        return self._editing

    def _on_left(self) -> None:
        self.stop_editing()
        self.left.emit()

    def save(self) -> None:
        """Decide for what is written in the editor."""
        if self.is_editing:
            self.typed.emit(self._editor.toPlainText().strip())

    def _make_foot(self) -> QHBoxLayout:
        self.edit_button = Button(_("Escribir otro valor (3)"), "pencil")
        self.edit_button.clicked.connect(self.edit)
        self.later_button = Button(_("Decidir después (D)"), "chevron-right")
        self.later_button.clicked.connect(self.later)
        self.action_button = Button("", "check")
        self.action_button.clicked.connect(self.acted)
        self.other_button = Button("", "trash-2", "danger")
        self.other_button.clicked.connect(self.acted_otherwise)
        row = QHBoxLayout()
        row.addWidget(self.edit_button)
        row.addWidget(self.later_button)
        row.addWidget(self.action_button)
        row.addWidget(self.other_button)
        row.addStretch(1)
        return row

    def _show_sides(self, question: Question) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                # Detached at once, so that nobody finds a button of another conflict.
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        cards = [self._side_card(number, side) for number, side in enumerate(question.sides)]
        if question.before is not None:
            had = _("Lo que los dos tenían") if len(cards) == 2 else _("Lo que todos tenían")
            cards.insert(0, _card(_("Antes"), [Piece(SAME, question.before)], (had,)))
        # Beyond three the texts would be columns of single words.
        across = min(len(cards), _ACROSS)
        if len(cards) == _ACROSS + 1:
            across = 2
        for at, card in enumerate(cards):
            self._grid.addWidget(card, at // across, at % across)
        for at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(at, int(at < across))

    def _side_card(self, number: int, side: Side) -> QFrame:
        key = KEYS[number] if number < len(KEYS) else ""
        text = _("Eliminar") if side.is_danger else _("Conservar")
        if key:
            text = _("{verb} ({key})").format(verb=text, key=key)
        button = Button(text, "trash-2" if side.is_danger else "check", _look(side))
        button.setAccessibleDescription(f"{side.title}: {side.text}")
        decision: Decision = side.decision
        button.clicked.connect(lambda: self.decided.emit(decision))
        return _card(side.title, side.pieces, side.who, button)

    def _show_proposal(self, question: Question) -> None:
        self._proposal.setVisible(question.proposal is not None)
        if question.proposal is not None:
            self._proposal_text.show_pieces(pieces(question.before or "", question.proposal))


def _look(side: Side) -> str:
    return "danger" if side.is_danger else "plain"


def _card(
    title: str, shown: Sequence[Piece], written_by: Sequence[str], button: Button | None = None
) -> QFrame:
    card = frame("card")
    column = QVBoxLayout(card)
    column.setSpacing(Theme.of_application().px(6))
    column.addWidget(label(title, "section"))
    text = MarkedText()
    text.show_pieces(shown)
    column.addWidget(text)
    column.addStretch(1)
    for one in written_by:
        column.addWidget(label(one, "secondary"))
    if button is not None:
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return card
