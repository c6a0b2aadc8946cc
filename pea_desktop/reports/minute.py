"""The minute of a mesa as a document: the blocks of the minutes people sign, then the matrix."""

import re
from datetime import date

from pea_desktop.areas.minutes import MinuteSnapshot, Signatory
from pea_desktop.i18n import N_, _
from pea_desktop.reports import matrix
from pea_desktop.reports.furniture import Running
from pea_desktop.reports.layout import DRAFT, Document, Printed, Printing
from pea_desktop.reports.printing import notice_of, stamped
from pea_desktop.reports.table import Column, Row, Table, TableStyle, add_table, height_of

_MONTHS = (
    N_("enero"),
    N_("febrero"),
    N_("marzo"),
    N_("abril"),
    N_("mayo"),
    N_("junio"),
    N_("julio"),
    N_("agosto"),
    N_("septiembre"),
    N_("octubre"),
    N_("noviembre"),
    N_("diciembre"),
)
# Room for a signature by hand.
_SIGNING = TableStyle(min_height=40)


def render(snapshot: MinuteSnapshot, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of a minute with its matrix as annex."""
    return print_out(snapshot, printing).data


def print_out(snapshot: MinuteSnapshot, printing: Printing = DRAFT) -> Printed:
    """Print a minute with its matrix as annex."""
    printing = stamped(printing, snapshot)
    title = _title(snapshot)
    document = Document(
        Running(
            title=f"{title} · {snapshot.institution}",
            left=_("Política Estatal Anticorrupción · {policy}").format(
                policy=snapshot.matrix.policy
            ),
            right=f"{title} · {snapshot.institution}",
            notice=notice_of(printing),
        ),
        printing,
    )
    styles = document.styles
    document.start(document.portrait)
    document.heading(title, styles.title, level=1)
    document.gap(4)
    document.paragraph(
        _("Institución Implementadora: {name}").format(name=snapshot.institution), styles.strong
    )
    document.gap(8)
    if _counts(snapshot) and snapshot.declared_lines != snapshot.captured_lines:
        document.band(
            _("{counts}. Aclare la diferencia antes de firmar.").format(counts=_counts(snapshot))
        )
        document.gap(10)
    _add_agreements(document, snapshot)
    _add_signatures(document, _("Asistentes:"), snapshot.attendees)
    document.gap(10)
    document.paragraph(day_in_words(snapshot.day), styles.strong)
    document.gap(14)
    _add_materials(document, snapshot.materials)
    document.heading(_("Observaciones:"), keep=styles.body.leading)
    document.paragraph(snapshot.observations or _("Ninguna."))
    _add_signatures(document, _("Coordinaron:"), snapshot.coordinators)
    matrix.add_annex(document, snapshot.matrix, note=_counts(snapshot))
    return document.finish()


def day_in_words(day: date | None) -> str:
    """Return a day as documents write it: «19 de abril de 2023»."""
    if day is None:
        return _("Fecha por registrar")
    return _("{day} de {month} de {year}").format(
        day=day.day, month=_(_MONTHS[day.month - 1]), year=day.year
    )


def _title(snapshot: MinuteSnapshot) -> str:
    # People write the phase as «1» or as «Fase 1».
    phase = re.sub(r"(?i)^\s*fase\s*", "", snapshot.phase)
    return _("MINUTA MESA {table}- FASE {phase}").format(table=snapshot.table, phase=phase.upper())


def _counts(snapshot: MinuteSnapshot) -> str:
    """Return the count that the document states beside what the matrix has; "" if it states none.

    Both are kept: a difference is shown, never reconciled.
    """
    if snapshot.declared_lines is None:
        return ""
    return _("Líneas de acción: declaradas {declared} · capturadas {captured}").format(
        declared=snapshot.declared_lines, captured=snapshot.captured_lines
    )


def _add_agreements(document: Document, snapshot: MinuteSnapshot) -> None:
    if not snapshot.agreements:
        document.paragraph(_("No se registraron acuerdos."))
        return
    columns = (
        Column(_("No."), 7, centered=True),
        Column(_("Acuerdo"), 58),
        Column(_("Observaciones"), 35),
    )
    rows = tuple(Row((a.number, a.text, a.notes)) for a in snapshot.agreements)
    add_table(document, Table(columns, rows))


def _add_signatures(document: Document, heading: str, people: tuple[Signatory, ...]) -> None:
    document.gap(14)
    columns = (Column(_("Nombre"), 56), Column(_("Firma"), 44))
    rows = tuple(Row(("\n".join(filter(None, (p.name, p.office))), "")) for p in people)
    table = Table(columns, rows, style=_SIGNING)
    # People sign on one page, unless they are too many for it.
    whole = height_of(document, table) + 3
    document.heading(heading, keep=whole if whole < document.full_room * 0.9 else 120)
    if not people:
        document.paragraph(_("Sin personas registradas."), document.styles.small)
        return
    document.gap(3)
    add_table(document, table)


def _add_materials(document: Document, materials: tuple[str, ...]) -> None:
    document.heading(_("Materiales revisados:"), keep=document.styles.body.leading)
    document.bullets(materials)
    if not materials:
        document.paragraph(_("Ninguno."))
    document.gap(10)
