"""The acuerdo of a draft: its text, its tipo, who answers for it and until when."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pea_desktop.areas.minutes import AGREEMENT_KIND_LABELS, Agreement, AgreementKind
from pea_desktop.i18n import _
from pea_desktop.ui.screens.agreement_dialogs import AskingDialog, Term

Options = Sequence[tuple[str, str]]


class Draft(NamedTuple):
    """What an acuerdo of a draft says, as typed."""

    text: str
    notes: str
    kind: str
    institution_id: str
    person_id: str
    responsible: str
    term: Term


class DraftDialog(AskingDialog):
    """Editar acuerdo, while its minute is a draft.

    Args:
        agreement: as it is now.
        institutions: id and name of those it may be given to.
        people: id and name of those of the directory.
        term: its deadline.
        write: takes what was typed.
    """

    def __init__(
        self,
        parent: QWidget | None,
        agreement: Agreement,
        institutions: Options,
        people: Options,
        term: Term,
        write: Callable[[Draft], object],
    ) -> None:
        super().__init__(parent, _("Editar acuerdo"), "", _("Guardar"))
        self._write = write
        self._names = dict(people)
        self.term = term
        form = self.form
        form.add_text("text", _("&Acuerdo"), lines=(3, 8), wide=True)
        form.add_text("notes", _("&Observaciones"), lines=(1, 4), wide=True)
        kinds = [("", _("Sin elegir"))]
        kinds += [(one.value, _(word)) for one, word in AGREEMENT_KIND_LABELS.items()]
        form.add_choice("kind", _("&Tipo"), kinds)
        form.add_choice(
            "institution_id", _("&Institución"), [("", _("La de la reunión")), *institutions]
        )
        form.add_choice("person_id", _("Del &directorio"), [("", _("Ninguna persona")), *people])
        form.add_line("responsible", _("&Responsable, como se imprime"))
        form.add_widget(term)
        form.set_values(
            {
                "text": agreement.text,
                "notes": agreement.notes,
                "kind": agreement.kind.value if isinstance(agreement.kind, AgreementKind) else "",
                "institution_id": agreement.institution_id,
                "person_id": agreement.person_id,
                "responsible": agreement.responsible,
            }
        )
        person = form.field("person_id")
        person.activated.connect(lambda _at: self._on_person())  # type: ignore[union-attr]
        form.field("text").setFocus()

    @override
    def write(self) -> None:
        values = self.form.values()
        self._write(Draft(**values, term=self.term))

    def _on_person(self) -> None:
        self.form.set_values({"responsible": self._names.get(self.form.value("person_id"), "")})
