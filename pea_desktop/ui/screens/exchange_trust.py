"""Equipos y confianza: who this device is, whom the expediente trusts, what is held back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pea_desktop.core.workspace import Workspace
from pea_desktop.ui.kit.widgets import Button, label


class TrustPage(QWidget):
    """This device at the left, the others at the right.

    Signals:
        said: a sentence about what was done.
        receive_wanted: the person wants to receive a package.
    """

    said = Signal(str)
    receive_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        column = QVBoxLayout(self)
        column.addWidget(label(workspace.device.fingerprint))
        self.button = Button("x")
        column.addWidget(self.button)

    def refresh(self) -> None:
        """Read again."""

    def first_focus(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.button
