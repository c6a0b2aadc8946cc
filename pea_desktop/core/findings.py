"""What a rule says about a row: rules warn, they do not block."""

from dataclasses import dataclass
from enum import StrEnum

from pea_desktop.i18n import N_


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "aviso"
    INFO = "informacion"


SEVERITY_LABELS = {
    Severity.ERROR: N_("Error"),
    Severity.WARNING: N_("Aviso"),
    Severity.INFO: N_("Información"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A safe change that takes a finding away, to be made with one click.

    Attributes:
        label: What it does, in Spanish, as a button says it: «Cambiar por «Anual»».
        row_id: The row it changes.
        changes: Fields and the texts they get; "" clears one.
    """

    label: str
    row_id: str
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One remark about a row or a cell.

    Attributes:
        code: Stable name of the rule, for scripts and tests: "sin_prioridad".
        severity: How much it matters.
        row: Number of the row in its table, from 1; None when it is about the whole.
        column: Heading of the column; None when it is about the row.
        sentence: What is the matter, in Spanish, naming row and column.
        fix: What to do about it, in Spanish, when there is one thing to do.
        row_id: Id of the row it is about, to go to its cell.
        field: Key of the column it is about.
        fixes: Changes to choose from; more than one when only a person can tell which is meant.
    """

    code: str
    severity: Severity
    row: int | None = None
    column: str | None = None
    sentence: str
    fix: str | None = None
    row_id: str | None = None
    field: str | None = None
    fixes: tuple[Fix, ...] = ()

    def as_json(self) -> dict[str, str | int | None]:
        """Return the finding as the command line prints it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "row": self.row,
            "column": self.column,
            "sentence": self.sentence,
        }
