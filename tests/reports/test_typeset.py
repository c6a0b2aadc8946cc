import pytest

from pea_desktop.paths import resource
from pea_desktop.reports.typeset import Style, Weight, clean, families, missing, rejoined, wrap

STYLE = Style(size=10)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("uno\x0bdos\r\ntres\u2028cuatro", "uno\ndos\ntres\ncuatro"),
        ("a\tb", "a b"),
        ("a\x00\x07\x1bb", "ab"),
        ("sí\u200b \u200fno\ufeff", "sí no"),
        ("n\u0303andu\u0301", "ñandú"),
        ("🙂 漢 ☎\ufe0f", "□ □ □"),
        ("\ud800x", "x"),
        ("<b> & ∑ ≥ “ñ” « » … — № ½", "<b> & ∑ ≥ “ñ” « » … — № ½"),
        ("a\u2003b\u00a0c", "a b\u00a0c"),
    ],
)
def test_prints_what_the_font_has_and_shows_what_it_lacks(text, printed):
    assert clean(text) == printed


def test_wraps_between_words_and_keeps_line_breaks():
    # The spaces at the ends are for who reads the words without seeing the lines.
    assert wrap("uno dos tres\n\ncuatro", STYLE, 40) == ("uno dos ", "tres ", " ", "cuatro")


def test_a_space_at_the_end_of_a_line_takes_no_width():
    assert STYLE.width("uno ") == STYLE.width("uno")


def test_lines_are_put_together_again():
    text = "Porcentaje de profesionalización (realizadas/programadas)"
    assert len(wrap(text, STYLE, 60)) > 3
    assert rejoined(wrap(text, STYLE, 60)) == text


def test_has_no_lines_for_a_blank_text():
    assert wrap(" \n ", STYLE, 40) == ()


def test_cuts_a_formula_after_a_slash():
    assert wrap("(realizadas/programadas)*100", STYLE, 90) == ("(realizadas/", "programadas)*100")


def test_cuts_a_long_word_by_syllables_and_an_acronym_by_letters():
    assert wrap("profesionalización.", STYLE, 60) == ("profesiona\xad", "lización.")
    assert wrap("SESEAMMMMMMM", STYLE, 50) == ("SESEAMM", "MMMMM")


def test_ends_even_where_not_a_letter_fits():
    assert wrap("MMM", STYLE, 1) == ("M", "M", "M")


@pytest.mark.parametrize("weight", list(Weight))
def test_every_line_fits_the_width(weight):
    style = Style(weight, 7, 9)
    text = "Porcentaje de capacitaciones realizadas/programadas según la SESEAMM " * 20
    assert max(style.width(line) for line in wrap(text, style, 43.5)) <= 43.5


def test_ships_its_fonts_with_origin_and_licence():
    folder = resource("fonts")
    origin = (folder / "ORIGIN.md").read_text(encoding="utf-8")
    fonts = sorted(path.name for path in folder.glob("*.ttf"))
    assert fonts == [
        "Inter-Italic.ttf",
        "Inter-Medium.ttf",
        "Inter-Regular.ttf",
        "Inter-SemiBold.ttf",
        "Montserrat-Italic.ttf",
        "Montserrat-Medium.ttf",
        "Montserrat-Regular.ttf",
        "Montserrat-SemiBold.ttf",
    ]
    assert [name for name in fonts if f"`{name}`" not in origin] == []
    for licence in ("OFL.txt", "OFL-Montserrat.txt"):
        assert "SIL OPEN FONT LICENSE" in (folder / licence).read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 3_000_000


@pytest.mark.parametrize("family", families())
def test_every_family_has_what_documents_need(family):
    for weight in Weight:
        style = Style(weight, family=family)
        assert all(style.width(letter) > 0 for letter in "áéíóúüñÑ¿¡«»“”–—…•·□∑≤≥±×½°ºª№-")
    assert missing("Fórmula: ∑(A/B) ≥ 100 % «sí» № 7", family) == ""


def test_cuts_the_longest_text_of_a_cell_though_it_is_one_word():
    lines = wrap("x" * 32_767, Style(size=7), 60)
    assert "".join(line.removesuffix("-") for line in lines) == "x" * 32_767
    assert max(Style(size=7).width(line) for line in lines) <= 60
