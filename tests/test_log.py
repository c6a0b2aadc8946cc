"""The program's diary."""

import logging

import pytest

from pea_desktop import log


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PEA_HOME", str(tmp_path))
    yield tmp_path
    log.stop()
    logging.getLogger().setLevel(logging.WARNING)


def test_what_was_done_is_written_down(home):
    log.start()
    logging.getLogger("pea_desktop.x").info("step %s", 3)
    assert (home / "logs" / "pea.log").is_file()
    assert log.tail().endswith("INFO pea_desktop.x: step 3")


def test_five_files_of_one_megabyte_and_no_more(home):
    log.start()
    for _ in range(70):
        logging.getLogger("pea_desktop.x").info("x" * 100_000)
    files = sorted(path.name for path in (home / "logs").iterdir())
    assert files == ["pea.log", "pea.log.1", "pea.log.2", "pea.log.3", "pea.log.4"]
    assert max(path.stat().st_size for path in (home / "logs").iterdir()) < 1_000_001


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(home):
    (home / "logs").write_text("a file in the way", encoding="utf-8")
    log.start()
    logging.getLogger("pea_desktop.x").info("nobody hears")
    assert log.tail() == ""
