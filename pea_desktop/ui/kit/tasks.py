"""Background work: a function that takes and returns plain data, off the main thread.

It never sees the workspace, an entity or a widget: gather on the main thread, work here, apply on
the main thread again.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from typing_extensions import override

from pea_desktop.core.errors import PeaError

_POOL: Final = "pea_tasks"
_REPORT_EVERY: Final = 0.05


class Stopped(Exception):  # noqa: N818 - not an error: the person asked for it
    """The person stopped the work; raised inside it at its next step."""


class Job:
    """What the work is given: a way to say how far it is, and to learn that it must stop."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._report = report
        self._stopped = threading.Event()
        self._reported = 0.0

    def step(self, done: int, total: int, what: str = "") -> None:
        """Say that `done` of `total` is ready.

        Raises:
            Stopped: when the person asked to stop; let it through.
        """
        if self._stopped.is_set():
            raise Stopped
        # Work may step a thousand times a second; telling each would drown the window.
        now = time.monotonic()
        if now - self._reported >= _REPORT_EVERY or done == total > 0:
            self._reported = now
            self._report(done, total, what)

    def stop(self) -> None:
        """Make the next step raise."""
        self._stopped.set()


class _Run(QRunnable):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    @override
    def run(self) -> None:
        self._work()


class Task(QObject):
    """One piece of background work; it keeps itself alive until it has finished.

    A bug in the work is raised again on the main thread, where the crash dialog gets it.

    Args:
        work: what is done; it is given the way to tell how far it is.
        is_drawing: nobody waits for it, and nothing is lost if it is dropped: a picture. What
            takes its result must be a method of a QObject, so that it goes with its receiver.

    Signals:
        done: the result, on the main thread.
        failed: a PeaError, on the main thread.
        progressed: done, total and what is being done.
        returned: the work is over, before its answer is handled: a preview may stay open for long.
        finished: always, last; also after a stop.
    """

    done = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int, str)
    returned = Signal()
    finished = Signal()
    _delivered = Signal(object, object)

    def __init__(self, work: Callable[[Job], Any], *, is_drawing: bool = False) -> None:
        # The application owns it while it runs: nobody else may hold it.
        super().__init__(QCoreApplication.instance())
        self._work = work
        self._job = Job(self.progressed.emit)
        self.is_running = False
        self.is_drawing = is_drawing
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Queue the work; one piece runs at a time."""
        self.is_running = True
        _pool().start(_Run(self._run))

    @Slot()
    def stop(self) -> None:
        """Ask the work to end at its next step."""
        self._job.stop()

    def _run(self) -> None:
        try:
            result, error = self._work(self._job), None
        except BaseException as problem:
            result, error = None, problem
        self._delivered.emit(result, error)

    @Slot(object, object)
    def _on_delivered(self, result: object, error: BaseException | None) -> None:
        self.is_running = False
        self.returned.emit()
        try:
            if error is None:
                self.done.emit(result)
            elif isinstance(error, PeaError):
                self.failed.emit(error)
            elif not isinstance(error, Stopped):
                raise error
        finally:
            self.finished.emit()
            self.setParent(None)
            self.deleteLater()


def running() -> list[Task]:
    """Return the tasks that have not finished, but for drawings."""
    return [task for task in _all() if not task.is_drawing]


def stop_all() -> None:
    """Ask every task to stop and wait for the worker; call it when the program ends."""
    for task in _all():
        task.stop()
    _pool().waitForDone()


def _all() -> list[Task]:
    application = QCoreApplication.instance()
    if application is None:
        return []
    return [task for task in application.findChildren(Task) if task.is_running]


def _pool() -> QThreadPool:
    application = QCoreApplication.instance()
    pool = application.findChild(QThreadPool, _POOL) if application is not None else None
    if not isinstance(pool, QThreadPool):
        pool = QThreadPool(application)
        pool.setObjectName(_POOL)
        # One is enough, and keeps the order of what people asked for.
        pool.setMaxThreadCount(1)
    return pool
