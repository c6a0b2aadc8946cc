"""What `lint` says of the sample, to scripts and to people."""

import shutil


def test_the_findings_are_a_list_of_five_keys_each(pea):
    findings = pea("lint", "m.pea", "--json").json
    assert {tuple(sorted(one)) for one in findings} == {
        ("code", "column", "row", "sentence", "severity")
    }
    assert {one["severity"] for one in findings} == {"error", "aviso", "informacion"}
    wrong = {one["row"] for one in findings if one["severity"] == "error"}
    assert wrong == {1, 2, 3, 4, 7, 19, 24, 25, 26}
    pending = [one["row"] for one in findings if one["code"] == "consulta_pendiente"]
    assert pending == [3, 14, 15, 19, 24, 25, 26]


def test_an_institution_may_be_named(pea):
    assert pea("lint", "m.pea", "--institution", "secoem", "--json").json == (
        pea("lint", "m.pea", "--json").json
    )
    assert pea("lint", "m.pea", "--institution", "SFA", "--json").json == []
    assert pea.refused("lint", "m.pea", "--institution", "NADIE") == (
        "No hay una institución «NADIE» en este expediente."
    )


def test_people_read_sentences_and_a_count(pea):
    lines = pea.ok("lint", "m.pea").splitlines()
    assert lines[0] == "Aviso: Ninguna línea tiene línea base."
    assert lines[1].startswith("Error: Línea 1, columna «Fórmula»: la razón parece invertida")
    assert lines[-1] == "9 errores · 14 avisos · 25 informaciones"
    assert pea.ok("lint", "m.pea", "--institution", "SFA") == "No hay nada que señalar.\n"


def test_nothing_is_written(pea, folder):
    before = (folder / "m.pea").read_bytes()
    pea.ok("lint", "m.pea")
    assert (folder / "m.pea").read_bytes() == before


def test_a_file_that_may_not_be_written_is_read(pea, folder):
    shutil.copy(folder / "m.pea", folder / "copia.pea")
    (folder / "copia.pea").chmod(0o444)
    assert pea("lint", "copia.pea", "--json").json


def test_correcting_a_formula_takes_its_finding_away(pea):
    line = pea.id_of("m.pea", 4)
    turned = "(Número de denuncias atendidas/Número de denuncias recibidas)*100"
    pea.ok("set", "m.pea", line, "formula", turned)
    findings = pea("lint", "m.pea", "--json").json
    assert {one["row"] for one in findings if one["code"] == "razon_invertida"} == {1}
