"""What a package would bring, before anything is changed."""

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pea_desktop.files.package import Received
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label


class PackagePreview(QDialog):
    """Says who sends and what would change; accepting applies it.

    The figures come from really doing it and rolling it back, so they cannot differ from what
    happens.
    """

    def __init__(self, name: str, brings: Received, parent: QWidget | None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self.setWindowTitle(_("Recibir «{name}»").format(name=name))
        self.setMinimumWidth(theme.px(440))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 20, 20, 16)))
        column.setSpacing(theme.px(12))
        who = _("{author} · {device}").format(author=brings.author, device=brings.device)
        column.addWidget(label(_("Paquete de {who}").format(who=who), "title"))
        column.addWidget(
            label(
                _("Huella: {fingerprint}. Compárela de viva voz con quien lo envía.").format(
                    fingerprint=brings.fingerprint
                ),
                "secondary",
                selectable=True,
            )
        )
        if brings.missing:
            self._add_missing(column, brings)
        else:
            self._add_counts(column, brings)
        column.addStretch(1)
        column.addLayout(self._make_buttons(brings))

    def _add_missing(self, column: QVBoxLayout, brings: Received) -> None:
        note = frame("info")
        inside = QVBoxLayout(note)
        for missing in brings.missing:
            inside.addWidget(label(missing.sentence, "infotext"))
        column.addWidget(note)

    def _add_counts(self, column: QVBoxLayout, brings: Received) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Theme.of_application().px(16))
        for row, (text, count) in enumerate(
            (
                (_("Registros nuevos"), brings.new),
                (_("Registros que cambian"), brings.changed),
                (_("Registros que se borran"), brings.deleted),
                (_("Conflictos por resolver"), brings.conflicts),
            )
        ):
            figure = label(str(count), "strong")
            figure.setAccessibleName(f"{text}: {count}")
            grid.addWidget(label(text), row, 0)
            grid.addWidget(figure, row, 1)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        if is_nothing_new(brings):
            column.addWidget(label(_("Este equipo ya tiene todo lo que trae."), "muted"))

    def _make_buttons(self, brings: Received) -> QHBoxLayout:
        text = _("Dejar en espera") if brings.missing else _("Aplicar")
        accept = Button(text, kind="primary")
        accept.setDefault(True)
        accept.clicked.connect(self.accept)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(accept)
        # Enter accepts what is shown; the button that comes first would take it otherwise.
        accept.setFocus()
        return row


def is_nothing_new(brings: Received) -> bool:
    """Tell whether a package changes nothing here."""
    return not (brings.new or brings.changed or brings.deleted or brings.conflicts)


def received_sentence(received: Received) -> str:
    """Return what a package did, in one sentence."""
    if received.missing:
        return _("El paquete de «{device}» quedó en espera: {why}").format(
            device=received.device, why=received.missing[0].sentence
        )
    if is_nothing_new(received):
        return _("El paquete de «{device}» no trae nada que este equipo no tenga.").format(
            device=received.device
        )
    return _(
        "Se recibió el paquete de «{device}»: {new}, {changed}, {deleted}, {conflicts}."
    ).format(
        device=received.device,
        new=ngettext("{n} nuevo", "{n} nuevos", received.new).format(n=received.new),
        changed=ngettext("{n} cambiado", "{n} cambiados", received.changed).format(
            n=received.changed
        ),
        deleted=ngettext("{n} borrado", "{n} borrados", received.deleted).format(
            n=received.deleted
        ),
        conflicts=ngettext("{n} conflicto", "{n} conflictos", received.conflicts).format(
            n=received.conflicts
        ),
    )
