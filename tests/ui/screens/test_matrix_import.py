"""The import of a book in its dialog, by keyboard, until it is applied."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from pea_desktop.areas import catalog, matrix
from pea_desktop.files import books
from pea_desktop.ui.kit.drop_zone import FileDrop
from pea_desktop.ui.kit.paste_plan import Fate
from pea_desktop.ui.kit.widgets import Choice
from pea_desktop.ui.screens.matrix_books import BOOK_ENDINGS
from pea_desktop.ui.screens.matrix_import import ImportWizard
from pea_desktop.ui.screens.matrix_import_sheet import SheetModel
from tests.areas import matrix_scan


@pytest.fixture
def workspace(make_workspace):
    made = make_workspace()
    with made.edit("Crear", kind="create") as session:
        catalog.load(session, "michoacan")
    return made


@pytest.fixture
def scan(workspace, tmp_path):
    """Return a book like the scan of a minuta, with a second matrix on another sheet."""
    import openpyxl

    made = openpyxl.Workbook()
    made.active.title = "Minuta"
    for row in matrix_scan.rows(workspace.session):
        made.active.append([text or None for text in row])
    other = made.create_sheet("Otra")
    for row in (["SFA"], [], ["Línea de acción", "Indicador", "Color"], ["Auditar", "a", "azul"]):
        other.append(row)
    made.save(tmp_path / "minuta.xlsx")
    return books.read(tmp_path / "minuta.xlsx")


@pytest.fixture
def make_wizard(workspace, qtbot, light):
    def make(book, institution="SECOEM"):
        def plan(name, choices):
            return matrix.plan_import(workspace.session, book, name, (), choices)

        made = ImportWizard(book, institution, plan, None)
        qtbot.add_widget(made)
        made.open()
        return made

    return make


@pytest.fixture
def wizard(make_wizard, scan):
    return make_wizard(scan)


def fates(wizard):
    return [row.fate for row in wizard.outcome._result.table.rows]


def lines(wizard):
    columns = [one.key for one in wizard.outcome._result.table.columns]
    at = columns.index("line")
    return [row.cells[at].text for row in wizard.outcome._result.table.rows]


def test_three_panes_show_the_sheet_its_columns_and_what_would_happen(wizard):
    assert wizard._sheet_model.heading_index == 2
    assert wizard._header_row.currentData() == 3
    assert [choice.currentData() for choice in wizard.columns.choices.values()] == [
        *("axis", "priority", "line", "indicator", "interpretation", "type", "formula"),
        *("frequency", "targets.2024", "targets.2025", "targets.2026", ""),
    ]  # fmt: skip
    assert fates(wizard).count(Fate.NEW) == 26
    assert fates(wizard).count(Fate.REJECTED) == 1
    assert wizard._apply.text() == "Aplicar 26 (23 con aviso)"


def test_a_rejected_row_says_why(wizard):
    (row,) = (one for one in wizard.outcome._result.table.rows if one.fate is Fate.REJECTED)
    (cell,) = (one for one in row.cells if one.fate is Fate.REJECTED)
    assert cell.text.startswith("7. ")
    assert cell.reason.startswith("La fila 8, columna «Lluvia de ideas: Líneas de Acción», tiene ")


def test_f8_goes_from_problem_to_problem(wizard, qtbot):
    seen = []
    for _step in range(3):
        qtbot.keyClick(wizard, Qt.Key.Key_F8)
        index = wizard.outcome.table.currentIndex()
        seen.append((index.row(), index.column(), wizard.outcome._remark.text()))
    assert seen[0] == (
        0,
        2,
        "Línea 1 (fila 4), columna «Prioridad PEA»: la línea no tiene prioridad.",
    )
    assert [one[0] for one in seen] == [0, 1, 2]
    qtbot.keyClick(wizard, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert wizard.outcome.table.currentIndex().row() == 1


def test_a_row_is_realigned_when_its_proposal_is_marked(wizard, qtbot):
    proposals = wizard.outcome.proposals
    assert wizard.outcome.tabs.tabText(1) == "Realinear (16)"
    assert all(
        proposals.item(at).checkState() == Qt.CheckState.Unchecked
        for at in range(proposals.count())
    )
    assert "Realizar la acción número 10 de la institución." not in lines(wizard)
    wizard.outcome.tabs.setCurrentIndex(1)
    at = next(n for n in range(proposals.count()) if proposals.item(n).text().startswith("Fila 14"))
    proposals.setCurrentRow(at)
    qtbot.keyClick(proposals, Qt.Key.Key_Space)
    assert wizard.choices.realigned == frozenset({14})
    assert proposals.item(at).text().startswith("Aceptada. Fila 14: ")
    assert "Realizar la acción número 10 de la institución." in lines(wizard)
    assert proposals.currentRow() == at
    wizard.outcome.accept_all.click()
    assert all(one.accepted for one in wizard.plan.realignments)
    wizard.outcome.accept_none.click()
    assert not any(one.accepted for one in wizard.plan.realignments)


def test_another_sheet_brings_its_institution_and_its_heading(wizard):
    wizard._sheets.setCurrentIndex(1)
    wizard._sheets.activated.emit(1)
    assert (wizard._institution.text(), wizard._header_row.currentData()) == ("SFA", 3)
    assert lines(wizard) == ["Auditar"]


def test_a_column_is_mapped_by_hand(wizard, qtbot):
    wizard._sheets.setCurrentIndex(1)
    wizard._sheets.activated.emit(1)
    choice = wizard.columns.choices[2]
    assert choice.currentText() == "No importar"
    choice.setFocus()
    choice.setCurrentIndex(choice.findData("notes"))
    choice.activated.emit(choice.currentIndex())
    assert wizard.choices.columns == {2: "notes"}
    assert wizard.plan.steps[0].row.values["notes"] == "azul"
    # The indicator's column takes its place: the field leaves the other one.
    wizard.columns.changed.emit(2, "indicator")
    assert wizard.plan.steps[0].row.values["indicator"] == "azul"
    assert wizard.columns.choices[1].currentData() == ""


def test_alt_down_opens_the_field_of_the_column_one_is_in(wizard, qtbot, monkeypatch):
    opened = []

    def note(choice):
        opened.append(choice)

    # The offscreen platform cannot show a list over the window.
    monkeypatch.setattr(Choice, "showPopup", note)
    wizard.sheet.setFocus()
    wizard.sheet.setCurrentIndex(wizard._sheet_model.index(5, 3))
    qtbot.keyClick(wizard.sheet, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert opened == [wizard.columns.choices[3]]
    assert wizard.focusWidget() is wizard.columns.choices[3]
    wizard.outcome.table.setFocus()
    wizard.outcome.table.setCurrentIndex(wizard.outcome.table.model().index(0, 7))
    qtbot.keyClick(wizard.outcome.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert opened[-1] is wizard.columns.choices[6]


def test_a_book_without_known_headings_is_told_where_they_are(make_wizard, tmp_path):
    path = tmp_path / "libro.csv"
    path.write_text("Qué;Cómo;Cuánto\nPublicar;Avance;5\n", encoding="utf-8")
    wizard = make_wizard(books.read(path))
    assert wizard.plan is None
    assert wizard._problem.text().startswith("No se encontró el encabezado de la tabla")
    assert not wizard._apply.isEnabled()
    assert wizard._header_row.currentIndex() == -1
    wizard._header_row.setCurrentIndex(0)
    wizard._header_row.activated.emit(0)
    assert wizard._problem.text() == "Indique en qué columna están las líneas de acción."
    wizard.columns.changed.emit(0, "line")
    assert wizard._apply.text().startswith("Aplicar 1")


def test_the_model_of_the_sheet_is_sound(scan, light):
    model = SheetModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_layout(matrix.lay_out(scan, matrix.Choices()))
    model.show_layout(matrix.lay_out(scan, matrix.Choices(sheet="Otra")))
    assert (model.rowCount(), model.columnCount()) == (3, 3)
    assert tester.model() is model


def test_one_book_can_be_let_go_over_the_screen(qtbot, tmp_path):
    taken = []
    target = QWidget()
    qtbot.add_widget(target)
    FileDrop(target, BOOK_ENDINGS).dropped.connect(taken.append)

    def let_go(*names):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
        rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(target, QDragEnterEvent(QPoint(1, 1), *rest, keys))
        QApplication.sendEvent(target, QDropEvent(QPoint(1, 1), *rest, keys))

    let_go("matriz.ods")
    let_go("foto.png")
    let_go("a.xlsx", "b.xlsx")
    assert taken == [tmp_path / "matriz.ods"]
