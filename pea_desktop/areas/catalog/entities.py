"""The rows of a policy. Its texts are evidence: kept as printed, a correction is a new version."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from pea_desktop.areas.institutions import InstitutionRole
from pea_desktop.core.base import Code, Entity


class LevelCode(StrEnum):
    """Nivel programático: what a layer of the policy is; each policy chooses its own, in order."""

    AXIS = "eje"
    TOPIC = "tema"
    GENERAL_GOAL = "objetivo_general"
    SPECIFIC_GOAL = "objetivo_especifico"
    PRIORITY = "prioridad"
    STRATEGY = "estrategia"
    ACTION_LINE = "linea_accion"
    CONCRETE_ACTION = "accion_concreta"


class VariantOrigin(StrEnum):
    """Origen de la variante: where the document prints the other text."""

    LIST = "listado"
    SHEET = "ficha"
    OTHER = "otro"


class Policy(Entity):
    """Política: the state anti-corruption policy (PEA) of one state; an expediente has one.

    `source` is the document its texts come from and `publisher` who published it.
    """

    __tablename__ = "policy"

    code: Mapped[str]
    name: Mapped[str]
    state: Mapped[str | None] = mapped_column(default=None)
    source: Mapped[str | None] = mapped_column(default=None)
    publisher: Mapped[str | None] = mapped_column(default=None)


class Level(Entity):
    """Nivel: one layer of a policy; `position` orders them from the outermost, from 1.

    A level that is not `required` may be skipped: what is below it hangs from the one above.
    """

    __tablename__ = "level"

    policy_id: Mapped[str]
    code: Mapped[LevelCode] = mapped_column(Code(LevelCode))
    position: Mapped[int]
    label: Mapped[str]
    required: Mapped[bool] = mapped_column(default=True)


class PolicyItem(Entity):
    """Elemento: an eje, a tema, a prioridad or any other element of the policy.

    Attributes:
        number: As printed («12», «1.2.3»); None where the document numbers nothing (temas).
        parent_id: The element it hangs from; None at the top.
        position: Order in the document among all of its level, from 1.
        goal: The objetivo of an eje.
        immediate: Marked «Implementación inmediata».
        added_by_entity: Marked «Adicionada por el ente».
    """

    __tablename__ = "policy_item"

    policy_id: Mapped[str]
    level: Mapped[LevelCode] = mapped_column(Code(LevelCode))
    position: Mapped[int]
    text: Mapped[str]
    number: Mapped[str | None] = mapped_column(default=None)
    parent_id: Mapped[str | None] = mapped_column(default=None)
    goal: Mapped[str | None] = mapped_column(default=None)
    immediate: Mapped[bool] = mapped_column(default=False)
    added_by_entity: Mapped[bool] = mapped_column(default=False)


class TextVariant(Entity):
    """Variante de texto: how another part of the document prints an element's text."""

    __tablename__ = "text_variant"

    item_id: Mapped[str]
    origin: Mapped[VariantOrigin] = mapped_column(Code(VariantOrigin))
    position: Mapped[int]
    text: Mapped[str]


class Principle(Entity):
    """Principio: a principle that crosses all the policy; `code` is stable."""

    __tablename__ = "principle"

    policy_id: Mapped[str]
    code: Mapped[str]
    position: Mapped[int]
    name: Mapped[str]


class ItemPrinciple(Entity):
    """Principio de un elemento: one principle of one prioridad, in the order of its ficha.

    `printed_as` is the principle's name as the ficha spells it, when it differs.
    """

    __tablename__ = "item_principle"

    item_id: Mapped[str]
    principle_id: Mapped[str]
    position: Mapped[int]
    printed_as: Mapped[str | None] = mapped_column(default=None)


class ActionSheet(Entity):
    """Ficha: what a prioridad suggests, as published for one institution.

    `institution_id` is the institution it was made for; `notes` what is odd about its page.
    """

    __tablename__ = "action_sheet"

    item_id: Mapped[str]
    institution_id: Mapped[str | None] = mapped_column(default=None)
    notes: Mapped[str | None] = mapped_column(default=None)


class SuggestedAction(Entity):
    """Acción sugerida: one action of a ficha, under its printed mark («a)», «ñ)», «•»)."""

    __tablename__ = "suggested_action"

    sheet_id: Mapped[str]
    position: Mapped[int]
    mark: Mapped[str]
    text: Mapped[str]


class SheetInstitution(Entity):
    """Institución de la ficha: a líder or an ente potencial; `name` is as printed there."""

    __tablename__ = "sheet_institution"

    sheet_id: Mapped[str]
    role: Mapped[InstitutionRole] = mapped_column(Code(InstitutionRole))
    position: Mapped[int]
    name: Mapped[str]
    institution_id: Mapped[str | None] = mapped_column(default=None)


class GoodPracticeReference(Entity):
    """Buena práctica sugerida: the practice a ficha names, as printed."""

    __tablename__ = "good_practice_reference"

    sheet_id: Mapped[str]
    text: Mapped[str]
