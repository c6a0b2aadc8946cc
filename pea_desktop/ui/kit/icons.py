"""Icons: Lucide's outlines, drawn in a colour of the theme.

A rendered picture is kept in Qt's own picture cache (it goes with the application) under its name,
colour, size and the screen's pixel ratio.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from pea_desktop.paths import resource
from pea_desktop.ui.kit.theme import Theme


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, color: str, size: int = 18, ratio: float = 1.0, *, gap: int = 0) -> QPixmap:
    """Return an icon as a picture.

    Args:
        name: file name in `resources/icons` without its ending.
        color: `#RRGGBB`.
        size: side in logical pixels. Smaller icons get a stronger stroke (2 instead of 1.75).
        ratio: device pixels for one logical pixel.
        gap: empty logical pixels at its right.
    """
    key = f"pea:{name}:{color}:{size}:{ratio}:{gap}"
    made = QPixmap()
    if QPixmapCache.find(key, made):
        return made
    stroke = "1.75" if size >= 18 else "2"
    text = _source(name).replace("currentColor", color)
    text = text.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    side = round(size * ratio)
    made = QPixmap(side + round(gap * ratio), side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def icon(
    name: str, token: str = "text2", size: int = 18, *, on: str | None = None, gap: int = 0
) -> QIcon:
    """Return an icon in a token's colour; disabled it is `text3`, checked it is `on`.

    `gap` is empty room at its right, in design pixels.
    """
    theme = Theme.of_application()
    side, gap = theme.px(size), theme.px(gap)
    application = QApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QApplication) else 1.0
    made = QIcon()
    for scale in {1.0, ratio}:
        made.addPixmap(pixmap(name, theme.hex(token), side, scale, gap=gap))
        made.addPixmap(pixmap(name, theme.hex("text3"), side, scale, gap=gap), QIcon.Mode.Disabled)
        if on is not None:
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
                made.addPixmap(
                    pixmap(name, theme.hex(on), side, scale, gap=gap), mode, QIcon.State.On
                )
    return made
