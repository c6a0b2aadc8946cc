"""What two people made of one text, word by word."""

from pea_desktop.ui.screens.conflict_diff import LONGEST, pieces, together

BEFORE = "Participar en la campaña de denuncia."


def test_words_added_and_taken_away_are_told_apart():
    assert pieces(BEFORE, "Participar en la campaña estatal de quejas.") == [
        ("same", "Participar en la campaña "),
        ("added", "estatal "),
        ("same", "de "),
        ("removed", "denuncia"),
        ("added", "quejas"),
        ("same", "."),
    ]


def test_a_text_that_was_empty_is_one_piece():
    assert pieces("", "Nuevo texto") == [("same", "Nuevo texto")]


def test_texts_too_long_to_compare_are_shown_as_they_are():
    text = "palabra " * LONGEST
    assert pieces("otra", text) == [("same", text)]


def test_changes_in_different_places_are_proposed_together():
    mine = "Participar en la campaña estatal de denuncia."
    theirs = "Participar en la campaña de denuncia ciudadana."
    assert together(BEFORE, mine, theirs) == (
        "Participar en la campaña estatal de denuncia ciudadana."
    )


def test_what_both_changed_alike_comes_once():
    mine = "Colaborar en la campaña de denuncia."
    theirs = "Colaborar en la campaña de denuncia ciudadana."
    assert together(BEFORE, mine, theirs) == "Colaborar en la campaña de denuncia ciudadana."


def test_nothing_is_proposed_where_both_changed_the_same_words():
    mine = "Participar en la campaña de quejas."
    theirs = "Participar en la campaña de avisos."
    assert together(BEFORE, mine, theirs) is None


def test_words_inserted_in_one_place_by_both_are_not_put_in_an_order():
    mine = "Participar en la campaña estatal de denuncia."
    theirs = "Participar en la campaña anual de denuncia."
    assert together(BEFORE, mine, theirs) is None


def test_nothing_is_proposed_without_a_common_text():
    assert together("", "Uno", "Dos") is None
    assert together(BEFORE, BEFORE, "Otra cosa.") is None
