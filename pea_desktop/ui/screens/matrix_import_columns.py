"""Which field each column of a book holds, with samples; a person changes it."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from pea_desktop.areas.matrix import ColumnUse, Layout, headings
from pea_desktop.i18n import _
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Choice, ShortLabel, label


class ColumnsPane(QScrollArea):
    """One row a column: its letter, heading and first texts, and the field it goes to.

    Signals:
        changed: position of a column and the field chosen for it, "" for none.
    """

    changed = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Columnas del libro"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choices: dict[int, Choice] = {}
        self._shown: tuple[str, tuple[tuple[int, str, tuple[str, ...]], ...]] | None = None

    def show_layout(self, layout: Layout) -> None:
        """Show the columns of a sheet; the boxes stay where they are while it is the same one."""
        columns = layout.columns
        shown = (
            layout.sheet.title,
            tuple((one.position, one.heading, one.samples) for one in columns),
        )
        options = self._options(layout)
        if shown != self._shown:
            self._shown = shown
            self._lay_out(columns, options)
        for one in columns:
            choice = self.choices[one.position]
            choice.setCurrentIndex(max(choice.findData(one.field or ""), 0))

    def focus_column(self, position: int) -> None:
        """Bring the keyboard to the box of a column and open it."""
        choice = self.choices.get(position)
        if choice is not None:
            choice.setFocus()
            self.ensureWidgetVisible(choice)
            choice.showPopup()

    def _options(self, layout: Layout) -> Mapping[str, str]:
        known = headings.choices(layout.targets or ("targets.2024", "targets.2025", "targets.2026"))
        return {"": _("No importar"), **{key: headings.title(key) for key in known}}

    def _lay_out(self, columns: tuple[ColumnUse, ...], options: Mapping[str, str]) -> None:
        theme = Theme.of_application()
        inside = QWidget()
        inside.setProperty("kind", "plain")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.px(6), 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 1)
        self.choices = {}
        for at, one in enumerate(columns):
            letters = label(one.letters, "section")
            letters.setFixedWidth(theme.px(26))
            grid.addWidget(letters, at, 0)
            grid.addLayout(_words(one), at, 1)
            choice = self._make_choice(one, options)
            letters.setBuddy(choice)
            grid.addWidget(choice, at, 2)
        grid.setRowStretch(len(columns), 1)
        self.setWidget(inside)

    def _make_choice(self, one: ColumnUse, options: Mapping[str, str]) -> Choice:
        choice = Choice()
        choice.setFixedWidth(Theme.of_application().px(188))
        for key, words in options.items():
            choice.addItem(words, key)
        if one.field and choice.findData(one.field) < 0:
            choice.addItem(headings.title(one.field), one.field)
        choice.setAccessibleName(
            _("Campo de la columna {letters}, «{heading}»").format(
                letters=one.letters, heading=one.heading or _("sin encabezado")
            )
        )
        position = one.position
        choice.activated.connect(
            lambda _at: self.changed.emit(position, str(choice.currentData() or ""))
        )
        self.choices[position] = choice
        return choice


def _words(one: ColumnUse) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    heading = ShortLabel(one.heading or _("(sin encabezado)"))
    heading.setProperty("kind", "strong" if one.heading else "muted")
    sample = ShortLabel(" · ".join(one.samples) or _("(vacía)"))
    sample.setProperty("kind", "secondary")
    sample.setToolTip("\n".join(one.samples))
    column.addWidget(heading)
    column.addWidget(sample)
    return column
