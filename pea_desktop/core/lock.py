"""One writer at a time, kept by the operating system: a crash leaves no stale lock."""

import contextlib
import os
import sys
from pathlib import Path
from typing import IO

from pea_desktop.core.errors import LockedError, PeaError, reason_of
from pea_desktop.i18n import _

# The locked byte lies beyond the text, so that others can still read who holds it (on Windows a
# locked byte cannot be read).
_LOCKED_BYTE = 1 << 16


class FileLock:
    """The right to write to a file, held until `release()` or the end of the process."""

    def __init__(self, path: Path, holder: str) -> None:
        """Take the lock beside `path`; `holder` is what others are told.

        Raises:
            LockedError: Somebody else has it.
        """
        # Beside the file itself: a link to it is no second file.
        real = path.resolve()
        self.path = real.with_name(real.name + ".lock")
        self._stream = self._take(path)
        # Who holds it is a courtesy: on a full disk the lock is as good without.
        with contextlib.suppress(OSError):
            self._stream.truncate(0)
            self._stream.write(holder.encode()[:1000])

    def _take(self, path: Path) -> IO[bytes]:
        while True:
            try:
                stream = self.path.open("a+b", buffering=0)
            except OSError as error:
                raise PeaError(
                    _("No se puede escribir en la carpeta de «{name}»: {reason}.").format(
                        name=path.name, reason=reason_of(error)
                    )
                ) from error
            if not _try_lock(stream):
                stream.close()
                raise LockedError(self._who(path))
            # The former holder removes the file when it lets go: a lock on a removed file locks
            # nobody out.
            try:
                if os.path.samestat(os.fstat(stream.fileno()), self.path.stat()):
                    return stream
            except FileNotFoundError:
                pass
            stream.close()

    def _who(self, path: Path) -> str:
        try:
            holder = self.path.read_bytes()[:1000].decode(errors="replace")
        except OSError:
            holder = ""
        if not holder:
            holder = _("otra ventana")
        return _(
            "«{name}» ya está abierto para escribir ({holder}); ciérrelo ahí e intente de nuevo."
        ).format(name=path.name, holder=holder)

    def release(self) -> None:
        """Let go; calling it again does nothing."""
        if self._stream.closed:
            return
        if sys.platform != "win32":
            self.path.unlink(missing_ok=True)
        self._stream.close()
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)


def _try_lock(stream: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(_LOCKED_BYTE)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
