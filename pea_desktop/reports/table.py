"""Tables that never clip: a row too tall for a page goes on, by lines, on the next one.

The first columns may be groups (eje, prioridad): equal neighbours share one cell, and a group that
goes on to another page repeats its text there with «(continúa)». There are no spans to overflow.
"""

from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from pea_desktop.i18n import _
from pea_desktop.reports.layout import (
    BODY,
    BRAND,
    NOTICE,
    NOTICE_EDGE,
    RULE,
    TABLE_HEAD,
    Box,
    Document,
    Line,
    Text,
    baseline,
)
from pea_desktop.reports.typeset import Style, wrap

# A row is not cut for fewer lines than these, on either side.
_MIN_LINES = 3
# A group's text longer than this is shortened where it is repeated.
_MAX_REPEATED_LINES = 20
_HAIR = 1e-6


@dataclass(frozen=True)
class Column:
    """A column: its header and its share of the frame's width."""

    title: str
    share: float
    centered: bool = False


@dataclass(frozen=True)
class Row:
    """A row of texts, one a column; a marked row is tinted and has a bar at its side."""

    cells: tuple[str, ...]
    marked: bool = False


@dataclass(frozen=True)
class Look:
    """The type of a table."""

    cell: Style = BODY
    head: Style = TABLE_HEAD
    pad: float = 5
    min_height: float = 0


@dataclass(frozen=True)
class Table:
    """What a table says; its first `groups` columns are groups, outermost first."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    groups: int = 0
    look: Look = field(default_factory=Look)


@dataclass
class _Piece:
    """A row, or what is left of one: `runs` number the groups it is in."""

    runs: tuple[int, ...]
    cells: list[tuple[str, ...]]
    marked: bool


def add_table(document: Document, table: Table) -> None:
    """Lay the table's rows on this page and on as many more as they need."""
    _Flow(document, table).run()


def height_of(document: Document, table: Table) -> float:
    """Return the height of the table on this paper, were the page long enough."""
    flow = _Flow(document, table)
    return flow.head_height + sum(flow.heights(flow.pieces))


