"""Blocks of cells as other programs put them on the clipboard: HTML tables and quoted TSV.

The shapes are those that Excel, LibreOffice Calc and Word write; what they share is HTML's own
rules for white space and merged cells.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.markup import Markup, Piece, pieces
from pea_desktop.core.markup_text import CellText, is_hidden, keeps_spaces
from pea_desktop.i18n import _

MAX_CELLS: Final = 1_000_000
MAX_CHARACTERS: Final = 50_000_000
# What a sheet of Excel has; a span beyond it is no sheet's.
_MAX_COLUMNS: Final = 16_384
_MAX_ROWS: Final = 1_048_576

_KEPT_SPACES: Final = re.compile(r"^[ \t]|[ \t\u00a0]$|[ \t]{2}|\t|\u00a0|\A\n\Z", re.MULTILINE)
_LINES: Final = re.compile(r"\r\n|\r|\n")
_RUN: Final = re.compile(r"  +")

# What a sheet reads as the number it says; anything else that could become a number, a date, a
# formula or a truth value is written as text.
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?")
_TEMPTING: Final = re.compile(
    r"\s*[=+@\-'0-9.,$€(%#]|(?:true|false|verdadero|falso|ene|feb|mar|abr|may|jun|jul|ago|sep|oct"
    r"|nov|dic|jan|apr|aug|dec)",
    re.IGNORECASE,
)
_TEMPTING_LENGTH: Final = 40
_AS_TEXT: Final = 'mso-number-format:"\\@"'
_KEPT: Final = "white-space:pre-wrap"
_BREAK: Final = '<br style="mso-data-placement:same-cell">'
_HEAD: Final = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
    '<meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body><table>'
)


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of texts.

    Attributes:
        rows: The texts; every row has as many.
        merged: (row, column) of each cell covered by a merged one → that of the cell it repeats.
    """

    rows: tuple[tuple[str, ...], ...]
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0]) if self.rows else 0

    def span_of(self, row: int, column: int) -> tuple[int, int]:
        """Return where the text of a cell stands: itself, or the merged cell that covers it."""
        return self.merged.get((row, column), (row, column))

    def repeated(self, height: int, width: int) -> "Block":
        """Return it again and again over a larger place, as sheets do when it fits whole times."""
        down = height // self.height if self.height and height % self.height == 0 else 0
        across = width // self.width if self.width and width % self.width == 0 else 0
        down, across = max(down, 1), max(across, 1)
        if down * across == 1:
            return self
        _refuse_large(self.height * down, self.width * across)
        return Block(tuple(row * across for row in self.rows) * down)


def block_of(rows: Iterable[Sequence[str]]) -> Block:
    """Return rows of texts as a rectangle, the short ones filled up with "".

    Raises:
        PeaError: They are more cells than a sheet is pasted with.
    """
    listed = list(rows)
    width = max((len(row) for row in listed), default=0)
    _refuse_large(len(listed), width)
    return Block(tuple((*row, *[""] * (width - len(row))) for row in listed))


# TSV


def read_tsv(text: str) -> Block:
    """Return the cells of a text with tabs, as sheets put it on the clipboard.

    A cell that opens with a quote and closes with one before a tab or a line's end may hold tabs,
    line breaks and doubled quotes; other quotes are characters. A last line break ends the last row
    and opens none.

    Raises:
        PeaError: It is too large.
    """
    _refuse_long(text)
    text = text.rstrip("\0")
    rows: list[list[str]] = [[]]
    at, width = 0, 1
    while True:
        cell, at = _next_cell(text, at)
        rows[-1].append(clean(cell))
        width = max(width, len(rows[-1]))
        _refuse_large(len(rows), width)
        if at < len(text) and text[at] == "\t":
            at += 1
            continue
        ending = _LINES.match(text, at)
        at = ending.end() if ending is not None else len(text)
        if at == len(text):
            return block_of(rows)
        rows.append([])


_QUOTED: Final = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"(?=[\t\r\n]|\Z)')
_PLAIN: Final = re.compile(r"[^\t\r\n]*+")


