"""What the table of Acuerdos shows: one row an acuerdo, those overdue first, under headings."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from pea_desktop.areas import minutes
from pea_desktop.areas.minutes import (
    AGREEMENT_STATE_LABELS,
    AgreementKind,
    AgreementState,
    TrayRow,
)
from pea_desktop.core.grid import show_date
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.report_table import Entry, Heading, ReportCell, ReportColumn, ReportRow

LOOKS: Final = {
    AgreementState.REGISTERED: ("circle-dashed", "text2", "info"),
    AgreementState.IN_PROGRESS: ("refresh-cw", "info", "info"),
    AgreementState.PARTLY_FULFILLED: ("check", "ok", "ok"),
    AgreementState.FULFILLED: ("circle-check", "ok", "ok"),
    AgreementState.OVERDUE: ("circle-alert", "err", "err"),
    AgreementState.CANCELLED: ("circle-x", "text2", "info"),
    AgreementState.VOID: ("minus", "text2", "info"),
}
"""Icon, colour and kind of chip of each state; its word is always beside them."""

OPEN: Final = "abiertos"
"""The filter of those that still owe something; the others are codes of states."""

_NOTHING: Final = "—"
_TASKS: Final = {
    "pendientes": ("circle-dashed", N_("Con tareas pendientes")),
    "hechas": ("circle-check", N_("Con todas sus tareas hechas")),
    "": ("minus", N_("Sin tareas")),
}


class Grouping(StrEnum):
    """What the acuerdos under one heading share."""

    INSTITUTION = "institucion"
    STATE = "estado"
    TASKS = "tareas"
    NONE = "sin_grupos"


class Shown(NamedTuple):
    """Which of the columns that headings may stand for are shown."""

    institution: bool
    state: bool


class Narrow(NamedTuple):
    """What is left out: `state` is `OPEN`, the code of a state, or "" for all of them."""

    words: str = ""
    is_overdue: bool = False
    institution_id: str = ""
    state: str = ""
    has_tasks: bool = False


def columns(shown: Shown) -> list[ReportColumn]:
    """Return the columns: none repeats what the headings say."""
    state = [ReportColumn(_("Estado"), 108)] if shown.state else []
    owner = [ReportColumn(_("Institución"), 112)] if shown.institution else []
    return [
        # A folio takes two lines, or three where an institution stands beside it.
        ReportColumn(_("Folio"), 114 if owner else 142),
        *owner,
        ReportColumn(_("Acuerdo")),
        ReportColumn(_("Responsable"), 114),
        ReportColumn(_("Fecha límite"), 96),
        ReportColumn(_("Días"), 82, is_figure=True),
        *state,
        ReportColumn(_("Minuta"), 80),
    ]


def narrowed(rows: Iterable[TrayRow], narrow: Narrow) -> list[TrayRow]:
    """Return the acuerdos that are left, in the order of the tray: overdue first."""
    sought = fold(narrow.words).split()
    return [
        row
        for row in rows
        if (row.is_overdue or not narrow.is_overdue)
        and (row.open_tasks or not narrow.has_tasks)
        and narrow.institution_id in {"", row.institution_id}
        and _is_in(row, narrow.state)
        and (not sought or _says(row, sought))
    ]


def entries(rows: Sequence[TrayRow], grouping: Grouping) -> list[Entry]:
    """Return the acuerdos under their headings; the group with what is most urgent comes first."""
    if grouping is Grouping.NONE:
        return [*rows]
    groups: dict[str, list[TrayRow]] = {}
    if grouping is Grouping.TASKS:
        groups = {one: [] for one in _TASKS}
    for row in rows:
        groups.setdefault(_key(row, grouping), []).append(row)
    made: list[Entry] = []
    for key, own in groups.items():
        if not own:
            continue
        made += [_heading(key, own, grouping), *own]
    return made


def make_row(row: TrayRow, shown: Shown) -> ReportRow:
    """Return the cells of an acuerdo."""
    icon, token, _kind = LOOKS[row.state]
    word = state_word(row)
    owner = [ReportCell(row.institution or _NOTHING)] if shown.institution else []
    state = [ReportCell(word, icon, "err" if row.is_overdue else "text", token)]
    late = "err" if row.is_overdue else "text"
    return ReportRow(
        (
            ReportCell(row.folio or number(row), token="text2"),
            *owner,
            ReportCell(row.text or _("(sin texto)")),
            ReportCell(_person(row) or _NOTHING),
            ReportCell(show_date(row.due) or _NOTHING, token=late),
            ReportCell(_days(row), token=late, is_strong=row.is_overdue),
            *(state if shown.state else ()),
            # A date would be cut: the panel tells it.
            ReportCell(minute_name(row) if row.table else _("Ver minuta"), is_action=True),
        ),
        " ".join(
            filter(
                None,
                (
                    _("{name}: {state}.").format(name=folio(row), state=word),
                    sentence(days_words(row)),
                    sentence(", ".join(filter(None, (row.institution, _person(row))))),
                    row.text,
                ),
            )
        ),
    )


def state_word(row: TrayRow) -> str:
    """Return the state of an acuerdo; a constancia, which owes nothing, says what it is."""
    if row.kind == AgreementKind.RECORD and row.state == AgreementState.REGISTERED:
        return _("Constancia")
    return _(AGREEMENT_STATE_LABELS[row.state])


def folio(row: TrayRow) -> str:
    """Return the folio of an acuerdo, or its place in a minute that has none yet."""
    if row.folio:
        return row.folio
    return _("{minute}, {agreement}").format(minute=minute_name(row), agreement=number(row))


def number(row: TrayRow) -> str:
    """Return what an acuerdo is called within its minute."""
    return _("Acuerdo {n}").format(n=row.number) if row.number else _("Acuerdo")


def minute_name(row: TrayRow) -> str:
    """Return what the minute of an acuerdo is called for short."""
    if row.table:
        return _("Mesa {table}").format(table=row.table)
    return show_date(row.day) or _("Ver minuta")


def days_words(row: TrayRow) -> str:
    """Return how far the deadline is: «faltan 3 días hábiles»; "" where that does not matter."""
    if row.days is None or not row.is_open:
        return ""
    return minutes.left_in_words(row.days, working=row.in_working_days)


def counted(rows: Sequence[TrayRow]) -> str:
    """Return how many acuerdos there are, and how many of them are overdue."""
    late = sum(row.is_overdue for row in rows)
    said = ngettext("{n} acuerdo", "{n} acuerdos", len(rows)).format(n=len(rows))
    if not late:
        return said
    return " · ".join((said, ngettext("{n} vencido", "{n} vencidos", late).format(n=late)))


def sentence(words: str) -> str:
    """Return words as a sentence to be read aloud."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _key(row: TrayRow, grouping: Grouping) -> str:
    if grouping is Grouping.TASKS:
        return "pendientes" if row.open_tasks else "hechas" if row.tasks else ""
    return row.state.value if grouping is Grouping.STATE else row.institution


