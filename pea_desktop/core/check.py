"""The audit: every chain re-hashed, every seal verified, every row compared with its journal."""

from collections import Counter

from pea_desktop.core import attachments
from pea_desktop.core import entry as entries
from pea_desktop.core.capture import Value
from pea_desktop.core.device import is_signed, origin_of
from pea_desktop.core.heads import Heads
from pea_desktop.core.journal import FIELD_BITS, SEQ_BITS, Journal, dots_of
from pea_desktop.i18n import _

_SHOWN = 20


def find_problems(heads: Heads) -> list[str]:
    """Return what is wrong with a file, as Spanish sentences; empty when it is sound."""
    problems: list[str] = []
    damage = heads.db.execute("PRAGMA integrity_check(5)").fetchall()
    if damage != [("ok",)]:
        problems.append(_("La base de datos está dañada: {reason}.").format(reason=damage[0][0]))
    problems += _check_logs(heads.journal)
    problems += attachments.find_problems(heads.db)
    for check in (_check_claims, _check_heads, _check_rows):
        if not problems:
            problems += check(heads)
    if len(problems) > _SHOWN:
        rest = _("… y {n} problemas más.").format(n=len(problems) - _SHOWN)
        problems = [*problems[:_SHOWN], rest]
    return problems


def _check_logs(journal: Journal) -> list[str]:
    problems: list[str] = []
    logs = journal.logs()
    for log in logs.values():
        name = log.device or log.fingerprint
        wrong = _("La bitácora de «{device}» no concuerda a partir del cambio {seq}.")
        if log.origin != origin_of(log.pub) or (log.parent and log.parent not in logs):
            problems.append(wrong.format(device=name, seq=1))
            continue
        digest, lamport = journal.at(log, log.fork_seq)
        seq = log.fork_seq
        low = log.no << SEQ_BITS
        for dot, stored, stored_lamport, data in journal.db.execute(
            "SELECT id, hash, lamport, bytes FROM entry WHERE id > ? AND id <= ? ORDER BY id",
            (low, low | (1 << SEQ_BITS) - 1),
        ):
            # A hand may have written text where bytes belong.
            digest = entries.chained(digest, data if isinstance(data, bytes) else b"")
            seq += 1
            if dot != low | seq or digest != stored or stored_lamport <= lamport:
                problems.append(wrong.format(device=name, seq=seq))
                break
            lamport = stored_lamport
        else:
            (seal,) = journal.db.execute("SELECT seal FROM log WHERE no = ?", (log.no,)).fetchone()
            message = entries.seal_message(log.origin, log.head, log.hash)
            if (seq, digest, lamport) != (log.head, log.hash, log.lamport):
                problems.append(wrong.format(device=name, seq=log.head))
            elif log.head > log.fork_seq and not is_signed(log.pub, seal or b"", message):
                problems.append(
                    _("La firma de la bitácora de «{device}» no es válida.").format(device=name)
                )
    return problems


def _check_claims(heads: Heads) -> list[str]:
    """Compare what the bookkeeping says of each entry with the entry's own bytes."""
    db = heads.db
    logs = heads.journal.logs()
    noted = {
        (log, seq, k): (target, last)
        for log, seq, k, target, last in db.execute(
            "SELECT log, seq, k, target, target_seq FROM seen"
        )
    }
    wrong = {no for no, log in logs.items() if log.parent and logs[log.parent].pub != log.pub}
    for dot, lamport, kind, undoes, data in db.execute(
        "SELECT id, lamport, kind, undoes, bytes FROM entry"
    ):
        log = logs.get(dot >> SEQ_BITS)
        if log is None:
            return [_("Hay cambios que no son de ninguna bitácora.")]
        made = entries.decode(data)
        is_last = made.seq == log.head
        told = (lamport, kind, undoes) == (made.lamport, made.kind, made.undoes) and (
            not is_last or (log.author, log.device) == (made.author, made.device)
        )
        places = [noted.pop((log.no, made.seq, seen.k), (0, 0)) for seen in made.seen]
        if not told or not all(map(heads.journal.is_at, places, made.seen)):
            wrong.add(log.no)
    wrong.update(no for no, _seq, _k in noted)
    problems = [
        _("Los datos de la bitácora de «{device}» no concuerdan con sus cambios.").format(
            device=logs[no].fingerprint if no in logs else no
        )
        for no in sorted(wrong)
    ]
    if db.execute("SELECT 1 FROM pend LIMIT 1").fetchone():
        problems.append(_("Hay cambios que otro programa dejó a medias."))
    return problems


