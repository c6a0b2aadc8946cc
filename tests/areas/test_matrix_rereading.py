"""Reading again what a commit reached."""

from pathlib import Path

import pytest

from pea_desktop.areas import institutions, matrix
from pea_desktop.areas.matrix import Matrix, Viability, rereading
from pea_desktop.files import xlsx

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def sample(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(BOOK), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return workspace


def reread(workspace, change):
    """Return the líneas before an edit, those read again after it, and what all of them are."""
    before = matrix.lines(workspace.session)
    told = []
    forget = workspace.subscribe(told.append)
    if callable(change):
        with workspace.edit("Cambiar") as session:
            change(session, [row.id for row in before])
    else:
        getattr(workspace, change)()
    forget()
    [changes] = told
    again = matrix.lines_again(workspace.session, before, changes.rows)
    return before, again, matrix.lines(workspace.session)


CHANGES = {
    "text": lambda s, ids: matrix.set_value(s, ids[3], "line", "Otra"),
    "indicator": lambda s, ids: matrix.set_value(s, ids[3], "indicator", "Otro"),
    "target": lambda s, ids: matrix.set_value(s, ids[3], "targets.2024", "7"),
    "quarter": lambda s, ids: matrix.set_value(s, ids[3], "targets.2025.T1", "7"),
    "consultation": lambda s, ids: matrix.add_consultation(s, ids[3], "Con la SFA"),
    "source": lambda s, ids: matrix.add_source(s, ids[3], instrument="Informe"),
    "viability": lambda s, ids: matrix.set_viability(s, ids[3], [next(iter(Viability))]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_the_line_that_was_reached_is_read_again(sample, name):
    before, again, whole = reread(sample, CHANGES[name])
    assert again == whole != before
    assert [at for at, row in enumerate(again) if row is not before[at]] == [3]


def test_undo_brings_back_what_it_was(sample):
    reread(sample, CHANGES["indicator"])
    before, again, whole = reread(sample, "undo")
    assert again == whole
    assert [at for at, row in enumerate(again) if row is not before[at]] == [3]


def test_a_target_taken_away_is_noticed(sample):
    reread(sample, CHANGES["quarter"])
    _before, again, whole = reread(sample, "undo")
    assert again == whole
    assert again[3].period_targets == {}


ELSEWHERE = {
    "new": lambda s, ids: matrix.new_line(s, s.query(Matrix).one(), None),
    "deleted": lambda s, ids: matrix.delete_line(s, ids[3]),
    "moved": lambda s, ids: matrix.move_lines(s, [ids[20]], after_id=ids[3]),
    "institution": lambda s, ids: setattr(
        institutions.find_or_create(s, "SECOEM"), "name", "Contraloría"
    ),
    "years": lambda s, ids: setattr(s.query(Matrix).one(), "year_to", 2028),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_all_is_read_where_others_may_be_reached_too(sample, name):
    before, again, whole = reread(sample, ELSEWHERE[name])
    assert again == whole != before


def test_many_rows_are_read_with_all_the_others(sample, monkeypatch):
    monkeypatch.setattr(rereading, "_MOST", 0)
    before, again, whole = reread(sample, CHANGES["text"])
    assert again == whole != before
    assert all(row is not old for row, old in zip(again, before, strict=True))
