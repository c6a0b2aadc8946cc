"""The rows of a sheet as the XML of a workbook."""

import math
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pea_desktop.core.base import decimal_text
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import MAX_TEXT, clean, show_number, text_length
from pea_desktop.core.sheet import SheetColumn, SheetData, SheetLine
from pea_desktop.files.xlsx.looks import Look, Looks, Part
from pea_desktop.i18n import _

_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,12})?(%?)")
_MOST_DIGITS = 13
"""Programs keep 15; dividing by a hundred and coming back is sure with these."""
_FIRST_DAY = date(1899, 12, 30)
_LINE_HEIGHT = 15
_TALLEST = 409
"""The most points a row may be high."""


class RowWriter:
    """Writes one sheet's rows: heading lines, headings, rows, blank rows.

    Attributes:
        top: Number of the row with the headings.
        merged: The merged ranges, as «A5:A7».
        extent: The range that holds everything.
    """

    def __init__(self, sheet: SheetData, looks: Looks) -> None:
        self._sheet, self._looks = sheet, looks
        self.top = len(sheet.heading) + (2 if sheet.heading else 1)
        self._letters = [letters(at) for at in range(len(sheet.columns))]
        visible = sum(1 for column in sheet.columns if not column.hidden)
        self._is_centred = any(column.merge for column in sheet.columns) and visible > 1
        self.merged: list[str] = []
        if self._is_centred:
            last = letters(visible - 1)
            self.merged += [f"A{at}:{last}{at}" for at in range(1, len(sheet.heading) + 1)]
        runs = list(_equal_neighbours(sheet))
        self.merged += [
            f"{letters(at)}{self.top + 1 + first}:{letters(at)}{self.top + 1 + last}"
            for at, first, last in runs
        ]
        self._together = {
            (at, row): last - first + 1
            for at, first, last in runs
            for row in range(first, last + 1)
        }
        bottom = self.top + len(sheet.rows) + sheet.blank_rows
        self.extent = f"A1:{letters(max(0, len(sheet.columns) - 1))}{bottom}"

    def xml(self) -> Iterator[str]:
        """Yield the rows.

        Raises:
            PeaError: A text does not fit in a cell.
        """
        yield from self._heading()
        number = self.top
        looks = [self._column_looks(column) for column in self._sheet.columns]
        for number, line in enumerate(self._sheet.rows, start=self.top + 1):
            yield self._row(number, line, looks)
        for blank in range(number + 1, number + 1 + self._sheet.blank_rows):
            cells = "".join(
                f'<c r="{letter}{blank}" s="{looks[at][0]}"/>'
                for at, letter in enumerate(self._letters)
                if not self._sheet.columns[at].hidden
            )
            yield f'<row r="{blank}">{cells}</row>'

    def _heading(self) -> Iterator[str]:
        sheet, last = self._sheet, len(self._sheet.heading)
        for number, text in enumerate(sheet.heading, start=1):
            part = Part.TITLE if number == 1 else Part.SUBTITLE
            if 1 < number < last:
                part = Part.NOTE
            if sheet.hidden:
                part = Part.BARE
            look = self._looks.number(Look(part, self._is_centred and not sheet.hidden))
            cell = self._text_cell(f"A{number}", look, clean(text), sheet.title, "")
            yield f'<row r="{number}">{cell}</row>'
        part = Part.BARE if sheet.hidden else Part.HEADER
        look = self._looks.number(Look(part))
        cells = "".join(
            self._text_cell(f"{letter}{self.top}", look, clean(column.header), column.header, "")
            for letter, column in zip(self._letters, sheet.columns, strict=True)
        )
        widest = [_lines(column.header, column.width) for column in sheet.columns]
        yield f'<row r="{self.top}"{_height(max(widest, default=1))}>{cells}</row>'

    def _column_looks(self, column: SheetColumn) -> tuple[int, int]:
        """Return the looks of a column's cells: usual, and yellow."""
        if self._sheet.hidden:
            part, shown = Part.BARE, "General"
        else:
            part, shown = Part.CELL, "@" if column.is_plain else "General"
        usual = self._looks.number(Look(part, number_format=shown))
        if column.leads:
            return usual, usual
        return usual, self._looks.number(Look(part, is_yellow=True, number_format=shown))

    def _row(self, number: int, line: SheetLine, looks: list[tuple[int, int]]) -> str:
        made = [f'<row r="{number}"{self._row_height(number, line)}>']
        cells, is_yellow, at = line.cells, line.highlighted, -1
        for column in self._sheet.columns:
            at += 1
            place = f"{self._letters[at]}{number}"
            text = cells[at] if at < len(cells) else ""
            look = looks[at][is_yellow]
            if not text:
                made.append(f'<c r="{place}" s="{look}"/>')
                continue
            if not text.isprintable():
                text = clean(text)
            figure = None
            if not self._sheet.hidden and (column.is_number or column.is_date):
                figure = _number(text) if column.is_number else _day(text)
            if figure is not None:
                value, shown = figure
                if shown != "General":
                    yellow = is_yellow and not column.leads
                    look = self._looks.number(
                        Look(Part.CELL, is_yellow=yellow, number_format=shown)
                    )
                made.append(f'<c r="{place}" s="{look}"><v>{value}</v></c>')
                continue
            if text[:1] in "=+-@" and not self._sheet.hidden:
                yellow = is_yellow and not column.leads
                shown = "@" if column.is_plain else "General"
                look = self._looks.number(
                    Look(Part.CELL, is_yellow=yellow, number_format=shown, is_quoted=True)
                )
            made.append(self._text_cell(place, look, text, column.header, line.name))
        made.append("</row>")
        return "".join(made)

    def _row_height(self, number: int, line: SheetLine) -> str:
        """Return the height the texts of a row need: not every program finds it by itself."""
        if self._sheet.hidden:
            return ""
        most = 1
        for at, (column, text) in enumerate(zip(self._sheet.columns, line.cells, strict=False)):
            if column.hidden or (len(text) <= column.width and "\n" not in text):
                continue
            lines = _lines(text, column.width)
            if column.merge:
                lines = math.ceil(lines / self._together.get((at, number - self.top - 1), 1))
            most = max(most, lines)
        return _height(most)

    def _text_cell(self, place: str, look: int, text: str, column: str, line: str) -> str:
        """Return a cell that holds a text, whatever it begins with."""
        if "_x" in text:
            text = _ESCAPE_LIKE.sub("_x005F_", text)
        if len(text) * 2 > MAX_TEXT and text_length(text) > MAX_TEXT:
            raise _too_long(text, place, column, line)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return (
            f'<c r="{place}" s="{look}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{text}</t></is></c>'
        )


