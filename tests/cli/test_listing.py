"""What the commands say to people, read as a newcomer reads it."""

import json
import re

from tests.cli.laptop import BOOK
from tests.cli.minute_data import MINUTE


def test_the_matrix_begins_each_row_with_the_id_that_other_orders_take(pea):
    lines = pea.ok("show", "m.pea", "matrix").splitlines()
    assert len(lines) == 26
    assert lines[6].startswith(f"{pea.id_of('m.pea', 7)}  SECOEM 7. (sin línea) · Porcentaje de ")
    assert "2024: " in lines[6]


def test_an_empty_expediente_says_so(bare):
    bare.ok("new", "m.pea", "--policy", "michoacan")
    assert bare.ok("show", "m.pea", "matrix") == "La matriz no tiene líneas.\n"
    assert bare.ok("show", "m.pea", "minutes") == "No hay minutas.\n"
    assert bare.ok("show", "m.pea", "institutions") == "No hay instituciones.\n"
    assert bare.ok("conflicts", "m.pea") == "Sin conflictos pendientes.\n"
    assert bare.ok("check", "m.pea") == "Todo concuerda.\n"


def test_an_import_counts_in_whole_words_and_says_whether_it_was_saved(bare):
    bare.ok("new", "m.pea", "--policy", "michoacan")
    order = ("import-matrix", "m.pea", BOOK, "--institution", "SECOEM")
    shown = bare.ok(*order).splitlines()
    assert shown[0] == ("Filas leídas: 26; nuevas: 26, cambiadas: 0, iguales: 0, rechazadas: 0.")
    assert "· Línea 1 (fila 5), columna «Prioridad PEA»: la línea no tiene prioridad." in shown
    assert shown[-1] == "Es una vista previa: no se cambió nada; con --apply se guarda."
    done = bare.ok(*order, "--apply").splitlines()
    assert done[:-1] == shown[:-1]
    assert done[-1] == "Guardado; «undo» lo deshace."


def test_minutes_and_institutions_are_listed(pea, folder):
    (folder / "minuta.json").write_text(json.dumps(MINUTE), "utf-8")
    made = pea("minute", "m.pea", "new", "minuta.json").json["id"]
    assert pea.ok("show", "m.pea", "minutes") == f"{made}  Mesa 08, fase 1, 2023-04-19, SECOEM\n"
    assert pea.ok("show", "m.pea", "institutions").splitlines() == [
        "CADPE", "Gobierno Digital", "SB", "SECOEM", "SFA", "SPA",
    ]  # fmt: skip


def test_history_names_rows_and_fields_as_people_do(pea):
    pea.ok("set", "m.pea", pea.id_of("m.pea", 4), "targets.2026", "90")
    pea.ok("delete", "m.pea", pea.id_of("m.pea", 5))
    lines = pea.ok("history", "m.pea").splitlines()
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d  Ana \(LAPTOP-A\): Eliminar línea", lines[0])
    assert lines[1] == "    línea eliminada: se eliminó"
    assert lines[2].endswith("  Ana (LAPTOP-A): Cambiar meta 2026")
    assert lines[3] == "    SECOEM 4, meta 2026: 100 → 90"
    assert lines[4].endswith("  Ana (LAPTOP-A): Importar matriz_secoem.xlsx")
    assert lines[5] == "    SECOEM 1: se creó"
    assert re.fullmatch(r"    y \d+ datos más \(véalos con --json\)", lines[25])
    assert not [line for line in lines if "_alive" in line or "_id" in line]


def test_the_policy_is_listed_with_levels_and_numbers(pea):
    lines = pea.ok("show", "m.pea", "policy").splitlines()
    assert lines[:2] == [
        "Michoacán (reconstruido de la matriz SECOEM)", "eje 1. Combatir la Impunidad",
    ]  # fmt: skip
    assert len(lines) == 15
