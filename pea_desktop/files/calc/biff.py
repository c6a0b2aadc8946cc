"""What the records of a .xls book say that calamine does not: percentages, errors, what is hidden.

Record numbers and layouts are those of [MS-XLS].
"""

import struct
from collections.abc import Callable, Iterator

from pea_desktop.files.calc.hints import Hints
from pea_desktop.files.cells import shows_percentage
from pea_desktop.files.ole import Container

_PASSWORD, _SHEET, _FORMAT, _STYLE, _END = 0x2F, 0x85, 0x41E, 0xE0, 0x0A
_FORMULA, _NUMBER, _RK, _MANY_RK, _ERROR = 0x06, 0x203, 0x27E, 0xBD, 0x205
_ROW, _COLUMNS = 0x208, 0x7D
_OF_PERCENT = (9, 10)
"""The formats every book has: «0%» and «0.00%»."""
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class LockedError(Exception):
    """The book opens only with its password."""


def hints(data: bytes) -> dict[str, Hints]:
    """Return what is known of each sheet, by its name.

    Raises:
        LockedError: The book has a password.
        ValueError: It is damaged.
        LookupError: The container holds no book.
    """
    container = Container(data)
    if "EncryptedPackage" in container.names:
        raise LockedError
    stream = container.stream("Workbook" if "Workbook" in container.names else "Book")
    try:
        return _read(stream)
    except struct.error as error:
        raise ValueError from error


def _read(stream: bytes) -> dict[str, Hints]:
    places: dict[str, int] = {}
    styles: list[int] = []
    percent = set(_OF_PERCENT)
    for kind, body in _records(stream, 0):
        if kind == _PASSWORD:
            raise LockedError
        if kind == _SHEET:
            (place,) = struct.unpack_from("<I", body)
            places[_short_text(body[6:])] = place
        elif kind == _FORMAT:
            if shows_percentage(body[3:].decode("latin-1").replace("\0", "")):
                percent.add(struct.unpack_from("<H", body)[0])
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    reader = _SheetReader({at for at, style in enumerate(styles) if style in percent})
    return {name: reader.read(_records(stream, place)) for name, place in places.items()}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from a place to the end of its part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _short_text(body: bytes) -> str:
    length, is_wide = body[0], body[1] & 1
    return body[2 : 2 + length * 2].decode("utf-16-le") if is_wide else (
        body[2 : 2 + length].decode("latin-1")
    )  # fmt: skip


class _SheetReader:
    """Reads the records of one sheet after the other; `percent` are the styles that show «%»."""

    def __init__(self, percent: set[int]) -> None:
        self._percent = percent
        self._hints = Hints()
        self._takers: dict[int, Callable[[bytes], None]] = {
            _NUMBER: self._take_number,
            _RK: self._take_number,
            _MANY_RK: self._take_many,
            _FORMULA: self._take_formula,
            _ERROR: self._take_error,
            _ROW: self._take_row,
            _COLUMNS: self._take_columns,
        }

    def read(self, records: Iterator[tuple[int, bytes]]) -> Hints:
        self._hints = Hints()
        for kind, body in records:
            take = self._takers.get(kind)
            if take is not None:
                take(body)
        return self._hints

    def _take_number(self, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        if style in self._percent:
            self._hints.percentages.add((row + 1, column))

    def _take_many(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for place in range((len(body) - 6) // 6):
            (style,) = struct.unpack_from("<H", body, 4 + place * 6)
            if style in self._percent:
                self._hints.percentages.add((row + 1, first + place))

    def _take_formula(self, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        is_number = body[12:14] != b"\xff\xff"
        if is_number and style in self._percent:
            self._hints.percentages.add((row + 1, column))
        elif not is_number and body[6] == 2:
            self._hints.errors[row + 1, column] = _ERRORS.get(body[8], "#VALUE!")

    def _take_error(self, body: bytes) -> None:
        row, column, _style, code, is_error = struct.unpack_from("<HHHBB", body)
        if is_error:
            self._hints.errors[row + 1, column] = _ERRORS.get(code, "#VALUE!")

    def _take_row(self, body: bytes) -> None:
        (row,) = struct.unpack_from("<H", body)
        if body[12] & 0x20:
            self._hints.hidden_rows.add(row + 1)

    def _take_columns(self, body: bytes) -> None:
        first, last, _width, _style, flags = struct.unpack_from("<HHHHH", body)
        if flags & 1:
            self._hints.hidden_columns.update(range(first, last + 1))
