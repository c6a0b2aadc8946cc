"""Whom an expediente trusts: what administrators said of each device, in the journal itself.

A statement is an entry of kind `trust`, so the administrator's own chain and seal sign it. The
first one, which makes its author administrator, names how far each log went: what came before
needs nobody's leave. A statement about a device also says up to where of its log the former
statement holds: authority ends at a place in the log, never at an hour.

Who is trusted follows from the statements known, in an order that no clock decides.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pea_desktop.core.capture import ALIVE
from pea_desktop.core.entry import Row
from pea_desktop.core.journal import SEQ_BITS, SEQ_MASK, Journal, Log

TABLE = "_trust"
"""Where statements stand in the journal; no table of rows has this name."""

READS, WRITES, DECIDES, ADMINISTERS = "lectura", "captura", "resuelve", "administra"
ROLES = (READS, WRITES, DECIDES, ADMINISTERS)

UNKNOWN, REVOKED, READ_ONLY = "sin_autorizar", "revocado", "solo_lectura"
OUT_OF_SCOPE, NO_ADMINISTRATOR = "fuera_de_alcance", "no_administra"
"""Why an entry is held back."""

Place = tuple[bytes, int, bytes]
"""A place in a log: origin, number and hash of its entry; number 0 is before the first."""


@dataclass(frozen=True)
class Statement:
    """What an administrator said of a device: its role (none: revoked), and from where on."""

    dot: int
    signer: bytes
    pub: bytes
    role: str | None
    scope: frozenset[str] | None
    at: Place
    person: str
    device: str
    base: tuple[Place, ...] | None = None
    reason: str = ""

    @property
    def is_root(self) -> bool:
        """Whether it makes its own author the first administrator."""
        return self.base is not None and self.pub == self.signer and self.role == ADMINISTERS


@dataclass(frozen=True)
class Seen:
    """That somebody with the right to say so has seen that a log was continued twice."""

    dot: int
    signer: bytes
    origin: bytes
    after: int


@dataclass
class Roster:
    """The devices as the effective statements leave them."""

    root: bytes | None = None
    base: tuple[Place, ...] = ()
    devices: dict[bytes, list[Statement]] = field(default_factory=dict)
    effective: set[int] = field(default_factory=set)
    rivals: list[bytes] = field(default_factory=list)
    forks: dict[tuple[bytes, int], Seen] = field(default_factory=dict)
    """Logs continued twice, (origin, last common change), and who acknowledged it first."""

    def last(self, pub: bytes) -> Statement | None:
        """Return the newest statement about a device."""
        said = self.devices.get(pub)
        return said[-1] if said else None

    def role(self, pub: bytes) -> str | None:
        """Return a device's present role; none when it is unknown or revoked."""
        last = self.last(pub)
        return last.role if last else None

    def administrators(self) -> list[bytes]:
        """Return the keys that administer."""
        return [pub for pub in self.devices if self.role(pub) == ADMINISTERS]


def row_of(
    row: str,
    pub: bytes,
    role: str | None,
    at: Place,
    *,
    scope: Iterable[str] | None = None,
    names: tuple[str, str] = ("", ""),
    base: Iterable[Place] | None = None,
    reason: str = "",
) -> Row:
    """Return a statement as the row of an entry; `names` are those of person and device.

    `reason` is what the administrator tells of it; versions that do not know it pass it on.
    """
    fields: list[tuple[str, str | int | None, tuple[int, ...]]] = [
        (ALIVE, 1, ()),
        ("pub", pub.hex(), ()),
        ("at", _places([at]), ()),
        ("person", names[0], ()),
        ("device", names[1], ()),
    ]
    if role is not None:
        fields.append(("role", role, ()))
    if scope is not None:
        fields.append(("scope", json.dumps(sorted(scope), separators=(",", ":")), ()))
    if base is not None:
        fields.append(("base", _places(base), ()))
    if reason:
        fields.append(("reason", reason, ()))
    return TABLE, row, fields


def _places(places: Iterable[Place]) -> str:
    made = [[origin.hex(), seq, digest.hex()] for origin, seq, digest in places]
    return json.dumps(made, separators=(",", ":"))


def fork_row_of(row: str, origin: bytes, after: int) -> Row:
    """Return, as the row of an entry, that its author has seen a log continued twice."""
    return TABLE, row, [(ALIVE, 1, ()), ("fork", f"{origin.hex()}:{after}", ())]


