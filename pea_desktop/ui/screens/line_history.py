"""The history of a línea or of one of its fields: who, when, before and after; and going back."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import changes, ficha
from pea_desktop.areas.matrix.changes import FieldEdit, LineChange
from pea_desktop.core.workspace import Changes
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import focus
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens.line_words import place, who, with_article

if TYPE_CHECKING:
    from pea_desktop.ui.screens.line_actions import LineActions

_AT_ONCE: Final = 30
_NO_VALUE: Final = "—"


class HistoryDialog(QDialog):
    """What was done to a línea, newest first; an earlier value can be written again.

    Args:
        actions: what restores a value.
        line_id: the línea.
        field: only this field or list of it; "" for the whole línea.
    """

    def __init__(self, actions: "LineActions", line_id: str, field: str = "") -> None:
        super().__init__(actions.over)
        self._actions = actions
        self._line_id = line_id
        self._field = field if field not in ("number", "institution") else ""
        self._shown = _AT_ONCE
        self._made: list[LineChange] = []
        theme = Theme.of_application()
        self.resize(theme.px(720), theme.px(600))
        self._lay_out()
        self._unsubscribe = actions.workspace.subscribe(self._on_changes)
        self._show()

    def close_history(self) -> None:
        """Let go of the file; the dialog is not used again."""
        self._unsubscribe()
        self.deleteLater()

    @property
    def changes(self) -> list[LineChange]:
        """What is told, newest first."""
        return list(self._made)

    def restore(self, edit: FieldEdit) -> None:
        """Write an earlier value again."""
        self._actions.restore(self._line_id, edit.field, edit.value)

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        # As it is read: rows that come and go are last in the order Qt would take.
        return focus.step(self, self.focusWidget(), forward=forward) or super().focusNextPrevChild(
            forward
        )

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(8))
        self._title = label("", "page")
        self._about = label("", "muted")
        column.addWidget(self._title)
        column.addWidget(self._about)
        area = QScrollArea()
        area.setProperty("kind", "plain")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("Historial"))
        self._area = area
        column.addWidget(area, 1)
        row = QHBoxLayout()
        self._all = Button(_("Ver toda la línea"), "history")
        self._all.clicked.connect(self._show_all)
        self._more = Button(_("Ver más"), "chevron-down")
        self._more.clicked.connect(self._show_more)
        close = Button(_("Cerrar"))
        close.clicked.connect(self.reject)
        row.addWidget(self._all)
        row.addWidget(self._more)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)

    def _on_changes(self, _changes: Changes) -> None:
        self._show()

    def _show_all(self) -> None:
        self._field = ""
        self._show()

    def _show_more(self) -> None:
        self._shown += _AT_ONCE
        self._show()

    def _show(self) -> None:
        row = self._actions.find(self._line_id)
        if row is None:
            self.reject()
            return
        workspace = self._actions.workspace
        session = workspace.session
        steps = workspace.history(changes.history_rows(session, row.id, self._field))
        self._made = changes.changes_of(session, steps, row.id, self._field)
        title = _("Historial de la línea {number}").format(number=row.number)
        if self._field:
            title = _("Historial de la línea {number}: {field}").format(
                field=with_article(self._field), number=row.number
            )
        self.setWindowTitle(title)
        self._title.setText(title)
        count = len(self._made)
        said = ngettext("{n} cambio", "{n} cambios", count).format(n=count)
        self._about.setText(_("{place} · {changes}").format(place=place(row), changes=said))
        self._all.setVisible(bool(self._field))
        self._more.setVisible(count > self._shown)
        self._fill()

    def _fill(self) -> None:
        theme = Theme.of_application()
        inside = QWidget()
        inside.setProperty("kind", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, theme.px(4), theme.px(12), theme.px(4))
        column.setSpacing(theme.px(8))
        for one in self._made[: self._shown]:
            column.addWidget(self._card(one))
        if not self._made:
            column.addWidget(
                label(_("Aquí no ha cambiado nada desde que se creó el expediente."), "muted")
            )
        column.addStretch(1)
        # The old rows go with what held them; the view stays where it was.
        at = self._area.verticalScrollBar().value()
        self._area.setWidget(inside)
        self._area.verticalScrollBar().setValue(at)

    def _card(self, one: LineChange) -> QFrame:
        theme = Theme.of_application()
        card = frame("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.px(side) for side in (14, 10, 12, 12)))
        column.setSpacing(theme.px(2))
        column.addWidget(label(one.label, "strong"))
        column.addWidget(label(who(one), "secondary"))
        column.addSpacing(theme.px(6))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnMinimumWidth(0, theme.px(140))
        grid.setColumnStretch(1, 1)
        for at, edit in enumerate(one.edits):
            self._add_edit(grid, at, edit, one)
        column.addLayout(grid)
        return card

    def _add_edit(self, grid: QGridLayout, at: int, edit: FieldEdit, one: LineChange) -> None:
        top = Qt.AlignmentFlag.AlignTop
        name = label(edit.name[:1].upper() + edit.name[1:], "section")
        name.setFixedWidth(Theme.of_application().px(140))
        grid.addWidget(name, at, 0, top)
        words = QVBoxLayout()
        words.setSpacing(0)
        if edit.before:
            words.addWidget(
                label(_("Antes: {value}").format(value=edit.before), "secondary", selectable=True)
            )
        words.addWidget(label(edit.after or _("(vacío)"), selectable=True))
        grid.addLayout(words, at, 1)
        if not edit.can_restore:
            return
        if self._is_current(edit):
            current = label(_("Valor actual"), "oktext")
            current.setWordWrap(False)
            grid.addWidget(current, at, 2, top)
            return
        back = Button(_("Restaurar este valor"), "undo-2", "link")
        back.setAccessibleName(
            _("Restaurar {field}: {value}").format(field=edit.name, value=edit.after or _NO_VALUE)
        )
        back.setAccessibleDescription(who(one))
        back.setAutoDefault(False)
        back.clicked.connect(lambda: self.restore(edit))
        grid.addWidget(back, at, 2, top)

    def _is_current(self, edit: FieldEdit) -> bool:
        row = self._actions.find(self._line_id)
        if row is None:
            return False
        if edit.field == ficha.PRIORITY:
            return (row.priority.id if row.priority else "") == edit.value
        return (row.value(edit.field) or "") == edit.value if matrix.is_field(edit.field) else True
