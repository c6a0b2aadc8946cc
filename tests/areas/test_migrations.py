import gzip
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Integer

from pea_desktop.areas import SCHEMA
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace

RELEASED = sorted((Path(__file__).parents[1] / "data/workspaces").glob("*.pea.gz"))


@pytest.fixture
def tables(tmp_path):
    path = tmp_path / "nuevo.pea"
    Workspace.create(path, SCHEMA, Device.load("Ana", "LAPTOP-01")).close()
    db = sqlite3.connect(path)
    yield lambda table: {
        name: kind for _cid, name, kind, *_rest in db.execute(f"PRAGMA table_info({table})")
    }
    db.close()


def test_a_migrated_file_has_the_columns_of_the_entities(tables):
    for table in SCHEMA.metadata.sorted_tables:
        expected = {
            c.name: "INTEGER" if isinstance(getattr(c.type, "impl", c.type), Integer) else "TEXT"
            for c in table.columns
        }
        assert tables(table.name) == expected, table.name


def test_columns_carry_no_constraint_that_an_import_could_fail_on(tmp_path):
    path = tmp_path / "nuevo.pea"
    Workspace.create(path, SCHEMA, Device.load("Ana", "LAPTOP-01")).close()
    db = sqlite3.connect(path)
    for table in SCHEMA.metadata.sorted_tables:
        for _cid, name, _kind, notnull, _default, key in db.execute(
            f"PRAGMA table_info({table.name})"
        ):
            assert bool(notnull) == bool(key) == (name == "id"), (table.name, name)
        assert db.execute(f"PRAGMA foreign_key_list({table.name})").fetchall() == []
        indexes = db.execute(f"PRAGMA index_list({table.name})").fetchall()
        assert [one[3] for one in indexes] == ["pk"], table.name
    db.close()


@pytest.mark.parametrize("released", RELEASED, ids=[path.name for path in RELEASED])
def test_a_file_of_each_released_version_opens_and_keeps_its_rows(released, tmp_path):
    path = tmp_path / released.stem
    path.write_bytes(gzip.decompress(released.read_bytes()))
    with Workspace.open(path, SCHEMA, Device.load("Ana", "LAPTOP-01")) as workspace:
        from pea_desktop.areas import matrix, minutes

        assert len(matrix.lines(workspace.session)) == 26
        assert len(minutes.minutes(workspace.session)) == 1
        assert workspace.check() == []


@pytest.mark.parametrize("released", RELEASED, ids=[path.name for path in RELEASED])
def test_a_file_of_each_released_version_is_read_without_being_changed(released, tmp_path):
    path = tmp_path / released.stem
    path.write_bytes(gzip.decompress(released.read_bytes()))
    before = path.read_bytes()
    device = Device.load("Ana", "LAPTOP-01")
    with Workspace.open(path, SCHEMA, device, read_only=True) as workspace:
        from pea_desktop.areas import matrix

        assert len(matrix.lines(workspace.session)) == 26
    assert path.read_bytes() == before
