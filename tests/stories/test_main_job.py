"""The main job, through the real window, on two laptops."""

from pathlib import Path

from PySide6.QtCore import Qt

from pea_desktop.areas import matrix, minutes
from pea_desktop.ui.kit.paper_view import PaperView

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "matriz_secoem.xlsx"
COUNTERS = "26 líneas · 11 prioridades · 7 sujetas a revisión · 6 incompletas"
AGREEMENT = "Las personas servidoras de la SECOEM integraron su matriz con 24 líneas de acción."


def shown(laptop):
    """Return everything the laptop's file holds, as scripts see it."""
    session = laptop.workspace.session
    return matrix.show(session), minutes.show(session)


def create(laptop, answer, path):
    laptop.start()
    answer("choose", 1)
    answer("choose_save", path)
    laptop.click("Crear expediente…")


def import_the_sample(laptop, answer):
    laptop.open("Matriz")
    answer("choose_open", SAMPLE)
    answer("show", True)
    laptop.click("Importar Excel…")
    laptop.wait_until_it_says("SECOEM")
    assert [row.number for row in matrix.lines(laptop.workspace.session)] == list(range(1, 27))


def record_the_minute(laptop):
    laptop.open("Minutas")
    laptop.click("Nueva minuta")
    laptop.fill("Mesa", "08")
    laptop.fill("Fase", "1")
    laptop.fill("Fecha", "19/04/2023")
    laptop.fill("Líneas declaradas", "24")
    laptop.click("Nuevo acuerdo")
    laptop.fill("Acuerdo 1: Texto", AGREEMENT)
    laptop.click("Agregar asistente")
    laptop.fill("Asistente 1: Trato", "Lic.")
    laptop.fill("Asistente 1: Nombre", "Asistente Uno")


def print_it(laptop, answer, qtbot, path):
    # On a small screen the paper takes the place of the form.
    laptop.click("Vista previa")
    paper = laptop.window.findChild(PaperView)
    qtbot.wait_until(lambda: paper.page_count >= 2)
    answer("choose_save", path)
    laptop.click("Guardar PDF…")
    qtbot.wait_until(path.exists)


def send(laptop, answer, path):
    laptop.open("Sincronizar")
    laptop.section("Enviar")
    answer("choose_save", path)
    laptop.click("Crear paquete…")


def receive(laptop, answer, path):
    laptop.open("Sincronizar")
    laptop.section("Recibir")
    if "Recibir otro" in laptop.buttons():
        laptop.click("Recibir otro")
    answer("choose_several", [path])
    laptop.click("Recibir paquete…")
    laptop.click(next(text for text in laptop.buttons() if text.startswith("Aplicar")))


def test_the_main_job_on_two_laptops(make_laptop, answer, qtbot, tmp_path):
    first = make_laptop("LAPTOP-03", "Lic. Asistente Uno")
    create(first, answer, tmp_path / "michoacan.pea")
    assert first.window.windowTitle() == "PEA Escritorio — michoacan"

    import_the_sample(first, answer)
    first.type_cell(4, "targets.2024", "90")
    assert first.cell(4, "targets.2024") == "90 %"
    first.press(Qt.Key.Key_Z)
    assert first.cell(4, "targets.2024") == "100 %"

    record_the_minute(first)
    assert "Declaradas 24 · capturadas 26 · diferencia +2" in first.says()
    print_it(first, answer, qtbot, tmp_path / "minuta.pdf")
    assert (tmp_path / "minuta.pdf").read_bytes().startswith(b"%PDF-")

    send(first, answer, tmp_path / "uno.peapkg")
    second = make_laptop("LAPTOP-07", "Mtra. Coordinadora Dos")
    second.start()
    answer("choose_open", tmp_path / "uno.peapkg")
    answer("choose_save", tmp_path / "recibido.pea")
    answer("say")
    second.click("Recibir paquete…")
    assert answer.said[-1] == "El expediente viene de «LAPTOP-03» (Lic. Asistente Uno)."
    assert shown(second) == shown(first)

    first.open("Matriz")
    first.type_cell(5, "targets.2024", "90")
    second.type_cell(5, "targets.2024", "80")
    second.type_cell(6, "indicator", "Porcentaje de avance")
    send(second, answer, tmp_path / "dos.peapkg")
    receive(first, answer, tmp_path / "dos.peapkg")
    assert "Ver los conflictos" in first.buttons()

    first.open("Matriz")
    assert first.cell(6, "indicator") == "Porcentaje de avance"
    first.click("1 conflicto por resolver")
    assert {"80", "90", "100"} <= set(first.answers())
    first.click("Conservar (2)")
    assert "Sin conflictos pendientes" in first.says()
    assert first.workspace.conflicts() == []

    send(first, answer, tmp_path / "tres.peapkg")
    receive(second, answer, tmp_path / "tres.peapkg")
    assert second.workspace.conflicts() == []
    assert shown(second) == shown(first)

    second.close()
    second.start(tmp_path / "recibido.pea")
    assert second.cell(5, "targets.2024") == "80 %"
    assert second.workspace.check() == []
    assert shown(second) == shown(first)
