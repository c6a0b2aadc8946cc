"""From the cells a reader found to a sheet of `core.sheet`, the same for every kind of book."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from pea_desktop.core.base import decimal_text
from pea_desktop.core.grid import clean
from pea_desktop.core.sheet import Sheet, SheetRow

Texts = dict[int, dict[int, str]]
"""Row number, from 1, to position, from 0, to text."""


class Merged(NamedTuple):
    """A merged range; rows from 1, positions from 0, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(kw_only=True)
class Cells:
    """What a reader found in a sheet; `sheet` makes it what the rest of the program reads.

    Attributes:
        texts: What cells say; a merged range says it in its first cell.
        unknown: Cells whose value the book does not tell, with the error shown there or "".
        yellow: Row number to the positions filled in yellow.
        merged: The merged ranges.
        hidden_rows: Numbers of the rows out of sight.
        hidden_columns: Positions out of sight.
    """

    texts: Texts = field(default_factory=dict)
    unknown: Texts = field(default_factory=dict)
    yellow: dict[int, set[int]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, text: str) -> None:
        """Note what a cell says; nothing is noted for ""."""
        if text:
            self.texts.setdefault(row, {})[column] = text

    def put_unknown(self, row: int, column: int, error: str = "") -> None:
        """Note a cell whose value the book does not tell."""
        self.unknown.setdefault(row, {})[column] = error

    def paint(self, row: int, column: int) -> None:
        """Note a cell filled in yellow."""
        self.yellow.setdefault(row, set()).add(column)

    def sheet(self, title: str) -> Sheet:
        """Return the sheet, merged ranges filled in."""
        texts, unknown = self.texts, self.unknown
        raw = {
            row: texts.get(row, {}) | unknown.get(row, {}) for row in texts.keys() | unknown.keys()
        }
        across = self._fill_merged()
        width = 1 + max(
            (place for cells in (*texts.values(), *raw.values()) for place in cells), default=-1
        )
        return Sheet(
            title=title,
            rows=tuple(
                SheetRow(
                    number=row,
                    cells=_tuple(texts.get(row, {}), width),
                    raw=_tuple(raw.get(row, {}), width),
                    yellow=frozenset(self.yellow.get(row, ())),
                    across=frozenset(across.get(row, ())),
                    unknown=unknown.get(row, {}),
                    hidden=row in self.hidden_rows,
                )
                for row in sorted(texts.keys() | self.yellow.keys() | unknown.keys())
            ),
            hidden_columns=frozenset(place for place in self.hidden_columns if place < width),
        )

    def _fill_merged(self) -> dict[int, set[int]]:
        """Give merged cells what their first holds; return those that have it from their left."""
        across: dict[int, set[int]] = {}
        for merged in self.merged:
            for cells in (self.texts, self.unknown):
                text = cells.get(merged.top, {}).get(merged.left)
                if text is None:
                    continue
                for row in range(merged.top, merged.bottom + 1):
                    for place in range(merged.left, merged.right + 1):
                        cells.setdefault(row, {})[place] = text
                        if place > merged.left:
                            across.setdefault(row, set()).add(place)
        return across


def has_text(sheets: Iterable[Sheet]) -> bool:
    """Tell whether anything is written in the sheets."""
    return any(row.raw and not row.is_blank for sheet in sheets for row in sheet.rows)


def text_of(value: object, *, is_percentage: bool = False) -> str:
    """Return a cell's value as the one text it stands for.

    Numbers are exact (100 → "100", 0.15 shown as a percentage → "15%"), dates ISO.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VERDADERO" if value else "FALSO"
    if isinstance(value, int | float):
        return _number_text(value, is_percentage=is_percentage)
    if isinstance(value, datetime):
        is_day = value.time() == time(0)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return clean(str(value))


def shows_percentage(number_format: str) -> bool:
    """Tell whether a number format multiplies by a hundred; a quoted «%» is only a text."""
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format)


def _number_text(value: int | float, *, is_percentage: bool) -> str:
    """Return a number without exponent.

    Spreadsheets keep 15 digits; the rest is noise of the binary form (0.1 + 0.2).
    """
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    return decimal_text(number * 100) + "%" if is_percentage else decimal_text(number)


def _tuple(cells: dict[int, str], width: int) -> tuple[str, ...]:
    return tuple(cells.get(column, "") for column in range(width))
