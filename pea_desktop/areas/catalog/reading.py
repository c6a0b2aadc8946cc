"""Asking a policy: its elements in order, their fichas, and which one a text means."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.catalog.entities import (
    ActionSheet,
    GoodPracticeReference,
    ItemPrinciple,
    Level,
    LevelCode,
    Policy,
    PolicyItem,
    Principle,
    SheetInstitution,
    SuggestedAction,
    TextVariant,
)
from pea_desktop.areas.institutions import InstitutionRole
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold, split_number
from pea_desktop.i18n import _


@dataclass(frozen=True, slots=True)
class Match:
    """Which element a written text means.

    Attributes:
        item: The element; None when the policy has none of that number or, for a text without
            number, none at all.
        number: The number the text opens with, or None.
        score: How alike the text and the element's own are, 0 to 100, accents and case aside.
    """

    item: PolicyItem | None
    number: str | None
    score: float


def current(session: Session) -> Policy:
    """Return the policy of the expediente.

    Raises:
        PeaError: It has none.
    """
    policy = session.scalars(select(Policy).order_by(Policy.id)).first()
    if policy is None:
        raise PeaError(_("El expediente no tiene política; créelo de nuevo eligiendo una."))
    return policy


def levels(session: Session) -> list[Level]:
    """Return the levels of the policy, outermost first."""
    return list(session.scalars(select(Level).order_by(Level.position, Level.id)))


def items(session: Session, level: LevelCode | None = None) -> list[PolicyItem]:
    """Return the elements of one level, or of all of them, by level and then as in the document."""
    if level is not None:
        query = select(PolicyItem).where(PolicyItem.level == level)
        return list(session.scalars(query.order_by(PolicyItem.position, PolicyItem.id)))
    order = {row.code: row.position for row in levels(session)}
    last = len(order) + 1
    return sorted(
        session.scalars(select(PolicyItem)),
        key=lambda item: (order.get(item.level, last), item.position, item.id),
    )


def axes(session: Session) -> list[PolicyItem]:
    """Return the ejes."""
    return items(session, LevelCode.AXIS)


def priorities(session: Session) -> list[PolicyItem]:
    """Return the prioridades."""
    return items(session, LevelCode.PRIORITY)


def axis_of(session: Session, item: PolicyItem) -> PolicyItem | None:
    """Return the eje an element hangs from, itself if it is one; None if it hangs from none."""
    seen: set[str] = set()
    above: PolicyItem | None = item
    while above is not None and above.level != LevelCode.AXIS:
        # Two laptops moving elements at once can leave them hanging from each other.
        if above.id in seen or above.parent_id is None:
            return None
        seen.add(above.id)
        above = session.get(PolicyItem, above.parent_id)
    return above


def sheet(session: Session, priority_id: str) -> ActionSheet | None:
    """Return the ficha of a prioridad, if it has one."""
    query = select(ActionSheet).where(ActionSheet.item_id == priority_id)
    return session.scalars(query.order_by(ActionSheet.id)).first()


def priorities_without_sheet(session: Session) -> list[PolicyItem]:
    """Return the prioridades that have no ficha («sin ficha»)."""
    with_sheet = set(session.scalars(select(ActionSheet.item_id)))
    return [item for item in priorities(session) if item.id not in with_sheet]


def actions(session: Session, sheet_id: str) -> list[SuggestedAction]:
    """Return the acciones sugeridas of a ficha, as printed."""
    query = select(SuggestedAction).where(SuggestedAction.sheet_id == sheet_id)
    return list(session.scalars(query.order_by(SuggestedAction.position, SuggestedAction.id)))


def leaders(session: Session, sheet_id: str) -> list[SheetInstitution]:
    """Return the líderes de implementación of a ficha, as printed."""
    return _sheet_institutions(session, sheet_id, InstitutionRole.LEADER)


def entities_of(session: Session, sheet_id: str) -> list[SheetInstitution]:
    """Return the entes públicos potenciales of a ficha, as printed."""
    return _sheet_institutions(session, sheet_id, InstitutionRole.POTENTIAL)


def principles_of(session: Session, item_id: str) -> list[Principle]:
    """Return the principios transversales of an element, in the order of its ficha."""
    query = (
        select(Principle)
        .join(ItemPrinciple, ItemPrinciple.principle_id == Principle.id)
        .where(ItemPrinciple.item_id == item_id)
    )
    return list(session.scalars(query.order_by(ItemPrinciple.position, Principle.id)))


def variants(session: Session, item_id: str) -> list[TextVariant]:
    """Return how else the document prints an element's text."""
    query = select(TextVariant).where(TextVariant.item_id == item_id)
    return list(session.scalars(query.order_by(TextVariant.position, TextVariant.id)))


