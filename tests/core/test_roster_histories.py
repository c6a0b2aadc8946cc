"""Random histories with an administrator: what is held back is the same for all who know the same.

What has to be held back is worked out by `rosters.py`, which knows nothing of the program.
"""

import logging
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pea_desktop.core import trusting
from pea_desktop.core.errors import ConflictedError, PackageError, PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.oracle import ALIVE, Cell, Known, Row, Value
from tests.core.rosters import ADMINISTERS, READS, RosterHistory, Said
from tests.core.toys import Thing

logger = logging.getLogger(__name__)

FIELDS = {"thing": ("name", "amount", "share", "day", "done", "colour")}
ROLES = ("lectura", "captura", "administra", "lectura", "resuelve")
NAMES = ("alfa", "beta", None, "gama")
ROWS = [("thing", f"cosa-{n}") for n in range(4)]
WEIGHTS = {
    "edit": 8, "insert": 6, "delete": 3, "resolve": 5, "authorise": 6, "revoke": 3,
    "exchange": 12, "export": 2, "receive_old": 5, "preview": 2,
}  # fmt: skip
KINDS = [kind for kind, weight in WEIGHTS.items() for _ in range(weight)]
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 2), st.integers(0, 15), st.integers(0, 15)),
    min_size=12,
    max_size=30,
)
figures: Counter[str] = Counter()


@dataclass
class Laptop:
    """One file, and what the oracle says it knows."""

    name: str
    workspace: Workspace
    known: Known = frozenset()
    tip: int | None = None
    peers: dict[str, Known] = field(default_factory=dict)


@dataclass(frozen=True)
class Stick:
    path: Path
    sender: Laptop
    delivery: Known
    said: Known


