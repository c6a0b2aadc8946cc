"""The program's diary on this device: what was done, never what was written in a cell."""

import contextlib
import logging
import logging.handlers
import sys
from pathlib import Path

from typing_extensions import override

from pea_desktop import paths

_BYTES = 1_000_000
_FILES = 5


class _File(logging.handlers.RotatingFileHandler):
    """A log that keeps still when the disk is full: nobody is shown a traceback for it."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        pass

    @override
    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def folder() -> Path:
    """Return the folder of the log files."""
    return paths.user_dir() / "logs"


def start(debug: bool = False) -> None:
    """Write log records of the whole program to a rotating file (1 MB, five files).

    A folder that cannot be written is no reason to refuse to work: then there is no log. With
    `debug`, everything is also printed to stderr. Calling it again replaces the first log.
    """
    stop()
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    try:
        folder().mkdir(parents=True, exist_ok=True)
        file_handler: logging.Handler = _File(
            folder() / "pea.log",
            maxBytes=_BYTES,
            backupCount=_FILES - 1,
            encoding="utf-8",
        )
    except OSError:
        file_handler = logging.NullHandler()
    _add(file_handler)
    if debug:
        _add(logging.StreamHandler(sys.stderr))


def stop() -> None:
    """Close what `start` opened."""
    root = logging.getLogger()
    for handler in [known for known in root.handlers if known.get_name() == __name__]:
        root.removeHandler(handler)
        handler.close()


def tail(lines: int = 60) -> str:
    """Return the last lines of the log, for a report of a failure."""
    try:
        text = (folder() / "pea.log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _add(handler: logging.Handler) -> None:
    handler.set_name(__name__)
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger().addHandler(handler)
