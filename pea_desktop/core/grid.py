"""One column description for four places: the grid, XLSX in, XLSX out and the table of a PDF."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar

from pea_desktop.core.base import decimal_text
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _

Row = TypeVar("Row")

MAX_TEXT = 32_767
"""The most a spreadsheet cell holds, in UTF-16 units; more would be lost on export."""

_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(\.[0-9]+)?\s*(%?)")
_DAY = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class EmptyReason(StrEnum):
    """Why there is no value where one belongs; nothing typed at all is no reason."""

    NOT_APPLICABLE = "no_aplica"
    PENDING = "pendiente"
    UNREADABLE = "no_legible"
    UNAVAILABLE = "no_disponible"
    TO_VERIFY = "por_verificar"

    @property
    def is_missing(self) -> bool:
        """Whether a value is still owed: it is, unless none belongs there."""
        return self is not EmptyReason.NOT_APPLICABLE


EMPTY_REASON_LABELS = {
    EmptyReason.NOT_APPLICABLE: N_("No aplica"),
    EmptyReason.PENDING: N_("Pendiente"),
    EmptyReason.UNREADABLE: N_("No legible"),
    EmptyReason.UNAVAILABLE: N_("No disponible"),
    EmptyReason.TO_VERIFY: N_("Por verificar"),
}

_REASONS = {
    "no aplica": EmptyReason.NOT_APPLICABLE,
    "n/a": EmptyReason.NOT_APPLICABLE,
    "na": EmptyReason.NOT_APPLICABLE,
    "n.a": EmptyReason.NOT_APPLICABLE,
    "n. a": EmptyReason.NOT_APPLICABLE,
    "pendiente": EmptyReason.PENDING,
    "por definir": EmptyReason.PENDING,
    "por determinar": EmptyReason.PENDING,
    "no legible": EmptyReason.UNREADABLE,
    "ilegible": EmptyReason.UNREADABLE,
    "no disponible": EmptyReason.UNAVAILABLE,
    "n/d": EmptyReason.UNAVAILABLE,
    "nd": EmptyReason.UNAVAILABLE,
    "n.d": EmptyReason.UNAVAILABLE,
    "s/d": EmptyReason.UNAVAILABLE,
    "sin dato": EmptyReason.UNAVAILABLE,
    "por verificar": EmptyReason.TO_VERIFY,
    "en verificacion": EmptyReason.TO_VERIFY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column of a table.

    Attributes:
        key: Name of the field, as the command line and the history call it.
        header: Heading, in Spanish.
        width: Hint, in characters of an average letter.
        show: Text of a row's cell.
        parse: From what a person typed to the stored text, None clearing; raises `PeaError` with a
            sentence. None when the column is only shown.
        aliases: Other headings under which a book may bring it.
        merge: Whether equal neighbours print as one cell.
        is_number: Whether it is set to the right, and written as a number where it is one.
    """

    key: str
    header: str
    width: int
    show: Callable[[Row], str]
    parse: Callable[[str], str | None] | None = None
    aliases: tuple[str, ...] = ()
    merge: bool = False
    is_number: bool = False

    @property
    def is_editable(self) -> bool:
        """Whether a person may type in it."""
        return self.parse is not None


def clean(text: str) -> str:
    """Return a text fit to be stored: one kind of line break, no control characters.

    Everything else stays as typed: the text is evidence.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LONE_SURROGATE.sub("\ufffd", _UNPRINTABLE.sub("", text))


def text_length(text: str) -> int:
    """Return the length as spreadsheet programs count it: UTF-16 units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def parse_text(text: str) -> str | None:
    """Return the text to store, None when it is empty or blank.

    Raises:
        PeaError: It is longer than a spreadsheet cell holds.
    """
    text = clean(text)
    if not text.strip():
        return None
    if text_length(text) > MAX_TEXT:
        raise PeaError(
            _(
                "El texto tiene {length} caracteres y una celda admite hasta {limit}: abrévielo."
            ).format(length=show_number(text_length(text)), limit=show_number(MAX_TEXT))
        )
    return text


# A matrix says the same few things in thousands of cells, and is counted at each change.
@lru_cache(maxsize=4096)
def number_of(text: str | None) -> Decimal | None:
    """Return the number a text says, None when it says none.

    A percent sign is left aside («100», «100%» and «100 %» are 100), commas separate thousands
    («1,500»); «1,0» is no number, because it could be one or ten.
    """
    if text is None:
        return None
    text = text.strip().replace("\u00a0", " ").replace("\u2212", "-")
    match = _NUMBER.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    return Decimal(match[1] + (match[2] or "0").replace(",", "") + (match[3] or ""))


def empty_reason(text: str | None) -> EmptyReason | None:
    """Return why a cell has no value, from what was typed («No aplica», «N/A», «Pendiente»).

    None for a value, and for an empty cell, which says nothing. Like the number of a target, the
    reason is derived and not stored beside the text: one cell is one value.
    """
    return None if text is None or len(text) > 40 else _reason_of(text)


@lru_cache(maxsize=4096)
def _reason_of(text: str) -> EmptyReason | None:
    return _REASONS.get(fold(text).strip(" -–—()[]").rstrip("."))


def is_missing(text: str | None) -> bool:
    """Return whether a value is still owed: nothing typed, or a word that says so."""
    if text is None or not text.strip():
        return True
    reason = empty_reason(text)
    return reason is not None and reason.is_missing


def parse_number(name: str) -> Callable[[str], str | None]:
    """Return the parser of a column of numbers that keeps the text as typed («100%»).

    Why there is no number is taken too («No aplica», «Pendiente»).

    Args:
        name: The column with its article, to begin the sentence: «La meta 2024».
    """

    def parse(text: str) -> str | None:
        text = clean(text).strip()
        if not text:
            return None
        if len(text) > 40 or (number_of(text) is None and empty_reason(text) is None):
            raise PeaError(
                _("{name} se escribe como número: «{text}».").format(name=name, text=text[:80])
            )
        return text

    return parse


def parse_date(text: str) -> date | None:
    """Return the day a text says in the Mexican order (or ISO), None when it is blank.

    Raises:
        PeaError: It is not a day, or not one of the calendar.
    """
    text = clean(text).strip()
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            return date.fromisoformat(text)
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError as error:
        raise PeaError(
            _("La fecha se escribe día/mes/año: «{text}».").format(text=text[:80])
        ) from error


def show_date(day: date | None) -> str:
    """Return a day as written in Mexico, 31/12/2026; "" for none."""
    return "" if day is None else f"{day.day:02}/{day.month:02}/{day.year:04}"


def show_number(number: Decimal | int | None) -> str:
    """Return a number with commas for thousands and a decimal point, 1,234.5; "" for none."""
    if number is None:
        return ""
    whole, point, rest = decimal_text(abs(Decimal(number))).partition(".")
    return f"{'-' if number < 0 else ''}{int(whole):,}{point}{rest}"
