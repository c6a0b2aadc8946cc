"""The rows of an implementation matrix."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy.orm import Mapped, mapped_column

from pea_desktop.areas.institutions import InstitutionRole
from pea_desktop.areas.matrix.codes import (
    ConsultationState,
    Dimension,
    Direction,
    FichaTemplate,
    LineState,
    MirLevel,
    Nature,
    TargetBehaviour,
    TargetKind,
    Term,
    Viability,
    YesNo,
)
from pea_desktop.core.base import Code, Entity

PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "indicator": ("line_id", "action_line"),
    "target": ("indicator_id", "indicator"),
    "indicator_variable": ("indicator_id", "indicator"),
    "verification_source": ("indicator_id", "indicator"),
    "line_owner": ("line_id", "action_line"),
    "line_viability": ("line_id", "action_line"),
    "pending_consultation": ("line_id", "action_line"),
}
"""What a línea is made of: the column with the whole's id, and its table (`Schema.parts`)."""


class Matrix(Entity):
    """Matriz: the líneas de acción of one institution under one policy.

    `declared_lines` is the count a document states; it is compared, never reconciled silently.
    `template` decides which fields of its indicators must be filled.
    """

    __tablename__ = "matrix"

    policy_id: Mapped[str]
    institution_id: Mapped[str]
    title: Mapped[str | None] = mapped_column(default=None)
    year_from: Mapped[int] = mapped_column(default=2024)
    year_to: Mapped[int] = mapped_column(default=2026)
    declared_lines: Mapped[int | None] = mapped_column(default=None)
    template: Mapped[FichaTemplate | None] = mapped_column(Code(FichaTemplate), default=None)


class ActionLine(Entity):
    """Línea de acción: one row of a matrix, with or without text.

    Attributes:
        number: The number it was given when it came in. The one people see is its place among the
            rows of the matrix (`lines.LineRow.number`), so that two laptops' new rows never clash.
        position: Sort key between neighbours (`core.positions`).
        priority_id: The prioridad it hangs from; an import may leave it empty.
        axis_id: The eje, kept only while there is no prioridad to tell it.
        source_row: The cells as its first book brought them, as JSON text: never edited.
        highlight_reason: Why it is under review, where no consultation says it.
        action: What is to be done (acción a realizar).
        evidence: What will prove it (evidencia necesaria).
        cost: Estimated cost in pesos, as typed.
        merged_into_id: The línea that took it in (estado «fusionada»).
        suggested_action_id: The acción sugerida of the policy that it takes up.
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
    highlight_reason: Mapped[str | None] = mapped_column(default=None)
    action: Mapped[str | None] = mapped_column(default=None)
    evidence: Mapped[str | None] = mapped_column(default=None)
    term: Mapped[Term | None] = mapped_column(Code(Term), default=None)
    cost: Mapped[str | None] = mapped_column(default=None)
    notes: Mapped[str | None] = mapped_column(default=None)
    merged_into_id: Mapped[str | None] = mapped_column(default=None)
    suggested_action_id: Mapped[str | None] = mapped_column(default=None)


class LineOwner(Entity):
    """Responsable de una línea: an institution and its role; its id is natural, (línea, both)."""

    __tablename__ = "line_owner"

    line_id: Mapped[str]
    institution_id: Mapped[str]
    role: Mapped[InstitutionRole] = mapped_column(
        Code(InstitutionRole), default=InstitutionRole.OWNER
    )
    unit: Mapped[str | None] = mapped_column(default=None)
    position: Mapped[str] = mapped_column(default="")


class LineViability(Entity):
    """Viabilidad de una línea: one thing it needs; its id is natural, (línea, código)."""

    __tablename__ = "line_viability"

    line_id: Mapped[str]
    code: Mapped[Viability] = mapped_column(Code(Viability))


class Indicator(Entity):
    """Indicador: how a línea is measured; its id is natural, (línea, ordinal).

    Texts are kept as typed, the baseline too («0 %», «Pendiente»): its number and why it is empty
    are derived (`core.grid`), so that one edit is one change.

    Attributes:
        kind: The «Tipo» of the SECOEM layout («Porcentaje»): really the unit.
        unit: Unit of measure of indicator, baseline and targets.
        symbol: Short name for formulas («pctCobContrInt»).
        nature: Strategic or of management.
        baseline_verified: Whether the institution has checked the baseline.
    """

    __tablename__ = "indicator"

    line_id: Mapped[str]
    ordinal: Mapped[int] = mapped_column(default=1)
    name: Mapped[str | None] = mapped_column(default=None)
    interpretation: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[str | None] = mapped_column(default=None)
    formula: Mapped[str | None] = mapped_column(default=None)
    frequency: Mapped[str | None] = mapped_column(default=None)
    symbol: Mapped[str | None] = mapped_column(default=None)
    definition: Mapped[str | None] = mapped_column(default=None)
    importance: Mapped[str | None] = mapped_column(default=None)
    nature: Mapped[Nature | None] = mapped_column(Code(Nature), default=None)
    mir_level: Mapped[MirLevel | None] = mapped_column(Code(MirLevel), default=None)
    dimension: Mapped[Dimension | None] = mapped_column(Code(Dimension), default=None)
    unit: Mapped[str | None] = mapped_column(default=None)
    direction: Mapped[Direction | None] = mapped_column(Code(Direction), default=None)
    disaggregation: Mapped[str | None] = mapped_column(default=None)
    baseline: Mapped[str | None] = mapped_column(default=None)
    baseline_year: Mapped[str | None] = mapped_column(default=None)
    baseline_verified: Mapped[YesNo | None] = mapped_column(Code(YesNo), default=None)
    assumptions: Mapped[str | None] = mapped_column(default=None)
    target_kind: Mapped[TargetKind | None] = mapped_column(Code(TargetKind), default=None)
    target_behaviour: Mapped[TargetBehaviour | None] = mapped_column(
        Code(TargetBehaviour), default=None
    )


class IndicatorVariable(Entity):
    """Variable de un indicador: what is known of one letter of its formula.

    Its id is natural, (indicador, símbolo); the name comes from the formula.
    """

    __tablename__ = "indicator_variable"

    indicator_id: Mapped[str]
    symbol: Mapped[str]
    description: Mapped[str | None] = mapped_column(default=None)
    unit: Mapped[str | None] = mapped_column(default=None)
    source: Mapped[str | None] = mapped_column(default=None)


class VerificationSource(Entity):
    """Medio de verificación: where an indicator's figures can be checked."""

    __tablename__ = "verification_source"

    indicator_id: Mapped[str]
    institution: Mapped[str | None] = mapped_column(default=None)
    instrument: Mapped[str | None] = mapped_column(default=None)
    link: Mapped[str | None] = mapped_column(default=None)
    frequency: Mapped[str | None] = mapped_column(default=None)
    position: Mapped[str] = mapped_column(default="")


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
    since: Mapped[date | None] = mapped_column(default=None)
    due: Mapped[date | None] = mapped_column(default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    answered: Mapped[date | None] = mapped_column(default=None)


class SavedView(Entity):
    """Vista guardada: filters, grouping and columns of the grid under a name, as JSON text."""

    __tablename__ = "saved_view"

    name: Mapped[str]
    definition: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
