"""The people of a minute: who is there, in which quality, and how each will sign."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.areas import institutions, minutes
from pea_desktop.areas.institutions import Person
from pea_desktop.areas.minutes import (
    QUALITY_LABELS,
    SIGNATURE_MODE_LABELS,
    Attendance,
    Minute,
    Quality,
    SignatureMode,
)
from pea_desktop.core.grid import parse_text
from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.ui.kit.suggestions import Suggestions
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, SearchBox, label
from pea_desktop.ui.screens.minute_card import YES, PartCard, choice, line, row_of
from pea_desktop.ui.screens.minute_parts import PartsList, add_buttons

_VALUE = Qt.ItemDataRole.UserRole
_COPIED = ("treatment", "name", "office", "person_id", "institution_id", "rfc", "signature_mode")


class PersonCard(PartCard):
    """One person as a row of fields; what is seldom needed unfolds.

    Signals:
        ink_wanted: the person signs on the screen.
    """

    ink_wanted = Signal()

    def __init__(
        self, part_id: str, owner: PartsList, one: str, names: "Names", *, coordinates: bool
    ) -> None:
        super().__init__(part_id, one)
        modes = [(str(code), _(text)) for code, text in SIGNATURE_MODE_LABELS.items()]
        present = self.add("present", _("Presente"), QCheckBox())
        present.setToolTip(_("Presente: quien no está no se imprime ni firma"))
        treatment = self.add("treatment", _("Trato"), line(_("Trato"), 58))
        name = self.add("name", _("Nombre"), line(_("Nombre")))
        office = self.add("office", _("Cargo en el acto"), line(_("Cargo")))
        mode = self.add("signature_mode", _("Cómo firma"), choice(modes, 112))
        mode.activated.connect(self._on_mode)
        Suggestions(name, names.people)
        self.more_button = self.add_button("chevron-down", _("Más datos"), self.unfold)
        top = row_of(present, treatment, name, office, mode, stretches=(0, 0, 11, 9))
        top.setAlignment(present, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.more_button)
        self.column.addLayout(top)
        self._more = self._make_more(owner, names, coordinates=coordinates)
        self._more.hide()
        self.column.addWidget(self._more)
        self.end()

    @property
    def is_unfolded(self) -> bool:
        """Whether all its fields are shown."""
        return not self._more.isHidden()

    def unfold(self) -> None:
        """Show the fields that are seldom needed, or hide them."""
        is_shown = self._more.isHidden()
        self._more.setVisible(is_shown)
        self.more_button.set_icon("chevron-up" if is_shown else "chevron-down")

    def show_ink(self, has_ink: bool) -> None:
        """Say whether there is a signature drawn on the screen."""
        self.ink_button.set_text(_("Cambiar trazo…") if has_ink else _("Trazo…"))

    def _on_mode(self) -> None:
        """Show what the chosen way of signing needs: an RFC, a signature drawn."""
        needs_more = self.field("signature_mode").text in (SignatureMode.EFIRMA, SignatureMode.INK)
        if needs_more and not self.is_unfolded:
            self.unfold()

    def _make_more(self, owner: PartsList, names: "Names", *, coordinates: bool) -> QWidget:
        more = QWidget()
        rows = QVBoxLayout(more)
        rows.setContentsMargins(Theme.of_application().px(24), 0, 0, 0)
        rows.setSpacing(Theme.of_application().px(6))
        qualities = [(str(code), _(text)) for code, text in QUALITY_LABELS.items()]
        quality = self.add("quality", _("Calidad"), choice(qualities, 132))
        institution = self.add("institution", _("Institución"), line(_("Institución")))
        Suggestions(institution, names.institutions)
        arrival = self.add("arrival", _("Hora de llegada"), line(_("Llegó"), 70))
        rfc = self.add("rfc", _("RFC"), line(_("RFC (para e.firma)"), 158))
        represents = self.add("represents", _("Representa a"), line(_("Representa a")))
        self.ink_button = self.adopt(
            Button(_("Trazo…"), "signature", "link"), _("Firmar con trazo"), self.ink_wanted.emit
        )
        rows.addLayout(row_of(quality, institution, arrival, stretches=(0, 1)))
        below = row_of(rfc, represents, stretches=(0, 1))
        below.addWidget(self.ink_button)
        add_buttons(self, owner, below)
        rows.addLayout(below)
        arrival.setVisible(not coordinates)
        represents.setVisible(not coordinates)
        if coordinates:
            below.insertStretch(1, 1)
        return more


class Names:
    """What fields of names offer: people and institutions of the directory."""

    def __init__(self, parent: QWidget) -> None:
        self.people = QStringListModel(parent)
        self.institutions = QStringListModel(parent)

    def read(self, session: Any) -> None:
        """Read the directory again."""
        for model, found in (
            (self.people, [row.name for row in institutions.people(session)]),
            (self.institutions, [row.name for row in institutions.all_institutions(session)]),
        ):
            if model.stringList() != found:
                model.setStringList(found)


class PeopleList(PartsList):
    """People of a minute: those who attend, or those who coordinate.

    Signals:
        ink_wanted: id of who signs on the screen.
    """

    ink_wanted = Signal(str)

    def __init__(
        self, names: Names, session: Callable[[], Any], *, coordinates: bool = False
    ) -> None:
        self._names, self._session, self._coordinates = names, session, coordinates
        if coordinates:
            words = (_("Coordinaron"), _("Agregar coordinador"), _("Coordinador {number}"), "")
        else:
            keys = _("Agregar asistente (Ctrl+Shift+P)")
            words = (_("Asistentes"), _("Agregar asistente"), _("Asistente {number}"), keys)
        self._one = words[2]
        super().__init__(words[0], words[1], self._make_card, self._shown, words[3])

    def _make_card(self, part_id: str, owner: PartsList) -> PartCard:
        card = PersonCard(part_id, owner, self._one, self._names, coordinates=self._coordinates)
        card.ink_wanted.connect(lambda: self.ink_wanted.emit(part_id))
        return card

    def _shown(self, row: Attendance) -> dict[str, str]:
        return shown(self._session(), row)

    def show_rest(self, rows: Sequence[Attendance]) -> None:
        """Show beside the fields what follows from them."""
        for row in rows:
            card = self.card(row.id)
            if isinstance(card, PersonCard):
                card.show_ink(bool(row.ink))


def shown(session: Any, row: Attendance) -> dict[str, str]:
    """Return what the fields of a person show."""
    institution = institutions.by_id(session, row.institution_id or "")
    return {
        "present": "" if row.present is False else YES,
        "treatment": row.treatment or "",
        "name": row.name or "",
        "office": row.office or "",
        "signature_mode": str(row.signature_mode or SignatureMode.PAPER),
        "quality": str(row.quality or Quality.ATTENDEE),
        "institution": institution.name if institution else "",
        "arrival": row.arrival or "",
        "rfc": row.rfc or "",
        "represents": row.represents or "",
    }


def write(session: Any, row: Attendance, key: str, text: str) -> None:
    """Write a field of a person as typed.

    Raises:
        PeaError: It does not fit.
    """
    if key == "present":
        minutes.set_present(row, present=bool(text), arrival=row.arrival)
    elif key == "signature_mode":
        row.signature_mode = SignatureMode(text)
    elif key == "quality":
        row.quality = Quality(text)
    elif key == "institution":
        name = parse_text(text)
        row.institution_id = institutions.find_or_create(session, name).id if name else None
    elif key == "arrival":
        row.arrival = minutes.parse_hour(text)
    elif key == "rfc":
        row.rfc = minutes.parse_rfc(text)
    else:
        setattr(row, key, parse_text(text))
        if key == "name":
            _take_known(session, row, text)


def remember(session: Any, meeting_id: str) -> None:
    """Put all who are written into a minute into the directory, for the next one."""
    for row in minutes.attendances(session, meeting_id):
        minutes.remember_person(session, row)


def before(session: Any, minute: Minute) -> list[Attendance]:
    """Return the people of the minute before this one, of the same institution if there is one."""
    meeting = minutes.meeting_of(session, minute)
    found: list[Attendance] = []
    for other in minutes.minutes(session):
        place = minutes.meeting_of(session, other)
        if other.id == minute.id or place is None or meeting is None or place.id == meeting.id:
            continue
        if place.institution_id == meeting.institution_id:
            found = minutes.attendances(session, place.id) or found
    return found


def bring(session: Any, meeting_id: str, people: Sequence[Attendance]) -> None:
    """Add people of another minute: not there yet, until somebody ticks them."""
    known = {fold(row.name or "") for row in minutes.attendances(session, meeting_id)}
    for row in people:
        if fold(row.name or "") in known:
            continue
        made = minutes.add_attendance(session, meeting_id, row.quality or Quality.ATTENDEE)
        for key in _COPIED:
            setattr(made, key, getattr(row, key))
        # Who coordinates is there.
        made.present = None if row.quality == Quality.COORDINATOR else False


class InviteDialog(QDialog):
    """Chooses people of the directory; those of the institution come first.

    Attributes:
        list: a line for each person, with a box to tick.
    """

    def __init__(
        self, parent: QWidget | None, session: Any, meeting_id: str, institution_id: str | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Agregar del directorio"))
        theme = Theme.of_application()
        there = {row.person_id for row in minutes.attendances(session, meeting_id)}
        self._people = [row for row in institutions.people(session) if row.id not in there]
        self._people.sort(key=lambda row: row.institution_id != institution_id)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(16),) * 4)
        column.setSpacing(theme.px(10))
        self.search = SearchBox(_("Escriba parte del nombre"), _("Buscar"))
        self.search.setMaximumWidth(16_777_215)
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self._to_list)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Personas del directorio"))
        note = label(
            _("Se agregan sin marcar: marque a cada quien cuando llegue.")
            if self._people
            else _(
                "Nadie más en el directorio. Las personas entran a él al emitir su primera minuta."
            ),
            "muted",
        )
        buttons = QDialogButtonBox()
        add = buttons.addButton(_("Agregar"), QDialogButtonBox.ButtonRole.AcceptRole)
        add.setEnabled(bool(self._people))
        buttons.addButton(_("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for widget in (self.search, self.list, note, buttons):
            column.addWidget(widget)
        # Only inside its dialog a button can be the default one.
        add.setDefault(True)
        # Or the lines would be as tall as without the style sheet.
        self.list.ensurePolished()
        for row in self._people:
            self._add(session, row)
        if self._people:
            self.list.setCurrentRow(0)
        self.resize(theme.px(560), theme.px(440))
        self.search.setFocus()

    @property
    def has_people(self) -> bool:
        """Whether there is anybody to choose."""
        return bool(self._people)

    def chosen(self) -> list[Person]:
        """Return the people ticked; the current one if none is."""
        ticked = [
            row
            for at, row in enumerate(self._people)
            if self.list.item(at).checkState() == Qt.CheckState.Checked
        ]
        at = self.list.currentRow()
        return ticked or ([self._people[at]] if 0 <= at < len(self._people) else [])

    def _add(self, session: Any, row: Person) -> None:
        institution = institutions.by_id(session, row.institution_id or "")
        where = institution.name if institution else ""
        words = " · ".join(filter(None, (row.full_name, row.office, where)))
        item = QListWidgetItem(words, self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        item.setData(_VALUE, fold(words))

    def _to_list(self) -> None:
        self.list.setFocus()

    def _filter(self, text: str) -> None:
        words = fold(text).split()
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(not all(word in str(item.data(_VALUE)) for word in words))


def _take_known(session: Any, row: Attendance, text: str) -> None:
    """Fill what is blank from the directory, for a name it knows."""
    known = [one for one in institutions.people(session) if fold(one.name) == fold(text)]
    if len(known) != 1:
        return
    person = known[0]
    row.person_id = person.id
    for key in ("treatment", "office", "institution_id", "rfc"):
        if not getattr(row, key):
            setattr(row, key, getattr(person, key))
