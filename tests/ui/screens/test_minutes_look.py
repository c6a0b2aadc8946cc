"""«Presentación»: the institution's look, seen on the minute before it is kept."""

import pytest

from pea_desktop.areas import minutes
from pea_desktop.core.errors import PeaError
from pea_desktop.ui.screens.minute_look import LookDialog
from tests.areas.minute_rows import import_matrix, record

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS"
    b"\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def minute(workspace):
    import_matrix(workspace)
    return record(workspace)


@pytest.fixture
def dialog(qtbot, light, workspace, minute):
    made = LookDialog(None, workspace, minute.id)
    qtbot.add_widget(made)
    made.show()
    qtbot.wait_exposed(made)
    return made


def put(dialog, **values):
    for key, text in values.items():
        field = dialog.form.field(key)
        (getattr(field, "setPlainText", None) or field.setText)(text)


def words(dialog, qtbot):
    qtbot.wait_until(
        lambda: (
            not dialog.preview.is_behind
            and dialog.preview.paper.page_count > 0
            and dialog.preview.paper.is_current
        )
    )
    return dialog.preview.paper.page_text


def test_the_paper_shows_the_look_before_it_is_kept(dialog, workspace, qtbot):
    put(dialog, header="Secretaría de Ejemplo\nDirección de Riesgos")
    assert "Dirección de Riesgos" in words(dialog, qtbot)
    assert minutes.all_templates(workspace.session) == []


def test_what_is_kept_is_the_look_of_the_institution(dialog, workspace, minute):
    put(dialog, header="Secretaría de Ejemplo", colour="#0b6b5e", legal="Ley 5", closing="Fin.")
    dialog.take_logo("logo.png", PNG)
    dialog.accept()
    row = minutes.template_of(workspace.session, minute)
    meeting = minutes.meeting_of(workspace.session, minute)
    assert (row.institution_id, row.colour, row.legal) == (
        meeting.institution_id,
        "#0B6B5E",
        "Ley 5",
    )
    assert row.closing == "Fin."
    assert minutes.look_of(workspace.session, row).logo_bytes == PNG
    assert workspace.undo_label == "Presentación de los documentos"


def test_a_colour_that_is_none_is_refused_and_nothing_is_kept(dialog, workspace):
    put(dialog, colour="guinda")
    dialog.accept()
    assert dialog._refusal.text() == "El color se escribe como #7A1F3D: «guinda»."
    assert minutes.all_templates(workspace.session) == []


def test_what_is_no_picture_is_no_logo(dialog):
    with pytest.raises(PeaError, match="no es una imagen PNG o JPEG"):
        dialog.take_logo("logo.txt", b"hola")


def test_another_scope_is_another_template(dialog, workspace, minute, qtbot):
    put(dialog, header="Sólo SECOEM")
    dialog.accept()
    again = LookDialog(None, workspace, minute.id)
    qtbot.add_widget(again)
    assert again.form.value("header") == "Sólo SECOEM"
    choice = again.form.field("institution_id")
    choice.setCurrentIndex(choice.findData(""))
    again.accept()
    scopes = {row.institution_id for row in minutes.all_templates(workspace.session)}
    assert None in scopes
    assert len(scopes) == 2
