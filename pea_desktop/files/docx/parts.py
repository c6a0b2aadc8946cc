"""The parts a Word document is put together from: page, header, headings, paragraphs, tables."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pea_desktop.core.grid import clean
from pea_desktop.i18n import _

FONT = "Calibri"
YELLOW = "FFF4C7"
_BRAND = "611232"
_HEAD = "EADFE3"
_LABEL = "F4F1F2"
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
# The oficio of Mexico is 8.5 by 13.4 inches. Points.
_PAPERS = {"carta": (612.0, 792.0), "oficio": (612.0, 964.8)}
_MARGIN = 54
_LOGO_HEIGHT = 30
# A row is not cut in two by a page, unless it is long.
_WHOLE = 600


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table as wide as the page.

    Attributes:
        headers: Its headings, shown again on every page; all blank for a table without.
        rows: Its texts.
        widths: The shares of its columns.
        groups: How many of its first columns are groups: equal neighbours are one merged cell.
        height: The least height of a row, with room for a signature.
        yellow: Which rows, from 0, are tinted.
        leads: Which columns have the first line of each cell in bold.
    """

    headers: Sequence[str]
    rows: Iterable[Sequence[str]]
    widths: Sequence[float]
    groups: int = 0
    size: float = 9.5
    height: float = 0
    yellow: frozenset[int] = frozenset()
    leads: frozenset[int] = field(default_factory=frozenset)


def begin(title: str, header: Sequence[str], *, page: str, colour: str, logo: bytes) -> Any:
    """Return an empty document: paper, letters, language, header, «Página X de Y».

    python-docx names itself as its author: here nobody is named.
    """
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    set_page(document.sections[0], page, is_wide=False)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    language = normal.element.get_or_add_rPr()
    language.append(language.makeelement(qn("w:lang"), {qn("w:val"): "es-MX"}))
    brand = RGBColor.from_string(colour[1:] if _COLOUR.fullmatch(colour) else _BRAND)
    for level, size, before in ((1, 16, 0), (2, 11.5, 12)):
        heading = document.styles[f"Heading {level}"]
        heading.font.name, heading.font.size, heading.font.color.rgb = FONT, Pt(size), brand
        # The letters of a theme would win over the font's name.
        for attribute in [name for name in heading.element.rPr.rFonts.attrib if "heme" in name]:
            del heading.element.rPr.rFonts.attrib[attribute]
        heading.paragraph_format.space_before = Pt(before)
        heading.paragraph_format.space_after = Pt(4)
    _add_header(document, header, logo)
    _add_page_numbers(document)
    properties = document.core_properties
    properties.author = properties.comments = ""
    properties.title = clean(title)[:255]
    properties.language = "es-MX"
    return document


def set_page(section: Any, page: str, *, is_wide: bool) -> None:
    """Give a section its paper, lying on its side if it is wide."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    width, height = _PAPERS.get(page, _PAPERS["carta"])
    if is_wide:
        width, height = height, width
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin = section.right_margin = Pt(_MARGIN)
    section.top_margin, section.bottom_margin = Pt(_MARGIN + 24), Pt(_MARGIN)
    section.header_distance = section.footer_distance = Pt(_MARGIN / 2)


def _add_header(document: Any, lines: Sequence[str], logo: bytes) -> None:
    from docx.shared import Pt

    paragraph = document.sections[0].header.paragraphs[0]
    if logo and (picture := _as_png(logo)) is not None:
        paragraph.add_run().add_picture(picture, height=Pt(_LOGO_HEIGHT))
        paragraph = document.sections[0].header.add_paragraph()
    run = paragraph.add_run(clean("\n".join(lines)))
    run.font.size = Pt(8.5)


def _as_png(logo: bytes) -> BytesIO | None:
    """Return a logo as python-docx takes it; a file that is no picture is left out."""
    from PIL import Image

    out = BytesIO()
    try:
        with Image.open(BytesIO(logo)) as picture:
            picture.save(out, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    out.seek(0)
    return out


def _add_page_numbers(document: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # The program that opens it fills these in.
    for word in re.split(r"(\{\w+\})", _("Página {number} de {total}")):
        code = {"{number}": "PAGE", "{total}": "NUMPAGES"}.get(word)
        run = paragraph.add_run("0" if code else word)
        run.font.size = Pt(8)
        if code:
            _make_field(run, code)


def _make_field(run: Any, code: str) -> None:
    """Let what a run says be worked out by the program that opens the document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = run._r  # noqa: SLF001
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), code)
    element.addprevious(simple)
    simple.append(element)


