"""Packages between laptops, and conflicts, by command line."""

import json
import shutil

import pytest

FIGURES = ["new", "changed", "deleted", "conflicts", "already_known", "missing", "applied"]


@pytest.fixture
def other(make_laptop):
    """Return the laptop of Beto, that has received everything into `b.pea`."""
    return make_laptop("LAPTOP-B", "Beto")


@pytest.fixture
def both(pea, other):
    """Return the laptops of Ana (`m.pea`) and Beto (`b.pea`), equal so far."""
    other.ok("package", "import", "b.pea", "todo.peapkg")
    return pea, other


def counts(received):
    return [received[key] for key in FIGURES]


def test_a_missing_file_is_made_from_a_full_package(pea, other, folder):
    preview = other("package", "import", "b.pea", "todo.peapkg", "--dry-run", "--json").json
    assert list(preview)[:7] == FIGURES
    assert not list(folder.glob("b.pea*"))
    received = other("package", "import", "b.pea", "todo.peapkg", "--json").json
    assert received == {**preview, "applied": True}
    assert counts(received) == [150, 0, 0, 0, 0, [], True]
    assert (received["author"], received["device"]) == ("Ana", "LAPTOP-A")
    assert other.rows("b.pea") == pea.rows("m.pea")
    again = other("package", "import", "b.pea", "todo.peapkg", "--json").json
    assert counts(again) == [0, 0, 0, 0, 2, [], True]


def test_inspect_says_whose_package_it_is(pea):
    made = pea("package", "inspect", "todo.peapkg", "--json").json
    assert (made["author"], made["device"], made["entries"], made["to"]) == (
        "Ana",
        "LAPTOP-A",
        2,
        [],
    )
    shown = pea.ok("package", "inspect", "todo.peapkg").splitlines()
    assert shown[0] == f"Paquete de «LAPTOP-A» (Ana), huella {made['fingerprint']}."
    assert shown[1].endswith("; cambios que trae: 2.")


def test_disjoint_edits_merge(both):
    ana, beto = both
    line = ana.id_of("m.pea", 4)
    ana.ok("set", "m.pea", line, "interpretation", "De Ana")
    beto.ok("set", "b.pea", line, "targets.2024", "80")
    ana.ok("package", "export", "m.pea", "a.peapkg")
    beto.ok("package", "export", "b.pea", "b.peapkg")
    assert counts(ana("package", "import", "m.pea", "b.peapkg", "--json").json)[:5] == [
        0,
        1,
        0,
        0,
        2,
    ]
    assert counts(beto("package", "import", "b.pea", "a.peapkg", "--json").json)[:5] == [
        0,
        1,
        0,
        0,
        2,
    ]
    row = ana.rows("m.pea")[3]
    assert (row["interpretation"], row["targets"]["2024"]) == ("De Ana", "80")
    assert beto.rows("b.pea") == ana.rows("m.pea")
    assert ana("conflicts", "m.pea", "--json").json == []


def quarrel(ana, beto):
    """Let both write the same target, and one delete what the other edits."""
    line, deleted = ana.id_of("m.pea", 4), ana.id_of("m.pea", 5)
    ana.ok("set", "m.pea", line, "targets.2026", "95")
    beto.ok("set", "b.pea", line, "targets.2026", "85")
    ana.ok("delete", "m.pea", deleted)
    beto.ok("set", "b.pea", deleted, "indicator", "De Beto")
    ana.ok("package", "export", "m.pea", "a.peapkg")
    beto.ok("package", "export", "b.pea", "b.peapkg")
    preview = ana("package", "import", "m.pea", "b.peapkg", "--dry-run", "--json").json
    received = ana("package", "import", "m.pea", "b.peapkg", "--json").json
    assert received == {**preview, "applied": True}
    assert received["conflicts"] == 2
    assert beto("package", "import", "b.pea", "a.peapkg", "--json").json["conflicts"] == 2
    return line, deleted


def test_conflicts_name_the_row_the_field_and_both_sides(both):
    ana, beto = both
    line, deleted = quarrel(ana, beto)
    found = {one["id"]: one for one in ana("conflicts", "m.pea", "--json").json}
    assert set(found) == {f"{line}:targets.2026", f"{deleted}:_alive"}
    target = found[f"{line}:targets.2026"]
    assert list(target)[:4] == ["id", "kind", "ancestor", "values"]
    assert (target["kind"], target["ancestor"]) == ("value", "100")
    for value in target["values"]:
        assert list(value)[:4] == ["value", "author", "device", "claimed_at"]
    assert {(v["value"], v["author"], v["device"]) for v in target["values"]} == {
        ("95", "Ana", "LAPTOP-A"), ("85", "Beto", "LAPTOP-B"),
    }  # fmt: skip
    row = found[f"{deleted}:_alive"]
    assert (row["kind"], row["ancestor"]) == ("delete_edit", None)
    assert {(v["value"], v["author"]) for v in row["values"]} == {
        (None, "Ana"),
        ("De Beto", "Beto"),
    }
    assert sorted(one["id"] for one in beto("conflicts", "b.pea", "--json").json) == sorted(found)


