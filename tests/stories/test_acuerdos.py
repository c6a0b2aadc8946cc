"""An acuerdo that is overdue: followed up, fulfilled with its evidence; the rest reminded of."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from pea_desktop.areas import documents, matrix, minutes
from pea_desktop.areas.minutes import AgreementState
from pea_desktop.core import attachments
from pea_desktop.files import books
from pea_desktop.ui.pdf_window import PdfWindow
from tests.areas.minute_rows import BOOK, MESA_08, drawn
from tests.stories.test_main_job import create

NO = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def this_day():
    return datetime.now().astimezone().date()


@pytest.fixture
def laptop(make_laptop, answer, tmp_path):
    """An issued minute with a constancia, an acuerdo overdue since yesterday and one for later."""
    made = make_laptop("LAPTOP-03", "Lic. Asistente Uno")
    create(made, answer, tmp_path / "michoacan.pea")
    today = this_day()
    with made.workspace.edit("Importar") as session:
        plan = matrix.plan_import(session, books.read(BOOK), "SECOEM")
        matrix.apply_import(session, plan)
    fact, owed = MESA_08["agreements"]
    listed = [
        fact,
        {**owed, "due": str(today - timedelta(days=1))},
        {**owed, "number": "3", "text": "Enviar la matriz.", "due": str(today + timedelta(days=9))},
    ]
    with made.workspace.edit("Registrar minuta") as session:
        minute = minutes.create(session, {**MESA_08, "agreements": listed, "date": str(today)})
    documents.issue(made.workspace, minute.id, drawn)
    # Beside the table there is room for the panel.
    made.window.setWindowState(Qt.WindowState.WindowNoState)
    made.window.resize(1366, 728)
    made.open("Acuerdos")
    return made


def pdf_shown(laptop):
    """Return the words of the document that is shown, and close its window."""
    [window] = laptop.window.findChildren(PdfWindow)
    laptop.qtbot.wait_until(lambda: window.page_count > 0)
    words = " ".join(sheet.accessibleDescription() for sheet in window._pages)
    window.close()
    laptop.qtbot.wait_until(lambda: not laptop.window.findChildren(PdfWindow))
    return words


def test_an_overdue_acuerdo_is_fulfilled_with_its_evidence(laptop, answer, tmp_path, qtbot):
    import openpyxl

    (tmp_path / "acuse.pdf").write_bytes(PDF)
    assert "2 abiertos de 3 · 1 vencido" in laptop.says()
    assert "Venció hace 1 día natural." in laptop.says()

    # First what was done so far, then that it is done.
    def advance(dialog):
        dialog.form.set_values({"note": "Se llamó a la unidad.", "state": "en_proceso"})
        dialog.accept()
        return True

    answer("show", advance)
    laptop.click("Registrar avance")
    assert "Se llamó a la unidad." in laptop.says()
    assert "Venció hace 1 día natural." in laptop.says()

    def fulfil(dialog):
        assert dialog.form.value("state") == "cumplido"
        dialog.take_evidence(tmp_path / "acuse.pdf")
        dialog.accept()
        return True

    answer("show", fulfil)
    laptop.press(Qt.Key.Key_Space, NO)
    [document] = documents.all_documents(laptop.workspace.session)
    _fact, done, owed = minutes.agreements(laptop.workspace.session, document.minute_id)
    assert (done.state, done.fulfilled) == (AgreementState.FULFILLED, this_day())
    told = minutes.follow_ups(laptop.workspace.session, done.id)
    [kept] = [row.attachment for row in told if row.attachment]
    assert attachments.get(laptop.workspace.session, kept) == PDF
    # The document is what it was.
    pdf = documents.pdf_of(laptop.workspace.session, document)
    assert documents.is_intact(pdf, document)
    assert documents.problems(laptop.workspace.session) == []

    # Only what is still owed goes into the oficio.
    assert "Acuerdo 3" in laptop.says()
    answer("show", lambda dialog: (dialog.accept(), True)[1])
    laptop.click("Oficio de recordatorio")
    qtbot.wait_until(lambda: bool(laptop.window.findChildren(PdfWindow)))
    words = pdf_shown(laptop)
    assert "Enviar la matriz." in words
    assert "línea base" not in words

    # All of them go into the workbook.
    screen = laptop.window.open_screen("agreements")
    screen._clear()
    answer("choose_save", tmp_path / "acuerdos.xlsx")
    laptop.press(Qt.Key.Key_E)
    laptop.wait_until_it_says("Se exportaron 3 acuerdos a acuerdos.xlsx.")
    sheet = openpyxl.load_workbook(tmp_path / "acuerdos.xlsx").active
    states = {row[0]: row[5] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert states[done.folio] == "Cumplido"
    assert states[owed.folio] == "Registrado"

    # The evidence is there to be seen.
    screen.go_to(done.id)
    QApplication.processEvents()
    laptop.click("Abrir la evidencia «acuse.pdf»")
    assert "Acuse de recibo" in pdf_shown(laptop)


def test_undo_takes_an_avance_back_and_help_lists_the_keys(laptop, answer):
    answer("show", lambda dialog: (dialog.accept(), True)[1])
    laptop.press(Qt.Key.Key_Space, NO)
    assert "1 acuerdo" in laptop.says()
    laptop.press(Qt.Key.Key_Z)
    assert "2 acuerdos · 1 vencido" in laptop.says()
    seen = []

    def read(dialog):
        seen.extend(one.text() for one in dialog.findChildren(QLabel))
        return False

    answer("show", read)
    laptop.press(Qt.Key.Key_F1, NO)
    for said in ("Marcar como cumplido…", "Cambiar fecha límite…", "Agrupar de otro modo"):
        assert said in seen


def _one_page(words):
    """Return a PDF of one page that says some words."""
    stream = f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(data))
    )


PDF = _one_page("Acuse de recibo")
