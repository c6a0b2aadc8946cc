"""«Documentos…»: every document of the program, its subject and its paper, seen as a PDF."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas import catalog, documents, institutions, matrix, minutes
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.core.text import fold
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.reports import REPORTS, Report, Subject
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import SearchBox, label

if TYPE_CHECKING:
    from pea_desktop.reports.snapshots import ReminderSnapshot

PAPERS: Final = (("carta", N_("Carta")), ("oficio", N_("Oficio")))
_SEEN_AT_ONCE: Final = 8
_VALUE: Final = Qt.ItemDataRole.UserRole
_ASKED: Final = {
    Subject.MINUTE: N_("Minuta"),
    Subject.INSTITUTION: N_("Institución"),
    Subject.PRIORITY: N_("Prioridad"),
    Subject.LINE: N_("Línea de acción"),
    Subject.POLICY: N_("De todo el expediente"),
}
_NONE_YET: Final = {
    Subject.MINUTE: N_("Todavía no hay minutas."),
    Subject.INSTITUTION: N_("Ninguna institución tiene todavía algo que imprimir aquí."),
    Subject.PRIORITY: N_("Este expediente no tiene prioridades."),
    Subject.LINE: N_("Todavía no hay líneas de acción."),
    Subject.POLICY: N_("Este documento es uno solo: abarca todo el expediente."),
}

Options = Sequence[tuple[str, str]]


class Wanted(NamedTuple):
    """What a screen is about: the document thought of first, and its subjects by their kind."""

    report: str
    subjects: Mapping[Subject, str]

    @classmethod
    def of(cls, told: tuple[str, Mapping[str, str]]) -> "Wanted":
        """Return what a screen says of itself: a key of `REPORTS` and ids by kind of subject."""
        return cls(told[0], {Subject(kind): row_id for kind, row_id in told[1].items()})


def report_of(key: str) -> Report:
    """Return a document by its key."""
    return next(report for report in REPORTS if report.key == key)


def show_pdf(over: QWidget, heading: str, draw: Callable[[], bytes]) -> None:
    """Draw a document beside the window and show it; `draw` takes no entity and no widget."""
    task = Task(lambda _job: draw())

    def show(pdf: bytes) -> None:
        from pea_desktop.ui.pdf_window import PdfWindow

        PdfWindow(pdf, heading, f"{_file_name(heading)}.pdf", over).show()

    task.done.connect(show)
    task.failed.connect(lambda error: dialogs.show_error(error, over))
    dialogs.progress(task, _("Preparando el PDF…"), over)
    task.start()


def drawing(workspace: Workspace, report: Report, snapshot: Any, page: str) -> Callable[[], bytes]:
    """Return what draws a snapshot on a paper: «carta», «oficio»."""
    from pea_desktop.reports.gathering import general_look
    from pea_desktop.reports.layout import Printing

    look = replace(getattr(snapshot, "look", None) or general_look(workspace.session), page=page)
    if hasattr(snapshot, "look"):
        snapshot = replace(snapshot, look=look)
    printing = Printing(look=look)
    return lambda: report.render(snapshot, printing)


def options(session: Any, report: Report, today: date) -> Options:
    """Return what a document may be about: ids and their names."""
    if report.subject is Subject.MINUTE:
        return _minutes(session)
    if report.subject is Subject.PRIORITY:
        return [
            (item.id, f"{item.number}. {item.text}" if item.number else item.text)
            for item in catalog.priorities(session)
        ]
    if report.subject is Subject.LINE:
        rows = matrix.lines(session)
        several = len({row.institution_id for row in rows}) > 1
        return [
            (
                row.id,
                " · ".join(
                    filter(
                        None,
                        (
                            row.institution if several else "",
                            f"{row.number}. {row.indicator or row.line or _('(sin texto)')}",
                        ),
                    )
                ),
            )
            for row in rows
        ]
    if report.subject is Subject.INSTITUTION:
        return _debtors(session, today) if report.key == "reminder" else _owners(session)
    return []


def print_minute(workspace: Workspace, minute_id: str, page: str) -> Callable[[], bytes]:
    """Return what gives a minute's PDF: the issued bytes, which never change, or its draft."""
    session = workspace.session
    issued = documents.documents_of(session, minute_id)
    if issued:
        pdf = documents.pdf_of(session, issued[-1])
        return lambda: pdf
    return drawing(workspace, report_of("minute"), documents.draft(session, minute_id), page)


