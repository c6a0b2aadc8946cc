"""Orders about devices: who has what, who may what, joining and revoking."""

from argparse import Namespace
from typing import Any

from pea_desktop.areas import SCHEMA, institutions
from pea_desktop.cli.output import fork_json, moment, put, put_json, put_lines
from pea_desktop.core import forks, trust_held, trusting
from pea_desktop.core.device import Device, fingerprint_of
from pea_desktop.core.errors import PeaError
from pea_desktop.core.trust import ADMINISTERS, WRITES, Statement
from pea_desktop.core.trust_held import Held
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package.standing import Standing, standing
from pea_desktop.i18n import _, ngettext

_MOST_HELD = 50


def devices(options: Namespace) -> int:
    """List the devices, or authorise, revoke or ask to join; settle what is in quarantine."""
    actions = {
        None: _list, "request": _request, "trust": _trust, "revoke": _revoke, "retry": _retry,
        "forget": _forget,
    }  # fmt: skip
    return actions[options.action](options)


def _list(options: Namespace) -> int:
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device, read_only=True) as workspace:
        made = _facts(workspace)
    if options.json:
        put_json(made)
    else:
        put_lines(_lines(made))
    return 0


def _request(options: Namespace) -> int:
    device = Device.load(options.author, options.device)
    trusting.write_request(options.out, device, package.own_recipient(device))
    if options.json:
        put_json({"path": str(options.out), "fingerprint": device.fingerprint})
    else:
        put(
            _(
                "Se escribió «{name}». Envíelo al administrador y compare por teléfono la huella: "
                "{fingerprint}."
            ).format(name=options.out.name, fingerprint=device.fingerprint)
        )
    return 0


def _trust(options: Namespace) -> int:
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device) as workspace:
        who = trusting.find_device(workspace, options.who)
        scope = _scope(workspace, options.scope)
        role = options.role or _usual_role(workspace, who)
        trusting.authorise(workspace, who, role, scope)
        taken, failed = _retried(workspace)
    if options.json:
        put_json(
            {
                "device": who.device, "person": who.person, "fingerprint": who.fingerprint,
                "role": role, "scope": scope, "released": len(taken),
            }
        )  # fmt: skip
    else:
        put(
            _("«{device}» ({fingerprint}) tiene permiso: {role}.").format(
                device=who.device, fingerprint=who.fingerprint, role=role
            )
        )
        if taken:
            put(_taken_text(len(taken)))
    if failed:
        # The permission stands, and has been told.
        raise failed
    return 0


def _retried(workspace: Workspace) -> tuple[list[package.Received], package.RetryError | None]:
    """Take in what may be taken in now; return it, and what kept the rest."""
    try:
        return package.retry_quarantined(workspace), None
    except package.RetryError as error:
        return error.taken, error


def _taken_text(count: int) -> str:
    return ngettext(
        "Se recibió {n} paquete que estaba en cuarentena.",
        "Se recibieron {n} paquetes que estaban en cuarentena.",
        count,
    ).format(n=count)


def _retry(options: Namespace) -> int:
    """Try the packages in quarantine again."""
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device) as workspace:
        taken, failed = _retried(workspace)
        left = len(package.quarantined(device, workspace.workspace_id))
    if options.json:
        put_json({"released": len(taken), "left": left})
    else:
        put(_taken_text(len(taken)) if taken else _("Ninguno se pudo recibir todavía."))
    if failed:
        raise failed
    return 0


def _forget(options: Namespace) -> int:
    """Drop a package that is in quarantine."""
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device, read_only=True) as workspace:
        gone = package.forget_quarantined(device, workspace.workspace_id, options.package)
    if options.json:
        put_json({"package": gone.id, "forgotten": True})
    else:
        put(_("Se quitó de la cuarentena el paquete de «{device}».").format(device=gone.device))
    return 0


def _usual_role(workspace: Workspace, who: trusting.Request) -> str:
    """Return the role when none is said: who is the first to authorise itself administers."""
    is_first = workspace.authority.roster.root is None and who.pub == workspace.device.public
    return ADMINISTERS if is_first else WRITES


