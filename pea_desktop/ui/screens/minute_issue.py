"""«Emitir…»: what is read before a minute is frozen, each remark a step away from its place."""

from typing import Any, Final, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.matrix.linting import lint_matrix
from pea_desktop.areas.minutes import MinuteSnapshot
from pea_desktop.core.findings import SEVERITY_LABELS, Finding, Severity
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.page_strip import PageStrip
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label
from pea_desktop.ui.screens.minute_preview import MinutePreview

OF_MINUTE: Final = N_("Minuta")
OF_MATRIX: Final = N_("Matriz")
OF_LETTERS: Final = N_("Letra del documento")
_AT = Qt.ItemDataRole.UserRole
_STRIP, _ROOMY = 140, 1100
_ICONS = {
    Severity.ERROR: ("circle-x", "err"),
    Severity.WARNING: ("triangle-alert", "revline"),
    Severity.INFO: ("info", "info"),
}


class Remark(NamedTuple):
    """A finding, and what it is about."""

    about: str
    finding: Finding


class Review(NamedTuple):
    """What is read before a minute is issued.

    Attributes:
        folio: the folio it would get now, with its version where it is not the first.
        remarks: what is remarked, the minute first.
        since: folio of the document the matrix is compared with; "" without one.
        changes: what changed in the matrix since, in words; "" when nothing did.
        wants_changes: whether the changes are annexed.
        refused: how many of the remarks, the first ones, keep it from being issued.
        snapshot: what would be printed; None where nobody is to see it.
    """

    folio: str
    remarks: tuple[Remark, ...]
    since: str
    changes: str
    wants_changes: bool
    refused: int = 0
    snapshot: MinuteSnapshot | None = None


def gather(workspace: Workspace, minute_id: str) -> Review:
    """Read what there is to say about a minute before it is issued.

    Raises:
        PeaError: There is no such minute.
    """
    from pea_desktop.reports import glyphs

    session = workspace.session
    minute = minutes.minute(session, minute_id)
    snapshot = documents.draft(session, minute_id)
    earlier = documents.earlier_snapshot(session, minute)
    found = minutes.review(session, minute_id)
    refused = [one for one in found if one.code in minutes.BLOCKING]
    remarks = [Remark(OF_MINUTE, one) for one in refused]
    remarks += [Remark(OF_MINUTE, one) for one in found if one not in refused]
    remarks += [Remark(OF_LETTERS, one) for one in glyphs.in_minute(snapshot)]
    if snapshot.with_matrix:
        remarks += [Remark(OF_MATRIX, one) for one in _of_matrix(session, minute)]
    folio, version = documents.provisional_folio(
        session, workspace.device, minute_id, workspace.now()
    )
    if version > 1:
        folio = _("{folio} · versión {n}").format(folio=folio, n=version)
    return Review(
        folio=folio,
        remarks=tuple(remarks),
        since=earlier.folio if earlier else "",
        changes=_changes(earlier, snapshot),
        wants_changes=bool(minute.with_changes) and earlier is not None,
        refused=len(refused),
        snapshot=snapshot,
    )


