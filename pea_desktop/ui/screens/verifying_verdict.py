"""What verification found, in words, icons and colours: the verdict first, then four lines each."""

from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.i18n import N_, _
from pea_desktop.signing import texts
from pea_desktop.signing.desk import Result, Signed, Verdict
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label


class Look(NamedTuple):
    """Ground, text and icon of a verdict or a line."""

    kind: str
    icon: str
    token: str


_GOOD: Final = Look("ok", "shield-check", "ok")
_OPEN: Final = Look("info", "shield-question-mark", "info")
_BAD: Final = Look("error", "shield-alert", "err")
VERDICT_LOOKS: Final = {
    Verdict.KNOWN: _GOOD,
    Verdict.UNCHECKED: _OPEN,
    Verdict.UNKNOWN: _BAD,
    Verdict.ALTERED: _BAD,
    Verdict.UNREADABLE: Look("error", "circle-x", "err"),
    Verdict.UNSIGNED: Look("info", "circle-dashed", "info"),
    Verdict.OLDER: Look("info", "history", "info"),
}

_SENTENCES: Final = {
    Verdict.KNOWN: N_(
        "Nadie cambió el documento y cada certificado lo emitió una autoridad que usted importó."
    ),
    Verdict.UNCHECKED: N_(
        "Nadie cambió el documento. Falta comprobar quién emitió los certificados: importe los "
        "del SAT en «Autoridades…»."
    ),
    Verdict.UNKNOWN: N_(
        "Nadie cambió el documento, pero un certificado no lo emitió ninguna de las autoridades "
        "que usted importó."
    ),
    Verdict.ALTERED: N_("No lo dé por bueno: pida el archivo original a quien lo firmó."),
    Verdict.UNREADABLE: N_("Pida el archivo de nuevo; puede haberse cortado al copiarlo."),
    Verdict.UNSIGNED: N_("El archivo no tiene ninguna firma electrónica que comprobar."),
    Verdict.OLDER: N_("Es el documento, sin las firmas más recientes. Use el de este equipo."),
}
_AS_ISSUED: Final = N_("Es exactamente el documento que se emitió; nadie ha firmado con e.firma.")

# What stands at the right of each kind of line: good, bad or open.
_ICONS: Final = {
    "ok": ("circle-check", "ok"),
    "bad": ("circle-x", "err"),
    "open": ("circle-question-mark", "text2"),
}
_MEANINGS: Final = (
    N_(
        "El programa compara el archivo byte por byte con el que se emitió. Una letra distinta "
        "se diría aquí."
    ),
    N_(
        "La firma se hizo con la clave privada de ese certificado. No prueba quién tenía la "
        "clave en sus manos."
    ),
    N_(
        "Un certificado vale lo que vale quien lo emite. El programa sólo reconoce a las "
        "autoridades que usted importó y comparó."
    ),
    N_(
        "La hora la pone el reloj de quien firma, y sólo el SAT sabe si un certificado se revocó. "
        "Un sello de tiempo sí demuestra que la firma ya existía."
    ),
)


def verdict_sentence(result: Result) -> str:
    """Return what a verdict means for a person, in one sentence."""
    return _(_AS_ISSUED) if result.is_issued_unsigned else _(_SENTENCES[result.verdict])


def verdict_frame(result: Result) -> QFrame:
    """Return the verdict: its exact words, with icon and colour, and why."""
    theme = Theme.of_application()
    look = VERDICT_LOOKS[result.verdict]
    ground = frame(look.kind)
    words = label(str(result.verdict), f"{look.kind}big", selectable=True)
    column = QVBoxLayout()
    column.setSpacing(theme.px(4))
    column.addWidget(words)
    column.addWidget(label(verdict_sentence(result), selectable=True))
    for reason in result.reasons:
        column.addWidget(label(reason.text, "strong", selectable=True))
    for warning in result.verification.warnings:
        column.addWidget(label(warning.text, selectable=True))
    row = QHBoxLayout(ground)
    row.setContentsMargins(*(theme.px(side) for side in (16, 12, 16, 12)))
    row.setSpacing(theme.px(12))
    row.addWidget(Picture(look.icon, look.token, 32), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(column, 1)
    return ground


class Picture(QLabel):
    """An icon that is drawn again in another theme."""

    def __init__(self, icon: str, token: str, side: int) -> None:
        super().__init__()
        self._icon, self._token, self._side = icon, token, side
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_icon"):
            self._draw()

    def _draw(self) -> None:
        theme = Theme.of_application()
        side = theme.px(self._side)
        picture = icons.pixmap(self._icon, theme.hex(self._token), side, self.devicePixelRatioF())
        self.setPixmap(picture)


class SignatureCard(QFrame):
    """One signature: whose cell, whose certificate, and the four lines.

    Args:
        signed: what was found.
        person: who signs in that cell, "" when this expediente does not know it.
    """

    def __init__(self, signed: Signed, person: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (16, 12, 16, 8)))
        column.setSpacing(theme.px(6))
        column.addWidget(label(person or signed.name or signed.cell, "title", selectable=True))
        if person and signed.name:
            told = _("Certificado de {name}").format(name=signed.name)
            column.addWidget(label(told, "secondary", selectable=True))
        self._meanings: list[QLabel] = []
        column.addLayout(self._make_lines(theme, signed))
        self._more = Button(_("Qué significa"), "chevron-down", "link")
        self._more.clicked.connect(self._toggle)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def _make_lines(self, theme: Theme, signed: Signed) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        lines = (signed.content, signed.signature, signed.issuer, signed.date)
        for at, (line, meaning) in enumerate(zip(lines, _MEANINGS, strict=True)):
            icon, token = _ICONS[tone_of(line)]
            place = Qt.AlignmentFlag.AlignTop
            grid.addWidget(Picture(icon, token, 18), 2 * at, 0, place)
            grid.addWidget(label(line, selectable=True), 2 * at, 1)
            explained = label(_(meaning), "secondary")
            explained.hide()
            self._meanings.append(explained)
            grid.addWidget(explained, 2 * at + 1, 1)
        return grid

    def _toggle(self) -> None:
        is_shown = self._meanings[0].isHidden()
        for one in self._meanings:
            one.setVisible(is_shown)
        self._more.set_icon("chevron-up" if is_shown else "chevron-down")


def tone_of(line: str) -> str:
    """Return how one of the four lines reads: «ok», «bad», or «open» for what nobody can say."""
    if line == _(texts.ISSUER_UNKNOWN) or any(
        line.startswith(_start(text))
        for text in (texts.CONTENT_CHANGED, texts.SIGNATURE_BAD, texts.NOT_VALID_THEN)
    ):
        return "bad"
    sure = (texts.CONTENT_UNCHANGED, texts.SIGNATURE_GOOD, texts.ISSUER_KNOWN)
    if any(line.startswith(_start(text)) for text in sure):
        return "ok"
    return "ok" if _start(texts.DATE_STAMPED) in line else "open"


def _start(text: str) -> str:
    """Return how a sentence begins, up to its first field."""
    return _(text).partition("{")[0]


def ceiling() -> QWidget:
    """Return the sentence that always stands under what was found."""
    return label(_(texts.CEILING), "secondary")