def _revoke(options: Namespace) -> int:
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device) as workspace:
        who = trusting.find_device(workspace, options.who)
        trusting.revoke(workspace, who, options.after, options.reason or "")
        held = [one for one in trust_held.held(workspace) if one.pub == who.pub]
        last = workspace.authority.roster.last(who.pub)
        after = last.at[1] if last else 0
    if options.json:
        put_json(
            {
                "device": who.device, "fingerprint": who.fingerprint, "after": after,
                "reason": last.reason if last else "", "held": len(held),
                "to_review": sum(one.is_reviewed for one in held),
            }
        )  # fmt: skip
    else:
        put(
            _(
                "«{device}» ({fingerprint}) quedó revocado después de su cambio {after}: lo que "
                "escriba luego queda en cuarentena."
            ).format(device=who.device, fingerprint=who.fingerprint, after=after)
        )
    return 0


def _scope(workspace: Workspace, acronyms: list[str] | None) -> list[str] | None:
    if not acronyms:
        return None
    made: list[str] = []
    for name in acronyms:
        found = institutions.find(workspace.session, name)
        if found is None:
            raise PeaError(
                _("No hay una institución «{name}» en este expediente.").format(name=name[:80])
            )
        made.append(found.id)
    return made


def _facts(workspace: Workspace) -> dict[str, Any]:
    roster = workspace.authority.roster
    found = standing(workspace)
    known = {one.fingerprint for one in found}
    listed = [_device_json(workspace, one) for one in found]
    listed += [
        _device_json(
            workspace,
            Standing(said[-1].device, said[-1].person, fingerprint_of(pub), False, None, 0, None),
        )
        for pub, said in roster.devices.items()
        if fingerprint_of(pub) not in known
    ]
    held = trust_held.held(workspace)
    return {
        "fingerprint": workspace.device.fingerprint,
        "device": workspace.device.name,
        "author": workspace.device.author,
        "recipient": package.own_recipient(workspace.device),
        "enforced": roster.root is not None,
        "administrators": [fingerprint_of(pub) for pub in roster.administrators()],
        "rivals": [fingerprint_of(pub) for pub in roster.rivals],
        "devices": listed,
        **_packages_json(workspace),
        "forks": [fork_json(one) for one in forks.open_forks(workspace)],
        "lineage": [
            {"kind": one.kind, "last": one.last, "sentence": one.sentence}
            for one in workspace.sentinel.lineage()
        ],
        "forks_seen": [
            {
                "id": one.id, "device": one.device, "fingerprint": one.fingerprint,
                "after": one.after, "by": one.author, "by_device": one.by_device,
                "claimed_at": moment(one.claimed_at),
            }
            for one in forks.seen_forks(workspace)
        ],
        "held": [_held_json(one) for one in held],
        "held_by_reason": trust_held.waiting(workspace),
        "missing_attachments": workspace.missing_attachments(),
        "ask": package.request_text(workspace, found),
    }  # fmt: skip


def _packages_json(workspace: Workspace) -> dict[str, Any]:
    """Return the packages that came and are not in: waiting for another, or set aside."""
    return {
        "parked": [
            {"package": one, "missing": [m.sentence for m in missing]}
            for one, missing in package.parked(workspace)
        ],
        "quarantine": [
            {
                "package": one.id, "device": one.device, "author": one.author,
                "fingerprint": one.fingerprint, "reason": one.reason, "entries": one.entries,
                "received_at": moment(one.at), "path": str(path),
            }
            for one, path in package.quarantined(workspace.device, workspace.workspace_id)
        ],
    }  # fmt: skip


def _held_json(one: Held) -> dict[str, Any]:
    return {
        "device": one.device, "author": one.author, "fingerprint": one.fingerprint,
        "number": one.number, "claimed_at": moment(one.claimed_at), "label": one.label,
        "reason": one.reason, "sentence": one.sentence, "to_review": one.is_reviewed,
        "known_to": list(one.known_to),
        "rows": [
            {"table": row.table, "row": row.row, "fields": list(row.fields)} for row in one.rows
        ],
    }  # fmt: skip


