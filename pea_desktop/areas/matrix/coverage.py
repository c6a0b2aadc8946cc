"""What of a policy has líneas: prioridades by institution, acciones sugeridas one by one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog
from pea_desktop.areas.catalog import ActionSheet, LevelCode, PolicyItem, SuggestedAction
from pea_desktop.areas.institutions import Institution
from pea_desktop.areas.matrix.codes import LineState
from pea_desktop.areas.matrix.editing import find_line, insert_lines, make_matrix, matrix_of
from pea_desktop.areas.matrix.entities import ActionLine, Matrix
from pea_desktop.areas.matrix.lines import ItemRef, LineRow, lines
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _, ngettext

_ALIKE: Final = 92
# What was given up covers nothing.
_DROPPED: Final = (LineState.CANCELLED, LineState.MERGED)


class ActionText(NamedTuple):
    """An acción sugerida as its ficha prints it; `mark` is «a)» or «•»."""

    id: str
    mark: str
    text: str


class InstitutionRef(NamedTuple):
    """An institution with a matrix; `short` is its acronym, or its name where it has none."""

    id: str
    name: str
    short: str


class PriorityFacts(NamedTuple):
    """A prioridad of the policy, its eje and the acciones sugeridas of its ficha."""

    item: ItemRef
    axis: ItemRef | None
    actions: tuple[ActionText, ...]


class _Line(Protocol):
    """As much of a línea as tells what it takes up."""

    @property
    def id(self) -> str: ...

    @property
    def suggested_action_id(self) -> str | None: ...


_AnyLine = TypeVar("_AnyLine", bound=_Line)


class CoveredAction(NamedTuple):
    """An acción sugerida with the líneas that take it up, none when nobody does."""

    id: str
    mark: str
    text: str
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class CoveredPriority:
    """A prioridad with its líneas.

    Attributes:
        item: The prioridad.
        axis: The eje it hangs from.
        lines: Its líneas of all institutions.
        actions: The acciones sugeridas of its ficha; none where it has no ficha.
    """

    item: ItemRef
    axis: ItemRef | None
    lines: tuple[LineRow, ...]
    actions: tuple[CoveredAction, ...]

    def count(self, institution_id: str = "") -> int:
        """Return how many líneas an institution has under it, or all of them together."""
        return sum(1 for line in self.lines if institution_id in ("", line.institution_id))

    @property
    def uncovered(self) -> tuple[CoveredAction, ...]:
        """The acciones sugeridas nobody takes up."""
        return tuple(action for action in self.actions if not action.lines)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole map; prioridades in the order of the policy."""

    priorities: tuple[CoveredPriority, ...]

    def counts(self) -> tuple[int, int, int, int]:
        """Return prioridades with líneas, prioridades, acciones without línea, acciones."""
        return (
            sum(1 for one in self.priorities if one.lines),
            len(self.priorities),
            sum(len(one.uncovered) for one in self.priorities),
            sum(len(one.actions) for one in self.priorities),
        )

    def sentence(self) -> str:
        """Return «11 de 60 prioridades con líneas · 287 acciones sugeridas, 280 sin línea»."""
        covered, priorities, uncovered, actions = self.counts()
        said = ngettext(
            "{n} de {all} prioridad con líneas", "{n} de {all} prioridades con líneas", priorities
        ).format(n=covered, all=priorities)
        if not actions:
            return said
        of_actions = ngettext(
            "{all} acción sugerida, {n} sin línea",
            "{all} acciones sugeridas, {n} sin línea",
            actions,
        ).format(n=uncovered, all=actions)
        return f"{said} · {of_actions}"


def policy_facts(session: Session) -> list[PriorityFacts]:
    """Read the prioridades with their ejes and acciones sugeridas: three queries."""
    items = {row.id: row for row in session.scalars(select(PolicyItem))}
    prioridad_of = {row.id: row.item_id for row in session.scalars(select(ActionSheet))}
    actions: defaultdict[str, list[ActionText]] = defaultdict(list)
    query = select(SuggestedAction).order_by(SuggestedAction.position, SuggestedAction.id)
    for row in session.scalars(query):
        owner = prioridad_of.get(row.sheet_id)
        if owner is not None:
            actions[owner].append(ActionText(row.id, row.mark, row.text))
    made = []
    for item in items.values():
        if item.level == LevelCode.PRIORITY:
            axis = catalog.axis_of(session, item)
            made.append((item, _ref(axis) if axis else None))
    made.sort(key=lambda pair: (pair[0].position, pair[0].id))
    return [PriorityFacts(_ref(item), axis, tuple(actions[item.id])) for item, axis in made]


def _ref(item: PolicyItem) -> ItemRef:
    return ItemRef(item.id, item.number, item.text)


def cover(facts: Iterable[PriorityFacts], rows: Iterable[LineRow]) -> Coverage:
    """Hold the policy against the líneas; plain data in and out, so it may run anywhere.

    An acción sugerida is taken up by a línea made from it, and by one under the same prioridad
    (or under none yet) whose text is nearly its own or contains it. The same words under another
    prioridad answer to another ficha.
    """
    kept = [row for row in rows if row.state not in _DROPPED]
    by_action: defaultdict[str | None, list[LineRow]] = defaultdict(list)
    by_priority: defaultdict[str | None, list[LineRow]] = defaultdict(list)
    for row in kept:
        by_action[row.suggested_action_id].append(row)
        by_priority[row.priority.id if row.priority else None].append(row)
    folded = {row.id: fold(row.line) for row in kept if row.line}
    made = []
    for one in facts:
        own = by_priority.get(one.item.id, [])
        near = [*own, *by_priority.get(None, ())]
        actions = tuple(
            CoveredAction(
                action.id, action.mark, action.text, _taken_up(action, by_action, near, folded)
            )
            for action in one.actions
        )
        made.append(CoveredPriority(one.item, one.axis, tuple(own), actions))
    return Coverage(tuple(made))


