"""A minute that three people sign on three laptops, told by command line, and who checks it."""

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pea_desktop.areas import SCHEMA, documents
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.signing import roots
from tests.cli.laptop import Laptop
from tests.cli.minute_data import MINUTE
from tests.signing import pki
from tests.signing.conftest import NAMES

LAPTOPS = ("Ana", "Beto", "Caro")


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Return three people of a laboratory and the folder with its authority."""
    folder = tmp_path_factory.mktemp("lab-historia")
    authority = pki.authority()
    (folder / "ac").mkdir()
    (folder / "ac" / "raiz.cer").write_bytes(authority.der)
    (folder / "raiz.pem").write_bytes(authority.pem)
    made = [
        pki.person(folder / "gente", authority, name=name, rfc=f"PULA80010{n}AB{n}", number=n)
        for n, name in enumerate(NAMES, start=1)
    ]
    return made, folder / "ac"


@pytest.fixture
def table(people, tmp_path, capsys, monkeypatch):
    """Return three laptops with one issued minute of three signers: a `Table`."""
    folder = tmp_path / "memoria USB"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv(roots.LABORATORY_ALLOWED, "1")
    laptops = {name: Laptop(tmp_path / f"casa de {name}", capsys, monkeypatch) for name in LAPTOPS}
    for name, laptop in laptops.items():
        laptop("--author", name, "--device", f"LAPTOP-{name[0]}", "check", "no-hay.pea")
    return Table(laptops, people, monkeypatch)


class Table:
    """Three laptops around one minute; each expediente is named as its person."""

    def __init__(self, laptops, people, monkeypatch):
        self.laptops, self._monkeypatch = laptops, monkeypatch
        self.people, self.authority = people
        ana = laptops["Ana"]
        attendees = [
            {"name": person.name.title(), "signature_mode": "efirma", "rfc": person.rfc}
            for person in self.people
        ]
        data = {**MINUTE, "attendees": attendees, "coordinators": []}
        Path("minuta.json").write_text(json.dumps(data), encoding="utf-8")
        ana.ok("new", "Ana.pea", "--policy", "michoacan")
        made = ana("minute", "Ana.pea", "new", "minuta.json").json
        ana.ok("minute", "Ana.pea", made["id"], "emitida.pdf", "--issue")
        (minute,) = ana("minute", "Ana.pea", "--list", "--json").json["minutes"]
        self.folio = minute["folio"]
        self.cells = [one["cell"] for one in minute["signatures"]]
        ana.ok("package", "export", "Ana.pea", "todo.peapkg")
        for name in LAPTOPS[1:]:
            self.laptops[name].ok("package", "import", f"{name}.pea", "todo.peapkg")

    def sign(self, name, number):
        stdin = io.TextIOWrapper(io.BytesIO(pki.PASSWORD.encode()), "utf-8")
        self._monkeypatch.setattr(sys, "stdin", stdin)
        person = self.people[number]
        return self.laptops[name](
            *("sign", f"{name}.pea", self.folio, "--cell", self.cells[number]),
            *("--cer", person.cer, "--key", person.key),
        )

    @contextlib.contextmanager
    def at(self, name):
        """Open the expediente of a laptop as its person does."""
        with self._monkeypatch.context() as patch:
            patch.setenv("PEA_HOME", str(self.laptops[name].home))
            with Workspace.open(Path(f"{name}.pea"), SCHEMA, Device.load()) as workspace:
                yield workspace

    def hand(self, giver, taker, *, with_files=True):
        """Give a laptop the package of another, with the PDF or without."""
        with self.at(giver) as workspace:
            package.export(workspace, Path("cambios.peapkg"), with_attachments=with_files)
        self.laptops[taker].ok("package", "import", f"{taker}.pea", "cambios.peapkg")

    def verify(self, name, pdf):
        order = ("verify", pdf, "--workspace", f"{name}.pea", "--ca", self.authority, "--json")
        answer = self.laptops[name](*order)
        assert answer.err == ""
        return answer.code, json.loads(answer.out)

    def states(self, name):
        order = ("sign", f"{name}.pea", self.folio, "--list", "--json")
        return [row["state"] for row in self.laptops[name](*order).json]

    def written(self, name):
        self.laptops[name].ok("minute", f"{name}.pea", self.folio, f"{name}.pdf")
        return Path(f"{name}.pdf")


def test_three_signers_on_three_laptops_and_everybody_verifies(table, tmp_path, people):
    # In whatever order: Caro first, then Ana, then Beto; each has all that was signed before.
    assert table.sign("Caro", 2).code == 0
    table.hand("Caro", "Ana")
    assert table.sign("Ana", 0).code == 0
    table.hand("Ana", "Beto")
    assert table.sign("Beto", 1).code == 0
    for taker in ("Ana", "Caro"):
        table.hand("Beto", taker)
    files = [table.written(name) for name in LAPTOPS]
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()
    for name in LAPTOPS:
        code, found = table.verify(name, f"{name}.pdf")
        assert (code, found["verdict"]) == (0, "ÍNTEGRO, EMISOR RECONOCIDO")
        assert [one["name"] for one in found["signatures"]] == [NAMES[2], NAMES[0], NAMES[1]]
        assert [one["cell"] for one in found["signatures"]] == [
            table.cells[2],
            table.cells[0],
            table.cells[1],
        ]
        assert table.states(name) == ["e_firma"] * 3
        laptop = table.laptops[name]
        assert laptop("check", f"{name}.pea", "--json").json == {"ok": True, "problems": []}
        assert laptop("conflicts", f"{name}.pea", "--json").json == []
        assert laptop("minute", f"{name}.pea", "--list", "--json").json["problems"] == []
    # Whose document this is, told by whom has never seen it.
    shutil.copy("Ana.pdf", "fuera.pdf")
    stranger = table.laptops["Beto"]
    found = stranger("verify", "fuera.pdf", "--ca", table.authority, "--json").json
    assert found["verdict"] == "ÍNTEGRO, EMISOR RECONOCIDO"
    assert "Este equipo no tiene el documento emitido" in found["signatures"][0]["content"]
    poppler_agrees(Path("Ana.pdf"))
    openssl_agrees(Path("Ana.pdf"), people[1].parent / "raiz.pem", tmp_path)


def poppler_agrees(path):
    if not shutil.which("pdfsig"):
        return
    told = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 3
    assert told.count("Total document signed") == 1


def openssl_agrees(path, root, folder):
    """Cut out each signature by its own byte range, knowing nothing of the program."""
    if not shutil.which("openssl"):
        return
    pdf = path.read_bytes()
    ranges = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)
    assert len(ranges) == 3
    for told in ranges:
        a, b, c, d = (int(n) for n in told)
        signature = bytes.fromhex(pdf[a + b : c].strip(b"<>").decode("ascii"))
        (folder / "firma.der").write_bytes(signature)
        (folder / "contenido").write_bytes(pdf[a : a + b] + pdf[c : c + d])
        command = [
            *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "firma.der"),
            *("-content", "contenido", "-CAfile", str(root), "-purpose", "any", "-out", "salida"),
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_two_laptops_that_sign_at_once_keep_both_branches(table):
    assert table.sign("Ana", 0).code == 0
    assert table.sign("Beto", 1).code == 0
    # Caro gets Ana's first and then Beto's: the second is a fork, and both are kept.
    table.hand("Ana", "Caro")
    table.hand("Beto", "Caro")
    table.hand("Beto", "Ana")
    table.hand("Ana", "Beto")
    # Every laptop takes the same branch for the principal one.
    files = {table.written(name).read_bytes() for name in LAPTOPS}
    assert len(files) == 1
    states = {tuple(table.states(name)) for name in LAPTOPS}
    assert len(states) == 1
    assert sorted(next(iter(states))) == ["e_firma", "pendiente", "pendiente"]
    for name in LAPTOPS:
        problems = table.laptops[name]("minute", f"{name}.pea", "--list", "--json").json["problems"]
        assert [one["code"] for one in problems] == ["documento_bifurcado"]
        assert problems[0]["sentence"].startswith(
            f"«{table.folio}» se firmó a la vez en dos equipos: hay 2 ejemplares."
        )
    # The other branch still verifies, and says that there is another one.
    winner = files.pop()
    for name, number in (("Ana", 0), ("Beto", 1)):
        code, found = table.verify(name, f"{name}.pdf")
        assert (code, found["relation"]) == (0, "igual")
        if found["signatures"][0]["cell"] != table.cells[number]:
            loser, signer = name, number
    # Who signed only the other one signs again, and then there is one with both.
    assert table.states(loser)[signer] == "pendiente"
    assert table.sign(loser, signer).code == 0
    assert table.written(loser).read_bytes().startswith(winner)
    assert sorted(table.states(loser)) == ["e_firma", "e_firma", "pendiente"]
    listed = table.laptops[loser]("minute", f"{loser}.pea", "--list", "--json").json
    assert listed["problems"] == []
    table.hand(loser, "Caro")
    assert table.written("Caro").read_bytes() == table.written(loser).read_bytes()


def test_who_signs_behind_the_others_is_told_to_receive_first(table):
    # Beto knows from a package without files that Ana signed, and has not got her PDF.
    table.sign("Ana", 0)
    table.hand("Ana", "Beto", with_files=False)
    answer = table.sign("Beto", 1)
    assert (answer.code, answer.err) == (
        1,
        "Esta versión ya se firmó en otro equipo. Reciba primero el paquete y vuelva a firmar.\n",
    )
    code, found = table.verify("Beto", "emitida.pdf")
    assert (code, found["verdict"], found["codes"]) == (1, "VERSIÓN ANTERIOR", ["F-15b"])
    # Her PDF alone is enough, and so is a package with files.
    table.written("Ana")
    told = table.laptops["Beto"]("receive", "Beto.pea", "Ana.pdf", "--json").json
    assert (told["relation"], told["added"]) == ("avanza", [table.cells[0]])
    assert table.sign("Beto", 1).code == 0
    assert table.states("Beto") == ["e_firma", "e_firma", "pendiente"]
    table.hand("Beto", "Caro")
    assert table.states("Caro") == ["e_firma", "e_firma", "pendiente"]
    assert table.sign("Caro", 2).code == 0


def test_a_rollback_is_told_wherever_the_newer_one_is_known(table):
    table.sign("Ana", 0)
    early = table.written("Ana").read_bytes()
    table.sign("Ana", 1)
    table.hand("Ana", "Beto")
    Path("vieja.pdf").write_bytes(early)
    for name in ("Ana", "Beto"):
        code, found = table.verify(name, "vieja.pdf")
        assert (code, found["verdict"], found["relation"]) == (1, "VERSIÓN ANTERIOR", "atrasado")
        assert found["reasons"] == [
            "Este archivo es una versión anterior: le falta una firma que este equipo ya tiene."
        ]
        told = table.laptops[name]("receive", f"{name}.pea", "vieja.pdf", "--json").json
        assert (told["relation"], told["kept"]) == ("atrasado", False)
    # Who never saw the newer one takes the older for what it is: whole.
    assert table.verify("Caro", "vieja.pdf")[0] == 0


def test_what_a_dishonest_laptop_puts_under_a_row_is_refused_on_arrival(table):
    table.sign("Ana", 0)
    table.hand("Ana", "Beto")
    honest = table.written("Beto").read_bytes()
    # Beto's laptop is made to claim that Caro signed, with bytes that are no signature.
    with table.at("Beto") as workspace:
        (row,) = documents.all_documents(workspace.session)
        with workspace.edit("Falsificar") as session:
            documents.add_revision(session, row, honest + b"\n%% nada\n", table.cells[2])
    file = Path("cambios.peapkg")
    table.laptops["Beto"].ok("package", "export", "Beto.pea", file)
    told = table.laptops["Caro"]("package", "import", "Caro.pea", file, "--json").json
    assert len(told["refused_documents"]) == 1
    assert told["refused_documents"][0].startswith(
        f"El PDF de «{table.folio}» que llegó no se guardó: "
    )
    table.hand("Ana", "Caro")
    assert table.written("Caro").read_bytes() == honest
    code, found = table.verify("Caro", "Caro.pdf")
    assert (code, found["verdict"]) == (1, "VERSIÓN ANTERIOR")
    assert len(found["signatures"]) == 1
