"""The look: colour tokens, type and sizes, turned into Qt's palette and one style sheet.

Every colour comes from `resources/tokens.json`, every size from `Theme.px`, so a theme or a larger
font changes the whole program at once. Paint code asks for `Theme.of_application()`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from pea_desktop.i18n import N_
from pea_desktop.paths import resource

NAMES: Final = ("claro", "oscuro", "contraste")
SYSTEM: Final = "sistema"
LABELS: Final = {
    "claro": N_("Claro"),
    "oscuro": N_("Oscuro"),
    "contraste": N_("Contraste alto"),
    SYSTEM: N_("Como el sistema"),
}
_PROPERTY: Final = "pea_theme"
_FAMILY: Final = "Inter"

# Text and its ground: WCAG AA asks for 4.5 (visual.md, table of contrasts).
TEXT_PAIRS: Final = (
    ("text", "surface"), ("text", "bg"), ("text", "rev"), ("text", "sel"),
    ("text2", "surface"), ("text2", "bg"), ("text2", "group"), ("text2", "rev"),
    ("grouptext", "group"), ("revtext", "revchip"), ("onaccent", "accent"), ("accent", "accent2"),
    ("accent", "surface"), ("err", "surface"), ("err", "rev"), ("err", "errbg"), ("ok", "okbg"),
    ("ok", "surface"), ("info", "infobg"), ("railtext", "rail"), ("railon", "railsel"),
    ("ontip", "tip"), ("e1", "group"), ("e2", "group"), ("e4", "group"),
)  # fmt: skip
# Borders, stripes and icons against what they lie on: 3.
SHAPE_PAIRS: Final = (
    ("ctl", "surface"), ("revline", "rev"), ("accent", "rev"), ("accent", "sel"),
    ("revline", "surface"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _tokens() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = json.loads(
        resource("tokens.json").read_text(encoding="utf-8")
    )
    return loaded


@dataclass(frozen=True)
class Theme:
    """One set of colours at one font scale.

    `scale` is the person's font scale (1.0 to 2.0); it also grows paddings and bars, so nothing is
    cut at 200 %.
    """

    name: str
    scale: float = 1.0
    _colors: dict[str, QColor] = field(default_factory=dict, compare=False, repr=False)
    _fonts: dict[tuple[int, int, bool], QFont] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of_application(cls) -> "Theme":
        """Return the theme in use; the light one before any was applied."""
        application = QGuiApplication.instance()
        kept = application.property(_PROPERTY) if application is not None else None
        return kept if isinstance(kept, Theme) else cls("claro")

    def hex(self, token: str) -> str:
        """Return the colour of a token as `#RRGGBB`."""
        return _tokens()[self.name][token]

    def color(self, token: str) -> QColor:
        """Return the colour of a token, made once."""
        made = self._colors.get(token)
        if made is None:
            made = self._colors[token] = QColor(self.hex(token))
        return made

    def px(self, size: float) -> int:
        """Return a design size (pixels at 96 dpi and 100 %) at the person's font scale."""
        return round(size * self.scale)

    @property
    def is_high_contrast(self) -> bool:
        """Whether outlines replace tints."""
        return self.name == "contraste"

    def font(self, size: int = 13, weight: int = 400, *, tabular: bool = False) -> QFont:
        """Return Inter at a design size; `tabular` gives figures of one width, for columns."""
        key = (size, weight, tabular)
        made = self._fonts.get(key)
        if made is None:
            made = QFont(QGuiApplication.font())
            made.setPixelSize(self.px(size))
            made.setWeight(QFont.Weight(weight))
            if tabular:
                made.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = made
        return made

    def line_height(self, size: int = 13) -> int:
        """Return the height of a line of text: 1.4 of its size (13 px → 18, 12 px → 17)."""
        return max(round(self.px(size) * 1.4), QFontMetrics(self.font(size)).height())


