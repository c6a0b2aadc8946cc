import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_number
from pea_desktop.ui.kit import commands, theme
from pea_desktop.ui.kit.find_bar import FindBar
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridData, GridGroup, GridRow, Kind
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.kit.widgets import Button

COLUMNS = (
    GridColumn(key="number", header="#", kind=Kind.ORDINAL, width=48, is_editable=False),
    GridColumn(key="dish", header="Platillo", share=1),
    GridColumn(key="price", header="Precio", width=60, parse=parse_number("El precio")),
    GridColumn(key="state", header="Estado", width=90, is_editable=False),
)


class Menu:
    """Stands for an area: rows in memory, written and told."""

    def __init__(self):
        texts = (("Sopa de limón", "40"), ("Caldo", "41"), ("SOPA\nfría", ""), ("sopa sopa", "40"))
        self.cells = {
            f"r{n}": [str(n), dish, price, "Sin sopa" if n == 2 else ""]
            for n, (dish, price) in enumerate(texts, 1)
        }
        self.edits = []
        self.refusal = ""
        self.listener = lambda: None

    def load(self):
        rows = [
            GridRow(
                id=key,
                number=cells[0],
                cells=tuple(cells),
                groups=("g1" if key in {"r1", "r2"} else "g2",),
                conflicts=frozenset({"price"} if key == "r4" else ()),
            )
            for key, cells in self.cells.items()
        ]
        return GridData((GridGroup(key="g1", title="Uno"), GridGroup(key="g2", title="Dos")), rows)

    def write(self, cells, label):
        if self.refusal:
            raise PeaError(self.refusal)
        self.edits.append((label, list(cells)))
        keys = [column.key for column in COLUMNS]
        for cell in cells:
            self.cells[cell.row_id][keys.index(cell.key)] = cell.text
        self.listener()


@pytest.fixture
def menu():
    return Menu()


@pytest.fixture
def view(qtbot, light, menu):
    model = GridModel(COLUMNS, menu.load, menu.write)
    menu.listener = model.reload
    return GridView(model, "Carta")


@pytest.fixture
def bar(qtbot, view):
    window = QWidget()
    made = FindBar(view)
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(view)
    commands.install(window, made.commands())
    qtbot.addWidget(window)
    window.resize(900, 500)
    window.show()
    view.go_to("r1")
    made.open()
    yield made
    window.close()


def place(view):
    return view.current_row().id, view.currentIndex().column()


def look_for(bar, text):
    bar.wanted.setText(text)
    QTest.keyClick(bar.wanted, Qt.Key.Key_Return)


