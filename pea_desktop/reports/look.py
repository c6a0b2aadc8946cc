"""How documents look: the papers and styles of an institution's template, which is data."""

import re
from dataclasses import dataclass, replace

from pea_desktop.areas.minutes import Look
from pea_desktop.reports.typeset import FAMILY, Style, Weight, families

INK = "#1F1F1F"
FAINT = "#5B5B5B"
RULE = "#B9B9B9"
BRAND = "#611232"
NOTICE = "#FFF4C7"
NOTICE_EDGE = "#A87400"
STAMP = "#F5EFF1"
SHADE = "#F4F1F2"

_COLOR = re.compile("#[0-9A-Fa-f]{6}")
_INCH = 72
QR_SIDE = 50
# The oficio of Mexico is 8.5 by 13.4 inches; the legal of the United States is longer.
_SIZES = {"carta": (612.0, 792.0), "oficio": (612.0, 13.4 * _INCH)}
# The least contrast of letters on their ground that can be read without effort (WCAG AA).
_CONTRAST = 4.5


@dataclass(frozen=True)
class Paper:
    """A page's size and margins in points.

    The right margin, 2.8 cm or more, holds the strip for initials and the QR.
    """

    width: float
    height: float
    left: float = 42
    right: float = 84
    top: float = 36
    bottom: float = 46

    @property
    def frame(self) -> float:
        """The width that the text may take."""
        return self.width - self.left - self.right

    def without_strip(self) -> "Paper":
        """Return the page of a document that nobody initials: its QR stands in the footer."""
        return replace(self, right=self.left, bottom=QR_SIDE + 26)


def portrait(look: Look) -> Paper:
    """Return the upright page of a template; a size nobody knows is a letter."""
    return Paper(*_SIZES.get(look.page, _SIZES["carta"]))


def landscape(look: Look) -> Paper:
    """Return its page lying on its side, for wide tables."""
    height, width = _SIZES.get(look.page, _SIZES["carta"])
    return Paper(width, height, left=30, right=80, top=30, bottom=42)


class Styles:
    """The styles of a template, by what they are for.

    A colour or a family that the template does not say, or that is none, is the usual one;
    headings in a colour too light to be read on white are black.
    """

    def __init__(self, look: Look) -> None:
        shipped = families()
        body = look.body_font if look.body_font in shipped else FAMILY
        heading = look.heading_font if look.heading_font in shipped else FAMILY
        self.brand = look.colour if _COLOR.fullmatch(look.colour) else BRAND
        self.shade = look.shade if _COLOR.fullmatch(look.shade) else SHADE
        brand = self.brand if contrast(self.brand, "#FFFFFF") >= _CONTRAST else INK
        on_brand = "#FFFFFF" if contrast(self.brand, "#FFFFFF") >= _CONTRAST else INK
        self.body = Style(family=body)
        self.small = Style(size=8.5, leading=11.5, color=FAINT, family=body)
        self.strong = Style(Weight.BOLD, 10, 14, INK, body)
        self.title = Style(Weight.BOLD, 16, 20, brand, heading)
        self.subtitle = Style(Weight.BOLD, 11, 15, INK, heading)
        self.label = Style(Weight.BOLD, 10.5, 14, brand, heading)
        self.table_head = Style(Weight.BOLD, 9, 12, on_brand, body)
        self.cell = Style(size=9, leading=12, family=body)
        self.cell_strong = Style(Weight.BOLD, 9, 12, INK, body)
        self.caption = Style(size=6.8, leading=8.8, color=FAINT, family=body)
        self.fine = Style(size=6.8, leading=8.8, family=body)
        self.fine_head = Style(Weight.BOLD, 6.8, 8.8, on_brand, body)
        self.header = Style(Weight.MEDIUM, 8, 10.5, INK, body)
        self.footer = Style(size=7.5, leading=10, color=FAINT, family=body)
        self.stamp = Style(Weight.BOLD, 96, 96, STAMP, heading)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours «#RRGGBB», from 1 to 21, as WCAG 2 measures it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
