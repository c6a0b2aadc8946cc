"""The history of an acuerdo: who did what to it, to its seguimiento and its tareas, and when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from pea_desktop.areas import institutions, minutes
from pea_desktop.areas.minutes import AGREEMENT_KIND_LABELS, AGREEMENT_STATE_LABELS
from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.grid import show_date
from pea_desktop.core.history import FieldChange, HistoryStep
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit.report_table import (
    Entry,
    Heading,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportTable,
)
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import label

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "agreement": {
        "number": N_("Número"),
        "text": N_("Acuerdo"),
        "notes": N_("Observaciones"),
        "kind": N_("Tipo"),
        "due": N_("Fecha límite"),
        "state": N_("Estado"),
        "due_days": N_("Plazo en días"),
        "institution_id": N_("Institución"),
        "responsible": N_("Responsable"),
        "folio": N_("Folio"),
        "new_due": N_("Nueva fecha límite"),
        "fulfilled": N_("Cumplido el"),
    },
    "follow_up": {
        "day": N_("Seguimiento: fecha"),
        "note": N_("Seguimiento: qué se hizo"),
        "by": N_("Seguimiento: quién informa"),
        "file_name": N_("Seguimiento: evidencia"),
    },
    "task": {
        "text": N_("Tarea"),
        "responsible": N_("Tarea: quién la hace"),
        "due": N_("Tarea: para el día"),
        "done": N_("Tarea: hecha el"),
    },
}
"""The fields that are told; what else is written follows from them."""

_DAYS: Final = {"due", "new_due", "fulfilled", "day", "done"}
_CODES: Final = {
    "state": {code.value: word for code, word in AGREEMENT_STATE_LABELS.items()},
    "kind": {code.value: word for code, word in AGREEMENT_KIND_LABELS.items()},
}


class Told(NamedTuple):
    """One field before and after, in words; `key` tells it from the others."""

    key: str
    name: str
    before: str
    after: str


class HistoryDialog(QDialog):
    """Everything that was written about an acuerdo, newest first."""

    def __init__(self, parent: QWidget | None, workspace: Workspace, agreement_id: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Historial del acuerdo"))
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(8))
        text = minutes.agreement(workspace.session, agreement_id)
        column.addWidget(label((text.printed or text.text or "")[:300], "muted"))
        self.report = ReportTable(_row, lambda one: one.key)
        self.table = ReportView(self.report, _("Historial del acuerdo"), lines=4)
        column.addWidget(self.table, 1)
        buttons = QDialogButtonBox()
        buttons.addButton(_("Cerrar"), QDialogButtonBox.ButtonRole.RejectRole).setDefault(True)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(theme.px(760), theme.px(560))
        columns = [
            ReportColumn(_("Qué"), 190),
            ReportColumn(_("Antes")),
            ReportColumn(_("Después")),
        ]
        steps = workspace.history(rows_of(workspace, agreement_id))
        self.table.show_entries(columns, history_entries(workspace, steps))


def rows_of(workspace: Workspace, agreement_id: str) -> set[str]:
    """Return the ids of an acuerdo and all that belongs to it."""
    session = workspace.session
    follow_ups = minutes.follow_ups(session, agreement_id)
    parts = [*follow_ups, *minutes.tasks(session, agreement_id)]
    return {agreement_id, *(row.id for row in parts)}


def history_entries(workspace: Workspace, steps: Sequence[HistoryStep]) -> list[Entry]:
    """Return what happened, each action of a person under a heading."""
    names = {row.id: row.name for row in institutions.all_institutions(workspace.session)}
    made: list[Entry] = []
    for step in steps:
        told = list(_told(step, names))
        moment = datetime.fromtimestamp(step.claimed_at / 1000, tz=UTC).astimezone()
        made.append(
            Heading(
                _("{when} · {who} · {what}").format(
                    when=f"{moment:%d/%m/%Y %H:%M}", who=step.author, what=step.label
                ),
                "history",
                "text",
                "text2",
            )
        )
        made += told
    return made


def _told(step: HistoryStep, names: Mapping[str, str]) -> Iterable[Told]:
    for change in step.changes:
        word = field_word(change.table, change.field)
        if word is None or change.field == ALIVE:
            continue
        before, after = (_shown(change, value, names) for value in (change.before, change.after))
        if before != after:
            key = f"{step.id}|{change.row}|{change.field}"
            yield Told(key, word, before, after)


def field_word(table: str, field: str) -> str | None:
    """Return what a person calls a field of an acuerdo, a seguimiento or a tarea."""
    word = _NAMES.get(table, {}).get(field)
    return None if word is None else _(word)


def value_word(field: str, value: Value) -> str:
    """Return a stored value of such a field as a person reads it."""
    text = "" if value is None else str(value)
    if field in _CODES:
        return _(_CODES[field][text]) if text in _CODES[field] else text
    if field in _DAYS and text:
        try:
            return show_date(date.fromisoformat(text))
        except ValueError:
            return text
    return text


def _shown(change: FieldChange, value: Value, names: Mapping[str, str]) -> str:
    if change.field == "institution_id":
        return names.get(str(value), "")
    return value_word(change.field, value)


def _row(one: Told) -> ReportRow:
    nothing = "—"
    return ReportRow(
        (
            ReportCell(one.name),
            ReportCell(one.before or nothing, token="text2"),
            ReportCell(one.after or nothing),
        ),
        _("{field}: antes «{before}», después «{after}».").format(
            field=one.name, before=one.before or nothing, after=one.after or nothing
        ),
    )
