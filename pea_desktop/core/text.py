"""Texts as people write them: search keys and numbered headings."""

import re
import unicodedata

_NUMBER = re.compile(r"\d+(?:\.\d+)*")
# What NFKD splits off the letters of Europe: each of them is a combining character.
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_SEPARATOR = re.compile(r"\s*(?:\.\s*[-–—]|[.):–—-])\s*(?!\d)")


def fold(text: str) -> str:
    """Return the search key of a text: blind to accents, case and runs of white space.

    Ids of institutions are made from this key, so what it returns may never change.
    """
    # A filter folds thousands of texts: most of them are plain once the accents are off.
    text = text.casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        if not text.isascii():
            text = "".join(char for char in text if not unicodedata.combining(char))
        text = text.casefold()
    return " ".join(text.split())


def split_number(text: str) -> tuple[str | None, str]:
    """Return the number that opens a heading, and the heading without it.

    «9. Impulsar…», «9.- Impulsar…», «9) Impulsar…» give `("9", "Impulsar…")`, «1.2 Impulsar…» gives
    `("1.2", "Impulsar…")` and «9» alone `("9", "")`. A quantity is no heading: «3 talleres»,
    «15% de avance», «1.5 veces» and «2023-2024» come back whole, with None.
    """
    text = text.strip()
    opening = _NUMBER.match(text)
    if opening is None:
        return None, text
    number, rest = opening[0], text[opening.end() :]
    separator = _SEPARATOR.match(rest)
    if not rest or separator is not None:
        return number, rest[separator.end() :] if separator else ""
    heading = rest.lstrip()
    if "." in number and heading != rest and heading[:1].isupper():
        return number, heading
    return None, text
