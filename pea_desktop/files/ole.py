"""The container of Office files of before 2007, and of those with a password: named streams."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_END = 0xFFFFFFFA
"""From here on a sector's number is none: end of chain, free, kept for the table itself."""
_IN_HEADER = 109


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    size: int


class Container:
    """An OLE file; only what reading its streams needs.

    Attributes:
        names: The names of all streams and folders in it.
    """

    def __init__(self, data: bytes) -> None:
        """Read the tables of the container.

        Raises:
            ValueError: It is damaged.
        """
        if len(data) < 512:
            raise ValueError
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._table = self._read_table()
        first_entry, self._least = struct.unpack_from("<I4xI", data, 48)[:2]
        self._entries: dict[str, _Entry] = {}
        self._root = _Entry(_END, 0)
        self._read_entries(b"".join(self._sectors(first_entry)))
        self.names = frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream.

        Raises:
            LookupError: There is none of this name.
            ValueError: It is damaged.
        """
        entry = self._entries[name]
        if entry.size >= self._least:
            data = b"".join(self._sectors(entry.start))
        else:
            data = self._small_stream(entry)
        if len(data) < entry.size:
            raise ValueError
        return data[: entry.size]

    def _read_table(self) -> list[int]:
        data = self._data
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
        more, count = struct.unpack_from("<II", data, 68)
        for _step in range(count):
            if more >= _END:
                break
            listed = self._numbers(more)
            places += listed[:-1]
            more = listed[-1]
        table: list[int] = []
        for place in places:
            if place < _END:
                table += self._numbers(place)
        return table

    def _numbers(self, sector: int) -> list[int]:
        return list(struct.unpack(f"<{self._size // 4}I", self._sector(sector)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise ValueError
        # The last sector of a file may have been written short.
        return sector.ljust(self._size, b"\0")

    def _sectors(self, number: int) -> Iterator[bytes]:
        for _step in range(len(self._table) + 1):
            if number >= _END:
                return
            yield self._sector(number)
            if number >= len(self._table):
                raise ValueError
            number = self._table[number]
        raise ValueError

    def _read_entries(self, directory: bytes) -> None:
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind == 0 or not 2 <= length <= 64:
                continue
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            entry = _Entry(*struct.unpack_from("<II", directory, at + 116))
            self._entries.setdefault(name, entry)
            if kind == 5:
                self._root = entry

    def _small_stream(self, entry: _Entry) -> bytes:
        (first,) = struct.unpack_from("<I", self._data, 60)
        packed = b"".join(self._sectors(first))
        table = struct.unpack(f"<{len(packed) // 4}I", packed)
        small = b"".join(self._sectors(self._root.start))
        parts: list[bytes] = []
        number = entry.start
        for _step in range(len(table) + 1):
            if number >= _END or len(parts) * self._mini_size >= entry.size:
                return b"".join(parts)
            parts.append(small[number * self._mini_size : (number + 1) * self._mini_size])
            if number >= len(table):
                raise ValueError
            number = table[number]
        raise ValueError
