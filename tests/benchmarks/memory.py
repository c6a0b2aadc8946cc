"""How much memory one step of the exchange takes above the idle program, in a process of its own.

    python -m tests.benchmarks.memory FOLDER DEVICE FILE.pea STEP PACKAGE [SECRET]

In one process the step before would have left memory that the next one takes for nothing.
"""

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package import envelope
from tests.benchmarks import tables
from tests.benchmarks.measuring import Figure, peak, resident, seconds

MOST = 64
_OTHER = "Equipo receiver"
_PASSPHRASE = "cuatro palabras sin relación"


def figure(what: str, folder: Path, device: str, file: Path, step: str, path: Path) -> Figure:
    """Measure one step on a file: export, verify, preview, import; «-age», «-pass» encrypted."""
    command = (sys.executable, "-m", "tests.benchmarks.memory")
    done = subprocess.run(
        [*command, str(folder), device, str(file), step, str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    size = path.stat().st_size / 1e6
    detail = f"idle {told['idle'] / 1e6:.0f} MB, {told['seconds']:.2f} s, package {size:.1f} MB"
    name = f"{step} of {what}, MB above idle"
    return Figure(name, (told["peak"] - told["idle"]) / 1e6, MOST, detail)


def _step(workspace: Workspace, step: str, path: Path) -> Callable[[], object]:
    step, _dash, how = step.partition("-")
    passphrase = _PASSPHRASE if how == "pass" else None
    if step == "export":
        to = [_OTHER] if how == "age" else []
        return lambda: package.export(workspace, path, _OTHER, encrypt_to=to, passphrase=passphrase)
    if step == "verify":
        keys = envelope.Keys(workspace.device, passphrase)
        return lambda: package.inspect(path, keys)
    is_preview = step == "preview"
    return lambda: package.receive(workspace, path, dry_run=is_preview, passphrase=passphrase)


def main(folder: str, device: str, file: str, step: str, path: str) -> None:
    """Print idle and peak memory in bytes and the time that a step took."""
    with Workspace.open(
        Path(file), tables.SCHEMA, tables.device(Path(folder), device), back_up=False
    ) as workspace:
        run = _step(workspace, step, Path(path))
        # What an idle program has: its modules read, and the file looked at.
        package.export(workspace, Path(folder, "idle.peapkg"), with_entries=False,
                       with_attachments=False)  # fmt: skip
        package.inspect(Path(folder, "idle.peapkg"))
        workspace.session.query(tables.Line).limit(100).all()
        workspace.session.commit()
        workspace.session.expunge_all()
        gc.collect()
        idle = resident()
        taken = seconds(run)
        print(json.dumps({"idle": idle, "peak": peak(idle), "seconds": taken}))


if __name__ == "__main__":
    main(*sys.argv[1:])
