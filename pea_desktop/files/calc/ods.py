"""What the XML of an OpenDocument sheet says that calamine does not; also how large it is."""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from pea_desktop.files.calc.hints import Hints
from pea_desktop.files.cells import Merged
from pea_desktop.files.limits import MAX_CELLS, MAX_ROWS

_COLUMNS = 16_384


class TooManyCellsError(Exception):
    """A sheet repeats cells with something in them beyond what may be read."""


def hints(content: bytes) -> dict[str, Hints]:
    """Return what is known of each sheet, by its name.

    Raises:
        TooManyCellsError: A few letters of the file stand for millions of cells.
        ParseError: It is no XML.
    """
    found: dict[str, Hints] = {}
    reader = _Reader()
    for event, element in ElementTree.iterparse(BytesIO(content), ("start", "end")):
        tag = _bare(element.tag)
        if tag == "table" and event == "start":
            reader.begin(element)
            found[reader.title] = reader.hints
        elif event == "end":
            reader.take(tag, element)
            if tag == "table-row":
                element.clear()
    return found


class _Reader:
    """Counts rows and columns as they come; repeated ones come once."""

    def __init__(self) -> None:
        self.cells = 0
        self.title = ""
        self.hints = Hints()
        self._row = self._column = 0

    def begin(self, table: ElementTree.Element) -> None:
        self.title = _attribute(table, "name")
        self.hints = Hints()
        self._row = self._column = 0

    def take(self, tag: str, element: ElementTree.Element) -> None:
        if tag == "table-column":
            count = _count(element, "number-columns-repeated")
            if _attribute(element, "visibility") in ("collapse", "filter"):
                until = min(self._column + count, _COLUMNS)
                self.hints.hidden_columns.update(range(self._column, until))
            self._column += count
        elif tag == "table-row":
            self._take_row(element)

    def _take_row(self, row: ElementTree.Element) -> None:
        count = _count(row, "number-rows-repeated")
        first = self._row + 1
        self._row += count
        column = 0
        filled = []
        for cell in row:
            width = _count(cell, "number-columns-repeated")
            if _attribute(cell, "value-type") or len(cell):
                filled.append((column, width, cell))
            column += width
        if not filled:
            return
        self.cells += count * sum(width for _place, width, _cell in filled)
        # A sheet's rows are read up to the last with something in it, and as wide as the widest.
        if self.cells > MAX_CELLS or self._row > MAX_ROWS or filled[-1][0] > _COLUMNS:
            raise TooManyCellsError
        hidden = _attribute(row, "visibility") in ("collapse", "filter")
        for number in range(first, first + count):
            if hidden:
                self.hints.hidden_rows.add(number)
            for place, width, cell in filled:
                self._take_cell(number, place, width, cell)

    def _take_cell(self, row: int, column: int, width: int, cell: ElementTree.Element) -> None:
        kind = _attribute(cell, "value-type")
        is_error = any(
            _bare(name) == "value-type" and value == "error" for name, value in cell.items()
        )
        for place in range(column, column + width):
            if is_error:
                self.hints.errors[row, place] = "".join(cell.itertext()).strip()
            elif kind == "percentage":
                self.hints.percentages.add((row, place))
        down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if (down > 1 or right > 1) and not is_error:
            self.cells += down * right
            if self.cells > MAX_CELLS:
                raise TooManyCellsError
            self.hints.merged.append(Merged(row, column, row + down - 1, column + right - 1))


def _bare(name: Any) -> str:
    return str(name).rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str:
    """Return an attribute whatever its namespace; «office» comes before LibreOffice's own."""
    return next((value for key, value in element.items() if _bare(key) == name), "")


def _count(element: ElementTree.Element, name: str) -> int:
    text = _attribute(element, name)
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1
