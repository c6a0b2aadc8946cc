"""The errors a person may read; everything else is a bug."""

import errno
import sqlite3

from pea_desktop.i18n import N_, _

_REASONS = {
    errno.ENOENT: N_("no existe"),
    errno.EACCES: N_("falta el permiso"),
    errno.EPERM: N_("falta el permiso"),
    errno.EISDIR: N_("es una carpeta"),
    errno.ENOTDIR: N_("una parte de la ruta no es carpeta"),
    errno.EEXIST: N_("ya hay algo con ese nombre"),
    errno.ENOTEMPTY: N_("la carpeta no está vacía"),
    errno.ENOSPC: N_("no hay espacio en el disco"),
    errno.EFBIG: N_("no hay espacio en el disco"),
    errno.EROFS: N_("el disco es solo de lectura"),
    errno.EBUSY: N_("otro programa lo está usando"),
    errno.ENAMETOOLONG: N_("el nombre es demasiado largo"),
    errno.EIO: N_("el disco está fallando"),
}
_DATABASE_REASONS = {
    "full": N_("no hay espacio en el disco"),
    "disk i/o": N_("no hay espacio en el disco"),
    "unable to open": N_("no se puede abrir"),
    "readonly": N_("falta el permiso"),
    "locked": N_("otro programa lo está usando"),
    "malformed": N_("está dañado"),
}


class PeaError(Exception):
    """An error whose text is meant for the person at the screen.

    `str(error)` is one Spanish sentence: what happened, and what to do.
    """


class NewerFileError(PeaError):
    """The file was written by a newer version of the program."""


class LockedError(PeaError):
    """Another window or program has the file open for writing."""


class PackageError(PeaError):
    """A package file is damaged, forged, foreign or too new."""


class ConflictedError(PeaError):
    """The field is in conflict: somebody has to decide before it can be edited.

    Attributes:
        is_told: Whether the person was asked already, and nobody need say it again.
    """

    is_told = False


def reason_of(error: OSError | sqlite3.Error) -> str:
    """Return why the machine refused, in a person's language, to go inside a sentence.

    `strerror` would be in the language of the system, or in English, as SQLite's texts are.
    """
    if isinstance(error, sqlite3.Error):
        text = str(error).lower()
        known = next((told for part, told in _DATABASE_REASONS.items() if part in text), None)
        return _(known) if known else _("la base de datos no responde")
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else _("error {number} del sistema").format(number=error.errno or 0)
