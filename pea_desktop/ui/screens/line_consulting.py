"""The dialogs about a línea under review: with whom to talk it over, and what they answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import ConsultationRef, ConsultationState, LineRow
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_date, show_date
from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label

_DAY_HINT: Final = "dd/mm/aaaa"


class InstitutionPicker(QWidget):
    """Names of institutions, written or chosen among those known; several at once.

    Args:
        name: what the field is called.
        known: every name, acronym and alias → the name it is known by.
        chosen: names to begin with.
    """

    def __init__(self, name: str, known: Mapping[str, str], chosen: Sequence[str] = ()) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._known = {fold(one): whole for one, whole in known.items()}
        self._names: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        head = label(name, "section")
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Siglas o nombre; Enter agrega otra"))
        self.field.setAccessibleName(name.replace("&", ""))
        head.setTextFormat(Qt.TextFormat.AutoText)
        head.setBuddy(self.field)
        offered = QCompleter(sorted(known, key=fold), self)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offered.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(offered)
        add = Button("", "plus", "icon", tip=_("Agregar la institución"))
        add.clicked.connect(self.add_written)
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(self.field, 1)
        row.addWidget(add)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(2))
        column.addWidget(head)
        column.addLayout(row)
        column.addLayout(self._list)
        for one in chosen:
            self.add(one)

    @property
    def names(self) -> list[str]:
        """The names chosen, and the one still in the field."""
        written = self._whole(self.field.text())
        return [*self._names, written] if written and written not in self._names else [*self._names]

    def add_written(self) -> bool:
        """Take the name in the field into the list; False when there is none."""
        written = self.field.text()
        if not written.strip():
            return False
        self.add(written)
        self.field.clear()
        self.field.setFocus()
        return True

    def add(self, written: str) -> None:
        """Take a name into the list, once."""
        name = self._whole(written)
        if not name or name in self._names:
            return
        self._names.append(name)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        is_known = fold(name) in self._known
        shown = name if is_known else _("{name} (institución nueva)").format(name=name)
        row.addWidget(label(shown), 1)
        remove = Button("", "x", "icon", tip=_("Quitar: {name}").format(name=name))
        remove.clicked.connect(lambda: self._remove(name, box))
        row.addWidget(remove)
        self._list.addWidget(box)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter adds what is written; only with nothing written it accepts the dialog.
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_here = self.window().focusWidget() is self.field
        if is_enter and is_here and self.add_written():
            event.accept()
            return
        super().keyPressEvent(event)

    def _whole(self, written: str) -> str:
        plain = " ".join(written.split())
        return self._known.get(fold(plain), plain)

    def _remove(self, name: str, box: QWidget) -> None:
        self._names.remove(name)
        self._list.removeWidget(box)
        box.hide()
        box.deleteLater()
        self.field.setFocus()


class _LineDialog(QDialog):
    """A small dialog about one línea: title, its text, a form, buttons."""

    def __init__(self, title: str, about: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(520))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        self.column.setSpacing(theme.px(12))
        self.column.addWidget(label(title, "page"))
        if about:
            self.column.addWidget(label(about, "muted"))

    def add_buttons(self, accept: str, icon: str, *left: Button) -> None:
        """Put the buttons at the bottom; the accepting one is the default."""
        row = QHBoxLayout()
        row.setSpacing(Theme.of_application().px(8))
        for button in left:
            row.addWidget(button)
        row.addStretch(1)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        yes = Button(accept, icon, "primary")
        yes.setDefault(True)
        yes.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(yes)
        self.column.addLayout(row)

    def day_of(self, form: Form, key: str) -> date | None:
        """Return the day a field says; what is no day is told beneath it.

        Raises:
            PeaError: It is no day.
        """
        try:
            return parse_date(form.value(key))
        except PeaError as error:
            form.show_error(key, str(error))
            form.field(key).setFocus()
            raise


class ConsultDialog(_LineDialog):
    """«Sujeta a revisión»: with whom to talk a línea over, about what, since and until when.

    Attributes:
        names: institutions, by the name each is known by.
        text: what is to be asked.
        since: when it began.
        due: until when they should answer.
        is_removed: the person wants this consultation gone.
    """

    def __init__(
        self,
        row: LineRow,
        known: Mapping[str, str],
        today: date,
        parent: QWidget | None,
        one: ConsultationRef | None = None,
    ) -> None:
        title = _("Línea {number}: sujeta a revisión").format(number=row.number)
        super().__init__(title, row.line or row.indicator or "", parent)
        self.is_removed = False
        self.since: date | None = None
        self.due: date | None = None
        chosen = [one.institution] if one is not None and one.institution else []
        self.picker = InstitutionPicker(_("&Con qué instituciones"), known, chosen)
        self.form = Form(columns=2)
        self.form.add_text("text", _("&Qué hay que consultar"), wide=True)
        self.form.add_line("since", _("&Desde"), hint=_DAY_HINT)
        self.form.add_line("due", _("&Responder antes del"), hint=_DAY_HINT)
        self.form.set_values(
            {
                "text": one.original_text if one is not None else "",
                "since": show_date(one.since if one is not None else today),
                "due": show_date(one.due if one is not None else None),
            }
        )
        self.column.addWidget(self.picker)
        self.column.addWidget(self.form)
        self._problem = label("", "errorstrong")
        self._problem.hide()
        self.column.addWidget(self._problem)
        self.column.addWidget(
            label(_("Sin institución, la línea sólo queda marcada con el motivo."), "secondary")
        )
        if one is None:
            self.add_buttons(_("Poner en revisión"), "flag")
        else:
            remove = Button(_("Quitar la consulta"), "trash-2", "danger")
            remove.setAutoDefault(False)
            remove.clicked.connect(self._on_remove)
            self.add_buttons(_("Guardar"), "check", remove)
        self.picker.field.setFocus()

    @property
    def names(self) -> list[str]:
        """Institutions, by the name each is known by."""
        return self.picker.names

    @property
    def text(self) -> str:
        """What is to be asked."""
        return self.form.value("text").strip()

    @override
    def accept(self) -> None:
        try:
            self.since = self.day_of(self.form, "since")
            self.due = self.day_of(self.form, "due")
        except PeaError:
            return
        if self.since is not None and self.due is not None and self.due < self.since:
            self.form.show_error("due", _("La fecha límite es anterior al inicio: corríjala."))
            self.form.field("due").setFocus()
            return
        if not self.names and not self.text:
            self._problem.setText(_("Escriba con quién consultar, o qué falta por revisar."))
            self._problem.show()
            self.picker.field.setFocus()
            return
        super().accept()

    def _on_remove(self) -> None:
        self.is_removed = True
        super().accept()


class AnswerDialog(_LineDialog):
    """What an institution answered.

    Attributes:
        state: how the consultation came out.
        answer: what they said.
        day: when they answered.
    """

    def __init__(self, one: ConsultationRef, today: date, parent: QWidget | None) -> None:
        who = one.institution or _("la institución")
        title = _("Respuesta de {who}").format(who=who)
        super().__init__(title, one.original_text or "", parent)
        self.day: date | None = None
        self.form = Form(columns=2)
        offered = [
            (code.value, _(word))
            for code, word in matrix.CONSULTATION_STATE_LABELS.items()
            if code is not ConsultationState.PENDING or not one.is_pending
        ]
        self.form.add_choice("state", _("&Resultado"), offered)
        self.form.add_line("day", _("&Fecha"), hint=_DAY_HINT)
        self.form.add_text("answer", _("Qué r&espondió"), lines=(3, 8), wide=True)
        state = ConsultationState.ACCEPTED.value if one.is_pending else one.state
        answered = one.answered if not one.is_pending else today
        self.form.set_values(
            {"state": state, "day": show_date(answered), "answer": one.answer or ""}
        )
        self.column.addWidget(self.form)
        self.add_buttons(_("Guardar la respuesta"), "check")
        self.form.field("state").setFocus()

    @property
    def state(self) -> ConsultationState:
        """How the consultation came out."""
        return ConsultationState(self.form.value("state"))

    @property
    def answer(self) -> str:
        """What they said."""
        return self.form.value("answer").strip()

    @override
    def accept(self) -> None:
        try:
            self.day = self.day_of(self.form, "day")
        except PeaError:
            return
        super().accept()
