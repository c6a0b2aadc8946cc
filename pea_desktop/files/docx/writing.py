"""An editable copy of a minute as a Word document, so that nobody types it again.

It is a copy to work with and never the issued document: that one is the PDF, and the copy says so.
It has the blocks of the PDF in their order; its tables have the headings that `reading` finds
again.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pea_desktop.areas.minutes import MatrixSnapshot, MinuteSnapshot, Signatory
from pea_desktop.core.calendar import day_in_words
from pea_desktop.core.grid import clean
from pea_desktop.core.undecided import sentence
from pea_desktop.files.docx.parts import (
    Grid,
    add_facts,
    add_grid,
    add_paragraph,
    add_prose,
    begin,
    set_page,
)
from pea_desktop.i18n import _

_NOTHING = "—"
_MATRIX_WIDTHS = (66, 92, 120, 88, 76, 54, 106, 58)
_TARGET_WIDTH = 36
# Room for a signature by hand.
_SIGNING = 44


def minute(snapshot: MinuteSnapshot) -> bytes:
    """Return a minute or an acta as the bytes of a .docx, with its annexes at the end."""
    look = snapshot.look
    policy = _("Política Estatal Anticorrupción · {policy}").format(policy=snapshot.matrix.policy)
    document = begin(
        _title(snapshot),
        look.header or (policy,),
        page=look.page,
        colour=look.colour,
        logo=look.logo_bytes,
    )
    document.add_heading(_title(snapshot), level=1)
    add_paragraph(document, _origin(snapshot), is_italic=True)
    if snapshot.undecided:
        add_paragraph(document, sentence(snapshot.undecided), is_bold=True)
    if snapshot.template == "sesion":
        _add_acta(document, snapshot)
    else:
        _add_minute(document, snapshot)
    add_prose(document, "", look.legal)
    if snapshot.redline is not None:
        _add_changes(document, snapshot)
    if snapshot.with_matrix:
        _add_matrix(document, snapshot.matrix, look.page)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _title(snapshot: MinuteSnapshot) -> str:
    if snapshot.template == "sesion":
        return _("ACTA DE SESIÓN")
    return _("MINUTA MESA {table}- FASE {phase}").format(
        table=clean(snapshot.table), phase=clean(snapshot.phase).upper()
    )


def _origin(snapshot: MinuteSnapshot) -> str:
    if not snapshot.folio:
        return _("Borrador editable.")
    return _("Copia editable de «{folio}». El documento emitido es el PDF.").format(
        folio=snapshot.folio
    )


def _add_minute(document: Any, snapshot: MinuteSnapshot) -> None:
    """Add the blocks of the minute of a mesa."""
    name = _("Institución Implementadora: {name}").format(name=snapshot.institution or _NOTHING)
    add_paragraph(document, name, is_bold=True)
    _add_corrects(document, snapshot)
    add_prose(document, "", snapshot.opening)
    _add_pending(document, snapshot)
    _add_agreements(document, snapshot)
    add_prose(document, _("Desarrollo:"), snapshot.development)
    _add_people(document, _("Asistentes:"), snapshot.attendees)
    if snapshot.others:
        _add_people(document, _("Otras personas:"), snapshot.others, with_quality=True)
    add_paragraph(document, _day(snapshot), is_bold=True)
    _add_materials(document, snapshot)
    add_prose(document, _("Observaciones:"), snapshot.observations or _("Ninguna."))
    add_prose(document, "", snapshot.closing)
    _add_people(document, _("Coordinaron:"), snapshot.coordinators)


def _add_acta(document: Any, snapshot: MinuteSnapshot) -> None:
    """Add the blocks of the acta of a session."""
    session = snapshot.session
    if session.title:
        add_paragraph(document, session.title, is_bold=True)
    _add_corrects(document, snapshot)
    facts = (
        (_("Lugar"), session.place or _NOTHING),
        (_("Fecha"), _day(snapshot)),
        (_("Hora de inicio"), session.starts or _NOTHING),
        (_("Hora de cierre"), session.ends or _NOTHING),
        (_("Tipo"), session.kind),
        (_("Convoca"), session.convener),
        (_("Modalidad"), session.modality),
        (_("Objetivo"), session.objective),
    )
    add_facts(document, facts)
    add_prose(document, "", snapshot.opening)
    _add_attendance(document, snapshot)
    document.add_heading(_("Orden del día:"), level=2)
    for point in session.agenda:
        add_paragraph(document, point.text, style="List Number")
    if not session.agenda:
        add_paragraph(document, _("Sin puntos registrados."))
    _add_pending(document, snapshot)
    add_prose(document, _("Desarrollo:"), snapshot.development)
    document.add_heading(_("Acuerdos:"), level=2)
    _add_agreements(document, snapshot)
    if snapshot.materials:
        _add_materials(document, snapshot)
    add_prose(document, _("Observaciones:"), snapshot.observations)
    add_prose(document, _("Próxima sesión:"), session.next_meeting or _("Por convocar."))
    add_prose(document, _("Cierre:"), snapshot.closing)
    _add_people(document, _("Firmas:"), _signing(snapshot), with_quality=True)


def _day(snapshot: MinuteSnapshot) -> str:
    return day_in_words(snapshot.day) if snapshot.day else _("Fecha por registrar")


def _signing(snapshot: MinuteSnapshot) -> tuple[Signatory, ...]:
    return (*snapshot.coordinators, *snapshot.others, *snapshot.attendees)


def _add_corrects(document: Any, snapshot: MinuteSnapshot) -> None:
    corrects = snapshot.corrects
    if corrects is None:
        return
    sentence = _("{kind} de «{folio}». Motivo: {reason}").format(
        kind=corrects.title,
        folio=corrects.folio,
        reason=corrects.reason,
    )
    add_paragraph(document, sentence, is_bold=True)


def _add_attendance(document: Any, snapshot: MinuteSnapshot) -> None:
    session = snapshot.session
    document.add_heading(_("Lista de asistencia y quórum:"), level=2)
    rows = [
        (_named(one), one.quality or _NOTHING, one.arrival or _NOTHING)
        for one in _signing(snapshot)
    ]
    headers = (_("Nombre"), _("Calidad"), _("Llegada"))
    if rows:
        leads = frozenset({0})
        add_grid(document, Grid(headers=headers, rows=rows, widths=(46, 34, 20), leads=leads))
    else:
        add_paragraph(document, _("Sin personas registradas."))
    if session.quorum_required is not None or session.quorum_present is not None:
        required, present = session.quorum_required, session.quorum_present
        sentence = _("Quórum requerido: {required} · presentes: {present}").format(
            required=_NOTHING if required is None else required,
            present=_NOTHING if present is None else present,
        )
        add_paragraph(document, sentence, is_bold=True)
    add_prose(document, "", session.quorum)


def _add_pending(document: Any, snapshot: MinuteSnapshot) -> None:
    if not snapshot.pending:
        return
    document.add_heading(_("Seguimiento de acuerdos anteriores:"), level=2)
    headers = (_("Folio"), _("Acuerdo"), _("Responsable"), _("Fecha límite"), _("Estado"))
    rows = [
        (
            one.folio,
            one.text,
            one.responsible,
            day_in_words(one.due) if one.due else "",
            one.state,
        )
        for one in snapshot.pending
    ]
    add_grid(document, Grid(headers=headers, rows=rows, widths=(90, 176, 90, 80, 68)))


def _add_agreements(document: Any, snapshot: MinuteSnapshot) -> None:
    if not snapshot.agreements:
        add_paragraph(document, _("No se registraron acuerdos."))
        return
    columns = [
        (_("No."), 34, [one.number for one in snapshot.agreements]),
        (_("Acuerdo"), 190, [one.text for one in snapshot.agreements]),
        (_("Observaciones"), 120, [one.notes for one in snapshot.agreements]),
    ]
    # The minutes people sign have three columns; who answers and until when is there if told.
    for header, width, told in (
        (_("Responsable"), 86, [one.responsible for one in snapshot.agreements]),
        (_("Fecha límite"), 74, [one.deadline for one in snapshot.agreements]),
    ):
        if any(told):
            columns.append((header, width, told))
    headers, widths, texts = zip(*columns, strict=True)
    add_grid(document, Grid(headers=headers, rows=list(zip(*texts, strict=True)), widths=widths))


def _add_materials(document: Any, snapshot: MinuteSnapshot) -> None:
    document.add_heading(_("Materiales revisados:"), level=2)
    for material in snapshot.materials or (_("Ninguno."),):
        add_paragraph(document, material, style="List Bullet" if snapshot.materials else None)


def _named(person: Signatory, *, with_quality: bool = False) -> str:
    lines = [person.name, person.office, person.institution]
    if with_quality:
        lines.append(person.quality)
    if person.represents:
        lines.append(_("En representación de {person}").format(person=person.represents))
    return "\n".join(line for line in lines if line)


def _add_people(
    document: Any, heading: str, people: Sequence[Signatory], *, with_quality: bool = False
) -> None:
    document.add_heading(heading, level=2)
    if not people:
        add_paragraph(document, _("Sin personas registradas."))
        return
    rows = [(_named(one, with_quality=with_quality), "") for one in people]
    headers = (_("Nombre"), _("Firma"))
    leads = frozenset({0})
    grid = Grid(headers=headers, rows=rows, widths=(290, 214), height=_SIGNING, leads=leads)
    add_grid(document, grid)


def _add_wide(document: Any, title: str, page: str) -> None:
    from docx.enum.section import WD_SECTION

    set_page(document.add_section(WD_SECTION.NEW_PAGE), page, is_wide=True)
    document.add_heading(title, level=1)


def _add_changes(document: Any, snapshot: MinuteSnapshot) -> None:
    assert snapshot.redline is not None
    _add_wide(document, _("Anexo. Cambios desde la minuta anterior"), snapshot.look.page)
    headers = (_("Línea de acción"), _("Qué cambió"), _("Decía"), _("Dice"))
    kinds = {"nueva": _("Línea nueva"), "eliminada": _("Línea eliminada")}
    rows: list[tuple[str, ...]] = []
    for change in snapshot.redline.rows:
        name = f"{change.number}. {change.line}"
        rows += [(name, one.column, one.before, one.after) for one in change.cells]
        if not change.cells:
            rows.append((name, kinds.get(change.kind, change.kind), "", ""))
    if rows:
        add_grid(document, Grid(headers=headers, rows=rows, widths=(26, 16, 29, 29), groups=1))
    else:
        add_paragraph(document, _("La matriz no ha cambiado desde entonces."))


def _add_matrix(document: Any, snapshot: MatrixSnapshot, page: str) -> None:
    title = _("Anexo. Diseño del programa de Implementación de la Política Estatal Anticorrupción")
    _add_wide(document, title, page)
    add_paragraph(document, snapshot.institution, is_bold=True)
    headers = (
        _("Eje PEA"),
        _("Prioridad PEA"),
        _("Lluvia de ideas: Líneas de Acción"),
        _("Indicador"),
        _("Interpretación"),
        _("Tipo"),
        _("Fórmula"),
        _("Frecuencia de Medición"),
        *(_("Meta {year}").format(year=year) for year in snapshot.years),
    )
    rows = [
        (
            row.axis,
            row.priority,
            row.line,
            row.indicator,
            row.interpretation,
            row.type,
            row.formula,
            row.frequency,
            *row.targets,
        )
        for row in snapshot.rows
    ]
    widths = (*_MATRIX_WIDTHS, *[_TARGET_WIDTH] * len(snapshot.years))
    yellow = frozenset(number for number, row in enumerate(snapshot.rows) if row.is_pending)
    grid = Grid(headers=headers, rows=rows, widths=widths, groups=2, size=7, yellow=yellow)
    add_grid(document, grid)
