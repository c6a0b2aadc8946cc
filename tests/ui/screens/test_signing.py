"""Mesa de firmas: who signs what is issued, on paper, on the screen and with the e.firma."""

# ruff: noqa: F401, F811 - fixtures of the laboratory are imported and then asked for

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.documents import SignatureState
from pea_desktop.core import attachments
from pea_desktop.settings import Settings
from pea_desktop.signing import desk
from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.report_table import CELL_ROLE
from pea_desktop.ui.kit.widgets import Button
from pea_desktop.ui.screens import signing_ink
from pea_desktop.ui.screens.signing import SigningScreen
from pea_desktop.ui.screens.signing_efirma import EfirmaDialog
from pea_desktop.ui.screens.signing_ink import InkDialog, sign_with_ink
from pea_desktop.ui.screens.signing_scan import ScanDialog, Scanned
from tests.areas.minute_rows import drawn, record
from tests.signing import pki
from tests.signing.conftest import _laboratory, lab
from tests.ui.screens.documents import (
    issued,
    on_paper,
    rows,
    sign_bytes,
    sign_cell,
    sketched,
    with_efirma,
)
from tests.ui.test_room import cut_in

pytestmark = pytest.mark.usefixtures("today")
INK = (((0, 0, 500), (5000, 5000, 500)),)


@pytest.fixture
def today(clock):
    """The certificates of the laboratory are in force."""
    clock.seconds = int(pki.NOW.timestamp())


@pytest.fixture
def make_screen(qtbot, light):
    def make(workspace):
        screen = SigningScreen(workspace)
        workspace.subscribe(screen.refresh)
        qtbot.add_widget(screen)
        screen.resize(1282, 700)
        screen.show()
        screen.activateWindow()
        qtbot.wait_until(screen.isActiveWindow)
        return screen

    return make


@pytest.fixture
def paper(workspace):
    """A minute that two people sign on paper."""
    return sketched(workspace, on_paper("Asistente Uno"), on_paper("Asistente Dos"))


def press(widget, text):
    next(one for one in widget.findChildren(Button) if one.text() == text).click()


def texts(widget):
    return [one.text() for one in widget.findChildren(QLabel) if not one.isHidden()]


def cells(view):
    """Return the words of each row of a table."""
    model = view.report
    every = range(model.columnCount())
    return [
        [model.index(at, column).data(CELL_ROLE).text for column in every]
        for at in range(model.rowCount())
    ]


def key(screen, which, modifiers=Qt.KeyboardModifier.NoModifier):
    screen.table.detail.signers.setFocus()
    QTest.keyClick(screen.table.detail.signers, which, modifiers)


# The documents


def test_without_documents_it_says_what_this_is_and_where_to_go(make_screen, workspace, qtbot):
    screen = make_screen(workspace)
    assert "No hay documentos emitidos" in texts(screen)
    with qtbot.wait_signal(screen.place_wanted) as told:
        press(screen, "Ir a Minutas")
    assert told.args == ["minutes", "", ""]
    press(screen, "Verificar un archivo")
    assert screen.verifying.isVisible()


