import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from pea_desktop.core.tabular import block_of
from pea_desktop.ui.kit import clipboard

BLOCK = block_of([["007", "Recibir\ny atender"], ["=A1", 'la "mesa"']])


def data_of(**texts):
    data = QMimeData()
    if "html" in texts:
        data.setHtml(texts["html"])
    if "text" in texts:
        data.setText(texts["text"])
    return data


@pytest.fixture
def board(qapp):
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


def test_what_is_copied_is_taken_as_it_was(board):
    clipboard.put(BLOCK)
    assert clipboard.taken() == BLOCK


def test_copies_a_table_and_plain_text(board):
    clipboard.put(BLOCK)
    assert board.text() == '007\t"Recibir\ny atender"\n=A1\t"la ""mesa"""'
    assert "<table>" in board.mimeData().html()


def test_takes_the_table_before_the_text():
    data = data_of(html="<table><tr><td>a<br>b</td></tr></table>", text="a\nb")
    assert clipboard.cells_of(data).rows == (("a\nb",),)


def test_takes_the_text_where_the_page_has_no_table():
    assert clipboard.cells_of(data_of(html="<p>a</p>", text="a\tb")).rows == (("a", "b"),)


def test_says_that_there_is_nothing_to_take():
    assert clipboard.cells_of(QMimeData()) is None
    assert clipboard.cells_of(data_of(text="")) is None
