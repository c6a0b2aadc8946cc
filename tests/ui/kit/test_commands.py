from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command


def test_one_table_feeds_shortcut_tooltip_and_menu(qtbot, light):
    done = []
    is_open = [True]
    listed = (
        Command("find", "Buscar", lambda: done.append("find"), "Ctrl+F", "search"),
        Command("send", "Enviar…", lambda: done.append("send"), is_enabled=lambda: is_open[0]),
    )
    owner = QWidget()
    qtbot.add_widget(owner)
    actions = commands.install(owner, listed)
    owner.show()
    owner.activateWindow()
    owner.setFocus()
    qtbot.wait_until(owner.hasFocus)
    qtbot.keyClick(owner, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    actions["send"].trigger()
    assert done == ["find", "send"]
    assert listed[0].tip == "Buscar (Ctrl+F)"
    assert listed[1].tip == "Enviar…"
    menu = QMenu(owner)
    commands.fill_menu(menu, listed, actions)
    assert [action.text() for action in menu.actions()] == ["Buscar", "Enviar…"]
    is_open[0] = False
    menu.aboutToShow.emit()
    assert not actions["send"].isEnabled()
