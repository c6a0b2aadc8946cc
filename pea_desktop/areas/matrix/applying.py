"""Applying an import's plan, within one `workspace.edit()`."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions
from pea_desktop.areas.institutions import InstitutionRole
from pea_desktop.areas.matrix.codes import ConsultationState, LineState
from pea_desktop.areas.matrix.editing import (
    find_row,
    make_matrix,
    matrix_of,
    store,
)
from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    LineOwner,
    Matrix,
    PendingConsultation,
    Target,
    VerificationSource,
)
from pea_desktop.areas.matrix.fields import indicator_id, physical, target_period, target_year
from pea_desktop.areas.matrix.headings import SOURCE_FIELDS
from pea_desktop.areas.matrix.importing import ImportPlan, Step, StepKind
from pea_desktop.areas.matrix.parts import add_source, change_source, set_owners
from pea_desktop.core.base import natural_id, new_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.positions import position_key
from pea_desktop.i18n import _

_Consulted = dict[str, str]
"""The id of each institution to consult, by the name the book gives it."""


def apply_import(session: Session, plan: ImportPlan) -> Matrix:
    """Do what the plan says and return the matrix; a plan without changes writes nothing.

    Raises:
        PeaError: A línea of the plan is gone since the book was read.
    """
    institution = institutions.find_or_create(session, plan.institution)
    policy = catalog.current(session)
    matrix = matrix_of(session, policy.id, institution.id)
    if matrix is None:
        matrix = make_matrix(session, policy.id, institution.id)
        if plan.years:
            matrix.year_from, matrix.year_to = plan.years[0], plan.years[-1]
    elif plan.years:
        matrix.year_from = min(matrix.year_from, plan.years[0])
        matrix.year_to = max(matrix.year_to, plan.years[-1])
    session.flush()
    numbers = session.scalars(select(ActionLine.number).where(ActionLine.matrix_id == matrix.id))
    last = max(numbers, default=0)
    # A row moved to the end has a place beyond its number; what is added comes below it.
    positions = session.scalars(
        select(ActionLine.position).where(ActionLine.matrix_id == matrix.id)
    )
    places = (int(key[:6]) for key in positions if key and key[:6].isdecimal())
    last = max(last, max(places, default=0))
    consulted = {
        name: institutions.find_or_create(session, name).id
        for name in dict.fromkeys(name for step in plan.steps for name in step.consult)
    }
    taken = {*session.scalars(select(ActionLine.id)), *session.scalars(select(Indicator.line_id))}
    for step in plan.steps:
        if step.kind is StepKind.NEW:
            last += 1
            _add(session, matrix, step, last, _imported_id(matrix, step, taken), consulted)
            # Keeps what is still to be written small: `find_row` looks through it.
            if last % 50 == 0:
                session.flush()
        elif step.kind is StepKind.CHANGED:
            _change(session, step, consulted)
    session.flush()
    return matrix


def _add(
    session: Session, matrix: Matrix, step: Step, number: int, line_id: str, consulted: _Consulted
) -> None:
    after = {key: change.after for key, change in step.changes.items() if key not in SOURCE_FIELDS}
    line = ActionLine(
        id=line_id,
        matrix_id=matrix.id,
        number=number,
        position=position_key(number),
        priority_id=after.pop("priority", None),
        axis_id=after.pop("axis", None),
        state=LineState.TO_CONSULT if step.highlighted else LineState.PROPOSED,
        highlighted=bool(step.highlighted),
        source_row=step.row.source,
    )
    session.add(line)
    indicator: Indicator | None = None
    for key, text in after.items():
        _table, row_id, column = physical(key, line.id)
        if row_id == line.id:
            if text is not None:
                setattr(line, column, text)
            continue
        if text is None:
            continue
        if indicator is None:
            indicator = Indicator(id=indicator_id(line.id), line_id=line.id)
            session.add(indicator)
        year = target_year(key)
        if year is None:
            setattr(indicator, column, text)
        else:
            period = target_period(key)
            made = Target(id=row_id, indicator_id=indicator.id, year=year, period=period, text=text)
            session.add(made)
    _add_parts(session, line, step)
    _consult(session, line, step, consulted)


def _add_parts(session: Session, line: ActionLine, step: Step) -> None:
    """Add the owners and verification sources the book brings; none is taken away."""
    is_source_changed = any(key in step.changes for key in SOURCE_FIELDS)
    if not (step.owners or step.sources or is_source_changed):
        return
    session.flush()
    if is_source_changed:
        _change_source(session, line, step)
    for text in step.sources:
        add_source(session, line.id, instrument=text)
    if step.owners:
        rows = session.scalars(
            select(LineOwner).where(LineOwner.line_id == line.id).order_by(LineOwner.position)
        )
        known = [(row.institution_id, row.role.value, row.unit or "") for row in rows]
        new = [(one, InstitutionRole.OWNER.value, "") for one in step.owners]
        set_owners(session, line.id, [*known, *new])


def _change_source(session: Session, line: ActionLine, step: Step) -> None:
    """Write what the book says of the first verification source; one left empty goes away."""
    changes = {SOURCE_FIELDS[key]: one for key, one in step.changes.items() if key in SOURCE_FIELDS}
    row = find_row(session, VerificationSource, step.source_id) if step.source_id else None
    texts = {
        name: (getattr(row, name) if row else None) or "" for name in SOURCE_FIELDS.values()
    } | {name: change.after or "" for name, change in changes.items()}
    if row is not None:
        change_source(session, row.id, **texts, frequency=row.frequency or "")
    elif any(texts.values()):
        add_source(session, line.id, **texts)


def _imported_id(matrix: Matrix, step: Step, taken: set[str]) -> str:
    """Return the id of a línea read from a book: two laptops that import it meet in one row.

    A deleted línea leaves its indicator behind (`editing.delete_line`): the same row of a book is
    then another línea, so that neither takes from the other.
    """
    content = [f"{key}={text}" for key, text in sorted(step.row.values.items()) if text is not None]
    made = natural_id("imported line", matrix.id, step.row.excel_row, *content)
    again = 1
    while made in taken:
        again += 1
        made = natural_id("imported line", matrix.id, step.row.excel_row, *content, again)
    taken.add(made)
    return made


def _change(session: Session, step: Step, consulted: _Consulted) -> None:
    line = find_row(session, ActionLine, step.line_id or "")
    if line is None:
        raise PeaError(
            _(
                "La línea {number} se borró después de leer el libro: vuelva a leerlo antes de "
                "importar."
            ).format(number=step.row.number)
        )
    for key, change in step.changes.items():
        if key == "priority":
            line.priority_id, line.axis_id = change.after, None
        elif key == "axis":
            line.axis_id = change.after
        elif key not in SOURCE_FIELDS:
            store(session, line, key, change.after)
    if line.source_row is None:
        # Evidence of where it came from: what later books change, the journal tells. Noting each
        # book anew would set two laptops against each other over cells that they changed apart.
        line.source_row = step.row.source
    _add_parts(session, line, step)
    if step.highlighted is not None:
        _highlight(session, line, is_on=step.highlighted)
    _consult(session, line, step, consulted)
    # Keeps what is still to be written small: `store` looks through it.
    session.flush()


def _highlight(session: Session, line: ActionLine, *, is_on: bool) -> None:
    line.highlighted = is_on
    if is_on and line.state in (None, LineState.BRAINSTORM, LineState.PROPOSED):
        line.state = LineState.TO_CONSULT
    if not is_on:
        if line.state is LineState.TO_CONSULT:
            line.state = LineState.PROPOSED
        session.execute(
            delete(PendingConsultation).where(
                PendingConsultation.line_id == line.id,
                PendingConsultation.state == ConsultationState.PENDING,
            )
        )


def _consult(session: Session, line: ActionLine, step: Step, consulted: _Consulted) -> None:
    remark = step.row.values.get("interpretation")
    who: list[str | None] = [consulted[name] for name in step.consult]
    if step.note_remark:
        who.append(None)
    for place, institution_id in enumerate(who, start=1):
        session.add(
            PendingConsultation(
                id=_consultation_id(session, line, place),
                line_id=line.id,
                institution_id=institution_id,
                original_text=remark,
                position=position_key(place),
            )
        )


def _consultation_id(session: Session, line: ActionLine, place: int) -> str:
    made = natural_id("imported consultation", line.id, place)
    return new_id() if find_row(session, PendingConsultation, made) else made
