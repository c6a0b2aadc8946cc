"""From the double click to the first screen."""

import builtins
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from pea_desktop import areas
from pea_desktop.areas import catalog, matrix
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package, xlsx
from pea_desktop.settings import Settings
from pea_desktop.ui import app
from pea_desktop.ui.app import Shell, make_application
from pea_desktop.ui.kit import theme
from pea_desktop.ui.page_to_come import PageToCome

SAMPLE = Path(__file__).parents[1] / "data" / "matriz_secoem.xlsx"
# Of ours, what the first paint does without.
NOT_YET = tuple(
    f"pea_desktop.{name}"
    for name in (
        "areas", "cli", "core.base", "core.device", "core.workspace", "files", "reports",
        "signing", "ui.kit.forms", "ui.kit.grid", "ui.screens.", "ui.start",
    )
)  # fmt: skip


@pytest.fixture
def shell(qtbot, light, pea_home):
    Settings(author="Lic. Asistente Uno", device="LAPTOP-03").save()
    made = Shell()
    yield made
    if made._start_window is not None:
        made._start_window.close()
    made.leave()


@pytest.fixture
def expediente(tmp_path, pea_home):
    """The path of an expediente that is closed."""
    path = tmp_path / "michoacan.pea"
    with (
        Workspace.create(path, areas.SCHEMA, Device.load()) as made,
        made.edit("Crear", kind="create") as session,
    ):
        catalog.load(session, "michoacan")
    return path


FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from pea_desktop.settings import Settings
from pea_desktop.ui import app

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            print(*sys.modules)
        return False

class Window(app.MainWindow):
    def __init__(self, *given):
        super().__init__(*given)
        self.installEventFilter(watch)

