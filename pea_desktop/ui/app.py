"""The program with its window: from the double click to the first screen, and to a tidy end."""

import gc
import logging
import sys
from pathlib import Path

# All that needs no Qt comes first: with it comes SQLAlchemy, and after Qt every import is dearer
# (SQLAlchemy by 25 ms and 19 MB).
from pea_desktop import areas, log
from pea_desktop.areas import catalog
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.paths import resource
from pea_desktop.settings import Settings

# isort: split
from PySide6.QtCore import QLocale, QObject, QStandardPaths, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from pea_desktop.ui import qt_spanish
from pea_desktop.ui.crash import CrashHooks
from pea_desktop.ui.kit import dialogs, tasks, theme
from pea_desktop.ui.kit.spelling import Spelling
from pea_desktop.ui.main_window import MainWindow
from pea_desktop.ui.start import StartWindow, ask_identity

logger = logging.getLogger(__name__)

FILE_ENDING = ".pea"
_SETTLED_MS = 2000


def run(path: str | None) -> int:
    """Open the window on a file, on the last one, or on the start page; return the exit code."""
    # Nothing made while starting is garbage: looking for it costs 50 ms.
    gc.disable()
    log.start()
    application = make_application(Settings.load())
    Spelling.of_application().turn_on()
    shell = Shell()
    hooks = CrashHooks(shell.restart)
    hooks.refused.connect(lambda sentence: dialogs.show_error(PeaError(sentence)))
    left = hooks.install()
    QTimer.singleShot(0, _collect_again)
    if left:
        QTimer.singleShot(0, lambda: hooks.show_last(left))
    # Within the loop, so that an error in here is told in the crash dialog.
    QTimer.singleShot(0, lambda: shell.start(Path(path) if path else None))
    code = application.exec()
    shell.leave()
    hooks.remove()
    log.stop()
    return code


