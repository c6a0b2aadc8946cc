"""The help, the usage errors and the options of every order, all in Spanish."""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pea_desktop.cli.parser import make_parser
from tests.cli.minute_data import MINUTE

PROGRAM = Path(sys.executable).with_name("pea-desktop")
ORDERS = [
    "", "demo", "new", "show", "history", "check", "import-matrix", "export-matrix", "set",
    "delete", "undo", "redo", "minute", "minute f new", "minute f pdf", "minute f x", "agreements",
    "package", "package export",
    "package inspect", "package import", "conflicts", "conflicts f resolve",
]  # fmt: skip
# What the orders and their options are called: part of the contract, not words for people.
NAMES = re.compile(
    r"pea-desktop|--?[a-z-]+|\{[^}]*\}|\b(demo|new|show|history|check|import-matrix|export-matrix|set"
    r"|delete|undo|redo|minute|pdf|package|export|inspect|import|conflicts|resolve|matrix|policy"
    r"|minutes|institutions|line|indicator|interpretation|type|formula|frequency|state"
    r"|targets\.\w+|demo-out)\b"
)
ENGLISH = re.compile(
    r"\b(usage|error|show|this|help|message|exit|options?|optional|positional|arguments?|required"
    r"|following|the|and|or|version|number|program|invalid|choice|choose|from|expected|one|unknown"
    r"|unrecognized|not|allowed|with|ignored|explicit|ambiguous|could|match|value|file|what)\b",
    re.IGNORECASE,
)


def english_in(text):
    return ENGLISH.findall(NAMES.sub(" ", text))


@pytest.mark.parametrize("order", ORDERS)
def test_help_is_in_spanish_at_every_level(bare, order):
    answer = bare(*order.split(), "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("uso: pea-desktop")
    assert english_in(answer.out) == []


def test_help_explains_every_option_and_argument():
    def unexplained(parser):
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for one in action.choices.values():
                    yield from unexplained(one)
            elif not action.help:
                yield parser.prog, action.dest

    assert list(unexplained(make_parser())) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "pea-desktop: falta: ORDEN"),
        ("nada", "pea-desktop: ORDEN: no se reconoce 'nada'; puede ser: 'demo', 'new', 'show', "),
        ("show", "pea-desktop show: falta: ARCHIVO, QUÉ"),
        ("show m.pea todo", "pea-desktop show: QUÉ: no se reconoce 'todo'; puede ser: 'matrix'"),
        ("show m.pea matrix más", "pea-desktop: no se reconoce: más"),
        ("show m.pea matrix --js", "pea-desktop: no se reconoce: --js"),
        ("show m.pea matrix --json=3", "pea-desktop show: --json: no lleva valor, y se le dio '3'"),
        ("new m.pea", "pea-desktop new: falta: --policy"),
        (
            "new m.pea --policy jalisco",
            "pea-desktop new: --policy: no se reconoce 'jalisco'; puede ",
        ),
        ("set m.pea id line", "pea-desktop set: falta: VALOR"),
        (
            "import-matrix m.pea l.xlsx --institution",
            "import-matrix: --institution: falta su valor",
        ),
        ("minute m.pea", "pea-desktop minute: falta: ACCIÓN"),
        (
            "package m.pea",
            "pea-desktop package: ACCIÓN: no se reconoce 'm.pea'; puede ser: 'export'",
        ),
        (
            "conflicts m.pea resolve x",
            "hace falta una de estas opciones: --value --mine --theirs --keep --delete",
        ),
        ("conflicts m.pea resolve x --keep --delete", "--delete: no va junto con --keep"),
        ("--author", "pea-desktop: --author: falta su valor"),
    ],
)
def test_wrong_usage_is_said_in_spanish_with_exit_code_two(bare, typed, said):
    answer = bare(*typed.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert english_in(re.sub(r"'[^']*'", "", answer.err)) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_is_neither_blank_nor_endless(bare, name):
    answer = bare("--author", name, "check", "m.pea")
    assert answer.code == 2
    assert "--author: escriba un nombre de 1 a 100 caracteres" in answer.err


def test_a_name_keeps_to_one_line(pea):
    pea.ok(
        "--author",
        "Ana\n\tMaría\x1b[31m \udcff",
        "set",
        "m.pea",
        pea.id_of("m.pea", 1),
        "line",
        "x",
    )
    (step, *_rest) = pea("history", "m.pea", "--json").json
    assert step["author"] == "Ana María [31m ?"


def test_names_stand_before_or_after_the_order_and_its_action(pea):
    line = pea.id_of("m.pea", 1)
    pea.ok("--author", "Uno", "--device", "E1", "set", "m.pea", line, "line", "a")
    pea.ok("set", "--author", "Dos", "m.pea", line, "line", "b", "--device", "E2")
    Path("minuta.json").write_text(json.dumps(MINUTE), "utf-8")
    pea.ok("minute", "m.pea", "new", "minuta.json", "--author", "Tres", "--device", "E3")
    pea.ok("minute", "--author", "Cuatro", "m.pea", "new", "minuta.json")
    steps = pea("history", "m.pea", "--json").json[:4]
    assert [(step["author"], step["device"]) for step in steps] == [
        ("Cuatro", "LAPTOP-A"), ("Tres", "E3"), ("Dos", "E2"), ("Uno", "E1"),
    ]  # fmt: skip


def test_the_home_remembers_the_first_names_and_uses_them_without_options(bare):
    bare.ok("--author", "Ana", "new", "a.pea", "--policy", "michoacan")
    bare.ok("--author", "Otra", "--device", "PC-7", "new", "b.pea", "--policy", "michoacan")
    bare.ok("new", "c.pea", "--policy", "michoacan")
    assert bare("history", "b.pea", "--json").json[0]["author"] == "Otra"
    (step,) = bare("history", "c.pea", "--json").json
    assert (step["author"], step["device"]) == ("Ana", "PC-7")


def test_without_any_names_the_system_s_serve(bare):
    import getpass
    import platform

    bare.ok("new", "a.pea", "--policy", "michoacan")
    (step,) = bare("history", "a.pea", "--json").json
    assert (step["author"], step["device"]) == (getpass.getuser(), platform.node())


def test_the_version_is_one_line(bare):
    from pea_desktop import __version__

    assert bare("--version") == (0, f"pea-desktop {__version__}\n", "")


def run(*arguments, **environment):
    return subprocess.run(
        arguments, capture_output=True, timeout=60, check=False, env={**os.environ, **environment}
    )


def test_the_program_itself_prints_json_and_loads_no_qt(folder):
    made = run(PROGRAM, "new", "é ñ.pea", "--policy", "michoacan")
    assert (made.returncode, made.stderr) == (0, b"")
    tracing = (sys.executable, "-X", "importtime", PROGRAM)
    shown = run(*tracing, "show", "é ñ.pea", "policy", "--json", LC_ALL="C")
    assert json.loads(shown.stdout)["name"] == "Michoacán (reconstruido de la matriz SECOEM)"
    for heavy in (b"PySide6", b"openpyxl", b"reportlab", b"rapidfuzz", b"zstandard"):
        assert heavy not in shown.stderr


def test_the_program_itself_says_a_refusal_on_stderr(folder):
    made = run(PROGRAM, "show", "no.pea", "matrix")
    assert (made.returncode, made.stdout) == (1, b"")
    assert made.stderr.decode() == "No existe el archivo «no.pea».\n"
