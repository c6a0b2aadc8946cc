"""Taking in a signed PDF that came from another laptop: by USB, by mail, or inside a package."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pea_desktop.areas import documents
from pea_desktop.areas.documents import Branch, IssuedDocument
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.signing import checking, registry, steps, texts, verifier
from pea_desktop.signing.chain import Relation, signed_cells
from pea_desktop.signing.checking import Result
from pea_desktop.signing.registry import Known
from pea_desktop.signing.roots import Authority
from pea_desktop.signing.texts import SignatureError
from pea_desktop.signing.verifier import Verdict

_TOLD = {
    Relation.EQUAL: N_("«{folio}»: este equipo ya tiene ese archivo, con las mismas firmas."),
    Relation.FORKED: N_(
        "«{folio}» se firmó a la vez en dos equipos: se guardan los dos ejemplares. Vale el que "
        "tiene más firmas; quien firmó sólo el otro debe firmar de nuevo."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What became of a file that was received.

    `sentence` says it to a person; `added` are the cells whose signature is new on this laptop.
    """

    relation: Relation
    result: Result
    document_id: str
    folio: str
    added: tuple[str, ...]
    is_kept: bool
    sentence: str


def receive_pdf(
    workspace: Workspace,
    data: bytes,
    name: str,
    *,
    roots: Sequence[Authority] | None = None,
    now: datetime | None = None,
) -> Arrival:
    """Take in a PDF of a document of this expediente, with signatures made elsewhere.

    It is verified first. «Avanza»: it takes the place of the copy here, which is its beginning.
    «Bifurcado»: both are kept. «Igual» and «atrasado»: nothing changes, and it is said.

    Args:
        workspace: The expediente, open for writing.
        data: The file.
        name: What the person calls it, for the sentences.
        roots: The authorities to trust; those of this device when None.
        now: The moment; the clock's when None.

    Raises:
        SignatureError: F-16, F-17 or F-20: it is not what was issued; F-19: it cannot be kept.
        PeaError: It is no document of this expediente, or a signature in it is not valid.
    """
    result = checking.verify_file(data, workspace, roots=roots, now=now)
    session = workspace.session
    row = registry.match(session, data)
    if row is None:
        raise _refusal(result, name)
    before = registry.known(session, row)
    relation = result.relation
    if attachments.has(session, result.sha256):
        return _arrived(result, Relation.EQUAL, (), is_kept=False)
    if result.verdict is Verdict.OLDER:
        # Older than what the rows tell of; the bytes that are here may be older still.
        if not data.startswith(_latest(before)):
            return _arrived(result, Relation.BEHIND, (), is_kept=False)
        relation = Relation.AHEAD
    elif not result.is_intact or relation in (None, Relation.FOREIGN):
        raise _refusal(result, name)
    told = steps.of(data[: before.length], data)
    latest_cells = signed_cells(data[: before.length], _latest(before))
    with (
        registry.keeping(workspace),
        workspace.edit(_("Recibir {folio} firmado").format(folio=before.folio)) as writing,
    ):
        documents.keep_revisions(writing, row, told, data)
    added = tuple(one.field for one in told if one.field not in latest_cells)
    return _arrived(result, relation or Relation.AHEAD, added, is_kept=True)


def _latest(known: Known) -> bytes:
    return (known.issued.latest if known.issued else None) or b""


def settle(
    workspace: Workspace, hashes: Collection[str] | None = None, *, now: datetime | None = None
) -> list[str]:
    """Look at the documents' PDFs that a package brought; return what a person should know.

    Bytes that are not what their rows say, or whose signatures do not hold, are taken out again;
    copies that a longer one continues are dropped. Nothing of it is an edit: rows stay as they are.

    Args:
        workspace: The expediente, open for writing, after the package.
        hashes: The attachments that came; all documents' PDFs are looked at when None.
        now: The moment; the clock's when None.

    Raises:
        SignatureError: F-19, the disk is full.
    """
    session = workspace.session
    told: list[str] = []
    gone: list[str] = []
    for row in documents.all_documents(session):
        for branch in documents.branches(session, row):
            if not branch.is_here or (hashes is not None and branch.sha256 not in hashes):
                continue
            reason = _fault(workspace, row, branch, now)
            if reason:
                gone.append(branch.sha256)
                told.append(
                    _("El PDF de «{folio}» que llegó no se guardó: {reason}").format(
                        folio=row.folio, reason=reason
                    )
                )
            else:
                gone += registry.before(session, row, branch.sha256)
    gone = [one for one in gone if attachments.has(session, one)]
    if gone:
        with registry.keeping(workspace), workspace.edit(_("Revisar documentos")) as writing:
            attachments.drop(writing, gone)
    return told


def _fault(workspace: Workspace, row: IssuedDocument, branch: Branch, now: datetime | None) -> str:
    """Return why the bytes of a branch are not kept, "" when they hold."""
    session = workspace.session
    data = attachments.get(session, branch.sha256)
    known = registry.known(session, row)
    issued = known.issued
    if issued is None or not registry.is_sound(issued.pdf, data, branch.fields):
        return texts.reason("F-16", folio=row.folio)
    if not branch.fields:
        return ""
    moment = now or datetime.now().astimezone()
    # Whose authority it is does not matter here: another laptop may trust more than this one.
    alone = replace(issued, latest=None)
    found = verifier.verify(data, issued=alone, roots=(), now=moment)
    return "" if found.is_intact else found.reasons[0].text


def _refusal(result: Result, name: str) -> PeaError:
    if not result.document_id:
        return PeaError(
            _("«{name}» no es ningún documento emitido en este expediente.").format(name=name)
        )
    reason = result.reasons[0] if result.reasons else None
    if reason is not None and reason.code.startswith("F-"):
        return SignatureError(reason.code, folio=result.folio)
    return PeaError(
        _("«{name}» no se recibió: {reason}").format(
            name=name, reason=reason.text if reason else str(result.verdict)
        )
    )


def _arrived(
    result: Result, relation: Relation, added: tuple[str, ...], *, is_kept: bool
) -> Arrival:
    folio = result.folio
    if relation is Relation.BEHIND:
        sentence = result.reasons[0].text if result.reasons else str(result.verdict)
    elif relation is Relation.AHEAD:
        sentence = (
            ngettext(
                "«{folio}» se recibió con {n} firma nueva.",
                "«{folio}» se recibió con {n} firmas nuevas.",
                len(added),
            ).format(folio=folio, n=len(added))
            if added
            else _("Se recibió el PDF de «{folio}».").format(folio=folio)
        )
        if result.verdict is Verdict.OLDER:
            sentence = f"{sentence} {result.reasons[0].text}"
    else:
        sentence = _(_TOLD[relation]).format(folio=folio)
    return Arrival(
        relation=relation,
        result=result,
        document_id=result.document_id,
        folio=folio,
        added=added,
        is_kept=is_kept,
        sentence=sentence,
    )
