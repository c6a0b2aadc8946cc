"""Política: the tree and the ficha."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pea_desktop.areas import catalog, matrix
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.screens.catalog import CatalogScreen
from pea_desktop.ui.screens.policy_sheet import PolicySheet


@pytest.fixture
def edomex(make_workspace):
    made = make_workspace()
    with made.edit("Crear", kind="create") as session:
        catalog.load(session, "edomex")
    return made


@pytest.fixture
def make_screen(qtbot, light):
    def make(workspace):
        screen = CatalogScreen(workspace)
        qtbot.add_widget(screen)
        screen.resize(1282, 700)
        screen.show()
        qtbot.wait_exposed(screen)
        return screen

    return make


@pytest.fixture
def screen(edomex, make_screen):
    return make_screen(edomex)


def choose(screen, number, level="prioridad"):
    session = screen._workspace.session
    [item] = [i for i in catalog.items(session) if i.number == number and i.level == level]
    assert screen.choose(item.id)
    return screen._sheet.widget()


def texts(sheet):
    return [one.text() for one in sheet.findChildren(QLabel)]


def found(screen):
    return [
        f"{item.data(0, int(Qt.ItemDataRole.AccessibleTextRole)).split(':')[0]}"
        for item in screen._shown()
    ]


def test_shows_all_of_the_policy(screen):
    assert screen.status_text() == "5 ejes · 60 prioridades"
    shown = found(screen)
    assert len(shown) == 75
    assert shown[0] == "Eje 1"
    assert shown.count("Tema") == 10


def test_the_ficha_of_a_prioridad_is_complete(screen):
    sheet = choose(screen, "14")
    words = texts(sheet)
    assert "Prioridad 14" in words
    assert words[0] == "Eje 2 · CONTROLAR LA ARBITRARIEDAD"
    assert "Gobierno abierto y participación social" in words
    assert "INFOEM · SECOGEM · OSFEM · FECC" in words
    marks = [text for text in words if text in {"a)", "b)", "c)"}]
    assert marks == ["a)", "b)", "c)"]
    assert [chip.accessibleName() for chip in sheet.findChildren(Chip)] == [
        "Implementación inmediata",
        "Adicionada por el ente",
    ]


def test_a_prioridad_written_in_two_ways_shows_both(screen):
    words = texts(choose(screen, "3"))
    assert "El documento la escribe también de otra manera" in words


def test_a_prioridad_without_ficha_says_so(screen):
    assert "El documento no trae la ficha de esta prioridad." in texts(choose(screen, "2"))


def test_an_eje_shows_its_objetivo_and_what_it_holds(screen):
    words = texts(choose(screen, "1", "eje"))
    assert "Objetivo" in words
    assert "12 prioridades" in words


def test_the_search_is_blind_to_accents_and_reads_the_fichas_too(screen):
    screen._search.setText("POLITICA criminal")
    assert found(screen) == ["Eje 1", "Prioridad 9"]
    assert screen.status_text() == "1 eje · 1 prioridad"
    screen._search.setText("medio ambiente")
    assert "Prioridad 14" in found(screen)
    screen._search.setText("zanahoria")
    assert found(screen) == []
    screen._search.setText("")
    assert len(found(screen)) == 75


def test_enter_in_the_search_shows_the_first_that_was_found(screen, qtbot):
    qtbot.keyClicks(screen._search, "evidencia")
    qtbot.keyClick(screen._search, Qt.Key.Key_Return)
    words = [one.text() for one in screen._sheet.findChildren(QLabel)]
    assert "Prioridad 43" in words


def test_a_search_without_result_says_so_and_is_taken_away(screen, qtbot):
    qtbot.keyClicks(screen._search, "zanahoria")
    words = [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]
    assert "Nada coincide con la búsqueda" in words
    qtbot.keyClick(screen._search, Qt.Key.Key_Escape)
    assert screen.status_text() == "5 ejes · 60 prioridades"
    assert screen._tree.isVisible()


def test_the_choice_stays_when_the_file_changes(screen):
    sheet = choose(screen, "14")
    screen.refresh()
    assert isinstance(screen._sheet.widget(), PolicySheet)
    assert screen._sheet.widget() is not sheet
    assert "Prioridad 14" in texts(screen._sheet.widget())


def test_an_expediente_without_policy_says_what_is_missing(make_workspace, make_screen):
    screen = make_screen(make_workspace())
    words = [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]
    assert "Este expediente no tiene política" in words
    assert screen.status_text() == "0 ejes · 0 prioridades"


def test_a_linea_is_made_of_an_accion_and_then_shown(qtbot, screen, edomex, answer):
    screen.activateWindow()
    qtbot.wait_until(screen.isActiveWindow)
    action = next(iter(choose(screen, "3")._buttons))
    button = screen._sheet.widget().button_of(action)
    assert button.accessibleName() == "Crear línea desde la acción sugerida 3 a)"
    button.setFocus()
    answer("ask_text", "INFOEM")
    qtbot.keyClick(button, Qt.Key.Key_L)
    assert edomex.undo_label == "Crear línea desde la acción sugerida 3 a)"
    [line] = matrix.lines(edomex.session)
    shown = screen._sheet.widget().button_of(action)
    assert shown.accessibleName() == "Ver la línea de la acción sugerida 3 a)"
    with qtbot.wait_signal(screen.place_wanted) as wanted:
        shown.click()
    assert wanted.args == ["matrix", line.id, "line"]
    edomex.undo()
    screen.refresh()
    assert screen._sheet.widget().button_of(action).text() == "Crear línea"
