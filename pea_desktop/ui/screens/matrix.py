"""Matriz: the líneas de acción of an institution, edited in the grid."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.matrix import ImportPlan, LineRow
from pea_desktop.core.errors import PeaError
from pea_desktop.core.sheet import Book
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.grid_data import Cell, GridData, GridRow
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.kit.side_panel import SidePanel
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.widgets import Button, EmptyState, Header, SearchBox
from pea_desktop.ui.screens.matrix_bar import MatrixBar
from pea_desktop.ui.screens.matrix_rows import (
    changed_cell,
    grid_columns,
    grid_data,
    is_under_review,
)
from pea_desktop.ui.screens.matrix_sheet import PRIORITY, LineSheet

_EXCEL = N_("Libro de Excel (*.xlsx)")
_NOTICE_MS = 8_000


class MatrixScreen(QWidget):
    """The grid with its filters, the ficha, import and export.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
    """

    status_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Matriz de implementación")
        self._workspace = workspace
        self._rows: dict[str, LineRow] = {}
        self._institution_id = ""
        self._notice = ""
        self._institutions: dict[str, str] = {}
        self._read()
        self._model = GridModel(
            grid_columns(self._years), self._load, self._write_cells, row_name=N_("Línea {number}")
        )
        self._lay_out()
        self._connect()
        self._show()

    # What the window asks

    def refresh(self, changes: Changes | None = None) -> None:
        """Show the file as it is now."""
        years = self._years
        self._read()
        if years != self._years:
            self._model.set_columns(grid_columns(self._years))
        self._model.reload()
        self._show(changes)

    def _show(self, changes: Changes | None = None) -> None:
        """Show what was read around the grid, and the row that changed."""
        self._header.set_subtitle(self._institutions.get(self._institution_id, ""))
        self._bar.show_institutions(self._institutions, self._institution_id)
        self._bar.show_counts(matrix.count(self._rows.values()))
        self._bar.show_steps(self._workspace.undo_label, self._workspace.redo_label)
        if changes is not None:
            self._go_to_changed(changes)
        self._show_sheet()
        self._choose_page()
        self.status_changed.emit()

    def status_text(self) -> str:
        """Return the counters of what is shown, or what was just done."""
        if self._notice:
            return self._notice
        if not self._rows:
            return _("Sin líneas todavía")
        if not self._model.is_filtered():
            return matrix.count(self._rows.values()).sentence()
        return _("Filtro activo: {shown} de {all} líneas").format(
            shown=len(self._shown_rows()), all=len(self._rows)
        )

    # What the person does

    def new_line(self) -> None:
        """Add a línea under the prioridad of the current one, and begin to type it."""
        institution = self._institution_id or self._ask_institution()
        if not institution:
            return
        current = self._current_line()
        priority = current.priority.id if current and current.priority else None
        self._clear_filter()
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
        self._institution_id = owner
        self.refresh()
        self.grid.go_to(made.id, 1)
        self.grid.setFocus()
        self.grid.edit(self.grid.currentIndex())

    def delete_line(self, line_id: str) -> None:
        """Delete a línea after asking; it can be undone."""
        row = self._rows.get(line_id)
        if row is None:
            return
        question = _("¿Eliminar la línea {number}?").format(number=row.number)
        detail = _("Se va con su indicador y sus metas. Puede deshacerse con Ctrl+Z.")
        if dialogs.ask(self, question, _("Eliminar"), detail, danger=True):
            label = _("Eliminar la línea {number}").format(number=row.number)
            after = self._next_to(line_id)
            self._try(label, lambda session: matrix.delete_line(session, line_id))
            self.grid.go_to(after)
            self.grid.setFocus()

    def import_book(self) -> None:
        """Choose a book, read it in the background, preview it, and apply it when accepted."""
        path = dialogs.choose_open(self, _("Importar una matriz de Excel"), _(_EXCEL))
        if path is None:
            return
        from pea_desktop.files import xlsx

        task = Task(lambda _job: xlsx.read(path))
        task.done.connect(self._preview)
        task.failed.connect(lambda error: dialogs.show_error(error, self))
        dialogs.progress(task, _("Leyendo {name}…").format(name=path.name), self)
        task.start()

    def export_book(self) -> None:
        """Write the institution's matrix as a book of Excel."""
        from pea_desktop.files import xlsx

        session = self._workspace.session
        name = institutions.name_of(session, self._institution_id)
        suggested = _("Matriz {institution}.xlsx").format(institution=name.replace("/", "-"))
        path = dialogs.choose_save(self, _("Exportar la matriz"), suggested, _(_EXCEL))
        if path is None:
            return
        sheet = matrix.export_rows(session, self._institution_id)
        task = Task(lambda _job: xlsx.write(path, [sheet]))
        task.done.connect(lambda written: self._on_exported(Path(written), len(sheet.rows)))
        task.failed.connect(lambda error: dialogs.show_error(error, self))
        dialogs.progress(task, _("Escribiendo {name}…").format(name=path.name), self)
        task.start()

    def step_back(self) -> None:
        """Undo this device's newest edit."""
        self._step(self._workspace.undo, _("Se deshizo: {label}"))

    def step_forward(self) -> None:
        """Do the edit undone last again."""
        self._step(self._workspace.redo, _("Se rehízo: {label}"))

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
        self.grid = GridView(self._model, _("Matriz de implementación"))
        self._sheet = LineSheet(self._write_field, catalog.priorities(self._workspace.session))
        self._pages = QStackedWidget()
        self._empty = self._make_empty()
        for page in (self.grid, self._empty, self._make_nothing_found()):
            self._pages.addWidget(page)
        across.addWidget(self._pages, 1)
        across.addWidget(self._sheet)
        self._panel = SidePanel(self._sheet, self._pages, across)
        column.addLayout(across, 1)

    def _make_header(self) -> Header:
        self._header = Header(self.title)
        self.search = SearchBox(_("Buscar en la matriz (Ctrl+F)"), _("Buscar en la matriz"))
        self._header.tools.addWidget(self.search)
        return self._header

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            "table-2",
            _("Aquí va la matriz de implementación"),
            _(
                "Cada fila es una línea de acción con su indicador, su fórmula y sus metas, bajo la"
                " prioridad a la que responde. Por ejemplo: «Recibir y dar atención a las"
                " denuncias», medida con el porcentaje de denuncias turnadas."
            ),
        )
        bring = Button(_("Importar Excel…"), "file-spreadsheet", "primary")
        bring.clicked.connect(self.import_book)
        write = Button(_("Escribir la primera línea"), "plus")
        write.clicked.connect(self.new_line)
        empty.setFocusProxy(bring)
        empty.buttons.addWidget(bring)
        empty.buttons.addWidget(write)
        return empty

    def _make_nothing_found(self) -> EmptyState:
        nothing = EmptyState(
            "search",
            _("Ninguna línea coincide con el filtro"),
            _("Busque otras palabras o quite los filtros; las líneas siguen en el archivo."),
        )
        clear = Button(_("Quitar filtros"), "x")
        clear.clicked.connect(self._clear_filter)
        nothing.buttons.addWidget(clear)
        return nothing

    def _connect(self) -> None:
        self._filtering = QTimer(self, singleShot=True, interval=60)
        self._filtering.timeout.connect(self._apply_filter)
        self.search.textChanged.connect(lambda _text: self._filtering.start())
        self.search.left.connect(self._go_to_found)
        self._bar.review.toggled.connect(self._apply_filter)
        self._bar.incomplete.toggled.connect(self._apply_filter)
        self._bar.chooser.activated.connect(self._on_chosen)
        for button, run in (
            (self._bar.undo, self.step_back),
            (self._bar.redo, self.step_forward),
            (self._bar.bring, self.import_book),
            (self._bar.export, self.export_book),
            (self._bar.new, self.new_line),
            (self._bar.panel, lambda: self._want_panel(True)),
        ):
            button.clicked.connect(run)
        self._sheet.closed.connect(lambda: self._want_panel(False))
        self._sheet.deleted.connect(self.delete_line)
        self.grid.row_chosen.connect(lambda _id: self._show_sheet())
        commands.install(
            self,
            (
                Command("find", _("Buscar en la matriz"), self._find, "Ctrl+F"),
                Command("import", _("Importar Excel…"), self.import_book, "Ctrl+I"),
                Command("export", _("Exportar a Excel…"), self.export_book, "Ctrl+E"),
                Command("new_line", _("Nueva línea"), self.new_line, "Ctrl+Shift+N"),
            ),
        )

    # Reading

    def _read(self) -> None:
        """Read the líneas, choosing an institution when the one shown has none any more."""
        session = self._workspace.session
        every = matrix.lines(session)
        self._institutions = {row.institution_id: row.institution for row in every}
        if self._institution_id not in self._institutions:
            self._institution_id = next(iter(self._institutions), "")
        self._rows = {r.id: r for r in every if r.institution_id == self._institution_id}
        self._years = matrix.years_of(session, self._institution_id or None)

    def _load(self) -> GridData:
        return grid_data(
            list(self._rows.values()), grid_columns(self._years), self._workspace.conflict_cells()
        )

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
            found = changed_cell(self._rows, columns, touched)
            if found is not None:
                self.grid.go_to(*found)

    def _next_to(self, line_id: str) -> str:
        """Return the línea shown after another one, or before it when it is the last."""
        shown = [row.id for row in self._model.accepted_rows()]
        at = shown.index(line_id) if line_id in shown else -1
        return next(iter(shown[at + 1 :] or shown[max(at - 1, 0) : at]), "")

    # Writing

    def _write_cells(self, cells: Sequence[Cell], label: str = "") -> None:
        with self._workspace.edit(label or self._edit_label(cells)) as session:
            for cell in cells:
                if cell.key == PRIORITY:
                    matrix.find_line(session, cell.row_id).priority_id = cell.text or None
                else:
                    matrix.set_value(session, cell.row_id, cell.key, cell.text)

    def _write_field(self, line_id: str, key: str, text: str) -> None:
        self._write_cells([Cell(line_id, key, text)])

    def _edit_label(self, cells: Sequence[Cell]) -> str:
        row = self._rows.get(cells[0].row_id)
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

    def _try(self, label: str, change: Callable[[Any], object]) -> bool:
        try:
            with self._workspace.edit(label) as session:
                change(session)
        except PeaError as error:
            dialogs.show_error(error, self)
            return False
        return True

    def _step(self, step: Callable[[], str], sentence: str) -> None:
        try:
            done = step()
        except PeaError as error:
            dialogs.show_error(error, self)
        else:
            self._say(sentence.format(label=done))

    # Import and export

    def _preview(self, book: Book) -> None:
        from pea_desktop.ui.screens.matrix_import import ImportPreview, institution_in

        shown = self._institutions.get(self._institution_id, "")
        preview = ImportPreview(
            book, institution_in(book) or shown, lambda name: self._plan(book, name), self
        )
        if dialogs.show(preview) and preview.plan is not None:
            self._apply_import(preview.plan)
        preview.deleteLater()

    def _plan(self, book: Book, name: str) -> ImportPlan:
        cells = self._workspace.conflict_cells()
        return matrix.plan_import(self._workspace.session, book, name, cells)

    def _apply_import(self, plan: ImportPlan) -> None:
        try:
            self._workspace.back_up("importar")
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        done: list[str] = []
        label = _("Importar {file}").format(file=plan.book)
        if self._try(
            label, lambda session: done.append(matrix.apply_import(session, plan).institution_id)
        ):
            self._clear_filter()
            self._institution_id = done[0]
            self.refresh()
            self.grid.go_to_the_first_row()
            self.grid.setFocus()
            count = plan.new + plan.changed
            self._say(
                ngettext(
                    "Se aplicó {n} línea de {file}.", "Se aplicaron {n} líneas de {file}.", count
                ).format(n=count, file=plan.book)
            )

    def _on_exported(self, path: Path, count: int) -> None:
        self._say(
            ngettext(
                "Se exportó {n} línea a {file}.", "Se exportaron {n} líneas a {file}.", count
            ).format(n=count, file=path.name)
        )

    # Showing

    def _show_sheet(self) -> None:
        line = self._current_line()
        history = []
        if line is not None and self._sheet.isVisible():
            keys = [c.key for c in self._model.columns if c.is_editable] + ["interpretation"]
            rows = {matrix.physical(key, line.id)[1] for key in keys}
            history = self._workspace.history(rows)
        self._sheet.show_line(line, history)

    def _choose_page(self) -> None:
        self._pages.setCurrentIndex(0 if self._model.rowCount() else (2 if self._rows else 1))
        self.setFocusProxy(self.grid if self._rows else self._empty)
        has_lines = bool(self._rows)
        self._bar.export.setEnabled(has_lines)
        for widget in (self._bar.review, self._bar.incomplete, self.search):
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

    # Filtering

    def _apply_filter(self) -> None:
        self._filtering.stop()
        review, incomplete = self._bar.review.isChecked(), self._bar.incomplete.isChecked()

        def accepts(row: GridRow) -> bool:
            line = self._rows[row.id]
            return (not review or is_under_review(line)) and (
                not incomplete or matrix.incomplete(line)
            )

        self._model.set_filter(self.search.text(), accepts if review or incomplete else None)
        self._choose_page()
        self.status_changed.emit()

    def _clear_filter(self) -> None:
        for button in (self._bar.review, self._bar.incomplete):
            button.blockSignals(True)
            button.setChecked(False)
            button.blockSignals(False)
        self.search.clear()
        self._apply_filter()

    def _on_chosen(self, _at: int) -> None:
        self._institution_id = str(self._bar.chooser.currentData())
        self.refresh()

    def _go_to_found(self) -> None:
        if self._filtering.isActive():
            self._apply_filter()
        self.grid.go_to_the_first_row()
        self.grid.setFocus()

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
