"""First paint of the program's window with a real matrix, against an empty main window."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Figure, in_turn, ratio

_BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"

_EMPTY = """
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: (print("painted", flush=True), application.quit()))
        return False

window = QMainWindow()
watch = Watch()
window.installEventFilter(watch)
window.show()
application.exec()
"""

# As `app.run` does, without its log: the frame, then the grid with its rows.
_OURS = """
import gc, sys
gc.disable()
from pathlib import Path
from pea_desktop.settings import Settings
from pea_desktop.ui import app
from PySide6.QtCore import QEvent, QObject, QTimer
application = app.make_application(Settings.load())

def say(word):
    QTimer.singleShot(0, lambda: print(word, flush=True))

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            say("painted")
        return False

class WatchGrid(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            say("usable")
            QTimer.singleShot(0, application.quit)
        return False

watch, watch_grid = Watch(), WatchGrid()

class Window(app.MainWindow):
    def __init__(self, *given):
        super().__init__(*given)
        self.installEventFilter(watch)

    def open_screen(self, key):
        page = super().open_screen(key)
        page.grid.viewport().installEventFilter(watch_grid)
        return page

app.MainWindow = Window
shell = app.Shell()
QTimer.singleShot(0, lambda: shell.start(Path(sys.argv[1])))
application.exec()
shell.leave()
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of the window."""
    environment = {**os.environ, "PEA_HOME": str(folder / "home")}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    # An installed program has its modules compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    path = str(folder / "matriz.pea")
    names = ("--author", "Lic. Asistente Uno", "--device", "Equipo Uno")
    for command in (
        ("new", path, "--policy", "michoacan"),
        ("import-matrix", path, str(_BOOK), "--institution", "SECOEM", "--apply"),
    ):
        subprocess.run(
            [sys.executable, "-m", "pea_desktop", *names, *command],
            env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def moments(source: str) -> dict[str, float]:
        begin = time.perf_counter()
        taken: dict[str, float] = {}
        with subprocess.Popen(
            [sys.executable, "-c", source, path],
            env=environment, stdout=subprocess.PIPE, text=True,
        ) as child:  # fmt: skip
            assert child.stdout is not None
            for line in child.stdout:
                taken[line.strip()] = time.perf_counter() - begin
        if not taken:
            raise RuntimeError(f"the window was never painted (exit {child.returncode})")
        return taken

    usable: list[float] = []

    def ours() -> float:
        taken = moments(_OURS)
        usable.append(taken["usable"])
        return taken["painted"]

    ours()
    usable.clear()
    painted, empty = in_turn(ours, lambda: moments(_EMPTY)["painted"], times=7)
    yield Figure("first paint / empty window", *_of(painted, empty, 2))
    # The runs went to and fro: the same round has the same place in both lists.
    yield Figure("matrix usable / empty window", *_of(usable, empty, 6))


def _of(ours: list[float], floor: list[float], goal: float) -> tuple[float, float, str]:
    value, detail = ratio(ours, floor)
    return value, goal, detail
