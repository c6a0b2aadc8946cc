"""What a preview tells of each package and of each field in conflict; progress, and stopping."""

import shutil

import pytest

from pea_desktop.core import restoring
from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.trusting import Request, authorise
from pea_desktop.files import package
from pea_desktop.files.package import brought
from tests.core import toys
from tests.core.toys import Thing
from tests.files.packages import add, new_from, send


def put(workspace, row, **values):
    with workspace.edit("Escribir") as session:
        thing = session.get(Thing, row)
        if thing is None:
            session.add(Thing(id=row, **values))
            return
        for name, value in values.items():
            setattr(thing, name, value)


@pytest.fixture
def laptops(tmp_path):
    """Return A, B and C that share three things."""
    a = toys.create(tmp_path)
    for row in ("t1", "t2", "t3"):
        put(a, row, name="antes", amount=1)
    b, _received = new_from(tmp_path, "B", a)
    c, _received = new_from(tmp_path, "C", a)
    yield a, b, c
    for one in (a, b, c):
        one.close()


def preview(receiver, *senders):
    paths = []
    for sender in senders:
        paths.append(sender.path.with_suffix(".peapkg"))
        package.export(sender, paths[-1])
    before = toys.dump(receiver.path)
    received = package.receive(receiver, *paths, dry_run=True)
    assert toys.dump(receiver.path) == before
    return received


def told(clash):
    return clash.table, clash.row, clash.field, clash.kind, clash.ancestor, clash.mine


def test_each_field_that_would_be_in_conflict_is_told_with_both_sides(laptops):
    a, b, _c = laptops
    put(a, "t1", name="de A")
    put(b, "t1", name="de B", amount=2)
    put(b, "t2", amount=3)
    received = preview(a, b)
    assert received.conflicts == 1
    [clash] = received.clashes
    assert told(clash) == ("thing", "t1", "name", "value", "antes", "de A")
    assert [(one.value, one.author, one.device) for one in clash.theirs] == [
        ("de B", "Persona B", "Equipo B")
    ]


def test_a_delete_against_an_edit_says_whose_is_which(laptops):
    a, b, _c = laptops
    for workspace, gone, kept in ((a, "t1", "t2"), (b, "t2", "t1")):
        with workspace.edit("Eliminar") as session:
            session.delete(session.get_one(Thing, gone))
        put(workspace, kept, name=f"de {workspace.device.name}")
    mine_deleted, theirs_deleted = preview(a, b).clashes
    assert told(mine_deleted) == ("thing", "t1", "_alive", "delete_edit", None, 0)
    assert [(one.field, one.value) for one in mine_deleted.theirs] == [("name", "de Equipo B")]
    assert told(theirs_deleted) == ("thing", "t2", "_alive", "delete_edit", None, 1)
    assert [(one.field, one.value) for one in theirs_deleted.theirs] == [("_alive", None)]


def test_a_conflict_that_is_open_already_is_not_told_again(laptops):
    a, b, c = laptops
    put(a, "t1", name="de A")
    put(b, "t1", name="de B")
    send(b, a)
    put(b, "t2", name="de B")
    put(c, "t2", name="de C")
    received = preview(a, b, c)
    assert [one.row for one in received.clashes] == ["t2"]


def test_what_an_unauthorised_change_would_be_in_conflict_with_is_told(laptops):
    a, b, c = laptops
    authorise(a, Request(c.device.public, "C", "Equipo C", ""), "captura")
    authorise(a, Request(b.device.public, "B", "Equipo B", ""), "lectura")
    put(b, "t1", name="de B")
    received = preview(a, b)
    [clash] = received.clashes
    assert told(clash)[3:] == ("authority", "antes", "antes")
    assert [one.value for one in clash.theirs] == ["de B"]


def test_each_package_tells_what_it_alone_brings(laptops, clock):
    a, b, c = laptops
    put(a, "t1", name="de A")
    put(b, "t1", name="de B")
    put(b, "n1", name="nuevo")
    clock.forward(3600)
    put(b, "n2", name="nuevo")
    with c.edit("Eliminar") as session:
        session.delete(session.get_one(Thing, "t3"))
    first, second = preview(a, b, c).packages
    assert (first.device, first.fresh, first.state) == ("Equipo B", 3, "applied")
    assert (first.new, first.changed, first.deleted, first.conflicts) == (2, 1, 0, 1)
    assert first.until - first.since >= 3_600_000 - 1
    assert (second.new, second.changed, second.deleted, second.conflicts) == (0, 0, 1, 0)
    assert (first.forks, first.unknown, first.folios, first.attachments) == (0, 0, 0, 0)
    assert first.schema == 1


