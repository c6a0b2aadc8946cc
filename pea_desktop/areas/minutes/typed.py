"""What a minute would print with texts that are still being typed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy.orm.attributes import set_committed_value

from pea_desktop.core.base import Entity


class Typed(NamedTuple):
    """A text in a field that was not written yet."""

    row: Entity
    field: str
    text: str


@contextmanager
def as_typed(texts: Iterable[Typed]) -> Iterator[None]:
    """Let rows read as typed while a snapshot is taken; nothing is written, and no trace stays."""
    listed = list(texts)
    before = [Typed(one.row, one.field, getattr(one.row, one.field)) for one in listed]
    try:
        for one in listed:
            # Not an assignment: the session must not take it for a change.
            set_committed_value(one.row, one.field, one.text or None)
        yield
    finally:
        for one in reversed(before):
            set_committed_value(one.row, one.field, one.text)
