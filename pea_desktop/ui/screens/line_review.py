"""The yellow boxes of a línea under review: one for each consultation, with its buttons."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.areas.matrix import ConsultationRef, LineRow
from pea_desktop.i18n import _
from pea_desktop.ui.kit import focus
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens.line_actions import LineActions
from pea_desktop.ui.screens.line_drawing import clear, reveal
from pea_desktop.ui.screens.line_words import (
    consultation_title,
    due_sentence,
    is_overdue,
    since_sentence,
)

_REVIEW: Final = "Ctrl+Shift+R"


class ReviewBoxes(QWidget):
    """Says with whom a línea is to be talked over, since when, and how late the answer is.

    Args:
        actions: what the buttons do.
        answered: whether consultations that were answered are shown too.
    """

    def __init__(self, actions: LineActions, *, answered: bool) -> None:
        super().__init__()
        self._actions = actions
        self._answered = answered
        self._boxes = QVBoxLayout(self)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self._boxes.setSpacing(Theme.of_application().px(6))
        self._shown: object = None
        self._told: set[str] = set()

    def show_line(self, row: LineRow) -> None:
        """Show the consultations of a línea; nothing when there are none."""
        kept = [one for one in row.consultations if one.is_pending or self._answered]
        bare = row.highlighted and not any(one.is_pending for one in kept)
        today = self._actions.today
        looks = (row.id, tuple(kept), bare, row.highlight_reason, row.interpretation, today)
        if looks == self._shown:
            # Building them again would take the keyboard off a button.
            return
        self._shown = looks
        beyond = self._stop_beyond()
        self.setVisible(bool(kept) or bare)
        clear(self._boxes)
        self._told = set()
        if bare:
            self._add_reason(row)
        for one in kept:
            self._add(row, one)
        reveal(self._boxes)
        if beyond is not None:
            next(iter(self.findChildren(Button)), beyond).setFocus()

    def _stop_beyond(self) -> QWidget | None:
        """Return what takes the keyboard after these boxes, None while they do not have it."""
        window = self.window()
        current: QWidget | None = window.focusWidget()
        if current is None or not self.isAncestorOf(current):
            return None
        stops = focus.reading_order(window)
        at = stops.index(current) if current in stops else 0
        return next((one for one in stops[at:] if not self.isAncestorOf(one)), None)

    def _add(self, row: LineRow, one: ConsultationRef) -> None:
        today = self._actions.today
        texts = [(consultation_title(one), "notetitle" if one.is_pending else "strong")]
        plain = "notetext" if one.is_pending else "secondary"
        due = due_sentence(one, today)
        if is_overdue(one, today):
            texts += [(since_sentence(one), plain), (due, "errortext")]
        else:
            texts.append((" ".join(filter(None, (since_sentence(one), due))), plain))
        # One remark of the book may ask for several consultations: it is told once.
        asked = one.original_text or ("" if row.consultations[1:] else row.interpretation or "")
        if asked not in self._told:
            self._told.add(asked)
            texts.append((asked, plain))
        if one.answer:
            texts.append((_("Respuesta: {answer}").format(answer=one.answer), plain))
        who = one.institution or _("la institución")
        answer = Button(_("Responder…") if one.is_pending else _("Cambiar…"), "check", "link")
        answer.setAccessibleName(_("Responder: {who}").format(who=who))
        answer.clicked.connect(lambda: self._actions.answer(row.id, one))
        edit = Button(_("Editar…"), "pencil", "link")
        edit.setAccessibleName(_("Editar la consulta con {who}").format(who=who))
        edit.clicked.connect(lambda: self._actions.edit_consultation(row.id, one))
        self._place("note" if one.is_pending else "card", texts, (answer, edit))

    def _add_reason(self, row: LineRow) -> None:
        texts = [(_("Falta decir con quién consultar"), "notetitle")]
        reason = row.highlight_reason or row.interpretation
        if reason:
            texts.append((reason, "notetext"))
        say = Button(_("Decir con quién…"), "users", "link", tip=_REVIEW)
        say.setAccessibleName(_("Decir con quién consultar"))
        say.clicked.connect(lambda: self._actions.put_under_review(row.id))
        end = Button(_("Quitar la marca"), "x", "link")
        end.clicked.connect(lambda: self._actions.end_review(row.id))
        self._place("note", texts, (say, end))

    def _place(self, kind: str, texts: list[tuple[str, str]], buttons: tuple[Button, ...]) -> None:
        theme = Theme.of_application()
        box = frame(kind)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(*(theme.px(side) for side in (14, 10, 12, 4)))
        inside.setSpacing(theme.px(2))
        for text, look in texts:
            if not text:
                continue
            inside.addWidget(label(text, look, selectable=look == "notetext"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        # The icon of the first button stands under the text.
        row.setContentsMargins(-theme.px(5), 0, 0, 0)
        for button in buttons:
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        inside.addLayout(row)
        self._boxes.addWidget(box)
