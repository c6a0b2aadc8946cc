import json
import shutil
import tracemalloc

import pytest
from sqlalchemy import text

from pea_desktop.core import trusting
from pea_desktop.core.entry import seal_message
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import NewerThing, Tag, Thing
from tests.files.packages import NONSENSE, add, new_from, refusal, send


@pytest.fixture
def expediente(tmp_path):
    """An expediente with one thing, on laptop A."""
    with toys.create(tmp_path, workspace_id=toys.WORKSPACE_ID) as workspace:
        add(workspace, "de A")
        yield workspace


# -- forks


def test_a_new_laptop_takes_in_a_history_with_its_branch_from_one_package(tmp_path):
    a = toys.create(tmp_path)
    add(a, "antes")
    a.close()
    shutil.copy(a.path, tmp_path / "respaldo.pea")
    a = toys.reopen(tmp_path)
    restored = Workspace.open(tmp_path / "respaldo.pea", toys.SCHEMA, toys.device(tmp_path, "A"))
    add(a, "después")
    add(restored, "otra vez")
    send(restored, a)

    c, received = new_from(tmp_path, "C", a)

    assert (received.applied, received.new, received.missing) == (True, 3, [])
    assert toys.things(c) == [("antes", None), ("después", None), ("otra vez", None)]
    assert c.check() == []
    for workspace in (a, c, restored):
        workspace.close()


def test_two_first_entries_of_one_laptop_are_a_fork_and_never_doubled(tmp_path):
    a = toys.create(tmp_path)
    add(a, "de A")
    first, _received = new_from(tmp_path, "B", a)
    second, _received = package.receive_new(
        tmp_path / "B2.pea",
        tmp_path / "A.peapkg",
        toys.SCHEMA,
        toys.device(tmp_path, "B"),
    )
    add(first, "B en su casa")
    add(second, "B en la oficina")
    send(first, a)
    send(second, a)

    c, _received = new_from(tmp_path, "C", a)
    again = send(a, c)

    assert (again.already_known, again.new, again.changed) == (3, 0, 0)
    assert len(toys.dump(c.path)["log"]) == 3
    assert len(toys.dump(c.path)["entry"]) == 3
    assert toys.things(c) == [("B en la oficina", None), ("B en su casa", None), ("de A", None)]
    assert c.check() == []
    for workspace in (a, first, second, c):
        workspace.close()


# -- newer programs


def test_what_an_older_program_does_not_know_is_kept_relayed_and_shown_after_updating(tmp_path):
    newer = toys.NEWER_SCHEMA
    with toys.create(tmp_path, "A", newer) as a:
        with a.edit("Pesar") as session:
            session.add_all([NewerThing(name="caja", weight=12), Tag(id="g1", word="frágil")])
        package.export(a, tmp_path / "A.peapkg")
        older, _received = package.receive_new(
            tmp_path / "B.pea", tmp_path / "A.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
        )
        with older:
            assert toys.things(older) == [("caja", None)]
            with older.edit("Contar") as session:
                session.query(Thing).one().amount = 3
            assert older.check() == []
            package.export(older, tmp_path / "B.peapkg")
        c, _received = package.receive_new(
            tmp_path / "C.pea", tmp_path / "B.peapkg", newer, toys.device(tmp_path, "C")
        )
        package.receive(a, tmp_path / "B.peapkg")
        updated = toys.reopen(tmp_path, "B", newer)
        for workspace in (a, c, updated):
            thing = workspace.session.query(NewerThing).populate_existing().one()
            assert (thing.name, thing.amount, thing.weight) == ("caja", 3, 12)
            assert [tag.word for tag in workspace.session.query(Tag)] == ["frágil"]
            assert workspace.check() == []
        c.close()
        updated.close()


def test_an_entry_of_a_kind_not_known_waits_for_the_update(expediente, tmp_path):
    sender = toys.device(tmp_path, "B")
    lines = [toys.entry(1, toys.born("r", name="x")), toys.entry(2, k="freeze")]
    (tmp_path / "n.peapkg").write_bytes(toys.package_of(sender, lines))
    received = package.receive(expediente, tmp_path / "n.peapkg")
    assert (received.applied, received.new) == (False, 0)
    (missing,) = received.missing
    assert missing.sentence == (
        "El paquete usa algo de una versión más nueva del programa; "
        "actualice este equipo y se aplicará."
    )
    assert toys.things(expediente) == [("de A", None)]
    assert len(package.parked(expediente)) == 1
    assert expediente.check() == []


