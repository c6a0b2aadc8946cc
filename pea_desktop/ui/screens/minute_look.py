"""«Presentación»: how an institution's documents look, with the paper beside it."""

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas import documents, institutions, minutes
from pea_desktop.areas.minutes import (
    MINUTE_TEMPLATE_LABELS,
    DocumentTemplate,
    Look,
    MinuteSnapshot,
    MinuteTemplate,
)
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.grid import parse_text
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, ShortLabel, label
from pea_desktop.ui.screens.minute_preview import MinutePreview
from pea_desktop.ui.screens.minute_prose import LiveFields

_PAGES: Final = {"carta": N_("Carta"), "oficio": N_("Oficio")}
_TEXTS: Final = {
    "opening": N_("Apertura"),
    "quorum": N_("Declaración de quórum"),
    "closing": N_("Cierre"),
}
_COLOURS: Final = ("colour", "shade")
_KEPT: Final = ("name", "header", "heading_font", "body_font", "page", "legal", *_TEXTS)
_MOST_LOGO: Final = 5 * 1024 * 1024


class LookDialog(QDialog):
    """Edits the template that a minute takes; what is seen beside it is that minute.

    Attributes:
        form: its fields.
        preview: the minute with the look as it is now.
    """

    def __init__(self, parent: QWidget | None, workspace: Workspace, minute_id: str) -> None:
        super().__init__(parent)
        self._workspace = workspace
        session = workspace.session
        minute = minutes.minute(session, minute_id)
        meeting = minutes.meeting_of(session, minute)
        self._institution_id = (meeting.institution_id if meeting else None) or ""
        self._template = minutes.template_of(session, minute)
        self._kind = minute.template
        self._snapshot: MinuteSnapshot = documents.draft(session, minute_id)
        self._new_logo: tuple[str, bytes] | None = None
        self._has_logo = bool(self._template and self._template.logo)
        self.setWindowTitle(_("Presentación de los documentos"))
        theme = Theme.of_application()
        self.form = Form(columns=2)
        self.live = LiveFields(self)
        self.live.set_values(minutes.live_values(session, minute))
        self.preview = MinutePreview(self._look_at, with_tools=False)
        self._refusal = label("", "errortext")
        self._refusal.hide()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._make_left(theme), 1)
        across.addWidget(self.preview, 1)
        # Only inside its dialog a button can be the default one.
        self._save.setDefault(True)
        self._fill()
        self.form.edited.connect(lambda _key: self.preview.want())
        self.resize(theme.px(1180), theme.px(660))

    def take_logo(self, name: str, data: bytes) -> None:
        """Take a picture as the logo.

        Raises:
            PeaError: It is no PNG or JPEG picture, or too large.
        """
        if len(data) > _MOST_LOGO:
            raise PeaError(_("«{name}» pesa más de 5 MB; use una más chica.").format(name=name))
        minutes.require_picture(data, name)
        self._new_logo, self._has_logo = (name, data), True
        self._show_logo(name)

    @override
    def accept(self) -> None:
        """Write the template, and close unless something is refused."""
        try:
            with self._workspace.edit(_("Presentación de los documentos")) as session:
                self._write(session)
        except PeaError as error:
            self._refusal.setText(str(error))
            self._refusal.show()
            return
        super().accept()

    def _make_left(self, theme: Theme) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 16, 16)))
        column.setSpacing(theme.px(10))
        self._add_fields()
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, theme.px(8), 0)
        within.addWidget(self.form)
        within.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for plain in (scroll, inside):
            plain.setProperty("kind", "plain")
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        column.addWidget(self._refusal)
        buttons = QDialogButtonBox()
        save = buttons.addButton(_("Guardar"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._save = save
        buttons.addButton(_("Cancelar"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        return left

    def _add_fields(self) -> None:
        from pea_desktop.reports.typeset import FAMILY, families

        form = self.form
        scopes = [("", _("Todas las instituciones"))]
        if self._institution_id:
            name = institutions.name_of(self._workspace.session, self._institution_id)
            scopes.insert(0, (self._institution_id, _("Sólo {name}").format(name=name)))
        kinds = [(str(one), _(MINUTE_TEMPLATE_LABELS[one])) for one in MinuteTemplate]
        form.add_line("name", _("Nombre de la plantilla"), wide=True)
        form.add_choice("institution_id", _("Para"), scopes)
        form.add_choice("kind", _("En"), [("", _("Todos los documentos")), *kinds])
        form.add_text("header", _("Renglones del encabezado"), lines=(2, 5), wide=True)
        form.add_widget(self._make_logo())
        for key, text in (("colour", _("Color de los títulos")), ("shade", _("Fondo de tablas"))):
            form.add_line(key, text, hint="#7A1F3D")
        form.add_widget(self._make_colours())
        usual = ("", _("La del programa ({name})").format(name=FAMILY))
        fonts = [usual, *((one, one) for one in families())]
        form.add_choice("heading_font", _("Letra de los títulos"), fonts)
        form.add_choice("body_font", _("Letra del texto"), fonts)
        form.add_choice("page", _("Papel"), [(key, _(text)) for key, text in _PAGES.items()])
        form.add_text("legal", _("Leyenda legal al final"), lines=(2, 6), wide=True)
        for key, text in _TEXTS.items():
            field = self.live.make_text((2, 8))
            form.add_text(key, _("{text} de los documentos nuevos").format(text=_(text)),
                          wide=True, field=field)  # fmt: skip
        for key in form.field_keys():
            field_ = form.field(key)
            if hasattr(field_, "activated"):
                field_.activated.connect(lambda _at: self.preview.want())

    def _make_logo(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Theme.of_application().px(8))
        choose = Button(_("Logotipo…"), "upload")
        choose.clicked.connect(self._choose_logo)
        self._remove = Button("", "trash-2", "icon", tip=_("Quitar el logotipo"))
        self._remove.clicked.connect(self._remove_logo)
        self._logo = ShortLabel("", "muted")
        for widget in (choose, self._remove):
            row.addWidget(widget)
        row.addWidget(self._logo, 1)
        return made

    def _make_colours(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Theme.of_application().px(8))
        for key, text in (("colour", _("Elegir color…")), ("shade", _("Elegir fondo…"))):
            button = Button(text)
            button.clicked.connect(lambda _c=False, key=key: self._choose_colour(key))
            row.addWidget(button)
        row.addStretch(1)
        return made

    def _fill(self) -> None:
        template = self._template
        values: dict[str, str | None] = {
            key: getattr(template, key) if template is not None else None
            for key in (*_KEPT, *_COLOURS)
        }
        values["institution_id"] = (
            (template.institution_id or "") if template is not None else self._institution_id
        )
        values["kind"] = str(template.kind or "") if template is not None else ""
        values["page"] = values["page"] or minutes.PAGES[0]
        if template is None:
            values["name"] = _("Institucional")
        values |= minutes.prose_of(template, self._kind)
        self.form.set_values(values)
        self._show_logo(_("Guardado en el expediente"))

    def _show_logo(self, name: str) -> None:
        self._logo.setText(name if self._has_logo else _("Sin logotipo (PNG o JPEG)"))
        self._remove.setVisible(self._has_logo)
        self.preview.want()

    def _choose_logo(self) -> None:
        path = dialogs.choose_open(self, _("Logotipo"), _("Imágenes (*.png *.jpg *.jpeg)"))
        if path is None:
            return
        try:
            self.take_logo(path.name, path.read_bytes())
        except OSError as error:
            told = _("No se pudo leer «{name}»: {reason}.").format(
                name=path.name, reason=reason_of(error)
            )
            dialogs.show_error(PeaError(told), self)
        except PeaError as error:
            dialogs.show_error(error, self)

    def _remove_logo(self) -> None:
        self._new_logo, self._has_logo = None, False
        self._show_logo("")

    def _choose_colour(self, key: str) -> None:
        now = QColor(self.form.value(key) or "#7A1F3D")
        chosen = QColorDialog.getColor(now, self, _("Elegir color"))
        field = self.form.field(key)
        if chosen.isValid() and isinstance(field, QLineEdit):
            field.setText(chosen.name().upper())
            self.preview.want()

    def _look_at(self) -> MinuteSnapshot:
        values = self.form.values()
        now = self._snapshot.look
        logo, data = (now.logo, now.logo_bytes) if self._has_logo else ("", b"")
        if self._new_logo is not None:
            logo, data = "nuevo", self._new_logo[1]
        look = Look(
            header=tuple(one for one in values["header"].splitlines() if one.strip()),
            colour=values["colour"].strip(),
            shade=values["shade"].strip(),
            heading_font=values["heading_font"],
            body_font=values["body_font"],
            page=values["page"],
            legal=values["legal"],
            logo=logo,
            logo_bytes=data,
        )
        return replace(self._snapshot, look=look)

    def _write(self, session: Any) -> None:
        values = self.form.values()
        kind = MinuteTemplate(values["kind"]) if values["kind"] else None
        scope = values["institution_id"] or None
        row = self._template
        if row is None or (row.institution_id, row.kind) != (scope, kind):
            # Another scope is another template: that of the others stays as it is.
            former = row.logo if row is not None else None
            row = DocumentTemplate(institution_id=scope, kind=kind, logo=former)
            session.add(row)
        for key in _KEPT:
            setattr(row, key, parse_text(values[key]))
        for key in _COLOURS:
            setattr(row, key, minutes.parse_colour(values[key]))
        if self._new_logo is not None:
            minutes.set_logo(session, row, self._new_logo[1], self._new_logo[0])
        elif not self._has_logo:
            row.logo = None
