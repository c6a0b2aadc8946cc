"""The certificates of the SAT on this device: imported by a person who compared them, or none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.i18n import _, ngettext
from pea_desktop.signing import desk
from pea_desktop.signing.desk import Authority
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.report_table import ReportCell, ReportColumn, ReportRow, ReportTable
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, EmptyState, frame, label

_FILES: Final = "*.cer *.crt *.der *.pem *.zip"
_SHOWN: Final = 23
"""How much of a fingerprint the list shows: eight pairs; the tooltip has all of it."""


class AuthoritiesDialog(QDialog):
    """Lists the authorities this device trusts, imports others and forgets them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self.setWindowTitle(_("Autoridades"))
        self._kept: list[Authority] = []
        self.list = ReportView(
            ReportTable(_row, lambda one: str(one.sha256)), _("Autoridades importadas")
        )
        self.list.chosen.connect(lambda key: self.remove.setEnabled(bool(key)))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(12))
        none = EmptyState(
            "landmark",
            _("Este equipo no reconoce ninguna autoridad"),
            _(
                "Para saber quién emitió una e.firma, descargue del sitio del SAT los certificados "
                "de su autoridad (la raíz y las intermedias) e impórtelos aquí. El programa no "
                "trae ninguno, y no viajan en los paquetes: se hace una vez en cada equipo."
            ),
        )
        self._pages = QStackedWidget()
        for page in (self.list, none):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        column.addLayout(self._make_buttons(theme))
        room = self.screen().availableSize()
        self.resize(min(theme.px(760), room.width() - 40), min(theme.px(400), room.height() - 60))
        self._show()

    def import_file(self) -> None:
        """Ask for a file, show what is in it, and keep it once the person compared it."""
        path = dialogs.choose_open(
            self,
            _("Importar certificados del SAT"),
            _("Certificados ({files})").format(files=_FILES),
        )
        if path is None:
            return
        try:
            found = desk.read_file(path)
            dialog = CompareDialog(found, self)
            if not dialogs.show(dialog):
                return
            desk.keep(dialog.authorities())
        except PeaError as error:
            dialogs.show_error(error, self)
        self._show()

    def forget(self) -> None:
        """Remove the chosen authority, once the person has said so."""
        chosen = next((o for o in self._kept if o.sha256 == self.list.current_key()), None)
        if chosen is None or not dialogs.ask(
            self,
            _("¿Quitar «{name}»?").format(name=chosen.name),
            _("Quitar"),
            _("Los certificados que emitió quedarán sin comprobar en este equipo."),
            danger=True,
        ):
            return
        try:
            desk.forget(chosen)
        except PeaError as error:
            dialogs.show_error(error, self)
        self._show()

    def _make_buttons(self, theme: Theme) -> QHBoxLayout:
        self.add = Button(_("Importar…"), "plus", "primary")
        self.add.clicked.connect(self.import_file)
        self.remove = Button(_("Quitar…"), "trash-2", "danger")
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self.forget)
        close = Button(_("Cerrar"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for button in (self.add, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _show(self) -> None:
        self._kept = desk.kept()
        columns = (
            ReportColumn(_("Autoridad")),
            ReportColumn(_("Vigencia"), 190),
            ReportColumn(_("Huella SHA-256"), 200),
        )
        self.list.show_entries(columns, self._kept)
        self.remove.setEnabled(bool(self._kept))
        self._pages.setCurrentIndex(0 if self._kept else 1)
        (self.list if self._kept else self.add).setFocus()


class CompareDialog(QDialog):
    """Shows each certificate whole, and asks whether its fingerprint was compared.

    Args:
        found: what the file holds.
    """

    def __init__(self, found: Sequence[Authority], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self._found = list(found)
        self.anchors: dict[str, QCheckBox] = {}
        self.setWindowTitle(_("Comparar los certificados"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(12))
        told = ngettext(
            "El archivo trae {n} certificado", "El archivo trae {n} certificados", len(found)
        )
        column.addWidget(label(told.format(n=len(found)), "title"))
        column.addWidget(
            label(
                _(
                    "Compare cada huella con la que publica el sitio oficial del SAT. Si alguien "
                    "le mandó el archivo, búsquela usted mismo: un certificado falso haría pasar "
                    "por buenas firmas que no lo son."
                ),
                "muted",
            )
        )
        column.addWidget(self._make_cards(theme), 1)
        self.compared = QCheckBox(_("Comparé las huellas con las del sitio oficial"))
        column.addWidget(self.compared)
        column.addLayout(self._make_buttons(theme))
        self.compared.toggled.connect(self.keep.setEnabled)
        room = self.screen().availableSize()
        self.resize(min(theme.px(680), room.width() - 40), min(theme.px(440), room.height() - 60))

    def authorities(self) -> list[Authority]:
        """Return what is to be kept, with what the person takes as a root."""
        return [
            replace(one, is_anchor=one.is_anchor or self._is_taken_as_root(one))
            for one in self._found
        ]

    def _is_taken_as_root(self, one: Authority) -> bool:
        box = self.anchors.get(one.sha256)
        return box is not None and box.isChecked()

    def _make_cards(self, theme: Theme) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("kind", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(8))
        for one in self._found:
            card = frame("card")
            lines = QVBoxLayout(card)
            lines.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
            lines.setSpacing(theme.px(2))
            lines.addWidget(label(one.name, "strong", selectable=True))
            lines.addWidget(label(_term(one), "muted", selectable=True))
            lines.addWidget(label(_("SHA-256"), "section"))
            lines.addWidget(label(_in_groups(one.fingerprint), selectable=True))
            if not one.is_anchor:
                box = QCheckBox(_("Confiar en ella aunque no tenga la de su raíz"))
                self.anchors[one.sha256] = box
                lines.addWidget(box)
            column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setProperty("kind", "plain")
        area.setAccessibleName(_("Certificados"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def _make_buttons(self, theme: Theme) -> QHBoxLayout:
        self.keep = Button(_("Importar"), kind="primary")
        self.keep.setEnabled(False)
        self.keep.clicked.connect(self.accept)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.keep)
        return row


def _row(one: Authority) -> ReportRow:
    kind = _("raíz") if one.is_anchor else _("intermedia")
    name = _("{name} ({kind})").format(name=one.name, kind=kind)
    term = f"{show_date(one.not_before.date())} – {show_date(one.not_after.date())}"
    return ReportRow(
        (
            ReportCell(name, "landmark"),
            ReportCell(term, token="text2"),
            ReportCell(f"{one.fingerprint[:_SHOWN]}…", token="text2"),
        ),
        f"{name}. {_term(one)} {one.fingerprint}",
    )


def _term(one: Authority) -> str:
    return _("Vale del {first} al {last}.").format(
        first=show_date(one.not_before.date()), last=show_date(one.not_after.date())
    )


def _in_groups(fingerprint: str) -> str:
    """Return a fingerprint in two lines, as it is read aloud to compare it."""
    half = len(fingerprint) // 2
    return f"{fingerprint[: half + 1]}\n{fingerprint[half + 1 :]}"
