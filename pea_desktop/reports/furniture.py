"""What every page repeats: header, footer, draft mark, strip for initials, QR."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pea_desktop.areas.minutes import Look
from pea_desktop.i18n import _
from pea_desktop.reports import pdf, tags
from pea_desktop.reports.look import QR_SIDE, RULE, Paper, Styles
from pea_desktop.reports.marks import Line, Mark, Picture, Text, Turned
from pea_desktop.reports.tags import Element
from pea_desktop.reports.typeset import Style, clean, wrap

SHORT = 16
"""How many digits of the fingerprint are printed: 64 bits, enough to tell two documents apart."""

# A header may take this part of the page; what an institution is called fits several times.
_HEADER_SHARE = 0.25
_BETWEEN = 16
_LOGO_HEIGHT = 34
# White around a QR, in squares: fewer and telephones do not find it.
_QUIET = 2


@dataclass(frozen=True)
class Running:
    """What the pages of a document say of it: title, header's left side, header's right side.

    `notice` stands in the footer of what is not a signed document; `has_strip` leaves a margin
    for initials.
    """

    title: str
    left: str
    right: str
    notice: str = ""
    has_strip: bool = True

    @property
    def subject(self) -> str:
        """The line about the document in the file's own data."""
        return " · ".join(self.left.split("\n"))


class _Logo(NamedTuple):
    data: bytes
    width: float
    height: float


class Furniture:
    """What is around the text of every page of one document."""

    def __init__(
        self,
        running: Running,
        styles: Styles,
        look: Look,
        *,
        stamp: str,
        folio: str,
        version: int,
        mark: str,
    ) -> None:
        self.running = running
        self.styles = styles
        self.left = "\n".join(look.header) or running.left
        # Who reads a page on the table wants to know first which document it is of.
        self.right = "\n".join(filter(None, (_folio_line(folio, version), running.right)))
        self.stamp = stamp
        self.folio = folio
        self.mark = mark[:SHORT]
        self.logo = _read_logo(look.logo_bytes)
        self.code = qr_text(folio, self.mark, is_draft=bool(stamp)) if mark else ""
        self.qr = _qr_rows(self.code) if mark else ()
        self._sides_on: dict[Paper, tuple[list[str], list[str]]] = {}
        self._logo_element: Element | None = None
        self._qr_element: Element | None = None

    def add_pictures(self, writer: pdf.Writer) -> dict[str, int]:
        """Write the pictures of the pages; return their numbers by name."""
        pictures = {}
        if self.logo:
            pictures["Logo"] = pdf.add_image(writer, self.logo.data)
        if self.qr:
            pictures["Code"] = pdf.add_squares(writer, self.qr)
        return pictures

    def elements(self, paper: Paper) -> list[Element]:
        """Return the figures of the first page; on the others they are artefacts."""
        found = []
        if self.logo:
            box = (
                paper.left,
                paper.height - paper.top - self.logo.height,
                paper.left + self.logo.width,
                paper.height - paper.top,
            )
            self._logo_element = Element(
                "Figure", attributes=tags.described(_("Logotipo de la institución."), box)
            )
            found.append(self._logo_element)
        if self.qr:
            x, y, side = self._qr_place(paper)
            sentence = _("Código QR con el folio y la huella de los datos: {code}").format(
                code=self.code
            )
            box = (x, paper.height - y - side, x + side, paper.height - y)
            self._qr_element = Element("Figure", attributes=tags.described(clean(sentence), box))
            found.append(self._qr_element)
        return found

    def body_top(self, paper: Paper) -> float:
        """Return where the text of a page begins."""
        return self._rule(paper) + 14

    def stamped(self, paper: Paper) -> list[Mark]:
        """Return the draft mark, across the page."""
        if not self.stamp:
            return []
        style = self.styles.stamp
        degrees = 35 if paper.width > paper.height else 52
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        half, up = style.width(self.stamp) / 2, style.size / 3
        x = paper.width / 2 - half * cosine + up * sine
        y = paper.height / 2 + half * sine + up * cosine
        return [Turned(x, y, (cosine, sine), self.stamp, style)]

    def top(self, paper: Paper, *, first: bool) -> list[Mark]:
        """Return the header."""
        style = self.styles.header
        marks: list[Mark] = []
        left, right = self._sides(paper)
        edge = paper.width - paper.left
        x = paper.left
        if self.logo:
            element = self._logo_element if first else None
            logo = self.logo
            marks.append(Picture(x, paper.top, logo.width, logo.height, "Logo", element))
            x += self.logo.width + 10
        height = self._rule(paper) - paper.top - 4
        for side, is_right in ((left, False), (right, True)):
            # The lines stand on the rule, whatever is taller beside them.
            y = paper.top + height - len(side) * style.leading
            for number, line in enumerate(side):
                at = edge - style.width(line) if is_right else x
                base = y + number * style.leading + style.baseline
                marks.append(Text(at, base, (line,), style))
        y = self._rule(paper)
        return [*marks, Line(paper.left, y, edge, y, self.styles.brand, 2)]

    def bottom(self, paper: Paper, number: int, total: int, *, first: bool) -> list[Mark]:
        """Return the footer, the strip for initials and the QR."""
        style = self.styles.footer
        y = paper.height - 24
        count = _("Página {number} de {total}").format(number=number, total=total)
        words = _("Huella de los datos: {mark}").format(mark=self.mark) if self.mark else ""
        end = paper.width - paper.right
        if not self.running.has_strip and self.qr:
            end -= QR_SIDE
        middle = (paper.left + paper.width - paper.right - style.width(count)) / 2
        marks: list[Mark] = [Text(middle, y, (count,), style)]
        if self.running.has_strip:
            marks += self._strip(paper)
        if words:
            marks.append(Text(end - style.width(words), y, (words,), style))
        if self.running.notice:
            marks.append(Text(paper.left, y, (clean(self.running.notice),), style))
        return marks + self._code(paper, first=first)

    def _code(self, paper: Paper, *, first: bool) -> list[Mark]:
        if not self.qr:
            return []
        x, y, side = self._qr_place(paper)
        quiet = side * _QUIET / (len(self.qr) + 2 * _QUIET)
        element = self._qr_element if first else None
        side -= 2 * quiet
        return [Picture(x + quiet, y + quiet, side, side, "Code", element)]

    def _strip(self, paper: Paper) -> list[Mark]:
        """Mark off the margin where each participant puts initials on each page."""
        style = self.styles.footer
        x = paper.width - paper.right + 10
        word = _("Rúbricas")
        top = self._rule(paper) + 12
        middle = (x + paper.width - 12 - style.width(word)) / 2
        bottom = paper.height - paper.bottom
        return [
            Line(x, top, x, bottom, RULE, 0.5),
            Text(middle, top + style.baseline, (word,), style),
        ]

    def _qr_place(self, paper: Paper) -> tuple[float, float, float]:
        side = QR_SIDE
        if not self.running.has_strip:
            return paper.width - paper.left - side + 6, paper.height - 18 - side, side
        x = paper.width - paper.right + 10
        return (x + paper.width - 12 - side) / 2, paper.height - 20 - side, side

    def _rule(self, paper: Paper) -> float:
        lines = max(len(side) for side in self._sides(paper))
        height = max(lines * self.styles.header.leading, self.logo.height if self.logo else 0)
        return paper.top + height + 4

    def _sides(self, paper: Paper) -> tuple[list[str], list[str]]:
        """Return the lines of the header's two sides: each is as wide as the other leaves it."""
        if paper in self._sides_on:
            return self._sides_on[paper]
        style = self.styles.header
        logo = self.logo.width + 10 if self.logo else 0
        room = paper.width - paper.left * 2 - logo - _BETWEEN
        left, right = (_natural(text, style) for text in (self.left, self.right))
        share = right if left + right <= room else min(right, max(room * 0.45, room - left))
        most = int(paper.height * _HEADER_SHARE / style.leading)
        found = (
            _first_lines(self.left, style, room - share, most),
            _first_lines(self.right, style, share, most),
        )
        self._sides_on[paper] = found
        return found


