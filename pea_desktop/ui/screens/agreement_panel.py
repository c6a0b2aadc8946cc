"""The panel of Acuerdos: the chosen one whole, what was done about it, and its tareas."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pea_desktop.areas import documents, institutions, minutes
from pea_desktop.areas.minutes import (
    AGREEMENT_KIND_LABELS,
    AGREEMENT_STATE_LABELS,
    Agreement,
    AgreementKind,
    FollowUp,
    Task,
    TrayRow,
)
from pea_desktop.core.calendar import day_in_words
from pea_desktop.core.grid import show_date
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, ShortLabel, frame, label
from pea_desktop.ui.screens import agreement_rows

_BUTTON_WORDS = 230
TURN, EDIT, REMOVE = "turn", "edit", "remove"
"""What a person may do with a tarea: note it done or to be done again, change it, take it away."""


class Shown(NamedTuple):
    """An acuerdo with all that belongs to it; `lock` says why its text is not edited, or is ""."""

    row: TrayRow
    agreement: Agreement
    institution: str
    person: str
    lock: str
    follow_ups: Sequence[FollowUp]
    tasks: Sequence[Task]


def gather(workspace: Workspace, row: TrayRow) -> Shown:
    """Return all that the panel shows of an acuerdo."""
    session = workspace.session
    agreement = minutes.agreement(session, row.id)
    people = {one.id: one.full_name for one in institutions.people(session)}
    lock = documents.lock_of(session, row.minute_id)
    return Shown(
        row=row,
        agreement=agreement,
        institution=row.institution,
        person=agreement.responsible or people.get(agreement.person_id or "", ""),
        lock=lock.folio if lock else "",
        follow_ups=minutes.follow_ups(session, row.id),
        tasks=minutes.tasks(session, row.id),
    )


class AgreementPanel(QScrollArea):
    """Shows one acuerdo; all that changes it is asked of the screen.

    Signals:
        closed: the person needs the room.
        wanted: key of a command of the screen: «due», «edit», «minute», «task», «history».
        evidence_wanted: id of the seguimiento whose file is to be seen.
        task_wanted: what to do with a tarea (`TURN`, `EDIT`, `REMOVE`), and its id.
    """

    closed = Signal()
    wanted = Signal(str)
    evidence_wanted = Signal(str)
    task_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Acuerdo elegido"))
        theme = Theme.of_application()
        page = frame("panel")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(*(theme.px(side) for side in (16, 12, 16, 16)))
        self._column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        self._title = label("", "title")
        head.addWidget(self._title, 1)
        close = Button("", "panel-right-close", "icon", tip=_("Ocultar el panel"))
        close.clicked.connect(self.closed)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        self._body = _part()
        self._column.addWidget(self._body)
        self._column.addStretch(1)
        self.setWidget(page)
        self._shown_id = ""

    def show_agreement(self, shown: Shown | None) -> None:
        """Show an acuerdo, from its beginning if it is another one; None: there is none."""
        key = shown.row.id if shown else ""
        top = self.verticalScrollBar().value() if key == self._shown_id else 0
        self._shown_id = key
        made = _part()
        self._column.replaceWidget(self._body, made)
        self._body.hide()
        self._body.deleteLater()
        self._body = made
        self._title.setText(_("Acuerdo"))
        if shown is not None:
            self._title.setText(agreement_rows.number(shown.row))
            self._fill(shown)
        self.verticalScrollBar().setValue(top)

    def _fill(self, shown: Shown) -> None:
        column = self._body.layout()
        assert isinstance(column, QVBoxLayout)
        row = shown.row
        icon, _token, kind = agreement_rows.LOOKS[row.state]
        column.addWidget(Chip(agreement_rows.state_word(row), icon, kind))
        days = agreement_rows.sentence(agreement_rows.days_words(row))
        if days:
            column.addWidget(label(days, "strong"))
        column.addWidget(label(row.text or _("(sin texto)"), selectable=True))
        column.addLayout(_facts(shown))
        self._add_doing(column, shown)
        self._add_follow_ups(column, shown.follow_ups)
        self._add_tasks(column, shown.tasks)
        history = self._button(_("Ver historial"), "history", "history", _("Ctrl+Shift+H"))
        column.addSpacing(Theme.of_application().px(4))
        column.addWidget(history, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_doing(self, column: QVBoxLayout, shown: Shown) -> None:
        row = QHBoxLayout()
        row.setSpacing(Theme.of_application().px(8))
        row.addWidget(self._button(_("Cambiar fecha"), "calendar", "due", "E"))
        if not shown.lock:
            row.addWidget(self._button(_("Editar"), "pencil", "edit", "F2"))
        row.addStretch(1)
        column.addLayout(row)
        if shown.lock:
            said = _(
                "Su texto quedó fijo al emitir «{folio}»; se corrige con otro documento. Su "
                "seguimiento continúa aquí."
            )
            column.addWidget(label(said.format(folio=shown.lock), "secondary"))

    def _add_follow_ups(self, column: QVBoxLayout, found: Sequence[FollowUp]) -> None:
        _add_section(column, _("Seguimiento"), len(found))
        if not found:
            said = _("Todavía no se registra ningún avance.")
            column.addWidget(label(said, "secondary"))
        for one in reversed(found):
            column.addWidget(self._follow_up(one))

    def _follow_up(self, one: FollowUp) -> QWidget:
        card = frame("card")
        column = QVBoxLayout(card)
        theme = Theme.of_application()
        column.setContentsMargins(*(theme.px(side) for side in (10, 8, 10, 8)))
        column.setSpacing(theme.px(4))
        state = _(AGREEMENT_STATE_LABELS[one.state]) if one.state else ""
        head = " · ".join(filter(None, (show_date(one.day), state)))
        column.addWidget(label(head or _("Sin fecha"), "strong"))
        if one.new_due:
            said = _("Nueva fecha límite: {day}").format(day=day_in_words(one.new_due))
            column.addWidget(label(said))
        if one.note:
            column.addWidget(label(one.note, selectable=True))
        if one.by:
            column.addWidget(label(one.by, "secondary"))
        if one.attachment:
            name = one.file_name or _("evidencia")
            button = Button("", "file-text", "link", tip=_("Abrir «{name}»").format(name=name))
            button.set_text(_elided(button, name))
            button.setAccessibleName(_("Abrir la evidencia «{name}»").format(name=name))
            button.clicked.connect(lambda _on=False, key=one.id: self.evidence_wanted.emit(key))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _add_tasks(self, column: QVBoxLayout, found: Sequence[Task]) -> None:
        _add_section(column, _("Tareas"), len(found))
        for one in found:
            column.addWidget(self._task(one))
        add = self._button(_("Agregar tarea"), "plus", "task", "Ctrl+T")
        column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _task(self, one: Task) -> QWidget:
        made = QWidget()
        theme = Theme.of_application()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        text = one.text or ""
        tip = _("Hecha: {task}") if one.done is None else _("Por hacer otra vez: {task}")
        icon = "circle-dashed" if one.done is None else "circle-check"
        token = "text2" if one.done is None else "ok"
        check = Button("", icon, "icon", tip=tip.format(task=text), token=token)
        check.clicked.connect(lambda _on=False, key=one.id: self.task_wanted.emit(TURN, key))
        row.addWidget(check, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(text, selectable=True))
        words.addWidget(label(_about(one), "secondary"))
        row.addLayout(words, 1)
        for icon, tip, what in (
            ("pencil", _("Editar la tarea: {task}"), EDIT),
            ("trash-2", _("Quitar la tarea: {task}"), REMOVE),
        ):
            button = Button("", icon, "icon", tip=tip.format(task=text))
            button.clicked.connect(
                lambda _on=False, what=what, key=one.id: self.task_wanted.emit(what, key)
            )
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _button(self, text: str, icon: str, key: str, keys: str) -> Button:
        tip = _("{what} ({keys})").format(what=text, keys=keys)
        made = Button(text, icon, tip=tip)
        made.clicked.connect(lambda: self.wanted.emit(key))
        return made


def _about(one: Task) -> str:
    """Return whether a tarea is done, who does it and until when."""
    if one.done is not None:
        told = [_("Hecha el {day}").format(day=show_date(one.done)), one.responsible or ""]
    else:
        due = _("para el {day}").format(day=show_date(one.due)) if one.due else ""
        told = [_("Pendiente"), one.responsible or "", due]
    return " · ".join(filter(None, told))


def _facts(shown: Shown) -> QGridLayout:
    theme = Theme.of_application()
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(12))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    for at, (name, text) in enumerate((n, t) for n, t in _told(shown) if t):
        head = label(name, "secondary")
        head.setWordWrap(False)
        grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(text, selectable=True), at, 1)
    return grid


def _told(shown: Shown) -> list[tuple[str, str]]:
    agreement, row = shown.agreement, shown.row
    kind = agreement.kind
    agreed, due = minutes.term_in_words(agreement), ""
    if agreement.new_due is not None:
        due = day_in_words(agreement.new_due)
        agreed = _("en la minuta, {day}").format(day=agreed) if agreed else ""
    elif kind != AgreementKind.RECORD:
        agreed = agreed or _("sin fecha")
    return [
        (_("Folio"), row.folio),
        (_("Tipo"), _(AGREEMENT_KIND_LABELS[kind]) if kind else ""),
        (_("Institución"), shown.institution),
        (_("Responsable"), shown.person),
        (_("Fecha límite"), "\n".join(filter(None, (due, agreed)))),
        (_("Cumplido"), show_date(agreement.fulfilled)),
        (_("Observaciones"), agreement.notes or ""),
        (_("Minuta"), " · ".join(filter(None, (agreement_rows.minute_name(row), _day(row))))),
    ]


def _day(row: TrayRow) -> str:
    return show_date(row.day) if row.table else ""


def _add_section(column: QVBoxLayout, title: str, count: int) -> None:
    theme = Theme.of_application()
    column.addSpacing(theme.px(4))
    column.addWidget(frame("rule"))
    words = f"{title} · {count}" if count else title
    column.addWidget(ShortLabel(words, "section"))


def _elided(button: Button, text: str) -> str:
    room = Theme.of_application().px(_BUTTON_WORDS)
    return button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)


def _part() -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Theme.of_application().px(8))
    return made
