"""One minute as a form: every field writes itself when the person leaves it."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QVBoxLayout, QWidget

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.minutes import Meeting, Minute, MinuteTemplate, Quality, Typed
from pea_desktop.core.calendar import day_in_words
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.chip_text import ChipText
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label
from pea_desktop.ui.screens import minute_agreements
from pea_desktop.ui.screens.minute_agreements import AgreementsList
from pea_desktop.ui.screens.minute_head import MinuteHead
from pea_desktop.ui.screens.minute_notes import Notes, PendingList, lock_sentence
from pea_desktop.ui.screens.minute_parts import PartsList, simple_card
from pea_desktop.ui.screens.minute_people import InviteDialog, Names, PeopleList
from pea_desktop.ui.screens.minute_prose import LiveFields, unknown_notice
from pea_desktop.ui.screens.minute_writing import MinuteWriter

PROSE = {
    "opening": (N_("Apertura"), (2, 8)),
    "quorum": (N_("Declaración de quórum"), (2, 8)),
    "development": (N_("Desarrollo"), (2, 14)),
    "observations": (N_("Observaciones"), (2, 10)),
    "closing": (N_("Cierre"), (2, 8)),
}
_SELDOM = ("opening", "development", "closing")
"""Texts of a minuta that most of them have not: shown once they are wanted."""
_AS_TYPED = {"number", "text", "notes", "treatment", "name", "office", "represents"}
_HEAD_AS_TYPED = {"number", "phase", "title", "convener", "place", "next_meeting", "objective"}


class MinuteForm(QWidget):
    """Shows and writes the minute it is given.

    Attributes:
        writer: what writes it.
        notes: what stands above the form.
        head: the heading.
        pending: open acuerdos of earlier minutes.
        agreements: the list of acuerdos.
        attendees: who was there.
        coordinators: who coordinated.
        materials: documents reviewed.
        agenda: the orden del día of an acta.
        live: what live fields say now.

    Signals:
        edited: the person is typing.
        ink_wanted: id of an attendance whose signature is drawn on the screen.
    """

    edited = Signal()
    ink_wanted = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.writer = MinuteWriter(workspace)
        self._heading = ""
        self._is_locked = self._is_unfolded = False
        self._lists: list[tuple[PartsList, Callable[[], Sequence[Any]]]] = []
        self._answerable = QStringListModel(self)
        self.live = LiveFields(self)
        self.names = Names(self)
        self.notes = Notes()
        self.notes.captured_wanted.connect(lambda: self.try_to(self.writer.declare_captured))
        self.head = MinuteHead(self.writer.write_head, self.names.institutions)
        self.head.edited.connect(self.edited)
        self.pending = PendingList()
        self._make_lists()
        self._prose = {key: self._make_prose(key) for key in PROSE}
        self._lay_out()

    @property
    def heading(self) -> str:
        """What the minute is called: «Minuta Mesa 08 - Fase 1»."""
        return self._heading

    @property
    def is_locked(self) -> bool:
        """Whether the minute is only read."""
        return self._is_locked

    def form(self, key: str) -> Form:
        """Return the little form that holds a field."""
        return self._prose[key] if key in self._prose else self.head.form(key)

    def start(self) -> None:
        """Put the cursor into the first field."""
        self.head.focus("number")

    def write_all(self) -> None:
        """Write what is still being typed."""
        if not self.writer.minute_id or self._is_locked:
            return
        self.head.write_all()
        for form in self._prose.values():
            form.write_all()
        for part, _rows in self._lists:
            part.write_all()

    def show_minute(self, minute_id: str) -> None:
        """Show a minute as it is in the file now."""
        session = self.writer.session
        minute = minutes.minute(session, minute_id)
        is_same = minute_id == self.writer.minute_id
        if not is_same:
            self._is_unfolded = False
            for part, _rows in self._lists:
                part.forget()
        self.writer.minute_id, self.writer.meeting_id = minute.id, minute.meeting_id
        meeting = minutes.meeting_of(session, minute)
        self._heading = title(meeting, minute)
        why = lock_sentence(session, minute)
        self._lock(bool(why))
        values = self._live_values(minute)
        captured = int(values.get("líneas") or 0)
        self.live.set_values(values)
        counted = minutes.Counts(minute.declared_lines, captured)
        self.notes.show_minute(session, minute, why, counted)
        self.names.read(session)
        answerable = minute_agreements.names(session)
        if answerable != self._answerable.stringList():
            self._answerable.setStringList(answerable)
        self.head.show_minute(session, minute, meeting, captured, keep_typed=is_same)
        day = meeting.day if meeting else None
        pending = minutes.pending_before(session, minute, day or date.min)
        self.pending.show_rows([] if self._is_locked else pending)
        for key, form in self._prose.items():
            form.set_values({key: getattr(minute, key)}, keep_typed=is_same)
        for made, rows in self._lists:
            made.set_parts(rows())
        self.agreements.show_rest(self.writer.agreements(), day)
        for people in (self.attendees, self.coordinators):
            people.show_rest(minutes.attendances(session, minute.meeting_id))
        self._show_offered(minute)
        self._show_annexes(minute)
        self.tell_unknown()

    def unwritten(self) -> list[Typed]:
        """Return the texts that are typed but not written, for the preview."""
        if not self.writer.minute_id or self._is_locked:
            return []
        minute = self.writer.minute
        meeting = minutes.meeting_of(self.writer.session, minute)
        found = [
            Typed(minute, key, text)
            for key, form in self._prose.items()
            for text in form.unwritten().values()
        ]
        if meeting is not None:
            typed = self.head.unwritten().items()
            found += [Typed(meeting, key, text) for key, text in typed if key in _HEAD_AS_TYPED]
        for part, rows in self._lists:
            typed_here = part.unwritten()
            by_id = {row.id: row for row in rows()} if typed_here else {}
            found += [
                Typed(by_id[row_id], key, text)
                for row_id, key, text in typed_here
                if key in _AS_TYPED and row_id in by_id
            ]
        return found

    def typed_words(self) -> list[tuple[str, str]]:
        """Return what is typed but not written, each with the name of its field."""
        found = self.head.typed_words()
        for key, form in self._prose.items():
            found += [(_(PROSE[key][0]), text) for text in form.unwritten().values()]
        for part, _rows in self._lists:
            found += part.typed_words()
        return found

    def go_to(self, row_id: str, field: str | None) -> bool:
        """Put the cursor where a finding points; False when that is not in the form."""
        key = field or ""
        if row_id in (self.writer.minute_id, self.writer.meeting_id):
            if key in self._prose:
                self._unfold()
                self._prose[key].field(key).setFocus(Qt.FocusReason.OtherFocusReason)
            elif self.head.has(key):
                self.head.focus(key)
            else:
                self.agreements.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return any(part.focus(row_id, key) for part, _rows in self._lists)

    def new_agreement(self) -> None:
        """Add an acuerdo and put the cursor into it."""
        if not self._is_locked and self.writer.minute_id:
            self.agreements.added.emit()

    def new_attendee(self) -> None:
        """Choose people of the directory; without any, write one by hand."""
        if self._is_locked or not self.writer.minute_id:
            return
        self.write_all()
        session = self.writer.session
        meeting = minutes.meeting_of(session, self.writer.minute)
        institution_id = meeting.institution_id if meeting else None
        dialog = InviteDialog(self, session, self.writer.meeting_id, institution_id)
        if not dialog.has_people:
            self.attendees.added.emit()
        elif dialogs.show(dialog):
            self.try_to(lambda: self.writer.invite(dialog.chosen()))

    def insert_date(self) -> None:
        """Write today's day into the field that has the keyboard."""
        today, focused = self.writer.today(), QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused) or self._is_locked:
            return
        if isinstance(focused, ChipText):
            focused.put(day_in_words(today))
        elif isinstance(focused, QLineEdit):
            if "/" in focused.text():
                focused.selectAll()
            focused.insert(show_date(today))

    def make_task(self) -> None:
        """Make a tarea of the acuerdo that has the keyboard, else of the only one."""
        current, ids = self.agreements.current_id(), self.agreements.ids()
        if current is None and len(ids) == 1:
            current = ids[0]
        if current is None:
            dialogs.say(
                self, _("Ponga el cursor en un acuerdo: la tarea se hace con su texto y su fecha.")
            )
            return
        self.make_task_of(current)

    def make_task_of(self, agreement_id: str) -> None:
        """Make a tarea of an acuerdo."""
        self.write_all()
        self.try_to(lambda: self.writer.add_task(agreement_id, self.live.values))

    def tell_unknown(self) -> None:
        """Say which braces stand for nothing, in what is shown and typed."""
        texts: list[str | None] = []
        for key, form in self._prose.items():
            texts.append(form.value(key))
        for part in (self.agreements, self.materials):
            for card in part.cards():
                texts += [card.field(key).text for key in ("text", "notes") if key in card.fields()]
        self.notes.show_unknown("" if self._is_locked else unknown_notice(texts))

    def try_to(self, action: Callable[[], object]) -> bool:
        """Do something; what cannot be done is told. False then."""
        try:
            action()
        except PeaError as error:
            dialogs.show_error(error, self)
            return False
        return True

    def _make_lists(self) -> None:
        writer = self.writer
        self.agreements = AgreementsList(self.live, self._answerable, lambda: writer.session)
        self.agreements.due_wanted.connect(
            lambda row_id, typed: self.try_to(
                lambda: writer.write_agreement(row_id, "due", typed),
            )
        )
        self.agreements.task_wanted.connect(self.make_task_of)
        self._add_list(
            self.agreements, writer.agreements, writer.add_agreement, writer.write_agreement
        )
        self.attendees = PeopleList(self.names, lambda: writer.session)
        self.coordinators = PeopleList(self.names, lambda: writer.session, coordinates=True)
        for people, rows, quality in (
            (self.attendees, writer.attendees, Quality.ATTENDEE),
            (self.coordinators, writer.coordinators, Quality.COORDINATOR),
        ):
            people.ink_wanted.connect(self.ink_wanted)
            self._add_list(people, rows, partial(writer.add_person, quality), writer.write_person)
        self.materials = self._simple_list(
            (_("Materiales revisados"), _("Agregar material"), _("Material {number}")),
            _("Documento"),
            writer.materials,
            writer.add_material,
        )
        self.agenda = self._simple_list(
            (_("Orden del día"), _("Agregar punto"), _("Punto {number}")),
            _("Punto del orden del día"),
            writer.agenda,
            writer.add_point,
        )
        self._add_offers()

    def _add_offers(self) -> None:
        left = Qt.AlignmentFlag.AlignLeft
        self._usual = Button(_("Agregar los de costumbre"), "plus", "link")
        self._usual.clicked.connect(lambda: self.try_to(self.writer.add_usual_materials))
        self.materials.foot.addWidget(self._usual, 0, left)
        self._former = Button("", "users", "link")
        self._former.clicked.connect(lambda: self.try_to(self.writer.bring_former))
        self.attendees.foot.addWidget(self._former, 0, left)
        tip = _("Agregar personas del directorio (Ctrl+Shift+P)")
        self._directory = Button(_("Del directorio…"), "users", "link", tip=tip)
        self._directory.clicked.connect(self.new_attendee)
        self.attendees.head.insertWidget(2, self._directory)

    def _simple_list(
        self,
        words: tuple[str, str, str],
        name: str,
        rows: Callable[[], Sequence[Any]],
        add: Callable[[], Any],
    ) -> PartsList:
        made = PartsList(
            words[0],
            words[1],
            lambda part_id, owner: simple_card(part_id, owner, words[2], name, name),
            lambda row: {"text": row.text or ""},
        )
        self._add_list(
            made, rows, add, lambda row_id, _key, text: self.writer.write_text(rows, row_id, text)
        )
        return made

    def _add_list(
        self,
        made: PartsList,
        rows: Callable[[], Sequence[Any]],
        add: Callable[[], Any],
        write: Callable[[str, str, str], None],
    ) -> None:
        def append() -> None:
            made.focus(add().id, "name")

        def remove(row_id: str) -> None:
            self.writer.remove(rows, row_id)
            made.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

        def move(row_id: str, place: int) -> None:
            self.writer.move(rows, row_id, place)
            made.focus(row_id)

        made.commit = write
        made.edited.connect(self.edited)
        made.added.connect(lambda: self.try_to(append))
        made.removed.connect(lambda row_id: self.try_to(lambda: remove(row_id)))
        made.moved.connect(lambda row_id, place: self.try_to(lambda: move(row_id, place)))
        self._lists.append((made, rows))

    def _make_prose(self, key: str) -> Form:
        name, lines = PROSE[key]
        form = Form(self.writer.write_prose)
        form.add_text(key, _(name), lines=lines, field=self.live.make_text(lines))
        form.edited.connect(lambda _key: self.edited.emit())
        return form

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 14, 16, 20)))
        column.setSpacing(theme.px(16))
        self._more = Button(_("Agregar apertura, desarrollo o cierre"), "plus", "link")
        self._more.clicked.connect(self._unfold)
        self._matrix = QCheckBox(_("Anexar la matriz de la institución"))
        self._changes = QCheckBox(_("Anexar los cambios desde la minuta anterior"))
        for box, key in ((self._matrix, "with_matrix"), (self._changes, "with_changes")):
            box.clicked.connect(
                lambda wanted, key=key: self.try_to(
                    lambda: self.writer.write_annex(key, wanted=wanted)
                )
            )
        prose = self._prose
        for widget in (
            self.notes,
            self.head,
            self.pending,
            prose["opening"],
            prose["quorum"],
            self.agenda,
            self.agreements,
            prose["development"],
            self.attendees,
            self.materials,
            prose["observations"],
            prose["closing"],
            self.coordinators,
        ):
            column.addWidget(widget)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        annexes = QVBoxLayout()
        annexes.setSpacing(theme.px(4))
        annexes.addWidget(label(_("Anexos"), "strong"))
        annexes.addWidget(self._matrix)
        annexes.addWidget(self._changes)
        column.addLayout(annexes)
        column.addStretch(1)

    def _unfold(self) -> None:
        self._is_unfolded = True
        self._show_offered(self.writer.minute)
        self._prose["opening"].field("opening").setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_offered(self, minute: Minute) -> None:
        """Show the texts that this minute has, and what could be added with one click."""
        is_session = minute.template == MinuteTemplate.SESSION
        is_all = is_session or self._is_unfolded
        for key in _SELDOM:
            self._prose[key].setVisible(is_all or bool(getattr(minute, key)))
        self._prose["quorum"].setVisible(is_session)
        self.agenda.setVisible(is_session or bool(self.agenda.ids()))
        is_draft = not self._is_locked
        self._more.setVisible(is_draft and not is_all)
        self._usual.setVisible(is_draft and not self.materials.ids())
        self._directory.setVisible(is_draft)
        is_empty = not self.attendees.ids() and not self.coordinators.ids()
        former = self.writer.former_people() if is_draft and is_empty else []
        self._former.setVisible(bool(former))
        words = ngettext(
            "Traer a la persona de la minuta anterior",
            "Traer a las {n} personas de la minuta anterior",
            len(former),
        ).format(n=len(former))
        self._former.set_text(words)
        self._former.setAccessibleName(words)

    def _show_annexes(self, minute: Minute) -> None:
        earlier = documents.earlier_document(self.writer.session, minute)
        self._matrix.setChecked(minute.with_matrix is not False)
        self._changes.setChecked(bool(minute.with_changes) and earlier is not None)
        self._changes.setEnabled(not self._is_locked and earlier is not None)
        self._changes.setToolTip(
            ""
            if earlier is not None
            else _("Esta institución todavía no tiene una minuta emitida con la cual comparar.")
        )

    def _live_values(self, minute: Minute) -> dict[str, str]:
        """Return what live fields say: in an issued minute, what they said then."""
        issued = documents.documents_of(self.writer.session, minute.id)
        if issued:
            return {one.key: one.value for one in documents.snapshot_of(issued[-1]).live}
        return minutes.live_values(self.writer.session, minute)

    def _lock(self, is_locked: bool) -> None:
        if is_locked == self._is_locked:
            return
        self._is_locked = is_locked
        self.head.set_read_only(is_locked)
        for form in self._prose.values():
            form.set_read_only(is_locked)
        for part, _rows in self._lists:
            part.set_read_only(is_locked)
        self._matrix.setEnabled(not is_locked)


def title(meeting: Meeting | None, minute: Minute | None = None) -> str:
    """Return what a minute is called: «Minuta Mesa 08 - Fase 1», as far as it is known."""
    if minute is not None and minute.template == MinuteTemplate.SESSION:
        name = (meeting.title if meeting else None) or (meeting.number if meeting else None)
        return _("Acta {name}").format(name=name) if name else _("Acta sin nombre")
    if meeting is None or not meeting.number:
        return _("Minuta sin número")
    # People write the phase as «1» or as «Fase 1».
    phase = re.sub(r"(?i)^\s*fase\s*", "", meeting.phase or "").strip()
    if not phase:
        return _("Minuta Mesa {number}").format(number=meeting.number)
    return _("Minuta Mesa {number} - Fase {phase}").format(number=meeting.number, phase=phase)
