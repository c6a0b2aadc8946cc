import pytest

from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.theme import Theme


@pytest.mark.parametrize("name", theme.NAMES)
def test_text_can_be_read_on_its_ground(name):
    chosen = Theme(name)
    weak = {
        pair: round(theme.contrast(chosen.hex(pair[0]), chosen.hex(pair[1])), 2)
        for pair in theme.TEXT_PAIRS
        if theme.contrast(chosen.hex(pair[0]), chosen.hex(pair[1])) < 4.5
        # High contrast writes on the yellow ground in the text colour, never in this one.
    }
    assert weak == {}


@pytest.mark.parametrize("name", theme.NAMES)
def test_borders_and_stripes_can_be_seen(name):
    chosen = Theme(name)
    weak = {
        pair: round(theme.contrast(chosen.hex(pair[0]), chosen.hex(pair[1])), 2)
        for pair in theme.SHAPE_PAIRS
        if theme.contrast(chosen.hex(pair[0]), chosen.hex(pair[1])) < 3
    }
    assert weak == {}


def test_computes_contrast_as_wcag_does():
    assert theme.contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert round(theme.contrast("#51605C", "#FFFFFF"), 2) == 6.61


@pytest.mark.parametrize("name", theme.NAMES)
def test_the_style_sheet_has_a_value_for_every_word(name):
    assert "$" not in theme.style_sheet(Theme(name))


def test_sizes_grow_with_the_font_scale():
    assert Theme("claro", 2.0).px(84) == 168
    assert Theme("claro", 1.5).px(13) == 20


def test_the_program_is_set_in_inter(qapp, light):
    assert qapp.font().family() == "Inter"
    assert light.line_height(13) == 18
    assert light.line_height(12) == 17


def test_paint_code_finds_the_theme_of_the_application(qapp):
    theme.apply(qapp, Theme("oscuro"))
    assert Theme.of_application().name == "oscuro"
    assert qapp.palette().window().color().name().upper() == "#121816"


@pytest.mark.parametrize(
    ("name", "file"),
    [("claro", "check-white.svg"), ("oscuro", "check.svg"), ("contraste", "check.svg")],
)
def test_a_box_that_is_checked_shows_a_tick_that_is_seen_on_it(name, file):
    assert f'/icons/{file}")' in theme.style_sheet(theme.Theme(name, 1.0))
