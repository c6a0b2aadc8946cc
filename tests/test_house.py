"""The house rules that no linter knows: words, origins, texts for people, one version."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pea_desktop"
SOURCES = sorted(PACKAGE.rglob("*.py"))
ORIGINS = ("icons", "fonts", "catalogs", "sample", "dictionaries")

# Words that are English and never Spanish: one of them in a text for people is a forgotten text.
ENGLISH = re.compile(
    r"the|of|and|with|this|that|these|those|from|files?|open|save|cancel|close|delete|edit|undo|redo"
    r"|failed|cannot|could|should|not|found|is|are|was|were|has|have|been|your|you|please|rows?|new"
    r"|empty|missing|invalid|unknown|unexpected|already|must|may|will"
)
TEXT_FUNCTIONS = {"_": 1, "N_": 1, "ngettext": 2}


class Text(NamedTuple):
    """One argument of `_()`, `N_()` or `ngettext()` and where it stands."""

    where: str
    argument: ast.expr


def texts_in(source: str, name: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for argument in node.args[: TEXT_FUNCTIONS.get(node.func.id, 0)]:
                yield Text(f"{name}:{argument.lineno}", argument)


def is_looked_up(argument: ast.expr) -> bool:
    """Tell a text kept elsewhere (a name, `table.get(…)`, `N_(…)`) from one put together here."""
    if isinstance(argument, ast.BoolOp):
        return all(is_looked_up(value) for value in argument.values)
    if isinstance(argument, ast.Call):
        return ast.unparse(argument.func).rpartition(".")[2] in ("get", "N_")
    return isinstance(argument, ast.Name | ast.Attribute | ast.Subscript)


def problem_of(text: Text) -> str | None:
    """Say what is wrong with a text for people, or None."""
    if is_looked_up(text.argument):
        return None  # a text that `N_()` marked elsewhere
    if not isinstance(text.argument, ast.Constant) or not isinstance(text.argument.value, str):
        return 'is no plain literal; use _("… {name}").format(name=…)'
    words = text.argument.value
    # The command line indents its lines and sets columns; a window does not.
    if not text.where.startswith("pea_desktop/cli/"):
        if "  " in words:
            return f"has two spaces together: {words!r}"
        if words != words.strip():
            return f"begins or ends with a space: {words!r}"
    if any(not field or field[0].isdigit() for field in re.findall(r"\{([^{}]*)\}", words)):
        return f"has a field without a name: {words!r}"
    bare = re.sub(r"\{[^{}]*\}|«[^»]*»|--?[a-z-]+", " ", words)
    english = [word for word in re.findall(r"[^\W\d]+", bare.lower()) if ENGLISH.fullmatch(word)]
    # One such word may be a name or a code; two make a sentence.
    if len(english) >= 2 or (english and len(bare.split()) == 1):
        return f"looks English ({', '.join(english)}): {words!r}"
    return None


def glossary() -> dict[str, str]:
    """Return Spanish term → the Code cell of its row, from the architecture page."""
    page = (PACKAGE / "README.md").read_text(encoding="utf-8")
    terms: dict[str, str] = {}
    for line in page.partition("## Glossary")[2].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and "---" not in cells[0]:
            for spanish, code in (cells[:2], cells[2:]):
                terms.update({term.strip(): code for term in spanish.split(",")})
    return terms


def entities() -> Iterator[tuple[str, ast.ClassDef]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id == "Entity" for base in node.bases
            ):
                yield path.relative_to(ROOT).as_posix(), node


def test_every_entity_opens_with_its_term_of_the_glossary():
    terms = glossary()
    wrong = []
    for path, node in entities():
        term = (ast.get_docstring(node) or "").partition(":")[0].lower()
        if f"`{node.name}`" not in terms.get(term, ""):
            wrong.append(f"{path}: {node.name} opens with «{term}»")
    assert terms["línea de acción"] == "`ActionLine`"
    assert wrong == []


@pytest.mark.parametrize("folder", ORIGINS)
def test_every_shipped_file_tells_its_origin(folder):
    here = ROOT / "resources" / folder
    names = {path.name for path in here.rglob("*") if path.is_file()} - {"ORIGIN.md"}
    told = (here / "ORIGIN.md").read_text(encoding="utf-8")
    assert names, "an empty folder"
    assert (
        sorted(name for name in names if not re.search(rf"(?<![\w.-]){re.escape(name)}", told))
        == []
    )


def test_texts_for_people_are_plain_spanish_sentences():
    texts = [
        text
        for path in SOURCES
        for text in texts_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]
    problems = [f"{text.where} {problem}" for text in texts if (problem := problem_of(text))]
    assert len(texts) > 20
    assert problems == []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('_("La fila {row} no tiene línea.")', False),
        ('_("Abrir «the file»")', False),
        ("_(column.header)", False),
        ('_("La fila {row}".format(row=1))', True),
        ('_(f"La fila {row}")', True),
        ('_("La fila " + row)', True),
        ('_("La  fila")', True),
        ('_("La fila {}")', True),
        ('N_("The file could not be opened.")', True),
        ('_("Cancel")', True),
        ('ngettext("{n} línea", "{n} rows found", n)', True),
    ],
)
def test_the_check_of_texts_sees_what_is_wrong(source, wrong):
    problems = [problem_of(text) for text in texts_in(source, "x.py")]
    assert any(problems) is wrong


def test_the_version_stands_in_one_place():
    version = re.search(r'__version__ = "(.+)"', (PACKAGE / "__init__.py").read_text("utf-8"))[1]
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.toml", "*.sh", "*.spec", "Makefile"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    paths = [ROOT / name for name in tracked] or [*SOURCES, ROOT / "pyproject.toml"]
    quoted = re.compile(rf"""["']{re.escape(version)}["']""")
    places = [
        path.relative_to(ROOT).as_posix()
        for path in paths
        if path.exists() and "tests" not in path.parts and quoted.search(path.read_text("utf-8"))
    ]
    assert places == ["pea_desktop/__init__.py"]


def test_no_source_replaces_rows_behind_the_journal():
    # REPLACE may delete without firing the delete triggers: the journal would miss it.
    replaces = re.compile(r"\bOR\s+REPLACE\b|\bREPLACE\s+INTO\b", re.IGNORECASE)
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and replaces.search(node.value)
    ]
    assert found == []


