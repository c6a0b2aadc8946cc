"""The panel at the right of the matrix: all of one línea to be read, and what to do about it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import matrix
from pea_desktop.areas.catalog import PolicyItem
from pea_desktop.areas.matrix import LineRow, ficha
from pea_desktop.core.history import HistoryStep
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label, set_kind
from pea_desktop.ui.screens.line_actions import SETTLED, LineActions
from pea_desktop.ui.screens.line_drawing import FormulaBox, PairsTable, TargetsTable, clear, reveal
from pea_desktop.ui.screens.line_review import ReviewBoxes
from pea_desktop.ui.screens.line_words import owner_text, place, shown_baseline, when
from pea_desktop.ui.screens.matrix_rows import state_icon, state_label

PRIORITY: Final = ficha.PRIORITY
"""Key of the field that says under which prioridad a línea is."""

_STEPS: Final = 4
_FIRST_MS: Final = 150
_TEXTS: Final = (
    ("type", N_("Tipo")),
    ("frequency", N_("Medición")),
    ("unit", N_("Unidad")),
    ("interpretation", N_("Interpretación")),
)


class LinePanel(QFrame):
    """Shows one línea; its estado and prioridad can be chosen here, the rest in the whole ficha.

    Args:
        actions: what the buttons do.
        priorities: the prioridades a línea may be under.

    Signals:
        closed: the person hides the panel.
        deleted: the person wants the línea gone; its id.
        opened: the person wants the whole ficha; the id of the línea.
    """

    closed = Signal()
    deleted = Signal(str)
    opened = Signal(str)

    def __init__(self, actions: LineActions, priorities: Sequence[PolicyItem]) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self._actions = actions
        self._priorities = [("", _("Sin prioridad"))]
        self._priorities += [(item.id, f"{item.number}. {item.text}") for item in priorities]
        self._row: LineRow | None = None
        self._history_given: tuple[HistoryStep, ...] = ()
        self._steps: list[tuple[str, str]] | None = None
        # What reads formulas takes longer to make ready than all else here: once, after the paint.
        self._reads_formulas = False
        self._first = QTimer(self, singleShot=True, interval=_FIRST_MS)
        self._first.timeout.connect(self._show_missing)
        self._lay_out()
        self.show_line(None, [])

    def show_line(self, row: LineRow | None, history: Sequence[HistoryStep]) -> None:
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
        self._remove.setVisible(row is not None)
        if row is None:
            self._to_review.hide()
        self._history_given = tuple(history)
        if row is not None and self.isVisible():
            self._show_row(row)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bottom()

    def _fit_bottom(self) -> None:
        """Leave the words of «Ver cambios» to its tooltip where both buttons have no room."""
        self._changes.shorten(False)
        wanted = max(self._validate.sizeHint().width(), self._changes.sizeHint().width())
        room = self.width() - Theme.of_application().px(16 + 8 + 16)
        is_short = 2 * wanted > room
        self._changes.shorten(is_short)
        self._buttons.setStretch(1, 0 if is_short else 1)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # While it was hidden, nothing was read for it.
        if self._row is not None:
            self._show_row(self._row)

    # Showing

    def _show_row(self, row: LineRow) -> None:
        icon, kind = state_icon(row)
        self._chip.show_state(state_label(row), icon or "pencil", kind)
        self._line.setText(row.line or _("Falta la línea de acción"))
        set_kind(self._line, "title" if row.line else "errorstrong")
        self._place.setText(place(row))
        self._review.show_line(row)
        self._show_indicator(row)
        self._show_data(row)
        self._show_history(self._history_given)
        self._show_actions(row)

    def _show_indicator(self, row: LineRow) -> None:
        self._indicator.setText(row.indicator or _("Falta indicador"))
        set_kind(self._indicator, "" if row.indicator else "errorstrong")
        self._formula.setVisible(bool(row.formula))
        self._no_formula.setVisible(not row.formula)
        self._formula.show_formula(row.formula or "")
        self._targets.show_line(row)

    def _show_missing(self) -> None:
        self._reads_formulas = True
        if self._row is None or not self._actions.workspace.is_open:
            return
        template = ficha.template_of(self._actions.workspace.session, self._row.matrix_id)
        sentence = ficha.missing_sentence(self._row, template)
        self._missing.setText(sentence or _("La ficha está completa."))
        set_kind(self._missing, "errortext" if sentence else "oktext")

    def _show_data(self, row: LineRow) -> None:
        pairs = [(_(name), row.value(key) or "") for key, name in _TEXTS]
        pairs.insert(3, (_("Sentido"), matrix.code_label("direction", row.direction)))
        pairs.insert(4, (_("Línea base"), shown_baseline(row)))
        pairs.append((_("Responsables"), "\n".join(map(owner_text, row.owners))))
        pairs.append((_("Medios"), "\n".join(one.text for one in row.sources)))
        self._data.show_pairs(pairs)
        if self._reads_formulas:
            self._show_missing()
        elif not self._first.isActive():
            self._first.start()
        self._form.set_values(
            {"state": row.state, PRIORITY: row.priority.id if row.priority else ""}
        )
        text = row.priority.text if row.priority else ""
        self._priority.setText(text)
        self._priority.setVisible(bool(text))

    def _show_history(self, history: Sequence[HistoryStep]) -> None:
        shown = [
            (step.label, _("{author} · {when}").format(
                author=step.author, when=when(step)
            ))
            for step in history[:_STEPS]
        ]  # fmt: skip
        if shown == self._steps:
            return
        self._steps = shown
        clear(self._history)
        for text, who in shown:
            self._history.addWidget(label(text))
            self._history.addWidget(label(who, "secondary"))
        if not shown:
            self._history.addWidget(label(_("Sin cambios todavía."), "secondary"))
        reveal(self._history)

    def _show_actions(self, row: LineRow) -> None:
        is_settled = row.state in SETTLED and not row.under_review
        self._validate.set_text(_("Quitar validación") if is_settled else _("Validar línea"))
        self._fit_bottom()
        self._validate.set_icon("undo-2" if is_settled else "circle-check")
        self._validate.setAccessibleName(self._validate.text())
        self._to_review.setVisible(not row.under_review)

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
        self._to_review = Button("", "flag", "icon", tip=_("Sujeta a revisión… (Ctrl+Shift+R)"))
        self._to_review.clicked.connect(lambda: self._actions.put_under_review(self._line_id))
        self._remove = Button("", "trash-2", "icon", tip=_("Eliminar línea…"))
        self._remove.clicked.connect(lambda: self.deleted.emit(self._line_id))
        row.addWidget(self._to_review)
        row.addWidget(self._remove)
        close = Button("", "panel-right-close", "icon", tip=_("Ocultar la ficha"))
        close.clicked.connect(self.closed)
        row.addWidget(close)
        return row

    def _make_bottom(self) -> QWidget:
        theme = Theme.of_application()
        bottom = QFrame()
        bottom.setProperty("kind", "status")
        column = QVBoxLayout(bottom)
        column.setContentsMargins(*(theme.px(side) for side in (16, 10, 16, 10)))
        column.setSpacing(theme.px(6))
        self._validate = Button(_("Validar línea"), "circle-check", "primary")
        self._validate.clicked.connect(lambda: self._actions.validate(self._line_id))
        self._changes = Button(_("Ver cambios"), "history", tip=_("Ver cambios (Ctrl+Shift+H)"))
        self._changes.clicked.connect(lambda: self._actions.show_history(self._line_id))
        whole = Button(_("Abrir ficha completa"), "file-text")
        whole.clicked.connect(lambda: self.opened.emit(self._line_id))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(8))
        self._buttons.addWidget(self._validate, 1)
        self._buttons.addWidget(self._changes, 1)
        column.addLayout(self._buttons)
        column.addWidget(whole)
        return bottom

    def _fill(self, inside: QWidget) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(20), theme.px(4), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(6))
        self._chip = Chip("", "flag", "rev")
        self._line = label("", "title", selectable=True)
        self._place = label("", "secondary")
        self._review = ReviewBoxes(self._actions, answered=False)
        for widget in (self._chip, self._line, self._place, self._review):
            column.addWidget(widget)
        self._indicator = label("", selectable=True)
        self._formula = FormulaBox()
        self._no_formula = label(_("Falta fórmula"), "errorstrong")
        self._targets = TargetsTable()
        self._data = PairsTable(_("Sin capturar"))
        self._missing = label("", "errortext")
        self._priority = label("", "secondary", selectable=True)
        self._history = QVBoxLayout()
        self._history.setSpacing(theme.px(2))
        for name, parts in (
            (_("Indicador"), (self._indicator,)),
            (_("Fórmula"), (self._formula, self._no_formula)),
            (_("Metas"), (self._targets,)),
            (_("Datos"), (self._data,)),
            (_("Para completar la ficha"), (self._missing,)),
        ):
            self._add_section(column, name)
            for part in parts:
                column.addWidget(part)
        column.addSpacing(theme.px(8))
        column.addWidget(self._make_form())
        column.addWidget(self._priority)
        self._add_section(column, _("Últimos cambios"))
        column.addLayout(self._history)
        column.addStretch(1)

    def _make_form(self) -> Form:
        self._form = Form(self._commit)
        self._form.add_choice("state", _("&Estado"), matrix.choices("state"))
        self._form.add_choice(PRIORITY, _("&Prioridad de la política"), self._priorities)
        return self._form

    def _add_section(self, column: QVBoxLayout, name: str) -> None:
        column.addSpacing(Theme.of_application().px(8))
        column.addWidget(label(name, "section"))

    @property
    def _line_id(self) -> str:
        return self._row.id if self._row is not None else ""

    def _commit(self, key: str, text: str) -> None:
        if self._row is not None:
            self._actions.write(self._row.id, key, text)

    @override
    def sizeHint(self) -> QSize:
        return QSize(Theme.of_application().px(326), super().sizeHint().height())
