"""What each command takes and prints: keys, order, types, exit codes; scripts rely on them."""

import json
import re
import uuid

import pytest

from tests.cli.laptop import BOOK
from tests.cli.minute_data import MINUTE

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ROW = [
    "id", "number", "institution", "state", "axis", "priority", "line", "indicator",
    "interpretation", "type", "formula", "frequency", "targets", "targets_text", "pending_with",
]  # fmt: skip


def is_uuid(text):
    return isinstance(text, str) and str(uuid.UUID(text)) == text


def figures(plan):
    return [plan[key] for key in ("rows", "new", "changed", "same", "rejected")]


# -- new and show


def test_two_new_make_two_different_expedientes(bare):
    ids = []
    for name in ("a", "b"):
        assert bare.ok("new", f"{name}.pea", "--policy", "michoacan") == (
            f"Se creó «{name}.pea»: Michoacán (reconstruido de la matriz SECOEM), 11 prioridades.\n"
        )
        bare.ok("package", "export", f"{name}.pea", f"{name}.peapkg")
        ids.append(bare("package", "inspect", f"{name}.peapkg", "--json").json["workspace"])
    assert ids[0] != ids[1]
    assert all(map(is_uuid, ids))


def test_show_matrix_has_these_keys_in_this_order(pea):
    shown = pea("show", "m.pea", "matrix", "--json").json
    assert list(shown) == ["policy", "rows"]
    assert shown["policy"] == "Michoacán (reconstruido de la matriz SECOEM)"
    assert len(shown["rows"]) == 26
    for row in shown["rows"]:
        assert list(row) == ROW
        assert is_uuid(row["id"])
        for item in (row["axis"], row["priority"]):
            assert item is None or (list(item) == ["id", "number", "text"] and is_uuid(item["id"]))
        assert list(row["targets"]) == list(row["targets_text"]) == ["2024", "2025", "2026"]
        assert isinstance(row["pending_with"], list)


def test_show_matrix_says_numbers_as_text_and_what_is_missing_as_null(pea):
    rows = pea.rows("m.pea")
    assert [row["number"] for row in rows] == [str(number) for number in range(1, 27)]
    assert rows[0]["priority"] is None
    assert rows[0]["axis"]["number"] == "1"
    assert rows[6]["line"] is None
    assert rows[5]["targets"] == {"2024": "15", "2025": "30", "2026": "50"}
    assert rows[5]["targets_text"] == {"2024": "15%", "2025": "30%", "2026": "50%"}
    assert rows[24]["targets"] == {"2024": "100", "2025": "100", "2026": None}
    assert rows[13]["pending_with"] == ["Gobierno Digital", "SFA"]


def test_rows_are_sorted_by_institution_and_number(pea):
    # Another institution, before SECOEM in the alphabet, with ten rows or more.
    pea.ok("import-matrix", "m.pea", BOOK, "--institution", "Archivo General", "--apply")
    rows = [(row["institution"], row["number"]) for row in pea.rows("m.pea")]
    numbers = [str(number) for number in range(1, 27)]
    assert rows == [(name, n) for name in ("Archivo General", "SECOEM") for n in numbers]


def test_show_policy_of_michoacan(pea):
    shown = pea("show", "m.pea", "policy", "--json").json
    assert list(shown) == ["name", "levels", "items", "sheets"]
    assert [list(item) for item in shown["items"]] == [
        ["id", "level", "number", "parent", "text"]
    ] * len(shown["items"])
    ids = {item["id"]: item for item in shown["items"]}
    assert all(map(is_uuid, ids))
    under = {}
    for item in shown["items"]:
        if item["level"] == "prioridad":
            under.setdefault(ids[item["parent"]]["number"], []).append(item["number"])
    assert under == {
        "1": ["7", "8"],
        "2": ["9", "10", "12", "13", "14", "18"],
        "4": ["19", "20", "21"],
    }