def _device_json(workspace: Workspace, one: Standing) -> dict[str, Any]:
    roster = workspace.authority.roster
    said = next(
        (s[-1] for pub, s in roster.devices.items() if fingerprint_of(pub) == one.fingerprint), None
    )
    if roster.root is None:
        state = "libre"
    elif said is None:
        state = "sin_autorizar"
    else:
        state = "autorizado" if said.role else "revocado"
    return {
        "device": one.device,
        "author": one.author,
        "fingerprint": one.fingerprint,
        "is_self": one.is_self,
        "state": state,
        "role": said.role if said else None,
        "scope": sorted(said.scope) if said and said.scope is not None else None,
        "revoked_after": said.at[1] if said and said.role is None else None,
        "revoked": None if said is None or said.role else _revocation_json(workspace, said),
        "entries": one.entries,
        "claimed_at": None if one.claimed_at is None else moment(one.claimed_at),
        "last_change_at": None if one.last_at is None else moment(one.last_at),
        "lacks": [{"device": m.device, "first": m.first, "count": m.count} for m in one.lacks],
        "gaps": [{"device": g.device, "first": g.first, "last": g.last} for g in one.gaps],
    }


def _revocation_json(workspace: Workspace, said: Statement) -> dict[str, Any]:
    """Return why, by whom and when a device was revoked."""
    entry = workspace.journal.heading(said.dot)
    return {
        "reason": said.reason, "by": entry.author, "by_device": entry.device,
        "claimed_at": moment(entry.time),
    }  # fmt: skip


def _lines(made: dict[str, Any]) -> list[str]:
    lines = [
        _("Este equipo: «{device}» ({author}), huella {fingerprint}.").format(
            device=made["device"], author=made["author"], fingerprint=made["fingerprint"]
        )
    ]
    if not made["enforced"]:
        lines.append(_("Sin administrador: se acepta todo paquete bien firmado del expediente."))
    for one in made["devices"]:
        lines.append(
            ngettext(
                "«{device}» ({author}), {fingerprint}: {state}, {n} cambio conocido.",
                "«{device}» ({author}), {fingerprint}: {state}, {n} cambios conocidos.",
                one["entries"],
            ).format(
                device=one["device"],
                author=one["author"],
                fingerprint=one["fingerprint"],
                state=_state_text(one),
                n=one["entries"],
            )
        )
        if one["revoked"] and one["revoked"]["reason"]:
            lines.append(_("    motivo: {reason}").format(reason=one["revoked"]["reason"]))
        lacking = sum(lack["count"] for lack in one["lacks"])
        if lacking:
            lines.append(
                ngettext(
                    "    no se sabe que tenga {n} cambio de los de aquí",
                    "    no se sabe que tenga {n} cambios de los de aquí",
                    lacking,
                ).format(n=lacking)
            )
    for waiting in made["parked"]:
        lines += [_("En espera: {why}").format(why=why) for why in waiting["missing"]]
    for aside in made["quarantine"]:
        lines.append(
            _("En cuarentena: paquete {id} de «{device}» ({fingerprint}).").format(
                id=aside["package"][:8], device=aside["device"], fingerprint=aside["fingerprint"]
            )
        )
    lines += [_held_text(one) for one in made["held"][:_MOST_HELD]]
    rest = len(made["held"]) - _MOST_HELD
    if rest > 0:
        lines.append(_("… y {n} cambios más en cuarentena; todos, con --json.").format(n=rest))
    lines += [one["sentence"] for one in (*made["forks"], *made["lineage"])]
    if made["ask"]:
        lines += ["", made["ask"]]
    return lines


def _held_text(one: dict[str, Any]) -> str:
    sentence = _("En cuarentena: cambio {n} de «{device}» ({author}), «{label}». {why}")
    if one["to_review"]:
        sentence = _("Para revisar: cambio {n} de «{device}» ({author}), «{label}». {why}")
    return sentence.format(
        n=one["number"],
        device=one["device"],
        author=one["author"],
        label=one["label"],
        why=one["sentence"],
    )


def _state_text(one: dict[str, Any]) -> str:
    if one["state"] == "autorizado":
        return str(one["role"])
    return {
        "libre": _("sin restricción"),
        "sin_autorizar": _("sin autorizar"),
        "revocado": _("revocado"),
    }[one["state"]]
