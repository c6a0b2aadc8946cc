"""Files let go over a place, or copied in the file manager."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from pea_desktop.ui.kit.drop_zone import DropZone, file_in


def copied(*paths, text=""):
    data = QMimeData()
    if paths:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        data.setText(text)
    return data


def let_go(widget, data):
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    # Qt tells of a drop only the widget that it came over.
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(5, 5), *how))
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), *how))


@pytest.fixture
def zone(qtbot, light):
    made = DropZone("Suelte aquí un PDF", "O péguelo.", "Elegir…", (".pdf",))
    qtbot.add_widget(made)
    made.show()
    return made


def test_a_file_that_is_let_go_is_told(zone, qtbot, tmp_path):
    with qtbot.wait_signal(zone.dropped) as told:
        let_go(zone, copied(tmp_path / "Acta Ñ.PDF"))
    assert told.args == [tmp_path / "Acta Ñ.PDF"]


@pytest.mark.parametrize("names", [["foto.gif"], ["a.pdf", "b.pdf"]])
def test_other_files_are_left_to_others(zone, qtbot, tmp_path, names):
    with qtbot.assert_not_emitted(zone.dropped):
        let_go(zone, copied(*(tmp_path / name for name in names)))


def test_a_copied_path_is_a_file_and_other_words_are_not(tmp_path):
    path = tmp_path / "Acta.pdf"
    assert file_in(copied(text=f'"{path}"\n'), (".pdf",)) == path
    assert file_in(copied(text="SECOEM-MIN-2023-A01"), (".pdf",)) is None
    assert file_in(copied(), (".pdf",)) is None


def test_it_shows_that_a_file_would_be_taken(zone):
    before = zone.grab().toImage()
    zone.show_over(True)
    assert zone.grab().toImage() != before


def test_the_button_lets_choose(zone, qtbot):
    with qtbot.wait_signal(zone.choose_wanted):
        zone.button.click()


def test_several_files_are_told_together_where_they_are_taken(qtbot, light, tmp_path):
    made = DropZone("Suelte aquí", "Varios.", "Elegir…", (".peapkg",), several=True)
    qtbot.add_widget(made)
    names = ["a.peapkg", "nota.txt", "b.PEAPKG"]
    with qtbot.wait_signal(made.several_dropped) as told:
        let_go(made, copied(*(tmp_path / name for name in names)))
    assert told.args == [[tmp_path / "a.peapkg", tmp_path / "b.PEAPKG"]]
    with qtbot.assert_not_emitted(made.several_dropped):
        let_go(made, copied(tmp_path / "nota.txt"))
