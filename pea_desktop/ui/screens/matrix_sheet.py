"""The ficha at the right of the matrix: all of one línea, and what the grid has no column for."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas.catalog import PolicyItem
from pea_desktop.areas.matrix import LineRow
from pea_desktop.core.grid import show_date
from pea_desktop.core.history import HistoryStep
from pea_desktop.i18n import _
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.grid_paint import GridPainter
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label, set_kind
from pea_desktop.ui.screens.matrix_rows import (
    STATE_LABELS,
    is_under_review,
    state_icon,
    state_label,
    target_text,
)

PRIORITY: Final = "priority"
"""Key of the field that says under which prioridad a línea is."""

_FIELDS: Final = ("interpretation", "type", "state")


class FormulaBox(QFrame):
    """A formula drawn whole, as a stacked fraction."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text = ""

    def show_formula(self, text: str) -> None:
        """Draw another formula."""
        self._text = text
        self.setAccessibleName(text)
        self._fit()
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        GridPainter(Theme.of_application()).paint_formula(
            painter, self._inner(), self._text, whole=True
        )

    def _inner(self) -> QRect:
        theme = Theme.of_application()
        across, down = theme.px(14), theme.px(10)
        return self.rect().adjusted(across, down, -across, -down)

    def _fit(self) -> None:
        theme = Theme.of_application()
        painter = GridPainter(theme)
        self.setFixedHeight(
            painter.formula_height(self._text, self._inner().width()) + 2 * theme.px(10)
        )