def _heading(key: str, own: Sequence[TrayRow], grouping: Grouping) -> Heading:
    late = any(row.is_overdue for row in own)
    if grouping is Grouping.STATE:
        icon, token, _kind = LOOKS[own[0].state]
        word = _(AGREEMENT_STATE_LABELS[own[0].state])
        said = ngettext("{n} acuerdo", "{n} acuerdos", len(own)).format(n=len(own))
        return Heading(f"{word} · {said}", icon, "err" if late else "text", token)
    if grouping is Grouping.TASKS:
        icon, word = _TASKS[key]
        return Heading(f"{_(word)} · {counted(own)}", icon, "text", "text2")
    name = key or _("Sin institución")
    icon, token = ("circle-alert", "err") if late else ("", "")
    return Heading(f"{name} · {counted(own)}", icon, "text", token)


def _person(row: TrayRow) -> str:
    """Return who answers for an acuerdo, without the institution that stands beside."""
    told = row.responsible
    return told.removesuffix(row.institution).rstrip(", ") if row.institution else told


def _days(row: TrayRow) -> str:
    if row.days is None or not row.is_open:
        return _NOTHING
    if row.days == 0:
        return _("hoy")
    # The minus of figures, as wide as a digit.
    figure = str(row.days).replace("-", "\u2212")
    if row.in_working_days:
        return ngettext("{n} hábil", "{n} hábiles", abs(row.days)).format(n=figure)
    return ngettext("{n} natural", "{n} naturales", abs(row.days)).format(n=figure)


def _is_in(row: TrayRow, state: str) -> bool:
    return row.is_open if state == OPEN else state in {"", row.state.value}


def _says(row: TrayRow, sought: Sequence[str]) -> bool:
    text = fold(
        " ".join((folio(row), row.text, row.institution, row.responsible, minute_name(row)))
    )
    return all(word in text for word in sought)
