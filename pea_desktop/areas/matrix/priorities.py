"""A prioridad as people write it in a cell: its number, its text, or both."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from pea_desktop.areas import catalog
from pea_desktop.areas.matrix.lines import ItemRef
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

ALIKE = 80
"""From how alike a text is to a prioridad's own (0 to 100) it is taken for it."""


def priority_titles(session: Session) -> dict[str, str]:
    """Return the id of each prioridad of the policy by its title, «7. Fomentar…»."""
    return {
        ItemRef(item.id, item.number, item.text).title: item.id
        for item in catalog.priorities(session)
    }


def priority_parser(session: Session) -> Callable[[str], str | None]:
    """Return what turns a typed prioridad into its title, None clearing it.

    The returned function raises `PeaError` for a text that is none of the policy's.
    """
    known: dict[str, str | None] = {}

    def parse(text: str) -> str | None:
        text = " ".join(clean(text).split())
        if not text:
            return None
        key = fold(text)
        if key not in known:
            known[key] = _title_of(session, text)
        found = known[key]
        if found is None:
            raise PeaError(
                _("«{text}» no es ninguna prioridad de la política.").format(text=text[:80])
            )
        return found

    return parse


def _title_of(session: Session, text: str) -> str | None:
    number = fold(text).removeprefix("prioridad").removeprefix("p").strip(" .")
    if number.isdecimal():
        items = {item.number: item for item in catalog.priorities(session)}
        item = items.get(number)
    else:
        match = catalog.match_priority(session, text)
        item = match.item if match.score >= ALIKE else None
    return ItemRef(item.id, item.number, item.text).title if item is not None else None
