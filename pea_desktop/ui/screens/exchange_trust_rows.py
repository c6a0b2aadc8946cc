"""Whom the expediente trusts, as rows in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pea_desktop.areas import institutions
from pea_desktop.core.device import fingerprint_of
from pea_desktop.core.trust import ADMINISTERS, DECIDES, READS, WRITES, Roster, Statement
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package import Quarantined
from pea_desktop.files.package.standing import standing
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.report_table import Heading, ReportCell, ReportColumn, ReportRow
from pea_desktop.ui.screens import exchange_words as words

ROLE_LABELS: Final[Mapping[str, str]] = {
    READS: N_("Lectura"),
    WRITES: N_("Captura"),
    DECIDES: N_("Resuelve"),
    ADMINISTERS: N_("Administra"),
}
ROLE_MEANINGS: Final[Mapping[str, str]] = {
    READS: N_("Consulta y reenvía paquetes; lo que cambie queda en cuarentena."),
    WRITES: N_("Captura y decide conflictos en lo que le toca."),
    DECIDES: N_("Captura en lo que le toca y decide los conflictos de todos."),
    ADMINISTERS: N_("Hace todo, y autoriza y revoca equipos."),
}
FREE, TRUSTED, UNKNOWN, REVOKED = "free", "trusted", "unknown", "revoked"
_STATES: Final[Mapping[str, tuple[str, str, str]]] = {
    FREE: (N_("Sin restricción"), "circle-dashed", "text2"),
    TRUSTED: (N_("Autorizado"), "shield-check", "ok"),
    UNKNOWN: (N_("Sin autorizar"), "shield-question-mark", "err"),
    REVOKED: (N_("Revocado"), "user-x", "err"),
}
_REASONS: Final[Mapping[str, str]] = {
    "remitente_no_autorizado": N_("quien lo envía no está autorizado"),
    "contenido_falso": N_("su contenido no corresponde a sus firmas"),
}


@dataclass(frozen=True)
class TrustRow:
    """A device: who it is, what it may do, and where."""

    fingerprint: str
    device: str
    person: str
    is_self: bool
    state: str
    role: str
    scope: str
    entries: int
    revoked_after: int | None = None


@dataclass(frozen=True)
class AsideRow:
    """A package that was set aside."""

    id: str
    device: str
    person: str
    fingerprint: str
    entries: int
    at: int
    why: str


Entry = Heading | TrustRow | AsideRow


def devices(workspace: Workspace) -> list[TrustRow]:
    """Return every device known here, this one first."""
    roster = workspace.authority.roster
    said = {fingerprint_of(pub): one[-1] for pub, one in roster.devices.items()}
    rows: list[TrustRow] = []
    for one in standing(workspace):
        last = said.pop(one.fingerprint, None)
        names = (one.device, one.author)
        rows.append(_row(workspace, roster, one.fingerprint, names, last, one.is_self, one.entries))
    for fingerprint, last in said.items():
        names = (last.device, last.person)
        rows.append(_row(workspace, roster, fingerprint, names, last, False, 0))
    return rows


def _row(
    workspace: Workspace,
    roster: Roster,
    fingerprint: str,
    names: tuple[str, str],
    last: Statement | None,
    is_self: bool,
    entries: int,
) -> TrustRow:
    state = FREE if roster.root is None else UNKNOWN
    if last is not None:
        state = TRUSTED if last.role else REVOKED
    role = _(ROLE_LABELS[last.role]) if last is not None and last.role else ""
    return TrustRow(
        fingerprint,
        names[0],
        names[1],
        is_self,
        state,
        role,
        _scope(workspace, last),
        entries,
        last.at[1] if last is not None and not last.role else None,
    )


def _scope(workspace: Workspace, last: Statement | None) -> str:
    if last is None or not last.role:
        return ""
    if last.scope is None:
        return _("Todas las instituciones")
    return ", ".join(sorted(institutions.name_of(workspace.session, one) for one in last.scope))


def aside(kept: Sequence[Quarantined]) -> list[AsideRow]:
    """Return the packages that were set aside."""
    return [
        AsideRow(
            one.id,
            one.device,
            one.author,
            one.fingerprint,
            one.entries,
            one.at,
            _(_REASONS.get(one.reason, N_("no se aceptó"))),
        )
        for one in kept
    ]


def entries(rows: Sequence[TrustRow], kept: Sequence[AsideRow]) -> list[Entry]:
    """Return what the table shows: the devices, and beneath them what was set aside."""
    made: list[Entry] = list(rows)
    if kept:
        title = ngettext(
            "En cuarentena: {n} paquete, guardado sin aplicar",
            "En cuarentena: {n} paquetes, guardados sin aplicar",
            len(kept),
        ).format(n=len(kept))
        made.append(Heading(title, "shield-alert", icon_token="err"))
        made += kept
    return made


def columns() -> tuple[ReportColumn, ...]:
    """Return the columns of the table."""
    return (
        ReportColumn(_("Equipo")),
        ReportColumn(_("Huella"), 252),
        ReportColumn(_("Estado"), 146),
        ReportColumn(_("Permiso"), 92),
        ReportColumn(_("En qué"), 140),
    )


def make_row(entry: TrustRow | AsideRow) -> ReportRow:
    """Return a row of the table."""
    if isinstance(entry, AsideRow):
        cells = (
            ReportCell(f"{entry.device}\n{entry.person}", "package", "text", "err"),
            ReportCell(entry.fingerprint, token="text2"),
            ReportCell(words.day_and_hour(entry.at), token="text2"),
            ReportCell(words.changes(entry.entries)),
            ReportCell(entry.why, token="err"),
        )
        return ReportRow(cells, ", ".join(cell.text for cell in cells))
    name = _("{device} (este equipo)") if entry.is_self else "{device}"
    text, icon, token = _STATES[entry.state]
    state = _(text)
    if entry.revoked_after is not None:
        state = _("Revocado después de su cambio {n}").format(n=entry.revoked_after)
    cells = (
        ReportCell(
            f"{name.format(device=entry.device)}\n{entry.person}", "laptop", "text", "text2"
        ),
        ReportCell(entry.fingerprint, token="text2"),
        ReportCell(state, icon, token if token != "text2" else "text", token),
        ReportCell(entry.role or "—", token="text" if entry.role else "text2"),
        ReportCell(entry.scope or "—", token="text" if entry.scope else "text2"),
    )
    return ReportRow(cells, ", ".join(cell.text for cell in cells if cell.text != "—"))
