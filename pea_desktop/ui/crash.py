"""When the program itself fails: say so, keep a report, go on or start again.

A report tells where the program was, never what the person wrote: messages of errors may quote a
cell, so only those about the code itself are kept.
"""

import faulthandler
import logging
import sqlite3
import sys
import threading
import traceback
from collections.abc import Callable
from enum import Enum, auto
from io import TextIOWrapper
from pathlib import Path, PurePath
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication, QMessageBox

from pea_desktop import __version__, log, paths
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _

logger = logging.getLogger(__name__)
_qt_logger = logging.getLogger("qt")

# Errors whose message speaks of the code or of the file's shape, never of its contents.
_ABOUT_THE_CODE = (
    AttributeError,
    ImportError,
    IndexError,
    NameError,
    NotImplementedError,
    RecursionError,
    TypeError,
    sqlite3.Error,
)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Choice(Enum):
    """What the person wants after a failure."""

    COPY = auto()
    SAVE = auto()
    RESTART = auto()
    GO_ON = auto()


class CrashHooks(QObject):
    """Catches every error nobody caught, writes it down and tells the person once.

    Signals:
        caught: a report was made, in whichever thread; the dialog opens on the main one.
        refused: a `PeaError` reached the hooks: its sentence is all there is to say.
    """

    caught = Signal(str)
    refused = Signal(str)

    def __init__(self, restart: Callable[[], None]) -> None:
        super().__init__()
        self._restart = restart
        self._seen: set[str] = set()
        self._is_showing = False
        self._hard_crashes: TextIOWrapper | None = None
        self._qt_before: Callable[..., object] | None = None
        # Queued also on the main thread: a dialog inside a paint event would paint again.
        self.caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> str:
        """Take the hooks; return what a hard crash of the last session left written, or ""."""
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        self._qt_before = qInstallMessageHandler(log_qt_message)
        return self._watch_hard_crashes()

    def remove(self) -> None:
        """Give the hooks back and forget the file of hard crashes: this session ended well."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(self._qt_before)
        if self._hard_crashes is not None:
            faulthandler.disable()
            self._hard_crashes.close()
            self._hard_crashes = None

    def show_last(self, trace: str) -> None:
        """Tell the person that the last session ended badly."""
        self.caught.emit(_report(trace))

    def _watch_hard_crashes(self) -> str:
        path = paths.user_dir() / "crash.log"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            left = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
            self._hard_crashes = path.open("w", encoding="utf-8")
        except OSError:
            logger.warning("crash: hard crashes cannot be written down")
            return ""
        faulthandler.enable(self._hard_crashes)
        return _without_folders(left).strip()

    def _on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if isinstance(error, PeaError):
            self.refused.emit(str(error))
            return
        self._catch(describe(error, trace))

    def _on_thread_error(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None and not issubclass(failure.exc_type, SystemExit):
            self._catch(describe(failure.exc_value, failure.exc_traceback))

    def _catch(self, trace: str) -> None:
        # One failing paint event arrives at each repaint: told once, it is enough.
        if trace in self._seen:
            return
        self._seen.add(trace)
        logger.error("crash: %s", trace)
        self.caught.emit(_report(trace))

    @Slot(str)
    def _show(self, report: str) -> None:
        if self._is_showing:
            return
        self._is_showing = True
        try:
            while (choice := _ask(report)) in (Choice.COPY, Choice.SAVE):
                _keep(report, choice)
        finally:
            self._is_showing = False
        if choice is Choice.RESTART:
            self._restart()


def describe(error: BaseException, trace: TracebackType | None) -> str:
    """Return an error and where it came from, without texts the person wrote.

    The chain of causes is told first cause first, as Python does, one file, line and function a
    row; file names start at the package, so that no personal folder is named.
    """
    parts: list[str] = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        parts.append(describe(cause, cause.__traceback__))
    parts.extend(
        f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    )
    parts.append(_summary(error))
    return "\n".join(parts)


def _summary(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError):
        return f"{name}: errno {error.errno}"
    if isinstance(error, _ABOUT_THE_CODE):
        return f"{name}: {error}"
    return name


def _short(filename: str) -> str:
    parts = PurePath(filename).parts
    for root in ("site-packages", "pea_desktop"):
        if root in parts:
            start = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[start:])
    return parts[-1] if parts else filename


def _without_folders(trace: str) -> str:
    """Shorten the file names of a faulthandler text (`File "…", line 3 in name`)."""
    rows = []
    for row in trace.splitlines():
        before, quote, rest = row.partition('File "')
        name, end, after = rest.partition('"')
        rows.append(f"{before}{quote}{_short(name)}{end}{after}" if quote else row)
    return "\n".join(rows)


def _report(trace: str) -> str:
    import platform

    versions = (
        f"PEA Escritorio {__version__} · Python {platform.python_version()} · Qt {qVersion()} · "
        f"SQLite {sqlite3.sqlite_version} · {platform.system()} {platform.release()} "
        f"{platform.machine()}"
    )
    return f"{versions}\n\n{trace}\n\n{log.tail()}\n"


def _ask(report: str) -> Choice:
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Algo falló"))
    box.setText(_("Algo falló. Sus datos están guardados hasta el último cambio."))
    box.setInformativeText(
        _("El informe dice dónde falló el programa; no lleva textos suyos ni nombres.")
    )
    box.setDetailedText(report)
    actions = QMessageBox.ButtonRole.ActionRole
    buttons = {
        box.addButton(_("Copiar informe"), actions): Choice.COPY,
        box.addButton(_("Guardar informe…"), actions): Choice.SAVE,
        box.addButton(_("Cerrar y volver a abrir"), QMessageBox.ButtonRole.AcceptRole): (
            Choice.RESTART
        ),
        box.addButton(_("Seguir"), QMessageBox.ButtonRole.RejectRole): Choice.GO_ON,
    }
    for button, choice in buttons.items():
        if choice is Choice.RESTART:
            box.setDefaultButton(button)
        if choice is Choice.GO_ON:
            box.setEscapeButton(button)
    box.exec()
    pressed = box.clickedButton()
    return next((choice for button, choice in buttons.items() if button is pressed), Choice.GO_ON)


def _keep(report: str, choice: Choice) -> None:
    if choice is Choice.COPY:
        QApplication.clipboard().setText(report)
        return
    from pea_desktop.ui.kit import dialogs

    path: Path | None = dialogs.choose_save(
        None, _("Guardar informe"), "informe_pea.txt", _("Texto (*.txt)")
    )
    if path is None:
        return
    try:
        path.write_text(report, encoding="utf-8")
    except OSError:
        logger.warning("crash: the report could not be written")


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Write one of Qt's own messages to the log; for `qInstallMessageHandler`."""
    _qt_logger.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