class DocumentsDialog(QDialog):
    """Chooses a document, its subject and its paper.

    Args:
        workspace: the open expediente.
        wanted: what the screen it was opened from is about.
    """

    def __init__(
        self, parent: QWidget | None, workspace: Workspace, wanted: Wanted | None = None
    ) -> None:
        super().__init__(parent)
        self._session = workspace.session
        self.today = day_of(workspace)
        self._wanted = wanted or Wanted(REPORTS[0].key, {})
        self._options: Options = ()
        self.subjects = _list("")
        self.setWindowTitle(_("Documentos"))
        self._lay_out()
        keys = [report.key for report in REPORTS]
        self.reports.setCurrentRow(keys.index(self._wanted.report))
        # Only now: one that is disabled gives up being the default.
        self._see.setDefault(True)
        self.reports.setFocus()

    @property
    def report(self) -> Report:
        """The document that is chosen."""
        return REPORTS[max(0, self.reports.currentRow())]

    @property
    def subject(self) -> str | None:
        """Id of its subject, "" for a document of all the expediente; None while there is none."""
        if self.report.subject is Subject.POLICY:
            return ""
        item = self.subjects.currentItem()
        if self.subjects.currentRow() < 0 or item.isHidden():
            return None
        return str(item.data(_VALUE))

    @property
    def subject_name(self) -> str:
        """Name of its subject, "" for a document of all the expediente."""
        return dict(self._options).get(self.subject or "", "")

    @property
    def page(self) -> str:
        """The paper that is chosen."""
        return self.paper.value

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(12))
        across = QHBoxLayout()
        across.setSpacing(theme.px(16))
        left, right = QVBoxLayout(), QVBoxLayout()
        for one in (left, right):
            one.setSpacing(theme.px(6))
        left.addWidget(label(_("Documento"), "section"))
        self.reports = _list(_("Documento"))
        for report in REPORTS:
            self.reports.addItem(_(report.title))
        self.reports.currentRowChanged.connect(self._show_subjects)
        left.addWidget(self.reports, 1)
        self._asked = label("", "section")
        right.addWidget(self._asked)
        self.search = SearchBox(_("Escriba parte del nombre"), _("Buscar"))
        self.search.setMaximumWidth(theme.px(600))
        self.search.textChanged.connect(self._narrow)
        self.search.left.connect(self.subjects.setFocus)
        right.addWidget(self.search)
        self.subjects.currentRowChanged.connect(lambda _at: self._fit())
        self.subjects.itemDoubleClicked.connect(lambda _item: self.accept())
        right.addWidget(self.subjects, 1)
        self._nothing = label("", "muted")
        right.addWidget(self._nothing)
        right.addStretch(0)
        across.addLayout(left, 2)
        across.addLayout(right, 3)
        column.addLayout(across, 1)
        column.addLayout(self._make_foot())
        self.resize(theme.px(780), theme.px(540))

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Theme.of_application().px(8))
        word = label(_("Hoja"), "section")
        word.setWordWrap(False)
        self.paper = Segments(_("Hoja"), [(value, _(name)) for value, name in PAPERS])
        self._fixed = label("", "secondary")
        row.addWidget(word)
        row.addWidget(self.paper)
        row.addWidget(self._fixed, 1)
        buttons = QDialogButtonBox()
        self._see = buttons.addButton(_("Ver PDF"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(_("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        return row

    @override
    def accept(self) -> None:
        if self.subject is not None:
            super().accept()

    def _show_subjects(self, _at: int = 0) -> None:
        report = self.report
        self._options = options(self._session, report, self.today)
        wanted = self._wanted.subjects.get(report.subject, "")
        self.search.clear()
        self.subjects.clear()
        for value, name in self._options:
            item = QListWidgetItem(name, self.subjects)
            item.setData(_VALUE, value)
            if value == wanted:
                self.subjects.setCurrentItem(item)
        if self._options and self.subjects.currentRow() < 0:
            self.subjects.setCurrentRow(0)
        asked = _(_ASKED[report.subject])
        self._asked.setText(asked)
        self.subjects.setAccessibleName(asked)
        self.subjects.setVisible(bool(self._options))
        self.search.setVisible(len(self._options) > _SEEN_AT_ONCE)
        self._nothing.setText(_(_NONE_YET[report.subject]))
        self._nothing.setVisible(not self._options)
        if self.subjects.currentItem() is not None:
            self.subjects.scrollToItem(self.subjects.currentItem())
        self._fit()

    def _narrow(self, text: str) -> None:
        words = fold(text).split()
        first = -1
        for at, (_value, name) in enumerate(self._options):
            is_out = not all(word in fold(name) for word in words)
            self.subjects.item(at).setHidden(is_out)
            if first < 0 and not is_out:
                first = at
        if self.subjects.currentRow() < 0 or self.subjects.currentItem().isHidden():
            self.subjects.setCurrentRow(first)
        self._fit()

    def _fit(self) -> None:
        """Enable what can be done with what is chosen."""
        subject = self.subject
        self._see.setEnabled(subject is not None)
        issued = bool(
            self.report.key == "minute"
            and subject
            and documents.documents_of(self._session, subject)
        )
        self.paper.setEnabled(not issued)
        self._fixed.setText(_("Ya se emitió: se ve tal cual.") if issued else "")


def show_document(
    workspace: Workspace, over: QWidget, key: str, subject: str, page: str = "carta", name: str = ""
) -> None:
    """Show a document of `REPORTS` on a paper; `name` is that of its subject, for the heading."""
    session, report, today = workspace.session, report_of(key), day_of(workspace)
    heading = " · ".join(filter(None, (_(report.title), name)))
    try:
        if key == "minute":
            show_pdf(over, heading, print_minute(workspace, subject, page))
            return
        snapshot: Any = report.gather(session, subject, today)
    except PeaError as error:
        dialogs.show_error(error, over)
        return
    if key == "reminder":
        show_reminder(workspace, over, snapshot, page)
    else:
        show_pdf(over, heading, drawing(workspace, report, snapshot, page))


def open_documents(workspace: Workspace, over: QWidget, wanted: Wanted | None = None) -> None:
    """Ask for a document and show it."""
    dialog = DocumentsDialog(over, workspace, wanted)
    if dialogs.show(dialog) and dialog.subject is not None:
        show_document(
            workspace, over, dialog.report.key, dialog.subject, dialog.page, dialog.subject_name
        )
    dialog.deleteLater()


def day_of(workspace: Workspace) -> date:
    """Return the day it is on this laptop."""
    return datetime.fromtimestamp(workspace.now() / 1000, tz=UTC).astimezone().date()


def show_reminder(
    workspace: Workspace, over: QWidget, snapshot: "ReminderSnapshot", page: str = "carta"
) -> None:
    """Ask what an oficio de recordatorio says beside its list, and show it."""
    from pea_desktop.ui.screens.agreement_reminder import ReminderDialog

    dialog = ReminderDialog(over, snapshot, page)
    if dialogs.show(dialog):
        heading = _("Oficio de recordatorio {institution}").format(institution=snapshot.institution)
        draw = drawing(workspace, report_of("reminder"), dialog.snapshot, dialog.page)
        show_pdf(over, heading, draw)
    dialog.deleteLater()


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.setUniformItemSizes(False)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setIconSize(QSize(0, 0))
    return made


def _minutes(session: Any) -> Options:
    made = []
    for one in minutes.minutes(session):
        meeting = minutes.meeting_of(session, one)
        day = show_date(meeting.day) if meeting else ""
        name = documents.minute_title(session, one)
        made.append((one.id, " · ".join(filter(None, (name, day)))))
    return made[::-1]


def _owners(session: Any) -> Options:
    return list({row.institution_id: row.institution for row in matrix.lines(session)}.items())


def _debtors(session: Any, today: date) -> Options:
    """Return the institutions that owe something, with how much."""
    counts: dict[str, list[minutes.TrayRow]] = {}
    for row in minutes.tray(session, today):
        if row.is_open and row.institution_id:
            counts.setdefault(row.institution_id, []).append(row)
    made = []
    for key, own in counts.items():
        told = ngettext("{n} acuerdo por cumplir", "{n} acuerdos por cumplir", len(own)).format(
            n=len(own)
        )
        made.append((key, f"{institutions.name_of(session, key)} · {told}"))
    return made


def _file_name(heading: str) -> str:
    """Return a heading without what no name of a file may hold."""
    return "".join("-" if sign in '\\/:*?"<>|' else sign for sign in heading).replace(" · ", " - ")
