"""What this device remembers."""

import json

import pytest

from pea_desktop.settings import Settings


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PEA_HOME", str(tmp_path))
    return tmp_path


def test_a_device_never_asked_has_no_author_and_no_name(home):
    settings = Settings.load()
    assert (settings.author, settings.device) == ("", "")
    assert (settings.theme, settings.font_scale) == ("claro", 100)


def test_what_was_saved_is_read_back(home):
    settings = Settings(author="Lic. Asistente Uno", device="LAPTOP-03", font_scale=125)
    settings.layouts["minutes"] = "AAAA"
    settings.remember_file(home / "uno.pea")
    settings.save()
    assert Settings.load() == settings
    assert [path.name for path in home.iterdir()] == ["settings.json"]


def test_keys_of_another_version_stay(home):
    (home / "settings.json").write_text('{"author": "A", "keymap": "excel"}', encoding="utf-8")
    settings = Settings.load()
    settings.author = "B"
    settings.save()
    saved = json.loads((home / "settings.json").read_text(encoding="utf-8"))
    assert (saved["author"], saved["keymap"]) == ("B", "excel")
    assert "_unknown" not in saved


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("font_scale", "mucho"),
        ("font_scale", 20),
        ("font_scale", True),
        ("theme", "morado"),
        ("recent_files", [1]),
        ("author", 7),
    ],
)
def test_a_wrong_value_falls_back_with_a_log_line(home, caplog, key, wrong):
    (home / "settings.json").write_text(json.dumps({key: wrong}), encoding="utf-8")
    assert Settings.load() == Settings()
    assert caplog.messages == [f"settings: the value of {key} does not fit, its default is used"]
    caplog.clear()


@pytest.mark.parametrize("text", ["", "{", "[]", '"hola"'])
def test_a_broken_file_is_as_good_as_none(home, caplog, text):
    (home / "settings.json").write_text(text, encoding="utf-8")
    assert Settings.load() == Settings()
    assert len(caplog.messages) == 1
    caplog.clear()


def test_recent_files_are_newest_first_once_each_and_few(home):
    settings = Settings()
    for name in "abcdefghijb":
        settings.remember_file(home / name)
    assert [path.rsplit("/")[-1] for path in settings.recent_files] == list("bjihgfed")