def test_show_policy_of_edomex(bare):
    bare.ok("new", "e.pea", "--policy", "edomex")
    shown = bare("show", "e.pea", "policy", "--json").json
    levels = [item["level"] for item in shown["items"]]
    assert {level: levels.count(level) for level in shown["levels"] if level in levels} == {
        "eje": 5, "tema": 10, "prioridad": 60,
    }  # fmt: skip
    sheets = shown["sheets"]
    assert len(sheets) == 35
    for sheet in sheets:
        assert list(sheet) == [
            "priority", "principles", "leaders", "entities", "actions", "variants", "good_practice",
            "immediate", "added_by_entity",
        ]  # fmt: skip
        assert all(list(action) == ["mark", "text"] for action in sheet["actions"])
        assert all(list(variant) == ["origin", "text"] for variant in sheet["variants"])
        assert isinstance(sheet["immediate"], bool)
        assert isinstance(sheet["added_by_entity"], bool)
    marks = [action["mark"] for sheet in sheets for action in sheet["actions"]]
    assert len(marks) == 287
    assert {"a)", "ñ)", "s)", "•"} <= set(marks)
    assert sum(sheet["good_practice"] is not None for sheet in sheets) == 17
    assert sum(sheet["immediate"] for sheet in sheets) == 13
    assert sum(sheet["added_by_entity"] for sheet in sheets) == 3
    assert sorted({int(s["priority"]) for s in sheets if s["variants"]}) == [3, 14, 19, 48]


def test_show_institutions(pea):
    shown = pea("show", "m.pea", "institutions", "--json").json
    assert [list(one) for one in shown] == [["id", "name", "acronym", "aliases"]] * 6
    assert [one["name"] for one in shown] == [
        "CADPE",
        "Gobierno Digital",
        "SB",
        "SECOEM",
        "SFA",
        "SPA",
    ]


# -- set, delete, undo, redo, history, check


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("line", "Otra línea", "line"),
        ("indicator", "Otro indicador", "indicator"),
        ("interpretation", "Otra\ninterpretación", "interpretation"),
        ("type", "Índice", "type"),
        ("formula", "=1+1", "formula"),
        ("frequency", "Semestral", "frequency"),
        ("state", "acordada", "state"),
    ],
)
def test_set_changes_one_field_clears_it_and_undo_brings_it_back(pea, field, value, key):
    before = pea.rows("m.pea")
    assert pea.ok("set", "m.pea", before[3]["id"], field, value) == "Guardado.\n"
    changed = pea.rows("m.pea")
    assert changed == [*before[:3], {**before[3], key: value}, *before[4:]]
    pea.ok("set", "m.pea", before[3]["id"], field, "")
    assert pea.rows("m.pea")[3][key] is None
    pea.ok("undo", "m.pea")
    assert pea.rows("m.pea") == changed
    pea.ok("undo", "m.pea")
    assert pea.rows("m.pea") == before


def test_set_of_a_target_keeps_the_text_and_says_its_number(pea):
    line = pea.id_of("m.pea", 4)
    pea.ok("set", "m.pea", line, "targets.2025", "1,500.50%")
    row = pea.rows("m.pea")[3]
    assert (row["targets"]["2025"], row["targets_text"]["2025"]) == ("1500.5", "1,500.50%")
    pea.ok("set", "m.pea", line, "targets.2025", "")
    row = pea.rows("m.pea")[3]
    assert (row["targets"]["2025"], row["targets_text"]["2025"]) == (None, None)


def test_a_value_may_begin_with_a_dash_or_hold_any_text(pea):
    line = pea.id_of("m.pea", 4)
    for value in ("-5", "- con guion", "«comillas» \"y\" 'más'", "línea\n\tdos", "日本 🙂", "null"):
        pea.ok("set", "m.pea", line, "line", value)
        assert pea.rows("m.pea")[3]["line"] == value