class _Flow:
    """The laying out of one table."""

    def __init__(self, document: Document, table: Table) -> None:
        self.document = document
        self.table = table
        self.look = table.look
        self.edges = _edges(table.columns, document.paper.left, document.paper.frame)
        self.labels: dict[int, tuple[str, int]] = {}
        self.left_over: dict[int, tuple[str, ...]] = {}
        self.begun: set[int] = set()
        self.pieces = self._make_pieces()
        self.head = [
            wrap(column.title, self.look.head, self._width(i))
            for i, column in enumerate(table.columns)
        ]
        lines = max(len(title) for title in self.head)
        self.head_height = lines * self.look.head.leading + 2 * self.look.pad

    def run(self) -> None:
        """Fill page after page until no piece is left."""
        at = 0
        while at < len(self.pieces):
            room = self.document.room - self.head_height
            taken, rest = self._take(at, room)
            if taken:
                self._draw(taken, room)
                at += len(taken)
            if rest is not None and self._is_owed(rest, at):
                at -= 1
                self.pieces[at] = rest
            if at < len(self.pieces):
                self.document.next_page()

    def _make_pieces(self) -> list[_Piece]:
        groups = self.table.groups
        pieces: list[_Piece] = []
        before: tuple[str, ...] | None = None
        for row in self.table.rows:
            runs = []
            for level in range(groups):
                if before is not None and before[: level + 1] == row.cells[: level + 1]:
                    runs.append(pieces[-1].runs[level])
                else:
                    runs.append(len(self.labels))
                    self.labels[runs[-1]] = (row.cells[level], level)
            cells = [
                wrap(text, self.look.cell, self._width(groups + i))
                for i, text in enumerate(row.cells[groups:])
            ]
            pieces.append(_Piece(tuple(runs), cells, row.marked))
            before = row.cells
        return pieces

    def _width(self, column: int) -> float:
        """Return the width for text in a column."""
        return self.edges[column + 1] - self.edges[column] - 2 * self.look.pad

    def _label(self, run: int) -> tuple[str, ...]:
        """Return the lines of a group's text as the next page has to print them."""
        if run in self.left_over:
            return self.left_over[run]
        text, level = self.labels[run]
        lines = wrap(text, self.look.cell, self._width(level))
        if not lines or run not in self.begun:
            return lines
        if len(lines) > _MAX_REPEATED_LINES:
            text = " ".join(lines[:_MAX_REPEATED_LINES]) + "…"
        again = _("{text} (continúa)").format(text=text)
        return wrap(again, self.look.cell, self._width(level))

    def _height(self, lines: int) -> float:
        return lines * self.look.cell.leading + 2 * self.look.pad

    def heights(self, pieces: list[_Piece]) -> list[float]:
        """Return the rows' heights; a group's last row grows until the group's text fits."""
        heights = [
            max(self.look.min_height, self._height(max(len(lines) for lines in piece.cells)))
            for piece in pieces
        ]
        for level in reversed(range(self.table.groups)):
            for first, end in _spans([piece.runs[level] for piece in pieces]):
                needed = self._height(len(self._label(pieces[first].runs[level])))
                heights[end - 1] += max(0.0, needed - sum(heights[first:end]))
        return heights

    def _take(self, at: int, room: float) -> tuple[list[_Piece], _Piece | None]:
        """Return the pieces for this page, and what is left of the last one if it is cut."""
        taken: list[_Piece] = []
        while at + len(taken) < len(self.pieces):
            if sum(self.heights([*taken, self.pieces[at + len(taken)]])) > room + _HAIR:
                break
            taken.append(self.pieces[at + len(taken)])
        else:
            return taken, None
        piece = self.pieces[at + len(taken)]
        if taken:
            return self._fill_up(taken, piece, room)
        full = self.document.full_room - self.head_height
        is_fresh = room > full - _HAIR
        if not is_fresh and (sum(self.heights([piece])) <= full or room < full / 3):
            return [], None
        return _cut_after(piece, max(1, self._lines_in(room)))

    def _fill_up(
        self, taken: list[_Piece], piece: _Piece, room: float
    ) -> tuple[list[_Piece], _Piece | None]:
        """Cut the next row too, where leaving it whole would leave much of the page empty."""
        left = room - sum(self.heights(taken))
        lines = self._lines_in(left)
        tallest = max(len(cell) for cell in piece.cells)
        if left < self.document.full_room / 3 or not _MIN_LINES <= lines <= tallest - _MIN_LINES:
            return taken, None
        (head,), rest = _cut_after(piece, lines)
        if sum(self.heights([*taken, head])) > room + _HAIR:
            return taken, None
        return [*taken, head], rest

    def _lines_in(self, height: float) -> int:
        return int((height - 2 * self.look.pad + _HAIR) // self.look.cell.leading)

    def _is_owed(self, rest: _Piece, at: int) -> bool:
        """Tell whether something of a cut row is still to be printed.

        The rest of a group's text goes beside the group's next row, when it has one.
        """
        following = self.pieces[at].runs if at < len(self.pieces) else ()
        return any(rest.cells) or any(
            run in self.left_over and run not in following for run in rest.runs
        )

    def _draw(self, pieces: list[_Piece], room: float) -> None:
        heights = self.heights(pieces)
        heights[-1] -= max(0.0, sum(heights) - room)
        top = self.document.y
        self._draw_head()
        first = self.document.y
        tops = [first + sum(heights[:i]) for i in range(len(heights) + 1)]
        for piece, y, bottom in zip(pieces, tops, tops[1:], strict=False):
            self._draw_row(piece, y, bottom)
        for level in range(self.table.groups):
            for start, end in _spans([piece.runs[level] for piece in pieces]):
                self._draw_label(pieces[start].runs[level], level, tops[start], tops[end])
        left, right = self.edges[self.table.groups], self.edges[-1]
        # After the tints of all rows, which would hide the lines.
        for y in tops[1:]:
            self.document.draw(Line(left, y, right, y, RULE, 0.5))
        for x in self.edges:
            self.document.draw(Line(x, first, x, tops[-1], RULE, 0.5))
        for x in (self.edges[0], self.edges[-1]):
            self.document.draw(Line(x, top, x, first, BRAND, 0.5))
        self.document.y = tops[-1]

    def _draw_head(self) -> None:
        document, look = self.document, self.look
        left, width = self.edges[0], self.edges[-1] - self.edges[0]
        document.draw(Box(left, document.y, width, self.head_height, BRAND))
        for column, lines in enumerate(self.head):
            self._draw_lines(column, lines, look.head, document.y)
        document.y += self.head_height

    def _draw_row(self, piece: _Piece, y: float, bottom: float) -> None:
        groups = self.table.groups
        left, right = self.edges[groups], self.edges[-1]
        if piece.marked:
            self.document.draw(
                Box(left, y, right - left, bottom - y, NOTICE),
                Box(left, y, 2, bottom - y, NOTICE_EDGE),
            )
        for i, lines in enumerate(piece.cells):
            self._draw_lines(groups + i, lines, self.look.cell, y)

    def _draw_label(self, run: int, level: int, y: float, bottom: float) -> None:
        lines = self._label(run)
        fit = self._lines_in(bottom - y)
        self._draw_lines(level, lines[:fit], self.look.cell, y)
        self.left_over.pop(run, None)
        if lines[fit:]:
            self.left_over[run] = lines[fit:]
        self.begun.add(run)
        x1, x2 = self.edges[level], self.edges[level + 1]
        self.document.draw(Line(x1, bottom, x2, bottom, RULE, 0.5))

    def _draw_lines(self, column: int, lines: tuple[str, ...], style: Style, y: float) -> None:
        y += self.look.pad + baseline(style)
        for line in lines:
            x = self.edges[column] + self.look.pad
            if self.table.columns[column].centered:
                x += (self._width(column) - style.width(line)) / 2
            self.document.draw(Text(x, y, line, style))
            y += style.leading


def _edges(columns: tuple[Column, ...], left: float, width: float) -> list[float]:
    """Return the x of every column's border: the columns fill the width exactly."""
    total = sum(column.share for column in columns)
    shares = accumulate((column.share for column in columns), initial=0.0)
    return [left + width * share / total for share in shares]


def _cut_after(piece: _Piece, lines: int) -> tuple[list[_Piece], _Piece]:
    """Cut a row in two: its first lines, and what goes on the next page."""
    head = _Piece(piece.runs, [cell[:lines] for cell in piece.cells], piece.marked)
    return [head], _Piece(piece.runs, [cell[lines:] for cell in piece.cells], piece.marked)


def _spans(runs: list[int]) -> list[tuple[int, int]]:
    """Return where each run of equal neighbours begins and ends."""
    firsts = [i for i in range(len(runs)) if i == 0 or runs[i] != runs[i - 1]]
    return list(pairwise([*firsts, len(runs)]))
