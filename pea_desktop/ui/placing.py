"""Asking where an expediente is to be, when it lies where its file is not safe."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from pea_desktop.core import places
from pea_desktop.i18n import _
from pea_desktop.settings import Settings
from pea_desktop.ui.kit import dialogs


def documents() -> Path:
    """Return the person's folder for documents."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())


def safe_folder() -> Path:
    """Return a folder on the laptop's own disk; many offices let theirs for documents sync."""
    found = documents()
    return found if places.place_of(found / "x") is None else Path.home() / _("Expedientes PEA")


def settle(path: Path, settings: Settings, over: QWidget | None) -> Path | None:
    """Return where a file is to be opened: where it lies, or brought to the disk; None for not.

    Who wants it where it is, is asked once for each file.

    Raises:
        PeaError: It could not be brought.
    """
    place = places.place_of(path)
    if place is None or str(path.absolute()) in settings.kept_files:
        return path
    folder = safe_folder()
    chosen = dialogs.choose(
        over,
        _("«{name}» no está en un lugar seguro.").format(name=path.name),
        [_("Traerlo y abrirlo"), _("Abrirlo ahí")],
        _(
            "{why}\n\nSe puede traer a «{folder}»; el archivo de ahí queda aparte, con otro "
            "nombre. Para llevar el trabajo a otro equipo use un paquete."
        ).format(why=places.why(place), folder=folder),
    )
    if chosen is None:
        return None
    if chosen == 0:
        return places.bring(path, folder)
    settings.kept_files = [*settings.kept_files, str(path.absolute())]
    return path


def settle_new(path: Path, settings: Settings, over: QWidget | None) -> Path | None:
    """Return where a new file is to be made, once its place was agreed to; None for not."""
    place = places.place_of(path)
    if place is None:
        return path
    folder = safe_folder()
    chosen = dialogs.choose(
        over,
        _("Ahí el expediente no estaría seguro."),
        [_("Crearlo en «{folder}»").format(folder=folder.name), _("Crearlo ahí")],
        places.why(place),
    )
    if chosen is None:
        return None
    if chosen == 0:
        folder.mkdir(parents=True, exist_ok=True)
        return places.free_name(folder, path)
    settings.kept_files = [*settings.kept_files, str(path.absolute())]
    return path