def _taken_up(
    action: ActionText,
    by_action: Mapping[str | None, Sequence[_AnyLine]],
    near: Sequence[_AnyLine],
    folded: Mapping[str, str],
) -> tuple[_AnyLine, ...]:
    from rapidfuzz import fuzz

    found = list(by_action.get(action.id, ()))
    known = {row.id for row in found}
    text = fold(action.text)
    for row in near:
        line = folded.get(row.id, "")
        # One made from another acción says so itself; a text shorter than this one holds a part.
        if row.id in known or row.suggested_action_id is not None or not line:
            continue
        if fuzz.ratio(text, line, score_cutoff=_ALIKE) or (
            len(line) > len(text) and fuzz.partial_ratio(text, line, score_cutoff=_ALIKE)
        ):
            found.append(row)
    return tuple(found)


def coverage(session: Session) -> Coverage:
    """Return what of the policy has líneas now."""
    return cover(policy_facts(session), lines(session))


def actions_taken_up(session: Session, priority_id: str) -> dict[str, str]:
    """Return the acciones sugeridas of one prioridad that have a línea, as id → id of its first.

    It says the same as `coverage` and reads only what may take them up.
    """
    sheet = catalog.sheet(session, priority_id)
    actions = catalog.actions(session, sheet.id) if sheet is not None else []
    query = select(
        ActionLine.id, ActionLine.text, ActionLine.state, ActionLine.suggested_action_id
    ).where(
        or_(
            ActionLine.priority_id == priority_id,
            ActionLine.priority_id.is_(None),
            ActionLine.suggested_action_id.in_([action.id for action in actions]),
        )
    )
    rows = session.execute(query.order_by(ActionLine.position, ActionLine.id))
    kept = [row for row in rows if row.state not in _DROPPED]
    by_action: defaultdict[str | None, list[Any]] = defaultdict(list)
    for row in kept:
        by_action[row.suggested_action_id].append(row)
    folded = {row.id: fold(row.text) for row in kept if row.text}
    found: dict[str, str] = {}
    for action in actions:
        text = ActionText(action.id, action.mark, action.text)
        lines_of_it = _taken_up(text, by_action, kept, folded)
        if lines_of_it:
            found[action.id] = lines_of_it[0].id
    return found


def matrix_institutions(session: Session) -> list[InstitutionRef]:
    """Return the institutions that have a matrix, by name; also where it has no líneas yet."""
    query = select(Institution.id, Institution.name, Institution.acronym).where(
        Institution.id.in_(select(Matrix.institution_id))
    )
    found = (
        InstitutionRef(row.id, row.name or "", row.acronym or row.name or "")
        for row in session.execute(query)
    )
    return sorted(found, key=lambda one: (fold(one.name), one.id))


def action_name(session: Session, action_id: str) -> str:
    """Return how people call an acción sugerida: «3 a)», by its prioridad and its mark.

    Raises:
        PeaError: There is none.
    """
    action, priority = _find_action(session, action_id)
    number = priority.number or ""
    if any(char.isalnum() for char in action.mark):
        return f"{number} {action.mark}".strip()
    # All of a ficha's bullets look the same.
    marks = [row.id for row in catalog.actions(session, action.sheet_id)]
    return _("{priority}, punto {n}").format(priority=number, n=marks.index(action.id) + 1)


def line_from_action(session: Session, action_id: str, institution_id: str) -> ActionLine:
    """Make a línea of an acción sugerida, below the last one of its prioridad; return it.

    To be called inside one `workspace.edit()`. The institution's matrix is made if it has none.

    Raises:
        PeaError: There is no such acción, or a línea of this institution is made from it already.
    """
    action, priority = _find_action(session, action_id)
    policy = catalog.current(session)
    held = matrix_of(session, policy.id, institution_id)
    held = held or make_matrix(session, policy.id, institution_id)
    session.flush()
    rows = session.execute(
        select(
            ActionLine.id,
            ActionLine.position,
            ActionLine.priority_id,
            ActionLine.suggested_action_id,
            ActionLine.state,
        ).where(ActionLine.matrix_id == held.id)
    ).all()
    if any(row.suggested_action_id == action.id and row.state not in _DROPPED for row in rows):
        raise PeaError(
            _("La matriz ya tiene una línea de la acción sugerida {name}: ábrala en la matriz.")
            .format(name=action_name(session, action.id))
        )  # fmt: skip
    own = [(row.position or "", row.id) for row in rows if row.priority_id == priority.id]
    after = max(own)[1] if own else None
    made = insert_lines(session, held, after_id=after, priority_id=priority.id)[0]
    line = find_line(session, made.id)
    line.text, line.suggested_action_id = action.text, action.id
    session.flush()
    return line


def _find_action(session: Session, action_id: str) -> tuple[SuggestedAction, PolicyItem]:
    action = session.get(SuggestedAction, action_id)
    sheet = session.get(ActionSheet, action.sheet_id) if action is not None else None
    priority = session.get(PolicyItem, sheet.item_id) if sheet is not None else None
    if action is None or priority is None:
        raise PeaError(_("Esa acción sugerida ya no está en la política: elija otra."))
    return action, priority
