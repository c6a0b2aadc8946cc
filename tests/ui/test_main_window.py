"""The window around the screens."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from pea_desktop import areas
from pea_desktop.areas import catalog, matrix, minutes
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Severity
from pea_desktop.files import package, xlsx
from pea_desktop.settings import Settings
from pea_desktop.ui.kit import focus
from pea_desktop.ui.kit.grid_data import RowMode
from pea_desktop.ui.kit.spelling import Spelling
from pea_desktop.ui.main_window import MainWindow
from pea_desktop.ui.screens import SCREENS
from pea_desktop.ui.screens.matrix_filters import LineFilter
from pea_desktop.ui.screens.sync import SyncScreen

SAMPLE = Path(__file__).parents[1] / "data" / "matriz_secoem.xlsx"
KEYS = [screen.key for screen in SCREENS]

MINUTE = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 24,
    "agreements": [{"number": "1", "text": "Integrar la matriz con 24 líneas de acción."}],
    "attendees": [{"treatment": "Lic.", "name": "Asistente Uno"}],
    "coordinators": [{"treatment": "Mtra.", "name": "Coordinadora Uno"}],
    "materials": ["Política Estatal Anticorrupción"],
    "observations": "Ninguna.",
}


@pytest.fixture
def filled(workspace):
    """An expediente with the sample's matrix and a minute."""
    plan = matrix.plan_import(workspace.session, xlsx.read(SAMPLE), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    with workspace.edit("Crear minuta") as session:
        minutes.create(session, MINUTE)
    return workspace


@pytest.fixture
def make_window(qtbot, light):
    def make(workspace, width=1366, height=728):
        window = MainWindow(workspace, Settings())
        qtbot.add_widget(window)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(width, height)
        window.show()
        qtbot.wait_exposed(window)
        return window

    return make


class Known:
    """A speller that keeps what it is told."""

    def learn(self, words):
        self.words = list(words)


@pytest.fixture
def make_other(filled, make_device, tmp_path):
    """Return a function that gives the same expediente to a second laptop."""

    def make():
        package.export(filled, tmp_path / "uno.peapkg")
        other, _received = package.receive_new(
            tmp_path / "otro.pea", tmp_path / "uno.peapkg", areas.SCHEMA, make_device("laptop-2")
        )
        return other

    return make


def texts(window):
    return [one.text() for one in window.findChildren(QLabel) if one.isVisible()]


def pill(window):
    [shown] = [
        one for one in window._pills if one.isVisibleTo(window.centralWidget()) and one.isVisible()
    ]
    return shown


def put_in_conflict(workspace, other, tmp_path, field="targets.2024", values=("90", "80")):
    [line] = [row.id for row in matrix.lines(workspace.session) if row.number == 5]
    for here, value in zip((workspace, other), values, strict=True):
        with here.edit("Editar") as session:
            matrix.set_value(session, line, field, value)
    package.export(other, tmp_path / "dos.peapkg")
    return tmp_path / "dos.peapkg"


def test_the_title_names_the_file(make_window, workspace):
    assert make_window(workspace).windowTitle() == "PEA Escritorio — expediente"


def test_the_names_of_the_directory_are_no_misspellings(make_window, filled, monkeypatch):
    spelling, speller = Spelling(), Known()
    monkeypatch.setattr(Spelling, "of_application", lambda: spelling)
    make_window(filled)
    QApplication.processEvents()
    spelling.use(speller)
    assert "SECOEM" in speller.words


def test_a_place_of_another_screen_is_shown_when_a_screen_asks(make_window, filled):
    window = make_window(filled)
    page = window.open_screen("diagnosis")
    [third] = [row.id for row in matrix.lines(filled.session) if row.number == 3]
    page.place_wanted.emit("matrix", third, "indicator")
    shown = window._stack.currentWidget()
    assert shown.title == "Matriz de implementación"
    assert shown.grid.current_id() == third


def test_a_screen_is_made_on_its_first_visit_and_kept(make_window, workspace):
    window = make_window(workspace)
    assert window._pages == {}
    first = window.open_screen("catalog")
    assert window.open_screen("catalog") is first
    assert list(window._pages) == ["catalog"]


def test_the_status_bar_says_what_is_shown_and_who_works_here(make_window, workspace):
    window = make_window(workspace)
    window.open_screen("catalog")
    assert "3 ejes · 11 prioridades" in texts(window)
    [saved] = [text for text in texts(window) if text.startswith("Guardado ")]
    assert saved.endswith(" · laptop-1 · Persona de laptop-1")


def test_undo_says_what_it_would_take_back_and_does_it(make_window, filled):
    window = make_window(filled)
    window.open_screen("minutes")
    assert window._undo.text() == "Deshacer: Crear minuta"
    assert not window._redo.isEnabled()
    window._undo.trigger()
    assert minutes.minutes(filled.session) == []
    assert "Se deshizo: Crear minuta" in texts(window)
    assert window._redo.text() == "Rehacer: Crear minuta"
    window._redo.trigger()
    assert len(minutes.minutes(filled.session)) == 1


def test_a_refused_undo_is_said_in_a_sentence(make_window, filled, make_other, tmp_path, answer):
    window = make_window(filled)
    window.open_screen("matrix")
    [line] = [row.id for row in matrix.lines(filled.session) if row.number == 5]
    with filled.edit("Editar la línea 5") as session:
        matrix.set_value(session, line, "targets.2024", "90")
    with make_other() as other:
        with other.edit("Editar la línea 5") as session:
            matrix.set_value(session, line, "targets.2024", "70")
        package.export(other, tmp_path / "dos.peapkg")
    package.receive(filled, tmp_path / "dos.peapkg")
    answer("show_error")
    window._undo.trigger()
    [sentence] = answer.said
    assert sentence.startswith(
        "No se puede deshacer ni rehacer «Editar la línea 5»: algo de lo que tocó cambió después."
    )


def test_saving_answers_that_everything_is_saved(make_window, workspace):
    window = make_window(workspace)
    window.open_screen("catalog")
    window._save.trigger()
    [said] = [text for text in texts(window) if text.startswith("Todo está guardado")]
    assert said.startswith("Todo está guardado; el último cambio, ")


def test_a_field_without_typing_leaves_ctrl_z_to_the_file(make_window, filled, qtbot):
    window = make_window(filled)
    form = window.open_screen("minutes").form
    field = form.form("phase").field("phase")
    window.activateWindow()
    qtbot.wait_until(window.isActiveWindow)
    field.setFocus()
    qtbot.keyClicks(field, "9")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "1"
    assert len(minutes.minutes(filled.session)) == 1
    form.form("number").field("number").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert minutes.minutes(filled.session) == []


def test_what_is_being_typed_is_saved_when_the_window_closes(make_window, filled):
    window = make_window(filled)
    field = window.open_screen("minutes").form.form("phase").field("phase")
    field.selectAll()
    field.insert("2")
    window.close()
    [minute] = minutes.minutes(filled.session)
    assert minutes.meeting_of(filled.session, minute).phase == "2"


def test_closing_asks_before_a_text_that_was_refused_is_lost(make_window, filled, answer):
    window = make_window(filled)
    window.open_screen("minutes").form.form("day").field("day").setText("ayer")
    answer("ask", False)
    window.close()
    assert answer.said == ["No se guardó lo que dice «Fecha»"]
    assert window.isVisible()
    answer("ask", True)
    window.close()
    assert not window.isVisible()


def test_conflicts_show_in_the_header_of_every_other_screen_and_lead_to_sync(
    make_window, filled, make_other, tmp_path
):
    window = make_window(filled)
    window.open_screen("matrix")
    with make_other() as other:
        path = put_in_conflict(filled, other, tmp_path)
    assert not any(one.isVisible() for one in window._pills)
    package.receive(filled, path)
    assert pill(window).text() == "1 conflicto por resolver"
    assert window._rail._items["sync"].accessibleDescription() == "1 conflicto por resolver"
    pill(window).click()
    assert isinstance(window._stack.currentWidget(), SyncScreen)
    assert window._stack.currentWidget().shown == "conflicts"
    # Its own part says how many there are.
    assert not any(one.isVisible() for one in window._pills)
    [conflict] = filled.conflicts()
    filled.resolve(conflict.id, value="80")
    assert not any(one.isVisible() for one in window._pills)
    assert window._rail._items["sync"].accessibleDescription() == ""


def test_packages_dropped_on_the_window_are_previewed(make_window, filled, tmp_path, qtbot):
    window = make_window(filled)
    paths = [tmp_path / "uno.peapkg", tmp_path / "dos.peapkg"]
    for path in paths:
        package.export(filled, path)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            dropped,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    page = window.open_screen("sync")
    qtbot.wait_until(lambda: page.receiving.is_looking)
    qtbot.wait_until(lambda: {"uno.peapkg", "dos.peapkg"} <= _boxes(page))


def _boxes(page):
    return {one.text() for one in page.findChildren(QCheckBox) if one.isVisible()}


def test_another_file_dropped_is_let_pass(make_window, workspace, tmp_path):
    window = make_window(workspace)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(tmp_path / "foto.png"))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        dropped,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    assert window._pages == {}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("is_filled", [False, True], ids=["empty", "filled"])
