"""Authorise a device: compare its fingerprint, then say what it may do and where."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.core.trust import ADMINISTERS, ROLES, WRITES, Statement
from pea_desktop.core.trusting import LONGEST_REASON, Request
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.tall_dialog import TallDialog
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, label
from pea_desktop.ui.screens.exchange_code import QrCode
from pea_desktop.ui.screens.exchange_trust_rows import ROLE_LABELS, ROLE_MEANINGS

_PLACES_A_ROW: Final = 2


class AuthoriseDialog(TallDialog):
    """The button works only once the person says that the fingerprints were compared.

    Args:
        who: the device.
        places: id and name of each institution.
        is_first: whether nobody administers yet, so that this device will.
        parent: window it belongs to.
        present: what was last said of it, so that what it may do now is shown first.

    Attributes:
        role: the choice of what it may do.
        everywhere: whether it may do so in every institution.
        places: of each institution, by its id, whether there.
    """

    def __init__(
        self,
        who: Request,
        places: Sequence[tuple[str, str]],
        parent: QWidget | None,
        present: Statement | None = None,
        *,
        is_first: bool = False,
    ) -> None:
        super().__init__(520, parent)
        self.setWindowTitle(_("Autorizar a «{device}»").format(device=who.device))
        column = self.content
        column.addWidget(
            label(_("{device} · {person}").format(device=who.device, person=who.person), "title")
        )
        column.addLayout(self._make_fingerprint(who))
        if is_first:
            column.addWidget(
                label(
                    _(
                        "Todavía no hay administrador: al autorizar, este equipo lo será, y desde "
                        "entonces lo de equipos no autorizados irá a cuarentena."
                    ),
                    "muted",
                )
            )
        role = present.role if present is not None else None
        self._add_role(column, role or WRITES)
        self._add_places(column, places, present.scope if present is not None and role else None)
        self.compared = QCheckBox(_("Comparé la huella de viva voz o con el código QR, y es ésta"))
        self.compared.toggled.connect(self._on_compared)
        column.addWidget(self.compared)
        self._add_buttons()
        self._show_meaning()

    @property
    def scope(self) -> list[str] | None:
        """Ids of the institutions it may change, None for all."""
        if self.everywhere.isChecked() or self.role.currentData() == ADMINISTERS:
            return None
        return [key for key, box in self.places.items() if box.isChecked()]

    def _make_fingerprint(self, who: Request) -> QHBoxLayout:
        texts = QVBoxLayout()
        texts.addWidget(label(_("Pida que le lean la huella en ese equipo:"), "secondary"))
        texts.addWidget(label(in_groups(who.fingerprint), "big", selectable=True))
        texts.addStretch(1)
        row = QHBoxLayout()
        row.addLayout(texts, 1)
        row.addWidget(QrCode(who.fingerprint, 116))
        return row

    def _add_role(self, column: QVBoxLayout, chosen: str) -> None:
        self.role = Choice()
        self.role.setAccessibleName(_("Permiso"))
        for role in ROLES:
            self.role.addItem(_(ROLE_LABELS[role]), role)
        self.role.setCurrentIndex(self.role.findData(chosen))
        self.role.currentIndexChanged.connect(lambda _at: self._show_meaning())
        self._meaning = label("", "secondary")
        name = label(_("Permiso"), "section")
        name.setBuddy(self.role)
        for widget in (name, self.role, self._meaning):
            column.addWidget(widget)

    def _add_places(
        self,
        column: QVBoxLayout,
        places: Sequence[tuple[str, str]],
        chosen: Collection[str] | None,
    ) -> None:
        self.everywhere = QCheckBox(_("En todas las instituciones"))
        self.everywhere.setChecked(chosen is None)
        self.everywhere.toggled.connect(lambda _on: self._show_meaning())
        self.places: dict[str, QCheckBox] = {}
        self._places = QWidget(accessibleName=_("Instituciones que puede cambiar"))
        grid = QGridLayout(self._places)
        grid.setContentsMargins(Theme.of_application().px(24), 0, 0, 0)
        for at, (key, name) in enumerate(places):
            box = QCheckBox(name.replace("&", "&&"))
            box.setChecked(chosen is not None and key in chosen)
            box.toggled.connect(self._on_compared)
            grid.addWidget(box, at // _PLACES_A_ROW, at % _PLACES_A_ROW)
            self.places[key] = box
        column.addWidget(self.everywhere)
        column.addWidget(self._places)

    def _add_buttons(self) -> None:
        self.accept_button = Button(_("Autorizar"), "shield-check", "primary")
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self.accept)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.accept_button)

    def _show_meaning(self) -> None:
        role = str(self.role.currentData())
        self._meaning.setText(_(ROLE_MEANINGS[role]))
        self.everywhere.setEnabled(role != ADMINISTERS)
        self._places.setVisible(role != ADMINISTERS and not self.everywhere.isChecked())
        self._on_compared()
        self.fit()

    def _on_compared(self) -> None:
        has_place = self.scope is None or bool(self.scope)
        self.accept_button.setEnabled(self.compared.isChecked() and has_place)


class RevokeDialog(TallDialog):
    """Asks up to which of its changes a device is still believed, and why it is revoked.

    Args:
        who: the device.
        last: number of its newest change that is known here.
        parent: window it belongs to.

    Attributes:
        reason: where the reason is written.
        after: number of the last change that counts.
    """

    def __init__(self, who: Request, last: int, parent: QWidget | None) -> None:
        super().__init__(520, parent)
        self.setWindowTitle(_("Revocar a «{device}»").format(device=who.device))
        column = self.content
        column.addWidget(label(_("¿Revocar a «{device}»?").format(device=who.device), "title"))
        column.addWidget(
            label(
                _(
                    "Lo que escriba después irá a cuarentena, a la vista y sin perderse. Los demás "
                    "equipos lo sabrán al recibir un paquete de éste; hasta entonces pueden "
                    "mostrar otra cosa."
                ),
                "muted",
            )
        )
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(_("Por ejemplo: se perdió la laptop"))
        self.reason.setAccessibleName(_("Motivo"))
        self.after = QSpinBox()
        self.after.setRange(0, last)
        self.after.setValue(last)
        # The arrow keys change it; a style sheet draws its two buttons badly. Without any symbols
        # it would leave the number one pixel of width.
        self.after.setStyleSheet("QSpinBox::up-button, QSpinBox::down-button { width: 0px; }")
        margin = Theme.of_application().px(10)
        self.after.lineEdit().setTextMargins(margin, 0, margin, 0)
        self.after.setAccessibleName(_("Último cambio suyo que vale"))
        self.after.valueChanged.connect(self._on_after)
        self._last = last
        for text, field in (
            (_("Motivo, que leerán todos los equipos"), self.reason),
            (_("Último cambio suyo que vale"), self.after),
        ):
            name = label(text, "section")
            name.setBuddy(field)
            column.addWidget(name)
            column.addWidget(field)
        self._meaning = label("", "secondary")
        column.addWidget(self._meaning)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        self.accept_button = Button(_("Revocar"), "user-x", "danger")
        # Who typed the reason and presses Enter wants no silent way out.
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.accept_button)
        self._on_after()
        self.reason.setFocus()

    def _on_after(self) -> None:
        taken = self._last - self.after.value()
        said = _("Todo lo que aquí se conoce de ese equipo se queda.")
        if taken:
            said = ngettext(
                "{n} cambio suyo que aquí ya se conoce irá a cuarentena, marcado para revisión si "
                "ya se veía.",
                "{n} cambios suyos que aquí ya se conocen irán a cuarentena, marcados para "
                "revisión los que ya se veían.",
                taken,
            ).format(n=taken)
        self._meaning.setText(said)
        self.fit()


def in_groups(fingerprint: str) -> str:
    """Return a fingerprint in two lines of three groups, to be read aloud."""
    groups = fingerprint.split("-")
    return f"{' · '.join(groups[:3])}\n{' · '.join(groups[3:])}"
