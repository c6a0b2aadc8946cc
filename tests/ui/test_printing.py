"""Printing: the pages that were asked for, each as it lies."""

import pytest
from PySide6.QtPrintSupport import QPrinter

from pea_desktop.areas import minutes
from pea_desktop.reports import minute as report
from pea_desktop.ui import printing
from pea_desktop.ui.kit import tasks
from pea_desktop.ui.pdf_window import PdfWindow
from tests.areas.minute_rows import import_matrix, record


@pytest.fixture
def pdf(workspace):
    """A minute upright, and its annex on its side."""
    import_matrix(workspace)
    return report.render(minutes.snapshot(workspace.session, record(workspace).id))


def test_a_document_is_printed_page_by_page_as_it_lies(pdf, qtbot, light, answer, tmp_path):
    window = PdfWindow(pdf, "Minuta", "minuta.pdf", None)
    qtbot.add_widget(window)
    window.show()
    qtbot.wait_until(lambda: window.page_count > 0)
    out = tmp_path / "impreso.pdf"

    def choose(dialog):
        assert dialog.maxPage() == len(printing.page_sizes(pdf)) > 2
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(out))
        dialog.printer().setResolution(72)
        dialog.printer().setFromTo(1, 3)
        return True

    answer("show", choose)
    window.print_out()
    qtbot.wait_until(lambda: not tasks.running())
    printed = [tuple(map(round, size)) for size in printing.page_sizes(out.read_bytes())]
    expected = [tuple(map(round, size)) for size in printing.page_sizes(pdf)[:3]]
    assert printed == expected
    assert {width > height for width, height in printed} == {True, False}


def test_nothing_is_printed_when_the_person_does_not_want_it(pdf, light, answer):
    answer("show", False)
    assert printing.print_document(pdf, "Minuta", None) is None


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_nothing_is_told(pdf, qtbot, light, answer, tmp_path):
    window = PdfWindow(pdf, "Minuta", "minuta.pdf", None)
    qtbot.add_widget(window)
    qtbot.wait_until(lambda: window.page_count > 0)

    def choose(dialog):
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(tmp_path / "no está" / "impreso.pdf"))
        return True

    answer("show", choose)
    answer("show_error")
    window.print_out()
    qtbot.wait_until(lambda: not tasks.running())
    assert answer.said[-1].startswith("La impresora no respondió")
