"""A dialog that is as tall as what it shows, and scrolls where the screen is lower."""

import pytest
from PySide6.QtWidgets import QLineEdit, QScrollArea

from pea_desktop.ui.kit.tall_dialog import TallDialog
from pea_desktop.ui.kit.widgets import Button, label


@pytest.fixture
def make_dialog(qtbot, light):
    def make(lines):
        dialog = TallDialog(300)
        dialog.fields = [QLineEdit(str(number)) for number in range(lines)]
        for field in dialog.fields:
            dialog.content.addWidget(field)
        dialog.close_button = Button("Cerrar")
        dialog.buttons.addWidget(dialog.close_button)
        qtbot.add_widget(dialog)
        dialog.show()
        return dialog

    return make


def bar(dialog):
    return dialog.findChild(QScrollArea).verticalScrollBar()


def test_what_fits_does_not_scroll(make_dialog):
    dialog = make_dialog(3)
    assert (bar(dialog).maximum(), dialog.height() < 260) == (0, True)


def test_more_text_makes_it_taller(make_dialog, qapp):
    dialog = make_dialog(3)
    before = dialog.height()
    text = label("Una frase que ocupa varios renglones. " * 6)
    dialog.content.addWidget(text)
    text.show()
    dialog.fit()
    qapp.processEvents()
    assert dialog.height() > before + 30
    assert bar(dialog).maximum() == 0


def test_on_a_low_screen_it_scrolls_and_keeps_its_buttons(make_dialog, qapp):
    dialog = make_dialog(60)
    qapp.processEvents()
    assert dialog.height() < dialog.screen().availableGeometry().height()
    assert bar(dialog).maximum() > 0
    edge = dialog.close_button.mapTo(dialog, dialog.close_button.rect().bottomLeft()).y()
    assert edge < dialog.height()


def test_a_field_out_of_sight_is_scrolled_to(make_dialog, qapp):
    dialog = make_dialog(60)
    qapp.processEvents()
    dialog.reveal(dialog.fields[-1])
    assert bar(dialog).value() > 0
    assert dialog.focusWidget() is dialog.fields[-1]
