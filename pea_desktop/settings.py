"""What this device remembers between sessions; facts of an expediente never live here."""

import json
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from pea_desktop import paths

logger = logging.getLogger(__name__)

THEMES = ("claro", "oscuro", "contraste", "sistema")
_MOST_RECENT_FILES = 8


@dataclass
class Settings:
    """The person's choices, kept as readable JSON in `settings.json` of the device's folder.

    `author` and `device` are empty until the person has been asked. The theme «sistema» is
    that of the desktop. `font_scale` is a percentage (100–200), `geometry` Qt's own text of the
    window's place, `layouts` how each screen shares out its room, `recent_files` newest first,
    `kept_files` those that stay where they are though it is not safe there,
    `timestamp_url` the service that gives e.firma signatures their timestamp (none when empty).
    """

    author: str = ""
    device: str = ""
    theme: str = "claro"
    font_scale: int = 100
    recent_files: list[str] = field(default_factory=list)
    kept_files: list[str] = field(default_factory=list)
    geometry: str = ""
    layouts: dict[str, str] = field(default_factory=dict)
    timestamp_url: str = ""
    _unknown: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls) -> Self:
        """Read the settings; what is missing or wrong takes its default."""
        settings = cls()
        for key, value in _read(_path()).items():
            if key.startswith("_") or key not in cls.__dataclass_fields__:
                settings._unknown[key] = value
            elif _fits(key, value):
                setattr(settings, key, value)
            else:
                logger.warning("settings: the value of %s does not fit, its default is used", key)
        return settings

    def save(self) -> None:
        """Write the settings whole or not at all; keys of other versions stay.

        Raises:
            OSError: the folder cannot be written.
        """
        known = {
            key: getattr(self, key) for key in self.__dataclass_fields__ if not key.startswith("_")
        }
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Its own name for each process: two programs saving at once must not share the draft.
        draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with draft.open("w", encoding="utf-8") as stream:
            json.dump({**self._unknown, **known}, stream, ensure_ascii=False, indent=2)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)

    def remember_file(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        text = str(path)
        others = [known for known in self.recent_files if known != text]
        self.recent_files = [text, *others][:_MOST_RECENT_FILES]


def _path() -> Path:
    return paths.user_dir() / "settings.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        logger.warning("settings: the file cannot be read, defaults are used")
        return {}
    if not isinstance(found, dict):
        logger.warning("settings: the file holds no object, defaults are used")
        return {}
    return found


def _fits(key: str, value: object) -> bool:
    if key == "font_scale":
        return type(value) is int and 100 <= value <= 200
    if key == "theme":
        return value in THEMES
    if key in ("recent_files", "kept_files"):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if key == "layouts":
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, str)
