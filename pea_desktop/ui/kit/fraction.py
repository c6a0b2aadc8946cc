"""Formulas as people type them, split for drawing: «(A/B)*100» is a over b, times 100.

Only for drawing: the text stays as typed, and what cannot be split is drawn as it is.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# «× 100» after the division or before it; an «x» counts only when it does not end a word.
_FACTOR_AFTER: Final = re.compile(
    r"(?P<rest>.*\S)\s*(?:[*×·]|(?<![^\W\d_])x)\s*(?P<factor>\d[\d,]*)\s*%?", re.DOTALL
)
_FACTOR_BEFORE: Final = re.compile(r"(?P<factor>\d[\d,]*)\s*[*x×·]\s*(?P<rest>\S.*)", re.DOTALL)
# «y/o» joins words; it divides nothing.
_AND_OR: Final = re.compile(r"\b[yY]\s?/\s?[oO]\b")


@dataclass(frozen=True, slots=True)
class Fraction:
    """A formula in its parts.

    Attributes:
        above: numerator.
        below: denominator.
        factor: what multiplies it, «100», or empty.
    """

    above: str
    below: str
    factor: str


@lru_cache(maxsize=4096)
def split_fraction(text: str) -> Fraction | None:
    """Return the parts of a formula, or None when it is not one division.

    A formula counts as a division when exactly one «/» is left outside all brackets once the factor
    and the brackets around everything are taken away.
    """
    rest, factor = text.strip(), ""
    for shape in (_FACTOR_AFTER, _FACTOR_BEFORE):
        found = shape.fullmatch(rest)
        if found and not factor:
            rest, factor = found["rest"].strip(), found["factor"]
    rest = _unwrapped(rest)
    slashes = _top_level_slashes(rest)
    if len(slashes) != 1:
        return None
    above, below = rest[: slashes[0]].strip(), rest[slashes[0] + 1 :].strip()
    if not above or not below:
        return None
    return Fraction(_unwrapped(above), _unwrapped(below), factor)


def _unwrapped(text: str) -> str:
    while text.startswith("(") and text.endswith(")") and _closes_at_the_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_the_end(text: str) -> bool:
    depth = 0
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return at == len(text) - 1
    return False


def _top_level_slashes(text: str) -> list[int]:
    joined = {found.start() + found.group().index("/") for found in _AND_OR.finditer(text)}
    depth, places = 0, []
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "/" and depth == 0 and at not in joined:
            places.append(at)
    return places
