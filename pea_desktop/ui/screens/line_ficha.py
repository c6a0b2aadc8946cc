"""The whole ficha of a línea in a window of its own: every field, section by section."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout
from typing_extensions import override

from pea_desktop.areas.matrix import LineRow, ficha
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Changes
from pea_desktop.i18n import _
from pea_desktop.ui.kit import commands, dialogs, focus
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label
from pea_desktop.ui.screens.line_ficha_body import FichaBody
from pea_desktop.ui.screens.line_ficha_side import FichaSide
from pea_desktop.ui.screens.line_words import place
from pea_desktop.ui.screens.matrix_rows import state_icon, state_label

if TYPE_CHECKING:
    from pea_desktop.ui.screens.line_actions import LineActions

_MARGIN: Final = 48
_WIDEST: Final = 1320
_BOTH: Final = 940
"""Width from which the fields and what is said of them fit side by side."""


class FichaDialog(QDialog):
    """All fields of one línea; each is written as the person leaves it.

    Args:
        actions: what is written, and which línea comes before and after.
        line_id: the línea shown first.
        field: the field to begin at, "" for the first.
    """

    def __init__(self, actions: "LineActions", line_id: str, field: str = "") -> None:
        super().__init__(actions.parent)
        self._actions = actions
        self._order: Sequence[str] = tuple(actions.order()) or (line_id,)
        self.line_id = line_id
        over = actions.parent.window().width() - _MARGIN
        self._is_narrow = over < Theme.of_application().px(_BOTH)
        self._lay_out()
        self._unsubscribe = actions.workspace.subscribe(self._on_changes)
        self._fit()
        self._show(from_the_top=True)
        self.body.go_to(field or "line")

    def close_ficha(self) -> str:
        """Let go of the file and return the línea shown last; the dialog is not used again."""
        self._unsubscribe()
        self.deleteLater()
        return self.line_id

    def step(self, by: int) -> bool:
        """Go to the next or previous línea; False at the end, or when a text was refused.

        The keyboard stays in the same field: so one field is filled in many líneas.
        """
        field = self.body.field_with_focus()
        if not self.body.write_all():
            return False
        at = self._order.index(self.line_id) + by if self.line_id in self._order else -1
        if not 0 <= at < len(self._order):
            return False
        self.line_id = self._order[at]
        self._show(from_the_top=True)
        self.body.go_to(field or "line")
        return True

    def save_and_go_on(self) -> None:
        """Write everything and go to the next línea, as Ctrl+Enter does; close after the last."""
        if self.body.write_all() and not self.step(1):
            self.accept()

    @override
    def reject(self) -> None:
        if self.body.write_all() or dialogs.ask(
            self,
            _("Hay un dato que no se pudo guardar. ¿Cerrar de todos modos?"),
            _("Cerrar sin guardarlo"),
            _("Lo demás ya está guardado."),
            danger=True,
        ):
            super().reject()

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        # As it is read: rows that come and go are last in the order Qt would take.
        return focus.step(self, self.focusWidget(), forward=forward) or super().focusNextPrevChild(
            forward
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_head())
        self.area = QScrollArea()
        self.area.setProperty("kind", "plain")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(_("Campos de la ficha"))
        self.body = FichaBody(self._actions, self.area, columns=1 if self._is_narrow else 2)
        self.area.setWidget(self.body)
        self.side = FichaSide(self._actions, is_alone=self._is_narrow)
        self.side.wanted.connect(self._go_to)
        column.addLayout(self._make_middle(), 1)
        column.addLayout(self._make_buttons())
        commands.install(
            self,
            (
                Command("next", _("Línea siguiente"), lambda: self.step(1), "Alt+Right"),
                Command("previous", _("Línea anterior"), lambda: self.step(-1), "Alt+Left"),
                Command(
                    "go_on", _("Guardar y seguir"), self.save_and_go_on, "Ctrl+Return; Ctrl+Enter"
                ),
                Command("history", _("Historial del campo"), self._show_field, "Ctrl+Shift+H"),
                Command("review", _("Sujeta a revisión…"), self._put_under_review, "Ctrl+Shift+R"),
            ),
        )

    def _make_middle(self) -> QHBoxLayout:
        """Lay the side beside the fields; where there is no room, it takes their place."""
        across = QHBoxLayout()
        across.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.area)
        left.addLayout(self._make_sections())
        left.addWidget(self._pages, 1)
        across.addLayout(left, 1)
        if self._is_narrow:
            self._pages.addWidget(self.side)
        else:
            across.addWidget(self.side)
        return across

    def _go_to(self, field: str) -> None:
        self._pages.setCurrentIndex(0)
        self.body.go_to(field)

    def _go_to_section(self, key: str) -> None:
        self._pages.setCurrentIndex(0)
        self.body.go_to_section(key)

    def _make_head(self) -> QVBoxLayout:
        theme = Theme.of_application()
        column = QVBoxLayout()
        column.setContentsMargins(*(theme.px(side) for side in (20, 14, 20, 10)))
        column.setSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        self._place = label("", "secondary")
        self._chip = Chip("", "flag", "rev")
        self._count = label("", "secondary")
        self._count.setWordWrap(False)
        row.addWidget(self._place, 1)
        row.addWidget(self._chip)
        row.addWidget(self._count)
        column.addLayout(row)
        self._title = label("", "title")
        column.addWidget(self._title)
        return column

    def _make_sections(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(4))
        row.setSpacing(theme.px(2))
        for key, name in self.body.sections():
            go = Button(name, "", "link")
            go.setAutoDefault(False)
            go.setAccessibleName(_("Ir a: {section}").format(section=name))
            go.clicked.connect(lambda _checked=False, key=key: self._go_to_section(key))
            row.addWidget(go)
        if self._is_narrow:
            lacking = Button(_("Qué falta"), "", "link")
            lacking.setAutoDefault(False)
            lacking.clicked.connect(lambda: self._pages.setCurrentIndex(1))
            row.addWidget(lacking)
        row.addStretch(1)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setContentsMargins(*(theme.px(side) for side in (20, 10, 20, 12)))
        row.setSpacing(theme.px(8))
        self.previous = Button(_("Línea anterior"), "chevron-left", tip=_("Alt+←"))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next = Button(_("Línea siguiente"), "chevron-right", "primary", tip=_("Alt+→"))
        self.next.clicked.connect(lambda: self.step(1))
        look = "icon" if self._is_narrow else "plain"
        review = Button("", "flag", look, tip=_("Sujeta a revisión… (Ctrl+Shift+R)"))
        review.clicked.connect(self._put_under_review)
        history = Button("", "history", look, tip=_("Ver cambios"))
        if not self._is_narrow:
            review.set_text(_("Sujeta a revisión…"))
            history.set_text(_("Ver cambios"))
        history.clicked.connect(self._show_whole)
        self.undo = Button("", "undo-2", "icon", tip=_("Deshacer"))
        self.undo.clicked.connect(self._step_back)
        close = Button(_("Cerrar"), tip="Esc")
        close.clicked.connect(self.reject)
        for button in (self.undo, history, review):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.previous, self.next, close):
            row.addWidget(button)
        for button in (self.undo, history, review, self.previous, self.next, close):
            # Enter in a field writes the field; it presses nothing.
            button.setAutoDefault(False)
        return row

    def _fit(self) -> None:
        """Take most of the window it lies over."""
        over = self._actions.parent.window().size()
        width = min(over.width() - _MARGIN, Theme.of_application().px(_WIDEST))
        self.resize(width, over.height() - _MARGIN)

    def _on_changes(self, _changes: Changes) -> None:
        self._show()

    def _show(self, *, from_the_top: bool = False) -> None:
        row = self._actions.find(self.line_id)
        if row is None:
            super().reject()
            return
        self._show_head(row)
        template = ficha.template_of(self._actions.workspace.session, row.matrix_id)
        self.body.show_line(row, template)
        self.side.show_line(row)
        if from_the_top:
            self.area.verticalScrollBar().setValue(0)

    def _show_head(self, row: LineRow) -> None:
        self.setWindowTitle(_("Ficha de la línea {number}").format(number=row.number))
        self._place.setText(place(row))
        self._title.setText(row.line or row.indicator or _("Falta la línea de acción"))
        icon, kind = state_icon(row)
        self._chip.show_state(state_label(row), icon or "pencil", kind)
        at = self._order.index(row.id) if row.id in self._order else 0
        count = len(self._order)
        self._count.setText(_("{n} de {count}").format(n=at + 1, count=count))
        self.previous.setEnabled(at > 0)
        self.next.setEnabled(at < count - 1)
        done = self._actions.workspace.undo_label
        self.undo.setEnabled(done is not None)
        said = _("Deshacer: {label}").format(label=done) if done else _("Deshacer")
        self.undo.setToolTip(said)
        self.undo.setAccessibleName(said)

    def _show_history(self, field: str = "") -> None:
        if self.body.write_all():
            self._actions.show_history(self.line_id, field)

    def _show_whole(self) -> None:
        self._show_history()

    def _show_field(self) -> None:
        self._show_history(self.body.field_with_focus())

    def _put_under_review(self) -> None:
        if self.body.write_all():
            self._actions.put_under_review(self.line_id)

    def _step_back(self) -> None:
        try:
            self._actions.workspace.undo()
        except PeaError as error:
            dialogs.show_error(error, self)
