"""Tables that never clip: a row too tall for a page goes on, by lines, on the next one.

The first columns may be groups (eje, prioridad): equal neighbours share one cell, and a group that
goes on to another page repeats its text there with «(continúa)». There are no spans to overflow.
What is repeated is an artefact: read aloud, the table has each thing once.
"""

from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from pea_desktop.i18n import _
from pea_desktop.reports import tags
from pea_desktop.reports.layout import Document, Signer
from pea_desktop.reports.look import NOTICE, NOTICE_EDGE, RULE
from pea_desktop.reports.marks import Box, Line, Text
from pea_desktop.reports.tags import Element
from pea_desktop.reports.typeset import Style, rejoined, wrap

# A row is not cut for fewer lines than these, on either side.
_MIN_LINES = 3
# A group's text longer than this is shortened where it is repeated.
_MAX_REPEATED_LINES = 20
_HAIR = 1e-6

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column: its header and its share of the frame's width.

    A `strong` one is written in bold on a tint; one with a `lead` has the first paragraph of each
    cell in bold, as a name above its office.
    """

    title: str
    share: float
    centered: bool = False
    strong: bool = False
    lead: bool = False


@dataclass(frozen=True)
class Row:
    """A row of texts, one a column; a marked row is tinted and has a bar at its side.

    `signer` signs in the row's last cell.
    """

    cells: tuple[str, ...]
    marked: bool = False
    signer: Signer | None = None


@dataclass(frozen=True)
class TableStyle:
    """The type of a table; None: the document's usual one."""

    cell: Style | None = None
    head: Style | None = None
    pad: float = 5
    min_height: float = 0


@dataclass(frozen=True)
class Table:
    """What a table says; its first `groups` columns are groups, outermost first.

    `names_first` makes the first column the heads of the rows. A table whose columns have no
    titles has no head. `keep` is the height of what follows on the page of its last row, such as
    the place to sign of a letter.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    groups: int = 0
    style: TableStyle = field(default_factory=TableStyle)
    names_first: bool = False
    keep: float = 0.0


@dataclass(slots=True)
class _Piece:
    """A row, or what is left of one: `runs` number the groups it is in."""

    runs: tuple[int, ...]
    cells: list[Lines]
    marked: bool
    elements: list[Element | None]
    signer: Signer | None = None
    lead: int = 0
    height: float = 0.0


@dataclass(slots=True)
class _Run:
    """A group: its text, its column, and what of it still has to be printed."""

    text: str
    level: int
    lines: Lines
    element: Element | None = None
    rows: int = 0
    left_over: Lines | None = None
    is_begun: bool = False


def add_table(document: Document, table: Table) -> None:
    """Lay the table's rows on this page and on as many more as they need."""
    if table.rows:
        _Flow(document, table, document.element("Table")).run()


def opening_height(document: Document, table: Table) -> float:
    """Return the height of the table's head and first row: what its heading stays with."""
    flow = _Flow(document, table, None)
    return flow.head_height + sum(flow.heights(flow.pieces[:1]))


def height_of(document: Document, table: Table) -> float:
    """Return the height of the table on this paper, were the page long enough."""
    flow = _Flow(document, table, None)
    return flow.head_height + sum(flow.heights(flow.pieces))


