"""The errors a person may read; everything else is a bug."""


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
    """The field is in conflict: somebody has to decide before it can be edited."""
