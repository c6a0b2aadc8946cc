"""The minute of mesa 08 in the real window: recorded, issued, locked, and put right."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.minutes import Correction
from pea_desktop.ui.screens.minutes import MinutesScreen
from tests.stories.test_main_job import create, import_the_sample

FIRST = "Las personas de la SECOEM integraron su matriz con {líneas} líneas de acción."
SECOND = (
    "La matriz será facilitada para verificar las líneas base, contando hasta el 24 de abril de la "
    "presente anualidad."
)


@pytest.fixture
def laptop(make_laptop, answer, tmp_path, qtbot):
    made = make_laptop("LAPTOP-03", "Lic. Capturista Uno")
    create(made, answer, tmp_path / "michoacan.pea")
    import_the_sample(made, answer)
    made.window.showNormal()
    made.window.resize(1366, 728)
    made.window.activateWindow()
    qtbot.wait_until(made.window.isActiveWindow)
    return made


def screen_of(laptop):
    return laptop.window.findChild(MinutesScreen)


def paper(laptop, qtbot):
    preview = screen_of(laptop).preview
    qtbot.wait_until(lambda: not preview.is_behind and preview.paper.is_current)
    return " ".join(preview.paper.page_text.split())


def record(laptop):
    laptop.open("Minutas")
    laptop.click("Nueva minuta")
    for field, text in (
        ("Mesa", "08"),
        ("Fase", "1"),
        ("Fecha", "19/04/2023"),
        ("Líneas declaradas", "24"),
    ):
        laptop.fill(field, text)
    screen_of(laptop).form.start()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    laptop.press(Qt.Key.Key_A, held)
    laptop.fill("Acuerdo 1: Texto", FIRST)
    laptop.click("Nuevo acuerdo")
    laptop.fill("Acuerdo 2: Texto", SECOND)
    for at, name in enumerate(("Asistente Uno", "Asistente Dos"), start=1):
        laptop.click("Agregar asistente")
        laptop.fill(f"Asistente {at}: Nombre", name)
        laptop.fill(f"Asistente {at}: Cargo en el acto", "Analista")
    laptop.click("Agregar coordinador")
    laptop.fill("Coordinador 1: Nombre", "Coordinadora Uno")
    laptop.click("Agregar los de costumbre")
    laptop.fill("Observaciones", "Ninguna.")


def issue(laptop, answer, qtbot):
    def freeze(dialog):
        dialog.issue.click()
        return True

    answer("show", freeze)
    laptop.click("Emitir…")
    qtbot.wait_until(lambda: screen_of(laptop).form.is_locked)


def test_a_minute_from_the_first_key_to_its_second_version(laptop, answer, qtbot):
    record(laptop)
    screen = screen_of(laptop)
    assert "Declaradas 24 · capturadas 26 · diferencia +2" in laptop.says()
    shown = paper(laptop, qtbot)
    assert "integraron su matriz con 26 líneas de acción." in shown
    assert "MINUTA MESA 08- FASE 1" in shown

    laptop.click("Fijar la fecha límite: 24/04/2023")
    assert laptop.field("Acuerdo 2: Fecha límite") == "24/04/2023"
    laptop.press(Qt.Key.Key_Z)
    assert laptop.field("Acuerdo 2: Fecha límite") == ""
    laptop.click("Fijar la fecha límite: 24/04/2023")

    # Who did not come is not printed.
    screen.form.attendees.field(1, "present").click()
    assert "Asistente Dos" not in paper(laptop, qtbot)

    issue(laptop, answer, qtbot)
    session = laptop.workspace.session
    first = screen.chosen_id()
    [row] = documents.documents_of(session, first)
    assert any(f"«{row.folio}» se emitió el" in text for text in laptop.says())
    assert f"Folio {row.folio}" in paper(laptop, qtbot)
    assert screen.form.agreements.field(0, "text").isReadOnly()

    # The matrix goes on, the document does not.
    laptop.open("Matriz")
    laptop.type_cell(4, "targets.2024", "90")
    laptop.open("Minutas")
    assert screen.preview.paper.pdf == documents.pdf_of(session, row)

    answer("choose", 2)
    answer("ask_text", "Asistente Dos llegó tarde")
    laptop.click("Corregir…")
    second = minutes.minute(session, screen.chosen_id())
    assert (second.correction, second.corrects_id) == (Correction.NEW_VERSION, first)
    screen.form.attendees.field(1, "present").click()
    issue(laptop, answer, qtbot)
    [newer] = documents.documents_of(session, second.id)
    assert (newer.folio, newer.version) == (row.folio, 2)
    assert Path(laptop.workspace.path).exists()
    assert "Asistente Dos" in paper(laptop, qtbot)
