"""Oficio de recordatorio: what the letter says beside the list of what is owed."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.widgets import label
from pea_desktop.ui.screens.agreement_dialogs import AskingDialog

if TYPE_CHECKING:
    from pea_desktop.reports.snapshots import ReminderSnapshot

_LAST: Final = "pea_reminder"
_KEPT: Final = ("place", "sender", "copies")
"""What is the same from one oficio to the next, while the program is open."""

_PAPERS: Final = (("carta", N_("Carta")), ("oficio", N_("Oficio")))


class ReminderDialog(AskingDialog):
    """Asks number, place, addressee and sender; each may be left blank.

    Args:
        snapshot: what the institution owes.
        page: the paper chosen at first.

    Attributes:
        snapshot: with what was typed.
        page: the paper chosen.
    """

    def __init__(self, parent: QWidget | None, snapshot: "ReminderSnapshot", page: str) -> None:
        super().__init__(parent, _("Oficio de recordatorio"), "", _("Ver PDF"))
        self.snapshot, self.page = snapshot, page
        count = len(snapshot.rows)
        said = ngettext(
            "{institution} tiene {n} acuerdo por cumplir: irá en la lista del oficio.",
            "{institution} tiene {n} acuerdos por cumplir: irán en la lista del oficio.",
            count,
        ).format(institution=snapshot.institution, n=count)
        form = self.form
        form.add_widget(label(said, "secondary"))
        form.add_line("number", _("&Número de oficio"), hint=_("Sin número sale como borrador"))
        form.add_line("place", _("&Lugar"))
        form.add_text(
            "to", _("&Dirigido a"), hint=_("Nombre, cargo e institución"), lines=(2, 5), wide=True
        )
        form.add_text("sender", _("&Firma"), hint=_("Nombre y cargo"), lines=(2, 5), wide=True)
        form.add_text("copies", _("&Copias para"), lines=(1, 4), wide=True)
        form.add_choice("page", _("&Hoja"), [(value, _(name)) for value, name in _PAPERS])
        form.set_values({"to": snapshot.institution, **_remembered(), "page": page})
        form.field("number").setFocus()

    @override
    def write(self) -> None:
        values = self.form.values()
        self.page = values["page"]
        self.snapshot = replace(
            self.snapshot,
            number=values["number"].strip(),
            place=values["place"].strip(),
            to=_lines(values["to"]),
            sender=_lines(values["sender"]),
            copies=_lines(values["copies"]),
        )
        application = QApplication.instance()
        if application is not None:
            application.setProperty(_LAST, {key: values[key] for key in _KEPT})


def _remembered() -> dict[str, str]:
    application = QApplication.instance()
    kept = application.property(_LAST) if application is not None else None
    return dict(kept) if kept else {}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (one.strip() for one in text.splitlines()) if line)
