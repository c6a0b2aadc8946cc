"""Beside the ficha: what is missing, what the rules say, and how the línea prints."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import LineRow, ficha
from pea_desktop.areas.matrix.linting import Context, gather
from pea_desktop.core.findings import Finding, Fix, Severity
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens.line_actions import LineActions
from pea_desktop.ui.screens.line_drawing import FormulaBox, TargetsTable, clear, reveal

_LOOKS = {
    Severity.ERROR: ("circle-x", "err"),
    Severity.WARNING: ("triangle-alert", "err"),
    Severity.INFO: ("info", "info"),
}


class FichaSide(QFrame):
    """The column at the right of the ficha.

    Args:
        actions: what writes the template and the fixes.
        is_alone: whether it takes all the room there is, instead of a column.

    Signals:
        wanted: key of the field the person wants to go to.
    """

    wanted = Signal(str)

    def __init__(self, actions: LineActions, *, is_alone: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self._actions = actions
        self._row: LineRow | None = None
        self._context: Context | None = None
        self._shown: object = None
        self._lay_out()
        if not is_alone:
            self.setFixedWidth(Theme.of_application().px(326))

    def show_line(self, row: LineRow) -> None:
        """Show what is to be said of a línea."""
        self._row = row
        session = self._actions.workspace.session
        template = ficha.template_of(session, row.matrix_id)
        self.form.set_values({"template": template.value if template else ""})
        # The policy and the directory do not change while the ficha is open.
        self._context = self._context or gather(session, self._actions.today)
        lacking = ficha.missing(row, template)
        findings = ficha.remarks(row, self._context)
        if (lacking, findings) != self._shown:
            self._shown = (lacking, findings)
            self._show_missing(lacking)
            self._show_findings(findings)
        self._line.setText(row.line or _("Falta la línea de acción"))
        self._indicator.setText(row.indicator or _("Falta indicador"))
        self._formula.setVisible(bool(row.formula))
        self._formula.show_formula(row.formula or "")
        self._frequency.setText(row.frequency or "")
        self._frequency.setVisible(bool(row.frequency))
        self._targets.show_line(row)

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setProperty("kind", "plain")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("Qué falta y cómo se imprime"))
        inside = QWidget()
        inside.setProperty("kind", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(side) for side in (18, 14, 14, 14)))
        column.setSpacing(theme.px(6))
        self.form = Form(self._write_template)
        options = [("", _("Sin elegir (mínima)"))]
        options += [(code.value, _(word)) for code, word in matrix.FICHA_TEMPLATE_LABELS.items()]
        self.form.add_choice("template", _("Plantilla de la ficha"), options)
        column.addWidget(self.form)
        column.addSpacing(theme.px(8))
        self._missing, self._findings = QVBoxLayout(), QVBoxLayout()
        for layout in (self._missing, self._findings):
            layout.setSpacing(theme.px(4))
            column.addLayout(layout)
            column.addSpacing(theme.px(8))
        column.addWidget(label(_("Así se imprime"), "section"))
        column.addWidget(self._make_preview())
        column.addStretch(1)
        area.setWidget(inside)
        outer.addWidget(area)

    def _make_preview(self) -> QFrame:
        theme = Theme.of_application()
        card = frame("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.px(12),) * 4)
        column.setSpacing(theme.px(6))
        self._line = label("", "strong")
        self._indicator = label("")
        self._formula = FormulaBox()
        self._frequency = label("", "secondary")
        self._targets = TargetsTable()
        for widget in (
            self._line, self._indicator, self._formula, self._frequency, self._targets
        ):  # fmt: skip
            column.addWidget(widget)
        return card

    def _show_missing(self, lacking: list[ficha.Missing]) -> None:
        clear(self._missing)
        if not lacking:
            self._missing.addWidget(
                label(_("No falta nada de lo que pide la plantilla."), "oktext")
            )
            return
        count = len(lacking)
        said = ngettext("Falta {n} dato", "Faltan {n} datos", count).format(n=count)
        self._missing.addWidget(label(said, "errorstrong"))
        for one in lacking:
            words = one.name[:1].upper() + one.name[1:]
            go = Button(words, "circle-dashed", "link", token="err")
            go.setAccessibleName(_("Ir a lo que falta: {name}").format(name=one.name))
            go.setAutoDefault(False)
            go.clicked.connect(lambda _checked=False, field=one.field: self.wanted.emit(field))
            self._missing.addWidget(go)
        reveal(self._missing)

    def _show_findings(self, findings: list[Finding]) -> None:
        clear(self._findings)
        if findings:
            self._findings.addWidget(label(_("Observaciones"), "section"))
        for one in findings:
            self._findings.addWidget(self._make_finding(one))
        reveal(self._findings)

    def _make_finding(self, one: Finding) -> QFrame:
        theme = Theme.of_application()
        icon, token = _LOOKS[one.severity]
        box = frame("card")
        row = QHBoxLayout(box)
        row.setContentsMargins(*(theme.px(side) for side in (10, 8, 10, 8)))
        row.setSpacing(theme.px(8))
        sign = label("")
        side = theme.px(16)
        sign.setPixmap(icons.pixmap(icon, theme.hex(token), side, self.devicePixelRatioF()))
        sign.setFixedWidth(side)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        column.addWidget(label(_without_place(one.sentence), selectable=True))
        if one.fix and not one.fixes:
            column.addWidget(label(one.fix, "secondary"))
        for fix in one.fixes:
            # A button does not break its words, and would widen the column.
            column.addWidget(label(fix.label, "secondary"))
            button = Button(_("Corregir"), "check")
            button.setAccessibleName(_("Corregir: {fix}").format(fix=fix.label))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, fix=fix: self._apply(fix))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        return box

    def _apply(self, fix: Fix) -> None:
        self._actions.try_edit(
            fix.label,
            lambda session: matrix.set_values(
                session, [(fix.row_id, field, text) for field, text in fix.changes]
            ),
        )

    def _write_template(self, _key: str, text: str) -> None:
        if self._row is not None:
            self._actions.set_template(self._row.id, text)


def _without_place(sentence: str) -> str:
    """Leave out «Línea 14, columna …»: the ficha is of that línea."""
    _place, colon, said = sentence.partition(": ")
    return said[:1].upper() + said[1:] if colon else sentence
