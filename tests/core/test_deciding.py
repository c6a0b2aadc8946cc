"""Who decides everywhere but writes in one institution only: just decisions get beyond it."""

from dataclasses import replace

import pytest

from pea_desktop.core import trust_held, trusting
from pea_desktop.core.capture import ALIVE, Write
from pea_desktop.core.errors import PeaError
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Note, Thing
from tests.files.packages import send

SCHEMA = replace(
    toys.SCHEMA,
    parts={"note": ("thing_id", "thing")},
    links={"thing": ("colour", "institution")},
)
OURS, THEIRS = "rojo", "azul"
REFUSED = "sólo puede cambiar lo de su institución"


def who(workspace):
    device = workspace.device
    return trusting.Request(device.public, device.author, device.name, "")


def write(workspace, **values):
    with workspace.edit("Editar") as session:
        for name, value in values.items():
            setattr(session.get_one(Thing, "t"), name, value)


def remove(workspace):
    with workspace.edit("Eliminar") as session:
        session.delete(session.get_one(Thing, "t"))


def pretend(workspace, *writes):
    """Write as a decision what the program would not."""
    with workspace.transaction("Decidir"):
        workspace.recorder.direct(list(writes), "resolve", "Decidir", workspace.now())


def name(workspace):
    one = workspace.session.get(Thing, "t", populate_existing=True)
    return one.name if one else None


def held(workspace):
    return [one.reason for one in trust_held.held(workspace)]


@pytest.fixture
def laptops(tmp_path):
    """Return A, who administers; B and C, who may write all; D decides, and writes ours only."""
    a = toys.create(tmp_path, schema=SCHEMA)
    with a.edit("Agregar") as session:
        session.add(Thing(id="t", name="antes", colour=THEIRS))
        session.add(Note(id="n", thing_id="t", text="antes"))
        session.add(Thing(id="o", name="nuestra", colour=OURS))
    package.export(a, tmp_path / "A.peapkg")
    others = [
        package.receive_new(
            tmp_path / f"{one}.pea", tmp_path / "A.peapkg", SCHEMA, toys.device(tmp_path, one)
        )[0]
        for one in "BCD"
    ]
    trusting.authorise(a, who(others[0]), "captura")
    trusting.authorise(a, who(others[1]), "captura")
    trusting.authorise(a, who(others[2]), "resuelve", scope=[OURS])
    for one in others:
        send(a, one)
    yield a, *others
    for one in (a, *others):
        one.close()


def disagree(laptops, first, second):
    """Let B and C change the same apart; all get both."""
    a, b, c, d = laptops
    first(b)
    second(c)
    for one in (b, c):
        send(one, a)
    for one in (b, c, d):
        send(a, one)


@pytest.mark.parametrize(
    "written",
    [
        [Write("thing", "t", "name", "de D")],
        [Write("thing", "t", ALIVE, 0)],
        [Write("thing", "t", ALIVE, 1)],
        [Write("note", "n", "text", "de D")],
        [Write("thing", "x", ALIVE, 1), Write("thing", "x", "colour", THEIRS)],
        [Write("thing", "o", "colour", THEIRS)],
    ],
    ids=["value", "delete", "nothing new", "part", "new row", "given away"],
)
def test_what_decides_nothing_is_held_back_though_it_says_so(laptops, written):
    a, b, c, d = laptops
    before = toys.dump(a.path)
    pretend(d, *written)
    send(d, a)
    send(a, b)
    send(d, c)
    assert [held(one) for one in (a, b, c)] == [["fuera_de_alcance"]] * 3
    after = toys.dump(a.path)
    assert [after[one] for one in ("thing", "note")] == [before[one] for one in ("thing", "note")]
    assert [one.check() for one in laptops] == [[]] * 4


def test_a_conflict_is_decided_beyond_the_own_institution(laptops):
    a, b, c, d = laptops
    disagree(laptops, lambda b: write(b, name="de B"), lambda c: write(c, name="de C"))
    d.resolve("t:name", value="de D")
    for one in (a, b, c):
        send(d, one)
    assert [name(one) for one in laptops] == ["de D"] * 4
    assert [held(one) for one in (a, b, c)] == [[]] * 3
    assert [one.conflicts() for one in laptops] == [[]] * 4
    # Decided, it is a value as any other.
    pretend(d, Write("thing", "t", "name", "otra vez"))
    send(d, a)
    assert (held(a), name(a)) == (["fuera_de_alcance"], "de D")
    assert [one.check() for one in laptops] == [[]] * 4


