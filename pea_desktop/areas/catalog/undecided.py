"""What of the policy is in conflict, in the words of a document that prints it."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.orm import Session

from pea_desktop.areas.catalog.entities import LevelCode, PolicyItem
from pea_desktop.core.undecided import Undecided, within
from pea_desktop.i18n import N_, _

_ABOVE: Final[Mapping[str, tuple[str, str]]] = {
    "text_variant": ("item_id", "policy_item"),
    "item_principle": ("item_id", "policy_item"),
    "action_sheet": ("item_id", "policy_item"),
    "suggested_action": ("sheet_id", "action_sheet"),
    "sheet_institution": ("sheet_id", "action_sheet"),
    "good_practice_reference": ("sheet_id", "action_sheet"),
}

_KINDS: Final[Mapping[str, str]] = {
    LevelCode.AXIS: N_("eje {number}"),
    LevelCode.PRIORITY: N_("prioridad {number}"),
}


def in_items(session: Session, items: Collection[str]) -> tuple[Undecided, ...]:
    """Return what is in conflict in elements of the policy themselves: their text or number."""
    return tuple(_told(session, row) for row, _cell in within(session, {}, items))


def in_sheets(session: Session, items: Collection[str]) -> tuple[Undecided, ...]:
    """Return what is in conflict in elements and in all that hangs from them: their fichas."""
    return tuple(_told(session, row) for row, _cell in within(session, _ABOVE, items))


def _told(session: Session, item_id: str) -> Undecided:
    item = session.get(PolicyItem, item_id)
    if item is None:
        return Undecided(_("un elemento de la política"))
    kind = _(_KINDS.get(str(item.level), N_("elemento {number} de la política")))
    return Undecided(kind.format(number=item.number or item.text[:40]))
