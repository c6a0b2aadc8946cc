"""HTML as programs put it on the clipboard, cut into tags, texts and comments.

The standard library's parser needs time that grows with the square of the length for tags that do
not end (half a minute for 60 KB); a clipboard may hold anything, so this one is linear.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

# Possessive: where a tag does not end, no other way of reading it is tried.
_TAG: Final = re.compile(
    r"""<(/?)([a-zA-Z][^\s/<>]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""", re.ASCII
)
_ATTRIBUTE: Final = re.compile(
    r"""([^\s=/"']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"']++)))?"""
)
# Their content is no text of the page.
_RAW: Final = frozenset({"script", "style", "title", "textarea"})


class Markup(Enum):
    """What a piece of HTML is."""

    START = "start"
    END = "end"
    TEXT = "text"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of HTML.

    Attributes:
        kind: What it is.
        text: Name of the tag in lower case, text with its entities resolved, or the comment.
        inside: What stands after a tag's name, as written.
    """

    kind: Markup
    text: str
    inside: str = ""

    def attributes(self) -> Mapping[str, str]:
        """Return the attributes by name in lower case; of one given twice, the first counts."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.inside):
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(match[1].lower(), html.unescape(value))
        return found


def pieces(source: str) -> Iterator[Piece]:
    """Yield the pieces of an HTML text, whole or cut anywhere; nothing in it is an error."""
    at = 0
    while at < len(source):
        opening = source.find("<", at)
        if opening > at or opening < 0:
            end = opening if opening >= 0 else len(source)
            yield Piece(Markup.TEXT, html.unescape(source[at:end]))
            at = end
        elif source.startswith("<!--", at):
            end = source.find("-->", at + 4)
            yield Piece(Markup.COMMENT, source[at + 4 : end if end >= 0 else len(source)].strip())
            at = end + 3 if end >= 0 else len(source)
        elif source.startswith(("<!", "<?"), at):
            # Declarations and Word's «<![if …]>».
            end = source.find(">", at)
            at = end + 1 if end >= 0 else len(source)
        else:
            match = _TAG.match(source, at)
            if match is None:
                yield Piece(Markup.TEXT, "<")
                at += 1
                continue
            name = match[2].lower()
            yield Piece(Markup.END if match[1] else Markup.START, name, match[3])
            at = match.end()
            if name in _RAW and not match[1]:
                at = _end_of_raw(source, name, at)


def _end_of_raw(source: str, name: str, at: int) -> int:
    found = re.compile(f"</{name}", re.IGNORECASE).search(source, at)
    return found.start() if found is not None else len(source)