def test_every_control_of_every_screen_has_a_name(make_window, request, key, is_filled):
    window = make_window(request.getfixturevalue("filled" if is_filled else "workspace"))
    window.open_screen(key)
    QApplication.processEvents()
    roles = (
        QAccessible.Role.Button,
        QAccessible.Role.CheckBox,
        QAccessible.Role.EditableText,
        QAccessible.Role.ComboBox,
        QAccessible.Role.Table,
        QAccessible.Role.Tree,
        QAccessible.Role.List,
    )
    nameless = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or interface.role() not in roles:
            continue
        # A button inside a field (its «clear») belongs to the field.
        if isinstance(widget.parent(), QLineEdit):
            continue
        if not interface.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_clipped_on_a_small_laptop(make_window, filled, key):
    window = make_window(filled, 1366, 728)
    window.open_screen(key)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1366, 728)
    clipped = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        if isinstance(widget.parent(), QLineEdit):
            continue
        least = widget.minimumSizeHint()
        if isinstance(widget, QLabel) and widget.wordWrap():
            least.setHeight(min(least.height(), widget.heightForWidth(widget.width())))
        if widget.width() < least.width() or widget.height() < least.height():
            clipped.append(f"{type(widget).__name__} «{widget.text()}»")
    assert clipped == []


