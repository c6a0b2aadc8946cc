from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QToolTip

from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.grid_data import (
    GridColumn,
    GridData,
    GridGroup,
    GridLayout,
    Kind,
    RowMode,
)
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_paint import GridPainter
from pea_desktop.ui.kit.grid_strokes import CellState
from pea_desktop.ui.kit.grid_view import GridView
from tests.ui.kit.kitchen import COLUMNS, GROUPS, Kitchen, row

LONG = "Recibir y dar atención a las denuncias presentadas por la ciudadanía. " * 6
FRACTION = "(Número de platillos servidos a la mesa/Número de platillos pedidos)*100"
RECIPE = GridColumn(key="recipe", header="Fórmula", kind=Kind.FORMULA, width=160)
DISH, PRICE = COLUMNS[1], COLUMNS[2]
LEVELS = ("Carta", "Sección")

# What only the grid draws on what; the theme's own pairs are tested with it.
TEXTS = (
    ("text", "accent2"), ("text2", "accent2"), ("err", "accent2"), ("e1", "bg"), ("e2", "bg"),
    ("e4", "bg"), ("accent", "bg"), ("text2", "surface"), ("text2", "rev"), ("err", "rev"),
)  # fmt: skip
SHAPES = (("accent", "accent2"), ("ctl", "surface"), ("err", "surface"), ("err", "rev"))


@pytest.fixture
def kitchen():
    return Kitchen()


@pytest.fixture
def view(qtbot, light, kitchen):
    model = GridModel(
        COLUMNS, kitchen.load, kitchen.write, row_name="Platillo {number}", levels=LEVELS
    )
    kitchen.listener = model.reload
    made = GridView(model, "Carta")
    qtbot.add_widget(made)
    made.resize(600, 400)
    made.show()
    qtbot.wait_exposed(made)
    made.go_to("r1", 1)
    return made


def painted(painter, one, column, at, width=200, height=60, **state):
    """Return the picture of one cell."""
    picture = QPixmap(width, height)
    drawing = QPainter(picture)
    painter.paint_cell(drawing, QRect(0, 0, width, height), one, column, at, CellState(**state))
    drawing.end()
    return picture.toImage()


def colors(image, area=None):
    part = image.copy(area or image.rect()).convertToFormat(QImage.Format.Format_RGB32)
    return {QColor(one).name() for one in set(memoryview(part.constBits()).cast("I"))}


def has(image, token, area=None, name="claro"):
    """Return whether a colour of the theme is in a picture."""
    return theme.Theme(name).hex(token).lower() in colors(image, area)


def is_reddish(image):
    """Return whether something is drawn in the colour of a fault, its soft edges included."""
    return any(one.red() - one.green() > 60 for one in map(QColor, colors(image)))


@pytest.mark.parametrize("cell", ["", "No aplica"])
def test_what_is_missing_goes_on_below_where_its_column_is_narrow(light, cell):
    painter = GridPainter(light, RowMode.READING)
    column = replace(DISH, missing="Falta indicador")
    one = row(1, cell, "", "a")
    lower = QRect(10, 30, 100, 26)
    ground = {light.hex("surface").lower(), light.hex("line").lower()}
    wide = painted(painter, one, column, 1, width=200, height=58)
    narrow = painted(painter, one, column, 1, width=100 if not cell else 70, height=58)
    assert colors(wide, lower) <= ground
    assert not colors(narrow, lower) <= ground


# Row heights


@pytest.mark.parametrize(
    ("mode", "height"), [(RowMode.COMPACT, 34), (RowMode.READING, 70), (RowMode.FULL, 92 + 34)]
)
def test_a_row_shows_one_line_three_or_all(qapp, light, mode, height):
    painter = GridPainter(light, mode)
    one = row(1, "palabra " * 36, "40", "s1")
    width = painter.text.advance("palabra " * 6) + 24
    assert len(painter.text.wrap("palabra " * 36, width - 20).lines) == 6
    expected = height if mode is not RowMode.FULL else 16 + 6 * 18
    assert painter.row_height(one, COLUMNS, [48, width, 60]) == expected


def test_a_whole_row_cuts_no_formula(qapp, light):
    text = "(Número de acciones de difusión realizadas / Número de acciones programadas) * 100"
    cut = [GridPainter(light, mode).is_cut(text, RECIPE, 120) for mode in RowMode]
    assert cut == [True, True, False]


def test_a_mode_measures_again_and_the_place_stays(view, kitchen, qtbot):
    kitchen.change("r1", "dish", LONG)
    view.model().reload()
    view.set_row_mode(RowMode.COMPACT)
    assert [view.rowHeight(line) for line in (2, 3)] == [34, 34]
    with qtbot.wait_signal(view.look_changed):
        view.set_row_mode(RowMode.FULL)
    assert view.rowHeight(2) > 100
    assert view.current_row().id == "r1"


