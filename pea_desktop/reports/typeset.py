"""Letters and lines: the embedded fonts, what they can print, and how a text is cut into lines.

Texts are never read as markup: «<b>» is printed as «<b>». Widths are whole numbers, in the font's
own units, and kept by word: a matrix says the same words thousands of times.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from typing import Any

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.paths import resource

MISSING = "□"
SOFT_HYPHEN = "\xad"
"""What ends a line where a word was cut: it looks like «-», and whoever reads the text drops it."""

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_LETTERS = re.compile(r"[^\W\d_]{5,}")
# A formula such as «(realizadas/programadas)*100» has no spaces where it could be cut.
_PIECES = re.compile(r"[^/\\_]+[/\\_]*|[/\\_]+")
_HAS_PIECES = re.compile(r"[/\\_]")

_FARTHEST = 500
"""How many letters are looked at to cut one line: none holds more, and words may be very long."""


FAMILY = "Inter"
"""The family of a document whose template names none, or one that is not shipped."""


class Weight(StrEnum):
    """The faces that every family has; with the family's name they name the file."""

    REGULAR = "Regular"
    ITALIC = "Italic"
    MEDIUM = "Medium"
    BOLD = "SemiBold"


@dataclass(frozen=True)
class Style:
    """How a text looks: face, size and line distance in points, colour as «#RRGGBB»."""

    weight: Weight = Weight.REGULAR
    size: float = 10
    leading: float = 14
    color: str = "#1F1F1F"
    family: str = FAMILY

    @cached_property
    def face(self) -> str:
        """The name of the file with the style's letters."""
        return f"{self.family}-{self.weight.value}"

    @cached_property
    def baseline(self) -> float:
        """How far under the top of its line a text stands."""
        return (self.leading - self.size) / 2 + self.size * 0.82

    def width(self, text: str) -> float:
        """Return the width in points of a line that `clean` has passed, without what ends it."""
        face = _face(self.face)
        return face.width(text.rstrip(" ")) * self.size / face.units


class _Face(dict[str, int]):
    """A face: the widths of words by word, worked out when first asked for."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        self.font = font
        self.units: int = font.unitsPerEm
        self.letters = {
            code: round(width * self.units / 1000) for code, width in font.charWidths.items()
        }
        self.space = self.letters.get(32, 0)
        self.letters[ord(SOFT_HYPHEN)] = self.letters.get(ord("-"), 0)

    def __missing__(self, word: str) -> int:
        width = self.width(word)
        # Cells hold a language's words; a text of one endless word is not worth keeping.
        if len(word) < 40 and len(self) < 50_000:
            self[word] = width
        return width

    def width(self, text: str) -> int:
        """Return the width of a text in the font's units."""
        letters = self.letters
        return sum([letters.get(ord(character), 0) for character in text])


def families() -> tuple[str, ...]:
    """Return the families that the program brings, by name."""
    found = resource("fonts").glob(f"*-{Weight.REGULAR.value}.ttf")
    return tuple(sorted(path.stem.rpartition("-")[0] for path in found))


@cache
def face(name: str) -> Any:
    """Return reportlab's reading of a face: its tables, its metrics and how to cut a subset.

    Raises:
        PeaError: The program was installed without it.
    """
    from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

    try:
        return TTFontFile(str(resource("fonts", f"{name}.ttf")))
    except TTFError as e:
        sentence = _("Falta el tipo de letra «{name}»: vuelva a instalar el programa.")
        raise PeaError(sentence.format(name=name)) from e


@cache
def _face(name: str) -> _Face:
    return _Face(face(name))


class _Printable(dict[int, str | None]):
    """What is printed for each character, worked out when it is first seen."""

    def __init__(self, family: str) -> None:
        super().__init__()
        self.letters = face(f"{family}-{Weight.REGULAR.value}").charWidths

    def __missing__(self, code: int) -> str | None:
        self[code] = shown = self._shown(chr(code))
        return shown

    def _shown(self, character: str) -> str | None:
        if character == "\n":
            return character
        if unicodedata.category(character) in ("Cc", "Cf", "Cs") or _selects_variant(character):
            return None
        if unicodedata.category(character) == "Zs" and character != "\xa0":
            return " "
        return character if ord(character) in self.letters else MISSING


