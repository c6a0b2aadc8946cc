"""What happens when the program itself fails."""

import logging
import sqlite3
import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from pea_desktop.core.errors import PeaError
from pea_desktop.ui.crash import CrashHooks, describe


@pytest.fixture
def hooks(qapp, pea_home):
    restarted = []
    made = CrashHooks(lambda: restarted.append(True))
    made.restarted = restarted
    made.install()
    yield made
    made.remove()


def fail(message="Ana Persona gana 100"):
    raise ValueError(message)


def caught(call):
    try:
        call()
    except Exception as error:
        return type(error), error, error.__traceback__
    raise AssertionError("nothing failed")


def press(text, seen):
    """Press a button of the next dialog, once it is up."""

    def find():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, find)
            return
        seen.append(box)
        button = next(b for b in box.findChildren(QPushButton) if b.text() == text)
        button.click()

    QTimer.singleShot(0, find)


def test_a_description_names_places_and_never_what_was_written(caplog):
    _kind, error, trace = caught(fail)
    described = describe(error, trace)
    assert described.splitlines()[-1] == "ValueError"
    assert "Ana" not in described
    assert "fail" in described
    assert "/home" not in described


@pytest.mark.parametrize(
    ("error", "last"),
    [
        (AttributeError("'Line' object has no attribute 'txt'"),
         "AttributeError: 'Line' object has no attribute 'txt'"),
        (sqlite3.OperationalError("database is locked"),
         "sqlite3.OperationalError: database is locked"),
        (OSError(28, "No space left on device", "/casa/de/ana.pea"), "OSError: errno 28"),
        (KeyError("Ana Persona"), "KeyError"),
    ],
)  # fmt: skip
def test_only_messages_about_the_code_are_kept(error, last):
    assert describe(error, None) == last


def test_the_causes_come_first():
    try:
        try:
            fail()
        except ValueError as error:
            raise TypeError("it was no number") from error
    except TypeError as error:
        described = describe(error, error.__traceback__)
    assert described.index("ValueError") < described.index("TypeError: it was no number")


def test_an_error_is_told_once_and_work_goes_on(hooks, qtbot, caplog):
    seen = []
    press("Seguir", seen)
    with qtbot.wait_signal(hooks.caught):
        sys.excepthook(*caught(fail))
    qtbot.wait_until(lambda: bool(seen))
    sys.excepthook(*caught(fail))
    QCoreApplication.processEvents()
    [box] = seen
    assert box.text() == "Algo falló. Sus datos están guardados hasta el último cambio."
    assert {"Copiar informe", "Guardar informe…", "Cerrar y volver a abrir", "Seguir"} <= {
        button.text() for button in box.buttons()
    }
    assert box.defaultButton().text() == "Cerrar y volver a abrir"
    assert "Ana" not in box.detailedText()
    assert "ValueError" in box.detailedText()
    assert hooks.restarted == []
    told = [r for r in caplog.records if r.name == "pea_desktop.ui.crash"]
    assert len(told) == 1
    caplog.clear()


def test_an_error_of_another_thread_reaches_the_person_too(hooks, qtbot, caplog):
    seen = []
    press("Cerrar y volver a abrir", seen)
    with qtbot.wait_signal(hooks.caught):
        worker = threading.Thread(target=fail)
        worker.start()
    worker.join()
    qtbot.wait_until(lambda: hooks.restarted == [True])
    caplog.clear()


def test_a_refusal_is_only_its_sentence(hooks, qtbot):
    with qtbot.wait_signal(hooks.refused) as said:
        sys.excepthook(PeaError, PeaError("La fecha se escribe día/mes/año."), None)
    assert said.args == ["La fecha se escribe día/mes/año."]


def test_a_hard_crash_is_found_at_the_next_start(qapp, pea_home):
    pea_home.mkdir(parents=True)
    (pea_home / "crash.log").write_text(
        'Fatal Python error: Aborted\n  File "/home/ana/pea_desktop/ui/app.py", line 3 in run\n',
        encoding="utf-8",
    )
    hooks = CrashHooks(lambda: None)
    left = hooks.install()
    hooks.remove()
    assert left == 'Fatal Python error: Aborted\n  File "pea_desktop/ui/app.py", line 3 in run'
    second = CrashHooks(lambda: None)
    assert second.install() == ""
    second.remove()


def test_what_qt_says_goes_to_the_log(hooks, caplog):
    from PySide6.QtCore import qWarning

    caplog.set_level(logging.INFO)
    qWarning("something about a font")
    assert [(r.name, r.getMessage()) for r in caplog.records if r.name == "qt"] == [
        ("qt", "something about a font")
    ]
    caplog.clear()