def test_names_made_up_by_others_leave_room_for_the_own_fields(expediente, tmp_path):
    """Fields get small numbers, and never give them back."""
    junk = [
        [table, table[1:], [[name, 1] for name in ("_alive", *(f"z{i}" for i in range(120)))]]
        for table in ("thing", "_trust", "nuevo")
    ]
    path = tmp_path / "n.peapkg"
    path.write_bytes(toys.package_of(toys.device(tmp_path, "B"), [toys.entry(1, *junk)]))
    assert package.receive(expediente, path).applied
    # Whatever else is new is taken for what it may well be: a newer version's.
    more = toys.entry(1, ["nuevo", "x", [["_alive", 1], ["peso", 3]]])
    other = toys.device(tmp_path, "Z")
    path.write_bytes(toys.package_of(other, [more]))
    (missing,) = package.receive(expediente, path).missing
    assert "versión más nueva" in missing.sentence
    assert len(package.parked(expediente)) == 1
    with expediente.edit("Agregar") as session:
        session.add(Thing(name="caja", amount=3, done=True))
    request = trusting.Request(other.public, other.author, other.name, "")
    trusting.authorise(expediente, request, "captura", scope=["s"])
    assert expediente.authority.roster.role(other.public) == "captura"
    assert {("caja", 3), ("de A", None)} < {
        (one.name, one.amount) for one in expediente.session.query(Thing)
    }
    assert expediente.check() == []


@pytest.mark.parametrize("many", [4096, 4097])
def test_a_package_brings_only_so_many_logs(expediente, tmp_path, many):
    author = toys.device(tmp_path, "B")
    data = toys.package_of(author, [toys.entry(1, toys.born("r", name="x"))])
    segment = toys.read_package(data)[0]["segs"][0]
    seal = author.key.sign(seal_message(author.origin, 3, bytes(32))).hex()
    # Each rests on an entry that nobody has.
    gap = [*segment[:2], 3, "00" * 32, 3, "00" * 32, seal]
    data = toys.repack(data, author, lambda made: made.update(segs=[segment] + [gap] * (many - 1)))
    if many > 4096:
        assert refusal(expediente, data) == (
            "«ajeno.peapkg» trae 4,097 bitácoras, y un paquete lleva a lo más 4,096; pida a quien "
            "lo envió que revise su expediente. No se aceptó nada de él."
        )
        return
    (tmp_path / "n.peapkg").write_bytes(data)
    received = package.receive(expediente, tmp_path / "n.peapkg")
    assert (received.applied, len(received.missing)) == (False, 4095)


def test_entry_keys_not_known_are_kept(expediente, tmp_path):
    sender = toys.device(tmp_path, "B")
    line = toys.entry(1, toys.born("r", name="x"), novedad={"x": [1, None]})
    (tmp_path / "n.peapkg").write_bytes(toys.package_of(sender, [line]))
    assert package.receive(expediente, tmp_path / "n.peapkg").new == 1
    package.export(expediente, tmp_path / "r.peapkg")
    assert b'"novedad":{"x":[1,null]}' in toys.read_package((tmp_path / "r.peapkg").read_bytes())[1]


def test_a_clock_of_the_future_is_only_a_claim(expediente, tmp_path):
    sender = toys.device(tmp_path, "B")
    line = toys.entry(1, toys.born("r", name="x"), t=32_503_680_000_000)
    (tmp_path / "n.peapkg").write_bytes(toys.package_of(sender, [line], at=32_503_680_000_000))
    assert package.receive(expediente, tmp_path / "n.peapkg").new == 1
    assert expediente.check() == []
    add(expediente, "después")
    assert toys.things(expediente) == [("de A", None), ("después", None), ("x", None)]


# -- what no laptop writes, in packages signed by whoever wrote them

ENTRY = toys.entry
BORN = toys.born

SENSELESS = {
    "a field that replaces an entry which did not write it": [
        ENTRY(1, BORN("r", name="x"), BORN("q", amount=1)),
        ENTRY(2, ["thing", "r", [["amount", 3, [0, 1]]]]),
    ],
    "a field that replaces an entry of another row": [
        ENTRY(1, BORN("r", name="x"), BORN("q", amount=1)),
        ENTRY(2, ["thing", "r", [["amount", 3]]]),
        ENTRY(3, ["thing", "r", [["amount", 4, [0, 1]]]]),
    ],
    "a parent in the future": [ENTRY(1, ["thing", "r", [["_alive", 1], ["name", "x", [0, 1]]]])],
    "a parent of a laptop never declared": [
        ENTRY(1, BORN("r", name="x")),
        ENTRY(2, ["thing", "r", [["name", "y", [3, 1]]]]),
    ],
    "half a parent": [ENTRY(1, ["thing", "r", [["_alive", 1, [0]]]])],
    "a field of a row that never was": [ENTRY(1, ["thing", "r", [["name", "x"]]])],
    "an existence that is neither yes nor no": [ENTRY(1, ["thing", "r", [["_alive", "x"]]])],
    "one field twice": [ENTRY(1, ["thing", "r", [["_alive", 1], ["name", "x"], ["name", "y"]]])],
    "one row twice": [ENTRY(1, BORN("r", name="x"), BORN("r", name="x"))],
    "a fraction": [ENTRY(1, BORN("r", amount=1.5))],
    "a number as large as the sky": [ENTRY(1, BORN("r", amount=1 << 60))],
    "not a number": [ENTRY(1, BORN("r", amount=float("nan")))],
    "a list as a value": [ENTRY(1, BORN("r", name=["x"]))],
    "a truth as a value": [ENTRY(1, BORN("r", name=True))],
    "half a character": [b'{"q":1,"l":1,"t":1,"u":"","v":"","k":"edit","n":"\\ud800","c":[]}'],
    "bytes that are no text": [b'{"q":1,"l":1,"t":1,"u":"\xff","v":"","k":"edit","n":"","c":[]}'],
    "no JSON": [b"hola"],
    "JSON without end": [b"[" * 100_000],
    "nothing": [b""],
    "no kind": [{"q": 1, "l": 1, "t": 1, "u": "", "v": "", "n": "", "c": []}],
    "a wrong sequence": [ENTRY(7, BORN("r", name="x"), lamport=1)],
    "a wrong Lamport number": [ENTRY(1, BORN("r", name="x"), lamport=2)],
    "an undo of nothing": [ENTRY(1, BORN("r", name="x"), k="undo")],
    "an undo of the future": [ENTRY(1, BORN("r", name="x"), k="undo", x=1)],
    "an edit that undoes": [ENTRY(1, BORN("r")), ENTRY(2, BORN("q"), x=1)],
    "its own log as another one": [
        ENTRY(1, BORN("r")),
        ENTRY(2, BORN("q"), d=[[1, "00" * 16, 1, "00" * 31]]),
    ],
}


