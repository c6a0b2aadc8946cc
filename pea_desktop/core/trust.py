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
FIELDS = frozenset(["pub", "at", "person", "device", "role", "scope", "base", "reason", "fork"])
"""What a statement may say."""

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


@dataclass
class _Reign:
    """From the statement that makes an administrator until one that ends it.

    Attributes:
        rests: the statements that this authority follows from.
        ends: up to where what was said still counts; all of them have to agree.
    """

    start: tuple[int, bytes]
    rests: frozenset[int]
    ends: list["_End"] = field(default_factory=list)
    is_over: bool = False


@dataclass(frozen=True)
class _End:
    """Where authority ends: a place, and what of later statements counts all the same.

    Nobody takes away what the own word rests on, nor that very word: an administrator may resign,
    and one who revokes the other who made it administrator leaves that statement standing.
    """

    at: Place
    spared: frozenset[int]


_Ends = dict[tuple[int, bytes], tuple[tuple[int, bytes], _End]]
"""By the statement that ends a reign (entry, device): the statement that began it, and where."""


def compute(journal: Journal, pinned: bytes | None) -> Roster:
    """Return the roster; `pinned` is the first administrator that this file already knows.

    An administrator whose authority ends before something it said loses that too, whatever the
    order in which both arrive. Who becomes administrator again begins anew.
    """
    logs = journal.logs()
    said = _statements(journal, logs)
    ends: _Ends = {}
    turn = 0
    while True:
        walk = _Walk(journal, logs, pinned, ends)
        walk.through(said)
        turn += 1
        if walk.ends == ends or (turn > len(said) + 1 and walk.ends.keys() <= ends.keys()):
            break
        # Who ends whom may go in circles: then all of them are over.
        ends = walk.ends if turn <= len(said) + 1 else {**ends, **walk.ends}
    roster = walk.roster
    for one in said:
        # Before there is an administrator anybody may say so, and what was said then stays.
        if isinstance(one, Seen) and (
            roster.root is None or any(is_within(journal, logs, one.dot, p) for p in roster.base)
        ):
            _note_seen(roster, one)
    return roster


class _Walk:
    """Once through the statements, with the ends that an earlier turn found."""

    def __init__(
        self, journal: Journal, logs: dict[int, Log], pinned: bytes | None, before: _Ends
    ) -> None:
        self.roster = Roster()
        self.ends: _Ends = {}
        self._journal = journal
        self._logs = logs
        self._pinned = pinned
        self._before = before
        self._reigns: dict[bytes, list[_Reign]] = {}

    def through(self, said: Iterable[Statement | Seen]) -> None:
        """Take the statements in their order."""
        for one in said:
            rests = self._rests(one)
            if rests is None:
                continue
            if isinstance(one, Seen):
                _note_seen(self.roster, one)
                continue
            self.roster.devices.setdefault(one.pub, []).append(one)
            self.roster.effective.add(one.dot)
            self._note_reign(one, rests)

    def _rests(self, one: Statement | Seen) -> frozenset[int] | None:
        """Return the statements that the right to say this follows from; none without it."""
        roster = self.roster
        if isinstance(one, Statement) and one.is_root:
            if roster.root is None and self._pinned in (None, one.signer):
                roster.root, roster.base = one.signer, one.base or ()
                return frozenset()
            if one.signer != roster.root and one.signer not in roster.rivals:
                roster.rivals.append(one.signer)
        for reign in self._reigns.get(one.signer, ()):
            if all(self._is_left(one.dot, end) for end in reign.ends):
                return reign.rests
        return None

    def _is_left(self, dot: int, end: _End) -> bool:
        return dot in end.spared or is_within(self._journal, self._logs, dot, end.at)

    def _note_reign(self, one: Statement, rests: frozenset[int]) -> None:
        reigns = self._reigns.setdefault(one.pub, [])
        last = reigns[-1] if reigns and not reigns[-1].is_over else None
        if one.role == ADMINISTERS and last is None:
            start = one.dot, one.pub
            known = [end for began, end in self._before.values() if began == start]
            reigns.append(_Reign(start, rests | {one.dot}, known))
        elif one.role != ADMINISTERS and last is not None:
            end = _End(one.at, rests | {one.dot})
            last.is_over = True
            last.ends.append(end)
            self.ends[one.dot, one.pub] = last.start, end


def _note_seen(roster: Roster, one: Seen) -> None:
    roster.effective.add(one.dot)
    roster.forks.setdefault((one.origin, one.after), one)


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
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
        # Anybody may write a statement, signed by whatever key: texts of any depth and length.
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
