"""What an administrator does: authorise a device, give it a role and a scope, revoke it.

And what a new device does first: write a request, signed by its own key, whose fingerprint the
administrator compares by voice before authorising it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pea_desktop.core import trust
from pea_desktop.core.base import new_id
from pea_desktop.core.capture import Write
from pea_desktop.core.device import Device, fingerprint_of, is_signed, origin_of
from pea_desktop.core.entry import Row
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.journal import Log
from pea_desktop.core.output import write_whole
from pea_desktop.core.trust import ADMINISTERS, ROLES, TABLE, Place
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _

_SIGNED = b"pea-join-v1"
_LONGEST_REQUEST = 64 * 1024
LONGEST_REASON = 500
"""Letters of a reason that are kept."""


@dataclass(frozen=True)
class Request:
    """A device that asks to join: its key, its names, and where to encrypt what is for it."""

    pub: bytes
    person: str
    device: str
    recipient: str

    @property
    def fingerprint(self) -> str:
        """Six groups of four to compare by voice."""
        return fingerprint_of(self.pub)


def write_request(path: Path, device: Device, recipient: str) -> None:
    """Write this device's request to join, signed by its key.

    Raises:
        PeaError: It cannot be written there.
    """
    told = json.dumps(
        {
            "pub": device.public.hex(), "person": device.author, "device": device.name,
            "age": recipient,
        },
        ensure_ascii=False,
    )  # fmt: skip
    signature = device.key.sign(_SIGNED + told.encode()).hex()
    made = json.dumps({"pea_join": 1, "request": told, "signature": signature}, ensure_ascii=False)
    write_whole(path, made.encode() + b"\n")


def read_request(path: Path) -> Request:
    """Return a request whose signature is its own device's.

    Raises:
        PeaError: It is no request, or was altered.
    """
    try:
        with path.open("rb") as stream:
            made = json.loads(stream.read(_LONGEST_REQUEST).decode())
        told = made["request"]
        fields = json.loads(told)
        pub = bytes.fromhex(fields["pub"])
        if is_signed(pub, bytes.fromhex(made["signature"]), _SIGNED + told.encode()):
            return Request(
                pub, str(fields["person"]), str(fields["device"]), str(fields.get("age", ""))
            )
    except OSError as error:
        raise PeaError(
            _("No se pudo leer «{name}»: {reason}.").format(name=path.name, reason=reason_of(error))
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise PeaError(
        _("«{name}» no es una solicitud para unirse, o se alteró: pida que la envíen otra vez.")
        .format(name=path.name)
    )  # fmt: skip


def find_device(workspace: Workspace, text: str) -> Request:
    """Return the device that a person named: by fingerprint, name, or the file of its request.

    Raises:
        PeaError: There is none, or several of that name.
    """
    wanted = text.casefold()
    found: dict[bytes, Request] = {}
    for request in _known(workspace):
        names = (request.fingerprint, origin_of(request.pub).hex(), request.pub.hex())
        if wanted in (one.casefold() for one in (*names, request.device)):
            found.setdefault(request.pub, request)
    if len(found) > 1:
        raise PeaError(
            _("Hay varios equipos llamados «{name}»; use la huella de uno de ellos.").format(
                name=text[:80]
            )
        )
    if found:
        return next(iter(found.values()))
    if Path(text).is_file():
        return read_request(Path(text))
    raise PeaError(
        _(
            "No se conoce un equipo «{name}»: use su huella o el archivo de su solicitud para "
            "unirse."
        ).format(name=text[:80])
    )


def _known(workspace: Workspace) -> Iterable[Request]:
    own = workspace.device
    yield Request(own.public, own.author, own.name, "")
    for pub, device, author in workspace.journal.db.execute(
        "SELECT pub, device, author FROM peer_name"
    ):
        yield Request(bytes(pub), author or "", device or "", "")
    for log in workspace.journal.logs().values():
        yield Request(log.pub, log.author or "", log.device or "", "")
    for said in workspace.authority.roster.devices.values():
        yield Request(said[-1].pub, said[-1].person, said[-1].device, "")


def authorise(
    workspace: Workspace, who: Request, role: str, scope: Sequence[str] | None = None
) -> None:
    """Give a device a role; the first to do it becomes the administrator.

    Args:
        workspace: The expediente.
        who: The device, its fingerprint compared.
        role: One of `trust.ROLES`.
        scope: Ids of the institutions whose rows it may change; none: all.

    Raises:
        PeaError: This device is no administrator, or would leave none.
    """
    if role not in ROLES:
        raise PeaError(
            _("«{role}» no es un permiso: puede ser {roles}.").format(
                role=role[:40], roles=", ".join(ROLES)
            )
        )
    _require_one_left(workspace, who, role)
    _say(workspace, _("Autorizar a «{device}»").format(device=who.device), who, role, scope, None)


def revoke(workspace: Workspace, who: Request, after: int | None = None, reason: str = "") -> None:
    """End a device's authority after one of its changes; by default after the newest one here.

    Whoever reads the list of devices reads the reason too: it travels with the statement.

    Raises:
        PeaError: This device is no administrator, or would leave none; there is no such change.
    """
    _require_one_left(workspace, who, None)
    label = _("Revocar a «{device}»").format(device=who.device)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    _say(workspace, label, who, None, None, after, reason)


def _require_one_left(workspace: Workspace, who: Request, role: str | None) -> None:
    administrators = workspace.authority.roster.administrators()
    if role == ADMINISTERS or who.pub not in administrators:
        return
    if administrators == [who.pub]:
        raise PeaError(
            _("Es el único administrador: autorice antes a otro, o el expediente quedaría sin uno.")
        )
    if who.pub == workspace.device.public:
        # The other one may not have heard yet, and would not hear it from who may no longer send.
        raise PeaError(
            _("Un administrador no se quita el permiso a sí mismo: pídalo a otro administrador.")
        )


def _say(
    workspace: Workspace,
    label: str,
    who: Request,
    role: str | None,
    scope: Sequence[str] | None,
    after: int | None,
    reason: str = "",
) -> None:
    roster, own = workspace.authority.roster, workspace.device
    if roster.root is not None and roster.role(own.public) != ADMINISTERS:
        raise PeaError(
            _("Sólo un administrador autoriza o revoca equipos, y este equipo no lo es.")
        )
    logs = workspace.journal.logs()
    if roster.root is None and who.pub == own.public and role != ADMINISTERS:
        raise PeaError(
            _("Todavía no hay administrador: este equipo lo será; déle el permiso administra.")
        )
    with workspace.transaction(label):
        rows = []
        if roster.root is None and who.pub != own.public:
            me = Request(own.public, own.author, own.name, "")
            rows.append(_root(workspace, logs, me))
        if roster.root is None and who.pub == own.public:
            rows.append(_root(workspace, logs, who))
        else:
            at = _place(workspace, logs, who, after)
            names = who.person, who.device
            rows.append(
                trust.row_of(new_id(), who.pub, role, at, scope=scope, names=names, reason=reason)
            )
        record(workspace, label, rows)


def record(workspace: Workspace, label: str, rows: Iterable[Row]) -> None:
    """Write statements as one entry of the open transaction, and judge everything by them."""
    writes = [
        Write(TABLE, row, name, value)
        for _table, row, fields in rows
        for name, value, _parents in fields
    ]
    touched = workspace.recorder.direct(writes, "trust", label, workspace.now())
    touched.add(workspace.authority.settle().rows)
    workspace.touched(touched)


def _root(workspace: Workspace, logs: dict[int, Log], who: Request) -> Row:
    base = [(log.origin, log.head, log.hash) for log in logs.values() if log.head]
    at = _place(workspace, logs, who, None)
    names = who.person, who.device
    return trust.row_of(new_id(), who.pub, ADMINISTERS, at, names=names, base=base)


def last_change(workspace: Workspace, who: Request) -> int:
    """Return the number of a device's newest change that is known here; 0 for none."""
    return _place(workspace, workspace.journal.logs(), who, None)[1]


def _place(workspace: Workspace, logs: dict[int, Log], who: Request, after: int | None) -> Place:
    """Return the place in a device's log up to which what was said of it before still holds."""
    mine = [log for log in logs.values() if log.origin == origin_of(who.pub) and log.parent is None]
    if not mine or after == 0:
        return origin_of(who.pub), 0, b"\0" * 32
    log = mine[0]
    seq = log.head if after is None else after
    if not 0 < seq <= log.head:
        raise PeaError(
            _("De «{device}» sólo se conocen los cambios 1 a {last}.").format(
                device=who.device, last=log.head
            )
        )
    return log.origin, seq, workspace.journal.at(log, seq)[0]
