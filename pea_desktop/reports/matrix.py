"""The matrix of one institution as a document, and as the annex of its minute."""

from dataclasses import replace

from pea_desktop.areas.minutes import Look, MatrixRow, MatrixSnapshot
from pea_desktop.i18n import _, ngettext
from pea_desktop.reports.furniture import Running
from pea_desktop.reports.layout import DRAFT, Document, Printed, Printing
from pea_desktop.reports.printing import notice_of, stamped
from pea_desktop.reports.snapshots import MatrixSheet
from pea_desktop.reports.table import Column, Row, Table, TableStyle, add_table


def render(snapshot: MatrixSnapshot, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of a matrix by itself, landscape."""
    return print_out(snapshot, printing).data


def print_sheet(sheet: MatrixSheet, printing: Printing = DRAFT) -> Printed:
    """Print a matrix by itself with the look of its institution."""
    if printing.look == Look():
        printing = replace(printing, look=sheet.look)
    return print_out(sheet.matrix, printing)


def print_out(snapshot: MatrixSnapshot, printing: Printing = DRAFT) -> Printed:
    """Print a matrix by itself, landscape."""
    printing = stamped(printing, snapshot)
    document = Document(
        Running(
            title=_("Matriz de {institution}").format(institution=snapshot.institution),
            left=_("Política Estatal Anticorrupción · {policy}").format(policy=snapshot.policy),
            right=_("Matriz · {institution}").format(institution=snapshot.institution),
            notice=notice_of(printing),
        ),
        printing,
    )
    document.start(document.landscape)
    title = _("Diseño del programa de Implementación de la Política Estatal Anticorrupción")
    _add_matrix(document, snapshot, title)
    return document.finish()


def add_annex(document: Document, snapshot: MatrixSnapshot, note: str = "") -> None:
    """Add the matrix as annex of a minute; `note` says what the minute declares about it."""
    document.start(document.landscape)
    title = _("Anexo. Diseño del programa de Implementación de la Política Estatal Anticorrupción")
    _add_matrix(document, snapshot, title, note)


def _add_matrix(document: Document, snapshot: MatrixSnapshot, title: str, note: str = "") -> None:
    styles = document.styles
    document.heading(title, styles.title, level=1)
    document.gap(2)
    document.paragraph(snapshot.institution, styles.subtitle)
    document.paragraph(_summary(snapshot, note), styles.small)
    document.gap(6)
    if not snapshot.rows:
        document.paragraph(_("La matriz no tiene líneas de acción capturadas."))
        return
    rows = tuple(_row(row) for row in snapshot.rows)
    style = TableStyle(cell=styles.fine, head=styles.fine_head, pad=4)
    add_table(document, Table(_columns(snapshot.years), rows, groups=2, style=style))


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