ROWS = '[["thing","r",[["_alive",1],["name","x"]]]]'
SPACED = '[["thing", "r", [["_alive",1],["name","y"]]]]'


@pytest.mark.parametrize(
    "tail",
    [
        f'"c":{ROWS},"c" :{SPACED}',
        f'"z":{{"a":1,"c":{ROWS}}},"c" :{SPACED}',
        f'"c":{ROWS},"z":{{"c":{SPACED}}},"u":"Otra persona"',
        f'"c":{SPACED.replace(" ", "", 1)}',
    ],
    ids=["rows twice", "rows in an unknown key", "author twice", "rows with a space"],
)
def test_a_long_entry_says_the_same_read_whole_or_in_parts(expediente, tmp_path, tail):
    head = json.dumps(toys.entry(1, n="x" * 70_000), separators=(",", ":"))
    line = (head.removesuffix('"c":[]}') + tail + "}").encode()
    data = toys.package_of(toys.device(tmp_path, "B"), [line])
    assert refusal(expediente, data) == NONSENSE


def test_a_long_entry_may_have_keys_not_known_behind_its_rows(expediente, tmp_path):
    line = toys.entry(1, toys.born("r", name="x" * 70_000), novedad={"c": [["thing", "r", [[]]]]})
    (tmp_path / "n.peapkg").write_bytes(toys.package_of(toys.device(tmp_path, "B"), [line]))
    assert package.receive(expediente, tmp_path / "n.peapkg").new == 1
    assert expediente.history({"r"})[0].author == "Persona B"
    assert expediente.check() == []


def test_long_texts_of_many_entries_are_never_all_in_memory(expediente, tmp_path):
    import zstandard

    text = "x" * 1_000_000
    lines = [toys.entry(1, toys.born("r", name=text))]
    lines += [toys.entry(n, ["thing", "r", [["name", text, [0, n - 1]]]]) for n in range(2, 51)]
    author = toys.device(tmp_path, "B")
    manifest, body = toys.read_package(toys.package_of(author, lines))
    pieces = [body[at : at + 2_000_000] for at in range(0, len(body), 2_000_000)]
    path = tmp_path / "n.peapkg"
    path.write_bytes(toys.pack(manifest, [zstandard.compress(one) for one in pieces], author))
    del lines, body, pieces
    tracemalloc.start()
    try:
        assert package.receive(expediente, path).new == 1
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("what", SENSELESS)
def test_refuses_signed_nonsense(expediente, tmp_path, what):
    data = toys.package_of(toys.device(tmp_path, "B"), SENSELESS[what])
    assert refusal(expediente, data) == NONSENSE


# -- values that are not of their column's kind


def test_a_value_of_another_kind_is_kept_in_the_journal_and_shown_as_nothing(expediente, tmp_path):
    line = toys.entry(1, toys.born("r", name=5, amount="abc", done=1))
    path = tmp_path / "raro.peapkg"
    path.write_bytes(toys.package_of(toys.device(tmp_path, "B"), [line]))

    assert package.receive(expediente, path).applied

    row = expediente.session.get(Thing, "r")
    assert (row.name, row.amount, row.done) == (None, None, True)
    assert expediente.check() == []
    after = {c.field: c.after for c in expediente.history({"r"})[0].changes}
    assert (after["name"], after["amount"]) == (5, "abc")


def test_no_edit_writes_a_value_of_another_kind(expediente):
    before = toys.dump(expediente.path)
    with pytest.raises(TypeError, match=r"thing\.amount cannot hold"), expediente.edit("Mal") as s:
        s.execute(text("UPDATE thing SET amount = 'abc'"))
    assert toys.dump(expediente.path) == before