class LineSheet(QFrame):
    """Shows one línea; interpretación, tipo, estado and prioridad can be edited here.

    Args:
        write: stores a field of a línea: (id of the línea, field, text).
        priorities: the prioridades a línea may be under.

    Signals:
        closed: the person hides the panel.
        deleted: the person wants the línea gone.
    """

    closed = Signal()
    deleted = Signal(str)

    def __init__(
        self, write: Callable[[str, str, str], None], priorities: Sequence[PolicyItem]
    ) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self._write = write
        self._priorities = [("", _("Sin prioridad"))]
        self._priorities += [(item.id, f"{item.number}. {item.text}") for item in priorities]
        self._row: LineRow | None = None
        self._lay_out()
        self.show_line(None, [])

    def show_line(self, row: LineRow | None, history: list[HistoryStep]) -> None:
        """Show another línea, or that none is chosen."""
        # What is still being typed belongs to the línea shown until now.
        if self._row is not None and (row is None or row.id != self._row.id):
            self._form.write_all()
        if row is not None and (self._row is None or row.id != self._row.id):
            self._body.verticalScrollBar().setValue(0)
        self._row = row
        self._body.setVisible(row is not None)
        self._bottom.setVisible(row is not None)
        self._none.setVisible(row is None)
        if row is None:
            return
        icon, kind = state_icon(row)
        self._chip.show_state(state_label(row), icon or "pencil", kind)
        self._line.setText(row.line or _("Falta la línea de acción"))
        self._place.setText(_place(row))
        self._show_note(row)
        self._priority.setText(row.priority.text if row.priority else "")
        self._priority.setVisible(row.priority is not None)
        self._indicator.setText(row.indicator or _("Falta indicador"))
        set_kind(self._indicator, "" if row.indicator else "errorstrong")
        self._formula.setVisible(bool(row.formula))
        self._no_formula.setVisible(not row.formula)
        self._formula.show_formula(row.formula or "")
        self._show_targets(row)
        self._frequency.setText(row.frequency or _("Sin capturar"))
        self._form.set_values(
            {key: row.value(key) for key in _FIELDS}
            | {PRIORITY: row.priority.id if row.priority else ""}
        )
        self._show_history(history)

    # Parts

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_top())
        self._none = label(_("Elija una línea para ver su ficha completa."), "muted")
        self._none.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), 0)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._none)
        self._body = QScrollArea()
        self._body.setProperty("kind", "plain")
        self._body.setWidgetResizable(True)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body.setAccessibleName(_("Ficha de la línea"))
        inside = QWidget()
        inside.setProperty("kind", "plain")
        self._fill(inside)
        self._body.setWidget(inside)
        column.addWidget(self._body, 1)
        self._bottom = self._make_bottom()
        column.addWidget(self._bottom)

    def _make_top(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(20), theme.px(12), theme.px(12), theme.px(4))
        name = label(_("Ficha de la línea"), "section")
        name.setWordWrap(False)
        row.addWidget(name)
        row.addStretch(1)
        close = Button("", "panel-right-close", "icon", tip=_("Ocultar la ficha"))
        close.clicked.connect(self.closed)
        row.addWidget(close)
        return row

    def _make_bottom(self) -> QWidget:
        theme = Theme.of_application()
        bottom = QWidget()
        row = QHBoxLayout(bottom)
        row.setContentsMargins(theme.px(20), theme.px(10), theme.px(20), theme.px(12))
        remove = Button(_("Eliminar línea…"), "trash-2", "danger")
        remove.clicked.connect(lambda: self.deleted.emit(self._row.id if self._row else ""))
        row.addWidget(remove)
        row.addStretch(1)
        return bottom

    def _fill(self, inside: QWidget) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(20), theme.px(4), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(6))
        self._chip = Chip("", "flag", "rev")
        self._line = label("", "title", selectable=True)
        self._place = label("", "secondary")
        self._note, self._note_title, self._note_text = self._make_note()
        self._indicator = label("", selectable=True)
        self._formula = FormulaBox()
        self._no_formula = label(_("Falta fórmula"), "errorstrong")
        self._targets = QGridLayout()
        self._frequency = label("")
        self._priority = label("", "secondary", selectable=True)
        self._form = Form(self._commit)
        self._form.add_text("interpretation", _("&Interpretación"), hint=_("Sin capturar"))
        self._form.add_line("type", _("&Tipo"), hint=_("Sin capturar"))
        states = [(code.value, _(text)) for code, text in STATE_LABELS.items()]
        self._form.add_choice("state", _("&Estado"), states)
        self._form.add_choice(PRIORITY, _("&Prioridad de la política"), self._priorities)
        self._history = QVBoxLayout()
        self._history.setSpacing(theme.px(2))
        for widget in (self._chip, self._line, self._place, self._note):
            column.addWidget(widget)
        for name, parts in (
            (_("Indicador"), (self._indicator,)),
            (_("Fórmula"), (self._formula, self._no_formula)),
        ):
            self._add_section(column, name)
            for part in parts:
                column.addWidget(part)
        self._add_section(column, _("Metas"))
        column.addLayout(self._targets)
        self._add_section(column, _("Medición"))
        column.addWidget(self._frequency)
        column.addSpacing(theme.px(8))
        column.addWidget(self._form)
        column.addWidget(self._priority)
        self._add_section(column, _("Últimos cambios"))
        column.addLayout(self._history)
        column.addStretch(1)

    def _add_section(self, column: QVBoxLayout, name: str) -> None:
        column.addSpacing(Theme.of_application().px(8))
        column.addWidget(label(name, "section"))

    def _make_note(self) -> tuple[QFrame, QLabel, QLabel]:
        theme = Theme.of_application()
        box = frame("note")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(theme.px(14), theme.px(10), theme.px(12), theme.px(10))
        inside.setSpacing(theme.px(2))
        title, text = label("", "notetitle"), label("", "notetext")
        inside.addWidget(title)
        inside.addWidget(text)
        return box, title, text

    def _show_note(self, row: LineRow) -> None:
        self._note.setVisible(is_under_review(row))
        who = _enumerated(row.pending_with)
        title = _("Consultar con {who}").format(who=who) if who else _("Falta decir con quién")
        self._note_title.setText(title)
        self._note_text.setText(row.interpretation or "")
        self._note_text.setVisible(bool(row.interpretation))

    def _show_targets(self, row: LineRow) -> None:
        _empty(self._targets)
        for at, year in enumerate(row.targets_text):
            self._targets.addWidget(label(str(year), "secondary"), 0, at)
            text = target_text(row, year)
            self._targets.addWidget(label(text or "—", "big" if text else "muted"), 1, at)

    def _show_history(self, history: list[HistoryStep]) -> None:
        _empty(self._history)
        for step in history[:4]:
            when = datetime.fromtimestamp(step.claimed_at / 1000, tz=UTC).astimezone()
            who = _("{author} · {day}, {time}").format(
                author=step.author, day=show_date(when.date()), time=when.strftime("%H:%M")
            )
            self._history.addWidget(label(step.label))
            self._history.addWidget(label(who, "secondary"))
        if not history:
            self._history.addWidget(label(_("Sin cambios todavía."), "secondary"))

    def _commit(self, key: str, text: str) -> None:
        if self._row is not None:
            self._write(self._row.id, key, text)

    @override
    def sizeHint(self) -> QSize:
        return QSize(Theme.of_application().px(326), super().sizeHint().height())


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _enumerated(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("{others} y {last}").format(others=", ".join(names[:-1]), last=names[-1])


def _place(row: LineRow) -> str:
    parts = []
    if row.axis:
        parts.append(_("Eje {number}").format(number=row.axis.number or "—"))
    if row.priority:
        parts.append(_("Prioridad {number}").format(number=row.priority.number or "—"))
    parts.append(_("Línea {number}").format(number=row.number))
    return " · ".join([*parts, row.institution])