@pytest.mark.parametrize("mode", list(RowMode))
def test_an_estimate_is_seldom_lower_than_the_row(qapp, light, mode):
    painter, widths = GridPainter(light, mode), [48, 200, 60]
    for text in (LONG, "Sopa", "palabra " * 12):
        one = row(1, text, "", "s1")
        exact = painter.row_height(one, COLUMNS, widths)
        assert exact <= painter.estimator(COLUMNS, widths)(one) <= 1.5 * exact


def test_ten_thousand_rows_are_not_all_measured(qtbot, light, monkeypatch):
    exact = []
    measure = GridPainter.row_height
    monkeypatch.setattr(
        GridPainter,
        "row_height",
        lambda self, one, columns, widths: (
            exact.append(one.id) or measure(self, one, columns, widths)
        ),
    )
    rows = tuple(row(number, "Sopa de limón", "40", "s1") for number in range(10_000))
    view = GridView(GridModel(COLUMNS, lambda: GridData(GROUPS, rows), Kitchen().write), "Carta")
    qtbot.add_widget(view)
    view.resize(600, 400)
    view.show()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    assert len(set(exact)) < 100


def test_the_tooltip_has_what_is_cut_and_why_it_is_marked(view, kitchen):
    kitchen.change("r1", "dish", LONG)
    kitchen.rows[0] = replace(kitchen.rows[0], warned={"price"}, remarks={"price": "Es caro."})
    view.model().reload()
    dish, price = (view.model().index(2, at) for at in (1, 2))
    help_text = view.itemDelegate().help_text
    assert help_text(dish, 300) == ""
    view.set_row_mode(RowMode.COMPACT)
    assert help_text(dish, 300) == LONG
    assert help_text(price, 60) == "Es caro."


