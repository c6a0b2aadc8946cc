"""A panel at the right of a screen: beside its content, or over it where there is no room."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from pea_desktop.ui.kit.theme import Theme

_ROOMY: Final = 1200
"""Window width from which content and panel are both wide enough to read (visual.md, sizes)."""
_WIDE: Final = 1500
_WIDTH, _WIDE_WIDTH = 326, 420


class SidePanel:
    """Places a panel and remembers whether it is wanted.

    Beside the content it is wanted until it is closed; over the content only while somebody reads
    it.

    Args:
        panel: what is shown; the last widget of `row`.
        content: what it stands beside or lies over, in the same parent.
        row: layout that holds both.
    """

    def __init__(self, panel: QWidget, content: QWidget, row: QHBoxLayout) -> None:
        self._panel = panel
        self._content = content
        self._row = row
        self._is_beside = True
        self._wanted = {True: True, False: False}

    @property
    def is_over(self) -> bool:
        """Whether it lies over the content now."""
        return not self._is_beside and not self._panel.isHidden()

    def want(self, wanted: bool) -> None:
        """Remember whether the person wants it in the place it has now; `fit` shows it."""
        self._wanted[self._is_beside] = wanted

    def fit(self, *, is_useful: bool) -> bool:
        """Give the panel its place and size; return whether this showed or hid it.

        Args:
            is_useful: whether there is anything it could show.
        """
        theme, width = Theme.of_application(), self._panel.window().width()
        self._panel.setFixedWidth(theme.px(_WIDTH if width <= theme.px(_WIDE) else _WIDE_WIDTH))
        self._dock(width >= theme.px(_ROOMY))
        shown = is_useful and self._wanted[self._is_beside]
        changed = shown == self._panel.isHidden()
        if changed:
            self._panel.setVisible(shown)
        if not self._is_beside:
            area = self._content.geometry()
            left = area.right() + 1 - self._panel.width()
            self._panel.setGeometry(left, area.top(), self._panel.width(), area.height())
            self._panel.raise_()
        return changed

    def _dock(self, beside: bool) -> None:
        if beside == self._is_beside:
            return
        self._is_beside = beside
        if beside:
            self._row.addWidget(self._panel)
        else:
            self._row.removeWidget(self._panel)
