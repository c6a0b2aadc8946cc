"""Equipos y confianza: who this device is, whom the expediente trusts, what is set aside."""

import shutil

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from pea_desktop import areas
from pea_desktop.areas import institutions
from pea_desktop.core import trusting
from pea_desktop.core.errors import PackageError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.ui.screens.exchange_trust import TrustPage
from pea_desktop.ui.screens.exchange_trust_dialog import AuthoriseDialog, RevokeDialog
from pea_desktop.ui.screens.sync import SyncScreen


@pytest.fixture
def there(workspace, tmp_path, make_device):
    """The same expediente on another laptop."""
    with workspace.edit("Crear") as session:
        institutions.find_or_create(session, "SECOEM")
        institutions.find_or_create(session, "SFA")
    package.export(workspace, tmp_path / "todo.peapkg")
    other, _received = package.receive_new(
        tmp_path / "otro.pea", tmp_path / "todo.peapkg", areas.SCHEMA, make_device("laptop-2")
    )
    with other:
        yield other


@pytest.fixture
def page(qtbot, light, workspace):
    made = TrustPage(workspace)
    qtbot.add_widget(made)
    made.resize(1282, 640)
    made.show()
    made.refresh()
    return made


def words(widget):
    QApplication.processEvents()
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def table(page):
    model = page.table.model()
    return [
        tuple(model.index(row, at).data() for at in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def accepting(role, compared=True):
    """Answer the dialog that authorises."""

    def reply(dialog):
        assert isinstance(dialog, AuthoriseDialog)
        assert not dialog.accept_button.isEnabled()
        dialog.role.setCurrentIndex(dialog.role.findData(role))
        dialog.compared.setChecked(compared)
        return dialog.accept_button.isEnabled()

    return reply


def revoking(reason, after=None):
    """Answer the dialog that revokes."""

    def reply(dialog):
        assert isinstance(dialog, RevokeDialog)
        dialog.reason.setText(reason)
        if after is not None:
            dialog.after.setValue(after)
        return True

    return reply


def receive(page, other, tmp_path, name="de-otro.peapkg"):
    package.export(other, tmp_path / name)
    package.receive(page._workspace, tmp_path / name)
    page.refresh()


def test_shows_the_fingerprint_in_groups_to_read_aloud(page, workspace):
    groups = workspace.device.fingerprint.split("-")
    said = words(page)
    assert f"{' · '.join(groups[:3])}\n{' · '.join(groups[3:])}" in said
    assert "Sin administrador: se acepta todo paquete bien firmado del expediente." in said
    page.copy()
    assert QGuiApplication.clipboard().text() == workspace.device.fingerprint


def test_a_request_is_written_and_read_by_the_administrator(
    page, workspace, there, answer, tmp_path, qtbot
):
    other = TrustPage(there)
    qtbot.add_widget(other)
    answer("choose_save", tmp_path / "solicitud.peajoin")
    with qtbot.wait_signal(other.said) as told:
        other.write_request()
    assert "léale la huella" in told.args[0]
    answer("choose_open", tmp_path / "solicitud.peajoin")
    answer("show", accepting("captura"))
    page.open_request()
    assert workspace.authority.roster.role(there.device.public) == "captura"
    assert workspace.authority.roster.role(workspace.device.public) == "administra"


def test_nothing_is_authorised_before_the_fingerprints_were_compared(
    page, workspace, there, answer, tmp_path
):
    trusting.write_request(tmp_path / "s.peajoin", there.device, "")
    answer("choose_open", tmp_path / "s.peajoin")
    answer("show", accepting("captura", compared=False))
    page.open_request()
    assert workspace.authority.roster.root is None


def test_a_file_that_is_no_request_is_one_sentence(page, answer, tmp_path):
    (tmp_path / "otra.peajoin").write_text("hola", encoding="utf-8")
    answer("choose_open", tmp_path / "otra.peajoin")
    answer("show_error")
    page.open_request()
    assert "no es una solicitud" in answer.said[-1]


def test_tells_each_device_its_state_and_what_it_may_do(page, there, answer, tmp_path):
    receive(page, there, tmp_path)
    assert [row[2] for row in table(page)] == ["Sin restricción", "Sin restricción"]
    answer("ask", True)
    page.administer()
    mine, other = table(page)
    assert mine[2:] == ("Autorizado", "Administra", "Todas las instituciones")
    assert other[2:] == ("Sin autorizar", "—", "—")
    page.table.go_to(there.device.fingerprint)
    answer("show", accepting("resuelve"))
    page.authorise()
    assert table(page)[1][2:4] == ("Autorizado", "Resuelve")
    answer("show", revoking("Se perdió la laptop"))
    page.table.go_to(there.device.fingerprint)
    page.remove()
    assert table(page)[1][2].startswith("Revocado")
    assert table(page)[1][4].startswith(
        "Motivo: Se perdió la laptop. Lo revocó Persona de laptop-1"
    )


def test_a_scope_names_institutions(page, workspace, there, answer, tmp_path, qtbot):
    receive(page, there, tmp_path)
    page.table.go_to(there.device.fingerprint)

    def reply(dialog):
        dialog.compared.setChecked(True)
        dialog.everywhere.setChecked(False)
        assert not dialog.accept_button.isEnabled()
        box = next(one for one in dialog.places.values() if one.text() == "SFA")
        dialog.show()
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(9, box.height() // 2))
        return dialog.accept_button.isEnabled()

    answer("show", reply)
    page.authorise()
    assert table(page)[1][4] == "SFA"


def test_a_package_of_an_unknown_device_is_shown_in_quarantine_until_it_is_authorised(
    page, workspace, there, answer, tmp_path
):
    answer("ask", True)
    page.administer()
    with there.edit("Renombrar") as session:
        institutions.find_or_create(session, "IMAIP")
    package.export(there, tmp_path / "dos.peapkg")
    with pytest.raises(PackageError):
        package.receive(workspace, tmp_path / "dos.peapkg")
    page.refresh()
    rows = table(page)
    assert rows[1][0] == "En cuarentena: 1 paquete, guardado sin aplicar"
    assert rows[2][0] == "laptop-2\nPersona de laptop-2"
    assert rows[2][4] == "quien lo envía no está autorizado"
    page.table.step(1)
    answer("show", accepting("captura"))
    page.authorise()
    assert "IMAIP" in {row["acronym"] for row in institutions.show(workspace.session)}
    assert not any("cuarentena" in (row[0] or "") for row in table(page))


def test_a_permission_is_shown_though_what_waited_finds_no_room(
    page, workspace, there, answer, tmp_path, monkeypatch
):
    answer("ask", True)
    page.administer()
    with there.edit("Renombrar") as session:
        institutions.find_or_create(session, "IMAIP")
    package.export(there, tmp_path / "dos.peapkg")
    with pytest.raises(PackageError):
        package.receive(workspace, tmp_path / "dos.peapkg")
    page.refresh()
    page.table.step(1)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=0))
    answer("show", accepting("captura"))
    answer("show_error")
    page.authorise()
    assert answer.said[-1].startswith("Un paquete en cuarentena no se pudo recibir y sigue ahí.")
    assert workspace.authority.roster.role(there.device.public) == "captura"
    assert table(page)[1][3] == "Captura"
    assert table(page)[3][4] == "su remitente ya está autorizado: recíbalo"


def test_a_device_that_may_not_is_told_to_ask(
    qtbot, light, page, workspace, there, answer, tmp_path
):
    answer("ask", True)
    page.administer()
    package.export(workspace, tmp_path / "tres.peapkg")
    package.receive(there, tmp_path / "tres.peapkg")
    other = TrustPage(there)
    qtbot.add_widget(other)
    other.resize(1282, 640)
    other.show()
    other.refresh()
    said = words(other)
    assert "Este equipo no está autorizado: envíe su solicitud al administrador." in said
    assert not other.authorise_button.isVisible()
    assert not other.administer_button.isVisible()


def test_what_a_revoked_device_wrote_is_held_back_in_sight(
    page, workspace, there, tmp_path, make_device, qtbot
):
    administers = trusting.Request(workspace.device.public, "Persona", "laptop-1", "")
    trusting.authorise(workspace, administers, "administra")
    third_device = make_device("laptop-3")
    for device in (there.device, third_device):
        who = trusting.Request(device.public, device.author, device.name, "")
        trusting.authorise(workspace, who, "captura")
    package.export(workspace, tmp_path / "a.peapkg")
    package.receive(there, tmp_path / "a.peapkg")
    third, _received = package.receive_new(
        tmp_path / "tercero.pea", tmp_path / "a.peapkg", areas.SCHEMA, third_device
    )
    with third:
        # What the revoked one writes later comes by way of another.
        with there.edit("Cambiar") as session:
            institutions.find(session, "SFA").name = "Otra"
        package.export(there, tmp_path / "b.peapkg")
        package.receive(third, tmp_path / "b.peapkg")
        package.export(third, tmp_path / "c.peapkg")
    trusting.revoke(workspace, trusting.Request(there.device.public, "Persona", "laptop-2", ""), 0)
    package.receive(workspace, tmp_path / "c.peapkg")
    page.refresh()
    assert any("cambio en cuarentena, de quien no tenía permiso" in text for text in words(page))
    screen = SyncScreen(workspace)
    qtbot.add_widget(screen)
    [question] = screen.deciding._questions
    assert question.place == "Institución"
    assert "un equipo sin permiso" in question.note
    assert "Otra" in [one.text for one in question.sides]


def who(workspace):
    device = workspace.device
    return trusting.Request(device.public, device.author, device.name, "")


def rename(workspace, name, to="SFA"):
    with workspace.edit("Renombrar") as session:
        institutions.find(session, to).name = name


@pytest.fixture
def held(page, workspace, there, tmp_path):
    """Two changes of a device that may only read, in quarantine."""
    trusting.authorise(workspace, who(there), "lectura")
    rename(there, "Otra")
    rename(there, "Otra más")
    receive(page, there, tmp_path)
    return page


def test_each_change_in_quarantine_says_why_and_is_applied_when_its_device_may(
    held, workspace, answer
):
    rows = table(held)
    assert rows[2][0] == "En cuarentena: 2 cambios, guardados sin mostrarse"
    assert rows[3][0] == "laptop-2, cambio 1\nPersona de laptop-2"
    assert rows[3][1] == "Su equipo sólo puede consultar; déle permiso de captura y se aplicará."
    assert (rows[3][2], rows[3][4]) == ("Sólo lectura", "Institución: Nombre")
    assert [row[0].splitlines()[0] for row in rows[3:]] == [
        "laptop-2, cambio 1",
        "laptop-2, cambio 2",
    ]
    held.table.go_to(held._entries[3].key)
    answer("show", accepting("captura"))
    held.act()
    assert len(table(held)) == 2
    assert institutions.find(workspace.session, "SFA").name == "Otra más"


def test_what_a_revocation_takes_back_is_marked_for_review(
    page, workspace, there, answer, tmp_path
):
    trusting.authorise(workspace, who(there), "captura")
    rename(there, "Otra")
    rename(there, "Otra más")
    receive(page, there, tmp_path)
    page.table.go_to(there.device.fingerprint)

    def reply(dialog):
        assert dialog._meaning.text() == "Todo lo que aquí se conoce de ese equipo se queda."
        dialog.after.setValue(1)
        assert dialog._meaning.text().startswith("1 cambio suyo que aquí ya se conoce")
        dialog.reason.setText("Se perdió")
        return True

    answer("show", reply)
    page.remove()
    assert institutions.find(workspace.session, "SFA").name == "Otra"
    assert table(page)[1][2] == "Revocado después de su cambio 1"
    assert table(page)[3][2] == "Revocado: para revisión"
    assert any(
        "otros equipos lo mostrarán hasta que reciban la revocación" in text for text in words(page)
    )


def test_a_package_in_quarantine_is_dropped_only_by_order(page, workspace, there, answer, tmp_path):
    answer("ask", True)
    page.administer()
    rename(there, "Otra")
    package.export(there, tmp_path / "dos.peapkg")
    with pytest.raises(PackageError):
        package.receive(workspace, tmp_path / "dos.peapkg")
    page.refresh()
    page.table.go_to(page._entries[2].key)
    assert page.remove_button.text() == "Quitar…"
    answer("ask", False)
    page.remove()
    assert len(table(page)) == 3
    answer("ask", True)
    page.remove()
    assert len(table(page)) == 1
    assert package.quarantined(workspace.device, workspace.workspace_id) == []


def test_a_package_whose_sender_was_authorised_elsewhere_is_received_here(
    page, workspace, there, answer, tmp_path, make_device
):
    answer("ask", True)
    page.administer()
    package.export(workspace, tmp_path / "a.peapkg")
    package.receive(there, tmp_path / "a.peapkg")
    trusting.authorise(workspace, who(there), "administra")
    package.export(workspace, tmp_path / "a2.peapkg")
    package.receive(there, tmp_path / "a2.peapkg")
    third, _received = package.receive_new(
        tmp_path / "c.pea", tmp_path / "a2.peapkg", areas.SCHEMA, make_device("laptop-3")
    )
    with third:
        rename(third, "De la tercera")
        package.export(third, tmp_path / "c.peapkg")
        with pytest.raises(PackageError):
            package.receive(workspace, tmp_path / "c.peapkg")
        trusting.authorise(there, who(third), "captura")
    package.export(there, tmp_path / "b.peapkg")
    package.receive(workspace, tmp_path / "b.peapkg")
    page.refresh()
    row = next(one for one in page._entries if getattr(one, "is_ready", False))
    page.table.go_to(row.key)
    assert page.authorise_button.text() == "Recibir"
    page.act()
    assert institutions.find(workspace.session, "SFA").name == "De la tercera"
    assert package.quarantined(workspace.device, workspace.workspace_id) == []


def test_an_administrator_takes_note_of_a_fork(page, workspace, there, answer, tmp_path):
    there.close()
    shutil.copy(there.path, tmp_path / "copia.pea")
    for path, name in ((there.path, "Una"), (tmp_path / "copia.pea", "Otra")):
        with Workspace.open(path, areas.SCHEMA, there.device) as one:
            rename(one, name)
            receive(page, one, tmp_path, f"{name}.peapkg")
    assert table(page)[2][0] == "Bitácoras que siguieron por dos caminos"
    assert table(page)[3][2] == "Sin enterado"
    page.table.go_to(page._entries[3].key)
    assert page.authorise_button.text() == "Enterado…"
    answer("ask", True)
    page.act()
    row = table(page)[3]
    assert row[2] == "Enterado"
    assert row[4].startswith("Persona de laptop-1 · laptop-1, ")
    assert page.authorise_button.isHidden()


@pytest.mark.parametrize(("width", "columns"), [(1282, 5), (1000, 2), (600, 1)])
def test_no_width_makes_the_list_scroll_sideways(held, width, columns):
    held.resize(width, 640)
    QApplication.processEvents()
    assert held.table.model().columnCount() == columns
    assert held.table.horizontalScrollBar().maximum() == 0
    text = " ".join(cell for row in table(held) for cell in row if cell)
    for wanted in (held._workspace.device.fingerprint, "Administra", "Sólo lectura"):
        assert wanted in text


def test_a_revoked_device_is_told_so(qtbot, page, workspace, there, tmp_path):
    trusting.authorise(workspace, who(there), "captura")
    trusting.revoke(workspace, who(there), reason="Se perdió")
    package.export(workspace, tmp_path / "a.peapkg")
    package.receive(there, tmp_path / "a.peapkg")
    other = TrustPage(there)
    qtbot.add_widget(other)
    other.resize(1282, 640)
    other.show()
    other.refresh()
    assert any(text.startswith("Este equipo fue revocado") for text in words(other))
    assert table(other)[0][4].startswith("Motivo: Se perdió.")
    assert not other.remove_button.isVisible()


def test_the_last_change_that_counts_can_be_read_and_enter_revokes(qtbot, light):
    who = trusting.Request(b"k" * 32, "Persona", "laptop-2", "")
    dialog = RevokeDialog(who, 14, None)
    qtbot.add_widget(dialog)
    dialog.show()
    qtbot.wait_exposed(dialog)
    edit = dialog.after.lineEdit()
    assert edit.text() == "14"
    assert edit.width() > edit.fontMetrics().horizontalAdvance("14")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.result() == RevokeDialog.DialogCode.Accepted


def test_a_device_with_a_permission_is_shown_with_it(page, workspace, there, answer, tmp_path):
    receive(page, there, tmp_path)
    trusting.authorise(workspace, who(workspace), "administra")
    place = institutions.find(workspace.session, "SFA").id
    trusting.authorise(workspace, who(there), "resuelve", [place])
    page.refresh()
    shown = []

    def reply(dialog):
        chosen = [box.text() for box in dialog.places.values() if box.isChecked()]
        shown.append((dialog.role.currentText(), dialog.everywhere.isChecked(), chosen))
        return False

    answer("show", reply)
    page.table.go_to(there.device.fingerprint)
    page.authorise()
    answer("show", reply)
    page.table.go_to(workspace.device.fingerprint)
    page.authorise()
    assert shown == [("Resuelve", False, ["SFA"]), ("Administra", True, [])]


def test_the_only_administrator_is_not_offered_to_revoke_itself(page, workspace, there, tmp_path):
    assert page.join_button.isVisible()
    receive(page, there, tmp_path)
    trusting.authorise(workspace, who(workspace), "administra")
    page.refresh()
    assert not page.join_button.isVisible()
    page.table.go_to(workspace.device.fingerprint)
    assert not page.remove_button.isEnabled()
    assert page.remove_button.toolTip().startswith("Este equipo es el único administrador")
    page.remove()  # asks nothing
    page.table.go_to(there.device.fingerprint)
    assert page.remove_button.isEnabled()
    assert page.remove_button.toolTip() == "Revocar…"
