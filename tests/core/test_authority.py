"""Roles, revocation and rivals: what is held back, what is shown, and the same in every order."""

import itertools
import shutil

import pytest

from pea_desktop.core import forks, trust_held, trusting
from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing
from tests.files.packages import new_from, send


def who(workspace):
    device = workspace.device
    return trusting.Request(device.public, device.author, device.name, "")


def put(workspace, row, name):
    with workspace.edit(f"Escribir {name}") as session:
        thing = session.get(Thing, row)
        if thing is None:
            session.add(Thing(id=row, name=name))
        else:
            thing.name = name


def names(workspace):
    return {t.id: t.name for t in workspace.session.query(Thing).populate_existing().all()}


@pytest.fixture
def laptops(tmp_path):
    """Return A, B and C with one thing; nobody administers yet."""
    a = toys.create(tmp_path)
    put(a, "t", "antes")
    b, _received = new_from(tmp_path, "B", a)
    c, _received = new_from(tmp_path, "C", a)
    yield a, b, c
    for one in (a, b, c):
        one.close()


def test_the_first_to_authorise_becomes_administrator(laptops):
    a, b, c = laptops
    trusting.authorise(a, who(b), "captura")
    assert a.authority.roster.administrators() == [a.device.public]
    send(a, b)
    send(a, c)
    assert b.authority.roster.role(b.device.public) == "captura"
    with pytest.raises(PeaError, match="Sólo un administrador"):
        trusting.authorise(b, who(c), "captura")
    assert (a.undo_label, a.undo()) == ("Escribir antes", "Escribir antes")
    assert a.authority.roster.role(b.device.public) == "captura"
    assert [one.check() for one in laptops] == [[], [], []]


def test_a_row_made_without_leave_is_shown_when_leave_is_given(laptops):
    a, b, c = laptops
    trusting.authorise(a, who(b), "captura")
    trusting.authorise(a, who(c), "lectura")
    put(c, "nuevo", "de C")
    received = send(c, a)
    assert (received.held, received.new) == (1, 0)
    assert names(a) == {"t": "antes"}
    assert a.check() == []
    send(a, b)
    assert names(b) == {"t": "antes"}
    trusting.authorise(a, who(c), "captura")
    assert names(a) == {"t": "antes", "nuevo": "de C"}
    send(a, b)
    assert names(b) == names(a)
    assert [a.check(), b.check(), a.conflicts(), b.conflicts()] == [[], [], [], []]


def test_a_delete_without_leave_leaves_the_row_in_sight(laptops):
    a, _b, c = laptops
    trusting.authorise(a, who(c), "lectura")
    with c.edit("Eliminar") as session:
        session.delete(session.get_one(Thing, "t"))
    assert send(c, a).deleted == 0
    assert names(a) == {"t": "antes"}
    assert [one.kind for one in a.conflicts()] == ["authority"]
    assert a.check() == []
    a.resolve("t:_alive", keep=True)
    assert (a.conflicts(), names(a)) == ([], {"t": "antes"})


def test_who_builds_on_what_is_held_back_meets_no_false_conflict(laptops):
    a, b, c = laptops
    # C writes, B takes it in and goes on, before either hears of an administrator.
    put(c, "t", "de C")
    send(c, b)
    put(b, "t", "de B")
    trusting.authorise(a, who(b), "captura")
    assert send(b, a).held == 1
    assert names(a) == {"t": "de B"}
    assert a.conflicts() == []
    assert a.check() == []


def test_what_came_before_the_administrator_stays(laptops):
    a, b, c = laptops
    put(c, "t", "de C")
    send(c, a)
    trusting.authorise(a, who(b), "captura")
    assert names(a) == {"t": "de C"}
    send(a, b)
    assert names(b) == {"t": "de C"}
    assert b.check() == []


def test_revoking_after_a_change_takes_the_later_ones_away(laptops):
    a, b, c = laptops
    trusting.authorise(a, who(b), "captura")
    for name in ("uno", "dos", "tres"):
        put(b, "t", name)
    send(b, a)
    trusting.revoke(a, trusting.find_device(a, "Equipo B"), after=2)
    assert names(a) == {"t": "dos"}
    send(a, c)
    assert names(c) == {"t": "dos"}
    send(a, b)
    with pytest.raises(PeaError, match="ya no está autorizado"):
        put(b, "t", "cuatro")
    with pytest.raises(PackageError, match="cuarentena"):
        send(b, c)
    assert [a.check(), c.check()] == [[], []]


