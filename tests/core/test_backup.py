from datetime import UTC, datetime, timedelta

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from tests.core import toys
from tests.core.toys import Thing


def copies(folder, reason="diario"):
    return sorted((folder / "casa-A" / "backups").glob(f"*-{reason}-*.pea"))


def test_opening_makes_one_backup_a_day_and_it_opens_by_itself(tmp_path):
    with toys.create(tmp_path) as workspace, workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    toys.reopen(tmp_path, read_only=True).close()
    assert copies(tmp_path) == []
    for _time in range(3):
        toys.reopen(tmp_path).close()
    (copy,) = copies(tmp_path)
    yesterday = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
    copy = copy.rename(
        copy.with_name(copy.name.replace(f"{datetime.now(UTC):%Y-%m-%d}", yesterday))
    )
    toys.reopen(tmp_path).close()
    assert len(copies(tmp_path)) == 2
    with Workspace.open(copy, toys.SCHEMA, toys.device(tmp_path, "A")) as opened:
        assert toys.things(opened) == [("uno", None)]
        assert opened.check() == []
        assert opened.workspace_id == workspace.workspace_id
    assert not list(copy.parent.glob("*-wal"))


def test_the_copy_of_the_day_can_wait_until_the_file_is_shown(tmp_path):
    toys.create(tmp_path).close()
    with toys.reopen(tmp_path, back_up=False) as workspace:
        assert copies(tmp_path) == []
        for _time in range(2):
            workspace.back_up_if_due()
        assert len(copies(tmp_path)) == 1


def test_the_ten_newest_copies_are_kept(tmp_path):
    with toys.create(tmp_path) as workspace:
        for number in range(12):
            with workspace.edit("Agregar") as session:
                session.add(Thing(name=f"{number:02}"))
            workspace.back_up("prueba")
        workspace.back_up("otra")
    kept = copies(tmp_path, "prueba")
    assert len(kept) == 10
    assert len(toys.dump(kept[0])["thing"]) == 3
    assert len(toys.dump(kept[-1])["thing"]) == 12
    assert len(copies(tmp_path, "otra")) == 1


def test_two_expedientes_of_one_name_keep_their_own_copies(tmp_path):
    for folder in ("norte [1]", "sur"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "matriz [final].pea"
        Workspace.create(path, toys.SCHEMA, toys.device(tmp_path, "A")).close()
        for _time in range(2):
            Workspace.open(path, toys.SCHEMA, toys.device(tmp_path, "A")).close()
    assert len(copies(tmp_path)) == 2


def test_a_backup_that_cannot_be_written_is_one_sentence(tmp_path):
    with toys.create(tmp_path) as workspace:
        (tmp_path / "casa-A" / "backups").write_text("no es una carpeta")
        with pytest.raises(PeaError) as caught:
            workspace.back_up("prueba")
        assert str(caught.value).startswith("No se pudo hacer el respaldo en «")
        assert str(caught.value).endswith("libere espacio en el disco e intente de nuevo.")
    # The daily copy must not keep anybody from working.
    with toys.reopen(tmp_path) as workspace, workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
