"""The catalogue of a policy: its ejes with objetivo and temas, and every prioridad."""

from pea_desktop.i18n import _, ngettext
from pea_desktop.reports.blocks import NOTHING, begin
from pea_desktop.reports.layout import DRAFT, Document, Printed, Printing
from pea_desktop.reports.printing import ready
from pea_desktop.reports.snapshots import CatalogAxis, CatalogPriority, CatalogSnapshot
from pea_desktop.reports.table import Column, Row, Table, add_table


def render(snapshot: CatalogSnapshot, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of a policy's catalogue."""
    return print_out(snapshot, printing).data


def print_out(snapshot: CatalogSnapshot, printing: Printing = DRAFT) -> Printed:
    """Print a policy's catalogue: it was published, so it is no draft."""
    printing = ready(printing, snapshot, is_draft=False)
    document = begin(
        _("Catálogo de la Política Estatal Anticorrupción"),
        snapshot.policy,
        "",
        printing,
        has_strip=False,
    )
    document.paragraph(snapshot.policy, document.styles.subtitle)
    document.paragraph(_counted(snapshot), document.styles.small)
    if snapshot.principles:
        document.gap(10)
        document.heading(_("Principios transversales"))
        document.bullets(snapshot.principles)
    for axis in snapshot.axes:
        _add_axis(document, axis)
    return document.finish()


def _counted(snapshot: CatalogSnapshot) -> str:
    axes = len(snapshot.axes)
    priorities = sum(len(axis.priorities) for axis in snapshot.axes)
    return " · ".join(
        (
            ngettext("{n} eje", "{n} ejes", axes).format(n=axes),
            ngettext("{n} prioridad", "{n} prioridades", priorities).format(n=priorities),
        )
    )


def _add_axis(document: Document, axis: CatalogAxis) -> None:
    document.gap(16)
    title = f"{axis.number}. {axis.text}" if axis.number else axis.text
    document.heading(title, keep=90)
    if axis.goal:
        document.paragraph(_("Objetivo: {text}").format(text=axis.goal))
    if axis.topics:
        document.gap(4)
        document.paragraph(_("Temas:"), document.styles.strong)
        document.bullets(axis.topics)
    if not axis.priorities:
        return
    document.gap(6)
    # A policy that publishes none of these has no empty columns.
    with_principles = any(one.principles for one in axis.priorities)
    with_leaders = any(one.leaders for one in axis.priorities)
    rest = 93 - 19 * (with_principles + with_leaders)
    columns = [Column(_("No."), 7, centered=True), Column(_("Prioridad"), rest)]
    if with_principles:
        columns.append(Column(_("Principios transversales"), 19))
    if with_leaders:
        columns.append(Column(_("Líderes"), 19))
    rows = []
    for one in axis.priorities:
        cells = [one.number, _text(one)]
        if with_principles:
            cells.append("\n".join(one.principles) or NOTHING)
        if with_leaders:
            cells.append(", ".join(one.leaders) or NOTHING)
        rows.append(Row(tuple(cells)))
    add_table(document, Table(tuple(columns), tuple(rows), names_first=True))


def _text(priority: CatalogPriority) -> str:
    mark = _("Implementación inmediata") if priority.is_immediate else ""
    return "\n".join(part for part in (priority.text, mark) if part)