def test_an_older_package_says_that_it_is_known(laptops):
    a, b, _c = laptops
    [one] = preview(a, b).packages
    assert (one.state, one.fresh, one.since) == ("known", 0, None)


def test_says_how_many_of_the_packages_entries_are_done(laptops):
    a, b, c = laptops
    add(b, *(f"b{n}" for n in range(40)))
    add(c, *(f"c{n}" for n in range(40)))
    steps = []
    package.export(b, b.path.with_suffix(".peapkg"))
    package.export(c, c.path.with_suffix(".peapkg"))
    total = sum(package.inspect(one.path.with_suffix(".peapkg")).entries for one in (b, c))
    package.receive(
        a,
        b.path.with_suffix(".peapkg"),
        c.path.with_suffix(".peapkg"),
        progress=lambda *step: steps.append(step),
    )
    assert {all_ for _done, all_, _what in steps} == {total}
    done = [one for one, _all, _what in steps]
    assert done == sorted(done)
    assert done[-1] == total
    texts = list(dict.fromkeys(what for _done, _all, what in steps))
    assert texts[:5] == [
        "Revisando «B.peapkg»",
        "Revisando «C.peapkg»",
        "Haciendo un respaldo",
        "Leyendo «B.peapkg»",
        f"Leyendo «B.peapkg»: 16 de {total} cambios",
    ]


def test_counts_again_what_had_to_wait_for_another_package(laptops, tmp_path):
    a, b, _c = laptops
    package.export(b, tmp_path / "said.peapkg")
    package.receive(a, tmp_path / "said.peapkg")
    first = send(a, b)
    assert first.missing == []
    add(b, *(f"b{n}" for n in range(40)))
    package.export(b, tmp_path / "1.peapkg", "Equipo A")
    d, _received = new_from(tmp_path, "D", a)
    with d:
        done = []
        received = package.receive(
            d,
            tmp_path / "1.peapkg",
            tmp_path / "said.peapkg",
            progress=lambda now, all_, _what: done.append((now, all_)),
        )
        assert [one.state for one in received.packages] == ["applied", "known"]
        assert all(now <= all_ for now, all_ in done)


class Enough(Exception):  # noqa: N818 - nothing went wrong
    """The person stopped it."""


@pytest.mark.parametrize("at", [0, 1, 3, 12, 25])
@pytest.mark.parametrize("is_dry", [False, True])
def test_stopping_anywhere_changes_nothing(laptops, at, is_dry):
    a, b, _c = laptops
    add(b, *(f"b{n}" for n in range(400)))
    put(a, "t1", name="de A")
    put(b, "t1", name="de B")
    path = b.path.with_suffix(".peapkg")
    package.export(b, path)
    before = toys.dump(a.path)
    left = [at]

    def progress(_done, _all, _what):
        if not left[0]:
            raise Enough
        left[0] -= 1

    with pytest.raises(Enough):
        package.receive(a, path, dry_run=is_dry, progress=progress)
    assert toys.dump(a.path) == before
    assert a.check() == []
    assert package.receive(a, path).new == 400
    assert a.check() == []


def test_a_package_is_dropped_from_quarantine_only_by_name(laptops):
    a, b, c = laptops
    authorise(a, Request(c.device.public, "C", "Equipo C", ""), "captura")
    put(b, "t1", name="de B")
    with pytest.raises(PackageError, match="cuarentena"):
        send(b, a)
    [(kept, path)] = package.quarantined(a.device, a.workspace_id)
    for wrong in ("", "otro"):
        with pytest.raises(PeaError, match="No hay en cuarentena"):
            package.forget_quarantined(a.device, a.workspace_id, wrong)
    assert path.exists()
    gone = package.forget_quarantined(a.device, a.workspace_id, kept.id[:8])
    assert (gone.device, path.exists()) == ("Equipo B", False)
    assert package.quarantined(a.device, a.workspace_id) == []


def test_packages_of_one_name_from_two_senders_are_both_in_quarantine(laptops, tmp_path):
    a, b, c = laptops
    authorise(a, Request(a.device.public, "A", "Equipo A", ""), "administra")
    for sender in (b, c):
        put(sender, "t1", name="nuevo")
        path = tmp_path / "mismo.peapkg"
        package.export(sender, path)
        named = toys.repack(path.read_bytes(), sender.device, lambda m: m.update(id="uno"))
        path.write_bytes(named)
        with pytest.raises(PackageError, match="cuarentena"):
            package.receive(a, path)
    kept = package.quarantined(a.device, a.workspace_id)
    assert sorted(one.device for one, _path in kept) == ["Equipo B", "Equipo C"]


