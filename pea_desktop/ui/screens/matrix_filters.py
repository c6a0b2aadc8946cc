"""What the matrix shows of itself: the filter, and the panel that sets it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import LineRow
from pea_desktop.core.grid import is_missing
from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, label

NONE = "-"
"""Stands for «sin prioridad», «sin responsable»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which líneas are shown, besides the words typed in the search box.

    Attributes:
        review, incomplete, no_target, warned: only those under review, that lack something, that
            lack a target, that have an error or a warning.
        axis, priority, owner: id of the only eje, prioridad or institution that answers (as owner
            or consulted) to show; `NONE` for those without one.
        state: code of the only state to show.
    """

    review: bool = False
    incomplete: bool = False
    no_target: bool = False
    warned: bool = False
    axis: str = ""
    priority: str = ""
    state: str = ""
    owner: str = ""

    @property
    def is_on(self) -> bool:
        """Whether it hides anything."""
        return self != LineFilter()

    @property
    def chosen(self) -> int:
        """How many of the panel's conditions are set."""
        return sum(map(bool, (self.no_target, self.axis, self.priority, self.state, self.owner)))

    def accepts(self, row: LineRow, warned: bool) -> bool:
        """Return whether a línea is shown; `warned` tells of its errors and warnings."""
        return all(
            (
                not self.review or row.under_review,
                not self.incomplete or matrix.incomplete(row),
                not self.no_target or any(map(is_missing, row.targets_text.values())),
                not self.warned or warned,
                not self.axis or self.axis == (row.axis.id if row.axis else NONE),
                not self.priority or self.priority == (row.priority.id if row.priority else NONE),
                not self.state or self.state == row.state,
                not self.owner or self.owner in _who(row),
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Return what is set, for a saved view."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> "LineFilter":
        """Return the filter a saved view holds, leaving out what does not fit."""
        plain = cls()
        known = {
            one.name: read[one.name]
            for one in fields(cls)
            if isinstance(read.get(one.name), type(getattr(plain, one.name)))
        }
        return replace(plain, **known)


def _who(row: LineRow) -> set[str]:
    ids = {owner.institution_id for owner in row.owners}
    ids |= {one.institution_id or "" for one in row.consultations if one.is_pending}
    return ids or {NONE}


class FilterPanel(QFrame):
    """Drops under the button «Filtros»: eje, prioridad, estado, responsable, sin meta.

    Signals:
        changed: the filter is another one now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")
        self.setAccessibleName(_("Filtros"))
        self._filter = LineFilter()
        self._axis = _choice(_("Eje"))
        self._priority = _choice(_("Prioridad"))
        self._state = _choice(_("Estado"))
        self._owner = _choice(_("Responsable o consultada"))
        self._target = _choice(_("Metas"))
        self._lay_out()

    def open_at(self, place: QPoint, rows: Iterable[LineRow], current: LineFilter) -> None:
        """Show the panel with what the líneas offer, under a button."""
        self._filter = current
        self._offer(list(rows))
        # `adjustSize` would stop at two thirds of the screen.
        room = self.screen().availableGeometry()
        self.resize(self.sizeHint().boundedTo(room.size()))
        self.move(max(room.left(), min(place.x(), room.right() + 1 - self.width())), place.y())
        self.show()
        self._axis.setFocus()

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(16),) * 4)
        column.setSpacing(theme.px(10))
        form = QFormLayout()
        form.setSpacing(theme.px(8))
        for choice in (self._axis, self._priority, self._state, self._owner, self._target):
            choice.setFixedWidth(theme.px(300))
            name = label(choice.accessibleName(), "secondary")
            # Or a long one would be broken inside its words.
            name.setFixedWidth(theme.px(100))
            name.setBuddy(choice)
            form.addRow(name, choice)
            choice.activated.connect(self._on_chosen)
        column.addLayout(form)
        row = QHBoxLayout()
        clear, close = Button(_("Quitar filtros"), "x"), Button(_("Listo"))
        clear.clicked.connect(self._on_cleared)
        close.clicked.connect(self.close)
        row.addWidget(clear)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)

    def _offer(self, rows: Sequence[LineRow]) -> None:
        axes = {row.axis.id: row.axis for row in rows if row.axis}
        priorities = {row.priority.id: row.priority for row in rows if row.priority}
        ordered = [(one.id, one.title) for one in sorted(axes.values(), key=_numbered)]
        _fill(self._axis, [("", _("Todos")), *ordered], self._filter.axis)
        ordered = [(one.id, one.title) for one in sorted(priorities.values(), key=_numbered)]
        _fill(
            self._priority,
            [("", _("Todas")), (NONE, _("Sin prioridad")), *ordered],
            self._filter.priority,
        )
        used = {row.state for row in rows}
        states = [(code, word) for code, word in matrix.choices("state") if code in used]
        _fill(self._state, [("", _("Todos")), *states], self._filter.state)
        who = {owner.institution_id: owner.institution for row in rows for owner in row.owners}
        for row in rows:
            who |= {
                one.institution_id: one.institution
                for one in row.consultations
                if one.is_pending and one.institution_id
            }
        named = sorted(who.items(), key=lambda item: fold(item[1]))
        _fill(
            self._owner,
            [("", _("Todas")), (NONE, _("Sin responsable")), *named],
            self._filter.owner,
        )
        targets = [("", _("Todas")), ("yes", _("Sin alguna meta"))]
        _fill(self._target, targets, "yes" if self._filter.no_target else "")

    def _on_chosen(self, _at: int) -> None:
        self._filter = replace(
            self._filter,
            axis=str(self._axis.currentData()),
            priority=str(self._priority.currentData()),
            state=str(self._state.currentData()),
            owner=str(self._owner.currentData()),
            no_target=bool(self._target.currentData()),
        )
        self.changed.emit(self._filter)

    def _on_cleared(self) -> None:
        for choice in (self._axis, self._priority, self._state, self._owner, self._target):
            choice.setCurrentIndex(0)
        self._on_chosen(0)


def _choice(name: str) -> Choice:
    made = Choice()
    made.setAccessibleName(name)
    return made


def _fill(choice: Choice, options: Sequence[tuple[str, str]], current: str) -> None:
    choice.clear()
    for value, text in options:
        choice.addItem(text, value)
    choice.setCurrentIndex(max(choice.findData(current), 0))


def _numbered(item: matrix.ItemRef) -> tuple[int, str]:
    digits = "".join(c for c in (item.number or "") if c.isdigit())
    return int(digits) if digits else 10_000, item.text
