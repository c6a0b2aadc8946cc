import pytest

from pea_desktop.ui.kit.grid_fill import fill, target_of
from pea_desktop.ui.kit.grid_selection import Cells
from tests.ui.kit.buffet import LINES, Buffet, show


@pytest.fixture
def view(qtbot, light):
    return show(qtbot, Buffet())


def filled(view, source, target):
    texts = fill(view.grid, source, target, view.places)
    return [(view.grid.entry(at.row()).id, at.column(), text) for at, text in texts]


def test_a_block_pulled_down_repeats_from_its_top(view):
    source = Cells([2, 3], [1])
    target = target_of(source, LINES["r5"], 1, view.places)
    assert target == ([4, 6, 7], [1])
    assert filled(view, source, target) == [
        ("r3", 1, "Sopa"), ("r4", 1, "Caldo"), ("r5", 1, "Sopa"),
    ]  # fmt: skip


def test_a_block_pulled_up_goes_on_in_step_with_itself(view):
    source = Cells([7, 8], [1])
    target = target_of(source, LINES["r2"], 1, view.places)
    assert filled(view, source, target) == [
        ("r2", 1, "Tinga"), ("r3", 1, "Pozole"), ("r4", 1, "Tinga"),
    ]  # fmt: skip


def test_a_block_is_pulled_to_either_side(view):
    right = target_of(Cells([2], [1, 2]), 2, 4, view.places)
    assert filled(view, Cells([2], [1, 2]), right) == [("r1", 3, "Sopa"), ("r1", 4, "40")]
    left = target_of(Cells([2], [3]), 2, 2, view.places)
    assert filled(view, Cells([2], [3]), left) == [("r1", 2, "Agua")]


def test_pulled_nowhere_nothing_is_filled(view):
    target = target_of(Cells([2, 3], [1, 2]), 3, 2, view.places)
    assert filled(view, Cells([2, 3], [1, 2]), target) == []
