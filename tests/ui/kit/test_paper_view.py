"""Pages beside the window: drawn in the background, page and zoom kept."""

from io import BytesIO

import pytest
from PySide6.QtCore import Qt

from pea_desktop.ui.kit.paper_view import PAGE, WIDTH, Fit, PaperView, draw


def document(*words, width=400, height=500):
    """Return a PDF with a page for each word."""
    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(width, height), invariant=1)
    for word in words:
        canvas.setFont("Helvetica", 40)
        canvas.drawString(40, height - 80, word)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def with_a_field():
    """Return a page with a form field that draws itself: a box filled in black."""
    from reportlab.lib.colors import black
    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(100, 100), invariant=1)
    canvas.acroForm.textfield(
        name="firma", x=10, y=10, width=80, height=80, fillColor=black, borderWidth=0
    )
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture
def view(qtbot, light):
    made = PaperView("Vista previa")
    qtbot.add_widget(made)
    made.resize(500, 400)
    made.show()
    qtbot.wait_exposed(made)
    return made


@pytest.fixture
def show(qtbot, view):
    def show(pdf):
        with qtbot.wait_signal(view.shown):
            view.show_document(pdf)

    return show


def test_shows_a_document_with_its_words(view, show):
    show(document("Uno", "Dos", "Tres"))
    assert (view.page, view.page_count, view.page_text.strip()) == (1, 3, "Uno")
    assert view.accessibleDescription().startswith("Página 1 de 3\nUno")


def test_another_document_keeps_page_and_zoom(view, show, qtbot):
    show(document("Uno", "Dos", "Tres"))
    view.set_zoom(100)
    view.go_to_page(2)
    place = view.verticalScrollBar().value()
    show(document("Uno", "Dos otra vez", "Tres"))
    assert (view.page, view.zoom, view.verticalScrollBar().value()) == (2, 100, place)
    assert view.page_text.strip() == "Dos otra vez"


def test_a_shorter_document_ends_at_its_last_page(view, show):
    show(document("Uno", "Dos", "Tres"))
    view.go_to_page(3)
    show(document("Sola"))
    assert (view.page, view.page_count) == (1, 1)


def test_keys_turn_pages_and_zoom(view, show, qtbot):
    show(document("Uno", "Dos", "Tres"))
    said = []
    view.page_changed.connect(lambda page, total: said.append((page, total)))
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_End):
        qtbot.keyClick(view, key)
    assert said == [(2, 3), (3, 3), (2, 3), (3, 3)]
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom in (100, 125)
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == WIDTH


def test_pages_come_into_sight_drawn(view, show, qtbot):
    show(document(*(f"Hoja {n}" for n in range(30))))
    view.go_to_page(20)
    qtbot.wait_until(lambda: view.is_current)
    assert view.page_text.strip() == "Hoja 19"
    # A long annex does not stay in memory.
    assert len(view._images) < 16


def test_no_document_is_an_empty_ground(view, show):
    show(document("Uno"))
    view.show_document(None)
    assert (view.page, view.page_count) == (0, 0)


def test_form_fields_are_drawn(view):
    drawing = draw(with_a_field(), [0], Fit(100, 0, 0))
    picture = drawing.pictures[0]
    middle = (picture.height // 2) * picture.stride + (picture.width // 2) * 3
    assert picture.pixels[middle : middle + 3] == b"\x00\x00\x00"


def test_sizes_follow_the_room():
    assert Fit(100, 0, 0).scale(400, 500) == pytest.approx(96 / 72)
    assert Fit(WIDTH, 800, 100).scale(400, 500) == pytest.approx(2.0)
    assert Fit(PAGE, 800, 100).scale(400, 500) == pytest.approx(0.2)
