"""A kill or a full disk while issuing: the minute is a draft or issued whole, nothing between."""

import os
import random
import shutil
import subprocess
import sys
import time

import pytest

from pea_desktop.areas import SCHEMA, documents, minutes
from pea_desktop.core import attachments
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from tests.areas.minute_rows import record

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

ISSUE = """
import resource, sys
from pathlib import Path
from pea_desktop.areas import SCHEMA, documents, minutes
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
limit = int(sys.argv[2])
device = Device.load("Ana", "LAPTOP-01")
workspace = Workspace.open(Path(sys.argv[1]), SCHEMA, device, back_up=False)
(minute,) = minutes.minutes(workspace.session)
prepared = documents.prepare(workspace, minute.id)
rendered = documents.Rendered(b"%PDF-" + bytes(range(256)) * 12000)
print("listo", flush=True)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    documents.store(workspace, prepared, rendered)
except PeaError as error:
    print(error)
"""
PDF = 5 + 256 * 12000


@pytest.fixture
def draft(workspace, tmp_path, monkeypatch):
    """Return a copy of an expediente with a draft, closed."""
    record(workspace)
    workspace.close()
    monkeypatch.setenv("PEA_HOME", str(tmp_path / "casa"))
    return workspace.path


def issue(path, limit=0):
    return subprocess.Popen(
        [sys.executable, "-c", ISSUE, str(path), str(limit)],
        stdout=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip


def state(path):
    """Return how many documents there are once the file is found whole."""
    with Workspace.open(path, SCHEMA, Device.load("Ana", "LAPTOP-01"), back_up=False) as workspace:
        assert workspace.check() == []
        (minute,) = minutes.minutes(workspace.session)
        found = documents.all_documents(workspace.session)
        kept = attachments.stored(workspace.session)
        if not found:
            assert (minute.state, kept) == ("borrador", {})
            assert [row.folio for row in minutes.agreements(workspace.session, minute.id)] == [
                None,
                None,
            ]
        else:
            assert (minute.state, list(kept.values())) == ("impresa", [PDF])
            assert len(documents.pdf_of(workspace.session, found[0])) == PDF
        return len(found)


def test_a_kill_leaves_the_draft_or_the_whole_document(draft, tmp_path):
    moments = random.Random(5)
    before = tmp_path / "antes.pea"
    shutil.copy(draft, before)
    seen = set()
    for _time in range(4):
        with issue(draft) as child:
            assert child.stdout.readline() == "listo\n"
            time.sleep(moments.uniform(0.0, 0.12))
            child.kill()
        seen.add(state(draft))
        for suffix in ("-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
        shutil.copy(before, draft)
    assert seen <= {0, 1}
    with issue(draft) as child:
        assert child.stdout.read() == "listo\n"
    assert state(draft) == 1


@pytest.mark.parametrize("megabytes", [1, 3])
def test_a_disk_that_fills_up_leaves_the_draft(draft, megabytes):
    with issue(draft, megabytes << 20) as child:
        said = child.stdout.read()
    assert said.startswith("listo\nNo hay espacio en el disco para guardar en «expediente.pea»;")
    assert state(draft) == 0
    with issue(draft) as child:
        assert child.stdout.read() == "listo\n"
    assert state(draft) == 1
