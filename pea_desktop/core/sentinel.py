"""What this device remembers of its own writing, outside the expediente.

So a restored, copied or cloned file is noticed. It is hygiene, not safety: a log continued twice
becomes branches, and nothing is lost when this memory is gone. It never refuses anything.
"""

import contextlib
import hashlib
import json
import os
import platform
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pea_desktop.core.device import Device
from pea_desktop.core.journal import Journal
from pea_desktop.i18n import _

RESTORED, COPIED, CLONED = "restored", "copied", "cloned"
_MOST_ENDS = 20
_SIZE = 2048


@dataclass(frozen=True)
class Lineage:
    """That a file is not simply the one this device went on with: how, and in a sentence.

    Attributes:
        last: number of the last own change that this device remembers and the file has not got.
    """

    kind: str
    last: int
    sentence: str


class Sentinel:
    """The memory of one device about one expediente."""

    def __init__(self, journal: Journal, device: Device) -> None:
        self._journal = journal
        self._device = device
        self._path = device.home / "sentinels" / f"{_safe(journal.workspace_id)}.json"
        self._noted: tuple[int, str] | None = None
        self._is_expected = False
        self._astray: list[tuple[int, str]] = []

    def expect(self) -> None:
        """Before this device's first change of a file: remember that it is at work here.

        Else a machine that stops between that change and its note would take it for a copy.
        """
        if self._is_expected:
            return
        own = self._journal.own_log(self._device)
        if (own is None or own.head == 0) and not self._path.exists():
            with contextlib.suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._write([])
        self._is_expected = True

    def note(self) -> None:
        """Remember how far this device has written, after a commit; a full disk is no error."""
        own = self._journal.own_log(self._device)
        if own is None or own.head == 0 or self._noted == (own.head, own.hash.hex()):
            return
        end = (own.head, own.hash.hex())
        with contextlib.suppress(OSError):
            if self._noted is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._astray = self._ends()
            self._astray = [one for one in self._astray if not self._is_here(one)]
            self._write([*self._astray[-_MOST_ENDS:], end])
            self._noted = end

    def _write(self, ends: list[tuple[int, str]]) -> None:
        """Write over what was told before, by one write of one length: it is never seen by halves.

        It happens at each commit: a file made beside and renamed would cost as much as the commit.
        """
        data = json.dumps({"machine": _machine(), "ends": ends}).encode("ascii")
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, data.ljust(_SIZE))
            os.ftruncate(descriptor, _SIZE)
        finally:
            os.close(descriptor)

    def lineage(self) -> list[Lineage]:
        """Return what is to be told about where this file comes from; mostly nothing."""
        own = self._journal.own_log(self._device)
        told = self._read()
        if told is None:
            if own is None or own.head == 0:
                return []
            sentence = _(
                "Este archivo llegó de otra carpeta o equipo con cambios de esta misma identidad. "
                "Trabaje sólo en un archivo: los demás conviene archivarlos."
            )
            return [Lineage(COPIED, 0, sentence)]
        made = [
            Lineage(
                RESTORED,
                seq,
                _(
                    "Este archivo es anterior a lo que este equipo ya había escrito (hasta su "
                    "cambio {last}): se restauró un respaldo o es una copia. Nada se pierde: "
                    "reciba un paquete de quien tenga esos cambios."
                ).format(last=seq),
            )
            for seq, digest in self._ends()
            if not self._is_here((seq, digest))
        ]
        if told.get("machine") != _machine():
            sentence = _(
                "La carpeta de este equipo se copió a otra máquina: pida una identidad nueva para "
                "una de las dos, borrando en ella su llave."
            )
            made.append(Lineage(CLONED, 0, sentence))
        return made

    def _is_here(self, end: tuple[int, str]) -> bool:
        logs = self._journal.logs()
        try:
            digest = bytes.fromhex(end[1])
        except ValueError:
            return True
        return self._journal.find(logs, self._device.origin, end[0], digest) is not None

    def _ends(self) -> list[tuple[int, str]]:
        told = self._read() or {}
        try:
            return [(int(seq), str(digest)) for seq, digest in told.get("ends", [])]
        except (TypeError, ValueError):
            return []

    def _read(self) -> dict[str, Any] | None:
        try:
            made = json.loads(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return made if isinstance(made, dict) else None


@lru_cache(maxsize=1)
def _machine() -> str:
    """Return what stands for this machine, without naming it."""
    told = ""
    with contextlib.suppress(OSError):
        told = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    told = told or f"{uuid.getnode()}"
    return hashlib.sha256(f"pea-machine {platform.system()} {told}".encode()).hexdigest()[:32]


def _safe(text: str) -> str:
    return "".join(c if c.isalnum() or c == "-" else "_" for c in text)[:64]
