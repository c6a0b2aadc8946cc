"""Words broken into lines, kept: breaking them again at each repaint would be the whole cost."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_MOST_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Lines:
    """A text broken at a width; `is_cut` when more was left than the lines allowed."""

    lines: tuple[str, ...]
    is_cut: bool = False


class Wrapper:
    """Breaks texts of one font into lines, and remembers them."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        metrics = QFontMetricsF(font)
        self.ascent = metrics.ascent()
        self.descent = metrics.descent()
        # Spanish words in Inter are about 6 % wider than this font's own average says; the margin
        # keeps an estimated row from being too low.
        self._letter = metrics.averageCharWidth() * 1.06
        self._metrics = metrics
        self._kept: dict[tuple[str, int, int], Lines] = {}
        self._widths: dict[str, int] = {}

    def wrap(self, text: str, width: int, most: int = 0) -> Lines:
        """Return the lines of a text; at most `most` of them (0: all), ended with «…» if cut."""
        key = (text, width, most)
        made = self._kept.get(key)
        if made is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            made = self._kept[key] = self._broken(text, width, most)
        return made

    def letters(self, width: int) -> float:
        """Return about how many letters a line of that width holds; seldom more than it does."""
        return max(width / self._letter - 3, 1)

    def estimate(self, text: str, letters: float) -> int:
        """Return about how many lines of so many letters a text takes."""
        if "\n" not in text:
            return ceil(len(text) / letters) or 1
        return sum(ceil(len(part) / letters) or 1 for part in text.split("\n"))

    def advance(self, text: str) -> int:
        """Return the width of a text on one line."""
        made = self._widths.get(text)
        if made is None:
            if len(self._widths) >= _MOST_KEPT:
                self._widths.clear()
            made = self._widths[text] = ceil(self._metrics.horizontalAdvance(text))
        return made

    def _broken(self, text: str, width: int, most: int) -> Lines:
        lines: list[str] = []
        for paragraph in text.split("\n"):
            lines.extend(self._broken_paragraph(paragraph, width))
            if most and len(lines) > most:
                break
        if not most or len(lines) <= most:
            return Lines(tuple(lines))
        return Lines((*lines[: most - 1], self._ended(lines[most - 1 : most + 1], width)), True)

    def _broken_paragraph(self, text: str, width: int) -> list[str]:
        if not text:
            return [""]
        layout = QTextLayout(text, self.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        # Qt counts in UTF-16 units; a Python string does not.
        units = text.encode("utf-16-le")
        lines: list[str] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            start, length = line.textStart(), line.textLength()
            piece = units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
            lines.append(piece.rstrip())
        layout.endLayout()
        return lines

    def _ended(self, last: list[str], width: int) -> str:
        rest = " ".join(last)
        short = self._metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
        # The last line alone may fit where the words after it did not.
        return short if short.endswith("…") else f"{short}…"
