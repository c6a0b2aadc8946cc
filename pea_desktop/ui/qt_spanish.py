"""Qt's own texts in Spanish: its shipped translation, and the few words that one lacks."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator
from typing_extensions import override

logger = logging.getLogger(__name__)

_MISSING = {
    "&Look in:": "&Buscar en:",
    "Files of &type:": "&Tipo de archivo:",
    "Drive": "Unidad",
    "File": "Archivo",
    "%1 File": "Archivo %1",
    "Folder": "Carpeta",
    "File Folder": "Carpeta",
    "Alias": "Alias",
    "Shortcut": "Acceso directo",
    "Unknown": "Desconocido",
    "Computer": "Equipo",
}


# With the mnemonics Qt's translation has inside the word.
_MEXICAN = (("fichero", "archivo"), ("Fichero", "Archivo"), ("fic&hero", "arc&hivo"))

# As they are printed on the keys.
_KEYS = {"Ctrl": "Ctrl", "Shift": "Mayús"}


class _Missing(QTranslator):
    """Translates what Qt's shipped translation leaves in English."""

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str:
        return _MISSING.get(sourceText, "")


class _Shipped(QTranslator):
    """Qt's own translation, which is the one of Spain, with the word used in Mexico for a file."""

    @override
    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str | None:
        if context == "QShortcut" and sourceText in _KEYS:
            return _KEYS[sourceText]
        text = super().translate(context, sourceText, disambiguation, n)  # type: ignore[arg-type]
        for spanish, mexican in _MEXICAN:
            text = (text or "").replace(spanish, mexican)
        # None, and not an empty text, makes Qt ask the next translator.
        return text or None


def install(application: QCoreApplication) -> None:
    """Make Qt speak Spanish; once a program."""
    # Asked last installed first: the shipped translation goes before ours.
    application.installTranslator(_Missing(application))
    shipped = _Shipped(application)
    if shipped.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(shipped)
    else:
        logger.warning("qt_spanish: Qt's translation was not found")