def letters(position: int) -> str:
    """Return how a column is called, from 0: A to Z, then AA."""
    made, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        made = chr(65 + digit) + made
    return made


def _number(text: str) -> tuple[str, str] | None:
    """Return the number a text is and how to show it, when that reads back as exactly this text."""
    match = _PLAIN_NUMBER.fullmatch(text)
    if match is None:
        return None
    number = Decimal(text.rstrip("%"))
    digits = len(number.as_tuple().digits)
    if digits > _MOST_DIGITS or decimal_text(number) + match[2] != text or text[:2] == "-0":
        return None
    if not match[2]:
        return text, "General"
    decimals = len(match[1] or ".") - 1
    return decimal_text(number / 100), "0%" if not decimals else f"0.{'0' * decimals}%"


def _day(text: str) -> tuple[str, str] | None:
    """Return the number that programs keep for a day, and how to show it; None for no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Programs disagree on the days before March 1900.
    return (str((day - _FIRST_DAY).days), "dd/mm/yyyy") if day.year > 1900 else None


def _equal_neighbours(sheet: SheetData) -> Iterator[tuple[int, int, int]]:
    """Yield column, first and last row to join, a column's runs inside those of the former."""
    keys: list[tuple[str, ...]] = [() for _line in sheet.rows]
    for position, column in enumerate(sheet.columns):
        if not column.merge:
            continue
        keys = [(*key, line.cells[position]) for key, line in zip(keys, sheet.rows, strict=True)]
        start = 0
        for index in range(1, len(keys) + 1):
            if index < len(keys) and keys[index] == keys[start]:
                continue
            if index - start > 1 and keys[start][-1]:
                yield position, start, index - 1
            start = index


def _lines(text: str, width: int) -> int:
    """Return about how many lines a text takes in a column."""
    # A column is measured in digits, which are wider than most letters; the difference is about
    # what words leave free at the end of a line.
    return sum(max(1, math.ceil(len(part) / max(1, width))) for part in text.split("\n"))


def _height(lines: int) -> str:
    # Without «customHeight» programs fit it anew when the text changes.
    return f' ht="{min(_TALLEST, lines * _LINE_HEIGHT)}"' if lines > 1 else ""


def _too_long(text: str, place: str, column: str, line: str) -> PeaError:
    return PeaError(
        _(
            "{line}, columna «{column}»: tiene {length} caracteres y una celda admite {limit}; "
            "abrevie el texto y exporte de nuevo."
        ).format(
            line=line or _("Celda {cell}").format(cell=place),
            column=column,
            length=show_number(text_length(text)),
            limit=show_number(MAX_TEXT),
        )
    )
