"""A file lent to another thread: written there, read here, and given back with what was done."""

import threading

import pytest

from pea_desktop.core.errors import LockedError, PeaError
from pea_desktop.core.lending import Loan
from pea_desktop.core.workspace import Workspace
from tests.core import toys
from tests.core.toys import Thing


@pytest.fixture
def workspace(tmp_path):
    with toys.create(tmp_path) as made:
        with made.edit("Agregar") as session:
            session.add(Thing(id="t", name="antes"))
        yield made


def elsewhere(work):
    """Do it in another thread; raise what it raised."""
    raised = []

    def run():
        try:
            work()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def write(loan, name):
    with loan.open() as own, own.edit("Escribir") as session:
        session.get_one(Thing, "t").name = name


def name(workspace):
    return workspace.session.get_one(Thing, "t", populate_existing=True).name


def test_what_was_written_elsewhere_is_read_and_told_when_the_loan_ends(workspace):
    told = []
    workspace.subscribe(told.append)
    thing = workspace.session.get_one(Thing, "t")
    loan = Loan(workspace, toys.SCHEMA)
    elsewhere(lambda: write(loan, "después"))
    assert told == []
    loan.end()
    assert thing.name == "después"
    assert [(one.label, sorted(one.rows)) for one in told] == [("Escribir", [("thing", "t")])]
    assert workspace.undo() == "Escribir"
    assert (name(workspace), workspace.check()) == ("antes", [])


def test_who_lent_it_reads_but_does_not_write_meanwhile(workspace):
    loan = Loan(workspace, toys.SCHEMA)
    assert name(workspace) == "antes"
    with pytest.raises(PeaError, match="espere a que termine"), workspace.edit("No"):
        pass
    # Who reads for long sees what there was when it began.
    elsewhere(lambda: write(loan, "después"))
    assert name(workspace) == "antes"
    loan.end()
    with workspace.edit("Sí") as session:
        session.get_one(Thing, "t").name = "aquí"
    assert name(workspace) == "aquí"


def test_what_fails_elsewhere_leaves_nothing(workspace):
    loan = Loan(workspace, toys.SCHEMA)

    def fail():
        with loan.open() as own, own.edit("Escribir") as session:
            session.get_one(Thing, "t").name = "a medias"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        elsewhere(fail)
    told = []
    workspace.subscribe(told.append)
    loan.end()
    assert (name(workspace), told, workspace.check()) == ("antes", [], [])


def test_the_file_stays_locked_for_others_when_the_loan_ends(workspace):
    loan = Loan(workspace, toys.SCHEMA)
    elsewhere(lambda: write(loan, "después"))
    with pytest.raises(LockedError):
        Workspace.open(workspace.path, toys.SCHEMA, workspace.device)
    loan.end()
    with pytest.raises(LockedError):
        Workspace.open(workspace.path, toys.SCHEMA, workspace.device)
