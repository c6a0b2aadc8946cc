"""Texts with chips: stretches that stand for something, still edited as letters."""

import re

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from pea_desktop.ui.kit.chip_text import Chip, ChipText


def find(text):
    for found in re.finditer(r"\{(\w+)\}", text):
        yield Chip(found.start(), found.end(), f"vale {found[1]}", found[1] != "nada")


@pytest.fixture
def field(qtbot, light):
    made = ChipText(find)
    qtbot.add_widget(made)
    made.resize(300, 120)
    made.show()
    return made


def test_chips_follow_the_text(field):
    field.setPlainText("Son {uno} y {nada}")
    assert field.chips == [Chip(4, 9, "vale uno"), Chip(12, 18, "vale nada", is_known=False)]
    field.setPlainText("Son")
    assert field.chips == []


def test_chips_are_found_in_a_text_put_in_quietly(field):
    field.blockSignals(True)
    field.setPlainText("Son {uno}")
    field.blockSignals(False)
    assert len(field.chips) == 1


def test_chips_after_an_emoji_lie_where_qt_counts_them(field):
    field.setPlainText("🙂 {uno}")
    assert field.chips == [Chip(3, 8, "vale uno")]
    assert field.chip_at(3).tip == "vale uno"
    assert field.chip_at(8) is None


def test_a_chip_is_drawn_on_each_line_it_goes_over(field):
    field.setPlainText("palabra " * 4 + "{" + "m" * 40 + "}")
    [chip] = field.chips
    assert len(list(field._areas(chip))) >= 2
    assert field.grab().toImage().pixelColor(2, 2).isValid()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_the_mouse_over_a_chip_tells_what_it_stands_for(field):
    field.setPlainText("{uno} más")
    at = field.cursorRect().center() + QPoint(8, 0)
    where = field.viewport().mapToGlobal(at)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, where)
    assert field.event(event)
    assert QToolTip.text() == "vale uno"


def test_what_is_put_is_parted_from_the_word_before(field):
    field.setPlainText("Con")
    field.moveCursor(field.textCursor().MoveOperation.End)
    field.put("{uno}")
    assert field.toPlainText() == "Con {uno}"
    field.setPlainText("(")
    field.moveCursor(field.textCursor().MoveOperation.End)
    field.put("{uno}")
    assert field.toPlainText() == "({uno}"
