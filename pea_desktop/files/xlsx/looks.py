"""How the cells of a workbook look, as the numbers their XML names."""

from enum import Enum, auto
from typing import Any, NamedTuple

HEADER_FILL = "6B1D3A"
PENDING_FILL = "FFFF00"
_BORDER = "BFBFBF"
_QUIET = "595959"
_FONT = "Calibri"


class Part(Enum):
    """What a cell is for."""

    TITLE = auto()
    SUBTITLE = auto()
    NOTE = auto()
    HEADER = auto()
    CELL = auto()
    BARE = auto()


class Look(NamedTuple):
    """How a cell looks.

    Attributes:
        part: What it is for.
        is_centred: Whether a title is over the middle of the table.
        is_yellow: Whether it is filled in yellow.
        number_format: How a number is shown, "@" where even a number is text.
        is_quoted: Whether the program is told that it is text, whatever it begins with.
    """

    part: Part
    is_centred: bool = False
    is_yellow: bool = False
    number_format: str = "General"
    is_quoted: bool = False


class Looks:
    """The looks of one workbook, each noted the first time it is asked for."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._known: dict[Look, int] = {Look(Part.BARE): 0}

    def number(self, look: Look) -> int:
        """Return the number of a look."""
        known = self._known.get(look)
        if known is None:
            known = self._known[look] = self._note(look)
        return known

    def _note(self, look: Look) -> int:
        from openpyxl.cell import Cell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
        from openpyxl.worksheet.worksheet import Worksheet

        # Belongs to a sheet that is not written.
        cell: Any = Cell(Worksheet(self._workbook), row=1, column=1)
        across = "center" if look.is_centred else "left"
        if look.part is Part.TITLE:
            cell.font = Font(name=_FONT, bold=True, size=14)
            cell.alignment = Alignment(horizontal=across)
        elif look.part is Part.SUBTITLE:
            cell.font = Font(name=_FONT, bold=True, size=12)
            cell.alignment = Alignment(horizontal=across)
        elif look.part is Part.NOTE:
            cell.font = Font(name=_FONT, size=11, italic=True, color=_QUIET)
            cell.alignment = Alignment(horizontal=across)
        elif look.part is Part.HEADER:
            cell.font = Font(name=_FONT, size=11, bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", fgColor=HEADER_FILL)
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        elif look.part is Part.CELL:
            side = Side(style="thin", color=_BORDER)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if look.is_yellow:
            cell.fill = PatternFill("solid", fgColor=PENDING_FILL)
        cell.number_format = look.number_format
        cell.quotePrefix = look.is_quoted
        return int(cell.style_id)
