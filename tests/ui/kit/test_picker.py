"""Choosing one of many by typing a part of its name, without the mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from pea_desktop.ui.kit.picker import Picker

FRUITS = [("a", "Manzana"), ("b", "Limón"), ("c", "Limón dulce")]


@pytest.fixture
def picker(qtbot: QtBot) -> Picker:
    made = Picker(None, "Cambiar de fruta", FRUITS, "a")
    qtbot.addWidget(made)
    made.show()
    return made


def test_enter_in_the_search_box_takes_the_marked_one(picker: Picker) -> None:
    QTest.keyClicks(picker.search, "limon")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert (picker.result(), picker.value) == (QDialog.DialogCode.Accepted, "b")


def test_the_arrows_go_through_the_list_from_the_search_box(picker: Picker) -> None:
    QTest.keyClicks(picker.search, "limon")
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    assert picker.value == "c"
    QTest.keyClick(picker.search, Qt.Key.Key_Up)
    assert picker.value == "b"


def test_escape_takes_the_words_away_and_then_closes(picker: Picker) -> None:
    QTest.keyClicks(picker.search, "limon")
    QTest.keyClick(picker.search, Qt.Key.Key_Escape)
    assert (picker.search.text(), picker.isVisible()) == ("", True)
    QTest.keyClick(picker.search, Qt.Key.Key_Escape)
    assert not picker.isVisible()


def test_enter_does_not_close_while_nothing_matches(picker: Picker) -> None:
    QTest.keyClicks(picker.search, "pera")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert (picker.isVisible(), picker.value) == (True, None)
