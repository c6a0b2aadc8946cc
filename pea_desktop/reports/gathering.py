"""What each document prints, read from an expediente with the functions of its areas.

The snapshot is plain data: once it is gathered, printing needs no expediente and no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, documents, institutions, matrix, minutes
from pea_desktop.areas.catalog import LevelCode, PolicyItem
from pea_desktop.areas.catalog.undecided import in_items, in_sheets
from pea_desktop.areas.matrix import LABELS, LineRow
from pea_desktop.areas.matrix.codes import code_label
from pea_desktop.areas.matrix.undecided import in_lines
from pea_desktop.areas.minutes import (
    Attendance,
    Look,
    MinuteSnapshot,
    Quality,
    SignatureMode,
    Stroke,
    digest,
    record,
)
from pea_desktop.areas.minutes.undecided import in_agreements, in_rows
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import N_, _
from pea_desktop.reports.snapshots import (
    AgreementRow,
    AgreementsSnapshot,
    AttendanceSheet,
    Called,
    CatalogAxis,
    CatalogPriority,
    CatalogSnapshot,
    Fact,
    IndicatorSheet,
    MatrixSheet,
    PrioritySheet,
    ReminderSnapshot,
    SignatureSheet,
)

_FEATURES = (
    ("indicator", N_("Nombre del indicador")),
    ("symbol", N_("Símbolo")),
    ("definition", N_("Definición")),
    ("formula", N_("Fórmula")),
    ("interpretation", N_("Interpretación")),
    ("importance", N_("Importancia")),
    ("frequency", N_("Frecuencia de medición")),
    ("disaggregation", N_("Desagregación")),
    ("unit", N_("Unidad de medida")),
    ("direction", N_("Sentido del indicador")),
    ("type", N_("Tipo")),
    ("nature", N_("Naturaleza")),
    ("dimension", N_("Dimensión")),
    ("mir_level", N_("Nivel de la MIR")),
    ("assumptions", N_("Supuestos")),
)
# What the official ficha has; the others are printed only where they are filled.
_ALWAYS = {
    "indicator",
    "formula",
    "interpretation",
    "importance",
    "frequency",
    "disaggregation",
    "unit",
    "direction",
}


def minute(session: Session, subject: str, today: date) -> MinuteSnapshot:
    """Return what a minute's document prints: as issued, or its draft; `subject` is its id."""
    issued = documents.documents_of(session, subject)
    return documents.snapshot_of(issued[-1]) if issued else documents.draft(session, subject)


def attendance(session: Session, subject: str, today: date) -> AttendanceSheet:
    """Return the attendance list of a minute's meeting, who did not come included."""
    made = record.minute(session, subject)
    meeting = record.meeting_of(session, made)
    called = record.attendances(session, meeting.id) if meeting else []
    first = (Quality.CHAIR, Quality.COORDINATOR, Quality.SECRETARY)
    called.sort(key=lambda row: first.index(row.quality) if row.quality in first else len(first))
    issued = documents.documents_of(session, subject)
    told = minutes.snapshot(session, subject)
    return AttendanceSheet(
        policy=told.matrix.policy,
        meeting=_meeting(told),
        institution=told.institution,
        day=told.day,
        place=told.session.place,
        starts=told.session.starts,
        folio=(issued[-1].folio or "") if issued else "",
        people=tuple(_called(session, row) for row in called),
        undecided=in_rows(session, [row.id for row in (*called, meeting) if row]),
        look=told.look,
    )


def signatures(
    session: Session,
    subject: str,
    today: date,
    strokes: Mapping[str, tuple[Stroke, ...]] | None = None,
) -> SignatureSheet:
    """Return who still signs the issued document of a minute, for a sheet apart from it.

    Args:
        session: The expediente.
        subject: The minute's id.
        today: Not used: a sheet of the same people is the same sheet, with the same folio.
        strokes: What was drawn on the screen, by the name of the cell.

    Raises:
        PeaError: The minute is not issued, or nobody is missing.
    """
    issued = documents.documents_of(session, subject)
    if not issued:
        raise PeaError(
            _("La minuta no se ha emitido: la hoja complementaria es para firmar después de ello.")
        )
    row, drawn = issued[-1], strokes or {}
    printed = documents.snapshot_of(row)
    waiting = {
        one.cell.name
        for one in documents.signature_rows(session, row)
        if one.state == documents.SignatureState.PENDING
    }
    people = tuple(
        replace(
            one,
            mode=str(SignatureMode.INK if one.cell in drawn else SignatureMode.PAPER),
            strokes=drawn.get(one.cell, ()),
        )
        for one in printed.people
        if one.cell in waiting
    )
    if not people:
        raise PeaError(_("En «{folio}» nadie falta de firmar.").format(folio=row.folio))
    # Two laptops give two sheets two folios, and the same sheet the same one.
    mark = digest("\n".join((row.sha256 or "", *(one.cell for one in people))))[:6].upper()
    return SignatureSheet(
        policy=printed.matrix.policy,
        folio=f"{row.folio}/HF-{mark}",
        title=" · ".join(filter(None, (_kind(row), _meeting(printed)))),
        institution=printed.institution,
        document=row.folio or "",
        sha256=row.sha256 or "",
        mark=row.snapshot_sha256 or "",
        version=row.version or 1,
        issued=documents.show_moment(row.issued),
        meeting_day=printed.day,
        people=people,
        look=_with_logo(session, printed.look),
    )


