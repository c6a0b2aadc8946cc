"""How an expediente comes to be open: an existing file, a new one, or the one a package holds.

The first paint waits for none of it (`app.Shell.start` imports it afterwards).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from pea_desktop import areas
from pea_desktop.areas import catalog
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _

if TYPE_CHECKING:
    from pea_desktop.files.package import Received


def opened(path: Path) -> Workspace:
    """Return an existing expediente, open; its copy of the day is written later.

    Raises:
        PeaError: as of `Workspace.open`.
    """
    return Workspace.open(path, areas.SCHEMA, Device.load(), back_up=False)


def created(policy: str, path: Path) -> Workspace:
    """Return a new expediente with a shipped policy, open; on an error no file is left."""
    workspace = Workspace.create(path, areas.SCHEMA, Device.load())
    try:
        with workspace.edit(_("Crear expediente"), kind="create") as session:
            catalog.load(session, policy)
    except BaseException:
        workspace.close()
        path.unlink(missing_ok=True)
        raise
    return workspace


def received(package_path: Path, path: Path) -> tuple[Workspace, "Received"]:
    """Return the expediente a full package holds, made anew and open, and what it brought.

    Raises:
        PeaError: as of `package.receive_new`.
    """
    from pea_desktop.files import package

    return package.receive_new(path, package_path, areas.SCHEMA, Device.load())
