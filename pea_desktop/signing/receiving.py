"""Taking in a signed PDF that came from another laptop: by USB, by mail, or inside a package."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pea_desktop.areas import documents
from pea_desktop.areas.documents import IssuedDocument, Step
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.signing import checking, registry, steps
from pea_desktop.signing.chain import Relation
from pea_desktop.signing.checking import Result
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
    if result.verdict is Verdict.OLDER or relation is Relation.BEHIND:
        return _arrived(result, Relation.BEHIND, (), is_kept=False)
    if not result.is_intact or relation in (None, Relation.FOREIGN):
        raise _refusal(result, name)
    if relation is Relation.EQUAL:
        return _arrived(result, relation, (), is_kept=False)
    told = steps.of(data[: before.length], data)
    already = before.signed[before.chain[-1]] if before.is_newest_here else ()
    with (
        registry.keeping(workspace),
        workspace.edit(_("Recibir {folio} firmado").format(folio=before.folio)) as writing,
    ):
        keep(writing, row, told, data)
    added = tuple(one.field for one in told if one.field not in already)
    return _arrived(result, relation or Relation.AHEAD, added, is_kept=True)


def keep(session: Session, row: IssuedDocument, told: Sequence[Step], data: bytes) -> None:
    """Keep verified bytes and the rows of their signatures within the open edit."""
    documents.keep_revisions(session, row, told, data)


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
