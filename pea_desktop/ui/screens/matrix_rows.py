"""The matrix as the grid shows it: its columns, its rows, and the groups they lie in."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import ItemRef, LineRow, LineState
from pea_desktop.core.grid import number_of, show_number
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.grid_data import GridColumn, GridData, GridGroup, GridRow, Kind

_TARGET: Final = "targets."
_LAST: Final = 10_000
# The policies' ejes in `tokens.json`; the others are drawn in the accent.
_SPINES: Final = ("1", "2", "4")
_SETTLED: Final = {LineState.AGREED, LineState.APPROVED, LineState.RUNNING, LineState.DONE}

STATE_LABELS: Final = matrix.LINE_STATE_LABELS
UNDER_REVIEW: Final = N_("Sujeta a revisión")


def grid_columns(years: Iterable[int]) -> tuple[GridColumn, ...]:
    """Return the columns of the grid: those a person reads at a glance; the ficha has the rest."""
    return (
        GridColumn(key="number", header="#", kind=Kind.ORDINAL, width=48, is_editable=False),
        GridColumn(
            key="line", header=_("Línea de acción"), share=0.385, missing=N_("Falta la línea")
        ),
        GridColumn(
            key="indicator", header=_("Indicador"), share=0.265, missing=N_("Falta indicador")
        ),
        GridColumn(
            key="formula",
            header=_("Fórmula"),
            kind=Kind.FORMULA,
            share=0.35,
            missing=N_("Falta fórmula"),
        ),
        GridColumn(key="frequency", header=_("Medición"), kind=Kind.SHORT, width=76),
        *(
            GridColumn(key=f"{_TARGET}{year}", header=str(year), kind=Kind.FIGURE, width=60)
            for year in years
        ),
        GridColumn(
            key="state",
            header=_("Estatus"),
            kind=Kind.STATE,
            width=150,
            is_editable=False,
            wide_only=True,
        ),
    )


def is_under_review(row: LineRow) -> bool:
    """Return whether a línea waits for somebody's answer."""
    return row.highlighted or bool(row.pending_with)


def grid_data(
    rows: Sequence[LineRow],
    columns: Sequence[GridColumn],
    conflicts: Collection[tuple[str, str]] = (),
) -> GridData:
    """Return the líneas of one institution under their prioridad and eje.

    Args:
        rows: The líneas.
        columns: What `grid_columns` gave.
        conflicts: (row id, stored column) of the fields in conflict.
    """
    ordered = sorted(rows, key=_order)
    held: dict[tuple[str, ...], list[LineRow]] = {}
    for row in ordered:
        held.setdefault(_group_keys(row), []).append(row)
    groups: dict[str, GridGroup] = {}
    for keys, members in held.items():
        axis = members[0].axis
        if axis is not None and keys[0] not in groups:
            groups[keys[0]] = _band(keys[0], axis)
        groups[keys[-1]] = _header(keys[-1], members)
    return GridData(
        tuple(groups.values()), tuple(_grid_row(row, columns, conflicts) for row in ordered)
    )


def changed_cell(
    line_ids: Iterable[str], columns: Sequence[GridColumn], touched: Collection[str]
) -> tuple[str, int] | None:
    """Return the first línea, and its column, of which a stored row is among those touched."""
    for line_id in line_ids:
        for at, column in enumerate(columns):
            if column.is_editable and matrix.physical(column.key, line_id)[1] in touched:
                return line_id, at
    return None


def target_text(row: LineRow, year: int) -> str:
    """Return a meta as read: «100 %» when the indicator is a percentage, else as typed."""
    text = row.targets_text.get(year) or ""
    number = number_of(text)
    if number is None:
        return text
    is_percent = text.rstrip().endswith("%") or fold(row.type or "") == "porcentaje"
    return f"{show_number(number)} %" if is_percent else show_number(number)


def state_label(row: LineRow) -> str:
    """Return the state of a línea in words."""
    if is_under_review(row):
        return _(UNDER_REVIEW)
    return _(STATE_LABELS[LineState(row.state)]) if row.state else _("Sin estado")


def state_icon(row: LineRow) -> tuple[str, str]:
    """Return icon and kind (as `Chip` has them) of a línea's state; no icon for a plain one."""
    if is_under_review(row):
        return "flag", "rev"
    return ("circle-check", "ok") if row.state in _SETTLED else ("", "info")


def _grid_row(
    row: LineRow, columns: Sequence[GridColumn], conflicts: Collection[tuple[str, str]]
) -> GridRow:
    cells = tuple(
        {"number": str(row.number), "state": state_label(row)}.get(column.key)
        or row.value(column.key)
        or ""
        for column in columns
    )
    shown = tuple(
        target_text(row, int(column.key.removeprefix(_TARGET)))
        if column.key.startswith(_TARGET)
        else cells[at]
        for at, column in enumerate(columns)
    )
    icon, kind = state_icon(row)
    return GridRow(
        id=row.id,
        number=str(row.number),
        cells=cells,
        shown=shown,
        groups=_group_keys(row),
        flagged=is_under_review(row),
        state=state_label(row),
        state_icon=icon,
        state_token="ok" if kind == "ok" else "text2",
        conflicts=_conflicted(row, columns, conflicts) if conflicts else frozenset(),
        folded=fold(" ".join(_searched(row, shown))),
    )


def _searched(row: LineRow, shown: Iterable[str]) -> list[str]:
    refs = [item.title for item in (row.axis, row.priority) if item is not None]
    return [*shown, row.interpretation or "", row.type or "", *row.pending_with, *refs]


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


def _order(row: LineRow) -> tuple[int, int, int]:
    return _place(row.axis, _LAST), _place(row.priority, -1), row.number


def _place(item: ItemRef | None, without: int) -> int:
    """Return where an element stands among its own; one without a number comes last."""
    if item is None:
        return without
    digits = "".join(c for c in (item.number or "") if c.isdigit())
    return int(digits) if digits else _LAST - 1


def _group_keys(row: LineRow) -> tuple[str, ...]:
    under = row.priority.id if row.priority else "-"
    return (row.axis.id, f"{row.axis.id}/{under}") if row.axis else (f"-/{under}",)


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


def _header(key: str, members: Sequence[LineRow]) -> GridGroup:
    priority = members[0].priority
    count = len(members)
    return GridGroup(
        key=key,
        title=priority.text if priority else _("Sin prioridad"),
        badge=f"P{priority.number}" if priority and priority.number else "",
        spine=_spine(members[0].axis),
        note=ngettext("{n} línea", "{n} líneas", count).format(n=count),
        flagged=sum(1 for row in members if is_under_review(row)),
        spoken=_("Prioridad {number}").format(number=priority.number) if priority else "",
    )
