"""Filling: copying cells over their neighbours, by key or by pulling the corner of a selection."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt

from pea_desktop.i18n import ngettext
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_places import Places
from pea_desktop.ui.kit.grid_selection import Cells

Texts = list[tuple[QModelIndex, str]]


def fill_label(count: int) -> str:
    """Return what filling so many cells is called."""
    return ngettext("Rellenar {n} celda", "Rellenar {n} celdas", count).format(n=count)


def target_of(source: Cells, line: int, column: int, places: Places) -> Cells:
    """Return what is filled when the corner of `source` is pulled to a cell.

    It grows down, up or to a side, whichever way it was pulled furthest out; pulled nowhere, the
    target has no cells.
    """
    top, bottom = source.lines[0], source.lines[-1]
    order = places.columns()
    left, right = order.index(source.columns[0]), order.index(source.columns[-1])
    at = order.index(column) if column in order else right
    if line > bottom:
        return Cells(places.lines(bottom + 1, line), source.columns)
    if line < top:
        return Cells(places.lines(line, top - 1), source.columns)
    if at > right:
        return Cells(source.lines, order[right + 1 : at + 1])
    return Cells(source.lines, order[at:left])


def fill(model: GridModel, source: Cells, target: Cells, places: Places) -> Texts:
    """Return the texts that repeat a block over the cells beside it, in line with the block."""
    order = places.columns()
    down = _repeat(source.lines, target.lines, list(range(model.rowCount())))
    across = _repeat(source.columns, target.columns, order)
    return [
        (model.index(line, column), _text(model, from_line, from_column))
        for line, from_line in down
        for column, from_column in across
    ]


def fill_down(model: GridModel, chosen: Sequence[tuple[int, int]], places: Places) -> Texts:
    """Return the texts that copy the top cell of each column over those selected beneath it.

    With one row selected, the row above it is copied, as sheets do.
    """
    top = min(line for line, _column in chosen)
    if all(line == top for line, _column in chosen):
        above = places.next_line(top, -1)
        return [(model.index(top, at), _text(model, above, at)) for _line, at in chosen]
    first: dict[int, int] = {}
    texts: Texts = []
    for line, column in chosen:
        if first.setdefault(column, line) != line:
            texts.append((model.index(line, column), _text(model, first[column], column)))
    return texts


def fill_right(model: GridModel, chosen: Sequence[tuple[int, int]], places: Places) -> Texts:
    """Return the texts that copy the first cell of each row over those selected at its right."""
    order = places.columns()
    left = min(order.index(column) for _line, column in chosen)
    if all(column == order[left] for _line, column in chosen):
        before = order[max(left - 1, 0)]
        if not model.columns[before].is_editable:
            return []
        return [(model.index(line, at), _text(model, line, before)) for line, at in chosen]
    first: dict[int, int] = {}
    texts: Texts = []
    for line, column in chosen:
        if not model.columns[column].is_editable:
            continue
        if first.setdefault(line, column) != column:
            texts.append((model.index(line, column), _text(model, line, first[line])))
    return texts


def _repeat(
    source: Sequence[int], target: Sequence[int], order: Sequence[int]
) -> list[tuple[int, int]]:
    """Return each target with what is copied to it; `order` is that of the screen."""
    if target == source or not target:
        return [(at, at) for at in target]
    # Before the block it is counted backwards, so that the pattern goes on without a break.
    start = -len(target) if order.index(target[-1]) < order.index(source[0]) else 0
    return [(at, source[(start + place) % len(source)]) for place, at in enumerate(target)]


def _text(model: GridModel, line: int, column: int) -> str:
    return str(model.index(line, column).data(Qt.ItemDataRole.EditRole) or "")
