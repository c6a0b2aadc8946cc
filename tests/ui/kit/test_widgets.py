import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.widgets import (
    Bar,
    Button,
    EmptyState,
    FilterButton,
    Header,
    SearchBox,
    ShortLabel,
    label,
)


def test_a_button_of_only_an_icon_is_named_by_its_tooltip(qtbot, light):
    button = Button("", "undo-2", "icon", tip="Deshacer")
    qtbot.add_widget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Deshacer", "Deshacer")


def test_enter_presses_the_button_with_the_focus(qtbot, light):
    window = QWidget()
    qtbot.add_widget(window)
    button = Button("Importar Excel…", "plus")
    QVBoxLayout(window).addWidget(button)
    window.show()
    with qtbot.wait_signal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_a_filter_says_how_many_it_leaves(qtbot, light):
    button = FilterButton("Incompletas", "triangle-alert")
    qtbot.add_widget(button)
    button.set_count(6)
    assert (button.text(), button.accessibleName()) == ("Incompletas  6", "Incompletas: 6")


def test_a_label_shows_tags_as_they_are(qtbot, light):
    made = label("<b>uno</b> & dos")
    qtbot.add_widget(made)
    assert made.text() == "<b>uno</b> & dos"
    assert made.wordWrap()


def test_a_very_long_word_does_not_widen_its_label(qtbot, light):
    made = label("https://" + "transparencia" * 12)
    qtbot.add_widget(made)
    made.resize(250, 10)
    assert made.text() == "https://" + "transparencia" * 12
    assert made.minimumSizeHint().width() <= 250
    assert made.heightForWidth(250) > 3 * made.fontMetrics().height()


def test_icons_follow_the_theme(qtbot, qapp, light):
    button = Button("", "flag", "icon", tip="Marcar")
    qtbot.add_widget(button)
    before = button.icon().pixmap(18, 18).toImage()
    theme.apply(qapp, theme.Theme("oscuro"))
    assert button.icon().pixmap(18, 18).toImage() != before


def test_a_chip_says_its_state_in_words(qtbot, light):
    chip = Chip("Sujeta a revisión", "flag", "rev")
    qtbot.add_widget(chip)
    narrow = chip.sizeHint().width()
    chip.show_state("Aprobada por el Comité Coordinador", "circle-check", "ok")
    assert chip.accessibleName() == "Aprobada por el Comité Coordinador"
    assert chip.sizeHint().width() > narrow


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_an_empty_state_shows_all_its_words(qtbot, qapp, scale):
    theme.apply(qapp, theme.Theme("claro", scale))
    words = "Cada fila es una línea de acción con su indicador, su fórmula y sus metas. " * 4
    made = EmptyState("table-2", "Aquí va la matriz", words)
    qtbot.add_widget(made)
    made.resize(1000, 900)
    made.show()
    qapp.processEvents()
    [text] = [one for one in made.findChildren(QLabel) if one.text() == words]
    assert text.height() >= text.heightForWidth(text.width())


def test_a_header_gives_way_in_large_type(qtbot, qapp):
    theme.apply(qapp, theme.Theme("claro", 2.0))
    header = Header("Matriz de implementación", "SECOEM")
    header.tools.addWidget(SearchBox("Buscar (Ctrl+F)", "Buscar"))
    qtbot.add_widget(header)
    assert header.minimumSizeHint().width() < 600


def test_a_narrow_bar_leaves_out_words_and_a_wide_one_says_them_again(qtbot, light):
    bar = Bar()
    qtbot.add_widget(bar)
    grouping = Segments("Agrupar", [("priority", "Prioridad"), ("axis", "Eje")])
    review = FilterButton("Sujetas a revisión", "flag")
    review.set_count(7)
    undo = Button("", "undo-2", "icon", tip="Deshacer")
    new = Button("Nueva línea", "plus", "primary", tip="Nueva línea (Ctrl+Shift+N)")
    for widget in (grouping, review):
        bar.left.addWidget(widget)
    for widget in (undo, new):
        bar.right.addWidget(widget)
    bar.spare = [undo]
    bar.resize(900, 46)
    bar.show()
    assert (review.text(), new.text()) == ("Sujetas a revisión  7", "Nueva línea")
    bar.resize(500, 46)
    assert (review.text(), new.text()) == ("7", "Nueva línea")
    assert not grouping.is_short
    bar.resize(240, 46)
    assert new.text() == ""
    assert (new.toolTip(), new.accessibleName()) == ("Nueva línea (Ctrl+Shift+N)", "Nueva línea")
    assert grouping.is_short
    assert undo.isHidden()
    bar.resize(900, 46)
    assert (review.text(), new.text()) == ("Sujetas a revisión  7", "Nueva línea")
    assert undo.isVisible()


def test_a_line_too_long_for_its_place_is_whole_in_the_tooltip(qtbot, light):
    made = ShortLabel("26 líneas · 11 prioridades")
    qtbot.add_widget(made)
    made.resize(400, 20)
    made.show()
    assert made.toolTip() == ""
    made.resize(60, 20)
    assert made.toolTip() == "26 líneas · 11 prioridades"
    assert made.minimumSizeHint().width() < 30


def test_enter_presses_the_button_it_is_on_and_not_the_one_of_the_dialog(qtbot):
    pressed = []
    dialog = QDialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    back, close = Button("Restaurar"), Button("Cerrar")
    back.setAutoDefault(False)
    close.setDefault(True)
    for button in (back, close):
        button.clicked.connect(lambda _on, one=button: pressed.append(one.text()))
        column.addWidget(button)
    dialog.show()
    QTest.keyClick(back, Qt.Key.Key_Return)
    assert pressed == ["Restaurar"]


def test_the_primary_button_keeps_its_words_longest(qtbot, light):
    bar = Bar()
    qtbot.add_widget(bar)
    more = Button("Agregar paquete…", "plus")
    accept = Button("Aplicar 12; 3 conflictos a la bandeja", "check", "primary")
    for widget in (more, accept):
        bar.right.addWidget(widget)
    bar.show()
    bar.resize(450, 46)
    assert (more.text(), accept.text()) == ("", "Aplicar 12; 3 conflictos a la bandeja")
    bar.resize(200, 46)
    assert (more.text(), accept.text()) == ("", "")
