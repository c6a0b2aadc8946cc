"""Signing, verifying and receiving at the command line, as scripts do it."""

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from pea_desktop.signing import roots, signer
from tests.cli.minute_data import MINUTE
from tests.signing import pki
from tests.signing.conftest import NAMES


@pytest.fixture(scope="session")
def people(tmp_path_factory):
    """Return two people of a laboratory and the folder with its authority's certificate."""
    folder = tmp_path_factory.mktemp("lab-cli")
    authority = pki.authority()
    made = [
        pki.person(folder / "gente", authority, name=name, rfc=f"PULA80010{n}AB{n}", number=n)
        for n, name in enumerate(NAMES[:2], start=1)
    ]
    (folder / "ac").mkdir()
    (folder / "ac" / "raiz.cer").write_bytes(authority.der)
    return made, folder / "ac"


@pytest.fixture
def signing(pea, people, monkeypatch):
    """Return the laptop with an issued minute of two people, its folio and their cells."""
    monkeypatch.setenv(roots.LABORATORY_ALLOWED, "1")
    attendees = [
        {"name": "Asistente Uno", "signature_mode": "efirma", "rfc": people[0][0].rfc},
        {"name": "Asistente Dos", "signature_mode": "efirma"},
    ]
    data = {**MINUTE, "attendees": attendees}
    Path("minuta.json").write_text(json.dumps(data), encoding="utf-8")
    made = pea("minute", "m.pea", "new", "minuta.json").json
    pea.ok("minute", "m.pea", made["id"], "emitida.pdf", "--issue")
    (minute,) = pea("minute", "m.pea", "--list", "--json").json["minutes"]
    return pea, minute["folio"], [one["cell"] for one in minute["signatures"]]


def type_in(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))


def sign(pea, monkeypatch, folio, cell, person, *more, password=pki.PASSWORD + "\n"):
    type_in(monkeypatch, password)
    files = ("--cer", person.cer, "--key", person.key)
    return pea("sign", "m.pea", folio, "--cell", cell, *files, *more)


def test_signs_a_cell_with_the_password_of_stdin_and_verifies(signing, people, monkeypatch):
    pea, folio, (one, other, third) = signing
    (first, second), authority = people
    answer = sign(pea, monkeypatch, folio, one, first)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == (
        f"Se firmó «{folio}»: la celda de Asistente Uno, con el certificado de ANA PRUEBA ÑÁÑEZ "
        "(serie 00001000000500000001).\n"
    )
    told = sign(pea, monkeypatch, folio, other, second, "--json", password=pki.PASSWORD).json
    assert (told["cell"], told["name"], told["serial"]) == (
        other,
        "LUIS MUÑOZ DE LAB",
        "00001000000500000002",
    )
    pea.ok("minute", "m.pea", folio, "firmada.pdf")
    order = ("verify", "firmada.pdf", "--workspace", "m.pea", "--ca", authority, "--json")
    found = pea(*order).json
    assert found["verdict"] == "ÍNTEGRO, EMISOR RECONOCIDO"
    assert (found["reasons"], found["folio"], found["relation"]) == ([], folio, "igual")
    assert [set(one) for one in found["signatures"]] == [
        {"cell", "name", "serial", "content", "signature", "issuer", "date"}
    ] * 2
    assert found["signatures"][0]["cell"] == one
    # Without a CA the issuer is not checked, without the expediente the content is not compared.
    assert pea("verify", "firmada.pdf", "--json").json["verdict"] == "ÍNTEGRO, EMISOR NO COMPROBADO"
    text = pea.ok("verify", "firmada.pdf", "--workspace", "m.pea")
    assert text.startswith("ÍNTEGRO, EMISOR NO COMPROBADO\n")
    assert text.endswith("No decide si el documento es válido para un trámite.\n")
    assert sorted(row["state"] for row in pea("sign", "m.pea", folio, "--list", "--json").json) == [
        "e_firma",
        "e_firma",
        "pendiente",
    ]
    assert third in pea.ok("sign", "m.pea", folio, "--list")
    assert pea("check", "m.pea", "--json").json == {"ok": True, "problems": []}


def test_what_is_not_intact_ends_with_one(signing, people, monkeypatch):
    pea, folio, (one, *_others) = signing
    sign(pea, monkeypatch, folio, one, people[0][0])
    pea.ok("minute", "m.pea", folio, "firmada.pdf")
    data = Path("firmada.pdf").read_bytes()
    Path("cambiada.pdf").write_bytes(data[:3000] + bytes([data[3000] ^ 1]) + data[3001:])
    answer = pea("verify", "cambiada.pdf", "--workspace", "m.pea", "--json")
    assert (answer.code, answer.err) == (1, "")
    found = json.loads(answer.out)
    assert (found["verdict"], found["codes"]) == ("ALTERADO O NO VÁLIDO", ["F-16"])
    assert found["reasons"] == [f"El contenido no es el que se emitió con el folio {folio}."]
    # What was issued, without the signature that this expediente knows of.
    answer = pea("verify", "emitida.pdf", "--workspace", "m.pea", "--json")
    assert (answer.code, json.loads(answer.out)["verdict"]) == (1, "VERSIÓN ANTERIOR")
    Path("nada.pdf").write_bytes(b"hola")
    assert pea("verify", "nada.pdf").code == 1


def test_what_was_issued_and_nobody_signed_is_intact_beside_its_expediente(signing):
    pea, folio, _cells = signing
    found = pea("verify", "emitida.pdf", "--workspace", "m.pea", "--json").json
    assert (found["verdict"], found["intact"]) == ("SIN FIRMAS ELECTRÓNICAS", True)
    assert found["signatures"] == []
    told = pea.ok("verify", "emitida.pdf", "--workspace", "m.pea")
    assert f"Documento: {folio}.\nEs, byte por byte, lo que se emitió" in told
    # Alone, nothing tells an issued file from any other.
    assert pea("verify", "emitida.pdf").code == 1


