import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_number
from pea_desktop.core.tabular import block_of
from pea_desktop.ui.kit import paste_preview, theme
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridData, GridRow, Kind, NewRow
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView

COLUMNS = (
    GridColumn(key="number", header="#", kind=Kind.ORDINAL, width=48, is_editable=False),
    GridColumn(key="dish", header="Platillo", share=1),
    GridColumn(key="price", header="Precio", width=60, parse=parse_number("El precio")),
    GridColumn(key="state", header="Estado", width=60, is_editable=False),
)
ROWS = tuple(
    GridRow(id=f"r{n}", number=str(n), cells=(str(n), f"Platillo {n}", "40", "Listo"))
    for n in range(1, 4)
)


class Menu:
    """Stands for an area: keeps what it is given to write."""

    def __init__(self):
        self.edits = []
        self.refusal = ""

    def write(self, cells, label):
        self.write_rows(cells, (), label)

    def write_rows(self, cells, added, label):
        if self.refusal:
            raise PeaError(self.refusal)
        self.edits.append((label, tuple(cells), tuple(added)))


@pytest.fixture
def menu():
    return Menu()


@pytest.fixture
def view(qtbot, light, menu):
    model = GridModel(COLUMNS, lambda: GridData((), ROWS), menu.write, write_rows=menu.write_rows)
    made = GridView(model, "Carta")
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


def paste(view, *rows, row_id="r2", column=1):
    return paste_preview.paste(view, block_of(rows), row_id, column, "Platillo {number}")


def accept(_dialog):
    return True


def test_writes_what_was_shown_as_one_edit(view, menu, answer):
    def look(dialog):
        assert dialog.accept_button.text() == "Pegar 5 celdas"
        assert dialog.accept_button.accessibleDescription() == (
            "3 celdas cambian · 1 fila nueva · 1 queda igual"
        )
        return True

    answer("show", look)
    assert paste(view, ["Mole", "95"], ["Flan", "40"], ["Arroz", "30"])
    assert menu.edits == [
        (
            "Pegar 5 celdas",
            (
                Cell("r2", "dish", "Mole"),
                Cell("r2", "price", "95"),
                Cell("r3", "dish", "Flan"),
                Cell("+1", "dish", "Arroz"),
                Cell("+1", "price", "30"),
            ),
            (NewRow("+1", "r3"),),
        )
    ]


def test_cancelling_changes_nothing(view, menu, answer):
    answer("show", False)
    assert not paste(view, ["Mole", "95"])
    assert menu.edits == []


def test_rejected_cells_are_listed_and_left_out(view, menu, answer):
    def look(dialog):
        texts = dialog.rejected_list.model().stringList()
        assert texts == ["Platillo 2 · Precio: El precio se escribe como número: «caro»."]
        dialog.rejected_list.setCurrentIndex(dialog.rejected_list.model().index(0, 0))
        assert dialog.table.currentIndex().column() == 2
        return True

    answer("show", look)
    paste(view, ["Mole", "caro"])
    assert menu.edits == [("Pegar 1 celda", (Cell("r2", "dish", "Mole"),), ())]


def choose(dialog, at, text):
    choice = dialog.mapping.choices[at]
    choice.setCurrentText(text)
    choice.activated.emit(choice.currentIndex())


def test_a_person_sends_a_column_elsewhere_and_another_nowhere(view, menu, answer):
    def look(dialog):
        choose(dialog, 0, "Precio")
        assert dialog.mapping.mapping == ["price", None]
        choose(dialog, 1, "Platillo")
        choose(dialog, 1, "No pegar")
        return True

    answer("show", look)
    paste(view, ["95", "Mole"])
    assert menu.edits == [("Pegar 1 celda", (Cell("r2", "price", "95"),), ())]


def test_says_which_column_cannot_be_pasted(view, menu, answer):
    def look(dialog):
        assert "«Estado» no se escribe en la tabla: no se pega." in dialog.notes.text()
        assert not dialog.accept_button.isEnabled()
        assert dialog.accept_button.text() == "Nada que pegar"
        return False

    answer("show", look)
    paste(view, ["Agotado"], ["Listo"], column=3)


def test_the_first_row_may_be_taken_for_headings_or_not(view, menu, answer):
    def look(dialog):
        assert dialog.has_header.isChecked()
        assert dialog.mapping.mapping == ["price", "dish"]
        dialog.has_header.click()
        assert dialog.mapping.mapping == ["dish", "price"]
        assert len(dialog.plan.rows) == 2
        dialog.has_header.click()
        return True

    answer("show", look)
    paste(view, ["Precio", "Platillo"], ["95", "Mole"])
    assert menu.edits[0][1] == (Cell("r2", "price", "95"), Cell("r2", "dish", "Mole"))


def test_says_under_the_cell_why_the_whole_was_refused(view, menu, answer):
    menu.refusal = "El expediente es solo de lectura."
    view.go_to("r2")
    answer("show", accept)
    assert not paste(view, ["Mole", "95"])
    assert view.remark == "El expediente es solo de lectura."


@pytest.fixture
def dialog(qtbot, view, answer):
    kept = []
    answer("show", kept.append)
    paste(view, ["Mole\ncon arroz", "caro"], ["", "41"], ["Arroz", "30"], ["Flan", "20"])
    qtbot.addWidget(kept[0])
    return kept[0]


def test_enter_accepts_and_esc_cancels(dialog, qtbot):
    dialog.show()
    assert dialog.focusWidget() is dialog.accept_button
    with qtbot.wait_signal(dialog.accepted):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    dialog.show()
    with qtbot.wait_signal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_keyboard_goes_in_reading_order(dialog):
    dialog.show()
    stops = [
        dialog.has_header,
        dialog.table,
        *dialog.mapping.choices,
        dialog.rejected_list,
        dialog.accept_button,
    ]
    met, at = [], dialog.has_header
    for _step in range(60):
        if at in stops and at not in met:
            met.append(at)
        at = at.nextInFocusChain()
    assert met == stops


def test_the_table_keeps_to_the_rules_of_qt(dialog, qtmodeltester):
    qtmodeltester.check(dialog.table.model())


def test_a_screen_reader_hears_what_happens_to_a_cell(dialog):
    model = dialog.table.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(role) == "Platillo 2: Cambia"
    assert model.index(0, 2).data(role) == "caro. El precio se escribe como número: «caro»."
    assert model.index(1, 1).data(role) == "vacío. Se vacía; antes: Platillo 3"
    assert model.index(2, 0).data(role) == "Fila nueva: Nueva"
    assert dialog.mapping.choices[0].accessibleName() == "Columna en la que se pega «Columna 1»"


@pytest.mark.parametrize("name", theme.NAMES)
def test_is_drawn_in_every_theme(dialog, qapp, light, name):
    theme.apply(qapp, theme.Theme(name))
    try:
        dialog.show()
        image = dialog.grab().toImage()
        colours = {
            image.pixelColor(x, y).name()
            for x in range(0, image.width(), 8)
            for y in range(0, image.height(), 8)
        }
        assert theme.Theme(name).hex("errbg").lower() in colours
    finally:
        theme.apply(qapp, light)
