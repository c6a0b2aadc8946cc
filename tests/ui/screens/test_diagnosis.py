"""Diagnóstico: findings, fixes, scores and the gate."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar

from pea_desktop.areas import institutions, matrix
from pea_desktop.areas.matrix import diagnosis
from pea_desktop.areas.matrix.linting.context import gather, sheets
from pea_desktop.core.findings import Severity
from pea_desktop.files import xlsx
from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.report_table import Heading
from pea_desktop.ui.kit.widgets import Button
from pea_desktop.ui.screens.diagnosis import DiagnosisScreen
from pea_desktop.ui.screens.matrix_columns import grid_columns

SAMPLE = Path(__file__).parents[2] / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def filled(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(SAMPLE), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return workspace


@pytest.fixture
def make_screen(qtbot, light):
    def make(workspace):
        screen = DiagnosisScreen(workspace)
        workspace.subscribe(lambda _changes: screen.refresh())
        qtbot.add_widget(screen)
        screen.resize(1282, 700)
        screen.show()
        screen.activateWindow()
        qtbot.wait_until(screen.isActiveWindow)
        return screen

    return make


@pytest.fixture
def screen(filled, make_screen):
    return make_screen(filled)


def headings(screen):
    return [one.text for one in screen.report.entries if isinstance(one, Heading)]


def said(screen):
    """Return what the table says of its rows."""
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    model = screen.report
    rows = (at for at in range(model.rowCount()) if model.entry_at(at) is not None)
    return [model.index(at, 0).data(role) for at in rows]


def go(screen, code, row=None):
    for at in range(screen.report.rowCount()):
        place = screen.report.entry_at(at)
        if place is not None and place.finding.code == code and row in (None, place.finding.row):
            return screen.table.go_to(place.key)
    raise AssertionError(code)


def chips(screen):
    # What was put into the panel shows in the next turn.
    QApplication.processEvents()
    return [one.accessibleName() for one in screen.panel.findChildren(Chip) if one.isVisible()]


def words(screen):
    QApplication.processEvents()
    return [one.text() for one in screen.panel.findChildren(QLabel) if one.isVisible()]


def buttons(screen):
    QApplication.processEvents()
    found = screen.panel.findChildren(Button)
    return {one.accessibleName(): one for one in found if one.isVisible()}


def write_annual(workspace, numbers):
    with workspace.edit("Escribir en inglés") as session:
        rows = [row for row in matrix.lines(session) if row.number in numbers]
        matrix.set_values(session, [(row.id, "frequency", "Annual") for row in rows])


def test_findings_are_shown_by_severity_with_their_counts(screen):
    assert headings(screen) == ["Errores · 9", "Avisos · 14", "Información · 25"]
    names = [button.accessibleName() for button in screen.filters.values()]
    assert names == ["Errores: 9", "Avisos: 14", "Información: 25"]
    assert screen.status_text() == "48 hallazgos · 9 errores por corregir"
    assert said(screen)[2] == (
        "Error. Línea 3, columna «Indicador»: falta el indicador, y sin él la línea no se puede "
        "medir. Escriba el indicador."
    )


def test_severities_can_be_left_out(screen):
    screen.filters[Severity.ERROR].click()
    screen.filters[Severity.INFO].click()
    assert headings(screen) == ["Avisos · 14"]
    screen.filters[Severity.WARNING].click()
    assert screen._pages.currentIndex() == 3
    screen._clear()
    assert headings(screen) == ["Errores · 9", "Avisos · 14", "Información · 25"]


def test_words_are_sought_without_accents(screen):
    screen.search.setText("razon invertida")
    assert headings(screen) == ["Errores · 2"]


def test_findings_by_prioridad_begin_with_the_whole_matrix(screen):
    screen.group_by("prioridad")
    first = headings(screen)
    assert first[:2] == ["De toda la matriz · 1 hallazgo", "Sin prioridad · 11 hallazgos"]
    assert first[2].startswith("7. Fomentar")


def test_lineas_by_score_begin_with_the_lowest(screen):
    screen.group_by("puntaje")
    assert len(said(screen)) == 26
    assert said(screen)[0] == "Línea 3, puntaje 50 de 100 · Débil: 1 errores, 2 avisos."
    assert said(screen)[-1].endswith("puntaje 100 de 100 · Bien: 0 errores, 0 avisos.")


def test_the_gate_says_what_is_lacking_in_words(screen):
    assert chips(screen)[0] == "9 errores por corregir"
    assert "Puntaje de la matriz: 85 de 100 · Mejorable" in words(screen)
    assert "Indicador: líneas 3, 24 y 26" in words(screen)
    assert screen.panel.findChild(QProgressBar).value() == 85


def test_enter_asks_for_the_cell(qtbot, screen, filled):
    go(screen, "sin_indicador", 3)
    [third] = [row.id for row in matrix.lines(filled.session) if row.number == 3]
    with qtbot.wait_signal(screen.place_wanted) as wanted:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert wanted.args == ["matrix", third, "indicator"]


def test_f8_goes_to_the_next_finding(qtbot, screen):
    screen.table.setFocus()
    first = screen.table.current_key()
    qtbot.keyClick(screen.table, Qt.Key.Key_F8)
    assert screen.table.current_key() != first
    qtbot.keyClick(screen.table, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert screen.table.current_key() == first


def test_one_fix_is_one_step_and_the_next_finding_is_chosen(screen, filled):
    write_annual(filled, {5, 6})
    go(screen, english(screen), 5)
    [name] = [name for name in buttons(screen) if name.endswith("en la línea 5")]
    assert name == "Cambiar por «Anual» en la línea 5"
    buttons(screen)[name].click()
    assert filled.undo_label == "Cambiar por «Anual» en la línea 5"
    rows = {row.number: row.frequency for row in matrix.lines(filled.session)}
    assert (rows[5], rows[6]) == ("Anual", "Annual")
    assert screen.table.hasFocus()


def english(screen):
    """Return the code of the findings that would write «Anual»."""
    found = screen.checks.findings
    return next(one.code for one in found for fix in one.fixes if "Anual" in fix.label)


def _has(screen, code):
    return any(one.code == code for one in screen.checks.findings)


def test_the_same_fix_is_made_wherever_it_fits_as_one_step(screen, filled):
    write_annual(filled, set(range(1, 27)))
    before = len(screen.checks.findings)
    go(screen, english(screen))
    every = buttons(screen)["Cambiar por «Anual» en 26 líneas"]
    assert every.text() == "Aplicar a todas (26)"
    every.click()
    assert filled.undo_label == "Cambiar por «Anual» en 26 líneas"
    assert {row.frequency for row in matrix.lines(filled.session)} == {"Anual"}
    assert len(screen.checks.findings) == before - 26
    filled.undo()
    assert {row.frequency for row in matrix.lines(filled.session)} == {"Annual"}
    assert len(screen.checks.findings) == before


def test_the_fix_is_made_by_keys_and_by_a_click_in_the_row(qtbot, screen, filled):
    go(screen, "razon_invertida", 1)
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert filled.undo_label == "Intercambiar numerador y denominador en la línea 1"
    go(screen, "razon_invertida", 4)
    at = screen.table.currentIndex().siblingAtColumn(4)
    spot = screen.table.visualRect(at).center()
    qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert filled.undo_label == "Intercambiar numerador y denominador en la línea 4"
    assert screen.status_text() == "46 hallazgos · 7 errores por corregir"


def test_the_declared_count_is_typed_here_and_held_against_the_lineas(screen, filled):
    field = screen.panel.facts.field("declared")
    field.setText("24")
    screen.panel.facts.write_all()
    assert "Declaradas 24 · capturadas 26 · diferencia +2" in words(screen)
    assert _has(screen, "cuenta_declarada")
    assert filled.undo_label == "Cambiar las líneas declaradas"
    field.setText("pocas")
    screen.panel.facts.write_all()
    assert any("número entero: «pocas»" in text for text in words(screen))


def test_another_template_asks_for_more(screen, filled):
    before = len(screen.checks.findings)
    choice = screen.panel.facts.field("template")
    choice.setCurrentIndex(choice.findData("sesna"))
    choice.activated.emit(choice.currentIndex())
    assert filled.undo_label == "Elegir la plantilla de ficha"
    assert len(screen.checks.findings) > before


def test_all_institutions_have_their_own_gate(screen, filled):
    with filled.edit("Otra") as session:
        other = institutions.find_or_create(session, "Auditoría Superior").id
        policy = session.get(matrix.Matrix, matrix.lines(session)[0].matrix_id).policy_id
        line = matrix.new_line(session, matrix.make_matrix(session, policy, other))
        matrix.set_value(session, line.id, "line", "Auditar.")
    assert not screen.chooser.isHidden()
    screen.choose_institution("")
    assert chips(screen)[:2] == ["1 error por corregir", "9 errores por corregir"]
    buttons(screen)["Ver sólo la matriz de Auditoría Superior"].click()
    assert screen.status_text().endswith("· 1 error por corregir")
    assert not screen.panel.facts.isHidden()


def test_an_empty_matrix_says_what_this_is_for(make_screen, workspace, qtbot):
    screen = make_screen(workspace)
    assert screen.status_text() == "Sin líneas todavía"
    assert screen._pages.currentIndex() == 1
    assert screen.panel.isHidden()


def test_a_sound_matrix_is_ready_and_says_what_was_checked(make_screen, workspace, monkeypatch):
    monkeypatch.setattr("pea_desktop.areas.matrix.linting.lint", lambda _rows, _context: [])
    plan = matrix.plan_import(workspace.session, xlsx.read(SAMPLE), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    screen = make_screen(workspace)
    assert screen._pages.currentIndex() == 2
    assert screen.status_text() == "0 hallazgos · Lista para firma"
    assert chips(screen) == ["Lista para firma"]


def test_thousands_of_lineas_are_checked_beside_the_window(make_screen, filled, qtbot):
    with filled.edit("Muchas") as session:
        held = session.get(matrix.Matrix, matrix.lines(session)[0].matrix_id)
        matrix.insert_lines(session, held, count=1_000)
    screen = DiagnosisScreen(filled)
    qtbot.add_widget(screen)
    assert screen.status_text() == "Revisando 1026 líneas…"
    with qtbot.wait_signal(screen.checks.settled, timeout=20_000):
        pass
    assert screen.status_text() == "2048 hallazgos · 1009 errores por corregir"
    [state] = screen._states()
    assert isinstance(state, diagnosis.MatrixState)


def test_a_long_fix_is_said_whole_on_its_button(qtbot, screen):
    long = (
        "Cambiar la fórmula por «(Número de denuncias atendidas y resueltas / Número de denuncias "
        "recibidas en el periodo) × 100»"
    )
    finding = next(one for one in screen.checks.findings if one.fixes)
    fix = replace(finding.fixes[0], label=long)
    screen.panel.show_finding(replace(finding, fixes=(fix,)), (1,))
    [button] = [one for one in screen.panel.findChildren(Button) if "Cambiar" in one.text()]
    assert button.text().replace("\n", " ") == long
    lines = button.fontMetrics().size(0, button.text())
    qtbot.wait_until(lambda: button.height() > lines.height())
    assert lines.width() < button.width() - button.iconSize().width()


def test_the_rules_call_every_column_as_the_grid_does(filled):
    rows = matrix.lines(filled.session)
    shown = {column.key: column.header for column in grid_columns((2024,))}
    [sheet] = sheets(rows, gather(filled.session))
    # A target stands under its year in the grid: a sentence needs the word.
    said = {key: sheet.header(key) for key in shown if key in sheet.headers}
    assert said.pop("targets.2024") == "Meta 2024"
    assert {"line", "indicator", "formula", "frequency"} <= set(said)
    assert said == {key: shown[key] for key in said}


@pytest.mark.parametrize("grouping", ["gravedad", "puntaje"])
def test_in_large_type_nothing_has_to_be_scrolled_sideways(qtbot, qapp, filled, light, grouping):
    theme.apply(qapp, theme.Theme("claro", 2.0))
    screen = DiagnosisScreen(filled)
    qtbot.add_widget(screen)
    screen.resize(1236, 660)
    screen.show()
    qtbot.wait_exposed(screen)
    screen.group_by(grouping)
    qtbot.wait_until(lambda: screen.table.horizontalScrollBar().maximum() == 0)
    assert len(screen.report.columns) == 3


def test_where_there_is_little_room_a_finding_says_its_place_in_one_cell(screen):
    # The first one takes the panel away, which had its own least width.
    for _time in range(2):
        screen.resize(700, 700)
        QApplication.processEvents()
    first = screen.report.row_at(1)
    assert [one.header for one in screen.report.columns] == [
        "Hallazgo",
        "Qué pasa y por qué",
        "Corrección",
    ]
    assert first.cells[0].text == "Error\nLínea 1\nFórmula"
    assert first.cells[0].icon == "circle-x"
    screen.resize(1282, 700)
    QApplication.processEvents()
    assert len(screen.report.columns) == 5
