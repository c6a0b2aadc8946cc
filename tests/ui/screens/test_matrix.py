import contextlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from pea_desktop import areas
from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.files import package, xlsx
from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.grid_data import GridGroup, GridRow
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.screens.matrix import MatrixScreen
from pea_desktop.ui.screens.matrix_import import ImportWizard, institution_in
from pea_desktop.ui.screens.matrix_work import RowWork

SAMPLE = Path(__file__).parents[2] / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def workspace(make_workspace):
    made = make_workspace()
    with made.edit("Crear", kind="create") as session:
        catalog.load(session, "michoacan")
    return made


def import_sample(workspace, institution="SECOEM"):
    book = xlsx.read(SAMPLE)
    with workspace.edit("Importar matriz_secoem.xlsx") as session:
        matrix.apply_import(session, matrix.plan_import(session, book, institution))


@pytest.fixture
def make_screen(qtbot, light):
    def make(workspace, width=1282):
        screen = MatrixScreen(workspace)
        workspace.subscribe(screen.refresh)
        qtbot.add_widget(screen)
        screen.resize(width, 700)
        screen.show()
        qtbot.wait_exposed(screen)
        return screen

    return make


@pytest.fixture
def screen(workspace, make_screen):
    import_sample(workspace)
    return make_screen(workspace)


def line_id(screen, number):
    return next(row.id for row in screen._rows.values() if row.number == number)


def numbers(screen):
    model = screen.grid.model()
    entries = map(model.entry, range(model.rowCount()))
    return [int(entry.number) for entry in entries if isinstance(entry, GridRow)]


def cell(screen, number, key):
    model = screen.grid.model()
    column = [one.key for one in model.columns].index(key)
    return model.index(model.row_of(line_id(screen, number)), column)


def test_shows_the_lines_under_their_ejes_and_prioridades(screen):
    model = screen.grid.model()
    entries = list(map(model.entry, range(model.rowCount())))
    badges = [entry.badge for entry in entries if isinstance(entry, GridGroup)]
    assert badges == [
        *("EJE 1", "", "P7", "P8"),
        *("EJE 2", "P9", "P10", "P12", "P13", "P14", "P18"),
        *("EJE 4", "P19", "P20", "P21"),
    ]
    assert numbers(screen) == list(range(1, 27))
    assert screen.status_text() == (
        "26 líneas · 11 prioridades · 7 sujetas a revisión · 6 incompletas"
    )


def test_says_how_many_lines_each_filter_would_leave(screen):
    assert screen._bar.review.text() == "Sujetas a revisión  7"
    assert screen._bar.incomplete.text() == "Incompletas  6"


def test_the_filters_leave_the_lines_they_name(screen):
    screen._bar.review.click()
    assert numbers(screen) == [3, 14, 15, 19, 24, 25, 26]
    screen._bar.incomplete.click()
    assert numbers(screen) == [3, 19, 24, 25, 26]
    assert screen.status_text() == (
        "Filtro activo: 5 de 26 líneas · 3 prioridades · 5 sujetas a revisión · 5 incompletas"
    )
    screen._bar.review.click()
    assert numbers(screen) == [3, 7, 19, 24, 25, 26]


def test_the_search_is_blind_to_accents(screen, qtbot):
    with qtbot.wait_signal(screen.grid.model().filtered):
        screen.search.setText("tramites digitalizados")
    assert numbers(screen) == [14]


def test_a_header_says_how_many_of_its_lines_are_seen(screen, qtbot):
    model = screen.grid.model()
    with qtbot.wait_signal(model.filtered):
        screen.search.setText("denuncias")
    entries = map(model.entry, range(model.rowCount()))
    notes = {e.badge: e.note for e in entries if isinstance(e, GridGroup)}
    assert notes["P7"] == "1 de 2 líneas"
    with qtbot.wait_signal(model.filtered):
        screen.search.clear()
    entries = map(model.entry, range(model.rowCount()))
    assert [e.note for e in entries if isinstance(e, GridGroup) and e.badge == "P7"] == ["2 líneas"]


def test_enter_in_the_search_goes_to_what_was_found_and_esc_takes_it_away(screen, qtbot):
    screen.search.setFocus()
    qtbot.keyClicks(screen.search, "tramites digitalizados")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert screen.grid.current_row().number == "14"
    screen.search.setFocus()
    qtbot.keyClick(screen.search, Qt.Key.Key_Escape)
    assert screen.search.text() == ""