def add_paragraph(
    document: Any,
    text: str,
    *,
    is_bold: bool = False,
    is_italic: bool = False,
    style: str | None = None,
) -> None:
    """Add one paragraph."""
    run = document.add_paragraph(style=style).add_run(clean(text))
    run.bold, run.italic = is_bold, is_italic


def add_prose(document: Any, heading: str, text: str) -> None:
    """Add a text whose line breaks part its paragraphs, under its heading; nothing for none."""
    if not text.strip():
        return
    if heading:
        document.add_heading(heading, level=2)
    for paragraph in clean(text).split("\n"):
        if paragraph.strip():
            document.add_paragraph(paragraph)


def add_facts(document: Any, facts: Iterable[tuple[str, str]]) -> None:
    """Add labels with what is said beside each."""
    rows = [(label, text) for label, text in facts if text]
    if rows:
        add_grid(document, Grid(headers=("", ""), rows=rows, widths=(130, 374)), is_facts=True)


def add_grid(document: Any, grid: Grid, *, is_facts: bool = False) -> None:
    """Add a table; `is_facts` has labels in its first column.

    Cells are reached by row: asking python-docx for one by its place reads the whole table.
    """
    from docx.shared import Pt

    table = document.add_table(rows=0, cols=len(grid.headers), style="Table Grid")
    table.autofit = False
    _set_padding(table)
    section = document.sections[-1]
    frame = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    widths = [width * frame / sum(grid.widths) for width in grid.widths]
    # Word goes by the cells, LibreOffice by the columns.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    if any(grid.headers):
        head = table.add_row()
        _mark(head, "w:tblHeader")
        _fill_row(head, grid.headers, widths, grid.size, bold=frozenset(range(len(widths))))
        for cell in head.cells:
            _shade(cell, _HEAD)
    before: Sequence[str] = ()
    for number, texts in enumerate(grid.rows):
        row = table.add_row()
        if grid.height:
            row.height = Pt(grid.height)
        if max(len(text) for text in texts) < _WHOLE:
            _mark(row, "w:cantSplit")
        same = 0
        while same < grid.groups and tuple(before[: same + 1]) == tuple(texts[: same + 1]):
            same += 1
        shown = ["" if at < same else text for at, text in enumerate(texts)]
        bold = frozenset({0}) if is_facts else frozenset()
        _fill_row(row, shown, widths, grid.size, bold=bold, leads=grid.leads)
        for at, cell in enumerate(row.cells):
            if at < grid.groups and texts[at]:
                _join(cell, goes_on=at < same)
            elif at >= grid.groups and number in grid.yellow:
                _shade(cell, YELLOW)
            elif is_facts and at == 0:
                _shade(cell, _LABEL)
        before = texts
    document.add_paragraph()


def _set_padding(table: Any) -> None:
    """Leave a little space above and below what cells say."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 50), ("left", 90), ("bottom", 50), ("right", 90)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(width))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    # The order of a table's properties is fixed: its look comes after its margins.
    properties = table._tbl.tblPr  # noqa: SLF001
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _fill_row(
    row: Any,
    texts: Sequence[str],
    widths: Sequence[float],
    size: float,
    *,
    bold: frozenset[int] = frozenset(),
    leads: frozenset[int] = frozenset(),
) -> None:
    from docx.shared import Pt

    for at, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = Pt(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        first, _break, rest = clean(text).partition("\n") if at in leads else (clean(text), "", "")
        run = paragraph.add_run(first)
        run.bold, run.font.size = at in bold or at in leads, Pt(size)
        if rest:
            paragraph.add_run("\n" + rest).font.size = Pt(size)


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _join(cell: Any, *, goes_on: bool) -> None:
    """Begin a merged cell, or go on with the one above."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    merge = OxmlElement("w:vMerge")
    merge.set(qn("w:val"), "continue" if goes_on else "restart")
    cell._tc.get_or_add_tcPr().append(merge)  # noqa: SLF001