def test_goes_from_cell_to_cell_and_round(bar, view):
    look_for(bar, "SOPA")
    assert (place(view), bar.count.text()) == (("r2", 3), "2 de 4")
    QTest.keyClick(bar.wanted, Qt.Key.Key_Return)
    assert (place(view), bar.count.text()) == (("r3", 1), "3 de 4")
    bar.go_next()
    bar.go_next()
    assert (place(view), bar.count.text()) == (("r1", 1), "1 de 4")
    QTest.keyClick(bar.wanted, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (place(view), bar.count.text()) == (("r4", 1), "4 de 4")


def test_counts_while_typing(bar, qtbot):
    bar.wanted.setText("limon")
    qtbot.wait_until(lambda: bar.count.text() == "1 de 1")
    bar.wanted.setText("mole")
    qtbot.wait_until(lambda: bar.count.text() == "Sin coincidencias")
    assert not bar.every.isEnabled()


def test_goes_on_from_where_the_person_is(bar, view):
    view.go_to("r3", 2)
    look_for(bar, "sopa")
    assert place(view) == ("r4", 1)
    view.go_to("r3", 2)
    bar.go_back()
    assert place(view) == ("r3", 1)


def test_finds_what_a_folded_group_hides(bar, view):
    view.grid.toggle("g2")
    look_for(bar, "fria")
    assert place(view) == ("r3", 1)


def test_finds_only_what_the_filter_leaves(bar, view):
    view.grid.set_filter("", lambda row: row.id == "r3")
    look_for(bar, "sopa")
    assert bar.count.text() == "1 de 1"


def test_case_and_accents_count_when_asked(bar):
    bar.exact.click()
    look_for(bar, "sopa")
    assert [one.row.id for one in bar._found] == ["r2", "r4"]
    bar.whole.click()
    look_for(bar, "sopa sopa")
    assert bar.count.text() == "1 de 1"


def test_replaces_in_one_cell_and_goes_to_the_next(bar, view, menu):
    bar.wanted.setText("sopa")
    bar.new.setText("Crema")
    bar.new.setFocus()
    QTest.keyClick(bar.new, Qt.Key.Key_Return)
    assert menu.edits == [("Reemplazar en 1 celda", [Cell("r1", "dish", "Crema de limón")])]
    assert place(view) == ("r2", 3)
    bar.replace()
    assert bar.told.text() == "1 queda como estaba: «Estado» no se escribe."


def test_replaces_everywhere_as_one_edit(bar, menu):
    bar.wanted.setText("sopa")
    bar.new.setText("Crema")
    bar.replace_all()
    assert menu.edits == [
        (
            "Reemplazar en 3 celdas",
            [
                Cell("r1", "dish", "Crema de limón"),
                Cell("r3", "dish", "Crema\nfría"),
                Cell("r4", "dish", "Crema Crema"),
            ],
        )
    ]
    assert bar.told.text() == ("3 celdas cambiaron. 1 queda como estaba: «Estado» no se escribe.")


def test_what_a_replacement_came_to_is_told_until_something_else_is_asked(bar, view):
    bar.wanted.setText("sopa")
    bar.new.setText("Crema")
    bar.replace_all()
    view.grid.reload()
    bar._looking.timeout.emit()
    assert bar.told.text() == "3 celdas cambiaron. 1 queda como estaba: «Estado» no se escribe."
    bar.wanted.setText("mole")
    assert not bar.told.text()


def test_what_does_not_fit_stays_and_is_told(bar, menu):
    bar.wanted.setText("4")
    bar.new.setText("x")
    bar.replace_all()
    assert menu.edits == []
    assert bar.told.text() == ("3 quedan como estaban: El precio se escribe como número: «x0».")


def test_a_cell_in_conflict_stays(bar, menu):
    bar.wanted.setText("40")
    bar.new.setText("50")
    bar.replace_all()
    assert menu.edits == [("Reemplazar en 1 celda", [Cell("r1", "price", "50")])]
    assert "Decida cuál queda en Sincronizar." in bar.told.text()


def test_says_why_the_whole_was_refused(bar, menu):
    menu.refusal = "El expediente es solo de lectura."
    bar.wanted.setText("caldo")
    bar.replace_all()
    assert bar.told.text() == "El expediente es solo de lectura."


def test_opens_and_closes_by_keyboard(bar, view):
    QTest.keyClick(bar.wanted, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert bar.isVisible()
    assert bar.wanted.hasFocus()


def test_tab_goes_from_what_is_looked_for_to_what_takes_its_place(bar, view):
    QTest.keyClick(view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(bar.wanted, Qt.Key.Key_Tab)
    assert bar.new.hasFocus()


def test_f3_goes_on_with_the_bar_closed(bar, view):
    look_for(bar, "sopa")
    bar.leave()
    QTest.keyClick(view, Qt.Key.Key_F3)
    assert place(view) == ("r3", 1)
    QTest.keyClick(view, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert place(view) == ("r2", 3)


@pytest.mark.parametrize(("width", "scale"), [(1236, 2.0), (1236, 1.5), (900, 1.0), (640, 1.0)])
def test_no_word_of_the_bar_is_cut_where_there_is_little_room(
    qtbot, qapp, light, menu, width, scale
):
    theme.apply(qapp, theme.Theme("claro", scale))
    made = FindBar(GridView(GridModel(COLUMNS, menu.load, menu.write), "Carta"))
    qtbot.add_widget(made)
    made.resize(width, 100)
    made.open()
    made.told.setText("12 celdas cambiaron. 3 celdas en conflicto se quedaron como estaban.")
    qtbot.wait_exposed(made)
    for button in made.findChildren(Button):
        assert button.width() >= button.sizeHint().width(), button.text()
        assert made.rect().contains(button.geometry()), button.text()


def test_the_options_go_below_and_come_back_beside(qtbot, bar):
    bar.window().resize(640, 500)
    qtbot.wait_until(lambda: bar.exact.y() > bar.new.y())
    bar.window().resize(1000, 500)
    qtbot.wait_until(lambda: bar.exact.y() < bar.new.y())
