"""The matrix as the grid shows it: its rows, and the groups they lie in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import ItemRef, LineRow, LineState
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.grid_data import GridColumn, GridData, GridGroup, GridRow
from pea_desktop.ui.screens.matrix_columns import cell_text, is_shown_apart, shown_text, target_text

_LAST: Final = 10_000
_NO_REMARKS: Final[Mapping[str, str]] = {}
# The policies' ejes in `tokens.json`; the others are drawn in the accent.
_SPINES: Final = ("1", "2", "4")
_SETTLED: Final = {LineState.AGREED, LineState.APPROVED, LineState.RUNNING, LineState.DONE}

STATE_LABELS: Final = matrix.LINE_STATE_LABELS
UNDER_REVIEW: Final = N_("Sujeta a revisión")


class Grouping(StrEnum):
    """Under what the líneas are shown."""

    PRIORITY = "priority"
    AXIS = "axis"
    STATE = "state"
    INSTITUTION = "institution"


def grid_data(
    rows: Sequence[LineRow],
    columns: Sequence[GridColumn],
    conflicts: Collection[tuple[str, str]] = (),
    grouping: Grouping = Grouping.PRIORITY,
    remarks: Mapping[str, Mapping[str, str]] | None = None,
    made: "MadeRows | None" = None,
) -> GridData:
    """Return the líneas in their groups.

    Args:
        rows: The líneas.
        columns: What `grid_columns` gave.
        conflicts: (row id, stored column) of the fields in conflict.
        grouping: Under what they are shown.
        remarks: By id of a línea and field, what is the matter with a cell.
        made: Rows made before, for those that are as they were.
    """
    made = made or MadeRows()
    made.fit(columns, conflicts)
    order, keys_of = _ORDERS[grouping], _KEYS[grouping]
    ordered = sorted(rows, key=order)
    held: dict[tuple[str, ...], list[LineRow]] = {}
    for row in ordered:
        held.setdefault(keys_of(row), []).append(row)
    groups: dict[str, GridGroup] = {}
    for keys, members in held.items():
        axis = members[0].axis
        if grouping is Grouping.PRIORITY and axis is not None and keys[0] not in groups:
            groups[keys[0]] = _band(keys[0], axis)
        groups[keys[-1]] = _HEADERS[grouping](keys[-1], members)
    return GridData(
        tuple(groups.values()),
        tuple(
            made.row(row, columns, keys_of(row), (remarks or {}).get(row.id, _NO_REMARKS))
            for row in ordered
        ),
    )


class MadeRows:
    """Keeps the rows made, for most are as before: making one costs more than drawing it."""

    def __init__(self) -> None:
        self._made: dict[str, _Made] = {}
        self._keys: tuple[str, ...] = ()
        self._labelled: tuple[tuple[int, str], ...] = ()
        self._conflicts: Collection[tuple[str, str]] = ()
        self._round = 0

    def fit(self, columns: Sequence[GridColumn], conflicts: Collection[tuple[str, str]]) -> None:
        """Make rows for these columns and conflicts from now on."""
        keys = tuple(column.key for column in columns)
        if keys != self._keys:
            self._made.clear()
        if conflicts != self._conflicts:
            self._round += 1
        self._keys, self._conflicts = keys, conflicts
        self._labelled = tuple((at, key) for at, key in enumerate(keys) if is_shown_apart(key))

    def row(
        self,
        row: LineRow,
        columns: Sequence[GridColumn],
        groups: tuple[str, ...],
        remarks: Mapping[str, str],
    ) -> GridRow:
        """Return how the grid shows a línea."""
        before, given = self._made.get(row.id), (self._round, groups, remarks)
        if before and before.line is row and before.given == given:
            return before.row
        made = self._make(row, columns, groups, remarks)
        if before and before.row == made:
            # Read again without a difference: to the grid it is the same.
            made = before.row
        self._made[row.id] = _Made(row, given, made)
        return made

    def _make(
        self,
        row: LineRow,
        columns: Sequence[GridColumn],
        groups: tuple[str, ...],
        remarks: Mapping[str, str],
    ) -> GridRow:
        label = state_label(row)
        fixed = {"number": str(row.number), "state": label}
        cells = tuple([fixed.get(key) or cell_text(row, key) for key in self._keys])
        shown = list(cells)
        for at, key in self._labelled:
            shown[at] = fixed.get(key) or shown_text(row, key)
        icon, kind = state_icon(row)
        conflicts = self._conflicts
        return GridRow(
            id=row.id,
            number=str(row.number),
            cells=cells,
            shown=tuple(shown),
            groups=groups,
            flagged=row.under_review,
            state=label,
            state_icon=icon,
            state_token="ok" if kind == "ok" else "text2",
            conflicts=_conflicted(row, columns, conflicts) if conflicts else frozenset(),
            warned=frozenset(remarks),
            remarks=remarks,
            folded=fold(" ".join(_searched(row, shown))),
        )


class _Made(NamedTuple):
    line: LineRow
    given: tuple[int, tuple[str, ...], Mapping[str, str]]
    row: GridRow


def changed_cell(
    line_ids: Iterable[str], columns: Sequence[GridColumn], touched: Collection[str]
) -> tuple[str, int] | None:
    """Return the first línea, and its column, of which a stored row is among those touched."""
    for line_id in line_ids:
        for at, column in enumerate(columns):
            if column.is_editable and matrix.physical(column.key, line_id)[1] in touched:
                return line_id, at
    return None


def is_under_review(row: LineRow) -> bool:
    """Return whether a línea waits for somebody's answer."""
    return row.under_review


