"""Exchange between laptops by command line: trust, encryption, several packages, going back."""

import io
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.minute_data import MINUTE


@pytest.fixture
def both(pea, make_laptop):
    """Return the laptops of Ana (`m.pea`) and Beto (`b.pea`), equal so far."""
    beto = make_laptop("LAPTOP-B", "Beto")
    beto.ok("package", "import", "b.pea", "todo.peapkg")
    return pea, beto


def fingerprint(laptop, file):
    return laptop("devices", file, "--json").json["fingerprint"]


def sent(laptop, file, name, *more):
    laptop.ok("package", "export", file, name, *more)
    return name


def edited(laptop, file, value):
    line = laptop.id_of(file, 4)
    laptop.ok("set", file, line, "interpretation", value)
    return line


def test_several_packages_in_the_wrong_order_and_twice(both):
    ana, beto = both
    edited(beto, "b.pea", "Uno")
    first = sent(beto, "b.pea", "uno.peapkg")
    edited(beto, "b.pea", "Dos")
    second = sent(beto, "b.pea", "dos.peapkg")
    got = ana("package", "import", "m.pea", second, first, second, "--json").json
    assert [one["state"] for one in got["packages"]] == ["applied", "known", "known"]
    assert (got["applied"], got["conflicts"], got["changed"]) == (True, 0, 1)
    assert [(one["author"], one["device"], one["entries"]) for one in got["authors"]] == [
        ("Beto", "LAPTOP-B", 2)
    ]
    assert got["rows"][0]["fields"] == [
        {
            "field": "interpretation",
            "before": got["rows"][0]["fields"][0]["before"],
            "after": "Dos",
        }
    ]
    assert ana("check", "m.pea", "--json").json["ok"]


def test_mine_and_theirs_decide_a_conflict(both):
    ana, beto = both
    line = edited(ana, "m.pea", "De Ana")
    edited(beto, "b.pea", "De Beto")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    (found,) = ana("conflicts", "m.pea", "--json").json
    assert [len(v["origins"]) for v in found["values"]] == [1, 1]
    done = ana("conflicts", "m.pea", "resolve", found["id"], "--theirs", "--json").json
    assert done == {"id": found["id"], "resolved": True, "left": 0}
    assert next(r for r in ana.rows("m.pea") if r["id"] == line)["interpretation"] == "De Beto"


def test_a_merge_is_undone_until_something_is_written(both):
    ana, beto = both
    assert ana.refused("merge", "undo", "m.pea").startswith("No hay una fusión que deshacer")
    before = ana.rows("m.pea")
    edited(beto, "b.pea", "De Beto")
    package = sent(beto, "b.pea", "b.peapkg")
    ana.ok("package", "import", "m.pea", package)
    assert ana.rows("m.pea") != before
    ana.ok("merge", "undo", "m.pea")
    assert ana.rows("m.pea") == before
    assert ana("check", "m.pea", "--json").json["ok"]
    ana.ok("package", "import", "m.pea", package)
    edited(ana, "m.pea", "De Ana")
    assert "este equipo hizo cambios después" in ana.refused("merge", "undo", "m.pea")


def test_without_an_administrator_everybody_is_taken_in_and_shown(both):
    ana, beto = both
    got = ana("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"), "--json").json
    assert got["fingerprint"] == fingerprint(beto, "b.pea")
    listed = ana("devices", "m.pea", "--json").json
    assert not listed["enforced"]
    assert [one["state"] for one in listed["devices"]] == ["libre", "libre"]


def test_an_unknown_sender_waits_in_quarantine_until_it_is_authorised(both, make_laptop, folder):
    ana, beto = both
    ana.ok("devices", "m.pea", "trust", fingerprint(ana, "m.pea"), "--role", "administra")
    edited(beto, "b.pea", "De Beto")
    package = sent(beto, "b.pea", "b.peapkg")
    before = (folder / "m.pea").read_bytes()
    said = ana.refused("package", "import", "m.pea", package)
    assert "no está autorizado en este expediente: quedó en cuarentena" in said
    assert (folder / "m.pea").read_bytes() == before
    listed = ana("devices", "m.pea", "--json").json
    assert [one["reason"] for one in listed["quarantine"]] == ["remitente_no_autorizado"]

    beto.ok("devices", "b.pea", "request", "beto.solicitud")
    done = ana("devices", "m.pea", "trust", "beto.solicitud", "--role", "captura", "--json").json
    assert (done["fingerprint"], done["released"]) == (fingerprint(beto, "b.pea"), 1)
    assert ana.rows("m.pea")[3]["interpretation"] == "De Beto"
    assert ana("devices", "m.pea", "--json").json["quarantine"] == []
    assert ana("check", "m.pea", "--json").json["ok"]


