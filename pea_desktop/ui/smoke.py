"""`--smoke`: the whole program once, offscreen, in a folder of its own; for a build's check."""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pea_desktop import paths

if TYPE_CHECKING:
    from pea_desktop.ui.main_window import MainWindow

_FILE = "humo.pea"


def smoke() -> int:
    """Open the real window, import, print, send and receive; print `ready SECONDS`, return 0.

    The seconds are those from the call to the first screen shown. What goes wrong raises: the
    traceback is what a build needs to read. Nothing outside a temporary folder is touched.
    """
    begun = time.perf_counter()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="pea-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with paths.at_home(folder / "equipo-1"):
            ready = _run(folder, begun)
    sys.stdout.write(f"ready {ready:.2f}\n")
    return 0


def _run(folder: Path, begun: float) -> float:
    # Imported here so that the seconds count what a person waits for.
    from PySide6.QtCore import qInstallMessageHandler

    from pea_desktop import log
    from pea_desktop.settings import Settings
    from pea_desktop.ui.app import make_application
    from pea_desktop.ui.crash import log_qt_message
    from pea_desktop.ui.kit import tasks
    from pea_desktop.ui.main_window import MainWindow
    from pea_desktop.ui.opening import created

    settings = Settings(author="Lic. Asistente Uno", device="HUMO-1")
    settings.save()
    log.start()
    qInstallMessageHandler(log_qt_message)
    application = make_application(settings)
    workspace = created("michoacan", folder / _FILE)
    window = MainWindow(workspace, settings)
    try:
        window.open_screen("matrix")
        window.show()
        application.processEvents()
        ready = time.perf_counter() - begun
        _work(window, folder)
        application.processEvents()
    finally:
        tasks.stop_all()
        window.close()
        workspace.close()
        qInstallMessageHandler(None)
        log.stop()
    return ready


def _work(window: "MainWindow", folder: Path) -> None:
    from pea_desktop import areas
    from pea_desktop.areas import matrix, minutes
    from pea_desktop.core.device import Device
    from pea_desktop.files import package, xlsx
    from pea_desktop.reports import minute as minute_report
    from pea_desktop.ui import pdf_window
    from pea_desktop.ui.kit.tasks import Job
    from pea_desktop.ui.screens.minutes import MinutesScreen

    workspace = window.workspace
    book = xlsx.read(paths.resource("sample", "matriz_secoem.xlsx"))
    plan = matrix.plan_import(workspace.session, book, "SECOEM")
    with workspace.edit("Importar la matriz de muestra") as session:
        matrix.apply_import(session, plan)
    _require(len(matrix.lines(workspace.session)) == 26, "the sample has 26 rows")
    screen = window.open_screen("minutes")
    assert isinstance(screen, MinutesScreen)
    screen.new_minute()
    recorded = minutes.minutes(workspace.session)[0]
    pdf = minute_report.render(minutes.snapshot(workspace.session, recorded.id))
    pages = pdf_window.render(pdf, 0.5, Job(lambda *_step: None))
    _require(len(pages) >= 2, "a minute and its annex take two pages or more")
    for key in ("catalog", "sync"):
        window.open_screen(key)
    sent = folder / "humo.peapkg"
    package.export(workspace, sent)
    _require(package.inspect(sent).workspace_id == workspace.workspace_id, "its own package")
    with paths.at_home(folder / "equipo-2"):
        other, _received = package.receive_new(
            folder / "recibido.pea", sent, areas.SCHEMA, Device.load("Lic. Asistente Dos", "HUMO-2")
        )
    try:
        _require(
            matrix.show(other.session) == matrix.show(workspace.session), "both laptops are equal"
        )
    finally:
        other.close()


def _require(is_true: bool, what: str) -> None:
    if not is_true:
        raise RuntimeError(what)
