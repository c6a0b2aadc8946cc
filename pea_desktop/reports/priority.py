"""Ficha técnica of a prioridad: what the policy asks of whom, on one page where it fits."""

from pea_desktop.i18n import _
from pea_desktop.reports.blocks import add_facts, add_titled, begin
from pea_desktop.reports.layout import DRAFT, Document, Printed, Printing
from pea_desktop.reports.printing import ready
from pea_desktop.reports.snapshots import PrioritySheet
from pea_desktop.reports.table import Column, Row, Table


def render(snapshot: PrioritySheet, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of the ficha técnica of a prioridad."""
    return print_out(snapshot, printing).data


def print_out(snapshot: PrioritySheet, printing: Printing = DRAFT) -> Printed:
    """Print the ficha técnica of a prioridad: it was published, so it is no draft."""
    number = snapshot.number
    about = _("Prioridad {number}").format(number=number) if number else _("Prioridad")
    printing = ready(printing, snapshot, is_draft=False)
    document = begin(_("FICHA TÉCNICA"), snapshot.policy, about, printing, has_strip=False)
    title = f"{snapshot.number}. {snapshot.text}" if snapshot.number else snapshot.text
    document.paragraph(title or _("(sin texto)"), document.styles.subtitle)
    document.gap(8)
    add_facts(document, _facts(snapshot), share=26)
    document.gap(12)
    if not snapshot.has_sheet:
        document.paragraph(_("La política no publicó ficha de esta prioridad."))
    elif snapshot.actions:
        _add_actions(document, snapshot.actions)
    if snapshot.variants:
        document.gap(12)
        document.heading(_("Así la escriben otras partes de la política:"))
        document.bullets(snapshot.variants)
    return document.finish()


def _facts(snapshot: PrioritySheet) -> list[tuple[str, str]]:
    marks = [
        *([_("Implementación inmediata")] if snapshot.is_immediate else []),
        *([_("Adicionada por el ente")] if snapshot.is_added else []),
    ]
    told = [
        (_("Eje"), snapshot.axis),
        (_("Objetivo"), snapshot.goal),
        (_("Principios transversales"), "\n".join(snapshot.principles)),
        (_("Marcas"), "\n".join(marks)),
        (_("Líderes de implementación"), "\n".join(snapshot.leaders)),
        (_("Entes públicos potenciales"), " · ".join(snapshot.entities)),
        (_("Buena práctica sugerida"), snapshot.good_practice),
    ]
    return [(label, text) for label, text in told if text]


def _add_actions(document: Document, actions: tuple[tuple[str, str], ...]) -> None:
    columns = (Column("", 7, centered=True), Column("", 93))
    rows = tuple(Row((mark, text)) for mark, text in actions)
    add_titled(document, _("Acciones sugeridas"), Table(columns, rows, names_first=True))
