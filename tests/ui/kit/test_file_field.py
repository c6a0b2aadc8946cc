"""A field for the path of a file."""

import pytest
from PySide6.QtTest import QTest

from pea_desktop.ui.kit.file_field import FileField


@pytest.fixture
def field(qtbot, light):
    made = FileField(
        "&Certificado", "Elegir", "Certificado (*.cer)", "Elegir…", (".cer",), remember=False
    )
    qtbot.add_widget(made)
    made.show()
    return made


def test_a_chosen_file_is_told_once(field, qtbot, answer, tmp_path):
    told = []
    field.picked.connect(lambda: told.append(field.path))
    answer("choose_open", tmp_path / "uno.cer")
    field.button.click()
    field.line.editingFinished.emit()
    assert told == [tmp_path / "uno.cer"]


def test_a_path_that_is_typed_may_stand_between_quotes(field, tmp_path):
    field.line.setText(f'"{tmp_path / "uno.cer"}"')
    assert field.path == tmp_path / "uno.cer"
    field.line.clear()
    assert field.path is None


def test_what_is_wrong_is_said_until_another_file_is_typed(field):
    field.show_error("El archivo elegido no es un certificado .cer válido.")
    assert field.line.accessibleDescription() == field.error
    assert field.line.property("invalid")
    QTest.keyClicks(field.line, "x")
    assert (field.error, field.line.property("invalid")) == ("", False)


def test_each_part_has_a_name(field):
    assert field.line.accessibleName() == "Certificado"
    assert field.button.accessibleName() == "Elegir… Certificado"
