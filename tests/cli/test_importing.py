"""`import-matrix` with books of every kind; nothing is written without `--apply`."""

import csv

import pytest

HEADING = ["Prioridad PEA", "Línea de acción", "Indicador", "Tipo", "Frecuencia", "Meta 2024"]
GOOD = ["", "Publicar las auditorías", "Porcentaje de avance", "Porcentaje", "Anual", "100"]
SLIPPED = ["", "", "Otra línea de acción", "Porcentaje de otra", "Porcentaje", "Anual", "100"]


@pytest.fixture
def pea(bare):
    bare.ok("new", "m.pea", "--policy", "michoacan")
    return bare


@pytest.fixture
def book(folder):
    with (folder / "libro.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [["SECOEM", *[""] * 6], [*HEADING, ""], [*GOOD, ""], SLIPPED]
        )
    return "libro.csv"


def lines(pea):
    return [row["line"] for row in pea("show", "m.pea", "matrix", "--json").json["rows"]]


def test_the_institution_above_the_heading_needs_no_option(pea, book):
    done = pea("import-matrix", "m.pea", book, "--apply", "--json").json
    assert (done["new"], done["applied"]) == (2, True)
    rows = pea("show", "m.pea", "matrix", "--json").json["rows"]
    assert {row["institution"] for row in rows} == {"SECOEM"}


def test_rows_that_slipped_are_told_and_moved_only_when_asked(pea, book):
    told = pea("import-matrix", "m.pea", book, "--json").json
    assert [one["sentence"] for one in told["findings"] if one["code"] == "fila_desplazada"] == [
        "Fila 4: las celdas están recorridas una columna. Se lee tal como está."
    ]
    assert lines(pea) == []
    pea.ok("import-matrix", "m.pea", book, "--realign", "--apply")
    assert lines(pea) == ["Publicar las auditorías", "Otra línea de acción"]


def test_without_anybody_to_whom_it_belongs_it_asks(pea, folder):
    with (folder / "libro.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADING, GOOD])
    assert pea.refused("import-matrix", "m.pea", "libro.csv") == (
        "Escriba de qué institución es la matriz."
    )
    pea.ok("import-matrix", "m.pea", "libro.csv", "--institution", "SFA", "--apply")
    again = pea("import-matrix", "m.pea", "libro.csv", "--json").json
    assert again["same"] == 1


def test_the_sheet_is_chosen_by_its_title(pea, folder):
    import openpyxl

    workbook = openpyxl.Workbook()
    for title, line in (("Uno", "Publicar"), ("Dos", "Auditar")):
        sheet = workbook.create_sheet(title)
        sheet.append(HEADING)
        sheet.append(["", line])
    workbook.save(folder / "dos.xlsx")
    order = ("import-matrix", "m.pea", "dos.xlsx", "--institution", "SFA", "--apply", "--sheet")
    pea.ok(*order, "dos")
    assert lines(pea) == ["Auditar"]
    assert pea.refused(*order, "Tres") == (
        "El libro no tiene una hoja «Tres»: tiene «Sheet», «Uno», «Dos»."
    )