def test_what_was_found_stays_in_sight_when_the_search_is_taken_away(screen, qtbot):
    qtbot.keyClicks(screen.search, "sesiones")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    found = screen.grid.current_row()
    with qtbot.wait_signal(screen.grid.model().filtered):
        screen.search.clear()
    qtbot.wait(20)
    assert screen.grid.current_row() == found
    seen = screen.grid.viewport().rect()
    assert seen.contains(screen.grid.visualRect(screen.grid.currentIndex()))


def test_undoing_goes_to_the_cell_it_changed(screen):
    screen.grid.model().setData(cell(screen, 3, "indicator"), "Porcentaje de capacitaciones")
    screen.grid.go_to(line_id(screen, 20), 4)
    screen._bar.undo.click()
    assert screen.grid.current_row().number == "3"
    assert screen.grid.model().columns[screen.grid.currentIndex().column()].key == "indicator"


def test_says_when_nothing_is_found_and_takes_the_filter_away(screen, qtbot):
    with qtbot.wait_signal(screen.grid.model().filtered):
        screen.search.setText("zanahoria")
    words = [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]
    assert "Ninguna línea coincide con el filtro" in words
    clear = next(
        b
        for b in screen.findChildren(QPushButton)
        if b.text() == "Quitar filtros" and b.isVisible()
    )
    clear.click()
    assert numbers(screen) == list(range(1, 27))


def test_metas_are_read_as_percentages_and_kept_as_typed(screen):
    index = cell(screen, 4, "targets.2024")
    assert index.data(Qt.ItemDataRole.DisplayRole) == "100 %"
    assert index.data(Qt.ItemDataRole.EditRole) == "100"
    assert cell(screen, 6, "targets.2025").data(Qt.ItemDataRole.DisplayRole) == "30 %"


def test_an_edit_is_kept_and_is_one_step_that_can_be_undone(screen, workspace):
    screen.grid.model().setData(cell(screen, 3, "indicator"), "Porcentaje de capacitaciones")
    [row] = [one for one in matrix.lines(workspace.session) if one.number == 3]
    assert row.indicator == "Porcentaje de capacitaciones"
    assert screen._bar.undo.toolTip() == "Deshacer: Editar la línea 3"
    screen._bar.undo.click()
    assert cell(screen, 3, "indicator").data() == ""
    assert screen.status_text() == "Se deshizo: Editar la línea 3"
    screen._bar.redo.click()
    assert cell(screen, 3, "indicator").data() == "Porcentaje de capacitaciones"


def test_the_counters_follow_an_edit(screen):
    screen.grid.model().setData(cell(screen, 25, "targets.2026"), "100")
    assert screen._bar.incomplete.text() == "Incompletas  5"


def test_a_meta_that_is_no_number_is_refused_with_its_reason(screen, workspace, qtbot):
    screen.grid.setFocus()
    screen.grid.setCurrentIndex(cell(screen, 4, "targets.2024"))
    qtbot.keyClick(screen.grid, "m")
    [editor] = screen.grid.viewport().findChildren(CellEditor)
    qtbot.keyClicks(editor, "ucho")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert screen.grid.remark == "La meta 2024 se escribe como número: «mucho»."
    [row] = [one for one in matrix.lines(workspace.session) if one.number == 4]
    assert row.targets_text[2024] == "100"


def test_a_new_line_goes_under_the_prioridad_of_the_current_one_and_is_typed_at_once(
    screen, workspace, qtbot
):
    screen.grid.go_to(line_id(screen, 14))
    screen.new_line()
    assert [number for number in numbers(screen) if number in (16, 27, 17)] == [16, 27, 17]
    [editor] = screen.grid.viewport().findChildren(CellEditor)
    qtbot.keyClicks(editor, "Publicar datos abiertos")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    [row] = [one for one in matrix.lines(workspace.session) if one.number == 27]
    assert (row.line, row.priority.number) == ("Publicar datos abiertos", "13")


def test_a_line_is_deleted_after_a_question_and_comes_back_with_undo(screen, answer):
    answer("ask", False)
    screen.delete_line(line_id(screen, 14))
    assert 14 in numbers(screen)
    answer("ask", True)
    screen.delete_line(line_id(screen, 14))
    assert answer.said[-1] == "¿Eliminar la línea 14?"
    assert numbers(screen) == list(range(1, 26))
    assert screen.grid.current_row().number == "14"
    screen.step_back()
    assert numbers(screen) == list(range(1, 27))


