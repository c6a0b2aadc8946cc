"""What hangs from a línea: consultations, owners, viability, verification sources, variables.

Every function here is called inside one `workspace.edit()`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pea_desktop.areas.institutions import InstitutionRole
from pea_desktop.areas.matrix.codes import ConsultationState, LineState, Viability
from pea_desktop.areas.matrix.editing import find_line, find_row, insert_lines
from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    IndicatorVariable,
    LineOwner,
    LineViability,
    Matrix,
    PendingConsultation,
    Target,
    VerificationSource,
)
from pea_desktop.areas.matrix.fields import indicator_id, target_id
from pea_desktop.core.base import Entity, natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_text
from pea_desktop.core.positions import keys_between, own_mark
from pea_desktop.i18n import _

_Row = TypeVar("_Row", bound=Entity)


def add_consultation(
    session: Session,
    line_id: str,
    institution_id: str | None,
    *,
    text: str | None = None,
    since: date | None = None,
    due: date | None = None,
) -> PendingConsultation:
    """Mark a línea as to be talked over with an institution, and put it under review.

    Raises:
        PeaError: There is no such línea, or the answer is due before the consultation began.
    """
    line = find_line(session, line_id)
    _check_days(since, due)
    made = PendingConsultation(
        line_id=line.id,
        institution_id=institution_id,
        original_text=text,
        since=since,
        due=due,
        position=_last(session, PendingConsultation, PendingConsultation.line_id == line.id),
    )
    session.add(made)
    line.highlighted = True
    if line.state in (None, LineState.BRAINSTORM, LineState.PROPOSED):
        line.state = LineState.TO_CONSULT
    session.flush()
    return made


def change_consultation(
    session: Session,
    consultation_id: str,
    *,
    institution_id: str | None,
    text: str | None,
    since: date | None,
    due: date | None,
) -> None:
    """Correct whom a consultation is with, since when and until when."""
    row = _find(session, PendingConsultation, consultation_id)
    _check_days(since, due)
    row.institution_id, row.original_text = institution_id, text
    row.since, row.due = since, due
    session.flush()


def answer_consultation(
    session: Session,
    consultation_id: str,
    state: ConsultationState,
    answer: str | None = None,
    answered: date | None = None,
) -> None:
    """Note how a consultation came out; the last answer takes its línea out of review."""
    row = _find(session, PendingConsultation, consultation_id)
    row.state, row.answer, row.answered = state, answer, answered
    session.flush()
    _settle_review(session, row.line_id)


def remove_consultation(session: Session, consultation_id: str) -> None:
    """Take a consultation away; without another pending one, its línea leaves review."""
    row = _find(session, PendingConsultation, consultation_id)
    session.delete(row)
    session.flush()
    _settle_review(session, row.line_id)


def highlight(session: Session, line_id: str, reason: str | None = None) -> None:
    """Put a línea under review for a reason that is no consultation."""
    line = find_line(session, line_id)
    line.highlighted, line.highlight_reason = True, reason
    session.flush()


def end_review(session: Session, line_id: str) -> None:
    """Take a línea out of review; its pending consultations are noted as socializadas."""
    line = find_line(session, line_id)
    for row in session.scalars(
        select(PendingConsultation).where(
            PendingConsultation.line_id == line_id,
            PendingConsultation.state == ConsultationState.PENDING,
        )
    ):
        row.state = ConsultationState.CONSULTED
    session.flush()
    _settle_review(session, line.id)


def set_owners(session: Session, line_id: str, owners: Sequence[tuple[str, str, str]]) -> None:
    """Make exactly these the owners of a línea: (institution id, role code, unit), in order.

    Raises:
        PeaError: The línea is gone, or one institution has one role twice.
    """
    line = find_line(session, line_id)
    wanted = {natural_id(line.id, one, role): (one, role, unit) for one, role, unit in owners}
    if len(wanted) != len(owners):
        raise PeaError(_("Una institución está dos veces con el mismo papel: deje sólo una."))
    known = {
        row.id: row
        for row in session.scalars(select(LineOwner).where(LineOwner.line_id == line.id))
    }
    for row_id, row in known.items():
        if row_id not in wanted:
            session.delete(row)
    for key, (row_id, (one, role, unit)) in zip(
        keys_between(None, None, len(wanted), line.id), wanted.items(), strict=True
    ):
        held = known.get(row_id)
        if held is None:
            held = LineOwner(
                id=row_id, line_id=line.id, institution_id=one, role=InstitutionRole(role)
            )
            session.add(held)
        held.unit, held.position = parse_text(unit), key
    session.flush()


def set_viability(session: Session, line_id: str, codes: Iterable[str]) -> None:
    """Make exactly these what a línea needs to be carried out."""
    line = find_line(session, line_id)
    wanted = {natural_id(line.id, code): Viability(code) for code in codes}
    rows = session.scalars(select(LineViability).where(LineViability.line_id == line.id))
    known = {row.id: row for row in rows}
    for row_id, row in known.items():
        if row_id not in wanted:
            session.delete(row)
    for row_id, code in wanted.items():
        if row_id not in known:
            session.add(LineViability(id=row_id, line_id=line.id, code=code))
    session.flush()


def add_source(
    session: Session,
    line_id: str,
    institution: str = "",
    instrument: str = "",
    link: str = "",
    frequency: str = "",
) -> VerificationSource:
    """Add a place where the figures of a línea's indicator can be checked.

    Raises:
        PeaError: There is no such línea, or nothing was written.
    """
    line = find_line(session, line_id)
    texts = [parse_text(text) for text in (institution, instrument, link, frequency)]
    if not any(texts):
        raise PeaError(_("Escriba la institución, el instrumento o la liga del medio."))
    owner = ensure_indicator(session, line.id).id
    made = VerificationSource(
        indicator_id=owner,
        position=_last(session, VerificationSource, VerificationSource.indicator_id == owner),
    )
    made.institution, made.instrument, made.link, made.frequency = texts
    session.add(made)
    session.flush()
    return made


def change_source(
    session: Session, source_id: str, institution: str, instrument: str, link: str, frequency: str
) -> None:
    """Correct a verification source; one left without any text is removed."""
    row = _find(session, VerificationSource, source_id)
    texts = [parse_text(text) for text in (institution, instrument, link, frequency)]
    if any(texts):
        row.institution, row.instrument, row.link, row.frequency = texts
    else:
        session.delete(row)
    session.flush()


def remove_source(session: Session, source_id: str) -> None:
    """Take a verification source away."""
    session.delete(_find(session, VerificationSource, source_id))
    session.flush()


def describe_variable(
    session: Session, line_id: str, symbol: str, *, description: str, unit: str, source: str
) -> None:
    """Note what a letter of the formula stands for, its unit and where its figure comes from."""
    owner = ensure_indicator(session, find_line(session, line_id).id).id
    row_id = natural_id(owner, symbol)
    row = find_row(session, IndicatorVariable, row_id)
    if row is None:
        row = IndicatorVariable(id=row_id, indicator_id=owner, symbol=symbol)
        session.add(row)
    row.description, row.unit = parse_text(description), parse_text(unit)
    row.source = parse_text(source)
    session.flush()


def variables_of(session: Session, line_id: str) -> dict[str, IndicatorVariable]:
    """Return what was noted about the letters of a línea's formula, by letter."""
    rows = session.scalars(
        select(IndicatorVariable).where(IndicatorVariable.indicator_id == indicator_id(line_id))
    )
    return {row.symbol: row for row in rows}