class Office:
    """Three laptops; the first one may become administrator before the others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.history = RosterHistory(FIELDS)
        self.sticks: list[Stick] = []
        self._ticks = 0
        first = toys.create(folder, "L0", clock=self._now)
        self.laptops = [Laptop("L0", first)]
        with first.edit("Crear", kind="create") as session:
            session.add(Thing(id="cosa-0", name="alfa", amount=1))
        made: dict[Cell, Value] = {
            (*ROWS[0], ALIVE): 1, (*ROWS[0], "name"): "alfa", (*ROWS[0], "amount"): 1,
        }  # fmt: skip
        self._wrote(self.laptops[0], made, "create")
        stick = self.export(self.laptops[0])
        for name in ("L1", "L2"):
            device = toys.device(folder, name)
            path = folder / f"{name}.pea"
            package.receive_new(path, stick.path, toys.SCHEMA, device)[0].close()
            workspace = toys.reopen(folder, name, clock=self._now)
            peers = {"L0": stick.said}
            self.laptops.append(Laptop(name, workspace, stick.delivery, None, peers))

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.workspace.close()

    def _now(self) -> int:
        self._ticks += 1
        return 1_790_000_000_000 + self._ticks

    def _wrote(self, laptop: Laptop, changes: dict[Cell, Value], kind: str) -> int:
        key = self.history.write(laptop.name, laptop.known, laptop.tip, changes, kind)
        log = laptop.workspace.journal.own_log(laptop.workspace.device)
        assert log is not None
        self.history.digests[key] = bytes(log.hash)
        laptop.known |= {key}
        laptop.tip = key
        return key

    def _end(self, laptop: Laptop) -> int:
        log = laptop.workspace.journal.own_log(laptop.workspace.device)
        return log.head if log else 0

    # -- writing

    def write(self, laptop: Laptop, row: Row, values: dict[str, Value] | None) -> None:
        """Bring a row to these values, or delete it; refused as its role and conflicts say."""
        history = self.history
        expected = history.written(laptop.known, laptop.name, row, values)
        role = self._own_role(laptop)
        end = self._end(laptop)
        try:
            with laptop.workspace.edit("Editar") as session:
                self._put(session, row[1], values)
        except ConflictedError:
            assert expected is None, "refused without a conflict"
            figures["refused for a conflict"] += 1
        except PeaError:
            assert role in (None, READS), "refused in spite of the role"
            figures["refused for the role"] += 1
            expected = None
        else:
            assert not expected or role not in (None, READS), "written in spite of the role"
        if expected:
            self._wrote(laptop, expected, "edit")
        assert self._end(laptop) == end + bool(expected)

    def _own_role(self, laptop: Laptop) -> str | None:
        """Return its role; who was never spoken of may write until others say no."""
        trusted = self.history.trusted(laptop.known)
        return trusted.role(laptop.name) if laptop.name in trusted.devices else ADMINISTERS

    def _put(self, session: Session, row: str, values: dict[str, Value] | None) -> None:
        found = session.get(Thing, row, populate_existing=True)
        if values is None:
            if found is not None:
                session.delete(found)
        elif found is None:
            session.add(Thing(id=row, **values))
        else:
            for name, value in values.items():
                setattr(found, name, value)

    def resolve(self, laptop: Laptop, a: int, b: int) -> None:
        """Decide one of the open conflicts: as shown, by a third value, or for the delete."""
        state, kinds = self.history.shown(laptop.known, laptop.name)
        if not kinds:
            return
        cell, kind = sorted(kinds.items())[a % len(kinds)]
        named = f"{cell[1]}:{cell[2]}"
        value: Value
        if kind == "delete_edit":
            value = b % 2
            how = {"keep": b % 2 == 1, "delete": b % 2 == 0}
        elif b % 3 == 0 and cell[2] == "name":
            value = "tercero"
            how = {"value": value}
        else:
            value = 1 if cell[2] == ALIVE else state.rows[cell[:2]][cell[2]]
            how = {"keep": True}
        if self._own_role(laptop) in (None, READS):
            with pytest.raises(PeaError):
                laptop.workspace.resolve(named, **how)
            return
        laptop.workspace.resolve(named, **how)
        self._wrote(laptop, {cell: value}, "resolve")
        figures[f"{kind} decided"] += 1

    # -- speaking of one another

    def say(self, laptop: Laptop, about: Laptop, role: str | None, after: int | None) -> None:
        """Authorise or revoke; refused to who is no administrator, and for the last one."""
        history, known = self.history, laptop.known
        trusted = history.trusted(known)
        left = trusted.administrators() - {about.name}
        is_own = about is laptop
        is_last = role != ADMINISTERS and about.name in trusted.administrators() and not left
        if trusted.devices:
            is_one = laptop.name in trusted.administrators()
            is_refused = not is_one or is_last or (is_own and role != ADMINISTERS)
        else:
            if laptop is not self.laptops[0]:
                return  # two first administrators would each be believed by some: not here
            is_refused = is_own and role != ADMINISTERS
        device = about.workspace.device
        who = trusting.Request(device.public, device.author, device.name, "")
        base = None if trusted.devices else known
        try:
            if role is None:
                trusting.revoke(laptop.workspace, who, after)
            else:
                trusting.authorise(laptop.workspace, who, role)
        except PeaError:
            assert is_refused
            figures["refused to speak"] += 1
            return
        assert not is_refused
        key = self._wrote(laptop, {}, "trust")
        made = []
        if base is not None:
            at = history.place(known, laptop.name)
            made.append(Said(key, laptop.name, laptop.name, ADMINISTERS, at, base))
        if base is None or not is_own:
            at = history.place(known, about.name, after if role is None else None)
            made.append(Said(key, laptop.name, about.name, role, at))
        history.said[key] = made
        figures["revoked" if role is None else role] += 1

    # -- packages

    def export(self, laptop: Laptop, to: Laptop | None = None) -> Stick:
        said = laptop.peers.get(to.name) if to else None
        delivery = self.history.sent(laptop.known, said or frozenset())
        path = self.folder / f"{len(self.sticks)}.peapkg"
        name = None if to is None or said is None else to.workspace.device.name
        assert package.export(laptop.workspace, path, name).entries == len(delivery)
        stick = Stick(path, laptop, delivery, self.history.tips(laptop.known))
        self.sticks.append(stick)
        return stick

    def receive(self, laptop: Laptop, stick: Stick, *, dry_run: bool = False) -> None:
        """Take a package in; refused when its sender is not trusted by what is then known."""
        history, before = self.history, laptop.known
        is_whole = history.complete(before, stick.delivery)
        assert is_whole, "laptops that never go back miss nothing"
        after = before | stick.delivery
        trusted = history.trusted(after)
        is_known = stick.sender is laptop or trusted.role(stick.sender.name) is not None
        if trusted.devices and not is_known:
            dump = toys.dump(laptop.workspace.path)
            with pytest.raises(PackageError, match="cuarentena"):
                package.receive(laptop.workspace, stick.path, dry_run=dry_run)
            assert toys.dump(laptop.workspace.path) == dump
            figures["refused packages"] += 1
            return
        got = package.receive(laptop.workspace, stick.path, dry_run=dry_run)
        assert got.applied == (not dry_run)
        old, new = history.held(before, laptop.name), history.held(after, laptop.name)
        assert got.held == len(new - old)
        figures["held back"] += len(new - old)
        figures["let go"] += len(old - new)
        was, now = (history.shown(known, laptop.name) for known in (before, after))
        assert got.conflicts == len(now[1].keys() - was[1].keys())
        if not dry_run:
            laptop.known = after
            laptop.peers[stick.sender.name] = stick.said
        figures["previews" if dry_run else "imports"] += 1

    # -- comparing

    def compare(self, laptop: Laptop) -> None:
        """Rows and conflicts of one file against the oracle."""
        state, kinds = self.history.shown(laptop.known, laptop.name)
        db = laptop.workspace.journal.db
        found = {
            ("thing", row): dict(zip(FIELDS["thing"], values, strict=True))
            for row, *values in db.execute(
                "SELECT id, name, amount, share, day, done, colour FROM thing"
            )
        }
        assert found == state.rows
        conflicts = laptop.workspace.conflicts()
        assert {(c.table, c.row, c.field): c.kind for c in conflicts} == kinds
        roster = laptop.workspace.authority.roster
        public = {one.workspace.device.public: one.name for one in self.laptops}
        trusted = self.history.trusted(laptop.known)
        assert {public[pub]: roster.role(pub) for pub in roster.devices} == {
            name: trusted.role(name) for name in trusted.devices
        }
        for kind in kinds.values():
            figures[f"{kind} conflicts"] += 1

    def finish(self) -> None:
        """The administrators authorise everybody, and all end equal."""
        for _round in range(8):
            for laptop in self.laptops:
                trusted = self.history.trusted(laptop.known)
                if laptop.name in trusted.administrators():
                    for other in self.laptops:
                        if trusted.role(other.name) in (None, READS):
                            self.say(laptop, other, "captura", None)
            for sender, receiver in permutations(self.laptops, 2):
                self.receive(receiver, self.export(sender))
            roles = [self._own_role(one) for one in self.laptops]
            if len({one.known for one in self.laptops}) == 1 and not {None, READS} & {*roles}:
                break
        first = self.laptops[0]
        for laptop in self.laptops:
            assert laptop.known == first.known, "an entry did not reach everybody"
            self.compare(laptop)
            assert laptop.workspace.check() == []
            assert not self.history.held(laptop.known, laptop.name) - self.history.said.keys()
            assert laptop.workspace.conflicts() == first.workspace.conflicts()


class Steps:
    """What the drawn steps mean: a kind, a laptop, and two numbers to choose by."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def edit(self, laptop: Laptop, a: int, b: int) -> None:
        rows = sorted(self.office.history.shown(laptop.known, laptop.name)[0].rows)
        if rows:
            field = {"name": NAMES[b // 2 % 4]} if b % 2 else {"amount": b // 2 % 4}
            self.office.write(laptop, rows[a % len(rows)], field)

    def insert(self, laptop: Laptop, a: int, b: int) -> None:
        self.office.write(laptop, ROWS[a % 4], {"name": NAMES[b % 4], "amount": b // 4})

    def delete(self, laptop: Laptop, a: int, b: int) -> None:
        self.office.write(laptop, ROWS[a % 4], None)

    def resolve(self, laptop: Laptop, a: int, b: int) -> None:
        self.office.resolve(laptop, a, b)

    def authorise(self, laptop: Laptop, a: int, b: int) -> None:
        speaker = self._speaker(laptop, a // 3)
        self.office.say(speaker, self.office.laptops[a % 3], ROLES[b % len(ROLES)], None)

    def revoke(self, laptop: Laptop, a: int, b: int) -> None:
        about, speaker = self.office.laptops[a % 3], self._speaker(laptop, a // 3)
        own = len(self.office.history.place(speaker.known, about.name))
        self.office.say(speaker, about, None, None if b % 2 else b // 2 % (own + 1))

    def _speaker(self, laptop: Laptop, a: int) -> Laptop:
        """Mostly one who may: what others try is refused."""
        trusted = self.office.history.trusted
        may = [
            one for one in self.office.laptops if one.name in trusted(one.known).administrators()
        ]
        if not may:
            return self.office.laptops[0]
        return may[a % len(may)] if a % 5 else laptop

    def exchange(self, laptop: Laptop, a: int, b: int) -> None:
        other = self.office.laptops[a % 3]
        if other is not laptop:
            self.office.receive(other, self.office.export(laptop, other if b % 3 else None))
            if b % 2:
                self.office.receive(laptop, self.office.export(other, laptop))

    def export(self, laptop: Laptop, a: int, b: int) -> None:
        self.office.export(laptop)

    def receive_old(self, laptop: Laptop, a: int, b: int) -> None:
        sticks = self.office.sticks
        stick = sticks[-1 - (a * 16 + b) % len(sticks)]
        if self.office.history.complete(laptop.known, stick.delivery):
            self.office.receive(laptop, stick)

    def preview(self, laptop: Laptop, a: int, b: int) -> None:
        stick = self.office.sticks[-1 - a % len(self.office.sticks)]
        if self.office.history.complete(laptop.known, stick.delivery):
            self.office.receive(laptop, stick, dry_run=True)


def run(folder: Path, steps: list[tuple[str, int, int, int]]) -> None:
    office = Office(folder)
    actions = Steps(office)
    try:
        for kind, who, a, b in steps:
            laptop = office.laptops[who]
            act: Callable[[Laptop, int, int], None] = getattr(actions, kind)
            act(laptop, a, b)
            for one in office.laptops:
                office.compare(one)
        office.finish()
    finally:
        office.close()
    figures["runs"] += 1


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of saves would wait for the disk."""
    memory = Path("/dev/shm")
    parent = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)


def histories(shelf: Path, examples: int, **profile: bool) -> None:
    # Not to explain a failure: that traces every line and takes minutes.
    shrink = () if os.environ.get("PEA_UNSHRUNK") else (Phase.shrink,)

    @settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate, *shrink),
        database=None,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
        **profile,
    )
    @given(STEPS)
    def one(steps: list[tuple[str, int, int, int]]) -> None:
        with (
            pytest.MonkeyPatch.context() as patch,
            tempfile.TemporaryDirectory(dir=shelf) as folder,
        ):
            # Statements that nobody saw before the other are ordered by hash: alike each time.
            numbers = iter(range(10_000))
            patch.setattr(trusting, "new_id", lambda: f"dicho-{next(numbers)}")
            run(Path(folder), steps)

    figures.clear()
    one()
    told = ", ".join(f"{n} {name}" for name, n in sorted(figures.items()))
    logger.info("an administrator: %s", told)


def test_laptops_with_an_administrator_end_equal(shelf):
    histories(shelf, 60, derandomize=True)
    for name in (
        "held back", "let go", "revoked", "authority conflicts", "refused for the role",
        "refused packages", "refused to speak",
    ):  # fmt: skip
        assert figures[name] > 0, f"no {name}: the histories are too tame"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_laptops_end_equal_after_a_thousand_histories_with_an_administrator(shelf, part):
    histories(shelf, 250, derandomize=False)
