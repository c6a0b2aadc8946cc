"""The ficha of one element of the policy, laid out to be read."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.areas import catalog
from pea_desktop.areas.catalog import (
    ActionSheet,
    LevelCode,
    PolicyItem,
    SuggestedAction,
    VariantOrigin,
)
from pea_desktop.areas.matrix import coverage
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label

_ORIGINS = {
    VariantOrigin.LIST: N_("En el listado"),
    VariantOrigin.SHEET: N_("En la ficha"),
    VariantOrigin.OTHER: N_("En otra parte del documento"),
}
_HEADINGS = {
    LevelCode.AXIS: N_("Eje {number}"),
    LevelCode.TOPIC: N_("Tema"),
    LevelCode.PRIORITY: N_("Prioridad {number}"),
    LevelCode.STRATEGY: N_("Estrategia {number}"),
}
# A line of more than about 90 characters is hard to follow.
_READING_WIDTH = 760


class PolicySheet(QWidget):
    """Everything the document says of an eje, a tema or a prioridad; texts can be copied.

    Signals:
        line_wanted: id of an acción sugerida a línea is to be made of.
        line_opened: id of the línea that takes one up, to be looked at.
    """

    line_wanted = Signal(str)
    line_opened = Signal(str)

    def __init__(self, workspace: Workspace, item: PolicyItem) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._session = workspace.session
        self._buttons: dict[str, Button] = {}
        page = QWidget()
        page.setMaximumWidth(theme.px(_READING_WIDTH))
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(*(theme.px(side) for side in (24, 20, 24, 24)))
        self._column.setSpacing(theme.px(6))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(page, 10)
        row.addStretch(1)
        self._add_head(item)
        if item.goal:
            self._add_text(_("Objetivo"), item.goal)
        if item.level == LevelCode.PRIORITY:
            self._add_priority(item)
        else:
            self._add_counts(item)
        self._add_variants(item)
        self._column.addStretch(1)

    def button_of(self, action_id: str) -> Button | None:
        """Return the button of an acción sugerida: it makes its línea or shows it."""
        return self._buttons.get(action_id)

    def _add_head(self, item: PolicyItem) -> None:
        axis = catalog.axis_of(self._session, item)
        if axis is not None and axis is not item:
            self._column.addWidget(
                label(
                    _("Eje {number} · {text}").format(number=axis.number, text=axis.text),
                    "secondary",
                )
            )
        heading = _(_HEADINGS.get(item.level, N_("Elemento {number}")))
        self._column.addWidget(label(heading.format(number=item.number or ""), "strong"))
        chips = [
            Chip(text, icon, "info")
            for is_marked, text, icon in (
                (item.immediate, _("Implementación inmediata"), "flag"),
                (item.added_by_entity, _("Adicionada por el ente"), "plus"),
            )
            if is_marked
        ]
        if chips:
            self._column.addLayout(_in_a_row(chips))
        text = label(item.text, "title", selectable=True)
        self._column.addSpacing(Theme.of_application().px(4))
        self._column.addWidget(text)

    def _add_priority(self, item: PolicyItem) -> None:
        principles = [principle.name for principle in catalog.principles_of(self._session, item.id)]
        self._add_list(_("Principios transversales"), principles)
        sheet = catalog.sheet(self._session, item.id)
        if sheet is None:
            self._column.addSpacing(Theme.of_application().px(8))
            self._column.addWidget(
                label(_("El documento no trae la ficha de esta prioridad."), "muted")
            )
            return
        self._add_sheet(sheet)

    def _add_sheet(self, sheet: ActionSheet) -> None:
        session = self._session
        leaders = [row.name for row in catalog.leaders(session, sheet.id)]
        entities = [row.name for row in catalog.entities_of(session, sheet.id)]
        self._add_list(_("Líderes de implementación"), leaders)
        self._add_list(_("Entes públicos potenciales"), entities)
        actions = catalog.actions(session, sheet.id)
        if actions:
            self._add_title(
                ngettext("{n} acción sugerida", "{n} acciones sugeridas", len(actions)).format(
                    n=len(actions)
                )
            )
            self._add_actions(actions, coverage.actions_taken_up(session, sheet.item_id))
        practice = catalog.good_practice(session, sheet.id)
        if practice:
            self._add_text(_("Buena práctica sugerida"), practice)
        if sheet.notes:
            self._add_text(_("Nota sobre la página"), sheet.notes)

    def _add_counts(self, item: PolicyItem) -> None:
        below = [row for row in catalog.items(self._session) if row.parent_id == item.id]
        topics = [row.text for row in below if row.level == LevelCode.TOPIC]
        priorities = sum(1 for row in below if row.level == LevelCode.PRIORITY)
        self._add_list(_("Temas"), topics)
        if priorities:
            self._column.addSpacing(Theme.of_application().px(8))
            self._column.addWidget(
                label(
                    ngettext("{n} prioridad", "{n} prioridades", priorities).format(n=priorities),
                    "muted",
                )
            )

    def _add_variants(self, item: PolicyItem) -> None:
        variants = catalog.variants(self._session, item.id)
        if not variants:
            return
        self._add_title(_("El documento la escribe también de otra manera"))
        for variant in variants:
            card = frame("card")
            inside = QVBoxLayout(card)
            origin = _ORIGINS.get(variant.origin, N_("En otra parte del documento"))
            inside.addWidget(label(_(origin), "section"))
            inside.addWidget(label(variant.text, selectable=True))
            self._column.addWidget(card)

    def _add_title(self, text: str) -> None:
        self._column.addSpacing(Theme.of_application().px(12))
        self._column.addWidget(label(text, "section"))

    def _add_text(self, title: str, text: str) -> None:
        self._add_title(title)
        self._column.addWidget(label(text, selectable=True))

    def _add_list(self, title: str, texts: Sequence[str]) -> None:
        if texts:
            self._add_text(title, " · ".join(texts))

    def _add_actions(self, actions: Sequence[SuggestedAction], taken: Mapping[str, str]) -> None:
        theme = Theme.of_application()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, theme.px(28))
        grid.setColumnStretch(1, 1)
        for row, action in enumerate(actions):
            sign = label(action.mark, "muted")
            sign.setWordWrap(False)
            words = label(action.text, selectable=True)
            button = self._line_button(action, taken.get(action.id, ""))
            for column, widget in enumerate((sign, words, button)):
                grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
            for text in (sign, words):
                # The first line stands beside the words of the button.
                text.setContentsMargins(0, theme.px(7), 0, theme.px(5))
        self._column.addLayout(grid)

    def _line_button(self, action: SuggestedAction, line_id: str) -> Button:
        name = coverage.action_name(self._session, action.id)
        if line_id:
            button = Button(_("Ver su línea"), "circle-check", "link", token="ok")
            said = _("Ver la línea de la acción sugerida {name}").format(name=name)
            button.clicked.connect(lambda: self.line_opened.emit(line_id))
        else:
            button = Button(_("Crear línea"), "plus", "link")
            said = _("Crear línea desde la acción sugerida {name}").format(name=name)
            button.clicked.connect(lambda: self.line_wanted.emit(action.id))
            words = _("Crear línea de la acción sugerida")
            commands.install(button, [Command("create", words, button.click, "L")])
        self._buttons[action.id] = button
        button.setAccessibleName(said)
        button.setToolTip(said)
        return button


def _in_a_row(chips: Sequence[Chip]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Theme.of_application().px(8))
    for chip in chips:
        row.addWidget(chip)
    row.addStretch(1)
    return row