def ensure_indicator(session: Session, line_id: str) -> Indicator:
    """Return a línea's indicator, made when there is none yet."""
    row = find_row(session, Indicator, indicator_id(line_id))
    if row is None:
        row = Indicator(id=indicator_id(line_id), line_id=line_id)
        session.add(row)
    return row


def duplicate_lines(session: Session, line_ids: Sequence[str]) -> list[ActionLine]:
    """Copy líneas with all that hangs from them, below the last one; return the copies.

    Those of several institutions are copied each in its own matrix, below the last one of it.
    Consultations are copied as pending; where a row came from is not: the copy came from no book.

    Raises:
        PeaError: One of them is gone.
    """
    session.flush()
    by_matrix: dict[str, list[ActionLine]] = {}
    for line_id in line_ids:
        line = find_line(session, line_id)
        by_matrix.setdefault(line.matrix_id, []).append(line)
    kept = {"id", "matrix_id", "number", "position", "source_row", "merged_into_id"}
    copies: list[ActionLine] = []
    for matrix_id, originals in by_matrix.items():
        matrix = session.get(Matrix, matrix_id)
        assert matrix is not None  # a línea without its matrix is shown nowhere
        own = insert_lines(session, matrix, count=len(originals), after_id=originals[-1].id)
        for original, made in zip(originals, own, strict=True):
            _copy_columns(original, made, kept)
            _copy_parts(session, original.id, made.id)
        copies += own
    session.flush()
    return copies


