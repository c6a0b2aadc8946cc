"""Build what people install. Standard library only; run it with the Python of `.venv`.

`python installer/build.py app` freezes the program into one folder, `dist/pea-desktop/`, prints
its path and size, and tries it in an empty environment. It fails if the trial fails.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "pea-desktop"

EXCLUDED_MODULES = (
    "tkinter",
    "numpy",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtQuickWidgets",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "pytest",
    "mypy",
    "setuptools",
    "pip",
)
"""What the program never imports, though a library it uses could."""

UNWANTED = (
    # Qt's own translations but `qtbase_es` (kept below): its buttons are all we show of them.
    "PySide6/Qt/translations/*",
    "PySide6/translations/*",
    # Parts of Qt that no widget program needs, with the plugins that would pull them in.
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6VirtualKeyboard*",
    "*Qt6Network*",
    "*Qt6Pdf*",
    "*Qt6EglF*",
    "*Qt6WlShell*",
    "*/wayland-shell-integration/*wl-shell-plugin*",
    "*Qt6WaylandCompositor*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/imageformats/*qpdf*",
    "*/plugins/networkinformation/*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/platforms/*qeglfs*",
    "*/plugins/platforms/*qlinuxfb*",
    "*/plugins/platforms/*qminimalegl*",
    "*/plugins/platforms/*qvkkhrdisplay*",
    "*/plugins/platforms/*qvnc*",
    "*/plugins/platformthemes/*qgtk3*",
    "*/plugins/qmltooling/*",
    "*/plugins/sqldrivers/*",
    "*/plugins/tls/*",
    # GTK and what came with it: the theme plugin is dropped, its libraries would stay.
    "libgtk-3*",
    "libgdk-3*",
    "libgdk_pixbuf*",
    "libpango*",
    "libcairo*",
    "libatk*",
    "libatspi*",
    "libepoxy*",
    "libharfbuzz*",
    "libfribidi*",
    "libthai*",
    "libdatrie*",
    "libgraphite2*",
    "libpixman*",
    "libXcomposite*",
    "libXcursor*",
    "libXdamage*",
    "libXinerama*",
    "librsvg*",
    "libgio-2*",
    "libgobject-2*",
    "libgmodule-2*",
    "libmount*",
    "libblkid*",
    # Kerberos, which came with Qt's network part.
    "libgssapi_krb5*",
    "libkrb5*",
    "libk5crypto*",
    "libcom_err*",
    "libkeyutils*",
    # The second of two builds of the same compressor; the C extension is the one that loads.
    "zstandard/_cffi*",
    # Hyphenation of every language but Spanish.
    "pyphen/dictionaries/*",
    # Image formats the documents never hold.
    "PIL/_avif*",
    "*libavif*",
)
"""Shell patterns of collected files that are left out."""

WANTED = ("*/qtbase_es.qm", "pyphen/dictionaries/hyph_es.dic")
"""Exceptions to `UNWANTED`."""


def is_unwanted(name: str) -> bool:
    """Tell whether a collected file, named as inside the folder, is left out."""
    name = name.replace("\\", "/")
    if any(fnmatch(name, pattern) for pattern in WANTED):
        return False
    return any(fnmatch(name, pattern) for pattern in UNWANTED)


def size_text(size: int) -> str:
    """Return bytes as people read them: "192.4 MB"."""
    return f"{size / 1_000_000:.1f} MB"


def sizes(folder: Path) -> list[tuple[int, str]]:
    """Return size and name of every file of a folder, largest first; a link counts nothing."""
    found = [
        (path.stat().st_size, path.relative_to(folder).as_posix())
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    ]
    return sorted(found, key=lambda entry: (-entry[0], entry[1]))


def trial_problem(returncode: int, out: str, err: str) -> str | None:
    """Say what is wrong with a run of `pea-desktop --smoke`, or None."""
    if returncode != 0:
        return f"it ended with {returncode}: {(err or out).strip()}"
    if err.strip():
        return f"it said on stderr: {err.strip()}"
    if not re.search(r"^ready \d+(\.\d+)?$", out, re.MULTILINE):
        return f"it did not say «ready SECONDS»: {out.strip()}"
    return None


def freeze() -> Path:
    """Run PyInstaller and return the program's folder."""
    work = ROOT / "build"
    folder = ROOT / "dist" / NAME
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    command += [f"--workpath={work}", f"--distpath={folder.parent}"]
    command += [str(ROOT / "installer" / "pea.spec")]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder


def try_out(folder: Path) -> str | None:
    """Run the frozen program's own trial with nothing of this machine in sight, from a moved copy.

    The folder's name has a space and accents, as people's folders do.
    """
    with tempfile.TemporaryDirectory(prefix="Año nuevo ") as place:
        moved = Path(place) / NAME
        shutil.copytree(folder, moved, symlinks=True)
        program = moved / (f"{NAME}.exe" if sys.platform == "win32" else NAME)
        home = Path(place) / "casa"
        home.mkdir()
        done = subprocess.run(
            [str(program), "--smoke"],
            cwd=home,
            env={"HOME": str(home), "PATH": "/nonexistent"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
    print(done.stdout.strip())
    return trial_problem(done.returncode, done.stdout, done.stderr)


def build_app() -> int:
    """Freeze the program, show its size and try it; return the exit status."""
    folder = freeze()
    files = sizes(folder)
    print(f"{folder}: {size_text(sum(size for size, _ in files))} in {len(files)} files; largest:")
    for size, name in files[:10]:
        print(f"  {size_text(size):>9}  {name}")
    problem = try_out(folder)
    if problem:
        print(f"The frozen program fails its trial: {problem}", file=sys.stderr)
        return 1
    return 0


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("app",), help="app: the frozen program, one folder")
    parser.parse_args()
    return build_app()


if __name__ == "__main__":
    sys.exit(main())
