"""Firmas: the «Mesa de firmas» and, beside it, the verification of documents somebody sends."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import _
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.widgets import Header, SearchBox
from pea_desktop.ui.screens.signing_table import SigningTable
from pea_desktop.ui.screens.verifying import VerifyingView

_TABLE, _VERIFYING = "table", "verifying"


class SigningScreen(QWidget):
    """Two views: who signs what is issued here, and whether a document is what it seems.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
        place_wanted: a screen's key; the person wants to go there.
    """

    status_changed = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Firmas")
        self.table = SigningTable(workspace)
        self.verifying = VerifyingView(workspace)
        self._lay_out()
        self._connect()
        self.show_view(_TABLE)

    def refresh(self, changes: Changes | None = None) -> None:
        """Show the documents as they are in the file now."""
        self.table.refresh()

    def status_text(self) -> str:
        """Return what the status bar says of the view that is shown."""
        if self.views.value == _VERIFYING:
            return self.verifying.status_text()
        return self.table.status_text()

    def go_to(self, row_id: str, _field: str = "") -> None:
        """Look at a document."""
        self.show_view(_TABLE)
        self.table.choose(row_id)

    def document_wanted(self) -> tuple[str, dict[str, str]]:
        """Return the document thought of first here, and its subjects."""
        return "signatures", {"minuta": self.table.minute_id()}

    def show_view(self, name: str) -> None:
        """Show the mesa or the verification."""
        self.views.choose(name)
        self._stack.setCurrentWidget(self._pages[name])
        self.search.setVisible(name == _TABLE)
        shown = self._pages[name]
        self.setFocusProxy(shown)
        shown.setFocus()
        self.status_changed.emit()

    def _lay_out(self) -> None:
        self.header = Header(self.title)
        self.views = Segments(
            _("Vista"), ((_TABLE, _("Mesa de firmas")), (_VERIFYING, _("Verificar")))
        )
        self.search = SearchBox(_("Buscar un documento (Ctrl+F)"), _("Buscar"))
        for widget in (self.search, self.views):
            self.header.tools.addWidget(widget)
        self._stack = QStackedWidget()
        self._pages = {_TABLE: self.table, _VERIFYING: self.verifying}
        for page in self._pages.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.search.textChanged.connect(self.table.search)
        self.search.left.connect(self.table.setFocus)
        for view in (self.table, self.verifying):
            view.status_changed.connect(self.status_changed)
        self.verifying.document_wanted.connect(self.go_to)
        self.table.minutes_wanted.connect(lambda: self.place_wanted.emit("minutes", "", ""))
        self.table.verifying_wanted.connect(lambda: self.show_view(_VERIFYING))
        self.table.all_wanted.connect(self.search.clear)
        self.table.file_wanted.connect(self._verify)
        commands.install(self, (Command("find", _("Buscar un documento"), self._find, "Ctrl+F"),))

    def _verify(self, path: Path) -> None:
        self.show_view(_VERIFYING)
        self.verifying.verify_path(path)

    def _find(self) -> None:
        if self.search.isVisible():
            self.search.setFocus()
