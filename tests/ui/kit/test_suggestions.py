import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pea_desktop.ui.kit.suggestions import Suggestions

# Said by the offscreen platform about every list that opens; it means nothing here.
popups = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagate)", extend=True)
NAMES = ("Dra. Persona Dos", "Lic. Persona Uno", "SECOEM")


@pytest.fixture
def window(qtbot, light):
    made = QWidget()
    column = QVBoxLayout(made)
    first, then = QLineEdit(), QLineEdit()
    for field in (first, then):
        column.addWidget(field)
    Suggestions(first, NAMES)
    qtbot.add_widget(made)
    made.show()
    made.activateWindow()
    qtbot.wait_until(made.isActiveWindow)
    first.setFocus()
    return made, first, then


def type_in(qtbot, field, text):
    """Type; once the list is open the keys go to it, as with a keyboard."""
    popup = field.completer().popup()
    for letter in text:
        qtbot.keyClicks(popup if popup.isVisible() else field, letter)
    qtbot.wait_until(popup.isVisible)
    return popup


@popups
def test_tab_takes_the_marked_name_and_goes_on(qtbot, window):
    _made, field, then = window
    written = []
    field.editingFinished.connect(lambda: written.append(field.text()))
    popup = type_in(qtbot, field, "perso")
    qtbot.wait_until(lambda: popup.currentIndex().isValid())
    # Only marked: the text is the person's own until it is taken.
    assert field.text() == "perso"
    qtbot.keyClick(popup, Qt.Key.Key_Tab)
    assert field.text() == "Dra. Persona Dos"
    assert written == ["Dra. Persona Dos"]
    assert then.hasFocus()


@popups
def test_another_name_is_reached_with_the_arrow(qtbot, window):
    _made, field, _then = window
    popup = type_in(qtbot, field, "perso")
    qtbot.wait_until(lambda: popup.currentIndex().isValid())
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Tab)
    assert field.text() == "Lic. Persona Uno"


@popups
def test_a_name_that_only_holds_the_letters_is_not_taken(qtbot, window):
    _made, field, then = window
    popup = type_in(qtbot, field, "eco")
    qtbot.keyClick(popup, Qt.Key.Key_Tab)
    assert (field.text(), then.hasFocus()) == ("eco", True)