def _check_heads(heads: Heads) -> list[str]:
    """Replay all entries in causal order, and compare the live heads."""
    logs = heads.journal.logs()
    live: dict[tuple[str, str, str], set[int]] = {}
    written: Counter[tuple[str, str, str]] = Counter()
    for dot, data in heads.db.execute("SELECT id, bytes FROM entry ORDER BY lamport"):
        made = entries.decode(data)
        no = dot >> SEQ_BITS
        known = heads.journal.known_to(logs, no, made.seq)
        aliases = {k: target for k, (target, _last) in known.items()}
        aliases[0] = no
        for table, row, fields in made.rows:
            for name, _value, parents in fields:
                written[table, row, name] += 1
                dots = live.setdefault((table, row, name), set())
                dots.difference_update(dots_of(logs, aliases, parents))
                dots.add(dot)
    stored: dict[int, set[int]] = {}
    for source in ("cell", "sib"):
        for cell, dot in heads.db.execute(f"SELECT cell, dot FROM {source}"):
            stored.setdefault(cell, set()).add(dot)
    rids = heads.names.rids({(table, row) for table, row, _name in live})
    cells = {
        (table, row, name): rids.get((table, row), 0) << FIELD_BITS
        | (heads.names.number_or_none(table, name) or 0)
        for table, row, name in live
    }
    ever = dict(heads.db.execute("SELECT cell, count(*) FROM hist GROUP BY cell").fetchall())
    if {cells[key]: dots for key, dots in live.items()} != stored or {
        cells[key]: times for key, times in written.items()
    } != ever:
        return [_("Los valores vigentes no concuerdan con la bitácora.")]
    return []


def _check_rows(heads: Heads) -> list[str]:
    """Compare the tables and the open conflicts with what the live heads say."""
    problems: list[str] = []
    logs = heads.journal.logs()
    conflicts: dict[int, str] = {}
    expected: dict[str, set[str]] = {table: set() for table in heads.tables}
    for rid, table, row in heads.db.execute("SELECT rid, tbl, id FROM rowmap").fetchall():
        state = heads.state(logs, rid)
        conflicts.update(state.conflicts)
        columns = heads.tables.get(table)
        if not state.visible or columns is None:
            continue
        expected[table].add(row)
        listed = ", ".join(f'"{c}"' for c in columns)
        found = heads.db.execute(f'SELECT {listed} FROM "{table}" WHERE id = ?', (row,)).fetchone()
        values: tuple[Value, ...] = tuple(state.values.get(c) for c in columns)
        if found is None:
            problems.append(_("Falta el renglón {row} de «{table}».").format(row=row, table=table))
        elif found != values:
            wrong = [c for c, a, b in zip(columns, found, values, strict=True) if a != b]
            problems.append(
                _("El renglón {row} de «{table}» se alteró fuera del programa: {fields}.").format(
                    row=row, table=table, fields=", ".join(wrong)
                )
            )
    for table, rows in expected.items():
        for (row,) in heads.db.execute(f'SELECT id FROM "{table}"').fetchall():
            if row not in rows:
                problems.append(
                    _("El renglón {row} de «{table}» no está en la bitácora.").format(
                        row=row, table=table
                    )
                )
    if conflicts != dict(heads.db.execute("SELECT cell, kind FROM conflict").fetchall()):
        problems.append(_("La lista de conflictos no concuerda con la bitácora."))
    return problems
