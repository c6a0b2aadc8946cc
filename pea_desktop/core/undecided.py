"""What of a document is in conflict: it says so wherever it is printed before somebody decides."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from pea_desktop.core.capture import ALIVE
from pea_desktop.core.journal import ALIVE_FIELD, FIELD_BITS, FIELDS_MASK
from pea_desktop.i18n import _, ngettext

_MOST_NAMED: Final = 6
_JOURNAL: Final = text("SELECT 1 FROM sqlite_master WHERE name = 'conflict'")
_OPEN: Final = text(
    "SELECT r.tbl, r.id, CASE c.cell & :mask WHEN :alive THEN :gone ELSE f.field END"
    " FROM conflict c JOIN rowmap r ON r.rid = c.cell >> :bits"
    " LEFT JOIN fieldmap f ON f.tbl = r.tbl AND f.no = c.cell & :mask ORDER BY r.tbl, r.id, 3"
)


class Cell(NamedTuple):
    """A stored field in conflict; of a row that one deleted and another changed it is `ALIVE`."""

    table: str
    row: str
    field: str


class Undecided(NamedTuple):
    """A field in conflict as its document calls it: «línea 5», «meta 2024»."""

    place: str
    field: str = ""


def open_cells(session: Session) -> list[Cell]:
    """Return every field in conflict; tables without a journal beside them have none."""
    if session.execute(_JOURNAL).scalar() is None:
        return []
    named = {"mask": FIELDS_MASK, "alive": ALIVE_FIELD, "gone": ALIVE, "bits": FIELD_BITS}
    return [Cell(*row) for row in session.execute(_OPEN, named)]


def within(
    session: Session, above: Mapping[str, tuple[str, str]], rows: Collection[str]
) -> Iterator[tuple[str, Cell]]:
    """Yield the fields in conflict of rows and of what hangs from them, each with its row's id.

    Args:
        session: the expediente.
        above: for tables whose rows hang from others, the column with the other's id, its table.
        rows: ids of the rows that are printed.
    """
    for cell in open_cells(session):
        table, row = cell.table, cell.row
        while row not in rows and table in above:
            column, upper = above[table]
            found = session.execute(
                text(f'SELECT "{column}" FROM "{table}" WHERE id = :row'), {"row": row}
            ).scalar()
            table, row = upper, str(found or "")
        if row in rows:
            yield row, cell


def sentence(found: Iterable[Undecided]) -> str:
    """Return what a document says of its conflicts, "" for none.

    «Contiene 2 datos en conflicto sin decidir: línea 5 (meta 2024), acuerdo 1.»
    """
    every = list(dict.fromkeys(found))
    if not every:
        return ""
    fields: dict[str, list[str]] = {}
    for place, field in every:
        fields.setdefault(place, []).extend([field] if field else [])
    places = [f"{one} ({', '.join(told)})" if told else one for one, told in fields.items()]
    listed = ", ".join(places[:_MOST_NAMED])
    if len(places) > _MOST_NAMED:
        listed = _("{places} y {n} más").format(places=listed, n=len(places) - _MOST_NAMED)
    return ngettext(
        "Contiene {n} dato en conflicto sin decidir: {places}.",
        "Contiene {n} datos en conflicto sin decidir: {places}.",
        len(every),
    ).format(n=len(every), places=listed)
