"""The preview of an import: what a book would bring, before anything is written."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas.matrix import COLUMNS, ImportPlan, StepKind
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Severity
from pea_desktop.core.sheet import Book
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridData, GridGroup, GridRow, Kind
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label, set_kind

Plan = Callable[[str], ImportPlan]
"""From the name of an institution to what importing the book into its matrix would do."""

_COUNTS: Final = (
    ("new", N_("Nuevas")),
    ("changed", N_("Cambian")),
    ("same", N_("Iguales")),
    ("rejected", N_("Rechazadas")),
)
_SEVERITIES: Final = {
    Severity.ERROR: (N_("Errores"), "err", "circle-x"),
    Severity.WARNING: (
        N_("Avisos: se importan, pero conviene revisarlos"),
        # Not yellow: that is for what is under review.
        "err",
        "triangle-alert",
    ),
    Severity.INFO: (N_("Para su información"), "info", "info"),
}
_CHANGES: Final = "changes"
_FIELD_NAMES: Final = {column.key: column.header for column in COLUMNS}


def institution_in(book: Book) -> str:
    """Return the institution a book seems to name above its headings; "" when it does not say.

    The last line of a title is taken when it is one short text alone in its row.
    """
    for sheet in book.sheets[:1]:
        titles: list[str] = []
        for row in sheet.rows[:6]:
            texts = {text.strip() for text in row.raw or row.cells if text.strip()}
            if len(texts) != 1:
                break
            titles.append(texts.pop())
        if titles and len(titles[-1]) <= 80 and any(one.isalpha() for one in titles[-1]):
            return titles[-1]
    return ""


class ImportPreview(QDialog):
    """Shows counts, changes and findings; «Aplicar» accepts the plan shown.

    Attributes:
        plan: what would be done, None while the book cannot go to the institution written.
    """

    def __init__(self, book: Book, institution: str, plan: Plan, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.plan: ImportPlan | None = None
        self._make_plan = plan
        self._book = book
        theme = Theme.of_application()
        self.setWindowTitle(_("Importar una matriz"))
        self.resize(theme.px(880), theme.px(600))
        self._model = GridModel(_columns(), self._load, _never, row_name=N_("Línea {number}"))
        self._lay_out(institution)
        self._replan()

    def _lay_out(self, institution: str) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        column.setSpacing(theme.px(12))
        column.addWidget(label(self._book.name, "page"))
        column.addWidget(
            label(_("Todavía no se ha guardado nada. Revise lo que cambiaría y aplique."), "muted")
        )
        column.addLayout(self._make_institution(institution))
        column.addLayout(self._make_counts())
        self._problem_box = frame("error")
        self._problem = label("", "errorstrong")
        inside = QVBoxLayout(self._problem_box)
        inside.addWidget(self._problem)
        column.addWidget(self._problem_box)
        self._grid = GridView(self._model, _("Cambios y avisos de la importación"))
        column.addWidget(self._grid, 1)
        self._clean = label("", "muted")
        self._clean.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._clean, 1)
        column.addLayout(self._make_buttons())

    def _make_institution(self, institution: str) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        name = QLabel(_("&Institución"))
        name.setProperty("kind", "strong")
        self._institution = QLineEdit(institution)
        self._institution.setPlaceholderText(_("Nombre o siglas de la institución"))
        self._institution.setFixedWidth(theme.px(320))
        self._institution.editingFinished.connect(self._replan)
        name.setBuddy(self._institution)
        self._institution.setAccessibleName(_("Institución"))
        row.addWidget(name)
        row.addWidget(self._institution)
        row.addStretch(1)
        return row

    def _make_counts(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self._counts: dict[str, QLabel] = {}
        for key, name in _COUNTS:
            box = frame("card")
            box.setFixedSize(theme.px(124), theme.px(58))
            inside = QVBoxLayout(box)
            inside.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
            inside.setSpacing(0)
            self._counts[key] = label("0", "big")
            inside.addWidget(self._counts[key])
            inside.addWidget(label(_(name), "secondary"))
            row.addWidget(box)
        row.addStretch(1)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        self._apply = Button(_("Aplicar"), "check", "primary")
        self._apply.clicked.connect(self._on_apply)
        row.addWidget(cancel)
        row.addWidget(self._apply)
        return row

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self._apply if self._apply.isEnabled() else self._institution).setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the field only plans again: nobody applies what was not shown yet.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.focusWidget() is self._apply:
                self._on_apply()
            return
        super().keyPressEvent(event)

    def _on_apply(self) -> None:
        if self._apply.isEnabled():
            self.accept()

    def _replan(self) -> None:
        problem = ""
        try:
            self.plan = self._make_plan(self._institution.text())
        except PeaError as error:
            self.plan, problem = None, str(error)
        self._problem.setText(problem)
        self._problem_box.setVisible(bool(problem))
        for key, shown in self._counts.items():
            shown.setText(str(getattr(self.plan, key)) if self.plan else "—")
        self._model.reload()
        has_rows = bool(self._model.rows)
        self._grid.setVisible(has_rows)
        # Also with nothing to say: it takes the room that the grid leaves.
        self._clean.setVisible(not has_rows)
        self._clean.setText(_("El libro no tiene avisos.") if self.plan is not None else "")
        count = self.plan.new + self.plan.changed if self.plan else 0
        self._apply.setEnabled(count > 0)
        idle = _("Nada que aplicar") if self.plan is not None else _("Aplicar")
        self._apply.setText(_("Aplicar {n}").format(n=count) if count else idle)
        self._apply.setAccessibleName(
            ngettext("Aplicar {n} línea", "Aplicar {n} líneas", count).format(n=count)
        )
        set_kind(self._counts["rejected"], "errorstrong" if self._rejects() else "big")

    def _rejects(self) -> bool:
        return self.plan is not None and self.plan.rejected > 0

    def _load(self) -> GridData:
        if self.plan is None:
            return GridData((), ())
        rows = [*_change_rows(self.plan), *_finding_rows(self.plan)]
        return GridData(_groups(self.plan, rows), rows)


def _columns() -> tuple[GridColumn, ...]:
    return (
        GridColumn(key="row", header=_("Línea"), kind=Kind.ORDINAL, width=56, is_editable=False),
        GridColumn(key="what", header=_("Qué pasa"), share=1, is_editable=False),
        GridColumn(
            key="column", header=_("Columna"), kind=Kind.SHORT, width=200, is_editable=False
        ),
    )


def _never(_cells: Sequence[Cell], _label: str) -> None:
    raise AssertionError("the preview is only read")


def _change_rows(plan: ImportPlan) -> list[GridRow]:
    made = []
    for step in plan.steps:
        if step.kind is not StepKind.CHANGED:
            continue
        for key, change in step.changes.items():
            if key in {"priority", "axis"}:
                what = _("Cambia de lugar en la política.")
            else:
                what = _("Antes: «{before}». Ahora: «{after}».").format(
                    before=change.before or "", after=change.after or ""
                )
            name = _(_FIELD_NAMES.get(key, key))
            made.append(_row(f"{step.line_id}:{key}", step.row.number, what, name, _CHANGES))
    return made


def _finding_rows(plan: ImportPlan) -> list[GridRow]:
    order = list(_SEVERITIES)
    findings = sorted(plan.findings, key=lambda one: order.index(one.severity))
    made = []
    for at, one in enumerate(findings):
        what = f"{one.sentence}\n{one.fix}" if one.fix else one.sentence
        icon, token = _SEVERITIES[one.severity][2], _SEVERITIES[one.severity][1]
        made.append(_row(f"{at}", one.row, what, one.column or "", one.severity, icon, token))
    return made


def _row(
    row_id: str, number: int | None, what: str, column: str, group: str,
    icon: str = "pencil", token: str = "text2",
) -> GridRow:  # fmt: skip
    shown = "" if number is None else str(number)
    return GridRow(
        id=row_id, number=shown, cells=(shown, what, column), groups=(group,),
        state_icon=icon, state_token=token,
    )  # fmt: skip


def _groups(plan: ImportPlan, rows: Sequence[GridRow]) -> list[GridGroup]:
    counts = {key: sum(1 for row in rows if key in row.groups) for key in (_CHANGES, *_SEVERITIES)}
    made = [
        GridGroup(
            key=_CHANGES,
            title=_("Celdas que cambian"),
            spine="accent",
            note=str(counts[_CHANGES]),
        )
    ]
    made += [
        GridGroup(key=severity, title=_(title), spine=token, note=str(counts[severity]))
        for severity, (title, token, _icon) in _SEVERITIES.items()
    ]
    return made
