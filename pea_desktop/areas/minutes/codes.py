"""The fixed words of minutes: Spanish codes as stored, and their labels."""

from enum import StrEnum

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


MEETING_KIND_LABELS = {
    MeetingKind.TABLE: N_("Mesa de trabajo"),
    MeetingKind.WORKSHOP: N_("Taller"),
    MeetingKind.ORDINARY_SESSION: N_("Sesión ordinaria"),
    MeetingKind.EXTRAORDINARY_SESSION: N_("Sesión extraordinaria"),
    MeetingKind.MEETING: N_("Reunión"),
    MeetingKind.FORUM: N_("Foro"),
    MeetingKind.FOCUS_GROUP: N_("Grupo de enfoque"),
    MeetingKind.INTERVIEW: N_("Entrevista"),
    MeetingKind.CITIZEN_JURY: N_("Jurado ciudadano"),
}


class Modality(StrEnum):
    """Modalidad de la reunión."""

    IN_PERSON = "presencial"
    REMOTE = "virtual"
    MIXED = "mixta"


MODALITY_LABELS = {
    Modality.IN_PERSON: N_("Presencial"),
    Modality.REMOTE: N_("Virtual"),
    Modality.MIXED: N_("Mixta"),
}


class MinuteTemplate(StrEnum):
    """Plantilla de minuta."""

    TABLE = "mesa"
    SESSION = "sesion"
    AGAF = "agaf"


MINUTE_TEMPLATE_LABELS = {
    MinuteTemplate.TABLE: N_("Minuta de mesa"),
    MinuteTemplate.SESSION: N_("Acta de sesión"),
    MinuteTemplate.AGAF: N_("Minuta AGAF"),
}


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


class Correction(StrEnum):
    """How an issued minute is put right: with another document that says which one it is about."""

    ERRATA = "fe_de_erratas"
    ADDENDUM = "adenda"
    NEW_VERSION = "nueva_version"


CORRECTION_LABELS = {
    Correction.ERRATA: N_("Fe de erratas"),
    Correction.ADDENDUM: N_("Adenda"),
    Correction.NEW_VERSION: N_("Nueva versión"),
}


class AgreementKind(StrEnum):
    """Tipo de acuerdo: a constancia records a fact, a compromiso has somebody and a date."""

    RECORD = "constancia"
    COMMITMENT = "compromiso"
    APPROVAL = "aprobacion"
    ASSIGNMENT = "encargo"


AGREEMENT_KIND_LABELS = {
    AgreementKind.RECORD: N_("Constancia"),
    AgreementKind.COMMITMENT: N_("Compromiso"),
    AgreementKind.APPROVAL: N_("Aprobación"),
    AgreementKind.ASSIGNMENT: N_("Encargo"),
}


class AgreementState(StrEnum):
    """Estado del acuerdo; «vencido» is computed from the day, never stored."""

    REGISTERED = "registrado"
    IN_PROGRESS = "en_proceso"
    FULFILLED = "cumplido"
    PARTLY_FULFILLED = "cumplido_parcial"
    OVERDUE = "vencido"
    CANCELLED = "cancelado"
    VOID = "sin_efecto"


AGREEMENT_STATE_LABELS = {
    AgreementState.REGISTERED: N_("Registrado"),
    AgreementState.IN_PROGRESS: N_("En proceso"),
    AgreementState.FULFILLED: N_("Cumplido"),
    AgreementState.PARTLY_FULFILLED: N_("Cumplido en parte"),
    AgreementState.OVERDUE: N_("Vencido"),
    AgreementState.CANCELLED: N_("Cancelado"),
    AgreementState.VOID: N_("Sin efecto"),
}


class Quality(StrEnum):
    """Calidad de asistencia."""

    ATTENDEE = "asistente"
    COORDINATOR = "coordinador_facilitador"
    SUBSTITUTE = "suplente"
    GUEST = "invitado_con_voz"
    OBSERVER = "observador"
    SECRETARY = "secretario"
    CHAIR = "presidente"


QUALITY_LABELS = {
    Quality.ATTENDEE: N_("Asistente"),
    Quality.COORDINATOR: N_("Coordina"),
    Quality.SUBSTITUTE: N_("Suplente"),
    Quality.GUEST: N_("Invitada con voz"),
    Quality.OBSERVER: N_("Observa"),
    Quality.SECRETARY: N_("Secretaría"),
    Quality.CHAIR: N_("Presidencia"),
}


class SignatureMode(StrEnum):
    """How a person signs."""

    PAPER = "papel"
    INK = "tinta"
    EFIRMA = "efirma"
    NONE = "no_requiere"


SIGNATURE_MODE_LABELS = {
    SignatureMode.PAPER: N_("En papel"),
    SignatureMode.INK: N_("Tinta en pantalla"),
    SignatureMode.EFIRMA: N_("e.firma"),
    SignatureMode.NONE: N_("No firma"),
}