def test_no_file_outgrows_five_hundred_lines():
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in [*SOURCES, *sorted((ROOT / "installer").glob("*.py"))]
        if (lines := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert long == {}


@pytest.mark.parametrize("module", ["pea_desktop.cli", "pea_desktop.reports", "pea_desktop.files"])
def test_scripts_start_without_qt_and_heavy_libraries(module):
    heavy = ("PySide6", "reportlab", "openpyxl", "pypdfium2", "rapidfuzz", "spylls")
    code = f"import sys, {module}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_nothing_but_the_house_is_at_the_top():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not tracked:
        pytest.skip("no git here")
    assert {name.split("/")[0] for name in tracked} <= {
        ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "installer",
        "pea_desktop", "pyproject.toml", "resources", "tests",
    }  # fmt: skip


@pytest.mark.parametrize("page", ["README.md", "pea_desktop/README.md", "installer/README.md"])
def test_every_link_of_a_page_leads_somewhere(page):
    path = ROOT / page
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_the_changes_are_newest_first_and_name_this_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version = re.search(r'__version__ = "(.+)"', (PACKAGE / "__init__.py").read_text("utf-8"))[1]
    headings = re.findall(r"^## (\d+\.\d+\.\d+) — (.+)$", text, re.MULTILINE)
    numbers = [tuple(map(int, number.split("."))) for number, _when in headings]
    assert headings[0][0] == version
    assert numbers == sorted(numbers, reverse=True)
