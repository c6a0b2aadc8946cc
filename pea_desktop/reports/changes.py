"""«Cambios desde la minuta anterior», as an annex: what the matrix says now and did not then."""

from pea_desktop.areas.minutes import Redline, RowChange
from pea_desktop.areas.minutes import in_words as counted
from pea_desktop.core.calendar import day_in_words
from pea_desktop.i18n import N_, _
from pea_desktop.reports.blocks import NOTHING
from pea_desktop.reports.layout import Document
from pea_desktop.reports.table import Column, Row, Table, add_table

_KINDS = {
    "nueva": N_("Línea nueva"),
    "eliminada": N_("Línea eliminada"),
    "cambiada": N_("Cambió"),
}


def add_annex(document: Document, redline: Redline) -> None:
    """Add the changes on pages of their own: each cell before and after, in words."""
    document.start(document.landscape)
    styles = document.styles
    document.heading(_("Anexo. Cambios desde la minuta anterior"), styles.title, level=1)
    document.paragraph(_since(redline), styles.small)
    document.gap(6)
    if not redline.rows:
        document.paragraph(_("La matriz no ha cambiado desde entonces."))
        return
    columns = (
        Column(_("Línea de acción"), 26),
        Column(_("Qué cambió"), 16),
        Column(_("Decía"), 29),
        Column(_("Dice"), 29),
    )
    rows = tuple(row for change in redline.rows for row in _rows(change))
    add_table(document, Table(columns, rows, groups=1))


def _since(redline: Redline) -> str:
    told = counted(redline.rows)
    if redline.day is None:
        since = _("Desde {folio}").format(folio=redline.since)
    else:
        since = _("Desde {folio}, del {day}").format(
            folio=redline.since, day=day_in_words(redline.day)
        )
    return f"{since} · {told}" if told else since


def _rows(change: RowChange) -> list[Row]:
    name = f"{change.number}. {change.line or _('(sin línea de acción)')}"
    kind = _(_KINDS.get(change.kind, change.kind))
    if not change.cells:
        before, after = (change.line, "") if change.kind == "eliminada" else ("", change.line)
        return [Row((name, kind, before or NOTHING, after or NOTHING))]
    return [
        Row((name, cell.column, cell.before or NOTHING, cell.after or NOTHING))
        for cell in change.cells
    ]