def good_practice(session: Session, sheet_id: str) -> str | None:
    """Return the buena práctica a ficha names, if it names one."""
    query = select(GoodPracticeReference.text).where(GoodPracticeReference.sheet_id == sheet_id)
    return session.scalars(query.order_by(GoodPracticeReference.id)).first()


def match_priority(session: Session, text: str) -> Match:
    """Return which prioridad a text means; a caller with many lines asks once for each text."""
    return _match(session, LevelCode.PRIORITY, text)


def match_axis(session: Session, text: str) -> Match:
    """Return which eje a text means."""
    return _match(session, LevelCode.AXIS, text)


def _match(session: Session, level: LevelCode, text: str) -> Match:
    """Compare a text with the policy's own.

    A number decides alone: two states share wordings under different numbers, and the text of
    another number must not save it. Without number the likest text wins.
    """
    from rapidfuzz import fuzz

    number, rest = split_number(text)
    written = fold(rest)
    texts: dict[str, list[str]] = defaultdict(list)
    for variant in session.scalars(select(TextVariant)):
        texts[variant.item_id].append(variant.text)
    best: PolicyItem | None = None
    best_score = -1.0
    for item in items(session, level):
        if number is not None and item.number != number:
            continue
        score = max(fuzz.ratio(written, fold(own)) for own in (item.text, *texts[item.id]))
        if score > best_score:
            best, best_score = item, score
    return Match(best, number, max(best_score, 0.0))


def show(session: Session) -> dict[str, Any]:
    """Return what `show FILE policy --json` prints."""
    elements = items(session)
    return {
        "name": current(session).name,
        "levels": [str(level.code) for level in levels(session)],
        "items": [
            {
                "id": item.id,
                "level": str(item.level),
                "number": item.number,
                "parent": item.parent_id,
                "text": item.text,
            }
            for item in elements
        ],
        "sheets": [
            _show_sheet(session, item, own)
            for item in elements
            if (own := sheet(session, item.id)) is not None
        ],
    }


def _show_sheet(session: Session, item: PolicyItem, own: ActionSheet) -> dict[str, Any]:
    return {
        "priority": item.number,
        "principles": [principle.name for principle in principles_of(session, item.id)],
        "leaders": [leader.name for leader in leaders(session, own.id)],
        "entities": [entity.name for entity in entities_of(session, own.id)],
        "actions": [{"mark": row.mark, "text": row.text} for row in actions(session, own.id)],
        "variants": [
            {"origin": str(row.origin), "text": row.text} for row in variants(session, item.id)
        ],
        "good_practice": good_practice(session, own.id),
        "immediate": item.immediate,
        "added_by_entity": item.added_by_entity,
    }


def _sheet_institutions(
    session: Session, sheet_id: str, role: InstitutionRole
) -> list[SheetInstitution]:
    query = select(SheetInstitution).where(
        SheetInstitution.sheet_id == sheet_id, SheetInstitution.role == role
    )
    return list(session.scalars(query.order_by(SheetInstitution.position, SheetInstitution.id)))
