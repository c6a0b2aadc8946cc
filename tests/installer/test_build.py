"""The build script's rules about what ships, and its judgement of the trial run."""

import ast
import re
from pathlib import Path

import pytest

from installer import build

ROOT = Path(build.__file__).parent.parent


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6\\plugins\\sqldrivers\\qsqlite.dll",
        "libgtk-3.so.0",
        "pyphen/dictionaries/hyph_de_DE.dic",
    ],
)
def test_leaves_out_what_the_program_never_uses(name):
    assert build.is_unwanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/translations/qtbase_es.qm",
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/lib/libQt6DBus.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "pyphen/dictionaries/hyph_es.dic",
        "pea_desktop/_resources/icons/save.svg",
        "pea_desktop/_resources/dictionaries/es_MX.dic",
    ],
)
def test_keeps_what_the_program_needs(name):
    assert not build.is_unwanted(name)


def test_no_module_that_the_sources_import_is_left_out():
    imported = set()
    for path in (ROOT / "pea_desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
                imported.update(f"{node.module}.{alias.name}" for alias in node.names)
    assert "PySide6.QtWidgets" in imported
    assert imported.isdisjoint(build.EXCLUDED_MODULES)
    qt = {name.split(".")[1] for name in imported if re.match(r"PySide6\.Qt", name)}
    libraries = [f"PySide6/Qt/lib/lib{name.replace('Qt', 'Qt6')}.so.6" for name in sorted(qt)]
    assert [name for name in libraries if build.is_unwanted(name)] == []


def test_sizes_are_largest_first_and_links_weigh_nothing(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "b.so").write_bytes(b"x" * 30)
    (tmp_path / "a.txt").write_bytes(b"x" * 10)
    (tmp_path / "b.so").symlink_to(tmp_path / "lib" / "b.so")
    assert build.sizes(tmp_path) == [(30, "lib/b.so"), (10, "a.txt")]
    assert build.size_text(192_449_000) == "192.4 MB"


def test_a_quiet_run_that_says_ready_passes():
    assert build.trial_problem(0, "ready 0.23\n", "") is None


@pytest.mark.parametrize(
    ("returncode", "out", "err", "problem"),
    [
        (1, "", "No se pudo abrir.\n", "it ended with 1: No se pudo abrir."),
        (-6, "", "", "it ended with -6: "),
        (0, "ready 0.23\n", "qt.qpa: hm\n", "it said on stderr: qt.qpa: hm"),
        (0, "already\n", "", "it did not say «ready SECONDS»: already"),
    ],
)
def test_says_why_a_run_fails(returncode, out, err, problem):
    assert build.trial_problem(returncode, out, err) == problem