@pytest.mark.parametrize("key", KEYS)
def test_the_keyboard_reaches_every_control_and_comes_round(make_window, filled, qtbot, key):
    window = make_window(filled)
    window.open_screen(key)
    stops = focus.reading_order(window)
    stops[0].setFocus()
    seen = []
    while window.focusWidget() not in seen:
        seen.append(window.focusWidget())
        # In a grid Tab goes from cell to cell.
        leaves = isinstance(seen[-1], QTableView)
        qtbot.keyClick(seen[-1], Qt.Key.Key_F6 if leaves else Qt.Key.Key_Tab)
    assert [one.accessibleName() for one in seen] == [one.accessibleName() for one in stops]


def test_tab_goes_through_a_minute_as_it_is_read(make_window, filled):
    window = make_window(filled)
    page = window.open_screen("minutes")
    next(b for b in page.findChildren(QAbstractButton) if b.text() == "Nuevo acuerdo").click()
    names = [stop.accessibleName() for stop in focus.reading_order(window)]
    start = names.index("Líneas declaradas")
    assert names[start + 1 : start + 14] == [
        *("Institución implementadora", "Nuevo acuerdo"),
        *("Acuerdo 1: No.", "Acuerdo 1: Tipo", "Hacer una tarea (Ctrl+T): Acuerdo 1"),
        *("Subir: Acuerdo 1", "Bajar: Acuerdo 1", "Quitar: Acuerdo 1"),
        *("Acuerdo 1: Texto", "Acuerdo 1: Observaciones", "Acuerdo 1: Responsable"),
        *("Acuerdo 1: Fecha límite", "Plazo en días: Acuerdo 1"),
    ]


