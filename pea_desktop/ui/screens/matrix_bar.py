"""The bar over the matrix: whose it is, the filters with their counts, and what can be done."""

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from pea_desktop.areas.matrix import Counters
from pea_desktop.i18n import _
from pea_desktop.ui.kit.widgets import Bar, Button, Choice, FilterButton


class MatrixBar(Bar):
    """The bar's controls; the screen connects them.

    Attributes:
        chooser: whose matrix is shown; hidden while there is only one.
        review: shows only the líneas under review.
        incomplete: shows only those that lack something.
        undo, redo, bring, export, panel, new: the actions.
    """

    def __init__(self) -> None:
        super().__init__()
        self.chooser = Choice()
        self.chooser.setAccessibleName(_("Institución"))
        self.chooser.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
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
        for widget in (self.chooser, self.review, self.incomplete):
            self.left.addWidget(widget)
        self.undo = Button("", "undo-2", "icon", tip=_("Deshacer"))
        self.redo = Button("", "redo-2", "icon", tip=_("Rehacer"))
        self.bring = Button("", "file-down", "icon", tip=_("Importar Excel… (Ctrl+I)"))
        self.export = Button("", "download", "icon", tip=_("Exportar a Excel… (Ctrl+E)"))
        self.panel = Button("", "panel-right-open", "icon", tip=_("Mostrar la ficha"))
        self.new = Button(_("Nueva línea"), "plus", "primary", tip=_("Nueva línea (Ctrl+Shift+N)"))
        for button in (self.undo, self.redo, self.bring, self.export, self.panel, self.new):
            self.right.addWidget(button)

    @override
    def minimumSizeHint(self) -> QSize:
        # The window may be narrower than all of it: `_fit` leaves out what the menu has too.
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        for words, steps in ((True, True), (False, True), (False, False)):
            self.new.set_text(_("Nueva línea") if words else "")
            self.undo.setVisible(steps)
            self.redo.setVisible(steps)
            layout.invalidate()
            if layout.sizeHint().width() <= self.width():
                break

    def show_institutions(self, names: Mapping[str, str], current: str) -> None:
        """Offer the institutions that have a matrix, as id → name."""
        self.chooser.setVisible(len(names) > 1)
        offered = {
            self.chooser.itemData(at): self.chooser.itemText(at)
            for at in range(self.chooser.count())
        }
        if offered != dict(names):
            self.chooser.clear()
            for institution_id, name in names.items():
                self.chooser.addItem(name, institution_id)
        self.chooser.setCurrentIndex(self.chooser.findData(current))

    def show_counts(self, counters: Counters) -> None:
        """Say how many líneas each filter would leave."""
        self.review.set_count(counters.under_review)
        self.incomplete.set_count(counters.incomplete)
        self._fit()

    def show_steps(self, undo: str | None, redo: str | None) -> None:
        """Say what undo and redo would do; without a label there is nothing to do."""
        for button, label, sentence, plain in (
            (self.undo, undo, _("Deshacer: {label}"), _("Deshacer")),
            (self.redo, redo, _("Rehacer: {label}"), _("Rehacer")),
        ):
            button.setEnabled(label is not None)
            text = sentence.format(label=label) if label else plain
            button.setToolTip(text)
            button.setAccessibleName(text)
