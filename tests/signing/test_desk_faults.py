"""A kill or a full disk while issuing and while signing: the earlier document is whole."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from pea_desktop.areas import SCHEMA, documents, minutes
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from pea_desktop.signing import desk, roots
from pea_desktop.signing.verifier import Verdict
from tests.signing import pki
from tests.signing.expediente import draft, names

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

# For each order, a process that does it: it kills itself before the n-th statement that writes (0:
# never), or lets no file grow past a limit (0: none) while it writes. One program starts them all.
ACT = """
import json, os, resource, signal, sys
from datetime import datetime
from pathlib import Path
from pea_desktop.areas import SCHEMA, documents
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.signing import child, desk, signer
signer._in_child = child.sign

def run(path, subject, cell, cer, key, now, password, statement, limit):
    count = 0

    def before(text):
        nonlocal count
        if text.split()[0] in ("INSERT", "UPDATE", "DELETE", "COMMIT"):
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)

    device = Device.load("Ana", "LAPTOP-01")
    workspace = Workspace.open(Path(path), SCHEMA, device, back_up=False)
    if not cell:
        prepared = documents.prepare(workspace, subject)
        made = desk.draw(prepared.snapshot)
    else:
        act = desk.prepare(
            workspace, subject, cell, Path(cer), Path(key), now=datetime.fromisoformat(now)
        )
        made = desk.make(act, bytearray(password.encode()))
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    workspace._db.set_trace_callback(before)
    try:
        if not cell:
            documents.store(workspace, prepared, made)
        else:
            desk.store(workspace, act, made)
    except PeaError as error:
        return getattr(error, "code", "") + " " + str(error)
    return count

results = []
for order in json.load(sys.stdin):
    mine, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(theirs, json.dumps(run(**order)).encode())
        os._exit(0)
    os.close(theirs)
    ended = os.waitpid(pid, 0)[1]
    told = os.read(mine, 10000)
    results.append(-os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else json.loads(told))
print(json.dumps(results))
"""


@pytest.fixture
def here(workspace, lab, tmp_path, monkeypatch):
    """Return the path of an expediente with a draft that the laboratory's people sign, closed."""
    draft(workspace, lab.people)
    workspace.close()
    monkeypatch.setenv("PEA_HOME", str(tmp_path / "casa"))
    roots.keep(lab.roots)
    return workspace.path


def opened(path):
    return Workspace.open(path, SCHEMA, Device.load("Ana", "LAPTOP-01"), back_up=False)


def act(lab, *orders):
    """Carry out orders, each (path, number of the signer or None to issue, statement, limit).

    Of each: how many statements wrote, minus the signal that killed it, or what it said.
    """
    told = []
    for path, number, statement, limit in orders:
        with opened(path) as workspace:
            found = documents.all_documents(workspace.session)
            subject = found[0].id if found else minutes.minutes(workspace.session)[0].id
            cell = names(found[0])[number] if number is not None else ""
        person = lab.people[number or 0]
        told.append(
            {
                "path": str(path),
                "subject": subject,
                "cell": cell,
                "cer": str(person.cer),
                "key": str(person.key),
                "now": lab.now.isoformat(),
                "password": pki.PASSWORD,
                "statement": statement,
                "limit": limit,
            }
        )
    done = subprocess.run(
        [sys.executable, "-c", ACT], input=json.dumps(told), capture_output=True, text=True,
        timeout=120, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def copies(path, numbers):
    """Return copies of an expediente named by numbers."""
    return {n: shutil.copy(path, path.with_name(f"copia-{n}.pea")) for n in numbers}


def signers(path, lab):
    """Return who has signed, once file, bytes and rows are found whole; None for a draft."""
    with opened(path) as workspace:
        assert workspace.check() == []
        found = documents.all_documents(workspace.session)
        if not found:
            assert minutes.minutes(workspace.session)[0].state == "borrador"
            return None
        told = desk.verify_folio(workspace, found[0], now=lab.now)
        assert told.is_intact
        signed = [one.cell for one in told.signatures]
        states = {
            one.cell.name: str(one.state)
            for one in documents.signature_rows(workspace.session, found[0])
        }
        assert [name for name in names(found[0]) if states[name] == "e_firma"] == sorted(signed)
        return len(signed)


def test_a_kill_while_issuing_leaves_the_draft_or_the_whole_document(here, lab):
    (last,) = act(lab, (copies(here, [0])[0], None, 0, 0))
    killed = copies(here, (1, last // 2, last))
    orders = [(path, None, statement, 0) for statement, path in killed.items()]
    assert act(lab, *orders) == [-signal.SIGKILL] * 3
    assert [signers(path, lab) for path in killed.values()] == [None] * 3
    assert act(lab, (here, None, 0, 0)) == [last]
    assert signers(here, lab) == 0


def test_a_kill_while_signing_leaves_the_earlier_signature_whole(here, lab):
    act(lab, (here, None, 0, 0))
    act(lab, (here, 1, 0, 0))
    before = pdf(here)
    (last,) = act(lab, (copies(here, [0])[0], 0, 0, 0))
    killed = copies(here, (1, last // 2, last))
    orders = [(path, 0, statement, 0) for statement, path in killed.items()]
    assert set(act(lab, *orders)) == {-signal.SIGKILL}
    for path in killed.values():
        assert signers(path, lab) == 1
        assert pdf(path) == before
    act(lab, (here, 0, 0, 0))
    assert signers(here, lab) == 2
    assert pdf(here).startswith(before)


def pdf(path):
    with opened(path) as workspace:
        (row,) = documents.all_documents(workspace.session)
        return documents.pdf_of(workspace.session, row)


def test_a_full_disk_while_issuing_or_signing_changes_nothing(here, lab):
    limits = [n << 10 for n in (4, 40)]
    for told in act(lab, *((here, None, 0, limit) for limit in limits)):
        assert "No hay espacio en el disco" in told
    assert signers(here, lab) is None
    act(lab, (here, None, 0, 0))
    act(lab, (here, 2, 0, 0))
    before = pdf(here)
    sentence = "F-19 No se pudo guardar. El documento anterior sigue intacto."
    assert act(lab, *((here, 0, 0, limit) for limit in limits)) == [sentence] * 2
    assert signers(here, lab) == 1
    assert pdf(here) == before
    act(lab, (here, 0, 0, 0))
    assert signers(here, lab) == 2


def test_a_kill_of_the_process_with_the_key_leaves_all_as_it_was(here, lab, monkeypatch):
    from pea_desktop.signing import SignatureError, child

    act(lab, (here, None, 0, 0))
    monkeypatch.setattr(child, "serve", os.abort)
    with opened(here) as workspace:
        (row,) = documents.all_documents(workspace.session)
        base = documents.pdf_of(workspace.session, row)
        person = lab.people[0]
        password = person.password
        with pytest.raises(SignatureError) as caught:
            desk.sign(workspace, row, names(row)[0], person.cer, person.key, password, now=lab.now)
        assert caught.value.code == "F-22"
        assert password == bytearray(len(password))
        assert documents.pdf_of(workspace.session, row) == base
        assert desk.verify_folio(workspace, row, now=lab.now).verdict is Verdict.UNSIGNED
