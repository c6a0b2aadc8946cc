"""A minute from its review to the frozen document, and what corrects it."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from pea_desktop.areas import documents, institutions, minutes
from pea_desktop.areas.minutes import Correction, MinuteState
from pea_desktop.ui.screens.minute_issue import (
    OF_LETTERS,
    OF_MATRIX,
    OF_MINUTE,
    IssueDialog,
    gather,
)
from pea_desktop.ui.screens.minutes import MinutesScreen
from tests.areas.minute_rows import import_matrix, record


@pytest.fixture
def minute(workspace):
    import_matrix(workspace)
    return record(workspace)


@pytest.fixture
def screen(qtbot, light, workspace, minute):
    made = MinutesScreen(workspace)
    workspace.subscribe(made.refresh)
    qtbot.add_widget(made)
    made.resize(1282, 700)
    made.show()
    qtbot.wait_exposed(made)
    return made


def issue(dialog):
    dialog.issue.click()
    return True


def words(screen):
    return [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]


def buttons(screen):
    return [one.text() for one in screen.findChildren(QPushButton) if one.isVisible()]


@pytest.fixture
def issued(screen, workspace, answer, qtbot, minute):
    answer("show", issue)
    screen.work.issue()
    qtbot.wait_until(lambda: documents.documents_of(workspace.session, minute.id) != [])
    return screen


def test_the_review_says_what_to_look_at_with_the_folio(workspace, minute):
    review = gather(workspace, minute.id)
    abouts = {remark.about for remark in review.remarks}
    assert abouts == {OF_MINUTE, OF_MATRIX}
    assert review.remarks[0].finding.code == "lineas_declaradas"
    assert review.folio.startswith("SECOEM-MIN-")
    assert (review.since, review.changes, review.wants_changes) == ("", "", False)


def test_the_review_names_characters_the_letters_lack(workspace, minute):
    with workspace.edit("Editar") as session:
        minutes.agreements(session, minute.id)[0].text = "Acuerdo 😀"
    review = gather(workspace, minute.id)
    said = [one.finding.sentence for one in review.remarks if one.about == OF_LETTERS]
    assert said == [
        "Hay caracteres que la letra del documento no tiene: 😀 (U+1F600) (fila 1, «Acuerdo»)."
    ]


def test_a_remark_goes_to_its_place(screen, workspace, answer, minute):
    row = minutes.agreements(workspace.session, minute.id)[1]
    with workspace.edit("Editar"):
        row.due = None
    places = []
    screen.place_wanted.connect(lambda *place: places.append(place))

    def go(dialog):
        codes = [one.finding.code for one in dialog._review.remarks]
        dialog.list.setCurrentRow(codes.index("sin_prioridad"))
        dialog.go()
        return True

    answer("show", go)
    screen.work.issue()
    assert places
    assert places[0][0] == "matrix"
    assert documents.documents_of(workspace.session, minute.id) == []


def test_an_acuerdo_without_text_is_not_issued_and_its_row_is_a_step_away(
    screen, workspace, answer, minute
):
    row = minutes.agreements(workspace.session, minute.id)[1]
    with workspace.edit("Vaciar"):
        row.text = None

    def go(dialog):
        assert not dialog.issue.isEnabled()
        said = [one.text() for one in dialog.findChildren(QLabel)]
        assert "Un acuerdo no tiene texto: escríbalo o quítelo. Entrar va a su lugar." in said
        dialog.go()
        return True

    answer("show", go)
    screen.work.issue()
    assert screen.window().focusWidget() is screen.form.agreements.field(1, "text")
    assert documents.documents_of(workspace.session, minute.id) == []


def test_the_review_shows_the_pages_and_goes_to_the_one_that_is_clicked(
    qtbot, light, workspace, minute
):
    dialog = IssueDialog(None, "Minuta", gather(workspace, minute.id))
    qtbot.add_widget(dialog)
    dialog.resize(1240, 700)
    for widget in (dialog.pages, dialog.preview):
        widget.show()
    dialog.show()
    paper = dialog.preview.paper
    qtbot.wait_until(lambda: dialog.pages.page_count > 3 and dialog.pages.is_current)
    dialog.pages.picked.emit(3)
    assert paper.page == 3
    assert dialog.pages.chosen == 3
    qtbot.wait_until(lambda: paper.is_current)
    assert "Página 3 de 5" in paper.page_text


def test_what_was_refused_is_put_right_before_it_is_issued(screen, workspace, answer, minute):
    screen.form.form("day").field("day").setText("ayer")
    answer("show_error")
    screen.work.issue()
    assert answer.said == ["No se guardó lo que dice «Fecha»: «ayer». Corríjalo antes de emitir."]
    assert documents.documents_of(workspace.session, minute.id) == []


def test_issuing_freezes_the_minute_and_the_form_says_why(issued, workspace, minute):
    [row] = documents.documents_of(workspace.session, minute.id)
    assert minutes.state_of(minute) == MinuteState.PRINTED
    [lock] = [text for text in words(issued) if "ya no se edita" in text]
    assert lock.startswith(f"«{row.folio}» se emitió el ")
    assert {"Corregir…", "Ver firmas"} <= set(buttons(issued))
    assert not {"Nuevo acuerdo", "Emitir…", "Agregar asistente"} & set(buttons(issued))
    assert issued.form.agreements.field(0, "text").isReadOnly()
    assert not issued.form.agreements.field(0, "kind").isEnabled()
    assert issued.form.form("day").field("day").isReadOnly()


def test_the_paper_is_the_frozen_one(issued, workspace, minute, qtbot):
    [row] = documents.documents_of(workspace.session, minute.id)
    frozen = documents.pdf_of(workspace.session, row)
    qtbot.wait_until(lambda: issued.preview.paper.pdf == frozen)
    qtbot.wait_until(lambda: issued.preview.paper.is_current)
    assert f"Folio {row.folio}" in issued.preview.paper.page_text


def test_the_people_go_into_the_directory(issued, workspace):
    names = [one.full_name for one in institutions.people(workspace.session)]
    assert names == ["Lic. Asistente Uno", "Ing. Asistente Dos", "Mtra. Coordinadora Uno"] or set(
        names
    ) == {"Lic. Asistente Uno", "Ing. Asistente Dos", "Mtra. Coordinadora Uno"}


def test_signatures_and_the_matrix_are_a_step_away(issued, workspace, minute):
    places = []
    issued.place_wanted.connect(lambda *place: places.append(place))
    issued.form.notes.signatures.click()
    [row] = documents.documents_of(workspace.session, minute.id)
    assert places == [("signing", row.id, "")]


def test_a_new_version_is_a_draft_that_says_why(issued, workspace, answer, minute):
    answer("choose", 2)
    answer("ask_text", "Faltó una persona")
    issued.work.correct()
    made = minutes.minute(workspace.session, issued.chosen_id())
    assert (made.correction, made.corrects_id) == (Correction.NEW_VERSION, minute.id)
    assert not issued.form.is_locked
    [row] = documents.documents_of(workspace.session, minute.id)
    assert f"Nueva versión de «{row.folio}». Motivo: Faltó una persona" in words(issued)
    assert len(issued.form.agreements.ids()) == 2


def test_without_a_reason_nothing_is_corrected(issued, answer, workspace):
    answer("choose", 0)
    answer("ask_text", " ")
    answer("show_error")
    issued.work.correct()
    assert answer.said[-1] == "Escriba el motivo de la corrección."
    assert len(minutes.minutes(workspace.session)) == 1


def test_states_go_on_and_cancelling_asks_why(screen, workspace, answer, minute):
    screen.work.change_state(MinuteState.BEING_READ)
    assert minute.state == MinuteState.BEING_READ
    assert screen._chip.accessibleName() == "En lectura"
    assert screen.status_text() == "La minuta está: En lectura."
    answer("ask_text", "No hubo mesa")
    screen.work.change_state(MinuteState.CANCELLED)
    assert screen.form.is_locked
    assert any("está cancelada (No hubo mesa)" in text for text in words(screen))
    workspace.undo()
    assert not screen.form.is_locked


def test_an_issued_minute_is_not_deleted(issued, answer, workspace):
    answer("show_error")
    issued.remove_minute()
    assert "ya no se edita" in answer.said[-1]
    assert len(minutes.minutes(workspace.session)) == 1


def test_pending_acuerdos_of_the_minute_before_come_first(issued, workspace):
    issued.new_minute()
    assert "1 acuerdo pendiente de minutas anteriores" in words(issued)


def test_what_arrives_from_elsewhere_is_shown(screen, workspace, minute):
    with workspace.edit("Llega") as session:
        minutes.add_agreement(session, minute.id, "De otro equipo")
    assert screen.form.agreements.field(2, "text").toPlainText() == "De otro equipo"


def test_an_editable_copy_is_written_in_word(screen, answer, qtbot, tmp_path):
    path = tmp_path / "copia.docx"
    answer("choose_save", path)
    screen.work.save_word()
    qtbot.wait_until(lambda: "Se guardó" in screen.status_text())
    assert path.read_bytes().startswith(b"PK")
