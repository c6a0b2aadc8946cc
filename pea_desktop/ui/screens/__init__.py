"""The screens of the side bar, in order.

A screen is a `QWidget` made with the workspace on its first visit. It has `title`,
`refresh(changes=None)` (repaint what these changes touch, everything without them) and
`status_text()` (the sentence at the left of the status bar). It may have a signal
`status_changed`, `write_all()` (write what is still being typed), `menu_actions` (what it adds to
the window's menu), and `layout_text()` with `restore_layout(text)` (what of its layout is
remembered). When the text size changes every screen is made anew: its bands and tables are set as
they were (`kit.kept_place`), and what is neither of them `view_now()` tells and
`show_view_again(view)` takes back. On top it puts a
`kit.widgets.Header`, where the window adds its own buttons. A screen with a signal
`place_wanted(screen, row, field)` is taken at its word: the window opens the other screen and calls
its `go_to(row, field)`. Its `document_wanted()` tells «Documentos…» what is shown: a key of
`REPORTS` and ids by kind of subject.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from pea_desktop.i18n import N_

if TYPE_CHECKING:
    from pea_desktop.core.workspace import Changes, Workspace


@runtime_checkable
class Page(Protocol):
    """What the window asks of a screen, besides being a widget."""

    title: str

    def refresh(self, changes: "Changes | None" = None) -> None:
        """Show the file as it is now."""

    def status_text(self) -> str:
        """Return what the status bar says of this screen."""


@dataclass(frozen=True)
class Screen:
    """A place of the side bar; `title` and `shortcut` as the person reads and types them."""

    key: str
    title: str
    icon: str
    shortcut: str
    make: "Callable[[Workspace], QWidget]"


# Painted at the start before the screen itself is imported.
MATRIX_TITLE = N_("Matriz de implementación")

# Imported on the first visit: nobody waits at the start for a screen not looked at.


def _catalog(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.catalog import CatalogScreen

    return CatalogScreen(workspace)


def _matrix(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.matrix import MatrixScreen

    return MatrixScreen(workspace)


def _diagnosis(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.diagnosis import DiagnosisScreen

    return DiagnosisScreen(workspace)


def _coverage(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.coverage import CoverageScreen

    return CoverageScreen(workspace)


def _minutes(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.minutes import MinutesScreen

    return MinutesScreen(workspace)


def _signing(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.signing import SigningScreen

    return SigningScreen(workspace)


def _agreements(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.agreements import AgreementsScreen

    return AgreementsScreen(workspace)


def _sync(workspace: "Workspace") -> QWidget:
    from pea_desktop.ui.screens.sync import SyncScreen

    return SyncScreen(workspace)


SCREENS = (
    Screen("catalog", N_("Política"), "library", "Ctrl+1", _catalog),
    Screen("matrix", N_("Matriz"), "table-2", "Ctrl+2", _matrix),
    Screen("diagnosis", N_("Diagnóstico"), "list-checks", "Ctrl+3", _diagnosis),
    Screen("coverage", N_("Cobertura"), "layout-grid", "Ctrl+4", _coverage),
    Screen("minutes", N_("Minutas"), "notebook-pen", "Ctrl+5", _minutes),
    Screen("agreements", N_("Acuerdos"), "inbox", "Ctrl+6", _agreements),
    Screen("signing", N_("Firmas"), "signature", "Ctrl+7", _signing),
    Screen("sync", N_("Sincronizar"), "arrow-left-right", "Ctrl+8", _sync),
)
