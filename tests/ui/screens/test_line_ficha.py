import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
)

from pea_desktop.areas import matrix
from pea_desktop.core.errors import PeaError
from pea_desktop.ui.kit import focus
from pea_desktop.ui.screens.line_ficha import FichaDialog
from pea_desktop.ui.screens.line_formula import compose
from tests.ui.screens.lines import FORMULA, make_actions, make_lines, texts


@pytest.fixture
def ids(workspace):
    return make_lines(workspace)


@pytest.fixture
def open_ficha(workspace, ids, qtbot, light):
    kept = []

    def open_ficha(at=0, size=(1282, 700), field=""):
        actions = make_actions(workspace, qtbot, size)
        ficha = FichaDialog(actions, ids[at], field)
        kept.append((actions, ficha))
        ficha.show()
        qtbot.wait_exposed(ficha)
        QApplication.processEvents()
        return ficha

    yield open_ficha
    for _actions, ficha in kept:
        ficha.close_ficha()


def line(workspace, at=0):
    return matrix.lines(workspace.session)[at]


def type_in(field, text):
    if isinstance(field, QLineEdit):
        field.setText(text)
        field.editingFinished.emit()
    else:
        field.setPlainText(text)
        field.left.emit()


def choose(field, value):
    field.setCurrentIndex(field.findData(value))
    field.activated.emit(field.currentIndex())


def test_each_field_is_written_as_one_edit_named_after_it(open_ficha, workspace):
    ficha = open_ficha()
    type_in(ficha.body.field("baseline"), "0 %")
    assert line(workspace).baseline == "0 %"
    assert workspace.undo_label == "Editar la línea base de la línea 1"
    type_in(ficha.body.field("definition"), "Mide el avance.")
    assert workspace.undo_label == "Editar la definición de la línea 1"
    choose(ficha.body.field("direction"), "ascendente")
    assert line(workspace).direction == "ascendente"
    type_in(ficha.body.field("targets.2025"), "90")
    assert line(workspace).targets_text == {2024: "80", 2025: "90", 2026: None}


def test_says_beneath_the_field_why_a_value_does_not_fit(open_ficha, workspace):
    ficha = open_ficha()
    type_in(ficha.body.field("baseline"), "mucho")
    assert "La línea base se escribe como número: «mucho»." in texts(ficha.body)
    assert line(workspace).baseline is None


def test_what_was_refused_stays_when_the_line_changes_elsewhere(open_ficha, workspace, ids):
    ficha = open_ficha()
    type_in(ficha.body.field("baseline"), "mucho")
    with workspace.edit("Desde otra ventana") as session:
        matrix.set_value(session, ids[0], "baseline", "12")
        matrix.set_value(session, ids[0], "definition", "Otra.")
    assert ficha.body.field("baseline").text() == "mucho"
    assert ficha.body.field("definition").toPlainText() == "Otra."
    assert not ficha.step(1)


def test_the_words_of_emptiness_are_written_as_text(open_ficha, workspace):
    ficha = open_ficha()
    form = ficha.body.baseline
    [button] = form._reasons
    words = [action.text() for action in button.reasons.actions()]
    assert words == ["No aplica", "Pendiente", "No legible", "No disponible", "Por verificar"]
    button.reasons.actions()[1].trigger()
    assert line(workspace).baseline == "Pendiente"
    assert form.value("baseline") == "Pendiente"