application = app.make_application(Settings.load())
app.MainWindow, watch = Window, Watch()
shell = app.Shell()
shell.start(Path(sys.argv[1]))
application.processEvents()
print(*sys.modules)
shell.leave()
"""


def press(window, text):
    [button] = [one for one in window.findChildren(QPushButton) if one.text() == text]
    button.click()


def test_the_first_start_asks_for_two_names_with_defaults(qtbot, light, pea_home, answer):
    seen = []

    def reply(dialog):
        seen.append((dialog.form.value("author"), dialog.form.value("device")))
        dialog.form.field("author").setText("  Mtra.  Coordinadora Dos ")
        dialog.form.field("device").setText("")
        return True

    answer("show", reply)
    shell = Shell()
    shell.start(None)
    [(author, device)] = seen
    assert author
    assert device
    kept = Settings.load()
    assert (kept.author, kept.device) == ("Mtra. Coordinadora Dos", device)
    shell._start_window.close()


def test_a_dialog_closed_takes_what_the_system_says(qtbot, light, pea_home, answer):
    answer("show", False)
    shell = Shell()
    shell.start(None)
    assert Settings.load().author
    shell._start_window.close()


def test_without_a_file_there_is_a_page_with_three_ways_to_begin(shell):
    shell.start(None)
    texts = [one.text() for one in shell._start_window.findChildren(QPushButton)]
    assert texts == ["Abrir…", "Crear expediente…", "Recibir paquete…"]


def test_a_file_given_is_opened_and_remembered(shell, expediente):
    shell.start(expediente)
    assert shell.window.windowTitle() == "PEA Escritorio — michoacan"
    assert shell._start_window is None
    assert Settings.load().recent_files == [str(expediente)]


def test_the_copy_of_the_day_is_written_after_the_window_is_shown(shell, expediente, pea_home):
    assert shell.open(expediente)
    assert list(pea_home.glob("backups/*.pea")) == []
    shell.back_up()
    assert len(list(pea_home.glob("backups/*-diario-*.pea"))) == 1


def test_the_last_file_opens_by_itself(shell, expediente):
    shell.settings.recent_files = [str(expediente)]
    shell.start(None)
    assert shell.workspace.path == expediente


def test_a_file_that_cannot_be_opened_is_said_and_the_page_shown(shell, tmp_path, answer):
    path = tmp_path / "foto.pea"
    path.write_bytes(b"no soy un expediente" * 100)
    answer("show_error")
    shell.start(path)
    assert "foto.pea" in answer.said[0]
    assert shell.window is None
    assert shell._start_window.isVisible()


def test_an_expediente_is_created_with_the_chosen_policy(shell, tmp_path, answer):
    shell.start(None)
    answer("choose", 0)
    answer("choose_save", tmp_path / "mexico.pea")
    press(shell._start_window, "Crear expediente…")
    assert catalog.current(shell.workspace.session).name == "Estado de México"
    assert shell.workspace.undo_label is None


def test_a_name_taken_is_said_and_nothing_is_lost(shell, expediente, answer):
    shell.start(None)
    before = expediente.read_bytes()
    answer("choose", 0)
    answer("choose_save", expediente)
    answer("show_error")
    press(shell._start_window, "Crear expediente…")
    assert answer.said[-1] == "Ya existe «michoacan.pea»; elija otro nombre."
    assert expediente.read_bytes() == before


def test_a_full_package_makes_the_expediente(shell, expediente, tmp_path, answer):
    with Workspace.open(expediente, areas.SCHEMA, Device.load()) as made:
        package.export(made, tmp_path / "todo.peapkg")
        expected = made.workspace_id
    shell.start(None)
    answer("choose_open", tmp_path / "todo.peapkg")
    answer("choose_save", tmp_path / "recibido.pea")
    answer("say")
    press(shell._start_window, "Recibir paquete…")
    assert shell.workspace.workspace_id == expected
    device = Device.load()
    assert answer.said[-1] == f"El expediente viene de «{device.name}» ({device.author})."


def test_opening_another_file_lets_go_of_the_first(shell, expediente, tmp_path, answer):
    shell.start(expediente)
    assert shell.create("edomex", tmp_path / "otro.pea")
    assert shell.workspace.path == tmp_path / "otro.pea"
    with Workspace.open(expediente, areas.SCHEMA, Device.load()) as again:
        assert catalog.current(again.session).name.startswith("Michoacán")


def test_opening_the_open_file_changes_nothing(shell, expediente):
    shell.start(expediente)
    window = shell.window
    assert shell.open(expediente)
    assert shell.window is window


def test_the_place_of_the_window_is_remembered(shell, expediente):
    shell.start(expediente)
    shell.leave()
    assert Settings.load().geometry


def test_qt_speaks_mexican_spanish(qapp):
    make_application(Settings())
    assert QLocale().name() == "es_MX"
    assert QApplication.translate("QFileDialog", "&Look in:") == "&Buscar en:"
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancelar"
    # The word of Mexico, also where a mnemonic splits it.
    assert QApplication.translate("QFileDialog", "File &name:") == "&Nombre de archivo:"
    assert QApplication.translate("QFileDialog", "Show &hidden files").endswith("arc&hivos ocultos")
    assert QFileDialog().windowTitle() != "Open"


def test_the_smoke_run_says_when_it_was_ready_and_nothing_else(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pea_desktop", "--smoke"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PEA_HOME": str(tmp_path / "casa"), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ready ")
    assert float(done.stdout.split()[1]) > 0
    assert not (tmp_path / "casa").exists()


def test_an_error_while_starting_is_told_and_not_a_window_that_never_comes(pea_home):
    code = """
import sys
from PySide6.QtWidgets import QApplication
from pea_desktop.ui import app
from pea_desktop.ui.crash import CrashHooks

def fail(shell, path):
    raise RuntimeError("inyectado")

def show(hooks, report):
    print("told", "RuntimeError" in report)
    QApplication.quit()

app.Shell.start = fail
CrashHooks._show = show
sys.exit(app.run(None))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "told True\n")


def test_every_window_carries_the_icon_of_the_program(qapp):
    make_application(Settings())
    assert not QApplication.windowIcon().pixmap(32).isNull()


def test_the_first_paint_waits_for_nothing_that_it_does_not_show(expediente):
    Settings(author="Lic. Asistente Uno", device="LAPTOP-03").save()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(expediente)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    first, later = (set(line.split()) for line in done.stdout.splitlines())
    ours = {name for name in first if name.startswith("pea_desktop.")}
    assert "pea_desktop.ui.main_window" in ours, done.stderr
    assert {name for name in ours if name.startswith(NOT_YET)} == set()
    heavy = {"sqlalchemy", "cryptography", "asyncio", "ssl"}
    assert first & heavy == set()
    assert "pea_desktop.ui.screens.matrix" in later
    libraries = {
        "calamine", "docx", "lark", "lxml", "openpyxl", "PIL", "pyhanko", "pypdfium2", "pyphen",
        "python_calamine", "rapidfuzz", "reportlab", "spylls", "xlsxwriter", "zstandard",
    }  # fmt: skip
    unseen = {
        "areas.matrix.applying", "areas.matrix.importing", "areas.matrix.layout",
        "areas.matrix.template", "files", "reports", "signing", "ui.help_dialog",
        "ui.screens.catalog", "ui.screens.diagnosis", "ui.screens.line_ficha",
        "ui.screens.matrix_import", "ui.screens.minutes", "ui.screens.sync", "ui.settings_dialog",
    }  # fmt: skip
    assert later & (libraries | {f"pea_desktop.{name}" for name in unseen}) == set()