def test_the_same_in_every_order_of_arrival(laptops, tmp_path):
    a, b, c = laptops
    trusting.authorise(a, who(b), "administra")
    send(a, b)
    put(b, "t", "de B")
    trusting.authorise(b, who(c), "captura")
    package.export(b, tmp_path / "1.peapkg")
    trusting.revoke(a, who(b), after=0)
    put(a, "t", "de A")
    package.export(a, tmp_path / "2.peapkg")
    put(c, "x", "de C")
    put(a, "y", "de A")
    package.export(a, tmp_path / "3.peapkg")
    found = []
    for number, order in enumerate(itertools.permutations("123")):
        made = toys.create(tmp_path, f"Z{number}", workspace_id=a.workspace_id)
        # The first administrator met is the same in all of them.
        package.receive(made, tmp_path / "2.peapkg")
        for name in order:
            try:
                package.receive(made, tmp_path / f"{name}.peapkg")
            except PackageError:
                assert name == "1", "the revoked one is not believed; its entries came by A"
        found.append((names(made), len(made.conflicts()), len(made.authority.roster.effective)))
        assert made.check() == []
        made.close()
    assert found == found[:1] * 6
    assert found[0][0]["t"] == "de A"


def test_a_rival_that_claims_to_be_first_changes_nothing(laptops, tmp_path):
    a, b, c = laptops
    put(a, "t", "uno")
    put(a, "t", "dos")
    trusting.authorise(a, who(c), "captura")
    send(a, c)
    # What the rival says comes first in the order of statements.
    trusting.authorise(b, who(b), "administra")
    with pytest.raises(PackageError, match="cuarentena"):
        send(b, c)
    assert c.authority.roster.root == a.device.public
    trusting.authorise(a, who(b), "captura")
    send(a, c)
    send(b, c)
    assert c.authority.roster.root == a.device.public
    assert c.authority.roster.rivals == [b.device.public]
    assert c.authority.roster.role(b.device.public) == "captura"
    assert c.check() == []


@pytest.mark.parametrize("sender", ["administrator", "relay"])
def test_a_new_laptop_listens_to_the_administrator_who_trusts_the_sender(tmp_path, sender):
    rival = toys.device(tmp_path, "K")
    said = {
        "pub": rival.public.hex(), "at": f'[["{"00" * 16}",0,"{"00" * 32}"]]',
        "role": "administra", "base": "[]",
    }  # fmt: skip
    row = ["_trust", "s", [["_alive", 1], *([name, value] for name, value in said.items())]]
    claim = toys.package_of(rival, [toys.entry(1, row, k="trust")])
    with toys.create(tmp_path, workspace_id=toys.WORKSPACE_ID) as a:
        put(a, "t", "antes")
        b, _received = new_from(tmp_path, "B", a)
        with b:
            trusting.authorise(a, who(b), "captura")
            send(a, b)
            # A log made up by who relays it: what it says comes before all that A said.
            path = tmp_path / "K.peapkg"
            path.write_bytes(toys.repack(claim, b.device, lambda _manifest: None))
            package.receive(a, path)
            package.receive(b, path)
            assert a.authority.roster.rivals == [rival.public]
            c, _received = new_from(tmp_path, "C", a if sender == "administrator" else b)
        with c:
            assert c.authority.roster.root == a.device.public
            assert c.authority.roster.administrators() == [a.device.public]
            assert names(c) == {"t": "antes"}
            assert c.check() == []


def test_a_file_opened_by_another_device_is_judged_anew(laptops, tmp_path):
    a, b, c = laptops
    trusting.authorise(a, who(b), "captura")
    send(a, c)
    put(c, "t", "de C")
    assert names(c) == {"t": "de C"}
    c.close()
    shutil.copy(c.path, tmp_path / "copia.pea")
    with Workspace.open(tmp_path / "copia.pea", toys.SCHEMA, b.device) as copy:
        assert names(copy) == {"t": "antes"}
        assert copy.check() == []


def test_a_request_says_whose_it_is_and_is_refused_when_altered(laptops, tmp_path):
    a, b, _c = laptops
    path = tmp_path / "b.solicitud"
    trusting.write_request(path, b.device, "age1x")
    read = trusting.find_device(a, str(path))
    assert (read.fingerprint, read.device) == (b.device.fingerprint, "Equipo B")
    path.write_text(path.read_text().replace("Equipo B", "Equipo Z"))
    with pytest.raises(PeaError, match="no es una solicitud"):
        trusting.find_device(a, str(path))
    with pytest.raises(PeaError, match="No se conoce un equipo"):
        trusting.find_device(a, "Equipo Q")


