"""What waits for a person though no value decides it: folios, rows left alone, marks on paper."""

import json

import pytest

from pea_desktop import areas
from pea_desktop.areas import matrix
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from tests.cli.minute_data import MINUTE


@pytest.fixture
def both(pea, make_laptop):
    """Return the laptops of Ana (`m.pea`) and Beto (`b.pea`), equal so far."""
    beto = make_laptop("LAPTOP-B", "Beto")
    beto.ok("package", "import", "b.pea", "todo.peapkg")
    return pea, beto


def sent(laptop, file, name):
    laptop.ok("package", "export", file, name)
    return name


def test_one_folio_on_two_documents_is_told_with_what_to_do(both, make_laptop, folder, clock):
    _first, beto = both
    # Neither has met the other: both take the letter after that of who made the expediente.
    carla = make_laptop("LAPTOP-C", "Carla")
    carla.ok("package", "import", "c.pea", "todo.peapkg")
    (folder / "minuta.json").write_text(json.dumps(MINUTE), encoding="utf-8")
    for laptop, file in ((carla, "c.pea"), (beto, "b.pea")):
        made = laptop("minute", file, "new", "minuta.json").json["id"]
        laptop.ok("minute", file, made, f"{file}.pdf", "--issue")
    carla.ok("package", "import", "c.pea", sent(beto, "b.pea", "b.peapkg"))
    told = carla.ok("conflicts", "c.pea").splitlines()
    assert told == [
        (
            "El folio «SECOEM-MIN-2023-B01» está en 2 documentos distintos: dé a uno otro folio; "
            "el anterior queda como alias."
        ),
        ("    para dar otro folio al más reciente: resolve folio:SECOEM-MIN-2023-B01/1 --keep"),
    ]
    carla.ok("conflicts", "c.pea", "resolve", "folio:SECOEM-MIN-2023-B01/1", "--keep")
    assert carla("conflicts", "c.pea", "--json").json == []
    folios = {one["folio"] for one in carla("minute", "c.pea", "--list", "--json").json["minutes"]}
    # Both took the letter B before they met; whose key is the later takes another.
    other = folios - {"SECOEM-MIN-2023-B01"}
    assert other in ({"SECOEM-MIN-2023-B02"}, {"SECOEM-MIN-2023-C01"})
    beto.ok("package", "import", "b.pea", sent(carla, "c.pea", "a.peapkg"))
    assert beto("conflicts", "b.pea", "--json").json == []
    assert beto("check", "b.pea", "--json").json["ok"]


@pytest.fixture
def left_alone(both, folder):
    """The matrix is deleted on Beto's laptop while Ana adds to it; return the id of the notice."""
    ana, beto = both
    ana.ok("set", "m.pea", ana.id_of("m.pea", 1), "notes", "De Ana")
    with beto_workspace(beto, folder) as workspace, workspace.edit("Eliminar") as session:
        session.delete(session.get_one(matrix.Matrix, matrix.lines(session)[0].matrix_id))
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    found = ana("conflicts", "m.pea", "--json").json
    assert {one["kind"] for one in found} == {"orphan"}
    return found


def beto_workspace(laptop, folder):
    with laptop._monkeypatch.context() as patch:
        patch.setenv("PEA_HOME", str(laptop.home))
        return Workspace.open(folder / "b.pea", areas.SCHEMA, Device.load())


def test_what_a_row_was_part_of_comes_back(both, left_alone):
    ana, _beto = both
    assert ana.rows("m.pea") == []
    told = ana.ok("conflicts", "m.pea").splitlines()
    assert told[1] == (
        f"    para recuperar lo eliminado: resolve {left_alone[0]['id']} --keep; para eliminar "
        "también el renglón: --delete"
    )
    said = ana.refused("conflicts", "m.pea", "resolve", left_alone[0]["id"], "--mine")
    assert said.startswith("Elija: --keep recupera")
    ana.ok("conflicts", "m.pea", "resolve", left_alone[0]["id"], "--keep")
    assert len(ana.rows("m.pea")) == 26
    assert ana("conflicts", "m.pea", "--json").json == []
    assert ana("check", "m.pea", "--json").json["ok"]


def test_a_row_left_alone_goes_too(both, left_alone):
    ana, _beto = both
    ana.ok("conflicts", "m.pea", "resolve", left_alone[0]["id"], "--delete")
    left = ana("conflicts", "m.pea", "--json").json
    assert len(left) == len(left_alone) - 1
    again = ana.refused("conflicts", "m.pea", "resolve", left_alone[0]["id"], "--delete")
    assert again.startswith("No hay un conflicto abierto")


def test_a_book_written_with_a_conflict_says_so(both, folder):
    import openpyxl

    ana, beto = both
    for laptop, file, value in ((ana, "m.pea", "80"), (beto, "b.pea", "90")):
        laptop.ok("set", file, laptop.id_of(file, 5), "targets.2024", value)
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    ana.ok("export-matrix", "m.pea", "matriz.xlsx", "--institution", "SECOEM")
    above = [cell.value for cell in openpyxl.load_workbook(folder / "matriz.xlsx").active["A"]]
    assert "Contiene 1 dato en conflicto sin decidir: línea 5 (meta 2024)." in above
