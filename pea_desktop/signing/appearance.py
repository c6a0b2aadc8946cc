"""The picture of a signed cell: who, with which certificate, when; and the stroke, if there is one.

It is drawn by reportlab as a page of the size of the cell and becomes a Form XObject. Its fonts
are embedded: none of the reader's own is asked for.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

from pea_desktop.i18n import _
from pea_desktop.paths import resource
from pea_desktop.signing import texts
from pea_desktop.signing.rendered import RenderedPdf
from pea_desktop.signing.sat import Certificate
from pea_desktop.signing.texts import SignatureError

Stroke = Sequence[tuple[float, float, float]]
"""Points of one stroke: x and y in parts of the cell, from its upper left corner, and the width of
the line in parts of the cell's width. A stroke printed on paper is told in the same way."""

_REGULAR, _BOLD = "Inter-Regular", "Inter-SemiBold"
_LARGEST, _SMALLEST, _STEP = 8.0, 3.5, 0.25
_LEADING = 1.22
_MARGIN = 3.0
_WIDE = 2.2
_INK, _TEXT, _EDGE = "#1B3A6B", "#1F1F1F", "#8A8A8A"
_MOST_POINTS = 20_000
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_STREAM = re.compile(rb"\bstream\r?\n")


def draw(
    size: tuple[float, float],
    certificate: Certificate,
    moment: datetime,
    ink: Sequence[Stroke] | None = None,
) -> bytes:
    """Return a PDF of one page of the cell's size.

    Raises:
        SignatureError: F-24, the stroke leaves the cell or has too many points.
    """
    from reportlab.lib.colors import HexColor
    from reportlab.pdfgen.canvas import Canvas

    _register_fonts()
    width, height = size
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1, initialFontName=_REGULAR)
    canvas.setStrokeColor(HexColor(_EDGE))
    canvas.setLineWidth(0.4)
    canvas.rect(0.4, 0.4, width - 0.8, height - 0.8, stroke=1, fill=0)
    box = (_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN)
    if ink:
        box, ink_box = _split(box, width / height)
        canvas.setStrokeColor(HexColor(_INK))
        _strokes(canvas, ink, ink_box)
    canvas.setFillColor(HexColor(_TEXT))
    _write(canvas, box, certificate, moment)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def objects(drawn: bytes, first: int) -> list[bytes]:
    """Return the drawn page as a Form XObject and what it needs, numbered from `first`."""
    page = RenderedPdf(drawn)
    page.clean_fonts()
    dictionary = page.dictionary(page.pages[0])
    content = page.bodies[dictionary.raw_get("/Contents").idnum]
    resources = page.write(dictionary["/Resources"])
    edges = page.write(dictionary["/MediaBox"])
    stream = _STREAM.search(content)
    if not stream:
        raise ValueError("a page without content")
    entries = content[: stream.start()].strip()[2:-2].strip()
    form = b"<< /Type /XObject /Subtype /Form /BBox %b /Resources %b %b >>\n%b" % (
        edges,
        resources,
        entries,
        content[stream.start() :],
    )
    order = _reached(page.bodies, form)
    numbers = {old: first + 1 + place for place, old in enumerate(order)}
    return [_renumber(body, numbers) for body in (form, *(page.bodies[old] for old in order))]


def _reached(bodies: dict[int, bytes], form: bytes) -> list[int]:
    """Return the objects that the form needs, in the order in which they are named."""
    order: list[int] = []
    waiting = [form]
    while waiting:
        for n in map(int, _REFERENCE.findall(_head(waiting.pop(0)))):
            if n not in order:
                order.append(n)
                waiting.append(bodies[n])
    return order


def _head(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    return body[: stream.start()] if stream else body


def _renumber(body: bytes, numbers: dict[int, int]) -> bytes:
    head = _head(body)
    renumbered = _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], head)
    return renumbered + body[len(head) :]


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (_REGULAR, _BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(resource("fonts", f"{name}.ttf"))))


Area = tuple[float, float, float, float]


def _split(box: Area, shape: float) -> tuple[Area, Area]:
    """Divide the cell between the words and the stroke, which keeps the shape of the cell.

    They stand side by side when the cell is wide, else the stroke over the words.
    """
    left, bottom, width, height = box
    if shape >= _WIDE:
        share = width * 0.4
        tall = share / shape
        return (
            (left + share + 2, bottom, width - share - 2, height),
            (left, bottom + (height - tall) / 2, share, tall),
        )
    tall = height * 0.45
    share = min(width, tall * shape)
    return (
        (left, bottom, width, height - tall),
        (left + (width - share) / 2, bottom + height - tall, share, tall),
    )


def _strokes(canvas: Any, ink: Sequence[Stroke], box: Area) -> None:
    left, bottom, width, height = box
    top = bottom + height
    points = [point for stroke in ink for point in stroke]
    if len(points) > _MOST_POINTS or not all(0 <= n <= 1 for point in points for n in point):
        raise SignatureError("F-24")
    canvas.saveState()
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for stroke in ink:
        for (x1, y1, thick), (x2, y2, _end) in pairwise(stroke):
            canvas.setLineWidth(max(0.3, thick * width))
            canvas.line(left + x1 * width, top - y1 * height, left + x2 * width, top - y2 * height)
    canvas.restoreState()


def _write(canvas: Any, box: Area, certificate: Certificate, moment: datetime) -> None:
    """Write the words as large as they fit; past the smallest size, the last line is cut."""
    left, bottom, width, height = box
    paragraphs = (
        (_BOLD, certificate.name),
        (
            _REGULAR,
            _(texts.APPEARANCE_NAME).format(rfc=certificate.masked_rfc, serial=certificate.serial),
        ),
        (_REGULAR, _(texts.APPEARANCE_TIME).format(moment=moment.strftime("%d/%m/%Y %H:%M"))),
    )
    size = _LARGEST
    lines = _lines(paragraphs, size, width)
    while size > _SMALLEST and len(lines) * size * _LEADING > height:
        size -= _STEP
        lines = _lines(paragraphs, size, width)
    y = bottom + (height + len(lines) * size * _LEADING) / 2 - size
    for font, line in lines:
        canvas.setFont(font, size)
        canvas.drawString(left, y, line)
        y -= size * _LEADING


def _lines(
    paragraphs: Sequence[tuple[str, str]], size: float, width: float
) -> list[tuple[str, str]]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines = []
    for font, paragraph in paragraphs:
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}".strip()
            if line and stringWidth(longer, font, size) > width:
                lines.append((font, line.removesuffix(" ·")))
                longer = word
            line = longer
        lines.append((font, line))
    return lines
