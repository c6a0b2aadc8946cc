"""Arguments whose bytes are no text: Python hands them over as halves of characters."""

import os
import shutil

import pytest

from tests.cli.laptop import BOOK

BROKEN = os.fsdecode(b"x\xff")


def test_a_book_whose_name_is_no_text_is_imported_and_named_in_the_history(pea, folder):
    shutil.copy(BOOK, folder / f"{BROKEN}.xlsx")
    pea.ok("delete", "m.pea", pea.id_of("m.pea", 4))
    pea.ok("import-matrix", "m.pea", f"{BROKEN}.xlsx", "--institution", "SECOEM", "--apply")
    assert pea("history", "m.pea", "--json").json[0]["label"] == "Importar x\ufffd.xlsx"


def test_a_value_that_is_no_text_is_kept_with_the_sign_for_what_is_unknown(pea):
    line = pea.id_of("m.pea", 4)
    pea.ok("set", "m.pea", line, "line", BROKEN)
    assert next(row["line"] for row in pea.rows("m.pea") if row["id"] == line) == "x\ufffd"


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "m.pea", BROKEN, "line", "x"),
        ("set", "m.pea", "id", BROKEN, "x"),
        ("delete", "m.pea", BROKEN),
        ("history", "m.pea", "--row", BROKEN),
        ("conflicts", "m.pea", "resolve", BROKEN, "--keep"),
        ("export-matrix", "m.pea", "x.xlsx", "--institution", BROKEN),
        ("package", "export", "m.pea", "x.peapkg", "--to", BROKEN),
        ("minute", "m.pea", "pdf", BROKEN, "x.pdf"),
    ],
)
def test_a_name_that_is_no_text_is_refused_with_a_sentence(pea, arguments):
    pea.refused(*arguments)