def _next_cell(text: str, at: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, at)
    if quoted is not None:
        return quoted[1].replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, at)
    return (plain[0], plain.end()) if plain is not None else ("", at)


def write_tsv(block: Block) -> str:
    """Return cells as tab-separated lines, none after the last.

    A cell with a tab, a line break or a quote is quoted as sheets do, so that it stays one.
    """
    lines = ["\t".join(map(_quoted, row)) for row in block.rows]
    if len(lines) > 1 and not lines[-1]:
        # A bare line break at the end would say that the row above is the last.
        lines[-1] = '""'
    return "\n".join(lines)


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in '\t\n\r"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


# HTML, written


def write_html(block: Block) -> str:
    """Return cells as an HTML table that Excel and Calc take as they are.

    Line breaks stay inside their cell. What a sheet would make a number, a date or a formula of
    («007», «1/2», «=A1») is marked as text, in the ways of Excel (`mso-number-format`, `x:str`) and
    Calc (`sdnum`).
    """
    rows = ("<tr>" + "".join(map(_cell_html, row)) + "</tr>" for row in block.rows)
    return _HEAD + "\n".join(rows) + "</table></body></html>"


def _cell_html(cell: str) -> str:
    looks, told = [], ""
    if _KEPT_SPACES.search(cell):
        looks.append(_KEPT)
    if _is_tempting(cell):
        looks.append(_AS_TEXT)
        told = ' x:str sdnum="1033;0;@"'
    style = f" style='{';'.join(looks)}'" if looks else ""
    text = _RUN.sub(_spaces_html, html.escape(clean(cell), quote=False))
    return f"<td{style}{told}>{text.replace(chr(10), _BREAK)}</td>"


def _is_tempting(cell: str) -> bool:
    if _NUMBER.fullmatch(cell) or not _TEMPTING.match(cell):
        return False
    return len(cell) <= _TEMPTING_LENGTH or cell.lstrip()[0] in "=+-@'"


def _spaces_html(run: re.Match[str]) -> str:
    # As Excel writes them; a plain run of spaces would be one.
    hard = "&nbsp;" * (len(run[0]) - 1)
    return f'<span style="mso-spacerun:yes">{hard} </span>'


# HTML, read


def read_html(source: str) -> Block | None:
    """Return the cells of the tables in an HTML text, None when there is none.

    Several tables come one below the other. A merged cell's text stands in every cell it covers.
    Rows out of sight are left out, and so is what stands around the tables.

    Args:
        source: What a program put on the clipboard as `text/html`; when it marks a fragment, only
            that counts.

    Raises:
        PeaError: It is too large, or a merged cell is larger than a sheet.
    """
    _refuse_long(source)
    reader = _Reader()
    for piece in pieces(source):
        if reader.is_done:
            break
        reader.take(piece)
    return reader.finish()


class _Reader:
    """Puts the pieces of an HTML text into rows of cells."""

    def __init__(self) -> None:
        self.is_done = False
        self._grid = _Grid()
        self._row: list[_Spanned] | None = None
        self._is_hidden = False
        self._cell: CellText | None = None
        self._shape: Mapping[str, str] = {}
        self._nested = 0

    def take(self, piece: Piece) -> None:
        """Take the next piece."""
        if piece.kind is Markup.COMMENT:
            self._take_comment(piece.text)
        elif self._nested or (piece.kind is Markup.TEXT or piece.text not in _TABLE_TAGS):
            self._take_content(piece)
        elif piece.kind is Markup.START:
            self._open(piece)
        else:
            self._close(piece.text)

    def finish(self) -> Block | None:
        """Return what was read."""
        self._end_table()
        return self._grid.block()

    def _take_comment(self, text: str) -> None:
        if text == "StartFragment":
            self._grid, self._row, self._cell, self._nested = _Grid(), None, None, 0
        elif text == "EndFragment":
            self.is_done = True

    def _take_content(self, piece: Piece) -> None:
        if self._cell is None:
            return
        if piece.text == "table" and piece.kind is not Markup.TEXT:
            self._nested = max(self._nested + (1 if piece.kind is Markup.START else -1), 0)
        self._cell.take(piece)

    def _open(self, piece: Piece) -> None:
        if piece.text == "table":
            if self._cell is not None:
                # A table inside a cell is text of that cell.
                self._nested = 1
                self._cell.take(piece)
            else:
                self._end_table()
        elif piece.text == "tr":
            self._end_row()
            self._row = []
            self._is_hidden = is_hidden(piece.attributes())
        else:
            self._end_cell()
            self._row = self._row if self._row is not None else []
            self._shape = piece.attributes()
            self._cell = CellText(is_kept=keeps_spaces(self._shape))

    def _close(self, name: str) -> None:
        if name == "table":
            self._end_table()
        elif name == "tr":
            self._end_row()
        else:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            if not is_hidden(self._shape):
                self._row.append(_spanned(self._cell.text(), self._shape))
            self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._grid.add(self._row, is_hidden=self._is_hidden)
        self._row, self._is_hidden = None, False

    def _end_table(self) -> None:
        self._nested = 0
        self._end_row()
        self._grid.end_table()


