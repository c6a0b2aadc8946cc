import json
import shutil
import tracemalloc
from hashlib import sha256

import pytest

from pea_desktop.core import entry as entries
from pea_desktop.core.entry import Entry, EntryError, Seen
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing


def test_an_entry_is_these_bytes():
    made = Entry(
        seq=3, lamport=7, time=1_681_920_000_000, author="Á", device="D", kind="undo",
        label="«x» \"y\"", undoes=2, seen=[Seen(1, b"\1" * 16, 4, b"\2" * 32)],
        rows=[("thing", "t1", [("name", None, (0, 2)), ("amount", -5, ())])],
    )  # fmt: skip
    data = (
        '{"q":3,"l":7,"t":1681920000000,"u":"Á","v":"D","k":"undo","n":"«x» \\"y\\"","x":2,'
        '"d":[[1,"01010101010101010101010101010101",4,"' + "02" * 32 + '"]],'
        '"c":[["thing","t1",[["name",null,[0,2]],["amount",-5]]]]}'
    ).encode()
    assert entries.encode(made) == data
    assert entries.decode(data) == made


def test_reads_other_spellings_of_the_same_json():
    data = b' {"c" : [] ,"n":"\\u00e1\\ud83c\\udf35","k":"edit","v":"","u":"","t":0,"l":1,"q":1} '
    assert entries.decode(data).label == "á🌵"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "utf-16-le"])
def test_only_plain_utf8_is_an_entry(encoding):
    text = json.dumps(toys.entry(1, toys.born("r")))
    with pytest.raises(EntryError):
        entries.decode(text.encode(encoding))


def test_hashes_are_as_specified():
    assert (
        entries.genesis("expediente", b"\3" * 32)
        == sha256(b"pea-log-v1" + b"expediente" + b"\3" * 32).digest()
    )
    assert entries.chained(b"\4" * 32, b"x") == sha256(b"pea-entry-v1" + b"\4" * 32 + b"x").digest()
    assert entries.seal_message(b"\5" * 16, 258, b"\6" * 32) == (
        b"pea-seal-v1" + b"\5" * 16 + b"\0\0\0\0\0\0\1\2" + b"\6" * 32
    )


def test_each_edit_chains_and_seals(tmp_path):
    with toys.create(tmp_path) as workspace:
        digest = entries.genesis(workspace.workspace_id, workspace.device.public)
        for number in range(1, 4):
            with workspace.edit(f"Vuelta {number}") as session:
                session.add(Thing(name=str(number)))
            data, stored, lamport = workspace.journal.db.execute(
                "SELECT bytes, hash, lamport FROM entry ORDER BY id DESC LIMIT 1"
            ).fetchone()
            digest = entries.chained(digest, data)
            (log,) = workspace.journal.logs().values()
            assert (stored, lamport, log.head, log.hash) == (digest, number, number, digest)
            (seal,) = workspace.journal.db.execute("SELECT seal FROM log").fetchone()
            workspace.device.key.public_key().verify(
                seal, entries.seal_message(log.origin, number, digest)
            )


def test_an_edit_too_large_for_one_entry_is_refused_whole(tmp_path):
    with toys.create(tmp_path) as workspace:
        before = toys.dump(workspace.path)
        with pytest.raises(PeaError) as caught, workspace.edit("Enorme") as session:
            session.add_all([Thing(name="x" * 1_000_000) for _n in range(17)])
        assert str(caught.value) == (
            "El cambio es demasiado grande para guardarse de una vez; hágalo en partes."
        )
        assert toys.dump(workspace.path) == before
        with workspace.edit("Seguir") as session:
            session.add(Thing(name="x"))
        assert workspace.check() == []