def test_the_mouse_over_a_cut_text_shows_it_whole(view, kitchen, qapp, monkeypatch):
    said = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, words, *_more: said.append(words))
    kitchen.change("r1", "dish", LONG + "<b>")
    view.model().reload()
    view.set_row_mode(RowMode.COMPACT)
    place = view.visualRect(view.model().index(2, 1)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    qapp.sendEvent(view.viewport(), event)
    assert said == [f"<p>{LONG}&lt;b&gt;</p>"]


def test_a_long_figure_is_cut_and_not_drawn_over_its_neighbour(qapp, light):
    painter = GridPainter(light)
    assert painter.is_cut("12 500 platillos servidos", PRICE, 60)
    assert not painter.is_cut("100 %", PRICE, 60)
    image = painted(painter, row(1, "Sopa", "12 500 platillos", "s1"), PRICE, 2, width=60)
    assert not has(image, "text", QRect(0, 0, 1, 60))


def test_a_formula_is_one_line_where_rows_are(qapp, light):
    painter = GridPainter(light, RowMode.COMPACT)
    assert painter.is_cut(FRACTION, RECIPE, 160)
    assert not GridPainter(light).is_cut("(A/B)*100", RECIPE, 160)


# Cells


@pytest.mark.parametrize(
    ("text", "is_fault"), [("No aplica", False), ("N/A", False), ("Pendiente", True), ("", True)]
)
def test_what_does_not_apply_is_no_fault(qapp, light, text, is_fault):
    image = painted(GridPainter(light), row(1, text, "", "s1"), DISH, 1)
    assert is_reddish(image) == is_fault


def test_a_cell_to_look_at_again_has_a_mark_in_its_corner(qapp, light):
    painter, plain = GridPainter(light), row(1, "Sopa", "40", "s1")
    corner = QRect(190, 0, 10, 10)
    marked = replace(plain, warned=frozenset({"dish"}))
    assert has(painted(painter, marked, DISH, 1), "err", corner)
    assert not has(painted(painter, plain, DISH, 1), "err", corner)


def test_a_selected_cell_is_tinted_but_the_current_one_is_not(qapp, light):
    painter, one = GridPainter(light), row(1, "Sopa", "40", "s1")
    assert has(painted(painter, one, DISH, 1, is_selected=True), "accent2")
    both = painted(painter, one, DISH, 1, is_selected=True, is_current=True)
    assert not has(both, "accent2")
    assert has(both, "surface")


@pytest.mark.parametrize("name", theme.NAMES)
def test_everything_the_grid_draws_can_be_told_from_its_ground(name):
    one = theme.Theme(name)
    for pairs, least in ((TEXTS, 4.5), (SHAPES, 3.0)):
        for ink, ground in pairs:
            assert theme.contrast(one.hex(ink), one.hex(ground)) >= least, (ink, ground)


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("layout", list(GridLayout))
@pytest.mark.parametrize("mode", list(RowMode))
def test_every_look_is_drawn(qtbot, light, kitchen, name, layout, mode):
    columns = (*COLUMNS, RECIPE, GridColumn(key="state", header="E", kind=Kind.STATE, width=90))
    kitchen.rows = [
        replace(one, cells=(*one.cells, FRACTION, ""), state_icon="flag") for one in kitchen.rows
    ]
    view = GridView(GridModel(columns, kitchen.load, kitchen.write, levels=LEVELS), "Carta")
    qtbot.add_widget(view)
    view.itemDelegate().painter = GridPainter(theme.Theme(name), mode)
    view.set_layout(layout)
    view.resize(700, 300)
    image = view.viewport().grab().toImage()
    for token in ("surface", "line", "bg" if layout is GridLayout.MERGED else "group"):
        assert has(image, token, name=name)


# Groups as merged cells


def test_merged_groups_are_columns_and_each_row_has_their_texts(view, kitchen):
    view.set_layout(GridLayout.MERGED)
    model = view.model()
    assert [column.header for column in model.columns] == [
        "#", "Platillo", "Precio", "Carta", "Sección",
    ]  # fmt: skip
    assert model.rowCount() == 3
    assert [model.index(line, 4).data() for line in range(3)] == [
        "Sección 1. Sopas", "Sección 1. Sopas", "Sección 2. Guisos",
    ]  # fmt: skip
    assert view.grid_columns.in_order() == [0, 3, 4, 1, 2]
    view.set_layout(GridLayout.GROUPED)
    assert model.rowCount() == 6
    assert view.grid_columns.in_order() == [0, 1, 2]


def test_a_row_of_merged_groups_says_where_it_belongs(view):
    view.set_layout(GridLayout.MERGED)
    role = Qt.ItemDataRole.AccessibleTextRole
    model = view.model()
    assert model.index(1, 0).data(role) == "Platillo 2, Sección 1"
    assert model.index(1, 4).data(role) == "Platillo 2, Sección: Sección 1. Sopas"
    assert not model.flags(model.index(1, 4)) & Qt.ItemFlag.ItemIsEditable


def test_copying_merged_cells_gives_each_row_its_own_text(view, qtbot, qapp):
    view.set_layout(GridLayout.MERGED)
    view.setCurrentIndex(view.model().index(0, 4))
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == (
        "Sección 1. Sopas\tSopa de limón\nSección 1. Sopas\tCaldo tlalpeño"
    )


def test_a_row_with_fewer_groups_lacks_the_outer_ones(view, kitchen):
    kitchen.rows[0] = replace(kitchen.rows[0], groups=("s2",))
    view.model().reload()
    view.set_layout(GridLayout.MERGED)
    model = view.model()
    assert [model.index(0, at).data() for at in (3, 4)] == ["", "Sección 2. Guisos"]
    assert model.block_key(0, 0) == ()
    assert model.block_key(0, 1) == ("s2",)
    assert model.block_key(1, 1) == ("s", "s1")


def test_the_current_cell_stays_when_the_layout_changes(view):
    view.go_to("r2", 2)
    view.set_layout(GridLayout.MERGED)
    assert (view.current_row().id, view.currentIndex().column()) == ("r2", 2)
    view.set_layout(GridLayout.GROUPED)
    assert (view.current_row().id, view.currentIndex().column()) == ("r2", 2)


def test_the_text_of_a_tall_merged_cell_stays_on_screen(qapp, light):
    painter = GridPainter(light)
    group = GridGroup(key="g", title=LONG, spine="e2", spoken="Sección 1")

    def top_of_text(scrolled):
        picture = QPixmap(200, 300)
        drawing = QPainter(picture)
        area = QRect(0, -scrolled, 200, 1000)
        seen = area & QRect(0, 0, 200, 300)
        painter.paint_block(drawing, area, seen, group, CellState(), upright=True)
        drawing.end()
        image = picture.toImage()
        ground = light.color("bg").rgb()
        return next(
            y for y in range(300) if any(image.pixel(x, y) != ground for x in range(10, 190))
        )

    assert top_of_text(0) == top_of_text(500)


def test_a_merged_cell_tells_its_whole_text(view):
    view.set_layout(GridLayout.MERGED)
    index = view.model().index(0, 4)
    assert view.itemDelegate().help_text(index, 100) == "Sección 1. Sopas"
    point = view.visualRect(index).center()
    assert view.indexAt(QPoint(point)) == index


def test_a_merged_cell_follows_a_row_that_changes_its_group(view, kitchen):
    view.set_layout(GridLayout.MERGED)
    section = QRect(view.visualRect(view.model().index(0, 4)))
    before = view.viewport().grab(section).toImage()
    edge = [section.width() - 40, section.height() - 1]
    assert before.pixelColor(*edge).name() == theme.Theme("claro").hex("bg").lower()
    kitchen.rows[1] = replace(kitchen.rows[1], groups=("s", "s2"))
    view.model().reload()
    after = view.viewport().grab(section).toImage()
    assert after.pixelColor(*edge).name() == theme.Theme("claro").hex("border").lower()