def compute(journal: Journal, pinned: bytes | None) -> Roster:
    """Return the roster; `pinned` is the first administrator that this file already knows.

    An administrator whose authority ends before something it said loses that too, whatever the
    order in which both arrive.
    """
    logs = journal.logs()
    said = _statements(journal, logs)
    ends: dict[bytes, list[Place]] = {}
    while True:
        roster = Roster()
        again = False
        for one in said:
            if isinstance(one, Seen):
                if _is_administrators(journal, logs, roster, one, ends):
                    _note_seen(roster, one)
                continue
            if not _is_effective(journal, logs, roster, one, pinned, ends):
                continue
            known = roster.devices.setdefault(one.pub, [])
            was_administrator = bool(known) and known[-1].role == ADMINISTERS
            known.append(one)
            roster.effective.add(one.dot)
            is_over = was_administrator and one.role != ADMINISTERS
            if is_over and one.at not in ends.get(one.pub, ()):
                ends.setdefault(one.pub, []).append(one.at)
                again = True
                break
        if not again:
            break
    for one in said:
        # Before there is an administrator anybody may say so, and what was said then stays.
        if isinstance(one, Seen) and (
            roster.root is None or any(is_within(journal, logs, one.dot, p) for p in roster.base)
        ):
            _note_seen(roster, one)
    return roster


def _note_seen(roster: Roster, one: Seen) -> None:
    roster.effective.add(one.dot)
    roster.forks.setdefault((one.origin, one.after), one)


def _is_effective(
    journal: Journal,
    logs: dict[int, Log],
    roster: Roster,
    one: Statement,
    pinned: bytes | None,
    ends: dict[bytes, list[Place]],
) -> bool:
    if one.is_root:
        if roster.root is None and (pinned is None or one.signer == pinned):
            roster.root, roster.base = one.signer, one.base or ()
            return True
        if one.signer != roster.root and one.signer not in roster.rivals:
            roster.rivals.append(one.signer)
    return _is_administrators(journal, logs, roster, one, ends)


def _is_administrators(
    journal: Journal,
    logs: dict[int, Log],
    roster: Roster,
    one: Statement | Seen,
    ends: dict[bytes, list[Place]],
) -> bool:
    """Tell whether whoever said something was an administrator then."""
    if roster.role(one.signer) != ADMINISTERS and not ends.get(one.signer):
        return False
    was = any(s.role == ADMINISTERS for s in roster.devices.get(one.signer, ()))
    return was and all(is_within(journal, logs, one.dot, end) for end in ends.get(one.signer, ()))


def _statements(journal: Journal, logs: dict[int, Log]) -> list[Statement | Seen]:
    """Return what was ever said, causes before effects, in the same order everywhere."""
    made: list[Statement | Seen] = []
    dots = journal.db.execute(
        "SELECT id FROM entry WHERE kind = 'trust' ORDER BY lamport, hash"
    ).fetchall()
    for (dot,) in dots:
        signer = logs[dot >> SEQ_BITS].pub
        for (table, _row), fields in journal.changes(logs, dot).items():
            if table == TABLE:
                one = _read(dot, signer, {name: value for name, (value, _p) in fields.items()})
                if one is not None:
                    made.append(one)
    return made


def _read(dot: int, signer: bytes, fields: dict[str, Any]) -> Statement | Seen | None:
    """Return a statement; none when it says nothing this version understands."""
    try:
        if "fork" in fields:
            origin, _colon, after = str(fields["fork"]).partition(":")
            return Seen(dot, signer, bytes.fromhex(origin), int(after))
        role = fields.get("role")
        scope = json.loads(fields["scope"]) if fields.get("scope") else None
        base = _read_places(fields["base"]) if fields.get("base") else None
        pub = bytes.fromhex(fields["pub"])
        if len(pub) != 32 or (role is not None and role not in ROLES):
            return None
        return Statement(
            dot, signer, pub, role,
            None if scope is None else frozenset(map(str, scope)),
            _read_places(fields["at"])[0],
            str(fields.get("person") or ""), str(fields.get("device") or ""), base,
            str(fields.get("reason") or ""),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _read_places(text: str) -> tuple[Place, ...]:
    return tuple((bytes.fromhex(o), int(s), bytes.fromhex(h)) for o, s, h in json.loads(text))


def is_within(journal: Journal, logs: dict[int, Log], dot: int, place: Place) -> bool:
    """Tell whether an entry is the one at a place of its log, or before it."""
    origin, last, digest = place
    no, seq = dot >> SEQ_BITS, dot & SEQ_MASK
    if logs[no].origin != origin or seq > last:
        return False
    found = journal.find(logs, origin, last, digest)
    # What the administrator named, its own entry had seen: it is here, or it never was.
    return found is not None and Journal.locate(logs, found.no, seq) == dot
