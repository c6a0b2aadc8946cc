"""Diagnóstico: what the rules say of the líneas, and whether a matrix may be signed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import LineRow, diagnosis, ficha
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding, Fix, Severity
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.report_table import ReportTable
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.side_panel import SidePanel
from pea_desktop.ui.kit.theme import Theme
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
from pea_desktop.ui.screens.diagnosis_panel import (
    DiagnosisPanel,
    fix_all_label,
    fix_label,
    gate_words,
)
from pea_desktop.ui.screens.diagnosis_rows import (
    ICONS,
    PLURALS,
    Grouping,
    Place,
    finding_columns,
    finding_entries,
    is_narrow,
    make_row,
    score_columns,
    score_entries,
    where_errors_are,
)
from pea_desktop.ui.screens.matrix_checks import LineChecks

_TABLE, _NO_LINES, _IN_ORDER, _NOTHING_FOUND, _WORKING = range(5)


class DiagnosisScreen(QWidget):
    """Every finding with its reason, its place and its fixes; it checks again after each change.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
        place_wanted: a screen's key, a línea and a field the person wants to see.
    """

    status_changed = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Diagnóstico")
        self._workspace = workspace
        self._every: list[LineRow] = []
        self._rows: dict[str, LineRow] = {}
        self._names: dict[str, str] = {}
        self._institution_id: str | None = None
        self._grouping = Grouping.SEVERITY
        self._has_checked = self._is_narrow = False
        self._known_states: list[diagnosis.MatrixState] = []
        self.checks = LineChecks(workspace, lambda: list(self._rows.values()), self)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self, changes: Changes | None = None) -> None:
        """Read the líneas and check them again."""
        session = self._workspace.session
        self._every = matrix.lines(session)
        self._names = {row.institution_id: row.institution for row in self._every}
        if self._institution_id is None or (
            self._institution_id and self._institution_id not in self._names
        ):
            self._institution_id = next(iter(self._names), None)
        shown = self._institution_id
        self._rows = {row.id: row for row in self._every if shown in {"", row.institution_id}}
        self._show_institutions()
        if changes is None:
            self.checks.now()
        else:
            self.checks.later()

    def status_text(self) -> str:
        """Return how many findings there are, and whether the matrix may be signed."""
        if not self._rows:
            return _("Sin líneas todavía")
        if not self._has_checked:
            return _("Revisando {n} líneas…").format(n=len(self._rows))
        count = len(self.checks.findings)
        said = ngettext("{n} hallazgo", "{n} hallazgos", count).format(n=count)
        states = self._known_states
        return f"{said} · {gate_words(states[0])}" if len(states) == 1 else said

    # What the person does

    def group_by(self, grouping: str) -> None:
        """Show the findings under another heading, or the líneas by score."""
        self._grouping = Grouping(grouping)
        self.grouping.choose(grouping)
        self._show_table(stay=False)

    def open_place(self, key: str = "") -> None:
        """Go to the cell of a finding, or to a línea, in the matrix."""
        place = self._place(key or self.table.current_key())
        if place is None:
            return
        row_id = place.finding.row_id if place.finding else place.row.id if place.row else None
        if row_id is not None:
            field = place.finding.field if place.finding else None
            self.place_wanted.emit("matrix", row_id, field or "line")

    def fix(self, fix: Fix, everywhere: bool = False) -> None:
        """Make a fix of the chosen finding, or all that do the same, as one step to undo."""
        finding = self._current_finding()
        if finding is None:
            return
        fixes = [fix]
        if everywhere:
            fixes = diagnosis.fixes_alike(self.checks.findings, finding, fix)
        name = fix_all_label(fix, len(fixes)) if everywhere else fix_label(finding, fix)
        try:
            with self._workspace.edit(name) as session:
                diagnosis.apply_fixes(session, fixes)
        except PeaError as error:
            dialogs.show_error(error, self)
        # The button pressed is gone with its finding, and took the keyboard with it.
        self.table.setFocus()

    def fix_first(self, everywhere: bool = False) -> None:
        """Make the only fix of the chosen finding; where there are several, go to them."""
        finding = self._current_finding()
        if finding is None or not finding.fixes:
            return
        if len(finding.fixes) == 1:
            self.fix(finding.fixes[0], everywhere)
        else:
            self._want_panel(True)
            self.panel.focus_fixes()

    def choose_institution(self, institution_id: str) -> None:
        """Look at one institution's matrix, or at all of them with ""."""
        self._institution_id = institution_id
        self.refresh()
        self.table.setFocus()

    # Laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(self.title)
        self.search = SearchBox(_("Buscar en los hallazgos (Ctrl+F)"), _("Buscar"))
        self.header.tools.addWidget(self.search)
        column.addWidget(self.header)
        column.addWidget(self._make_bar())
        self.report = ReportTable(
            lambda place: make_row(place, self._owners(), self._is_narrow),
            lambda place: place.key,
        )
        self.table = ReportView(self.report, _("Hallazgos"), lines=3)
        self.panel = DiagnosisPanel(self._commit)
        self._pages = QStackedWidget()
        self._pages.installEventFilter(self)
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
        self.chooser = Choice()
        self.chooser.setAccessibleName(_("Institución"))
        # Names of institutions may fill a line; the list shows them whole.
        self.chooser.setMinimumContentsLength(16)
        self.grouping = Segments(
            _("Agrupar"),
            (
                (Grouping.SEVERITY, _("Gravedad")),
                (Grouping.PRIORITY, _("Prioridad")),
                (Grouping.SCORE, _("Puntaje por línea")),
            ),
        )
        self.filters: dict[Severity, FilterButton] = {}
        word = label(_("Agrupar"), "secondary")
        word.setWordWrap(False)
        for widget in (self.chooser, word, self.grouping):
            self._bar.left.addWidget(widget)
        self._bar.spare = [word]
        for severity, (icon, token) in ICONS.items():
            button = FilterButton(
                _(PLURALS[severity]), icon, token=token, tip=_("Mostrar u ocultar")
            )
            button.setChecked(True)
            button.toggled.connect(lambda _on: self._show_table())
            self.filters[severity] = button
            self._bar.left.addWidget(button)
        self.show_panel = Button("", "panel-right-open", "icon", tip=_("Mostrar el panel"))
        self._bar.right.addWidget(self.show_panel)
        return self._bar

    def _make_states(self) -> Sequence[QWidget]:
        no_lines = EmptyState(
            "list-checks",
            _("Todavía no hay nada que revisar"),
            _(
                "Aquí se dice qué le falta a cada línea, por qué importa y cómo se corrige, y si"
                " la matriz está lista para firma. Escriba o importe la matriz primero."
            ),
        )
        go = Button(_("Ir a la matriz"), "table-2", "primary")
        go.clicked.connect(lambda: self.place_wanted.emit("matrix", "", ""))
        no_lines.buttons.addWidget(go)
        in_order = EmptyState(
            "circle-check",
            _("Todo en orden"),
            _(
                "Se revisaron líneas, indicadores, fórmulas, metas, líneas base, prioridades,"
                " instituciones, consultas pendientes y repeticiones, y no hay nada que corregir."
            ),
        )
        nothing = EmptyState(
            "search",
            _("Ningún hallazgo coincide"),
            _("Busque otras palabras o muestre de nuevo errores, avisos e información."),
        )
        clear = Button(_("Mostrar todo"), "x")
        clear.clicked.connect(self._clear)
        nothing.buttons.addWidget(clear)
        working = EmptyState("list-checks", _("Revisando…"), _("La matriz es grande; un momento."))
        return no_lines, in_order, nothing, working

    def _connect(self) -> None:
        self.chooser.activated.connect(
            lambda _at: self.choose_institution(str(self.chooser.currentData() or ""))
        )
        self.grouping.chosen.connect(self.group_by)
        self.search.textChanged.connect(lambda _text: self._show_table())
        self.search.left.connect(self.table.setFocus)
        self.show_panel.clicked.connect(lambda: self._want_panel(True))
        self.table.chosen.connect(lambda _key: self._show_finding())
        self.table.opened.connect(self.open_place)
        self.table.pressed.connect(lambda _key, _column: self.fix_first())
        self.panel.closed.connect(lambda: self._want_panel(False))
        self.panel.go_wanted.connect(self.open_place)
        self.panel.fix_wanted.connect(self.fix)
        self.panel.matrix_wanted.connect(self.choose_institution)
        self.checks.settled.connect(self._on_checked)
        commands.install(
            self,
            (
                Command("find", _("Buscar en los hallazgos"), self.search.setFocus, "Ctrl+F"),
                Command("next", _("Siguiente hallazgo"), lambda: self._step(1), "F8"),
                Command("before", _("Hallazgo anterior"), lambda: self._step(-1), "Shift+F8"),
                Command("fix", _("Corregir el hallazgo"), self.fix_first, "Ctrl+."),
                Command(
                    "fix_all",
                    _("Corregir todos los iguales"),
                    lambda: self.fix_first(everywhere=True),
                    "Ctrl+Shift+.; Ctrl+:",
                ),
            ),
        )
        commands.tell(self.table, [(_("Ir a la celda en la matriz"), "Return")])

    # Showing

    @property
    def _has_several(self) -> bool:
        return self._institution_id == "" and len(self._names) > 1

    def _states(self) -> list[diagnosis.MatrixState]:
        states = diagnosis.matrix_states(
            self._workspace.session, self.checks.findings, list(self._rows.values())
        )
        shown = self._institution_id
        return [one for one in states if shown in {"", None, one.institution_id}]

    def _owners(self) -> dict[str, str]:
        """Return the short names of the institutions, none where only one is shown."""
        if not self._has_several:
            return {}
        return {state.institution_id: state.short for state in self._known_states}

    def _show_institutions(self) -> None:
        names = {**self._names, "": _("Todas las instituciones")}
        self.chooser.setVisible(len(self._names) > 1)
        self.chooser.clear()
        for institution_id, name in names.items():
            self.chooser.addItem(name, institution_id)
        self.chooser.setCurrentIndex(self.chooser.findData(self._institution_id or ""))
        self.header.set_subtitle(self._names.get(self._institution_id or "", ""))

    def _on_checked(self) -> None:
        self._has_checked = True
        for severity, button in self.filters.items():
            button.set_count(sum(1 for one in self.checks.findings if one.severity is severity))
        self._bar.fit()
        self._known_states = self._states()
        reasons = where_errors_are(self.checks.findings)
        self.panel.show_states(self._known_states, reasons, several=self._has_several)
        self._show_table()
        self.status_changed.emit()

    def _show_table(self, *, stay: bool = True) -> None:
        shown = frozenset(one for one, button in self.filters.items() if button.isChecked())
        words, findings = self.search.text(), self.checks.findings
        is_score = self._grouping is Grouping.SCORE
        self._is_narrow = self._has_little_room()
        for button in self.filters.values():
            button.setEnabled(not is_score)
        if is_score:
            entries = score_entries(findings, list(self._rows.values()), words)
            columns = score_columns(self._has_several, self._is_narrow)
        else:
            entries = finding_entries(findings, self._rows, shown, self._grouping, words)
            columns = finding_columns(self._has_several, self._is_narrow)
        self.table.setAccessibleName(_("Puntaje por línea") if is_score else _("Hallazgos"))
        self.table.show_entries(columns, entries, stay=stay)
        self._choose_page(bool(entries), is_score)
        self._show_finding()

    def _choose_page(self, has_entries: bool, is_score: bool) -> None:
        page = _TABLE
        if not self._rows:
            page = _NO_LINES
        elif not self._has_checked:
            page = _WORKING
        elif not has_entries:
            page = _NOTHING_FOUND if self.checks.findings or is_score else _IN_ORDER
        self._pages.setCurrentIndex(page)
        self.setFocusProxy(self.table if page == _TABLE else self.search)
        self._fit_panel()

    def _show_finding(self) -> None:
        place = self._place(self.table.current_key())
        if place is not None and place.finding is None and place.row is not None:
            self.panel.show_line(place.row.number, self.checks.of(place.row.id))
            return
        finding = place.finding if place is not None else None
        alike = [
            len(diagnosis.fixes_alike(self.checks.findings, finding, fix))
            for fix in (finding.fixes if finding else ())
            if finding is not None
        ]
        self.panel.show_finding(finding, alike)

    def _current_finding(self) -> Finding | None:
        place = self._place(self.table.current_key())
        return place.finding if place is not None else None

    def _place(self, key: str) -> Place | None:
        entry = self.report.entry_at(self.table.currentIndex().row())
        return entry if isinstance(entry, Place) and entry.key == key else None

    def _commit(self, key: str, text: str) -> None:
        [state] = self._known_states
        if key == "template":
            with self._workspace.edit(_("Elegir la plantilla de ficha")) as session:
                ficha.set_template(session, state.id, text)
        else:
            with self._workspace.edit(_("Cambiar las líneas declaradas")) as session:
                diagnosis.set_declared(session, state.id, text)

    def _clear(self) -> None:
        self.search.clear()
        for button in self.filters.values():
            button.setChecked(True)
        self.table.setFocus()

    def _step(self, by: int) -> None:
        self.table.step(by)
        self.table.setFocus()

    # The panel's place

    def _want_panel(self, wanted: bool) -> None:
        self._side.want(wanted)
        self._fit_panel()
        self.table.setFocus()

    def _fit_panel(self) -> None:
        self._side.fit(is_useful=bool(self._rows) and self._has_checked)
        self.show_panel.setVisible(bool(self._rows) and self.panel.isHidden())

    def _has_little_room(self) -> bool:
        width = int(self._pages.width() / Theme.of_application().scale)
        return is_narrow(width, self._has_several)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Once the panel beside has its place.
        if event.type() == QEvent.Type.Resize and self._has_little_room() != self._is_narrow:
            self._show_table()
        return super().eventFilter(watched, event)

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
