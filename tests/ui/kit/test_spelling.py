import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit

from pea_desktop.ui.kit import tasks
from pea_desktop.ui.kit.spelling import SpellCheck, Spelling

# Said by the offscreen platform about every menu; it means nothing here.
popups = pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
RIGHT = {"coadyuvar", "con", "la", "capacitación", "línea"}


class FewWords:
    """Stands for the speller, which takes most of a second to read."""

    def __init__(self):
        self.right = set(RIGHT)
        self.added = []

    def is_known(self, word):
        return word.lower() in self.right

    def has_seen(self, word):
        return True

    def suggest(self, word):
        return ["capacitación", "decapitación"] if word == "capasitación" else []

    def learn(self, words):
        self.right |= {word.lower() for word in words}

    def add(self, word):
        self.added.append(word)
        self.learn([word])
        return True


@pytest.fixture
def speller():
    return FewWords()


@pytest.fixture
def spelling(qapp, speller):
    made = Spelling()
    made.use(speller)
    return made


@pytest.fixture
def field(qtbot, light):
    made = QPlainTextEdit()
    qtbot.add_widget(made)
    made.resize(400, 120)
    made.show()
    qtbot.wait_exposed(made)
    return made


@pytest.fixture
def check(field, spelling):
    return SpellCheck(field, spelling)


def press(qtbot, field, key, held=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(field, key, held)


def texts(menu):
    return [action.text().partition("\t")[0] for action in menu.actions() if action.text()]


def act(menu, text):
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_marks_the_unknown_words_with_a_wave(field, check):
    field.setPlainText("Conduvar con la\ncapasitación")
    check.check()
    assert check.unknown == ["Conduvar", "capasitación"]
    marks = field.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["Conduvar", "capasitación"]
    assert marks[0].format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    assert marks[0].format.underlineColor().name() == "#a4262c"


def test_marks_the_right_place_after_an_emoji(field, check):
    field.setPlainText("\U0001f600 la Conduvar")
    check.check()
    assert check.unknown == ["Conduvar"]


def test_marking_is_no_change_of_the_text(qtbot, field, check):
    field.setPlainText("Conduvar")
    with qtbot.assert_not_emitted(field.textChanged):
        check.check()
    assert not field.document().isUndoAvailable()


def test_says_how_many_words_are_unknown(qtbot, field, check):
    with qtbot.wait_signal(check.found) as said:
        field.setPlainText("Conduvar la capasitación")
    assert said.args == [2]


def test_leaves_the_word_alone_that_is_being_typed(qtbot, field, check):
    field.setFocus()
    qtbot.keyClicks(field, "la capasit")
    check.check()
    assert check.unknown == []
    qtbot.keyClicks(field, " ")
    check.check()
    assert check.unknown == ["capasit"]


def test_marks_the_word_being_typed_once_the_cursor_leaves_it(qtbot, field, check):
    field.setFocus()
    qtbot.keyClicks(field, "la capasit")
    with qtbot.wait_signal(check.found, check_params_cb=lambda n: n == 1):
        press(qtbot, field, Qt.Key.Key_Home)
    assert check.unknown == ["capasit"]


def test_f7_goes_from_one_unknown_word_to_the_next(qtbot, field, check):
    field.setPlainText("Conduvar con la capasitación")
    for word in ("Conduvar", "capasitación", "Conduvar"):
        press(qtbot, field, Qt.Key.Key_F7)
        assert field.textCursor().selectedText() == word


def test_f7_stays_when_every_word_is_known(field, check):
    field.setPlainText("Coadyuvar")
    assert not check.go_to_next()
    assert not field.textCursor().hasSelection()


def test_the_menu_offers_what_was_meant_and_puts_it_in(qtbot, field, check):
    field.setPlainText("la capasitación")
    check.check()
    menu = check.menu(5)
    assert texts(menu)[:4] == [
        "¿Quiso decir…?", "Buscando…", "Agregar al diccionario", "Ignorar esta palabra",
    ]  # fmt: skip
    qtbot.wait_until(lambda: "capacitación" in texts(menu))
    assert texts(menu)[:3] == ["¿Quiso decir…?", "capacitación", "decapitación"]
    act(menu, "capacitación")
    assert field.toPlainText() == "la capacitación"
    assert check.unknown == []
    field.undo()
    assert field.toPlainText() == "la capasitación"


def test_the_menu_says_when_there_is_no_suggestion(qtbot, field, check):
    field.setPlainText("Conduvar")
    check.check()
    menu = check.menu(3)
    qtbot.wait_until(lambda: "Sin sugerencias" in texts(menu))


def test_the_menu_of_a_known_word_is_the_usual_one(field, check):
    field.setPlainText("la línea")
    check.check()
    assert "¿Quiso decir…?" not in texts(check.menu(4))


def test_a_word_is_added_or_ignored_from_the_menu(qtbot, field, check, speller):
    field.setPlainText("Conduvar capasit")
    check.check()
    for word, text in (("Conduvar", "Agregar al diccionario"), ("capasit", "Ignorar esta palabra")):
        menu = check.menu(field.toPlainText().index(word) + 1)
        with qtbot.wait_signal(check.found):
            act(menu, text)
        qtbot.wait_until(lambda menu=menu: "Sin sugerencias" in texts(menu))
    assert speller.added == ["Conduvar"]
    assert check.unknown == []


@popups
def test_the_menu_key_opens_it_at_the_cursor_and_closing_it_early_is_safe(qtbot, field, check):
    field.setPlainText("la capasitación")
    field.moveCursor(QTextCursor.MoveOperation.End)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), field.mapToGlobal(QPoint(1, 1))
    )
    QApplication.sendEvent(field, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert texts(menu)[0] == "¿Quiso decir…?"
    with qtbot.wait_signal(menu.destroyed):
        menu.close()
    qtbot.wait_until(lambda: not tasks.running())


@popups
def test_shift_f10_opens_the_menu(qtbot, field, check):
    field.setPlainText("la capasitación")
    press(qtbot, field, Qt.Key.Key_F7)
    press(qtbot, field, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    qtbot.wait_until(lambda: "capacitación" in texts(menu))
    assert menu.activeAction().text() == "capacitación"
    menu.close()


def test_a_field_that_cannot_be_written_is_not_marked(field, check):
    field.setReadOnly(True)
    field.setPlainText("Conduvar")
    check.check()
    assert check.unknown == []


def test_reads_the_words_only_once_somebody_is_in_a_field(qtbot, field):
    spelling = Spelling()
    field.clearFocus()
    check = SpellCheck(field, spelling)
    field.setPlainText("Conduvar")
    check.check()
    assert spelling.speller is None
    assert check.unknown == []
    spelling.learn(["Cuitzilán"])
    spelling.turn_on()
    assert not tasks.running()
    with qtbot.wait_signal(spelling.changed):
        field.setFocus()
    check.check()
    assert check.unknown == ["Conduvar"]
    assert spelling.speller.is_known("Cuitzilán")


def test_a_text_of_thousands_of_new_words_is_marked_bit_by_bit(
    qtbot, field, check, speller, monkeypatch
):
    seen = set()
    speller.has_seen = lambda word: word in seen
    speller.is_known = lambda word: seen.add(word) or word != "mal"
    monkeypatch.setattr("pea_desktop.ui.kit.spelling._AT_ONCE", 0)
    words = [f"palabra{'abcdefghij'[n % 10] * (n // 10 + 1)}" for n in range(60)]
    with qtbot.wait_signal(check.found) as said:
        field.setPlainText(" ".join([*words, "mal"]))
    assert said.args == [1]
