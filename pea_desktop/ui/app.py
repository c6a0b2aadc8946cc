"""The program with its window: from the double click to the first screen, and to a tidy end."""

import gc
import importlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QLocale, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from pea_desktop import log
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.paths import resource
from pea_desktop.settings import Settings
from pea_desktop.ui import qt_spanish
from pea_desktop.ui.crash import CrashHooks
from pea_desktop.ui.kit import dialogs, tasks, theme
from pea_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from pea_desktop.core.workspace import Workspace
    from pea_desktop.ui.start import StartWindow

logger = logging.getLogger(__name__)

FILE_ENDING = ".pea"
_SETTLED_MS = 2000
_LONGEST_WAIT_MS = 1000
# What the first paint does without, in steps: between two of them the window paints what it must.
_WORKS = (
    "pea_desktop.core.base",
    "pea_desktop.core.workspace",
    "pea_desktop.areas.catalog",
    "pea_desktop.areas.minutes",
    "pea_desktop.areas",
    "pea_desktop.ui.opening",
    "pea_desktop.ui.screens.matrix",
)


def run(path: str | None) -> int:
    """Open the window on a file, on the last one, or on the start page; return the exit code."""
    # Nothing made while starting is garbage: looking for it costs 50 ms.
    gc.disable()
    log.start()
    application = make_application(Settings.load())
    shell = Shell()
    hooks = CrashHooks(shell.restart)
    hooks.refused.connect(lambda sentence: dialogs.show_error(PeaError(sentence)))
    left = hooks.install()

    def begin() -> None:
        try:
            shell.start(Path(path) if path else None)
            _turn_on_spelling()
        finally:
            gc.freeze()
            gc.enable()
            if left:
                hooks.show_last(left)

    # Within the loop, so that an error in here is told in the crash dialog.
    QTimer.singleShot(0, begin)
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
        self._frame: MainWindow | None = None
        self._start_window: StartWindow | None = None
        self._restarts = False
        # Kept in variables: Qt gives the two away only while somebody holds them.
        self._hints = QGuiApplication.styleHints()
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._follow_system)
        self._accessibility.contrastPreferenceChanged.connect(self._follow_system)

    def start(self, path: Path | None) -> None:
        """Ask who writes here, if nobody did, and show a file or the start page.

        The window is painted first, and what works in it imported then: two thirds of a start.
        """
        if not (self.settings.author and self.settings.device):
            from pea_desktop.ui.start import ask_identity

            ask_identity(self.settings)
        recent = self.settings.recent_files
        chosen = path or (Path(recent[0]) if recent else None)
        if chosen is not None and _is_file(chosen):
            self._frame = MainWindow(chosen, self.settings)
            self._frame.show()
            try:
                self._fill(self._frame, chosen)
            finally:
                self._drop_frame()
        elif chosen is None or not self.open(chosen):
            _wait_for_paint(self._show_start())
            _import_works()

    def _fill(self, frame: MainWindow, path: Path) -> None:
        """Open the file in the frame that is shown for it; else give way to the start page."""
        _wait_for_paint(frame)
        _import_works()
        # Closed by the person, who did not want to wait.
        if frame.isVisible():
            self.open(path)

    def _drop_frame(self) -> None:
        """Put the start page in the place of a frame whose file could not be opened."""
        frame, self._frame = self._frame, None
        if frame is None:
            return
        if frame.isVisible():
            self._show_start()
        frame.hide()
        frame.deleteLater()

    def open(self, path: Path) -> bool:
        """Show an existing file; False, and a sentence to the person, when it cannot be opened."""
        from pea_desktop.ui import opening, placing

        if self.workspace is not None and _is_same(self.workspace.path, path):
            return True
        try:
            place = placing.settle(path, self.settings, self._front())
            if place is None:
                return False
            workspace = opening.opened(place)
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
        from pea_desktop.ui import opening

        try:
            workspace = opening.created(policy, path)
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

    def _show(self, workspace: "Workspace") -> None:
        try:
            window = self._frame or MainWindow(workspace.path, self.settings)
            window.show_file(workspace)
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
        self.workspace, self.window, self._frame = workspace, window, None
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

    def _show_start(self) -> "StartWindow":
        from pea_desktop.ui.start import StartWindow

        self._start_window = StartWindow()
        self._start_window.open_asked.connect(self._ask_open)
        self._start_window.create_asked.connect(self._ask_create)
        self._start_window.receive_asked.connect(self._ask_receive)
        self._start_window.show()
        return self._start_window

    def _ask_open(self) -> None:
        path = dialogs.choose_open(self._front(), _("Abrir expediente"), _("Expediente (*.pea)"))
        if path is not None:
            self.open(path)

    def _ask_create(self) -> None:
        from pea_desktop.areas import catalog
        from pea_desktop.ui import placing

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
            placing.documents() / f"{codes[chosen]}{FILE_ENDING}",
            _("Expediente (*.pea)"),
        )
        path = path and placing.settle_new(path, self.settings, self._front())
        if path is not None:
            self.create(codes[chosen], path)

    def _ask_receive(self) -> None:
        from pea_desktop.ui import placing

        package_path = dialogs.choose_open(
            self._front(), _("Recibir paquete"), _("Paquete (*.peapkg)")
        )
        if package_path is None:
            return
        path = dialogs.choose_save(
            self._front(),
            _("Guardar el expediente que trae el paquete"),
            placing.documents() / package_path.with_suffix(FILE_ENDING).name,
            _("Expediente (*.pea)"),
        )
        path = path and placing.settle_new(path, self.settings, self._front())
        if path is not None:
            self.create_from_package(package_path, path)

    def create_from_package(self, package_path: Path, path: Path) -> bool:
        """Make the expediente a full package holds and show it; False when it could not be made."""
        from pea_desktop.ui import opening

        try:
            workspace, received = opening.received(package_path, path)
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

    def _follow_system(self, _preference: object) -> None:
        """Look as the desktop does now, for who chose so."""
        application = QApplication.instance()
        wanted = theme.chosen(self.settings.theme, self.settings.font_scale)
        if (
            self.settings.theme == theme.SYSTEM
            and isinstance(application, QApplication)
            and wanted != theme.Theme.of_application()
        ):
            theme.apply(application, wanted)

    def _front(self) -> QWidget | None:
        return self.window or self._frame or self._start_window

    def _save_settings(self) -> None:
        try:
            self.settings.save()
        except OSError:
            # Only the order of the recent files and the window's place are lost.
            logger.warning("app: the settings could not be saved")


class _FirstPaint(QObject):
    """Calls once when a window has been painted."""

    def __init__(self, window: QWidget, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._call = call
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The widgets inside are painted after the window.
            QTimer.singleShot(0, self, self._call)
        return False


def _wait_for_paint(window: QWidget) -> None:
    """Return once a window is on the screen; keys and clicks wait to be told afterwards."""
    loop = QEventLoop()
    _FirstPaint(window, loop.quit)
    # Nobody paints a window that is minimized or on another desktop.
    QTimer.singleShot(_LONGEST_WAIT_MS, loop, loop.quit)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def _import_works() -> None:
    """Import what the first paint did without; keys and clicks wait to be told afterwards."""
    for name in _WORKS:
        importlib.import_module(name)
        # A system takes a window that does not answer for one that hangs.
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def _turn_on_spelling() -> None:
    from pea_desktop.ui.kit.spelling import Spelling

    Spelling.of_application().turn_on()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
