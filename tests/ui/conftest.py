"""Fixtures for everything with a window: the theme, and answers to dialogs."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from pea_desktop.ui.kit import dialogs, tasks, theme

_ASKING = (
    *("ask", "choose", "ask_text", "choose_open", "choose_several", "choose_save", "show", "say"),
    "show_error",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Said by the offscreen platform about every window with a smallest size; it means nothing here.
    harmless = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(harmless)


class Answers:
    """Replies to dialogs, in order: `answer("ask", True)`.

    For `show` the reply may be a function: it gets the dialog and returns whether it was accepted.
    `said` keeps what every dialog said.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self._queue: deque[tuple[str, Any]] = deque()

    def __call__(self, kind: str, reply: Any = None) -> None:
        assert kind in _ASKING, kind
        self._queue.append((kind, reply))

    def take(self, kind: str, args: tuple[Any, ...]) -> Any:
        words = [str(a) for a in args if isinstance(a, str | Exception)]
        self.said.extend(words[:1])
        assert self._queue, f"Nobody answers dialogs.{kind}: {words}"
        expected, reply = self._queue.popleft()
        assert expected == kind, f"Expected dialogs.{expected}, got dialogs.{kind}: {words}"
        if kind == "show" and callable(reply) and isinstance(args[0], QDialog):
            return reply(args[0])
        return reply

    @property
    def left(self) -> list[tuple[str, Any]]:
        return list(self._queue)


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Answer dialogs; fails when one comes without an answer, or an answer is left."""
    answers = Answers()
    for kind in _ASKING:
        monkeypatch.setattr(
            dialogs, kind, lambda *args, _kind=kind, **_names: answers.take(_kind, args)
        )
    yield answers
    assert not answers.left, f"Answers that no dialog took: {answers.left}"


@pytest.fixture
def light(qapp: QApplication) -> theme.Theme:
    """The light theme, applied."""
    made = theme.Theme("claro")
    # Applying it again would polish every widget that an earlier test left to be collected.
    if not qapp.styleSheet() or theme.Theme.of_application() != made:
        theme.apply(qapp, made)
    return theme.Theme.of_application()


@pytest.fixture(autouse=True)
def no_task_is_left(qapp: QApplication) -> Iterator[None]:
    """A task still running at the end of a test would speak into the next one."""
    yield
    left = tasks.running()
    tasks.stop_all()
    assert not left
