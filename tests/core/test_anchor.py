"""How far the journal had come, as a paper tells it."""

from dataclasses import replace

from pea_desktop.core.anchor import LogEnd, are_known, log_ends, mark_of
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing


def add(workspace, name):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name=name))


def test_two_laptops_with_the_same_changes_tell_the_same_mark(tmp_path):
    a = toys.create(tmp_path)
    add(a, "uno")
    package.export(a, tmp_path / "a.peapkg")
    b, _received = package.receive_new(
        tmp_path / "B.pea", tmp_path / "a.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
    )
    early = log_ends(a.journal)
    assert [one.seq for one in early] == [1]
    add(b, "dos")
    package.export(b, tmp_path / "b.peapkg")
    package.receive(a, tmp_path / "b.peapkg")
    assert log_ends(a.journal) == log_ends(b.journal)
    assert mark_of(log_ends(a.journal)) == mark_of(log_ends(b.journal)) != mark_of(early)
    # What was told before goes on holding.
    assert are_known(a.journal, early)
    assert are_known(b.journal, early)
    a.close()
    b.close()


def test_another_history_is_not_the_one_that_was_told(tmp_path):
    with toys.create(tmp_path) as workspace:
        add(workspace, "uno")
        (end,) = log_ends(workspace.journal)
        assert are_known(workspace.journal, [end])
        assert not are_known(workspace.journal, [replace(end, hash="00" * 32)])
        assert not are_known(workspace.journal, [replace(end, seq=2)])
        assert not are_known(workspace.journal, [replace(end, origin="ab" * 16)])


def test_a_mark_is_six_groups_of_four():
    ends = [LogEnd("ab" * 16, 7, "cd" * 32)]
    assert mark_of(ends) == "492A-77D4-B57B-D25E-5DD3-9DCF"
