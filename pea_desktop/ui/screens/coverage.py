"""Cobertura: which prioridades and acciones sugeridas of the policy have líneas."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import coverage
from pea_desktop.areas.matrix.coverage import Coverage, CoveredPriority, InstitutionRef
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import _
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.report_table import ReportTable
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import (
    Bar,
    Button,
    Choice,
    EmptyState,
    FilterButton,
    Header,
    SearchBox,
    frame,
    label,
)
from pea_desktop.ui.screens.coverage_rows import (
    Narrow,
    Part,
    part_columns,
    part_entries,
    part_row,
    priority_columns,
    priority_entries,
    priority_row,
)
from pea_desktop.ui.screens.coverage_work import take_up

_MAP, _NO_POLICY, _NOTHING_FOUND = range(3)
# Líneas up to which the map takes less than a blink; above, it is drawn beside the window.
_AT_ONCE = 400


class CoverageScreen(QWidget):
    """The policy as a map; L makes a línea of the chosen acción sugerida.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
        place_wanted: a screen's key, a línea and a field the person wants to see.
    """

    status_changed = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Cobertura")
        self._workspace = workspace
        self._found = Coverage(())
        self._known: list[InstitutionRef] = []
        self._asked = 0
        self._made_id = self._shown_id = ""
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self, changes: Changes | None = None) -> None:
        """Draw the map again, beside the window where that would be felt."""
        session = self._workspace.session
        facts, rows = coverage.policy_facts(session), matrix.lines(session)
        self._known = coverage.matrix_institutions(session)
        self._asked += 1
        if len(rows) <= _AT_ONCE:
            self._take(coverage.cover(facts, rows))
            return
        asked = self._asked
        task = Task(lambda _job: coverage.cover(facts, rows))
        task.done.connect(lambda found: self._take(found) if asked == self._asked else None)
        task.start()

    def status_text(self) -> str:
        """Return how much of the policy has líneas."""
        return self._found.sentence() if self._found.priorities else _("Sin política")

    # What the person does

    def create_line(self) -> None:
        """Make a línea of the chosen acción sugerida, or go to the one it has."""
        part = self._part()
        if part is None or part.action is None:
            return
        if part.action.lines:
            self.open_part()
            return
        made = take_up(self._workspace, self, part.action.id, self._target())
        if not made:
            return
        self._made_id = made
        row = next((row for row in matrix.lines(self._workspace.session) if row.id == made), None)
        if row is not None:
            known = coverage.matrix_institutions(self._workspace.session)
            names = {one.id: one.short for one in known}
            said = _("Se creó la línea {n} en la matriz de {name}.")
            self._done_words.setText(said.format(n=row.number, name=names[row.institution_id]))
            self._done.show()

    def open_part(self, _key: str = "") -> None:
        """Go to the chosen línea, or to the first one that takes the acción up."""
        part = self._part()
        lines = part.action.lines if part and part.action else ()
        line = part.line if part and part.line else next(iter(lines), None)
        if line is not None:
            self.place_wanted.emit("matrix", line.id, "line")

    def open_priority(self, _key: str = "") -> None:
        """Go on to the acciones and líneas of the chosen prioridad."""
        self.parts.setFocus()

    # Laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(self.title)
        self.search = SearchBox(_("Buscar en la cobertura (Ctrl+F)"), _("Buscar"))
        self.header.tools.addWidget(self.search)
        column.addWidget(self.header)
        column.addWidget(self._make_bar())
        self._priorities = ReportTable(
            lambda one: priority_row(one, self._known, self._has_actions),
            lambda one: one.item.id,
        )
        self.map = ReportView(self._priorities, _("Prioridades de la política"), lines=3)
        self._parts = ReportTable(lambda part: part_row(part, self._known), lambda p: p.key)
        self.parts = ReportView(self._parts, _("Acciones sugeridas y líneas"), lines=6)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.map)
        split.addWidget(self._make_side())
        for part, share in ((0, 5), (1, 4)):
            split.setStretchFactor(part, share)
        split.setSizes([500, 400])
        self._pages = QStackedWidget()
        for page in (split, *self._make_states()):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.map)

    def _make_bar(self) -> Bar:
        self._bar = Bar()
        self.axes = Choice()
        self.axes.setAccessibleName(_("Eje"))
        self.axes.setMinimumContentsLength(16)
        self.without_lines = FilterButton(
            _("Sin líneas"),
            "circle-dashed",
            token="revline",
            tip=_("Ver sólo las prioridades sin líneas"),
        )
        self.open_actions = FilterButton(
            _("Con acciones sin línea"),
            "list-filter",
            tip=_("Ver sólo las prioridades con acciones sugeridas sin línea"),
        )
        for widget in (self.axes, self.without_lines, self.open_actions):
            self._bar.left.addWidget(widget)
        self._into = label(_("Crear en"), "secondary")
        self._into.setWordWrap(False)
        self.chooser = Choice()
        self.chooser.setAccessibleName(_("Institución de las líneas nuevas"))
        self.chooser.setMinimumContentsLength(14)
        self.make = Button(
            _("Crear línea"), "plus", "primary", tip=_("Crear línea de la acción elegida (L)")
        )
        for action in (self._into, self.chooser, self.make):
            self._bar.right.addWidget(action)
        self._bar.spare = [self._into]
        return self._bar

    def _make_side(self) -> QWidget:
        theme = Theme.of_application()
        side = frame("surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        words = QVBoxLayout(head)
        words.setContentsMargins(*(theme.px(one) for one in (16, 12, 16, 12)))
        words.setSpacing(theme.px(4))
        self._number, self._text = label("", "section"), label("", "strong", selectable=True)
        self._note = label("", "secondary")
        for one in (self._number, self._text, self._note):
            words.addWidget(one)
        column.addWidget(head)
        column.addWidget(self.parts, 1)
        self._done = frame("info")
        row = QHBoxLayout(self._done)
        self._done_words = label("", "infotext")
        self.go = Button(_("Ir a la línea"), "corner-down-right")
        row.addWidget(self._done_words, 1)
        row.addWidget(self.go)
        self._done.hide()
        column.addWidget(self._done)
        return side

    def _make_states(self) -> tuple[QWidget, QWidget]:
        no_policy = EmptyState(
            "layout-grid",
            _("Este expediente no tiene política"),
            _(
                "Aquí se ve qué prioridades y acciones sugeridas de la política ya tienen líneas"
                " en alguna matriz, y cuáles todavía no."
            ),
        )
        nothing = EmptyState(
            "search",
            _("Ninguna prioridad coincide"),
            _("Busque otras palabras o quite los filtros."),
        )
        clear = Button(_("Quitar filtros"), "x")
        clear.clicked.connect(self._clear)
        nothing.buttons.addWidget(clear)
        return no_policy, nothing

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._show_map())
        self.search.left.connect(self.map.setFocus)
        self.axes.activated.connect(lambda _at: self._show_map())
        self.without_lines.toggled.connect(lambda _on: self._show_map())
        self.open_actions.toggled.connect(lambda _on: self._show_map())
        self.make.clicked.connect(self.create_line)
        self.go.clicked.connect(lambda: self.place_wanted.emit("matrix", self._made_id, "line"))
        self.map.chosen.connect(lambda _key: self._show_parts())
        self.map.opened.connect(self.open_priority)
        self.parts.chosen.connect(lambda _key: self._fit_create())
        self.parts.opened.connect(self.open_part)
        self.parts.pressed.connect(lambda _key, _column: self.create_line())
        commands.install(
            self,
            (
                Command("find", _("Buscar en la cobertura"), self.search.setFocus, "Ctrl+F"),
                Command("create", _("Crear línea de la acción sugerida"), self.create_line, "L"),
            ),
        )
        commands.tell(self.parts, [(_("Ir a la línea en la matriz"), "Return")])

    # Showing

    @property
    def _has_actions(self) -> bool:
        return any(one.actions for one in self._found.priorities)

    def _take(self, found: Coverage) -> None:
        self._found = found
        covered, priorities, _uncovered, _actions = found.counts()
        self.without_lines.set_count(priorities - covered)
        self.open_actions.set_count(sum(1 for one in found.priorities if one.uncovered))
        self.open_actions.setVisible(self._has_actions)
        self.make.setVisible(self._has_actions)
        self.header.set_subtitle(found.sentence() if priorities else "")
        self._show_choices()
        self._bar.fit()
        if self._made_id and not any(
            line.id == self._made_id for one in found.priorities for line in one.lines
        ):
            # Undone: there is nothing to go to.
            self._done.hide()
        self._show_map()
        self.status_changed.emit()

    def _show_choices(self) -> None:
        axis, target = str(self.axes.currentData() or ""), self._target()
        self.axes.clear()
        self.axes.addItem(_("Todos los ejes"), "")
        known = {one.axis.id: one.axis for one in self._found.priorities if one.axis}
        for one in known.values():
            self.axes.addItem(
                _("Eje {number}. {text}").format(number=one.number, text=one.text), one.id
            )
        self.axes.setCurrentIndex(max(self.axes.findData(axis), 0))
        self.chooser.clear()
        for institution in self._known:
            self.chooser.addItem(institution.short, institution.id)
        self.chooser.setCurrentIndex(max(self.chooser.findData(target), 0))
        is_asked = len(self._known) > 1 and self._has_actions
        self._bar.spare = [self._into] if is_asked else []
        self._into.setVisible(is_asked)
        self.chooser.setVisible(is_asked)

    def _show_map(self) -> None:
        narrow = Narrow(
            self.without_lines.isChecked(),
            self.open_actions.isChecked(),
            str(self.axes.currentData() or ""),
            self.search.text(),
        )
        entries = priority_entries(self._found, narrow)
        self.map.show_entries(priority_columns(self._known, self._has_actions), entries)
        page = _MAP if entries else _NOTHING_FOUND
        if not self._found.priorities:
            page = _NO_POLICY
        self._pages.setCurrentIndex(page)
        self._show_parts()

    def _show_parts(self) -> None:
        one = self._priorities.entry_at(self.map.currentIndex().row())
        if not isinstance(one, CoveredPriority):
            self.parts.show_entries(part_columns(), [])
            return
        self._number.setText(_("Prioridad {number}").format(number=one.item.number or ""))
        self._text.setText(one.item.text)
        notes = []
        if not one.lines:
            notes.append(_("Todavía no tiene líneas."))
        if self._has_actions and not one.actions:
            notes.append(_("El documento no trae la ficha de esta prioridad."))
        self._note.setText(" ".join(notes))
        self._note.setVisible(bool(notes))
        stay, self._shown_id = one.item.id == self._shown_id, one.item.id
        self.parts.show_entries(part_columns(), part_entries(one), stay=stay)
        self._fit_create()

    def _fit_create(self) -> None:
        part = self._part()
        self.make.setEnabled(part is not None and part.action is not None and not part.action.lines)

    def _part(self) -> Part | None:
        entry = self._parts.entry_at(self.parts.currentIndex().row())
        return entry if isinstance(entry, Part) else None

    def _target(self) -> str:
        return str(self.chooser.currentData() or "")

    def _clear(self) -> None:
        self.search.clear()
        self.axes.setCurrentIndex(0)
        self.without_lines.setChecked(False)
        self.open_actions.setChecked(False)
        self._show_map()
        self.map.setFocus()
