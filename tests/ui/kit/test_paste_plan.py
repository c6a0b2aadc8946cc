import pytest

from pea_desktop.core.grid import parse_number
from pea_desktop.core.tabular import block_of
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridRow, Kind, NewRow
from pea_desktop.ui.kit.paste_plan import Fate, plan_paste

COLUMNS = (
    GridColumn(key="number", header="#", kind=Kind.ORDINAL, is_editable=False),
    GridColumn(key="dish", header="Platillo", aliases=("Nombre del platillo",)),
    GridColumn(key="price", header="Precio", kind=Kind.FIGURE, parse=parse_number("El precio")),
    GridColumn(key="state", header="Estado", is_editable=False),
    GridColumn(key="table", header="Mesa", is_editable=False, parse=lambda text: text.strip()),
)
ROWS = (
    GridRow(id="r1", number="1", cells=("1", "Sopa", "40", "Listo", "A")),
    GridRow(
        id="r2", number="2", cells=("2", "Caldo", "", "Listo", ""), conflicts=frozenset({"price"})
    ),
    GridRow(id="r3", number="3", cells=("3", "Mole", "90", "", "")),
)


def plan(*rows, at="r1", column="dish", **more):
    return plan_paste(COLUMNS, ROWS, at, column, block_of(rows), **more)


def test_columns_go_by_their_place_from_the_anchor():
    made = plan(["Pozole", "70"], ["Caldo", "60"], at="r2")
    assert made.mapping == ("dish", "price")
    assert made.cells == (
        Cell("r2", "dish", "Pozole"),
        Cell("r3", "dish", "Caldo"),
        Cell("r3", "price", "60"),
    )


def test_rows_beyond_the_last_become_new_ones():
    made = plan(["Mole", "95"], ["Pozole", "70"], ["", ""], ["Flan", ""], at="r3")
    assert made.added == (NewRow("+1", "r3"), NewRow("+2", "+1"))
    assert made.cells == (
        Cell("r3", "price", "95"),
        Cell("+1", "dish", "Pozole"),
        Cell("+1", "price", "70"),
        Cell("+2", "dish", "Flan"),
    )
    assert [row.fate for row in made.rows] == [Fate.CHANGED, Fate.NEW, Fate.NEW]


def test_a_new_row_has_no_cells_for_what_is_empty():
    assert plan(["Flan", ""], at="gone").cells == (Cell("+1", "dish", "Flan"),)


def test_in_an_empty_grid_the_first_new_row_comes_after_none():
    made = plan_paste(COLUMNS, (), "", "dish", block_of([["Flan", "30"]]))
    assert made.added == (NewRow("+1", ""),)


def test_columns_go_by_name_when_the_first_row_holds_headings():
    made = plan(["PRECIO", "Notas", "Nombre del platillo"], ["70", "rico", "Pozole"])
    assert made.has_header
    assert [column.header for column in made.columns] == ["PRECIO", "Notas", "Nombre del platillo"]
    assert made.mapping == ("price", None, "dish")
    assert made.cells == (Cell("r1", "price", "70"), Cell("r1", "dish", "Pozole"))


@pytest.mark.parametrize(
    "rows",
    [
        [["Precio", "Rico", "Caro"], ["70", "b", "c"]],
        [["Precio"]],
        [["Precio", "Platillo", "a", "b", "c"]],
    ],
)
def test_a_row_with_the_name_of_a_column_by_chance_is_no_heading(rows):
    assert not plan(*rows).has_header


def test_a_person_may_say_that_the_first_row_is_no_heading():
    made = plan(["Platillo", "Precio"], ["Pozole", "70"], at="r3", has_header=False)
    assert made.mapping == ("dish", "price")
    assert len(made.rows) == 2
    assert [cell.reason for _row, cell in made.rejected] == [
        "El precio se escribe como número: «Precio»."
    ]


def test_a_person_may_choose_each_column():
    made = plan(["70", "x", "Pozole"], mapping=["price", None, "dish"])
    assert made.cells == (Cell("r1", "price", "70"), Cell("r1", "dish", "Pozole"))


def test_says_why_a_cell_is_rejected_and_leaves_it_out():
    made = plan(["Pozole", "mucho"], ["Caldo", "60"], ["Mole", "90"])
    assert made.cells == (Cell("r1", "dish", "Pozole"),)
    assert [(row.number, cell.reason) for row, cell in made.rejected] == [
        ("1", "El precio se escribe como número: «mucho»."),
        ("2", "Dos equipos dejaron aquí textos distintos. Decida cuál queda en Sincronizar."),
    ]
    assert [row.fate for row in made.rows] == [Fate.CHANGED, Fate.REJECTED, Fate.SAME]


def test_a_text_longer_than_a_cell_is_rejected():
    made = plan(["a" * 32_768, "40"])
    assert made.rejected[0][1].reason == (
        "El texto tiene 32,768 caracteres y una celda admite hasta 32,767: abrévielo."
    )


def test_a_new_row_in_which_nothing_fits_is_not_made():
    made = plan(["mucho"], at="gone", column="price")
    assert made.added == ()
    assert made.cells == ()
    assert made.rows[0].fate is Fate.REJECTED


def test_a_column_that_is_only_shown_is_left_out_and_says_why():
    made = plan(["50", "Agotado", "B"], column="price")
    assert made.mapping == ("price", None, "table")
    assert made.columns[1].note == "«Estado» no se escribe en la tabla: no se pega."
    assert made.cells == (Cell("r1", "price", "50"), Cell("r1", "table", "B"))


def test_columns_beyond_the_last_go_nowhere():
    assert plan(["B", "x"], column="table").mapping == ("table", None)


def test_columns_stand_as_the_person_ordered_them():
    made = plan(["70", "Pozole"], column="price", order=["number", "price", "dish"])
    assert made.mapping == ("price", "dish")


def test_without_new_rows_what_has_no_place_is_rejected():
    made = plan(["Mole", "95"], ["Pozole", ""], at="r3", can_add=False)
    assert made.added == ()
    assert [(cell.text, cell.reason) for _row, cell in made.rejected] == [
        ("Pozole", "La tabla no tiene más filas.")
    ]


def test_an_empty_cell_empties_what_was_there():
    assert plan(["", "40"]).cells == (Cell("r1", "dish", ""),)


def test_tells_what_will_happen_in_one_line():
    made = plan(["Pozole", "mucho"], ["Caldo", ""], ["Mole", "95"], ["Flan", "30"])
    assert made.label == "Pegar 4 celdas"
    assert made.summary == (
        "2 celdas cambian · 1 fila nueva · 1 celda rechazada · 3 quedan iguales"
    )


def test_says_that_nothing_changes():
    made = plan(["Sopa", "40"])
    assert made.cells == ()
    assert made.summary == "2 quedan iguales"
