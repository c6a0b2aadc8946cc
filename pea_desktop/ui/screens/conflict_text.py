"""A text whose words are marked as added or taken away; never by colour alone."""

import html
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.screens.conflict_diff import ADDED, REMOVED, SAME, Piece


def markup(pieces: Sequence[Piece]) -> str:
    """Return the text for Qt: what is new underlined, what is gone struck through."""
    theme = Theme.of_application()
    made: list[str] = []
    former = SAME
    for kind, text in pieces:
        words = html.escape(text).replace("\n", "<br>")
        if (former, kind) == (REMOVED, ADDED):
            # Or the word that is gone and the one that came would read as one.
            made.append(" ")
        former = kind
        if kind == SAME:
            made.append(words)
            continue
        ground, ink = ("okbg", "ok") if kind == ADDED else ("errbg", "err")
        line = "underline" if kind == ADDED else "line-through"
        weight = 600 if kind == ADDED else 400
        made.append(
            f'<span style="background-color:{theme.hex(ground)};color:{theme.hex(ink)};'
            f'text-decoration:{line};font-weight:{weight}">{words}</span>'
        )
    return "".join(made)


def spoken(pieces: Sequence[Piece]) -> str:
    """Return the text as a screen reader says it."""
    said = {SAME: "{text}", ADDED: _("[agrega: {text}]"), REMOVED: _("[quita: {text}]")}
    return "".join(said[kind].format(text=text) for kind, text in pieces)


class MarkedText(QLabel):
    """Shows pieces of a text; they can be chosen and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: Sequence[Piece] = ()
        self.setWordWrap(True)
        # Everything people typed is escaped in `markup`.
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    @property
    def plain(self) -> str:
        """The text without what was taken away."""
        return "".join(text for kind, text in self._pieces if kind != REMOVED)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show another text."""
        self._pieces = tuple(pieces)
        self.setAccessibleName(spoken(self._pieces))
        self.setText(markup(self._pieces))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_pieces"):
            drawn = markup(self._pieces)
            if drawn != self.text():
                self.setText(drawn)