def test_the_ficha_shows_the_whole_line_and_edits_what_the_grid_has_no_column_for(
    screen, workspace
):
    screen.grid.go_to(line_id(screen, 14))
    QApplication.processEvents()
    words = [one.text() for one in screen._sheet.findChildren(QLabel) if one.isVisible()]
    assert {"Consultar con Gobierno Digital", "Consultar con SFA"} <= set(words)
    assert "Eje 2 · Prioridad 13 · Línea 14 · SECOEM" in words
    field = screen._sheet._form.field("state")
    field.setCurrentIndex(field.findData("acordada"))
    field.activated.emit(field.currentIndex())
    [row] = [one for one in matrix.lines(workspace.session) if one.number == 14]
    assert row.state == "acordada"
    assert workspace.undo_label == "Editar el estado de la línea 14"


def test_the_ficha_moves_a_line_to_another_prioridad(screen, workspace):
    screen.grid.go_to(line_id(screen, 1))
    field = screen._sheet._form.field("priority")
    at = next(at for at in range(field.count()) if field.itemText(at).startswith("8. "))
    field.setCurrentIndex(at)
    field.activated.emit(at)
    [row] = [one for one in matrix.lines(workspace.session) if one.number == 1]
    assert row.priority.number == "8"
    assert numbers(screen)[:7] == [2, 3, 4, 5, 1, 6, 7]
    assert screen.grid.current_row().number == "1"


def test_the_ficha_gives_way_in_a_narrow_window(workspace, make_screen):
    import_sample(workspace)
    assert make_screen(workspace, 1282)._sheet.isVisible()
    narrow = make_screen(workspace, 1100)
    assert not narrow._sheet.isVisible()


def test_in_a_narrow_window_the_ficha_comes_over_the_grid_when_asked(workspace, make_screen, qtbot):
    import_sample(workspace)
    narrow = make_screen(workspace, 1100)
    room = narrow.grid.width()
    narrow.grid.go_to(line_id(narrow, 14))
    narrow._bar.panel.click()
    assert narrow._sheet.isVisible()
    assert (narrow.grid.width(), narrow._sheet.geometry().right()) == (room, 1099)
    words = [one.text() for one in narrow._sheet.findChildren(QLabel) if one.isVisible()]
    assert "Eje 2 · Prioridad 13 · Línea 14 · SECOEM" in words
    qtbot.keyClick(narrow.grid, Qt.Key.Key_Escape)
    assert not narrow._sheet.isVisible()
    assert narrow._bar.panel.isVisible()
    narrow.resize(1282, 700)
    assert narrow._sheet.isVisible()
    assert narrow.grid.width() < room


def test_an_empty_matrix_says_what_it_is_and_how_to_begin(workspace, make_screen):
    screen = make_screen(workspace)
    words = [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]
    buttons = [b.text() for b in screen.findChildren(QPushButton) if b.isVisible() and b.text()]
    assert "Aquí va la matriz de implementación" in words
    assert buttons[-2:] == ["Importar Excel…", "Escribir la primera línea"]


def test_the_first_line_asks_whose_matrix_it_is(workspace, make_screen, answer):
    screen = make_screen(workspace)
    answer("ask_text", "SECOEM")
    screen.new_line()
    assert numbers(screen) == [1]
    assert [one.name for one in institutions.all_institutions(workspace.session)] == ["SECOEM"]


def test_importing_shows_a_preview_and_writes_only_when_accepted(
    workspace, make_screen, answer, qtbot
):
    screen = make_screen(workspace)
    seen = []

    def look(accepts):
        def reply(preview):
            assert isinstance(preview, ImportWizard)
            counts = (preview.plan.new, preview.plan.changed, preview.plan.rejected)
            seen.append((counts, preview._apply.text(), preview._institution.text()))
            assert matrix.lines(workspace.session) == []
            return accepts

        return reply

    for accepts in (False, True):
        answer("choose_open", SAMPLE)
        answer("show", look(accepts))
        screen.books.choose()
        qtbot.wait_until(lambda: not answer.left)
        assert bool(matrix.lines(workspace.session)) is accepts
    assert seen == [((26, 0, 0), "Aplicar 26 (8 con aviso)", "SECOEM")] * 2
    assert numbers(screen) == list(range(1, 27))
    assert screen.status_text() == "Se aplicaron 26 líneas de matriz_secoem.xlsx."
    assert workspace.undo_label == "Importar matriz_secoem.xlsx"


