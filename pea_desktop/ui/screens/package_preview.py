"""What packages bring, as people read it: who and when, row by row, field by field.

The figures come from really doing it and rolling it back, so they cannot differ from what happens.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pea_desktop.core.capture import ALIVE
from pea_desktop.core.errors import PeaError
from pea_desktop.core.notices import FOLIO
from pea_desktop.files.package import Clash, Received, RowChange
from pea_desktop.files.package.brought import FieldChange
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit.report_table import ReportCell, ReportColumn, ReportRow, stacked
from pea_desktop.ui.screens import exchange_words as words
from pea_desktop.ui.screens.conflict_words import ConflictWords

NEW, CHANGED, DELETED, CLASHES = "new", "changed", "deleted", "clashes"
_ICONS: Final = {
    NEW: ("plus", "ok"),
    CHANGED: ("pencil", "info"),
    DELETED: ("trash-2", "err"),
    CLASHES: ("git-merge", "info"),
}
_NAMING: Final = ("text", "name", "original_text", "title", "number", "folio")
_LONGEST: Final = 160
WIDE, PAIR, SINGLE = 4, 2, 1
"""How many columns there is room for."""
MOST_SHOWN: Final = 2_000
"""Records that are listed; nobody reads more, and putting them into words takes time."""


class FieldWords(NamedTuple):
    """A field in words; `who` wrote what stands against the value here, where there is such."""

    name: str
    before: str
    after: str
    who: str = ""


class ShownRow(NamedTuple):
    """A record that would change: what it is, its fields, how many of them come in conflict."""

    key: str
    kind: str
    place: str
    text: str
    fields: tuple[FieldWords, ...]
    clashes: int = 0
    is_open: bool = False


class ShownField(NamedTuple):
    """A field of a record that is unfolded."""

    key: str
    field: FieldWords


def shown_rows(brings: Received, told: ConflictWords) -> list[ShownRow]:
    """Return the records in words; those of one place stand together.

    Where there are too many, those with a conflict are told first.
    """
    clashes: dict[tuple[str, str], list[Clash]] = {}
    for clash in brings.clashes:
        clashes.setdefault((clash.table, clash.row), []).append(clash)
    changes = {(one.table, one.row): one for one in brings.rows}
    # A record in which all that was here stays shown does not change, and has its conflict.
    listed = [*clashes, *(key for key in changes if key not in clashes)][:MOST_SHOWN]
    made = [
        _shown(changes.get(key) or RowChange(*key, CLASHES, []), clashes.get(key, []), told)
        for key in listed
    ]
    made += [
        ShownRow(one.id, CLASHES, told.kind(one.table), one.sentence, (), 1)
        for one in brings.notices
        if one.kind == FOLIO
    ]
    return sorted(made, key=lambda one: (words.natural(one.place), one.text))


def is_of(row: ShownRow, kind: str) -> bool:
    """Tell whether a record is of a kind; one that changes may have conflicts as well."""
    return row.clashes > 0 if kind == CLASHES else row.kind == kind


def count(brings: Received, rows: Sequence[ShownRow], kind: str) -> int:
    """Return how many records there are of a kind ("" for all), also of those not listed."""
    listed = sum(not kind or is_of(row, kind) for row in rows)
    if len(brings.rows) <= MOST_SHOWN:
        return listed
    all_ = brings.new + brings.changed + brings.deleted
    told = {"": all_, NEW: brings.new, CHANGED: brings.changed, DELETED: brings.deleted}
    return max(listed, told.get(kind, 0))


def entries(
    rows: Sequence[ShownRow], kind: str, unfolded: frozenset[str]
) -> list[ShownRow | ShownField]:
    """Return what the table shows: the records of a kind ("" for all), fields of unfolded ones."""
    made: list[ShownRow | ShownField] = []
    for row in rows:
        if kind and not is_of(row, kind):
            continue
        is_open = row.key in unfolded
        made.append(row._replace(is_open=is_open))
        if is_open:
            made += [
                ShownField(f"{row.key}:{number}", field) for number, field in enumerate(row.fields)
            ]
    return made


def next_clash(rows: Sequence[object], at: int, by: int) -> str:
    """Return the key of the next record with a conflict after a place, or before; "" for none."""
    for away in range(1, len(rows) + 1):
        row = rows[(at + by * away) % len(rows)]
        if isinstance(row, ShownRow) and row.clashes:
            return row.key
    return ""


def columns(room: int = WIDE) -> tuple[ReportColumn, ...]:
    """Return the columns of the table, as many as there is room for."""
    if room == SINGLE:
        return (ReportColumn(_("Lo que cambia")),)
    if room == PAIR:
        return ReportColumn(_("Registro")), ReportColumn(_("Antes y después"))
    return (
        ReportColumn(_("Registro"), 200),
        ReportColumn(_("Qué cambia"), 180),
        ReportColumn(_("Antes")),
        ReportColumn(_("Después")),
    )


def make_row(entry: ShownRow | ShownField, room: int = WIDE) -> ReportRow:
    """Return a row of the table; where there is little room its cells are one under the other."""
    made = _field_row(entry.field) if isinstance(entry, ShownField) else _record_row(entry)
    if room == WIDE:
        return made
    cells = list(made.cells)
    for at, word in ((2, _("Antes: {value}")), (3, _("Después: {value}"))):
        # Mine and theirs say so themselves.
        if cells[at].text and not _single(entry).who:
            cells[at] = cells[at]._replace(text=word.format(value=cells[at].text))
    if room == PAIR:
        return ReportRow((stacked(cells[:2]), stacked(cells[2:])), made.spoken)
    return ReportRow((stacked(cells),), made.spoken)


def _single(entry: ShownRow | ShownField) -> FieldWords:
    """Return the one field of a record that is not unfolded; an empty one where it has more."""
    if isinstance(entry, ShownField):
        return entry.field
    is_single = len(entry.fields) == 1 and _is_there(entry) and not entry.is_open
    return entry.fields[0] if is_single else FieldWords("", "", "")


def _is_there(entry: ShownRow) -> bool:
    """Tell whether it is told by its fields: a record that stays, changed or only in conflict."""
    return entry.kind == CHANGED or (entry.kind == CLASHES and bool(entry.fields))


def _record_row(entry: ShownRow) -> ReportRow:
    names = ", ".join(field.name for field in entry.fields)
    about = names if _is_there(entry) else entry.text or names
    kind = _(_KIND_WORDS[entry.kind])
    if entry.clashes:
        kind = _(_KIND_WORDS[CLASHES])
        about = _("{kind}: {about}").format(kind=kind, about=about)
    icon, token = _ICONS[CLASHES if entry.clashes else entry.kind]
    fold = "chevron-down" if entry.is_open else "chevron-right"
    before, after = sides(_single(entry))
    cells = (
        ReportCell(entry.place, icon, "text", token, is_strong=True),
        ReportCell(_short(about), fold if entry.fields else "", "text", "text2"),
        ReportCell(_short(before), token="text2"),
        ReportCell(_short(after)),
    )
    return ReportRow(cells, ", ".join((kind, entry.place, about)))


def sides(field: FieldWords) -> tuple[str, str]:
    """Return what the two columns say: before and after, or mine and theirs where both stand."""
    if not field.who:
        return field.before, field.after
    return (
        _("Mío: {value}").format(value=field.before),
        _("Suyo: {value}").format(value=field.after),
    )


def _field_row(field: FieldWords) -> ReportRow:
    before, after = sides(field)
    icon, token = ("git-merge", "info") if field.who else ("corner-down-right", "text2")
    cells = (
        ReportCell(),
        ReportCell(field.name, icon, "text", token),
        ReportCell(_short(before), token="text" if field.who else "text2"),
        ReportCell(_short(after)),
    )
    spoken = _("{field}: antes {before}; después {after}")
    if field.who:
        spoken = _("Conflicto en {field}: {before}; {after}")
    return ReportRow(cells, spoken.format(field=field.name, before=before, after=after))


def _shown(one: RowChange, clashes: Sequence[Clash], told: ConflictWords) -> ShownRow:
    if one.kind == NEW:
        place = told.kind(one.table)
        values = {field.field: field.after for field in one.fields}
        text = next((str(values[key]) for key in _NAMING if values.get(key)), "")
    else:
        place, text = told.record(one.table, one.row)
    stands = {clash.field: clash for clash in clashes}
    fields = [
        FieldWords(
            name, _value(told, one, field, after=False), _value(told, one, field, after=True)
        )
        for field in one.fields
        if field.field not in stands and (name := _name(told, one, field.field)) != field.field
    ]
    if one.fields and not fields and not clashes and one.kind == CHANGED:
        fields = [FieldWords(_("Un dato interno"), "", "")]
    fields = [*(_clash_words(clash, one, told) for clash in clashes), *fields]
    return ShownRow(f"{one.table}:{one.row}", one.kind, place, text, tuple(fields), len(clashes))


def _clash_words(clash: Clash, one: RowChange, told: ConflictWords) -> FieldWords:
    """Return a field of which two values stand, or a row that one deleted and another edited."""
    who = ", ".join(dict.fromkeys(version.device for version in clash.theirs))
    if clash.field != ALIVE:
        values = [
            _by(version.device, _told_value(told, one, version.field, version.value))
            for version in clash.theirs
        ]
        mine = _told_value(told, one, clash.field, clash.mine)
        return FieldWords(_name(told, one, clash.field), mine, "; ".join(values), who)
    name = _("El renglón")
    if clash.mine:
        return FieldWords(name, _("se queda"), _by(who, _("se elimina")), who)
    edits = [
        _("{field}: {value}").format(
            field=told.field_name(version.table, version.field),
            value=told.value(version.table, version.field, version.value, version.row),
        )
        for version in clash.theirs
        if version.field != ALIVE
    ]
    return FieldWords(name, _("se elimina"), _by(who, "; ".join(edits) or _("se queda")), who)


def _by(device: str, text: str) -> str:
    return _("{text} ({device})").format(text=text, device=device)


def _told_value(told: ConflictWords, one: RowChange, field: str, value: object) -> str:
    kept = value if isinstance(value, str | int) else None
    return _value(told, one, FieldChange(field, kept, kept), after=True)


def _name(told: ConflictWords, one: RowChange, field: str) -> str:
    if one.kind == NEW:
        # Where it will hang is not known before it is there.
        return told.field_name(one.table, field)
    return told.full_field_name(one.table, one.row, field)


def _value(told: ConflictWords, one: RowChange, field: FieldChange, *, after: bool) -> str:
    value = field.after if after else field.before
    try:
        return told.value(one.table, field.field, value, one.row)
    except PeaError:
        return str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_KIND_WORDS: Final[Mapping[str, str]] = {
    NEW: N_("Nuevo"),
    CHANGED: N_("Cambia"),
    DELETED: N_("Se borra"),
    CLASHES: N_("Conflicto"),
}