def test_the_list_of_what_is_held_back_is_audited(laptops):
    import sqlite3

    a, b, c = laptops
    trusting.authorise(a, who(b), "captura")
    trusting.authorise(a, who(c), "lectura")
    put(c, "t", "de C")
    send(c, a)
    a.close()
    with sqlite3.connect(a.path) as db:
        db.execute("DELETE FROM held")
    with Workspace.open(a.path, toys.SCHEMA, a.device, read_only=True) as again:
        assert again.check()


def test_revoking_first_makes_the_administrator_too(laptops):
    a, b, c = laptops
    put(b, "t", "uno")
    send(b, a)
    trusting.revoke(a, trusting.find_device(a, "Equipo B"))
    assert names(a) == {"t": "uno"}
    put(b, "t", "dos")
    with pytest.raises(PackageError, match="cuarentena"):
        send(b, a)
    assert names(a) == {"t": "uno"}
    with pytest.raises(PeaError, match="único administrador"):
        trusting.authorise(a, who(a), "captura")
    with pytest.raises(PeaError, match="Todavía no hay administrador"):
        trusting.authorise(c, who(c), "captura")


def test_what_is_held_back_is_told_one_by_one_with_what_would_help(laptops):
    a, b, c = laptops
    trusting.authorise(a, who(b), "captura")
    trusting.authorise(a, who(c), "lectura")
    put(c, "t", "uno")
    put(c, "nuevo", "dos")
    send(c, a)
    first, second = trust_held.held(a)
    assert (first.device, first.author, first.number) == ("Equipo C", "Persona C", 1)
    assert (first.reason, first.sentence) == (
        "solo_lectura",
        "Su equipo sólo puede consultar; déle permiso de captura y se aplicará.",
    )
    assert [(row.table, row.row, row.fields) for row in first.rows] == [("thing", "t", ("name",))]
    assert (second.number, second.label, second.rows[0].row) == (2, "Escribir dos", "nuevo")
    assert (first.is_reviewed, first.known_to) == (False, ())
    assert trust_held.waiting(a) == {"solo_lectura": 2}
    assert len(trust_held.held(a, most=1)) == 1
    trusting.authorise(a, who(c), "captura")
    assert trust_held.held(a) == []
    assert names(a) == {"t": "uno", "nuevo": "dos"}


def test_what_was_shown_and_is_taken_back_is_marked_for_review(laptops):
    a, b, c = laptops
    trusting.authorise(a, who(b), "captura")
    send(a, c)
    for name in ("uno", "dos", "tres"):
        put(b, "t", name)
    send(a, b)
    send(b, a)
    send(b, c)
    trusting.revoke(a, who(b), after=1)
    assert [(one.number, one.reason, one.is_reviewed) for one in trust_held.held(a)] == [
        (2, "revocado", True),
        (3, "revocado", True),
    ]
    # On another laptop that had applied them they are marked when the revocation arrives.
    received = send(a, c)
    assert (received.held, received.reviewed) == (2, 2)
    assert [one.is_reviewed for one in trust_held.held(c)] == [True, True]
    assert trust_held.held(c)[0].known_to == ("Equipo A",)
    trusting.authorise(a, who(b), "captura")
    send(a, c)
    assert (trust_held.held(c), c.authority.reviewed()) == ([], set())
    assert [a.check(), c.check()] == [[], []]


def test_the_reason_of_a_revocation_travels_with_it(laptops):
    a, b, c = laptops
    trusting.revoke(a, who(b), reason="  Se perdió la laptop\nen el traslado ")
    send(a, c)
    last = c.authority.roster.last(b.device.public)
    assert (last.role, last.reason) == (None, "Se perdió la laptop en el traslado")
    assert c.check() == []


def forked(a, tmp_path):
    """Let B go on in a copy of its file too; A gets both."""
    b, _received = new_from(tmp_path, "Z", a)
    put(b, "t", "uno")
    b.close()
    shutil.copy(b.path, tmp_path / "copia.pea")
    for path, name in ((b.path, "dos"), (tmp_path / "copia.pea", "tres")):
        with Workspace.open(path, toys.SCHEMA, b.device) as one:
            put(one, "t", name)
            send(one, a)


