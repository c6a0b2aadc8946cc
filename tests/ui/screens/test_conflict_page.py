"""Conflictos: every kind of §7, each answered by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from pea_desktop import areas
from pea_desktop.areas import catalog, documents, institutions, matrix, minutes
from pea_desktop.core import trusting
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.ui.screens.sync import SyncScreen
from tests.ui.screens.lines import make_lines


@pytest.fixture
def here(workspace):
    make_lines(workspace)
    return workspace


@pytest.fixture
def others(here, tmp_path, make_device):
    """The same expediente on three more laptops."""
    package.export(here, tmp_path / "todo.peapkg")
    made = [
        package.receive_new(
            tmp_path / f"{name}.pea", tmp_path / "todo.peapkg", areas.SCHEMA, make_device(name)
        )[0]
        for name in ("laptop-2", "laptop-3", "laptop-4")
    ]
    yield made
    for one in made:
        one.close()


@pytest.fixture
def bring(here, tmp_path):
    """Return a function that takes in here what other laptops know."""

    def bring(*workspaces):
        for number, one in enumerate(workspaces):
            path = tmp_path / f"{one.path.stem}-{number}.peapkg"
            package.export(one, path)
            package.receive(here, path)

    return bring


@pytest.fixture
def page(qtbot, light, here):
    made = SyncScreen(here)
    unsubscribe = here.subscribe(made.refresh)
    qtbot.add_widget(made)
    made.resize(1282, 700)
    made.show()
    qtbot.wait_exposed(made)
    made.open_section("conflicts")
    yield made.deciding
    unsubscribe()


def line(workspace, at=0):
    return matrix.lines(workspace.session)[at]


def change(workspace, field, text, at=0):
    line_id = line(workspace, at).id
    with workspace.edit("Editar") as session:
        matrix.set_value(session, line_id, field, text)


def press(qtbot, page, keys):
    for key in keys:
        qtbot.keyClick(page.table, key)


def said(page):
    QApplication.processEvents()
    screen = page.window()
    return [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]


def buttons(page):
    QApplication.processEvents()
    return [
        one.text()
        for one in (*page.window_.findChildren(type(page.soft)),)
        if one.isVisible() and "Conservar" in one.text()
    ]


def test_a_fourth_value_is_chosen_with_its_key(page, here, others, bring, qtbot):
    values = ("uno", "dos", "tres", "cuatro")
    for workspace, value in zip((here, *others), values, strict=True):
        change(workspace, "indicator", f"Número de {value}")
    bring(*others)
    assert page.count == 1
    assert buttons(page) == ["Conservar (1)", "Conservar (2)", "Conservar (4)", "Conservar (5)"]
    sides = page.current().sides
    assert sides[0].text == "Número de uno"
    assert {one.text for one in sides} == {f"Número de {value}" for value in values}
    assert "Lo que todos tenían" in said(page)
    qtbot.keyClick(page.table, "5")
    assert line(here).indicator == sides[3].text
    assert page.count == 0


def test_the_third_key_writes_and_the_fourth_is_the_third_value(page, here, others, bring, qtbot):
    for workspace, value in zip((here, *others[:2]), ("uno", "dos", "tres"), strict=True):
        change(workspace, "indicator", value)
    bring(*others[:2])
    third = page.current().sides[2].text
    qtbot.keyClick(page.table, "3")
    assert page.window_.is_editing
    page.window_._on_left()
    qtbot.keyClick(page.table, "4")
    assert line(here).indicator == third


def test_a_key_without_an_answer_does_nothing(page, here, others, bring, qtbot):
    change(here, "indicator", "uno")
    change(others[0], "indicator", "dos")
    bring(others[0])
    qtbot.keyClick(page.table, "4")
    qtbot.keyClick(page.table, "9")
    assert page.count == 1


def test_the_projector_takes_the_same_keys(page, here, others, bring, qtbot):
    for workspace, value in zip((here, *others[:2]), ("uno", "dos", "tres"), strict=True):
        change(workspace, "indicator", value)
    bring(*others[:2])
    third = page.current().sides[2].text
    page.project()
    qtbot.keyClick(page._projector, "4")
    page._projector.close()
    assert line(here).indicator == third


def test_who_deleted_sees_all_that_was_written_meanwhile(page, here, others, bring):
    with here.edit("Eliminar") as session:
        matrix.delete_line(session, line(here).id)
    change(others[0], "targets.2024", "75")
    change(others[0], "targets.2025", "85")
    change(others[0], "targets.2024", "78")
    change(others[0], "line", "Digitalizar todos los trámites")
    bring(others[0])
    gone, kept = page.current().sides
    assert (gone.title, kept.title) == ("Eliminar el renglón", "Conservar el renglón")
    assert kept.text.split("\n") == [
        "Escribió en «Meta 2025»: 85",
        "Escribió en «Meta 2024»: 78",
        "Escribió en «Línea de acción»: Digitalizar todos los trámites",
    ]


def test_all_soft_ones_say_what_stays_before_they_are_accepted(
    page, here, others, bring, monkeypatch
):
    for at, field in ((0, "indicator"), (1, "line")):
        before = getattr(line(here, at), field)
        change(here, field, "otro", at)
        change(here, field, before, at)
        change(others[0], field, "Lo nuevo", at)
    bring(others[0])
    asked = []

    def ask(_over, text, accept, detail="", **_more):
        asked.append((text, detail))
        return True

    monkeypatch.setattr("pea_desktop.ui.kit.dialogs.ask", ask)
    page.decide_soft()
    assert asked == [
        (
            "¿Aceptar 2 conflictos con un solo cambio?",
            (
                "En cada uno un equipo volvió a lo de antes; queda el cambio del otro:\n\n"
                "Línea 1 · SECOEM: Indicador: queda «Lo nuevo».\n"
                "Línea 2 · SECOEM: Línea de acción: queda «Lo nuevo»."
            ),
        )
    ]
    assert (line(here).indicator, line(here, 1).line) == ("Lo nuevo", "Lo nuevo")


def test_shift_1_decides_all_that_are_left_and_lists_them(
    page, here, others, bring, qtbot, monkeypatch
):
    for at in (0, 1):
        change(here, "line", f"Aquí {at}", at)
        change(others[0], "line", f"Allá {at}", at)
    bring(others[0])
    asked = []
    monkeypatch.setattr(
        "pea_desktop.ui.kit.dialogs.ask",
        lambda _over, text, accept, detail="", **_more: asked.append(detail) or True,
    )
    qtbot.keyClick(page.table, Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier)
    assert asked[0].split("\n\n")[1].split("\n") == [
        "Línea 1 · SECOEM: Línea de acción: queda «Aquí 0».",
        "Línea 2 · SECOEM: Línea de acción: queda «Aquí 1».",
    ]
    assert [line(here, at).line for at in (0, 1)] == ["Aquí 0", "Aquí 1"]


@pytest.fixture
def alone(here, others, bring):
    """A línea whose matrix another laptop deleted; returns the matrix's id."""
    with here.edit("Otra matriz") as session:
        owner = institutions.find_or_create(session, "TRIJAEM")
        held = matrix.make_matrix(session, catalog.current(session).id, owner.id)
        held_id = held.id
    path = here.path.with_suffix(".peapkg")
    package.export(here, path)
    package.receive(others[0], path)
    with others[0].edit("Eliminar") as session:
        session.delete(session.get_one(matrix.Matrix, held_id))
    with here.edit("Agregar") as session:
        [made] = matrix.insert_lines(session, session.get_one(matrix.Matrix, held_id), count=1)
        matrix.set_value(session, made.id, "line", "Publicar sentencias")
    bring(others[0])
    return held_id


