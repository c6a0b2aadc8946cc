"""What pasting a block of cells would do to a grid, worked out before anything is changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_text
from pea_desktop.core.sheet import header_key, match_header
from pea_desktop.core.tabular import Block
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridRow, NewRow


class Fate(StrEnum):
    """What happens to a row or a cell."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REJECTED = "rejected"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedColumn:
    """Where a column of the block goes.

    Attributes:
        header: Its heading in the block, or the number it has there.
        key: The grid's column it is pasted into; None for none.
        note: Why it is not pasted, when it had a place.
    """

    header: str
    key: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCell:
    """What happens to a cell.

    Attributes:
        key: Column of the grid; None for a cell that goes nowhere.
        fate: What happens to it.
        text: What was copied.
        stored: What would be written; differs where the column writes a text in its own way.
        before: What the cell holds now.
        reason: Why it is rejected, one sentence.
    """

    key: str | None
    fate: Fate
    text: str
    stored: str = ""
    before: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What happens to a row of the block.

    Attributes:
        row_id: Row of the grid it is pasted into, the key of a new one, or "" for none.
        number: What the grid calls the row; "" for a new one.
        fate: What happens to it.
        cells: As many as the block has columns.
    """

    row_id: str
    number: str
    fate: Fate
    cells: tuple[PlannedCell, ...]


@dataclass(frozen=True)
class PastePlan:
    """What pasting would do: plain data, applied by `GridModel.write_block`.

    Attributes:
        columns: Where each column of the block goes.
        rows: What happens to each row, that of the headings left out.
        has_header: Whether the block's first row is its headings.
        added: Rows to be made.
    """

    columns: tuple[PlannedColumn, ...]
    rows: tuple[PlannedRow, ...]
    has_header: bool
    added: tuple[NewRow, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells to write, those of new rows included."""
        return tuple(
            Cell(row.row_id, cell.key, cell.stored)
            for row in self.rows
            for cell in row.cells
            if cell.key is not None and cell.fate in {Fate.CHANGED, Fate.NEW}
        )

    @cached_property
    def rejected(self) -> tuple[tuple[PlannedRow, PlannedCell], ...]:
        """The cells that are left out because their text does not fit, with their row."""
        return tuple(
            (row, cell) for row in self.rows for cell in row.cells if cell.fate is Fate.REJECTED
        )

    def count(self, fate: Fate) -> int:
        """Return how many cells meet a fate."""
        return sum(1 for row in self.rows for cell in row.cells if cell.fate is fate)

    @property
    def same_count(self) -> int:
        """How many cells of rows that are there keep their text."""
        kept = (row.cells for row in self.rows if row.fate is not Fate.NEW)
        return sum(1 for cells in kept for cell in cells if cell.fate is Fate.SAME)

    @property
    def label(self) -> str:
        """What the edit is called: «Pegar 38 celdas»."""
        count = len(self.cells)
        return ngettext("Pegar {n} celda", "Pegar {n} celdas", count).format(n=count)

    @property
    def summary(self) -> str:
        """What will happen, in one line: «30 celdas cambian · 6 filas nuevas · 2 rechazadas»."""
        changed, rejected = self.count(Fate.CHANGED), self.count(Fate.REJECTED)
        same, new = self.same_count, len(self.added)
        parts = (
            (changed, ngettext("{n} celda cambia", "{n} celdas cambian", changed)),
            (new, ngettext("{n} fila nueva", "{n} filas nuevas", new)),
            (rejected, ngettext("{n} celda rechazada", "{n} celdas rechazadas", rejected)),
            (same, ngettext("{n} queda igual", "{n} quedan iguales", same)),
        )
        told = [text.format(n=count) for count, text in parts if count]
        return " · ".join(told) or _("Nada cambia")

    @property
    def mapping(self) -> tuple[str | None, ...]:
        """The grid's column of each column of the block."""
        return tuple(column.key for column in self.columns)


def plan_paste(
    columns: Sequence[GridColumn],
    rows: Sequence[GridRow],
    anchor_row_id: str,
    anchor_column_key: str,
    block: Block,
    mapping: Sequence[str | None] | None = None,
    *,
    order: Sequence[str] | None = None,
    has_header: bool | None = None,
    can_add: bool = True,
) -> PastePlan:
    """Return what pasting a block would do.

    Its columns go by name when its first row holds headings of the grid, else by their place from
    the anchor on. Rows beyond the last become new ones; empty ones among those are left out.

    Args:
        columns: The grid's, as its rows have their cells.
        rows: Those a person sees, in order.
        anchor_row_id: Row the block's first row goes to; unknown means after the last.
        anchor_column_key: Column the block's first column goes to, unless it goes by name.
        block: What is pasted.
        mapping: Column of the grid for each of the block's, None for none, when a person chose.
        order: Keys of the columns from left to right as shown, when that is not their order.
        has_header: Whether the first row is headings, when a person said so.
        can_add: Whether rows may be made.
    """
    by_key = {column.key: column for column in columns}
    named = _by_name(columns, block)
    if has_header is None:
        has_header = named is not None
    if mapping is None:
        shown = [column.key for column in columns] if order is None else list(order)
        wanted = named if has_header and named else _by_place(shown, anchor_column_key, block.width)
    else:
        wanted = list(mapping)
    planned = tuple(
        _planned_column(key, _header_of(block, at, has_header=has_header), by_key)
        for at, key in enumerate(wanted)
    )
    planner = _Planner(columns, [column.key for column in planned])
    start = next((at for at, row in enumerate(rows) if row.id == anchor_row_id), len(rows))
    made: list[PlannedRow] = []
    added: list[NewRow] = []
    for texts in block.rows[1 if has_header else 0 :]:
        at = start + len(made)
        if at < len(rows):
            made.append(planner.existing(rows[at], texts))
        elif not can_add:
            made.append(planner.homeless(texts))
        elif planner.says_something(texts):
            after = added[-1].key if added else (rows[-1].id if rows else "")
            new = planner.new(f"+{len(added) + 1}", texts)
            if new.fate is Fate.NEW:
                added.append(NewRow(new.row_id, after))
            made.append(new)
    return PastePlan(planned, tuple(made), has_header, tuple(added))


