"""The packages that were chosen: each with what it alone brings, to be taken in or left out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.files.package import Delivered, Received
from pea_desktop.i18n import _
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import frame, label
from pea_desktop.ui.screens import package_words
from pea_desktop.ui.screens.package_words import Fact

_WIDTH: Final = 360


class PackageList(QScrollArea):
    """Cards at the left of a preview; the arrows go from one to another, Space includes or not.

    Signals:
        included: a package is to be taken in (True) or left out.
        left: the keyboard wants to go on to what they bring.
    """

    included = Signal(Path, bool)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._boxes: dict[Path, QCheckBox] = {}
        self.setWidgetResizable(True)
        self.setFixedWidth(theme.px(_WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Paquetes elegidos"))
        side = frame("chrome")
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(8))
        inside = QVBoxLayout(side)
        inside.setContentsMargins(*(theme.px(one) for one in (20, 12, 20, 12)))
        inside.addLayout(self._column)
        inside.addStretch(1)
        self.setWidget(side)

    def show_packages(
        self, paths: Sequence[Path], left_out: set[Path], brings: Received | None
    ) -> None:
        """Show what was chosen; the keyboard stays at the package where it is."""
        at = next((path for path, box in self._boxes.items() if box.hasFocus()), None)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._boxes = {}
        # They come back in the order in which they were given.
        chosen = [path for path in paths if path not in left_out]
        told = dict(zip(chosen, brings.packages, strict=False)) if brings else {}
        for path in paths:
            self._column.addWidget(self._make_card(path, path not in left_out, told.get(path)))
        for fact in package_words.summary(brings) if brings else []:
            self._column.addWidget(_fact(fact))
        if at in self._boxes:
            self._boxes[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, width: int) -> None:
        """Take no more than two fifths of a page's width."""
        self.setFixedWidth(min(Theme.of_application().px(_WIDTH), width * 2 // 5))

    def boxes(self) -> list[QCheckBox]:
        """Return where each package is included or left out, in order."""
        return list(self._boxes.values())

    def _make_card(self, path: Path, is_in: bool, told: Delivered | None) -> QFrame:
        card = frame("card")
        column = QVBoxLayout(card)
        column.setSpacing(Theme.of_application().px(4))
        box = QCheckBox(path.name)
        box.setChecked(is_in)
        box.setToolTip(_("Incluir o dejar fuera (Espacio)"))
        box.toggled.connect(lambda is_on: self.included.emit(path, is_on))
        self._boxes[path] = box
        column.addWidget(box)
        if told is None:
            if not is_in:
                column.addWidget(label(_("Se deja fuera de esta recepción."), "secondary"))
            return card
        state = package_words.state(told)
        box.setAccessibleDescription(f"{state[0]}. {package_words.sender(told)}")
        column.addWidget(label(package_words.sender(told), "secondary"))
        column.addWidget(Chip(*state), 0, Qt.AlignmentFlag.AlignLeft)
        for text in package_words.package_lines(told):
            column.addWidget(label(text, "secondary", selectable=text.startswith(_("Huella"))))
        return card

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        by = steps.get(Qt.Key(event.key()))
        boxes = self.boxes()
        at = next((n for n, box in enumerate(boxes) if box.hasFocus()), None)
        if event.key() == Qt.Key.Key_F6:
            self.left.emit()
        elif by is None or at is None:
            super().keyPressEvent(event)
        elif 0 <= at + by < len(boxes):
            boxes[at + by].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(boxes[at + by])


def _fact(fact: Fact) -> QWidget:
    if not fact.kind:
        return label(fact.text, "secondary")
    ground = frame("error" if fact.kind == "err" else "info")
    text = label(fact.text, "errortext" if fact.kind == "err" else "infotext")
    QVBoxLayout(ground).addWidget(text)
    return ground