def test_who_acknowledges_a_fork_and_when_is_known_everywhere(laptops, tmp_path):
    a, b, c = laptops
    forked(a, tmp_path)
    send(a, b)
    [fork] = forks.open_forks(a)
    assert (fork.device, fork.after) == ("Equipo Z", 1)
    assert [one.id for one in forks.open_forks(b)] == [fork.id]
    # Nobody administers: whoever sees it may say so.
    forks.acknowledge(b, fork.id)
    send(b, a)
    assert forks.open_forks(a) == []
    [seen] = forks.seen_forks(a)
    assert (seen.id, seen.author, seen.by_device) == (fork.id, "Persona B", "Equipo B")
    assert seen.claimed_at > 0
    # It still counts once somebody administers.
    trusting.authorise(a, who(c), "captura")
    assert forks.open_forks(a) == []
    assert trust_held.held(a) == []
    assert [a.check(), b.check()] == [[], []]


def test_once_there_is_an_administrator_only_one_acknowledges_a_fork(laptops, tmp_path):
    a, b, c = laptops
    forked(a, tmp_path)
    trusting.authorise(a, who(b), "resuelve")
    send(a, b)
    [fork] = forks.open_forks(b)
    with pytest.raises(PeaError, match="Sólo un administrador se da por enterado"):
        forks.acknowledge(b, fork.id)
    forks.acknowledge(a, fork.id)
    send(a, b)
    assert forks.open_forks(b) == []
    with pytest.raises(PeaError, match="No hay un conflicto abierto"):
        forks.acknowledge(a, fork.id)
    assert a.undo_label == "Escribir antes"
    send(a, c)
    assert [one.author for one in forks.seen_forks(c)] == ["Persona A"]
    assert [one.check() for one in laptops] == [[], [], []]


def test_an_administrator_does_not_resign_alone(laptops):
    a, b, _c = laptops
    trusting.authorise(a, who(b), "administra")
    with pytest.raises(PeaError, match="pídalo a otro administrador"):
        trusting.authorise(a, who(a), "lectura")
    with pytest.raises(PeaError, match="pídalo a otro administrador"):
        trusting.revoke(a, who(a))
    assert a.authority.roster.administrators() == [a.device.public, b.device.public]


def test_nobody_takes_away_what_the_own_word_rests_on(laptops):
    a, b, c = laptops
    trusting.authorise(a, who(b), "administra")
    put(a, "t", "de A")
    send(a, b)
    trusting.revoke(b, who(a), after=1)
    # Who made B administrator had the right to: else nobody here would have any.
    assert b.authority.roster.administrators() == [b.device.public]
    assert names(b) == {"t": "antes"}
    trusting.authorise(b, who(c), "captura")
    send(b, c)
    send(b, a)
    assert c.authority.roster.role(a.device.public) is None
    assert (a.check(), b.check(), c.check()) == ([], [], [])


def test_who_administers_again_is_listened_to_again(laptops):
    a, b, c = laptops
    trusting.authorise(a, who(b), "administra")
    send(a, b)
    trusting.authorise(a, who(b), "captura")
    trusting.authorise(a, who(b), "administra")
    send(a, b)
    trusting.authorise(b, who(c), "captura")
    assert send(b, a).held == 0
    assert a.authority.roster.role(c.device.public) == "captura"


def test_a_row_that_waits_may_be_written_alike_by_who_may(laptops):
    a, _b, c = laptops
    trusting.authorise(a, who(c), "lectura")
    put(c, "nuevo", "igual")
    assert send(c, a).held == 1
    put(a, "nuevo", "igual")
    assert names(a) == {"t": "antes", "nuevo": "igual"}
    assert (a.check(), a.conflicts()) == ([], [])


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "captura", "scope": "[" * 200_000},
        {"role": "captura", "at": "[" * 200_000},
        {"role": "administra", "base": "[" * 200_000},
        {"role": "captura", "at": '[["00", Infinity, "00"]]'},
    ],
    ids=["deep scope", "deep place", "deep base", "no number"],
)
def test_a_statement_that_cannot_be_read_says_nothing_and_holds_up_nobody(tmp_path, fields):
    told = {"pub": "11" * 32, "at": "[]", **fields}
    row = ["_trust", "s", [["_alive", 1], *([name, value] for name, value in told.items())]]
    path = tmp_path / "B.peapkg"
    made = toys.package_of(toys.device(tmp_path, "B"), [toys.entry(1, row, k="trust")])
    path.write_bytes(made)
    with toys.create(tmp_path, workspace_id=toys.WORKSPACE_ID) as a:
        put(a, "t", "antes")
        assert package.receive(a, path).applied
        assert a.authority.roster.devices == {}
        assert a.check() == []
