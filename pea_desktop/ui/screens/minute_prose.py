"""Prose of a minute: texts whose live fields are chips, and the list they are chosen from."""

from collections.abc import Iterator, Mapping
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from pea_desktop.areas import minutes
from pea_desktop.areas.minutes import LIVE_FIELDS
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.chip_text import Chip, ChipText
from pea_desktop.ui.kit.picker import Picker

LIVE_KEYS: Final = "Ctrl+Alt+F"


class LiveFields(QObject):
    """What the live fields of the shown minute say now, and the texts that show them.

    Attributes:
        values: what each says, by its key.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.values: dict[str, str] = {}
        self._window = parent
        self._last: ChipText | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def make_text(self, lines: tuple[int, int] = (2, 10)) -> ChipText:
        """Return a text that shows its live fields as chips."""
        return ChipText(self.chips, lines)

    def set_values(self, values: Mapping[str, str]) -> None:
        """Take what the fields say now."""
        if values == self.values:
            return
        self.values = dict(values)
        for text in self._window.findChildren(ChipText):
            text.find_chips()

    def chips(self, text: str) -> Iterator[Chip]:
        """Yield the chips of a text."""
        at = 0
        for piece in minutes.pieces(text, self.values):
            end = at + len(piece.text)
            if piece.field is not None:
                yield Chip(at, end, self._tip(piece), is_known=piece.field in _LABELS)
            at = end

    def choose(self) -> None:
        """Let the person choose a live field, and put it where the cursor is or was."""
        text = self.target()
        if text is None:
            dialogs.say(
                self._window,
                _("Ponga el cursor en un texto de la minuta: ahí se inserta el campo vivo."),
            )
            return
        options = [(one.typed, self._words(one.key)) for one in LIVE_FIELDS]
        picker = Picker(self._window, _("Insertar un campo vivo"), options)
        if dialogs.show(picker) and picker.value:
            text.put(picker.value)
        text.setFocus()

    def target(self) -> ChipText | None:
        """Return the text that gets a field: the one with the cursor, or that had it last."""
        focused = QApplication.focusWidget()
        if isinstance(focused, ChipText) and not focused.isReadOnly():
            return focused
        last = self._last
        is_fit = last is not None and last.isVisible() and not last.isReadOnly()
        return last if is_fit else None

    def _tip(self, piece: minutes.Piece) -> str:
        label = _LABELS.get(piece.field or "")
        if label is None:
            return _("«{field}» no es un campo vivo: se imprimirá tal cual.").format(
                field=piece.text
            )
        if not piece.value:
            return _("{name}: todavía sin dato").format(name=_(label))
        return _("{name}: {value}").format(name=_(label), value=piece.value)

    def _words(self, key: str) -> str:
        value = self.values.get(key) or _("sin dato")
        return _("{field} · {name}: {value}").format(
            field="{" + key + "}", name=_(_LABELS[key]), value=value
        )

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, ChipText):
            self._last = new
            new.destroyed.connect(self._forget)
        elif isinstance(new, QLineEdit | QPlainTextEdit) and self._window.isAncestorOf(new):
            self._last = None

    def _forget(self) -> None:
        self._last = None


_LABELS = {one.key: one.label for one in LIVE_FIELDS}


def unknown_notice(texts: list[str | None]) -> str:
    """Return the sentence about braces that stand for nothing; "" without any."""
    unknown = [one for text in texts for one in minutes.unknown_fields(text)]
    if not unknown:
        return ""
    return _("{fields}: no son campos vivos y se imprimirán tal cual.").format(
        fields=", ".join(dict.fromkeys(unknown))
    )