def test_undo_and_redo_survive_between_commands_and_end_with_a_sentence(pea):
    before = pea.rows("m.pea")
    pea.ok("set", "m.pea", before[0]["id"], "line", "Otra")
    assert pea.ok("undo", "m.pea") == "Se deshizo: Cambiar línea de acción\n"
    assert pea.rows("m.pea") == before
    assert pea.ok("redo", "m.pea") == "Se rehízo: Cambiar línea de acción\n"
    assert pea.rows("m.pea")[0]["line"] == "Otra"
    assert pea.refused("redo", "m.pea") == "No hay nada que rehacer."
    pea.ok("undo", "m.pea")
    assert pea.ok("undo", "m.pea") == "Se deshizo: Importar matriz_secoem.xlsx\n"
    assert pea.rows("m.pea") == []
    assert pea.refused("undo", "m.pea") == "No hay nada que deshacer de este equipo."
    pea.ok("redo", "m.pea")
    assert pea.rows("m.pea") == before


def test_delete_removes_one_row_and_undo_brings_it_back_whole(pea):
    before = pea.rows("m.pea")
    assert pea.ok("delete", "m.pea", before[4]["id"]) == "Eliminado; «undo» lo trae de vuelta.\n"
    left = [*before[:4], *before[5:]]
    # The number is the place: those below move up.
    numbered = [{**row, "number": str(at)} for at, row in enumerate(left, start=1)]
    assert pea.rows("m.pea") == numbered
    pea.ok("undo", "m.pea")
    assert pea.rows("m.pea") == before


def test_history_says_who_changed_what_newest_first(pea):
    line = pea.id_of("m.pea", 4)
    pea.ok("set", "m.pea", line, "targets.2026", "90")
    steps = pea("history", "m.pea", "--row", line, "--json").json
    assert [step["label"] for step in steps] == ["Cambiar meta 2026", "Importar matriz_secoem.xlsx"]
    step = steps[0]
    assert list(step) == ["id", "author", "device", "claimed_at", "label", "changes"]
    assert (step["author"], step["device"]) == ("Ana", "LAPTOP-A")
    assert STAMP.fullmatch(step["claimed_at"])
    assert step["changes"] == [
        {"row": line, "field": "targets.2026", "before": "100%", "after": "90"}
    ] or step["changes"] == [{"row": line, "field": "targets.2026", "before": "100", "after": "90"}]
    whole = pea("history", "m.pea", "--json").json
    assert [step["label"] for step in whole][-1].startswith("Crear expediente: Michoacán")
    assert len(whole) == 3


def test_history_of_a_deleted_row_remains(pea):
    line = pea.id_of("m.pea", 4)
    pea.ok("delete", "m.pea", line)
    (last, *_rest) = pea("history", "m.pea", "--row", line, "--json").json
    assert last["label"] == "Eliminar línea"
    assert last["changes"] == [{"row": line, "field": "_alive", "before": "1", "after": "0"}]


def test_check_of_a_sound_file(pea):
    assert pea("check", "m.pea", "--json").json == {"ok": True, "problems": []}


def test_check_of_a_file_changed_behind_the_journal_s_back_ends_with_one(pea):
    import sqlite3

    db = sqlite3.connect("m.pea")
    db.create_function("pea_on", 0, lambda: 0)
    db.execute("UPDATE action_line SET text = 'a escondidas' WHERE number = 4")
    db.commit()
    db.close()
    answer = pea("check", "m.pea", "--json")
    assert answer.code == 1
    made = json.loads(answer.out)
    assert list(made) == ["ok", "problems"]
    assert made["ok"] is False
    assert len(made["problems"]) == 1


# -- the matrix in and out


def test_import_is_a_preview_until_it_is_applied(bare):
    bare.ok("new", "m.pea", "--policy", "michoacan")
    before = bare("show", "m.pea", "matrix", "--json").json
    preview = bare("import-matrix", "m.pea", BOOK, "--institution", "SECOEM", "--json").json
    assert list(preview) == ["rows", "new", "changed", "same", "rejected", "findings", "applied"]
    assert figures(preview) == [26, 26, 0, 0, 0]
    assert preview["applied"] is False
    assert bare("show", "m.pea", "matrix", "--json").json == before
    done = bare("import-matrix", "m.pea", BOOK, "--institution", "SECOEM", "--apply", "--json").json
    assert done == {**preview, "applied": True}
    for finding in done["findings"]:
        assert list(finding)[:5] == ["code", "severity", "row", "column", "sentence"]
    missing = [f["row"] for f in done["findings"] if "no tiene prioridad" in f["sentence"]]
    assert missing == [1, 2, 3]
    again = bare("import-matrix", "m.pea", BOOK, "--institution", "secoem", "--json").json
    assert figures(again) == [26, 0, 0, 26, 0]


