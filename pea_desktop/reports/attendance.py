"""The attendance list of a meeting: who was called, who came, and a place to sign for each."""

from dataclasses import replace

from pea_desktop.core.calendar import day_in_words
from pea_desktop.i18n import _
from pea_desktop.reports.blocks import add_facts, begin
from pea_desktop.reports.layout import DRAFT, Printed, Printing
from pea_desktop.reports.printing import ready
from pea_desktop.reports.snapshots import AttendanceSheet, Called
from pea_desktop.reports.table import Column, Row, Table, TableStyle, add_table

# Lines for who comes without having been called.
_BLANK = 4


def render(snapshot: AttendanceSheet, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of the attendance list of a meeting."""
    return print_out(snapshot, printing).data


def print_out(snapshot: AttendanceSheet, printing: Printing = DRAFT) -> Printed:
    """Print the attendance list: presence and a place to sign by hand for each person.

    People sign it in the room, before any minute is issued: it is no draft. Blank lines at its end
    are for who was not called; once the minute is issued there are none.
    """
    folio = _("{folio}/LA").format(folio=snapshot.folio) if snapshot.folio else ""
    printing = ready(replace(printing, folio=folio), snapshot, is_draft=False)
    document = begin(_("LISTA DE ASISTENCIA"), snapshot.policy, snapshot.meeting, printing)
    facts = [
        (_("Reunión"), snapshot.meeting),
        (_("Institución"), snapshot.institution),
        (_("Fecha"), day_in_words(snapshot.day) if snapshot.day else ""),
        (_("Lugar"), snapshot.place),
        (_("Hora de inicio"), snapshot.starts),
        (_("Minuta"), snapshot.folio),
    ]
    add_facts(document, [(label, text) for label, text in facts if text])
    document.gap(12)
    columns = (
        Column(_("No."), 7, centered=True),
        Column(_("Nombre"), 36, lead=True),
        Column(_("Institución"), 22),
        Column(_("Asistió"), 10, centered=True),
        Column(_("Firma"), 25),
    )
    people = snapshot.people
    rows = [_row(number, person) for number, person in enumerate(people, start=1)]
    if not snapshot.folio:
        rows += [Row((str(len(people) + n), "", "", "", "")) for n in range(1, _BLANK + 1)]
    add_table(document, Table(columns, tuple(rows), style=TableStyle(min_height=40)))
    if not rows:
        document.paragraph(_("Sin personas registradas."), document.styles.small)
    return document.finish()


def _row(number: int, person: Called) -> Row:
    name = "\n".join(part for part in (person.name, person.office) if part)
    return Row((str(number), name, person.institution, person.presence, ""))
