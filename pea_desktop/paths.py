"""Where things are on this machine: shipped resources and the person's own folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs


def resource(*parts: str) -> Path:
    """Return the path of a shipped file: inside the installed package, else in the checkout."""
    package = Path(__file__).parent
    installed = package / "_resources"
    base = installed if installed.is_dir() else package.parent / "resources"
    return base.joinpath(*parts)


def user_dir() -> Path:
    """Return the folder of this device (key, settings, backups, logs); `PEA_HOME` overrides it.

    Local and not roaming on Windows: a roaming profile would copy the device's key elsewhere.
    """
    override = os.environ.get("PEA_HOME")
    if override:
        return Path(override)
    return Path(platformdirs.user_data_dir("pea_desktop", appauthor=False, roaming=False))


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Be the device of another folder for a while: one program plays two laptops."""
    before = os.environ.get("PEA_HOME")
    os.environ["PEA_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["PEA_HOME"]
        else:
            os.environ["PEA_HOME"] = before