@cache
def _printable(family: str) -> _Printable:
    return _Printable(family)


def clean(text: str, family: str = FAMILY) -> str:
    """Return the text as it can be printed: one space for a tab, one kind of line break.

    Control and invisible characters go; what the font lacks becomes a visible «□».
    """
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    # The font's accented letters are whole: a letter and a loose accent must be joined first.
    return unicodedata.normalize("NFC", text).translate(_printable(family))


def missing(text: str, family: str = FAMILY) -> str:
    """Return the characters of a text that print as «□», each once, as they come."""
    shown = _printable(family)
    whole = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(c for c in whole if c != MISSING and shown[ord(c)] == MISSING))


def _selects_variant(character: str) -> bool:
    """Tell the characters that only choose a shape of the one before (emoji or text)."""
    return "\ufe00" <= character <= "\ufe0f"


@lru_cache(maxsize=16_384)
def wrap(text: str, style: Style, width: float) -> tuple[str, ...]:
    """Cut a text into lines no wider than `width`; no word is lost.

    A word wider than a line is cut by syllables (capitals, which are acronyms, by letters).
    An empty text has no lines. A line that ends between two words ends in a space, which nobody
    sees: it is by these that who reads a tagged document aloud tells its words.
    """
    text = clean(text, style.family).strip("\n ")
    if not text:
        return ()
    lines: list[str] = []
    letters = _face(style.face)
    room = int(width * letters.units / style.size + 1e-6)
    for paragraph in text.split("\n"):
        if lines:
            lines[-1] += " "
        lines.extend(_wrap_paragraph(paragraph, letters, room))
    return tuple(lines)


def rejoined(lines: tuple[str, ...]) -> str:
    """Return the text of some lines in one, its words whole again."""
    return "".join(lines).replace(SOFT_HYPHEN, "").strip(" ")


def _wrap_paragraph(paragraph: str, face: _Face, room: int) -> list[str]:
    """Cut a paragraph; `room` and all widths are in the font's units."""
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for word in paragraph.split(" "):
        if not word:
            continue
        glue = " " if line else ""
        for piece in _PIECES.findall(word) if _HAS_PIECES.search(word) else (word,):
            needed = face[piece] + (face.space if glue else 0)
            if used + needed <= room:
                line.append(glue + piece)
                used += needed
            else:
                if line:
                    lines.append("".join(line) + glue)
                if face[piece] > room:
                    *whole, piece = _cut(piece, face, room)  # noqa: PLW2901
                    lines.extend(whole)
                line, used = [piece], face[piece]
            glue = ""
    return [*lines, "".join(line)]


def _cut(word: str, face: _Face, room: int) -> list[str]:
    """Cut a word that stands alone on its line into parts no wider than a line."""
    parts = []
    while len(word) > 1 and face.width(word[:_FARTHEST]) > room:
        letters, hyphen = _cut_once(word[:_FARTHEST], face, room)
        parts.append(word[:letters] + hyphen)
        word = word[letters:]
    return [*parts, word]


def _cut_once(word: str, face: _Face, room: int) -> tuple[int, str]:
    """Return how many letters go on the line, and the hyphen after them or nothing.

    A folio («SECOEM-MIN-2023-A01») has hyphens of its own: it is cut after the last that fits.
    """
    own = len(word)
    while (own := word.rfind("-", 0, own)) > 0:
        if own + 1 < len(word) and face.width(word[: own + 1]) <= room:
            return own + 1, ""
    for position in reversed(_syllables(word)):
        if face.width(word[:position] + SOFT_HYPHEN) <= room:
            return position, SOFT_HYPHEN
    # At least one letter a line, however narrow the column: the loop must end.
    fits = 1
    while fits < len(word) - 1 and face.width(word[: fits + 1]) <= room:
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