def chosen(name: str, font_scale: int) -> Theme:
    """Return the theme that the settings name; «sistema» is what the desktop says now."""
    return Theme(_of_system() if name == SYSTEM else name, font_scale / 100)


def _of_system() -> str:
    # Kept in a variable: Qt gives the two objects away only while somebody holds them.
    hints = QGuiApplication.styleHints()
    accessibility = hints.accessibility()
    if accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contraste"
    return "oscuro" if hints.colorScheme() == Qt.ColorScheme.Dark else "claro"


def apply(application: QApplication, theme: Theme) -> None:
    """Give the whole program a theme: style, palette, font and style sheet."""
    _load_fonts()
    if not application.styleSheet():
        application.setStyle("Fusion")
    font = QFont(application.font())
    if _FAMILY in QFontDatabase.families():
        font.setFamily(_FAMILY)
    font.setPixelSize(theme.px(13))
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    application.setProperty(_PROPERTY, theme)
    application.setFont(font)
    application.setPalette(_palette(theme))
    application.setStyleSheet(style_sheet(theme))


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a theme, from `resources/style.qss`."""
    strong = theme.is_high_contrast
    names: dict[str, str] = dict(_tokens()[theme.name])
    for letter, sizes in (
        ("p", (3, 4, 6, 7, 8, 12, 16)),
        ("f", (11, 12, 13, 15, 18)),
        ("b", (16, 22, 24, 28, 30)),
    ):
        names.update({f"{letter}{size}": str(theme.px(size)) for size in sizes})
    names.update(w0="2" if strong else "0", w1="2" if strong else "1", w2="2")
    # In high contrast the tinted grounds are dark or cyan: text on them follows.
    names["accenttext"] = theme.hex("text" if strong else "accent")
    names["accenthover"] = theme.hex("text") if strong else _mixed(theme, "accent", "text", 0.15)
    names["notetext"] = theme.hex("text" if strong else "revtext")
    names["infoborder"] = theme.hex("info" if strong else "infobg")
    # A style sheet shows a picture only as its file is: black, or the copy in white.
    is_dark_on = _luminance(theme.hex("onaccent")) < 0.5
    names["tick"] = resource("icons", "check.svg" if is_dark_on else "check-white.svg").as_posix()
    names["railhover"] = theme.hex("railsel" if strong else "railon")
    names["railfocus"] = theme.hex("text" if strong else "railtext")
    return Template(resource("style.qss").read_text(encoding="utf-8")).substitute(names)


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two colours written `#RRGGBB`: 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1)
def _load_fonts() -> None:
    folder = resource("fonts")
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        # The other families are for documents.
        if path.name.startswith(f"{_FAMILY}-") and path.suffix == ".ttf":
            QFontDatabase.addApplicationFont(str(path))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, token in (
        (role.Window, "bg"), (role.WindowText, "text"), (role.Base, "surface"),
        (role.AlternateBase, "group"), (role.Text, "text"), (role.Button, "surface"),
        (role.ButtonText, "text"), (role.BrightText, "err"), (role.ToolTipBase, "tip"),
        (role.ToolTipText, "ontip"), (role.Highlight, "accent"),
        (role.HighlightedText, "onaccent"), (role.Link, "accent"), (role.LinkVisited, "accent"),
        (role.PlaceholderText, "text2"), (role.Accent, "accent"), (role.Light, "surface"),
        (role.Midlight, "line"), (role.Mid, "border"), (role.Dark, "ctl"), (role.Shadow, "border"),
    ):  # fmt: skip
        palette.setColor(target, theme.color(token))
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme.color("text3"))
    return palette


def _mixed(theme: Theme, first: str, second: str, part: float) -> str:
    one, two = theme.hex(first), theme.hex(second)
    channels = (
        round(int(one[at : at + 2], 16) * (1 - part) + int(two[at : at + 2], 16) * part)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02X}" for channel in channels)
