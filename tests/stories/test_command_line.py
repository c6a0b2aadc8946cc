"""The main job on several laptops, told by command line."""

import json
import re
import shutil

import pytest

from tests.cli.laptop import BOOK, Laptop
from tests.cli.minute_data import MINUTE


@pytest.fixture
def laptops(tmp_path, capsys, monkeypatch):
    """Return a function that makes a laptop: its own home, its person, its names remembered."""
    folder = tmp_path / "memoria USB"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def make(author, name):
        laptop = Laptop(tmp_path / f"casa de {author}", capsys, monkeypatch)
        laptop("--author", author, "--device", name, "check", "no-hay.pea")
        return laptop

    return make


def exchange(one, its, other, theirs):
    """Let two laptops hand each other all they have."""
    one.ok("package", "export", its, "ida.peapkg")
    other.ok("package", "export", theirs, "vuelta.peapkg")
    return (
        one("package", "import", its, "vuelta.peapkg", "--json").json,
        other("package", "import", theirs, "ida.peapkg", "--json").json,
    )


def told(laptop, file):
    """Return all that a file shows."""
    assert laptop("check", file, "--json").json == {"ok": True, "problems": []}
    return [
        laptop(*order, "--json").json
        for order in (
            *(("show", file, what) for what in ("matrix", "policy", "minutes", "institutions")),
            ("conflicts", file),
            ("history", file),
        )
    ]


def figures(received):
    return [received[key] for key in ("new", "changed", "deleted", "conflicts", "already_known")]


def test_from_a_book_to_two_equal_laptops(laptops, tmp_path):
    import pypdfium2

    ana, beto = laptops("Ana", "LAPTOP-A"), laptops("Beto", "LAPTOP-B")
    # Import.
    ana.ok("new", "ana.pea", "--policy", "michoacan")
    order = ("import-matrix", "ana.pea", BOOK, "--institution", "SECOEM", "--json")
    preview = ana(*order).json
    plan = ana(*order, "--apply").json
    assert plan == {**preview, "applied": True}
    assert [plan[key] for key in ("rows", "new", "changed", "same", "rejected")] == [
        26,
        26,
        0,
        0,
        0,
    ]
    rows = ana.rows("ana.pea")
    assert len([row for row in rows if row["line"]]) == 25
    assert len([row for row in rows if row["pending_with"]]) == 7
    assert sum(len(row["pending_with"]) for row in rows) == 9
    assert [row["number"] for row in rows if row["priority"] is None] == ["1", "2", "3"]
    given = [sum(value is not None for value in row["targets"].values()) for row in rows]
    assert (sum(count > 0 for count in given), sum(count == 3 for count in given)) == (22, 21)

    # Edit and undo.
    seventh = rows[6]["id"]
    ana.ok("set", "ana.pea", seventh, "line", "Generar el protocolo.")
    ana.ok("undo", "ana.pea")
    assert ana.rows("ana.pea") == rows
    ana.ok("redo", "ana.pea")
    assert ana.rows("ana.pea")[6]["line"] == "Generar el protocolo."

    # Minute and PDF.
    (tmp_path / "minuta.json").write_text(json.dumps(MINUTE), "utf-8")
    made = ana("minute", "ana.pea", "new", tmp_path / "minuta.json").json["id"]
    ana.ok("minute", "ana.pea", "pdf", made, "minuta.pdf")
    document = pypdfium2.PdfDocument("minuta.pdf")
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert re.search(r"declaradas 24\s*·\s*capturadas 26", text)
    assert "Generar el protocolo." in text

    # Package and second laptop.
    ana.ok("package", "export", "ana.pea", "todo.peapkg")
    preview = beto("package", "import", "beto.pea", "todo.peapkg", "--dry-run", "--json").json
    received = beto("package", "import", "beto.pea", "todo.peapkg", "--json").json
    assert received == {**preview, "applied": True}
    assert figures(received)[1:] == [0, 0, 0, 0]
    assert told(beto, "beto.pea") == told(ana, "ana.pea")

    # Both edit at once: one field apart, one the same, one row deleted and edited.
    ana.ok("set", "ana.pea", rows[3]["id"], "targets.2026", "90")
    beto.ok("set", "beto.pea", rows[3]["id"], "targets.2026", "95")
    ana.ok("set", "ana.pea", rows[4]["id"], "interpretation", "De Ana")
    beto.ok("set", "beto.pea", rows[4]["id"], "targets.2024", "80")
    ana.ok("delete", "ana.pea", rows[25]["id"])
    beto.ok("set", "beto.pea", rows[25]["id"], "formula", "a/b")
    first, second = exchange(ana, "ana.pea", beto, "beto.pea")
    assert (first["conflicts"], second["conflicts"]) == (2, 2)
    assert told(beto, "beto.pea") == told(ana, "ana.pea")
    assert len(ana("conflicts", "ana.pea", "--json").json) == 2

    # Decided on one, known on both.
    beto.ok("conflicts", "beto.pea", "resolve", f"{rows[3]['id']}:targets.2026", "--value", "92")
    beto.ok("conflicts", "beto.pea", "resolve", f"{rows[25]['id']}:_alive", "--keep")
    beto.ok("package", "export", "beto.pea", "decidido.peapkg", "--to", "LAPTOP-A")
    # Two decisions, and the three edits that Ana had not yet said she has.
    assert beto("package", "inspect", "decidido.peapkg", "--json").json["entries"] == 5
    ana.ok("package", "import", "ana.pea", "decidido.peapkg")
    assert ana("conflicts", "ana.pea", "--json").json == []
    assert told(ana, "ana.pea") == told(beto, "beto.pea")
    last = ana.rows("ana.pea")
    assert len(last) == 26
    assert last[3]["targets"]["2026"] == "92"
    assert (last[4]["interpretation"], last[4]["targets"]["2024"]) == ("De Ana", "80")
    assert last[25]["formula"] == "a/b"


