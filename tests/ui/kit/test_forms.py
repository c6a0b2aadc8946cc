import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from pea_desktop.core.errors import PeaError
from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.forms import Form, LongText, ReasonButton


@pytest.fixture
def written():
    return []


@pytest.fixture
def form(qtbot, light, written):
    def commit(key, text):
        if text == "mal":
            raise PeaError("Así no se escribe.")
        written.append((key, text))

    made = Form(commit)
    made.add_line("name", "&Nombre")
    made.add_text("notes", "N&otas")
    made.add_choice("state", "&Estado", [("a", "Abierto"), ("c", "Cerrado")])
    qtbot.add_widget(made)
    made.show()
    qtbot.wait_exposed(made)
    return made


def test_writes_a_changed_field_on_enter(form, written):
    field = form.field("name")
    field.setText("Mesa 08")
    field.editingFinished.emit()
    assert written == [("name", "Mesa 08")]


def test_does_not_write_a_field_that_did_not_change(form, written):
    form.set_values({"name": "Mesa 08"})
    form.field("name").editingFinished.emit()
    assert written == []


def test_says_beneath_the_field_why_a_text_does_not_fit_and_keeps_it(form, written):
    field = form.field("name")
    field.setText("mal")
    field.editingFinished.emit()
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "Así no se escribe." in shown
    assert form.value("name") == "mal"
    assert form.has_errors()
    assert written == []


def test_the_sentence_goes_when_the_text_is_put_right(form, written):
    field = form.field("name")
    field.setText("mal")
    field.editingFinished.emit()
    field.setText("bien")
    field.editingFinished.emit()
    assert not form.has_errors()
    assert written == [("name", "bien")]


def test_ctrl_enter_writes_a_long_text(qtbot, form, written):
    field = form.field("notes")
    field.setPlainText("uno\ndos")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert written == [("notes", "uno\ndos")]


def test_a_choice_of_the_person_is_written_at_once(form, written):
    field = form.field("state")
    field.setCurrentIndex(1)
    field.activated.emit(1)
    assert written == [("state", "c")]


def test_values_from_the_file_are_shown_and_not_written(form, written):
    form.set_values({"name": "Uno", "notes": None, "state": "c"})
    assert form.values() == {"name": "Uno", "notes": "", "state": "c"}
    assert written == []


def test_every_field_has_the_name_of_its_label(form):
    assert [form.field(key).accessibleName() for key in ("name", "notes", "state")] == [
        "Nombre",
        "Notas",
        "Estado",
    ]


@pytest.mark.parametrize("name", ["claro", "contraste"])
def test_a_text_of_one_line_is_as_tall_as_a_field_and_needs_no_bar(qtbot, qapp, name):
    theme.apply(qapp, theme.Theme(name))
    window = QWidget()
    row = QVBoxLayout(window)
    text, line = LongText((1, 6)), QLineEdit()
    row.addWidget(text)
    row.addWidget(line)
    qtbot.add_widget(window)
    window.resize(1000, 400)
    window.show()
    qtbot.wait_exposed(window)
    assert abs(text.height() - line.sizeHint().height()) <= 2
    text.setPlainText("Socializar la matriz con Gobierno Digital. " * 8)
    assert not text.verticalScrollBar().isVisible()
    text.setPlainText("Socializar la matriz con Gobierno Digital. " * 60)
    qtbot.wait_until(text.verticalScrollBar().isVisible)


def test_a_long_text_set_before_it_is_shown_is_seen_whole(qtbot, light):
    form = Form()
    field = form.add_text("text", "Acuerdo", lines=(1, 8))
    form.set_values({"text": "Una vez analizadas las posibles líneas de acción. " * 4})
    form.resize(400, 300)
    qtbot.addWidget(form)
    form.show()
    line = field.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: field.height() > 3 * line)
    assert not field.verticalScrollBar().isVisible()


def test_a_word_of_emptiness_is_written_in_the_field(qtbot, light, written):
    made = Form(lambda key, text: written.append((key, text)))
    made.add_line("cost", "&Costo", reasons=True)
    qtbot.add_widget(made)
    [button] = made.findChildren(ReasonButton)
    assert button.accessibleName() == "Costo: decir por qué no hay dato"
    button.reasons.actions()[0].trigger()
    assert written == [("cost", "No aplica")]
    assert made.value("cost") == "No aplica"


def test_a_mark_stands_beside_the_name_of_a_field(form):
    form.set_mark("name", "Falta")
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "Falta" in shown
    form.set_mark("name", "")
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "Falta" not in shown


def test_fields_stand_side_by_side_and_a_wide_one_below(qtbot, light):
    made = Form(columns=2)
    for key in ("a", "b"):
        made.add_line(key, key)
    made.add_text("c", "c", wide=True)
    qtbot.add_widget(made)
    made.resize(400, 200)
    made.show()
    qtbot.wait_exposed(made)
    places = [made.field(key).geometry() for key in ("a", "b", "c")]
    assert places[0].top() == places[1].top() < places[2].top()
    assert places[2].width() == 400


def test_what_is_typed_stays_when_the_file_changes_and_the_window_is_not_in_use(form, written):
    form.set_values({"name": "Mesa 08", "notes": ""}, keep_typed=True)
    form.field("name").setText("Mesa 09")
    form.field("notes").setPlainText("a medias")
    form.set_values({"name": "Mesa 07", "notes": ""}, keep_typed=True)
    assert form.values() == {"name": "Mesa 09", "notes": "a medias", "state": "a"}
    marks = {one.text(): one.toolTip() for one in form.findChildren(QLabel) if one.isVisible()}
    assert marks["Cambió mientras escribía"] == (
        "En el expediente dice ahora: «Mesa 07». Al salir del campo queda lo que escribió."
    )
    form.write_all()
    assert written == [("name", "Mesa 09"), ("notes", "a medias")]
    assert not [one for one in form.findChildren(QLabel) if one.isVisible() and one.toolTip()]


def test_a_refused_text_stays_until_values_of_another_row_come(form):
    form.field("name").setText("mal")
    form.write_all()
    form.set_values({"name": ""}, keep_typed=True)
    assert form.value("name") == "mal"
    form.set_values({"name": "Otra"}, keep_typed=False)
    assert (form.value("name"), form.has_errors()) == ("Otra", False)


def test_what_a_field_cannot_show_as_it_is_does_not_count_as_typed(form, written):
    form.set_values({"notes": "uno\r\ndos", "state": "de otra versión"})
    assert form.unwritten() == {}
    form.write_all()
    assert written == []