def test_refuses_in_one_sentence_and_changes_nothing(signing, people, monkeypatch):
    pea, folio, (one, _other, third) = signing
    (first, second), _authority = people
    before = pea("sign", "m.pea", folio, "--list", "--json").json

    def refused(*arguments, **how):
        answer = sign(pea, monkeypatch, *arguments, **how)
        assert (answer.code, answer.out) == (1, "")
        assert "Traceback" not in answer.err
        return answer.err.removesuffix("\n")

    assert refused(folio, one, first, password="otra\n") == (
        "La contraseña no abre esta clave privada (o el archivo .key está dañado)."
    )
    assert refused(folio, one, first, password="") == "Escriba la contraseña de la clave privada."
    assert refused(folio, one, second) == (
        "El RFC del certificado no es el registrado para esta celda."
    )
    assert refused(folio, third, first) == (
        "Mtra. Coordinadora Uno no firma con e.firma en este documento."
    )
    assert refused(folio, "nada", first) == "El documento no tiene la celda de firma «nada»."
    assert refused("NO-HAY", one, first).endswith("actualice la lista.")
    assert pea.refused("sign", "m.pea", folio, "--cell", one).startswith("Falta «--cer»")
    assert pea.refused("verify", "no-hay.pdf").startswith("No se pudo leer «no-hay.pdf»")
    assert pea.refused("verify", "emitida.pdf", "--ca", "no-hay").startswith(
        "No existe la carpeta «no-hay»"
    )
    assert pea("sign", "m.pea", folio, "--list", "--json").json == before


def test_a_terminal_does_not_show_the_password(signing, people, monkeypatch):
    pea, folio, (one, *_others) = signing

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    asked = []
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or pki.PASSWORD)
    person = people[0][0]
    files = ("--cer", person.cer, "--key", person.key)
    pea.ok("sign", "m.pea", folio, "--cell", one, *files)
    assert asked == ["Contraseña de la clave privada: "]


def test_receives_what_another_laptop_signed(signing, people, make_laptop, monkeypatch):
    pea, folio, (one, other, _third) = signing
    (first, second), authority = people
    pea.ok("package", "export", "m.pea", "todo.peapkg")
    beto = make_laptop()
    beto.ok("package", "import", "b.pea", "todo.peapkg")
    assert beto.ok("receive", "b.pea", "emitida.pdf")
    shutil.copy("m.pea", "antes.pea")
    shutil.copy("b.pea", "m2.pea")
    type_in(monkeypatch, pki.PASSWORD)
    files = ("--cer", second.cer, "--key", second.key)
    beto.ok("sign", "b.pea", folio, "--cell", other, *files)
    beto.ok("minute", "b.pea", folio, "de-beto.pdf")
    told = pea("receive", "m.pea", "de-beto.pdf", "--json").json
    assert (told["relation"], told["kept"], told["added"]) == ("avanza", True, [other])
    assert told["sentence"] == f"«{folio}» se recibió con 1 firma nueva."
    assert "ya tiene ese archivo" in pea.ok("receive", "m.pea", "de-beto.pdf")
    sign(pea, monkeypatch, folio, one, first)
    pea.ok("minute", "m.pea", folio, "de-ana.pdf")
    assert beto("receive", "b.pea", "de-ana.pdf", "--json").json["relation"] == "avanza"
    order = ("verify", "de-ana.pdf", "--workspace", "b.pea", "--ca", authority, "--json")
    assert len(beto(*order).json["signatures"]) == 2
    assert pea.refused("receive", "m.pea", "minuta.json").startswith("«minuta.json» no es ningún")


def test_the_command_line_never_writes_a_password(signing, people, monkeypatch):
    pea, folio, (one, *_others) = signing
    monkeypatch.setattr(signer, "_SECONDS", 1)
    secret = "secreto-que-no-abre"
    answer = sign(pea, monkeypatch, folio, one, people[0][0], "--debug", password=secret)
    assert answer.code == 1
    left = b"".join(path.read_bytes() for path in pea.home.rglob("*") if path.is_file())
    assert secret not in answer.out + answer.err
    assert secret.encode() not in left
    assert secret.encode() not in Path("m.pea").read_bytes()


def test_a_signed_pdf_warns_of_what_it_carries_and_a_public_copy_carries_none(
    signing, people, monkeypatch, tmp_path
):
    pea, folio, (one, *_others) = signing
    assert pea.ok("minute", "m.pea", folio, "antes.pdf") == "Se escribió «antes.pdf».\n"
    sign(pea, monkeypatch, folio, one, people[0][0])
    assert pea.ok("minute", "m.pea", folio, "firmada.pdf").startswith(
        "El PDF firmado lleva el RFC, la CURP y el correo de quien firmó"
    )
    pea.ok("minute", "m.pea", folio, "publica.pdf", "--public")
    signed, public = Path("firmada.pdf").read_bytes(), Path("publica.pdf").read_bytes()
    secret = people[0][0].rfc.encode().hex().upper().encode()
    assert secret in signed
    assert secret not in public
    assert b"/Sig" not in public
    found = json.loads(pea("verify", "publica.pdf", "--workspace", "m.pea", "--json").out)
    assert not found["intact"]

    import pypdfium2

    document = pypdfium2.PdfDocument(public)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    assert all("Versión pública, sin firmas" in text for text in texts)
    assert not any(people[0][0].rfc in text for text in texts)
