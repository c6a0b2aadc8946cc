"""The acuerdos of a minute: text, who answers, until when, and what is done about them."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QMenu

from pea_desktop.areas import institutions, minutes
from pea_desktop.areas.minutes import (
    AGREEMENT_KIND_LABELS,
    AGREEMENT_STATE_LABELS,
    Agreement,
    AgreementKind,
    AgreementState,
    DueHint,
)
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_date, parse_text, show_date
from pea_desktop.core.text import fold
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.suggestions import Suggestions
from pea_desktop.ui.kit.widgets import Button, label
from pea_desktop.ui.screens.minute_card import PartCard, choice, line, row_of
from pea_desktop.ui.screens.minute_parts import PartsList, add_buttons
from pea_desktop.ui.screens.minute_prose import LiveFields

TERMS: Final = ((3, True), (5, True), (10, True), (15, True), (15, False), (30, False))
_TERM = re.compile(r"(\d{1,4})\s*(?:d[ií]as?)?\s*(h[aá]b(?:il(?:es)?)?\.?|nat(?:ural(?:es)?)?\.?)?")
_STATES = {
    AgreementState.REGISTERED: ("circle-dashed", "info"),
    AgreementState.IN_PROGRESS: ("refresh-cw", "info"),
    AgreementState.FULFILLED: ("circle-check", "ok"),
    AgreementState.PARTLY_FULFILLED: ("circle-check", "info"),
    AgreementState.OVERDUE: ("circle-alert", "err"),
    AgreementState.CANCELLED: ("circle-x", "info"),
    AgreementState.VOID: ("circle-x", "info"),
}


class AgreementCard(PartCard):
    """One acuerdo as a row of fields.

    Signals:
        due_wanted: a deadline to be set, as the person would type it.
        task_wanted: make a tarea of it.
    """

    due_wanted = Signal(str)
    task_wanted = Signal()

    def __init__(
        self, part_id: str, owner: PartsList, live: LiveFields, names: QStringListModel
    ) -> None:
        super().__init__(part_id, _("Acuerdo {number}"))
        self._state = Chip("", "circle-dashed", "info")
        kinds = [(str(code), _(text)) for code, text in AGREEMENT_KIND_LABELS.items()]
        number = self.add("number", _("No."), line("", 44))
        kind = self.add("kind", _("Tipo"), choice([("", _("Sin tipo")), *kinds], 124))
        head = row_of(number, kind)
        head.addWidget(self._state, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        self.task_button = self.add_button(
            "list-checks", _("Hacer una tarea (Ctrl+T)"), self.task_wanted.emit
        )
        head.addWidget(self.task_button)
        add_buttons(self, owner, head)
        text = self.add("text", _("Texto"), live.make_text((2, 12)))
        text.setPlaceholderText(_("Qué se acordó"))
        notes = self.add("notes", _("Observaciones"), live.make_text((1, 8)))
        notes.setPlaceholderText(_("Observaciones"))
        self.column.addLayout(head)
        self.column.addWidget(text)
        self.column.addWidget(notes)
        self._add_commitment(names)
        self._offered = ""
        self._offer = Button("", "calendar", "link")
        self._offer.clicked.connect(self._accept_offer)
        self._offer.hide()
        self.column.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignLeft)
        self._told = label("", "secondary")
        self._told.hide()
        self.column.addWidget(self._told)
        self.end()

    def show_offer(self, hint: DueHint | None) -> None:
        """Offer a deadline that the text names; None takes the offer away."""
        self._offer.setVisible(hint is not None)
        if hint is None:
            return
        day = show_date(hint.day)
        words = _("Fijar la fecha límite: {day}").format(day=day)
        if hint.days is not None:
            term = _typed_term(hint.days, working=hint.working)
            words = _("Fijar la fecha límite: {day} ({term})").format(day=day, term=term)
        self._offer.set_text(words)
        tip = _("El texto dice «{words}».").format(words=hint.text)
        self._offer.setToolTip(tip)
        self._offer.setAccessibleName(words)
        self._offer.setAccessibleDescription(tip)
        wanted = day if hint.days is None else _typed_term(hint.days, working=hint.working)
        self._offered = wanted

    def show_state(self, state: AgreementState, told: str) -> None:
        """Say what became of it, and what is being done."""
        icon, kind = _STATES[state]
        self._state.show_state(_(AGREEMENT_STATE_LABELS[state]), icon, kind)
        self._told.setText(told)
        self._told.setVisible(bool(told))

    def _accept_offer(self) -> None:
        # The offer goes, and the keyboard would go with it to the rail of the window.
        self.field("due").widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.due_wanted.emit(self._offered)

    def _add_commitment(self, names: QStringListModel) -> None:
        responsible = self.add(
            "responsible", _("Responsable"), line(_("Responsable: persona o institución"))
        )
        Suggestions(responsible, names)
        due = self.add("due", _("Fecha límite"), line(_("Fecha límite"), 224))
        due.setToolTip(_("Fecha límite: 24/04/2023, o un plazo: «5 hábiles», «15 naturales»"))
        terms = self.add_button("calendar", _("Plazo en días"), lambda: self._choose_term(terms))
        self.column.addLayout(row_of(responsible, due, terms, stretches=(1,)))

    def _choose_term(self, button: Button) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for days, working in TERMS:
            typed = _typed_term(days, working=working)
            action = menu.addAction(typed)
            action.triggered.connect(partial(self._want, typed))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _want(self, typed: str, _checked: bool = False) -> None:
        self.due_wanted.emit(typed)


class AgreementsList(PartsList):
    """The acuerdos of a minute.

    Signals:
        due_wanted: id of an acuerdo, and its deadline as typed.
        task_wanted: id of an acuerdo.
    """

    due_wanted = Signal(str, str)
    task_wanted = Signal(str)

    def __init__(
        self, live: LiveFields, names: QStringListModel, session: Callable[[], Any]
    ) -> None:
        self._live, self._names, self._session = live, names, session
        super().__init__(
            _("Acuerdos"),
            _("Nuevo acuerdo"),
            self._make_card,
            lambda row: shown(self._session(), row),
            _("Nuevo acuerdo (Ctrl+Shift+A)"),
        )

    def _make_card(self, part_id: str, owner: PartsList) -> PartCard:
        card = AgreementCard(part_id, owner, self._live, self._names)
        card.due_wanted.connect(lambda typed: self.due_wanted.emit(part_id, typed))
        card.task_wanted.connect(lambda: self.task_wanted.emit(part_id))
        return card

    def show_rest(self, rows: Sequence[Agreement], day: date | None) -> None:
        """Show beside the fields what follows from them: offers, state, tareas."""
        session = self._session()
        today = date.today()  # noqa: DTZ011 - the person's own day
        is_draft = not self._is_read_only
        for row in rows:
            card = self.card(row.id)
            if not isinstance(card, AgreementCard):
                continue
            found = minutes.offers(session, row, day) if is_draft and row.due is None else []
            card.show_offer(found[0] if found else None)
            tasks = minutes.tasks(session, row.id)
            done = sum(1 for one in tasks if one.done)
            told = ""
            if tasks:
                told = " · ".join(
                    (
                        ngettext("{n} tarea", "{n} tareas", len(tasks)).format(n=len(tasks)),
                        ngettext("{n} hecha", "{n} hechas", done).format(n=done),
                    )
                )
            card.show_state(minutes.state_on(row, today), told)


def shown(session: Any, row: Agreement) -> dict[str, str]:
    """Return what the fields of an acuerdo show."""
    due = show_date(row.due)
    if row.due and row.due_days:
        due = _("{day} ({term})").format(
            day=due, term=_typed_term(row.due_days, working=bool(row.due_working))
        )
    responsible = row.responsible or ""
    if not responsible and row.institution_id:
        responsible = institutions.name_of(session, row.institution_id)
    return {
        "number": row.number or "",
        "kind": str(row.kind or ""),
        "text": row.text or "",
        "notes": row.notes or "",
        "responsible": responsible,
        "due": due,
    }


def write(session: Any, row: Agreement, key: str, text: str, start: date | None) -> None:
    """Write a field of an acuerdo as typed; terms count from `start`, the day of the meeting.

    Raises:
        PeaError: It is no date and no term, or a text too long.
    """
    if key == "kind":
        row.kind = AgreementKind(text) if text else None
    elif key == "due":
        _write_due(session, row, text, start)
    elif key == "responsible":
        _write_responsible(session, row, text)
    else:
        setattr(row, key, parse_text(text))


def names(session: Any) -> list[str]:
    """Return who may answer for an acuerdo: people of the directory, then institutions."""
    found = [row.full_name for row in institutions.people(session)]
    found += [row.name for row in institutions.all_institutions(session)]
    return list(dict.fromkeys(found))


def _write_responsible(session: Any, row: Agreement, text: str) -> None:
    said = fold(text)
    for person in institutions.people(session):
        if said and said in (fold(person.full_name), fold(person.name)):
            minutes.set_responsible(row, person)
            return
    institution = institutions.find(session, text) if text.strip() else None
    row.person_id = None
    row.institution_id = institution.id if institution else None
    row.responsible = parse_text(text)
    if institution is not None:
        # The institution answers by its own name: no person is named twice.
        row.responsible = None


def _write_due(session: Any, row: Agreement, text: str, start: date | None) -> None:
    if row.due and text == shown(session, row)["due"]:
        return
    found = _TERM.fullmatch(fold(text).strip()) if "/" not in text else None
    if found is None:
        row.due = parse_date(text)
        row.due_days = row.due_working = None
        return
    if start is None:
        raise PeaError(_("Escriba primero la fecha de la reunión: el plazo se cuenta desde ella."))
    working = (found[2] or "").startswith("h")
    closed = minutes.non_working_days(session)
    minutes.set_term(row, start, int(found[1]), working=working, closed=closed)


def _typed_term(days: int, *, working: bool) -> str:
    """Return a term as it may be typed: «5 días hábiles»."""
    if working:
        return ngettext("{n} día hábil", "{n} días hábiles", days).format(n=days)
    return ngettext("{n} día natural", "{n} días naturales", days).format(n=days)
