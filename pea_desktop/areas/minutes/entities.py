"""The rows that a meeting and its minute are made of."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from pea_desktop.areas.minutes.codes import (
    AgreementKind,
    AgreementState,
    Correction,
    MeetingKind,
    MinuteState,
    MinuteTemplate,
    Modality,
    Quality,
    SignatureMode,
)
from pea_desktop.core.base import Code, Entity


class Meeting(Entity):
    """Reunión: a mesa, taller or session; `number` and `phase` are texts, as printed («08»).

    `starts` and `ends` are hours as typed («10:05»), `convener` who called the meeting,
    `quorum_required` and `quorum_present` counts of members.
    """

    __tablename__ = "meeting"

    policy_id: Mapped[str | None] = mapped_column(default=None)
    institution_id: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[MeetingKind | None] = mapped_column(Code(MeetingKind), default=MeetingKind.TABLE)
    number: Mapped[str | None] = mapped_column(default=None)
    phase: Mapped[str | None] = mapped_column(default=None)
    title: Mapped[str | None] = mapped_column(default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    place: Mapped[str | None] = mapped_column(default=None)
    starts: Mapped[str | None] = mapped_column(default=None)
    ends: Mapped[str | None] = mapped_column(default=None)
    modality: Mapped[Modality | None] = mapped_column(Code(Modality), default=None)
    convener: Mapped[str | None] = mapped_column(default=None)
    objective: Mapped[str | None] = mapped_column(default=None)
    quorum_required: Mapped[int | None] = mapped_column(default=None)
    quorum_present: Mapped[int | None] = mapped_column(default=None)
    next_meeting: Mapped[str | None] = mapped_column(default=None)


class AgendaItem(Entity):
    """Punto del orden del día: what a session goes through, with the minutes it should take."""

    __tablename__ = "agenda_item"

    meeting_id: Mapped[str]
    position: Mapped[Decimal]
    text: Mapped[str | None] = mapped_column(default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)


class Minute(Entity):
    """Minuta: the document of a meeting; `declared_lines` is the count its text states.

    The matrix is annexed unless `with_matrix` is False, what changed in it only if `with_changes`.
    A correction names the issued minute it is about in `corrects_id`, with its `reason`.
    """

    __tablename__ = "minute"

    meeting_id: Mapped[str]
    template: Mapped[MinuteTemplate | None] = mapped_column(
        Code(MinuteTemplate), default=MinuteTemplate.TABLE
    )
    state: Mapped[MinuteState | None] = mapped_column(Code(MinuteState), default=MinuteState.DRAFT)
    observations: Mapped[str | None] = mapped_column(default=None)
    declared_lines: Mapped[int | None] = mapped_column(default=None)
    opening: Mapped[str | None] = mapped_column(default=None)
    quorum: Mapped[str | None] = mapped_column(default=None)
    development: Mapped[str | None] = mapped_column(default=None)
    closing: Mapped[str | None] = mapped_column(default=None)
    template_id: Mapped[str | None] = mapped_column(default=None)
    with_matrix: Mapped[bool | None] = mapped_column(default=None)
    with_changes: Mapped[bool | None] = mapped_column(default=None)
    correction: Mapped[Correction | None] = mapped_column(Code(Correction), default=None)
    corrects_id: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)


class Agreement(Entity):
    """Acuerdo: what a meeting decided; `notes` is its «Observaciones» cell.

    What the document says (text, kind, responsible, due) is frozen with it; `state`, `new_due` and
    `fulfilled` go on living with the `FollowUp`s. When the minute is issued it gets its `folio` and
    `printed`, its text with the live fields filled in.
    `due_days` keeps the term as agreed, in working days if `due_working`.
    """

    __tablename__ = "agreement"

    minute_id: Mapped[str]
    position: Mapped[Decimal]
    number: Mapped[str | None] = mapped_column(default=None)
    text: Mapped[str | None] = mapped_column(default=None)
    notes: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[AgreementKind | None] = mapped_column(Code(AgreementKind), default=None)
    due: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[AgreementState | None] = mapped_column(
        Code(AgreementState), default=AgreementState.REGISTERED
    )
    due_days: Mapped[int | None] = mapped_column(default=None)
    due_working: Mapped[bool | None] = mapped_column(default=None)
    institution_id: Mapped[str | None] = mapped_column(default=None)
    person_id: Mapped[str | None] = mapped_column(default=None)
    responsible: Mapped[str | None] = mapped_column(default=None)
    origin_id: Mapped[str | None] = mapped_column(default=None)
    folio: Mapped[str | None] = mapped_column(default=None)
    printed: Mapped[str | None] = mapped_column(default=None)
    new_due: Mapped[date | None] = mapped_column(default=None)
    fulfilled: Mapped[date | None] = mapped_column(default=None)

    @property
    def deadline(self) -> date | None:
        """The day it is due now: the one agreed, or the one given later with a reason."""
        return self.new_due or self.due


class FollowUp(Entity):
    """Seguimiento: what was done about an acuerdo, by whom and with which evidence.

    `day` is when it happened, `new_due` the day given instead, `attachment` a hash and `file_name`
    what its file is called.
    """

    __tablename__ = "follow_up"

    agreement_id: Mapped[str]
    day: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[AgreementState | None] = mapped_column(Code(AgreementState), default=None)
    new_due: Mapped[date | None] = mapped_column(default=None)
    by: Mapped[str | None] = mapped_column(default=None)
    attachment: Mapped[str | None] = mapped_column(default=None)
    file_name: Mapped[str | None] = mapped_column(default=None)


class Task(Entity):
    """Tarea: a step by which somebody carries out an acuerdo; `done` is the day it was done."""

    __tablename__ = "task"

    agreement_id: Mapped[str]
    text: Mapped[str | None] = mapped_column(default=None)
    responsible: Mapped[str | None] = mapped_column(default=None)
    due: Mapped[date | None] = mapped_column(default=None)
    done: Mapped[date | None] = mapped_column(default=None)


class Attendance(Entity):
    """Asistencia: who was at a meeting, named as in the document, and in which quality.

    `office` is the cargo held in the act; `present` None counts as present; `ink` is the hash of
    strokes drawn on the screen (`attending.set_ink`).
    """

    __tablename__ = "attendance"

    meeting_id: Mapped[str]
    position: Mapped[Decimal]
    quality: Mapped[Quality | None] = mapped_column(Code(Quality), default=Quality.ATTENDEE)
    treatment: Mapped[str | None] = mapped_column(default=None)
    name: Mapped[str | None] = mapped_column(default=None)
    office: Mapped[str | None] = mapped_column(default=None)
    person_id: Mapped[str | None] = mapped_column(default=None)
    institution_id: Mapped[str | None] = mapped_column(default=None)
    present: Mapped[bool | None] = mapped_column(default=None)
    arrival: Mapped[str | None] = mapped_column(default=None)
    represents: Mapped[str | None] = mapped_column(default=None)
    signature_mode: Mapped[SignatureMode | None] = mapped_column(Code(SignatureMode), default=None)
    rfc: Mapped[str | None] = mapped_column(default=None)
    ink: Mapped[str | None] = mapped_column(default=None)

    @property
    def full_name(self) -> str:
        """The name as it is signed: «Lic. Asistente Uno»."""
        return " ".join(filter(None, (self.treatment, self.name)))


class ReviewedMaterial(Entity):
    """Material revisado: a document the meeting looked at."""

    __tablename__ = "reviewed_material"

    minute_id: Mapped[str]
    position: Mapped[Decimal]
    text: Mapped[str | None] = mapped_column(default=None)


class DocumentTemplate(Entity):
    """Plantilla de documento: how an institution's documents look; data, never code.

    `header` holds its lines, `logo` the hash of a picture, colours are «#RRGGBB», `page` is «carta»
    or «oficio».
    """

    __tablename__ = "document_template"

    name: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[MinuteTemplate | None] = mapped_column(Code(MinuteTemplate), default=None)
    institution_id: Mapped[str | None] = mapped_column(default=None)
    header: Mapped[str | None] = mapped_column(default=None)
    logo: Mapped[str | None] = mapped_column(default=None)
    colour: Mapped[str | None] = mapped_column(default=None)
    shade: Mapped[str | None] = mapped_column(default=None)
    heading_font: Mapped[str | None] = mapped_column(default=None)
    body_font: Mapped[str | None] = mapped_column(default=None)
    page: Mapped[str | None] = mapped_column(default=None)
    legal: Mapped[str | None] = mapped_column(default=None)
    opening: Mapped[str | None] = mapped_column(default=None)
    quorum: Mapped[str | None] = mapped_column(default=None)
    closing: Mapped[str | None] = mapped_column(default=None)


class NonWorkingDay(Entity):
    """Día inhábil: a day the institutions here do not work, beside those of the federal law."""

    __tablename__ = "non_working_day"

    day: Mapped[date | None] = mapped_column(default=None)
    name: Mapped[str | None] = mapped_column(default=None)
