"""All rules over all rows, and what follows from their findings."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.codes import LineState
from pea_desktop.areas.matrix.editing import set_value
from pea_desktop.areas.matrix.lines import LineRow, lines
from pea_desktop.areas.matrix.linting import catalogue, content, formulas, repeats, targets
from pea_desktop.areas.matrix.linting.context import Context, Sheet, gather, sheets
from pea_desktop.core.findings import Finding, Fix, Severity

RowRule = Callable[[LineRow, Sheet], Iterable[Finding]]
MatrixRule = Callable[[Sheet], Iterable[Finding]]

ROW_RULES: Final[tuple[RowRule, ...]] = (
    *content.ROW_RULES,
    *catalogue.ROW_RULES,
    *formulas.RULES,
    *targets.ROW_RULES,
)
MATRIX_RULES: Final[tuple[MatrixRule, ...]] = (
    *content.MATRIX_RULES,
    *catalogue.MATRIX_RULES,
    *targets.MATRIX_RULES,
    *repeats.MATRIX_RULES,
)
RULES: Final = (*ROW_RULES, *MATRIX_RULES)

_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_COST: Final = {Severity.ERROR: 30, Severity.WARNING: 10, Severity.INFO: 0}
_DROPPED: Final = (LineState.CANCELLED, LineState.MERGED)


class Gate(NamedTuple):
    """Whether a matrix may go to be signed («lista para firma»).

    Attributes:
        is_ready: No finding is an error.
        reasons: The sentences of the errors, which keep it back.
        warnings: The sentences of the warnings: to be read before, they keep nothing back.
    """

    is_ready: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


def lint(rows: Sequence[LineRow], context: Context | None = None) -> list[Finding]:
    """Return what all rules say of these rows, by matrix, then row, then severity.

    Findings about a whole matrix come before those of its rows. Líneas that were cancelled or
    merged into another are counted (W1) and otherwise left alone.
    """
    found: list[Finding] = []
    for sheet in sheets(rows, context or Context()):
        own = list(_of_sheet(sheet))
        own.sort(key=lambda finding: (finding.row or 0, _ORDER[finding.severity]))
        found.extend(own)
    return found


def _of_sheet(sheet: Sheet) -> Iterable[Finding]:
    yield from content.count_declared(sheet)
    kept = [row for row in sheet.rows if row.state not in _DROPPED]
    rest = Sheet(kept, sheet.facts, sheet.context, sheet.headers, sheet.name)
    for matrix_rule in MATRIX_RULES:
        if matrix_rule is not content.count_declared:
            yield from matrix_rule(rest)
    for row in kept:
        for rule in ROW_RULES:
            yield from rule(row, rest)


def lint_matrix(
    session: Session, institution_id: str | None = None, today: date | None = None
) -> list[Finding]:
    """Return the findings on an institution's matrix, or on all of them without one."""
    return lint(lines(session, institution_id), gather(session, today))


def apply_fix(session: Session, fix: Fix) -> None:
    """Make the changes of a fix, inside one `workspace.edit()`.

    Fixes are worked out from the row as it was when it was linted: after one, lint again.

    Raises:
        PeaError: The línea is gone, or a cell is in conflict.
    """
    for field, text in fix.changes:
        set_value(session, fix.row_id, field, text)


def score(findings: Iterable[Finding], row: LineRow) -> int:
    """Return how sound a row is: 100, less 30 an error and 10 a warning, never below 0."""
    lost = sum(_COST[finding.severity] for finding in findings if finding.row_id == row.id)
    return max(0, 100 - lost)


def ready_for_signature(findings: Iterable[Finding]) -> Gate:
    """Return whether an institution's matrix is «lista para firma»: errors keep it back."""
    findings = list(findings)
    reasons, warnings = (
        tuple(finding.sentence for finding in findings if finding.severity is severity)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    return Gate(not reasons, reasons, warnings)
