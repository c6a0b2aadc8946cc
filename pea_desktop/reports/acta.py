"""The acta of a session: place and hours, quórum, orden del día, what was said and agreed."""

from pea_desktop.areas.minutes import AgendaPoint, Decision, MinuteSnapshot, Signatory
from pea_desktop.core.calendar import day_in_words
from pea_desktop.i18n import _
from pea_desktop.reports import shared
from pea_desktop.reports.blocks import (
    NOTHING,
    add_facts,
    add_prose,
    add_section,
    add_signatures,
    add_titled,
    begin,
)
from pea_desktop.reports.layout import Document, Printing
from pea_desktop.reports.table import Column, Row, Table


def lay_out(snapshot: MinuteSnapshot, printing: Printing) -> Document:
    """Lay out an acta: the blocks that the rules of sessions ask for, in the order of a session."""
    session = snapshot.session
    document = begin(
        _("ACTA DE SESIÓN"), snapshot.matrix.policy, session.title or snapshot.institution, printing
    )
    if session.title:
        document.paragraph(session.title, document.styles.subtitle)
    document.gap(6)
    shared.add_corrects(document, snapshot.corrects)
    add_facts(document, _facts(snapshot))
    if snapshot.opening:
        document.gap(10)
        add_prose(document, snapshot.opening)
    _add_attendance(document, snapshot)
    _add_agenda(document, session.agenda)
    document.gap(12)
    shared.add_pending(document, snapshot.pending)
    add_section(document, _("Desarrollo:"), snapshot.development)
    _add_agreements(document, snapshot.agreements)
    if snapshot.materials:
        document.gap(12)
        shared.add_materials(document, snapshot.materials)
    add_section(document, _("Observaciones:"), snapshot.observations)
    add_section(document, _("Próxima sesión:"), session.next_meeting, _("Por convocar."))
    add_section(document, _("Cierre:"), snapshot.closing)
    add_signatures(document, _("Firmas:"), _signing(snapshot), with_quality=True)
    return document


def _facts(snapshot: MinuteSnapshot) -> list[tuple[str, str]]:
    session = snapshot.session
    day = day_in_words(snapshot.day) if snapshot.day else _("Fecha por registrar")
    asked = [
        (_("Tipo"), session.kind),
        (_("Convoca"), session.convener),
        (_("Modalidad"), session.modality),
        (_("Objetivo"), session.objective),
    ]
    return [
        (_("Lugar"), session.place),
        (_("Fecha"), day),
        (_("Hora de inicio"), session.starts),
        (_("Hora de cierre"), session.ends),
        *((label, text) for label, text in asked if text),
    ]


def _signing(snapshot: MinuteSnapshot) -> tuple[Signatory, ...]:
    """Return who signs, those who conducted the session first."""
    return (*snapshot.coordinators, *snapshot.others, *snapshot.attendees)


def _add_attendance(document: Document, snapshot: MinuteSnapshot) -> None:
    session = snapshot.session
    document.gap(12)
    heading = _("Lista de asistencia y quórum:")
    columns = (
        Column(_("Nombre"), 46, lead=True),
        Column(_("Calidad"), 34),
        Column(_("Llegada"), 20),
    )
    rows = tuple(
        Row(
            (
                "\n".join(filter(None, (one.name, one.office, one.institution))),
                one.quality or NOTHING,
                one.arrival or NOTHING,
            )
        )
        for one in _signing(snapshot)
    )
    if rows:
        add_titled(document, heading, Table(columns, rows, names_first=True))
    else:
        document.heading(heading)
        document.paragraph(_("Sin personas registradas."), document.styles.small)
    document.gap(6)
    if session.quorum_required is not None or session.quorum_present is not None:
        sentence = _("Quórum requerido: {required} · presentes: {present}")
        required, present = session.quorum_required, session.quorum_present
        document.paragraph(
            sentence.format(
                required=NOTHING if required is None else required,
                present=NOTHING if present is None else present,
            ),
            document.styles.strong,
        )
    if session.quorum:
        add_prose(document, session.quorum)


def _add_agenda(document: Document, agenda: tuple[AgendaPoint, ...]) -> None:
    document.gap(12)
    document.heading(_("Orden del día:"), keep=document.styles.body.leading * 2)
    if agenda:
        document.numbered(tuple(_point(point) for point in agenda))
    else:
        document.paragraph(_("Sin puntos registrados."))


def _point(point: AgendaPoint) -> str:
    if point.minutes is None:
        return point.text
    return _("{text} ({minutes} minutos)").format(text=point.text, minutes=point.minutes)


def _add_agreements(document: Document, agreements: tuple[Decision, ...]) -> None:
    document.gap(12)
    if not agreements:
        document.heading(_("Acuerdos:"))
        document.paragraph(_("No se registraron acuerdos."))
        return
    columns = (
        Column(_("No."), 7, centered=True),
        Column(_("Acuerdo"), 50),
        Column(_("Responsable"), 21),
        Column(_("Fecha límite"), 22),
    )
    rows = tuple(
        Row((one.number, _with_notes(one), one.responsible or NOTHING, one.deadline or NOTHING))
        for one in agreements
    )
    add_titled(document, _("Acuerdos:"), Table(columns, rows, names_first=True))


def _with_notes(one: Decision) -> str:
    return "\n".join(part for part in (one.text, one.notes) if part)
