"""What two people made of one text, word by word, and what both together would say.

Pure functions over texts: the window of a conflict draws what they return.
"""

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

SAME, ADDED, REMOVED = "same", "added", "removed"
LONGEST: Final = 6_000
"""Characters up to which words are compared; longer texts are shown as they are."""

_TOKEN: Final = re.compile(r"\s+|\w+|[^\w\s]")

_Hunk = tuple[int, int, list[str]]


class Piece(NamedTuple):
    """A stretch of a text: the same as before, added, or no longer there."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return the words of a text, with those it took away where they were.

    Texts beyond `LONGEST` are one piece: comparing them would hold up the window.
    """
    if not before or max(len(before), len(after)) > LONGEST:
        return [Piece(SAME, after)]
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    made: list[Piece] = []
    gone, come = "", ""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        same = "".join(new[j1:j2])
        # A space between two changed words belongs to them: a phrase is read, not a patchwork.
        if tag == "equal" and (not same.isspace() or number in {0, len(codes) - 1}):
            made += _changed(gone, come)
            gone, come = "", ""
            made.append(Piece(SAME, same))
        else:
            gone += "".join(old[i1:i2])
            come += same
    made += _changed(gone, come)
    if not any(one.kind == SAME and any(map(str.isalnum, one.text)) for one in made):
        # Nothing stayed: two whole texts side by side say more than what was struck out.
        return [Piece(SAME, after)]
    return made


def _changed(gone: str, come: str) -> list[Piece]:
    made = [Piece(REMOVED, gone)] if gone else []
    return [*made, Piece(ADDED, come)] if come else made


def together(before: str, mine: str, theirs: str) -> str | None:
    """Return one text with the changes of both; None where both changed the same words.

    It is a proposal: nobody has said it yet, and a person accepts it or not.
    """
    texts = (before, mine, theirs)
    if not all(texts) or max(map(len, texts)) > LONGEST or len({*texts}) < len(texts):
        return None
    old = _TOKEN.findall(before)
    hunks = [(*one, 0) for one in _hunks(old, mine)] + [(*one, 1) for one in _hunks(old, theirs)]
    hunks.sort(key=lambda one: (one[0], one[1]))
    made: list[str] = []
    at = 0
    last: tuple[int, int, list[str], int] | None = None
    for start, end, words, side in hunks:
        if last is not None and side != last[3]:
            if last[:3] == (start, end, words):
                continue
            # Words that touch are one place: which comes first would be a guess.
            if start <= last[1]:
                return None
        made += old[at:start] + words
        at = end
        last = (start, end, words, side)
    return "".join(made + old[at:])


def _hunks(old: list[str], text: str) -> list[_Hunk]:
    new = _TOKEN.findall(text)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i1, i2, new[j1:j2]) for tag, i1, i2, j1, j2 in codes if tag != "equal"]