def test_a_field_in_conflict_is_not_set_and_nothing_else_stops(both):
    ana, beto = both
    line, _deleted = quarrel(ana, beto)
    before = ana.rows("m.pea")
    said = ana.refused("set", "m.pea", line, "targets.2026", "1")
    assert said.startswith("Este dato está en conflicto: dos equipos lo cambiaron a la vez.")
    assert ana.rows("m.pea") == before
    ana.ok("set", "m.pea", line, "targets.2025", "1")
    ana.ok("export-matrix", "m.pea", "m.xlsx", "--institution", "SECOEM")


def test_a_decision_settles_it_on_both_laptops_and_is_not_undone(both):
    ana, beto = both
    line, deleted = quarrel(ana, beto)
    assert ana.ok("conflicts", "m.pea", "resolve", f"{line}:targets.2026", "--value", "88")
    ana.ok("conflicts", "m.pea", "resolve", f"{deleted}:_alive", "--keep")
    assert ana("conflicts", "m.pea", "--json").json == []
    assert ana.ok("conflicts", "m.pea") == "Sin conflictos pendientes.\n"
    assert "vuelva a decidir" in ana.refused("undo", "m.pea")
    row = ana.rows("m.pea")[3]
    assert (row["targets"]["2026"], ana.rows("m.pea")[4]["indicator"]) == ("88", "De Beto")
    ana.ok("package", "export", "m.pea", "a2.peapkg", "--to", "LAPTOP-B")
    assert ana("package", "inspect", "a2.peapkg", "--json").json["entries"] < 7
    beto.ok("package", "import", "b.pea", "a2.peapkg")
    assert beto("conflicts", "b.pea", "--json").json == []
    assert beto.rows("b.pea") == ana.rows("m.pea")


def test_a_row_may_be_decided_to_go_and_a_value_to_be_empty(both):
    ana, beto = both
    line, deleted = quarrel(ana, beto)
    ana.ok("conflicts", "m.pea", "resolve", f"{deleted}:_alive", "--delete")
    ana.ok("conflicts", "m.pea", "resolve", f"{line}:targets.2026", "--value", "")
    assert deleted not in [row["id"] for row in ana.rows("m.pea")]
    assert ana.rows("m.pea")[3]["targets_text"]["2026"] is None


def test_a_conflict_is_decided_in_its_own_way_or_not_at_all(both):
    ana, beto = both
    line, deleted = quarrel(ana, beto)
    before = ana("conflicts", "m.pea", "--json").json
    ana.refused("conflicts", "m.pea", "resolve", f"{line}:targets.2026", "--delete")
    ana.refused("conflicts", "m.pea", "resolve", f"{line}:targets.2026", "--value", "cien")
    ana.refused("conflicts", "m.pea", "resolve", f"{deleted}:_alive", "--value", "1")
    assert ana.refused("conflicts", "m.pea", "resolve", "nada", "--keep") == (
        "No hay un conflicto abierto «nada»."
    )
    assert ana("conflicts", "m.pea", "--json").json == before


def test_conflicts_are_told_to_people_with_what_decides_them(both):
    ana, beto = both
    line, deleted = quarrel(ana, beto)
    told = ana.ok("conflicts", "m.pea")
    assert "SECOEM 4, meta 2026\n    «" in told
    assert (
        "SECOEM 5, un equipo lo eliminó y otro lo cambió\n    (eliminar) — Ana (LAPTOP-A), " in told
    )
    assert f"    para decidirlo: resolve {line}:targets.2026\n" in told
    assert f"    para decidirlo: resolve {deleted}:_alive\n" in told


