from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.matrix import ConsultationState
from pea_desktop.ui.screens.line_panel import LinePanel
from pea_desktop.ui.screens.line_words import due_sentence
from tests.ui.screens.lines import make_actions, make_lines, texts


@pytest.fixture
def ids(workspace):
    return make_lines(workspace)


@pytest.fixture
def actions(workspace, qtbot):
    return make_actions(workspace, qtbot)


@pytest.fixture
def panel(workspace, ids, actions, qtbot, light):
    made = LinePanel(actions, catalog.priorities(workspace.session))
    qtbot.add_widget(made)
    made.resize(326, 900)
    made.show()
    qtbot.wait_exposed(made)
    unsubscribe = workspace.subscribe(lambda _changes: show(made, actions, ids[0]))
    show(made, actions, ids[0])
    yield made
    unsubscribe()


def show(panel, actions, line_id):
    panel.show_line(actions.find(line_id), [])
    QApplication.processEvents()


def press(widget, text):
    buttons = [one for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    next(one for one in buttons if text in (one.text(), one.accessibleName())).click()
    QApplication.processEvents()


def consult(workspace, line_id, due=None, name="SFA"):
    with workspace.edit("Consultar") as session:
        other = institutions.find_or_create(session, name)
        matrix.add_consultation(
            session, line_id, other.id, text="Revisar el costo", since=date(2023, 4, 1), due=due
        )


def first(workspace):
    return matrix.lines(workspace.session)[0]


def test_shows_the_whole_line(panel, qtbot):
    # What the ficha lacks follows after the first paint.
    qtbot.wait_until(lambda: any(one.startswith("Falta: ") for one in texts(panel)))
    said = texts(panel)
    assert "Digitalizar trámites" in said
    assert "Porcentaje de trámites digitalizados" in said
    assert "80" in said
    assert any(one.startswith("Falta: prioridad, frecuencia") for one in said)


def test_has_a_box_for_each_consultation(panel, workspace, ids):
    consult(workspace, ids[0])
    consult(workspace, ids[0], name="Gobierno Digital")
    said = texts(panel)
    assert "Consultar con SFA" in said
    assert "Consultar con Gobierno Digital" in said
    assert said.count("Revisar el costo") == 1


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        (date(2023, 4, 24), "Vence el 24/04/2023."),
        (date(2023, 4, 19), "Vence hoy, 19/04/2023."),
        (date(2023, 4, 18), "Venció el 18/04/2023: lleva 1 día de retraso."),
        (date(2023, 4, 9), "Venció el 09/04/2023: lleva 10 días de retraso."),
    ],
)
def test_says_when_an_answer_is_due_and_how_late_it_is(workspace, ids, due, sentence):
    consult(workspace, ids[0], due)
    [one] = first(workspace).consultations
    assert due_sentence(one, date(2023, 4, 19)) == sentence


def test_an_answer_is_noted_with_its_day(panel, workspace, ids, answer):
    consult(workspace, ids[0])

    def reply(dialog):
        dialog.form.field("answer").setPlainText("De acuerdo")
        dialog.form.field("day").setText("20/04/2023")
        dialog.accept()
        return True

    answer("show", reply)
    press(panel, "Responder: SFA")
    [one] = first(workspace).consultations
    assert (one.state, one.answer, one.answered) == ("aceptada", "De acuerdo", date(2023, 4, 20))
    assert workspace.undo_label == "Responder la consulta de la línea 1"
    assert not first(workspace).under_review


def test_the_keyboard_stays_in_the_panel_when_its_button_goes(panel, workspace, ids, answer):
    consult(workspace, ids[0])
    consult(workspace, ids[0], name="SPA")

    def reply(dialog):
        dialog.accept()
        return True

    for who, following in (("SFA", "Responder: SPA"), ("SPA", "Estado")):
        answer("show", reply)
        buttons = panel.findChildren(QAbstractButton)
        next(one for one in buttons if one.accessibleName() == f"Responder: {who}").setFocus()
        press(panel, f"Responder: {who}")
        assert panel.focusWidget().accessibleName() == following


def test_a_consultation_is_corrected_and_taken_away(panel, workspace, ids, answer):
    consult(workspace, ids[0])

    def correct(dialog):
        dialog.form.field("due").setText("24/04/2023")
        dialog.accept()
        return True

    answer("show", correct)
    press(panel, "Editar la consulta con SFA")
    assert first(workspace).consultations[0].due == date(2023, 4, 24)

    def remove(dialog):
        press(dialog, "Quitar la consulta") if dialog.isVisible() else dialog._on_remove()
        return True

    answer("show", remove)
    press(panel, "Editar la consulta con SFA")
    assert first(workspace).consultations == ()