def test_what_a_row_was_part_of_comes_back(page, here, alone, qtbot, answer):
    assert page.current().head == "Avisos: renglón suelto"
    assert "Línea de acción: Publicar sentencias" in said(page)
    qtbot.keyClick(page.table, "A")
    assert here.notices() == []
    assert here.session.get(matrix.Matrix, alone) is not None
    assert [one.institution for one in matrix.lines(here.session)][-1] == "TRIJAEM"
    assert "Se recuperó lo que otro equipo eliminó." in said(page)
    assert here.check() == []
    assert here.undo() == "Recuperar lo eliminado"


def test_a_row_left_alone_goes_too(page, here, alone, qtbot, answer):
    answer("ask", True)
    qtbot.keyClick(page.table, "E")
    assert here.notices() == []
    assert "Se eliminó el renglón." in said(page)
    assert here.check() == []


def test_the_documents_of_one_folio_are_told_with_who_issued_them(page, here, qtbot):
    with here.edit("Dos folios") as session:
        meeting = minutes.Meeting(number="08", phase="1")
        minute = minutes.Minute(meeting_id=meeting.id)
        session.add_all([meeting, minute])
        for day, who, device in (
            ("2026-03-12", "Lic. Asistente Uno", "LAPTOP-03"),
            ("2026-03-13", "Mtra. Coordinadora Dos", "LAPTOP-07"),
        ):
            session.add(
                documents.IssuedDocument(
                    minute_id=minute.id,
                    folio="SECOEM-MIN-2026-A01",
                    kind="minuta",
                    issued=day,
                    issued_by=who,
                    device=device,
                )
            )
    assert page.current().text == (
        "Documento emitido · Minuta Mesa 08 - Fase 1: emitido el 12/03/2026 "
        "(Lic. Asistente Uno · LAPTOP-03)\n"
        "Documento emitido · Minuta Mesa 08 - Fase 1: emitido el 13/03/2026 "
        "(Mtra. Coordinadora Dos · LAPTOP-07)"
    )
    assert page.current().link.screen == "signing"
    qtbot.keyClick(page.table, "A")
    assert here.notices() == []
    assert "Se dio otro folio; el anterior queda como alias y sigue encontrándolo." in said(page)