@pytest.fixture
def two(laptops):
    """Return Ana and Beto with the same expediente of 26 rows."""
    ana, beto = laptops("Ana", "LAPTOP-A"), laptops("Beto", "LAPTOP-B")
    ana.ok("new", "ana.pea", "--policy", "michoacan")
    ana.ok("import-matrix", "ana.pea", BOOK, "--institution", "SECOEM", "--apply")
    ana.ok("package", "export", "ana.pea", "todo.peapkg")
    beto.ok("package", "import", "beto.pea", "todo.peapkg")
    return ana, beto


def test_a_laptop_that_goes_back_to_an_old_copy_loses_nothing_of_either_life(two):
    ana, beto = two
    line = [row["id"] for row in beto.rows("beto.pea")]
    shutil.copy("beto.pea", "respaldo.pea")
    beto.ok("set", "beto.pea", line[0], "line", "De la primera vida")
    beto.ok("set", "beto.pea", line[1], "targets.2026", "61")
    exchange(ana, "ana.pea", beto, "beto.pea")

    # The disk of Beto breaks; the copy of before comes back, and he works on.
    shutil.copy("respaldo.pea", "beto.pea")
    beto.ok("set", "beto.pea", line[2], "line", "De la segunda vida")
    beto.ok("set", "beto.pea", line[1], "targets.2026", "62")
    first, second = exchange(ana, "ana.pea", beto, "beto.pea")

    assert (first["applied"], second["applied"]) == (True, True)
    assert (first["conflicts"], second["conflicts"]) == (1, 1)
    rows = ana.rows("ana.pea")
    assert (rows[0]["line"], rows[2]["line"]) == ("De la primera vida", "De la segunda vida")
    conflict, fork = ana("conflicts", "ana.pea", "--json").json
    assert (fork["kind"], fork["device"], fork["values"]) == ("fork", "LAPTOP-B", [])
    assert conflict["id"] == f"{line[1]}:targets.2026"
    assert sorted(one["value"] for one in conflict["values"]) == ["61", "62"]
    assert told(beto, "beto.pea") == told(ana, "ana.pea")
    beto.ok("conflicts", "beto.pea", "resolve", conflict["id"], "--value", "62")
    exchange(ana, "ana.pea", beto, "beto.pea")
    assert told(beto, "beto.pea") == told(ana, "ana.pea")
    assert ana.rows("ana.pea")[1]["targets"]["2026"] == "62"


def test_a_third_laptop_gets_everything_through_the_second(two, laptops):
    ana, beto = two
    carla = laptops("Carla", "LAPTOP-C")
    line = [row["id"] for row in ana.rows("ana.pea")]
    ana.ok("set", "ana.pea", line[0], "line", "De Ana")
    beto.ok("set", "beto.pea", line[1], "line", "De Beto")
    exchange(ana, "ana.pea", beto, "beto.pea")
    beto.ok("package", "export", "beto.pea", "para carla.peapkg")
    carla.ok("package", "import", "carla.pea", "para carla.peapkg")
    assert told(carla, "carla.pea") == told(ana, "ana.pea")

    # And back: what Carla does reaches Ana through Beto, who sends only what Ana has not.
    carla.ok("set", "carla.pea", line[2], "line", "De Carla")
    exchange(beto, "beto.pea", carla, "carla.pea")
    beto.ok("package", "export", "beto.pea", "para ana.peapkg", "--to", "LAPTOP-A")
    # Ana's last word was from before she had Beto's edit, so that it comes along once more.
    assert beto("package", "inspect", "para ana.peapkg", "--json").json["entries"] == 2
    received = ana("package", "import", "ana.pea", "para ana.peapkg", "--json").json
    assert figures(received) == [0, 1, 0, 0, 1]
    steps = ana("history", "ana.pea", "--row", line[2], "--json").json
    assert (steps[0]["author"], steps[0]["device"]) == ("Carla", "LAPTOP-C")
    assert told(ana, "ana.pea") == told(beto, "beto.pea") == told(carla, "carla.pea")


def test_three_laptops_that_write_the_same_field_see_all_three_values(two, laptops):
    ana, beto = two
    carla = laptops("Carla", "LAPTOP-C")
    carla.ok("package", "import", "carla.pea", "todo.peapkg")
    line = ana.id_of("ana.pea", 4)
    crew = [(ana, "ana.pea", "91"), (beto, "beto.pea", "92"), (carla, "carla.pea", "93")]
    for laptop, file, value in crew:
        laptop.ok("set", file, line, "targets.2026", value)
        laptop.ok("package", "export", file, f"de {value}.peapkg")
    for laptop, file, own in crew:
        for _laptop, _file, value in reversed(crew):
            if value != own:
                laptop.ok("package", "import", file, f"de {value}.peapkg")
    for laptop, file, _own in crew:
        (conflict,) = laptop("conflicts", file, "--json").json
        assert sorted(one["value"] for one in conflict["values"]) == ["91", "92", "93"]
        assert told(laptop, file) == told(ana, "ana.pea")
    carla.ok("conflicts", "carla.pea", "resolve", f"{line}:targets.2026", "--value", "93")
    carla.ok("package", "export", "carla.pea", "decidido.peapkg")
    for laptop, file, _own in crew[:2]:
        laptop.ok("package", "import", file, "decidido.peapkg")
        assert laptop("conflicts", file, "--json").json == []
        assert laptop.rows(file)[3]["targets"]["2026"] == "93"
        assert told(laptop, file) == told(carla, "carla.pea")
