from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from pea_desktop.ui.kit.clipboard import as_tsv
from pea_desktop.ui.kit.grid_data import GridColumn, GridData, GridGroup, GridRow, Kind
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_text import Wrapper
from pea_desktop.ui.kit.grid_view import GridView
from tests.ui.kit.kitchen import COLUMNS, GROUPS, Kitchen, row

LONG = "Recibir y dar atención a las denuncias presentadas por la ciudadanía. " * 6


@pytest.fixture
def kitchen():
    return Kitchen()


@pytest.fixture
def view(qtbot, light, kitchen):
    model = GridModel(COLUMNS, kitchen.load, kitchen.write, row_name="Platillo {number}")
    kitchen.listener = model.reload
    made = GridView(model, "Carta")
    qtbot.add_widget(made)
    made.resize(500, 400)
    made.show()
    qtbot.wait_exposed(made)
    made.setFocus()
    made.go_to("r1", 1)
    return made


def place(view):
    row = view.current_row()
    return (row.id if row else None, view.currentIndex().column())


def editor(view):
    found = view.viewport().findChildren(CellEditor)
    return found[0] if found else None


def type_text(view, text):
    """Type as an input method does: the way accents come in."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(QApplication.focusWidget() or view, event)


def test_headers_span_the_whole_grid(view):
    room = view.viewport().width()
    assert view.visualRect(view.model().index(0, 0)).width() == room
    assert view.indexAt(QPoint(room - 5, 5)) == view.model().index(0, 0)
    assert view.visualRect(view.model().index(2, 0)).width() == 48


def test_a_row_is_as_tall_as_its_longest_text(view, kitchen, qtbot):
    before = view.rowHeight(2)
    kitchen.change("r1", "dish", LONG)
    view.model().reload()
    qtbot.wait_until(lambda: view.rowHeight(2) > before)
    painter = view.grid_painter
    lines = painter.text.wrap(LONG, view.columnWidth(1) - 20).lines
    assert view.rowHeight(2) == 16 + 18 * len(lines)


def test_the_arrows_go_through_headers_and_keep_the_column(view, qtbot):
    view.go_to("r2", 2)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert place(view) == (None, 0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert place(view) == ("r3", 2)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert place(view) == ("r2", 2)


def test_tab_goes_to_the_next_cell_that_can_be_typed_in(view, qtbot):
    view.go_to("r2", 1)
    seen = []
    for _press in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        seen.append(place(view))
    assert seen == [("r2", 2), ("r3", 1), ("r3", 2)]
    qtbot.keyClick(view, Qt.Key.Key_Backtab)
    assert place(view) == ("r3", 1)


def test_typing_replaces_the_text_and_enter_writes_it_and_goes_down(view, kitchen, qtbot):
    qtbot.keyClick(view, "C")
    type_text(view, "rema de ñame")
    assert editor(view).toPlainText() == "Crema de ñame"
    qtbot.keyClick(editor(view), Qt.Key.Key_Return)
    assert kitchen.writes == [[("r1", "dish", "Crema de ñame")]]
    assert place(view) == ("r2", 1)
    qtbot.wait_until(lambda: editor(view) is None)


def test_a_first_letter_with_an_accent_is_not_lost(view, kitchen, qtbot):
    type_text(view, "Á")
    type_text(view, "ngulo")
    assert editor(view).toPlainText() == "Ángulo"


def test_an_accent_shown_while_it_is_composed_is_written_once(view, kitchen, qtbot):
    for shown, written in (("´", ""), ("", "Á")):
        event = QInputMethodEvent(shown, [])
        event.setCommitString(written)
        QApplication.sendEvent(view, event)
    assert editor(view).toPlainText() == "Á"


def test_f2_goes_on_with_the_text(view, kitchen, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(view), " fuerte")
    qtbot.keyClick(editor(view), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert kitchen.writes == [[("r1", "dish", "Sopa de limón fuerte")]]
    assert place(view) == ("r1", 1)


def test_alt_enter_is_a_new_line(view, kitchen, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClick(editor(view), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(editor(view), "fuerte")
    qtbot.keyClick(editor(view), Qt.Key.Key_Tab)
    assert kitchen.writes == [[("r1", "dish", "Sopa de limón\nfuerte")]]
    assert place(view) == ("r1", 2)


def test_escape_leaves_the_cell_as_it_was(view, kitchen, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(view), " fuerte")
    qtbot.keyClick(editor(view), Qt.Key.Key_Escape)
    assert kitchen.writes == []
    qtbot.wait_until(lambda: editor(view) is None)


def test_a_refused_text_stays_with_its_reason_beneath(view, kitchen, qtbot):
    view.go_to("r1", 2)
    qtbot.keyClick(view, "m")
    qtbot.keyClicks(editor(view), "ucho")
    qtbot.keyClick(editor(view), Qt.Key.Key_Return)
    assert editor(view).toPlainText() == "mucho"
    assert view.remark == "El precio se escribe como número: «mucho»."
    assert kitchen.writes == []
    qtbot.keyClick(editor(view), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor(view), "45")
    assert view.remark == ""
    qtbot.keyClick(editor(view), Qt.Key.Key_Return)
    assert kitchen.writes == [[("r1", "price", "45")]]


def test_what_is_typed_is_written_when_the_focus_leaves(view, kitchen, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(view), " fuerte")
    view.setFocus()
    assert kitchen.writes == [[("r1", "dish", "Sopa de limón fuerte")]]


def test_a_shortcut_of_the_window_works_while_typing(view, qtbot):
    pressed = []
    shortcut = QShortcut(QKeySequence("Ctrl+S"), view)
    shortcut.activated.connect(lambda: pressed.append("save"))
    undo = QShortcut(QKeySequence("Ctrl+Z"), view)
    undo.activated.connect(lambda: pressed.append("undo"))
    view.activateWindow()
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.wait_until(editor(view).hasFocus)
    qtbot.keyClicks(editor(view), " fuerte")
    qtbot.keyClick(editor(view), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor(view).toPlainText() == "Sopa de limón"
    qtbot.keyClick(editor(view), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["save"]


def test_a_column_for_wide_windows_gives_way_in_a_narrow_one(qtbot, light):
    columns = (
        *COLUMNS,
        GridColumn(key="state", header="Estatus", kind=Kind.STATE, width=150, wide_only=True),
    )
    rows = [row(1, "Sopa", "40", "s1", flagged=True, state="Por probar", state_icon="flag")]
    rows = [replace(one, cells=(*one.cells, "Por probar")) for one in rows]
    view = GridView(
        GridModel(columns, lambda: GridData(GROUPS, rows), lambda cells, label: None), "Carta"
    )
    qtbot.add_widget(view)
    view.resize(1000, 300)
    view.show()
    assert view.isColumnHidden(3)
    view.resize(1600, 300)
    qtbot.wait_until(lambda: not view.isColumnHidden(3))
    assert view.columnWidth(3) == 150


def test_the_grid_keeps_the_keyboard_when_the_editor_goes(view, kitchen, qtbot):
    view.activateWindow()
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.wait_until(editor(view).hasFocus)
    qtbot.keyClicks(editor(view), " fuerte")
    editor(view).clearFocus()
    assert kitchen.writes == [[("r1", "dish", "Sopa de limón fuerte")]]
    assert view.hasFocus()


def test_an_edit_elsewhere_does_not_eat_what_is_being_typed(view, kitchen, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(view), " fuerte")
    kitchen.change("r1", "price", "41")
    view.model().reload()
    assert editor(view).toPlainText() == "Sopa de limón fuerte"


def test_delete_empties_the_selected_cells_as_one_write(view, kitchen, qtbot):
    view.go_to("r1", 1)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert kitchen.writes == [[("r1", "dish", ""), ("r2", "dish", "")]]


def test_ctrl_c_copies_the_selection_as_a_sheet_pastes_it(view, kitchen, qtbot):
    kitchen.change("r2", "dish", "Caldo\nde la casa")
    view.model().reload()
    view.go_to("r1", 1)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == 'Sopa de limón\t40\n"Caldo\nde la casa"\t'


def test_a_header_folds_by_keyboard_and_by_its_chevron(view, qtbot):
    view.setCurrentIndex(view.model().index(1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.model().rowCount() == 4
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.model().rowCount() == 6
    top = view.visualRect(view.model().index(1, 0)).top()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, top + 15))
    assert view.model().rowCount() == 4


def test_the_current_cell_comes_back_after_a_filter(view, qtbot):
    view.go_to("r3", 2)
    view.model().set_filter("mole")
    assert place(view) == ("r3", 2)
    view.model().set_filter("")
    assert place(view) == ("r3", 2)


def test_tells_which_row_is_chosen(view, qtbot):
    with qtbot.wait_signal(view.row_chosen) as chosen:
        view.go_to("r2", 1)
    assert chosen.args == ["r2"]


def test_rows_on_screen_are_exact_in_a_large_grid_and_the_others_estimated(qtbot, light):
    rows = [row(number, LONG[: number % 400], "1", "s1") for number in range(1, 1001)]
    model = GridModel(COLUMNS, lambda: GridData(GROUPS, rows), lambda cells, label: None)
    view = GridView(model, "Carta larga")
    qtbot.add_widget(view)
    view.resize(500, 400)
    view.show()
    qtbot.wait_exposed(view)
    view.go_to("r700", 1)
    widths = [view.columnWidth(at) for at in range(3)]
    seen = 0
    line = view.rowAt(0)
    while (
        0 <= line < model.rowCount() and view.rowViewportPosition(line) < view.viewport().height()
    ):
        entry = model.entry(line)
        if isinstance(entry, GridRow):
            assert view.rowHeight(line) == view.grid_painter.row_height(entry, COLUMNS, widths)
            seen += 1
        line += 1
    assert seen >= 2


def test_an_estimated_row_is_seldom_too_low(light):
    wrapper = Wrapper(light.font(13))
    texts = [
        LONG[start : start + length] for start in range(0, 60, 7) for length in range(5, 300, 11)
    ]
    letters = wrapper.letters(220)
    low = [t for t in texts if wrapper.estimate(t, letters) < len(wrapper.wrap(t, 220).lines)]
    assert len(low) <= len(texts) // 100


def test_a_text_cut_to_two_lines_ends_with_an_ellipsis(light):
    wrapper = Wrapper(light.font(13))
    made = wrapper.wrap(LONG, 200, 2)
    assert len(made.lines) == 2
    assert made.is_cut
    assert made.lines[1].endswith("…")
    assert wrapper.advance(made.lines[1]) <= 200
    assert not wrapper.wrap("Corto", 200, 2).is_cut


def test_characters_outside_the_basic_plane_wrap_without_damage(light):
    text = "Meta 🎯 cumplida 🎯 " * 12
    lines = Wrapper(light.font(13)).wrap(text, 120).lines
    assert " ".join(lines).split() == text.split()


def test_paints_every_kind_of_cell_in_every_theme(qtbot, qapp, light):
    from pea_desktop.ui.kit import theme

    columns = (
        *COLUMNS,
        GridColumn(key="formula", header="Fórmula", kind=Kind.FORMULA, share=1, missing="Falta"),
        GridColumn(key="when", header="Cuándo", kind=Kind.SHORT, width=76),
    )
    rows = [
        GridRow(
            id=f"r{number}",
            number=str(number),
            cells=(str(number), LONG, "", formula, ""),
            groups=("s", "s1"),
            flagged=number == 1,
            state_icon="flag",
            conflicts=frozenset({"dish", "number"}),
        )
        for number, formula in enumerate(("(Uno/Dos)*100", "Uno", ""), 1)
    ]
    groups = (
        GROUPS[0],
        GridGroup(key="s1", title=LONG, badge="P12", spine="e1", note="3 líneas", flagged=2),
    )
    model = GridModel(columns, lambda: GridData(groups, rows), lambda cells, label: None)
    view = GridView(model, "Todo")
    qtbot.add_widget(view)
    view.resize(700, 600)
    pictures = set()
    for name in theme.NAMES:
        theme.apply(qapp, theme.Theme(name))
        view.show()
        qapp.processEvents()
        image = view.grab().toImage()
        pictures.add(image.pixelColor(300, 560).name())
    assert len(pictures) >= 2


def test_a_cell_with_tabs_or_quotes_stays_one_cell():
    assert as_tsv([["a\tb", 'dijo "no"'], ["c", ""]]) == '"a\tb"\t"dijo ""no"""\nc\t'
