"""What is drawn on a page, and how it becomes the operators of a PDF page.

Laying out only notes marks; all measures are points from the upper left corner of the page.
A mark with an element of the document's tree is content, one without is an artefact: a line, a
tint, a header, the repeated heading of a table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pea_desktop.reports.pdf import Letters
from pea_desktop.reports.tags import Element
from pea_desktop.reports.typeset import Style


class Text(NamedTuple):
    """Lines of text; `y` is the baseline of the first one."""

    x: float
    y: float
    lines: tuple[str, ...]
    style: Style
    element: Element | None = None


class Line(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    color: str
    thickness: float
    element: None = None


class Box(NamedTuple):
    """A filled rectangle, given by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    color: str
    element: None = None


class Picture(NamedTuple):
    """A picture, given by its upper left corner; `name` is that of the document's pictures."""

    x: float
    y: float
    width: float
    height: float
    name: str
    element: Element | None = None


class Stroke(NamedTuple):
    """What a pen drew: for each time it touched, the points with the width of the line there."""

    paths: tuple[tuple[tuple[float, float, float], ...], ...]
    color: str
    element: Element | None = None


class Turned(NamedTuple):
    """A word across the page, under everything else."""

    x: float
    y: float
    angle: tuple[float, float]
    text: str
    style: Style
    element: None = None


Mark = Text | Line | Box | Picture | Stroke | Turned


@dataclass
class Fonts:
    """The faces that a document uses, each with its name on the pages."""

    letters: dict[str, Letters] = field(default_factory=dict)

    def of(self, face: str) -> tuple[str, Letters]:
        """Return a face's name on the page and its table of letters."""
        if face not in self.letters:
            self.letters[face] = Letters(face)
        return f"F{list(self.letters).index(face) + 1}", self.letters[face]


@cache
def rgb(color: str) -> str:
    """Return «#RRGGBB» as the three numbers of a PDF."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in parts)


class Brush:
    """Writes the operators of one page; state that is already set is not set again."""

    def __init__(self, height: float, fonts: Fonts, page: int, *, tagged: bool) -> None:
        self.height = height
        self.fonts = fonts
        self.page = page
        self.tagged = tagged
        self.out: list[str] = []
        self._marks = 0
        self._open: Element | str | None = None
        self._style: Style | None = None
        self._letters: dict[int, str] = {}
        self._fill = ""
        self._line: tuple[str, float] | None = None
        self._draw: dict[type, Callable[..., None]] = {
            Text: self._text,
            Line: self._rule,
            Box: self._box,
            Picture: self._picture,
            Stroke: self._stroke,
            Turned: self._turned,
        }

    def draw(self, marks: Iterable[Mark], artifact: str = "") -> None:
        """Draw marks; those without an element are artefacts of this kind."""
        outside = f"/Artifact{artifact}BDC\n" if artifact else "/Artifact BMC\n"
        for mark in marks:
            if self.tagged:
                inside = mark.element
                if (inside or outside) is not self._open:
                    self._enter(inside, outside)
            self._draw[type(mark)](mark)

    def finish(self) -> bytes:
        """Return the page's operators."""
        if self._open is not None:
            self.out.append("EMC\n")
        return "".join(self.out).encode("ascii")

    def _enter(self, element: Element | None, artifact: str) -> None:
        if self._open is not None:
            self.out.append("EMC\n")
        if element is None:
            self.out.append(artifact)
            self._open = artifact
            return
        self.out.append(f"/{element.kind}<</MCID {self._marks}>>BDC\n")
        element.content.append((self.page, self._marks))
        self._marks += 1
        self._open = element

    def _text(self, mark: Text) -> None:
        x, y, lines, style, _element = mark
        self._write(f"1 0 0 1 {x:.2f} {self.height - y:.2f}", lines, style)

    def _turned(self, mark: Turned) -> None:
        cosine, sine = mark.angle
        matrix = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f}"
        self._write(f"{matrix} {mark.x:.2f} {self.height - mark.y:.2f}", (mark.text,), mark.style)

    def _write(self, matrix: str, lines: tuple[str, ...], style: Style) -> None:
        if style is not self._style:
            self._style = style
            name, self._letters = self.fonts.of(style.face)
            self.out.append(f"/{name} {style.size:g} Tf {style.leading:g} TL\n")
        self._set_fill(style.color)
        # The table also turns the breaks between lines into «show this, go to the next line».
        shown = "\n".join(lines).translate(self._letters)
        self.out.append(f"BT {matrix} Tm <{shown}>Tj ET\n")

    def _set_fill(self, color: str) -> None:
        if color != self._fill:
            self._fill = color
            self.out.append(f"{rgb(color)} rg\n")

    def _set_line(self, color: str, thickness: float) -> None:
        if (color, thickness) != self._line:
            self._line = (color, thickness)
            self.out.append(f"{rgb(color)} RG {thickness:g} w\n")

    def _rule(self, mark: Line) -> None:
        self._set_line(mark.color, mark.thickness)
        y1, y2 = self.height - mark.y1, self.height - mark.y2
        self.out.append(f"{mark.x1:.2f} {y1:.2f} m {mark.x2:.2f} {y2:.2f} l S\n")

    def _box(self, mark: Box) -> None:
        self._set_fill(mark.color)
        bottom = self.height - mark.y - mark.height
        self.out.append(f"{mark.x:.2f} {bottom:.2f} {mark.width:.2f} {mark.height:.2f} re f\n")

    def _picture(self, mark: Picture) -> None:
        bottom = self.height - mark.y - mark.height
        place = f"{mark.width:.2f} 0 0 {mark.height:.2f} {mark.x:.2f} {bottom:.2f}"
        self.out.append(f"q {place} cm /{mark.name} Do Q\n")

    def _stroke(self, mark: Stroke) -> None:
        self.out.append("q 1 J 1 j\n")
        self._line = None
        for path in mark.paths:
            for (x1, y1, _start), (x2, y2, width) in pairwise((path[0], *path)):
                self._set_line(mark.color, round(width, 2))
                self.out.append(
                    f"{x1:.2f} {self.height - y1:.2f} m {x2:.2f} {self.height - y2:.2f} l S\n"
                )
        self.out.append("Q\n")
        self._line = None