class IssueDialog(QDialog):
    """Shows the review; accepted with a remark chosen it is to go there, without one to issue.

    Attributes:
        list: the remarks.
        pages: its pages in small.
        preview: the page that is looked at.
        changes: whether the redline is annexed.
        issue: the button that freezes.
    """

    def __init__(self, parent: QWidget | None, heading: str, review: Review) -> None:
        super().__init__(parent)
        self._review = review
        self._chosen: Remark | None = None
        self.setWindowTitle(_("Revisión antes de firmar"))
        theme = Theme.of_application()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._make_pages(across)
        column = QVBoxLayout()
        across.addLayout(column, 1)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(10))
        column.addWidget(label(heading, "title"))
        column.addWidget(
            label(_("Folio que recibirá: {folio}").format(folio=review.folio), "muted")
        )
        column.addWidget(self._make_summary())
        self.list = QListWidget()
        self.list.setAccessibleName(_("Lo que conviene revisar"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _item: self.go())
        self._fill()
        self.list.setVisible(bool(review.remarks))
        column.addWidget(self.list, 1)
        self.changes = QCheckBox(_changes_words(review))
        self.changes.setChecked(review.wants_changes)
        self.changes.setEnabled(bool(review.since))
        column.addWidget(self.changes)
        column.addWidget(
            label(
                _(
                    "Al emitir, la minuta y su matriz se congelan con folio y huella: después ya "
                    "no se editan. Los cambios se hacen con fe de erratas, adenda o nueva versión."
                ),
                "secondary",
            )
        )
        column.addLayout(self._make_buttons())
        for keys, step in (("F8", 1), ("Shift+F8", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._step(step))
        self._take_room(theme)
        (self.list if review.remarks else self.issue).setFocus()

    @property
    def chosen(self) -> Remark | None:
        """The remark to go to; None to issue."""
        return self._chosen

    def go(self) -> None:
        """Go to the place of the current remark."""
        item = self.list.currentItem()
        if item is not None:
            self._chosen = self._review.remarks[int(item.data(_AT))]
            self.accept()

    def _make_pages(self, across: QHBoxLayout) -> None:
        """Show what will be frozen: all pages in small, and the chosen one beside them."""
        theme, snapshot = Theme.of_application(), self._review.snapshot
        self.preview = MinutePreview(lambda: snapshot, with_tools=False)
        self.pages = PageStrip(_("Páginas del documento"))
        self.pages.setFixedWidth(theme.px(_STRIP))
        paper = self.preview.paper
        paper.shown.connect(lambda: self.pages.show_document(paper.pdf))
        paper.page_changed.connect(lambda number, _total: self._follow(number))
        self.pages.picked.connect(paper.go_to_page)
        across.addWidget(self.pages)
        across.addWidget(self.preview, 1)
        self._beside = (self.pages, self.preview)

    def _follow(self, page: int) -> None:
        # Who chooses in the strip has chosen: the last pages cannot be scrolled to the top.
        if not self.pages.hasFocus():
            self.pages.choose(page)

    def _take_room(self, theme: Theme) -> None:
        """Be wide enough for the pages, where the screen is."""
        room = self.screen().availableSize()
        is_roomy = self._review.snapshot is not None and room.width() >= theme.px(_ROOMY)
        for widget in self._beside:
            widget.setVisible(is_roomy)
        if is_roomy:
            tall = min(theme.px(700), room.height() - theme.px(48))
            self.resize(min(theme.px(1240), room.width() - theme.px(40)), tall)
            return
        self.resize(theme.px(660), theme.px(520 if self._review.remarks else 260))

    def _make_summary(self) -> QWidget:
        remarks = self._review.remarks
        grave = sum(1 for one in remarks if one.finding.severity != Severity.INFO)
        refused = self._review.refused
        if refused:
            words = ngettext(
                "Un acuerdo no tiene texto: escríbalo o quítelo. Entrar va a su lugar.",
                "{n} acuerdos no tienen texto: escríbalos o quítelos. Entrar va a su lugar.",
                refused,
            ).format(n=refused)
            return label(words, "errortext")
        if not remarks:
            return label(_("Todo en orden: no hay nada que revisar."), "oktext")
        if not grave:
            words = _("Nada grave. Quedan notas por si quiere verlas.")
        else:
            words = ngettext(
                "{n} aviso por revisar. Entrar va a su lugar; F8 pasa al siguiente.",
                "{n} avisos por revisar. Entrar va a su lugar; F8 pasa al siguiente.",
                grave,
            ).format(n=grave)
        return label(words, "muted")

    def _fill(self) -> None:
        for at, (about, finding) in enumerate(self._review.remarks):
            icon, token = _ICONS[finding.severity]
            item = QListWidgetItem(
                icons.icon(icon, token),
                _("{about}: {sentence}").format(about=_(about), sentence=finding.sentence),
                self.list,
            )
            item.setData(_AT, at)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                _("{severity}. {about}: {sentence}").format(
                    severity=_(SEVERITY_LABELS[finding.severity]),
                    about=_(about),
                    sentence=finding.sentence,
                ),
            )
        if self._review.remarks:
            self.list.setCurrentRow(0)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Theme.of_application().px(8))
        go = Button(_("Ir al lugar"), "external-link", tip=_("Ir a donde se corrige (Entrar)"))
        go.clicked.connect(self.go)
        go.setVisible(bool(self._review.remarks))
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        self.issue = Button(_("Congelar y emitir"), "lock", "primary")
        self.issue.clicked.connect(self._issue)
        if self._review.refused:
            self.issue.setEnabled(False)
            self.issue.setToolTip(_("Falta el texto de un acuerdo"))
        row.addWidget(go)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.issue)
        return row

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_lines()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_lines()

    def _fit_lines(self) -> None:
        """Make each remark as tall as its words: Qt forgets the padding, and cuts them."""
        theme, metrics = Theme.of_application(), self.list.fontMetrics()
        room = self.list.viewport().width() - theme.px(72)
        for at in range(self.list.count()):
            item = self.list.item(at)
            wrap = Qt.TextFlag.TextWordWrap.value
            words = metrics.boundingRect(0, 0, max(room, 80), 10_000, wrap, item.text())
            item.setSizeHint(QSize(0, words.height() + theme.px(18)))

    def _issue(self) -> None:
        self._chosen = None
        self.accept()

    def _step(self, step: int) -> None:
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + step) % count)
            self.list.setFocus()


def _of_matrix(session: Any, minute: minutes.Minute) -> list[Finding]:
    meeting = minutes.meeting_of(session, minute)
    if meeting is None or meeting.institution_id is None:
        return []
    found = lint_matrix(session, meeting.institution_id)
    return [one for one in found if one.severity != Severity.INFO]


def _changes(earlier: MinuteSnapshot | None, now: MinuteSnapshot) -> str:
    if earlier is None:
        return ""
    return minutes.in_words(tuple(minutes.matrix_changes(earlier.matrix, now.matrix)))


def _changes_words(review: Review) -> str:
    if not review.since:
        return _("Anexar los cambios desde la minuta anterior (no hay una emitida)")
    return _("Anexar los cambios desde «{folio}»: {changes}").format(
        folio=review.since, changes=review.changes or _("ninguno")
    )
