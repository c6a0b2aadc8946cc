"""The screens without a mouse."""

from PySide6.QtCore import Qt

from pea_desktop.areas import minutes
from pea_desktop.ui.kit.widgets import Choice
from tests.stories.test_main_job import create

NO = Qt.KeyboardModifier.NoModifier


def test_a_minute_is_recorded_by_keyboard(make_laptop, answer, tmp_path):
    laptop = make_laptop("LAPTOP-03", "Lic. Asistente Uno")
    create(laptop, answer, tmp_path / "michoacan.pea")
    laptop.press(Qt.Key.Key_5)
    laptop.press(Qt.Key.Key_Return, NO)
    for text in ("08", "1", "19/04/2023", "24", "SECOEM"):
        laptop.type_over(text)
        laptop.press(Qt.Key.Key_Tab, NO)
    laptop.press(Qt.Key.Key_Space, NO)
    laptop.type_over("Integrar la matriz")
    laptop.press(Qt.Key.Key_Tab, NO)
    [shown] = [
        choice.currentText()
        for choice in laptop.window.findChildren(Choice)
        if choice.accessibleName() == "Minuta que se muestra"
    ]
    assert shown == "Minuta Mesa 08 - Fase 1 · SECOEM · 19/04/2023 · Borrador"
    assert "Declaradas 24 · capturadas 0 · diferencia -24" in laptop.says()
    session = laptop.workspace.session
    [minute] = minutes.minutes(session)
    assert [row.text for row in minutes.agreements(session, minute.id)] == ["Integrar la matriz"]
    laptop.press(Qt.Key.Key_Z)
    assert [row.text for row in minutes.agreements(session, minute.id)] == [None]
    laptop.press(Qt.Key.Key_Y)
    assert [row.text for row in minutes.agreements(session, minute.id)] == ["Integrar la matriz"]


def test_the_policy_is_read_by_keyboard(make_laptop, answer, tmp_path):
    laptop = make_laptop("LAPTOP-03", "Lic. Asistente Uno")
    create(laptop, answer, tmp_path / "michoacan.pea")
    laptop.press(Qt.Key.Key_1)
    laptop.press(Qt.Key.Key_Down, NO)
    assert "Prioridad 7" in laptop.says()
    laptop.press(Qt.Key.Key_F)
    laptop.type_over("compras")
    assert laptop.window.open_screen("catalog").status_text() == "1 eje · 1 prioridad"


def test_a_package_is_made_by_keyboard(make_laptop, answer, tmp_path):
    laptop = make_laptop("LAPTOP-03", "Lic. Asistente Uno")
    create(laptop, answer, tmp_path / "michoacan.pea")
    laptop.press(Qt.Key.Key_8)
    answer("choose_save", tmp_path / "uno.peapkg")
    laptop.press(Qt.Key.Key_Space, NO)
    assert (tmp_path / "uno.peapkg").is_file()
