"""One journal entry as exact bytes: hashed and signed as they are, never re-serialised.

The byte format is specified in `tests/data/FORMAT.md`.
"""

import hashlib
import json
import struct
from collections.abc import Collection
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from pea_desktop.core.capture import ALIVE, Value

KINDS = frozenset({"create", "edit", "undo", "redo", "resolve", "trust"})
"""What an entry may be; an entry of another kind comes from a newer version."""

MAX_BYTES = 16 * 1024 * 1024
"""The longest entry: about 140,000 changes in one step."""

_LONG = 1 << 16
"""Bytes of an entry from which it is worth not to read all of it."""

_ROWS = b',"c":[["'

_KEYS = ("q", "l", "t", "u", "v", "k", "n", "x", "d")
"""Keys that come before the rows."""

LARGEST = (1 << 53) - 1
"""The largest integer of a field, which every reader of JSON can hold."""

Row = tuple[str, str, list[tuple[str, Value, tuple[int, ...]]]]
"""Table, row id, and for each field its name, value and parents as k, seq, k, seq…"""


class EntryError(ValueError):
    """The bytes are no entry of this format."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the author knew of another log: everything up to the entry with this hash."""

    k: int
    origin: bytes
    seq: int
    hash: bytes


@dataclass(slots=True)
class Entry:
    """Asiento de la bitácora: one person's action. Times are claims and decide nothing."""

    seq: int
    lamport: int
    time: int
    author: str
    device: str
    kind: str
    label: str
    undoes: int | None = None
    seen: list[Seen] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def encode(entry: Entry) -> bytes:
    """Return the entry's bytes: one line of UTF-8 JSON without a line break."""
    made: dict[str, Any] = {
        "q": entry.seq,
        "l": entry.lamport,
        "t": entry.time,
        "u": entry.author,
        "v": entry.device,
        "k": entry.kind,
        "n": entry.label,
    }
    if entry.undoes is not None:
        made["x"] = entry.undoes
    if entry.seen:
        made["d"] = [[s.k, s.origin.hex(), s.seq, s.hash.hex()] for s in entry.seen]
    made["c"] = [
        [
            table,
            row,
            [
                [name, value, list(parents)] if parents else [name, value]
                for name, value, parents in fields
            ],
        ]
        for table, row, fields in entry.rows
    ]
    return _compact(made)


def decode(data: bytes) -> Entry:
    """Read an entry's bytes strictly; keys this version does not know are passed over.

    Raises:
        EntryError: Something is missing or of the wrong type.
    """
    try:
        made = json.loads(data.decode(), parse_float=_refuse, parse_constant=_refuse)
        if b"\n" in data or type(made) is not dict:
            raise EntryError("no entry")
        if b"\\ud" in data.lower():
            # Half a character (a lone surrogate) is no text: this raises UnicodeEncodeError, a
            # ValueError.
            json.dumps(made, ensure_ascii=False).encode()
        entry = Entry(
            seq=_integer(made["q"]),
            lamport=_integer(made["l"]),
            time=_integer(made["t"]),
            author=_text(made["u"]),
            device=_text(made["v"]),
            kind=_text(made["k"]),
            label=_text(made["n"]),
            undoes=_integer(made["x"]) if "x" in made else None,
        )
        for k, origin, seq, digest in made.get("d", ()):
            entry.seen.append(
                Seen(_integer(k), _digest(origin, 16), _integer(seq), _digest(digest, 32))
            )
        listed = made["c"]
        if type(listed) is not list:
            raise EntryError("no changes")
        # What is read is let go: a long entry is not held twice.
        listed.reverse()
        while listed:
            table, row, fields = listed.pop()
            entry.rows.append((intern(_text(table)), _text(row), [_field(one) for one in fields]))
    except EntryError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EntryError(str(error)) from error
    return entry


