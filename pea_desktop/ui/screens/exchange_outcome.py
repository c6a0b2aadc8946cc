"""What came of receiving packages: in words, with the way back."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.core import restoring
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package import Received
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens import exchange_trust_rows as rows
from pea_desktop.ui.screens import exchange_words as words
from pea_desktop.ui.screens import package_words


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
        self._sender = ("", "")
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
        self._sentence.setText(package_words.received_sentence(received))
        self._clear()
        for text in package_words.authors(received):
            self._facts.addWidget(label(text, "secondary"))
        for fact in package_words.facts(received):
            self._facts.addWidget(label(fact.text, "errortext" if fact.kind == "err" else ""))
        ready = sum(one.is_ready for one in rows.packages_aside(self._workspace))
        if ready:
            said = ngettext(
                "{n} paquete en cuarentena ya se puede recibir: está en «Equipos y confianza».",
                "{n} paquetes en cuarentena ya se pueden recibir: están en «Equipos y confianza».",
                ready,
            )
            self._facts.addWidget(label(said.format(n=ready)))
        self._decide.setVisible(bool(received.conflicts))
        self._sender = received.device, received.fingerprint
        self.receipt_button.show()
        self.refresh()

    def show_undone(self) -> None:
        """Say that the file is as it was."""
        self._clear()
        self._sentence.setText(undone_sentence())
        self._decide.hide()
        self.receipt_button.hide()
        self.refresh()

    def _clear(self) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    def refresh(self) -> None:
        """Tell whether there is still something to decide, and whether it can still be undone."""
        if not self._workspace.conflicts():
            self._decide.hide()
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

    def save_receipt(self) -> None:
        """Write, for who sent it, a package that says what this device has now."""
        name = _("Acuse de {mine} para {other}").format(
            mine=self._workspace.device.name, other=self._sender[0]
        )
        path = dialogs.choose_save(
            self,
            _("Guardar el acuse"),
            Path(name.replace("/", "-") + words.ENDING),
            _("Paquete (*.peapkg)"),
        )
        if path is None:
            return
        try:
            package.export_receipt(self._workspace, path, self._sender[1])
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self._why.setText(
            _("Se guardó el acuse «{name}»: envíelo a {other}.").format(
                name=path.name, other=self._sender[0]
            )
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

    @override
    def event(self, event: QEvent) -> bool:
        # Here Ctrl+Z takes back what was received, while that is possible, and no older own edit.
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and self._is_undo(event):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_undo(event):
            self.undo()
        else:
            super().keyPressEvent(event)

    def _is_undo(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and self.undo_button.isVisible()
            and self.undo_button.isEnabled()
        )

    def _make_buttons(self) -> QHBoxLayout:
        self._decide = Button(_("Ver los conflictos"), "git-merge", "primary")
        self._decide.clicked.connect(self.conflicts_wanted)
        self.receipt_button = Button(
            _("Guardar acuse…"),
            "file-up",
            tip=_("Un archivo para quien lo envió: sabrá qué tiene ya este equipo"),
        )
        self.receipt_button.setAccessibleName(_("Guardar acuse…"))
        self.receipt_button.clicked.connect(self.save_receipt)
        self._more = Button(_("Recibir otro"), "package-open")
        self._more.clicked.connect(self.more_wanted)
        self.undo_button = Button(
            _("Deshacer esta fusión…"), "undo-2", tip=_("Deshacer esta fusión (Ctrl+Z)")
        )
        self.undo_button.clicked.connect(self.undo)
        row = QHBoxLayout()
        for button in (self._decide, self._more, self.receipt_button, self.undo_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        return row


def undone_sentence() -> str:
    """Return what is said once the file is as it was."""
    return _("Se deshizo la fusión: el expediente quedó como antes de recibir.")