class _Flow:
    """The laying out of one table."""

    def __init__(self, document: Document, table: Table, element: Element | None) -> None:
        self.document = document
        self.table = table
        self.element = element
        self.cell = table.style.cell or document.styles.cell
        self.head_style = table.style.head or document.styles.table_head
        self.pad = table.style.pad
        self.edges = _edges(table.columns, document.paper.left, document.paper.frame)
        self.widths = [right - left - 2 * self.pad for left, right in pairwise(self.edges)]
        self.centered = [column.centered for column in table.columns]
        self.head = [
            wrap(column.title, self.head_style, width)
            for column, width in zip(table.columns, self.widths, strict=True)
        ]
        lines = max(len(title) for title in self.head)
        self.head_height = lines * self.head_style.leading + 2 * self.pad if lines else 0.0
        # How each column is written, and the tint behind the strong ones.
        self.column_styles = [
            document.styles.cell_strong if column.strong else self.cell for column in table.columns
        ]
        self.lead = next((i for i, c in enumerate(table.columns) if c.lead), None)
        self.head_elements = self._tag_head()
        self.runs: list[_Run] = []
        self.pieces = self._make_pieces()
        if element:
            for run in self.runs:
                if run.element:
                    run.element.attributes = tags.header_of_rows(run.rows)

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

    def _tag_head(self) -> list[Element | None]:
        if not self.element or not any(self.head):
            return [None] * len(self.head)
        row = self.element.add("TR")
        return [row.add("TH", tags.HEADER_OF_COLUMN) for _title in self.head]

    def _make_pieces(self) -> list[_Piece]:
        groups = self.table.groups
        columns = list(zip(self.column_styles, self.widths, strict=True))[groups:]
        pieces: list[_Piece] = []
        before: tuple[str, ...] | None = None
        for row in self.table.rows:
            tag = self.element.add("TR") if self.element else None
            runs = self._runs_of(row, before, pieces, tag)
            cells = [
                wrap(text, style, width) if text else ()
                for text, (style, width) in zip(row.cells[groups:], columns, strict=True)
            ]
            piece = _Piece(runs, cells, row.marked, self._tag_row(tag, len(cells)), row.signer)
            if self.lead is not None:
                self._set_lead(piece, row.cells[self.lead])
            piece.height = self._row_height(piece)
            pieces.append(piece)
            before = row.cells
        return pieces

    def _set_lead(self, piece: _Piece, text: str) -> None:
        """Cut the cell with a lead anew: its first paragraph in bold, the rest as usual."""
        assert self.lead is not None
        first, _break, rest = text.partition("\n")
        width = self.widths[self.lead]
        bold = wrap(first, self.document.styles.cell_strong, width)
        if bold and rest:
            bold = (*bold[:-1], bold[-1] + " ")
        piece.lead = len(bold)
        piece.cells[self.lead - self.table.groups] = bold + wrap(rest, self.cell, width)

    def _runs_of(
        self, row: Row, before: tuple[str, ...] | None, pieces: list[_Piece], tag: Element | None
    ) -> tuple[int, ...]:
        """Return the groups a row is in: those of the row before while the texts are equal."""
        runs: list[int] = []
        for level in range(self.table.groups):
            if before is not None and before[: level + 1] == row.cells[: level + 1]:
                runs.append(pieces[-1].runs[level])
            else:
                text = row.cells[level]
                lines = wrap(text, self.cell, self.widths[level])
                element = tag.add("TH", tags.HEADER_OF_ROW) if tag else None
                runs.append(len(self.runs))
                self.runs.append(_Run(text, level, lines, element))
            self.runs[runs[-1]].rows += 1
        return tuple(runs)

    def _tag_row(self, tag: Element | None, count: int) -> list[Element | None]:
        if tag is None:
            return [None] * count
        made: list[Element | None] = [tag.add("TD") for _cell in range(count)]
        if self.table.names_first and not self.table.groups and made[0]:
            made[0].kind, made[0].attributes = "TH", tags.HEADER_OF_ROW
        return made

    def label(self, run: _Run) -> Lines:
        """Return the lines of a group's text as the next page has to print them."""
        if run.left_over is not None:
            return run.left_over
        if not run.lines or not run.is_begun:
            return run.lines
        text = run.text
        if len(run.lines) > _MAX_REPEATED_LINES:
            text = rejoined(run.lines[:_MAX_REPEATED_LINES]) + "…"
        again = _("{text} (continúa)").format(text=text)
        return wrap(again, self.cell, self.widths[run.level])

    def height_of_lines(self, lines: int) -> float:
        """Return the height of a cell with so many lines."""
        return lines * self.cell.leading + 2 * self.pad

    def _row_height(self, piece: _Piece) -> float:
        return max(self.table.style.min_height, self.height_of_lines(max(map(len, piece.cells))))

    def heights(self, pieces: list[_Piece]) -> list[float]:
        """Return the rows' heights; a group's last row grows until the group's text fits."""
        heights = [piece.height for piece in pieces]
        for level in reversed(range(self.table.groups)):
            for first, end in _spans([piece.runs[level] for piece in pieces]):
                needed = self.height_of_lines(len(self.label(self.runs[pieces[first].runs[level]])))
                heights[end - 1] += max(0.0, needed - sum(heights[first:end]))
        return heights

    def _take(self, at: int, room: float) -> tuple[list[_Piece], _Piece | None]:
        """Return the pieces for this page, and what is left of the last one if it is cut."""
        stack = _Stack(self)
        end = at
        while end < len(self.pieces) and stack.with_piece(self.pieces[end]) <= room + _HAIR:
            stack.put(self.pieces[end])
            end += 1
        taken = self.pieces[at:end]
        if end == len(self.pieces):
            if len(taken) > 1 and sum(self.heights(taken)) + self.table.keep > room + _HAIR:
                return taken[:-1], None
            return taken, None
        piece = self.pieces[end]
        if taken:
            return self._fill_up(taken, piece, room)
        full = self.document.full_room - self.head_height
        is_fresh = room > full - _HAIR
        if not is_fresh and (sum(self.heights([piece])) <= full or room < full / 3):
            return [], None
        return self._cut_after(piece, max(1, self._lines_in(room)))

    def _fill_up(
        self, taken: list[_Piece], piece: _Piece, room: float
    ) -> tuple[list[_Piece], _Piece | None]:
        """Cut the next row too, where leaving it whole would leave much of the page empty."""
        left = room - sum(self.heights(taken))
        lines = self._lines_in(left)
        tallest = max(len(cell) for cell in piece.cells)
        if left < self.document.full_room / 3 or not _MIN_LINES <= lines <= tallest - _MIN_LINES:
            return taken, None
        (head,), rest = self._cut_after(piece, lines)
        if sum(self.heights([*taken, head])) > room + _HAIR:
            return taken, None
        return [*taken, head], rest

    def _cut_after(self, piece: _Piece, lines: int) -> tuple[list[_Piece], _Piece]:
        """Cut a row in two: its first lines, and what goes on the next page."""
        head = _Piece(
            piece.runs, [cell[:lines] for cell in piece.cells], piece.marked, piece.elements
        )
        rest = _Piece(
            piece.runs,
            [cell[lines:] for cell in piece.cells],
            piece.marked,
            piece.elements,
            piece.signer,
            max(0, piece.lead - lines),
        )
        head.lead = min(piece.lead, lines)
        for part in (head, rest):
            part.height = self._row_height(part)
        return [head], rest

    def _lines_in(self, height: float) -> int:
        return int((height - 2 * self.pad + _HAIR) // self.cell.leading)

    def _is_owed(self, rest: _Piece, at: int) -> bool:
        """Tell whether something of a cut row is still to be printed.

        The rest of a group's text goes beside the group's next row, when it has one.
        """
        following = self.pieces[at].runs if at < len(self.pieces) else ()
        return (
            rest.signer is not None
            or any(rest.cells)
            or any(
                self.runs[run].left_over is not None and run not in following for run in rest.runs
            )
        )

    def _draw(self, pieces: list[_Piece], room: float) -> None:
        heights = self.heights(pieces)
        heights[-1] -= max(0.0, sum(heights) - room)
        top = self.document.y
        if self.head_height:
            self._draw_head()
        first = self.document.y
        tops = list(accumulate(heights, initial=first))
        labels: dict[int, list[tuple[int, int]]] = {}
        for level in range(self.table.groups):
            for start, end in _spans([piece.runs[level] for piece in pieces]):
                labels.setdefault(start, []).append((pieces[start].runs[level], end))
        for at, (piece, (y, bottom)) in enumerate(zip(pieces, pairwise(tops), strict=True)):
            # A group's text comes before its rows, as it is read.
            for run, end in labels.get(at, ()):
                self._draw_label(self.runs[run], y, tops[end])
            self._draw_row(piece, y, bottom)
        # After the tints of all rows, which would hide the lines.
        left, right, brand = self.edges[self.table.groups], self.edges[-1], self.head_color
        rules = tops[1:] if self.head_height else tops
        self.document.draw(*[Line(left, y, right, y, RULE, 0.5) for y in rules])
        self.document.draw(*[Line(x, first, x, tops[-1], RULE, 0.5) for x in self.edges])
        self.document.draw(*[Line(x, top, x, first, brand, 0.5) for x in (self.edges[0], right)])
        self.document.y = tops[-1]

    @property
    def head_color(self) -> str:
        """The colour behind the head."""
        return self.document.styles.brand

    def _draw_head(self) -> None:
        document = self.document
        left, width = self.edges[0], self.edges[-1] - self.edges[0]
        document.draw(Box(left, document.y, width, self.head_height, self.head_color))
        for column, lines in enumerate(self.head):
            element = self.head_elements[column]
            self._draw_lines(column, lines, self.head_style, document.y, element)
        # On the pages that follow, the head is only a help for the eye.
        self.head_elements = [None] * len(self.head)
        document.y += self.head_height

    def _draw_row(self, piece: _Piece, y: float, bottom: float) -> None:
        groups, marks = self.table.groups, self.document.page.marks
        left, right = self.edges[groups], self.edges[-1]
        if piece.marked:
            marks.append(Box(left, y, right - left, bottom - y, NOTICE))
            marks.append(Box(left, y, 2, bottom - y, NOTICE_EDGE))
        base = y + self.pad + self.cell.baseline
        for i, lines in enumerate(piece.cells, start=groups):
            element = piece.elements[i - groups]
            style = self.column_styles[i]
            if self.table.columns[i].strong:
                x, x2 = self.edges[i], self.edges[i + 1]
                marks.append(Box(x, y, x2 - x, bottom - y, self.document.styles.shade))
            if not lines:
                continue
            if i == self.lead and piece.lead:
                self._draw_lead(piece, i, lines, y, element)
            elif self.centered[i]:
                self._draw_lines(i, lines, style, y, element)
            else:
                marks.append(Text(self.edges[i] + self.pad, base, lines, style, element))
        if piece.signer:
            with self.document.under(piece.elements[-1]):
                x, width = self.edges[-2], right - self.edges[-2]
                self.document.place(piece.signer, x + 1, y + 1, width - 2, bottom - y - 2)

    def _draw_lead(
        self, piece: _Piece, column: int, lines: Lines, y: float, element: Element | None
    ) -> None:
        cut, step = piece.lead, piece.lead * self.cell.leading
        self._draw_lines(column, lines[:cut], self.document.styles.cell_strong, y, element)
        self._draw_lines(column, lines[cut:], self.cell, y + step, element)

    def _draw_label(self, run: _Run, y: float, bottom: float) -> None:
        lines = self.label(run)
        fit = self._lines_in(bottom - y)
        is_repeated = run.is_begun and run.left_over is None
        element = None if is_repeated else run.element
        self._draw_lines(run.level, lines[:fit], self.cell, y, element)
        run.left_over = lines[fit:] or None
        run.is_begun = True
        x1, x2 = self.edges[run.level], self.edges[run.level + 1]
        self.document.draw(Line(x1, bottom, x2, bottom, RULE, 0.5))

    def _draw_lines(
        self, column: int, lines: Lines, style: Style, y: float, element: Element | None
    ) -> None:
        if not lines:
            return
        y += self.pad + style.baseline
        x = self.edges[column] + self.pad
        if not self.centered[column]:
            self.document.draw(Text(x, y, lines, style, element))
            return
        for line in lines:
            indent = (self.widths[column] - style.width(line)) / 2
            self.document.draw(Text(x + indent, y, (line,), style, element))
            y += style.leading


class _Stack:
    """The height of the rows put on a page so far, kept as they come.

    The height of each group is that of its rows or that of its text, whichever is larger; a page
    of n rows is added up in n steps and not in n².
    """

    def __init__(self, flow: _Flow) -> None:
        self._flow = flow
        self._runs: tuple[int, ...] = ()
        levels = flow.table.groups
        # For each level: height of what is closed in it, and of the text of its open group.
        self._closed = [0.0] * (levels + 1)
        self._labels = [0.0] * levels

    def with_piece(self, piece: _Piece) -> float:
        """Return the height if this row came next and were the last one."""
        closed, labels = self._after(piece)
        height = closed[-1]
        for level in reversed(range(len(labels))):
            height = closed[level] + max(labels[level], height)
        return height

    def put(self, piece: _Piece) -> None:
        """Put the row on the page."""
        self._closed, self._labels = self._after(piece)
        self._runs = piece.runs

    def _after(self, piece: _Piece) -> tuple[list[float], list[float]]:
        closed, labels = list(self._closed), list(self._labels)
        if self._runs != piece.runs:
            same = 0
            while self._runs and self._runs[same] == piece.runs[same]:
                same += 1
            # Close the groups that end, innermost first: each counts in the one around it.
            for level in reversed(range(same, len(labels))):
                closed[level] += max(labels[level], closed[level + 1])
                closed[level + 1] = 0.0
                run = self._flow.runs[piece.runs[level]]
                labels[level] = self._flow.height_of_lines(len(self._flow.label(run)))
        closed[-1] += piece.height
        return closed, labels


def _edges(columns: tuple[Column, ...], left: float, width: float) -> list[float]:
    """Return the x of every column's border: the columns fill the width exactly."""
    total = sum(column.share for column in columns)
    shares = accumulate((column.share for column in columns), initial=0.0)
    return [left + width * share / total for share in shares]


def _spans(runs: list[int]) -> list[tuple[int, int]]:
    """Return where each run of equal neighbours begins and ends."""
    firsts = [i for i in range(len(runs)) if i == 0 or runs[i] != runs[i - 1]]
    return list(pairwise([*firsts, len(runs)]))
