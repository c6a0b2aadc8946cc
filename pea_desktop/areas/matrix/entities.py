"""The rows of an implementation matrix."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from pea_desktop.core.base import Code, Entity
from pea_desktop.i18n import N_


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


class Matrix(Entity):
    """Matriz: the líneas de acción of one institution under one policy.

    `declared_lines` is the count a document states; it is compared, never reconciled silently.
    """

    __tablename__ = "matrix"

    policy_id: Mapped[str]
    institution_id: Mapped[str]
    title: Mapped[str | None] = mapped_column(default=None)
    year_from: Mapped[int] = mapped_column(default=2024)
    year_to: Mapped[int] = mapped_column(default=2026)
    declared_lines: Mapped[int | None] = mapped_column(default=None)


class ActionLine(Entity):
    """Línea de acción: one row of a matrix, with or without text.

    Attributes:
        number: Its number among the rows of the matrix, from 1.
        position: Sort key between neighbours.
        priority_id: The prioridad it hangs from; an import may leave it empty.
        axis_id: The eje, kept only while there is no prioridad to tell it.
        source_row: The cells as its first book brought them, as JSON text: never edited.
    """

    __tablename__ = "action_line"

    matrix_id: Mapped[str]
    number: Mapped[int]
    position: Mapped[str] = mapped_column(default="")
    priority_id: Mapped[str | None] = mapped_column(default=None)
    axis_id: Mapped[str | None] = mapped_column(default=None)
    text: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[LineState | None] = mapped_column(Code(LineState), default=LineState.PROPOSED)
    highlighted: Mapped[bool] = mapped_column(default=False)
    source_row: Mapped[str | None] = mapped_column(default=None)


class Indicator(Entity):
    """Indicador: how a línea is measured; its id is natural, (línea, ordinal).

    `kind` is the «Tipo» as typed («Porcentaje»), `frequency` the «Frecuencia de medición» as typed.
    """

    __tablename__ = "indicator"

    line_id: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=1)
    name: Mapped[str | None] = mapped_column(default=None)
    interpretation: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[str | None] = mapped_column(default=None)
    formula: Mapped[str | None] = mapped_column(default=None)
    frequency: Mapped[str | None] = mapped_column(default=None)


class Target(Entity):
    """Meta: what an indicator is to reach in a year; its id is natural, (indicador, año, periodo).

    Only the text as typed is stored («100%»); the number is `core.grid.number_of(text)`, so that
    one edit is one change and one conflict.
    """

    __tablename__ = "target"

    indicator_id: Mapped[str]
    year: Mapped[int]
    period: Mapped[str] = mapped_column(default="")
    text: Mapped[str | None] = mapped_column(default=None)


class PendingConsultation(Entity):
    """Consulta pendiente: a línea to be talked over with another institution («por socializar»)."""

    __tablename__ = "pending_consultation"

    line_id: Mapped[str]
    institution_id: Mapped[str | None] = mapped_column(default=None)
    original_text: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ConsultationState] = mapped_column(
        Code(ConsultationState), default=ConsultationState.PENDING
    )
    position: Mapped[str] = mapped_column(default="")
