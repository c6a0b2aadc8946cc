"""What is issued is not edited: the guard of every commit, and why a part of it is locked."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.documents.entities import IssuedDocument
from pea_desktop.areas.documents.reading import documents_of, show_moment, signature_rows
from pea_desktop.core.capture import ALIVE, Write
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _

_LIVING: dict[str, frozenset[str]] = {
    "meeting": frozenset(),
    "agenda_item": frozenset(),
    "attendance": frozenset(),
    "reviewed_material": frozenset(),
    "minute": frozenset({"state", "reason"}),
    "agreement": frozenset({"state", "new_due", "fulfilled", "folio", "printed"}),
}
"""Tables whose rows are printed, and those of their fields that go on living."""

_KEPT: dict[str, frozenset[str]] = {
    "issued_document": frozenset({"folio"}),
    "document_revision": frozenset(),
}
"""Tables whose rows are never taken back, and what of them may change."""

_MINUTES_OF = {
    "minute": "SELECT id FROM minute WHERE id = ?",
    "agreement": "SELECT minute_id FROM agreement WHERE id = ?",
    "reviewed_material": "SELECT minute_id FROM reviewed_material WHERE id = ?",
    "meeting": "SELECT id FROM minute WHERE meeting_id = ?",
    "attendance": "SELECT m.id FROM minute m JOIN attendance a USING (meeting_id) WHERE a.id = ?",
    "agenda_item": "SELECT m.id FROM minute m JOIN agenda_item a USING (meeting_id) WHERE a.id = ?",
}


class Lock(NamedTuple):
    """Why a minute is not edited any more.

    Attributes:
        folio: Folio of its document.
        issued: When it was issued, in words.
        by: Who issued it.
        signed: How many cells are signed.
        cells: How many there are.
    """

    folio: str
    issued: str
    by: str
    signed: int
    cells: int

    @property
    def sentence(self) -> str:
        """Say who issued and signed it, and how to change it."""
        if self.signed:
            told = _(
                "«{folio}» se emitió el {when} ({by}) y tiene {signed} de {cells} firmas: ya no se "
                "edita. Para cambiarla haga una fe de erratas, una adenda o una nueva versión."
            )
        else:
            told = _(
                "«{folio}» se emitió el {when} ({by}): ya no se edita. Para cambiarla haga una fe "
                "de erratas, una adenda o una nueva versión."
            )
        return told.format(
            folio=self.folio,
            when=self.issued,
            by=self.by,
            signed=self.signed,
            cells=self.cells,
        )


class FrozenError(PeaError):
    """What is issued was about to be edited."""


def lock_of(session: Session, minute_id: str) -> Lock | None:
    """Return why a minute is locked, None while it can be edited: for fields shown read-only."""
    found = documents_of(session, minute_id)
    return _lock(session, found[-1]) if found else None


def require_open(session: Session, minute_id: str) -> None:
    """Refuse at once what the guard would refuse at the commit.

    Raises:
        FrozenError: The minute is issued.
    """
    lock = lock_of(session, minute_id)
    if lock is not None:
        raise FrozenError(lock.sentence)


def guard(db: sqlite3.Connection, writes: Sequence[Write]) -> None:
    """Refuse an own edit, undo or redo that would change what is issued.

    Raises:
        FrozenError: It would.
    """
    born = {(w.table, w.row) for w in writes if w.field == ALIVE and w.value == 1}
    new_documents = {row for table, row in born if table == "issued_document"}
    for write in writes:
        if write.table in _KEPT:
            _require_kept(db, write, is_born=(write.table, write.row) in born)
        elif write.table in _LIVING and write.field not in _LIVING[write.table]:
            folio = _frozen_by(db, write, new_documents)
            if folio is not None:
                raise FrozenError(_told(db, folio))


def _require_kept(db: sqlite3.Connection, write: Write, *, is_born: bool) -> None:
    if is_born or write.field in _KEPT[write.table]:
        return
    document = write.row
    if write.table == "document_revision":
        raise FrozenError(_("Una firma electrónica no se quita ni se deshace."))
    raise FrozenError(_told(db, document))


def _frozen_by(db: sqlite3.Connection, write: Write, new: set[str]) -> str | None:
    """Return the document that prints what is written; those issued by this very edit are not."""
    minutes = [row[0] for row in db.execute(_MINUTES_OF[write.table], (write.row,))]
    marks = ", ".join("?" * len(minutes))
    found = db.execute(
        f"SELECT id FROM issued_document WHERE minute_id IN ({marks}) ORDER BY id", minutes
    ).fetchall()
    if not minutes and write.field == ALIVE and write.value == 0:
        # It is gone from its table already: which document had it among its parts?
        found = db.execute(
            "SELECT id FROM issued_document WHERE instr(snapshot, ?) ORDER BY id",
            (f'"{write.row}"',),
        ).fetchall()
    return next((row[0] for row in found if row[0] not in new), None)


def _told(db: sqlite3.Connection, document_id: str) -> str:
    row = db.execute(
        "SELECT folio, issued, issued_by, cells FROM issued_document WHERE id = ?", (document_id,)
    ).fetchone()
    if row is None:  # just deleted
        return _("Un documento emitido no se borra ni se deshace: corríjalo con otro documento.")
    folio, issued, by, cells = row
    states = db.execute(
        "SELECT state FROM document_signature WHERE document_id = ?", (document_id,)
    )
    signed = _count_signed(state for (state,) in states)
    places = (cells or "").count('"person"')
    return Lock(folio or "", show_moment(issued), by or "", signed, places).sentence


def _count_signed(states: Iterable[str]) -> int:
    return sum(state in ("autografa", "e_firma", "digitalizada", "tinta") for state in states)


def _lock(session: Session, document: IssuedDocument) -> Lock:
    rows = signature_rows(session, document)
    return Lock(
        folio=document.folio or "",
        issued=show_moment(document.issued),
        by=document.issued_by or "",
        signed=sum(row.state.is_signed for row in rows),
        cells=len(rows),
    )
