"""Matriz: the líneas de acción of an institution, edited in the grid."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.matrix import LineRow
from pea_desktop.core.errors import PeaError
from pea_desktop.core.history import HistoryStep
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit import clipboard, commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.find_bar import FindBar
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridData, NewRow
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.kit.side_panel import SidePanel
from pea_desktop.ui.kit.widgets import Header, SearchBox
from pea_desktop.ui.screens import MATRIX_TITLE
from pea_desktop.ui.screens.line_actions import LineActions
from pea_desktop.ui.screens.line_panel import LinePanel
from pea_desktop.ui.screens.matrix_bar import MatrixBar
from pea_desktop.ui.screens.matrix_books import BookWork
from pea_desktop.ui.screens.matrix_checks import LineChecks
from pea_desktop.ui.screens.matrix_columns import grid_columns
from pea_desktop.ui.screens.matrix_empty import no_lines, nothing_found
from pea_desktop.ui.screens.matrix_grid import ROW_NAME, GridRows
from pea_desktop.ui.screens.matrix_narrowing import Narrowing
from pea_desktop.ui.screens.matrix_rows import Grouping, MadeRows, changed_cell, grid_data
from pea_desktop.ui.screens.matrix_views import ViewMenu
from pea_desktop.ui.screens.matrix_work import RowWork

_NOTICE_MS = 8_000
_LEVELS = {
    Grouping.PRIORITY: (N_("Eje"), N_("Prioridad PEA")),
    Grouping.AXIS: (N_("Eje"),),
    Grouping.STATE: (N_("Estado"),),
    Grouping.INSTITUTION: (N_("Institución"),),
}


class MatrixScreen(QWidget):
    """The grid with its filters, the ficha, import and export.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
    """

    status_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _(MATRIX_TITLE)
        self._workspace = workspace
        self._every: list[LineRow] = []
        self._rows: dict[str, LineRow] = {}
        self._made = MadeRows()
        self._history_of: LineRow | None = None
        self._history: list[HistoryStep] = []
        self._institution_id: str | None = None
        self._institutions: dict[str, str] = {}
        self._grouping = Grouping.PRIORITY
        self._notice = ""
        self._parse_priority = matrix.priority_parser(workspace.session)
        self.checks = LineChecks(workspace, lambda: list(self._rows.values()), self)
        self._read()
        self._model = GridModel(
            self._columns(),
            self._load,
            self._write_cells,
            write_rows=self._write_rows,
            row_name=ROW_NAME,
            levels=_LEVELS[self._grouping],
        )
        self._lay_out()
        self._connect()
        self._show()

    # What the window asks

    def refresh(self, changes: Changes | None = None) -> None:
        """Show the file as it is now."""
        years = self._years
        self._read(changes)
        if years != self._years:
            self._model.set_columns(self._columns())
        self._model.reload()
        self.checks.later()
        self._show(changes)

    def status_text(self) -> str:
        """Return the counters of what is shown, or what was just done."""
        if self._notice:
            return self._notice
        if not self._rows:
            return _("Sin líneas todavía")
        is_filtered = self._model.is_filtered()
        shown = matrix.count(self._shown_rows() if is_filtered else self._rows.values())
        return shown.sentence(len(self._rows) if is_filtered else None)

    def go_to(self, line_id: str, field: str = "line") -> None:
        """Show a cell of a línea, whatever the filter and the institution are now."""
        row = next((row for row in self._every if row.id == line_id), None)
        if row is None:
            return
        if line_id not in self._rows:
            self._choose_institution(row.institution_id)
        if self._model.row_of(line_id) < 0:
            self.narrowing.clear()
        keys = [column.key for column in self._model.columns]
        self.grid.go_to(line_id, keys.index(field) if field in keys else 1)
        self.grid.setFocus()

    # What the person does

    def new_line(self) -> None:
        """Add a línea under the prioridad of the current one, and begin to type it."""
        current = self._current_line()
        institution = current.institution_id if current else self._institution_id
        institution = institution or self._ask_institution()
        if not institution:
            return
        priority = current.priority.id if current and current.priority else None
        self.narrowing.clear()
        try:
            with self._workspace.edit(_("Nueva línea")) as session:
                policy = catalog.current(session)
                owner = self._find_institution(institution)
                held = matrix.matrix_of(session, policy.id, owner)
                held = held or matrix.make_matrix(session, policy.id, owner)
                made = matrix.new_line(session, held, priority)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        if self._institution_id:
            self._institution_id = owner
        self.refresh()
        self.lines.type_in(made.id)

    def delete_line(self, line_id: str) -> None:
        """Delete a línea after asking; it can be undone."""
        row = self._rows.get(line_id)
        if row is None:
            return
        question = _("¿Eliminar la línea {number}?").format(number=row.number)
        detail = _("Se va con su indicador y sus metas. Puede deshacerse con Ctrl+Z.")
        if dialogs.ask(self, question, _("Eliminar"), detail, danger=True):
            self.lines.delete((line_id,))

    def _paste_first(self) -> None:
        """Paste a table into a matrix that has no líneas yet."""
        if self._rows:
            return
        try:
            block = clipboard.taken()
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        if block is not None and block.rows:
            self._work.first_owner = self._ask_institution()
            if self._work.first_owner:
                self.lines.paste(block, "", 1)

    def step_back(self) -> None:
        """Undo this device's newest edit."""
        self._step(self._workspace.undo, _("Se deshizo: {label}"))

    def step_forward(self) -> None:
        """Do the edit undone last again."""
        self._step(self._workspace.redo, _("Se rehízo: {label}"))

    def group_by(self, grouping: str) -> None:
        """Show the líneas under another heading."""
        self._grouping = Grouping(grouping)
        self._bar.grouping.choose(grouping)
        current = self._current_line()
        self._model.set_levels(_LEVELS[self._grouping])
        self._model.reload()
        if current is not None:
            self.grid.go_to(current.id, max(self.grid.currentIndex().column(), 1))

    # Laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        self._bar = MatrixBar()
        column.addWidget(self._bar)
        across = QHBoxLayout()
        across.setSpacing(0)
        self.grid = GridView(self._model, self.title)
        self._work = RowWork(self._workspace, self, self._shown_rows)
        self.books = BookWork(
            self._workspace, self, lambda: self._shown_institution, self._on_applied, self._say
        )
        self.lines = GridRows(
            self.grid, self._work, self._shown_rows, lambda: self._grouping, self._say
        )
        self.find_bar = FindBar(self.grid)
        column.addWidget(self.find_bar)
        self.narrowing = Narrowing(self._model, self._bar, self.search, lambda: self._rows)
        self._lines = LineActions(self._workspace, self, lambda: self._rows, self._shown_rows)
        self._sheet = LinePanel(self._lines, catalog.priorities(self._workspace.session))
        self._pages = QStackedWidget()
        self._empty = no_lines(self.books.choose, self.new_line)
        for page in (self.grid, self._empty, nothing_found(self.narrowing.clear)):
            self._pages.addWidget(page)
        across.addWidget(self._pages, 1)
        across.addWidget(self._sheet)
        self._panel = SidePanel(self._sheet, self._pages, across)
        column.addLayout(across, 1)
        self._views = ViewMenu(
            self._workspace, self.grid, self, self.view_now, self.show_view_again
        )
        self.setAcceptDrops(True)

    def _make_header(self) -> Header:
        self._header = Header(self.title)
        self.search = SearchBox(_("Buscar en la matriz (Ctrl+F)"), _("Buscar en la matriz"))
        self._header.tools.addWidget(self.search)
        return self._header

    def _connect(self) -> None:
        self.search.left.connect(self._go_to_found)
        self.narrowing.applied.connect(self._on_filtered)
        self._bar.chooser.activated.connect(self._on_chosen)
        self._bar.grouping.chosen.connect(self.group_by)
        for button, run in (
            (self._bar.undo, self.step_back),
            (self._bar.redo, self.step_forward),
            (self._bar.bring, self.books.choose),
            (self._bar.export, self.books.export),
            (self._bar.new, self.new_line),
            (self._bar.view, self._open_views),
            (self._bar.panel, lambda: self._want_panel(True)),
        ):
            button.clicked.connect(run)
        # In its own time: what is typed is seen before what the rules say of it.
        self.checks.checked.connect(self._model.reload)
        self.checks.later()
        self._sheet.closed.connect(lambda: self._want_panel(False))
        self._sheet.deleted.connect(self.delete_line)
        self._connect_grid()
        actions = commands.install(self, self._commands())
        self.document_wanted = lambda: self.books.document_wanted(self.grid.current_id())
        self.menu_actions = [actions[key] for key in ("import", "export", "pdf", "replace", "view")]

    def _connect_grid(self) -> None:
        grid = self.grid
        grid.row_chosen.connect(lambda _id: self._show_sheet())
        for wanted in (grid.sheet_wanted, self._sheet.opened):
            wanted.connect(lambda line_id: self.lines.keep_at(self._lines.open_ficha(line_id), 1))
        grid.history_wanted.connect(self._lines.show_history)
        grid.remark_reached.connect(self._say)
        grid.add_commands(self._lines.commands(grid.current_id))

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("find", _("Buscar en la matriz"), self._find, "Ctrl+F"),
            Command("import", _("Importar Excel…"), self.books.choose, "Ctrl+I"),
            Command("export", _("Exportar a Excel…"), self.books.export, "Ctrl+E"),
            Command("pdf", _("Ver PDF de la matriz"), self.books.show_pdf, "Ctrl+P"),
            Command("new_line", _("Nueva línea"), self.new_line, "Ctrl+Shift+N"),
            Command("filters", _("Filtros…"), self.narrowing.open, "Ctrl+Shift+L"),
            Command("view", _("Vista…"), self._open_views, "Alt+V"),
            Command("paste_table", _("Pegar una tabla"), self._paste_first, "Ctrl+V"),
            *self.find_bar.commands(),
            Command("clear", _("Quitar filtros"), self.narrowing.clear, "Ctrl+Shift+X"),
        )

    # Reading

    @property
    def _shown_institution(self) -> str:
        """The institution shown, the first one while all of them are."""
        return self._institution_id or next(iter(self._institutions), "")

    def _read(self, changes: Changes | None = None) -> None:
        """Read the líneas, choosing an institution when the one shown has none any more."""
        session, before = self._workspace.session, self._every
        self._every = (
            matrix.lines_again(session, before, changes.rows)
            if changes is not None
            else matrix.lines(session)
        )
        same = set(map(id, before))
        self._reread = [row.id for row in self._every if id(row) not in same]
        self._institutions = {row.institution_id: row.institution for row in self._every}
        if self._institution_id is None or (
            self._institution_id and self._institution_id not in self._institutions
        ):
            self._institution_id = next(iter(self._institutions), None)
        shown = self._institution_id
        self._rows = {row.id: row for row in self._every if shown in {"", row.institution_id}}
        self._years = matrix.years_of(session, shown or None)

    def _load(self) -> GridData:
        return grid_data(
            list(self._rows.values()),
            self._columns(),
            self._workspace.conflict_cells(),
            self._grouping,
            self.checks.remarks,
            self._made,
        )

    def _columns(self) -> tuple[GridColumn, ...]:
        return grid_columns(self._years, self._parse_priority)

    def _shown_rows(self) -> list[LineRow]:
        return [self._rows[row.id] for row in self._model.accepted_rows() if row.id in self._rows]

    def _current_line(self) -> LineRow | None:
        row = self.grid.current_row()
        return self._rows.get(row.id) if row is not None else None

    def _go_to_changed(self, changes: Changes) -> None:
        """Go to what an undo or a redo changed elsewhere, so that the person sees it."""
        touched = {row_id for _table, row_id in changes.rows}
        current, columns = self._current_line(), self._model.columns
        if current is None or changed_cell([current.id], columns, touched) is None:
            shown = [row_id for row_id in self._reread if row_id in self._rows]
            found = changed_cell(shown, columns, touched)
            if found is not None:
                self.grid.go_to(*found)

    # Writing

    def _write_cells(self, cells: Sequence[Cell], label: str) -> None:
        self._write_rows(cells, (), label)

    def _write_rows(self, cells: Sequence[Cell], added: Sequence[NewRow], label: str) -> None:
        self._work.write(cells, added, label or self._edit_label(cells))

    def _edit_label(self, cells: Sequence[Cell]) -> str:
        row = self._rows.get(cells[0].row_id) if cells else None
        if len(cells) == 1 and row is not None:
            return _("Editar la línea {number}").format(number=row.number)
        count = len(cells)
        return ngettext("Editar {n} celda", "Editar {n} celdas", count).format(n=count)

    def _find_institution(self, institution: str) -> str:
        """Return the id of an institution given by its id or its name, making it when unknown."""
        if institution in self._institutions:
            return institution
        return institutions.find_or_create(self._workspace.session, institution).id

    def _ask_institution(self) -> str:
        name = dialogs.ask_text(
            self,
            _("Nueva matriz"),
            _("¿De qué institución es la matriz? Escriba sus siglas o su nombre."),
        )
        return (name or "").strip()

    def _step(self, step: Any, sentence: str) -> None:
        try:
            done = step()
        except PeaError as error:
            dialogs.show_error(error, self)
        else:
            self._say(sentence.format(label=done))

    def _on_applied(self, institution_id: str, sentence: str) -> None:
        self.narrowing.clear()
        self._institution_id = institution_id
        self.refresh()
        self.grid.go_to_the_first_row()
        self.grid.setFocus()
        self._say(sentence)

    # Showing

    def _show(self, changes: Changes | None = None) -> None:
        """Show what was read around the grid, and the row that changed."""
        self._header.set_subtitle(self._institutions.get(self._institution_id or "", ""))
        self._bar.show_institutions(self._institutions, self._institution_id or "")
        self._bar.show_counts(matrix.count(self._rows.values()))
        self._bar.show_steps(self._workspace.undo_label, self._workspace.redo_label)
        if changes is not None:
            self._go_to_changed(changes)
        self._show_sheet()
        self._choose_page()
        self.status_changed.emit()

    def _show_sheet(self) -> None:
        line = self._current_line()
        shown = line if self._sheet.isVisible() else None
        # A filter comes by the same línea at every letter, and one that changed is another object.
        if shown is not self._history_of:
            self._history_of, self._history = shown, []
            if shown is not None:
                rows = matrix.rows_of(self._workspace.session, shown.id)
                self._history = self._workspace.history(rows)
        self._sheet.show_line(line, self._history)

    def _choose_page(self) -> None:
        self._pages.setCurrentIndex(0 if self._model.rowCount() else (2 if self._rows else 1))
        self.setFocusProxy(self.grid if self._rows else self._empty)
        has_lines = bool(self._rows)
        for widget in (
            self._bar.export,
            self._bar.review,
            self._bar.incomplete,
            self._bar.filters,
            self._bar.view,
            self._bar.grouping,
            self.search,
        ):
            widget.setEnabled(has_lines)
        # One primary button a view: the empty state has its own.
        self._bar.new.setVisible(has_lines)
        self._fit_panel()

    def _fit_panel(self) -> None:
        if self._panel.fit(is_useful=bool(self._rows)):
            self._show_sheet()
        self._bar.panel.setVisible(bool(self._rows) and self._sheet.isHidden())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.grid.go_to_the_first_row()
        self._fit_panel()
        self.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()

    def _want_panel(self, wanted: bool) -> None:
        self._panel.want(wanted)
        self._fit_panel()
        # The button pressed is hidden now, and took the keyboard with it.
        self.grid.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._panel.is_over:
            self._want_panel(False)
        else:
            super().keyPressEvent(event)

    def _say(self, sentence: str) -> None:
        self._notice = sentence
        self.status_changed.emit()
        QTimer.singleShot(_NOTICE_MS, self, lambda: self._unsay(sentence))

    def _unsay(self, sentence: str) -> None:
        if self._notice == sentence:
            self._notice = ""
            self.status_changed.emit()

    # Filters and views

    def _open_views(self) -> None:
        button = self._bar.view
        menu = self._views.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def view_now(self) -> dict[str, Any]:
        """Return the filter and the grouping, for `show_view_again`."""
        return {**self.narrowing.described(), "grouping": self._grouping.value}

    def show_view_again(self, view: Mapping[str, Any]) -> None:
        """Filter and group as a view that was kept says."""
        self.narrowing.show(view)
        known = view.get("grouping") in set(Grouping)
        self.group_by(str(view["grouping"]) if known else Grouping.PRIORITY)

    def _on_filtered(self) -> None:
        self._choose_page()
        self.status_changed.emit()

    def _choose_institution(self, institution_id: str) -> None:
        self._institution_id = institution_id
        self.refresh()

    def _on_chosen(self, _at: int) -> None:
        self._choose_institution(str(self._bar.chooser.currentData() or ""))

    def _go_to_found(self) -> None:
        self.narrowing.settle()
        self.grid.go_to_the_first_row()
        self.grid.setFocus()

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
