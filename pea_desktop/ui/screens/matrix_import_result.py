"""What an import would do as rows and cells to look at, and the problems to step through."""

from dataclasses import dataclass

from pea_desktop.areas.matrix import ImportPlan, Step, StepKind, headings
from pea_desktop.areas.matrix.columns import HIDDEN_HEADERS
from pea_desktop.core.findings import Severity
from pea_desktop.i18n import _
from pea_desktop.ui.kit.paste_plan import Fate, PastePlan, PlannedCell, PlannedColumn, PlannedRow

_FATES = {
    StepKind.NEW: Fate.NEW,
    StepKind.CHANGED: Fate.CHANGED,
    StepKind.SAME: Fate.SAME,
}
_NEVER_STORED = {"celda_rechazada", "celda_con_error", "formula_sin_valor", "en_conflicto"}


@dataclass(frozen=True)
class Problem:
    """Something to look at: where it is in the table (-1 for nowhere), and what it is."""

    row: int
    column: int
    sentence: str
    severity: Severity


@dataclass(frozen=True)
class Result:
    """What the third pane shows."""

    table: PastePlan
    problems: tuple[Problem, ...]

    def remark(self, row: int, column: int) -> Problem | None:
        """Return what is to be said about a cell, else about its row."""
        here = [one for one in self.problems if one.row == row]
        exact = (one for one in here if one.column == column)
        return next(exact, None) or next((one for one in here if one.column <= 0), None)


def result_of(plan: ImportPlan) -> Result:
    """Return the rows of an import: those that are líneas, then those that are none."""
    layout = plan.table.layout
    columns = [
        (one.field, one.heading)
        for one in layout.columns
        if one.field and one.field not in HIDDEN_HEADERS
    ]
    keys = [key for key, _heading in columns]
    reasons = {
        (finding.row, finding.field): finding.sentence
        for finding in plan.findings
        if finding.code in _NEVER_STORED
    }
    rows = [_row(step, keys, reasons) for step in plan.steps]
    problems = []
    places = {step.row.number: at for at, step in enumerate(plan.steps)}
    for finding in plan.findings:
        at = places.get(finding.row or 0, -1)
        column = keys.index(finding.field) + 1 if finding.field in keys else 0
        problems.append(Problem(at, column, finding.sentence, finding.severity))
    for one in plan.table.rejections:
        cells = [PlannedCell(key=None, fate=Fate.IGNORED, text="") for _key in keys]
        place = keys.index("line") if "line" in keys else 0
        cells[place] = PlannedCell(key=None, fate=Fate.REJECTED, text=one.text, reason=one.reason)
        known = next((at for at, said in enumerate(problems) if said.sentence == one.reason), None)
        if known is not None:
            problems[known] = Problem(
                len(rows), place + 1, one.reason, max_severity(problems[known].severity)
            )
        number = _("fila {row}").format(row=one.excel_row)
        rows.append(PlannedRow(row_id="", number=number, fate=Fate.REJECTED, cells=tuple(cells)))
    shown = tuple(
        PlannedColumn(header=heading or headings.title(key or ""), key=key)
        for key, heading in columns
    )
    ordered = sorted(problems, key=lambda one: (one.row < 0, one.row, one.column))
    return Result(PastePlan(shown, tuple(rows), has_header=True, added=()), tuple(ordered))


def max_severity(severity: Severity) -> Severity:
    """Return how much it matters that a row is left out: at least a warning."""
    return Severity.WARNING if severity is Severity.INFO else severity


def _row(
    step: Step, keys: list[str], reasons: dict[tuple[int | None, str | None], str]
) -> PlannedRow:
    row = step.row
    texts: dict[str, str | None] = {"axis": row.axis, "priority": row.priority}
    texts |= {**row.values, **row.parts}
    cells = []
    for key in keys:
        text = texts.get(key) or ""
        change = step.changes.get(key)
        reason = reasons.get((row.number, key), "")
        if reason:
            fate = Fate.REJECTED
        elif change is not None and step.kind is StepKind.CHANGED:
            fate = Fate.CHANGED
        elif step.kind is StepKind.NEW and text:
            fate = Fate.NEW
        else:
            fate = Fate.SAME
        before = change.before or "" if change and key not in ("axis", "priority") else ""
        cells.append(
            PlannedCell(key=key, fate=fate, text=text, stored=text, before=before, reason=reason)
        )
    return PlannedRow(
        row_id=step.line_id or f"fila {row.excel_row}",
        number=_("fila {row}").format(row=row.excel_row),
        fate=_FATES[step.kind],
        cells=tuple(cells),
    )
