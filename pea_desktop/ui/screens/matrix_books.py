"""Books in and out of the matrix screen: choosing, reading in the background, applying, writing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from pea_desktop.areas import institutions, matrix, minutes
from pea_desktop.core.errors import PeaError
from pea_desktop.core.sheet import Book
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.drop_zone import FileDrop
from pea_desktop.ui.kit.tasks import Task

if TYPE_CHECKING:
    from pea_desktop.areas.matrix import Choices, ImportPlan

BOOK_ENDINGS: Final = (
    *(".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"),
    *(".csv", ".tsv", ".txt", ".docx", ".doc"),
)
"""Files that are taken for a book when they are let go over the matrix."""
_EXCEL = N_("Libro de Excel (*.xlsx)")
_BOOKS = N_("Libros y documentos con la matriz ({patterns});;Todos los archivos (*)")


class BookWork:
    """Imports books into the matrix and exports it.

    Args:
        workspace: where the matrix is.
        parent: over what questions are asked.
        institution: returns the id of the institution shown, "" for none or all.
        applied: told the id of the institution whose book was applied, and what to say of it.
        say: shows a sentence in the status bar.
    """

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget,
        institution: Callable[[], str],
        applied: Callable[[str, str], None],
        say: Callable[[str], None],
    ) -> None:
        self._workspace = workspace
        self._parent = parent
        self._institution = institution
        self._applied = applied
        self._say = say
        FileDrop(parent, BOOK_ENDINGS).dropped.connect(self.read)

    def choose(self) -> None:
        """Choose a book to import."""
        from pea_desktop.files import books

        filters = _(_BOOKS).format(patterns=" ".join(books.PATTERNS))
        path = dialogs.choose_open(self._parent, _("Importar una matriz"), filters)
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Read a book in the background, preview it, and apply it when accepted."""
        from pea_desktop.files import books

        task = Task(lambda _job: books.read(path))
        task.done.connect(self._preview)
        task.failed.connect(lambda error: dialogs.show_error(error, self._parent))
        dialogs.progress(task, _("Leyendo {name}…").format(name=path.name), self._parent)
        task.start()

    def export(self) -> None:
        """Write the institution's matrix as a book of Excel: as it is, or to be filled in."""
        kind = dialogs.choose(
            self._parent,
            _("¿Qué libro quiere escribir?"),
            (_("Las 11 columnas"), _("Plantilla para la institución")),
            _(
                "La plantilla trae además la ficha de cada indicador, listas e instrucciones. La "
                "institución la llena en Excel y, al importarla, se ve cada cambio."
            ),
        )
        if kind is not None:
            self._export(is_template=kind == 1)

    def _export(self, *, is_template: bool) -> None:
        from pea_desktop.files import xlsx

        session, institution_id = self._workspace.session, self._institution()
        name = institutions.name_of(session, institution_id)
        suggested = (
            _("Plantilla {institution}.xlsx") if is_template else _("Matriz {institution}.xlsx")
        )
        suggested = suggested.format(institution=name.replace("/", "-"))
        path = dialogs.choose_save(self._parent, _("Exportar la matriz"), suggested, _(_EXCEL))
        if path is None:
            return
        if is_template:
            sheets = matrix.template_book(session, institution_id)
        else:
            sheets = [matrix.export_rows(session, institution_id)]
        count = len(sheets[0].rows)
        task = Task(lambda _job: xlsx.write(path, sheets))
        task.done.connect(
            lambda _written: self._say(
                ngettext(
                    "Se exportó {n} línea a {file}.", "Se exportaron {n} líneas a {file}.", count
                ).format(n=count, file=path.name)
            )
        )
        task.failed.connect(lambda error: dialogs.show_error(error, self._parent))
        dialogs.progress(task, _("Escribiendo {name}…").format(name=path.name), self._parent)
        task.start()

    def document_wanted(self, line_id: str) -> tuple[str, dict[str, str]]:
        """Return the document thought of first here, and its subjects."""
        return "matrix", {"institucion": self._institution(), "linea": line_id}

    def show_pdf(self) -> None:
        """Make the institution's matrix as a document and show it in a window."""
        session, institution_id = self._workspace.session, self._institution()
        snapshot = minutes.matrix_snapshot(session, institution_id)
        heading = _("Matriz {institution}").format(
            institution=institutions.name_of(session, institution_id)
        )

        def render(_job: object) -> bytes:
            from pea_desktop.reports import matrix as report

            return report.render(snapshot)

        task = Task(render)
        task.done.connect(lambda pdf: self._show_pdf(pdf, heading))
        task.failed.connect(lambda error: dialogs.show_error(error, self._parent))
        dialogs.progress(task, _("Preparando el PDF…"), self._parent)
        task.start()

    def _show_pdf(self, pdf: bytes, heading: str) -> None:
        from pea_desktop.ui.pdf_window import PdfWindow

        PdfWindow(pdf, heading, f"{heading.replace('/', '-')}.pdf", self._parent).show()

    def _preview(self, book: Book) -> None:
        from pea_desktop.ui.screens.matrix_import import ImportWizard, institution_in

        shown = self._institution()
        name = institutions.name_of(self._workspace.session, shown) if shown else ""
        wizard = ImportWizard(
            book,
            institution_in(book) or name,
            lambda name, choices: self.plan(book, name, choices),
            self._parent,
        )
        if dialogs.show(wizard) and wizard.plan is not None:
            self._apply(wizard.plan)
        wizard.deleteLater()

    def plan(self, book: Book, name: str, choices: "Choices | None" = None) -> "ImportPlan":
        """Return what importing a book into an institution's matrix would do."""
        cells = self._workspace.conflict_cells()
        return matrix.plan_import(self._workspace.session, book, name, cells, choices)

    def _apply(self, plan: "ImportPlan") -> None:
        done: list[str] = []
        label = _("Importar {file}").format(file=plan.book)
        try:
            self._workspace.back_up("importar")
            with self._workspace.edit(label) as session:
                done.append(matrix.apply_import(session, plan).institution_id)
        except PeaError as error:
            dialogs.show_error(error, self._parent)
            return
        count = plan.new + plan.changed
        self._applied(
            done[0],
            ngettext(
                "Se aplicó {n} línea de {file}.", "Se aplicaron {n} líneas de {file}.", count
            ).format(n=count, file=plan.book),
        )
