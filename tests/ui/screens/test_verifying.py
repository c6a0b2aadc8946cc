"""Verificar: a file or a printed page, its verdict in words, and the authorities it rests on."""

# ruff: noqa: F401, F811 - fixtures of the laboratory are imported and then asked for

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTabWidget

from pea_desktop.areas import documents, minutes
from pea_desktop.signing import desk, roots
from pea_desktop.ui.kit.widgets import Button
from pea_desktop.ui.screens import verifying_matches, verifying_verdict
from pea_desktop.ui.screens.verifying import VerifyingView
from pea_desktop.ui.screens.verifying_authorities import AuthoritiesDialog
from pea_desktop.ui.screens.verifying_help import VerifyingHelp
from tests.areas.conftest import exchange
from tests.areas.minute_rows import drawn, import_matrix, record
from tests.signing import pki
from tests.signing.conftest import _laboratory, lab
from tests.ui.screens.documents import (
    issued,
    on_paper,
    sign_bytes,
    sign_cell,
    sketched,
    with_efirma,
)

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today(clock):
    """The certificates of the laboratory are in force."""
    clock.seconds = int(pki.NOW.timestamp())


@pytest.fixture
def row(workspace, lab):
    """A minute that one person signs with the e.firma."""
    return issued(workspace, with_efirma(lab.people[0]))


@pytest.fixture
def view(qtbot, light, workspace):
    made = VerifyingView(workspace)
    qtbot.add_widget(made)
    made.resize(1282, 640)
    made.show()
    return made


@pytest.fixture
def verified(view, qtbot, tmp_path):
    """Return a function that verifies bytes as a file; it returns what is said."""

    def verify(data):
        path = tmp_path / "Minuta recibida.pdf"
        path.write_bytes(data)
        with qtbot.wait_signal(view.status_changed, timeout=20_000):
            view.verify_path(path)
        return texts(view)

    return verify


def texts(widget):
    return [one.text() for one in widget.findChildren(QLabel) if not one.isHidden()]


def buttons(widget):
    return [one.text() for one in widget.findChildren(Button) if not one.isHidden()]


def press(widget, text):
    next(one for one in widget.findChildren(Button) if one.text() == text).click()


# Files


def test_before_anything_it_says_what_a_match_means(view):
    assert "¿Es el documento que se emitió?" in texts(view)
    assert "Sin autoridades importadas: el emisor queda sin comprobar." in texts(view)
    assert view.status_text() == "Suelte un PDF o escriba un folio"


def test_what_another_laptop_signed_is_told_and_taken_in(
    view, verified, workspace, row, lab, answer, qtbot
):
    signed = sign_bytes(workspace, row, 0, lab.people[0])
    said = verified(signed)
    assert "ÍNTEGRO, EMISOR NO COMPROBADO" in said
    assert f"Es «{row.folio}». Trae firmas que este equipo todavía no tiene." in said
    assert "Contenido: sin cambios desde que se emitió." in said
    assert "Emisor: no comprobado. Importe los certificados del SAT para comprobarlo." in said
    assert "Esta revisión es técnica. No decide si el documento es válido para un trámite." in said
    assert view.status_text() == "Minuta recibida.pdf · ÍNTEGRO, EMISOR NO COMPROBADO"
    answer("say")
    with qtbot.wait_signal(view.status_changed, timeout=20_000):
        press(view, "Incorporar las firmas")
    assert answer.said[-1] == f"«{row.folio}» se recibió con 1 firma nueva."
    assert documents.pdf_of(workspace.session, row) == signed


def test_a_signature_can_be_explained(view, verified, workspace, row, lab):
    verified(sign_bytes(workspace, row, 0, lab.people[0]))
    meaning = "La firma se hizo con la clave privada de ese certificado."
    assert not any(text.startswith(meaning) for text in texts(view._results))
    press(view._results, "Qué significa")
    assert any(text.startswith(meaning) for text in texts(view._results))


def test_a_byte_that_changed_is_told_with_its_reason(verified, workspace, row, lab):
    signed = bytearray(sign_bytes(workspace, row, 0, lab.people[0]))
    signed[2000] ^= 1
    said = verified(bytes(signed))
    assert "ALTERADO O NO VÁLIDO" in said
    assert f"El contenido no es el que se emitió con el folio {row.folio}." in said
    assert f"Parece «{row.folio}», pero no es lo que se emitió." in said


def test_the_copy_without_the_last_signature_is_an_earlier_version(
    view, verified, workspace, row, lab
):
    before = documents.pdf_of(workspace.session, row)
    sign_cell(workspace, row, 0, lab.people[0])
    said = verified(before)
    assert "VERSIÓN ANTERIOR" in said
    sentence = "Este archivo es una versión anterior: le falta una firma que este equipo ya tiene."
    assert sentence in said
    assert "Incorporar las firmas" not in buttons(view)


