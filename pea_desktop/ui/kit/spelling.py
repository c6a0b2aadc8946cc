"""Spell check in text fields: waves under unknown words, and a menu with what may have been meant.

The words are `core.spelling`'s. Here is when they are read (in the background, once a field wants
them) and how a field shows them. Marks are extra selections and not a `QSyntaxHighlighter`: that
one changes the document, so each of its passes would say `textChanged` without a changed text.
"""

import time
from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QTextEdit
from typing_extensions import override

from pea_desktop.core import spelling
from pea_desktop.core.spelling import Speller
from pea_desktop.i18n import _
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.theme import Theme

_NAME: Final = "pea_spelling"
_AT_ONCE: Final = 0.008
"""Seconds of looking up words that were never seen, before the window gets its turn."""
_PAUSE_MS: Final = 120
_WAVE: Final = QTextCharFormat.UnderlineStyle.WaveUnderline
_DASHES: Final = QTextCharFormat.UnderlineStyle.DashUnderline
_LOOKS: Final = (QEvent.Type.PaletteChange, QEvent.Type.ReadOnlyChange)


class Spelling(QObject):
    """The one speller of the program, once it is read.

    Signals:
        changed: it was read, or it knows other words now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        self._speller: Speller | None = None
        self._extra: list[str] = []
        self._is_on = self._is_wanted = self._is_reading = False

    @classmethod
    def of_application(cls) -> "Spelling":
        """Return the program's own; nothing is checked until `turn_on`."""
        application = QCoreApplication.instance()
        found = application.findChild(cls, _NAME) if application is not None else None
        return found if isinstance(found, cls) else cls(application)

    @property
    def speller(self) -> Speller | None:
        """What knows the words; None while they are not read."""
        return self._speller

    def turn_on(self) -> None:
        """Let the words be read, as soon as a field wants them."""
        self._is_on = True
        self._read()

    def use(self, speller: Speller) -> None:
        """Take a speller that is read already."""
        self._speller = speller
        speller.learn(self._extra)
        self.changed.emit()

    def want(self) -> None:
        """Say that a field needs the words."""
        self._is_wanted = True
        self._read()

    def learn(self, words: Iterable[str]) -> None:
        """Take words as right while the program runs: acronyms and names of the expediente."""
        self._extra.extend(words)
        if self._speller is not None:
            self._speller.learn(self._extra)
            self.changed.emit()

    def add(self, word: str) -> bool:
        """Put a word on the person's list; False when it could not be kept for the next time."""
        kept = self._speller is not None and self._speller.add(word)
        self.changed.emit()
        return kept

    def set_own(self, words: Iterable[str]) -> bool:
        """Make exactly these the person's list; False when it could not be kept."""
        if self._speller is None:
            return spelling.keep_own(words)
        kept = self._speller.set_own(words)
        self._speller.learn(self._extra)
        self.changed.emit()
        return kept

    def suggest(self, word: str, tell: Callable[[list[str]], None]) -> None:
        """Look for what a word may have meant, in the background, and tell it then."""
        speller = self._speller
        if speller is None:
            tell([])
            return
        task = Task(lambda _job: speller.suggest(word))
        task.done.connect(tell)
        task.start()

    def _read(self) -> None:
        if not (self._is_on and self._is_wanted) or self._is_reading or self._speller is not None:
            return
        self._is_reading = True
        task = Task(lambda _job: Speller())
        task.done.connect(self.use)
        task.start()


