"""What packages bring, in sentences: who sends, what is to be known before, what came of it."""

from collections.abc import Sequence
from typing import NamedTuple

from pea_desktop.files.package import Received
from pea_desktop.files.package.brought import APPLIED, KNOWN, Delivered
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.screens import exchange_words as words
from pea_desktop.ui.screens.package_preview import MOST_SHOWN


class Fact(NamedTuple):
    """A sentence about what comes, and how much it matters: ``info``, ``err`` or "" for none."""

    text: str
    kind: str = ""


def _facts_of_trust(brings: Received) -> list[Fact]:
    """Return what was written without leave."""
    made: list[Fact] = []
    if brings.held:
        made.append(
            Fact(
                ngettext(
                    "{n} cambio lo hizo un equipo sin permiso: se guarda en cuarentena; véalo en "
                    "«Equipos y confianza».",
                    "{n} cambios los hizo un equipo sin permiso: se guardan en cuarentena; véalos "
                    "en «Equipos y confianza».",
                    brings.held,
                ).format(n=brings.held),
                "err",
            )
        )
    if brings.reviewed:
        made.append(
            Fact(
                ngettext(
                    "{n} de ellos ya se veía aquí: un administrador revocó a su equipo, y queda "
                    "marcado para revisión.",
                    "{n} de ellos ya se veían aquí: un administrador revocó a su equipo, y quedan "
                    "marcados para revisión.",
                    brings.reviewed,
                ).format(n=brings.reviewed),
                "err",
            )
        )
    return made


def facts(brings: Received) -> list[Fact]:
    """Return what is to be known before accepting: gaps, forks, folios, what is not understood."""
    made = [Fact(one.sentence, "info") for one in brings.missing]
    made += [
        Fact(
            _(
                "El historial de «{device}» se partió en dos después del cambio {n} (un respaldo "
                "restaurado o una copia): se guardan los dos, y lo que difiera será un conflicto."
            ).format(device=one.device, n=one.after),
            "err",
        )
        for one in brings.forks
    ]
    made += [Fact(one.sentence, "err") for one in brings.notices]
    made += _facts_of_trust(brings)
    if brings.unknown:
        made.append(
            Fact(
                ngettext(
                    "{n} dato es de una versión más nueva: se guarda y se reenvía, y se verá al "
                    "actualizar.",
                    "{n} datos son de una versión más nueva: se guardan y se reenvían, y se verán "
                    "al actualizar.",
                    len(brings.unknown),
                ).format(n=len(brings.unknown)),
                "info",
            )
        )
    if len(brings.rows) > MOST_SHOWN:
        made.append(
            Fact(
                _("Se enlistan {n} registros de {all}; se aplican todos.").format(
                    n=MOST_SHOWN, all=len(brings.rows)
                )
            )
        )
    if brings.attachments:
        made.append(Fact(_("Trae {files}.").format(files=words.files(len(brings.attachments)))))
    if brings.wanted:
        made.append(
            Fact(
                _("Faltarán {files} que otros mencionan: pídalos.").format(
                    files=words.files(len(brings.wanted))
                ),
                "info",
            )
        )
    return made


def summary(brings: Received) -> list[Fact]:
    """Return what all packages bring together, in sentences: who wrote it, what is to be known."""
    made = [Fact(text) for text in authors(brings)]
    made += facts(brings)
    if brings.conflicts:
        made.append(
            Fact(
                _(
                    "{conflicts}: nada se decide solo; esperarán en «Conflictos» con los dos "
                    "valores."
                ).format(conflicts=words.conflicts(brings.conflicts)),
                "info",
            )
        )
    return made


def authors(brings: Received) -> list[str]:
    """Return who wrote what comes, how much and from when to when."""
    made = []
    for one in brings.authors:
        first, last = words.day(one.first), words.day(one.last)
        sentence = _("{author} · {device}: {changes}, del {first} al {last}")
        if first == last:
            sentence = _("{author} · {device}: {changes}, el {first}")
        made.append(
            sentence.format(
                author=one.author,
                device=one.device,
                changes=words.changes(one.entries),
                first=first,
                last=last,
            )
        )
    return made


def sender(one: Delivered) -> str:
    """Return whose package it is and when it was made, as it says itself."""
    return _("De {device} · {author}, hecho el {when} · {changes}").format(
        device=one.device,
        author=one.author,
        when=words.day_and_hour(one.claimed_at),
        changes=words.changes(one.entries),
    )


def state(one: Delivered) -> tuple[str, str, str]:
    """Return where a package stands in the sequence: words, icon and kind of its chip."""
    if one.state == APPLIED:
        return _("En secuencia"), "circle-check", "ok"
    if one.state == KNOWN:
        return _("Anterior: ya se tenía"), "check", "info"
    return _("Falta uno anterior"), "package", "err"


