"""«Documentos…»: every document, its subject and its paper."""

import pytest
from PySide6.QtCore import Qt

from pea_desktop.areas import catalog, documents
from pea_desktop.reports import REPORTS, Subject
from pea_desktop.settings import Settings
from pea_desktop.ui import documents_menu
from pea_desktop.ui.documents_menu import DocumentsDialog, Wanted
from pea_desktop.ui.kit import tasks
from pea_desktop.ui.main_window import MainWindow
from tests.areas.minute_rows import drawn, import_matrix, record

LETTER, OFICIO = (612, 792), (612, 965)


@pytest.fixture
def filled(workspace, clock):
    """A matrix, a draft of mesa 08, and an issued minute of mesa 09."""
    import_matrix(workspace)
    record(workspace)
    documents.issue(workspace, record(workspace, table="09").id, drawn)
    return workspace


@pytest.fixture
def make_dialog(qtbot, light, filled):
    def make(wanted=None):
        dialog = DocumentsDialog(None, filled, wanted)
        qtbot.add_widget(dialog)
        dialog.show()
        return dialog

    return make


@pytest.fixture
def shown(monkeypatch):
    """What would be shown: headings and the bytes of PDFs."""
    made = []
    monkeypatch.setattr(
        documents_menu, "show_pdf", lambda _over, heading, draw: made.append((heading, draw()))
    )
    return made


def choose(dialog, key):
    dialog.reports.setCurrentRow([report.key for report in REPORTS].index(key))


def listed(dialog):
    return [dialog.subjects.item(at).text() for at in range(dialog.subjects.count())]


def size(pdf):
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(sorted(round(side) for side in document[0].get_size()))
    finally:
        document.close()


def test_every_document_is_listed_with_its_subjects(make_dialog):
    dialog = make_dialog()
    titles = [dialog.reports.item(at).text() for at in range(dialog.reports.count())]
    assert titles == [report.title for report in REPORTS]
    assert listed(dialog) == ["SECOEM-MIN-2023-A01 · 19/04/2023", "Mesa 08, borrador · 19/04/2023"]
    choose(dialog, "matrix")
    assert listed(dialog) == ["SECOEM"]
    choose(dialog, "reminder")
    assert listed(dialog) == ["SECOEM · 2 acuerdos por cumplir"]
    choose(dialog, "priority")
    assert listed(dialog)[0].startswith("7. ")
    choose(dialog, "indicator")
    assert len(listed(dialog)) == 26
    dialog.search.setText("bitacora digital")
    assert dialog.subject_name == "2. Porcentaje de Registros en Bitácora Digital"
    dialog.search.setText("no hay")
    assert (dialog.subject, dialog._see.isEnabled()) == (None, False)
    choose(dialog, "catalog")
    assert (dialog.subject, dialog._see.isEnabled()) == ("", True)
    assert dialog._see.isDefault()


def test_it_begins_with_what_the_screen_shows(make_dialog, filled):
    line = documents_menu.options(filled.session, documents_menu.report_of("indicator"), None)[4][0]
    dialog = make_dialog(Wanted.of(("indicator", {"linea": line, "institucion": "otra"})))
    assert (dialog.report.key, dialog.subject) == ("indicator", line)


@pytest.mark.parametrize("report", REPORTS, ids=[report.key for report in REPORTS])
def test_every_document_is_seen_on_both_papers(report, filled, make_dialog, shown, answer, light):
    for page, expected in (("carta", LETTER), ("oficio", OFICIO)):

        def fill(dialog, page=page):
            choose(dialog, report.key)
            if report.key == "minute":
                dialog.subjects.setCurrentRow(1)
            assert dialog.paper.isEnabled()
            dialog.paper.choose(page)
            dialog.accept()
            return True

        answer("show", fill)
        if report.key == "reminder":
            answer("show", lambda dialog: (dialog.accept(), True)[1])
        documents_menu.open_documents(filled, None)
        heading, pdf = shown.pop()
        assert heading.startswith(report.title)
        assert size(pdf) == expected, page


def test_an_issued_minute_is_seen_as_it_was_issued(make_dialog, filled, shown, answer):
    dialog = make_dialog()
    assert not dialog.paper.isEnabled()
    assert dialog._fixed.text() == "Ya se emitió: se ve tal cual."
    answer("show", lambda dialog: (dialog.accept(), True)[1])
    documents_menu.open_documents(filled, None)
    [(_heading, pdf)] = shown
    [issued] = documents.all_documents(filled.session)
    assert pdf == documents.pdf_of(filled.session, issued)


def test_what_cannot_be_made_is_told(filled, shown, answer, monkeypatch):
    def fill(dialog):
        choose(dialog, "signatures")
        dialog.subjects.setCurrentRow(1)
        dialog.accept()
        return True

    answer("show", fill)
    answer("show_error")
    documents_menu.open_documents(filled, None)
    assert answer.said[-1].startswith("La minuta no se ha emitido")
    assert shown == []


def test_an_expediente_without_anything_says_so(workspace, qtbot, light):
    dialog = DocumentsDialog(None, workspace)
    qtbot.add_widget(dialog)
    dialog.show()
    assert dialog._nothing.text() == "Todavía no hay minutas."
    dialog.accept()
    assert dialog.result() == 0


@pytest.mark.parametrize(
    ("key", "report", "subject"),
    [
        ("catalog", "catalog", None),
        ("matrix", "matrix", Subject.INSTITUTION),
        ("agreements", "agreements", Subject.INSTITUTION),
        ("sync", "minute", None),
    ],
)
def test_each_screen_suggests_its_own(key, report, subject, filled, qtbot, light, answer):
    window = MainWindow(filled, Settings())
    qtbot.add_widget(window)
    page = window.open_screen(key)
    seen = []

    def look(dialog):
        seen.append((dialog.report.key, dialog._wanted.subjects))
        return False

    answer("show", look)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    window.show()
    window.activateWindow()
    qtbot.wait_until(window.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_K, modifiers)
    [(shown, subjects)] = seen
    assert shown == report
    if subject is not None:
        assert subjects[subject]


def test_politica_suggests_the_prioridad_that_is_read(filled, qtbot, light):
    window = MainWindow(filled, Settings())
    qtbot.add_widget(window)
    page = window.open_screen("catalog")
    [item] = [one for one in catalog.priorities(filled.session) if one.number == "9"]
    page.choose(item.id)
    assert page.document_wanted() == ("priority", {"prioridad": item.id})


def test_minutas_suggests_the_minute_that_is_written(workspace, qtbot, light):
    made = record(workspace)
    window = MainWindow(workspace, Settings())
    qtbot.add_widget(window)
    key, subjects = window.open_screen("minutes").document_wanted()
    assert (key, subjects["minuta"]) == ("minute", made.id)
    qtbot.wait_until(lambda: not tasks.running())


def test_politica_and_a_linea_print_what_is_read(filled, qtbot, light, shown):
    window = MainWindow(filled, Settings())
    qtbot.add_widget(window)
    window.show()
    window.activateWindow()
    qtbot.wait_until(window.isActiveWindow)
    page = window.open_screen("catalog")
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    [item] = [one for one in catalog.priorities(filled.session) if one.number == "9"]
    page.choose(item.id)
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.open_screen("matrix").grid, Qt.Key.Key_P, modifiers)
    assert [heading for heading, _pdf in shown] == [
        "Catálogo de la política",
        "Ficha técnica de una prioridad",
        "Ficha de indicador",
    ]
