"""Places between neighbours: text keys that sort, so that moving one row rewrites one row.

Two laptops may insert at one place: the keys of one run share the mark of its laptop, so each run
stays together, and equal keys are parted by the id.
"""

import hashlib
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

MARK_OF_RUNS: Final = "mark_of_runs"
"""Where a session keeps the mark of its laptop (`Session.info`)."""

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WHOLE: Final = 6
"""Digits of a key given at the end of a list: "000027"."""
_MARK, _NUMBER = 3, 3
_MARK_DIGITS: Final = 6
_STEP: Final = Decimal("1e-10")


def position_key(number: int) -> str:
    """Return the sort key of the row at a place, from 1; keys sort as text."""
    return f"{number:0{_WHOLE}}"


def own_mark(session: Session) -> str:
    """Return what tells this laptop's runs from another's; "" where no workspace said it."""
    return str(session.info.get(MARK_OF_RUNS, ""))


def keys_between(before: str | None, after: str | None, count: int, mark: str) -> list[str]:
    """Return sorted keys for rows that come between two others, which have different keys.

    A key is a place, the mark of who inserted, and a number within that run. Rows typed one below
    the other, each an edit of its own, go on in the run of the one above, so that they stay
    together when another laptop typed at the same place.

    Args:
        before: Key of the row above, None at the beginning.
        after: Key of the row below, None at the end.
        count: How many rows.
        mark: What tells this laptop's runs from another's (`own_mark`).
    """
    own = _letters(mark)
    number = _number_in_run(before, own)
    if before is not None and number is not None and number + count < 62**_NUMBER:
        stem = before[: -_NUMBER - 1]
        keys = [f"{stem}{_written(number + step, _NUMBER)}V" for step in range(1, count + 1)]
        if after is None or keys[-1] < after:
            return keys
    stem = _stem(before, after)
    width = _NUMBER
    while 62**width <= count:
        width += 1
    # The last letter keeps a key from ending in 0: below such a one there would be no room.
    return [f"{stem}{own}{_written(step, width)}V" for step in range(1, count + 1)]


def place_after(last: Decimal | None, mark: str) -> Decimal:
    """Return the place of a row that comes last in a short list, whose places are numbers.

    As `keys_between` does with texts: rows added one by one share a whole number and a mark.
    """
    if last is None:
        last = Decimal(0)
    if not mark:
        return last + 1
    own = Decimal(int.from_bytes(hashlib.sha256(mark.encode()).digest()[:4]) % 10**_MARK_DIGITS)
    own = own.scaleb(-_MARK_DIGITS)
    within = last - int(last) - own
    if 0 < within < Decimal(1).scaleb(-_MARK_DIGITS) - 2 * _STEP:
        return last + _STEP
    return int(last) + 1 + own + _STEP


def _letters(mark: str) -> str:
    return "".join(_DIGITS[byte % 62] for byte in hashlib.sha256(mark.encode()).digest()[:_MARK])


def _number_in_run(key: str | None, own: str) -> int | None:
    """Return the number of a key within a run of this mark, None for a key of none."""
    if key is None or len(key) <= _MARK + _NUMBER or not key.endswith("V"):
        return None
    marked, written = key[-_MARK - _NUMBER - 1 : -_NUMBER - 1], key[-_NUMBER - 1 : -1]
    if marked != own:
        return None
    number = 0
    for digit in written:
        number = number * 62 + _DIGITS.index(digit)
    return number


def _stem(before: str | None, after: str | None) -> str:
    """Return a place between two keys: at the end the next whole one."""
    if after is None:
        last = int(before[:_WHOLE]) if before and before[:_WHOLE].isdecimal() else 0
        if last + 1 < 10**_WHOLE:
            return position_key(last + 1)
    return _between(before or "", after)


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
