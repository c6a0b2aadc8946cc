"""Where things are on this machine: shipped resources and the person's own folder."""

import os
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