def test_two_copies_of_one_laptop_are_told_apart(page, here, others, tmp_path, bring):
    here_id, device = line(here).id, others[0].device
    others[0].back_up("copia")
    backup = next((device.home / "backups").glob("*copia*"))
    (tmp_path / "copia.pea").write_bytes(backup.read_bytes())
    change(others[0], "indicator", "uno")
    with Workspace.open(tmp_path / "copia.pea", areas.SCHEMA, device) as copy:
        change(copy, "indicator", "dos")
        bring(others[0], copy)
    page.go_to(next(one.id for one in here.conflicts()))
    assert here_id
    assert [one.title for one in page.current().sides] == [
        "De laptop-2, copia 1",
        "De laptop-2, copia 2",
    ]


def who(workspace):
    device = workspace.device
    return trusting.Request(device.public, device.author, device.name, "")


@pytest.mark.parametrize(("key", "stays"), [("1", "80"), ("2", "70")])
def test_what_one_without_permission_wrote_is_beside_what_is_seen(
    page, here, others, bring, qtbot, key, stays
):
    trusting.authorise(here, who(here), "administra")
    trusting.authorise(here, who(others[0]), "lectura")
    change(others[0], "targets.2024", "70")
    bring(others[0])
    question = page.current()
    assert [(one.title, one.text) for one in question.sides] == [
        ("Como está ahora", "80"),
        ("De laptop-2", "70"),
    ]
    assert question.before is None
    assert question.note.startswith("Este cambio lo hizo un equipo sin permiso")
    qtbot.keyClick(page.table, key)
    assert page.count == 0
    assert line(here).targets_text[2024] == stays
    assert here.check() == []
