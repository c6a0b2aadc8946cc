"""Minutas: the form that saves itself, and the PDF."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from pea_desktop.areas import institutions, matrix, minutes
from pea_desktop.files import xlsx
from pea_desktop.ui.screens.minutes import MinutesScreen

SAMPLE = Path(__file__).parents[2] / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def screen(qtbot, light, workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(SAMPLE), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    made = MinutesScreen(workspace)
    workspace.subscribe(made.refresh)
    qtbot.add_widget(made)
    made.resize(1282, 700)
    made.show()
    qtbot.wait_exposed(made)
    return made


@pytest.fixture
def started(screen):
    """The screen with one empty minute."""
    screen.new_minute()
    return screen


def fill(screen, key, text):
    form = screen.form.form(key)
    field = form.field(key)
    (field.setText if isinstance(field, QLineEdit) else field.setPlainText)(text)
    form.write_all()


def write(parts, number, key, text):
    field = parts.field(number, key)
    (field.setText if isinstance(field, QLineEdit) else field.setPlainText)(text)
    parts.write_all()


def press(parts, name):
    [button] = [one for one in parts.findChildren(QPushButton) if one.accessibleName() == name]
    button.click()


def words(screen):
    return [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]


def stored(workspace):
    [minute] = minutes.minutes(workspace.session)
    return minute, minutes.meeting_of(workspace.session, minute)


def agreements(workspace):
    minute, _meeting = stored(workspace)
    return [(row.number, row.text) for row in minutes.agreements(workspace.session, minute.id)]


def test_without_minutes_it_says_what_one_is(screen):
    assert "Todavía no hay minutas" in words(screen)
    buttons = [one.text() for one in screen.findChildren(QPushButton) if one.isVisible()]
    assert buttons == ["Nueva minuta"]


def test_a_new_minute_is_of_today_and_of_the_only_matrix(started, workspace):
    _minute, meeting = stored(workspace)
    assert meeting.day == date.today()  # noqa: DTZ011 - the person's own day
    assert institutions.name_of(workspace.session, meeting.institution_id) == "SECOEM"
    assert "Capturadas 26 líneas; la minuta no declara cuántas." in words(started)
    assert workspace.undo_label == "Crear minuta"


def test_every_field_is_kept_and_can_be_undone(started, workspace):
    fill(started, "number", "08")
    fill(started, "phase", "1")
    fill(started, "day", "19/04/2023")
    fill(started, "declared_lines", "24")
    fill(started, "observations", "Ninguna.")
    minute, meeting = stored(workspace)
    assert (meeting.number, meeting.phase, meeting.day) == ("08", "1", date(2023, 4, 19))
    assert (minute.declared_lines, minute.observations) == (24, "Ninguna.")
    assert started.form.heading == "Minuta Mesa 08 - Fase 1"
    assert "Declaradas 24 · capturadas 26 · diferencia +2" in words(started)
    for _step in range(2):
        workspace.undo()
    assert stored(workspace)[0].declared_lines is None
    assert "Capturadas 26 líneas; la minuta no declara cuántas." in words(started)


def test_the_phase_may_be_written_with_its_word(started):
    fill(started, "number", "08")
    fill(started, "phase", "Fase 1")
    assert started.form.heading == "Minuta Mesa 08 - Fase 1"


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("day", "ayer", "La fecha se escribe día/mes/año: «ayer»."),
        ("day", "31/02/2023", "La fecha se escribe día/mes/año: «31/02/2023»."),
        ("declared_lines", "veinte",
         "Las líneas declaradas se escriben con un número entero: «veinte»."),
        ("declared_lines", "-2", "Las líneas declaradas se escriben con un número entero: «-2»."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_beneath_and_stays_as_typed(
    started, workspace, key, text, sentence
):
    before = workspace.undo_label
    fill(started, key, text)
    assert sentence in words(started)
    assert started.form.form(key).value(key) == text
    assert workspace.undo_label == before


def test_an_institution_nobody_knows_is_made(started, workspace):
    fill(started, "institution", "Secretaría de Ejemplo")
    _minute, meeting = stored(workspace)
    assert institutions.name_of(workspace.session, meeting.institution_id) == (
        "Secretaría de Ejemplo"
    )
    fill(started, "institution", "")
    assert stored(workspace)[1].institution_id is None


def test_acuerdos_are_added_written_moved_and_removed(started, workspace):
    parts = started.form.agreements
    for text in ("uno", "dos", "tres"):
        press(parts, "Agregar acuerdo")
        write(parts, len(agreements(workspace)) - 1, "text", text)
    assert agreements(workspace) == [("1", "uno"), ("2", "dos"), ("3", "tres")]
    press(parts, "Subir: Acuerdo 3")
    assert agreements(workspace) == [("1", "uno"), ("2", "tres"), ("3", "dos")]
    press(parts, "Bajar: Acuerdo 1")
    assert agreements(workspace) == [("1", "tres"), ("2", "uno"), ("3", "dos")]
    press(parts, "Quitar: Acuerdo 2")
    assert agreements(workspace) == [("1", "tres"), ("2", "dos")]
    workspace.undo()
    assert agreements(workspace) == [("1", "tres"), ("2", "uno"), ("3", "dos")]
    assert parts.field(1, "text").toPlainText() == "uno"


def test_numbers_of_the_persons_own_stay_when_acuerdos_move(started, workspace):
    parts = started.form.agreements
    for number in ("A", "B"):
        press(parts, "Agregar acuerdo")
        write(parts, len(agreements(workspace)) - 1, "number", number)
    press(parts, "Subir: Acuerdo 2")
    assert agreements(workspace) == [("B", None), ("A", None)]


def test_people_and_documents_are_kept_in_their_lists(started, workspace):
    form = started.form
    press(form.attendees, "Agregar asistente")
    write(form.attendees, 0, "treatment", "Lic.")
    write(form.attendees, 0, "name", "Asistente Uno")
    press(form.coordinators, "Agregar coordinador")
    write(form.coordinators, 0, "name", "Coordinadora Uno")
    press(form.materials, "Agregar material")
    write(form.materials, 0, "text", "Política Estatal Anticorrupción")
    minute, _meeting = stored(workspace)
    shown = minutes.snapshot(workspace.session, minute.id)
    assert [one.name for one in shown.attendees] == ["Lic. Asistente Uno"]
    assert [one.name for one in shown.coordinators] == ["Coordinadora Uno"]
    assert shown.materials == ("Política Estatal Anticorrupción",)


def test_a_text_too_long_for_a_cell_is_refused_and_stays_as_typed(started, workspace):
    parts = started.form.agreements
    press(parts, "Agregar acuerdo")
    write(parts, 0, "text", "x" * 32_768)
    assert any("admite hasta 32,767" in text for text in words(started))
    assert len(parts.field(0, "text").toPlainText()) == 32_768
    assert agreements(workspace) == [("1", None)]


def test_an_edit_elsewhere_does_not_eat_what_is_being_typed(started, workspace, qtbot):
    parts = started.form.agreements
    press(parts, "Agregar acuerdo")
    field = parts.field(0, "text")
    started.activateWindow()
    qtbot.wait_until(started.isActiveWindow)
    field.setFocus()
    qtbot.keyClicks(field, "a medias")
    with workspace.edit("Otra cosa") as session:
        minutes.add_material(session, stored(workspace)[0].id, "Metodología")
    assert field.toPlainText() == "a medias"
    field.clearFocus()
    assert agreements(workspace) == [("1", "a medias")]


def test_choosing_another_minute_writes_the_first(started, workspace):
    started.form.form("number").field("number").setText("08")
    started.new_minute()
    numbers = {
        minutes.meeting_of(workspace.session, one).number
        for one in minutes.minutes(workspace.session)
    }
    assert numbers == {"08", None}


def test_a_minute_is_removed_after_a_question(started, workspace, answer):
    answer("ask", False)
    started.remove_minute()
    assert len(minutes.minutes(workspace.session)) == 1
    answer("ask", True)
    started.remove_minute()
    assert minutes.minutes(workspace.session) == []
    assert "Todavía no hay minutas" in words(started)
    workspace.undo()
    assert len(minutes.minutes(workspace.session)) == 1


def test_the_pdf_opens_in_a_window_with_its_pages(started, qtbot):
    fill(started, "number", "08")
    started.show_pdf()
    qtbot.wait_until(lambda: started.pdf_window is not None)
    qtbot.wait_until(lambda: started.pdf_window.page_count >= 2)
    assert started.pdf_window.windowTitle() == "Minuta Mesa 08"
    assert "MESA 08" in started.pdf_window._pages[0].accessibleDescription()
    with qtbot.wait_signal(started.pdf_window.destroyed):
        started.pdf_window.close()
    assert started.pdf_window is None