def test_what_was_issued_and_nobody_signed_is_whole(verified, workspace, row):
    said = verified(documents.pdf_of(workspace.session, row))
    assert "SIN FIRMAS ELECTRÓNICAS" in said
    assert "Es exactamente el documento que se emitió; nadie ha firmado con e.firma." in said


def test_a_document_of_elsewhere_is_compared_with_its_first_signature(verified, lab):
    said = verified(lab.signed(0))
    assert "ÍNTEGRO, EMISOR NO COMPROBADO" in said
    told = "No es un documento emitido en este expediente: sólo se pudo comparar con su primera"
    assert any(text.startswith(told) for text in said)


def test_a_file_that_is_no_pdf_cannot_be_read(verified):
    assert "NO SE PUEDE LEER" in verified(b"hola")


def test_a_file_that_is_not_there_is_said_at_the_field(view, tmp_path):
    view.verify_path(tmp_path / "no hay.pdf")
    assert any(text.startswith("No se pudo leer «no hay.pdf»: ") for text in texts(view))


@pytest.fixture
def clipboard(qapp):
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("is_file", [True, False])
def test_what_was_copied_is_verified_with_ctrl_v(
    view, qtbot, workspace, row, tmp_path, clipboard, is_file
):
    path = tmp_path / "Minuta.pdf"
    path.write_bytes(documents.pdf_of(workspace.session, row))
    data = QMimeData()
    if is_file:
        data.setUrls([QUrl.fromLocalFile(str(path))])
    else:
        data.setText(str(path))
    clipboard.setMimeData(data)
    with qtbot.wait_signal(view.status_changed, timeout=20_000):
        QTest.keyClick(view.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert view.status_text() == "Minuta.pdf · SIN FIRMAS ELECTRÓNICAS"


# Pages


@pytest.fixture
def paper(workspace):
    return sketched(workspace, on_paper("Asistente Uno"))


def typed(view, text):
    view.line.setText(text)
    QTest.keyClick(view.line, Qt.Key.Key_Return)
    return texts(view._results)


def test_the_code_of_a_page_opens_its_document(view, paper, qtbot):
    said = typed(view, f"pea:{paper.folio}?h={paper.snapshot_sha256[:16]}")
    assert f"La huella coincide con la de «{paper.folio}», tal como se emitió." in said
    with qtbot.wait_signal(view.document_wanted) as told:
        press(view, "Ver en la mesa de firmas")
    assert told.args == [paper.id]


def test_a_page_with_the_folio_and_another_mark_is_of_no_document(view, paper):
    [_icon, said, *_ceiling] = typed(view, f"pea:{paper.folio}?h={'0' * 16}")
    assert said.endswith("la hoja no es de este documento.")


def test_a_folio_alone_asks_to_compare_the_mark(view, paper):
    said = typed(view, paper.folio.lower())
    mark = paper.snapshot_sha256[:16]
    assert any(text.startswith(f"Compare la huella que imprime la hoja con ésta: {mark}.")
               for text in said)  # fmt: skip


def test_the_mark_alone_finds_the_document_too(view, paper):
    said = typed(view, paper.snapshot_sha256[:16].upper())
    assert f"La huella coincide con la de «{paper.folio}», tal como se emitió." in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("pea:borrador?h=0123456789abcdef", "La hoja es de un borrador"),
        ("pea:OTRO-1?h=0123456789abcdef", "Este expediente no tiene el documento «OTRO-1»"),
        ("OTRO-1", "Este expediente no tiene ningún documento con «OTRO-1»."),
    ],
)
def test_a_page_of_elsewhere_is_said(view, paper, text, sentence):
    assert any(said.startswith(sentence) for said in typed(view, text))


def test_nothing_typed_asks_for_something(view):
    typed(view, " ")
    assert "Escriba un folio, una huella o la ruta de un PDF." in texts(view)


def test_an_earlier_version_says_which_is_in_force(view, workspace, paper, clock):
    clock.forward(60)
    with workspace.edit("Corregir") as session:
        made = documents.correct(
            session, paper.minute_id, minutes.Correction.NEW_VERSION, "Faltaba un nombre"
        )
    documents.issue(workspace, made.id, drawn)
    said = typed(view, f"pea:{paper.folio}?h={paper.snapshot_sha256[:16]}")
    told = f"Hay una versión más reciente: «{paper.folio} · versión 2». Ésta ya no es la vigente."
    assert told in said


