"""The authorities of this device: read, shown, kept, and never taken from a package."""

import io
import sys
import zipfile

import pytest

from pea_desktop.signing import AuthorityError, roots
from tests.signing import pki


@pytest.fixture
def between():
    return pki.authority("AC INTERMEDIA DE LABORATORIO", 9, pki.authority(), 2)


def test_a_self_signed_one_is_a_root_and_the_others_are_not(between):
    root = roots.read(pki.authority().der)
    assert (root.name, root.is_anchor) == ("AC DE LABORATORIO", True)
    assert not roots.read(between.der).is_anchor
    assert roots.read(between.der, as_anchor=True).is_anchor


def test_the_fingerprint_is_read_in_pairs():
    root = roots.read(pki.authority().der)
    assert len(root.fingerprint) == 95
    assert root.fingerprint.replace(":", "").lower() == root.sha256


def test_one_that_only_bears_its_own_name_as_issuer_is_no_root():
    # Self-issued, but signed with another key.
    fake = pki.authority("AC DE LABORATORIO", 4, pki.authority())
    assert fake.name == pki.authority().name
    assert not roots.read(fake.der).is_anchor


def test_what_is_kept_is_there_the_next_time(between):
    roots.keep([roots.read(pki.authority().der), roots.read(between.der)])
    assert {(a.name, a.is_anchor) for a in roots.kept()} == {
        ("AC DE LABORATORIO", True),
        ("AC INTERMEDIA DE LABORATORIO", False),
    }
    roots.forget(roots.read(between.der))
    assert [a.name for a in roots.kept()] == ["AC DE LABORATORIO"]


def test_a_file_that_is_not_what_its_name_says_is_not_trusted(pea_home):
    roots.keep([roots.read(pki.authority().der)])
    path = next((pea_home / "authorities").glob("*.cer"))
    path.write_bytes(pki.authority("OTRA AC", 3).der)
    assert roots.kept() == []


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize("wrap", ["der", "pem", "zip"])
def test_reads_files_and_archives(tmp_path, wrap):
    made = pki.authority()
    data = {
        "der": made.der,
        "pem": made.pem,
        "zip": zipped(a_cer=made.der, b_crt=made.pem, leame_txt=b"hola"),
    }[wrap]
    path = tmp_path / "sat"
    path.write_bytes(data)
    assert [a.name for a in roots.read_file(path)] == ["AC DE LABORATORIO"]


@pytest.mark.parametrize("data", [b"", b"hola", zipped(a_txt=b"x"), b"PK\x03\x04roto"])
def test_a_file_without_certificates_is_refused(tmp_path, data):
    path = tmp_path / "nada.cer"
    path.write_bytes(data)
    with pytest.raises(AuthorityError) as caught:
        roots.read_file(path)
    assert str(caught.value) == (
        "«nada.cer» no trae ningún certificado. Elija un .cer, un .crt o un .zip con ellos."
    )


def test_a_persons_certificate_is_no_authority(lab):
    with pytest.raises(AuthorityError) as caught:
        roots.read_file(lab.people[0].cer)
    assert caught.value.code == "A-02"
    assert "no es el certificado de una autoridad" in str(caught.value)


def test_one_made_for_tests_is_refused_outside_of_them(tmp_path, monkeypatch):
    path = tmp_path / "lab.cer"
    path.write_bytes(pki.authority().der)
    monkeypatch.delenv(roots.LABORATORY_ALLOWED)
    with pytest.raises(AuthorityError) as caught:
        roots.read_file(path)
    assert caught.value.code == "A-03"
    monkeypatch.setenv(roots.LABORATORY_ALLOWED, "1")
    roots.keep(roots.read_file(path))
    monkeypatch.delenv(roots.LABORATORY_ALLOWED)
    assert roots.kept() == []


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(AuthorityError) as caught:
        roots.read_file(tmp_path / "falta.cer")
    assert str(caught.value) == "No se pudo leer «falta.cer»: no existe."


def test_a_folder_named_for_one_order_may_hold_one_made_for_tests(tmp_path, monkeypatch):
    (tmp_path / "lab.cer").write_bytes(pki.authority().der)
    monkeypatch.delenv(roots.LABORATORY_ALLOWED)
    assert len(roots.read_folder(tmp_path)) == 1
    assert roots.kept() == []
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(AuthorityError) as caught:
        roots.read_folder(tmp_path)
    assert caught.value.code == "A-03"


def test_reads_a_folder(tmp_path, between):
    (tmp_path / "a.cer").write_bytes(pki.authority().der)
    (tmp_path / "b.crt").write_bytes(between.pem)
    (tmp_path / "notas.txt").write_text("hola", encoding="utf-8")
    assert len(roots.read_folder(tmp_path)) == 2
    assert len(roots.read_folder(tmp_path / "a.cer")) == 1


def test_a_persons_certificate_beside_an_authority_does_no_harm(lab, tmp_path):
    (tmp_path / "persona.cer").write_bytes(lab.people[0].certificate)
    with pytest.raises(AuthorityError) as caught:
        roots.read_folder(tmp_path)
    assert caught.value.code == "A-02"
    (tmp_path / "raiz.cer").write_bytes(pki.authority().der)
    assert [one.name for one in roots.read_folder(tmp_path)] == ["AC DE LABORATORIO"]
