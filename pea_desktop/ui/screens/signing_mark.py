"""What became of a signature that is not electronic: noted by hand, with its day and a note."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from pea_desktop.areas.documents import SIGNATURE_STATE_LABELS, SignatureRow, SignatureState
from pea_desktop.areas.minutes import SignatureMode
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_date
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.tall_dialog import TallDialog
from pea_desktop.ui.kit.widgets import Button, label
from pea_desktop.ui.screens.signing_ink import MEANING, TOO_LATE
from pea_desktop.ui.screens.signing_rows import when_of

BY_HAND: Final = (
    SignatureState.PENDING,
    SignatureState.BY_HAND,
    SignatureState.REFUSED,
    SignatureState.ABSENT,
    SignatureState.NOT_REQUIRED,
)


class MarkDialog(TallDialog):
    """Asks what happened with one signature.

    Args:
        one: whose it is, and what is noted now.
        today: the day that is proposed for a signature, as people write it.
    """

    def __init__(self, one: SignatureRow, today: str, parent: QWidget | None = None) -> None:
        super().__init__(440, parent)
        self._today = today
        self.setWindowTitle(_("Anotar la firma"))
        self.form = Form()
        states = _states(one)
        self.state = self.form.add_choice(
            "state", _("&Estado"), [(str(s), _(SIGNATURE_STATE_LABELS[s])) for s in states]
        )
        self.form.add_line("day", _("&Día"), hint=_("dd/mm/aaaa"))
        self.form.add_text("note", _("&Nota"), lines=(2, 4))
        self.form.set_values(
            {
                "state": str(one.state if one.state in states else SignatureState.PENDING),
                "day": when_of(one)[:10],
                "note": one.note,
            }
        )
        self.initials = QCheckBox(_("Rubricó todas las hojas"))
        self.initials.setChecked(one.initials)
        self.state.activated.connect(lambda _at: self._on_state())
        column = self.content
        column.addWidget(label(one.cell.person, "title"))
        if one.cell.mode == SignatureMode.INK:
            column.addWidget(label(_(MEANING), "muted"))
        column.addWidget(self.form)
        column.addWidget(self.initials)
        if one.cell.mode != SignatureMode.INK:
            self.ink = Button(_("Firmar con trazo…"), "pen-line", "link")
            self.ink.clicked.connect(lambda _checked: dialogs.say(self, _(TOO_LATE)))
            column.addWidget(self.ink, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_buttons()
        self.state.setFocus()

    @property
    def chosen_state(self) -> SignatureState:
        """The state that is chosen."""
        return SignatureState(self.form.value("state"))

    @property
    def day(self) -> str:
        """The day in ISO, "" for none."""
        found = parse_date(self.form.value("day"))
        return found.isoformat() if found is not None else ""

    @property
    def note(self) -> str:
        """The note."""
        return self.form.value("note").strip()

    def _add_buttons(self) -> None:
        keep = Button(_("Anotar"), kind="primary")
        keep.setDefault(True)
        keep.clicked.connect(self.accept)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        for button in (cancel, keep):
            self.buttons.addWidget(button)

    def _on_state(self) -> None:
        """Propose today for what happened, no day for what did not."""
        is_pending = self.chosen_state is SignatureState.PENDING
        if is_pending or not self.form.value("day"):
            self.form.set_values({"day": "" if is_pending else self._today})

    @override
    def accept(self) -> None:
        try:
            parse_date(self.form.value("day"))
        except PeaError as error:
            self.form.show_error("day", str(error))
            self.form.field("day").setFocus()
            return
        super().accept()


def _states(one: SignatureRow) -> Sequence[SignatureState]:
    """Return what can be noted: a scan stays what it is until another state is chosen."""
    if one.state in BY_HAND:
        return BY_HAND
    return (one.state, *BY_HAND)
