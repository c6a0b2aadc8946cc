"""Places between neighbours: text keys that sort, so that moving one row rewrites one row.

Two laptops may insert at one place: the keys of one run share a mark made from their row, so each
run stays together, and equal keys are parted by the id.
"""

import hashlib
from typing import Final

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WHOLE: Final = 6
"""Digits of a key given at the end of a list: "000027"."""


def position_key(number: int) -> str:
    """Return the sort key of the row at a place, from 1; keys sort as text."""
    return f"{number:0{_WHOLE}}"


def keys_between(before: str | None, after: str | None, count: int, mark: str) -> list[str]:
    """Return sorted keys for rows that come between two others, which have different keys.

    Args:
        before: Key of the row above, None at the beginning.
        after: Key of the row below, None at the end.
        count: How many rows.
        mark: What tells this run from another laptop's at the same place: the id of its first row.
    """
    if after is None:
        last = int(before[:_WHOLE]) if before and before[:_WHOLE].isdecimal() else 0
        if last + 1 < 10**_WHOLE:
            if count == 1:
                return [position_key(last + 1)]
            after = position_key(last + 2)
            before = position_key(last + 1)
    start = _between(before or "", after)
    start += "".join(_DIGITS[byte % 62] for byte in hashlib.sha256(mark.encode()).digest()[:3])
    width = 1
    while 62**width <= count:
        width += 1
    # The last letter keeps a key from ending in 0: below such a one there would be no room.
    return [f"{start}{_written(step, width)}V" for step in range(1, count + 1)]


def _between(low: str, high: str | None) -> str:
    """Return a key above `low` that is below `high` whatever is put behind it."""
    made = ""
    for at in range(max(len(low), len(high or "")) + 1):
        floor = _DIGITS.index(low[at]) if at < len(low) else 0
        ceiling = len(_DIGITS)
        if high is not None:
            ceiling = _DIGITS.index(high[at]) if at < len(high) else 0
        if ceiling - floor > 1:
            # A small step: rows are mostly typed downwards, and so many more find room.
            return made + _DIGITS[floor + max((ceiling - floor) // 8, 1)]
        made += _DIGITS[floor]
        if ceiling > floor:
            high = None
    return made


def _written(number: int, width: int) -> str:
    text = ""
    for _digit in range(width):
        number, rest = divmod(number, len(_DIGITS))
        text = _DIGITS[rest] + text
    return text
