"""An editable copy of a minute as a Word document, so that nobody types it again.

It is a copy to work with and never the issued document: that one is the PDF, and the copy says so.
Its tables have the headings that `reading` finds again.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from pea_desktop.areas.minutes import MatrixSnapshot, MinuteSnapshot, Signatory
from pea_desktop.core.calendar import day_in_words
from pea_desktop.core.grid import clean
from pea_desktop.i18n import _

_BRAND = "611232"
_YELLOW = "FFF4C7"
_FONT = "Calibri"
_MATRIX_WIDTHS = (66, 92, 120, 88, 76, 54, 106, 58)
_TARGET_WIDTH = 36
# Letter, in points; the matrix lies on its side.
_PAPER = (612, 792)
_MARGIN = 54
# Room for a signature by hand.
_SIGNING = 44


def minute(snapshot: MinuteSnapshot) -> bytes:
    """Return a minute or an acta as the bytes of a .docx, with its matrix at the end."""
    import docx

    document = docx.Document()
    _prepare(document, snapshot)
    document.add_heading(_title(snapshot), level=1)
    origin = (
        _("Copia editable de «{folio}». El documento emitido es el PDF.").format(
            folio=snapshot.folio
        )
        if snapshot.folio
        else _("Borrador editable.")
    )
    _paragraph(document, origin, is_italic=True)
    name = _("Institución Implementadora: {name}").format(name=snapshot.institution)
    _paragraph(document, name, is_bold=True)
    if snapshot.template == "sesion":
        _add_session(document, snapshot)
    _add_prose(document, "", snapshot.opening)
    _add_pending(document, snapshot)
    _add_agreements(document, snapshot)
    _add_prose(document, _("Desarrollo:"), snapshot.development)
    _add_people(document, _("Asistentes:"), (*snapshot.attendees, *snapshot.others))
    day = day_in_words(snapshot.day) if snapshot.day else _("Fecha por registrar")
    _paragraph(document, day, is_bold=True)
    document.add_heading(_("Materiales revisados:"), level=2)
    for material in snapshot.materials or (_("Ninguno."),):
        _paragraph(document, material, style="List Bullet" if snapshot.materials else None)
    _add_prose(document, _("Observaciones:"), snapshot.observations or _("Ninguna."))
    _add_prose(document, _("Próxima sesión:"), snapshot.session.next_meeting)
    _add_prose(document, "", snapshot.closing)
    _add_people(document, _("Coordinaron:"), snapshot.coordinators)
    _add_prose(document, "", snapshot.look.legal)
    if snapshot.with_matrix:
        _add_matrix(document, snapshot.matrix)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _title(snapshot: MinuteSnapshot) -> str:
    if snapshot.template == "sesion":
        return clean(snapshot.session.title) or _("ACTA DE SESIÓN")
    return _("MINUTA MESA {table}- FASE {phase}").format(
        table=clean(snapshot.table), phase=clean(snapshot.phase).upper()
    )


def _prepare(document: Any, snapshot: MinuteSnapshot) -> None:
    """Set paper, letters, language and what the file says of itself; python-docx names itself."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    _set_page(document.sections[0], is_wide=False)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    language = normal.element.get_or_add_rPr()
    mark = language.makeelement(qn("w:lang"), {qn("w:val"): "es-MX"})
    language.append(mark)
    for level in (1, 2):
        heading = document.styles[f"Heading {level}"]
        heading.font.name, heading.font.color.rgb = _FONT, RGBColor.from_string(_BRAND)
    header = document.sections[0].header.paragraphs[0]
    policy = _("Política Estatal Anticorrupción · {policy}").format(policy=snapshot.matrix.policy)
    header.text = clean("\n".join(snapshot.look.header) or policy)
    properties = document.core_properties
    properties.author = properties.comments = ""
    properties.title = _title(snapshot)[:255]
    properties.language = "es-MX"


