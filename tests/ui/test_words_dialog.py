"""The person's own words."""

import pytest

from pea_desktop.core import spelling
from pea_desktop.ui.kit.spelling import Spelling
from pea_desktop.ui.words_dialog import WordsDialog


class Known:
    """A speller that keeps what it is told."""

    def learn(self, words):
        self.learned = list(words)

    def set_own(self, words):
        self.own = list(words)
        return True


@pytest.fixture
def own(qapp):
    return Spelling()


def test_the_words_are_shown_in_order_and_kept_as_left(qtbot, light, own):
    assert spelling.keep_own(["transversalizar", "Cuitzeo", "x1"])
    dialog = WordsDialog(own)
    qtbot.add_widget(dialog)
    assert dialog.field.toPlainText() == "Cuitzeo\ntransversalizar"
    dialog.field.setPlainText("Pátzcuaro Cuitzeo\n\n  2024 ")
    dialog.accept()
    assert spelling.own_words() == ["Cuitzeo", "Pátzcuaro"]


def test_a_cancel_keeps_them_as_they_were(qtbot, light, own):
    spelling.keep_own(["Cuitzeo"])
    dialog = WordsDialog(own)
    qtbot.add_widget(dialog)
    dialog.field.clear()
    dialog.reject()
    assert spelling.own_words() == ["Cuitzeo"]


def test_texts_are_marked_anew_and_names_stay_known(qtbot, light, own):
    known = Known()
    own.learn(["SECOEM"])
    own.use(known)
    dialog = WordsDialog(own)
    qtbot.add_widget(dialog)
    dialog.field.setPlainText("Cuitzeo")
    with qtbot.wait_signal(own.changed):
        dialog.accept()
    assert (known.own, known.learned) == (["Cuitzeo"], ["SECOEM"])


def test_says_when_they_cannot_be_kept(qtbot, light, own, pea_home, answer):
    pea_home.write_text("no es una carpeta")
    dialog = WordsDialog(own)
    qtbot.add_widget(dialog)
    dialog.field.setPlainText("Cuitzeo")
    answer("show_error")
    dialog.accept()
    assert answer.said == ["Las palabras valen por ahora, pero no se pudieron guardar."]
