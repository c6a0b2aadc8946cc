"""A conflict as a question with its answers: before, mine, theirs, and what both would say.

Plain data for the window and for the projector; nothing here decides anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.conflicts import Conflict, Version
from pea_desktop.core.device import Device
from pea_desktop.core.forks import OpenFork
from pea_desktop.core.notices import FOLIO, Notice
from pea_desktop.core.row_state import AUTHORITY, DELETE_EDIT, SOFT
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.screens.conflict_diff import Piece, pieces, together
from pea_desktop.ui.screens.conflict_words import ConflictWords, Link, who

KEYS: Final = ("1", "2", "4", "5", "6", "7", "8", "9")
"""The keys of the answers, in their order: 3 writes another value."""


class Decision(NamedTuple):
    """What a person chose: a value, or that the row stays or goes."""

    value: Value = None
    keep: bool = False
    delete: bool = False


@dataclass(frozen=True)
class Side:
    """One answer: whose it is, what it says, how that differs from before, and what it decides."""

    title: str
    text: str
    pieces: Sequence[Piece]
    who: Sequence[str]
    author: str
    decision: Decision
    is_own: bool = False
    is_danger: bool = False
    """Whether it takes a row away."""


@dataclass(frozen=True)
class Question:
    """An open conflict in a person's words.

    Attributes:
        place: where the record is: «Línea 5 · SECOEM».
        text: what the record says, to know it by.
        field: what is in dispute.
        link: where the record can be seen; None where no screen shows it.
        before: what both started from, None where that says nothing.
        proposal: one text with the changes of both, None where there is none.
        note: what is particular about it.
        is_soft: whether one side only went back to what it was.
        edit: what the editor starts with; None where nobody types a value.
    """

    id: str
    table: str
    place: str
    text: str
    field: str
    link: Link | None
    before: str | None
    sides: tuple[Side, ...]
    proposal: str | None = None
    note: str = ""
    is_soft: bool = False
    edit: str | None = None
    action: str = ""
    """What can be done about one that no value decides: «Enterado»."""
    other_action: str = ""
    """What else can be done about it."""
    shown: str = ""
    """What stays where the soft ones are accepted together."""

    @property
    def head(self) -> str:
        """Where it is and what it is about, in one line."""
        return _("{place}: {field}").format(place=self.place, field=self.field)


def ask(conflict: Conflict, words: ConflictWords, device: Device) -> Question:
    """Return the question that a conflict is."""
    told = words.tell(conflict)
    made = Question(
        conflict.id, conflict.table, told.place, told.text, told.field, told.link, None, ()
    )
    if conflict.kind == DELETE_EDIT:
        return replace(
            made,
            field=_("se eliminó en un equipo y se cambió en otro"),
            sides=_delete_or_keep(conflict, words, device),
            note=_("Mientras nadie decida, el renglón sigue a la vista."),
        )
    if conflict.kind == AUTHORITY:
        # What waits is compared with what is seen meanwhile, and that may also stay.
        conflict = replace(conflict, ancestor=conflict.shown)
    sides = _values(conflict, words, device)
    before = words.value(conflict.table, conflict.field, conflict.ancestor, conflict.row)
    texts = [one.text for one in sides]
    if conflict.kind == AUTHORITY and all(one.value != conflict.shown for one in conflict.values):
        sides = (_as_it_is(before), *sides)
    shown = words.value(conflict.table, conflict.field, conflict.shown, conflict.row)
    can_type = words.is_typed(conflict)
    is_prose = can_type and all(isinstance(one.value, str) for one in conflict.values)
    return replace(
        made,
        before=None if conflict.kind == AUTHORITY else before,
        sides=sides,
        proposal=together(before, *texts) if is_prose and len(texts) == 2 else None,
        note=_note(conflict, shown),
        shown=shown,
        is_soft=conflict.kind == SOFT,
        edit=_typed(conflict.shown, words, conflict) if can_type else None,
    )


def of_notice(notice: Notice, words: ConflictWords) -> Question:
    """Return what follows from rows as they are: one folio on two documents, a row left alone."""
    is_folio = notice.kind == FOLIO
    told = [
        _("{place}: {text}").format(place=place, text=text) if text else place
        for place, text in (words.record(notice.table, row) for row in notice.rows)
    ]
    return Question(
        notice.id,
        notice.table,
        _("Avisos"),
        "\n".join(told),
        _("folio repetido: {value}").format(value=notice.value.rpartition("/")[0])
        if is_folio
        else _("renglón suelto"),
        words.link(notice.table, notice.rows[-1]),
        None,
        (),
        note=notice.sentence,
        action=_("Dar otro folio al más reciente (A)")
        if is_folio
        else _("Recuperar lo eliminado (A)"),
        other_action="" if is_folio else _("Eliminar también el renglón (E)"),
    )


def of_fork(fork: OpenFork) -> Question:
    """Return a log that went on in two ways, until somebody says that they know."""
    return Question(
        fork.id,
        "",
        _("Avisos"),
        "",
        _("historial partido en dos: {device}").format(device=fork.device),
        None,
        None,
        (),
        note=fork.sentence,
        action=_("Enterado (A)"),
    )


def _typed(value: Value, words: ConflictWords, conflict: Conflict) -> str:
    if value is None or value == "":
        return ""
    return words.value(conflict.table, conflict.field, value, conflict.row)


def _note(conflict: Conflict, shown: str) -> str:
    if conflict.kind == SOFT:
        return _(
            "Uno de los equipos volvió a lo de antes; el otro lo cambió a «{value}», que es lo que "
            "se ve mientras tanto."
        ).format(value=shown)
    if conflict.kind == AUTHORITY:
        return _(
            "Este cambio lo hizo un equipo sin permiso: no se muestra hasta que un administrador "
            "autorice al equipo o confirme el valor."
        )
    return ""


def _values(conflict: Conflict, words: ConflictWords, device: Device) -> tuple[Side, ...]:
    before = (
        ""
        if conflict.ancestor in (None, "")
        else words.value(conflict.table, conflict.field, conflict.ancestor, conflict.row)
    )
    made = []
    for version in conflict.values:
        text = words.value(conflict.table, conflict.field, version.value, conflict.row)
        made.append(
            Side(
                _title(version, device),
                text,
                pieces(before, text),
                (who(version),),
                version.author,
                Decision(value=version.value),
                is_own=is_own(version, device),
            )
        )
    # One's own comes first, so that 1 is always mine.
    return _told_apart(sorted(made, key=lambda one: not one.is_own))


def _as_it_is(text: str) -> Side:
    """Return the answer that what is seen stays."""
    whole = [Piece("same", text)]
    return Side(_("Como está ahora"), text, whole, (), "", Decision(keep=True))


def _told_apart(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Number the answers of one device, whose log went on in two ways."""
    titles = [one.title for one in sides]
    return tuple(
        one
        if titles.count(one.title) == 1
        else replace(
            one,
            title=_("{title}, copia {n}").format(
                title=one.title, n=titles[: at + 1].count(one.title)
            ),
        )
        for at, one in enumerate(sides)
    )


