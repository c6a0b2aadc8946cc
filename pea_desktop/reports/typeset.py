"""Letters and lines: the embedded font, what it can print, and how a text is cut into lines.

Texts are never read as markup: «<b>» is printed as «<b>».
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.paths import resource

MISSING = "□"
_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_LETTERS = re.compile(r"[^\W\d_]{5,}")
# A formula such as «(realizadas/programadas)*100» has no spaces where it could be cut.
_PIECES = re.compile(r"[^/\\_]+[/\\_]*|[/\\_]+")

_FARTHEST = 500
"""How many letters are looked at to cut one line: none holds more, and words may be very long."""


class Weight(StrEnum):
    """The faces of the one family that the documents use; the value is the file's name."""

    REGULAR = "Inter-Regular"
    ITALIC = "Inter-Italic"
    MEDIUM = "Inter-Medium"
    BOLD = "Inter-SemiBold"


@dataclass(frozen=True)
class Style:
    """How a text looks: face, size and line distance in points, colour as «#RRGGBB»."""

    weight: Weight = Weight.REGULAR
    size: float = 10
    leading: float = 14
    color: str = "#1F1F1F"

    def width(self, text: str) -> float:
        """Return the width in points of a text that `clean` has passed."""
        widths = _widths(self.weight)
        return sum(widths.get(ord(c), 0) for c in text) * self.size / 1000


@cache
def _widths(weight: Weight) -> Mapping[int, float]:
    """Register a face with reportlab and return its widths by code point, in thousandths."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        font = TTFont(weight.value, str(resource("fonts", f"{weight.value}.ttf")))
    except TTFError as e:
        sentence = _("Falta el tipo de letra «{name}»: vuelva a instalar el programa.")
        raise PeaError(sentence.format(name=weight.value)) from e
    pdfmetrics.registerFont(font)
    widths: Mapping[int, float] = font.face.charWidths
    return widths


def clean(text: str) -> str:
    """Return the text as it can be printed: one space for a tab, one kind of line break.

    Control and invisible characters go; what the font lacks becomes a visible «□».
    """
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    known = _widths(Weight.REGULAR)
    kept = []
    # The font's accented letters are whole: a letter and a loose accent must be joined first.
    for character in unicodedata.normalize("NFC", text):
        if character == "\n":
            kept.append(character)
        elif unicodedata.category(character) in ("Cc", "Cf", "Cs") or _selects_variant(character):
            continue
        elif unicodedata.category(character) == "Zs" and character != "\xa0":
            kept.append(" ")
        else:
            kept.append(character if ord(character) in known else MISSING)
    return "".join(kept)


def _selects_variant(character: str) -> bool:
    """Tell the characters that only choose a shape of the one before (emoji or text)."""
    return "\ufe00" <= character <= "\ufe0f"


@lru_cache(maxsize=4096)
def wrap(text: str, style: Style, width: float) -> tuple[str, ...]:
    """Cut a text into lines no wider than `width`; no word is lost.

    A word wider than a line is cut by syllables (capitals, which are acronyms, by letters).
    An empty text has no lines.
    """
    text = clean(text).strip("\n ")
    if not text:
        return ()
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrap_paragraph(paragraph, style, width))
    return tuple(lines)


def _wrap_paragraph(paragraph: str, style: Style, width: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        if not word:
            continue
        glue = " " if line else ""
        for piece in _PIECES.findall(word):
            if style.width(line + glue + piece) <= width:
                line += glue + piece
            else:
                if line:
                    lines.append(line)
                *whole, line = _cut(piece, style, width)
                lines.extend(whole)
            glue = ""
    return [*lines, line]


def _cut(word: str, style: Style, width: float) -> list[str]:
    """Cut a word that stands alone on its line into parts no wider than a line."""
    parts = []
    while len(word) > 1 and style.width(word[:_FARTHEST]) > width:
        letters, hyphen = _cut_once(word[:_FARTHEST], style, width)
        parts.append(word[:letters] + hyphen)
        word = word[letters:]
    return [*parts, word]


def _cut_once(word: str, style: Style, width: float) -> tuple[int, str]:
    """Return how many letters go on the line, and the hyphen after them or nothing."""
    for position in reversed(_syllables(word)):
        if style.width(word[:position] + "-") <= width:
            return position, "-"
    # At least one letter a line, however narrow the column: the loop must end.
    fits = 1
    while fits < len(word) - 1 and style.width(word[: fits + 1]) <= width:
        fits += 1
    return fits, ""


def _syllables(word: str) -> list[int]:
    """Return where a Spanish word may be cut: nowhere in an acronym."""
    letters = None if word.isupper() else _LETTERS.search(word)
    if letters is None:
        return []
    return [letters.start() + p for p in _hyphenator().positions(letters.group())]


@cache
def _hyphenator() -> Any:
    import pyphen

    return pyphen.Pyphen(lang="es", left=2, right=3)
