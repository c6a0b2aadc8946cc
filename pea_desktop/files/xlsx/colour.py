"""Whether a cell looks yellow: plain, indexed, or a theme colour with its tint."""

import colorsys
import re
from typing import Any

_THEME_ORDER = (
    *("lt1", "dk1", "lt2", "dk2"),
    *(f"accent{number}" for number in range(1, 7)),
    *("hlink", "folHlink"),
)
"""What the theme number of a cell's colour means; light and dark come swapped in pairs."""
_SCHEME = re.compile(
    rb'<a:(lt1|dk1|lt2|dk2|accent[1-6]|hlink|folHlink)>\s*<a:(?:srgbClr val|sysClr [^>]*?lastClr)="'
    rb'([0-9A-Fa-f]{6})"'
)


def theme_colours(theme: bytes | str | None) -> list[str | None]:
    """Return the colours of a workbook's theme in the order cells refer to them."""
    if not theme:
        return []
    data = theme.encode() if isinstance(theme, str) else theme
    found = {name.decode(): value.decode() for name, value in _SCHEME.findall(data)}
    return [found.get(name) for name in _THEME_ORDER]


def is_yellow(fill: Any, theme: list[str | None]) -> bool:
    """Return whether a cell's fill is some yellow, from pale to plain.

    The fourth accent of Office (FFC000) is orange to the eye, its pale tints (FFF2CC) are yellow:
    same hue, so that a golden hue counts only when it is not strong. Tan and olive are too dark.

    Args:
        fill: An openpyxl fill.
        theme: What `theme_colours` returned for its workbook.
    """
    # A gradient has no one colour.
    if getattr(fill, "patternType", None) in (None, "none"):
        return False
    rgb = _rgb(fill.fgColor, theme)
    return rgb is not None and _looks_yellow(rgb)


def is_yellow_code(code: str) -> bool:
    """Tell whether a colour written as six hexadecimal digits is such a yellow."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", code):
        return False
    red, green, blue = (int(code[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return _looks_yellow((red, green, blue))


def _looks_yellow(rgb: tuple[float, float, float]) -> bool:
    hue, saturation, value = colorsys.rgb_to_hsv(*rgb)
    if value < 0.85 or saturation < 0.15:
        return False
    return 50 <= hue * 360 <= 70 or (44 <= hue * 360 < 50 and saturation <= 0.65)


def _rgb(colour: Any, theme: list[str | None]) -> tuple[float, float, float] | None:
    """Return red, green and blue from 0 to 1; None when the colour is not known."""
    from openpyxl.styles.colors import COLOR_INDEX

    text: str | None = None
    if colour is None:
        return None
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        text = colour.rgb[-6:]
    elif colour.type == "theme" and isinstance(colour.theme, int):
        text = theme[colour.theme] if 0 <= colour.theme < len(theme) else None
    elif colour.type == "indexed" and isinstance(colour.indexed, int):
        known = 0 <= colour.indexed < len(COLOR_INDEX)
        text = COLOR_INDEX[colour.indexed][-6:] if known else None
    if text is None or not re.fullmatch(r"[0-9A-Fa-f]{6}", text):
        return None
    red, green, blue = (int(text[start : start + 2], 16) / 255 for start in (0, 2, 4))
    tint = colour.tint if isinstance(colour.tint, int | float) else 0.0
    if not tint:
        return red, green, blue
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return colorsys.hls_to_rgb(hue, max(0.0, min(1.0, light)), saturation)
