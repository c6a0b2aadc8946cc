"""Ficha de indicador with the fields of SESNA's, línea base and metas."""

from collections.abc import Iterable

from pea_desktop.i18n import _
from pea_desktop.reports.blocks import NOTHING, add_facts, begin
from pea_desktop.reports.layout import DRAFT, Document, Printed, Printing
from pea_desktop.reports.printing import ready
from pea_desktop.reports.snapshots import Fact, IndicatorSheet
from pea_desktop.reports.table import Column, Row, Table, add_table

# Above this many years a row of targets is too narrow to be read.
_YEARS = 8


def render(snapshot: IndicatorSheet, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of a ficha de indicador."""
    return print_out(snapshot, printing).data


def print_out(snapshot: IndicatorSheet, printing: Printing = DRAFT) -> Printed:
    """Print a ficha de indicador; a field that nobody filled prints «—», so that it is seen."""
    printing = ready(printing, snapshot)
    document = begin(
        _("FICHA DE INDICADOR"), snapshot.policy, snapshot.institution, printing, has_strip=False
    )
    document.paragraph(snapshot.title or _("(sin indicador)"), document.styles.subtitle)
    document.gap(8)
    add_facts(document, _pairs(snapshot.place))
    _block(document, _("Características del indicador"))
    add_facts(document, _pairs(snapshot.features))
    _block(document, _("Medios de verificación"))
    _add_sources(document, snapshot)
    _block(document, _("Línea base y metas"))
    add_facts(document, _pairs(snapshot.baseline))
    _add_targets(document, snapshot.targets)
    return document.finish()


def _pairs(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    return [(fact.label, fact.text) for fact in facts]


def _block(document: Document, heading: str) -> None:
    document.gap(12)
    document.heading(heading, keep=70)
    document.gap(3)


def _add_sources(document: Document, snapshot: IndicatorSheet) -> None:
    columns = (
        Column(_("Institución"), 26),
        Column(_("Instrumento"), 34),
        Column(_("Liga web"), 26),
        Column(_("Frecuencia"), 14),
    )
    sources = snapshot.sources or (("", "", "", ""),)
    rows = tuple(Row(tuple(text or NOTHING for text in source)) for source in sources)
    add_table(document, Table(columns, rows))


def _add_targets(document: Document, targets: tuple[tuple[str, str], ...]) -> None:
    """Add the targets: one row under their years, as many rows as that takes."""
    for first in range(0, len(targets), _YEARS):
        some = targets[first : first + _YEARS]
        document.gap(8)
        columns = tuple(
            Column(_("Meta {year}").format(year=year), 1, centered=True) for year, _text in some
        )
        row = Row(tuple(text or NOTHING for _year, text in some))
        add_table(document, Table(columns, (row,)))