def test_our_own_export_comes_back_the_same(pea):
    import openpyxl

    out = pea.ok("export-matrix", "m.pea", "salida.xlsx", "--institution", "SECOEM")
    assert out == "Se escribieron 26 líneas en «salida.xlsx».\n"
    assert openpyxl.load_workbook("salida.xlsx").worksheets[0].max_row >= 27
    plan = pea("import-matrix", "m.pea", "salida.xlsx", "--institution", "SECOEM", "--json").json
    assert figures(plan) == [26, 0, 0, 26, 0]


def test_a_template_comes_back_with_exactly_what_was_changed_there(pea):
    import openpyxl

    orders = ("export-matrix", "m.pea", "plantilla.xlsx", "--institution", "SECOEM", "--template")
    assert pea.ok(*orders) == "Se escribieron 26 líneas en «plantilla.xlsx».\n"
    back = ("import-matrix", "m.pea", "plantilla.xlsx", "--institution", "SECOEM", "--json")
    assert figures(pea(*back).json) == [26, 0, 0, 26, 0]
    workbook = openpyxl.load_workbook("plantilla.xlsx")
    sheet = workbook.worksheets[0]
    assert sheet["K10"].value == 100
    sheet["K10"].value = 90
    workbook.save("plantilla.xlsx")
    assert figures(pea(*back).json) == [26, 0, 1, 25, 0]
    assert figures(pea(*back, "--apply").json) == [26, 0, 1, 25, 0]
    assert pea.rows("m.pea")[4]["targets_text"]["2026"] == "90"
    assert figures(pea(*back).json) == [26, 0, 0, 26, 0]


def test_another_state_s_matrix_is_refused_with_the_reason(bare):
    bare.ok("new", "e.pea", "--policy", "edomex")
    for more in ([], ["--apply"], ["--json"]):
        said = bare.refused("import-matrix", "e.pea", BOOK, "--institution", "SECOEM", *more)
        assert said.startswith("No se importó el libro: de sus 11 prioridades numeradas")
        assert "«Estado de México»" in said
    assert bare.rows("e.pea") == []


# -- minutes


def test_a_minute_is_recorded_shown_and_printed(pea, folder):
    import pypdfium2

    (folder / "minuta.json").write_text(json.dumps(MINUTE), "utf-8")
    made = pea("minute", "m.pea", "new", "minuta.json").json
    assert list(made) == ["id"]
    assert is_uuid(made["id"])
    shown = pea("show", "m.pea", "minutes", "--json").json
    (one,) = shown["minutes"]
    assert (one["id"], one["table"], one["date"]) == (made["id"], "08", "2023-04-19")
    assert (one["declared_lines"], one["captured_lines"]) == ("24", "26")
    assert [a["text"] for a in one["agreements"]] == [a["text"] for a in MINUTE["agreements"]]
    assert one["agreements"][0]["notes"] is None

    assert pea.ok("minute", "m.pea", "pdf", made["id"], "m.pdf") == "Se escribió «m.pdf».\n"
    document = pypdfium2.PdfDocument("m.pdf")
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert re.search(r"declaradas 24\s*·\s*capturadas 26", text)

    pea.ok("delete", "m.pea", made["id"])
    assert pea("show", "m.pea", "minutes", "--json").json["minutes"] == []
    pea.ok("undo", "m.pea")
    assert pea("show", "m.pea", "minutes", "--json").json == shown


def test_a_minute_may_come_with_a_byte_order_mark(pea, folder):
    (folder / "bom.json").write_text(json.dumps(MINUTE), "utf-8-sig")
    assert is_uuid(pea("minute", "m.pea", "new", "bom.json").json["id"])
