"""The metas of an indicator: by year, and by part of a year when they are wanted."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import LineRow
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import label
from pea_desktop.ui.screens.line_drawing import clear

_KINDS: Final = (
    ("", N_("Sólo por año")),
    ("T", N_("Por trimestre")),
    ("S", N_("Por semestre")),
    ("C", N_("Por cuatrimestre")),
    ("B", N_("Por bimestre")),
    ("0", N_("Por mes")),
)
_KIND: Final = "kind"
_ABOUT: Final = ("target_kind", "target_behaviour")


class TargetsEditor(QWidget):
    """Fields for the metas of a línea.

    Args:
        write: stores a field of the línea: (field, text).
        columns: how many fields stand side by side.
    """

    def __init__(self, write: Callable[[str, str], None], columns: int = 3) -> None:
        super().__init__()
        self._columns = columns
        self._write = write
        self._row: LineRow | None = None
        self._kind = ""
        self._built: object = None
        self.years = Form(write)
        self.periods: list[Form] = []
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self._years_place = QVBoxLayout()
        self._periods_place = QVBoxLayout()
        self._periods_place.setSpacing(theme.px(10))
        self.about = Form(self._write_about, columns=self._columns)
        for key, name in zip(_ABOUT, (_("Tipo de meta"), _("Comportamiento")), strict=True):
            options = [("", _("Sin definir")), *matrix.choices(key)]
            self.about.add_choice(key, name, options)
        self.about.add_choice(
            _KIND, _("Metas dentro del año"), [(code, _(word)) for code, word in _KINDS]
        )
        column.addLayout(self._years_place)
        column.addWidget(self.about)
        column.addLayout(self._periods_place)

    def show_line(self, row: LineRow) -> None:
        """Show the metas of a línea."""
        is_same = self._row is not None and self._row.id == row.id
        if not is_same:
            self._kind = _kind_of(row)
        self._row = row
        years, unit = tuple(row.targets_text), row.unit or row.type or ""
        held = {period for (_year, period), text in row.period_targets.items() if text}
        wanted = tuple(one for one in matrix.PERIODS if _is_of(one, self._kind) or one in held)
        looks = (row.id, years, wanted, unit)
        if looks != self._built:
            self._built = looks
            self._build(years, wanted, unit)
        for form in (self.years, *self.periods):
            form.set_values({key: row.value(key) for key in form.field_keys()}, keep_typed=is_same)
        about = {**{key: row.value(key) for key in _ABOUT}, _KIND: self._kind}
        self.about.set_values(about, keep_typed=is_same)

    def forms(self) -> list[Form]:
        """Return every form shown, for marks and for writing all."""
        return [self.years, self.about, *self.periods]

    def write_all(self) -> bool:
        """Write what is still being typed; False when it was refused."""
        return all(form.write_all() for form in self.forms())

    def _write_about(self, key: str, text: str) -> None:
        if key != _KIND:
            self._write(key, text)
        elif self._row is not None:
            self._kind = text
            self.show_line(self._row)

    def _build(self, years: tuple[int, ...], periods: tuple[str, ...], unit: str) -> None:
        clear(self._years_place)
        clear(self._periods_place)
        self.years = Form(self._write, columns=self._columns)
        for year in years:
            name = _("Meta {year}").format(year=year)
            if unit:
                name = _("Meta {year} ({unit})").format(year=year, unit=unit.lower())
            self.years.add_line(matrix.target_field(year), name, reasons=True)
        self._years_place.addWidget(self.years)
        self.periods = []
        for year in years if periods else ():
            self._periods_place.addWidget(label(str(year), "strong"))
            form = Form(self._write, columns=min(len(periods), self._columns + 1))
            for period in periods:
                name = _("{period} de {year}").format(period=period_name(period), year=year)
                form.add_line(matrix.target_field(year, period), name)
            self._periods_place.addWidget(form)
            self.periods.append(form)


_NAMES: Final = {
    "T": N_("Trimestre {n}"),
    "S": N_("Semestre {n}"),
    "C": N_("Cuatrimestre {n}"),
    "B": N_("Bimestre {n}"),
}
_MONTHS: Final = (
    N_("Enero"), N_("Febrero"), N_("Marzo"), N_("Abril"), N_("Mayo"), N_("Junio"), N_("Julio"),
    N_("Agosto"), N_("Septiembre"), N_("Octubre"), N_("Noviembre"), N_("Diciembre"),
)  # fmt: skip


def period_name(period: str) -> str:
    """Return a part of a year in words: «Trimestre 1», «Enero»."""
    if period[0] in _NAMES:
        return _(_NAMES[period[0]]).format(n=period[1:])
    return _(_MONTHS[int(period) - 1])


def _is_of(period: str, kind: str) -> bool:
    if not kind:
        return False
    return period[0] in "01" if kind == "0" else period.startswith(kind)


def _kind_of(row: LineRow) -> str:
    """Return the kind of parts a línea has metas of, "" for whole years only."""
    held = [period for (_year, period), text in row.period_targets.items() if text]
    return next((kind for kind, _word in _KINDS for one in held if _is_of(one, kind)), "")
