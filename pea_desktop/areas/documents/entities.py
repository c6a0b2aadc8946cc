"""The rows of issued documents: what was printed, who has signed, which folio it has."""

from sqlalchemy.orm import Mapped, mapped_column

from pea_desktop.areas.documents.codes import DocumentKind, SignatureState
from pea_desktop.core.base import Code, Entity


class IssuedDocument(Entity):
    """Documento emitido: a minute as it was issued; only its folio may change, after a clash.

    `snapshot` is the canonical JSON of all that is printed, `cells` that of the places to sign;
    `sha256` and `length` are those of the PDF, an attachment. `issued` is the laptop's time, ISO,
    `replaces_id` the document this version takes the place of.
    """

    __tablename__ = "issued_document"

    minute_id: Mapped[str]
    kind: Mapped[DocumentKind | None] = mapped_column(Code(DocumentKind), default=None)
    folio: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int | None] = mapped_column(default=1)
    sha256: Mapped[str | None] = mapped_column(default=None)
    length: Mapped[int | None] = mapped_column(default=None)
    snapshot_sha256: Mapped[str | None] = mapped_column(default=None)
    issued: Mapped[str | None] = mapped_column(default=None)
    issued_by: Mapped[str | None] = mapped_column(default=None)
    device: Mapped[str | None] = mapped_column(default=None)
    replaces_id: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    cells: Mapped[str | None] = mapped_column(default=None)
    # Last, so that looking for a document does not read through the snapshots of all.
    snapshot: Mapped[str | None] = mapped_column(default=None)


class DocumentRevision(Entity):
    """Revisión de un documento: its PDF with one more electronic signature at the end.

    `sha256` and `length` are those of the whole PDF, `before` the hash it continues, `field` the
    cell that was signed, `certificate` and `serial` who signed, `claimed` when, as claimed.
    """

    __tablename__ = "document_revision"

    document_id: Mapped[str]
    before: Mapped[str | None] = mapped_column(default=None)
    sha256: Mapped[str | None] = mapped_column(default=None)
    length: Mapped[int | None] = mapped_column(default=None)
    field: Mapped[str | None] = mapped_column(default=None)
    certificate: Mapped[str | None] = mapped_column(default=None)
    serial: Mapped[str | None] = mapped_column(default=None)
    claimed: Mapped[str | None] = mapped_column(default=None)


class DocumentSignature(Entity):
    """Firma de un documento: what became of one cell; a cell without a row is pending.

    Two laptops that mark one cell meet in one row (its id comes from document and cell).
    """

    __tablename__ = "document_signature"

    document_id: Mapped[str]
    field: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[SignatureState | None] = mapped_column(Code(SignatureState), default=None)
    day: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    initials: Mapped[bool | None] = mapped_column(default=None)


class DocumentScan(Entity):
    """Copia digitalizada: the paper as it was signed, tied to the document it shows."""

    __tablename__ = "document_scan"

    document_id: Mapped[str]
    sha256: Mapped[str | None] = mapped_column(default=None)
    file_name: Mapped[str | None] = mapped_column(default=None)
    mime: Mapped[str | None] = mapped_column(default=None)
    size: Mapped[int | None] = mapped_column(default=None)
    pages: Mapped[int | None] = mapped_column(default=None)
    attached: Mapped[str | None] = mapped_column(default=None)
    by: Mapped[str | None] = mapped_column(default=None)
    kept_at: Mapped[str | None] = mapped_column(default=None)


class FolioAlias(Entity):
    """Alias de folio: a folio a document had, and may be printed with."""

    __tablename__ = "folio_alias"

    document_id: Mapped[str]
    folio: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)


class FolioPattern(Entity):
    """Patrón de folio: how an institution numbers its documents.

    `pattern` holds the fields {ORG} {TIPO} {AAAA} {LETRA} {NN}; `org` is what {ORG} becomes.
    """

    __tablename__ = "folio_pattern"

    institution_id: Mapped[str | None] = mapped_column(default=None)
    pattern: Mapped[str | None] = mapped_column(default=None)
    org: Mapped[str | None] = mapped_column(default=None)


class DeviceLetter(Entity):
    """Letra del equipo: what tells the folios of one laptop from those of the others."""

    __tablename__ = "device_letter"

    origin: Mapped[str]
    letter: Mapped[str | None] = mapped_column(default=None)
    device: Mapped[str | None] = mapped_column(default=None)
