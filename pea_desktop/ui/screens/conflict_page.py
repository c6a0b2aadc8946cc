"""Conflictos: the inbox of what two laptops changed apart, until a person decides each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pea_desktop.areas import documents
from pea_desktop.core import forks, orphans
from pea_desktop.core.conflicts import Conflict, whole_story
from pea_desktop.core.errors import PeaError
from pea_desktop.core.notices import FOLIO, Notice
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.report_table import (
    Heading,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportTable,
)
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, EmptyState, label
from pea_desktop.ui.screens.conflict_choices import (
    KEYS,
    Decision,
    Question,
    ask,
    count_text,
    of_fork,
    of_notice,
    shortened,
)
from pea_desktop.ui.screens.conflict_projector import ConflictProjector, other_screen
from pea_desktop.ui.screens.conflict_window import ConflictWindow
from pea_desktop.ui.screens.conflict_words import ConflictWords, Link
from pea_desktop.ui.screens.exchange_words import moment, natural

_LIST_WIDTH = 330
_MOST_LISTED = 8


class ConflictPage(QWidget):
    """The open conflicts at the left, the chosen one at the right; nothing is decided by itself.

    Signals:
        place_wanted: a screen's key, a row and a field the person wants to see.
        receive_wanted: the person wants to receive a package.
        said: a sentence about what was done.
    """

    place_wanted = Signal(str, str, str)
    receive_wanted = Signal()
    said = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._conflicts: dict[str, Conflict] = {}
        self._notices: dict[str, Notice] = {}
        self._questions: list[Question] = []
        self._words: ConflictWords | None = None
        self._put_off: set[str] = set()
        self._projector: ConflictProjector | None = None
        self._lay_out()
        self._connect()

    @property
    def count(self) -> int:
        """How many conflicts are open, warnings not counted."""
        return len(self._conflicts)

    def refresh(self) -> None:
        """Read the open conflicts again; the chosen one stays chosen."""
        found = self._workspace.conflicts()
        self._conflicts = {one.id: one for one in found}
        self._notices = {one.id: one for one in self._workspace.notices()}
        warnings: list[Question] = []
        self._questions = []
        if found or self._notices:
            # All líneas are read for it.
            self._words = words = ConflictWords(self._workspace.session)
            device = self._workspace.device
            heads = self._workspace.heads
            self._questions = [ask(whole_story(heads, one), words, device) for one in found]
            warnings = [of_notice(one, words) for one in self._notices.values()]
        warnings += [of_fork(one) for one in forks.open_forks(self._workspace)]
        self._questions += warnings
        self._put_off &= self._conflicts.keys()
        self._show()

    def current(self) -> Question | None:
        """Return the chosen conflict."""
        entry = self._report.entry_at(self.table.currentIndex().row())
        return entry if isinstance(entry, Question) else None

    def first_focus(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.table if self._questions else self._empty_button

    def go_to(self, conflict_id: str, text: str = "") -> None:
        """Choose a conflict; with a text, begin its third value with it."""
        self.table.go_to(conflict_id)
        question = self.current()
        if text and question is not None and question.id == conflict_id:
            self.window_.stop_editing()
            self.window_.edit_from(text)

    # What the person does

    def decide_side(self, number: int) -> None:
        """Decide for the first answer (mine), or another one."""
        question = self.current()
        if self._projector is not None and self._projector.is_black:
            # Nobody decides what nobody sees.
            return
        if question is not None and number < len(question.sides):
            self.decide(question.sides[number].decision)

    def decide(self, decision: Decision) -> None:
        """Decide the chosen conflict; a row that goes is asked about."""
        question = self.current()
        if question is None or (decision.delete and not self._is_to_go(question)):
            return
        self._do(lambda: self._resolve_all([(question.id, decision)]))

    def _is_to_go(self, question: Question) -> bool:
        return dialogs.ask(
            self._projector or self,
            _("¿Eliminar el renglón de {place}?").format(place=question.place),
            _("Eliminar"),
            _("Lo que se escribió en él queda en el historial, y deja de verse."),
            danger=True,
        )

    def decide_text(self, text: str) -> None:
        """Decide the chosen conflict for what a person wrote; say it there if it does not fit."""
        question = self.current()
        if question is None or self._words is None:
            return
        try:
            value = self._words.parse(self._conflicts[question.id], text)
        except PeaError as error:
            self.window_.show_error(str(error))
            return
        self.decide(Decision(value=value))

    def put_off(self) -> None:
        """Go on to the next one; this one stays as it is."""
        question = self.current()
        if question is not None:
            self._put_off.add(question.id)
            at = self._questions.index(question)
            later = self._questions[at + 1 :] + self._questions[:at]
            following = next((one for one in later if one.id not in self._put_off), None)
            self._show()
            self.table.go_to((following or later[0] if later else question).id)

    def decide_soft(self) -> None:
        """Accept all those in which one side only went back to what it was."""
        soft = [one for one in self._questions if one.is_soft]
        if not soft:
            return
        text = ngettext(
            "¿Aceptar {n} conflicto con un solo cambio?",
            "¿Aceptar {n} conflictos con un solo cambio?",
            len(soft),
        ).format(n=len(soft))
        said = _("En cada uno un equipo volvió a lo de antes; queda el cambio del otro:")
        detail = f"{said}\n\n{_listed((one, one.shown) for one in soft)}"
        if dialogs.ask(self, text, _("Aceptar"), detail):
            self._do(lambda: self._resolve_all([(one.id, Decision(keep=True)) for one in soft]))

    def decide_rest(self, *, own: bool) -> None:
        """Decide all that are left for this laptop's values, or for the others'."""
        chosen = [
            (one, sides[0])
            for one in self._questions
            if (sides := [side for side in one.sides if side.is_own == own])
            and len(one.sides) == 2
            and any(side.is_own for side in one.sides)
        ]
        if not chosen:
            self.said.emit(_("Ninguno de los que quedan tiene un valor de este equipo."))
            return
        text = (
            _("¿Decidir los {n} que quedan con lo de este equipo?")
            if own
            else _("¿Decidir los {n} que quedan con lo de los otros equipos?")
        ).format(n=len(chosen))
        said = _("Lo que no quede se conserva en el historial. Léalos antes de decidir juntos:")
        detail = f"{said}\n\n{_listed((one, side.text) for one, side in chosen)}"
        if dialogs.ask(self, text, _("Decidir todos"), detail, danger=True):
            self._do(lambda: self._resolve_all([(one.id, side.decision) for one, side in chosen]))

    def act(self) -> None:
        """Do what can be done about a warning."""
        question = self.current()
        if question is None or not question.action:
            return
        notice = self._notices.get(question.id)
        if notice is None:
            said = _("Queda anotado que usted lo sabe.")
            self._do(lambda: forks.acknowledge(self._workspace, question.id), said)
        elif notice.kind == FOLIO:
            said = _("Se dio otro folio; el anterior queda como alias y sigue encontrándolo.")
            self._do(lambda: self._renumber(notice), said)
        else:
            said = _("Se recuperó lo que otro equipo eliminó.")
            self._do(lambda: orphans.bring_back(self._workspace, notice), said)

    def act_otherwise(self) -> None:
        """Do what else can be done about a warning: a row left alone goes too."""
        question = self.current()
        notice = self._notices.get(question.id) if question is not None else None
        if question is not None and notice is not None and question.other_action:
            text = _("¿Eliminar también el renglón?")
            detail = _("Lo que se escribió en él queda en el historial, y deja de verse.")
            if dialogs.ask(self, text, _("Eliminar"), detail, danger=True):
                said = _("Se eliminó el renglón.")
                self._do(lambda: orphans.remove(self._workspace, notice), said)

    def _renumber(self, notice: Notice) -> None:
        """Give the newest of the documents of one folio another one; the former still finds it."""
        now = moment(self._workspace.now())
        with self._workspace.edit(_("Dar otro folio")) as session:
            row = documents.document(session, notice.rows[-1])
            year = int(row.issued[:4]) if row.issued and row.issued[:4].isdigit() else now.year
            documents.renumber(session, self._workspace.device, row, year, _("Folio repetido"))

    def go_to_place(self) -> None:
        """Show the record where it lives."""
        question = self.current()
        if question is not None and question.link is not None:
            link: Link = question.link
            self.place_wanted.emit(*link)

    def project(self) -> None:
        """Open the view for the whole room, or close it."""
        if self._projector is not None:
            self._projector.close()
            return
        made = ConflictProjector(self)
        made.key_pressed.connect(self._on_projector_key)
        made.closed.connect(self._on_projector_closed)
        self._projector = made
        made.show_question(self.current(), self.count)
        made.show_on(other_screen(self))

    def _resolve_all(self, decisions: Sequence[tuple[str, Decision]]) -> None:
        for key, one in decisions:
            self._workspace.resolve(key, value=one.value, keep=one.keep, delete=one.delete)

    def _do(self, decide: Callable[[], object], said: str = "") -> None:
        before = self.count
        self.window_.stop_editing()
        try:
            decide()
        except PeaError as error:
            dialogs.show_error(error, self)
            said = ""
        # Without a window nobody else tells this screen.
        self.refresh()
        done = before - self.count
        if done > 0:
            self.said.emit(
                ngettext("Se decidió {n} conflicto.", "Se decidieron {n} conflictos.", done).format(
                    n=done
                )
            )
        elif said:
            self.said.emit(said)
        if self._projector is None:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_projector_key(self, key: str) -> None:
        orders: Mapping[str, Callable[[], None]] = {
            **{key: partial(self.decide_side, at) for at, key in enumerate(KEYS)},
            "p": self.window_.accept_proposal,
            "d": self.put_off,
        }
        orders[key]()

    def _on_projector_closed(self) -> None:
        self._projector = None

    # Laying out

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self._bar = Bar()
        self._count = label("", "strong")
        self._count.setWordWrap(False)
        self._bar.left.addWidget(self._count)
        self.soft = Button("", "check")
        self.soft.clicked.connect(self.decide_soft)
        self._project = Button(
            _("Proyectar"), "eye", tip=_("Decidir entre todos, en el proyector (F5)")
        )
        self._project.clicked.connect(self.project)
        self._bar.right.addWidget(self.soft)
        self._bar.right.addWidget(self._project)
        self._report = ReportTable(self._make_row, lambda one: one.id)
        self.table = ReportView(self._report, _("Conflictos por resolver"), lines=3)
        self.table.setFixedWidth(theme.px(_LIST_WIDTH))
        self.window_ = ConflictWindow()
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.table)
        row.addWidget(self.window_, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(body)
        self._pages.addWidget(self._make_empty())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._pages, 1)

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            "circle-check",
            _("Sin conflictos pendientes"),
            _(
                "Cuando dos equipos cambian lo mismo sin saberlo —«Meta 2024»: 90 aquí, 80 en "
                "LAPTOP-03—, los dos valores esperan aquí hasta que una persona decida. Ninguno "
                "se pierde."
            ),
        )
        self._empty_button = Button(_("Recibir paquete…"), "package-open", "primary")
        self._empty_button.clicked.connect(self.receive_wanted)
        matrix = Button(_("Ir a la matriz"), "table-2")
        matrix.clicked.connect(lambda: self.place_wanted.emit("matrix", "", ""))
        empty.buttons.addWidget(self._empty_button)
        empty.buttons.addWidget(matrix)
        return empty

    def _connect(self) -> None:
        self.table.chosen.connect(lambda _key: self._show_current())
        self.table.opened.connect(lambda _key: self.table.step(1))
        self.window_.decided.connect(self.decide)
        self.window_.typed.connect(self.decide_text)
        self.window_.later.connect(self.put_off)
        self.window_.place_wanted.connect(self.go_to_place)
        self.window_.acted.connect(self.act)
        self.window_.acted_otherwise.connect(self.act_otherwise)
        self.window_.left.connect(self.table.setFocus)
        commands.install(
            self,
            (
                Command("project", _("Decidir entre todos, en el proyector"), self.project, "F5"),
                Command("next", _("Conflicto siguiente"), lambda: self.table.step(1), "F8"),
                Command(
                    "save", _("Decidir con el texto escrito"), self.window_.save, "Ctrl+Return"
                ),
            ),
        )
        # Single keys only where nobody types; a field that is written in keeps them.
        commands.install(
            self._pages,
            (
                Command("mine", _("Conservar lo de este equipo"), lambda: self.decide_side(0), "1"),
                Command("theirs", _("Conservar lo del otro"), lambda: self.decide_side(1), "2"),
                Command("edit", _("Escribir otro valor"), self.window_.edit, "3"),
                Command("propose", _("Aceptar la propuesta"), self.window_.accept_proposal, "P"),
                *(
                    Command(
                        f"side_{key}",
                        _("Conservar la respuesta {n}").format(n=at + 1),
                        partial(self.decide_side, at),
                        key,
                    )
                    for at, key in enumerate(KEYS)
                    if at > 1
                ),
                Command("act", _("Hacer lo que un aviso propone"), self.act, "A"),
                Command("act_otherwise", _("Eliminar el renglón suelto"), self.act_otherwise, "E"),
                Command("later", _("Decidir después"), self.put_off, "D"),
                Command("place", _("Ver dónde está"), self.go_to_place, "V"),
                Command(
                    "all_mine",
                    _("Los que quedan, con lo de este equipo"),
                    lambda: self.decide_rest(own=True),
                    "Shift+1",
                ),
                Command(
                    "all_theirs",
                    _("Los que quedan, con lo de los otros"),
                    lambda: self.decide_rest(own=False),
                    "Shift+2",
                ),
            ),
        )

    def _make_row(self, question: Question) -> ReportRow:
        is_put_off = question.id in self._put_off
        icon, token = ("chevron-right", "text2") if is_put_off else ("git-merge", "info")
        if not question.sides:
            icon, token = "triangle-alert", "err"
        if question.is_soft:
            icon = "undo-2"
        spoken = question.head
        if is_put_off:
            spoken = _("{head} (para después)").format(head=spoken)
        text = f"{question.field[:1].upper()}{question.field[1:]}"
        return ReportRow((ReportCell(text, icon, "text", token),), spoken)

    def _show(self) -> None:
        entries: list[Heading | Question] = []
        place = None
        for question in sorted(self._questions, key=lambda one: natural(one.place)):
            if question.place != place:
                place = question.place
                entries.append(Heading(place))
            entries.append(question)
        self._questions = [one for one in entries if isinstance(one, Question)]
        self._pages.setCurrentIndex(0 if self._questions else 1)
        self._bar.setVisible(bool(self._questions))
        self._count.setText(count_text(self.count))
        soft = sum(one.is_soft for one in self._questions)
        self.soft.setVisible(soft > 0)
        text = ngettext(
            "Aceptar {n} con un solo cambio…", "Aceptar {n} con un solo cambio…", soft
        ).format(n=soft)
        self.soft.set_text(text)
        self.soft.setAccessibleName(text)
        self._bar.fit()
        self.table.show_entries((ReportColumn(_("Qué está en conflicto")),), entries)
        self._show_current()

    def _show_current(self) -> None:
        self.window_.show_question(self.current())
        if self._projector is not None:
            self._projector.show_question(self.current(), self.count)


def _listed(chosen: Iterable[tuple[Question, str]]) -> str:
    """Return what would be decided, one a line; of many only the first."""
    lines = [
        _("{place}: queda «{value}».").format(place=question.head, value=shortened(text))
        for question, text in chosen
    ]
    if len(lines) > _MOST_LISTED:
        rest = len(lines) - _MOST_LISTED
        lines[_MOST_LISTED:] = [_("… y {n} más.").format(n=rest)]
    return "\n".join(lines)
