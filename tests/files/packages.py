"""What the tests of package files share: sending, receiving and being refused."""

from pathlib import Path

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing

NONSENSE = (
    "El paquete está dañado o alterado; no se aceptó nada de él. Pida que se lo envíen otra vez."
)
BROKEN = "El paquete «ajeno.peapkg» está dañado o alterado; pida que se lo envíen otra vez."
NEWER = "«ajeno.peapkg» se hizo con una versión más nueva del programa; actualice este equipo."
NO_PACKAGE = "«ajeno.peapkg» no es un paquete de PEA; elija un archivo .peapkg."


def add(workspace: Workspace, *names: str) -> None:
    """Write one entry for each name."""
    for name in names:
        with workspace.edit(f"Agregar {name}") as session:
            session.add(Thing(name=name))


def send(sender: Workspace, receiver: Workspace, **named: str) -> package.Received:
    path = sender.path.with_suffix(".peapkg")
    package.export(sender, path, **named)
    return package.receive(receiver, path)


def new_from(folder: Path, name: str, sender: Workspace) -> tuple[Workspace, package.Received]:
    """Return a new laptop's expediente, made from a full package."""
    path = sender.path.with_suffix(".peapkg")
    package.export(sender, path)
    return package.receive_new(folder / f"{name}.pea", path, toys.SCHEMA, toys.device(folder, name))


def refusal(workspace: Workspace, data: bytes) -> str:
    """Return the sentence with which a package is refused; the file must stay as it was."""
    path = workspace.path.with_name("ajeno.peapkg")
    path.write_bytes(data)
    before = toys.dump(workspace.path)
    with pytest.raises(PeaError) as caught:
        package.receive(workspace, path)
    assert toys.dump(workspace.path) == before
    with pytest.raises(PeaError):
        package.receive(workspace, path, dry_run=True)
    assert toys.dump(workspace.path) == before
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence
