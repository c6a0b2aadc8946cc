"""First paint of the program's window with a real matrix, against an empty main window."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Figure, in_turn, ratio

_BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"

_PAINTED = """
from PySide6.QtCore import QEvent, QObject, QTimer

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: (print("painted", flush=True), application.quit()))
        return False
"""

_EMPTY = f"""
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
{_PAINTED}
window = QMainWindow()
watch = Watch()
window.installEventFilter(watch)
window.show()
application.exec()
"""

_OURS = f"""
import gc, sys
gc.disable()
from pathlib import Path
from pea_desktop.settings import Settings
from pea_desktop.ui import app
application = app.make_application(Settings.load())
{_PAINTED}
shell = app.Shell()
shell.start(Path(sys.argv[1]))
watch = Watch()
shell.window.installEventFilter(watch)
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

    def first_paint(source: str) -> float:
        begin = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", source, path],
            env=environment, stdout=subprocess.PIPE, text=True,
        ) as child:  # fmt: skip
            assert child.stdout is not None
            for line in child.stdout:
                if line == "painted\n":
                    taken = time.perf_counter() - begin
                    child.stdout.read()
                    return taken
        raise RuntimeError(f"the window was never painted (exit {child.returncode})")

    first_paint(_OURS)
    value, detail = ratio(
        *in_turn(lambda: first_paint(_OURS), lambda: first_paint(_EMPTY), times=7)
    )
    yield Figure("first paint / empty window", value, 3, detail)
