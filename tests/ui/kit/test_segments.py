"""A row of words of which one is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from pea_desktop.ui.kit.segments import Segments


def made(qtbot):
    widget = Segments("Agrupar", [("priority", "Prioridad"), ("axis", "Eje"), ("state", "Estatus")])
    qtbot.add_widget(widget)
    widget.show()
    return widget


def test_one_word_is_chosen_at_a_time(qtbot, light):
    widget = made(qtbot)
    assert widget.value == "priority"
    widget.choose("state")
    assert widget.value == "state"
    assert [b.isChecked() for b in widget.findChildren(QPushButton)] == [False, False, True]


def test_the_arrows_go_from_word_to_word(qtbot, light):
    widget = made(qtbot)
    first = widget.findChildren(QPushButton)[0]
    widget.activateWindow()
    first.setFocus()
    qtbot.wait_until(first.hasFocus)
    with qtbot.wait_signal(widget.chosen) as told:
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert told.args == ["axis"]
    assert widget.value == "axis"
