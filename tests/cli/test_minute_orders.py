"""Minutes and their documents at the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.minute_data import MINUTE

FULL = {
    **MINUTE,
    "agreements": [
        {"number": "1", "text": "Se integró la matriz con {líneas} líneas.", "kind": "constancia"},
        {
            "number": "2",
            "text": "Se verificarán las líneas base hasta el 24 de abril.",
            "kind": "compromiso",
            "due": "2023-04-24",
            "responsible": "Titular de la unidad",
        },
    ],
}


@pytest.fixture
def minute(pea, folder, clock):
    """Return the id of a minute in `m.pea`."""
    Path("minuta.json").write_text(json.dumps(FULL), encoding="utf-8")
    return pea("minute", "m.pea", "new", "minuta.json").json["id"]


def test_minutes_are_listed_with_state_and_counts(pea, minute):
    (one,) = pea("minute", "m.pea", "--list", "--json").json["minutes"]
    told = {
        "id": minute,
        "folio": None,
        "state": "borrador",
        "table": "08",
        "date": "2023-04-19",
        "agreements": 2,
        "declared_lines": 24,
        "captured_lines": 26,
        "sha256": None,
        "signatures": [],
    }
    assert {key: one[key] for key in told} == told
    assert pea.ok("minute", "m.pea", "--list") == f"{minute}  mesa 08 · Borrador · 2023-04-19\n"


def test_a_draft_is_written_and_stays_a_draft(pea, minute):
    assert pea.ok("minute", "m.pea", minute, "b.pdf") == "Se escribió «b.pdf».\n"
    assert Path("b.pdf").read_bytes().startswith(b"%PDF-")
    (one,) = pea("minute", "m.pea", "--list", "--json").json["minutes"]
    assert one["state"] == "borrador"


def test_an_issued_minute_has_a_folio_and_always_the_same_bytes(pea, minute):
    import hashlib

    said = pea.ok("minute", "m.pea", minute, "uno.pdf", "--issue")
    made = Path("uno.pdf").read_bytes()
    mark = hashlib.sha256(made).hexdigest()
    assert said == (
        f"Se emitió «SECOEM-MIN-2023-A01»; su huella es {mark}.\nSe escribió «uno.pdf».\n"
    )
    pea.ok("minute", "m.pea", "secoem-min-2023-a01", "dos.pdf")
    pea.ok("minute", "m.pea", "pdf", minute, "tres.pdf")
    assert made == Path("dos.pdf").read_bytes() == Path("tres.pdf").read_bytes()
    listed = pea("minute", "m.pea", "--list", "--json").json
    (one,) = listed["minutes"]
    assert (one["folio"], one["version"], one["state"], one["sha256"]) == (
        "SECOEM-MIN-2023-A01",
        1,
        "impresa",
        mark,
    )
    assert [cell["state"] for cell in one["signatures"]] == ["pendiente", "pendiente"]
    assert listed["problems"] == []
    said = pea.refused("minute", "m.pea", minute, "cuatro.pdf", "--issue")
    assert said.startswith("«SECOEM-MIN-2023-A01» se emitió el ")
    assert not Path("cuatro.pdf").exists()
    assert pea.refused("delete", "m.pea", minute).startswith("«SECOEM-MIN-2023-A01» se emitió")
    assert pea.refused("undo", "m.pea").startswith("«SECOEM-MIN-2023-A01» se emitió")


def test_a_line_changed_after_is_told_by_the_list(pea, minute):
    pea.ok("minute", "m.pea", minute, "uno.pdf", "--issue")
    pea.ok("set", "m.pea", pea.id_of("m.pea", 1), "indicator", "Otro")
    listed = pea("minute", "m.pea", "--list", "--json").json
    assert listed["minutes"][0]["matrix_changed_since_issued"] is True
    assert listed["minutes"][0]["changed_since_issued"] is False
    (told,) = listed["problems"]
    assert told["sentence"] == (
        "La matriz de «SECOEM-MIN-2023-A01» cambió después de emitida: 1 cambiada."
    )


def test_acuerdos_are_listed_overdue_first(pea, minute):
    pea.ok("minute", "m.pea", minute, "uno.pdf", "--issue")
    rows = pea("agreements", "m.pea", "--on", "2023-04-25", "--json").json
    told = [(row["folio"], row["state"], row["due"], row["days"]) for row in rows]
    assert told == [
        ("SECOEM-MIN-2023-A01/A02", "vencido", "2023-04-24", -1),
        ("SECOEM-MIN-2023-A01/A01", "registrado", None, None),
    ]
    assert (rows[0]["responsible"], rows[0]["institution"]) == ("Titular de la unidad", "SECOEM")
    assert rows[1]["text"] == "Se integró la matriz con 26 líneas."
    assert [row["number"] for row in pea("agreements", "m.pea", "--overdue", "--on", "2023-04-25",
                                         "--json").json] == ["2"]  # fmt: skip
    assert pea("agreements", "m.pea", "--overdue", "--on", "2023-04-24", "--json").json == []
    said = pea.ok("agreements", "m.pea", "--overdue", "--on", "2023-04-25")
    assert said.endswith("1 acuerdo · 1 vencido\n")
    assert "SECOEM-MIN-2023-A01/A02 · Vencido · 24/04/2023 · Se verificarán" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("minute m.pea", "pea-desktop minute: falta: ACCIÓN"),
        ("minute m.pea SECOEM-MIN-2023-A01", "falta: SALIDA.pdf"),
        ("agreements m.pea --on ayer", "--on: escriba el día como 2023-04-25"),
    ],
)
def test_wrong_usage_is_told(bare, typed, said):
    answer = bare(*typed.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_says_that_there_is_no_such_minute(pea):
    assert pea.refused("minute", "m.pea", "SECOEM-MIN-2023-A09", "x.pdf") == (
        "No hay una minuta con el identificador «SECOEM-MIN-2023-A09»: revise la lista de minutas."
    )


def test_options_may_stand_anywhere(pea, minute):
    pea.ok("minute", "--author", "Tres", "m.pea", minute, "--device", "E3", "x.pdf")
    pea.ok("minute", "m.pea", "--author", "Tres", minute, "y.pdf", "--issue")
    (one,) = pea("minute", "m.pea", "--list", "--json").json["minutes"]
    assert one["issued_by"] == "Tres"


def test_acuerdos_are_written_as_a_workbook_and_as_documents(pea, minute):
    import openpyxl

    pea.ok("minute", "m.pea", minute, "uno.pdf", "--issue")
    on = ("--on", "2023-04-25")
    assert pea.ok("agreements", "m.pea", "a.xlsx", *on) == "Se escribió «a.xlsx».\n"
    sheet = openpyxl.load_workbook("a.xlsx").active
    folios = [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)]
    assert folios == ["SECOEM-MIN-2023-A01/A02", "SECOEM-MIN-2023-A01/A01"]
    pea.ok("agreements", "m.pea", "a.pdf", "--institution", "SECOEM", *on)
    pea.ok("agreements", "m.pea", "oficio.pdf", "--institution", "SECOEM", "--reminder", *on)
    for name, said in (("a.pdf", "Estado de los acuerdos"), ("oficio.pdf", "recordatorio")):
        assert said in text_of(name)
    assert "integr" not in text_of("oficio.pdf").split("Folio")[1]


def test_acuerdos_are_not_written_as_what_they_are_not(pea, minute):
    assert pea.refused("agreements", "m.pea", "a.txt") == (
        "«a.txt»: la salida termina en .xlsx o en .pdf."
    )
    for told in (("a.pdf", "--reminder"), ("a.xlsx", "--reminder", "--institution", "SECOEM")):
        assert pea.refused("agreements", "m.pea", *told).startswith("El oficio de recordatorio es")
    assert pea.refused("agreements", "m.pea", "--institution", "Nadie") == (
        "No hay una institución «Nadie» en este expediente."
    )
    said = pea.refused("agreements", "m.pea", "m.pea")
    assert "m.pea" in said


def text_of(name):
    import pypdfium2

    document = pypdfium2.PdfDocument(name)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
