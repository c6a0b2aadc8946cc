import json
from pathlib import Path

import pytest

from pea_desktop.core.spelling import Speller, own_words, words
from pea_desktop.paths import resource

SAMPLE = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One for the tests that add nothing: making it takes most of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEA_HOME", str(tmp_path_factory.mktemp("casa")))
        return Speller(["Dirección de Normatividad Xalapense", "CoST"])


def unknown(speller, text):
    return [text[start : start + length] for start, length in speller.unknown(text)]


@pytest.mark.parametrize(
    "word",
    [
        "Coadyuvar", "coadyuvar", "capacitación", "CAPACITACIÓN", "Línea", "recomendarle",
        "anticorrupción", "Anticorrupción", "substanciación", "transversalizar", "presupuestación",
        "eficientarlos", "regulatorias", "alertadoras", "Mtra", "INTEROPERABILIDADES",
    ],
)  # fmt: skip
def test_knows_the_words_of_the_work(shared, word):
    assert shared.is_known(word)


@pytest.mark.parametrize(
    "word", ["Conduvar", "capasitación", "administracion", "Anticorrupcion", "conla", "obejtivo"]
)
def test_does_not_know_a_wrong_word(shared, word):
    assert not shared.is_known(word)


@pytest.mark.parametrize("word", ["colegida", "linea", "articulo", "publico"])
def test_cannot_see_an_error_that_is_another_word(shared, word):
    # Forms of colegir, linear, articular and publicar: no dictionary can tell.
    assert shared.is_known(word)


def test_says_where_the_unknown_words_are(shared):
    assert shared.unknown("Conduvar con la  capasitación, y más.") == [(0, 8), (17, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "k) 100% de 12 en 2024, T1 y 16avo; 1º y 2ª, nº 7",
        "Vea https://ejemplo.mx/xyzw?a=qwerty, www.qwerty.zx o dof.gob.mx/qwrt.",
        "Escriba a qwerty.zxcv@qwertz.gob.mx",
        "SECOEM, INFOEM, XQZWK y las SESEAs",
        "",
        "… — «» \U0001f600",
    ],
)
def test_passes_over_what_is_no_word(shared, text):
    assert shared.unknown(text) == []


def test_a_long_word_in_capitals_is_checked(shared):
    assert unknown(shared, "ADMINISTRACIONES ADMINISTRASIONES") == ["ADMINISTRASIONES"]


def test_an_accent_may_be_a_letter_of_its_own(shared):
    apart = "la lı́nea y capacitacio\u0301n".replace("ı", "i")
    assert shared.unknown(apart) == []
    assert unknown(shared, "capasitacio\u0301n ya") == ["capasitacio\u0301n"]


def test_words_of_the_caller_are_right(shared):
    assert unknown(shared, "La normatividad xalapense y CoST") == []


def test_the_sample_has_no_unknown_word_but_those_put_into_it(shared):
    import openpyxl

    sheets = openpyxl.load_workbook(SAMPLE).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]
    text = "\n".join(cell for cell in cells if isinstance(cell, str))
    assert "Recepcionar" in text
    assert unknown(shared, text) == []
    assert unknown(shared, text.replace("Recepcionar", "Resepcionar")) == ["Resepcionar"]


def printed(item):
    """Return the texts of a catalogue that its source prints."""
    if isinstance(item, list):
        return [text for child in item for text in printed(child)]
    if not isinstance(item, dict):
        return []
    own = [text for key, text in item.items() if key in ("text", "title") and text]
    return own + [text for child in item.values() for text in printed(child)]


@pytest.mark.parametrize(("policy", "least"), [("edomex", 300), ("michoacan", 14)])
def test_the_texts_of_a_policy_are_known(shared, policy, least):
    texts = printed(json.loads(resource("catalogs", f"{policy}.json").read_text(encoding="utf-8")))
    assert len(texts) >= least
    assert unknown(shared, "\n".join(texts)) == []


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("capasitación", "capacitación"),
        ("Capasitación", "Capacitación"),
        ("administracion", "administración"),
        ("anticorupción", "anticorrupción"),
        ("diseno", "diseño"),
        ("desempenio", "desempeño"),
        ("conla", "con la"),
        ("obejtivo", "objetivo"),
    ],
)
def test_suggests_first_what_was_meant(shared, wrong, meant):
    found = shared.suggest(wrong)
    assert found[0] == meant
    assert len(found) <= 5


def test_suggests_nothing_for_a_word_without_end(shared):
    assert shared.suggest("transversalización" * 3) == []


def test_a_word_of_the_person_is_known_next_time(pea_home):
    speller = Speller()
    assert not speller.is_known("Cuitzilán")
    assert speller.add("Cuitzilán")
    assert speller.is_known("Cuitzilán")
    assert (pea_home / "palabras.txt").read_text(encoding="utf-8") == "Cuitzilán\n"
    again = Speller()
    assert again.is_known("CUITZILÁN")
    assert again.suggest("cuitsilán")[0] == "Cuitzilán"


def test_the_list_of_the_person_can_be_put_right(pea_home):
    speller = Speller()
    speller.add("Cuitzeox")
    speller.learn(["Tarimbarox"])
    assert speller.set_own(["Pátzcuarox", "2024"])
    assert [speller.is_known(one) for one in ("Cuitzeox", "Pátzcuarox")] == [False, True]
    assert speller.is_known("Tarimbarox")
    assert own_words() == ["Pátzcuarox"]


def test_a_list_that_cannot_be_read_or_written_stops_nothing(shared, pea_home, monkeypatch):
    pea_home.mkdir()
    (pea_home / "palabras.txt").write_bytes(b"\xff\xfe\x00 bien\n" + "ñandutí\n".encode() * 3)
    monkeypatch.setattr("pea_desktop.core.spelling._read_dictionary", lambda: shared._dictionary)
    assert Speller().is_known("ñandutí")
    (pea_home / "palabras.txt").unlink()
    (pea_home / "palabras.txt").mkdir()
    speller = Speller()
    assert not speller.add("Cuitzilán")
    assert speller.is_known("Cuitzilán")


def test_keeps_the_words_that_another_window_added(shared, pea_home, monkeypatch):
    monkeypatch.setattr("pea_desktop.core.spelling._read_dictionary", lambda: shared._dictionary)
    one, two = Speller(), Speller()
    one.add("Cuitzilán")
    two.add("Atzacoyán")
    text = (pea_home / "palabras.txt").read_text(encoding="utf-8")
    assert text == "Atzacoyán\nCuitzilán\n"


def test_words_of_one_letter_are_marks():
    assert [*words("a) no b) sí")] == [(3, 2), (9, 2)]
