"""Acuerdos: those of all minutes in one tray, overdue first, and what is done about each."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import minutes
from pea_desktop.areas.minutes import AGREEMENT_STATE_LABELS, AgreementState, TrayRow
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.notice import Notice
from pea_desktop.ui.kit.report_table import ReportTable
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.side_panel import SidePanel
from pea_desktop.ui.kit.widgets import (
    Bar,
    Button,
    Choice,
    EmptyState,
    FilterButton,
    Header,
    SearchBox,
    label,
)
from pea_desktop.ui.screens import agreement_panel, agreement_rows
from pea_desktop.ui.screens.agreement_panel import AgreementPanel, gather
from pea_desktop.ui.screens.agreement_rows import OPEN, Grouping, Narrow, Shown
from pea_desktop.ui.screens.agreement_work import AgreementWork

_TABLE, _NONE_YET, _ALL_DONE, _NOTHING_FOUND = range(4)


class AgreementsScreen(QWidget):
    """The tray; Space fulfils an acuerdo, E gives it another date, G groups them otherwise.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
        place_wanted: a screen's key, a row and a field the person wants to see.
    """

    status_changed = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Acuerdos")
        self._workspace = workspace
        self._every: list[TrayRow] = []
        self._shown: list[TrayRow] = []
        self._notice = Notice(self)
        self._notice.changed.connect(self.status_changed)
        self._grouping = Grouping.INSTITUTION
        self._actions: dict[str, QAction] = {}
        self.work = AgreementWork(workspace, self, self._notice.say)
        self._lay_out()
        self._connect()
        self.destroyed.connect(self.work.forget)
        self.refresh()

    def refresh(self, changes: Changes | None = None) -> None:
        """Read the acuerdos again; the chosen one stays chosen."""
        self._every = minutes.tray(self._workspace.session, self.work.today)
        self._show_choices()
        self.overdue.set_count(sum(row.is_overdue for row in self._every))
        owing = sum(row.open_tasks > 0 for row in self._every)
        self.tasks.set_count(owing)
        self.tasks.setVisible(owing > 0 or self.tasks.isChecked())
        self._bar.fit()
        self._show_table()
        self.status_changed.emit()

    def status_text(self) -> str:
        """Return how many acuerdos are open and how many of them overdue, or what was just done."""
        if self._notice.text:
            return self._notice.text
        if not self._every:
            return _("Sin acuerdos todavía")
        count = sum(row.is_open for row in self._every)
        said = ngettext("{n} abierto de {all}", "{n} abiertos de {all}", count)
        late = sum(row.is_overdue for row in self._every)
        told = ngettext("{n} vencido", "{n} vencidos", late).format(n=late)
        return " · ".join((said.format(n=count, all=len(self._every)), told))

    def current(self) -> TrayRow | None:
        """Return the chosen acuerdo."""
        entry = self.report.entry_at(self.table.currentIndex().row())
        return entry if isinstance(entry, TrayRow) else None

    def go_to(self, row_id: str, _field: str = "") -> None:
        """Show an acuerdo, whatever is left out now."""
        if not self.table.go_to(row_id):
            self._clear()
            self.table.go_to(row_id)

    def document_wanted(self) -> tuple[str, dict[str, str]]:
        """Return the document thought of first here, and its subjects."""
        row = self.current()
        subject = row.institution_id if row else None
        return "agreements", {"institucion": subject or "", "minuta": row.minute_id if row else ""}

    # What the person does

    def follow_up(self, state: AgreementState | None = None) -> None:
        """Registrar avance of the chosen acuerdo."""
        row = self.current()
        if row is not None:
            self._do(lambda: self.work.follow_up(row, state))

    def group(self) -> None:
        """Group by the next thing there is to group by."""
        order = list(Grouping)
        self.group_by(order[(order.index(self._grouping) + 1) % len(order)].value)

    def group_by(self, grouping: str) -> None:
        """Group by institution, by state, or not at all."""
        self._grouping = Grouping(grouping)
        self.grouping.choose(grouping)
        self._show_table()

    def open_minute(self) -> None:
        """Go to the minute of the chosen acuerdo."""
        row = self.current()
        if row is not None:
            self.place_wanted.emit("minutes", row.id, "")

    def remind(self) -> None:
        """Print the oficio de recordatorio of the institution of the chosen acuerdo."""
        row = self.current()
        if row is not None:
            self._do(lambda: self.work.remind(row.institution_id))

    # Laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(self.title)
        self.search = SearchBox(_("Buscar en los acuerdos (Ctrl+F)"), _("Buscar"))
        self.letter = Button(
            _("Oficio de recordatorio"),
            "file-text",
            tip=_("Oficio de recordatorio a la institución del acuerdo elegido (Ctrl+P)"),
        )
        for widget in (self.search, self.letter):
            self.header.tools.addWidget(widget)
        column.addWidget(self.header)
        column.addWidget(self._make_bar())
        self.report = ReportTable(
            lambda row: agreement_rows.make_row(row, self._columns),
            lambda row: row.id,
        )
        self.table = ReportView(self.report, _("Acuerdos"), lines=3)
        self.panel = AgreementPanel()
        self._pages = QStackedWidget()
        for page in (self.table, *self._make_states()):
            self._pages.addWidget(page)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self._pages, 1)
        across.addWidget(self.panel)
        self._side = SidePanel(self.panel, self._pages, across)
        column.addLayout(across, 1)

    def _make_bar(self) -> Bar:
        self._bar = Bar()
        self.institution, self.state = Choice(), Choice()
        self.institution.setAccessibleName(_("Institución"))
        self.state.setAccessibleName(_("Estado"))
        self.institution.setMinimumContentsLength(14)
        self.state.setMinimumContentsLength(11)
        self.overdue = FilterButton(
            _("Vencidos"), "circle-alert", token="err", tip=_("Ver sólo los vencidos")
        )
        self.tasks = FilterButton(
            _("Con tareas"), "list-checks", tip=_("Ver sólo los que tienen tareas pendientes")
        )
        self.grouping = Segments(
            _("Agrupar"),
            (
                (Grouping.INSTITUTION, _("Institución")),
                (Grouping.STATE, _("Estado")),
                (Grouping.TASKS, _("Tareas")),
                (Grouping.NONE, _("Sin grupos")),
            ),
        )
        word = label(_("Agrupar"), "secondary")
        word.setWordWrap(False)
        self._bar.spare = [word]
        for widget in (self.institution, self.state, self.overdue, self.tasks, word, self.grouping):
            self._bar.left.addWidget(widget)
        self.advance = Button(
            _("Registrar avance"), "plus", "primary", tip=_("Registrar avance (A)")
        )
        self.show_panel = Button("", "panel-right-open", "icon", tip=_("Mostrar el panel"))
        for button in (self.advance, self.show_panel):
            self._bar.right.addWidget(button)
        return self._bar

    def _make_states(self) -> Sequence[QWidget]:
        none = EmptyState(
            "inbox",
            _("Los acuerdos se llenan al capturar minutas"),
            _(
                "Aquí están los de todas las mesas, primero los vencidos: «Mesa 08, acuerdo 2: "
                "SECOEM verifica sus líneas base a más tardar el 24 de abril». De cada uno se "
                "registra qué se hizo, con su evidencia, y se imprime el recordatorio."
            ),
        )
        self._first = Button(_("Ir a Minutas"), "notebook-pen", "primary")
        self._first.clicked.connect(lambda: self.place_wanted.emit("minutes", "", ""))
        receive = Button(_("Recibir un paquete"), "package-open")
        receive.clicked.connect(lambda: self.place_wanted.emit("sync", "", ""))
        none.buttons.addWidget(self._first)
        none.buttons.addWidget(receive)
        done = EmptyState(
            "circle-check",
            _("No hay acuerdos abiertos"),
            _("Todos están cumplidos o cancelados, o son constancias, que no tienen plazo."),
        )
        see = Button(_("Ver todos"), "list-filter")
        see.clicked.connect(self._clear)
        done.buttons.addWidget(see)
        nothing = EmptyState(
            "search", _("Ningún acuerdo coincide"), _("Busque otras palabras o quite los filtros.")
        )
        clear = Button(_("Ver todos"), "x")
        clear.clicked.connect(self._clear)
        nothing.buttons.addWidget(clear)
        return none, done, nothing

    def _connect(self) -> None:
        for choice in (self.institution, self.state):
            choice.activated.connect(lambda _at: self._show_table())
        for only in (self.overdue, self.tasks):
            only.toggled.connect(lambda _on: self._show_table())
        self.grouping.chosen.connect(self.group_by)
        self.search.textChanged.connect(lambda _text: self._show_table())
        self.search.left.connect(self.table.setFocus)
        self.advance.clicked.connect(lambda _on: self.follow_up())
        self.letter.clicked.connect(self.remind)
        self.show_panel.clicked.connect(lambda: self._want_panel(True))
        self.table.chosen.connect(lambda _key: self._show_panel())
        self.table.opened.connect(lambda _key: self.open_minute())
        self.table.pressed.connect(lambda _key, _column: self.open_minute())
        self.panel.closed.connect(lambda: self._want_panel(False))
        self.panel.wanted.connect(lambda key: self._actions[key].trigger())
        self.panel.evidence_wanted.connect(self._open_evidence)
        self.panel.task_wanted.connect(self._do_task)
        self._actions |= commands.install(self, self._commands())
        # Single letters only where nobody types.
        self._actions |= commands.install(self.table, self._letters())
        commands.tell(self.table, [(_("Ir a su minuta"), "Return")])
        self.menu_actions = [
            self._actions[key] for key in ("letter", "status", "export", "days_off", "history")
        ]

    def _commands(self) -> tuple[Command, ...]:
        work = self.work
        return (
            Command("find", _("Buscar en los acuerdos"), self.search.setFocus, "Ctrl+F"),
            Command("letter", _("Oficio de recordatorio…"), self.remind, "Ctrl+P"),
            Command("task", _("Tarea del acuerdo…"), self._with(work.add_task), "Ctrl+T"),
            Command("export", _("Exportar a Excel…"), lambda: work.export(self._shown), "Ctrl+E"),
            Command("status", _("Estado de los acuerdos (PDF)"),
                    lambda: work.print_status(self._shown)),
            Command("days_off", _("Días inhábiles…"), work.show_days_off),
            Command("history", _("Historial del acuerdo"), self._with(work.show_history),
                    "Ctrl+Shift+H"),
            Command("edit", _("Editar el acuerdo de un borrador…"), self._with(work.edit), "F2"),
        )  # fmt: skip

    def _letters(self) -> tuple[Command, ...]:
        fulfil = _("Marcar como cumplido…")
        return (
            Command("done", fulfil, lambda: self.follow_up(AgreementState.FULFILLED), "Space"),
            Command("advance", _("Registrar avance…"), self.follow_up, "A"),
            Command("due", _("Cambiar fecha límite…"), self._with(self.work.change_due), "E"),
            Command("group", _("Agrupar de otro modo"), self.group, "G"),
        )

    # Showing

    @property
    def _columns(self) -> Shown:
        is_one = len({row.institution_id for row in self._shown}) == 1
        return Shown(
            institution=self._grouping is not Grouping.INSTITUTION and not is_one,
            state=self._grouping is not Grouping.STATE,
        )

    def _show_choices(self) -> None:
        known = {row.institution_id or "": row.institution for row in self._every}
        known.pop("", None)
        chosen = str(self.institution.currentData() or "")
        self.institution.clear()
        self.institution.addItem(_("Todas las instituciones"), "")
        for key, name in sorted(known.items(), key=lambda one: one[1]):
            self.institution.addItem(name, key)
        self.institution.setCurrentIndex(max(0, self.institution.findData(chosen)))
        self.institution.setVisible(len(known) > 1)
        if not self.state.count():
            self.state.addItem(_("Abiertos"), OPEN)
            self.state.addItem(_("Todos los estados"), "")
            for state, word in AGREEMENT_STATE_LABELS.items():
                self.state.addItem(_(word), state.value)

    def _show_table(self) -> None:
        narrow = Narrow(
            self.search.text(),
            self.overdue.isChecked(),
            str(self.institution.currentData() or ""),
            str(self.state.currentData() or ""),
            self.tasks.isChecked(),
        )
        self._shown = agreement_rows.narrowed(self._every, narrow)
        columns = agreement_rows.columns(self._columns)
        self.table.show_entries(columns, agreement_rows.entries(self._shown, self._grouping))
        self.header.set_subtitle(agreement_rows.counted(self._shown) if self._every else "")
        page = _TABLE
        if not self._every:
            page = _NONE_YET
        elif not self._shown:
            is_all = narrow == Narrow(state=OPEN)
            page = _ALL_DONE if is_all else _NOTHING_FOUND
        self._pages.setCurrentIndex(page)
        self._bar.setVisible(bool(self._every))
        for widget in (self.search, self.letter):
            widget.setVisible(bool(self._every))
        for button in (self.advance, self.letter):
            button.setEnabled(bool(self._shown))
        self.setFocusProxy((self.table, self._first, self.search, self.search)[page])
        self._fit_panel()

    def _show_panel(self) -> None:
        row = self.current()
        shown = None
        if row is not None:
            shown = gather(self._workspace, row)
        self.panel.show_agreement(shown)

    def _open_evidence(self, key: str) -> None:
        row = self.current()
        if row is not None:
            self.work.open_evidence(row.id, key)

    def _do_task(self, what: str, key: str) -> None:
        row = self.current()
        if what == agreement_panel.REMOVE:
            self._do(lambda: self.work.remove_task(key))
        elif what == agreement_panel.EDIT and row is not None:
            self._do(lambda: self.work.edit_task(row, key))
        elif what == agreement_panel.TURN:
            self._do(lambda: self.work.turn_task(key))

    def _with(self, run: Callable[[TrayRow], object]) -> Callable[[], None]:
        """Return what runs something with the chosen acuerdo."""

        def act() -> None:
            row = self.current()
            if row is not None:
                self._do(lambda: run(row))

        return act

    def _do(self, run: Callable[[], object]) -> None:
        try:
            run()
        except PeaError as error:
            dialogs.show_error(error, self)
        if self._pages.currentIndex() == _TABLE:
            self.table.setFocus()

    def _clear(self) -> None:
        self.search.clear()
        self.overdue.setChecked(False)
        self.tasks.setChecked(False)
        self.institution.setCurrentIndex(0)
        self.state.setCurrentIndex(self.state.findData(""))
        self._show_table()
        self.table.setFocus()

    # The panel's place

    def _want_panel(self, wanted: bool) -> None:
        self._side.want(wanted)
        self._fit_panel()
        self.table.setFocus()

    def _fit_panel(self) -> None:
        is_useful = self._pages.currentIndex() == _TABLE
        self._side.fit(is_useful=is_useful)
        self.show_panel.setVisible(is_useful and self.panel.isHidden())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_panel()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._side.is_over:
            self._want_panel(False)
        else:
            super().keyPressEvent(event)
