"""The codes that cells of a matrix hold, and the words people read and type for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pea_desktop.areas.institutions import InstitutionRole
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _


class LineState(StrEnum):
    """How far a línea de acción has come; the codes are stored."""

    BRAINSTORM = "lluvia"
    PROPOSED = "propuesta"
    TO_CONSULT = "por_socializar"
    VERIFYING_BASELINE = "en_verificacion_linea_base"
    AGREED = "acordada"
    APPROVED = "aprobada_cc"
    RUNNING = "en_ejecucion"
    DONE = "concluida"
    CANCELLED = "cancelada"
    MERGED = "fusionada"


LINE_STATE_LABELS = {
    LineState.BRAINSTORM: N_("Lluvia de ideas"),
    LineState.PROPOSED: N_("Propuesta"),
    LineState.TO_CONSULT: N_("Por socializar"),
    LineState.VERIFYING_BASELINE: N_("En verificación de línea base"),
    LineState.AGREED: N_("Acordada"),
    LineState.APPROVED: N_("Aprobada por el Comité Coordinador"),
    LineState.RUNNING: N_("En ejecución"),
    LineState.DONE: N_("Concluida"),
    LineState.CANCELLED: N_("Cancelada"),
    LineState.MERGED: N_("Fusionada"),
}


class ConsultationState(StrEnum):
    """How far the consultation with another institution has come."""

    PENDING = "por_socializar"
    CONSULTED = "socializada"
    ACCEPTED = "aceptada"
    REJECTED = "rechazada"


CONSULTATION_STATE_LABELS = {
    ConsultationState.PENDING: N_("Por socializar"),
    ConsultationState.CONSULTED: N_("Socializada"),
    ConsultationState.ACCEPTED: N_("Aceptada"),
    ConsultationState.REJECTED: N_("Rechazada"),
}


class Viability(StrEnum):
    """What a línea needs to be carried out."""

    TECHNICAL_WILL = "voluntad_tecnica"
    NEEDS_BUDGET = "requiere_presupuesto"
    NO_BUDGET = "no_requiere_presupuesto"
    INTERNAL_RULES = "adecuacion_normativa_interna"
    LAW_REFORM = "reforma_legislativa"


VIABILITY_LABELS = {
    Viability.TECHNICAL_WILL: N_("Voluntad técnica"),
    Viability.NEEDS_BUDGET: N_("Requiere presupuesto"),
    Viability.NO_BUDGET: N_("No requiere presupuesto"),
    Viability.INTERNAL_RULES: N_("Adecuación normativa interna"),
    Viability.LAW_REFORM: N_("Reforma legislativa"),
}


class Term(StrEnum):
    """In what time a línea is to be done (plazo)."""

    IMMEDIATE = "inmediata"
    SHORT = "corto"
    MEDIUM = "mediano"
    LONG = "largo"
    PERMANENT = "permanente"


TERM_LABELS = {
    Term.IMMEDIATE: N_("Implementación inmediata"),
    Term.SHORT: N_("Corto plazo"),
    Term.MEDIUM: N_("Mediano plazo"),
    Term.LONG: N_("Largo plazo"),
    Term.PERMANENT: N_("Permanente"),
}


class Nature(StrEnum):
    """What kind of result an indicator measures (tipo de indicador)."""

    STRATEGIC = "estrategico"
    MANAGEMENT = "gestion"


NATURE_LABELS = {Nature.STRATEGIC: N_("Estratégico"), Nature.MANAGEMENT: N_("De gestión")}


class MirLevel(StrEnum):
    """The level of the results matrix (MIR) an indicator belongs to."""

    PURPOSE_ABOVE = "fin"
    PURPOSE = "proposito"
    COMPONENT = "componente"
    ACTIVITY = "actividad"
    NONE = "no_aplica"


MIR_LEVEL_LABELS = {
    MirLevel.PURPOSE_ABOVE: N_("Fin"),
    MirLevel.PURPOSE: N_("Propósito"),
    MirLevel.COMPONENT: N_("Componente"),
    MirLevel.ACTIVITY: N_("Actividad"),
    MirLevel.NONE: N_("No aplica"),
}


class Dimension(StrEnum):
    """What quality of the result an indicator measures (dimensión)."""

    EFFICACY = "eficacia"
    EFFICIENCY = "eficiencia"
    QUALITY = "calidad"
    ECONOMY = "economia"


DIMENSION_LABELS = {
    Dimension.EFFICACY: N_("Eficacia"),
    Dimension.EFFICIENCY: N_("Eficiencia"),
    Dimension.QUALITY: N_("Calidad"),
    Dimension.ECONOMY: N_("Economía"),
}


class Direction(StrEnum):
    """Whether an indicator is to rise, fall or stay (sentido)."""

    ASCENDING = "ascendente"
    DESCENDING = "descendente"
    CONSTANT = "regular"


DIRECTION_LABELS = {
    Direction.ASCENDING: N_("Ascendente"),
    Direction.DESCENDING: N_("Descendente"),
    Direction.CONSTANT: N_("Regular (constante)"),
}


class TargetKind(StrEnum):
    """Whether targets are amounts or shares of a whole (tipo de meta)."""

    ABSOLUTE = "absoluta"
    RELATIVE = "relativa"


TARGET_KIND_LABELS = {TargetKind.ABSOLUTE: N_("Absoluta"), TargetKind.RELATIVE: N_("Relativa")}


class TargetBehaviour(StrEnum):
    """How the targets of several years relate (comportamiento de la meta)."""

    PUNCTUAL = "puntual"
    CUMULATIVE = "acumulada"
    CONSTANT = "constante"


TARGET_BEHAVIOUR_LABELS = {
    TargetBehaviour.PUNCTUAL: N_("Puntual: cada año por sí mismo"),
    TargetBehaviour.CUMULATIVE: N_("Acumulada: cada año suma los anteriores"),
    TargetBehaviour.CONSTANT: N_("Constante: la misma cada año"),
}


class YesNo(StrEnum):
    """A yes or no that a person also may not have said yet."""

    YES = "si"
    NO = "no"


YES_NO_LABELS = {YesNo.YES: N_("Sí"), YesNo.NO: N_("No")}


class FichaTemplate(StrEnum):
    """Which fields an indicator must have (plantilla de ficha)."""

    MINIMAL = "minima"
    SESNA = "sesna"
    CONEVAL = "coneval"


FICHA_TEMPLATE_LABELS = {
    FichaTemplate.MINIMAL: N_("Mínima (cuestionario nacional)"),
    FichaTemplate.SESNA: N_("SESNA (17 campos)"),
    FichaTemplate.CONEVAL: N_("CONEVAL"),
}

INSTITUTION_ROLE_LABELS = {
    InstitutionRole.LEADER: N_("Líder de implementación"),
    InstitutionRole.OWNER: N_("Responsable"),
    InstitutionRole.COORDINATOR: N_("Coordinadora"),
    InstitutionRole.IMPLEMENTER: N_("Actor implementador"),
    InstitutionRole.PARTICIPANT: N_("Participante"),
    InstitutionRole.SUPPORT: N_("Apoyo"),
    InstitutionRole.POTENTIAL: N_("Ente potencial"),
    InstitutionRole.CONSULTED: N_("Consultada"),
}

LABELS: Mapping[str, Mapping[Any, str]] = {
    "state": LINE_STATE_LABELS,
    "term": TERM_LABELS,
    "nature": NATURE_LABELS,
    "mir_level": MIR_LEVEL_LABELS,
    "dimension": DIMENSION_LABELS,
    "direction": DIRECTION_LABELS,
    "target_kind": TARGET_KIND_LABELS,
    "target_behaviour": TARGET_BEHAVIOUR_LABELS,
    "baseline_verified": YES_NO_LABELS,
}
"""Field to its codes and their words, for every field that holds a code."""

_ALSO = {
    "descendiente": Direction.DESCENDING,
    "constante": Direction.CONSTANT,
    "gestion": Nature.MANAGEMENT,
    "propósito": MirLevel.PURPOSE,
}


def choices(field: str) -> list[tuple[str, str]]:
    """Return the codes of a field with their words, in order."""
    return [(code.value, _(word)) for code, word in LABELS[field].items()]


def code_label(field: str, code: str | None) -> str:
    """Return the words for a code; a code of a newer version is shown as it is."""
    if not code:
        return ""
    for known, word in LABELS[field].items():
        if known.value == code:
            return _(word)
    return code


def parse_code(field: str, text: str) -> StrEnum | None:
    """Return the code a person typed or chose, by its code or its words; None for "".

    Raises:
        PeaError: The field has no such code.
    """
    sought = fold(clean(text))
    if not sought:
        return None
    code: StrEnum
    for code, word in LABELS[field].items():
        whole = fold(_(word))
        if sought in (fold(code.value), whole, fold(code.value.replace("_", " "))):
            return code
        # «Corto» for «Corto plazo», «Regular» for «Regular (constante)».
        if len(sought) > 3 and whole.split(" ")[0].rstrip(":") == sought:
            return code
    other = _ALSO.get(sought)
    if other is not None and other in LABELS[field]:
        return other
    raise PeaError(
        (
            _("No hay un estado «{text}»: los estados son {codes}.")
            if field == "state"
            else _("«{text}» no es una opción de este campo: las opciones son {codes}.")
        ).format(text=text.strip()[:80], codes=", ".join(code.value for code in LABELS[field]))
    )