def test_a_quarantine_whose_package_somebody_deleted_holds_up_nobody(laptops):
    a, b, _c = laptops
    authorise(a, Request(a.device.public, "A", "Equipo A", ""), "administra")
    put(b, "t1", name="nuevo")
    with pytest.raises(PackageError, match="cuarentena"):
        send(b, a)
    [(_told, path)] = package.quarantined(a.device, a.workspace_id)
    path.unlink()
    authorise(a, Request(b.device.public, "B", "Equipo B", ""), "captura")
    assert package.quarantined(a.device, a.workspace_id) == []
    assert package.retry_quarantined(a) == []


def test_a_full_disk_keeps_a_package_in_quarantine_and_tells_so(laptops, monkeypatch):
    a, b, c = laptops
    authorise(a, Request(a.device.public, "A", "Equipo A", ""), "administra")
    for sender in (b, c):
        put(sender, "t1", name=sender.device.name)
        with pytest.raises(PackageError, match="cuarentena"):
            send(sender, a)
        authorise(a, Request(sender.device.public, "X", sender.device.name, ""), "captura")
    usage = shutil.disk_usage(a.path.parent)
    room = [usage._replace(free=0), usage]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: room.pop(0) if room else usage)
    with pytest.raises(package.RetryError) as caught:
        package.retry_quarantined(a)
    assert str(caught.value) == (
        "Un paquete en cuarentena no se pudo recibir y sigue ahí. No hay espacio en el disco para "
        "recibir el paquete: libere 1 MB. No se cambió nada."
    )
    # The others come in all the same.
    assert len(caught.value.taken) == 1
    assert len(package.quarantined(a.device, a.workspace_id)) == 1
    assert a.authority.roster.role(b.device.public) == "captura"
    assert len(package.retry_quarantined(a)) == 1


def test_packages_that_bring_nothing_leave_the_merge_to_undo(laptops):
    a, b, _c = laptops
    put(b, "t1", name="de B")
    send(b, a)
    path = b.path.with_suffix(".peapkg")
    for _time in range(12):
        assert package.receive(a, path).restore_point is None
    path.write_bytes(path.read_bytes()[:-1])
    for _time in range(2):
        with pytest.raises(PackageError):
            package.receive(a, path)
    restoring.undo_merge(a)
    assert a.session.get_one(Thing, "t1", populate_existing=True).name == "antes"
    assert a.check() == []


def test_no_copy_is_made_for_a_package_that_is_damaged(laptops, monkeypatch):
    a, b, c = laptops
    paths = []
    for sender in (b, c):
        put(sender, "t1", name=sender.device.name)
        paths.append(sender.path.with_suffix(".peapkg"))
        package.export(sender, paths[-1])
    whole = paths[1].read_bytes()
    paths[1].write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    made = []
    back_up = a.back_up
    monkeypatch.setattr(a, "back_up", lambda reason: made.append(reason) or back_up(reason))
    with pytest.raises(PackageError, match=r"«C\.peapkg» está dañado"):
        package.receive(a, *paths)
    assert made == []
    paths[1].write_bytes(whole)
    assert package.receive(a, *paths).restore_point is not None
    assert made == ["antes-de-recibir"]


@pytest.mark.parametrize(
    ("limit", "rows"), [("MOST_ROWS", 2), ("MOST_FIELDS", 2), ("MOST_TEXT", 1)]
)
def test_a_preview_tells_no_more_rows_than_fit_and_still_counts_them_all(
    laptops, monkeypatch, limit, rows
):
    a, b, _c = laptops
    for row in ("t1", "t2", "t3"):
        put(b, row, name="de B")
    monkeypatch.setattr(brought, limit, rows)
    received = preview(a, b)
    assert [one.row for one in received.rows] == ["t1", "t2", "t3"][:rows]
    assert (received.new, received.changed, received.deleted) == (0, 3, 0)


def test_what_a_preview_read_is_forgotten_with_it(laptops):
    a, b, c = laptops
    put(a, "t1", name="de A")
    put(b, "t1", name="de B")
    put(c, "t1", name="de C")
    assert preview(a, b).conflicts == 1
    # Here it takes the place that B's change had in the preview.
    send(c, a)
    [clash] = a.conflicts()
    assert {one.value for one in clash.values} == {"de A", "de C"}
    assert a.check() == []


def test_what_administrators_say_is_no_record_that_is_new(laptops):
    a, b, c = laptops
    authorise(a, Request(c.device.public, "C", "Equipo C", ""), "captura")
    put(a, "t1", name="de A")
    received = preview(b, a)
    assert (received.new, received.changed) == (0, 1)
    assert (received.packages[0].new, received.packages[0].changed) == (0, 1)
