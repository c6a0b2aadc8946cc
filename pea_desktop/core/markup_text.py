"""The text of one cell of an HTML table, as a browser would show it and Excel and Word mean it."""

import re
from collections.abc import Mapping
from typing import Final

from pea_desktop.core.markup import Markup, Piece

_NBSP: Final = "\u00a0"
# HTML knows only these as white space; no-break and other spaces are characters.
_SPACES: Final = re.compile(r"[ \t\n\f\r]+")
_LINES: Final = re.compile(r"\r\n|\r|\n")
_TABS: Final = re.compile(r"mso-tab-count:([0-9]{1,2})")
_BLOCKS: Final = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
    | {"blockquote", "center", "address", "section", "article", "table", "tr"}
)
_VOID: Final = frozenset({"br", "img", "hr", "col", "input", "meta", "link", "wbr", "base"})

# How a text is read: run together, as it stands, a run of spaces written with hard ones, the
# number of a list, or not at all.
_PLAIN, _KEPT, _RUN, _ORDINAL, _DROPPED = "plain", "kept", "run", "ordinal", "dropped"


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Return whether a row or a cell is out of sight."""
    return "display:none" in _style(attributes)


def keeps_spaces(attributes: Mapping[str, str]) -> bool:
    """Return whether spaces and line breaks inside a tag stand as they are."""
    style = _style(attributes)
    return "white-space:pre" in style and "white-space:pre-line" not in style


class CellText:
    """Collects the text of a cell: `take` its pieces, then `text`.

    Args:
        is_kept: Whether the cell itself says that its spaces stand as they are.
    """

    def __init__(self, *, is_kept: bool) -> None:
        self._lines: list[str] = []
        self._parts: list[tuple[str, bool]] = []
        # Whether the last line counts even when it stays empty: not after a paragraph's end.
        self._is_begun = True
        self._open: list[str] = []
        self._count: dict[str, int] = {}
        self._modes = [_KEPT if is_kept else _PLAIN]

    def take(self, piece: Piece) -> None:
        """Take a text or a tag inside the cell."""
        name = piece.text
        if piece.kind is Markup.TEXT:
            self._take_text(name)
        elif piece.kind is Markup.END:
            self._leave(name)
            if name in _BLOCKS:
                self._end_block()
        else:
            if name == "br":
                self._break()
            elif name in _BLOCKS:
                self._end_block()
            elif name in {"td", "th"}:
                # Of a table inside the cell.
                self._parts.append((" ", False))
            if name not in _VOID:
                self._enter(piece)

    def text(self) -> str:
        """Return the whole text, its lines parted by line breaks."""
        last = self._take_line()
        if self._is_begun or last is not None:
            self._lines.append(last or "")
        if self._lines == ["", ""] and self._modes[0] == _PLAIN:
            # Calc writes an empty cell so.
            return ""
        return "\n".join(self._lines)

    def _take_text(self, text: str) -> None:
        mode = self._modes[-1]
        if mode in {_RUN, _ORDINAL}:
            text = text.replace(_NBSP, " ")
        if mode in {_PLAIN, _ORDINAL}:
            self._parts.append((text, False))
        elif mode != _DROPPED:
            first, *others = _LINES.split(text)
            self._parts.append((first, True))
            for line in others:
                self._break()
                self._parts.append((line, True))

    def _enter(self, piece: Piece) -> None:
        around = self._modes[-1]
        mode = around
        if around != _DROPPED and (piece.inside or piece.text == "pre"):
            mode = self._mode(piece, around)
        self._open.append(piece.text)
        self._modes.append(mode)
        self._count[piece.text] = self._count.get(piece.text, 0) + 1

    def _mode(self, piece: Piece, around: str) -> str:
        """Return how the text inside a tag is read, given how it is around it."""
        attributes = piece.attributes()
        style = _style(attributes)
        tabs = _TABS.search(style)
        if tabs is not None:
            # Word fills a tab with hard spaces.
            self._parts.append(("\t" * int(tabs[1]), True))
            return _DROPPED
        marks = attributes.get("class", "").lower()
        if "mso-special-character:comment" in style or "commentreference" in marks:
            return _DROPPED
        if "mso-spacerun:yes" in style:
            return _RUN
        if "mso-list:ignore" in style:
            return _ORDINAL
        return _KEPT if piece.text == "pre" or keeps_spaces(attributes) else around

    def _leave(self, name: str) -> None:
        # What was opened inside ends with it; an end without a beginning ends nothing.
        while self._count.get(name):
            gone = self._open.pop()
            self._modes.pop()
            self._count[gone] -= 1
            if gone == name:
                return

    def _break(self) -> None:
        self._lines.append(self._take_line() or "")
        self._is_begun = True

    def _end_block(self) -> None:
        line = self._take_line()
        if line is not None:
            self._lines.append(line)
        self._is_begun = False

    def _take_line(self) -> str | None:
        """Return the line read so far, None when nothing stands in it, and begin the next."""
        made: list[str] = []
        after_space = True
        has_kept = False
        for part, is_kept in self._parts:
            text = part if is_kept else _SPACES.sub(" ", part)
            if after_space and not is_kept:
                text = text.removeprefix(" ")
            if text:
                made.append(text)
                after_space = not is_kept and text.endswith(" ")
                has_kept = has_kept or is_kept
        self._parts = []
        line = "".join(made)
        if made and after_space:
            line = line[:-1]
        if not has_kept and line and not line.strip(_NBSP + " "):
            # A lone hard space holds the place of an empty line.
            return ""
        return line or None


def _style(attributes: Mapping[str, str]) -> str:
    return attributes.get("style", "").replace(" ", "").lower()
