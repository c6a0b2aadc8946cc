"""Keeps what the rules say of the líneas up to date while a person types."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from pea_desktop.areas.matrix import LineRow
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.workspace import Workspace
from pea_desktop.ui.kit.tasks import Task

_PAUSE_MS = 150
_AT_ONCE = 400
"""Rows up to which the rules take less than a blink; above, they run beside the window."""

Remarks = Mapping[str, Mapping[str, str]]


class LineChecks(QObject):
    """Runs the rules after a pause.

    Args:
        workspace: where the líneas are.
        rows: returns those to be checked.

    Signals:
        checked: `remarks` and `findings` are of now, and others than before.
        settled: the rules ran, whatever they said.
    """

    checked = Signal()
    settled = Signal()

    def __init__(
        self, workspace: Workspace, rows: Callable[[], Sequence[LineRow]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._rows = rows
        self._asked = 0
        self.findings: tuple[Finding, ...] = ()
        self.remarks: Remarks = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.now)

    def later(self) -> None:
        """Check once nothing has changed for a moment."""
        self._pause.start()

    def now(self) -> None:
        """Check at once, or beside the window where that would be felt."""
        self._pause.stop()
        if not self._workspace.is_open:
            return
        # The rules are read in after the first paint.
        from pea_desktop.areas.matrix import linting

        self._asked += 1
        rows, context = list(self._rows()), linting.gather(self._workspace.session)
        if len(rows) <= _AT_ONCE:
            self._take(linting.lint(rows, context))
            return
        asked = self._asked
        task = Task(lambda _job: linting.lint(rows, context))
        task.done.connect(lambda found: self._take(found) if asked == self._asked else None)
        task.start()

    def of(self, line_id: str) -> list[Finding]:
        """Return the findings about one línea."""
        return [finding for finding in self.findings if finding.row_id == line_id]

    def _take(self, found: Iterable[Finding]) -> None:
        findings = tuple(found)
        if findings != self.findings:
            self.findings = findings
            self.remarks = _by_cell(findings)
            self.checked.emit()
        self.settled.emit()


def _by_cell(findings: Iterable[Finding]) -> Remarks:
    """Return the errors and warnings by línea and field; «number» stands for the whole row."""
    made: dict[str, dict[str, str]] = {}
    for finding in findings:
        if finding.row_id is None or finding.severity is Severity.INFO:
            continue
        cells = made.setdefault(finding.row_id, {})
        key = finding.field if finding.field not in (None, "priority") else "number"
        said = cells.get(key or "number")
        cells[key or "number"] = f"{said}\n{finding.sentence}" if said else finding.sentence
    return made
