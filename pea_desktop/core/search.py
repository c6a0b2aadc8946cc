"""Words found in texts and replaced there, blind to accents and case unless told otherwise."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import maxunicode


@dataclass(frozen=True)
class Search:
    """What is looked for.

    Attributes:
        wanted: The words; empty finds nothing.
        is_exact: Whether case and accents count.
        is_whole: Whether it must be the whole text, but for white space around it.
    """

    wanted: str
    is_exact: bool = False
    is_whole: bool = False

    def is_in(self, text: str) -> bool:
        """Return whether it is found in a text."""
        if not self._key or (not self.is_whole and self._key not in _key(text, self.is_exact)):
            # Most texts end here: finding the places costs a hundred times more.
            return False
        return bool(self.places(text))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where it is found: start and end in the text itself, none overlapping."""
        if not self._key:
            return []
        if self.is_whole:
            is_it = _key(text.strip(), self.is_exact) == self._key
            return [(0, len(text))] if is_it else []
        bare, origins = _mapped(text, self.is_exact)
        found: list[tuple[int, int]] = []
        at = bare.find(self._key)
        while at >= 0:
            end = at + len(self._key)
            if _is_edge(origins, at) and _is_edge(origins, end):
                found.append((origins[at], origins[end]))
                at = bare.find(self._key, end)
            else:
                # Part of a character that stands for several, as «½» or «ﬁ».
                at = bare.find(self._key, at + 1)
        return found

    def replaced(self, text: str, new: str) -> str:
        """Return a text with `new` wherever it is found; what stands between stays as it is."""
        parts: list[str] = []
        done = 0
        for start, end in self.places(text):
            parts += (text[done:start], new)
            done = end
        return "".join((*parts, text[done:]))

    @cached_property
    def _key(self) -> str:
        wanted = self.wanted.strip() if self.is_whole else self.wanted
        return _key(wanted, self.is_exact)


def _key(text: str, is_exact: bool) -> str:
    """Return a text as it is compared."""
    if is_exact:
        return text
    if text.isascii():
        return text.lower()
    # As `core.text.fold`, but for the white space: a place in the text must be found again.
    bare = unicodedata.normalize("NFKD", text.casefold()).translate(_combining())
    return bare.casefold()


def _mapped(text: str, is_exact: bool) -> tuple[str, list[int]]:
    """Return a text as compared, and for each character of it where in the text it comes from.

    The list has one more item, the text's length. An accent written apart belongs to its letter.
    """
    if is_exact:
        return text, list(range(len(text) + 1))
    bare: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        key = _key(character, is_exact)
        bare.append(key)
        origins.extend([place] * len(key))
    origins.append(len(text))
    return "".join(bare), origins


def _is_edge(origins: list[int], at: int) -> bool:
    return at == 0 or origins[at] != origins[at - 1]


@lru_cache(maxsize=1)
def _combining() -> Mapping[int, None]:
    return {code: None for code in range(0x300, maxunicode + 1) if unicodedata.combining(chr(code))}