def test_a_permission_stands_though_the_disk_has_no_room_for_what_waited(both, monkeypatch):
    ana, beto = both
    ana.ok("devices", "m.pea", "trust", fingerprint(ana, "m.pea"), "--role", "administra")
    edited(beto, "b.pea", "De Beto")
    ana.refused("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    beto.ok("devices", "b.pea", "request", "beto.solicitud")
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=0))
    done = ana("devices", "m.pea", "trust", "beto.solicitud")
    assert done.code == 1
    assert "tiene permiso: captura." in done.out
    assert "sigue ahí. No hay espacio en el disco para recibir el paquete" in done.err
    assert len(ana("devices", "m.pea", "--json").json["quarantine"]) == 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert ana("devices", "m.pea", "retry", "--json").json == {"released": 1, "left": 0}


def test_a_device_that_may_only_read_cannot_write_and_is_not_believed(both):
    ana, beto = both
    edited(beto, "b.pea", "Antes")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "antes.peapkg"))
    ana.ok("devices", "m.pea", "trust", "LAPTOP-B", "--role", "lectura")
    assert ana.rows("m.pea")[3]["interpretation"] == "Antes"
    edited(beto, "b.pea", "Después")
    got = ana("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"), "--json").json
    assert (got["held"], got["conflicts"]) == (1, 1)
    assert ana.rows("m.pea")[3]["interpretation"] == "Antes"
    (found,) = ana("conflicts", "m.pea", "--json").json
    assert (found["kind"], found["shown"]) == ("authority", "Antes")
    assert ana("check", "m.pea", "--json").json["ok"]

    beto.ok("package", "import", "b.pea", sent(ana, "m.pea", "a.peapkg"))
    said = beto.refused("set", "b.pea", beto.id_of("b.pea", 1), "line", "x")
    assert said.startswith("Este equipo sólo puede consultar el expediente")
    ana.ok("devices", "m.pea", "trust", "LAPTOP-B", "--role", "captura")
    assert ana.rows("m.pea")[3]["interpretation"] == "Después"
    assert ana("conflicts", "m.pea", "--json").json == []


def test_revoking_ends_at_a_place_in_the_log_and_reaches_the_others(both, make_laptop):
    ana, beto = both
    carla = make_laptop("LAPTOP-C", "Carla")
    carla.ok("package", "import", "c.pea", "todo.peapkg")
    edited(beto, "b.pea", "Uno")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "uno.peapkg"))
    ana.ok("devices", "m.pea", "trust", "LAPTOP-B")
    edited(beto, "b.pea", "Dos")
    carla.ok("package", "import", "c.pea", sent(beto, "b.pea", "dos.peapkg"))
    assert carla.rows("c.pea")[3]["interpretation"] == "Dos"
    told = ana("devices", "m.pea", "revoke", "LAPTOP-B", "--json").json
    assert told["after"] == 1
    carla.ok("package", "import", "c.pea", sent(ana, "m.pea", "a.peapkg"))
    assert carla.rows("c.pea")[3]["interpretation"] == "Uno"
    assert carla("check", "c.pea", "--json").json["ok"]
    said = carla.refused("package", "import", "c.pea", "dos.peapkg")
    assert "quedó en cuarentena" in said
    assert "no lo es" in carla.refused("devices", "c.pea", "trust", "LAPTOP-B")


def test_the_last_administrator_stays(both):
    ana, _beto = both
    own = fingerprint(ana, "m.pea")
    ana.ok("devices", "m.pea", "trust", own, "--role", "administra")
    assert "único administrador" in ana.refused("devices", "m.pea", "revoke", own)


def test_a_scope_keeps_to_its_institution(both):
    ana, beto = both
    beto.ok("package", "import", "b.pea", sent(ana, "m.pea", "a.peapkg"))
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    others = [one["acronym"] for one in ana("show", "m.pea", "institutions", "--json").json]
    foreign = next(one for one in others if one != "SECOEM") if len(others) > 1 else None
    if foreign is None:
        pytest.skip("the sample has one institution")
    ana.ok("devices", "m.pea", "trust", "LAPTOP-B", "--scope", foreign)
    beto.ok("package", "import", "b.pea", sent(ana, "m.pea", "a2.peapkg"))
    said = beto.refused("set", "b.pea", beto.id_of("b.pea", 4), "line", "x")
    assert said.startswith("Este equipo sólo puede cambiar lo de su institución")


