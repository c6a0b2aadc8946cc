import threading

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.ui.kit import tasks
from pea_desktop.ui.kit.tasks import Task


def test_works_elsewhere_and_answers_on_the_main_thread(qtbot):
    task = Task(lambda job: threading.get_ident())
    answers = []
    task.done.connect(lambda worker: answers.append((worker, threading.get_ident())))
    with qtbot.wait_signal(task.finished):
        task.start()
    [(worker, listener)] = answers
    assert worker != listener == threading.get_ident()


def test_says_how_far_it_is(qtbot):
    task = Task(lambda job: job.step(1, 2, "Leyendo"))
    with qtbot.wait_signals([task.progressed, task.finished]):
        said = []
        task.progressed.connect(lambda *args: said.append(args))
        task.start()
    assert said == [(1, 2, "Leyendo")]


def test_work_of_many_steps_does_not_drown_the_window(qtbot):
    def work(job):
        for done in range(1, 100_001):
            job.step(done, 100_000)

    task = Task(work)
    said = []
    task.progressed.connect(lambda *args: said.append(args))
    with qtbot.wait_signal(task.finished):
        task.start()
    assert said[-1] == (100_000, 100_000, "")
    assert len(said) < 1000


def test_hands_over_the_sentence_of_what_failed(qtbot):
    def work(job):
        raise PeaError("No se pudo leer el archivo.")

    task = Task(work)
    with qtbot.wait_signals([task.failed, task.finished]) as _both:
        said = []
        task.failed.connect(lambda error: said.append(str(error)))
        task.start()
    assert said == ["No se pudo leer el archivo."]


def test_a_bug_in_the_work_comes_up_on_the_main_thread(qtbot):
    def work(job):
        return {}["missing"]

    task = Task(work)
    with qtbot.capture_exceptions() as caught, qtbot.wait_signal(task.finished):
        task.start()
    assert [kind for kind, _value, _trace in caught] == [KeyError]


def test_stopping_ends_the_work_at_its_next_step(qtbot):
    begun = threading.Event()

    def work(job):
        begun.set()
        while True:
            job.step(0, 0)

    task = Task(work)
    results = []
    task.done.connect(results.append)
    with qtbot.wait_signal(task.finished):
        task.start()
        begun.wait(5)
        task.stop()
    assert results == []


def test_keeps_itself_alive_while_it_runs(qtbot):
    go_on = threading.Event()
    Task(lambda job: go_on.wait(5)).start()
    [task] = tasks.running()
    with qtbot.wait_signal(task.finished):
        go_on.set()
    assert tasks.running() == []


@pytest.mark.parametrize("count", [3])
def test_one_piece_of_work_runs_at_a_time_in_order(qtbot, count):
    done = []
    made = [Task(lambda job, at=at: at) for at in range(count)]
    for task in made:
        task.done.connect(done.append)
    with qtbot.wait_signal(made[-1].finished):
        for task in made:
            task.start()
    assert done == [0, 1, 2]
