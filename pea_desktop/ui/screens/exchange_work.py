"""Packages taken in so that nobody waits: a small one at once, a large one beside the window."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from pea_desktop.areas import SCHEMA
from pea_desktop.core.errors import PeaError
from pea_desktop.core.lending import Loan
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package import Progress
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.tasks import Job, Task

LONG_PACKAGES: Final = 150_000
"""Bytes of packages that take about half a second on a slow laptop."""
LONG_FILE: Final = 20_000_000
"""Bytes of an expediente whose backup takes as long."""

_T = TypeVar("_T")
Work = Callable[[Workspace, Progress], _T]


def is_long(workspace: Workspace, paths: Sequence[Path], *, dry_run: bool) -> bool:
    """Tell whether taking packages in would be noticed as waiting."""
    weight = sum(path.stat().st_size for path in paths if path.is_file())
    return weight > LONG_PACKAGES or (
        not dry_run and workspace.path.stat().st_size + weight > LONG_FILE
    )


class PackageWork:
    """One piece of work with packages at a time.

    Args:
        workspace: the expediente.
        window: what the question of stopping belongs to.
    """

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        self._workspace = workspace
        self._window = window
        self.is_running = False

    def run(
        self,
        work: Work[_T],
        done: Callable[[_T], None],
        failed: Callable[[PeaError], None],
        stopped: Callable[[], None],
        *,
        text: str = "",
    ) -> None:
        """Do it, and tell the one of three that came of it.

        Args:
            work: what is done; stopped at any step it leaves the file as it was.
            done: gets the result.
            failed: gets what was refused.
            stopped: the person stopped it.
            text: what is being done, when it takes long; empty to do it at once.
        """
        self.is_running = True
        if not text:
            self._at_once(work, done, failed)
            return
        loan = Loan(self._workspace, SCHEMA)
        ends: list[Callable[[], None]] = []

        def beside(job: Job) -> _T:
            with loan.open() as own:
                return work(own, job.step)

        def end() -> None:
            loan.end()
            self.is_running = False

        def finish() -> None:
            tell = ends[0] if ends else stopped
            tell()

        task = Task(beside)
        # A bug in the work goes to the crash dialog; the file is given back all the same.
        task.returned.connect(end)
        task.done.connect(lambda result: ends.append(lambda: done(result)))
        task.failed.connect(lambda error: ends.append(lambda: failed(error)))
        task.finished.connect(finish)
        dialogs.progress(task, text, self._window)
        task.start()

    def _at_once(
        self, work: Work[_T], done: Callable[[_T], None], failed: Callable[[PeaError], None]
    ) -> None:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            result = work(self._workspace, _nobody)
        except PeaError as error:
            self._end()
            failed(error)
            return
        except BaseException:
            self._end()
            raise
        self._end()
        done(result)

    def _end(self) -> None:
        QApplication.restoreOverrideCursor()
        self.is_running = False


def _nobody(_done: int, _total: int, _what: str) -> None:
    """Stand in for who is told how far it is."""
