"""Days found in the prose of an acuerdo, to be offered as its deadline."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple
from unicodedata import normalize

from pea_desktop.core.calendar import MONTHS, add_days

_MONTHS = {name: number for number, name in enumerate(MONTHS, start=1)} | {"setiembre": 9}
_WORDS = (
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte"
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(" "), start=1)} | {
    "uno": 1,
    "treinta": 30,
    "cuarenta": 40,
    "sesenta": 60,
    "noventa": 90,
}
# All without accents, as `_plain` leaves a text: many leave them out.
_UNTIL = (
    r"(?:hasta|a mas tardar|antes del?|para|con fecha limite|fecha limite|"
    r"vence(?:ra)?|al)\b[^.;\n]{0,40}?"
)
_DATE = re.compile(
    rf"{_UNTIL}\b(\d{{1,2}})[°º]?\s+de\s+({'|'.join(_MONTHS)})\b"
    r"(?:\s+(?:de|del)\s+(?:ano\s+)?(\d{4})\b)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(rf"{_UNTIL}\b(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}})\b", re.IGNORECASE)
_GIVES = (
    r"tendran?|tienen?|contaran?|cuentan?|contando|dispondran?|disponen?|conceden?|otorgan?|daran?"
)
_COUNT = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})\s*(?:\([^)]{{1,20}}\)\s*)?dias?"
_KIND = r"(habiles|habil|naturales|natural)\b"
_TERM = re.compile(
    rf"\b(?:plazo|termino|dentro de|en)\b[^.;\n]{{0,40}}?\b{_COUNT}(?:\s+{_KIND})?",
    re.IGNORECASE,
)
# Somebody «tiene 26 líneas y dos días de sesión»: only such days are a term as people give them.
_GIVEN = re.compile(rf"\b(?:{_GIVES})\b[^.;\n]{{0,40}}?\b{_COUNT}\s+{_KIND}", re.IGNORECASE)


class DueHint(NamedTuple):
    """A deadline that prose names: where it stands, its words, and the day it means.

    `days` and `working` are given when it is a term and no day; «días» alone are natural ones.
    """

    start: int
    end: int
    text: str
    day: date
    days: int | None = None
    working: bool = False


def find_due(text: str | None, day: date | None, closed: Collection[date] = ()) -> list[DueHint]:
    """Return the deadlines that the text of an acuerdo names, in their order.

    Args:
        text: Its prose: «hasta el 24 de abril de la presente anualidad», «a más tardar el
            24/04/2023», «en un plazo de 5 días hábiles».
        day: The day of the meeting: terms count from the day after, and a day without a year is
            the first such one from it on.
        closed: Days off that only some have.
    """
    plain = _plain(text or "")
    found = [*_dates(plain, day), *_terms(plain, day, closed)]
    said = [hint._replace(text=(text or "")[hint.start : hint.end]) for hint in found]
    return sorted(said, key=lambda hint: hint.start)


def _plain(text: str) -> str:
    """Return a text without its accents, as long as it is."""
    return "".join(normalize("NFD", letter)[0] for letter in text)


def _dates(text: str, day: date | None) -> Iterator[DueHint]:
    for found in _DATE.finditer(text):
        month = _MONTHS[found[2].lower()]
        year = int(found[3]) if found[3] else None
        meant = _calendar_day(int(found[1]), month, year, day)
        if meant:
            yield DueHint(found.start(), found.end(), found[0], meant)
    for found in _DIGITS.finditer(text):
        meant = _calendar_day(int(found[1]), int(found[2]), int(found[3]), day)
        if meant:
            yield DueHint(found.start(), found.end(), found[0], meant)


def _terms(text: str, day: date | None, closed: Collection[date]) -> Iterator[DueHint]:
    if day is None:
        return
    ends: set[int] = set()
    for found in chain(_TERM.finditer(text), _GIVEN.finditer(text)):
        if found.end() in ends:
            continue
        ends.add(found.end())
        word = found[1].lower()
        count = int(word) if word.isdigit() else _NUMBERS[word]
        working = (found[2] or "").lower().startswith("habil")
        meant = add_days(day, count, working=working, closed=closed)
        yield DueHint(found.start(), found.end(), found[0], meant, count, working)


def _calendar_day(number: int, month: int, year: int | None, day: date | None) -> date | None:
    """Return the day meant; without a year the first one from the meeting's day on."""
    if year is None and day is None:
        return None
    try:
        if year is not None:
            return date(year, month, number)
        assert day is not None
        first = date(day.year, month, number)
        return first if first >= day else date(day.year + 1, month, number)
    except ValueError:
        return None
