import contextlib
import os
import sqlite3
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QFileSystemModel,
    QLabel,
    QMessageBox,
    QProgressDialog,
)

from pea_desktop.core.errors import PeaError
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.tasks import Task


@pytest.fixture
def press(qtbot, light):
    """Return a function that presses a button of the next dialog; what the dialogs said is kept."""
    said = []

    def press(text):
        def act():
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            said.append((box.text(), box.informativeText()))
            next(button for button in box.buttons() if button.text() == text).click()

        QTimer.singleShot(0, act)

    press.said = said
    return press


def test_asking_names_what_will_happen(press):
    press("Eliminar")
    assert dialogs.ask(None, "¿Eliminar la línea 14?", "Eliminar", "Puede deshacerse.")
    press("Cancelar")
    assert not dialogs.ask(None, "¿Eliminar la línea 14?", "Eliminar")
    assert press.said[0] == ("¿Eliminar la línea 14?", "Puede deshacerse.")


def test_an_error_is_told_with_its_own_sentence(press):
    press("Entendido")
    dialogs.show_error(PeaError("No existe el archivo «x»."))
    assert press.said == [("No existe el archivo «x».", "")]


@pytest.mark.parametrize("times", [1, 3, 12])
def test_a_sentence_is_seen_whole(qtbot, light, times):
    def look():
        box = QApplication.activeModalWidget()
        words = box.findChild(QLabel, "qt_msgbox_label")
        wanted = words.heightForWidth(words.width()) if words.wordWrap() else 0
        seen.append((words.width() >= words.minimumSizeHint().width(), words.height() >= wanted))
        box.close()

    seen = []
    QTimer.singleShot(50, look)
    sentence = "La decisión de un conflicto no se deshace: vuelva a decidir. " * times
    dialogs.show_error(PeaError(sentence))
    assert seen == [(True, True)]


def test_tags_in_a_sentence_are_shown_and_not_obeyed(press):
    press("Entendido")
    dialogs.say(None, "<b>Hola</b>")
    assert press.said == [("<b>Hola</b>", "")]


def test_one_of_several_ways_is_chosen_by_its_place(press):
    press("Por correo")
    assert dialogs.choose(None, "¿Cómo?", ["En memoria", "Por correo"]) == 1
    press("Cancelar")
    assert dialogs.choose(None, "¿Cómo?", ["En memoria", "Por correo"]) is None


def test_a_name_without_an_ending_gets_the_one_suggested(monkeypatch):
    accepted, rejected = QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: ["/tmp/Matriz SFA"])
    assert dialogs.choose_save(None, "Exportar", "Matriz.xlsx", "*.xlsx") == Path(
        "/tmp/Matriz SFA.xlsx"
    )
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: rejected)
    assert dialogs.choose_save(None, "Exportar", "Matriz.xlsx", "*.xlsx") is None


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="asks Linux for its locks")
def test_a_file_dialog_keeps_the_locks_of_an_expediente_that_it_shows(qtbot, tmp_path):
    path = tmp_path / "mesa.pea"

    def locks():
        end = f":{path.stat().st_ino}"
        held = Path("/proc/locks").read_text().splitlines()
        return sum(f" {os.getpid()} " in one and one.split()[5].endswith(end) for one in held)

    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (a)")
        before = locks()
        dialog = dialogs.file_dialog(None, "Logotipo", "*", QFileDialog.FileMode.ExistingFile)
        qtbot.addWidget(dialog)
        dialog.setDirectory(str(tmp_path))
        dialog.show()
        [model] = dialog.findChildren(QFileSystemModel)
        index = model.index(str(path))
        qtbot.wait_until(lambda: "PEA" in model.index(str(path)).siblingAtColumn(2).data())
        assert not model.data(index, Qt.ItemDataRole.DecorationRole).isNull()
        assert (before, locks()) == (1, 1)


def test_progress_says_what_is_done_and_goes_when_the_work_ends(qtbot, light):
    go_on = threading.Event()

    def work(job):
        job.step(1, 3, "Leyendo la fila 1")
        go_on.wait(5)

    task = Task(work)
    dialogs.progress(task, "Leyendo…")
    with qtbot.wait_signal(task.progressed):
        task.start()
    [bar] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QProgressDialog)]
    qtbot.wait_until(bar.isVisible)
    assert "Leyendo la fila 1" in [words.text() for words in bar.findChildren(QLabel)]
    assert (bar.value(), bar.maximum()) == (1, 3)
    with qtbot.wait_signal(task.finished):
        go_on.set()
    assert not bar.isVisible()


def test_stopping_a_progress_stops_its_work(qtbot, light):
    def work(job):
        while True:
            job.step(0, 0)

    task = Task(work)
    dialogs.progress(task, "Leyendo…")
    [bar] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QProgressDialog)]
    with qtbot.wait_signal(task.finished):
        task.start()
        bar.canceled.emit()


def test_a_progress_is_gone_while_the_answer_is_looked_at(qtbot, light):
    seen = []

    def look(_result):
        # Longer than a progress waits before it shows.
        qtbot.wait(600)
        seen.extend(
            bar.isVisible()
            for bar in QApplication.topLevelWidgets()
            if isinstance(bar, QProgressDialog)
        )

    task = Task(lambda _job: "libro")
    task.done.connect(look)
    dialogs.progress(task, "Leyendo…")
    with qtbot.wait_signal(task.finished):
        task.start()
    assert not any(seen)
