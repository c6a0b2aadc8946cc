"""Every sentence about signatures, by code; and the error that carries one of them."""

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import N_, _

ERRORS = {
    "F-01": N_("El archivo elegido no es un certificado .cer válido."),
    "F-02": N_("El archivo elegido no es una clave privada .key de e.firma."),
    "F-03": N_("La contraseña no abre esta clave privada (o el archivo .key está dañado)."),
    "F-04": N_("Escriba la contraseña de la clave privada."),
    "F-05": N_("El .cer y el .key no corresponden entre sí."),
    "F-06": N_(
        "Este es un certificado de sello digital (CSD). Para firmar use la e.firma de la persona."
    ),
    "F-07": N_("El certificado no tiene los usos de una e.firma."),
    "F-08": N_("La e.firma es de persona moral; se necesita la de la persona física que firma."),
    "F-09": N_("El certificado venció el {date}."),
    "F-10": N_("El certificado empieza a valer el {date}. Revise también la fecha de este equipo."),
    "F-11": N_("El RFC del certificado no es el registrado para esta celda."),
    "F-12": N_("La clave privada no está protegida con contraseña; no se acepta."),
    "F-12b": N_("La clave es demasiado corta."),
    "F-13": N_("Esta celda ya está firmada."),
    "F-14": N_(
        "Esta versión ya se firmó en otro equipo. Reciba primero el paquete y vuelva a firmar."
    ),
    # Not for who signs, but for who looks at one of the two copies.
    "F-14b": N_(
        "Se firmó a la vez en dos equipos: este archivo trae firmas que aquí no están y le faltan "
        "otras que aquí sí. Recíbalo para saber qué ejemplar vale."
    ),
    "F-15": N_(
        "Este archivo es una versión anterior: le faltan {count} firmas que este equipo ya tiene."
    ),
    "F-15b": N_(
        "Este archivo es una versión anterior: le falta una firma que este equipo ya tiene."
    ),
    "F-16": N_("El contenido no es el que se emitió con el folio {folio}."),
    "F-17": N_(
        "Otro programa volvió a guardar el archivo y las firmas ya no se pueden comprobar. "
        "Use el archivo original."
    ),
    "F-18": N_("Hay caracteres que la letra del documento no tiene: {characters} (fila {row})."),
    "F-19": N_("No se pudo guardar. El documento anterior sigue intacto."),
    "F-20": N_("El archivo es demasiado grande para revisarlo aquí."),
    # What the table of the design has no code for: a cell that is not there, a child that died.
    "F-21": N_("El documento no tiene la celda de firma «{cell}»."),
    "F-21b": N_("{person} no firma con e.firma en este documento."),
    "F-22": N_("La firma no se completó. El documento sigue como estaba; intente de nuevo."),
    "F-23": N_("El servicio de sello de tiempo no respondió. Firme sin sello o intente más tarde."),
    "F-24": N_("El trazo de tinta no cabe en la celda de firma. Vuelva a trazarlo."),
    "F-26": N_(
        "La celda es de «{person}» y el certificado es de «{name}»; confirme que es la misma "
        "persona para firmar."
    ),
    "F-25": N_("El archivo no se puede emitir: falta la página {page} de la celda «{cell}»."),
}

AUTHORITIES = {
    "A-01": N_("«{name}» no trae ningún certificado. Elija un .cer, un .crt o un .zip con ellos."),
    "A-02": N_(
        "«{name}» no es el certificado de una autoridad. Elija los certificados del SAT, no los "
        "de una persona."
    ),
    "A-03": N_(
        "El certificado de «{name}» es de laboratorio: sirve para pruebas y aquí no se acepta."
    ),
    "A-04": N_("No se pudo guardar el certificado: {reason}."),
    "A-05": N_("No se pudo leer «{name}»: {reason}."),
}

