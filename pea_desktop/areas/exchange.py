"""What exchange knows of the areas: whose a row is, what only orders, what waits for a person.

Plain SQL over the tables, for it runs inside the transaction that takes a package in.
"""

import sqlite3
from collections.abc import Iterator

from pea_desktop.core.notices import FOLIO, ORPHAN, Notice
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

LINKS = {
    "matrix": ("institution_id", "institution"),
    "action_line": ("matrix_id", "matrix"),
    "meeting": ("institution_id", "institution"),
    "issued_document": ("minute_id", "minute"),
    "document_revision": ("document_id", "issued_document"),
    "document_signature": ("document_id", "issued_document"),
    "document_scan": ("document_id", "issued_document"),
    "institution_alias": ("institution_id", "institution"),
}
"""What leads from a row to its institution, beside the parts of wholes."""

ORDERED = frozenset(
    (table, "position")
    for table in (
        "action_line", "agreement", "attendance", "pending_consultation", "reviewed_material",
        "line_owner", "verification_source", "saved_view", "agenda_item",
    )
)  # fmt: skip
"""Fractional keys: where a row stands in its list, and nothing else."""

PEOPLE = ("person", "attendance")
"""Rows about people: with their names, some with their RFC."""

_LIVING_LINKS = ("matrix", "action_line", "meeting")
"""Rows that are shown nowhere without what they name, and that are part of nothing."""


def notices(db: sqlite3.Connection) -> list[Notice]:
    """Return one folio on two documents, and rows whose parent was deleted."""
    return [*_folios(db), *_orphans(db)]


def _folios(db: sqlite3.Connection) -> Iterator[Notice]:
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for row, folio, version in db.execute(
        "SELECT id, folio, version FROM issued_document WHERE folio IS NOT NULL ORDER BY issued, id"
    ):
        if folio:
            found.setdefault((fold(folio), version or 1), []).append((row, folio))
    for (_key, version), documents in sorted(found.items()):
        if len(documents) > 1:
            folio = documents[0][1]
            sentence = _(
                "El folio «{folio}» está en {n} documentos distintos: dé a uno otro folio; el "
                "anterior queda como alias."
            ).format(folio=folio, n=len(documents))
            rows = tuple(row for row, _folio in documents)
            yield Notice(FOLIO, "issued_document", rows, "folio", f"{folio}/{version}", sentence)


def _orphans(db: sqlite3.Connection) -> Iterator[Notice]:
    for table in _LIVING_LINKS:
        column, above = LINKS[table]
        for (row,) in db.execute(
            f'SELECT id FROM "{table}" WHERE "{column}" IS NOT NULL AND "{column}" <> \'\''
            f' AND "{column}" NOT IN (SELECT id FROM "{above}") ORDER BY id'
        ):
            sentence = _(
                "Un renglón quedó sin aquello de lo que era parte, porque otro equipo lo eliminó: "
                "recupérelo, o elimine también el renglón."
            )
            yield Notice(ORPHAN, table, (row,), column, row, sentence)


def named_files(db: sqlite3.Connection) -> Iterator[str]:
    """Yield the hashes that rows name: the newest PDF of each document, scans, evidence, ink."""
    # An earlier revision is the beginning of a later one; only the ends have to be here.
    yield from _column(
        db,
        "SELECT sha256 FROM document_revision WHERE sha256 IS NOT NULL AND sha256 NOT IN"
        " (SELECT before FROM document_revision WHERE before IS NOT NULL)",
    )
    yield from _column(
        db,
        "SELECT sha256 FROM issued_document WHERE sha256 IS NOT NULL AND id NOT IN"
        " (SELECT document_id FROM document_revision WHERE document_id IS NOT NULL)",
    )
    for table, column in (
        ("document_scan", "sha256"),
        ("follow_up", "attachment"),
        ("attendance", "ink"),
        ("document_template", "logo"),
    ):
        yield from _column(
            db, f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\' ORDER BY id'
        )


def _column(db: sqlite3.Connection, query: str) -> Iterator[str]:
    return (value for (value,) in db.execute(query) if len(value) == 64)
