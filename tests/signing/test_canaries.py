"""What pyHanko, asn1crypto and cryptography do today and must go on doing; each told its reason."""

import hashlib
import multiprocessing
import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import keys, x509
from pyhanko.pdf_utils.reader import PdfFileReader

from pea_desktop.signing import revisions, sat
from tests.signing import pki


def test_the_fix_for_the_names_of_the_sat_has_something_to_fix():
    specs = x509.NameTypeAndValue._oid_specs
    assert specs["unique_identifier"].__module__ == "pea_desktop.signing.sat"


def test_without_the_fix_no_certificate_of_the_sat_is_read(lab, monkeypatch):
    # The day this fails, asn1crypto has mended it and `sat` can drop its own.
    from asn1crypto import core

    specs = {**x509.NameTypeAndValue._oid_specs, "unique_identifier": core.OctetBitString}
    monkeypatch.setattr(x509.NameTypeAndValue, "_oid_specs", specs)
    with pytest.raises(ValueError, match="tag should have been 3"):
        _ = x509.Certificate.load(lab.people[0].certificate).subject.native


def read_in_child(connection, der):
    import pea_desktop.signing.child  # noqa: F401 - what the other process starts with

    name = sat.read_certificate(der).name
    connection.send(name)


def test_the_fix_is_there_in_a_fresh_process(lab):
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=read_in_child, args=(theirs, lab.people[0].certificate))
    process.start()
    assert mine.poll(60)
    assert mine.recv() == "ANA PRUEBA ÑÁÑEZ"
    process.join()


@pytest.mark.parametrize("encode", [pki.t61, pki.utf8, pki.bmp])
@pytest.mark.parametrize("encode_rfc", [pki.printable, pki.bits])
def test_a_certificate_written_anew_has_the_same_bytes(lab, encode, encode_rfc):
    # asn1crypto does so by mistake whenever a length ends in 0x80.
    made = lab.person(name="COMPAÑÍA Ü", encode_name=encode, encode_rfc=encode_rfc)
    assert x509.Certificate.load(made.certificate).dump(force=True) == made.certificate


def test_triple_des_still_opens(lab):
    data = lab.people[0].key.read_bytes()
    told = keys.EncryptedPrivateKeyInfo.load(data)["encryption_algorithm"]
    assert told.encryption_cipher == "tripledes"
    assert sat.open_key(data, lab.people[0].password).key_size == 2048


def objects_of(pdf, start):
    """Return the numbers of the objects that a revision defines."""
    return {int(n) for n in re.findall(rb"\n(\d+) 0 obj\n", b"\n" + pdf[start:])}


def test_a_signature_redefines_exactly_one_object(lab):
    pdf = lab.signed(0, 1, 2)
    base = revisions.read_base(lab.issued.pdf)
    known = base.end.size
    for revision in revisions.read(pdf, base):
        table = objects_of(pdf[: revision.stop], revision.start)
        assert [n for n in table if n < known] == [base.fields[revision.cell].number]
        known = revision.end.size


def test_metadata_are_not_touched_by_signing(lab):
    before = PdfFileReader(BytesIO(lab.issued.pdf)).root["/Metadata"].data
    after = PdfFileReader(BytesIO(lab.signed(0, 1, 2))).root["/Metadata"].data
    assert hashlib.sha256(before).digest() == hashlib.sha256(after).digest()


def test_pyhanko_reads_the_locks(lab):
    from pea_desktop.signing.registryless import embedded_signatures

    first, second = embedded_signatures(lab.signed(0, 1))
    assert first.docmdp_level.value == 2
    assert not first.fieldmdp.is_locked(lab.issued.cells[1].name)
    assert first.fieldmdp.is_locked(lab.issued.cells[0].name)
    assert first.fieldmdp.is_locked("otro")
    assert second.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_a_signature_declares_no_time_inside(lab):
    # PAdES: the declared time stands in the PDF's dictionary, and only there.
    from pea_desktop.signing.registryless import embedded_signatures

    signer = embedded_signatures(lab.signed(0))[0].signer_info
    assert sorted(a["type"].native for a in signer["signed_attrs"]) == [
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    ]
    assert signer["signature_algorithm"]["algorithm"].native == "sha256_rsa"


def harden_in_child(connection):
    import faulthandler
    import os
    import resource

    from pea_desktop.signing import child

    faulthandler.enable()
    child._harden()
    print("a word that nobody may read")  # noqa: T201
    connection.send(
        (
            faulthandler.is_enabled(),
            resource.getrlimit(resource.RLIMIT_CORE),
            os.fstat(1).st_rdev == Path(os.devnull).stat().st_rdev,
        )
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no core files there")
def test_the_process_with_the_key_leaves_no_core_no_dump_and_no_word(capfd):
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=harden_in_child, args=(theirs,))
    process.start()
    assert mine.poll(60)
    assert mine.recv() == (False, (0, 0), True)
    process.join()
    assert "nobody may read" not in "".join(capfd.readouterr())


def test_a_password_frame_is_sent_without_a_copy():
    # Up to 16 KiB, a pipe puts length and data together in a new object that cannot be wiped.
    import inspect
    from multiprocessing.connection import Connection

    from pea_desktop.signing.child import PASSWORD_FRAME

    assert PASSWORD_FRAME > 16384
    assert "if n > 16384:" in inspect.getsource(Connection._send_bytes)
