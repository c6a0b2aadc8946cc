"""The panel of Diagnóstico: whether matrices may be signed, and what to do about a finding."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from pea_desktop.areas.matrix import FICHA_TEMPLATE_LABELS, diagnosis
from pea_desktop.areas.matrix.diagnosis import MatrixState
from pea_desktop.core.findings import SEVERITY_LABELS, Finding, Fix, Severity
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.forms import Commit, Form
from pea_desktop.ui.kit.grid_text import Wrapper
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens.diagnosis_rows import ICONS, column_name, why

_CHIPS: Final = {Severity.ERROR: "err", Severity.WARNING: "rev", Severity.INFO: "info"}
_BUTTON_WORDS: Final = 208
# Of a fix that quotes a whole línea the rest is in the tooltip.
_MOST_LINES: Final = 6


class DiagnosisPanel(QScrollArea):
    """Shows one matrix with its gate, or all of them with theirs; below, the chosen finding.

    Args:
        commit: takes «template» or «declared» and the text of the field that changed.

    Signals:
        matrix_wanted: id of an institution whose matrix is to be looked at.
        go_wanted: go to the cell of the finding.
        fix_wanted: a fix of the finding, and whether all that do the same are meant.
        closed: the person needs the room.
    """

    matrix_wanted = Signal(str)
    go_wanted = Signal()
    fix_wanted = Signal(object, bool)
    closed = Signal()

    def __init__(self, commit: Commit) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Firma y hallazgo elegido"))
        theme = Theme.of_application()
        page = frame("panel")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(*(theme.px(side) for side in (16, 12, 16, 16)))
        self._column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.addWidget(label(_("Firma"), "title"), 1)
        close = Button("", "panel-right-close", "icon", tip=_("Ocultar el panel"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        self._column.addLayout(head)
        self._gates = _part()
        self._column.addWidget(self._gates)
        self.facts = Form(commit)
        options = [("", _("Sin elegir (lo básico)"))]
        options += [(code.value, _(word)) for code, word in FICHA_TEMPLATE_LABELS.items()]
        self.facts.add_choice("template", _("&Plantilla de ficha"), options)
        self.facts.add_line("declared", _("Líneas &declaradas en el documento"))
        self._column.addWidget(self.facts)
        self._note = frame("note")
        inside = QVBoxLayout(self._note)
        self._note_words = label("", "notetitle")
        inside.addWidget(self._note_words)
        self._column.addWidget(self._note)
        self._column.addSpacing(theme.px(4))
        self._column.addSpacing(theme.px(4))
        self._column.addWidget(frame("rule"))
        self._column.addSpacing(theme.px(4))
        self._finding = _part()
        self._column.addWidget(self._finding)
        self._column.addStretch(1)
        self.setWidget(page)

    def show_states(
        self, states: Sequence[MatrixState], reasons: Sequence[str], *, several: bool
    ) -> None:
        """Show the gate of each matrix; of one alone also its reasons, template and counts."""
        self._gates = self._renewed(self._gates)
        column = self._gates.layout()
        assert isinstance(column, QVBoxLayout)
        for state in states:
            if several:
                said = _("Ver sólo la matriz de {name}").format(name=state.institution)
                button = Button("", "table-2", "link", tip=said)
                button.set_text(_elided(button, state.short))
                button.clicked.connect(
                    lambda _checked=False, key=state.institution_id: self.matrix_wanted.emit(key)
                )
                column.addWidget(button)
            column.addWidget(gate_chip(state))
            self._add_score(column, state, has_bar=not several)
        for reason in () if several else reasons:
            column.addWidget(label(reason, "secondary"))
        one = states[0] if len(states) == 1 and not several else None
        self.facts.setVisible(one is not None)
        said = one.declared_sentence if one else ""
        self._note.setVisible(bool(said))
        self._note_words.setText(said)
        if one is not None:
            self.facts.set_values(
                {
                    "template": one.template.value if one.template else "",
                    "declared": "" if one.declared is None else str(one.declared),
                }
            )

    def show_finding(self, finding: Finding | None, alike: Sequence[int] = ()) -> None:
        """Show a finding with its fixes; `alike` is how many findings each of them fits."""
        self._finding = self._renewed(self._finding)
        if finding is None:
            return
        column = self._finding.layout()
        assert isinstance(column, QVBoxLayout)
        icon, _token = ICONS[finding.severity]
        chip = Chip(_(SEVERITY_LABELS[finding.severity]), icon, _CHIPS[finding.severity])
        column.addWidget(chip)
        if finding.row is not None:
            column_said = column_name(finding)
            place = _("Línea {n} · {column}") if column_said else _("Línea {n}")
            words = place.format(n=finding.row, column=column_said)
            column.addWidget(label(words, "strong"))
        column.addWidget(label(why(finding), selectable=True))
        if finding.fix:
            column.addWidget(label(finding.fix, "muted"))
        for fix, count in zip(finding.fixes, alike, strict=True):
            self._add_fix(column, finding, fix, count)
        if finding.row_id is not None:
            self._add_go(column, _("Ir a la celda"), _("Ir a la celda (Enter)"))

    def show_line(self, number: int, findings: Sequence[Finding]) -> None:
        """Show a línea with all that is said of it."""
        self._finding = self._renewed(self._finding)
        column = self._finding.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(label(_("Línea {n}").format(n=number), "strong"))
        for finding in findings:
            icon, _token = ICONS[finding.severity]
            word = _(SEVERITY_LABELS[finding.severity])
            column.addWidget(Chip(word, icon, _CHIPS[finding.severity]))
            name = column_name(finding)
            said = _("{column}: {why}") if name else "{why}"
            column.addWidget(label(said.format(column=name, why=why(finding))))
        if not findings:
            column.addWidget(label(_("Sin hallazgos."), "muted"))
        self._add_go(column, _("Ir a la línea"), _("Ir a la línea (Enter)"))

    def _add_go(self, column: QVBoxLayout, text: str, tip: str) -> None:
        go = Button(text, "corner-down-right", tip=tip)
        go.clicked.connect(self.go_wanted)
        column.addWidget(go)

    def focus_fixes(self) -> None:
        """Give the keyboard to the first fix."""
        button = self._finding.findChild(Button)
        if button is not None:
            button.setFocus()
            self.ensureWidgetVisible(button)

    def _add_fix(self, column: QVBoxLayout, finding: Finding, fix: Fix, count: int) -> None:
        said = _broken(fix.label)
        kind = "lines" if "\n" in said else "plain"
        one = Button("", "check", kind, tip=fix_label(finding, fix))
        one.set_text(said)
        one.setAccessibleName(fix_label(finding, fix))
        one.clicked.connect(lambda: self.fix_wanted.emit(fix, False))
        column.addWidget(one)
        if count > 1:
            text = _("Aplicar a todas ({n})").format(n=count)
            every = Button(text, "list-checks", tip=fix_all_label(fix, count))
            every.setAccessibleName(fix_all_label(fix, count))
            every.clicked.connect(lambda: self.fix_wanted.emit(fix, True))
            column.addWidget(every)

    def _add_score(self, column: QVBoxLayout, state: MatrixState, *, has_bar: bool) -> None:
        if state.score is None:
            column.addWidget(label(_("Todavía no tiene líneas."), "secondary"))
            return
        said = _("Puntaje de la matriz: {score} de 100 · {word}").format(
            score=state.score, word=diagnosis.score_word(state.score)
        )
        column.addWidget(label(said, "strong"))
        if not has_bar:
            return
        bar = QProgressBar()
        bar.setRange(0, 100)
        bar.setValue(state.score)
        bar.setTextVisible(False)
        bar.setAccessibleName(said)
        bar.setFixedHeight(Theme.of_application().px(10))
        column.addWidget(bar)

    def _renewed(self, part: QWidget) -> QWidget:
        made = _part()
        self._column.replaceWidget(part, made)
        part.hide()
        part.deleteLater()
        return made


def gate_words(state: MatrixState) -> str:
    """Return «Lista para firma», or how many errors keep a matrix back."""
    if not state.captured:
        return _("Sin líneas")
    if state.gate.is_ready:
        return _("Lista para firma")
    count = len(state.gate.reasons)
    return ngettext("{n} error por corregir", "{n} errores por corregir", count).format(n=count)


def gate_chip(state: MatrixState) -> Chip:
    """Return whether a matrix may be signed, in words, with icon and colour."""
    if not state.captured:
        return Chip(gate_words(state), "circle-dashed", "info")
    if state.gate.is_ready:
        return Chip(gate_words(state), "circle-check", "ok")
    return Chip(gate_words(state), "circle-x", "err")


def fix_label(finding: Finding, fix: Fix) -> str:
    """Return what undo says of one fix."""
    return _("{fix} en la línea {n}").format(fix=fix.label, n=finding.row)


def fix_all_label(fix: Fix, count: int) -> str:
    """Return what undo says of one fix made wherever it fits."""
    return ngettext("{fix} en {n} línea", "{fix} en {n} líneas", count).format(
        fix=fix.label, n=count
    )


def _elided(button: Button, text: str) -> str:
    """Return as much of a text as the panel has room for; the tooltip has all of it."""
    room = Theme.of_application().px(_BUTTON_WORDS)
    return button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)


def _broken(text: str) -> str:
    """Return a text on as many lines as a button of the panel needs for all of it."""
    theme = Theme.of_application()
    lines = Wrapper(theme.font(13, 500)).wrap(text, theme.px(_BUTTON_WORDS), _MOST_LINES).lines
    # A button takes «&» for the mark of its shortcut.
    return "\n".join(lines).replace("&", "&&")


def _part() -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Theme.of_application().px(8))
    return made
