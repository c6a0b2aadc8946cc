"""Room for words: no text is cut where it is set larger, or is longer than in Spanish."""

import gc
import gettext
import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from pea_desktop import i18n
from pea_desktop.areas import matrix, minutes
from pea_desktop.files import xlsx
from pea_desktop.settings import Settings
from pea_desktop.ui.help_dialog import HelpDialog
from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import ShortLabel
from pea_desktop.ui.main_window import MainWindow
from pea_desktop.ui.screens import SCREENS
from pea_desktop.ui.settings_dialog import SettingsDialog
from pea_desktop.ui.start import IdentityDialog, StartWindow
from tests.ui.test_main_window import MINUTE, SAMPLE

_SPARE = 2
KEYS = [screen.key for screen in SCREENS]


class Stretched(gettext.NullTranslations):
    """Every text 1.4 times as long, as another language may need."""

    def gettext(self, text):
        more = math.ceil(0.4 * len(text.replace("&", "")))
        return text + (" añadido" * more)[:more].rstrip() if text else text

    def ngettext(self, singular, plural, n):
        return self.gettext(singular if n == 1 else plural)


@pytest.fixture
def stretched(monkeypatch):
    monkeypatch.setattr(i18n, "_translations", Stretched())


@pytest.fixture
def double(qapp, light):
    """Text of 200 %."""
    # It dresses every widget there is, those that wait to be collected too.
    gc.collect()
    theme.apply(qapp, Theme("claro", 2.0))
    yield
    theme.apply(qapp, Theme("claro"))


@pytest.fixture
def filled(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(SAMPLE), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
        minutes.create(session, MINUTE)
    return workspace


@pytest.fixture
def make_window(qtbot, light):
    def make(workspace):
        window = MainWindow(workspace, Settings())
        qtbot.add_widget(window)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1366, 728)
        window.show()
        return window

    return make


def cut_in(window):
    """Return the labels and buttons with less room than their text needs."""
    cut = []
    for widget in window.findChildren(QLabel) + window.findChildren(QAbstractButton):
        if not widget.isVisible() or isinstance(widget, ShortLabel):
            continue
        if isinstance(widget.parent(), QLineEdit | QAbstractItemView):
            continue
        # Icon buttons and push buttons alike: their own hint is what their text needs.
        needed = widget.minimumSizeHint()
        width, height = needed.width(), needed.height()
        if isinstance(widget, QLabel) and widget.wordWrap():
            height = widget.heightForWidth(widget.width())
            longest = max(widget.text().split(), key=len, default="")
            width = min(width, widget.fontMetrics().horizontalAdvance(longest))
        # A line has as much room above and below its letters.
        if widget.width() < width or widget.height() < height - _SPARE:
            cut.append(
                f"{type(widget).__name__} «{widget.text()}» "
                f"{widget.width()}x{widget.height()}, needs {width}x{height}"
            )
    return cut


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("larger", ["stretched", "double"])
def test_no_screen_cuts_a_text(request, make_window, filled, key, larger):
    request.getfixturevalue(larger)
    window = make_window(filled)
    window.open_screen(key)
    # Each wrapped label learns its width, then its height, and the page then its own; what is
    # missing in a ficha is told a moment later.
    for _round in range(6):
        QApplication.processEvents()
    assert (window.width(), window.height()) == (1366, 728)
    assert cut_in(window) == []


@pytest.mark.parametrize("larger", ["stretched", "double"])
@pytest.mark.parametrize("name", ["settings", "help", "start", "identity"])
def test_no_dialog_cuts_a_text(request, qtbot, light, workspace, name, larger):
    request.getfixturevalue(larger)
    made: QWidget = {
        "settings": lambda: SettingsDialog(Settings(), workspace.device),
        "help": lambda: HelpDialog([("Todas", [("Deshacer: Editar celdas", "Ctrl+Z")])]),
        "start": StartWindow,
        "identity": lambda: IdentityDialog("Lic. Asistente Uno", "EQUIPO-1"),
    }[name]()
    qtbot.add_widget(made)
    made.show()
    QApplication.processEvents()
    assert (made.width() <= 1366, made.height() <= 768) == (True, True)
    assert cut_in(made) == []


def test_the_check_sees_a_cut_text(qtbot, light):
    place = QWidget()
    qtbot.add_widget(place)
    label = QLabel("Un texto más largo que su lugar", place)
    label.resize(40, 20)
    place.show()
    [said] = cut_in(place)
    assert said.startswith("QLabel «Un texto más largo que su lugar» 40x20")