def _copy_parts(session: Session, from_id: str, to_id: str) -> None:
    for owner in session.scalars(select(LineOwner).where(LineOwner.line_id == from_id)):
        row_id = natural_id(to_id, owner.institution_id, owner.role)
        session.add(_copied(owner, LineOwner(id=row_id, line_id=to_id, institution_id="")))
    for need in session.scalars(select(LineViability).where(LineViability.line_id == from_id)):
        row_id = natural_id(to_id, need.code)
        session.add(LineViability(id=row_id, line_id=to_id, code=need.code))
    for one in session.scalars(
        select(PendingConsultation).where(PendingConsultation.line_id == from_id)
    ):
        copy = PendingConsultation(line_id=to_id)
        _copy_columns(one, copy, {"id", "line_id", "state", "answer", "answered"})
        session.add(copy)
    original = session.get(Indicator, indicator_id(from_id))
    if original is None:
        return
    made = Indicator(id=indicator_id(to_id), line_id=to_id)
    session.add(_copied(original, made))
    for target in session.scalars(select(Target).where(Target.indicator_id == original.id)):
        row_id = target_id(to_id, target.year, target.period)
        session.add(
            Target(
                id=row_id,
                indicator_id=made.id,
                year=target.year,
                period=target.period,
                text=target.text,
            )
        )
    for source in session.scalars(
        select(VerificationSource).where(VerificationSource.indicator_id == original.id)
    ):
        session.add(_copied(source, VerificationSource(indicator_id=made.id)))
    for variable in variables_of(session, from_id).values():
        row_id = natural_id(made.id, variable.symbol)
        again = IndicatorVariable(id=row_id, indicator_id=made.id, symbol=variable.symbol)
        session.add(_copied(variable, again))


def _copied(source: _Row, made: _Row) -> _Row:
    _copy_columns(source, made, {"id", "line_id", "indicator_id"})
    return made


def _copy_columns(source: Entity, made: Entity, kept: set[str]) -> None:
    for column in source.__table__.columns:
        if column.name not in kept:
            setattr(made, column.name, getattr(source, column.name))


def _find(session: Session, entity: type[_Row], row_id: str) -> _Row:
    row = find_row(session, entity, row_id)
    if row is None:
        raise PeaError(_("Lo que quiere cambiar ya no está: vuelva a abrir la ficha."))
    return row


def _settle_review(session: Session, line_id: str) -> None:
    """Take a línea out of review once nobody is left to answer."""
    line = find_row(session, ActionLine, line_id)
    pending = select(PendingConsultation.id).where(
        PendingConsultation.line_id == line_id,
        PendingConsultation.state == ConsultationState.PENDING,
    )
    if line is None or session.scalars(pending).first() is not None:
        return
    line.highlighted, line.highlight_reason = False, None
    if line.state is LineState.TO_CONSULT:
        line.state = LineState.PROPOSED
    session.flush()


def _check_days(since: date | None, due: date | None) -> None:
    if since is not None and due is not None and due < since:
        raise PeaError(_("La fecha límite es anterior al inicio de la consulta: corríjala."))


def _last(session: Session, entity: Any, where: ColumnElement[bool]) -> str:
    """Return the position below the last row of a list."""
    session.flush()
    keys = session.scalars(select(entity.position).where(where))
    return keys_between(max((key or "" for key in keys), default=""), None, 1, own_mark(session))[0]
