"""Stories run the real window: the fixtures of `tests/ui`, and laptops."""

from pathlib import Path

import pytest

from tests.stories.driver import Laptop
from tests.ui.conftest import answer, light, no_task_is_left

__all__ = ["answer", "light", "no_task_is_left"]


def pytest_collection_modifyitems(items):
    # Said by the offscreen platform about every window with a smallest size; it means nothing here.
    harmless = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(harmless)


@pytest.fixture
def make_laptop(qtbot, answer, light, tmp_path, monkeypatch):
    """Return a function that makes a laptop where nobody has used the program yet."""
    made = []

    def make(name, person):
        laptop = Laptop(qtbot, answer, tmp_path / name, person, monkeypatch)
        made.append(laptop)
        return laptop

    yield make
    for laptop in made:
        laptop.close()