def _by_name(columns: Sequence[GridColumn], block: Block) -> list[str | None] | None:
    """Return where each column goes by its heading, None when the first row is no headings."""
    if not block.rows:
        return None
    names = {column.key: (column.header, *column.aliases) for column in columns}
    found = match_header(block.rows[0], names)
    told = sum(1 for text in block.rows[0] if header_key(text))
    # One word may by chance be the name of a column; two, or all there are, are headings.
    if not found or (len(found) < 2 and (len(found) < told or block.height < 2)):
        return None
    if 2 * len(found) < told:
        return None
    keys = {place: key for key, place in found.items()}
    return [keys.get(at) for at in range(block.width)]


def _by_place(shown: Sequence[str], anchor: str, width: int) -> list[str | None]:
    start = shown.index(anchor) if anchor in shown else 0
    return [shown[start + at] if start + at < len(shown) else None for at in range(width)]


def _header_of(block: Block, at: int, *, has_header: bool) -> str:
    text = " ".join(block.rows[0][at].split()) if has_header and block.rows else ""
    return text or _("Columna {number}").format(number=at + 1)


def _planned_column(
    key: str | None, header: str, columns: Mapping[str, GridColumn]
) -> PlannedColumn:
    column = columns.get(key) if key is not None else None
    if column is None:
        return PlannedColumn(header=header)
    if not takes_paste(column):
        note = _("«{column}» no se escribe en la tabla: no se pega.").format(column=column.header)
        return PlannedColumn(header=header, note=note)
    return PlannedColumn(header=header, key=column.key)


def takes_paste(column: GridColumn) -> bool:
    """Return whether a column takes what is pasted: one to type in, or one with a parser."""
    return column.is_editable or column.parse is not None


class _Planner:
    """Says what happens to rows, given where the block's columns go."""

    def __init__(self, columns: Sequence[GridColumn], keys: Sequence[str | None]) -> None:
        at_key = {column.key: at for at, column in enumerate(columns)}
        self._targets = [
            (at_key[key], columns[at_key[key]]) if key is not None else None for key in keys
        ]

    def says_something(self, texts: Sequence[str]) -> bool:
        """Return whether any text with a place is not blank."""
        pairs = zip(texts, self._targets, strict=True)
        return any(target is not None and text.strip() for text, target in pairs)

    def existing(self, row: GridRow, texts: Sequence[str]) -> PlannedRow:
        """Return what happens to a row of the grid."""

        def judge(at: int, column: GridColumn, text: str) -> PlannedCell:
            before = row.cells[at]
            if column.key in row.conflicts and text != before:
                reason = _(
                    "Dos equipos dejaron aquí textos distintos. Decida cuál queda en Sincronizar."
                )
                return PlannedCell(
                    key=column.key, fate=Fate.REJECTED, text=text, before=before, reason=reason
                )
            return _judged(column, text, before, Fate.CHANGED)

        cells = self._cells(texts, judge)
        return PlannedRow(row_id=row.id, number=row.number, fate=_row_fate(cells), cells=cells)

    def new(self, key: str, texts: Sequence[str]) -> PlannedRow:
        """Return what a row to be made gets; it is not made when nothing fits."""
        cells = self._cells(texts, lambda _at, column, text: _judged(column, text, "", Fate.NEW))
        fate = _row_fate(cells)
        return PlannedRow(row_id=key if fate is Fate.NEW else "", number="", fate=fate, cells=cells)

    def homeless(self, texts: Sequence[str]) -> PlannedRow:
        """Return a row for which the grid has no place."""
        reason = _("La tabla no tiene más filas.")

        def judge(_at: int, column: GridColumn, text: str) -> PlannedCell:
            fate = Fate.REJECTED if text.strip() else Fate.SAME
            return PlannedCell(key=column.key, fate=fate, text=text, reason=reason)

        cells = self._cells(texts, judge)
        return PlannedRow(row_id="", number="", fate=_row_fate(cells), cells=cells)

    def _cells(
        self, texts: Sequence[str], judge: Callable[[int, GridColumn, str], PlannedCell]
    ) -> tuple[PlannedCell, ...]:
        return tuple(
            judge(*target, text)
            if target is not None
            else PlannedCell(key=None, fate=Fate.IGNORED, text=text)
            for text, target in zip(texts, self._targets, strict=True)
        )


def _judged(column: GridColumn, text: str, before: str, fate: Fate) -> PlannedCell:
    """Return what happens to a cell that may be written; `fate` is for one that changes."""
    if text == before:
        return PlannedCell(key=column.key, fate=Fate.SAME, text=text, stored=text, before=before)
    try:
        stored = (column.parse or parse_text)(text) or ""
    except PeaError as error:
        return PlannedCell(
            key=column.key, fate=Fate.REJECTED, text=text, before=before, reason=str(error)
        )
    return PlannedCell(
        key=column.key,
        fate=Fate.SAME if stored == before else fate,
        text=text,
        stored=stored,
        before=before,
    )


def _row_fate(cells: Sequence[PlannedCell]) -> Fate:
    met = {cell.fate for cell in cells}
    order = (Fate.NEW, Fate.CHANGED, Fate.REJECTED, Fate.SAME)
    return next((fate for fate in order if fate in met), Fate.SAME)
