import pytest
from PySide6.QtGui import QIcon

from pea_desktop.paths import resource
from pea_desktop.ui.kit import icons


def test_an_icon_is_drawn_in_the_colour_asked_for(light):
    image = icons.pixmap("flag", "#FF0000", 18).toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {"#ff0000"}


def test_a_sharper_screen_gets_more_pixels_for_the_same_size(light):
    picture = icons.pixmap("flag", "#000000", 18, 2.0)
    assert (picture.width(), picture.deviceIndependentSize().width()) == (36, 18)


def test_a_disabled_icon_is_drawn_in_the_disabled_colour(light):
    made = icons.icon("plus", "accent")
    disabled = made.pixmap(18, 18, QIcon.Mode.Disabled).toImage()
    assert disabled.pixelColor(9, 9).name().upper() == light.hex("text3")


def test_an_unknown_icon_is_a_mistake_of_ours(light):
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", "#000000")


def test_every_icon_file_is_named_with_its_origin():
    folder = resource("icons")
    listed = (folder / "ORIGIN.md").read_text(encoding="utf-8")
    assert [path.name for path in folder.glob("*.svg") if f"- {path.name}\n" not in listed] == []
    assert "ISC License" in (folder / "LICENSE").read_text(encoding="utf-8")