def test_a_conflict_in_a_part_is_decided_too(laptops):
    a, b, _c, d = laptops

    def change(workspace, text):
        with workspace.edit("Editar") as session:
            session.get_one(Note, "n").text = text

    disagree(laptops, lambda b: change(b, "de B"), lambda c: change(c, "de C"))
    d.resolve("n:text", value="de D")
    send(d, a)
    send(a, b)
    assert (held(a), held(b)) == ([], [])
    assert b.session.get_one(Note, "n", populate_existing=True).text == "de D"


@pytest.mark.parametrize("keep", [True, False])
def test_a_delete_against_an_edit_is_decided_once(laptops, keep):
    a, b, _c, d = laptops
    disagree(laptops, remove, lambda c: write(c, name="de C"))
    d.resolve("t:_alive", keep=keep, delete=not keep)
    send(d, a)
    send(a, b)
    shown = "de C" if keep else None
    assert [name(one) for one in (a, b, d)] == [shown] * 3
    assert (held(a), held(b)) == ([], [])
    pretend(d, Write("thing", "t", ALIVE, 0 if keep else 1))
    send(d, a)
    assert (held(a), name(a)) == (["fuera_de_alcance"], shown)
    assert (a.check(), b.check()) == ([], [])


def test_what_comes_beside_a_decision_is_no_part_of_it(laptops):
    a, _b, _c, d = laptops
    disagree(laptops, lambda b: write(b, name="de B"), lambda c: write(c, name="de C"))
    pretend(d, Write("thing", "t", "name", "de D"), Write("thing", "t", "amount", 5))
    send(d, a)
    assert held(a) == ["fuera_de_alcance"]
    assert [one.field for one in a.conflicts()] == ["amount", "name"]


def test_what_is_held_back_makes_no_conflict_to_decide(laptops, tmp_path):
    a, b, _c, d = laptops
    # Somebody without leave writes beside B, so that D could decide between the two.
    package.export(a, tmp_path / "todo.peapkg")
    e, _received = package.receive_new(
        tmp_path / "E.pea", tmp_path / "todo.peapkg", SCHEMA, toys.device(tmp_path, "E")
    )
    with e:
        # Without a look at the roster; E was never spoken of.
        with e.transaction("Editar"):
            e.recorder.direct([Write("thing", "t", "name", "de E")], "edit", "Editar", e.now())
        write(b, name="de B")
        send(b, e)
        package.export(e, tmp_path / "E.peapkg")
    raw = (tmp_path / "E.peapkg").read_bytes()
    (tmp_path / "F.peapkg").write_bytes(toys.repack(raw, b.device, lambda _manifest: None))
    for one in (a, d):
        package.receive(one, tmp_path / "F.peapkg")
    assert [one.kind for one in d.conflicts()] == ["authority"]
    with pytest.raises(PeaError, match=REFUSED):
        d.resolve("t:name", value="de D")
    pretend(d, Write("thing", "t", "name", "de D"))
    send(d, a)
    assert sorted(held(a)) == ["fuera_de_alcance", "sin_autorizar"]
    assert name(a) == "de B"
    assert (a.check(), d.check()) == ([], [])


def test_only_a_decision_is_written_as_one(laptops):
    _a, _b, _c, d = laptops
    with pytest.raises(PeaError, match=REFUSED):
        d.authority.require([Write("thing", "t", "name", "de D")], "resolve")
    d.authority.require([Write("thing", "o", "name", "de D")], "resolve")
    disagree(laptops, lambda b: write(b, name="de B"), lambda c: write(c, name="de C"))
    d.authority.require([Write("thing", "t", "name", "de D")], "resolve")
    with pytest.raises(PeaError, match=REFUSED):
        d.authority.require([Write("thing", "t", "amount", 5)], "resolve")