def state_label(row: LineRow) -> str:
    """Return the state of a línea in words."""
    if row.under_review:
        return _(UNDER_REVIEW)
    return matrix.code_label("state", row.state) or _("Sin estado")


def state_icon(row: LineRow) -> tuple[str, str]:
    """Return icon and kind (as `Chip` has them) of a línea's state; no icon for a plain one."""
    if row.under_review:
        return "flag", "rev"
    return ("circle-check", "ok") if row.state in _SETTLED else ("", "info")


def _searched(row: LineRow, shown: Iterable[str]) -> list[str]:
    refs = [item.title for item in (row.axis, row.priority) if item is not None]
    return [*shown, *row.pending_with, *refs]


def _conflicted(
    row: LineRow, columns: Sequence[GridColumn], conflicts: Collection[tuple[str, str]]
) -> frozenset[str]:
    found = set()
    stored = {(row_id, field) for row_id, field in conflicts}
    for column in columns:
        if column.is_editable:
            _table, row_id, field = matrix.physical(column.key, row.id)
            if (row_id, field) in stored:
                found.add(column.key)
                stored.discard((row_id, field))
    # What no column shows (the state, a deletion) is marked at the number.
    if any(row_id == row.id for row_id, _field in stored):
        found.add("number")
    return frozenset(found)


def _place(item: ItemRef | None, without: int) -> int:
    """Return where an element stands among its own; one without a number comes last."""
    if item is None:
        return without
    return _digits_of(item.number or "")


# Thousands of líneas lie in a few groups, and all are put in order at each change.
@lru_cache(maxsize=1024)
def _digits_of(number: str) -> int:
    digits = "".join(c for c in number if c.isdigit())
    return int(digits) if digits else _LAST - 1


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    return fold(name)


def _state_place(row: LineRow) -> int:
    if row.under_review:
        return -1
    states = [state.value for state in LineState]
    return states.index(row.state) if row.state in states else _LAST


_Order = tuple[int | str, ...]
_ORDERS: Final[Mapping[Grouping, Callable[[LineRow], _Order]]] = {
    Grouping.PRIORITY: lambda row: (
        _place(row.axis, _LAST),
        _place(row.priority, -1),
        _folded(row.institution),
        row.number,
    ),
    Grouping.AXIS: lambda row: (_place(row.axis, _LAST), _folded(row.institution), row.number),
    Grouping.STATE: lambda row: (_state_place(row), _folded(row.institution), row.number),
    Grouping.INSTITUTION: lambda row: (_folded(row.institution), row.institution_id, row.number),
}


def _priority_keys(row: LineRow) -> tuple[str, ...]:
    under = row.priority.id if row.priority else "-"
    return (row.axis.id, f"{row.axis.id}/{under}") if row.axis else (f"-/{under}",)


_KEYS: Final[Mapping[Grouping, Callable[[LineRow], tuple[str, ...]]]] = {
    Grouping.PRIORITY: _priority_keys,
    Grouping.AXIS: lambda row: (f"axis/{row.axis.id if row.axis else ''}",),
    Grouping.STATE: lambda row: (f"state/{'review' if row.under_review else row.state or ''}",),
    Grouping.INSTITUTION: lambda row: (f"institution/{row.institution_id}",),
}


def _spine(axis: ItemRef | None) -> str:
    if axis is None:
        return "ctl"
    return f"e{axis.number}" if axis.number in _SPINES else "accent"


def _band(key: str, axis: ItemRef) -> GridGroup:
    number = axis.number or ""
    return GridGroup(
        key=key,
        title=axis.text,
        badge=_("EJE {number}").format(number=number),
        band=True,
        spine=_spine(axis),
        spoken=_("Eje {number}").format(number=number),
    )


def _priority_header(key: str, members: Sequence[LineRow]) -> GridGroup:
    priority = members[0].priority
    return _header(
        key,
        members,
        title=priority.text if priority else _("Sin prioridad"),
        badge=f"P{priority.number}" if priority and priority.number else "",
        spine=_spine(members[0].axis),
        spoken=_("Prioridad {number}").format(number=priority.number) if priority else "",
    )


def _axis_header(key: str, members: Sequence[LineRow]) -> GridGroup:
    axis = members[0].axis
    return _header(
        key,
        members,
        title=axis.text if axis else _("Sin eje"),
        badge=f"E{axis.number}" if axis and axis.number else "",
        spine=_spine(axis),
        spoken=_("Eje {number}").format(number=axis.number) if axis else "",
    )


def _state_header(key: str, members: Sequence[LineRow]) -> GridGroup:
    return _header(key, members, title=state_label(members[0]), spoken=_("Estado"))


def _institution_header(key: str, members: Sequence[LineRow]) -> GridGroup:
    return _header(key, members, title=members[0].institution, spoken=_("Institución"))


_HEADERS: Final[Mapping[Grouping, Callable[[str, Sequence[LineRow]], GridGroup]]] = {
    Grouping.PRIORITY: _priority_header,
    Grouping.AXIS: _axis_header,
    Grouping.STATE: _state_header,
    Grouping.INSTITUTION: _institution_header,
}


def _header(
    key: str,
    members: Sequence[LineRow],
    *,
    title: str,
    badge: str = "",
    spine: str = "ctl",
    spoken: str = "",
) -> GridGroup:
    count = len(members)
    return GridGroup(
        key=key,
        title=title,
        badge=badge,
        spine=spine,
        note=ngettext("{n} línea", "{n} líneas", count).format(n=count),
        flagged=sum(1 for row in members if row.under_review),
        spoken=spoken,
    )


__all__ = [
    "STATE_LABELS",
    "Grouping",
    "changed_cell",
    "grid_data",
    "is_under_review",
    "state_icon",
    "state_label",
    "target_text",
]
