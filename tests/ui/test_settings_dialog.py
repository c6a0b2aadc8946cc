"""Ajustes: each choice takes effect at once and is kept."""

import gc

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from pea_desktop.core.device import Device
from pea_desktop.settings import Settings
from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.main_window import MainWindow
from pea_desktop.ui.settings_dialog import SettingsDialog
from pea_desktop.ui.start import IdentityDialog


@pytest.fixture
def look(qapp, light):
    """The light theme again after a test that changes it."""
    # A change of theme dresses every widget there is, those that wait to be collected too.
    gc.collect()
    yield
    theme.apply(QApplication.instance(), Theme("claro"))


@pytest.fixture
def window(qtbot, look, workspace):
    made = MainWindow(workspace, Settings())
    qtbot.add_widget(made)
    made.open_screen("matrix")
    return made


def test_a_theme_is_seen_at_once_and_kept(window, answer):
    answer("show", lambda dialog: dialog.theme.chosen.emit("oscuro"))
    window.show_settings()
    assert Theme.of_application() == Theme("oscuro")
    assert "#1A2220" in QApplication.instance().styleSheet()
    assert Settings.load().theme == "oscuro"


def test_a_text_size_makes_the_screens_again_with_room_for_it(window, answer):
    before = window.open_screen("matrix")
    answer("show", lambda dialog: dialog.size_chooser.chosen.emit("150"))
    window.show_settings()
    assert Theme.of_application().scale == 1.5
    assert QApplication.font().pixelSize() == 20
    assert Settings.load().font_scale == 150
    assert window.open_screen("matrix") is not before


def test_later_changes_carry_the_new_names(window, answer):
    def rename(dialog):
        dialog.names.field("author").setText("Lic. Asistente  Dos")
        dialog.accept()

    answer("show", rename)
    window.show_settings()
    with window.workspace.edit("Editar") as session:
        from pea_desktop.areas import institutions

        institutions.find_or_create(session, "SFA")
    assert window.workspace.history()[0].author == "Lic. Asistente Dos"
    assert window.workspace.device.name == "laptop-1"
    assert Settings.load().author == "Lic. Asistente Dos"


def test_a_name_cannot_be_empty(qtbot, look, workspace):
    dialog = SettingsDialog(Settings(), workspace.device)
    qtbot.add_widget(dialog)
    dialog.show()
    dialog.names.field("author").setText(" ")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.names.has_errors()


def test_the_theme_of_the_system_is_a_real_one(look):
    assert theme.chosen("sistema", 125).name in theme.NAMES
    assert theme.chosen("contraste", 200) == Theme("contraste", 2.0)


def test_the_service_of_timestamps_is_kept_once_it_is_an_address(qtbot, look, workspace):
    dialog = SettingsDialog(Settings(), workspace.device)
    qtbot.add_widget(dialog)
    dialog.show()
    field = dialog.stamping.field("timestamp_url")
    field.setText("sellos.example.org")
    dialog.accept()
    assert (dialog.isVisible(), dialog.stamping.has_errors()) == (True, True)
    field.setText(" https://sellos.example.org/tsa ")
    dialog.accept()
    assert Settings.load().timestamp_url == "https://sellos.example.org/tsa"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_field_is_cut_at_any_size_of_the_text(qtbot, qapp, look, pea_home, scale):
    theme.apply(qapp, theme.Theme("claro", scale))
    for dialog in (
        SettingsDialog(Settings(), Device.load()),
        IdentityDialog("Lic. Asistente Uno", "Equipo Uno"),
    ):
        qtbot.add_widget(dialog)
        dialog.show()
        qtbot.wait_exposed(dialog)
        for field in dialog.findChildren(QLineEdit):
            assert field.height() >= field.minimumSizeHint().height()
            form = field.parentWidget()
            assert form.rect().contains(field.geometry()), field.accessibleName()
        assert dialog.height() <= dialog.screen().availableSize().height()
