"""The fixed words of issued documents: Spanish codes as stored, and their labels."""

from enum import StrEnum

from pea_desktop.i18n import N_


class DocumentKind(StrEnum):
    """What an issued document is."""

    MINUTE = "minuta"
    ACTA = "acta"
    ERRATA = "fe_de_erratas"
    ADDENDUM = "adenda"


DOCUMENT_KIND_LABELS = {
    DocumentKind.MINUTE: N_("Minuta"),
    DocumentKind.ACTA: N_("Acta"),
    DocumentKind.ERRATA: N_("Fe de erratas"),
    DocumentKind.ADDENDUM: N_("Adenda"),
}
FOLIO_CODES = {
    DocumentKind.MINUTE: "MIN",
    DocumentKind.ACTA: "ACT",
    DocumentKind.ERRATA: "FE",
    DocumentKind.ADDENDUM: "ADE",
}
"""What `{TIPO}` of a folio becomes."""


class SignatureState(StrEnum):
    """Estado de la firma."""

    PENDING = "pendiente"
    BY_HAND = "autografa"
    EFIRMA = "e_firma"
    SCANNED = "digitalizada"
    INK = "tinta"
    REFUSED = "se_nego"
    ABSENT = "ausente"
    NOT_REQUIRED = "no_requiere"

    @property
    def is_signed(self) -> bool:
        """Whether the person signed, in whichever way."""
        return self in (self.BY_HAND, self.EFIRMA, self.SCANNED, self.INK)


SIGNATURE_STATE_LABELS = {
    SignatureState.PENDING: N_("Pendiente"),
    SignatureState.BY_HAND: N_("Firmó en papel"),
    SignatureState.EFIRMA: N_("Firmó con e.firma"),
    SignatureState.SCANNED: N_("Firmó; hay copia digitalizada"),
    SignatureState.INK: N_("Firmó en pantalla"),
    SignatureState.REFUSED: N_("Se negó"),
    SignatureState.ABSENT: N_("Ausente"),
    SignatureState.NOT_REQUIRED: N_("No requiere"),
}