@pytest.mark.parametrize("key", ["minutes", "sync"])
def test_a_form_never_scrolls_sideways(make_window, filled, key):
    window = make_window(filled, 1100, 700)
    page = window.open_screen(key)
    QApplication.processEvents()
    areas = [one for one in page.findChildren(QAbstractScrollArea) if one.isVisible()]
    assert all(one.horizontalScrollBar().maximum() == 0 for one in areas)


def test_a_pea_error_is_never_a_crash(make_window, workspace, answer, monkeypatch):
    window = make_window(workspace)

    def refuse():
        raise PeaError("No se puede.")

    answer("show_error")
    window._step(refuse, "{label}")
    assert answer.said == ["No se puede."]


def test_how_a_screen_shares_out_its_room_is_remembered(make_window, filled):
    window = make_window(filled)
    window.open_screen("minutes")
    window.close()
    assert window._settings.layouts["minutes"] == window._pages["minutes"].layout_text()


def test_work_that_ends_after_the_window_closed_asks_the_file_nothing(qtbot, light, workspace):
    window = MainWindow(workspace, Settings())
    qtbot.add_widget(window)
    page = window.open_screen("minutes")
    window.close()
    workspace.close()
    page.status_changed.emit()


def grow(window):
    """Choose a larger text, which makes the screens again."""
    window._settings.font_scale = 150
    window.apply_look()
    QApplication.processEvents()


def test_a_larger_text_keeps_filter_place_and_columns_of_the_matrix(make_window, filled):
    window = make_window(filled)
    page = window.open_screen("matrix")
    page._bar.incomplete.setChecked(True)
    page.search.setText("que")
    page.narrowing.settle()
    page.group_by("state")
    page.grid.set_row_mode(RowMode.COMPACT)
    shown = [row.id for row in page._shown_rows()]
    page.grid.go_to(shown[1], 3)
    grow(window)
    again = window._stack.currentWidget()
    assert again is not page
    assert 1 < len(shown) < 26
    assert [row.id for row in again._shown_rows()] == shown
    assert (again.search.text(), again._bar.incomplete.isChecked()) == ("que", True)
    assert again._bar.grouping.value == "state"
    assert again.grid.row_mode is RowMode.COMPACT
    assert (again.grid.current_id(), again.grid.currentIndex().column()) == (shown[1], 3)


def test_a_larger_text_keeps_a_filter_of_the_panel(make_window, filled):
    window = make_window(filled)
    page = window.open_screen("matrix")
    page.narrowing.set(LineFilter(no_target=True))
    shown = page._model.rowCount()
    grow(window)
    assert window._stack.currentWidget()._model.rowCount() == shown


def test_a_larger_text_keeps_what_the_diagnosis_shows(make_window, filled):
    window = make_window(filled)
    page = window.open_screen("diagnosis")
    page.group_by("prioridad")
    page.filters[Severity.INFO].setChecked(False)
    page.search.setText("indicador")
    page.table.step(2)
    key = page.table.current_key()
    grow(window)
    again = window._stack.currentWidget()
    assert again.grouping.value == "prioridad"
    assert not again.filters[Severity.INFO].isChecked()
    assert (again.search.text(), again.table.current_key()) == ("indicador", key)


def test_a_larger_text_keeps_screens_that_are_not_shown(make_window, filled):
    window = make_window(filled)
    policy = window.open_screen("catalog")
    chosen = [item.id for item in catalog.priorities(filled.session)][3]
    policy.choose(chosen)
    window.open_screen("sync").open_section("receive")
    window.open_screen("matrix")
    grow(window)
    assert window.open_screen("catalog").chosen_id() == chosen
    assert window.open_screen("sync").shown == "receive"