_TABLE_TAGS: Final = frozenset({"table", "tr", "td", "th"})


@dataclass(slots=True)
class _Spanned:
    """A cell, over as many rows and columns; `left` counts the rows still to come."""

    text: str
    columns: int
    left: int
    origin: tuple[int, int] = (0, 0)


def _spanned(text: str, shape: Mapping[str, str]) -> _Spanned:
    if text and not text.strip("#"):
        # Excel and Calc show a number that does not fit as «###», and tell it beside.
        text = shape.get("x:num") or shape.get("sdval") or text
    return _Spanned(
        clean(text),
        _span(shape.get("colspan", ""), _MAX_COLUMNS),
        _span(shape.get("rowspan", ""), _MAX_ROWS),
    )


def _span(text: str, limit: int) -> int:
    digits = re.match(r"\s*([0-9]+)", text, re.ASCII)
    if digits is None:
        return 1
    # Never turn a million digits into a number.
    span = int(digits[1][:12])
    if span > limit:
        raise PeaError(
            _(
                "Lo copiado tiene una celda combinada más grande que una hoja: copie solo la tabla "
                "y vuelva a pegar."
            )
        )
    return max(span, 1)


class _Grid:
    """Rows of cells, merged ones filled in."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = []
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        self._above: dict[int, _Spanned] = {}
        self._width = 0

    def add(self, cells: Sequence[_Spanned], *, is_hidden: bool) -> None:
        """Add a row; one out of sight only takes its place under merged cells."""
        line: dict[int, _Spanned] = dict(self._above)
        column = 0
        for cell in cells:
            while column in line:
                column += 1
            cell.origin = (len(self._rows), column)
            _refuse_large(len(self._rows) + 1, column + cell.columns)
            line.update((place, cell) for place in range(column, column + cell.columns))
            column += cell.columns
        if not line:
            return
        width = max(line) + 1
        self._width = max(self._width, width)
        _refuse_large(len(self._rows) + 1, self._width)
        if not is_hidden:
            self._fill(line, width)
        for cell in {id(cell): cell for cell in line.values()}.values():
            cell.left -= 1
        self._above = {place: cell for place, cell in line.items() if cell.left > 0}

    def end_table(self) -> None:
        """Let no merged cell reach into the next table."""
        self._above = {}

    def block(self) -> Block | None:
        """Return the rows as a rectangle, None without any."""
        if not self._rows:
            return None
        return Block(block_of(self._rows).rows, self._merged)

    def _fill(self, line: Mapping[int, _Spanned], width: int) -> None:
        row = len(self._rows)
        for place, cell in line.items():
            if (row, place) != cell.origin:
                self._merged[row, place] = cell.origin
        self._rows.append([line[place].text if place in line else "" for place in range(width)])


def _refuse_large(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise PeaError(
            _(
                "Lo copiado tiene más de un millón de celdas: copie solo las que necesita y vuelva "
                "a pegar."
            )
        )


def _refuse_long(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise PeaError(
            _("Lo copiado es demasiado grande: copie solo lo que necesita y vuelva a pegar.")
        )
