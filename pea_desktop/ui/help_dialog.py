"""Ayuda: the keys of the screen shown, and what the program is made of."""

import platform
import sqlite3
from collections.abc import Sequence
from importlib import metadata
from typing import Final

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from pea_desktop import __version__, log
from pea_desktop.i18n import N_, _
from pea_desktop.paths import resource
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label

Keys = Sequence[tuple[str, str]]

# Distribution and licence: what is shipped inside the program besides Python and Qt.
LIBRARIES: Final = (
    ("SQLAlchemy", "MIT"),
    ("openpyxl", "MIT"),
    ("python-calamine", "MIT"),
    ("python-docx", "MIT"),
    ("reportlab", "BSD-3-Clause"),
    ("pypdfium2", "Apache-2.0, BSD-3-Clause"),
    ("pyphen", "GPL-2.0+ / LGPL-2.1+ / MPL-1.1"),
    ("cryptography", "Apache-2.0 / BSD-3-Clause"),
    ("pyrage", "MIT"),
    ("pyHanko", "MIT"),
    ("asn1crypto", "MIT"),
    ("segno", "BSD-3-Clause"),
    ("pillow", "MIT-CMU"),
    ("zstandard", "BSD-3-Clause"),
    ("rapidfuzz", "MIT"),
    ("lark", "MIT"),
    ("spylls", "MPL-2.0"),
    ("platformdirs", "MIT"),
)

_ABOUT: Final = N_(
    """## PEA Escritorio {version}

Mesa de trabajo para la matriz de implementación de las políticas estatales anticorrupción.
Funciona sin conexión. Licencia MIT.

Python {python} · Qt {qt} · SQLite {sqlite}

Qt y PySide6 se usan bajo la LGPL versión 3, sin cambios y enlazadas dinámicamente: sus bibliotecas
están en archivos aparte de la carpeta del programa y pueden sustituirse por otras compatibles. El
texto de la licencia está en https://www.gnu.org/licenses/lgpl-3.0.html y el código fuente en
https://download.qt.io/official_releases/QtForPython/.

### Bibliotecas

| Biblioteca | Versión | Licencia |
|---|---|---|
{libraries}

### Lo que viene con el programa

{shipped}"""
)


class HelpDialog(QDialog):
    """Two sheets: «Teclas» and «Acerca de».

    Args:
        sections: titles with what their keys do, as `commands.listed` gives it.
    """

    def __init__(self, sections: Sequence[tuple[str, Keys]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self.setWindowTitle(_("Ayuda"))
        self.tabs = QTabWidget()
        self.tabs.addTab(_keys_sheet(sections), _("Teclas"))
        self.tabs.addTab(_about_sheet(), _("Acerca de"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(12))
        column.addWidget(self.tabs, 1)
        buttons = QDialogButtonBox()
        buttons.addButton(_("Cerrar"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.accepted.connect(self.accept)
        column.addWidget(buttons)
        room = self.screen().availableSize()
        self.resize(min(theme.px(620), room.width() - 40), min(theme.px(560), room.height() - 60))


def about_text() -> str:
    """Return versions, licences and origins, as Markdown."""
    made_of = "\n".join(
        f"| {name} | {_version_of(name)} | {licence} |" for name, licence in LIBRARIES
    )
    shipped = "\n\n".join(
        path.read_text(encoding="utf-8").replace("\n# ", "\n### ").replace("# ", "### ", 1)
        for path in sorted(resource().glob("*/ORIGIN.md"))
    )
    return (
        _(_ABOUT)
        .strip()
        .format(
            version=__version__,
            python=platform.python_version(),
            qt=qVersion(),
            sqlite=sqlite3.sqlite_version,
            libraries=made_of,
            shipped=shipped,
        )
    )


def _keys_sheet(sections: Sequence[tuple[str, Keys]]) -> QWidget:
    theme = Theme.of_application()
    sheet = QWidget()
    sheet.setProperty("kind", "plain")
    grid = QGridLayout(sheet)
    grid.setContentsMargins(theme.px(8), theme.px(12), theme.px(8), theme.px(12))
    grid.setHorizontalSpacing(theme.px(24))
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(0, 1)
    at = 0
    for title, keys in sections:
        if not keys:
            continue
        if at:
            grid.setRowMinimumHeight(at, theme.px(8))
            at += 1
        grid.addWidget(label(title, "title"), at, 0, 1, 2)
        at += 1
        for text, written in keys:
            shown = label(written, "strong")
            shown.setWordWrap(False)
            grid.addWidget(label(text), at, 0)
            grid.addWidget(shown, at, 1)
            at += 1
    grid.setRowStretch(at, 1)
    area = QScrollArea()
    area.setProperty("kind", "plain")
    area.setAccessibleName(_("Teclas"))
    area.setWidgetResizable(True)
    area.setWidget(sheet)
    return area


def _about_sheet() -> QWidget:
    theme = Theme.of_application()
    sheet = QWidget()
    column = QVBoxLayout(sheet)
    column.setContentsMargins(theme.px(8), theme.px(12), theme.px(8), 0)
    column.setSpacing(theme.px(12))
    text = QTextBrowser()
    text.setOpenLinks(False)
    text.setAccessibleName(_("Versiones y licencias"))
    text.setMarkdown(about_text())
    column.addWidget(text, 1)
    row = QHBoxLayout()
    folder = Button(_("Abrir carpeta de registro"), "folder-open")
    folder.setAutoDefault(False)
    folder.clicked.connect(open_log_folder)
    row.addWidget(folder, 0, Qt.AlignmentFlag.AlignLeft)
    column.addLayout(row)
    return sheet


def open_log_folder() -> bool:
    """Show the folder of the log in the desktop's file manager; False when there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(log.folder())))


def _version_of(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        # The frozen program keeps the library without its label.
        return "—"
