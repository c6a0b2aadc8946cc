"""Where the acuerdos stand: the status of all of them, and the reminder of what one owes."""

from pea_desktop.areas import minutes
from pea_desktop.core.calendar import day_in_words
from pea_desktop.core.sheet import SheetColumn, SheetData, SheetLine
from pea_desktop.core.undecided import sentence
from pea_desktop.i18n import _, ngettext
from pea_desktop.reports.blocks import NOTHING, add_prose, begin, begin_letter
from pea_desktop.reports.layout import DRAFT, Document, Printed, Printing
from pea_desktop.reports.printing import ready
from pea_desktop.reports.snapshots import AgreementRow, AgreementsSnapshot, ReminderSnapshot
from pea_desktop.reports.table import Column, Row, Table, add_table
from pea_desktop.reports.typeset import wrap


def render(snapshot: AgreementsSnapshot, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of the status of the acuerdos."""
    return print_out(snapshot, printing).data


def print_out(snapshot: AgreementsSnapshot, printing: Printing = DRAFT) -> Printed:
    """Print the status of the acuerdos on a day, by institution, those overdue first."""
    printing = ready(printing, snapshot, is_draft=False)
    day = day_in_words(snapshot.day)
    document = begin(
        _("Estado de los acuerdos"), snapshot.policy, day, printing, is_wide=True, has_strip=False
    )
    document.paragraph(_summary(snapshot), document.styles.small)
    document.gap(6)
    if not snapshot.rows:
        document.paragraph(_("No hay acuerdos registrados."))
        return document.finish()
    columns = (
        Column(_("Institución"), 16),
        Column(_("Folio"), 14),
        Column(_("Acuerdo"), 33),
        Column(_("Responsable"), 13),
        Column(_("Fecha límite"), 14),
        Column(_("Estado"), 10),
    )
    ordered = sorted(snapshot.rows, key=_order)
    rows = tuple(
        Row((one.institution or _("(sin institución)"), one.folio or NOTHING, *_cells(one)))
        for one in ordered
    )
    add_table(document, Table(columns, rows, groups=1))
    return document.finish()


def as_sheet(snapshot: AgreementsSnapshot) -> SheetData:
    """Return the acuerdos as a sheet to write: the editable copy of their status."""
    columns = (
        SheetColumn(header=_("Folio"), width=26, is_plain=True),
        SheetColumn(header=_("Institución"), width=26),
        SheetColumn(header=_("Acuerdo"), width=60),
        SheetColumn(header=_("Responsable"), width=28),
        SheetColumn(header=_("Fecha límite"), width=14, is_date=True),
        SheetColumn(header=_("Estado"), width=16),
        SheetColumn(header=_("Días"), width=8, is_number=True),
        SheetColumn(header=_("Cómputo"), width=12),
    )
    lines = tuple(
        SheetLine(
            cells=(
                one.folio,
                one.institution,
                one.text,
                one.responsible,
                one.due.isoformat() if one.due else "",
                one.state,
                "" if one.days is None else str(one.days),
                _counting(one),
            ),
            name=one.folio,
        )
        for one in sorted(snapshot.rows, key=_order)
    )
    told = sentence(snapshot.undecided)
    heading = (_("Estado de los acuerdos"), told) if told else ()
    return SheetData(title=_("Acuerdos"), heading=heading, columns=columns, rows=lines)


def render_reminder(snapshot: ReminderSnapshot, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of an oficio de recordatorio."""
    return print_reminder(snapshot, printing).data


def print_reminder(snapshot: ReminderSnapshot, printing: Printing = DRAFT) -> Printed:
    """Print an oficio de recordatorio: a letter with the list of what is still owed."""
    # A letter that has its number is no draft.
    printing = ready(printing, snapshot, is_draft=False if snapshot.number else None)
    document = begin_letter(
        _("Oficio de recordatorio"), snapshot.policy, snapshot.institution, printing
    )
    _add_letter_head(document, snapshot)
    count = len(snapshot.rows)
    usual = ngettext(
        "Por este medio se le recuerda, de manera atenta, que al {day} está pendiente de "
        "cumplimiento el acuerdo que se enlista. Se le solicita informar su avance y remitir la "
        "evidencia correspondiente.",
        "Por este medio se le recuerda, de manera atenta, que al {day} están pendientes de "
        "cumplimiento los {n} acuerdos que se enlistan. Se le solicita informar su avance y "
        "remitir la evidencia correspondiente.",
        count,
    )
    add_prose(document, snapshot.body or usual.format(day=day_in_words(snapshot.day), n=count))
    document.gap(10)
    columns = (
        Column(_("Folio"), 20),
        Column(_("Acuerdo"), 42),
        Column(_("Responsable"), 18),
        Column(_("Fecha límite"), 20),
    )
    rows = tuple(
        Row((one.folio or NOTHING, one.text, one.responsible or NOTHING, _deadline(one)))
        for one in sorted(snapshot.rows, key=_order)
    )
    # Nobody signs a page with nothing but a signature on it.
    keep = _closing_height(document, snapshot)
    add_table(document, Table(columns, rows, names_first=True, keep=keep))
    _add_closing(document, snapshot)
    return document.finish()


def _order(one: AgreementRow) -> tuple[str, bool, str, str]:
    return one.institution, one.days is None, str(one.due or ""), one.folio


def _counting(one: AgreementRow) -> str:
    if one.days is None:
        return ""
    return _("hábiles") if one.in_working_days else _("naturales")


def _summary(snapshot: AgreementsSnapshot) -> str:
    count = len(snapshot.rows)
    late = sum(one.is_overdue for one in snapshot.rows)
    parts = [ngettext("{n} acuerdo", "{n} acuerdos", count).format(n=count)]
    if late:
        parts.append(ngettext("{n} vencido", "{n} vencidos", late).format(n=late))
    return " · ".join(parts)


def _cells(one: AgreementRow) -> tuple[str, str, str, str]:
    return one.text, one.responsible or NOTHING, _deadline(one), one.state or NOTHING


def _deadline(one: AgreementRow) -> str:
    """Return a deadline in words and beneath how far it is: «venció hace 3 días naturales»."""
    if one.due is None:
        return NOTHING
    day = day_in_words(one.due)
    if one.days is None:
        return day
    return f"{day}\n{minutes.left_in_words(one.days, working=one.in_working_days)}"


def _add_letter_head(document: Document, snapshot: ReminderSnapshot) -> None:
    """Add place and day, number and subject at the right; the addressee at the left."""
    place = ", ".join(part for part in (snapshot.place, day_in_words(snapshot.day)) if part)
    number = _("Oficio {number}").format(number=snapshot.number) if snapshot.number else ""
    subject = _("Asunto: recordatorio de acuerdos pendientes")
    for line in filter(None, (place, number)):
        document.paragraph(line, is_right=True)
    document.paragraph(subject, document.styles.strong, is_right=True)
    document.gap(18)
    for line in snapshot.to or (snapshot.institution,):
        document.paragraph(line, document.styles.strong)
    document.paragraph(_("Presente"), document.styles.strong)
    document.gap(14)


def _closing_height(document: Document, snapshot: ReminderSnapshot) -> float:
    body, frame = document.styles.body, document.paper.frame
    sender = sum(len(wrap(line, body, frame)) for line in snapshot.sender or ("·",))
    return min(12 + 14 + 14 + 46 + 4 + (2 + sender) * body.leading, document.full_room / 2)


def _add_closing(document: Document, snapshot: ReminderSnapshot) -> None:
    document.need(_closing_height(document, snapshot))
    document.gap(12)
    document.paragraph(_("Sin otro particular, reciba un cordial saludo."))
    document.gap(14)
    document.paragraph(_("Atentamente"), document.styles.strong)
    document.gap(46)
    document.rule(220)
    for line in snapshot.sender or (_("Nombre y cargo de quien firma"),):
        document.paragraph(line)
    if snapshot.copies:
        document.gap(14)
        for line in snapshot.copies:
            copy = _("C.c.p. {name}").format(name=line)
            document.paragraph(copy, document.styles.small)