def _counts(one: Delivered) -> list[str]:
    """Return what a package brings besides rows, each counted."""
    counts: list[str] = []
    if one.conflicts:
        counts.append(words.conflicts(one.conflicts))
    counts += [
        text.format(n=count)
        for count, text in (
            (one.folios, ngettext("{n} folio repetido", "{n} folios repetidos", one.folios)),
            (
                one.forks,
                ngettext(
                    "{n} bitácora con dos caminos", "{n} bitácoras con dos caminos", one.forks
                ),
            ),
            (
                one.attachments,
                ngettext("{n} archivo adjunto", "{n} archivos adjuntos", one.attachments),
            ),
            (
                one.unknown,
                ngettext("{n} dato de otra versión", "{n} datos de otra versión", one.unknown),
            ),
        )
        if count
    ]
    return counts


def package_lines(one: Delivered) -> list[str]:
    """Return what a package brings by itself, and whose key signed it."""
    made = [missing.sentence for missing in one.missing]
    if one.is_newer:
        made.append(
            _("Lo hizo una versión más nueva del programa: conviene actualizar este equipo.")
        )
    if one.fresh and one.since is not None:
        made.append(
            _("Nuevo aquí: {changes}, desde el {day}").format(
                changes=words.changes(one.fresh), day=words.day(one.since)
            )
        )
        made.append(
            _("Registros: {new}, {changed}, {deleted}").format(
                new=ngettext("{n} nuevo", "{n} nuevos", one.new).format(n=one.new),
                changed=ngettext("{n} cambia", "{n} cambian", one.changed).format(n=one.changed),
                deleted=ngettext("{n} se borra", "{n} se borran", one.deleted).format(
                    n=one.deleted
                ),
            )
        )
    counts = _counts(one)
    if counts:
        made.append(", ".join(counts))
    made.append(
        _("Huella {fingerprint}: compárela de viva voz.").format(fingerprint=one.fingerprint)
    )
    return made


def is_nothing_new(brings: Received) -> bool:
    """Tell whether packages change nothing here."""
    return not (
        brings.entries or brings.new or brings.changed or brings.deleted or brings.conflicts
    )


def why_nothing(brings: Received | None, rows: Sequence[object]) -> str:
    """Return why no record is listed; only what is had already may be called so.

    Args:
        brings: what the packages bring; None where all are left out.
        rows: their records, of every kind.
    """
    if brings is None:
        return _("Todos los paquetes se dejan fuera: marque uno para ver lo que trae.")
    if rows:
        return _("Ninguno de los registros que trae es de esta clase.")
    if brings.missing:
        return _("Espera a que llegue lo que falta; entonces se aplica solo.")
    return _("Este equipo ya tiene todo lo que trae.")


def accept_text(brings: Received) -> str:
    """Return what accepting does: «Aplicar 132; 3 conflictos a la bandeja»."""
    if any(one.state == APPLIED for one in brings.packages):
        # A row in which the value here stays shown changes nothing to be seen.
        count = len(brings.rows) or brings.new + brings.changed + brings.deleted
        if not brings.conflicts:
            return _("Aplicar {n}").format(n=count) if count else _("Aplicar")
        return _("Aplicar {n}; {conflicts} a la bandeja").format(
            n=count, conflicts=words.conflicts(brings.conflicts)
        )
    if brings.missing:
        return _("Dejar en espera")
    return _("Entendido")


def received_sentence(received: Received) -> str:
    """Return what packages did, in one sentence."""
    names = ", ".join(dict.fromkeys(f"«{one.device}»" for one in received.packages))
    names = names or f"«{received.device}»"
    if received.missing and not received.applied:
        # What it waits for is among the facts.
        return _("El paquete de {device} quedó en espera de otro.").format(device=names)
    if is_nothing_new(received):
        return _("El paquete de {device} no trae nada que este equipo no tenga.").format(
            device=names
        )
    sentence = ngettext(
        "Se recibió el paquete de {device}: {new}, {changed}, {deleted}, {conflicts}.",
        "Se recibieron los paquetes de {device}: {new}, {changed}, {deleted}, {conflicts}.",
        len(received.packages),
    )
    return sentence.format(
        device=names,
        new=ngettext("{n} nuevo", "{n} nuevos", received.new).format(n=received.new),
        changed=ngettext("{n} cambiado", "{n} cambiados", received.changed).format(
            n=received.changed
        ),
        deleted=ngettext("{n} borrado", "{n} borrados", received.deleted).format(
            n=received.deleted
        ),
        conflicts=words.conflicts(received.conflicts),
    )