def test_the_preview_of_a_known_book_has_nothing_to_apply(screen, qtbot):
    book = xlsx.read(SAMPLE)
    preview = ImportWizard(book, "SECOEM", lambda *told: screen.books.plan(book, *told), screen)
    qtbot.add_widget(preview)
    assert preview._same.text() == "26 iguales"
    assert preview._apply.text() == "Nada que aplicar"
    assert not preview._apply.isEnabled()


def test_the_preview_says_why_a_book_cannot_go_to_nobody(screen, qtbot):
    book = xlsx.read(SAMPLE)
    preview = ImportWizard(book, "", lambda *told: screen.books.plan(book, *told), screen)
    qtbot.add_widget(preview)
    assert preview._problem.text() == "Escriba de qué institución es la matriz."
    assert preview.plan is None
    preview._institution.setText("SFA")
    preview._institution.editingFinished.emit()
    assert preview.plan.new == 26


def test_enter_in_the_name_plans_again_and_does_not_apply(screen, qtbot):
    book = xlsx.read(SAMPLE)
    preview = ImportWizard(book, "SECOEM", lambda *told: screen.books.plan(book, *told), screen)
    qtbot.add_widget(preview)
    preview.open()
    preview._institution.setFocus()
    preview._institution.setText("SFA")
    qtbot.keyClick(preview._institution, Qt.Key.Key_Return)
    assert preview.isVisible()
    assert preview._apply.text() == "Aplicar 26 (8 con aviso)"
    preview._apply.setFocus()
    qtbot.keyClick(preview._apply, Qt.Key.Key_Return)
    assert not preview.isVisible()
    assert preview.result() == 1


def test_a_file_that_is_no_book_is_told_and_changes_nothing(
    workspace, make_screen, answer, qtbot, tmp_path
):
    screen = make_screen(workspace)
    wrong = tmp_path / "notas.xlsx"
    wrong.write_text("no soy un libro", encoding="utf-8")
    answer("choose_open", wrong)
    answer("show_error")
    screen.books.choose()
    qtbot.wait_until(lambda: not answer.left)
    assert "notas.xlsx" in answer.said[-1]
    assert matrix.lines(workspace.session) == []


def test_the_book_names_its_institution_above_the_headings():
    assert institution_in(xlsx.read(SAMPLE)) == "SECOEM"


def test_exporting_writes_a_book_that_comes_back_the_same(
    screen, workspace, answer, qtbot, tmp_path
):
    out = tmp_path / "salida.xlsx"
    answer("choose", 0)
    answer("choose_save", out)
    screen.books.export()
    qtbot.wait_until(lambda: screen.status_text() == "Se exportaron 26 líneas a salida.xlsx.")
    plan = matrix.plan_import(workspace.session, xlsx.read(out), "SECOEM")
    assert (plan.new, plan.changed, plan.same) == (0, 0, 26)


def test_a_template_is_written_for_an_institution_to_fill_in(
    screen, workspace, answer, qtbot, tmp_path
):
    out = tmp_path / "plantilla.xlsx"
    answer("choose", 1)
    answer("choose_save", out)
    screen.books.export()
    qtbot.wait_until(lambda: screen.status_text() == "Se exportaron 26 líneas a plantilla.xlsx.")
    book = xlsx.read(out)
    assert [sheet.title for sheet in book.sheets] == ["Matriz SECOEM", "Instrucciones"]
    plan = matrix.plan_import(workspace.session, book, "SECOEM")
    assert (plan.new, plan.changed, plan.same) == (0, 0, 26)


def test_the_person_chooses_among_several_institutions(screen, workspace):
    assert not screen._bar.chooser.isVisible()
    import_sample(workspace, "SFA")
    assert screen._bar.chooser.isVisible()
    names = [screen._bar.chooser.itemText(at) for at in range(screen._bar.chooser.count())]
    assert names == ["SECOEM", "SFA", "Todas las instituciones"]
    screen._bar.chooser.setCurrentIndex(1)
    screen._bar.chooser.activated.emit(1)
    assert {row.institution for row in screen._rows.values()} == {"SFA"}