def make_application(settings: Settings) -> QApplication:
    """Return the application in Spanish and in the look of the settings; one exists at most."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    # Not the display name: Qt would add it to every window's title.
    application.setApplicationName(_("PEA Escritorio"))
    QLocale.setDefault(QLocale(QLocale.Language.Spanish, QLocale.Country.Mexico))
    qt_spanish.install(application)
    application.setWindowIcon(QIcon(str(resource("icons", "pea.svg"))))
    # The desktop finds the icon of a running program by this name (Wayland).
    QGuiApplication.setDesktopFileName("pea-desktop")
    theme.apply(application, theme.chosen(settings.theme, settings.font_scale))
    return application


class Shell(QObject):
    """Holds the one open expediente and its window, and swaps them."""

    def __init__(self) -> None:
        super().__init__()
        self.settings = Settings.load()
        self.workspace: Workspace | None = None
        self.window: MainWindow | None = None
        self._start_window: StartWindow | None = None
        self._restarts = False

    def start(self, path: Path | None) -> None:
        """Ask who writes here, if nobody did, and show a file or the start page."""
        ask_identity(self.settings)
        recent = self.settings.recent_files
        chosen = path or (Path(recent[0]) if recent else None)
        if chosen is None or not self.open(chosen):
            self._show_start()

    def open(self, path: Path) -> bool:
        """Show an existing file; False, and a sentence to the person, when it cannot be opened."""
        if self.workspace is not None and _is_same(self.workspace.path, path):
            return True
        try:
            workspace = Workspace.open(path, areas.SCHEMA, Device.load(), back_up=False)
        except PeaError as error:
            dialogs.show_error(error, self._front())
            return False
        self._show(workspace)
        QTimer.singleShot(_SETTLED_MS, self, self.back_up)
        return True

    def back_up(self) -> None:
        """Write the copy of the day; the window does not wait for it."""
        if self.workspace is not None:
            self.workspace.back_up_if_due()

    def create(self, policy: str, path: Path) -> bool:
        """Make a new file with a shipped policy and show it; False when it could not be made."""
        try:
            workspace = created(policy, path)
        except PeaError as error:
            dialogs.show_error(error, self._front())
            return False
        self._show(workspace)
        return True

    def restart(self) -> None:
        """Close everything and start a fresh program on the same file, once this one has ended."""
        self._restarts = True
        QApplication.quit()

    def leave(self) -> None:
        """Stop the work in progress, let go of the file, remember the window."""
        tasks.stop_all()
        path = self.workspace.path if self.workspace is not None else None
        self._let_go()
        self._save_settings()
        if self._restarts:
            from PySide6.QtCore import QProcess

            program = [] if getattr(sys, "frozen", False) else ["-m", "pea_desktop"]
            QProcess.startDetached(sys.executable, [*program, *([str(path)] if path else [])])

    def _show(self, workspace: Workspace) -> None:
        try:
            window = MainWindow(workspace, self.settings)
            window.open_asked.connect(self._ask_open)
            window.create_asked.connect(self._ask_create)
            window.open_screen("matrix")
            window.show()
        except BaseException:
            # Without a window nobody could let go of the file.
            workspace.close()
            raise
        # The new window is up: closing the old one no longer ends the program.
        self._let_go()
        self.workspace, self.window = workspace, window
        self.settings.remember_file(workspace.path.absolute())
        self._save_settings()
        if self._start_window is not None:
            self._start_window.close()
            self._start_window = None

    def _let_go(self) -> None:
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
        if self.workspace is not None:
            self.workspace.close()
        self.window = self.workspace = None

    def _show_start(self) -> None:
        self._start_window = StartWindow()
        self._start_window.open_asked.connect(self._ask_open)
        self._start_window.create_asked.connect(self._ask_create)
        self._start_window.receive_asked.connect(self._ask_receive)
        self._start_window.show()

    def _ask_open(self) -> None:
        path = dialogs.choose_open(self._front(), _("Abrir expediente"), _("Expediente (*.pea)"))
        if path is not None:
            self.open(path)

    def _ask_create(self) -> None:
        codes = list(catalog.AVAILABLE)
        chosen = dialogs.choose(
            self._front(),
            _("¿Con qué política empieza el expediente?"),
            list(catalog.AVAILABLE.values()),
        )
        if chosen is None:
            return
        path = dialogs.choose_save(
            self._front(),
            _("Crear expediente"),
            _documents() / f"{codes[chosen]}{FILE_ENDING}",
            _("Expediente (*.pea)"),
        )
        if path is not None:
            self.create(codes[chosen], path)

    def _ask_receive(self) -> None:
        package_path = dialogs.choose_open(
            self._front(), _("Recibir paquete"), _("Paquete (*.peapkg)")
        )
        if package_path is None:
            return
        path = dialogs.choose_save(
            self._front(),
            _("Guardar el expediente que trae el paquete"),
            _documents() / package_path.with_suffix(FILE_ENDING).name,
            _("Expediente (*.pea)"),
        )
        if path is not None:
            self.create_from_package(package_path, path)

    def create_from_package(self, package_path: Path, path: Path) -> bool:
        """Make the expediente a full package holds and show it; False when it could not be made."""
        from pea_desktop.files import package

        try:
            workspace, received = package.receive_new(
                path, package_path, areas.SCHEMA, Device.load()
            )
        except PeaError as error:
            dialogs.show_error(error, self._front())
            return False
        self._show(workspace)
        dialogs.say(
            self._front(),
            _("El expediente viene de «{device}» ({author}).").format(
                device=received.device, author=received.author
            ),
            _("Huella de ese equipo: {fingerprint}. Compárela con quien lo envió.").format(
                fingerprint=received.fingerprint
            ),
        )
        return True

    def _front(self) -> QWidget | None:
        return self.window or self._start_window

    def _save_settings(self) -> None:
        try:
            self.settings.save()
        except OSError:
            # Only the order of the recent files and the window's place are lost.
            logger.warning("app: the settings could not be saved")


def created(policy: str, path: Path) -> Workspace:
    """Return a new expediente with a shipped policy, open; on an error no file is left."""
    workspace = Workspace.create(path, areas.SCHEMA, Device.load())
    try:
        with workspace.edit(_("Crear expediente"), kind="create") as session:
            catalog.load(session, policy)
    except BaseException:
        workspace.close()
        path.unlink(missing_ok=True)
        raise
    return workspace


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _documents() -> Path:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())
