r"""LaTeX, as scanned documents bring formulas, turned into plain text: \frac{A}{B} is ((A)/(B))."""

import re
from typing import Final

_COMMAND: Final = re.compile(r"\\([A-Za-z]+\*?|.)|([{}$~&])", re.DOTALL)
_ACCENTED: Final = re.compile(r"\\(?:acute|tilde|ddot|'|~|\")\s*(?:\{\s*\\?(\w)\s*\}|(\w))")
_MARKS: Final = {"acute": "\u0301", "'": "\u0301", "tilde": "\u0303", "~": "\u0303"}
_SIGNS: Final = {
    "times": "×",
    "cdot": "·",
    "ast": "*",
    "div": "÷",
    "over": "/",
    "sum": "Σ",
    "%": "%",
    "{": "(",
    "}": ")",
    "lbrace": "(",
    "rbrace": ")",
    "lbrack": "(",
    "rbrack": ")",
    "_": "_",
    "&": "&",
    "#": "#",
}
_TEXTS: Final = ("text", "math", "mbox", "operatorname", "hbox", "textrm", "rm")
_FRACTIONS: Final = ("frac", "dfrac", "tfrac", "cfrac")


def plain(text: str) -> tuple[str, list[int] | None]:
    """Return the text without LaTeX, and where each character stood; None where nothing moved."""
    if "\\" not in text and "$" not in text:
        return text.replace("{", "(").replace("}", ")"), None
    return _Reader(text).read()


class _Reader:
    """Rewrites one text from left to right, knowing what each open brace is for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.made: list[str] = []
        self.places: list[int] = []
        self.closing: list[str] = []

    def read(self) -> tuple[str, list[int]]:
        text, at = self.text, 0
        while at < len(text):
            accented = _ACCENTED.match(text, at)
            if accented:
                self._put(_with_accent(accented), at)
                at = accented.end()
                continue
            found = _COMMAND.match(text, at)
            if found is None:
                self._put(text[at], at)
                at += 1
                continue
            at = self._command(found)
        return "".join(self.made), [*self.places, len(text)]

    def _put(self, text: str, at: int) -> None:
        self.made.append(text)
        self.places.extend([at] * len(text))

    def _open(self, opening: str, closing: str, at: int) -> None:
        self._put(opening, at)
        self.closing.append(closing)

    def _command(self, found: re.Match[str]) -> int:
        """Rewrite one command or brace; return where the reading goes on."""
        name, brace = found[1], found[2]
        at, end = found.start(), found.end()
        if brace == "{":
            self._open("(", ")", at)
        elif brace == "}":
            end = self._close(at, end)
        elif brace:
            self._put(" ", at)
        elif name in _FRACTIONS and (after := self._brace(end)):
            self._open("((", ")/", at)
            end = after
        elif name.startswith(_TEXTS) and (after := self._brace(end)):
            self._open(" ", " ", at)
            end = after
        else:
            # What is left (\left, \quad, \displaystyle, «\ ») only sets the formula in type.
            self._put(_SIGNS.get(name, " " if not name.startswith(("left", "right")) else ""), at)
        return end

    def _close(self, at: int, end: int) -> int:
        closing = self.closing.pop() if self.closing else ")"
        self._put(closing, at)
        if closing == ")/" and (after := self._brace(end)):
            self._open("(", "))", end)
            return after
        return end

    def _brace(self, at: int) -> int | None:
        """Return the place after the brace that opens here, spaces aside."""
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at + 1 if self.text[at : at + 1] == "{" else None


def _with_accent(found: re.Match[str]) -> str:
    import unicodedata

    letter = found[1] or found[2]
    command = found[0][1:]
    mark = next((mark for name, mark in _MARKS.items() if command.startswith(name)), "\u0308")
    return unicodedata.normalize("NFC", letter + mark)