def qr_text(folio: str, mark: str, *, is_draft: bool = False) -> str:
    """Return what the QR of a document says: its folio and the short mark of its data."""
    return f"pea:{folio or ('borrador' if is_draft else 'sin-folio')}?h={mark}"


def _folio_line(folio: str, version: int) -> str:
    if folio and version > 1:
        return _("Folio {folio} · versión {n}").format(folio=folio, n=version)
    return _("Folio {folio}").format(folio=folio) if folio else ""


@lru_cache(maxsize=64)
def _qr_rows(text: str) -> tuple[str, ...]:
    import segno

    code = segno.make_qr(text, error="m", boost_error=False)
    return tuple("".join("1" if square else "0" for square in row) for row in code.matrix)


def _read_logo(data: bytes) -> _Logo | None:
    """Return the logo with its size on the page; a file that is no picture is left out."""
    if not data:
        return None
    from PIL import Image

    try:
        width, height, _colours, _alpha = pdf.pixels(data)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    tall = min(_LOGO_HEIGHT, 150 * height / width)
    return _Logo(data, tall * width / height, tall)


def _natural(text: str, style: Style) -> float:
    """Return the width of a text whose paragraphs are not cut, a hair more than measured."""
    paragraphs = clean(text, style.family).split("\n")
    return max(style.width(paragraph) for paragraph in paragraphs) + 0.5


def _first_lines(text: str, style: Style, width: float, most: int) -> list[str]:
    """Wrap a text of the running header; one of more than `most` lines is shortened with «…»."""
    lines = list(wrap(text, style, width))
    if len(lines) <= most:
        return lines
    last = lines[most - 1].rstrip(" ")
    while last and style.width(last + "…") > width:
        last = last[:-1]
    return [*lines[: most - 1], last + "…"]