class SpellCheck(QObject):
    """Marks the unknown words of a field and helps to put them right.

    The word being typed is left alone until the person goes on. F7 selects the next unknown word;
    a right click, the Menu key or Shift+F10 on one shows suggestions.

    Args:
        field: the field; it owns this check.
        spelling: whose words; the program's by default.

    Signals:
        found: how many words are unknown, each time all of them are looked up.
    """

    found = Signal(int)

    def __init__(self, field: QPlainTextEdit, spelling: Spelling | None = None) -> None:
        super().__init__(field)
        self._field = field
        self._spelling = spelling or Spelling.of_application()
        self._unknown: list[tuple[int, int]] = []
        self._is_typing = False
        self._revision = field.document().revision()
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.check)
        field.textChanged.connect(self._on_text)
        field.cursorPositionChanged.connect(self._on_cursor)
        self._spelling.changed.connect(self._on_spelling)
        field.installEventFilter(self)
        field.viewport().installEventFilter(self)
        self._later.start()
        if field.hasFocus():
            self._spelling.want()

    @property
    def unknown(self) -> list[str]:
        """The words that are marked."""
        return [self._cursor(*place).selectedText() for place in self._unknown]

    def check(self) -> None:
        """Look up the words and mark the unknown; what takes long goes on a moment later."""
        speller = self._spelling.speller
        if speller is None or self._field.isReadOnly():
            self._mark([])
            return
        self._later.stop()
        # Counted from the first new word: one at least is looked up each time.
        until = 0.0
        unknown: list[tuple[int, int]] = []
        text, is_whole = self._field.toPlainText(), True
        for start, length in spelling.words(text):
            word = text[start : start + length]
            if not speller.has_seen(word):
                if until and time.monotonic() > until:
                    is_whole = False
                    continue
                until = until or time.monotonic() + _AT_ONCE
            if not speller.is_known(word):
                unknown.append((start, length))
        places = _in_utf16(text, unknown)
        if self._is_typing and self._field.hasFocus():
            at = self._field.textCursor().position()
            places = [p for p in places if not p[0] < at <= p[0] + p[1]]
        self._mark(places)
        if is_whole:
            self.found.emit(len(places))
        else:
            # A timer of no time would starve the keyboard.
            self._later.start(1)

    def go_to_next(self) -> bool:
        """Select the next unknown word, from the top again after the last; False without one."""
        self._is_typing = False
        self.check()
        if not self._unknown:
            return False
        after = self._field.textCursor().selectionEnd()
        place = next((p for p in self._unknown if p[0] >= after), self._unknown[0])
        self._field.setTextCursor(self._cursor(*place))
        self._field.ensureCursorVisible()
        return True

    def menu(self, position: int) -> QMenu:
        """Return the field's menu, with suggestions when the word at a position is unknown."""
        menu = self._field.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = next((p for p in self._unknown if p[0] <= position <= p[0] + p[1]), None)
        if place is not None:
            self._fill(menu, self._cursor(*place))
        return menu

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            at = self._field.viewport().mapFromGlobal(event.globalPos())
            self._show_menu(None if by_key else at)
            return True
        if event.type() == QEvent.Type.FocusIn:
            # Not before: a ficha that is only read must not cost 65 MB.
            self._spelling.want()
        if watched is self._field and event.type() in _LOOKS:
            self._later.start(0)
        if isinstance(event, QKeyEvent) and watched is self._field and _is_ours(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_F7:
                    self.go_to_next()
                else:
                    self._show_menu(None)
                return True
        return super().eventFilter(watched, event)

    def _show_menu(self, at: QPoint | None) -> None:
        """Show the menu for the word under the mouse, or for the one the cursor is in."""
        field = self._field
        if at is None:
            cursor = field.textCursor()
            at = field.cursorRect(cursor).bottomLeft()
        else:
            cursor = field.cursorForPosition(at)
        self._is_typing = False
        self.check()
        self.menu(cursor.selectionEnd()).popup(field.viewport().mapToGlobal(at))

    def _fill(self, menu: QMenu, cursor: QTextCursor) -> None:
        word, first = cursor.selectedText(), menu.actions()[0]
        offers = _Offers(menu, lambda new: self._put(cursor, new))
        add = QAction(_("Agregar al diccionario"), menu)
        add.triggered.connect(lambda: self._spelling.add(word))
        ignore = QAction(_("Ignorar esta palabra"), menu)
        ignore.triggered.connect(lambda: self._spelling.learn([word]))
        for action in (offers.title, offers.waiting, None, add, ignore, None):
            menu.insertAction(first, action or _line(menu))
        self._spelling.suggest(word, offers.show)

    def _put(self, cursor: QTextCursor, word: str) -> None:
        cursor.insertText(word)
        self._field.setTextCursor(cursor)
        self._is_typing = False
        self.check()

    def _cursor(self, start: int, length: int) -> QTextCursor:
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _mark(self, places: list[tuple[int, int]]) -> None:
        self._unknown = places
        theme, wave = Theme.of_application(), QTextCharFormat()
        # The edges of a wave are half as bright as its colour.
        style = _DASHES if theme.is_high_contrast else _WAVE
        wave.setUnderlineStyle(style)
        wave.setUnderlineColor(theme.color("err"))
        marks = []
        for place in places:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._cursor(*place)
            mark.format = wave
            marks.append(mark)
        self._field.setExtraSelections(marks)

    def _on_text(self) -> None:
        self._is_typing = self._field.hasFocus()
        self._later.start(_PAUSE_MS)

    def _on_cursor(self) -> None:
        revision = self._field.document().revision()
        # Typing moves the cursor too.
        if revision == self._revision and self._is_typing:
            self._is_typing = False
            self._later.start(_PAUSE_MS)
        self._revision = revision

    def _on_spelling(self) -> None:
        self._later.start(0)


class _Offers(QObject):
    """The suggestions in a menu: a word about waiting until they are there."""

    def __init__(self, menu: QMenu, put: Callable[[str], None]) -> None:
        # A menu closed meanwhile takes this with it, and so the answer has nowhere to go.
        super().__init__(menu)
        self._menu = menu
        self._put = put
        self.title = QAction(_("¿Quiso decir…?"), menu)
        self.waiting = QAction(_("Buscando…"), menu)
        for action in (self.title, self.waiting):
            action.setEnabled(False)

    @Slot(object)
    def show(self, suggestions: list[str]) -> None:
        """Put the suggestions in the place of the waiting."""
        for word in suggestions:
            action = QAction(word, self._menu)
            action.setFont(Theme.of_application().font(13, 600))
            action.triggered.connect(lambda _checked=False, new=word: self._put(new))
            self._menu.insertAction(self.waiting, action)
        if not suggestions:
            self.waiting.setText(_("Sin sugerencias"))
            return
        self._menu.removeAction(self.waiting)
        if self._menu.activeAction() is None and self._menu.isVisible():
            self._menu.setActiveAction(self._menu.actions()[1])


def _line(menu: QMenu) -> QAction:
    line = QAction(menu)
    line.setSeparator(True)
    return line


def _is_ours(event: QKeyEvent) -> bool:
    held = event.modifiers()
    if event.key() == Qt.Key.Key_F10:
        return held == Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_F7 and held == Qt.KeyboardModifier.NoModifier


def _in_utf16(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places as Qt counts them, where an emoji is two characters."""
    if text.isascii() or max(text) <= "\uffff":
        return places
    wide = [at for at, letter in enumerate(text) if letter > "\uffff"]
    return [(start + sum(1 for at in wide if at < start), length) for start, length in places]