@pytest.fixture
def waiting(monkeypatch):
    """Functions called, one after the other, while the frame of the window waits for its file."""
    calls = []
    real = app._import_works

    def import_works():
        for call in calls:
            call()
        real()

    monkeypatch.setattr(app, "_import_works", import_works)
    return calls


def test_the_frame_of_the_window_is_there_before_its_file(shell, expediente, waiting):
    seen = []

    def look():
        frame = shell._frame
        texts = [one.text() for one in frame.findChildren(QLabel) if one.text().strip()]
        seen.append((frame.isVisible(), frame.windowTitle(), texts, title_place(frame)))

    waiting.append(look)
    shell.start(expediente)
    shown, title, texts, place = seen[0]
    assert (shown, title) == (True, "PEA Escritorio — michoacan")
    assert texts == ["Matriz de implementación", "Abriendo «michoacan.pea»…"]
    assert place.isValid()
    assert not shell.window.findChildren(PageToCome)[0].isVisible()


def test_the_title_stays_in_its_place_when_the_matrix_comes(shell, expediente, waiting):
    with Workspace.open(expediente, areas.SCHEMA, Device.load()) as made:
        plan = matrix.plan_import(made.session, xlsx.read(SAMPLE), "SECOEM")
        with made.edit("Importar") as session:
            matrix.apply_import(session, plan)
    places = []
    waiting.append(lambda: places.append(title_place(shell._frame)))
    shell.start(expediente)
    QApplication.processEvents()
    assert places == [title_place(shell.window)]


def title_place(window):
    """Return where the title of the screen shown begins and how high it is."""
    [title] = [
        one
        for one in window.findChildren(QLabel)
        if one.text() == "Matriz de implementación" and one.isVisible()
    ]
    return QRect(title.mapTo(window, QPoint(0, 0)), QSize(1, title.height()))


def test_a_damaged_file_gives_its_frame_up_for_the_start_page(shell, expediente, answer):
    expediente.write_bytes(b"no soy un expediente" * 100)
    answer("show_error")
    shell.start(expediente)
    assert "michoacan.pea" in answer.said[0]
    assert (shell.window, shell._frame) == (None, None)
    assert shell._start_window.isVisible()


def test_a_bug_while_starting_leaves_the_start_page_and_goes_to_the_crash_dialog(
    shell, expediente, waiting
):
    def fail():
        raise RuntimeError("inyectado")

    waiting.append(fail)
    with pytest.raises(RuntimeError, match="inyectado"):
        shell.start(expediente)
    assert (shell.window, shell._frame) == (None, None)
    assert shell._start_window.isVisible()


def test_a_window_closed_while_it_waits_opens_no_file(shell, expediente, waiting):
    def close():
        shell._frame.close()

    waiting.append(close)
    shell.start(expediente)
    assert (shell.window, shell.workspace, shell._start_window) == (None, None, None)
    assert Settings.load().recent_files == []


def test_no_import_is_searched_for_features_of_pyside(qapp):
    assert builtins.__import__.__name__ != "__feature_import__"


@pytest.fixture
def go_dark(qapp, monkeypatch):
    """A desktop that turns dark when this is called."""
    hints = qapp.styleHints()

    def turn():
        monkeypatch.setattr(theme, "_of_system", lambda: "oscuro")
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)

    return turn


def test_a_theme_as_the_system_follows_the_desktop_while_the_program_runs(shell, go_dark):
    shell.settings.theme = theme.SYSTEM
    go_dark()
    assert theme.Theme.of_application().name == "oscuro"


def test_a_theme_that_was_chosen_stays_whatever_the_desktop_does(shell, go_dark):
    go_dark()
    assert theme.Theme.of_application().name == "claro"
