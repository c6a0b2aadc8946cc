"""The attendance list of a meeting: who was called, who came, and a place to sign for each."""

from pea_desktop.areas.minutes import MinuteSnapshot, Signatory
from pea_desktop.core.calendar import day_in_words
from pea_desktop.i18n import _
from pea_desktop.reports.blocks import add_facts, begin
from pea_desktop.reports.layout import DRAFT, Printed, Printing
from pea_desktop.reports.printing import for_minute
from pea_desktop.reports.table import Column, Row, Table, TableStyle, add_table

# Lines for who comes without having been called.
_BLANK = 4


def render(snapshot: MinuteSnapshot, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of the attendance list of a minute's meeting."""
    return print_out(snapshot, printing).data


def print_out(snapshot: MinuteSnapshot, printing: Printing = DRAFT) -> Printed:
    """Print the attendance list: presence and a place to sign by hand for each person.

    Before the meeting it is a form: presence is ticked, and blank lines at the end are for who was
    not called. After it, the hour at which each arrived is there when it was noted.
    """
    printing = for_minute(printing, snapshot)
    meeting = _meeting(snapshot)
    document = begin(_("LISTA DE ASISTENCIA"), snapshot.matrix.policy, meeting, printing)
    session = snapshot.session
    facts = [
        (_("Reunión"), meeting),
        (_("Institución"), snapshot.institution),
        (_("Fecha"), day_in_words(snapshot.day) if snapshot.day else ""),
        (_("Lugar"), session.place),
        (_("Hora de inicio"), session.starts),
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
    people = (*snapshot.coordinators, *snapshot.others, *snapshot.attendees)
    rows = [_row(number, person) for number, person in enumerate(people, start=1)]
    rows += [Row((str(len(people) + n), "", "", "", "")) for n in range(1, _BLANK + 1)]
    add_table(document, Table(columns, tuple(rows), style=TableStyle(min_height=40)))
    return document.finish()


def _meeting(snapshot: MinuteSnapshot) -> str:
    if snapshot.session.title or not snapshot.table:
        return snapshot.session.title or snapshot.session.kind
    return _("Mesa {table}, fase {phase}").format(table=snapshot.table, phase=snapshot.phase)


def _row(number: int, person: Signatory) -> Row:
    name = "\n".join(part for part in (person.name, person.office) if part)
    return Row((str(number), name, person.institution, person.arrival, ""))