def _delete_or_keep(conflict: Conflict, words: ConflictWords, device: Device) -> tuple[Side, ...]:
    deletes = [one for one in conflict.values if one.field == ALIVE]
    edits = [one for one in conflict.values if one.field != ALIVE]
    named = [
        (words.full_field_name(one.table, one.row, one.field), one)
        for one in edits
        # What points at another row, or is a sort key, says nothing to a person.
        if words.has_name(one.table, one.field)
    ]
    written = [
        _("Escribió en «{field}»: {value}").format(
            field=name, value=words.value(one.table, one.field, one.value, one.row)
        )
        for name, one in named
    ]
    kept = Side(
        _("Conservar el renglón"),
        "\n".join(written) or _("Lo cambió."),
        [Piece("same", "\n".join(written) or _("Lo cambió."))],
        _each(edits),
        ", ".join(sorted({one.author for one in edits})),
        Decision(keep=True),
        is_own=any(is_own(one, device) for one in edits),
    )
    gone = Side(
        _("Eliminar el renglón"),
        _("Lo eliminó."),
        [Piece("same", _("Lo eliminó."))],
        _each(deletes),
        ", ".join(sorted({one.author for one in deletes})),
        Decision(delete=True),
        is_own=not kept.is_own and any(is_own(one, device) for one in deletes),
        is_danger=True,
    )
    return (gone, kept) if gone.is_own else (kept, gone)


def is_own(version: Version, device: Device) -> bool:
    """Tell whether this laptop holds a value; two may have one name, never one key."""
    return device.origin.hex() in version.origins


def _title(version: Version, device: Device) -> str:
    if is_own(version, device):
        return _("De este equipo")
    return _("De {device}").format(device=version.device)


def _each(versions: Sequence[Version]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who(one) for one in versions))


def count_text(count: int) -> str:
    """Return how many conflicts wait, in words."""
    if not count:
        return _("Sin conflictos pendientes")
    return ngettext("{n} conflicto por resolver", "{n} conflictos por resolver", count).format(
        n=count
    )


def shortened(text: str, most: int = 80) -> str:
    """Return the beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
