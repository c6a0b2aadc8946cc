"""What Acuerdos asks in a window: an avance, another deadline, a tarea, the text of a draft."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas.minutes import AGREEMENT_STATE_LABELS, AgreementState
from pea_desktop.core import attachments
from pea_desktop.core.calendar import add_days, day_in_words, holidays, is_working_day
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.grid import parse_date, show_date
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, ShortLabel, label

NATURAL: Final = "naturales"
WORKING: Final = "habiles"
_WEEKDAYS: Final = 5
_MOST_DIGITS: Final = 4


class AskingDialog(QDialog):
    """A form with a verb: what it writes is refused beneath the fields, and nothing is lost.

    Args:
        title: what is done.
        about: what it is done to.
        verb: what the button says.

    Attributes:
        form: its fields.
    """

    def __init__(self, parent: QWidget | None, title: str, about: str, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        theme = Theme.of_application()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        self._column.setSpacing(theme.px(12))
        if about:
            line = ShortLabel(about.replace("\n", " "), "muted")
            # It says which one it is; the dialog is as wide as its fields.
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._column.addWidget(line)
        self.form = Form(columns=2)
        self._column.addWidget(self.form)
        self._refusal = label("", "errortext")
        self._refusal.hide()
        self._column.addStretch(1)
        self._column.addWidget(self._refusal)
        buttons = QDialogButtonBox()
        self._yes = buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self._yes.setDefault(True)
        self._yes.setToolTip(_("{what} (Ctrl+Entrar)").format(what=verb))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            # Enter alone is a new line in a field of several.
            QShortcut(QKeySequence(keys), self, self.accept)
        buttons.addButton(_("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        self.setMinimumWidth(theme.px(580))

    def write(self) -> None:
        """Do what the dialog is for, with what its fields hold.

        Raises:
            PeaError: it cannot be done; the person puts it right.
        """

    @override
    def accept(self) -> None:
        try:
            self.write()
        except PeaError as error:
            self._refusal.setText(str(error))
            self._refusal.show()
            self.adjustSize()
            return
        super().accept()


FollowUpWriter = Callable[[date, str, AgreementState | None, str, tuple[str, bytes] | None], object]


class FollowUpDialog(AskingDialog):
    """Registrar avance: what was done and when, the state from now on, and its evidence.

    Args:
        about: the text of the acuerdo.
        now: the state it is in.
        following: those that may follow.
        today: the day written at first.
        author: who tells, at first.
        write: takes day, note, state, who tells, and the evidence's name and bytes.
        state: the one chosen at first.
    """

    def __init__(
        self,
        parent: QWidget | None,
        about: str,
        now: AgreementState,
        following: Sequence[AgreementState],
        today: date,
        author: str,
        write: FollowUpWriter,
        state: AgreementState | None = None,
    ) -> None:
        super().__init__(parent, _("Registrar avance"), about, _("Registrar"))
        self._write = write
        self.evidence: Path | None = None
        same = _("Sin cambio: {state}").format(state=_(AGREEMENT_STATE_LABELS[now]).lower())
        options = [("", same)]
        options += [(one.value, _(AGREEMENT_STATE_LABELS[one])) for one in following]
        self.form.add_line("day", _("&Fecha del avance"), hint=_("día/mes/año"))
        self.form.add_choice("state", _("&Estado"), options)
        self.form.add_text("note", _("&Qué se hizo"), lines=(3, 8), wide=True)
        self.form.add_line("by", _("Quién &informa"), wide=True)
        self.form.add_widget(self._make_evidence())
        chosen = state.value if state in following and state is not None else ""
        self.form.set_values({"day": show_date(today), "state": chosen, "by": author})
        self.form.field("note").setFocus()

    def take_evidence(self, path: Path | None) -> None:
        """Attach a file with this avance; None leaves it out."""
        self.evidence = path
        self._name.setText(path.name if path else _("Sin evidencia"))
        self._drop.setVisible(path is not None)

    @override
    def write(self) -> None:
        day = parse_date(self.form.value("day"))
        if day is None:
            raise PeaError(_("Escriba la fecha del avance."))
        chosen = self.form.value("state")
        self._write(
            day,
            self.form.value("note"),
            AgreementState(chosen) if chosen else None,
            self.form.value("by").strip(),
            _read(self.evidence),
        )

    def _make_evidence(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Theme.of_application().px(8))
        choose = Button(_("Adjuntar evidencia…"), "file-up", tip=_("Se guarda en el expediente"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        self._name = ShortLabel(_("Sin evidencia"), "secondary")
        self._drop = Button("", "x", "icon", tip=_("Quitar la evidencia"))
        self._drop.setAutoDefault(False)
        self._drop.clicked.connect(lambda: self.take_evidence(None))
        self._drop.hide()
        row.addWidget(choose)
        row.addWidget(self._name, 1)
        row.addWidget(self._drop)
        return made

    def _choose(self) -> None:
        every = _("Todos los archivos (*)")
        path = dialogs.choose_open(self, _("Adjuntar evidencia"), every)
        if path is not None:
            self.take_evidence(path)


class Term(QWidget):
    """A day, or a term of days that gives it; the one typed last counts.

    Args:
        start: the day from whose next one a term is counted.
        closed: days off beside those of the law.
        is_working: whether terms are of working days at first.
    """

    def __init__(
        self,
        start: date,
        closed: Callable[[], Collection[date]],
        *,
        is_working: bool = True,
        days_off: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._start = start
        self._closed = closed
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self.form = Form(columns=3)
        self.form.add_line("due", _("&Fecha límite"), hint=_("día/mes/año"))
        self.form.add_line("days", _("o &plazo de"), hint=_("días"))
        self.form.add_choice(
            "kind", _("&Días"), [(WORKING, _("Hábiles")), (NATURAL, _("Naturales"))]
        )
        self.form.set_values({"kind": WORKING if is_working else NATURAL})
        self.form.edited.connect(self._on_edited)
        kind = self.form.field("kind")
        kind.activated.connect(lambda _at: self._on_edited("days"))  # type: ignore[union-attr]
        column.addWidget(self.form)
        row = QHBoxLayout()
        self._told = label("", "secondary")
        row.addWidget(self._told, 1)
        if days_off is not None:
            button = Button(_("Días inhábiles…"), "calendar", "link")
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self._see_days_off(days_off))
            row.addWidget(button)
        column.addLayout(row)
        self._tell()

    def show_due(self, due: date | None, days: int | None = None) -> None:
        """Show a deadline, and the term it comes from."""
        self.form.set_values({"due": show_date(due), "days": str(days) if days else ""})
        self._tell()

    @property
    def due(self) -> date | None:
        """The day that is written.

        Raises:
            PeaError: it is none.
        """
        return parse_date(self.form.value("due"))

    @property
    def days(self) -> int | None:
        """The term it comes from; None where a day was typed."""
        text = self.form.value("days").strip()
        return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None

    @property
    def is_working(self) -> bool:
        """Whether the term is of working days."""
        return self.form.value("kind") == WORKING

    def _see_days_off(self, show: Callable[[], object]) -> None:
        show()
        # Another day may be off now.
        self._on_edited("days")

    def _on_edited(self, key: str) -> None:
        if key == "due":
            self.form.set_values({"days": ""})
        elif self.days:
            day = add_days(self._start, self.days, working=self.is_working, closed=self._closed())
            self.form.set_values({"due": show_date(day)})
        self._tell()

    def _tell(self) -> None:
        """Say which day it is, and that nobody works on it."""
        try:
            due = self.due
        except PeaError:
            due = None
        if due is None:
            said = _("El plazo se cuenta desde el día siguiente al {day}.")
            self._told.setText(said.format(day=day_in_words(self._start)))
            return
        said = day_in_words(due)
        why = self._why_closed(due)
        if why:
            said = _("{day}: día inhábil ({why}).").format(day=said, why=why)
        elif self.days:
            count = (
                ngettext("{n} día hábil", "{n} días hábiles", self.days)
                if self.is_working
                else ngettext("{n} día natural", "{n} días naturales", self.days)
            ).format(n=self.days)
            said = _("{day}: {term} desde el día siguiente al {start}.").format(
                day=said, term=count, start=show_date(self._start)
            )
        self._told.setText(said)

    def _why_closed(self, day: date) -> str:
        if is_working_day(day, self._closed()):
            return ""
        if day.weekday() >= _WEEKDAYS:
            return _("fin de semana")
        return holidays(day.year).get(day) or _("de este expediente")


class DueDialog(AskingDialog):
    """Cambiar fecha límite: another day and why.

    Args:
        about: the text of the acuerdo.
        term: the day, as it is now.
        note: what the person has to know, above the fields.
        write: takes the term and the reason.
        asks_reason: whether there is a field for it.
    """

    def __init__(
        self,
        parent: QWidget | None,
        about: str,
        term: Term,
        note: str,
        write: Callable[[Term, str], object],
        *,
        asks_reason: bool,
    ) -> None:
        super().__init__(parent, _("Cambiar fecha límite"), about, _("Cambiar"))
        self._write = write
        self.term = term
        self._asks_reason = asks_reason
        self.form.add_widget(label(note, "secondary"))
        self.form.add_widget(term)
        if asks_reason:
            self.form.add_text("reason", _("&Motivo"), lines=(2, 6), wide=True)
        field = term.form.field("due")
        field.setFocus()

    @override
    def write(self) -> None:
        if self.term.due is None:
            raise PeaError(_("Escriba la fecha límite, o un plazo en días."))
        self._write(self.term, self.form.value("reason") if self._asks_reason else "")


class TaskDialog(AskingDialog):
    """Agregar or editar tarea: what is to be done for the acuerdo, by whom and until when.

    Args:
        about: the text of the acuerdo.
        text: what the tarea says, or begins with.
        responsible: who does it.
        due: its deadline.
        write: takes text, who does it, and the day it is due.
        is_new: whether it is added.
    """

    def __init__(
        self,
        parent: QWidget | None,
        about: str,
        text: str,
        responsible: str,
        due: date | None,
        write: Callable[[str, str, date | None], object],
        *,
        is_new: bool = True,
    ) -> None:
        title = _("Agregar tarea") if is_new else _("Editar tarea")
        super().__init__(parent, title, about, _("Agregar") if is_new else _("Guardar"))
        self._write = write
        self.form.add_text("text", _("&Qué hay que hacer"), lines=(2, 6), wide=True)
        self.form.add_line("responsible", _("&Quién la hace"))
        self.form.add_line("due", _("&Para el día"), hint=_("día/mes/año"))
        self.form.set_values({"text": text, "responsible": responsible, "due": show_date(due)})
        field = self.form.field("text")
        field.setFocus()
        if is_new and hasattr(field, "selectAll"):
            field.selectAll()

    @override
    def write(self) -> None:
        self._write(
            self.form.value("text"),
            self.form.value("responsible"),
            parse_date(self.form.value("due")),
        )


def _read(path: Path | None) -> tuple[str, bytes] | None:
    if path is None:
        return None
    try:
        if path.stat().st_size > attachments.MAX_BYTES:
            # Before it is read: it may be the film of a whole session.
            raise PeaError(
                _("«{name}» pesa más de {most} MB; redúzcalo o divídalo.").format(
                    name=path.name, most=attachments.MAX_BYTES >> 20
                )
            )
        return path.name, path.read_bytes()
    except OSError as error:
        raise PeaError(
            _("No se pudo leer «{name}»: {reason}.").format(name=path.name, reason=reason_of(error))
        ) from error
