import pytest
from hypothesis import given
from hypothesis import strategies as st

from pea_desktop.core.search import Search


@pytest.mark.parametrize(
    ("wanted", "text", "places"),
    [
        ("accion", "Línea de ACCIÓN y acción", [(9, 15), (18, 24)]),
        ("ACCIÓN", "acciones", [(0, 6)]),
        ("línea", "li\u0301nea", [(0, 6)]),
        ("linea", "li\u0301nea\u0301 x", [(0, 7)]),
        ("año", "ano", [(0, 3)]),
        ("aa", "aaaaa", [(0, 2), (2, 4)]),
        ("2", "m² ½", [(1, 2)]),
        ("ss", "Straße", [(4, 5)]),
        ("s", "Straße", [(0, 1)]),
        ("", "texto", []),
        ("\u0301", "li\u0301nea", []),
        ("a\nb", "A\nB", [(0, 3)]),
    ],
)
def test_finds_words_blind_to_accents_and_case(wanted, text, places):
    assert Search(wanted).places(text) == places
    assert Search(wanted).is_in(text) is bool(places)


def test_accents_and_case_count_when_told_so():
    assert Search("Linea", is_exact=True).places("linea Linea Línea") == [(6, 11)]


def test_the_whole_text_may_be_asked_for():
    search = Search(" anual ", is_whole=True)
    assert search.replaced(" Anual\n", "Semestral") == "Semestral"
    assert search.replaced("Anual o semestral", "x") == "Anual o semestral"
    assert search.is_in("ANUAL")


def test_what_stands_between_stays_as_it_is():
    text = "Las DENUNCIAS\u00a0 y\ndenúncias (½) ﬁn"
    assert Search("denuncias").replaced(text, "quejas") == "Las quejas\u00a0 y\nquejas (½) ﬁn"
    assert Search("(").replaced(text, "[") == "Las DENUNCIAS\u00a0 y\ndenúncias [½) ﬁn"


@given(st.text(max_size=40), st.text(max_size=4), st.booleans(), st.booleans())
def test_replacing_by_what_was_there_changes_nothing(text, wanted, is_exact, is_whole):
    search = Search(wanted, is_exact=is_exact, is_whole=is_whole)
    places = search.places(text)
    assert search.is_in(text) is bool(places)
    kept, done = "", 0
    for start, end in places:
        assert done <= start < end <= len(text)
        kept += text[done:start]
        done = end
    assert search.replaced(text, "") == kept + text[done:]
