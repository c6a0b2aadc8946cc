import pytest
from PySide6.QtCore import QPoint, Qt

from pea_desktop.ui.kit.page_strip import PageStrip
from tests.ui.kit.test_paper_view import document


@pytest.fixture
def strip(qtbot, light):
    made = PageStrip("Páginas")
    qtbot.add_widget(made)
    made.resize(140, 500)
    made.show()
    made.show_document(document(*"abcdefgh"))
    qtbot.wait_until(lambda: made.page_count > 0 and made.is_current)
    return made


def test_a_click_chooses_a_page(strip, qtbot):
    picked = []
    strip.picked.connect(picked.append)
    middle = strip._area(1).center()
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert (picked, strip.chosen) == ([2], 2)
    # Between the pages there is none.
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert picked == [2]


def test_the_arrows_choose_a_page_and_bring_it_into_sight(strip, qtbot):
    picked = []
    strip.picked.connect(picked.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(strip, key)
    last = strip.page_count
    assert picked == [2, last, last, last - 1, 1]
    qtbot.keyClick(strip, Qt.Key.Key_End)
    area, bar = strip._area(last - 1), strip.verticalScrollBar()
    assert area.bottom() <= bar.value() + strip.viewport().height()


def test_a_page_that_is_turned_elsewhere_is_marked_here_without_being_picked(strip):
    picked = []
    strip.picked.connect(picked.append)
    strip.choose(2)
    strip.choose(99)
    assert (picked, strip.chosen) == ([], 2)
