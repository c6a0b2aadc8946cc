"""Ayuda: the keys of the screen shown, and what the program is made of."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel

from pea_desktop import __version__
from pea_desktop.settings import Settings
from pea_desktop.ui import help_dialog
from pea_desktop.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot, light, workspace):
    made = MainWindow(workspace, Settings())
    qtbot.add_widget(made)
    return made


def texts_of(dialog):
    return [made.text() for made in dialog.findChildren(QLabel)]


def test_lists_the_keys_of_the_screen_shown_and_of_the_window(window, answer):
    seen = []
    answer("show", lambda dialog: seen.extend(texts_of(dialog)))
    window.open_screen("matrix")
    window.show_help()
    pairs = dict(pairwise(seen))
    assert "En esta pantalla: Matriz de implementación" in seen
    assert pairs["Ajustes"] == "Ctrl+,"
    assert pairs["Ayuda"] == "F1 · Ctrl+/"
    assert pairs["Minutas"] == "Ctrl+5"
    assert "Ctrl+I" in seen


def test_tells_versions_and_licences():
    text = help_dialog.about_text()
    assert f"PEA Escritorio {__version__}" in text
    for told in ("LGPL", "SQLAlchemy", "Lucide", "OFL", "SQLite"):
        assert told in text


def test_opens_the_folder_of_the_log(light, monkeypatch, pea_home):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    help_dialog.open_log_folder()
    assert opened == [str(pea_home / "logs")]
