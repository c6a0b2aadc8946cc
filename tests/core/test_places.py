"""Where an expediente is not safe, and how it is brought to where it is."""

from pathlib import Path

import pytest

from pea_desktop.core import places
from pea_desktop.core.errors import PeaError
from pea_desktop.core.places import Place
from pea_desktop.core.workspace import Workspace
from tests.core import toys
from tests.core.toys import Thing

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 8:17 / /media/persona/MI\\040USB rw - vfat /dev/sdb1 rw
31 22 0:50 / /mnt/oficina rw - cifs //servidor/comun rw
32 22 8:33 / /srv/disco rw - ext4 /dev/sdc1 rw
"""


@pytest.fixture
def devices(tmp_path):
    """Return what Linux tells of three disks: its own, a stick, a reader of cards."""
    told = tmp_path / "sys" / "block"
    told.mkdir(parents=True)
    disks = {"8:1": ("pci0/sda", "0"), "8:17": ("pci0/usb1/sdb", "0"), "8:33": ("pci0/sdc", "1")}
    for number, (folder, removable) in disks.items():
        disk = tmp_path / "sys" / folder
        part = disk / "part1"
        part.mkdir(parents=True)
        (disk / "removable").write_text(f"{removable}\n", encoding="ascii")
        (told / number).symlink_to(part)
    return told


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/home/persona/a.pea", None),
        ("/media/persona/MI USB/a.pea", Place.REMOVABLE),
        ("/srv/disco/carpeta/a.pea", Place.REMOVABLE),
        ("/mnt/oficina/a.pea", Place.ON_THE_NET),
        ("/mnt/oficinas/a.pea", None),
    ],
)
def test_knows_a_stick_a_card_and_a_share(tmp_path, devices, path, place):
    assert places.on_mount(Path(path), MOUNTS, devices) == place


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        ("OneDrive", True),
        ("OneDrive - Secretaría", True),
        ("Dropbox (Personal)", True),
        ("Google Drive", True),
        ("Documentos", False),
        ("OneDrivers", False),
        ("Sobre Dropbox", False),
    ],
)
def test_knows_a_folder_that_syncs(tmp_path, folder, synced):
    path = tmp_path / folder / "mesa" / "a.pea"
    assert places.is_synced(path, {}) is synced


def test_knows_the_folder_that_the_system_syncs(tmp_path):
    path = tmp_path / "Escritorio" / "a.pea"
    assert places.is_synced(path, {"OneDriveCommercial": str(tmp_path / "Escritorio")})
    assert not places.is_synced(path, {"OneDriveCommercial": ""})


def test_an_expediente_is_brought_whole_and_the_former_one_is_put_aside(tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    laptop = toys.device(tmp_path, "A")
    with Workspace.create(stick / "A.pea", toys.SCHEMA, laptop) as workspace:
        with workspace.edit("Agregar") as session:
            session.add(Thing(name="uno"))
        path = workspace.path
        with pytest.raises(PeaError, match="ya está abierto"):
            places.bring(path, tmp_path / "casa")
    assert not (tmp_path / "casa").exists()
    (tmp_path / "casa").mkdir()
    (tmp_path / "casa" / path.name).write_bytes(b"de otro")

    made = places.bring(path, tmp_path / "casa")

    assert made == tmp_path / "casa" / f"{path.stem} (2).pea"
    assert sorted(one.name for one in stick.iterdir()) == [f"{path.name}.movido"]
    with Workspace.open(made, toys.SCHEMA, laptop) as workspace:
        assert toys.things(workspace) == [("uno", None)]
        assert workspace.sentinel.lineage() == []
        assert workspace.check() == []


def test_what_is_no_expediente_stays_where_it_is(tmp_path):
    path = tmp_path / "a.pea"
    path.write_bytes(b"no es una base de datos" * 100)
    with pytest.raises(PeaError, match=r"No se pudo copiar «a\.pea» a «.*casa»"):
        places.bring(path, tmp_path / "casa")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.pea", "casa"]
    assert list((tmp_path / "casa").iterdir()) == []
