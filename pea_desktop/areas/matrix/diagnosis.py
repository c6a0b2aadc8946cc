"""What keeps matrices from being signed: their findings, scores and facts, and fixes in one go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.institutions import Institution
from pea_desktop.areas.matrix.codes import FichaTemplate
from pea_desktop.areas.matrix.editing import find_row, set_values
from pea_desktop.areas.matrix.entities import Matrix
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.linting import Gate, ready_for_signature, score
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding, Fix
from pea_desktop.core.grid import clean, number_of
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _

_MOST_LINES: Final = 100_000
_SOUND, _FAIR = 90, 60
_WORDS: Final = ((_SOUND, N_("Bien")), (_FAIR, N_("Mejorable")), (0, N_("Débil")))


class MatrixState(NamedTuple):
    """What is known of one matrix, with or without líneas.

    Attributes:
        short: The acronym of its institution, or its name where it has none.
        captured: How many líneas it has.
        declared: How many its document states, None when nobody said.
        score: The mean of its líneas' scores, None without líneas.
        gate: Whether it may go to be signed, and what keeps it back.
    """

    id: str
    institution_id: str
    institution: str
    short: str
    template: FichaTemplate | None
    declared: int | None
    captured: int
    score: int | None
    gate: Gate

    @property
    def declared_sentence(self) -> str:
        """The two counts and how they differ (W1), "" while nothing was declared."""
        if self.declared is None:
            return ""
        if self.declared == self.captured:
            return _("Declaradas {declared} · capturadas {captured}: coinciden").format(
                declared=self.declared, captured=self.captured
            )
        sentence = _("Declaradas {declared} · capturadas {captured} · diferencia {difference:+d}")
        return sentence.format(
            declared=self.declared,
            captured=self.captured,
            difference=self.captured - self.declared,
        )


def score_word(value: int) -> str:
    """Return what a score means, in a word."""
    return next(_(word) for least, word in _WORDS if value >= least)


def scores(findings: Iterable[Finding], rows: Sequence[LineRow]) -> dict[str, int]:
    """Return every row's score by its id; `score` one by one would read all findings each time."""
    own: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        own[finding.row_id].append(finding)
    return {row.id: score(own.get(row.id, ()), row) for row in rows}


def matrix_states(
    session: Session, findings: Iterable[Finding], rows: Sequence[LineRow]
) -> list[MatrixState]:
    """Return the state of every matrix by the name of its institution.

    Args:
        session: where the matrices are.
        findings: what `linting.lint` said of the rows.
        rows: all líneas; a matrix none of whose rows is here counts as empty.
    """
    findings = list(findings)
    matrix_of = {row.id: row.matrix_id for row in rows}
    points = scores(findings, rows)
    counted: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        counted[row.matrix_id].append(points[row.id])
    said: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        # What is said of a whole matrix is never an error, and keeps nothing back.
        said[matrix_of.get(finding.row_id or "", "")].append(finding)
    names, gone = _names(session), (_("(institución borrada)"),) * 2
    made = [
        MatrixState(
            id=held.id,
            institution_id=held.institution_id,
            institution=names.get(held.institution_id, gone)[0],
            short=names.get(held.institution_id, gone)[1],
            template=held.template,
            declared=held.declared_lines,
            captured=len(counted[held.id]),
            score=round(sum(counted[held.id]) / len(counted[held.id]))
            if counted[held.id]
            else None,
            gate=ready_for_signature(said[held.id]),
        )
        for held in session.scalars(select(Matrix))
    ]
    return sorted(made, key=lambda one: (fold(one.institution), one.id))


def _names(session: Session) -> Mapping[str, tuple[str, str]]:
    rows = session.execute(select(Institution.id, Institution.name, Institution.acronym))
    return {row.id: (row.name or "", row.acronym or row.name or "") for row in rows}


def fixes_alike(findings: Iterable[Finding], finding: Finding, fix: Fix) -> list[Fix]:
    """Return the fixes that do the same as one of a finding's, wherever its rule speaks."""
    return [
        other
        for one in findings
        if one.code == finding.code
        for other in one.fixes
        if other.label == fix.label
    ]


def apply_fixes(session: Session, fixes: Iterable[Fix]) -> None:
    """Make the changes of many fixes inside one `workspace.edit()`; lint again after.

    Raises:
        PeaError: A línea is gone, or a cell is in conflict.
    """
    set_values(session, [(fix.row_id, field, text) for fix in fixes for field, text in fix.changes])


def set_declared(session: Session, matrix_id: str, text: str) -> None:
    """Note how many líneas a document states for a matrix; "" forgets it.

    Raises:
        PeaError: There is no such matrix, or the text is no whole number.
    """
    held = find_row(session, Matrix, matrix_id)
    if held is None:
        raise PeaError(_("La matriz ya no está en el expediente: elija otra."))
    written = clean(text).strip()
    number = number_of(written) if written else None
    if written and (number is None or number != int(number) or not 0 <= number <= _MOST_LINES):
        raise PeaError(
            _("Las líneas declaradas se escriben con un número entero: «{text}» no lo es.").format(
                text=written[:80]
            )
        )
    declared = int(number) if number is not None else None
    if held.declared_lines != declared:
        held.declared_lines = declared
    session.flush()
