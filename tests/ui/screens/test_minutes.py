"""Minutas: the form that saves itself, and the paper beside it."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

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
    assert buttons == ["Nueva minuta", "Recibir un paquete"]
    places = []
    screen.place_wanted.connect(lambda *place: places.append(place))
    press(screen, "Recibir un paquete")
    assert places == [("sync", "", "")]


def test_a_new_minute_is_of_today_and_of_the_only_matrix(started, workspace):
    _minute, meeting = stored(workspace)
    assert meeting.day == date.today()  # noqa: DTZ011 - the person's own day
    assert institutions.name_of(workspace.session, meeting.institution_id) == "SECOEM"
    field = started.form.form("declared_lines").field("declared_lines")
    assert field.placeholderText() == "26 capturadas"
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
    assert not any("diferencia" in text for text in words(started))


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
        press(parts, "Nuevo acuerdo")
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
        press(parts, "Nuevo acuerdo")
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
    press(parts, "Nuevo acuerdo")
    write(parts, 0, "text", "x" * 32_768)
    assert any("admite hasta 32,767" in text for text in words(started))
    assert len(parts.field(0, "text").toPlainText()) == 32_768
    assert agreements(workspace) == [("1", None)]


def test_an_edit_elsewhere_does_not_eat_what_is_being_typed(started, workspace, qtbot):
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
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


def note_elsewhere(workspace, **changes):
    """Change the minute as a package or another window does: nobody leaves a field."""
    with workspace.edit("Otra cosa"):
        minute, meeting = stored(workspace)
        for key, value in changes.items():
            setattr(meeting if hasattr(meeting, key) else minute, key, value)


def test_nothing_typed_is_lost_while_the_window_is_not_in_use(started, workspace):
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
    started.form.form("observations").field("observations").setPlainText("observación a medias")
    started.form.form("phase").field("phase").setText("2")
    parts.field(0, "text").setPlainText("acuerdo a medias")
    note_elsewhere(workspace, number="08", phase="1", observations="de otro equipo")
    assert started.form.form("number").value("number") == "08"
    assert started.form.form("phase").value("phase") == "2"
    assert started.form.form("observations").value("observations") == "observación a medias"
    assert parts.field(0, "text").toPlainText() == "acuerdo a medias"
    # Over the narrow field of the phase there is room for a sign.
    assert words(started).count("Cambió mientras escribía") == 1
    assert words(started).count("≠") == 1
    started.write_all()
    minute, meeting = stored(workspace)
    assert (meeting.phase, minute.observations) == ("2", "observación a medias")
    assert agreements(workspace) == [("1", "acuerdo a medias")]
    assert not {"Cambió mientras escribía", "≠"} & set(words(started))


def test_a_refused_text_stays_when_the_file_changes(started, workspace):
    press(started.form.agreements, "Nuevo acuerdo")
    fill(started, "day", "ayer")
    write(started.form.agreements, 0, "due", "pronto")
    note_elsewhere(workspace, number="08")
    assert started.form.form("day").value("day") == "ayer"
    assert started.form.agreements.field(0, "due").text() == "pronto"


def test_a_row_that_others_remove_stays_with_what_was_being_typed(started, workspace):
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
    parts.write_all()
    [row] = minutes.agreements(workspace.session, stored(workspace)[0].id)
    parts.field(0, "text").setPlainText("a medias")
    with workspace.edit("Quitar") as session:
        minutes.remove(session, minutes.agreement(session, row.id))
    card = parts.card(row.id)
    assert card.field("text").text == "a medias"
    assert any(text.startswith("Este renglón ya no está en la minuta.") for text in words(started))
    started.write_all()
    assert agreements(workspace) == []
    workspace.undo()
    started.write_all()
    assert agreements(workspace) == [("1", "a medias")]


def test_a_row_that_is_only_here_goes_with_its_button(started, workspace):
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
    parts.field(0, "text").setPlainText("a medias")
    workspace.undo()
    assert len(parts.ids()) == 0
    press(parts, "Quitar: Acuerdo 1")
    assert parts.typed_words() == []


def test_a_minute_that_others_remove_gives_back_what_was_being_typed(
    started, workspace, answer, qtbot
):
    started.form.form("observations").field("observations").setPlainText("a medias")
    answer("ask", True)
    with workspace.edit("Quitar") as session:
        minutes.remove(session, stored(workspace)[0])
    qtbot.wait_until(lambda: not answer.left)
    assert answer.said == ["No se guardó todo lo que escribió en la minuta"]
    assert QApplication.clipboard().text() == "Observaciones: a medias"


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


def paper(screen, qtbot):
    """Return the words of the page in sight, once it is that of the newest text."""
    view = screen.preview.paper
    qtbot.wait_until(
        lambda: not screen.preview.is_behind and view.page_count > 0 and view.is_current
    )
    return " ".join(view.page_text.split())


def test_the_paper_follows_what_is_typed_before_it_is_written(started, workspace, qtbot):
    fill(started, "number", "08")
    press(started.form.agreements, "Nuevo acuerdo")
    assert "MINUTA MESA 08" in paper(started, qtbot)
    started.form.agreements.field(0, "text").setPlainText("La matriz tiene {líneas} líneas.")
    assert "La matriz tiene 26 líneas." in paper(started, qtbot)
    assert agreements(workspace) == [("1", None)]


def test_the_paper_keeps_page_and_zoom_while_one_types(started, qtbot):
    paper(started, qtbot)
    view = started.preview.paper
    view.set_zoom(50)
    view.go_to_page(3)
    paper(started, qtbot)
    fill(started, "observations", "Ninguna.")
    paper(started, qtbot)
    assert (view.page, view.zoom) == (3, 50)


def test_f12_shows_the_paper_over_the_whole_screen(started, qtbot):
    paper(started, qtbot)
    started.preview.show_full()
    full = started.preview.full_window
    qtbot.wait_until(lambda: full.paper.page_count >= 2)
    qtbot.keyClick(full.paper, "\x1b")
    qtbot.wait_until(lambda: started.preview.full_window is None)


def test_live_fields_are_chips_that_tell_their_value(started, workspace):
    press(started.form.agreements, "Nuevo acuerdo")
    field = started.form.agreements.field(0, "text")
    field.setPlainText("Son {lineas} y {inventado}")
    assert [(one.tip, one.is_known) for one in field.chips] == [
        ("Líneas de acción capturadas: 26", True),
        ("«{inventado}» no es un campo vivo: se imprimirá tal cual.", False),
    ]
    field.selectAll()
    assert field.createMimeDataFromSelection().text() == "Son {lineas} y {inventado}"
    assert "{inventado}: no son campos vivos y se imprimirán tal cual." in words(started)


def test_a_live_field_is_put_where_the_cursor_is(started, answer, qtbot):
    press(started.form.agreements, "Nuevo acuerdo")
    field = started.form.agreements.field(0, "text")
    started.activateWindow()
    qtbot.wait_until(started.isActiveWindow)
    field.setFocus()
    field.setPlainText("Con")
    field.moveCursor(field.textCursor().MoveOperation.End)

    def choose(dialog):
        dialog.search.setText("socializar")
        return True

    answer("show", choose)
    started.form.live.choose()
    assert field.toPlainText() == "Con {por socializar}"


def test_without_a_text_it_says_where_a_live_field_goes(screen, answer):
    answer("say")
    screen.form.live.choose()
    assert answer.said == [
        "Ponga el cursor en un texto de la minuta: ahí se inserta el campo vivo."
    ]


def test_the_banner_declares_what_was_captured(started, workspace):
    fill(started, "declared_lines", "24")
    started.form.notes.captured.click()
    assert stored(workspace)[0].declared_lines == 26
    assert workspace.undo_label == "Declarar las líneas capturadas"


def test_a_new_acuerdo_is_seen_at_once(started, qtbot):
    started.resize(1200, 500)
    for _each in range(4):
        started.form.new_agreement()
    field = started.form.agreements.field(3, "text")
    qtbot.wait_until(lambda: field.visibleRegion().boundingRect() == field.rect())


def test_an_acuerdo_that_is_undone_leaves_the_keyboard_in_the_form(started, workspace):
    parts = started.form.agreements
    started.form.new_agreement()
    assert parts.isAncestorOf(started.window().focusWidget())
    workspace.undo()
    assert started.window().focusWidget() is parts.add_button


def test_a_date_in_the_prose_is_offered_as_deadline(started, workspace):
    fill(started, "day", "19/04/2023")
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
    write(parts, 0, "text", "Hasta el 24 de abril de la presente anualidad.")
    press(parts, "Fijar la fecha límite: 24/04/2023")
    [row] = minutes.agreements(workspace.session, stored(workspace)[0].id)
    assert row.due == date(2023, 4, 24)
    assert parts.field(0, "due").text() == "24/04/2023"
    buttons = [one.accessibleName() for one in parts.findChildren(QPushButton) if one.isVisible()]
    assert "Fijar la fecha límite: 24/04/2023" not in buttons
    # The keyboard stays in the acuerdo: its keys work on.
    assert parts.window().focusWidget() is parts.field(0, "due")


def test_a_term_in_the_prose_is_offered_from_the_day_of_the_meeting(started, workspace):
    fill(started, "day", "19/04/2023")
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
    write(parts, 0, "notes", "La unidad tendrá 10 días hábiles para responder.")
    # The first of May is a day off.
    press(parts, "Fijar la fecha límite: 04/05/2023 (10 días hábiles)")
    [row] = minutes.agreements(workspace.session, stored(workspace)[0].id)
    assert (row.due, row.due_days, row.due_working) == (date(2023, 5, 4), 10, True)


@pytest.mark.parametrize(
    ("typed", "due", "shown"),
    [
        ("5 hábiles", date(2023, 4, 26), "26/04/2023 (5 días hábiles)"),
        ("15 días naturales", date(2023, 5, 4), "04/05/2023 (15 días naturales)"),
        ("24/04/2023", date(2023, 4, 24), "24/04/2023"),
    ],
)
def test_a_deadline_is_a_day_or_a_term(started, workspace, typed, due, shown):
    fill(started, "day", "19/04/2023")
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
    write(parts, 0, "due", typed)
    [row] = minutes.agreements(workspace.session, stored(workspace)[0].id)
    assert row.due == due
    field = parts.field(0, "due")
    assert field.text() == shown
    parts.field(0, "responsible").setFocus()
    assert field.fontMetrics().horizontalAdvance(shown) < field.width() - 16
    assert field.cursorPosition() == 0


def test_one_key_makes_a_tarea_of_the_only_acuerdo(started, workspace):
    fill(started, "day", "19/04/2023")
    parts = started.form.agreements
    press(parts, "Nuevo acuerdo")
    write(parts, 0, "text", "Revisar {líneas} líneas")
    write(parts, 0, "responsible", "SECOEM")
    write(parts, 0, "due", "24/04/2023")
    started.form.make_task()
    [row] = minutes.agreements(workspace.session, stored(workspace)[0].id)
    [task] = minutes.tasks(workspace.session, row.id)
    assert (task.text, task.responsible, task.due) == (
        "Revisar 26 líneas",
        "SECOEM",
        date(2023, 4, 24),
    )
    assert "1 tarea · 0 hechas" in words(started)


def test_who_is_not_there_is_not_printed(started, workspace, qtbot):
    form = started.form
    press(form.attendees, "Agregar asistente")
    write(form.attendees, 0, "name", "Asistente Uno")
    assert "Asistente Uno" in paper(started, qtbot)
    form.attendees.field(0, "present").click()
    assert "Asistente Uno" not in paper(started, qtbot)
    assert workspace.undo_label == "Editar asistencia"


def test_the_people_of_the_former_minute_are_brought_unticked(started, workspace):
    form = started.form
    press(form.attendees, "Agregar asistente")
    write(form.attendees, 0, "name", "Asistente Uno")
    press(form.coordinators, "Agregar coordinador")
    write(form.coordinators, 0, "name", "Coordinadora Uno")
    started.new_minute()
    press(form.attendees, "Traer a las 2 personas de la minuta anterior")
    assert form.attendees.field(0, "name").text() == "Asistente Uno"
    assert not form.attendees.field(0, "present").isChecked()
    assert form.coordinators.field(0, "present").isChecked()


def test_people_are_added_from_the_directory(started, workspace, answer):
    with workspace.edit("Directorio") as session:
        session.add(institutions.Person(name="Asistente Dos", treatment="Ing.", office="Analista"))
    answer("show", True)
    started.form.new_attendee()
    row = started.form.attendees
    assert [row.field(0, key).text() for key in ("treatment", "name", "office")] == [
        "Ing.",
        "Asistente Dos",
        "Analista",
    ]


def test_an_acta_has_its_own_fields_and_begins_with_its_texts(started, workspace):
    form = started.form.form("template")
    form.field("template").setCurrentIndex(1)
    form.write_all()
    minute, _meeting = stored(workspace)
    assert minute.template == minutes.MinuteTemplate.SESSION
    assert minute.opening.startswith("En {lugar}, siendo las {hora de inicio} horas")
    fill(started, "starts", "9:05")
    fill(started, "quorum_present", "7")
    press(started.form.agenda, "Agregar punto")
    write(started.form.agenda, 0, "text", "Lista de asistencia")
    _minute, meeting = stored(workspace)
    assert (meeting.starts, meeting.quorum_present) == ("09:05", 7)
    assert [row.text for row in minutes.agenda(workspace.session, meeting.id)] == [
        "Lista de asistencia"
    ]


def test_the_usual_materials_are_added_at_once(started, workspace):
    press(started.form.materials, "Agregar los de costumbre")
    minute, _meeting = stored(workspace)
    assert len(minutes.materials(workspace.session, minute.id)) == 3


def test_a_narrow_window_shows_the_form_or_the_paper(started):
    started.resize(1000, 700)
    assert not started.preview.isVisible()
    started.toggle_preview()
    assert started.preview.isVisible()
    assert not started.form.isVisible()
    started.resize(1300, 700)
    assert started.preview.isVisible()
    assert started.form.isVisible()


def test_the_room_is_shared_out_as_it_was(started, workspace, qtbot):
    started._splitter.setSizes([800, 480])
    kept = started.layout_text()
    other = MinutesScreen(workspace)
    qtbot.add_widget(other)
    other.resize(1282, 700)
    other.restore_layout(kept)
    other.show()
    assert abs(other._splitter.sizes()[0] - started._splitter.sizes()[0]) < 5


def test_choosing_the_efirma_shows_where_its_rfc_goes(started, workspace):
    form = started.form
    press(form.attendees, "Agregar asistente")
    mode = form.attendees.field(0, "signature_mode")
    mode.setCurrentIndex(mode.findData("efirma"))
    mode.activated.emit(mode.currentIndex())
    assert form.attendees.field(0, "rfc").isVisible()
    write(form.attendees, 0, "rfc", "corto")
    assert any("El RFC de una persona tiene 13 caracteres" in text for text in words(started))
    write(form.attendees, 0, "rfc", "xaxx010101000")
    [row] = minutes.attendances(workspace.session, stored(workspace)[1].id)
    assert (row.rfc, str(row.signature_mode)) == ("XAXX010101000", "efirma")


def test_a_signature_on_the_screen_is_kept_for_the_paper(started, workspace, answer, monkeypatch):
    from pea_desktop.ui.screens import signing_ink

    press(started.form.attendees, "Agregar asistente")
    write(started.form.attendees, 0, "name", "Asistente Uno")
    drawn = (((0, 0, 500), (9000, 9000, 500)),)
    monkeypatch.setattr(signing_ink, "capture_ink", lambda _parent, _person: drawn)
    press(started.form.attendees, "Firmar con trazo: Asistente 1")
    [row] = minutes.attendances(workspace.session, stored(workspace)[1].id)
    assert row.ink
    assert started.form.attendees.field(0, "signature_mode").currentData() == "tinta"