def decode_part(data: bytes, rows: Collection[tuple[str, str]]) -> Entry:
    """Read an entry with only some of its rows, without reading the others of a long one.

    Args:
        data: The entry's bytes.
        rows: (table, id) of rows that it is known to have.

    Raises:
        EntryError: Something read is missing or of the wrong type.
    """
    # Written as `encode` does, these marks are never part of a text: its quotes are escaped.
    end = data.find(_ROWS)
    marks = [_compact([table, row])[:-1] + b",[[" for table, row in rows]
    if len(data) > _LONG and end >= 0 and all(data.count(mark) == 1 for mark in marks):
        try:
            pieces = [_array_at(data, start) for start in sorted(map(data.index, marks))]
            return decode(data[:end] + b',"c":[' + b",".join(pieces) + b"]}")
        except EntryError:
            raise
        except ValueError:
            # A row longer than what was looked at.
            pass
    made = decode(data)
    made.rows = [one for one in made.rows if one[:2] in rows]
    return made


def is_readable_in_parts(data: bytes) -> bool:
    """Tell whether `decode_part` reads what `decode` reads; an entry written by hand might not.

    A key said twice, or rows within an unknown key, would make it say one thing to who applies it
    and another to who reads its history.

    Args:
        data: The bytes of an entry that `decode` has read.
    """
    end = data.find(_ROWS)
    if len(data) <= _LONG or end < 0:
        return True
    try:
        whole, head = json.loads(data), json.loads(data[:end] + b"}")
    except ValueError:
        return False
    if "c" in head or not data.startswith(b',"c":' + _compact(whole["c"]), end):
        return False
    # What stands behind the rows may only be keys that this version does not know.
    first, last = ([one.get(key) for key in _KEYS] for one in (head, whole))
    return _compact(first) == _compact(last)


def _compact(made: Any) -> bytes:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _array_at(data: bytes, start: int) -> bytes:
    text = data[start : start + _LONG].decode(errors="ignore")
    _array, length = json.JSONDecoder().raw_decode(text)
    return text[:length].encode()


def genesis(workspace_id: str, public: bytes) -> bytes:
    """Return the hash before a log's first entry: it binds expediente and key."""
    return hashlib.sha256(b"pea-log-v1" + workspace_id.encode() + public).digest()


def chained(previous: bytes, data: bytes) -> bytes:
    """Return an entry's hash."""
    return hashlib.sha256(b"pea-entry-v1" + previous + data).digest()


def seal_message(origin: bytes, seq: int, digest: bytes) -> bytes:
    """Return what an author signs to vouch for the log up to one entry."""
    return b"pea-seal-v1" + origin + struct.pack(">Q", seq) + digest


def value_order(value: Value) -> bytes:
    """Return a total order of values that is the same on every machine."""
    return json.dumps(value, ensure_ascii=False).encode()


def _refuse(text: str) -> None:
    raise EntryError(f"a number is written {text}")


def _integer(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise EntryError("an integer was expected")
    return value


def _text(value: object) -> str:
    if type(value) is not str:
        raise EntryError("a text was expected")
    return value


def _digest(value: object, size: int) -> bytes:
    made = bytes.fromhex(_text(value))
    if len(made) != size or made.hex() != value:
        raise EntryError("a hash was expected")
    return made


def _field(one: Any) -> tuple[str, Value, tuple[int, ...]]:
    name, value = one[0], one[1]
    parents = tuple(one[2]) if len(one) > 2 else ()
    kind = type(value)
    if type(name) is not str or not (value is None or kind is str or kind is int):
        raise EntryError("a field holds text, an integer or null")
    if kind is int and not -LARGEST <= value <= LARGEST:
        raise EntryError("an integer is too large")
    if name == ALIVE and (kind is not int or value not in (0, 1)):
        raise EntryError("a row exists or not")
    if len(parents) % 2 or any(type(p) is not int or p < 0 for p in parents):
        raise EntryError("parents are pairs of integers")
    return intern(name), value, parents
