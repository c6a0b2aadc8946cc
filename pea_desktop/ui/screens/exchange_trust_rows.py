"""Whom the expediente trusts, as rows in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pea_desktop.areas import institutions
from pea_desktop.core import forks, trust, trust_held
from pea_desktop.core.device import fingerprint_of
from pea_desktop.core.trust import ADMINISTERS, DECIDES, READS, WRITES, Roster, Statement
from pea_desktop.core.trust_held import Held
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package import Quarantined
from pea_desktop.files.package.quarantine import UNKNOWN_SENDER
from pea_desktop.files.package.standing import standing
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.report_table import (
    Heading,
    ReportCell,
    ReportColumn,
    ReportRow,
    stacked,
)
from pea_desktop.ui.screens import exchange_words as words
from pea_desktop.ui.screens.conflict_words import ConflictWords

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


_WHY_HELD: Final[Mapping[str, str]] = {
    trust.UNKNOWN: N_("Sin autorizar"),
    trust.REVOKED: N_("Revocado"),
    trust.READ_ONLY: N_("Sólo lectura"),
    trust.OUT_OF_SCOPE: N_("Fuera de su alcance"),
    trust.NO_ADMINISTRATOR: N_("No administra"),
}
MOST_HELD: Final = 300
"""Changes in quarantine that are listed; all of them are applied when their device may."""
WIDE, PAIR, SINGLE = 5, 2, 1
"""How many columns there is room for."""


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
    revoked_for: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return self.fingerprint


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
    is_ready: bool = False
    """Whether its sender has been authorised since."""

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"package:{self.id}"


@dataclass(frozen=True)
class HeldRow:
    """A change held back: what it would reach, why it is not applied, and what would help."""

    pub: bytes
    device: str
    person: str
    number: int
    what: str
    state: str
    sentence: str
    at: int

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"held:{self.pub.hex()}:{self.number}:{self.at}"


@dataclass(frozen=True)
class ForkRow:
    """A log that was continued twice, and who took note of it, if somebody did."""

    id: str
    device: str
    fingerprint: str
    after: int
    seen: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return self.id


Row = TrustRow | AsideRow | HeldRow | ForkRow
Entry = Heading | Row


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
        _revocation(workspace, last),
    )


def _revocation(workspace: Workspace, last: Statement | None) -> str:
    """Return why a device was revoked, by whom and when."""
    if last is None or last.role:
        return ""
    said = workspace.journal.heading(last.dot)
    sentence = _("Lo revocó {author} el {day}.")
    if last.reason:
        sentence = _("Motivo: {reason}. Lo revocó {author} el {day}.")
    return sentence.format(
        reason=last.reason.rstrip("."), author=said.author, day=words.day(said.time)
    )


def _scope(workspace: Workspace, last: Statement | None) -> str:
    if last is None or not last.role:
        return ""
    if last.scope is None:
        return _("Todas las instituciones")
    return ", ".join(sorted(institutions.name_of(workspace.session, one) for one in last.scope))


def why_not_revoked(workspace: Workspace, entry: Row | None) -> str:
    """Return why the chosen device cannot be revoked, as `trusting` would say; "" where it can."""
    own, administrators = workspace.device, workspace.authority.roster.administrators()
    is_own = isinstance(entry, TrustRow) and entry.fingerprint == own.fingerprint
    if not is_own or own.public not in administrators:
        return ""
    if len(administrators) == 1:
        return _("Este equipo es el único administrador: autorice antes a otro.")
    return _("Un administrador no se quita el permiso a sí mismo: pídalo a otro administrador.")


def packages_aside(workspace: Workspace) -> list[AsideRow]:
    """Return the packages in quarantine."""
    roster = workspace.authority.roster
    trusted = [fingerprint_of(pub) for pub in roster.devices if roster.role(pub)]
    kept = package.quarantined(workspace.device, workspace.workspace_id)
    return aside([one for one, _path in kept], trusted)


def aside(kept: Sequence[Quarantined], trusted: Sequence[str]) -> list[AsideRow]:
    """Return the packages that were set aside; `trusted` are fingerprints that may send now."""
    made = []
    for one in kept:
        is_ready = one.reason == UNKNOWN_SENDER and one.fingerprint in trusted
        why = _(_REASONS.get(one.reason, N_("no se aceptó")))
        if is_ready:
            why = _("su remitente ya está autorizado: recíbalo")
        made.append(
            AsideRow(
                one.id,
                one.device,
                one.author,
                one.fingerprint,
                one.entries,
                one.at,
                why,
                is_ready,
            )
        )
    return made


def held(workspace: Workspace) -> list[HeldRow]:
    """Return the changes that are held back, the first `MOST_HELD` of them."""
    found = trust_held.held(workspace, MOST_HELD)
    told = ConflictWords(workspace.session) if found else None
    return [_held(one, told) for one in found if told is not None]


def _held(one: Held, told: ConflictWords) -> HeldRow:
    state = _(_WHY_HELD.get(one.reason, N_("Sin permiso")))
    if one.is_reviewed:
        state = _("{state}: para revisión").format(state=state)
    sentence = one.sentence
    if one.known_to:
        sentence = _("{why} Ya lo conoce {devices}.").format(
            why=sentence, devices=", ".join(one.known_to)
        )
    return HeldRow(
        one.pub, one.device, one.author, one.number, _what(one, told), state, sentence,
        one.claimed_at,
    )  # fmt: skip


def _what(one: Held, told: ConflictWords) -> str:
    """Return what a change would reach: «Línea 5 · SECOEM: Notas»."""
    made: dict[str, None] = {}
    for row in one.rows:
        kind = told.kind(row.table)
        place = told.record(row.table, row.row)[0]
        if place == _("{kind} (eliminado en este equipo)").format(kind=kind):
            # It may also be a row that is not here yet.
            place = kind
        names = [told.field_name(row.table, name) for name in row.fields]
        shown = ", ".join(
            name for name, field in zip(names, row.fields, strict=True) if name != field
        )
        made[_("{place}: {fields}").format(place=place, fields=shown) if shown else place] = None
    parts = list(made)
    text = "; ".join(parts[:2]) or one.label
    return text if len(parts) <= 2 else _("{text} y {n} más").format(text=text, n=len(parts) - 2)


def fork_rows(workspace: Workspace) -> list[ForkRow]:
    """Return the logs continued twice: first those that nobody has taken note of."""
    made = [
        ForkRow(one.id, one.device, one.fingerprint, one.after)
        for one in forks.open_forks(workspace)
    ]
    for one in forks.seen_forks(workspace):
        seen = _("{author} · {device}, {when}").format(
            author=one.author, device=one.by_device, when=words.day_and_hour(one.claimed_at)
        )
        made.append(ForkRow(one.id, one.device, one.fingerprint, one.after, seen))
    return made


def entries(
    rows: Sequence[TrustRow],
    kept: Sequence[AsideRow],
    changes: Sequence[HeldRow] = (),
    count: int = 0,
    twice: Sequence[ForkRow] = (),
) -> list[Entry]:
    """Return what the table shows: the devices, and beneath them what was set aside.

    Args:
        rows: the devices.
        kept: packages in quarantine.
        changes: changes in quarantine, as many as are listed.
        count: how many there are.
        twice: logs that were continued twice.
    """
    made: list[Entry] = list(rows)
    if kept:
        title = ngettext(
            "En cuarentena: {n} paquete, guardado sin aplicar",
            "En cuarentena: {n} paquetes, guardados sin aplicar",
            len(kept),
        ).format(n=len(kept))
        made.append(Heading(title, "shield-alert", icon_token="err"))
        made += kept
    if changes:
        title = ngettext(
            "En cuarentena: {n} cambio, guardado sin mostrarse",
            "En cuarentena: {n} cambios, guardados sin mostrarse",
            count,
        ).format(n=count)
        if count > len(changes):
            title = _("{title}; se enlistan {n}").format(title=title, n=len(changes))
        made.append(Heading(title, "shield-alert", icon_token="err"))
        made += changes
    if twice:
        title = _("Bitácoras que siguieron por dos caminos")
        made.append(Heading(title, "git-branch", icon_token="info"))
        made += twice
    return made


def columns(room: int = WIDE) -> tuple[ReportColumn, ...]:
    """Return the columns of the table, as many as there is room for."""
    if room == SINGLE:
        return (ReportColumn(_("Equipo y permiso")),)
    if room == PAIR:
        return ReportColumn(_("Equipo")), ReportColumn(_("Estado y permiso"))
    return (
        ReportColumn(_("Equipo")),
        ReportColumn(_("Huella"), 252),
        ReportColumn(_("Estado"), 146),
        ReportColumn(_("Permiso"), 92),
        ReportColumn(_("En qué")),
    )


def make_row(entry: Row, room: int = WIDE) -> ReportRow:
    """Return a row of the table; where there is little room its cells are one under the other."""
    if isinstance(entry, TrustRow):
        cells = _of_device(entry)
    elif isinstance(entry, AsideRow):
        cells = _of_package(entry)
    elif isinstance(entry, HeldRow):
        cells = _of_change(entry)
    else:
        cells = _of_fork(entry)
    spoken = ", ".join(cell.text for cell in cells if cell.text != "—")
    told = [cell._replace(text="" if cell.text == "—" else cell.text) for cell in cells]
    if room == PAIR:
        cells = stacked(told[:2]), stacked(told[2:])
    elif room == SINGLE:
        cells = (stacked(told),)
    return ReportRow(cells, spoken)


def _of_package(entry: AsideRow) -> tuple[ReportCell, ...]:
    token = "ok" if entry.is_ready else "err"
    return (
        ReportCell(f"{entry.device}\n{entry.person}", "package", "text", "err"),
        ReportCell(entry.fingerprint, token="text2"),
        ReportCell(words.day_and_hour(entry.at), token="text2"),
        ReportCell(words.changes(entry.entries)),
        ReportCell(entry.why, token=token),
    )


def _of_change(entry: HeldRow) -> tuple[ReportCell, ...]:
    name = _("{device}, cambio {n}").format(device=entry.device, n=entry.number)
    return (
        ReportCell(f"{name}\n{entry.person}", "pencil", "text", "err"),
        ReportCell(entry.sentence, token="text2"),
        ReportCell(entry.state, "shield-alert", "err"),
        ReportCell(words.day(entry.at), token="text2"),
        ReportCell(entry.what),
    )


def _of_fork(entry: ForkRow) -> tuple[ReportCell, ...]:
    what = _(
        "Después de su cambio {n}: se restauró un respaldo o se copió su archivo. Nada se perdió."
    )
    state = ReportCell(_("Sin enterado"), "triangle-alert", "err")
    if entry.seen:
        state = ReportCell(_("Enterado"), "check", "ok")
    return (
        ReportCell(entry.device, "git-branch", "text", "info"),
        ReportCell(what.format(n=entry.after), token="text2"),
        state,
        ReportCell("—", token="text2"),
        ReportCell(entry.seen or "—", token="text" if entry.seen else "text2"),
    )


def _of_device(entry: TrustRow) -> tuple[ReportCell, ...]:
    name = _("{device} (este equipo)") if entry.is_self else "{device}"
    text, icon, token = _STATES[entry.state]
    state = _(text)
    if entry.revoked_after is not None:
        state = _("Revocado después de su cambio {n}").format(n=entry.revoked_after)
    scope = entry.scope or entry.revoked_for
    return (
        ReportCell(
            f"{name.format(device=entry.device)}\n{entry.person}", "laptop", "text", "text2"
        ),
        ReportCell(entry.fingerprint, token="text2"),
        ReportCell(state, icon, token if token != "text2" else "text", token),
        ReportCell(entry.role or "—", token="text" if entry.role else "text2"),
        ReportCell(scope or "—", token="text" if scope else "text2"),
    )