def test_a_package_by_passphrase_opens_with_it_alone(both, monkeypatch):
    ana, beto = both
    monkeypatch.setattr("sys.stdin", io.StringIO("árbol verde\n"))
    ana.ok("package", "export", "m.pea", "c.peapkg", "--passphrase-stdin")
    assert "está cifrado con una contraseña" in beto.refused("package", "verify", "c.peapkg")
    monkeypatch.setattr("sys.stdin", io.StringIO("otra\n"))
    said = beto.refused("package", "verify", "c.peapkg", "--passphrase-stdin")
    assert said.startswith("La contraseña de «c.peapkg» no es ésa")
    monkeypatch.setattr("sys.stdin", io.StringIO("árbol verde\n"))
    told = beto("package", "verify", "c.peapkg", "--passphrase-stdin", "--json").json
    assert (told["ok"], told["complete"]) == (True, True)


def test_a_package_to_a_recipient_opens_on_that_laptop_alone(both, make_laptop):
    ana, beto = both
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    sent(ana, "m.pea", "c.peapkg", "--encrypt-to", "LAPTOP-B")
    assert "se puede abrir en este equipo" in make_laptop("LAPTOP-C", "Carla").refused(
        "package", "inspect", "c.peapkg"
    )
    assert beto("package", "import", "b.pea", "c.peapkg", "--json").json["already_known"] == 2


def test_a_receipt_tells_the_sender_what_arrived(both):
    ana, beto = both
    edited(ana, "m.pea", "De Ana")
    beto.ok("package", "import", "b.pea", sent(ana, "m.pea", "a.peapkg"), "--receipt", "ac.peapkg")
    ana.ok("package", "import", "m.pea", "ac.peapkg")
    (listed,) = (d for d in ana("devices", "m.pea", "--json").json["devices"] if not d["is_self"])
    assert (listed["device"], listed["lacks"]) == ("LAPTOP-B", [])
    assert json.loads(ana.ok("package", "inspect", "ac.peapkg", "--json"))["entries"] == 0


@pytest.mark.parametrize(("choice", "is_there"), [("--mine", False), ("--theirs", True)])
def test_a_delete_against_an_edit_is_decided_by_side(both, choice, is_there):
    ana, beto = both
    line = ana.id_of("m.pea", 5)
    ana.ok("delete", "m.pea", line)
    beto.ok("set", "b.pea", line, "interpretation", "De Beto")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    (found,) = ana("conflicts", "m.pea", "--json").json
    ana.ok("conflicts", "m.pea", "resolve", found["id"], choice)
    assert (line in [row["id"] for row in ana.rows("m.pea")]) == is_there
    assert ana("conflicts", "m.pea", "--json").json == []


def test_what_is_missing_is_told_and_asked_for(both):
    ana, beto = both
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b0.peapkg"))
    edited(beto, "b.pea", "Uno")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b1.peapkg"))
    beto.ok("package", "import", "b.pea", sent(ana, "m.pea", "a1.peapkg"))
    edited(beto, "b.pea", "Dos")
    second = sent(beto, "b.pea", "b2.peapkg", "--to", "LAPTOP-A")
    ana.ok("merge", "undo", "m.pea")
    got = ana("package", "import", "m.pea", second, "--json").json
    assert [one["sentence"] for one in got["missing"]] == [
        "Falta lo de «LAPTOP-B» desde el cambio 1."
    ]
    listed = ana("devices", "m.pea", "--json").json
    assert len(listed["parked"]) == 1
    assert listed["ask"].splitlines() == [
        "A mi equipo, «LAPTOP-A», le falta esto: ¿me envían un paquete que lo traiga?",
        "· Falta lo de «LAPTOP-B» del cambio 1 al 2.",
    ]


def test_a_dry_run_names_the_fields_that_would_be_in_conflict(both):
    ana, beto = both
    edited(ana, "m.pea", "De Ana")
    edited(beto, "b.pea", "De Beto")
    told = ana("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"), "--dry-run", "--json")
    assert told.json["conflicts"] == 1
    [clash] = told.json["in_conflict"]
    assert (clash["field"], clash["kind"], clash["mine"]) == ("interpretation", "value", "De Ana")
    assert [(one["value"], one["device"]) for one in clash["theirs"]] == [("De Beto", "LAPTOP-B")]
    [package] = told.json["packages"]
    assert (package["conflicts"], package["new_entries"], package["state"]) == (1, 1, "applied")
    assert package["since"] <= package["until"]
    assert ana("conflicts", "m.pea", "--json").json == []


