"""The matrix of one institution as a document, and as the annex of its minute."""

from pea_desktop.areas.minutes import MatrixRow, MatrixSnapshot
from pea_desktop.i18n import _, ngettext
from pea_desktop.reports.layout import (
    BODY,
    LANDSCAPE,
    SMALL,
    SUBTITLE,
    TITLE,
    Document,
    Running,
)
from pea_desktop.reports.table import Column, Look, Row, Table, add_table
from pea_desktop.reports.typeset import Style, Weight

_LOOK = Look(
    cell=Style(size=6.8, leading=8.8),
    head=Style(Weight.BOLD, 6.8, 8.8, "#FFFFFF"),
    pad=4,
)


def render(snapshot: MatrixSnapshot) -> bytes:
    """Return the PDF of a matrix by itself: a draft, landscape."""
    document = Document(
        Running(
            title=_("Matriz de {institution}").format(institution=snapshot.institution),
            left=_("Política Estatal Anticorrupción · {policy}").format(policy=snapshot.policy),
            right=_("Matriz · {institution}").format(institution=snapshot.institution),
            notice=_("Borrador: no es un documento firmado"),
            stamp=_("BORRADOR"),
        )
    )
    document.start(LANDSCAPE)
    title = _("Diseño del programa de Implementación de la Política Estatal Anticorrupción")
    _add_matrix(document, snapshot, title)
    return document.finish()


def add_annex(document: Document, snapshot: MatrixSnapshot, note: str = "") -> None:
    """Add the matrix as annex of a minute; `note` says what the minute declares about it."""
    document.start(LANDSCAPE)
    title = _("Anexo. Diseño del programa de Implementación de la Política Estatal Anticorrupción")
    _add_matrix(document, snapshot, title, note)


def _add_matrix(document: Document, snapshot: MatrixSnapshot, title: str, note: str = "") -> None:
    document.heading(title, TITLE)
    document.paragraph(snapshot.institution, SUBTITLE)
    document.paragraph(_summary(snapshot, note), SMALL)
    document.gap(6)
    if not snapshot.rows:
        document.paragraph(_("La matriz no tiene líneas de acción capturadas."), BODY)
        return
    rows = tuple(_row(row) for row in snapshot.rows)
    add_table(document, Table(_columns(snapshot.years), rows, groups=2, look=_LOOK))


def _summary(snapshot: MatrixSnapshot, note: str) -> str:
    count = len(snapshot.rows)
    pending = sum(row.is_pending for row in snapshot.rows)
    parts = [note or ngettext("{n} línea de acción", "{n} líneas de acción", count).format(n=count)]
    if pending:
        sentence = ngettext(
            "{n} resaltada en amarillo, con barra al margen: queda sujeta a revisión "
            "con otras instancias",
            "{n} resaltadas en amarillo, con barra al margen: quedan sujetas a revisión "
            "con otras instancias",
            pending,
        )
        parts.append(sentence.format(n=pending))
    return " · ".join(parts)


def _columns(years: tuple[int, ...]) -> tuple[Column, ...]:
    return (
        Column(_("Eje PEA"), 66),
        Column(_("Prioridad PEA"), 102),
        Column(_("Lluvia de ideas: Líneas de Acción"), 124),
        Column(_("Indicador"), 92),
        Column(_("Interpretación"), 80),
        Column(_("Tipo"), 54),
        Column(_("Fórmula"), 114),
        Column(_("Frecuencia de Medición"), 62),
        *(Column(_("Meta {year}").format(year=year), 36, centered=True) for year in years),
    )


def _row(row: MatrixRow) -> Row:
    return Row(
        (
            row.axis or _("(sin eje)"),
            row.priority or _("(sin prioridad)"),
            row.line or _("(sin línea de acción)"),
            row.indicator,
            row.interpretation,
            row.type,
            row.formula,
            row.frequency,
            *row.targets,
        ),
        marked=row.is_pending,
    )
