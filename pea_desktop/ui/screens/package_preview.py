"""What packages bring, as people read it: who and when, row by row, field by field.

The figures come from really doing it and rolling it back, so they cannot differ from what happens.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from pea_desktop.core.errors import PeaError
from pea_desktop.files.package import Received, RowChange
from pea_desktop.files.package.brought import APPLIED, KNOWN, Delivered, FieldChange
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.report_table import ReportCell, ReportColumn, ReportRow
from pea_desktop.ui.screens import exchange_words as words
from pea_desktop.ui.screens.conflict_words import ConflictWords

NEW, CHANGED, DELETED = "new", "changed", "deleted"
_ICONS: Final = {NEW: ("plus", "ok"), CHANGED: ("pencil", "info"), DELETED: ("trash-2", "err")}
_NAMING: Final = ("text", "name", "original_text", "title", "number", "folio")
_LONGEST: Final = 160
MOST_SHOWN: Final = 2_000
"""Records that are listed; nobody reads more, and putting them into words takes time."""


class ShownRow(NamedTuple):
    """A record that would change: what it is, and its fields as (name, before, after)."""

    key: str
    kind: str
    place: str
    text: str
    fields: tuple[tuple[str, str, str], ...]
    is_open: bool = False


class ShownField(NamedTuple):
    """A field of a record that is unfolded."""

    key: str
    name: str
    before: str
    after: str


class Fact(NamedTuple):
    """A sentence about what comes, and how much it matters: ``info``, ``err`` or "" for none."""

    text: str
    kind: str = ""


def shown_rows(brings: Received, told: ConflictWords) -> list[ShownRow]:
    """Return the records in words; those of one place stand together."""
    made = [_shown(one, told) for one in brings.rows[:MOST_SHOWN]]
    return sorted(made, key=lambda one: (words.natural(one.place), one.text))


def entries(
    rows: Sequence[ShownRow], kind: str, unfolded: frozenset[str]
) -> list[ShownRow | ShownField]:
    """Return what the table shows: the records of a kind ("" for all), fields of unfolded ones."""
    made: list[ShownRow | ShownField] = []
    for row in rows:
        if kind and row.kind != kind:
            continue
        is_open = row.key in unfolded
        made.append(row._replace(is_open=is_open))
        if is_open:
            made += [
                ShownField(f"{row.key}:{number}", *field) for number, field in enumerate(row.fields)
            ]
    return made


def columns() -> tuple[ReportColumn, ...]:
    """Return the columns of the table."""
    return (
        ReportColumn(_("Registro"), 200),
        ReportColumn(_("Qué cambia"), 180),
        ReportColumn(_("Antes")),
        ReportColumn(_("Después")),
    )


def make_row(entry: ShownRow | ShownField) -> ReportRow:
    """Return a row of the table."""
    if isinstance(entry, ShownField):
        cells = (
            ReportCell(),
            ReportCell(entry.name, "corner-down-right", "text2"),
            ReportCell(_short(entry.before), token="text2"),
            ReportCell(_short(entry.after)),
        )
        return ReportRow(
            cells,
            _("{field}: antes {before}; después {after}").format(
                field=entry.name, before=entry.before, after=entry.after
            ),
        )
    icon, token = _ICONS[entry.kind]
    names = ", ".join(name for name, _before, _after in entry.fields)
    single = entry.fields[0] if len(entry.fields) == 1 and entry.kind == CHANGED else None
    shown = ("", "") if entry.is_open or single is None else (single[1], single[2])
    about = names if entry.kind == CHANGED else entry.text or names
    fold = "chevron-down" if entry.is_open else "chevron-right"
    cells = (
        ReportCell(entry.place, icon, "text", token, is_strong=True),
        ReportCell(_short(about), fold if entry.fields else "", "text", "text2"),
        ReportCell(_short(shown[0]), token="text2"),
        ReportCell(_short(shown[1])),
    )
    kind = _KIND_WORDS[entry.kind]
    return ReportRow(cells, ", ".join((_(kind), entry.place, about)))


def facts(brings: Received) -> list[Fact]:
    """Return what is to be known before accepting: gaps, forks, folios, what is not understood."""
    made = [Fact(one.sentence, "info") for one in brings.missing]
    made += [
        Fact(
            _(
                "El historial de «{device}» se partió en dos después del cambio {n} (un respaldo "
                "restaurado o una copia): se guardan los dos, y lo que difiera será un conflicto."
            ).format(device=one.device, n=one.after),
            "err",
        )
        for one in brings.forks
    ]
    made += [Fact(one.sentence, "err") for one in brings.notices]
    if brings.held:
        made.append(
            Fact(
                ngettext(
                    "{n} cambio lo hizo un equipo sin permiso: se guarda en cuarentena.",
                    "{n} cambios los hizo un equipo sin permiso: se guardan en cuarentena.",
                    brings.held,
                ).format(n=brings.held),
                "err",
            )
        )
    if brings.unknown:
        made.append(
            Fact(
                ngettext(
                    "{n} dato es de una versión más nueva: se guarda y se reenvía, y se verá al "
                    "actualizar.",
                    "{n} datos son de una versión más nueva: se guardan y se reenvían, y se verán "
                    "al actualizar.",
                    len(brings.unknown),
                ).format(n=len(brings.unknown)),
                "info",
            )
        )
    if len(brings.rows) > MOST_SHOWN:
        made.append(
            Fact(
                _("Se enlistan {n} registros de {all}; se aplican todos.").format(
                    n=MOST_SHOWN, all=len(brings.rows)
                )
            )
        )
    if brings.attachments:
        made.append(Fact(_("Trae {files}.").format(files=words.files(len(brings.attachments)))))
    if brings.wanted:
        made.append(
            Fact(
                _("Faltarán {files} que otros mencionan: pídalos.").format(
                    files=words.files(len(brings.wanted))
                ),
                "info",
            )
        )
    return made


def authors(brings: Received) -> list[str]:
    """Return who wrote what comes, how much and from when to when."""
    made = []
    for one in brings.authors:
        first, last = words.day(one.first), words.day(one.last)
        sentence = _("{author} · {device}: {changes}, del {first} al {last}")
        if first == last:
            sentence = _("{author} · {device}: {changes}, el {first}")
        made.append(
            sentence.format(
                author=one.author,
                device=one.device,
                changes=words.changes(one.entries),
                first=first,
                last=last,
            )
        )
    return made


def sender(one: Delivered) -> str:
    """Return whose package it is and when it was made, as it says itself."""
    return _("De {device} · {author}, hecho el {when} · {changes}").format(
        device=one.device,
        author=one.author,
        when=words.day_and_hour(one.claimed_at),
        changes=words.changes(one.entries),
    )


def state(one: Delivered) -> tuple[str, str, str]:
    """Return what becomes of a package: words, icon and kind of its chip."""
    if one.state == APPLIED:
        return _("Completo"), "circle-check", "ok"
    if one.state == KNOWN:
        return _("Ya se tenía"), "check", "info"
    return _("Espera a otro"), "package", "info"


def is_nothing_new(brings: Received) -> bool:
    """Tell whether packages change nothing here."""
    return not (
        brings.entries or brings.new or brings.changed or brings.deleted or brings.conflicts
    )


def accept_text(brings: Received) -> str:
    """Return what accepting does: «Aplicar 132; 3 conflictos a la bandeja»."""
    if any(one.state == APPLIED for one in brings.packages):
        # A row in which the value here stays shown changes nothing to be seen.
        count = len(brings.rows) or brings.new + brings.changed + brings.deleted
        if not brings.conflicts:
            return _("Aplicar {n}").format(n=count) if count else _("Aplicar")
        return _("Aplicar {n}; {conflicts} a la bandeja").format(
            n=count, conflicts=words.conflicts(brings.conflicts)
        )
    if brings.missing:
        return _("Dejar en espera")
    return _("Entendido")


def received_sentence(received: Received) -> str:
    """Return what packages did, in one sentence."""
    names = ", ".join(dict.fromkeys(f"«{one.device}»" for one in received.packages))
    names = names or f"«{received.device}»"
    if received.missing and not received.applied:
        return _("El paquete de {device} quedó en espera: {why}").format(
            device=names, why=received.missing[0].sentence
        )
    if is_nothing_new(received):
        return _("El paquete de {device} no trae nada que este equipo no tenga.").format(
            device=names
        )
    return _("Se recibió el paquete de {device}: {new}, {changed}, {deleted}, {conflicts}.").format(
        device=names,
        new=ngettext("{n} nuevo", "{n} nuevos", received.new).format(n=received.new),
        changed=ngettext("{n} cambiado", "{n} cambiados", received.changed).format(
            n=received.changed
        ),
        deleted=ngettext("{n} borrado", "{n} borrados", received.deleted).format(
            n=received.deleted
        ),
        conflicts=words.conflicts(received.conflicts),
    )


def _shown(one: RowChange, told: ConflictWords) -> ShownRow:
    if one.kind == NEW:
        place = told.kind(one.table)
        values = {field.field: field.after for field in one.fields}
        text = next((str(values[key]) for key in _NAMING if values.get(key)), "")
    else:
        place, text = told.record(one.table, one.row)
    fields = tuple(
        (name, _value(told, one, field, after=False), _value(told, one, field, after=True))
        for field in one.fields
        if (name := _name(told, one, field.field)) != field.field
    )
    if one.fields and not fields and one.kind == CHANGED:
        fields = ((_("Un dato interno"), "", ""),)
    return ShownRow(f"{one.table}:{one.row}", one.kind, place, text, fields)


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


_KIND_WORDS: Final = {NEW: N_("Nuevo"), CHANGED: N_("Cambia"), DELETED: N_("Se borra")}
