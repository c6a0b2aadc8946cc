"""The heading of a minute: which mesa or session it is of, when, where and with whom."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pea_desktop.areas import institutions, minutes
from pea_desktop.areas.minutes import (
    MEETING_KIND_LABELS,
    MINUTE_TEMPLATE_LABELS,
    MODALITY_LABELS,
    Meeting,
    MeetingKind,
    Minute,
    MinuteTemplate,
    Modality,
)
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_date, parse_text, show_date
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.suggestions import Suggestions
from pea_desktop.ui.kit.theme import Theme

_MOST: Final = 1_000_000
OF_SESSION: Final = (
    "kind",
    "modality",
    "starts",
    "ends",
    "title",
    "convener",
    "place",
    "next_meeting",
    "objective",
    "quorum_required",
    "quorum_present",
)
"""Fields that only an acta has."""
_OFFERED: Final = (MinuteTemplate.TABLE, MinuteTemplate.SESSION)


class MinuteHead(QWidget):
    """The fields of the heading; what only an acta has is hidden in a minuta.

    Args:
        commit: writes a field; may raise `PeaError`.
        institutions: names offered.

    Signals:
        edited: the person is typing.
    """

    edited = Signal()

    def __init__(self, commit: Callable[[str, str], None], institutions: QStringListModel) -> None:
        super().__init__()
        self._commit = commit
        self._forms: dict[str, Form] = {}
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self._make_first())
        column.addLayout(self._make_second(institutions))
        self._session = QWidget()
        within = QVBoxLayout(self._session)
        within.setContentsMargins(0, 0, 0, 0)
        within.setSpacing(theme.px(10))
        for form in self._make_session():
            within.addWidget(form)
        column.addWidget(self._session)

    def form(self, key: str) -> Form:
        """Return the little form that holds a field."""
        return self._forms[key]

    def has(self, key: str) -> bool:
        """Tell whether a field is one of these."""
        return key in self._forms

    def show_minute(
        self,
        session: Any,
        minute: Minute,
        meeting: Meeting | None,
        captured: int,
        *,
        keep_typed: bool = False,
    ) -> None:
        """Show a minute as it is in the file now; its matrix has `captured` líneas.

        With `keep_typed` it is the minute shown before: what is typed in its fields stays.
        """
        values = shown(session, minute, meeting)
        for key, form in self._forms.items():
            form.set_values({key: values[key]}, keep_typed=keep_typed)
        field = self._forms["declared_lines"].field("declared_lines")
        if isinstance(field, QLineEdit):
            words = ngettext("{n} capturada", "{n} capturadas", captured).format(n=captured)
            field.setPlaceholderText(words)
            field.setToolTip(_("En la matriz: {words}").format(words=words))
        self._session.setVisible(minute.template == MinuteTemplate.SESSION)

    def unwritten(self) -> dict[str, str]:
        """Return what is typed but not written."""
        found: dict[str, str] = {}
        for form in dict.fromkeys(self._forms.values()):
            found |= form.unwritten()
        return found

    def typed_words(self) -> list[tuple[str, str]]:
        """Return what is typed but not written, each with the name of its field."""
        return [
            (self._forms[key].field(key).accessibleName(), text)
            for key, text in self.unwritten().items()
        ]

    def write_all(self) -> None:
        """Write what is still being typed."""
        for form in dict.fromkeys(self._forms.values()):
            form.write_all()

    def set_read_only(self, read_only: bool) -> None:
        """Let the person read and copy, or write again."""
        for form in dict.fromkeys(self._forms.values()):
            form.set_read_only(read_only)

    def focus(self, key: str) -> None:
        """Put the cursor into a field."""
        self._forms[key].field(key).setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_form(self, columns: int = 1) -> Form:
        form = Form(self._commit, columns)
        form.edited.connect(lambda _key: self.edited.emit())
        return form

    def _take(self, form: Form) -> Form:
        self._forms |= dict.fromkeys(form.field_keys(), form)
        return form

    def _make_first(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        form = self._new_form()
        options = [(str(code), _(MINUTE_TEMPLATE_LABELS[code])) for code in _OFFERED]
        form.add_choice("template", _("&Documento"), options)
        row.addWidget(self._take(form), 1)
        for key, text, hint, width in (
            ("number", _("&Mesa"), "", 64),
            ("phase", _("&Fase"), "", 64),
            ("day", _("F&echa"), _("día/mes/año"), 104),
            ("declared_lines", _("Líneas &declaradas"), "", 116),
        ):
            form = self._new_form()
            form.add_line(key, text, hint=hint)
            form.setFixedWidth(theme.px(width))
            row.addWidget(self._take(form))
        return row

    def _make_second(self, names: QStringListModel) -> QHBoxLayout:
        row = QHBoxLayout()
        form = self._new_form()
        field = form.add_line("institution", _("&Institución implementadora"))
        Suggestions(field, names)
        row.addWidget(self._take(form))
        return row

    def _make_session(self) -> list[Form]:
        first = self._new_form(4)
        kinds = [(str(code), _(text)) for code, text in MEETING_KIND_LABELS.items()]
        first.add_choice("kind", _("Tipo de reunión"), kinds)
        ways = [(str(code), _(text)) for code, text in MODALITY_LABELS.items()]
        first.add_choice("modality", _("Modalidad"), [("", _("Sin decir")), *ways])
        first.add_line("starts", _("Hora de inicio"), hint="10:00")
        first.add_line("ends", _("Hora de cierre"), hint="12:30")
        second = self._new_form(2)
        second.add_line("title", _("Nombre de la sesión"))
        second.add_line("convener", _("Convoca"))
        second.add_line("place", _("Lugar"))
        second.add_line("next_meeting", _("Próxima sesión"))
        second.add_line("quorum_required", _("Integrantes que se requieren"))
        second.add_line("quorum_present", _("Integrantes presentes"))
        second.add_text("objective", _("Objetivo"), lines=(1, 4), wide=True)
        return [self._take(first), self._take(second)]


def shown(session: Any, minute: Minute, meeting: Meeting | None) -> dict[str, str]:
    """Return what the fields of the heading show."""
    meeting = meeting or Meeting(id=minute.meeting_id)
    institution = ""
    if meeting.institution_id:
        institution = institutions.name_of(session, meeting.institution_id)
    values = {
        "template": str(minute.template or MinuteTemplate.TABLE),
        "declared_lines": "" if minute.declared_lines is None else str(minute.declared_lines),
        "number": meeting.number or "",
        "phase": meeting.phase or "",
        "day": show_date(meeting.day),
        "institution": institution,
    }
    for key in OF_SESSION:
        value = getattr(meeting, key)
        values[key] = "" if value is None else str(value)
    return values


def write(session: Any, minute: Minute, key: str, text: str) -> None:
    """Write a field of the heading as typed.

    Raises:
        PeaError: It does not fit.
    """
    if key == "template":
        _write_template(session, minute, MinuteTemplate(text))
    elif key == "declared_lines":
        minute.declared_lines = parse_count(text, _("Las líneas declaradas"))
    else:
        _write_meeting(session, minutes.meeting_of(session, minute), key, text)


def parse_count(text: str, what: str) -> int | None:
    """Return a count as typed; blank is None.

    Raises:
        PeaError: It is no whole number.
    """
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > _MOST:
        raise PeaError(
            _("{what} se escriben con un número entero: «{text}».").format(
                what=what, text=text[:80]
            )
        )
    return int(text)


def _write_template(session: Any, minute: Minute, template: MinuteTemplate) -> None:
    minute.template = template
    look = minutes.template_of(session, minute)
    for key, text in minutes.prose_of(look, template).items():
        if not getattr(minute, key) and text:
            setattr(minute, key, text)


def _write_meeting(session: Any, meeting: Meeting | None, key: str, text: str) -> None:
    if meeting is None:
        raise PeaError(
            _("La reunión de esta minuta se eliminó en otro equipo; haga una minuta nueva.")
        )
    if key == "day":
        meeting.day = parse_date(text)
    elif key == "institution":
        name = parse_text(text)
        meeting.institution_id = institutions.find_or_create(session, name).id if name else None
    elif key == "kind":
        meeting.kind = MeetingKind(text)
    elif key == "modality":
        meeting.modality = Modality(text) if text else None
    elif key in ("starts", "ends"):
        setattr(meeting, key, minutes.parse_hour(text))
    elif key in ("quorum_required", "quorum_present"):
        setattr(meeting, key, parse_count(text, _("Los integrantes")))
    else:
        setattr(meeting, key, parse_text(text))
