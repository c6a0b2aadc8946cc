"""The demonstration: its figures, what it leaves, and what it refuses to remove."""

import re

import pytest

from pea_desktop.areas import SCHEMA
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace

MARK = "LEEME.txt"


@pytest.fixture
def done(bare):
    return bare.ok("demo")


def test_it_does_the_main_job_with_its_figures(bare, done, folder):
    assert (
        "26 filas leídas, 35 avisos; 26 líneas · 11 prioridades · 7 sujetas a revisión · 6 inc"
        in done
    )
    assert "Importarla otra vez: 26 iguales, 0 nuevas, 0 cambiadas." in done
    assert "2 acuerdos, 4 asistentes, 6 coordinaron; líneas declaradas 24, capturadas 26." in done
    assert "«matriz_secoem.xlsx» con 26 líneas." in done
    assert done.count("2 conflictos por decidir: ningún valor se perdió.") == 2
    assert "Los dos equipos son iguales." in done
    prints = re.findall(r"huella de los datos ([0-9a-f]{16}), bitácora sin problemas", done)
    assert len(prints) == 2
    assert len(set(prints)) == 1
    assert [line[:2] for line in done.splitlines() if re.match(r"\d+\. ", line)] == [
        "1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.", "9.", "10",
    ]  # fmt: skip
    assert done.splitlines()[-1].endswith("pea-desktop demo-out/laptop-a/michoacan.pea")


def test_what_it_leaves_is_open_to_use(bare, done, folder):
    import openpyxl
    import pypdfium2

    out = folder / "demo-out"
    assert sorted(path.name for path in out.iterdir()) == [
        "1_completo.peapkg", "2_de_a_para_b.peapkg", "2_de_b_para_a.peapkg",
        "3_de_a_para_b.peapkg", MARK, "laptop-a", "laptop-b", "matriz_secoem.xlsx",
        "minuta_mesa_08.pdf",
    ]  # fmt: skip
    document = pypdfium2.PdfDocument(out / "minuta_mesa_08.pdf")
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert "MINUTA" in pages[0].upper()
    assert re.search(r"declaradas 24\s*·\s*capturadas 26", "".join(pages))
    sheet = openpyxl.load_workbook(out / "matriz_secoem.xlsx").worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "Lluvia de ideas: Líneas de Acción" in texts
    for laptop in ("laptop-a", "laptop-b"):
        assert len(bare.rows(out / laptop / "michoacan.pea")) == 26
        assert bare("check", out / laptop / "michoacan.pea", "--json").json["ok"] is True
    assert done.endswith((out / MARK).read_text("utf-8"))


def test_it_may_be_repeated_and_put_elsewhere(bare, done, folder):
    again = bare.ok("demo")
    assert "Los dos equipos son iguales." in again
    bare.ok("demo", "--out", "otra carpeta/más adentro")
    assert (folder / "otra carpeta" / "más adentro" / "minuta_mesa_08.pdf").is_file()


@pytest.mark.parametrize("theirs", ["tesis.docx", MARK])
def test_a_folder_that_is_not_its_own_is_left_alone(bare, folder, theirs):
    (folder / "mía").mkdir()
    (folder / "mía" / theirs).write_text("No tocar.", "utf-8")
    said = bare.refused("demo", "--out", "mía")
    assert said.startswith("La carpeta «mía» tiene archivos que no son de la demostración")
    assert [path.name for path in (folder / "mía").iterdir()] == [theirs]


def test_what_a_person_put_beside_its_files_is_not_removed(bare, done, folder):
    (folder / "demo-out" / "notas.txt").write_text("Mías.", "utf-8")
    bare.refused("demo")
    assert (folder / "demo-out" / "notas.txt").read_text("utf-8") == "Mías."
    assert (folder / "demo-out" / "minuta_mesa_08.pdf").is_file()


def test_it_waits_until_its_expediente_is_closed(bare, done, folder):
    file = folder / "demo-out" / "laptop-a" / "michoacan.pea"
    with Workspace.open(file, SCHEMA, Device.load("Carla", "LAPTOP-C")):
        said = bare.refused("demo")
    assert said.startswith("«michoacan.pea» ya está abierto para escribir (Carla, LAPTOP-C)")
    assert file.is_file()


def test_a_file_is_no_folder(bare, folder):
    (folder / "archivo").write_text("x")
    assert bare.refused("demo", "--out", "archivo").startswith(
        "No se puede usar la carpeta «archivo»"
    )