def matrix_of(session: Session, subject: str, today: date) -> MatrixSheet:
    """Return what the matrix of an institution prints; `subject` is the institution's id."""
    return MatrixSheet(
        matrix=minutes.matrix_snapshot(session, subject), look=look_for(session, subject)
    )


def priority(session: Session, subject: str, today: date) -> PrioritySheet:
    """Return what the ficha técnica of a prioridad prints; `subject` is the prioridad's id.

    Raises:
        PeaError: There is no such prioridad.
    """
    item = session.get(PolicyItem, subject)
    if item is None:
        raise PeaError(_("Esa prioridad ya no está en la política; actualice la lista."))
    axis = catalog.axis_of(session, item)
    sheet = catalog.sheet(session, item.id)
    own = sheet.id if sheet else ""
    return PrioritySheet(
        policy=catalog.current(session).name,
        axis=_titled(axis) if axis else "",
        goal=(axis.goal if axis else None) or "",
        number=item.number or "",
        text=item.text,
        principles=tuple(one.name for one in catalog.principles_of(session, item.id)),
        leaders=tuple(one.name for one in catalog.leaders(session, own)),
        entities=tuple(one.name for one in catalog.entities_of(session, own)),
        actions=tuple((one.mark, one.text) for one in catalog.actions(session, own)),
        variants=tuple(one.text for one in catalog.variants(session, item.id)),
        good_practice=catalog.good_practice(session, own) or "",
        is_immediate=item.immediate,
        is_added=item.added_by_entity,
        has_sheet=sheet is not None,
        undecided=(
            *in_sheets(session, {item.id}),
            *in_items(session, {axis.id} if axis else ()),
        ),
        look=general_look(session),
    )


def policy(session: Session, subject: str, today: date) -> CatalogSnapshot:
    """Return what the catalogue of the policy prints; it has one subject only."""
    temas: dict[str, list[str]] = {}
    for item in catalog.items(session, LevelCode.TOPIC):
        above = catalog.axis_of(session, item)
        temas.setdefault(above.id if above else "", []).append(_titled(item))
    listed: dict[str, list[CatalogPriority]] = {}
    names: dict[str, None] = {}
    for item in catalog.priorities(session):
        above = catalog.axis_of(session, item)
        sheet = catalog.sheet(session, item.id)
        principles = tuple(one.name for one in catalog.principles_of(session, item.id))
        names.update(dict.fromkeys(principles))
        leaders = catalog.leaders(session, sheet.id) if sheet else []
        listed.setdefault(above.id if above else "", []).append(
            CatalogPriority(
                number=item.number or "",
                text=item.text,
                principles=principles,
                leaders=tuple(one.name for one in leaders),
                is_immediate=item.immediate,
            )
        )
    return CatalogSnapshot(
        policy=catalog.current(session).name,
        axes=tuple(
            CatalogAxis(
                number=axis.number or "",
                text=axis.text,
                goal=axis.goal or "",
                topics=tuple(temas.get(axis.id, ())),
                priorities=tuple(listed.get(axis.id, ())),
            )
            for axis in catalog.axes(session)
        ),
        principles=tuple(names),
        undecided=in_sheets(session, {one.id for one in catalog.items(session)}),
        look=general_look(session),
    )


def indicator(session: Session, subject: str, today: date) -> IndicatorSheet:
    """Return what the ficha of a línea's indicator prints; `subject` is the línea's id.

    Raises:
        PeaError: There is no such línea.
    """
    row = next((one for one in matrix.lines(session) if one.id == subject), None)
    if row is None:
        raise PeaError(_("Esa línea ya no está en la matriz; actualice la lista."))
    year = f" ({row.baseline_year})" if row.baseline and row.baseline_year else ""
    verified = code_label("baseline_verified", row.baseline_verified)
    return IndicatorSheet(
        policy=catalog.current(session).name,
        institution=row.institution,
        title=row.indicator or "",
        place=(
            Fact(label=_("Eje"), text=row.axis.title if row.axis else ""),
            Fact(label=_("Prioridad"), text=row.priority.title if row.priority else ""),
            Fact(label=_("Línea de acción"), text=f"{row.number}. {row.line or ''}"),
            Fact(label=_("Institución"), text=row.institution),
        ),
        features=_features(session, row),
        sources=tuple(
            (one.institution or "", one.instrument or "", one.link or "", one.frequency or "")
            for one in row.sources
        ),
        baseline=(
            Fact(label=_("Línea base"), text=f"{row.baseline or ''}{year}"),
            Fact(label=_("Línea base verificada"), text=verified),
        ),
        targets=(
            *((str(year), text or "") for year, text in sorted(row.targets_text.items())),
            *((f"{y} {part}", text or "") for (y, part), text in row.period_targets.items()),
        ),
        undecided=in_lines(session, [row]),
        look=general_look(session),
    )