def test_a_step_over_many_rows_reads_the_import_that_made_them_once(tmp_path, monkeypatch):
    # A budget the import alone is over, as one of thousands of rows is.
    monkeypatch.setattr("pea_desktop.core.journal._KEPT_WEIGHT", 12_000)
    with toys.create(tmp_path) as workspace:
        with workspace.edit("Importar") as session:
            things = [Thing(name=f"cosa {number}") for number in range(40)]
            session.add_all(things)
        for amount in (1, 2):
            with workspace.edit("Llenar") as session:
                for thing in things:
                    session.get(Thing, thing.id).amount = amount
        with workspace.edit("Eliminar") as session:
            for thing in things:
                session.delete(session.get(Thing, thing.id))
        read = []
        entry = workspace.journal.entry
        monkeypatch.setattr(workspace.journal, "entry", lambda dot: read.append(dot) or entry(dot))
        workspace.journal.forget()
        workspace.undo()
        assert len(read) < 10
        assert {thing.amount for thing in workspace.session.query(Thing)} == {2}
        assert workspace.check() == []


def test_long_texts_read_one_after_the_other_are_not_all_kept(tmp_path):
    text = "x" * (4 << 20)
    with toys.create(tmp_path) as workspace:
        with workspace.edit("Agregar") as session:
            session.add(Thing(id="t", name=text))
        for number in range(24):
            with workspace.edit("Editar") as session:
                session.get_one(Thing, "t").name = f"{number}{text}"
        journal = workspace.journal
        dots = [dot for (dot,) in journal.db.execute("SELECT id FROM entry ORDER BY id")]
        journal.forget()
        logs = journal.logs()
        tracemalloc.start()
        for dot in dots:
            journal.changes(logs, dot)
        kept, _peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert kept < 80 << 20
        assert len(journal.changes(logs, dots[-1])["thing", "t"]["name"][0]) == len(text) + 2


def test_an_entry_tells_what_its_author_had_seen(tmp_path):
    with toys.create(tmp_path) as a:
        with a.edit("A") as session:
            session.add(Thing(id="t1", name="de A"))
        package.export(a, tmp_path / "A.peapkg")
        b, _received = package.receive_new(
            tmp_path / "B.pea", tmp_path / "A.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
        )
    with b:
        for number in range(2):
            with b.edit("B") as session:
                session.get_one(Thing, "t1").name = f"de B {number}"
        made = [
            json.loads(data)
            for (data,) in b.journal.db.execute("SELECT bytes FROM entry ORDER BY id")
        ]
        (log,) = [log for log in b.journal.logs().values() if log.origin == a.device.origin]
    assert [entry["l"] for entry in made] == [1, 2, 3]
    assert made[1]["d"] == [[1, a.device.origin.hex(), 1, log.hash.hex()]]
    assert "d" not in made[2]
    assert made[1]["c"] == [["thing", "t1", [["name", "de B 0", [1, 1]]]]]
    assert made[2]["c"] == [["thing", "t1", [["name", "de B 1", [0, 1]]]]]


def test_a_log_continued_twice_is_a_trunk_and_a_branch(tmp_path):
    with toys.create(tmp_path) as a, a.edit("Antes") as session:
        session.add(Thing(id="t1", name="antes"))
    shutil.copy(a.path, tmp_path / "copia.pea")
    with (
        toys.reopen(tmp_path) as one,
        Workspace.open(tmp_path / "copia.pea", toys.SCHEMA, toys.device(tmp_path, "A")) as other,
    ):
        for workspace, name in ((one, "uno"), (other, "otro")):
            with workspace.edit(name) as session:
                session.get_one(Thing, "t1").name = name
            package.export(workspace, tmp_path / f"{name}.peapkg")
        package.receive(one, tmp_path / "otro.peapkg")
        package.receive(other, tmp_path / "uno.peapkg")
        for workspace in (one, other):
            trunk, branch = workspace.journal.logs().values()
            assert (branch.parent, branch.fork_seq, trunk.head, branch.head) == (trunk.no, 1, 2, 2)
            (conflict,) = workspace.conflicts()
            assert sorted(version.value for version in conflict.values) == ["otro", "uno"]
            workspace.session.commit()
        # Going on, each entry of this laptop has seen both.
        one.resolve("t1:name", value="acordado")
        package.export(one, tmp_path / "uno.peapkg")
        package.receive(other, tmp_path / "uno.peapkg")
        assert other.conflicts() == []
        assert toys.things(one) == toys.things(other) == [("acordado", None)]
        assert one.check() == other.check() == []