def test_several_institutions_are_asked_in_one_edit(actions, workspace, ids, answer, light):
    def fill(dialog):
        dialog.picker.add("sfa")
        dialog.picker.field.setText("Instituto Nuevo")
        dialog.form.field("text").setPlainText("Definir la meta")
        dialog.form.field("since").setText("19/04/2023")
        dialog.form.field("due").setText("24/04/2023")
        dialog.accept()
        return dialog.result() == 1

    answer("show", fill)
    assert actions.put_under_review(ids[0])
    asked = first(workspace).consultations
    assert [one.institution for one in asked] == ["SFA", "Instituto Nuevo"]
    assert {one.due for one in asked} == {date(2023, 4, 24)}
    assert workspace.undo_label == "Poner la línea 1 sujeta a revisión"
    workspace.undo()
    assert first(workspace).consultations == ()


def test_enter_takes_an_institution_and_then_the_answer(actions, ids, qtbot, answer, light):
    def fill(dialog):
        dialog.show()
        dialog.picker.field.setFocus()
        dialog.picker.field.setText("sfa")
        qtbot.keyClick(dialog.picker.field, Qt.Key.Key_Return)
        assert dialog.picker.names == ["SFA"]
        assert dialog.isVisible()
        assert "Instituto Nuevo (institución nueva)" not in texts(dialog)
        dialog.picker.field.setText("Instituto Nuevo")
        qtbot.keyClick(dialog.picker.field, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert "Instituto Nuevo (institución nueva)" in texts(dialog)
        press(dialog, "Quitar: Instituto Nuevo")
        qtbot.keyClick(dialog.picker.field, Qt.Key.Key_Return)
        assert not dialog.isVisible()
        return dialog.result() == 1

    answer("show", fill)
    assert actions.put_under_review(ids[0])
    assert [one.institution for one in actions.find(ids[0]).consultations] == ["SFA"]


def test_a_line_is_marked_with_a_reason_and_nobody_to_ask(actions, workspace, ids, answer, light):
    def fill(dialog):
        dialog.accept()
        assert "Escriba con quién consultar" in dialog._problem.text()
        dialog.form.field("text").setPlainText("Falta el presupuesto")
        dialog.accept()
        return True

    answer("show", fill)
    assert actions.put_under_review(ids[0])
    row = first(workspace)
    assert (row.highlighted, row.highlight_reason) == (True, "Falta el presupuesto")


@pytest.mark.parametrize(
    ("since", "due", "sentence"),
    [
        ("19/04/2023", "mañana", "La fecha se escribe día/mes/año: «mañana»."),
        ("19/04/2023", "18/04/2023", "La fecha límite es anterior al inicio: corríjala."),
    ],
)
def test_says_what_is_wrong_with_a_day(
    actions, workspace, ids, answer, light, since, due, sentence
):
    def fill(dialog):
        dialog.picker.add("SFA")
        dialog.form.field("since").setText(since)
        dialog.form.field("due").setText(due)
        dialog.accept()
        assert dialog.form._errors["due"].text() == sentence
        return False

    answer("show", fill)
    assert not actions.put_under_review(ids[0])
    assert first(workspace).consultations == ()


def test_validates_a_line_and_takes_it_back(panel, workspace):
    press(panel, "Validar línea")
    assert first(workspace).state == "acordada"
    assert workspace.undo_label == "Validar la línea 1"
    press(panel, "Quitar validación")
    assert first(workspace).state == "propuesta"


def test_asks_before_validating_a_line_that_waits_for_an_answer(panel, workspace, ids, answer):
    consult(workspace, ids[0])
    answer("ask", False)
    press(panel, "Validar línea")
    assert first(workspace).state == "por_socializar"
    answer("ask", True)
    press(panel, "Validar línea")
    row = first(workspace)
    assert (row.state, row.under_review) == ("acordada", False)
    assert row.consultations[0].state == ConsultationState.CONSULTED


def test_asks_for_the_whole_ficha(panel, ids, qtbot):
    with qtbot.wait_signal(panel.opened) as wanted:
        press(panel, "Abrir ficha completa")
    assert wanted.args == [ids[0]]
