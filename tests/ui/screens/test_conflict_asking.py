"""An edit in a conflict asks first, whichever screen makes it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from pea_desktop.areas import matrix, minutes
from pea_desktop.core.capture import ALIVE
from pea_desktop.files import package
from pea_desktop.settings import Settings
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.main_window import MainWindow
from tests.ui.screens.lines import make_lines

NOW, AS_WRITTEN = 0, 1
MINUTE = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 2,
    "agreements": [{"number": "1", "text": "Integrar la matriz."}],
    "attendees": [{"treatment": "Lic.", "name": "Asistente Uno"}],
    "coordinators": [],
    "materials": [],
    "observations": "",
}


@pytest.fixture
def first(workspace):
    """An expediente with líneas and a minute."""
    make_lines(workspace)
    with workspace.edit("Crear minuta") as session:
        minutes.create(session, MINUTE)
    return workspace


@pytest.fixture
def part(first, second_laptop, tmp_path):
    """Return a function that does something else on each laptop, and brings both together."""

    def part(*change):
        package.export(first, tmp_path / "antes.peapkg")
        package.receive(second_laptop, tmp_path / "antes.peapkg")
        for workspace, one in zip((first, second_laptop), change, strict=True):
            with workspace.edit("Editar") as session:
                one(session)
        package.export(second_laptop, tmp_path / "vuelta.peapkg")
        package.receive(first, tmp_path / "vuelta.peapkg")
        return first.conflicts()

    return part


@pytest.fixture
def window(qtbot, light, first):
    made = MainWindow(first, Settings())
    qtbot.add_widget(made)
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.resize(1366, 728)
    made.show()
    qtbot.wait_exposed(made)
    return made


def line(session):
    return matrix.lines(session)[0]


def wrote(field, text):
    return lambda session: matrix.set_value(session, line(session).id, field, text)


def type_in_cell(qtbot, window, column, text):
    """Type over a cell of the first línea; return the field it was typed in."""
    grid = window.open_screen("matrix").grid
    model = grid.model()
    index = next(
        model.index(at, [one.key for one in model.columns].index(column))
        for at in range(model.rowCount())
        if getattr(model.entry(at), "cells", None) is not None
    )
    grid.setFocus()
    grid.setCurrentIndex(index)
    qtbot.keyClick(grid, text[0])
    [editor] = [one for one in grid.viewport().findChildren(CellEditor) if one.isVisible()]
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    return editor


def test_what_was_typed_in_a_cell_becomes_the_decision(window, first, part, qtbot, answer):
    part(wrote("indicator", "de uno"), wrote("indicator", "de otro"))
    answer("choose", AS_WRITTEN)
    type_in_cell(qtbot, window, "indicator", "de los dos")
    assert answer.said == ["Esta celda está en conflicto"]
    assert line(first.session).indicator == "de los dos"
    assert first.conflicts() == []
    assert (first.history()[0].kind, first.history()[0].label) == ("resolve", "Editar la línea 1")


def test_a_person_who_cancels_goes_on_typing(window, first, part, qtbot, answer):
    part(wrote("indicator", "de uno"), wrote("indicator", "de otro"))
    answer("choose", None)
    editor = type_in_cell(qtbot, window, "indicator", "de los dos")
    assert editor.isVisible()
    assert editor.toPlainText() == "de los dos"
    assert len(first.conflicts()) == 1
    answer("choose", AS_WRITTEN)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert line(first.session).indicator == "de los dos"


def test_deciding_now_begins_with_what_was_typed(window, first, part, qtbot, answer):
    part(wrote("indicator", "de uno"), wrote("indicator", "de otro"))
    answer("choose", NOW)
    type_in_cell(qtbot, window, "indicator", "de los dos")
    QApplication.processEvents()
    page = window.open_screen("sync").deciding
    assert page.current().head == "Línea 1 · SECOEM: Indicador"
    assert page.window_._editor.toPlainText() == "de los dos"
    page.window_.save()
    assert line(first.session).indicator == "de los dos"
    assert first.conflicts() == []


def test_an_acuerdo_is_asked_about_in_the_form_of_its_minute(window, first, part, qtbot, answer):
    def wrote_acuerdo(text):
        def change(session):
            [minute] = minutes.minutes(session)
            minutes.agreements(session, minute.id)[0].text = text

        return change

    part(wrote_acuerdo("de uno"), wrote_acuerdo("de otro"))
    [minute] = minutes.minutes(first.session)
    page = window.open_screen("minutes")
    page.go_to(minute.id, "")
    [card] = page.form.agreements.cards()
    field = card.field("text")
    answer("choose", None)
    field.widget.setPlainText("de los dos")
    page.form.write_all()
    assert field.text == "de los dos"
    assert len(first.conflicts()) == 1
    answer("choose", AS_WRITTEN)
    page.form.write_all()
    assert minutes.agreements(first.session, minute.id)[0].text == "de los dos"
    assert first.conflicts() == []


def test_a_row_that_another_laptop_deleted_stays_with_what_is_written(
    window, first, part, qtbot, answer
):
    [conflict] = part(
        wrote("targets.2024", "90"),
        lambda session: matrix.delete_line(session, line(session).id),
    )
    assert conflict.field == ALIVE
    answer("choose", AS_WRITTEN)
    type_in_cell(qtbot, window, "targets.2025", "75")
    assert answer.said == ["Otro equipo eliminó este renglón"]
    assert first.conflicts() == []
    assert line(first.session).targets_text[2025] == "75"


def test_deleting_a_row_in_conflict_asks_with_that_word(window, first, part, answer):
    part(wrote("line", "de uno"), wrote("line", "de otro"))
    before = len(matrix.lines(first.session))
    screen = window.open_screen("matrix")
    answer("choose", AS_WRITTEN)
    screen.lines.delete((line(first.session).id,))
    assert answer.said == ["El renglón tiene datos en conflicto"]
    assert len(matrix.lines(first.session)) == before - 1
    assert first.conflicts() == []


def test_the_question_says_what_each_wrote(window, first, part, qtbot, monkeypatch):
    part(wrote("indicator", "de uno"), wrote("indicator", "de otro"))
    asked = []
    monkeypatch.setattr(
        "pea_desktop.ui.kit.dialogs.choose",
        lambda _over, text, options, detail: asked.append((text, options, detail)),
    )
    type_in_cell(qtbot, window, "indicator", "de los dos")
    assert asked[0][1] == ("Decidir ahora", "Usar lo que escribí como decisión")
    assert asked[0][2].split("\n\n") == [
        "Línea 1 · SECOEM: Indicador.",
        "De este equipo: «de uno»",
        "De laptop-2: «de otro»",
        "Lo que escribió: «de los dos»",
        "Si cancela, lo que escribió sigue donde lo escribió.",
    ]


def test_nobody_is_asked_once_the_window_has_closed(window, first, part):
    window.close()
    assert first.ask_on_clash is None


def test_the_field_that_loses_the_keyboard_to_the_question_asks_only_once(
    window, first, part, qtbot, monkeypatch
):
    part(wrote("indicator", "de uno"), wrote("indicator", "de otro"))
    asked = []

    def choose(*_args):
        asked.append(1)
        for one in window.findChildren(QPlainTextEdit):
            one.clearFocus()

    monkeypatch.setattr("pea_desktop.ui.kit.dialogs.choose", choose)
    type_in_cell(qtbot, window, "indicator", "de los dos")
    assert asked == [1]
