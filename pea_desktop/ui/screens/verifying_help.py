"""What the words of verification mean, and how to see the signatures in another program."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button

_MEANING: Final = N_(
    """### Qué dice el resultado

**ÍNTEGRO, EMISOR RECONOCIDO.** Nadie cambió el documento, y cada certificado lo emitió una
autoridad que usted importó en este equipo.

**ÍNTEGRO, EMISOR NO COMPROBADO.** Nadie cambió el documento. Faltan los certificados del SAT para
saber quién emitió los de las personas: impórtelos en «Autoridades…».

**ÍNTEGRO, EMISOR NO RECONOCIDO.** Nadie cambió el documento, pero un certificado no corresponde a
ninguna de las autoridades importadas.

**ALTERADO O NO VÁLIDO.** Algo no es como se firmó; debajo se dice qué. No lo dé por bueno.

**VERSIÓN ANTERIOR.** Es el documento, pero le faltan firmas que este equipo ya tiene.

**SIN FIRMAS ELECTRÓNICAS.** No hay ninguna e.firma que comprobar.

**NO SE PUEDE LEER.** El archivo no es un PDF que el programa pueda revisar.

### Qué no se puede saber aquí

* Si un certificado se revocó: sólo lo sabe el SAT, y el programa no se conecta.
* Quién tenía la clave y la contraseña al firmar.
* La hora verdadera: es la del equipo de quien firmó, salvo que haya un sello de tiempo.
* Si una firma en papel o un trazo en pantalla son de quien dicen ser.

### Otros programas

Otros programas revisan los bytes firmados, pero no si después se agregó algo encima: su «firma
válida» no basta. Para saber si cambió, verifique aquí. La e.firma lleva dentro el RFC, la CURP y
el correo de la persona: no publique el archivo firmado."""
)
_ACROBAT: Final = N_(
    """### Confiar en los certificados en Acrobat

Acrobat dice «validez desconocida» hasta que usted le indica en qué autoridad confía.

1. Descargue del sitio del SAT los certificados de su autoridad y compare su huella SHA-256.
2. En Acrobat abra Preferencias, Firmas, Identidades y certificados de confianza.
3. En Certificados de confianza elija Importar y agregue los archivos.
4. Seleccione la autoridad raíz, elija Editar confianza y marque que es una raíz de confianza.
5. Cierre y vuelva a abrir el documento.

Si quien firma usó el mismo certificado, basta hacerlo una vez en cada equipo.

### En Okular y otros visores

Muestran cada firma y si sus bytes están completos. No avisan si alguien agregó una hoja o un
comentario después: eso sólo se ve aquí, en «Verificar»."""
)


class VerifyingHelp(QDialog):
    """Two sheets: «Qué significa» and «Confiar en Acrobat»."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = Theme.of_application()
        self.setWindowTitle(_("Verificar: qué significa"))
        tabs = QTabWidget()
        for title, text in (
            (_("Qué significa"), _(_MEANING)),
            (_("Confiar en Acrobat"), _(_ACROBAT)),
        ):
            page = QTextBrowser()
            page.setOpenLinks(False)
            page.setAccessibleName(title)
            page.setMarkdown(text)
            _space(page)
            tabs.addTab(page, title)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (16, 12, 16, 16)))
        column.setSpacing(theme.px(12))
        column.addWidget(tabs, 1)
        close = Button(_("Cerrar"), kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        room = self.screen().availableSize()
        self.resize(min(theme.px(640), room.width() - 40), min(theme.px(560), room.height() - 60))


def _space(page: QTextBrowser) -> None:
    """Set the paragraphs apart: Qt's Markdown leaves no room between them."""
    theme, block = Theme.of_application(), page.document().begin()
    while block.isValid():
        shape = QTextBlockFormat()
        is_heading = block.blockFormat().headingLevel() > 0
        shape.setTopMargin(theme.px(12 if is_heading and block.blockNumber() else 0))
        shape.setBottomMargin(theme.px(6))
        QTextCursor(block).mergeBlockFormat(shape)
        block = block.next()
    page.document().setDocumentMargin(theme.px(12))
    page.moveCursor(QTextCursor.MoveOperation.Start)
