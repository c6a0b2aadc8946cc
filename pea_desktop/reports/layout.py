"""Pages of a document: paper, running header, draft mark, rubric strip, paragraphs, PDF bytes.

A `Document` notes what goes where and draws it all at the end, when the number of pages is known.
The same content gives the same bytes: nothing here reads a clock.
"""

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from pea_desktop.i18n import _
from pea_desktop.reports.typeset import Style, Weight, clean, wrap

INK = "#1F1F1F"
FAINT = "#5B5B5B"
RULE = "#B9B9B9"
BRAND = "#611232"
NOTICE = "#FFF4C7"
NOTICE_EDGE = "#A87400"

BODY = Style()
SMALL = Style(size=8.5, leading=11.5, color=FAINT)
LABEL = Style(Weight.BOLD, 10.5, 14, BRAND)
TITLE = Style(Weight.BOLD, 16, 20, BRAND)
SUBTITLE = Style(Weight.BOLD, 11, 15, INK)
STRONG = Style(Weight.BOLD, 10, 14, INK)
TABLE_HEAD = Style(Weight.BOLD, 9.5, 13, "#FFFFFF")

_HEADER = Style(Weight.MEDIUM, 8, 10.5, INK)
_FOOTER = Style(size=7.5, leading=10, color=FAINT)
_STAMP = Style(Weight.BOLD, 96, 96, "#F5EFF1")
_HEADER_LINES = 3


class Text(NamedTuple):
    """A line of text; `y` is its baseline, measured like every height from the top of the page."""

    x: float
    y: float
    text: str
    style: Style