def test_alt_and_the_arrows_go_through_the_lines(open_ficha, ids, qtbot):
    ficha = open_ficha()
    qtbot.keyClick(ficha, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert ficha.line_id == ids[1]
    assert ficha.windowTitle() == "Ficha de la línea 2"
    qtbot.keyClick(ficha, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert ficha.line_id == ids[0]
    assert not ficha.previous.isEnabled()


def test_one_field_is_filled_in_many_lines(open_ficha, workspace, qtbot):
    ficha = open_ficha()
    ficha.activateWindow()
    ficha.body.field("baseline").setFocus()
    for text in ("10", "20"):
        qtbot.keyClicks(ficha.focusWidget(), text)
        qtbot.keyClick(ficha, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert [row.baseline for row in matrix.lines(workspace.session)] == ["10", "20", None]


def test_ctrl_enter_writes_what_is_typed_and_goes_on(open_ficha, workspace, ids, qtbot):
    ficha = open_ficha()
    ficha.activateWindow()
    field = ficha.body.field("definition")
    field.setFocus()
    qtbot.keyClicks(field, "Mide")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert line(workspace).definition == "Mide"
    assert ficha.line_id == ids[1]
    ficha.step(1)
    ficha.save_and_go_on()
    assert not ficha.isVisible()


def test_a_refused_value_keeps_the_line_on_the_screen(open_ficha, ids, answer):
    ficha = open_ficha()
    ficha.body.field("cost").setText("mucho")
    assert not ficha.step(1)
    assert ficha.line_id == ids[0]
    answer("ask", False)
    ficha.reject()
    assert answer.said == ["Hay un dato que no se pudo guardar. ¿Cerrar de todos modos?"]
    assert ficha.isVisible()
    answer("ask", True)
    ficha.reject()
    assert not ficha.isVisible()


def test_the_formula_is_built_from_its_parts(open_ficha, workspace):
    ficha = open_ficha()
    parts = ficha.body.formula.parts
    assert parts.value("above") == "Trámites digitalizados"
    type_in(parts.field("below"), "Trámites existentes")
    assert line(workspace).formula == "(Trámites digitalizados/Trámites existentes)*100"
    assert workspace.undo_label == "Editar la fórmula de la línea 1"


def test_half_a_division_waits_for_its_other_half(open_ficha, workspace):
    ficha = open_ficha(1)
    parts = ficha.body.formula.parts
    type_in(parts.field("above"), "Denuncias atendidas")
    type_in(ficha.body.field("unit"), "Porcentaje")
    assert line(workspace, 1).formula is None
    assert parts.value("above") == "Denuncias atendidas"
    type_in(parts.field("below"), "Denuncias recibidas")
    assert line(workspace, 1).formula == "(Denuncias atendidas/Denuncias recibidas)*100"


def test_the_example_is_computed_while_one_types(open_ficha):
    formula = open_ficha().body.formula
    assert formula.example.text() == "Ejemplo: A = 8, B = 10 → 80 %"
    type_in(formula.variables.field(0, "sample"), "5")
    assert formula.example.text() == "Ejemplo: A = 5, B = 10 → 50 %"
    type_in(formula.variables.field(1, "sample"), "0")
    assert formula.example.text().startswith("No se puede dividir entre cero")
    type_in(formula.variables.field(1, "sample"), "diez")
    assert "El valor de ejemplo se escribe como número: «diez»." in texts(formula)


def test_a_variable_is_described_and_the_text_stays_as_typed(open_ficha, workspace, ids):
    variables = open_ficha().body.formula.variables
    type_in(variables.field(0, "source"), "Registro de trámites")
    known = matrix.variables_of(workspace.session, ids[0])
    assert known["A"].source == "Registro de trámites"
    assert workspace.undo_label == "Cambiar las variables de la fórmula de la línea 1"
    assert line(workspace).formula == FORMULA


def test_says_why_a_formula_cannot_be_read(open_ficha):
    ficha = open_ficha()
    type_in(ficha.body.field("formula"), "(Trámites/")
    assert any("paréntesis" in text or "termina" in text for text in texts(ficha.body.formula))


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("Número de A", "Número de B", "100"), "(Número de A/Número de B)*100"),
        (("Altas + bajas", "Total", ""), "((Altas + bajas)/Total)"),
        (("Número de A", "", ""), "Número de A"),
        (("", "", ""), ""),
    ],
)
def test_composes_a_formula(parts, text):
    assert compose(*parts) == text


def test_a_division_without_its_upper_part_is_refused():
    with pytest.raises(PeaError, match="va arriba"):
        compose("", "Total", "100")


def test_owners_are_written_with_role_and_unit(open_ficha, workspace):
    owners = open_ficha().body.owners
    owners.add_button.click()
    type_in(owners.field(0, "institution"), "sfa")
    type_in(owners.field(0, "unit"), "Dirección de Ingresos")
    choose(owners.field(0, "role"), "coordinadora")
    [owner] = line(workspace).owners
    assert (owner.institution, owner.role, owner.unit) == (
        "SFA",
        "coordinadora",
        "Dirección de Ingresos",
    )
    owners.removed.emit(0)
    assert line(workspace).owners == ()


def test_sources_are_added_corrected_and_taken_away(open_ficha, workspace):
    sources = open_ficha().body.sources
    sources.add_button.click()
    type_in(sources.field(0, "instrument"), "Informe anual")
    type_in(sources.field(0, "link"), "https://ejemplo.mx")
    assert [one.text for one in line(workspace).sources] == ["Informe anual (https://ejemplo.mx)"]
    sources.add_button.click()
    assert sources.count() == 2
    sources.removed.emit(0)
    assert line(workspace).sources == ()


def test_viability_takes_several(open_ficha, workspace):
    viability = open_ficha().body.viability
    viability["requiere_presupuesto"].click()
    viability["reforma_legislativa"].click()
    assert set(line(workspace).viability) == {"requiere_presupuesto", "reforma_legislativa"}
    viability["requiere_presupuesto"].click()
    assert line(workspace).viability == ("reforma_legislativa",)


