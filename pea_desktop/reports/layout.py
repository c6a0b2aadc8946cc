"""A document being laid out: pages, headings, paragraphs, lists, places to sign.

A `Document` notes what goes where and draws it all at the end, when the number of pages is known.
The same content gives the same bytes: nothing here reads a clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from pea_desktop.areas.minutes import Look
from pea_desktop.core.undecided import Undecided, sentence
from pea_desktop.i18n import _
from pea_desktop.reports import furniture, pdf, tags
from pea_desktop.reports.look import NOTICE, NOTICE_EDGE, RULE, Paper, Styles, landscape, portrait
from pea_desktop.reports.marks import Box, Brush, Fonts, Line, Mark, Stroke, Text
from pea_desktop.reports.tags import Element
from pea_desktop.reports.typeset import Style, clean, rejoined, wrap


@dataclass(frozen=True, kw_only=True)
class Printing:
    """How a document is to be printed.

    Attributes:
        folio: Its folio; a draft has none.
        version: Which version of that folio it is; two papers of one folio must not look alike.
        is_issued: Whether it is issued: no draft mark, and tagged for readers for the blind.
        look: What the institution sets for all its documents.
        fingerprint: SHA-256 of the snapshot printed, in hexadecimal, which goes short on every
            page. It is the mark of the data and not of the file: no file can hold its own hash.
        is_tagged: Whether the content is tagged; None: when it is issued. A preview is not.
        compress: False gives bytes that do not depend on the version of zlib, for tests.
        notice: What every page says of a copy that is no original; drafts have one of their own.
        undecided: What of the document is in conflict, which its first page says in a sentence.
    """

    folio: str = ""
    version: int = 1
    is_issued: bool = False
    look: Look = field(default_factory=Look)
    fingerprint: str = ""
    is_tagged: bool | None = None
    compress: bool = True
    notice: str = ""
    undecided: tuple[Undecided, ...] = ()


DRAFT = Printing()


class SigningPlace(NamedTuple):
    """Where one person signs, as drawn.

    `page` counts from 1; `box` is left, bottom, right, top in points from the lower left corner;
    `mode` is «papel», «tinta» or «efirma».
    """

    name: str
    page: int
    box: tuple[float, float, float, float]
    person: str
    role: str
    mode: str
    rfc: str | None
    person_id: str


class Printed(NamedTuple):
    """A document as printed: the file, who signs where, and the structure of those places.

    `form_elements` tells, for each place that the e.firma signs, the number of the object that is
    its `Form` element: what puts the fields into the file points them at each other.
    """

    data: bytes
    places: tuple[SigningPlace, ...]
    form_elements: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A person with a place to sign, before it is drawn; `strokes` are what a pen drew there.

    The points of `strokes` are x and y from 0 to 1, in parts of the place from its upper left
    corner, and the width of the line in parts of the place's width.
    """

    name: str
    person: str
    role: str = ""
    mode: str = "papel"
    rfc: str | None = None
    person_id: str = ""
    strokes: tuple[tuple[tuple[float, float, float], ...], ...] = ()


@dataclass
class Page:
    """One page: its paper, what is drawn on it, its headings with their levels and heights.

    `marks` are there until the page is left: then they are operators of its `brush`.
    """

    paper: Paper
    brush: Brush
    marks: list[Mark] = field(default_factory=list)
    outline: list[tuple[str, int, float]] = field(default_factory=list)