def test_what_is_held_back_is_listed_with_its_reason_and_rows(both):
    ana, beto = both
    edited(beto, "b.pea", "Antes")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "antes.peapkg"))
    ana.ok("devices", "m.pea", "trust", "LAPTOP-B", "--role", "lectura")
    edited(beto, "b.pea", "Después")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    listed = ana("devices", "m.pea", "--json").json
    assert listed["held_by_reason"] == {"solo_lectura": 1}
    [held] = listed["held"]
    assert (held["device"], held["number"], held["reason"]) == ("LAPTOP-B", 2, "solo_lectura")
    assert held["sentence"].endswith("déle permiso de captura y se aplicará.")
    assert [row["fields"] for row in held["rows"] if row["table"] == "indicator"] == [
        ["interpretation"]
    ]
    assert "En cuarentena: cambio 2 de «LAPTOP-B»" in ana.ok("devices", "m.pea")
    ana.ok("devices", "m.pea", "trust", "LAPTOP-B", "--role", "captura")
    assert ana("devices", "m.pea", "--json").json["held"] == []


def test_a_revocation_says_why_and_what_is_to_be_reviewed(both):
    ana, beto = both
    edited(beto, "b.pea", "Uno")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "uno.peapkg"))
    ana.ok("devices", "m.pea", "trust", "LAPTOP-B")
    edited(beto, "b.pea", "Dos")
    ana.ok("package", "import", "m.pea", sent(beto, "b.pea", "dos.peapkg"))
    told = ana(
        "devices", "m.pea", "revoke", "LAPTOP-B", "--after", "1", "--reason", "Se perdió", "--json"
    ).json
    assert (told["after"], told["reason"], told["held"], told["to_review"]) == (
        1,
        "Se perdió",
        1,
        1,
    )
    listed = ana("devices", "m.pea", "--json").json
    revoked = next(one["revoked"] for one in listed["devices"] if one["device"] == "LAPTOP-B")
    assert (revoked["reason"], revoked["by"]) == ("Se perdió", "Ana")
    assert [one["to_review"] for one in listed["held"]] == [True]
    text = ana.ok("devices", "m.pea")
    assert "    motivo: Se perdió" in text
    assert "Para revisar: cambio 2 de «LAPTOP-B»" in text


def test_a_package_in_quarantine_is_retried_or_forgotten_by_order(both):
    ana, beto = both
    ana.ok("devices", "m.pea", "trust", fingerprint(ana, "m.pea"), "--role", "administra")
    edited(beto, "b.pea", "De Beto")
    ana.refused("package", "import", "m.pea", sent(beto, "b.pea", "b.peapkg"))
    assert ana("devices", "m.pea", "retry", "--json").json == {"released": 0, "left": 1}
    [kept] = ana("devices", "m.pea", "--json").json["quarantine"]
    assert "No hay en cuarentena" in ana.refused("devices", "m.pea", "forget", "otro")
    done = ana("devices", "m.pea", "forget", kept["package"][:8], "--json").json
    assert done == {"package": kept["package"], "forgotten": True}
    assert ana("devices", "m.pea", "--json").json["quarantine"] == []


def test_a_folio_given_twice_is_said_when_its_minute_is_written(both, make_laptop):
    _first, beto = both
    carla = make_laptop("LAPTOP-C", "Carla")
    carla.ok("package", "import", "c.pea", "todo.peapkg")
    Path("minuta.json").write_text(json.dumps(MINUTE), encoding="utf-8")
    for laptop, file in ((carla, "c.pea"), (beto, "b.pea")):
        made = laptop("minute", file, "new", "minuta.json").json["id"]
        said = laptop.ok("minute", file, made, "minuta.pdf", "--issue")
        assert "«SECOEM-MIN-2026-B01»" in said or "«SECOEM-MIN-2023-B01»" in said
    carla.ok("package", "import", "c.pea", sent(beto, "b.pea", "b.peapkg"))
    for one in carla("minute", "c.pea", "--list", "--json").json["minutes"]:
        said = carla.ok("minute", "c.pea", one["id"], "otra.pdf")
        assert f"El folio {one['folio']} lo tienen 2 documentos; éste es el de «LAPTOP-" in said
