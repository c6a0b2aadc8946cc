"""A document as it will be printed."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from pea_desktop.core.errors import PeaError
from pea_desktop.ui.kit.tasks import Job
from pea_desktop.ui.pdf_window import PdfWindow, render


@pytest.fixture(scope="module")
def pdf():
    """Two pages: one upright with «Hola», one across."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(300, 400), invariant=1)
    canvas.drawString(50, 350, "Hola")
    canvas.showPage()
    canvas.setPageSize((400, 300))
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture
def window(qtbot, light, pdf):
    made = PdfWindow(pdf, "Minuta Mesa 08", "minuta.pdf", None)
    made.show()
    qtbot.wait_until(lambda: made.page_count == 2)
    yield made
    made.close()


def press(window, name):
    [button] = [one for one in window.findChildren(QPushButton) if one.accessibleName() == name]
    button.click()


def test_pages_are_rendered_at_the_scale_asked_with_their_words(pdf):
    first, second = render(pdf, 2, Job(lambda *_step: None))
    assert (first.width, first.height) == (600, 800)
    assert (second.width, second.height) == (800, 600)
    assert first.text.strip() == "Hola"
    assert len(first.pixels) == first.stride * first.height


def test_a_page_tells_its_number_and_its_words(window):
    first, second = window._pages
    assert first.accessibleName() == "Página 1 de 2"
    assert first.accessibleDescription().strip() == "Hola"
    assert second.accessibleName() == "Página 2 de 2"


def test_zooming_draws_the_pages_again(window, qtbot):
    before = window._pages[0].pixmap().width()
    press(window, "Acercar")
    qtbot.wait_until(lambda: window._pages[0].pixmap().width() == round(before * 1.25))
    assert window._scale.text() == "125 %"
    for _step in range(3):
        press(window, "Alejar")
    assert window._scale.text() == "50 %"
    assert not window._out.isEnabled()
    qtbot.wait_until(lambda: window._task is None)


def test_a_copy_is_the_same_document(window, answer, tmp_path, pdf):
    answer("choose_save", tmp_path / "copia.pdf")
    press(window, "Guardar PDF…")
    assert (tmp_path / "copia.pdf").read_bytes() == pdf
    assert "Se guardó «copia.pdf»." in [text.text() for text in window.findChildren(QLabel)]


def test_a_place_that_cannot_be_written_is_said(window, tmp_path):
    with pytest.raises(PeaError, match="No existe la carpeta"):
        window.save(tmp_path / "no hay" / "copia.pdf")


def test_a_scanned_picture_is_one_page(tmp_path, qapp):
    from PySide6.QtGui import QImage

    path = tmp_path / "hoja.png"
    picture = QImage(1200, 1600, QImage.Format.Format_RGB32)
    picture.fill(0xFF3366)
    picture.save(str(path))
    [page] = render(path.read_bytes(), 1, Job(lambda *_step: None))
    assert (page.width, page.height, page.pixels[:3]) == (612, 816, b"\xff\x33\x66")


@pytest.mark.parametrize("data", [b"%PDF-1.7 damaged", b"no picture"])
def test_a_damaged_file_is_told(data, qtbot, light, answer):
    answer("show_error")
    made = PdfWindow(data, "Evidencia", "evidencia.pdf", None)
    qtbot.add_widget(made)
    made.show()
    qtbot.wait_until(lambda: bool(answer.said))
    assert answer.said[0].startswith("El archivo está dañado")
