"""Which prioridad a text of the book means, and which row of the matrix a row of the book is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pea_desktop.areas import catalog
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.reading import FileRow, Table
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold, split_number
from pea_desktop.i18n import _

ALIKE = 80
"""From this likeness on, of 100, two texts are taken for the same prioridad."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The element a text of the book means.

    `item` is None when the policy has nothing like it; `differs` tells that the texts are alike but
    not the same.
    """

    item: catalog.PolicyItem | None
    number: str | None
    differs: bool = False


def part_headings(session: Session, table: Table) -> tuple[Table, list[FileRow]]:
    """Return the table without the rows that hold a prioridad's title as línea, and those rows."""
    headings = [row for row in table.rows if _is_heading(session, row)]
    if not headings:
        return table, []
    rows = [row for row in table.rows if row not in headings]
    numbered = tuple(replace(row, number=number) for number, row in enumerate(rows, start=1))
    return replace(table, rows=numbered, rejected=table.rejected + len(headings)), headings


def _is_heading(session: Session, row: FileRow) -> bool:
    text = row.values.get("line")
    others = (value for key, value in row.values.items() if key != "line")
    if text is None or row.priority or row.row_id or any(others):
        return False
    if split_number(text)[0] is None:
        return False
    return catalog.match_priority(session, text).score >= ALIKE


def meant_priorities(session: Session, rows: Sequence[FileRow]) -> dict[str, Meant]:
    """Return what each prioridad text of the rows means.

    Raises:
        PeaError: Fewer than half of the numbered prioridades are those of the policy (R2).
    """
    meant: dict[str, Meant] = {}
    unlike: list[str] = []
    numbered = 0
    by_id = {item.id: item for item in catalog.priorities(session)}
    for row in rows:
        if not row.priority or row.priority in meant:
            continue
        own = by_id.get(row.priority_id)
        if own is not None and row.priority in (own.text, f"{own.number}. {own.text}"):
            meant[row.priority] = Meant(own, own.number)
        else:
            match = catalog.match_priority(session, row.priority)
            meant[row.priority] = _meant(row.priority, match)
        found = meant[row.priority]
        if found.number is not None:
            numbered += 1
            if found.item is None:
                unlike.append(found.number)
    if numbered and (numbered - len(unlike)) * 2 < numbered:
        raise PeaError(
            _(
                "No se importó el libro: de sus {total} prioridades numeradas, las siguientes no "
                "coinciden con «{policy}»: {numbers}. Revise que el expediente sea el de esa "
                "política."
            ).format(
                total=numbered, policy=catalog.current(session).name, numbers=", ".join(unlike)
            )
        )
    return meant


def meant_axes(session: Session, rows: Sequence[FileRow]) -> dict[str, Meant]:
    """Return what each eje text of the rows means."""
    texts = dict.fromkeys(row.axis for row in rows if row.axis)
    return {text: _meant(text, catalog.match_axis(session, text)) for text in texts}


def _meant(text: str, match: catalog.Match) -> Meant:
    item = match.item if match.score >= ALIKE else None
    if item is None:
        return Meant(None, match.number)
    written = " ".join(text.split())
    same = fold(written).endswith(fold(item.text)) and len(fold(written)) - len(fold(item.text)) < 8
    return Meant(item, match.number, differs=not same)


def pair(
    rows: Sequence[FileRow], existing: Sequence[LineRow], *, by_place: bool = True
) -> list[LineRow | None]:
    """Return, for each row of the book, the row of the matrix it is; None for a new one.

    First by the hidden id of our own exports, then by the text of the línea (of the indicator where
    there is none), then by place between two neighbours already found, so that a rewritten línea is
    a change and an inserted one is new. A book whose rows all have ids needs no guess `by_place`.
    """
    found: list[LineRow | None] = [None] * len(rows)
    by_id = {line.id: line for line in existing}
    for index, row in enumerate(rows):
        # A row copied within the book brings its id twice: the second is a new línea.
        found[index] = by_id.pop(row.row_id, None) if row.row_id else None
    left = [line for line in existing if line.id in by_id]
    by_text: dict[tuple[str, str], list[LineRow]] = {}
    for line in left:
        by_text.setdefault(_key(line.line, line.indicator), []).append(line)
    for index, row in enumerate(rows):
        key = _key(row.values.get("line"), row.values.get("indicator"))
        if found[index] is None and key[1] and (same := by_text.get(key)):
            found[index] = same.pop(0)
    if by_place:
        _pair_by_place(found, existing)
    return found


def _key(line: str | None, indicator: str | None) -> tuple[str, str]:
    return ("line", fold(line)) if line else ("indicator", fold(indicator or ""))


def _pair_by_place(found: list[LineRow | None], existing: Sequence[LineRow]) -> None:
    places = {line.id: place for place, line in enumerate(existing)}
    taken = {line.id for line in found if line is not None}
    following = [len(existing)] * len(found)
    after = len(existing)
    for index in range(len(found) - 1, -1, -1):
        following[index] = after
        line = found[index]
        if line is not None:
            after = places[line.id]
    before = -1
    for index, known in enumerate(found):
        line = known or next(
            (one for one in existing[before + 1 : following[index]] if one.id not in taken), None
        )
        if line is not None:
            found[index] = line
            taken.add(line.id)
            before = places[line.id]
