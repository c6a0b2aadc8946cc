"""Cobertura: the map, and líneas made of acciones sugeridas."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.files import xlsx
from pea_desktop.ui.kit.report_table import Heading
from pea_desktop.ui.screens.coverage import CoverageScreen

SAMPLE = Path(__file__).parents[2] / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def edomex(make_workspace):
    made = make_workspace()
    with made.edit("Crear", kind="create") as session:
        catalog.load(session, "edomex")
    return made


@pytest.fixture
def make_screen(qtbot, light):
    def make(workspace):
        screen = CoverageScreen(workspace)
        workspace.subscribe(screen.refresh)
        qtbot.add_widget(screen)
        screen.resize(1282, 700)
        screen.show()
        screen.activateWindow()
        qtbot.wait_until(screen.isActiveWindow)
        screen.map.setFocus()
        return screen

    return make


def said(view):
    """Return what a table says of its rows."""
    role, model = int(Qt.ItemDataRole.AccessibleTextRole), view.report
    rows = (at for at in range(model.rowCount()) if model.entry_at(at) is not None)
    return [model.index(at, 0).data(role) for at in rows]


def headings(view):
    return [one.text for one in view.report.entries if isinstance(one, Heading)]


def go(screen, number):
    [item] = [i for i in catalog.priorities(screen._workspace.session) if i.number == number]
    assert screen.map.go_to(item.id)


def test_the_sample_covers_michoacan(make_screen, workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(SAMPLE), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    screen = make_screen(workspace)
    assert screen.status_text() == "11 de 11 prioridades con líneas"
    assert screen.without_lines.accessibleName() == "Sin líneas: 0"
    assert len(said(screen.map)) == 11
    assert said(screen.map)[0].endswith("2 líneas")
    # This policy has no fichas: what is under a prioridad are its líneas.
    assert headings(screen.parts) == ["2 líneas"]
    assert screen.make.isHidden()


def test_edomex_begins_empty(make_screen, edomex):
    screen = make_screen(edomex)
    assert screen.status_text() == (
        "0 de 60 prioridades con líneas · 287 acciones sugeridas, 287 sin línea"
    )
    assert len(said(screen.map)) == 60
    assert said(screen.map)[0].endswith("Sin líneas. 5 de 5 acciones sugeridas sin línea")
    assert headings(screen.parts) == ["5 acciones sugeridas · 5 sin línea"]


def test_one_key_makes_a_linea_of_an_accion(make_screen, edomex, qtbot, answer):
    screen = make_screen(edomex)
    answer("ask_text", "INFOEM")
    qtbot.keyClick(screen.map, Qt.Key.Key_L)
    [line] = matrix.lines(edomex.session)
    assert edomex.undo_label == "Crear línea desde la acción sugerida 1, punto 1"
    assert line.line.startswith("Disminuir la corrupción en los trámites")
    assert screen.status_text() == (
        "1 de 60 prioridades con líneas · 287 acciones sugeridas, 286 sin línea"
    )
    assert said(screen.parts)[0].endswith(": Línea 1.")
    assert screen._done_words.text() == "Se creó la línea 1 en la matriz de INFOEM."
    with qtbot.wait_signal(screen.place_wanted) as wanted:
        screen.go.click()
    assert wanted.args == ["matrix", line.id, "line"]
    # The second one asks for nothing: there is one matrix.
    screen.parts.setFocus()
    qtbot.keyClick(screen.parts, Qt.Key.Key_Down)
    qtbot.keyClick(screen.parts, Qt.Key.Key_L)
    assert len(matrix.lines(edomex.session)) == 2
    edomex.undo()
    edomex.undo()
    assert screen._done.isHidden()


def test_enter_on_an_accion_taken_up_goes_to_its_linea(make_screen, edomex, qtbot, answer):
    screen = make_screen(edomex)
    go(screen, "3")
    answer("ask_text", "INFOEM")
    screen.create_line()
    assert edomex.undo_label == "Crear línea desde la acción sugerida 3 a)"
    qtbot.keyClick(screen.map, Qt.Key.Key_Return)
    assert screen.parts.hasFocus()
    with qtbot.wait_signal(screen.place_wanted):
        qtbot.keyClick(screen.parts, Qt.Key.Key_Return)
    assert not screen.make.isEnabled()


def test_nobody_answers_and_nothing_is_made(make_screen, edomex, answer):
    screen = make_screen(edomex)
    answer("ask_text", None)
    screen.create_line()
    assert matrix.lines(edomex.session) == []


def test_each_institution_has_its_column_and_lineas_go_to_the_chosen_one(make_screen, edomex):
    with edomex.edit("Dos") as session:
        policy = catalog.current(session).id
        for name in ("INFOEM", "SECOGEM"):
            matrix.make_matrix(session, policy, institutions.find_or_create(session, name).id)
    screen = make_screen(edomex)
    headers = [column.header for column in screen.map.report.columns]
    assert headers == ["Núm.", "Prioridad", "INFOEM", "SECOGEM", "Todas", "Acciones sin línea"]
    names = [screen.chooser.itemText(at) for at in range(screen.chooser.count())]
    assert names == ["INFOEM", "SECOGEM"]
    screen.chooser.setCurrentIndex(1)
    screen.create_line()
    [line] = matrix.lines(edomex.session)
    assert line.institution.startswith("Secretaría")
    assert said(screen.parts)[0].endswith(": SECOGEM, línea 1.")
    assert screen.chooser.currentIndex() == 1


def test_filters_leave_what_is_to_be_done(make_screen, edomex, answer):
    screen = make_screen(edomex)
    answer("ask_text", "INFOEM")
    screen.create_line()
    screen.without_lines.click()
    assert len(said(screen.map)) == 59
    screen.open_actions.click()
    assert len(said(screen.map)) == 34
    screen._clear()
    screen.axes.setCurrentIndex(2)
    screen.axes.activated.emit(2)
    assert len(said(screen.map)) == 12
    assert len(headings(screen.map)) == 1


def test_the_search_is_blind_to_accents_and_reads_the_acciones(make_screen, edomex):
    screen = make_screen(edomex)
    screen.search.setText("CERO PAPEL tramites")
    assert [text.split(".")[0] for text in said(screen.map)] == ["Prioridad 1"]
    screen.search.setText("ornitorrinco")
    assert screen._pages.currentIndex() == 2


def test_a_file_without_policy_says_what_this_is_for(make_screen, make_workspace):
    screen = make_screen(make_workspace())
    assert screen._pages.currentIndex() == 1
    assert screen.status_text() == "Sin política"


def test_thousands_of_lineas_are_counted_beside_the_window(edomex, qtbot, light):
    with edomex.edit("Muchas") as session:
        owner = institutions.find_or_create(session, "INFOEM").id
        held = matrix.make_matrix(session, catalog.current(session).id, owner)
        first = catalog.priorities(session)[0].id
        matrix.insert_lines(session, held, count=500, priority_id=first)
    screen = CoverageScreen(edomex)
    qtbot.add_widget(screen)
    with qtbot.wait_signal(screen.status_changed, timeout=20_000):
        pass
    assert screen.status_text().startswith("1 de 60 prioridades")
