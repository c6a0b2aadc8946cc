"""Saved views of the grid: they belong to the expediente, so that all its laptops have them."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.entities import SavedView
from pea_desktop.core.base import natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _


def saved_views(session: Session) -> list[tuple[str, str]]:
    """Return id and name of every saved view, by name."""
    rows = session.execute(select(SavedView.id, SavedView.name))
    return sorted(
        ((row.id, row.name or "") for row in rows), key=lambda row: (fold(row[1]), row[0])
    )


def view_definition(session: Session, view_id: str) -> dict[str, Any]:
    """Return what a view says; {} for one that is gone or that no version here understands."""
    row = session.get(SavedView, view_id)
    try:
        read = json.loads(row.definition) if row is not None and row.definition else {}
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def save_view(session: Session, name: str, definition: Mapping[str, Any]) -> SavedView:
    """Keep a view under a name, in place of one that had it; two laptops' meet in one row.

    Raises:
        PeaError: The name is blank or longer than 60 characters.
    """
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise PeaError(_("El nombre de la vista va de 1 a 60 caracteres: escríbalo de nuevo."))
    row_id = natural_id("saved view", fold(name))
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True)
    row = session.get(SavedView, row_id)
    if row is None:
        row = SavedView(id=row_id, name=name, definition=text)
        session.add(row)
    else:
        row.name, row.definition = name, text
    session.flush()
    return row


def delete_view(session: Session, view_id: str) -> None:
    """Delete a saved view; what it showed stays as it is.

    Raises:
        PeaError: It is gone already.
    """
    row = session.get(SavedView, view_id)
    if row is None:
        raise PeaError(_("La vista ya no existe: elija otra."))
    session.delete(row)
    session.flush()