def test_the_second_package_before_the_first_waits_and_then_both_apply(both):
    ana, beto = both
    line = ana.id_of("m.pea", 4)
    ana.ok("package", "import", "m.pea", export(beto, "b.pea", "b0.peapkg"))
    ana.ok("set", "m.pea", line, "line", "Uno")
    first = export(ana, "m.pea", "a1.peapkg", "--to", "LAPTOP-B")
    # What Ana knows Beto has grows only by what Beto says; so Beto's word is asked for in between.
    shutil.copy("b.pea", "aparte.pea")
    beto.ok("package", "import", "aparte.pea", first)
    ana.ok("package", "import", "m.pea", export(beto, "aparte.pea", "b1.peapkg"))
    ana.ok("set", "m.pea", line, "line", "Dos")
    second = export(ana, "m.pea", "a2.peapkg", "--to", "LAPTOP-B")

    before = beto.rows("b.pea")
    preview = beto("package", "import", "b.pea", second, "--dry-run", "--json").json
    parked = beto("package", "import", "b.pea", second, "--json").json
    assert parked == preview
    assert parked["applied"] is False
    assert counts(parked)[:5] == [0, 0, 0, 0, 0]
    (missing,) = parked["missing"]
    assert missing["device"] == "LAPTOP-A"
    assert missing["sentence"] == "Falta lo de «LAPTOP-A» desde el cambio 3."
    assert beto.rows("b.pea") == before
    shown = beto.ok("package", "import", "b.pea", second).splitlines()
    assert shown[1:] == [
        "Falta lo de «LAPTOP-A» desde el cambio 3.",
        "Queda en espera y se aplicará solo cuando llegue lo que falta.",
    ]

    done = beto("package", "import", "b.pea", first, "--json").json
    assert (done["applied"], done["missing"]) == (True, [])
    assert beto.rows("b.pea")[3]["line"] == "Dos"
    assert beto.rows("b.pea") == ana.rows("m.pea")
    assert beto("check", "b.pea", "--json").json["ok"] is True


def export(laptop, file, name, *more):
    laptop.ok("package", "export", file, name, *more)
    return name


def test_a_package_to_a_device_that_never_sent_one_is_refused(pea):
    said = pea.refused("package", "export", "m.pea", "x.peapkg", "--to", "LAPTOP-Z")
    assert said.startswith("Este expediente no ha recibido ningún paquete de «LAPTOP-Z»")
    # A script whose variable is empty does not send everything.
    said = pea.refused("package", "export", "m.pea", "x.peapkg", "--to", "")
    assert said.startswith("Este expediente no ha recibido ningún paquete de «»")


def test_a_package_for_one_device_makes_no_new_file(both, folder):
    ana, beto = both
    ana.ok("package", "import", "m.pea", export(beto, "b.pea", "b0.peapkg"))
    ana.ok("set", "m.pea", ana.id_of("m.pea", 1), "line", "x")
    part = export(ana, "m.pea", "parte.peapkg", "--to", "LAPTOP-B")
    for more in ([], ["--dry-run"]):
        said = beto.refused("package", "import", "nuevo.pea", part, *more)
        assert said.startswith("«parte.peapkg» no trae el expediente completo")
        assert list(folder.glob("nuevo.pea*")) == []


def test_what_a_package_brought_is_said_in_sentences(both):
    ana, beto = both
    ana.ok("set", "m.pea", ana.id_of("m.pea", 1), "line", "x")
    export(ana, "m.pea", "a.peapkg")
    preview = beto.ok("package", "import", "b.pea", "a.peapkg", "--dry-run").splitlines()
    assert preview[0].startswith("Paquete de «LAPTOP-A» (Ana), huella ")
    assert preview[1:] == [
        "Renglones nuevos: 0, cambiados: 1, eliminados: 0; cambios que ya se tenían: 2.",
        "Es una vista previa: no se cambió nada.",
    ]
    done = beto.ok("package", "import", "b.pea", "a.peapkg").splitlines()
    assert done == preview[:2]
    made = beto.ok("package", "import", "c.pea", "a.peapkg").splitlines()
    assert made[-1] == "Se creó «c.pea»."


def test_json_of_every_listing_is_one_document(both):
    ana, _beto = both
    for order in (["conflicts", "m.pea"], ["history", "m.pea"], ["check", "m.pea"]):
        json.loads(ana.ok(*order, "--json"))


def test_a_conflict_of_codes_is_shown_and_decided_in_words(pea, make_laptop):
    beto = make_laptop()
    beto.ok("package", "import", "b.pea", "todo.peapkg")
    line = pea.id_of("m.pea", 4)
    pea.ok("set", "m.pea", line, "state", "acordada")
    beto.ok("set", "b.pea", line, "state", "Cancelada")
    beto.ok("package", "export", "b.pea", "de-beto.peapkg")
    pea.ok("package", "import", "m.pea", "de-beto.peapkg")
    shown = pea.ok("conflicts", "m.pea")
    assert "SECOEM 4, estado" in shown
    assert "«Acordada»" in shown
    assert "«Cancelada»" in shown
    assert pea.refused("conflicts", "m.pea", "resolve", f"{line}:state", "--value", "azul")
    pea.ok("conflicts", "m.pea", "resolve", f"{line}:state", "--value", "Propuesta")
    assert pea("conflicts", "m.pea", "--json").json == []
    assert pea.rows("m.pea")[3]["state"] == "propuesta"
    assert "SECOEM 4, estado: Propuesta → Acordada" in pea.ok("history", "m.pea")