def agreements(session: Session, subject: str, today: date) -> AgreementsSnapshot:
    """Return where the acuerdos stand on a day: all, or those of the institution `subject`."""
    listed = minutes.tray(session, today)
    chosen = [row for row in listed if subject in {"", row.institution_id}]
    return agreements_of(session, chosen, today)


def agreements_of(
    session: Session, rows: Iterable[minutes.TrayRow], today: date
) -> AgreementsSnapshot:
    """Return where some acuerdos of the tray stand on a day."""
    rows = list(rows)
    return AgreementsSnapshot(
        policy=catalog.current(session).name,
        day=today,
        rows=tuple(_agreement(row, today) for row in rows),
        undecided=in_agreements(session, [row.id for row in rows]),
        look=general_look(session),
    )


def reminder(session: Session, subject: str, today: date) -> ReminderSnapshot:
    """Return what an institution is reminded of on a day; `subject` is the institution's id.

    Raises:
        PeaError: It owes nothing.
    """
    rows = [
        row for row in minutes.tray(session, today) if row.institution_id == subject and row.is_open
    ]
    name = institutions.name_of(session, subject)
    if not rows:
        raise PeaError(
            _("«{name}» no tiene acuerdos pendientes: no hay qué recordarle.").format(name=name)
        )
    return ReminderSnapshot(
        policy=catalog.current(session).name,
        day=today,
        institution=name,
        rows=tuple(_agreement(row, today) for row in rows),
        undecided=in_agreements(session, [row.id for row in rows]),
        look=general_look(session),
    )


def general_look(session: Session) -> Look:
    """Return the look of documents that are of no minute: that of the template for everybody."""
    return look_for(session, None)


def look_for(session: Session, institution_id: str | None) -> Look:
    """Return the look of an institution's documents: its own, else that for everybody."""
    found = [one for one in minutes.all_templates(session) if one.kind is None]
    for wanted in (institution_id, None):
        for template in found:
            if template.institution_id == wanted:
                return minutes.look_of(session, template)
    return Look()


def _with_logo(session: Session, look: Look) -> Look:
    """Return a look that was frozen, with the picture of which only the hash is."""
    is_here = bool(look.logo) and attachments.has(session, look.logo)
    return replace(look, logo_bytes=attachments.get(session, look.logo)) if is_here else look


def _kind(row: documents.IssuedDocument) -> str:
    kind = row.kind if isinstance(row.kind, documents.DocumentKind) else None
    return _(documents.DOCUMENT_KIND_LABELS[kind or documents.DocumentKind.MINUTE])


def _meeting(told: MinuteSnapshot) -> str:
    if told.session.title or not told.table:
        return told.session.title or told.session.kind
    return _("Mesa {table}, fase {phase}").format(table=told.table, phase=told.phase)


def _called(session: Session, row: Attendance) -> Called:
    institution = institutions.by_id(session, row.institution_id or "")
    presence = _("No") if row.present is False else row.arrival or ""
    if row.present and not presence:
        presence = _("Sí")
    return Called(
        name=row.full_name,
        office=row.office or "",
        institution=institution.name if institution else "",
        presence=presence,
    )


def _titled(item: PolicyItem) -> str:
    return f"{item.number}. {item.text}" if item.number else item.text


def _features(session: Session, row: LineRow) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for name, label in _FEATURES:
        value = row.value(name) or ""
        text = code_label(name, value) if name in LABELS else value
        if text or name in _ALWAYS:
            facts.append(Fact(label=_(label), text=text))
        if name == "formula":
            facts.extend(_components(session, row))
    return tuple(facts)


def _components(session: Session, row: LineRow) -> list[Fact]:
    """Return what is known of the letters of a formula, as the official ficha lists them."""
    told = [
        " · ".join(filter(None, (f"{symbol}: {one.description or ''}", one.unit, one.source)))
        for symbol, one in sorted(matrix.variables_of(session, row.id).items())
    ]
    return [Fact(label=_("Componentes"), text="\n".join(told))] if told else []


def _agreement(row: minutes.TrayRow, today: date) -> AgreementRow:
    place = _("Mesa {table}").format(table=row.table) if row.table else ""
    return AgreementRow(
        folio=row.folio or " · ".join(part for part in (place, row.number) if part),
        minute=row.minute_id,
        institution=row.institution,
        text=row.text,
        responsible=row.responsible,
        due=row.due,
        state=_(minutes.AGREEMENT_STATE_LABELS[row.state]),
        days=row.days if row.is_open else None,
        in_working_days=row.in_working_days,
    )
