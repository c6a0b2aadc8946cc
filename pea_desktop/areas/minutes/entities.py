"""The rows that a meeting and its minute are made of."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from pea_desktop.core.base import Code, Entity
from pea_desktop.i18n import N_


class MeetingKind(StrEnum):
    """Tipo de reunión."""

    TABLE = "mesa_trabajo"
    WORKSHOP = "taller"
    ORDINARY_SESSION = "sesion_ordinaria"
    EXTRAORDINARY_SESSION = "sesion_extraordinaria"
    MEETING = "reunion"
    FORUM = "foro"
    FOCUS_GROUP = "grupo_enfoque"
    INTERVIEW = "entrevista"
    CITIZEN_JURY = "jurado_ciudadano"


class MinuteTemplate(StrEnum):
    """Plantilla de minuta."""

    TABLE = "mesa"
    SESSION = "sesion"
    AGAF = "agaf"


class MinuteState(StrEnum):
    """Estado de la minuta: from borrador to firmada; con_adenda after it."""

    DRAFT = "borrador"
    BEING_READ = "en_lectura"
    APPROVED_IN_ROOM = "aprobada_en_sala"
    PRINTED = "impresa"
    PARTLY_SIGNED = "firmada_parcial"
    SIGNED = "firmada"
    CANCELLED = "cancelada"
    WITH_ADDENDUM = "con_adenda"


MINUTE_STATE_LABELS = {
    MinuteState.DRAFT: N_("Borrador"),
    MinuteState.BEING_READ: N_("En lectura"),
    MinuteState.APPROVED_IN_ROOM: N_("Aprobada en sala"),
    MinuteState.PRINTED: N_("Impresa"),
    MinuteState.PARTLY_SIGNED: N_("Firmada en parte"),
    MinuteState.SIGNED: N_("Firmada"),
    MinuteState.CANCELLED: N_("Cancelada"),
    MinuteState.WITH_ADDENDUM: N_("Con adenda"),
}


class AgreementKind(StrEnum):
    """Tipo de acuerdo: a constancia records a fact, a compromiso has somebody and a date."""

    RECORD = "constancia"
    COMMITMENT = "compromiso"
    APPROVAL = "aprobacion"
    ASSIGNMENT = "encargo"


class AgreementState(StrEnum):
    """Estado del acuerdo."""

    REGISTERED = "registrado"
    IN_PROGRESS = "en_proceso"
    FULFILLED = "cumplido"
    PARTLY_FULFILLED = "cumplido_parcial"
    OVERDUE = "vencido"
    CANCELLED = "cancelado"
    VOID = "sin_efecto"


class Quality(StrEnum):
    """Calidad de asistencia."""

    ATTENDEE = "asistente"
    COORDINATOR = "coordinador_facilitador"
    SUBSTITUTE = "suplente"
    GUEST = "invitado_con_voz"
    OBSERVER = "observador"
    SECRETARY = "secretario"
    CHAIR = "presidente"


class Meeting(Entity):
    """Reunión: a mesa, taller or session; `number` and `phase` are texts, as printed («08»)."""

    __tablename__ = "meeting"

    policy_id: Mapped[str | None] = mapped_column(default=None)
    institution_id: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[MeetingKind | None] = mapped_column(Code(MeetingKind), default=MeetingKind.TABLE)
    number: Mapped[str | None] = mapped_column(default=None)
    phase: Mapped[str | None] = mapped_column(default=None)
    title: Mapped[str | None] = mapped_column(default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    place: Mapped[str | None] = mapped_column(default=None)


class Minute(Entity):
    """Minuta: the document of a meeting; `declared_lines` is the count its text states."""

    __tablename__ = "minute"

    meeting_id: Mapped[str]
    template: Mapped[MinuteTemplate | None] = mapped_column(
        Code(MinuteTemplate), default=MinuteTemplate.TABLE
    )
    state: Mapped[MinuteState | None] = mapped_column(Code(MinuteState), default=MinuteState.DRAFT)
    observations: Mapped[str | None] = mapped_column(default=None)
    declared_lines: Mapped[int | None] = mapped_column(default=None)


class Agreement(Entity):
    """Acuerdo: what a meeting decided; `notes` is its «Observaciones» cell."""

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


class Attendance(Entity):
    """Asistencia: who was at a meeting, named as in the document, and in which quality."""

    __tablename__ = "attendance"

    meeting_id: Mapped[str]
    position: Mapped[Decimal]
    quality: Mapped[Quality | None] = mapped_column(Code(Quality), default=Quality.ATTENDEE)
    treatment: Mapped[str | None] = mapped_column(default=None)
    name: Mapped[str | None] = mapped_column(default=None)
    office: Mapped[str | None] = mapped_column(default=None)


class ReviewedMaterial(Entity):
    """Material revisado: a document the meeting looked at."""

    __tablename__ = "reviewed_material"

    minute_id: Mapped[str]
    position: Mapped[Decimal]
    text: Mapped[str | None] = mapped_column(default=None)
