"""What came of receiving packages: in words, with the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.core import restoring
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package import Received
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens import package_preview as preview


class Outcome(QWidget):
    """Says what was applied, what waits, and lets it be undone while nothing was written since.

    Signals:
        more_wanted: the person wants to receive another package.
        conflicts_wanted: the person wants to decide what came in conflict.
        undone: the file is as it was before.
    """

    more_wanted = Signal()
    conflicts_wanted = Signal()
    undone = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 20, 20, 20)))
        column.setSpacing(theme.px(12))
        card = frame("card")
        self._inside = QVBoxLayout(card)
        self._inside.setSpacing(theme.px(8))
        self._sentence = label("", "title")
        self._inside.addWidget(self._sentence)
        self._facts = QVBoxLayout()
        self._inside.addLayout(self._facts)
        self._inside.addLayout(self._make_buttons())
        self._why = label("", "secondary")
        self._inside.addWidget(self._why)
        column.addWidget(card)
        column.addStretch(1)

    def first_focus(self) -> QWidget:
        """Return where the keyboard goes on: what is to be decided, or the next package."""
        return self._more if self._decide.isHidden() else self._decide

    def show_received(self, received: Received) -> None:
        """Show what was received."""
        self._sentence.setText(preview.received_sentence(received))
        self._clear()
        for text in preview.authors(received):
            self._facts.addWidget(label(text, "secondary"))
        for fact in preview.facts(received):
            self._facts.addWidget(label(fact.text, "errortext" if fact.kind == "err" else ""))
        self._decide.setVisible(bool(received.conflicts))
        self.refresh()

    def show_undone(self) -> None:
        """Say that the file is as it was."""
        self._clear()
        self._sentence.setText(
            _("Se deshizo la fusión: el expediente quedó como antes de recibir.")
        )
        self._decide.hide()
        self.refresh()

    def _clear(self) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    def refresh(self) -> None:
        """Tell whether what was received can still be undone."""
        if restoring.restore_point(self._workspace) is None:
            self.undo_button.hide()
            self._why.setText("")
            return
        self.undo_button.show()
        try:
            restoring.require_undoable(self._workspace)
        except PeaError as error:
            self.undo_button.setEnabled(False)
            self._why.setText(str(error))
            return
        self.undo_button.setEnabled(True)
        self._why.setText(
            _("Se puede deshacer mientras este equipo no haga cambios propios: hay un respaldo.")
        )

    def undo(self) -> None:
        """Go back to what there was before, after asking."""
        if not dialogs.ask(
            self,
            _("¿Deshacer esta fusión?"),
            _("Deshacer"),
            _("El expediente vuelve a como estaba antes de recibir. Los paquetes se conservan."),
            danger=True,
        ):
            return
        try:
            restoring.undo_merge(self._workspace)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self.undone.emit()

    def _make_buttons(self) -> QHBoxLayout:
        self._decide = Button(_("Ver los conflictos"), "git-merge", "primary")
        self._decide.clicked.connect(self.conflicts_wanted)
        self._more = Button(_("Recibir otro"), "package-open")
        self._more.clicked.connect(self.more_wanted)
        self.undo_button = Button(_("Deshacer esta fusión…"), "undo-2")
        self.undo_button.clicked.connect(self.undo)
        row = QHBoxLayout()
        for button in (self._decide, self._more, self.undo_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        return row
