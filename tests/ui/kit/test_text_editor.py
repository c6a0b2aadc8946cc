import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pea_desktop.core.errors import PeaError
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.kit.spelling import Spelling
from pea_desktop.ui.kit.text_editor import TextEditor, open_for
from tests.ui.kit.kitchen import COLUMNS, Kitchen

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, light):
    made = QWidget()
    qtbot.add_widget(made)
    column = QVBoxLayout(made)
    made.cell, made.other = QLineEdit(), QLineEdit()
    column.addWidget(made.cell)
    column.addWidget(made.other)
    column.addStretch()
    made.resize(1000, 600)
    made.show()
    qtbot.wait_exposed(made)
    made.cell.setFocus()
    return made


@pytest.fixture
def editor(window):
    return TextEditor(window, Spelling())


@pytest.fixture
def written(editor):
    texts = []

    def write(text):
        if text == "mucho":
            raise PeaError("El precio se escribe como número: «mucho».")
        texts.append(text)
        return text != "no"

    editor.open(QRect(100, 100, 200, 40), "Línea de acción", "Línea 14", "Coadyuvar", write)
    return texts


def test_shows_what_the_text_is_and_where_with_the_cursor_at_its_end(qtbot, editor, written):
    assert (editor.title.text(), editor.place.text()) == ("Línea de acción", "Línea 14")
    assert editor.field.accessibleName() == "Línea de acción, Línea 14"
    assert editor.field.hasFocus()
    qtbot.keyClicks(editor.field, " ya")
    assert editor.field.toPlainText() == "Coadyuvar ya"


def test_ctrl_enter_writes_and_gives_the_keyboard_back(qtbot, window, editor, written):
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.field, "ya")
    with qtbot.wait_signal(editor.closed) as said:
        qtbot.keyClick(editor.field, Qt.Key.Key_Return, CTRL)
    assert said.args == [True]
    assert written == ["Coadyuvar\nya"]
    assert not editor.isVisible()
    assert window.cell.hasFocus()


def test_esc_leaves_the_text_as_it_was(qtbot, window, editor, written):
    qtbot.keyClicks(editor.field, " ya")
    with qtbot.wait_signal(editor.closed) as said:
        qtbot.keyClick(editor.field, Qt.Key.Key_Escape)
    assert said.args == [False]
    assert written == []
    assert window.cell.hasFocus()


def test_a_text_that_did_not_change_is_not_written(qtbot, editor, written):
    qtbot.keyClick(editor.field, Qt.Key.Key_Return, CTRL)
    assert written == []
    assert not editor.isVisible()


def test_going_elsewhere_in_the_window_writes(qtbot, window, editor, written):
    qtbot.keyClicks(editor.field, " ya")
    window.other.setFocus()
    assert written == ["Coadyuvar ya"]
    assert not editor.isVisible()
    assert window.other.hasFocus()


@pytest.mark.parametrize("text", ["mucho", "no"])
def test_a_refused_text_stays_with_the_reason(qtbot, window, editor, written, text):
    editor.field.setPlainText(text)
    window.other.setFocus()
    assert editor.isVisible()
    assert editor.field.hasFocus()
    reason = "El precio se escribe como número: «mucho»." if text == "mucho" else ""
    assert editor.error.text() == reason
    qtbot.keyClicks(editor.field, " 5")
    assert editor.error.text() == ""


def test_undo_is_that_of_the_typing(qtbot, editor, written):
    qtbot.keyClicks(editor.field, "x")
    qtbot.keyClick(editor.field, Qt.Key.Key_Z, CTRL)
    assert editor.field.toPlainText() == "Coadyuvar"
    qtbot.keyClick(editor.field, Qt.Key.Key_Z, CTRL)
    assert editor.field.toPlainText() == "Coadyuvar"


def test_counts_the_words_and_near_the_limit_the_characters(editor, written):
    assert editor.count.text() == "1 palabra"
    editor.field.setPlainText("con la línea")
    assert editor.count.text() == "3 palabras"
    editor.field.setPlainText("x" * 32_000)
    assert editor.count.text() == "32,000 de 32,767 caracteres"
    editor.field.setPlainText("x" * 32_768)
    assert editor.count.text() == "Sobra 1 carácter: una celda admite 32,767"
    assert editor.count.property("kind") == "errortext"


@pytest.mark.parametrize(
    "cell",
    [
        QRect(100, 100, 200, 40), QRect(900, 560, 90, 40), QRect(0, 0, 990, 590),
        QRect(-50, 300, 90, 10), QRect(400, 900, 90, 40),
    ],
)  # fmt: skip
def test_never_leaves_the_window(window, editor, cell):
    editor.open(cell, "Línea", "", "", lambda _text: True)
    assert window.rect().contains(editor.geometry())
    window.resize(700, 360)
    assert window.rect().contains(editor.geometry())


def test_lies_beside_its_cell(window, editor, written):
    assert editor.geometry().topLeft().x() == 100
    assert not editor.geometry().intersects(QRect(100, 100, 200, 40))


@pytest.fixture
def view(qtbot, light):
    kitchen = Kitchen()
    model = GridModel(COLUMNS, kitchen.load, kitchen.write)
    kitchen.listener = model.reload
    made = GridView(model, "Menú")
    made.kitchen = kitchen
    qtbot.add_widget(made)
    made.resize(900, 500)
    made.show()
    qtbot.wait_exposed(made)
    made.go_to_the_first_row()
    made.setFocus()
    return made


def test_writes_the_current_cell_of_a_grid(qtbot, view):
    assert open_for(view, "Línea 1", Spelling())
    editor = view.findChild(TextEditor)
    assert (editor.title.text(), editor.field.toPlainText()) == ("Platillo", "Sopa de limón")
    editor.field.setPlainText("Sopa\nde lima")
    assert editor.write()
    assert view.kitchen.rows[0].cells[1] == "Sopa\nde lima"
    assert view.hasFocus()


def test_says_why_a_grid_refused_the_text(view):
    open_for(view, "Línea 1", Spelling())
    editor = view.findChild(TextEditor)
    editor.field.setPlainText("mucho")
    assert not editor.write()
    assert editor.error.text() == "El precio se escribe como número: «mucho»."


def test_says_that_the_row_is_gone(view):
    open_for(view, "Línea 1", Spelling())
    editor = view.findChild(TextEditor)
    editor.field.setPlainText("Sopa de lima")
    del view.kitchen.rows[0]
    view.kitchen.listener()
    assert not editor.write()
    assert editor.error.text() == "La fila ya no está: copie el texto y péguelo en otra."


def test_a_cell_that_is_only_shown_does_not_open(view):
    view.setCurrentIndex(view.model().index(view.currentIndex().row(), 0))
    assert not open_for(view, "Línea 1", Spelling())


def test_shift_f2_opens_it_with_what_is_being_typed_in_the_cell(qtbot, view):
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClicks(view.findChild(CellEditor), " verde")
    qtbot.keyClick(view.findChild(CellEditor), Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    editor = view.findChild(TextEditor)
    assert editor.field.hasFocus()
    assert editor.field.toPlainText() == "Sopa de limón verde"
    assert (editor.title.text(), editor.place.text()) == ("Platillo", "Fila 1")
