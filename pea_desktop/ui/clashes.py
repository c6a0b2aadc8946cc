"""An edit in a conflict asks over the window of its expediente, whichever screen makes it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Whoever meets no conflict never pays for these.
    from pea_desktop.core.clashes import Asker, Clash
    from pea_desktop.core.workspace import Workspace
    from pea_desktop.ui.main_window import MainWindow


def watch(workspace: "Workspace", window: "MainWindow") -> None:
    """Ask about edits in conflicts until the window closes."""
    kept: list[Asker] = []

    def ask(clash: "Clash") -> bool:
        if not kept:
            from pea_desktop.ui.screens.conflict_asking import ClashAsker

            go = window.open_place
            kept.append(ClashAsker(workspace, window, lambda found, text: go("sync", found, text)))
        return kept[0](clash)

    def stop() -> None:
        workspace.ask_on_clash = None

    workspace.ask_on_clash = ask
    window.closed.connect(stop)
