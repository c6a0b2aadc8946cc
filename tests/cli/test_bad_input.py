"""Bad input at the command line: one clear sentence, exit code 1, and nothing changed."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.laptop import BOOK
from tests.cli.minute_data import MINUTE

ID = "fc74c2c6-f058-566e-88b2-f96bf3e7ec08"


def orders_on(file, *, writing=True):
    """Return every order that opens a file, with arguments that would do on a sound one."""
    Path("minuta.json").write_text(json.dumps(MINUTE), "utf-8")
    reading = [
        *(["show", file, what] for what in ("matrix", "policy", "minutes", "institutions")),
        ["history", file],
        ["check", file],
        ["conflicts", file],
        ["import-matrix", file, BOOK, "--institution", "SECOEM"],
        ["export-matrix", file, "salida.xlsx", "--institution", "SECOEM"],
        ["minute", file, "pdf", ID, "salida.pdf"],
        ["package", "export", file, "salida.peapkg"],
    ]
    changing = [
        ["import-matrix", file, BOOK, "--institution", "SECOEM", "--apply"],
        ["set", file, ID, "line", "x"],
        ["delete", file, ID],
        ["undo", file],
        ["redo", file],
        ["minute", file, "new", "minuta.json"],
        ["conflicts", file, "resolve", ID + ":line", "--keep"],
    ]
    return reading + changing if writing else reading


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@pytest.fixture
def unchanged(pea):
    """Make sure that `m.pea` shows and exports the same after the test as before."""

    def seen():
        shown = [pea.ok("show", "m.pea", what, "--json") for what in ("matrix", "minutes")]
        pea.ok("package", "export", "m.pea", "comprobante.peapkg")
        made = pea("package", "inspect", "comprobante.peapkg", "--json").json
        return shown, made["segments"]

    before = seen()
    yield pea
    assert seen() == before
    assert pea("check", "m.pea", "--json").json == {"ok": True, "problems": []}


# -- the expediente


def test_a_file_that_is_not_there_is_named_by_every_order(bare, folder):
    for order in orders_on("no.pea"):
        assert bare.refused(*order) == "No existe el archivo «no.pea»."
    assert [path.name for path in folder.iterdir()] == ["minuta.json"]


@pytest.mark.parametrize("content", [b"", b"hola", b"SQLite format 3\0", b"x" * 5000])
def test_a_text_called_pea_is_refused_and_left_alone(bare, folder, content):
    (folder / "texto.pea").write_bytes(content)
    for order in [*orders_on("texto.pea"), ["package", "import", "texto.pea", "x.peapkg"]]:
        said = bare.refused(*order)
        assert said == (
            "«texto.pea» no es un expediente de PEA o está dañado; elija un archivo .pea."
        )
    assert (folder / "texto.pea").read_bytes() == content
    assert sorted(path.name for path in folder.iterdir()) == ["minuta.json", "texto.pea"]


def test_another_program_s_database_is_refused_and_left_byte_for_byte(bare, folder):
    db = sqlite3.connect("ajeno.pea")
    db.execute("CREATE TABLE t(a)")
    db.execute("INSERT INTO t VALUES(1)")
    db.commit()
    db.close()
    before = digest("ajeno.pea")
    for order in [*orders_on("ajeno.pea"), ["package", "import", "ajeno.pea", "x.peapkg"]]:
        assert bare.refused(*order) == (
            "«ajeno.pea» es de otro programa, no un expediente de PEA; elija un archivo .pea."
        )
    assert digest("ajeno.pea") == before
    assert sorted(path.name for path in folder.iterdir()) == ["ajeno.pea", "minuta.json"]


def test_a_file_of_a_newer_version_is_refused_and_left_byte_for_byte(pea, folder):
    db = sqlite3.connect("m.pea")
    db.execute("PRAGMA user_version = 999")
    db.commit()
    db.close()
    before = digest("m.pea")
    for order in [*orders_on("m.pea"), ["package", "import", "m.pea", "todo.peapkg"]]:
        assert pea.refused(*order) == (
            "«m.pea» se hizo con una versión más nueva del programa; actualice este equipo para "
            "abrirlo."
        )
    assert digest("m.pea") == before
    assert not list(folder.glob("m.pea?*"))


@pytest.mark.parametrize("where", [100, 100_000])
def test_an_expediente_damaged_in_the_middle_is_refused(pea, where):
    data = bytearray(Path("m.pea").read_bytes())
    data[where : where + 3000] = b"\xff" * 3000
    Path("m.pea").write_bytes(data)
    before = digest("m.pea")
    said = pea.refused("show", "m.pea", "matrix")
    assert said.startswith("«m.pea» no es un expediente de PEA o está dañado; recupere una copia")
    assert pea.refused("set", "m.pea", ID, "line", "x") == said
    assert digest("m.pea") == before


def test_an_expediente_cut_short_is_refused(pea):
    Path("m.pea").write_bytes(Path("m.pea").read_bytes()[:40_000])
    assert "«m.pea» no es un expediente de PEA o está dañado" in pea.refused(
        "show", "m.pea", "matrix"
    )


def test_a_folder_is_no_expediente(bare, folder):
    (folder / "carpeta.pea").mkdir()
    for name in ("carpeta.pea", "."):
        for order in orders_on(name):
            assert "carpeta" in bare.refused(*order) or name == "."


def test_new_refuses_what_is_there_already(pea, folder):
    before = digest("m.pea")
    assert pea.refused("new", "m.pea", "--policy", "edomex") == (
        "Ya existe «m.pea»; elija otro nombre."
    )
    assert pea.refused("new", ".", "--policy", "edomex").startswith("Ya existe «trabajo»")
    assert pea.refused("new", "no/hay.pea", "--policy", "edomex") == "No existe la carpeta «no»."
    assert digest("m.pea") == before


# -- a book


@pytest.fixture
def books(folder):
    import openpyxl

    (folder / "texto.xlsx").write_text("hola, esto es un texto", "utf-8")
    (folder / "cero.xlsx").write_bytes(b"")
    (folder / "cortado.xlsx").write_bytes(BOOK.read_bytes()[:4000])
    (folder / "carpeta.xlsx").mkdir()
    workbook = openpyxl.Workbook()
    workbook.save("vacío.xlsx")
    workbook.active["B2"] = "Sin encabezado"
    workbook.save("sin encabezado.xlsx")


@pytest.mark.parametrize(
    ("book", "said"),
    [
        ("no.xlsx", "No existe el archivo «no.xlsx»"),
        ("texto.xlsx", "«texto.xlsx» no es un libro de Excel (.xlsx)"),
        ("m.pea", "«m.pea» no es un libro de Excel (.xlsx)"),
        ("cero.xlsx", "El archivo «cero.xlsx» está vacío"),
        ("cortado.xlsx", "El libro «cortado.xlsx» está dañado o incompleto"),
        ("carpeta.xlsx", "«carpeta.xlsx» es una carpeta"),
        ("vacío.xlsx", "El libro «vacío.xlsx» no tiene ningún texto"),
        (
            "sin encabezado.xlsx",
            "No se encontró el encabezado de la tabla en «sin encabezado.xlsx»",
        ),
    ],
)
def test_a_bad_book_is_refused_by_name(unchanged, books, book, said):
    for more in ([], ["--apply"], ["--apply", "--json"]):
        assert unchanged.refused("import-matrix", "m.pea", book, "--institution", "SECOEM", *more
        ).startswith(said)  # fmt: skip


def test_an_institution_has_a_name(unchanged):
    said = unchanged.refused("import-matrix", "m.pea", BOOK, "--institution", "  ", "--apply")
    assert said == "Escriba de qué institución es la matriz."
    said = unchanged.refused("export-matrix", "m.pea", "x.xlsx", "--institution", "Nadie")
    assert said == "No hay una institución «Nadie» en este expediente."


# -- a package


@pytest.mark.parametrize("places", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_one_flipped_byte_at_each_of_many_places(unchanged, folder, places):
    sound = Path("todo.peapkg").read_bytes()
    said = set()
    for place in range(0, len(sound), -(-len(sound) // places)):
        damaged = bytearray(sound)
        damaged[place] ^= 0x01
        Path("malo.peapkg").write_bytes(damaged)
        said.add(unchanged.refused("package", "import", "m.pea", "malo.peapkg"))
        said.add(unchanged.refused("package", "import", "nuevo.pea", "malo.peapkg"))
    assert said == {
        "«malo.peapkg» no es un paquete de PEA; elija un archivo .peapkg.",
        "El paquete «malo.peapkg» está dañado o alterado; pida que se lo envíen otra vez.",
    }
    assert not list(folder.glob("nuevo.pea*"))


def test_a_package_cut_anywhere_or_with_something_behind(unchanged):
    sound = Path("todo.peapkg").read_bytes()
    cuts = [0, 4, 8, 10, 100, len(sound) // 2, len(sound) - 1]
    for data in [*(sound[:cut] for cut in cuts), sound + b"x"]:
        Path("malo.peapkg").write_bytes(data)
        for order in (["import", "m.pea"], ["import", "nuevo.pea"], ["inspect"]):
            assert "«malo.peapkg»" in unchanged.refused("package", *order, "malo.peapkg")


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("no.peapkg", "No se pudo leer el paquete «no.peapkg»: no existe."),
        ("carpeta", "No se pudo leer el paquete «carpeta»: es una carpeta."),
        ("m.pea", "«m.pea» no es un paquete de PEA; elija un archivo .peapkg."),
    ],
)
def test_what_is_no_package_is_refused(unchanged, folder, package, said):
    (folder / "carpeta").mkdir()
    for order in (["import", "m.pea"], ["import", "nuevo.pea"], ["inspect"]):
        assert unchanged.refused("package", *order, package) == said


def test_another_expediente_s_package_is_refused(unchanged):
    unchanged.ok("new", "otro.pea", "--policy", "michoacan")
    unchanged.ok("package", "export", "otro.pea", "otro.peapkg")
    for more in ([], ["--dry-run"]):
        assert unchanged.refused("package", "import", "m.pea", "otro.peapkg", *more) == (
            "«otro.peapkg» es un paquete de otro expediente; ábralo en el suyo."
        )


# -- an id, a field, a value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("set m.pea nada line x", "No hay una línea con el identificador «nada»"),
        ("set m.pea {id} nada x", "No hay un campo «nada»: los campos son line, indicator, "),
        ("set m.pea {id} id x", "No hay un campo «id»"),
        ("set m.pea {id} number 3", "No hay un campo «number»"),
        ("set m.pea {id} targets x", "No hay un campo «targets»"),
        ("set m.pea {id} targets.YEAR 1", "No hay un campo «targets.YEAR»"),
        (
            "set m.pea {id} targets.2031 1",
            "La matriz no tiene meta 2031: las metas son targets.2024",
        ),
        ("set m.pea {id} targets.99999 1", "No hay un campo «targets.99999»"),
        ("set m.pea {id} targets.2024 cien", "La meta 2024 se escribe como número: «cien»."),
        ("set m.pea {id} targets.2024 1,0", "La meta 2024 se escribe como número: «1,0»."),
        ("set m.pea {id} state volando", "No hay un estado «volando»: los estados son lluvia, "),
        ("delete m.pea nada", "No hay una línea con el identificador «nada»"),
        ("history m.pea --row nada", "No hay un renglón con el identificador «nada»"),
        ("minute m.pea pdf nada x.pdf", "No hay una minuta con el identificador «nada»"),
        ("conflicts m.pea resolve nada --keep", "No hay un conflicto abierto «nada»."),
        (
            "package export m.pea x.peapkg --to Nadie",
            "Este expediente no ha recibido ningún paquete",
        ),
    ],
)
def test_what_is_not_there_is_said(unchanged, typed, said):
    line = unchanged.id_of("m.pea", 4)
    words = [line if word == "{id}" else word for word in typed.split()]
    assert unchanged.refused(*words).startswith(said)


def test_a_text_longer_than_a_cell_is_refused(unchanged):
    said = unchanged.refused("set", "m.pea", unchanged.id_of("m.pea", 1), "line", "x" * 40_000)
    assert said.startswith("El texto tiene 40,000 caracteres y una celda admite hasta 32,767")


# -- the data of a minute


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no es json", "«datos.json» no es JSON: revise la línea 1, columna 1."),
        (b'{\n "table": "8",\n}', "«datos.json» no es JSON: revise la línea 3, columna 1."),
        (b"", "«datos.json» no es JSON: revise la línea 1, columna 1."),
        (b"\xff\xfe\x00", "«datos.json» no es JSON: guárdelo como texto UTF-8"),
        (b"[" * 100_000, "«datos.json» no es JSON: guárdelo como texto UTF-8"),
        (b"[1]", "«datos.json»: Se esperaba un objeto con claves"),
        (b"null", "«datos.json»: Se esperaba un objeto con claves"),
        (b"{}", "«datos.json»: Falta la clave «table»"),
    ],
    ids=lambda value: None,
)
def test_data_that_are_no_minute_are_refused(unchanged, content, said):
    Path("datos.json").write_bytes(content)
    assert unchanged.refused("minute", "m.pea", "new", "datos.json").startswith(said)


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("table", None, "table"),
        ("table", [], "table"),
        ("phase", "", "phase"),
        ("date", "19/04/2023", "date"),
        ("date", "2023-02-30", "date"),
        ("date", 20230419, "date"),
        ("institution", 5, "institution"),
        ("declared_lines", "24", "declared_lines"),
        ("declared_lines", -1, "declared_lines"),
        ("declared_lines", True, "declared_lines"),
        ("agreements", {}, "agreements"),
        ("agreements", ["texto"], "agreements[1]"),
        ("agreements", [{"number": "1"}], "agreements[1].text"),
        ("attendees", [{"name": ""}], "attendees[1].name"),
        ("coordinators", [{"name": "Uno", "edad": 3}], "coordinators[1].edad"),
        ("materials", "uno", "materials"),
        ("observations", 3, "observations"),
        ("sorpresa", 1, "sorpresa"),
    ],
)
def test_a_wrong_key_of_a_minute_is_named_with_its_file(unchanged, key, value, named):
    Path("datos.json").write_text(json.dumps({**MINUTE, key: value}), "utf-8")
    said = unchanged.refused("minute", "m.pea", "new", "datos.json")
    assert said.startswith("«datos.json»: ")
    assert f"«{named}»" in said


def test_a_json_that_is_not_there_or_a_folder(unchanged, folder):
    assert unchanged.refused("minute", "m.pea", "new", "no.json") == (
        "No se pudo leer «no.json»: no existe."
    )
    (folder / "carpeta").mkdir()
    assert unchanged.refused("minute", "m.pea", "new", "carpeta") == (
        "No se pudo leer «carpeta»: es una carpeta."
    )


# -- where to write


@pytest.fixture
def writing(unchanged, folder):
    """Return the orders that write a document, without its name, and whether they worked."""
    (folder / "minuta.json").write_text(json.dumps(MINUTE), "utf-8")
    shutil.copy("m.pea", "con minuta.pea")
    made = unchanged("minute", "con minuta.pea", "new", "minuta.json").json["id"]
    return [
        (["export-matrix", "con minuta.pea"], ["--institution", "SECOEM"]),
        (["package", "export", "con minuta.pea"], []),
        (["minute", "con minuta.pea", "pdf", made], []),
    ]


def test_a_document_never_takes_the_place_of_an_expediente(unchanged, writing, folder):
    before = digest("m.pea"), digest("con minuta.pea")
    (folder / "enlace.xlsx").symlink_to("con minuta.pea")
    for order, more in writing:
        for name in ("con minuta.pea", "./con minuta.pea", "m.pea", "enlace.xlsx",
                     "con minuta.pea-wal", "con minuta.pea.lock"):  # fmt: skip
            said = unchanged.refused(*order, name, *more)
            assert said.endswith(" es un expediente y se perdería: elija otro nombre.")
    assert (digest("m.pea"), digest("con minuta.pea")) == before


def test_a_folder_or_a_missing_one_is_no_place_for_a_document(unchanged, writing, folder):
    (folder / "carpeta").mkdir()
    for order, more in writing:
        for name in ("carpeta", ".", "/"):
            assert " es una carpeta: escriba también el nombre" in unchanged.refused(
                *order, name, *more
            )
        assert unchanged.refused(*order, "no/hay", *more) == "No existe la carpeta «no»: créela."
    assert list((folder / "carpeta").iterdir()) == []
    assert unchanged.refused("package", "import", "no/hay.pea", "todo.peapkg") == (
        "No existe la carpeta «no»."
    )


def test_a_document_is_written_over_an_older_one(unchanged, writing):
    for order, more in writing:
        Path("viejo").write_bytes(b"viejo")
        unchanged.ok(*order, "viejo", *more)
        assert Path("viejo").stat().st_size > 1000


# -- the laptop itself


def test_a_home_that_is_a_file_is_said(pea):
    pea.home = Path("m.pea")
    assert pea.refused("show", "m.pea", "matrix") == (
        "No se pudo preparar la carpeta de este equipo «m.pea»: ya hay algo con ese nombre."
    )


def test_a_damaged_key_is_said(pea):
    (pea.home / "device.key").write_text("no es una llave")
    assert pea.refused("show", "m.pea", "matrix").startswith("La llave de este equipo «")


def test_names_that_cannot_be_remembered_are_said(bare, caplog):
    (bare.home / "settings.json").mkdir(parents=True)
    said = bare.refused("--author", "Ana", "new", "m.pea", "--policy", "michoacan")
    assert said.startswith("No se pudo preparar la carpeta de este equipo «")
    caplog.clear()


# -- two writers

HOLDER = """
import sys
from pathlib import Path
from pea_desktop.areas import SCHEMA
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
with Workspace.open(Path("m.pea"), SCHEMA, Device.load("Carla", "LAPTOP-C")):
    print("abierto", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(pea):
    """Have another process hold `m.pea` open for writing."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"abierto\n"
        yield pea
        other.stdin.close()
        assert other.wait(30) == 0


def test_a_second_writer_is_told_who_has_it_and_readers_work_beside(held):
    pea = held
    before = pea.ok("show", "m.pea", "matrix", "--json")
    writing = [
        order for order in orders_on("m.pea") if order not in orders_on("m.pea", writing=False)
    ]
    for order in [*writing, ["package", "import", "m.pea", "todo.peapkg"]]:
        assert pea.refused(*order) == (
            "«m.pea» ya está abierto para escribir (Carla, LAPTOP-C); ciérrelo ahí e intente de "
            "nuevo."
        )
    for order in orders_on("m.pea", writing=False):
        if order[0] != "minute":
            pea.ok(*order)
    assert pea.ok("show", "m.pea", "matrix", "--json") == before
