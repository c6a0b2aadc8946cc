"""The paper beside a minute: from a pause in typing to the page drawn, and how long keys wait.

Work is told in milliseconds of processor too: on a busy machine only those can be compared.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Figure

_BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"
_TIMES = 40
_PAUSE_GOAL_MS, _KEY_GOAL_MS = 300, 30


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of the preview: milliseconds, on this machine."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PEA_HOME"] = str(folder / "casa")
    from PySide6.QtWidgets import QApplication

    from pea_desktop.ui.kit import theme
    from pea_desktop.ui.screens.minute_preview import PAUSE_MS
    from pea_desktop.ui.screens.minutes import MinutesScreen

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.Theme("claro"))
    workspace = _workspace(folder)
    screen = MinutesScreen(workspace)
    screen.resize(1282, 700)
    screen.show()
    field = screen.form.agreements.field(0, "text")
    preview = screen.preview
    _wait(lambda: preview.paper.page_count > 0 and _is_shown(preview))
    after_pause: list[float] = []
    work: list[float] = []
    reading: list[float] = []
    for number in range(_TIMES):
        begin, busy = time.perf_counter(), time.process_time()
        field.setPlainText(f"Acuerdo {number} con {{líneas}} líneas")  # type: ignore[union-attr]
        _wait(lambda: _is_shown(preview))
        after_pause.append((time.perf_counter() - begin) * 1000)
        work.append((time.process_time() - busy) * 1000)
        busy = time.process_time()
        screen.work.gather()
        reading.append((time.process_time() - busy) * 1000)
    screen.close()
    workspace.close()
    yield _figure("paper after the last key, 26 líneas: p50 ms", after_pause, 50, _PAUSE_GOAL_MS)
    yield _figure("paper after the last key, 26 líneas: p95 ms", after_pause, 95, _PAUSE_GOAL_MS)
    yield _figure("all of that, processor: p50 ms", work, 50, _PAUSE_GOAL_MS - PAUSE_MS)
    yield _figure("reading the draft in the window, processor: p50 ms", reading, 50, _KEY_GOAL_MS)


def _is_shown(preview: Any) -> bool:
    return not preview.is_behind and preview.paper.is_current


def _figure(name: str, taken: list[float], percent: int, goal: float) -> Figure:
    value = statistics.quantiles(taken, n=100)[percent - 1]
    return Figure(name, value, goal, f"[{min(taken):.0f} - {max(taken):.0f}]")


def _workspace(folder: Path):  # type: ignore[no-untyped-def]
    from pea_desktop import areas
    from pea_desktop.areas import catalog, matrix, minutes
    from pea_desktop.core.device import Device
    from pea_desktop.core.workspace import Workspace
    from pea_desktop.files import xlsx

    device = Device.load("Lic. Asistente Uno", "EQUIPO-1")
    workspace = Workspace.create(folder / "a.pea", areas.SCHEMA, device)
    with workspace.edit("Cargar") as session:
        catalog.load(session, "michoacan")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, matrix.plan_import(session, xlsx.read(_BOOK), "SECOEM"))
    with workspace.edit("Minuta") as session:
        minute = minutes.create(
            session,
            {
                "table": "08",
                "phase": "1",
                "date": "2023-04-19",
                "institution": "SECOEM",
                "declared_lines": 24,
                "agreements": [{"number": "1", "text": "Uno"}, {"number": "2", "text": "Dos"}],
                "attendees": [{"name": f"Asistente {n}"} for n in range(10)],
                "coordinators": [{"name": f"Coordinadora {n}"} for n in range(6)],
                "materials": ["Política Estatal Anticorrupción"],
                "observations": "Ninguna.",
            },
        )
        assert minute.id
    return workspace


def _wait(until: Callable[[], bool]) -> None:
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    # Something to wake up for: waiting must not count as work.
    waker = QTimer(interval=5)
    waker.start()
    end = time.perf_counter() + 20
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
