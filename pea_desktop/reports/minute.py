"""The minute of a mesa as a document: the blocks of the minutes people sign, then its annexes."""

import re
from datetime import date

from pea_desktop.areas.minutes import Decision, MinuteSnapshot
from pea_desktop.core.calendar import day_in_words as in_words
from pea_desktop.i18n import _
from pea_desktop.reports import acta, changes, matrix, shared
from pea_desktop.reports.blocks import (
    NOTHING,
    add_legal,
    add_prose,
    add_signatures,
    begin,
    end_with_legal,
)
from pea_desktop.reports.layout import DRAFT, Document, Printed, Printing
from pea_desktop.reports.printing import for_minute
from pea_desktop.reports.table import Column, Row, Table, add_table


def render(snapshot: MinuteSnapshot, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of a minute with its matrix as annex."""
    return print_out(snapshot, printing).data


def print_out(snapshot: MinuteSnapshot, printing: Printing = DRAFT) -> Printed:
    """Print a minute or an acta with its annexes; one with a folio is an issued document.

    Folio, look and the mark of the data are the snapshot's; `printing` says the rest.
    """
    printing = for_minute(printing, snapshot)
    if snapshot.template == "sesion":
        document = acta.lay_out(snapshot, printing)
    else:
        document = _lay_out(snapshot, printing)
    shared.add_journal(document, snapshot.journal)
    is_said = add_legal(document)
    if snapshot.redline is not None:
        changes.add_annex(document, snapshot.redline)
    if snapshot.with_matrix:
        matrix.add_annex(document, snapshot.matrix, note=_counts(snapshot))
    if not is_said:
        end_with_legal(document)
    return document.finish()


def day_in_words(day: date | None) -> str:
    """Return a day as documents write it: «19 de abril de 2023»."""
    return _("Fecha por registrar") if day is None else in_words(day)


def _lay_out(snapshot: MinuteSnapshot, printing: Printing) -> Document:
    """Lay out the minute of a mesa: the blocks of the real ones in their order.

    What those do not have (opening, pending acuerdos, closing) is printed only where it is filled.
    """
    document = begin(_title(snapshot), snapshot.matrix.policy, snapshot.institution, printing)
    strong = document.styles.strong
    document.paragraph(
        _("Institución Implementadora: {name}").format(name=snapshot.institution or NOTHING),
        strong,
    )
    document.gap(8)
    shared.add_corrects(document, snapshot.corrects)
    _add_counts(document, snapshot)
    if snapshot.opening:
        add_prose(document, snapshot.opening)
        document.gap(8)
    shared.add_pending(document, snapshot.pending)
    _add_agreements(document, snapshot.agreements)
    shared.add_development(document, snapshot.development)
    add_signatures(document, _("Asistentes:"), snapshot.attendees)
    if snapshot.others:
        add_signatures(document, _("Otras personas:"), snapshot.others, with_quality=True)
    document.gap(10)
    document.paragraph(day_in_words(snapshot.day), strong)
    document.gap(14)
    shared.add_materials(document, snapshot.materials)
    document.heading(_("Observaciones:"), keep=document.styles.body.leading)
    add_prose(document, snapshot.observations or _("Ninguna."))
    if snapshot.closing:
        document.gap(8)
        add_prose(document, snapshot.closing)
    add_signatures(document, _("Coordinaron:"), snapshot.coordinators)
    return document


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


def _add_counts(document: Document, snapshot: MinuteSnapshot) -> None:
    """Say in a draft that the counts differ; an issued one says both in its annex."""
    is_equal = snapshot.declared_lines in (None, snapshot.captured_lines)
    if is_equal or document.printing.is_issued:
        return
    document.band(
        _("{counts}. Aclare la diferencia antes de firmar.").format(counts=_counts(snapshot))
    )
    document.gap(10)


def _add_agreements(document: Document, agreements: tuple[Decision, ...]) -> None:
    if not agreements:
        document.paragraph(_("No se registraron acuerdos."))
        return
    columns = (
        Column(_("No."), 7, centered=True),
        Column(_("Acuerdo"), 58),
        Column(_("Observaciones"), 35),
    )
    rows = tuple(Row((one.number, one.text, _notes(one))) for one in agreements)
    add_table(document, Table(columns, rows, names_first=True))


def _notes(one: Decision) -> str:
    """Return the observaciones of an acuerdo, then who answers for it and until when."""
    lines = [one.notes]
    if one.responsible:
        lines.append(_("Responsable: {name}").format(name=one.responsible))
    if one.deadline:
        lines.append(_("Fecha límite: {day}").format(day=one.deadline))
    return "\n".join(line for line in lines if line)
