"""The bar over the matrix: whose it is, the filters with their counts, and what can be done."""

from collections.abc import Mapping

from pea_desktop.areas.matrix import Counters
from pea_desktop.i18n import _
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.widgets import Bar, Button, Choice, FilterButton, label
from pea_desktop.ui.screens.matrix_rows import Grouping


class MatrixBar(Bar):
    """The bar's controls; the screen connects them.

    Attributes:
        chooser: whose matrix is shown; hidden while there is only one.
        grouping: under what the líneas are shown.
        filters: opens the other conditions; says how many are set.
        review: shows only the líneas under review.
        incomplete: shows only those that lack something.
        view: row height, layout, columns and saved views.
        undo, redo, bring, export, panel, new: the actions.
    """

    def __init__(self) -> None:
        super().__init__()
        self.chooser = Choice()
        self.chooser.setAccessibleName(_("Institución"))
        self.chooser.setMinimumContentsLength(12)
        self.chooser.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.grouping = Segments(
            _("Agrupar"),
            (
                (Grouping.PRIORITY, _("Prioridad")),
                (Grouping.AXIS, _("Eje")),
                (Grouping.STATE, _("Estado")),
                (Grouping.INSTITUTION, _("Institución")),
            ),
        )
        self.filters = Button(_("Filtros"), "list-filter", tip=_("Más filtros"))
        self.review = FilterButton(
            _("Sujetas a revisión"),
            "flag",
            token="revline",
            tip=_("Ver sólo las que esperan respuesta"),
        )
        self.incomplete = FilterButton(
            _("Incompletas"),
            "triangle-alert",
            token="err",
            tip=_("Ver sólo las que les falta algo"),
        )
        self.view = Button(_("Vista"), "eye", tip=_("Altura de filas, columnas y vistas guardadas"))
        self._word = label(_("Agrupar"), "secondary")
        for widget in (
            self.chooser,
            self._word,
            self.grouping,
            self.filters,
            self.review,
            self.incomplete,
            self.view,
        ):
            self.left.addWidget(widget)
        self.undo = Button("", "undo-2", "icon", tip=_("Deshacer"))
        self.redo = Button("", "redo-2", "icon", tip=_("Rehacer"))
        self.bring = Button("", "file-down", "icon", tip=_("Importar Excel… (Ctrl+I)"))
        self.export = Button("", "download", "icon", tip=_("Exportar a Excel… (Ctrl+E)"))
        self.panel = Button("", "panel-right-open", "icon", tip=_("Mostrar la ficha"))
        self.new = Button(_("Nueva línea"), "plus", "primary", tip=_("Nueva línea (Ctrl+Shift+N)"))
        for button in (self.undo, self.redo, self.bring, self.export, self.panel, self.new):
            self.right.addWidget(button)
        self.spare = [self._word, self.undo, self.redo]

    def show_institutions(self, names: Mapping[str, str], current: str) -> None:
        """Offer the institutions that have a matrix, as id → name, and all of them as ""."""
        self.chooser.setVisible(len(names) > 1)
        names = {**names, "": _("Todas las instituciones")}
        offered = {
            self.chooser.itemData(at): self.chooser.itemText(at)
            for at in range(self.chooser.count())
        }
        if offered != dict(names):
            self.chooser.clear()
            for institution_id, name in names.items():
                self.chooser.addItem(name, institution_id)
        self.chooser.setCurrentIndex(self.chooser.findData(current))

    def show_filters(self, chosen: int) -> None:
        """Say how many conditions of the panel are set."""
        self.filters.set_text(_("Filtros {n}").format(n=chosen) if chosen else _("Filtros"))
        self.fit()

    def show_counts(self, counters: Counters) -> None:
        """Say how many líneas each filter would leave."""
        self.review.set_count(counters.under_review)
        self.incomplete.set_count(counters.incomplete)
        self.fit()

    def show_steps(self, undo: str | None, redo: str | None) -> None:
        """Say what undo and redo would do; without a label there is nothing to do."""
        for button, step, sentence, plain in (
            (self.undo, undo, _("Deshacer: {label}"), _("Deshacer")),
            (self.redo, redo, _("Rehacer: {label}"), _("Rehacer")),
        ):
            button.setEnabled(step is not None)
            text = sentence.format(label=step) if step else plain
            button.setToolTip(text)
            button.setAccessibleName(text)
