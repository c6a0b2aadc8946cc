"""Two laptops, packages by hand, one of them lost, and a disagreement settled before everybody."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from pea_desktop.ui.screens.conflict_projector import ConflictProjector
from tests.stories.test_main_job import create, import_the_sample, receive, send, shown

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def start_from(laptop, answer, package, path):
    """Begin on another laptop with a package."""
    laptop.start()
    answer("choose_open", package)
    answer("choose_save", path)
    answer("say")
    laptop.click("Recibir paquete…")


def standing(laptop):
    """Return what the table of «Quién tiene qué» says, device by device."""
    laptop.open("Sincronizar")
    laptop.section("Quién tiene qué")
    model = laptop.table("Equipos y lo que tienen").model()
    columns = range(model.columnCount())
    return {
        model.index(row, 0).data().splitlines()[0]: [model.index(row, at).data() for at in columns]
        for row in range(model.rowCount())
    }


def project(laptop, qtbot):
    """Open the view for the room, over the window of conflicts."""
    laptop.open("Sincronizar")
    laptop.section("Conflictos")
    laptop.press(Qt.Key.Key_F5, NO_MODIFIER)
    projector = laptop.window.findChild(ConflictProjector)
    qtbot.wait_until(projector.isVisible)
    QApplication.processEvents()
    return projector


def test_a_lost_package_and_two_decisions_end_in_one(make_laptop, answer, qtbot, tmp_path):
    first = make_laptop("LAPTOP-03", "Lic. Asistente Uno")
    create(first, answer, tmp_path / "michoacan.pea")
    import_the_sample(first, answer)
    send(first, answer, tmp_path / "todo.peapkg")
    second = make_laptop("LAPTOP-07", "Mtra. Coordinadora Dos")
    start_from(second, answer, tmp_path / "todo.peapkg", tmp_path / "recibido.pea")
    assert shown(second) == shown(first)

    # Each changes the same meta, and something of its own.
    first.open("Matriz")
    first.type_cell(5, "targets.2024", "90")
    second.open("Matriz")
    second.type_cell(5, "targets.2024", "80")
    second.type_cell(6, "indicator", "Porcentaje de avance")
    send(second, answer, tmp_path / "uno.peapkg")
    send(first, answer, tmp_path / "dos.peapkg")

    # Each hears of the other, and decides for its own; what the second decided is lost.
    receive(second, answer, tmp_path / "dos.peapkg")
    second.click("Ver los conflictos")
    second.click("Conservar (1)")
    assert second.workspace.conflicts() == []
    second.open("Matriz")
    assert second.cell(5, "targets.2024") == "80 %"
    second.open("Sincronizar")
    send(second, answer, tmp_path / "tres.peapkg")
    (tmp_path / "tres.peapkg").unlink()

    receive(first, answer, tmp_path / "uno.peapkg")
    first.click("Ver los conflictos")
    first.click("Conservar (1)")
    assert first.workspace.conflicts() == []
    # Nobody takes a package for received because it was sent.
    assert "Le falta de lo que hay aquí: 2 cambios de LAPTOP-03" in standing(first)["LAPTOP-07"][1]

    # The second finds that they decided otherwise, and everybody looks at it.
    send(first, answer, tmp_path / "cuatro.peapkg")
    receive(second, answer, tmp_path / "cuatro.peapkg")
    assert "1 conflicto por resolver" in second.says()
    projector = project(second, qtbot)
    said = [one.text() for one in projector.findChildren(QLabel) if one.isVisible()]
    assert {"Línea 5 · SECOEM", "Meta 2024", "Opción A", "Opción B"} <= set(said)
    assert not any("LAPTOP" in text for text in said)
    qtbot.keyClick(projector, Qt.Key.Key_2)
    assert second.workspace.conflicts() == []
    qtbot.keyClick(projector, Qt.Key.Key_Escape)

    # One package back carries the lost one too.
    send(second, answer, tmp_path / "cinco.peapkg")
    receive(first, answer, tmp_path / "cinco.peapkg")
    for laptop in (first, second):
        assert laptop.workspace.conflicts() == []
        assert laptop.workspace.check() == []
        laptop.open("Matriz")
        assert laptop.cell(5, "targets.2024") == "90 %"
        assert laptop.cell(6, "indicator") == "Porcentaje de avance"
    assert shown(second) == shown(first)
    assert "Le falta de lo que hay aquí: Nada: tiene todo" in standing(first)["LAPTOP-07"][1]
