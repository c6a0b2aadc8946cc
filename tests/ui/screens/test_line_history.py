import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from pea_desktop.areas import matrix
from pea_desktop.ui.screens.line_history import HistoryDialog
from tests.ui.screens.lines import make_actions, make_lines, texts


@pytest.fixture
def ids(workspace):
    made = make_lines(workspace)
    for text in ("0", "5"):
        with workspace.edit(f"Escribir {text}") as session:
            matrix.set_value(session, made[0], "baseline", text)
    return made


@pytest.fixture
def open_history(workspace, ids, qtbot, light):
    kept = []

    def open_history(field="", at=0):
        actions = make_actions(workspace, qtbot)
        dialog = HistoryDialog(actions, ids[at], field)
        kept.append((actions, dialog))
        dialog.show()
        qtbot.wait_exposed(dialog)
        return dialog

    yield open_history
    for _actions, dialog in kept:
        dialog.close_history()


def backs(dialog):
    buttons = dialog.findChildren(QAbstractButton)
    return {one.accessibleName(): one for one in buttons if one.text() == "Restaurar este valor"}


def test_tells_who_did_what_newest_first(open_history):
    dialog = open_history()
    assert [one.label for one in dialog.changes] == ["Escribir 5", "Escribir 0", "Crear"]
    said = texts(dialog)
    assert said[:3] == ["Historial de la línea 1", "Línea 1 · SECOEM · 3 cambios", "Escribir 5"]
    assert said[3].startswith("Persona de laptop-1 · laptop-1 · ")
    assert "Antes: 0" in said
    assert said.count("Valor actual") >= 1


def test_an_earlier_value_comes_back_as_a_new_change(open_history, workspace, ids):
    dialog = open_history("baseline")
    assert dialog.windowTitle() == "Historial de la línea 1: la línea base"
    backs(dialog)["Restaurar línea base: 0"].click()
    QApplication.processEvents()
    assert matrix.lines(workspace.session)[0].baseline == "0"
    assert workspace.undo_label == "Restaurar la línea base de la línea 1"
    assert len(dialog.changes) == 3
    assert "Restaurar línea base: 5" in backs(dialog)


def test_the_history_of_a_cell_opens_to_that_of_the_line(open_history):
    dialog = open_history("targets.2024")
    assert [one.label for one in dialog.changes] == ["Crear"]
    [button] = [one for one in dialog.findChildren(QAbstractButton) if "toda" in one.text()]
    button.click()
    assert len(dialog.changes) == 3


def test_says_when_nothing_has_changed(open_history):
    dialog = open_history("baseline", 1)
    assert "Aquí no ha cambiado nada desde que se creó el expediente." in texts(dialog)


def test_the_number_stands_for_the_whole_line(open_history):
    assert len(open_history("number").changes) == 3