def test_metas_by_quarter_are_added_when_wanted(open_ficha, workspace):
    targets = open_ficha().body.targets
    choose(targets.about.field("kind"), "T")
    assert [form.field_keys()[0] for form in targets.periods] == [
        "targets.2024.T1",
        "targets.2025.T1",
        "targets.2026.T1",
    ]
    field = targets.periods[0].field("targets.2024.T2")
    assert field.accessibleName() == "Trimestre 2 de 2024"
    type_in(field, "40")
    assert line(workspace).period_targets == {(2024, "T2"): "40"}


def test_says_what_the_template_misses_and_goes_there(open_ficha, workspace):
    ficha = open_ficha()
    ficha.activateWindow()
    names = [one.accessibleName() for one in ficha.side.findChildren(QAbstractButton)]
    assert "Ir a lo que falta: línea base" in names
    assert "Ir a lo que falta: símbolo" not in names
    choose(ficha.side.form.field("template"), "sesna")
    assert workspace.undo_label == "Cambiar la plantilla de ficha"
    buttons = {one.accessibleName(): one for one in ficha.side.findChildren(QAbstractButton)}
    buttons["Ir a lo que falta: símbolo"].click()
    assert ficha.focusWidget() is ficha.body.field("symbol")


def test_a_fix_is_one_click_and_one_edit(open_ficha, workspace, ids):
    with workspace.edit("Escribir") as session:
        matrix.set_value(session, ids[0], "frequency", "Annual")
    ficha = open_ficha()
    buttons = {one.accessibleName(): one for one in ficha.side.findChildren(QAbstractButton)}
    name = next(one for one in buttons if one.startswith("Corregir:") and "Anual" in one)
    buttons[name].click()
    assert line(workspace).frequency == "Anual"
    left = [one.accessibleName() for one in ficha.side.findChildren(QAbstractButton)]
    assert name not in left


def test_the_history_is_that_of_the_field_with_the_keyboard(open_ficha, answer):
    ficha = open_ficha()
    ficha.activateWindow()
    titles = []
    for widget in (
        ficha.body.field("targets.2024"),
        ficha.body.formula.parts.field("above"),
        ficha.body.sources.add_button,
    ):
        widget.setFocus()
        answer("show", lambda dialog: titles.append(dialog.windowTitle()))
        ficha._show_field()
    assert titles == [
        "Historial de la línea 1: la meta 2024",
        "Historial de la línea 1: la fórmula",
        "Historial de la línea 1: los medios de verificación",
    ]


def test_undo_takes_back_the_last_field(open_ficha, workspace):
    ficha = open_ficha()
    type_in(ficha.body.field("unit"), "Trámite")
    assert ficha.undo.accessibleName() == "Deshacer: Editar la unidad de medida de la línea 1"
    ficha.undo.click()
    assert line(workspace).unit is None
    assert ficha.body.field("unit").text() == ""


def test_tab_goes_as_the_ficha_is_read(open_ficha):
    ficha = open_ficha()
    choose(ficha.body.targets.about.field("kind"), "S")
    QApplication.processEvents()
    names = [stop.accessibleName() for stop in focus.reading_order(ficha.body)]
    start = names.index("Meta 2024")
    assert names[start : start + 3] == [
        "Meta 2024",
        "Meta 2024: decir por qué no hay dato",
        "Meta 2025",
    ]
    assert names.index("Semestre 1 de 2024") < names.index("Agregar medio de verificación")


@pytest.mark.parametrize("size", [(1282, 700), (860, 600)])
def test_every_control_has_a_name_and_nothing_scrolls_sideways(open_ficha, size):
    ficha = open_ficha(size=size)
    assert ficha.width() <= size[0]
    kinds = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton)
    unnamed = [
        one
        for kind in kinds
        for one in ficha.body.findChildren(kind)
        if one.isVisible() and not QAccessible.queryAccessibleInterface(one).text(
            QAccessible.Text.Name
        )
    ]  # fmt: skip
    assert unnamed == []
    for area in ficha.findChildren(QScrollArea):
        assert area.widget().width() <= area.viewport().width() or not area.isVisible()


def test_a_long_fix_does_not_widen_the_column(open_ficha, workspace, ids):
    with workspace.edit("Escribir") as session:
        matrix.set_value(session, ids[0], "formula", "(Número programado/Número realizado)*100")
    ficha = open_ficha()
    [area] = ficha.side.findChildren(QScrollArea)
    assert any("numerador" in text for text in texts(ficha.side))
    assert area.widget().width() <= area.viewport().width()


def test_in_a_narrow_window_what_is_missing_has_a_page_of_its_own(open_ficha):
    ficha = open_ficha(size=(860, 600))
    assert not ficha.side.isVisible()
    [button] = [one for one in ficha.findChildren(QAbstractButton) if one.text() == "Qué falta"]
    button.click()
    assert ficha.side.isVisible()
    ficha.side.wanted.emit("baseline")
    assert ficha.body.isVisible()