def test_each_document_says_how_many_signatures_are_missing(make_screen, workspace, paper):
    screen = make_screen(workspace)
    [card] = screen.table.list.cards()
    assert card.spoken == f"{paper.folio}. Minuta · Mesa 08, Fase 1. 19/04/2023. Faltan 2 de 2"
    assert screen.status_text() == "1 documento · faltan 2 firmas"
    for view in (screen.table.list, screen.table.detail.signers, screen.table.detail.files):
        QAbstractItemModelTester(view.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_marks_that_the_pages_print_are_shown_with_their_code(make_screen, workspace, paper):
    detail = make_screen(workspace).table.detail
    mark = paper.snapshot_sha256[:16]
    assert detail._qr.accessibleDescription() == f"pea:{paper.folio}?h={mark}"
    shown = detail._qr.grab().toImage()
    colours = {shown.pixelColor(x, y).name() for x in range(76) for y in range(76)}
    assert {"#000000", "#ffffff"} <= colours
    assert any(text.startswith(f"Huella impresa en cada hoja: {mark} · ") for text in texts(detail))


def test_a_search_leaves_what_holds_the_words(make_screen, workspace, paper, clock):
    clock.forward(60)
    other = sketched(workspace, on_paper("Asistente Tres"), table="09")
    screen = make_screen(workspace)
    screen.search.setText("mesa 08")
    assert [card.id for card in screen.table.list.cards()] == [paper.id]
    screen.search.setText("nada así")
    press(screen, "Mostrar todos")
    assert [card.id for card in screen.table.list.cards()] == [other.id, paper.id]


def test_a_new_version_takes_the_place_of_the_first(make_screen, workspace, paper, clock):
    clock.forward(60)
    with workspace.edit("Corregir") as session:
        made = documents.correct(
            session, paper.minute_id, minutes.Correction.NEW_VERSION, "Faltaba un nombre"
        )
    second = documents.issue(workspace, made.id, drawn)
    screen = make_screen(workspace)
    newest, first = screen.table.list.cards()
    assert (newest.id, first.state.text) == (second.id, "Sustituido")
    told = f"Sustituye a la versión anterior de «{paper.folio}». Motivo: Faltaba un nombre"
    assert told in texts(screen.table.detail)
    screen.go_to(paper.id)
    told = "Lo sustituye la versión 2; éste se conserva con sus firmas."
    assert told in texts(screen.table.detail)
    assert screen.status_text() == "2 documentos · faltan 2 firmas"


# On paper


def test_space_notes_that_a_person_signed_and_takes_it_back(make_screen, workspace, paper):
    screen = make_screen(workspace)
    key(screen, Qt.Key.Key_Space)
    assert cells(screen.table.detail.signers)[0] == [
        "Asistente Uno", "Asistente", "En papel", "Firmó en papel", "10/03/2026", "",
    ]  # fmt: skip
    assert screen.table.list.cards()[0].state.text == "Falta 1 de 2"
    key(screen, Qt.Key.Key_Space)
    assert rows(workspace, paper)[0].state is SignatureState.PENDING
    workspace.undo()
    assert rows(workspace, paper)[0].state is SignatureState.BY_HAND


def test_space_on_the_list_or_a_button_marks_nobody(make_screen, workspace, paper, answer):
    screen = make_screen(workspace)
    QTest.keyClick(screen.table.list, Qt.Key.Key_Space)
    answer("choose_open")
    screen.table.detail.scan.setFocus()
    QTest.keyClick(screen.table.detail.scan, Qt.Key.Key_Space)
    assert rows(workspace, paper)[0].state is SignatureState.PENDING


def test_n_goes_to_the_next_missing_signature_also_of_another_document(
    make_screen, workspace, paper
):
    other = sketched(workspace, on_paper("Asistente Tres"), table="09")
    screen = make_screen(workspace)
    screen.go_to(paper.id)
    key(screen, Qt.Key.Key_N)
    assert screen.table.detail.current().cell.person == "Asistente Dos"
    key(screen, Qt.Key.Key_N)
    assert screen.table.list.current_id() == other.id
    assert screen.table.detail.current().cell.person == "Asistente Tres"


def test_enter_notes_a_refusal_with_its_reason(make_screen, workspace, paper, answer):
    screen = make_screen(workspace)

    def refuse(dialog):
        dialog.state.setCurrentIndex(dialog.state.findData(str(SignatureState.REFUSED)))
        dialog.state.activated.emit(dialog.state.currentIndex())
        assert dialog.form.value("day") == "10/03/2026"
        dialog.form.set_values({"day": "31/02/2026"})
        dialog.accept()
        assert dialog.form.has_errors()
        dialog.form.set_values({"day": "09/03/2026", "note": "No está de acuerdo"})
        return True

    answer("show", refuse)
    key(screen, Qt.Key.Key_Return)
    one = rows(workspace, paper)[0]
    assert (one.state, one.day, one.note) == (
        SignatureState.REFUSED, "2026-03-09", "No está de acuerdo",
    )  # fmt: skip
    [row, _other] = cells(screen.table.detail.signers)
    assert row[3:] == ["Se negó", "09/03/2026", "No está de acuerdo"]
    assert screen.status_text() == "1 documento · falta 1 firma · 1 quedó sin firmar"


def test_the_set_of_signatures_is_the_document_with_its_signatures(make_screen, workspace, qtbot):
    paper = issued(workspace, on_paper("Asistente Uno"))
    screen = make_screen(workspace)
    key(screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    window = screen.table.pdf_window
    assert window.windowTitle() == f"Juego de firmas · {paper.folio}"
    qtbot.wait_until(lambda: window.page_count > 0)
    window.close()


def test_a_scanned_copy_is_counted_before_it_is_kept(make_screen, workspace, answer, tmp_path):
    paper = issued(workspace, on_paper("Asistente Uno"))
    screen = make_screen(workspace)
    scan = tmp_path / "Hoja firmada.png"
    assert screen.grab().toImage().save(str(scan))

    def attach(dialog):
        assert dialog.pages == 1
        dialog.form.set_values({"pages": "9", "kept_at": "Archivo de la UT"})
        dialog.accept()
        assert "Adjuntar de todos modos" in [b.text() for b in dialog.findChildren(Button)]
        dialog.people.item(0).setCheckState(Qt.CheckState.Checked)
        dialog.accept()
        return True

    answer("choose_open", scan)
    answer("show", attach)
    key(
        screen,
        Qt.Key.Key_S,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    [kept] = documents.scans(workspace.session, paper.id)
    assert (kept.pages, kept.kept_at, kept.by) == (9, "Archivo de la UT", "Persona de laptop-1")
    assert attachments.get(workspace.session, kept.sha256) == scan.read_bytes()
    assert rows(workspace, paper)[0].state is SignatureState.SCANNED
    detail, who, mark, action = cells(screen.table.detail.files)[1]
    told = "Copia digitalizada «Hoja firmada.png» · 9 páginas · original en Archivo de la UT"
    assert (detail, mark, action) == (told, kept.sha256[:16], "Abrir")
    assert who.startswith("Persona de laptop-1, 10/03/2026")


def test_in_a_narrow_place_nothing_scrolls_sideways_and_all_is_said(make_screen, workspace):
    paper = sketched(workspace, on_paper("Asistente Uno"), on_paper("Asistente Dos"))
    screen = make_screen(workspace)
    screen.resize(760, 600)
    detail = screen.table.detail
    assert cells(detail.signers)[0] == ["Asistente Uno\nAsistente · En papel", "Pendiente"]
    assert cells(detail.files)[0] == [
        f"Documento emitido · sin e.firmas\nHuella {paper.sha256[:16]}",
        "Abrir",
    ]
    assert detail.signers.horizontalScrollBar().maximum() == 0
    screen.resize(1400, 700)
    assert len(cells(detail.signers)[0]) == 6


def test_few_people_of_a_scanned_copy_need_no_scroll_bar(qtbot, light, workspace):
    paper = sketched(workspace, *(on_paper(f"Asistente {n}") for n in range(4)))
    dialog = ScanDialog(Scanned("Hoja.pdf", b"", 1), 1, rows(workspace, paper))
    qtbot.add_widget(dialog)
    dialog.show()
    last = dialog.people.visualItemRect(dialog.people.item(3))
    assert last.bottom() < dialog.people.viewport().height()
    assert dialog.people.verticalScrollBar().maximum() == 0
    assert not dialog.people.verticalScrollBar().isVisible()


def test_what_is_no_scan_is_refused(make_screen, workspace, paper, answer, tmp_path):
    screen = make_screen(workspace)
    scan = tmp_path / "nota.pdf"
    scan.write_bytes(b"no es un PDF")

    def attach(dialog):
        dialog.form.set_values({"pages": "1"})
        return True

    answer("choose_open", scan)
    answer("show", attach)
    answer("show_error")
    screen.table.attach_scan()
    assert "no es un PDF ni una imagen" in answer.said[-1]
    assert documents.scans(workspace.session, paper.id) == []


# With the e.firma


@pytest.fixture
def electronic(workspace, lab):
    """A minute that two people sign with their e.firma; the second one has no RFC in it."""
    return issued(
        workspace,
        with_efirma(lab.people[0]),
        with_efirma(lab.people[1], with_rfc=False),
        on_paper("Asistente Tres"),
    )


@pytest.fixture
def make_dialog(qtbot, light, workspace, electronic):
    def make(at=0):
        dialog = EfirmaDialog(workspace, electronic, rows(workspace, electronic)[at])
        qtbot.add_widget(dialog)
        dialog.show()
        return dialog

    return make


def fill(dialog, person, password=pki.PASSWORD):
    dialog.certificate.set_path(person.cer)
    dialog.key.set_path(person.key)
    dialog.password.setText(password)


def test_an_efirma_signs_and_says_the_four_lines(
    make_screen,
    workspace,
    electronic,
    lab,
    answer,
    qtbot,
):
    screen = make_screen(workspace)

    def sign(dialog):
        fill(dialog, lab.people[0])
        assert "ANA PRUEBA ÑÁÑEZ" in texts(dialog)
        assert "RFC PULA••••••AB1 · Certificado 00001000000500000001" in texts(dialog)
        press(dialog, "Firmar")
        assert dialog.password.text() == ""
        qtbot.wait_until(lambda: dialog.is_signed, timeout=30_000)

    answer("show", sign)
    answer("show", lambda dialog: seen.extend(texts(dialog)))
    seen = []
    press(screen.table.detail, "Firmar aquí…")
    assert seen[:2] == [f"«{electronic.folio}» quedó firmado", ""]
    assert "ÍNTEGRO, EMISOR NO COMPROBADO" in seen
    assert "Contenido: sin cambios desde que se emitió." in seen
    assert "Esta revisión es técnica. No decide si el documento es válido para un trámite." in seen
    row = cells(screen.table.detail.signers)[0]
    assert row[3] == "Firmó con e.firma"
    assert row[5] == "Certificado 00001000000500000001"
    assert cells(screen.table.detail.files)[0][0] == "Documento emitido · 1 e.firma"


def test_a_wrong_password_is_said_at_its_field(make_dialog, lab, qtbot):
    dialog = make_dialog()
    fill(dialog, lab.people[0], "no es")
    press(dialog, "Firmar")
    assert not dialog.sign_button.isEnabled()
    qtbot.wait_until(dialog.sign_button.isEnabled, timeout=30_000)
    assert "La contraseña no abre esta clave privada (o el archivo .key está dañado)." in texts(
        dialog
    )
    assert dialog.password.text() == ""


def test_a_key_of_another_pair_is_no_longer_blamed_once_the_certificate_is_changed(
    make_dialog, lab, qtbot
):
    dialog = make_dialog()
    dialog.certificate.set_path(lab.people[0].cer)
    dialog.key.set_path(lab.people[1].key)
    dialog.password.setText(pki.PASSWORD)
    press(dialog, "Firmar")
    qtbot.wait_until(dialog.sign_button.isEnabled, timeout=30_000)
    assert dialog.key.error == "El .cer y el .key no corresponden entre sí."
    dialog.certificate.set_path(lab.people[1].cer)
    assert dialog.key.error == ""


def test_each_field_says_what_is_missing(make_dialog):
    dialog = make_dialog()
    press(dialog, "Firmar")
    said = texts(dialog)
    assert "Elija el certificado .cer de la e.firma." in said
    assert "Elija la clave privada .key de la e.firma." in said
    assert "Escriba la contraseña de la clave privada." in said
    assert dialog.focusWidget() is dialog.certificate.line


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (
            {"kind": "csd"},
            "Este es un certificado de sello digital (CSD).",
        ),
        ({"rfc": "OTRA800101AB9"}, "El RFC del certificado no es el registrado para esta celda."),
    ],
)
def test_who_may_not_sign_is_told_before_the_password(make_dialog, lab, how, sentence):
    dialog = make_dialog()
    dialog.certificate.set_path(lab.person(**how).cer)
    assert dialog.certificate.error.startswith(sentence)


def test_a_file_that_is_no_certificate_is_told_at_once(make_dialog, lab):
    dialog = make_dialog()
    dialog.certificate.set_path(lab.people[0].key)
    assert dialog.certificate.error == "El archivo elegido no es un certificado .cer válido."


def test_without_an_rfc_it_asks_whether_it_is_the_same_person(make_dialog, lab):
    dialog = make_dialog(1)
    fill(dialog, lab.people[2])
    question = (
        "La minuta no tiene el RFC de «Luis Muñoz De Lab», y el certificado es de «EVA GÜEMES "
        "PRUEBA». ¿Es la misma persona?"
    )
    assert question in texts(dialog)
    press(dialog, "Firmar")
    assert "Confirme que el certificado es de la misma persona." in texts(dialog)
    assert dialog.focusWidget() is dialog.is_same


def test_what_was_signed_meanwhile_is_told(make_dialog, workspace, electronic, lab):
    dialog = make_dialog()
    fill(dialog, lab.people[0])
    sign_cell(workspace, electronic, 0, lab.people[0])
    press(dialog, "Firmar")
    assert "Esta celda ya está firmada." in texts(dialog)


def test_a_signature_is_not_marked_by_hand(make_screen, workspace, electronic, lab):
    sign_cell(workspace, electronic, 0, lab.people[0])
    screen = make_screen(workspace)
    key(screen, Qt.Key.Key_Space)
    key(screen, Qt.Key.Key_Return)
    assert not screen.table.detail.mark.isEnabled()
    assert rows(workspace, electronic)[0].state is SignatureState.EFIRMA


def test_two_copies_of_a_fork_are_told_with_who_signs_again(
    make_screen,
    workspace,
    electronic,
    lab,
    answer,
):
    elsewhere = sign_bytes(workspace, electronic, 1, lab.people[1])
    sign_cell(workspace, electronic, 0, lab.people[0])
    desk.receive_pdf(workspace, elsewhere, "otro.pdf", roots=())
    screen = make_screen(workspace)
    detail = screen.table.detail
    first, second = (row[0] for row in cells(detail.files))
    assert first == "Ejemplar A (el que vale) · 1 e.firma"
    assert second == "Ejemplar B · 1 e.firma"
    pending = [one.cell.person for one in rows(workspace, electronic)[:2]
               if one.state is SignatureState.PENDING]  # fmt: skip
    assert len(pending) == 1
    noted = [row[3:] for row in cells(detail.signers) if row[0] == pending[0]]
    assert noted == [["Pendiente", "", "Firmó sólo otro ejemplar."]]
    [told] = [text for text in texts(detail) if text.startswith("Se firmó a la vez")]
    assert told.endswith(f"Firman de nuevo en el que vale: {pending[0]}.")


# Ink


def draft_of(workspace):
    made = record(workspace)
    [person, *_others] = minutes.attendances(workspace.session, made.meeting_id)
    return made, person


def test_ink_is_captured_in_the_draft_and_printed_at_issue(
    make_screen, workspace, answer, monkeypatch
):
    made, person = draft_of(workspace)
    monkeypatch.setattr(signing_ink, "capture_ink", lambda _parent, name: INK if name else None)
    assert sign_with_ink(None, workspace, person.id)
    assert person.signature_mode == minutes.SignatureMode.INK
    row = documents.issue(workspace, made.id, drawn)
    screen = make_screen(workspace)
    shown = cells(screen.table.detail.signers)[0]
    assert shown[:4] == [
        "Lic. Asistente Uno",
        "Asistente",
        "Tinta en pantalla",
        "Firmó en pantalla",
    ]
    assert screen.table.list.cards()[0].state.text == "Faltan 2 de 3"
    answer("show_error")
    assert not sign_with_ink(None, workspace, person.id)
    assert f"«{row.folio}» se emitió" in answer.said[-1]


def test_a_signature_of_ink_is_asked_for_in_a_dialog(qtbot, light):
    dialog = InkDialog("Lic. Asistente Uno")
    qtbot.add_widget(dialog)
    dialog.show()
    assert not dialog.use.isEnabled()
    pad = dialog.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(pad, QPoint(200, 60))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    assert (dialog.use.isEnabled(), len(pad.strokes())) == (True, 1)
    dialog.undo.click()
    assert not dialog.use.isEnabled()


def test_a_service_of_timestamps_is_named_before_it_is_asked(make_dialog):
    assert not any("sello de tiempo" in text for text in texts(make_dialog()))
    Settings(timestamp_url="https://sellos.example.org").save()
    told = "Se pedirá un sello de tiempo a https://sellos.example.org: hace falta conexión."
    assert told in texts(make_dialog())


def test_at_twice_the_size_nothing_of_a_document_is_cut(make_screen, workspace, paper, qapp):
    theme.apply(qapp, theme.Theme("claro", 2.0))
    try:
        screen = make_screen(workspace)
        screen.resize(1180, 620)
        for _round in range(3):
            qapp.processEvents()
        assert cut_in(screen) == []
    finally:
        theme.apply(qapp, theme.Theme("claro"))


def test_ink_after_the_issue_is_refused_with_its_reason(make_screen, workspace, paper, answer):
    screen = make_screen(workspace)
    answer("show", lambda dialog: press(dialog, "Firmar con trazo…"))
    answer("say")
    key(screen, Qt.Key.Key_Return)
    told = "El trazo se captura en el borrador: agregarlo a un documento emitido cambiaría sus"
    assert answer.said[-1].startswith(told)
    assert rows(workspace, paper)[0].state is SignatureState.PENDING


def test_the_sheet_for_who_signs_apart_is_suggested(make_screen, workspace, paper):
    screen = make_screen(workspace)
    assert screen.document_wanted() == ("signatures", {"minuta": paper.minute_id})


def test_a_signed_document_let_go_on_the_mesa_is_verified(
    make_screen, workspace, electronic, lab, tmp_path, qtbot
):
    screen = make_screen(workspace)
    path = tmp_path / "firmado.pdf"
    path.write_bytes(sign_bytes(workspace, electronic, 0, lab.people[0]))
    with qtbot.wait_signal(screen.verifying.status_changed, timeout=20_000):
        screen.table.take_file(path)
    assert screen.status_text() == "firmado.pdf · ÍNTEGRO, EMISOR NO COMPROBADO"


def test_any_other_file_let_go_on_the_mesa_is_a_scanned_copy(
    make_screen, workspace, paper, answer, tmp_path
):
    screen = make_screen(workspace)
    path = tmp_path / "hoja.png"
    assert screen.grab().toImage().save(str(path))
    answer("show", True)
    screen.table.take_file(path)
    assert [one.file_name for one in documents.scans(workspace.session, paper.id)] == ["hoja.png"]