def _set_page(section: Any, *, is_wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    width, height = reversed(_PAPER) if is_wide else _PAPER
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin = section.right_margin = Pt(_MARGIN)
    section.top_margin, section.bottom_margin = Pt(_MARGIN + 24), Pt(_MARGIN)
    section.header_distance = Pt(_MARGIN / 2)


def _paragraph(
    document: Any,
    text: str,
    *,
    is_bold: bool = False,
    is_italic: bool = False,
    style: str | None = None,
) -> None:
    run = document.add_paragraph(style=style).add_run(clean(text))
    run.bold, run.italic = is_bold, is_italic


def _add_prose(document: Any, heading: str, text: str) -> None:
    if not text.strip():
        return
    if heading:
        document.add_heading(heading, level=2)
    for paragraph in clean(text).split("\n"):
        if paragraph.strip():
            document.add_paragraph(paragraph)


def _add_session(document: Any, snapshot: MinuteSnapshot) -> None:
    session = snapshot.session
    quorum = " · ".join(
        str(number)
        for number in (session.quorum_required, session.quorum_present)
        if number is not None
    )
    facts = (
        (_("Tipo"), session.kind),
        (_("Lugar"), session.place),
        (_("Hora de inicio"), session.starts),
        (_("Hora de cierre"), session.ends),
        (_("Modalidad"), session.modality),
        (_("Convoca"), session.convener),
        (_("Objetivo"), session.objective),
        (_("Quórum requerido y presente"), quorum),
    )
    rows = [(label, text) for label, text in facts if text]
    if rows:
        _add_table(document, ("", ""), rows, (130, 374))
    _add_prose(document, "", session.quorum)
    if session.agenda:
        document.add_heading(_("Orden del día:"), level=2)
        for point in session.agenda:
            _paragraph(document, point.text, style="List Number")


def _add_pending(document: Any, snapshot: MinuteSnapshot) -> None:
    if not snapshot.pending:
        return
    document.add_heading(_("Seguimiento de acuerdos anteriores:"), level=2)
    headers = (_("Folio"), _("Acuerdo"), _("Responsable"), _("Fecha límite"), _("Estado"))
    rows = [
        (
            one.folio,
            one.text,
            one.responsible,
            day_in_words(one.due) if one.due else "",
            one.state,
        )
        for one in snapshot.pending
    ]
    _add_table(document, headers, rows, (90, 190, 90, 80, 54))


def _add_agreements(document: Any, snapshot: MinuteSnapshot) -> None:
    headers = (_("No."), _("Acuerdo"), _("Observaciones"), _("Responsable"), _("Fecha límite"))
    rows = [
        (one.number, one.text, one.notes, one.responsible, one.deadline)
        for one in snapshot.agreements
    ]
    _add_table(document, headers, rows, (30, 200, 124, 80, 70))


def _add_people(document: Any, heading: str, people: Sequence[Signatory]) -> None:
    document.add_heading(heading, level=2)
    rows = [
        ("\n".join(part for part in (one.name, one.office, one.institution) if part), "")
        for one in people
    ]
    _add_table(document, (_("Nombre"), _("Firma")), rows, (290, 214), height=_SIGNING)


def _add_matrix(document: Any, snapshot: MatrixSnapshot) -> None:
    from docx.enum.section import WD_SECTION

    _set_page(document.add_section(WD_SECTION.NEW_PAGE), is_wide=True)
    title = _("Anexo. Diseño del programa de Implementación de la Política Estatal Anticorrupción")
    document.add_heading(title, level=1)
    _paragraph(document, snapshot.institution, is_bold=True)
    headers = (
        _("Eje PEA"),
        _("Prioridad PEA"),
        _("Lluvia de ideas: Líneas de Acción"),
        _("Indicador"),
        _("Interpretación"),
        _("Tipo"),
        _("Fórmula"),
        _("Frecuencia de Medición"),
        *(_("Meta {year}").format(year=year) for year in snapshot.years),
    )
    rows = [
        (
            row.axis,
            row.priority,
            row.line,
            row.indicator,
            row.interpretation,
            row.type,
            row.formula,
            row.frequency,
            *row.targets,
        )
        for row in snapshot.rows
    ]
    widths = (*_MATRIX_WIDTHS, *[_TARGET_WIDTH] * len(snapshot.years))
    yellow = {number for number, row in enumerate(snapshot.rows) if row.is_pending}
    _add_table(document, headers, rows, widths, groups=2, size=7, yellow=yellow)


def _add_table(
    document: Any,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[float],
    *,
    groups: int = 0,
    size: float = 9.5,
    height: float = 0,
    yellow: frozenset[int] | set[int] = frozenset(),
) -> None:
    """Add a table as wide as the page.

    Equal neighbours of the first `groups` columns are one merged cell; `height` is a row's least.
    Cells are reached by row: asking python-docx for one by its place reads the whole table.
    """
    from docx.shared import Pt

    table = document.add_table(rows=0, cols=len(headers), style="Table Grid")
    table.autofit = False
    section = document.sections[-1]
    frame = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    widths = [width * frame / sum(widths) for width in widths]
    # Word goes by the cells, LibreOffice by the columns.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    if any(headers):
        head = table.add_row()
        _mark(head, "w:tblHeader")  # shown again on every page
        _fill_row(head, headers, widths, size, is_bold=True)
        for cell in head.cells:
            _shade(cell, "EADFE3")
    before: Sequence[str] = ()
    for number, texts in enumerate(rows):
        row = table.add_row()
        if height:
            row.height = Pt(height)
            _mark(row, "w:cantSplit")
        same = 0
        while same < groups and before and tuple(before[: same + 1]) == tuple(texts[: same + 1]):
            same += 1
        shown = ["" if at < same else text for at, text in enumerate(texts)]
        _fill_row(row, shown, widths, size)
        for at, cell in enumerate(row.cells):
            if at < groups and texts[at]:
                _join(cell, goes_on=at < same)
            elif at >= groups and number in yellow:
                _shade(cell, _YELLOW)
        before = texts
    document.add_paragraph()


def _fill_row(
    row: Any, texts: Sequence[str], widths: Sequence[float], size: float, *, is_bold: bool = False
) -> None:
    from docx.shared import Pt

    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Pt(width)
        run = cell.paragraphs[0].add_run(clean(text))
        run.bold, run.font.size = is_bold, Pt(size)


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