class Line(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    color: str
    thickness: float


class Box(NamedTuple):
    """A filled rectangle, given by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    color: str


Mark = Text | Line | Box


@dataclass(frozen=True)
class Paper:
    """A page's size and margins in points; the right margin holds the strip for initials."""

    width: float
    height: float
    left: float = 42
    right: float = 84
    top: float = 36
    bottom: float = 46

    @property
    def frame(self) -> float:
        """The width that the text may take."""
        return self.width - self.left - self.right


# Letter, the paper of Mexican offices. 2.5 cm at the side are free for initials.
PORTRAIT = Paper(612, 792)
LANDSCAPE = Paper(792, 612, left=30, right=76, top=30, bottom=42)


@dataclass(frozen=True)
class Running:
    """What every page repeats: header left and right, footer left and right, PDF title."""

    title: str
    left: str
    right: str
    notice: str = ""
    mark: str = ""
    stamp: str = ""


@dataclass
class Page:
    """One page: its paper and what is drawn on it."""

    paper: Paper
    marks: list[Mark] = field(default_factory=list)
    outline: list[str] = field(default_factory=list)


class Document:
    """A document being laid out from top to bottom; `y` is where the next thing goes."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.pages: list[Page] = []
        self.y = 0.0

    @property
    def page(self) -> Page:
        """The page being filled."""
        return self.pages[-1]

    @property
    def paper(self) -> Paper:
        """The paper of the page being filled."""
        return self.page.paper

    @property
    def room(self) -> float:
        """The height left on the page."""
        return self.paper.height - self.paper.bottom - self.y

    @property
    def full_room(self) -> float:
        """The height that a fresh page of this paper gives."""
        return self.paper.height - self.paper.bottom - self._body_top(self.paper)

    def start(self, paper: Paper) -> None:
        """Begin a page on this paper."""
        self.pages.append(Page(paper))
        self.y = self._body_top(paper)

    def next_page(self) -> None:
        """Begin a page on the same paper."""
        self.start(self.paper)

    def need(self, height: float) -> None:
        """Go to a fresh page unless this height is left."""
        if self.room < height:
            self.next_page()

    def draw(self, *marks: Mark) -> None:
        """Put marks on the page."""
        self.page.marks.extend(marks)

    def gap(self, height: float) -> None:
        """Leave a space, but none that would start a page."""
        self.y = min(self.y + height, self.paper.height - self.paper.bottom)

    def heading(self, text: str, style: Style = LABEL, keep: float = 40) -> None:
        """Write a heading that stays with at least `keep` points of what follows it."""
        lines = wrap(text, style, self.paper.frame)
        self.need(len(lines) * style.leading + keep)
        self.page.outline.append(" ".join(lines))
        self.paragraph(text, style)

    def paragraph(
        self, text: str, style: Style = BODY, indent: float = 0, bullet: str = ""
    ) -> None:
        """Write a text over as many lines and pages as it takes."""
        x = self.paper.left + indent
        for number, line in enumerate(wrap(text, style, self.paper.frame - indent)):
            self.need(style.leading)
            if bullet and number == 0:
                self.draw(Text(x - 12, self.y + baseline(style), bullet, style))
            self.draw(Text(x, self.y + baseline(style), line, style))
            self.y += style.leading

    def band(self, text: str, style: Style = STRONG) -> None:
        """Write a notice nobody can overlook: tinted, with a bar at its side."""
        lines = wrap(text, style, self.paper.frame - 24)
        height = len(lines) * style.leading + 12
        self.need(height)
        x = self.paper.left
        self.draw(
            Box(x, self.y, self.paper.frame, height, NOTICE), Box(x, self.y, 4, height, NOTICE_EDGE)
        )
        for number, line in enumerate(lines):
            y = self.y + 6 + number * style.leading + baseline(style)
            self.draw(Text(x + 14, y, line, style))
        self.y += height

    def finish(self) -> bytes:
        """Draw the pages and return the PDF."""
        from reportlab.pdfgen.canvas import Canvas

        out = BytesIO()
        canvas = Canvas(out, invariant=1, pageCompression=1, lang="es-MX")
        canvas.setTitle(self.running.title)
        canvas.setSubject(self.running.left)
        canvas.setKeywords(self.running.mark)
        canvas.setCreator("pea_desktop")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        for number, page in enumerate(self.pages, start=1):
            canvas.setPageSize((page.paper.width, page.paper.height))
            for level, heading in enumerate(page.outline):
                key = f"{number}.{level}"
                canvas.bookmarkPage(key)
                canvas.addOutlineEntry(heading, key)
            self._stamp(canvas, page.paper)
            furniture = [*self._header(page.paper), *self._footer(page.paper, number)]
            for mark in [*page.marks, *furniture, *_rubric_strip(page.paper)]:
                _draw(canvas, page.paper.height, mark)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _header_lines(self, paper: Paper) -> tuple[list[str], list[str]]:
        width = paper.width - paper.left * 2
        left = _first_lines(self.running.left, _HEADER, width * 0.6)
        return left, _first_lines(self.running.right, _HEADER, width * 0.36)

    def _body_top(self, paper: Paper) -> float:
        lines = max(len(side) for side in self._header_lines(paper))
        return paper.top + lines * _HEADER.leading + 18

    def _header(self, paper: Paper) -> list[Mark]:
        left, right = self._header_lines(paper)
        edge = paper.width - paper.left
        marks: list[Mark] = []
        for number, line in enumerate(left):
            y = paper.top + number * _HEADER.leading + baseline(_HEADER)
            marks.append(Text(paper.left, y, line, _HEADER))
        for number, line in enumerate(right):
            y = paper.top + number * _HEADER.leading + baseline(_HEADER)
            marks.append(Text(edge - _HEADER.width(line), y, line, _HEADER))
        y = self._body_top(paper) - 14
        return [*marks, Line(paper.left, y, edge, y, BRAND, 2.5)]

    def _footer(self, paper: Paper, number: int) -> list[Mark]:
        y = paper.height - 24
        count = _("Página {number} de {total}").format(number=number, total=len(self.pages))
        left, right = clean(self.running.notice), clean(self.running.mark)
        return [
            Text(paper.left, y, left, _FOOTER),
            Text((paper.width - _FOOTER.width(count)) / 2, y, count, _FOOTER),
            Text(paper.width - paper.left - _FOOTER.width(right), y, right, _FOOTER),
        ]

    def _stamp(self, canvas: Any, paper: Paper) -> None:
        """Write the draft mark across the page, under everything else."""
        if not self.running.stamp:
            return
        canvas.saveState()
        canvas.translate(paper.width / 2, paper.height / 2)
        canvas.rotate(35 if paper.width > paper.height else 52)
        middle = -_STAMP.width(self.running.stamp) / 2
        _draw(canvas, 0, Text(middle, _STAMP.size / 3, self.running.stamp, _STAMP))
        canvas.restoreState()


def baseline(style: Style) -> float:
    """Return how far under the top of its line a text stands."""
    return (style.leading - style.size) / 2 + style.size * 0.82


def _first_lines(text: str, style: Style, width: float) -> list[str]:
    """Wrap a text of the running header; past three lines it is shortened with «…»."""
    lines = list(wrap(text, style, width))
    if len(lines) <= _HEADER_LINES:
        return lines
    last = lines[_HEADER_LINES - 1]
    while last and style.width(last + "…") > width:
        last = last[:-1]
    return [*lines[: _HEADER_LINES - 1], last + "…"]


def _rubric_strip(paper: Paper) -> list[Mark]:
    """Mark off the margin where each participant puts initials on each page."""
    x = paper.width - paper.right + 10
    word = _("Rúbricas")
    x_word = x + (paper.width - 20 - x - _FOOTER.width(word)) / 2
    bottom = paper.height - paper.bottom
    return [
        Line(x, paper.top + 36, x, bottom, RULE, 0.5),
        Text(x_word, bottom - 2, word, _FOOTER),
    ]


@cache
def _ink(color: str) -> Any:
    """Return reportlab's colour; given a text it would work it out anew for every mark."""
    from reportlab.lib.colors import HexColor

    return HexColor(color)


def _draw(canvas: Any, height: float, mark: Mark) -> None:
    """Draw one mark; PDF measures heights from the bottom of the page."""
    match mark:
        case Text(x, y, text, style):
            canvas.setFillColor(_ink(style.color))
            canvas.setFont(style.weight.value, style.size)
            canvas.drawString(x, height - y, text)
        case Line(x1, y1, x2, y2, color, thickness):
            canvas.setStrokeColor(_ink(color))
            canvas.setLineWidth(thickness)
            canvas.line(x1, height - y1, x2, height - y2)
        case Box(x, y, width, tall, color):
            canvas.setFillColor(_ink(color))
            canvas.rect(x, height - y - tall, width, tall, stroke=0, fill=1)