REASONS = {
    "V-01": N_("El archivo está cortado o le falta una parte."),
    "V-02": N_("El archivo tiene datos agregados después de la última firma."),
    "V-03": N_("Se agregó una parte que no es la firma de una celda del documento."),
    "V-04": N_("Después de una firma cambió algo más que la celda firmada."),
    "V-05": N_("La firma no cubre el archivo completo como estaba al firmar."),
    "V-06": N_("Hay datos ocultos en el espacio reservado para la firma."),
    "V-07": N_("Dos celdas llevan la misma firma."),
    "V-08": N_("Se firmó una celda que el documento emitido no tiene."),
    "V-09": N_("Una celda se firmó dos veces."),
    "V-10": N_("El contenido firmado cambió después de la firma."),
    "V-11": N_("La firma no corresponde a su certificado."),
    "V-12": N_("La firma usa un algoritmo inseguro o que una e.firma no usa."),
    "V-13": N_("La clave con que se firmó es demasiado corta."),
    "V-14": N_("Se firmó con un certificado de sello digital (CSD), no con una e.firma."),
    "V-15": N_("El certificado con que se firmó no tiene los usos de una e.firma."),
    "V-16": N_("La e.firma con que se firmó es de persona moral."),
    "V-17": N_("El certificado ya había vencido a la hora que declara la firma."),
    "V-18": N_("El certificado aún no era válido a la hora que declara la firma."),
    "V-19": N_("La celda la firmó otra persona: el RFC no es el registrado."),
    "V-20": N_("El certificado no corresponde a las autoridades importadas en este equipo."),
    "V-21": N_("La firma se hizo con otro programa; la celda no cuenta como firmada."),
    "V-22": N_("El archivo tiene campos de formulario que no son firmas."),
    "V-23": N_("El archivo cambió antes de la primera firma, después de emitirse."),
    "V-24": N_("Se agregó un campo de firma después de la primera firma."),
    "V-25": N_("El archivo está cifrado o no es un PDF que este programa pueda leer."),
    "V-26": N_("La firma trae datos que el programa no puede comprobar."),
    "V-27": N_("El archivo tiene acciones o código; un documento firmado no los lleva."),
    "V-28": N_("La hora que declara una firma es anterior a la firma previa. Revise los relojes."),
}

CONTENT_UNCHANGED = N_("Contenido: sin cambios desde que se emitió.")
CONTENT_UNREGISTERED = N_(
    "Contenido: sin cambios desde la primera firma. Este equipo no tiene el documento emitido "
    "para compararlo."
)
CONTENT_CHANGED = N_("Contenido: NO es el que se firmó. {reason}")
SIGNATURE_GOOD = N_("Firma: corresponde al certificado de {name} (serie {serial}).")
SIGNATURE_BAD = N_("Firma: NO es válida. {reason}")
ISSUER_KNOWN = N_("Emisor: certificado emitido por una autoridad que este equipo importó ({name}).")
ISSUER_UNCHECKED = N_("Emisor: no comprobado. Importe los certificados del SAT para comprobarlo.")
ISSUER_UNKNOWN = N_("Emisor: NO corresponde a las autoridades importadas.")
VALID_TODAY = N_("Vigencia: el certificado está vigente hoy.")
VALID_THEN = N_(
    "Vigencia: estaba vigente a la hora que declaró el equipo, pero ya venció. Sin sello de "
    "tiempo no se puede demostrar cuándo se firmó."
)
VALID_THEN_STAMPED = N_("Vigencia: estaba vigente a la hora del sello de tiempo, pero ya venció.")
NOT_VALID_THEN = N_("Vigencia: el certificado NO estaba vigente a la hora que declaró el equipo.")
DATE_DECLARED = N_("Fecha: hora del equipo de quien firmó; no está certificada.")
DATE_STAMPED = N_("Fecha: existía el {moment} según el sello de tiempo de {name}.")
REVOCATION = N_(
    "Revocación: no consultada (sin conexión). Consúltela en el SAT si el documento se va a "
    "presentar ante un tercero."
)
PERSONAL_DATA = N_(
    "El PDF firmado lleva el RFC, la CURP y el correo de quien firmó, a la vista de quien lo abra. "
    "Para publicarlo use la versión pública, que no lleva firmas."
)
CEILING = N_("Esta revisión es técnica. No decide si el documento es válido para un trámite.")

APPEARANCE_NAME = N_("RFC\xa0{rfc} · Certificado\xa0{serial}")
APPEARANCE_TIME = N_("Firmado con e.firma el {moment} (hora del equipo)")
CELL_TOOLTIP = N_("Firma de {person}")


class SignatureError(PeaError):
    """A signature cannot be made or read; `code` is that of the table of sentences (F-01…).

    A code that has two sentences keeps the second one under its name with a «b».
    """

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code.rstrip("b")
        self.told = code
        self.fields = fields
        super().__init__(_(ERRORS.get(code, "")).format(**fields))


class AuthorityError(PeaError):
    """A certificate of an authority cannot be imported; `code` is one of A-01 to A-05."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        super().__init__(_(AUTHORITIES.get(code, "")).format(**fields))


def reason(code: str, **fields: object) -> str:
    """Return why a document is not intact, in one sentence."""
    table = ERRORS if code in ERRORS else REASONS
    return _(table.get(code, "")).format(**fields)