class Document:
    """A document being laid out from top to bottom; `y` is where the next thing goes."""

    def __init__(self, running: furniture.Running, printing: Printing = DRAFT) -> None:
        self.running = running
        self.printing = printing
        papers = (portrait(printing.look), landscape(printing.look))
        if not running.has_strip:
            papers = (papers[0].without_strip(), papers[1].without_strip())
        self.portrait, self.landscape = papers
        self.styles = Styles(printing.look)
        self.is_tagged = printing.is_issued if printing.is_tagged is None else printing.is_tagged
        self.root = Element("Document")
        self.pages: list[Page] = []
        self._fonts = Fonts()
        self.y = 0.0
        self._parent = self.root
        self._places: dict[str, SigningPlace] = {}
        self._forms: dict[str, Element] = {}
        self._furniture = furniture.Furniture(
            running,
            self.styles,
            printing.look,
            stamp="" if printing.is_issued else _("BORRADOR"),
            folio=printing.folio,
            version=printing.version,
            mark=printing.fingerprint,
        )

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
        return self.paper.height - self.paper.bottom - self._furniture.body_top(self.paper)

    def start(self, paper: Paper) -> None:
        """Begin a page on this paper."""
        if self.pages:
            self.leave()
        brush = Brush(paper.height, self._fonts, len(self.pages), tagged=self.is_tagged)
        self.pages.append(Page(paper, brush))
        self.y = self._furniture.body_top(paper)
        if len(self.pages) == 1 and self.printing.undecided:
            # Before all else: who reads on knows that two values still wait for a person.
            self.band(sentence(self.printing.undecided))
            self.gap(8)

    def leave(self) -> None:
        """Write what the page shows: a table of thousands of rows is not kept as marks."""
        page = self.page
        stamp = self._furniture.stamped(page.paper)
        page.brush.draw(stamp, "<</Type/Pagination/Subtype/Watermark>>")
        page.brush.draw(page.marks)
        page.marks.clear()

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

    def element(self, kind: str, attributes: str = "") -> Element | None:
        """Return a new element of the document's tree; None where nothing is tagged."""
        return self._parent.add(kind, attributes) if self.is_tagged else None

    @contextmanager
    def inside(self, kind: str, attributes: str = "") -> Iterator[None]:
        """Put what follows inside an element: a list, a section."""
        before = self._parent
        if self.is_tagged:
            self._parent = before.add(kind, attributes)
        try:
            yield
        finally:
            self._parent = before

    def heading(
        self, text: str, style: Style | None = None, keep: float = 40, level: int = 2
    ) -> None:
        """Write a heading that stays with at least `keep` points of what follows it."""
        style = style or self.styles.label
        lines = wrap(text, style, self.paper.frame)
        self.need(min(len(lines) * style.leading + keep, self.full_room))
        self.page.outline.append((rejoined(lines), level, self.y))
        self.paragraph(text, style, kind=f"H{level}")

    def paragraph(
        self,
        text: str,
        style: Style | None = None,
        *,
        kind: str = "P",
        is_right: bool = False,
    ) -> None:
        """Write a text over as many lines and pages as it takes; `is_right` at the right edge."""
        style = style or self.styles.body
        frame = self.paper.frame
        lines = wrap(text, style, frame)
        if not is_right and lines:
            self.lines(lines, style, self.paper.left, self.element(kind))
            return
        element = self.element(kind) if lines else None
        for line in lines:
            x = self.paper.left + frame - style.width(line)
            self.lines((line,), style, x, element)

    def rule(self, width: float) -> None:
        """Draw a line from the left edge: a place to sign in a letter."""
        x = self.paper.left
        self.draw(Line(x, self.y, x + width, self.y, RULE, 0.75))
        self.gap(4)

    def lines(
        self, lines: tuple[str, ...], style: Style, x: float, element: Element | None
    ) -> None:
        """Write lines as they are, from page to page."""
        while lines:
            fit = max(0, int((self.room + 1e-6) // style.leading))
            if fit == 0:
                self.next_page()
                continue
            # One line alone at the foot of a page, or at the head of the next, reads badly.
            if fit < len(lines) and (fit == 1 or len(lines) - fit == 1) and len(lines) > 2:
                fit = fit - 1 or (0 if self.room < self.full_room - 1 else 1)
                if fit == 0:
                    self.next_page()
                    continue
            self.draw(Text(x, self.y + style.baseline, lines[:fit], style, element))
            self.y += style.leading * len(lines[:fit])
            lines = lines[fit:]

    def bullets(self, texts: tuple[str, ...], style: Style | None = None) -> None:
        """Write a list, each text after a dot."""
        style = style or self.styles.body
        with self.inside("L", tags.numbered("Disc")):
            for text in texts:
                self._item("•", text, style, 16)

    def numbered(self, texts: tuple[str, ...], style: Style | None = None) -> None:
        """Write a list, each text after its number."""
        style = style or self.styles.body
        indent = style.width(f"{len(texts)}.") + 12
        with self.inside("L", tags.numbered("Decimal")):
            for number, text in enumerate(texts, start=1):
                self._item(f"{number}.", text, style, indent)

    def _item(self, label: str, text: str, style: Style, indent: float) -> None:
        lines = wrap(text, style, self.paper.frame - indent)
        with self.inside("LI"):
            self.need(style.leading * min(2, len(lines)))
            y = self.y + style.baseline
            x = self.paper.left + indent - 6 - style.width(label)
            self.draw(Text(x, y, (label,), style, self.element("Lbl")))
            self.lines(lines, style, self.paper.left + indent, self.element("LBody"))

    def band(self, text: str, style: Style | None = None) -> None:
        """Write a notice nobody can overlook: tinted, with a bar at its side, on every page of it.

        One that a page cannot hold goes on, by lines, on the next.
        """
        style = style or self.styles.strong
        lines = wrap(text, style, self.paper.frame - 28)
        self.need(min(len(lines) * style.leading + 12, self.full_room / 3))
        element = self.element("P") if lines else None
        while lines:
            fit = max(1, int((self.room - 12 + 1e-6) // style.leading))
            x, y, width = self.paper.left, self.y, self.paper.frame
            height = len(lines[:fit]) * style.leading + 12
            self.draw(Box(x, y, width, height, NOTICE), Box(x, y, 4, height, NOTICE_EDGE))
            self.draw(Text(x + 14, y + 6 + style.baseline, lines[:fit], style, element))
            self.y += height
            lines = lines[fit:]
            if lines:
                self.next_page()

    def place(self, signer: Signer, x: float, y: float, width: float, height: float) -> None:
        """Note where somebody signs on this page; what a pen drew is drawn there.

        Raises:
            ValueError: The name of the place is taken.
        """
        if signer.name in self._places:
            raise ValueError(f"two places to sign are called {signer.name}")
        bottom = self.paper.height - y - height
        box = (round(x, 2), round(bottom, 2), round(x + width, 2), round(bottom + height, 2))
        self._places[signer.name] = SigningPlace(
            name=signer.name,
            page=len(self.pages),
            box=box,
            person=signer.person,
            role=signer.role,
            mode=signer.mode,
            rfc=signer.rfc,
            person_id=signer.person_id,
        )
        if signer.mode == "efirma" and self.is_tagged:
            self._forms[signer.name] = self._parent.add("Form")
        if signer.strokes:
            paths = tuple(
                tuple((x + a * width, y + b * height, max(0.3, w * width)) for a, b, w in path)
                for path in signer.strokes
            )
            alternative = _("Trazo de {person}, capturado en pantalla.").format(
                person=clean(signer.person)
            )
            figure = self.element("Figure", tags.described(alternative, box))
            self.draw(Stroke(paths, "#0B2A6B", figure))

    @contextmanager
    def under(self, element: Element | None) -> Iterator[None]:
        """Put what follows inside an element that is there already, such as a cell."""
        before = self._parent
        self._parent = element or before
        try:
            yield
        finally:
            self._parent = before

    def finish(self) -> Printed:
        """Draw the pages and return the file with what it says about itself."""
        writer = pdf.Writer(compress=self.printing.compress)
        root, pages_root = writer.reserve(2), 2
        pages = [writer.reserve() for _page in self.pages]
        self.leave()
        pictures = self._furniture.add_pictures(writer)
        if self.is_tagged:
            self.root.kids.extend(self._furniture.elements(self.pages[0].paper))
        streams = [
            writer.stream(self._page_operators(number, page))
            for number, page in enumerate(self.pages)
        ]
        resources = writer.add(_resources(writer, self._fonts, pictures))
        for at, (page, stream) in enumerate(zip(self.pages, streams, strict=True)):
            structure = b"/StructParents %d/Tabs/S" % at if self.is_tagged else b""
            writer.put(
                pages[at],
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b %b]/Resources %d 0 R"
                b"/Contents %d 0 R%b>>"
                % (
                    pages_root,
                    b"%g" % page.paper.width,
                    b"%g" % page.paper.height,
                    resources,
                    stream,
                    structure,
                ),
            )
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        writer.put(pages_root, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids))
        return self._close(writer, root, pages_root, pages)

    def _page_operators(self, number: int, page: Page) -> bytes:
        brush, around = page.brush, self._furniture
        first = number == 0 and self.is_tagged
        brush.draw(around.top(page.paper, first=first), "<</Type/Pagination/Subtype/Header>>")
        brush.draw(
            around.bottom(page.paper, number + 1, len(self.pages), first=first),
            "<</Type/Pagination/Subtype/Footer>>",
        )
        return brush.finish()

    def _close(self, writer: pdf.Writer, root: int, pages_root: int, pages: list[int]) -> Printed:
        """Write what is said about the whole: title, colours, bookmarks, structure."""
        title, subject = clean(self.running.title), clean(self.running.subject)
        entries = [
            b"<</Type/Catalog/Pages %d 0 R/Lang(%b)" % (pages_root, pdf.LANGUAGE.encode("ascii")),
            b"/ViewerPreferences<</DisplayDocTitle true>>",
            b"/Metadata %d 0 R" % pdf.add_metadata(writer, title, subject),
            b"/OutputIntents[%d 0 R]" % pdf.add_colours(writer),
        ]
        headings = [
            pdf.Heading(text, level, number, page.paper.height - y)
            for number, page in zip(pages, self.pages, strict=True)
            for text, level, y in page.outline
        ]
        if headings:
            entries.append(b"/Outlines %d 0 R" % pdf.add_outline(writer, headings))
        forms: dict[str, int] = {}
        if self.is_tagged:
            structure = tags.write(writer, self.root, pages)
            entries.append(b"/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R" % structure.number)
            forms = {name: structure.numbers[id(form)] for name, form in self._forms.items()}
        writer.put(root, b"".join([*entries, b">>"]))
        data = writer.finish(root, pdf.add_info(writer, title, subject))
        return Printed(data, tuple(self._places.values()), forms)


def _resources(writer: pdf.Writer, fonts: Fonts, pictures: dict[str, int]) -> bytes:
    names = [
        f"/F{number} {letters.write(writer)} 0 R"
        for number, letters in enumerate(fonts.letters.values(), start=1)
    ]
    images = [f"/{name} {number} 0 R" for name, number in pictures.items()]
    xobjects = f"/XObject<<{''.join(images)}>>" if images else ""
    return f"<</Font<<{''.join(names)}>>{xobjects}>>".encode("ascii")
