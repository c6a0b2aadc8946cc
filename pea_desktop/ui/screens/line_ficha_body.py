"""The fields of the ficha, in the order in which an indicator is thought out."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.institutions import InstitutionRole
from pea_desktop.areas.matrix import FichaTemplate, LineRow, ficha
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import focus
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label
from pea_desktop.ui.screens.line_actions import (
    EDIT_OWNERS,
    EDIT_SOURCES,
    EDIT_VIABILITY,
    LineActions,
)
from pea_desktop.ui.screens.line_formula import FormulaEditor
from pea_desktop.ui.screens.line_review import ReviewBoxes
from pea_desktop.ui.screens.line_rows import RowColumn, RowTable
from pea_desktop.ui.screens.line_targets import TargetsEditor

_SECTIONS: Final = (
    ("line", N_("Línea")),
    ("consultations", N_("Consultas")),
    ("indicator", N_("Indicador")),
    ("formula", N_("Fórmula")),
    ("baseline", N_("Línea base")),
    ("targets", N_("Metas")),
    ("sources", N_("Medios")),
    ("assumptions", N_("Supuestos")),
)
_UNDEFINED: Final = N_("Sin definir")
_SOURCE: Final = ("institution", "instrument", "link", "frequency")


class FichaBody(QWidget):
    """Sections of fields of one línea.

    Args:
        actions: what is written.
        area: what scrolls the fields.
        columns: how many fields stand side by side.
    """

    def __init__(self, actions: LineActions, area: QScrollArea, columns: int = 2) -> None:
        super().__init__()
        self._columns = columns
        self._actions = actions
        self._area = area
        self._row: LineRow | None = None
        self._heads: dict[str, QWidget] = {}
        self.setProperty("kind", "plain")
        session = actions.workspace.session
        self._names = {one.id: one.name for one in institutions.all_institutions(session)}
        priorities = catalog.priorities(session)
        self._priorities = [(item.id, f"{item.number}. {item.text}") for item in priorities]
        self._lay_out()

    def sections(self) -> list[tuple[str, str]]:
        """Return key and name of each section, in order."""
        return [(key, _(name)) for key, name in _SECTIONS]

    def forms(self) -> list[Form]:
        """Return every form of the ficha."""
        return [
            *(self.line, self.indicator, self.formula.form, self.baseline),
            *(*self.targets.forms(), self.assumptions),
        ]

    def field(self, key: str) -> QWidget:
        """Return the widget of a field.

        Raises:
            KeyError: The ficha has no such field.
        """
        form = next((one for one in self.forms() if key in one.field_keys()), None)
        if form is None:
            raise KeyError(key)
        return form.field(key)

    def field_with_focus(self) -> str:
        """Return the key of the field, or list, that has the keyboard; "" without one."""
        for form in self.forms():
            for key in form.field_keys():
                is_stored = matrix.is_field(key) or key == ficha.PRIORITY
                if is_stored and form.field(key).hasFocus():
                    return key
        lists = ((self.owners, ficha.OWNERS), (self.sources, ficha.SOURCES))
        focused: QWidget | None = self.window().focusWidget()
        if focused is None:
            return ""
        parts = (*lists, (self.formula, "formula"))
        return next((key for part, key in parts if part.isAncestorOf(focused)), "")

    def show_line(self, row: LineRow, template: FichaTemplate | None) -> None:
        """Show a línea, marking what its template asks for."""
        is_same = self._row is not None and self._row.id == row.id
        self._row = row
        self._review.show_line(row)
        self._no_review.setVisible(not row.consultations and not row.under_review)
        for form in (self.line, self.indicator, self.baseline, self.assumptions):
            values: dict[str, str | None] = {
                key: row.value(key) for key in form.field_keys() if key != ficha.PRIORITY
            }
            if form is self.line:
                values[ficha.PRIORITY] = row.priority.id if row.priority else ""
                self._priority.setText(row.priority.text if row.priority else "")
                self._priority.setVisible(row.priority is not None)
            form.set_values(values, keep_typed=is_same)
        self.formula.show_line(row)
        self.targets.show_line(row)
        for code, toggle in self.viability.items():
            toggle.setChecked(code in row.viability)
            toggle.set_icon("check" if code in row.viability else "plus")
        self._show_owners(row)
        self.sources.show_rows(
            [(one.id, {key: getattr(one, key) or "" for key in _SOURCE}) for one in row.sources]
        )
        self._mark(row, template)

    def write_all(self) -> bool:
        """Write what is still being typed; False when something was refused."""
        done = [form.write_all() for form in self.forms()]
        done += [self.formula.write_all(), self.owners.write_all(), self.sources.write_all()]
        return all(done)

    def go_to(self, field: str) -> None:
        """Put the keyboard into a field, or into what stands for it."""
        stands_for: Mapping[str, QWidget] = {
            ficha.DENOMINATOR: self.formula.parts.field("below"),
            ficha.SOURCES: self.sources.add_button,
            ficha.LINK: self.sources.add_button,
            ficha.OWNERS: self.owners.add_button,
            "formula": self.formula.parts.field("above"),
        }
        if field == ficha.LINK and self.sources.count():
            widget = self.sources.field(0, "link")
        elif field in stands_for:
            widget = stands_for[field]
        else:
            try:
                widget = self.field(field)
            except KeyError:
                widget = self.field("line")
        widget.setFocus()
        self._area.ensureWidgetVisible(widget, 0, Theme.of_application().px(80))

    def go_to_section(self, key: str) -> None:
        """Bring a section to the top."""
        top = self._heads[key].y()
        self._area.verticalScrollBar().setValue(top)
        for stop in focus.reading_order(self):
            if stop.mapTo(self, QPoint(0, 0)).y() > top:
                stop.setFocus()
                return

    # Sections

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 8, 20, 20)))
        column.setSpacing(theme.px(12))
        self._column = column
        self._add_line()
        self._add_consultations()
        self._add_indicator()
        self._head("formula")
        self.formula = FormulaEditor(self._actions, self._write, self._columns)
        column.addWidget(self.formula)
        self._add_baseline()
        self._head("targets")
        self.targets = TargetsEditor(self._write, 2 * self._columns - 1)
        column.addWidget(self.targets)
        self._add_sources()
        self._head("assumptions")
        self.assumptions = Form(self._write)
        self.assumptions.add_text(
            "assumptions", _("Qué tiene que cumplirse fuera de la institución"), reasons=True
        )
        column.addWidget(self.assumptions)
        column.addStretch(1)

    def _add_line(self) -> None:
        self._head("line")
        form = self.line = Form(self._write, columns=self._columns)
        form.add_text("line", _("Línea de acción"), wide=True)
        form.add_choice(
            ficha.PRIORITY,
            _("Prioridad de la política"),
            [("", _("Sin prioridad")), *self._priorities],
            wide=True,
        )
        # The field shows only its beginning.
        self._priority = label("", "secondary", selectable=True)
        form.add_widget(self._priority)
        form.add_choice("state", _("Estado"), matrix.choices("state"))
        form.add_choice("term", _("Plazo"), _options("term"))
        form.add_text("action", _("Acción a realizar"), reasons=True, lines=(1, 6))
        form.add_text("evidence", _("Evidencia necesaria"), reasons=True, lines=(1, 6))
        form.add_line("cost", _("Costo estimado (pesos)"), reasons=True)
        form.add_text("notes", _("Notas"), lines=(1, 6))
        self._column.addWidget(form)
        self._column.addWidget(label(_("Viabilidad: qué necesita para realizarse"), "section"))
        self.viability: dict[str, Button] = {}
        grid = QGridLayout()
        grid.setSpacing(Theme.of_application().px(8))
        across = 2 * self._columns - 1
        for at, (code, word) in enumerate(matrix.VIABILITY_LABELS.items()):
            toggle = Button(_(word), "plus")
            toggle.setCheckable(True)
            toggle.setAutoDefault(False)
            toggle.clicked.connect(self._write_viability)
            self.viability[code.value] = toggle
            grid.addWidget(toggle, at // across, at % across)
        self._column.addLayout(grid)
        self._add_owners()

    def _add_owners(self) -> None:
        self._column.addWidget(label(_("Responsables"), "section"))
        roles = tuple(
            (code.value, _(word)) for code, word in matrix.INSTITUTION_ROLE_LABELS.items()
        )
        # The first one offered is what most of them are.
        roles = tuple(sorted(roles, key=lambda one: one[0] != InstitutionRole.OWNER.value))
        self.owners = RowTable(
            (
                RowColumn("institution", _("Institución"), 3, offered=tuple(self._names.values())),
                RowColumn("role", _("Papel"), 2, options=roles),
                RowColumn("unit", _("Unidad o área"), 3),
            ),
            _("Responsable {number}"),
            _("Agregar responsable"),
            _("Todavía no se dice quién responde por esta línea."),
        )
        self.owners.save = self._save_owner
        self.owners.removed.connect(self._remove_owner)
        self._column.addWidget(self.owners)

    def _add_consultations(self) -> None:
        self._head("consultations")
        self._review = ReviewBoxes(self._actions, answered=True)
        self._no_review = label(_("No está sujeta a revisión."), "muted")
        self._column.addWidget(self._no_review)
        self._column.addWidget(self._review)
        add = Button(_("Consultar con otra institución…"), "plus", "link")
        add.setAutoDefault(False)
        add.clicked.connect(self._consult)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        self._column.addLayout(row)

    def _add_indicator(self) -> None:
        self._head("indicator")
        form = self.indicator = Form(self._write, columns=self._columns)
        form.add_text("indicator", _("Nombre"), wide=True, reasons=True, lines=(1, 4))
        form.add_line("symbol", _("Símbolo"), hint=_("Por ejemplo: pctTramDig"), reasons=True)
        form.add_line("type", _("Tipo, como en la matriz"), reasons=True)
        form.add_text("definition", _("Definición"), reasons=True)
        form.add_text("interpretation", _("Interpretación"), reasons=True)
        form.add_text("importance", _("Importancia"), reasons=True)
        form.add_line("disaggregation", _("Desagregación"), reasons=True)
        form.add_line("unit", _("Unidad de medida"), reasons=True)
        form.add_line("frequency", _("Frecuencia de medición"), reasons=True)
        form.add_choice("direction", _("Sentido"), _options("direction"))
        form.add_choice("dimension", _("Dimensión"), _options("dimension"))
        form.add_choice("nature", _("Tipo de indicador"), _options("nature"))
        form.add_choice("mir_level", _("Nivel de la MIR"), _options("mir_level"))
        self._column.addWidget(form)

    def _add_baseline(self) -> None:
        self._head("baseline")
        form = self.baseline = Form(self._write, columns=2 * self._columns - 1)
        form.add_line("baseline", _("Valor"), reasons=True)
        form.add_line("baseline_year", _("Año"))
        form.add_choice("baseline_verified", _("Verificada"), _options("baseline_verified"))
        form.field("baseline").setAccessibleName(_("Valor de la línea base"))
        form.field("baseline_year").setAccessibleName(_("Año de la línea base"))
        form.field("baseline_verified").setAccessibleName(_("Línea base verificada"))
        self._column.addWidget(form)

    def _add_sources(self) -> None:
        self._head("sources")
        self.sources = RowTable(
            (
                RowColumn("institution", _("Institución"), 2, offered=tuple(self._names.values())),
                RowColumn("instrument", _("Instrumento"), 3),
                RowColumn("link", _("Liga"), 3),
                RowColumn("frequency", _("Frecuencia"), 2),
            ),
            _("Medio {number}"),
            _("Agregar medio de verificación"),
            _("Todavía no se dice dónde se comprueban las cifras."),
        )
        self.sources.save = self._save_source
        self.sources.removed.connect(self._remove_source)
        self._column.addWidget(self.sources)

    def _head(self, key: str) -> None:
        if self._heads:
            self._column.addSpacing(Theme.of_application().px(8))
            self._column.addWidget(frame("rule"))
        head = label(dict(self.sections())[key], "title")
        self._heads[key] = head
        self._column.addWidget(head)

    # Writing

    def _write(self, field: str, text: str) -> None:
        if self._row is not None:
            self._actions.write(self._row.id, field, text)

    def _write_viability(self) -> None:
        row = self._row
        if row is None:
            return
        codes = [code for code, box in self.viability.items() if box.isChecked()]
        # Codes of a newer version are kept.
        codes += [code for code in row.viability if code not in self.viability]
        self._actions.try_edit(
            _(EDIT_VIABILITY).format(number=row.number),
            lambda session: matrix.set_viability(session, row.id, codes),
        )

    def _show_owners(self, row: LineRow) -> None:
        self.owners.show_rows(
            [
                (
                    one.id,
                    {"institution": one.institution, "role": one.role, "unit": one.unit or ""},
                )
                for one in row.owners
            ]
        )

    def _save_owner(self, at: int, values: Mapping[str, str]) -> None:
        row = self._row
        if row is None:
            return
        if not values["institution"].strip():
            raise PeaError(_("Escriba la institución responsable, o quite el renglón."))
        kept = [(one.institution_id, one.role, one.unit or "") for one in row.owners]

        def save(session: object) -> None:
            found = institutions.find_or_create(session, values["institution"])  # type: ignore[arg-type]
            kept[at : at + 1] = [(found.id, values["role"], values["unit"])]
            matrix.set_owners(session, row.id, kept)  # type: ignore[arg-type]

        self._actions.change(row.id, EDIT_OWNERS, save)

    def _remove_owner(self, at: int) -> None:
        row = self._row
        if row is not None:
            kept = [(one.institution_id, one.role, one.unit or "") for one in row.owners]
            del kept[at]
            self._actions.try_edit(
                _(EDIT_OWNERS).format(number=row.number),
                lambda session: matrix.set_owners(session, row.id, kept),
            )

    def _save_source(self, at: int, values: Mapping[str, str]) -> None:
        row = self._row
        if row is None:
            return
        texts = [values[key] for key in _SOURCE]
        known = row.sources[at].id if at < len(row.sources) else ""
        self._actions.change(
            row.id,
            EDIT_SOURCES,
            lambda session: (
                matrix.change_source(session, known, *texts)
                if known
                else matrix.add_source(session, row.id, *texts)
            ),
        )

    def _remove_source(self, at: int) -> None:
        row = self._row
        if row is not None:
            source = row.sources[at].id
            self._actions.try_edit(
                _(EDIT_SOURCES).format(number=row.number),
                lambda session: matrix.remove_source(session, source),
            )

    def _consult(self) -> None:
        if self._row is not None and self.write_all():
            self._actions.put_under_review(self._row.id)

    def _mark(self, row: LineRow, template: FichaTemplate | None) -> None:
        asked = set(ficha.required(template))
        lacking = {one.field for one in ficha.missing(row, template)}
        for form in self.forms():
            for key in form.field_keys():
                is_target = matrix.target_year(key) is not None and not matrix.target_period(key)
                if key in lacking:
                    form.set_mark(key, _("Falta"))
                elif key in asked or (is_target and ficha.TARGETS in asked):
                    form.set_mark(key, _("Requerido"), "secondary")
                else:
                    form.set_mark(key, "")
        denominator = _("Falta") if ficha.DENOMINATOR in lacking else ""
        self.formula.parts.set_mark("below", denominator)


def _options(field: str) -> list[tuple[str, str]]:
    return [("", _(_UNDEFINED)), *matrix.choices(field)]