def test_a_cell_two_laptops_wrote_is_marked_and_cannot_be_edited(
    screen, workspace, make_device, tmp_path, qtbot
):
    here, there = tmp_path / "ida.peapkg", tmp_path / "vuelta.peapkg"
    package.export(workspace, here)
    device, other_file = make_device("laptop-2"), tmp_path / "otra.pea"
    made, _received = package.receive_new(other_file, here, areas.SCHEMA, device)
    with contextlib.closing(made) as other:
        with other.edit("Editar") as session:
            matrix.set_value(session, line_id(screen, 14), "indicator", "Trámites en línea")
        package.export(other, there)
    screen.grid.model().setData(cell(screen, 14, "indicator"), "Trámites digitales")
    package.receive(workspace, there)
    screen.refresh()
    index = cell(screen, 14, "indicator")
    assert screen.grid.model().entry(index.row()).conflicts == {"indicator"}
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith("Dos equipos dejaron aquí")
    with qtbot.wait_signal(screen.grid.model().rejected) as said:
        assert not screen.grid.model().setData(index, "Otra cosa")
    assert "conflicto" in said.args[0]


def test_every_control_has_a_name(screen):
    screen.grid.go_to(line_id(screen, 14))
    roles = (
        QAccessible.Role.Button,
        QAccessible.Role.EditableText,
        QAccessible.Role.ComboBox,
        QAccessible.Role.Table,
        QAccessible.Role.List,
    )
    nameless = []
    for widget in screen.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or interface.role() not in roles:
            continue
        if not interface.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


def test_a_book_without_the_table_does_not_name_an_institution_by_a_number(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"], book.active["A2"] = "gastos", 3
    book.save(tmp_path / "otro.xlsx")
    assert institution_in(xlsx.read(tmp_path / "otro.xlsx")) == ""


def test_rows_of_two_institutions_hang_from_a_prioridad_each_in_its_own_matrix(workspace, light):
    with workspace.edit("Dos instituciones") as session:
        known = catalog.priorities(session)
        made = {}
        for name in ("SECOEM", "SFA"):
            owner = institutions.find_or_create(session, name)
            held = matrix.make_matrix(session, catalog.current(session).id, owner.id)
            session.flush()
            made[name] = [line.id for line in matrix.insert_lines(session, held, count=3)]
            matrix.set_priority(session, made[name][1:2], known[0].id)
    work = RowWork(workspace, None, lambda: matrix.lines(workspace.session))
    assert work.set_priority([made["SECOEM"][0], made["SFA"][0]], known[0].id)
    placed = {row.id: (row.number, row.priority) for row in matrix.lines(workspace.session)}
    for name in ("SECOEM", "SFA"):
        number, priority = placed[made[name][0]]
        assert (number, priority.id) == (2, known[0].id)


def test_tab_goes_from_the_words_looked_for_to_their_replacement(screen):
    screen.activateWindow()
    screen.find_bar.open()
    QTest.keyClick(screen.find_bar.wanted, Qt.Key.Key_Tab)
    assert screen.find_bar.new.hasFocus()


def test_each_line_is_as_tall_as_its_texts_in_any_grouping(screen):
    grid, model = screen.grid, screen.grid.grid
    for grouping in ("institution", "priority"):
        screen.group_by(grouping)
        grid.settle_sizes()
        widths = [grid.columnWidth(at) for at in range(len(model.columns))]
        assert [
            row.id
            for at, row in enumerate(model.entry(line) for line in range(model.rowCount()))
            if isinstance(row, GridRow)
            and grid._delegate.painter.row_height(row, model.columns, widths) != grid.rowHeight(at)
        ] == []


def test_the_filters_break_no_word_in_large_type(workspace, make_screen, qapp):
    import_sample(workspace)
    theme.apply(qapp, theme.Theme("claro", 2.0))
    screen = make_screen(workspace)
    panel = screen.narrowing._panel
    panel.resize(panel.sizeHint())
    panel.grab()  # which lays it out without a window
    names = [one for one in panel.findChildren(QLabel) if one.text()]
    assert "Responsable o consultada" in [one.text() for one in names]
    for name in names:
        widest = max(name.fontMetrics().horizontalAdvance(word) for word in name.text().split())
        assert widest <= name.width(), name.text()