def test_a_difference_says_on_which_page_the_document_says_otherwise(
    workspace, second_laptop, exchange
):
    made = record(workspace)
    exchange(workspace, second_laptop)
    with second_laptop.edit("Editar") as session:
        minutes.agreements(session, made.id)[1].text = "Dice otra cosa."
        minutes.minute(session, made.id).observations = "Sí."
    row = desk.issue_minute(workspace, made.id)
    exchange(second_laptop, workspace)
    observed, agreed = verifying_matches.differences(workspace.session, row)
    assert agreed.startswith("Acuerdo 2 (página 1): el documento dice «La matriz será")
    # A word of eight letters would be on any page.
    assert observed == "Observaciones: el documento dice «Ninguna.» y el expediente «Sí.»."


def test_what_changed_in_the_expediente_is_told(view, workspace, paper):
    import_matrix(workspace)
    said = typed(view, paper.folio)
    assert "Desde que se emitió cambió en el expediente" in said
    assert "Matriz: 26 líneas nuevas." in said


# Authorities


@pytest.fixture
def dialog(qtbot, light):
    made = AuthoritiesDialog()
    qtbot.add_widget(made)
    made.show()
    return made


def test_an_authority_is_kept_only_once_it_was_compared(dialog, answer, lab, tmp_path):
    path = tmp_path / "ac.cer"
    path.write_bytes(lab.authority.der)

    def compare(asked):
        assert not asked.keep.isEnabled()
        shown = "".join(texts(asked)).replace("\n", "")
        assert roots.read(lab.authority.der).fingerprint in shown
        asked.compared.setChecked(True)
        assert asked.keep.isEnabled()
        return True

    answer("choose_open", path)
    answer("show", compare)
    dialog.add.click()
    assert [one.name for one in desk.kept()] == ["AC DE LABORATORIO"]
    answer("ask", True)
    dialog.remove.click()
    assert (desk.kept(), dialog.remove.isEnabled()) == ([], False)


def test_one_without_its_root_may_be_taken_as_root(dialog, answer, lab, tmp_path):
    between = pki.authority("AC 5 DE LABORATORIO", 7, lab.authority, 9)
    path = tmp_path / "ac5.cer"
    path.write_bytes(between.der)

    def compare(asked):
        [box] = asked.anchors.values()
        box.setChecked(True)
        asked.compared.setChecked(True)
        return True

    answer("choose_open", path)
    answer("show", compare)
    dialog.add.click()
    [kept] = desk.kept()
    assert (kept.name, kept.is_anchor) == ("AC 5 DE LABORATORIO", True)


def test_a_file_without_certificates_is_refused(dialog, answer, tmp_path):
    path = tmp_path / "nota.zip"
    path.write_bytes(b"nada")
    answer("choose_open", path)
    answer("show_error")
    dialog.add.click()
    assert "no trae ningún certificado" in answer.said[-1]


def test_with_its_authority_a_signature_is_recognized(view, verified, workspace, row, lab):
    desk.keep([roots.read(lab.authority.der)])
    view.refresh_authorities()
    said = verified(sign_bytes(workspace, row, 0, lab.people[0]))
    assert "Este equipo reconoce 1 autoridad." in said
    assert "ÍNTEGRO, EMISOR RECONOCIDO" in said
    told = "Emisor: certificado emitido por una autoridad que este equipo importó"
    assert any(text.startswith(told) for text in said)


# Words


@pytest.mark.parametrize(
    ("line", "tone"),
    [
        ("Contenido: sin cambios desde que se emitió.", "ok"),
        ("Contenido: NO es el que se firmó. El contenido firmado cambió.", "bad"),
        ("Contenido: sin cambios desde la primera firma. Este equipo no tiene el…", "open"),
        ("Firma: corresponde al certificado de ANA (serie 1).", "ok"),
        ("Firma: NO es válida. La firma no corresponde a su certificado.", "bad"),
        ("Emisor: NO corresponde a las autoridades importadas.", "bad"),
        ("Emisor: no comprobado. Importe los certificados del SAT para comprobarlo.", "open"),
        ("Vigencia: el certificado NO estaba vigente a la hora que declaró el equipo. Fecha: …",
         "bad"),
        ("Vigencia: el certificado está vigente hoy. Fecha: hora del equipo.", "open"),
        ("Vigencia: el certificado está vigente hoy. Fecha: existía el 1/1/2026 según …", "ok"),
    ],
)  # fmt: skip
def test_each_line_has_the_icon_of_what_it_says(light, line, tone):
    assert verifying_verdict.tone_of(line) == tone


def test_every_verdict_has_a_look_and_a_sentence():
    assert set(verifying_verdict.VERDICT_LOOKS) == set(desk.Verdict)
    assert set(verifying_verdict._SENTENCES) == set(desk.Verdict)


def test_the_help_explains_every_verdict_and_acrobat(qtbot, light):
    made = VerifyingHelp()
    qtbot.add_widget(made)
    tabs = made.findChild(QTabWidget)
    words = [tabs.widget(at).toPlainText() for at in range(tabs.count())]
    assert all(str(verdict) in words[0] for verdict in desk.Verdict)
    assert "Acrobat" in words[1]
