"""Días inhábiles: those of the federal law, and those that the institutions here have beside."""

from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.areas import minutes
from pea_desktop.core.calendar import MONTHS, holidays
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_date, parse_text
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.report_table import (
    Heading,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportTable,
)
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label

WEEKDAYS = (
    N_("lunes"),
    N_("martes"),
    N_("miércoles"),
    N_("jueves"),
    N_("viernes"),
    N_("sábado"),
    N_("domingo"),
)
_TAKE_BACK = 3


class _Day(NamedTuple):
    """A day off; `id` is "" for one of the law."""

    day: date
    why: str
    id: str


class DaysOffDialog(QDialog):
    """Lists the days that no term of working days counts; own ones are added and taken back.

    Args:
        workspace: the open expediente.
        year: the one shown first.
    """

    def __init__(self, parent: QWidget | None, workspace: Workspace, year: int) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._year = year
        self.setWindowTitle(_("Días inhábiles"))
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(10))
        column.addWidget(
            label(
                _(
                    "Los plazos en días hábiles se saltan sábados, domingos, los descansos de la "
                    "Ley Federal del Trabajo y los que agregue aquí."
                ),
                "muted",
            )
        )
        column.addLayout(self._make_years())
        self.report = ReportTable(_row, lambda one: f"{one.day}{one.id}")
        self.table = ReportView(self.report, _("Días inhábiles"), lines=1)
        self.table.pressed.connect(lambda _key, _column: self.take_back())
        column.addWidget(self.table, 1)
        self.form = Form(columns=2)
        self.form.add_line("day", _("&Día"), hint=_("día/mes/año"))
        self.form.add_line("name", _("&Motivo"), hint=_("Periodo vacacional"))
        row = QHBoxLayout()
        row.addWidget(self.form, 1)
        add = Button(_("Agregar"), "plus", "primary")
        add.clicked.connect(self.add)
        row.addWidget(add, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        buttons = QDialogButtonBox()
        buttons.addButton(_("Cerrar"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        commands.install(
            self.table, (Command("take_back", _("Quitar el día"), self.take_back, "Del"),)
        )
        self.resize(theme.px(600), theme.px(560))
        self._show()

    def add(self) -> None:
        """Note the day that is typed as a day off."""
        try:
            day = parse_date(self.form.value("day"))
            if day is None:
                raise PeaError(_("Escriba el día."))
            name = parse_text(self.form.value("name"))
            with self._workspace.edit(_("Agregar día inhábil")) as session:
                minutes.add_non_working_day(session, day, name)
        except PeaError as error:
            self.form.show_error("day", str(error))
            return
        self.form.set_values({"day": "", "name": ""})
        self._year = day.year
        self._show()
        self.form.field("day").setFocus()

    def take_back(self) -> None:
        """Take back the chosen day, if it is of this expediente."""
        chosen = self.report.entry_at(self.table.currentIndex().row())
        if isinstance(chosen, _Day) and chosen.id:
            with self._workspace.edit(_("Quitar día inhábil")) as session:
                minutes.remove_non_working_day(session, chosen.id)
            self._show()

    def _make_years(self) -> QHBoxLayout:
        row = QHBoxLayout()
        before = Button("", "chevron-left", "icon", tip=_("Año anterior"))
        after = Button("", "chevron-right", "icon", tip=_("Año siguiente"))
        self._title = label("", "title")
        self._title.setWordWrap(False)
        before.clicked.connect(lambda: self._step(-1))
        after.clicked.connect(lambda: self._step(1))
        for widget in (before, self._title, after):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _step(self, by: int) -> None:
        self._year = min(max(self._year + by, date.min.year), date.max.year)
        self._show()

    def _show(self) -> None:
        self._title.setText(str(self._year))
        law = [_Day(day, why, "") for day, why in sorted(holidays(self._year).items())]
        own = [
            _Day(row.day, row.name or "", row.id)
            for row in minutes.own_days_off(self._workspace.session)
            if row.day is not None and row.day.year == self._year
        ]
        entries = [Heading(_("De este expediente")), *own] if own else []
        entries += [Heading(_("De la Ley Federal del Trabajo")), *law]
        columns = [
            ReportColumn(_("Día"), 210),
            ReportColumn(_("Motivo")),
            ReportColumn("", 90),
        ]
        self.table.show_entries(columns, entries)


def _row(one: _Day) -> ReportRow:
    day = _("{weekday} {day} de {month}").format(
        weekday=_(WEEKDAYS[one.day.weekday()]), day=one.day.day, month=_(MONTHS[one.day.month - 1])
    )
    remove = _("Quitar") if one.id else ""
    cells = (
        ReportCell(day),
        ReportCell(one.why or _("Día inhábil")),
        ReportCell(remove, is_action=bool(remove)),
    )
    return ReportRow(cells, _("{day}: {why}").format(day=day, why=one.why or _("Día inhábil")))
