"""Random histories on three to five laptops: equal everywhere, nothing lost, every conflict seen.

What must come out is worked out by `oracle.py`, which knows nothing of the program.
"""

import logging
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.oracle import Row
from tests.core.relays import RelayWorld
from tests.core.replicas import figures
from tests.core.sites import AMOUNTS, NAMES, NATURAL, YEAR, Site
from tests.core.toys import Thing

logger = logging.getLogger(__name__)

# Exchange, copies and forks are where such programs break; uniform choice tries them too seldom.
WEIGHTS = {
    "edit": 10, "edit_two": 5, "insert": 2, "insert_natural": 4, "delete": 3, "delete_whole": 2,
    "note": 5, "delete_note": 2, "several": 2, "bulk_update": 2, "bulk_delete": 1, "undo": 6,
    "redo": 4, "undo_and_redo": 6, "resolve": 5, "export": 4, "export_to": 6, "receive": 10,
    "receive_old": 4, "receive_twice": 2, "dry_run": 5, "damaged": 1, "fail": 1, "exchange_two": 8,
    "several_at_once": 4, "forged": 2, "copy": 4, "restore": 4, "restore_foreign": 1,
    "fall_behind": 3, "clone": 2, "clock": 2, "undo_merge": 3,
}  # fmt: skip
KINDS = [kind for kind, weight in WEIGHTS.items() for _ in range(weight)]
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 63), st.integers(0, 63)),
    min_size=25,
    max_size=60,
)


PERHAPS = (HealthCheck.too_slow, HealthCheck.data_too_large)


def pick_amount(number: int) -> int | None:
    return AMOUNTS[number % len(AMOUNTS)]


class Actions:
    """What the drawn steps mean: a kind, a laptop, and two numbers to choose by."""

    def __init__(self, world: RelayWorld) -> None:
        self.world = world

    def thing(self, site: Site, a: int) -> Row | None:
        rows = sorted(r for r in self.world.rows(site) if r[0] == "thing")
        return rows[a % len(rows)] if rows else None

    def edit(self, site: Site, a: int, b: int) -> None:
        row = self.thing(site, a)
        if row:
            field = (
                {"name": NAMES[b // 2 % len(NAMES)]}
                if b % 2
                else {"amount": AMOUNTS[b // 2 % len(AMOUNTS)]}
            )
            self.world.edit(site, {row: field})

    def edit_two(self, site: Site, a: int, b: int) -> None:
        row = self.thing(site, a)
        if row:
            self.world.edit(
                site,
                {row: {"name": NAMES[b % len(NAMES)], "amount": pick_amount(a // 8)}},
            )

    def insert(self, site: Site, a: int, b: int) -> None:
        thing = ("thing", f"thing-{len(self.world.hashes)}-{a}")
        note = ("note", f"note-{len(self.world.hashes)}-{a}")
        values = {"name": NAMES[b % len(NAMES)], "amount": pick_amount(a // 8)}
        self.world.edit(site, {thing: values, note: {"thing_id": thing[1], "text": "nota"}})

    def insert_natural(self, site: Site, a: int, b: int) -> None:
        values = {"name": NAMES[b % len(NAMES)], "amount": pick_amount(a // 8)}
        self.world.edit(site, {NATURAL[a % len(NATURAL)]: values})

    def note(self, site: Site, a: int, b: int) -> None:
        """Write a new note, change one, or move it to another thing."""
        notes = sorted(r for r in self.world.rows(site) if r[0] == "note")
        thing = self.thing(site, b)
        if thing and (a % 3 == 0 or not notes):
            note = ("note", f"note-{len(self.world.hashes)}-{a}")
            self.world.edit(site, {note: {"thing_id": thing[1], "text": "nueva"}})
        elif notes:
            note = notes[a // 3 % len(notes)]
            moved = {"thing_id": thing[1] if thing else None}
            self.world.edit(site, {note: {"text": f"nota {b}"} if a % 3 == 1 else moved})

    def delete_note(self, site: Site, a: int, b: int) -> None:
        notes = sorted(r for r in self.world.rows(site) if r[0] == "note")
        if notes:
            self.world.edit(site, {notes[a % len(notes)]: None})

    def delete(self, site: Site, a: int, b: int) -> None:
        row = self.thing(site, a)
        if row:
            self.world.edit(site, {row: None})

    def delete_whole(self, site: Site, a: int, b: int) -> None:
        row = self.thing(site, a)
        rows = self.world.rows(site)
        if row:
            notes = [r for r, v in rows.items() if r[0] == "note" and v["thing_id"] == row[1]]
            self.world.edit(site, dict.fromkeys([row, *notes]))

    def several(self, site: Site, a: int, b: int) -> None:
        first, second = self.thing(site, a), self.thing(site, a + 1)
        if first and second and first != second:
            natural = NATURAL[b % len(NATURAL)]
            wanted = {natural: {"name": "varios"}, first: {"amount": 5}, second: None}
            self.world.edit(site, {**wanted, natural: {"name": "varios"}})

    def bulk_update(self, site: Site, a: int, b: int) -> None:
        self.world.bulk_update(site, a % 3, NAMES[b % len(NAMES)])

    def bulk_delete(self, site: Site, a: int, b: int) -> None:
        self.world.bulk_delete(site, NAMES[a % len(NAMES)])

    def undo(self, site: Site, a: int, b: int) -> None:
        for _ in range(1 + a % 2):
            self.world.undo(site)

    def redo(self, site: Site, a: int, b: int) -> None:
        for _ in range(1 + a % 2):
            self.world.redo(site)

    def undo_and_redo(self, site: Site, a: int, b: int) -> None:
        """Back and forth, perhaps with news from elsewhere in between."""
        for _ in range(1 + a % 3):
            self.world.undo(site)
        if b % 3 == 0:
            self.receive(site, b // 3, 0)
        for _ in range(1 + b % 4):
            self.world.redo(site)

    def resolve(self, site: Site, a: int, b: int) -> None:
        self.world.resolve(site, a, b)

    def export(self, site: Site, a: int, b: int) -> None:
        self.world.export(site)

    def export_to(self, site: Site, a: int, b: int) -> None:
        names = sorted(site.memory.peers)
        if names:
            self.world.export(site, names[a % len(names)])

    def receive(self, site: Site, a: int, b: int) -> None:
        self.world.receive(site, self.world.parcels[-1 - a % min(4, len(self.world.parcels))])

    def receive_old(self, site: Site, a: int, b: int) -> None:
        self.world.receive(site, self.world.parcels[a % len(self.world.parcels)])

    def receive_twice(self, site: Site, a: int, b: int) -> None:
        self.world.receive_twice(site, self.world.parcels[-1 - a % len(self.world.parcels)])

    def dry_run(self, site: Site, a: int, b: int) -> None:
        """A preview, and then perhaps something else: nothing of the preview may linger."""
        parcel = self.world.parcels[-1 - a % len(self.world.parcels)]
        self.world.receive(site, parcel, dry_run=True)
        if b % 3:
            self.receive(site, b // 3, 0)

    def fail(self, site: Site, a: int, b: int) -> None:
        row = self.thing(site, a)
        if row:
            self.world.fail(site, {row: {"amount": b}, NATURAL[b % len(NATURAL)]: None})

    def damaged(self, site: Site, a: int, b: int) -> None:
        parcel = self.world.parcels[-1 - a % len(self.world.parcels)]
        self.world.receive_damaged(site, parcel, random.Random(a * 64 + b).randrange(1 << 20))

    def several_at_once(self, site: Site, a: int, b: int) -> None:
        parcels = self.world.parcels
        chosen = {-1 - n % len(parcels) for n in (a, b, a * b)}
        self.world.receive_several(site, [parcels[n] for n in sorted(chosen)])

    def forged(self, site: Site, a: int, b: int) -> None:
        self.world.receive_forged(site, self.world.parcels[-1 - a % len(self.world.parcels)], b)

    def exchange_two(self, site: Site, a: int, b: int) -> None:
        other = self.world.sites[a % len(self.world.sites)]
        if other is not site:
            self.world.receive(other, self.world.export(site))
            if b % 2:
                self.world.receive(site, self.world.export(other, site.device.name))

    def undo_merge(self, site: Site, a: int, b: int) -> None:
        if b % 2:
            self.receive(site, b // 2, 0)
        self.world.undo_merge(site)

    def copy(self, site: Site, a: int, b: int) -> None:
        self.world.copy(site)

    def restore(self, site: Site, a: int, b: int) -> None:
        mine = [c for c in self.world.copies if self.is_own(site, c[1].tip)]
        if mine:
            self.world.restore(site, mine[a % len(mine)])

    def is_own(self, site: Site, tip: int | None) -> bool:
        return tip is not None and self.world.history.entries[tip].author == site.device.name

    def restore_foreign(self, site: Site, a: int, b: int) -> None:
        if self.world.copies:
            self.world.restore(site, self.world.copies[a % len(self.world.copies)])

    def fall_behind(self, site: Site, a: int, b: int) -> None:
        """A laptop says what it has, is put back, and gets a package that rests on that."""
        other = self.world.sites[a % len(self.world.sites)]
        if other is site:
            return
        self.world.copy(site)
        copy = self.world.copies[-1]
        self.world.receive(site, self.world.export(other))
        self.world.receive(other, self.world.export(site))
        self.edit(other, a, b)
        parcel = self.world.export(other, site.device.name)
        self.world.restore(site, copy)
        self.world.receive(site, parcel)

    def clone(self, site: Site, a: int, b: int) -> None:
        if len(self.world.sites) < 7:
            self.world.copy(site)
            self.world.clone(site, self.world.copies[-1])

    def clock(self, site: Site, a: int, b: int) -> None:
        site.offset = (a * 64 + b - 2048) * 60 * YEAR // 2048


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of saves would wait for the disk."""
    memory = Path("/dev/shm")
    parent = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)


def run(folder: Path, laptops: int, steps: list[tuple[str, int, int, int]]) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        world = RelayWorld(Path(place), laptops)
        actions = Actions(world)
        try:
            for kind, who, a, b in steps:
                site = world.sites[who % len(world.sites)]
                getattr(actions, kind)(site, a, b)
                world.compare(site)
                figures["steps"] += 1
            for site in world.sites:
                world.audit(site)
            world.exchange()
            # Everybody decides apart, alike and differently, and all meet again.
            for number, site in enumerate(world.sites):
                world.resolve(site, number // 2, number)
            world.join(9, world.export(world.sites[-1]))
            world.exchange()
            world.finish()
            world.count_forks()
        finally:
            world.close()
    figures["runs"] += 1


def histories(shelf: Path, laptops: int, examples: int, **profile: bool) -> None:
    # Not to explain a failure: that traces every line and takes minutes.
    shrink = () if os.environ.get("PEA_UNSHRUNK") else (Phase.shrink,)
    phases = (Phase.explicit, Phase.generate, *shrink)

    @settings(
        max_examples=examples,
        phases=phases,
        database=None,
        suppress_health_check=PERHAPS,
        **profile,
    )
    @given(STEPS)
    def one(steps: list[tuple[str, int, int, int]]) -> None:
        run(shelf, laptops, steps)

    figures.clear()
    one()
    told = ", ".join(f"{n} {name}" for name, n in sorted(figures.items()))
    logger.info("%d laptops: %s", laptops, told)


@pytest.mark.parametrize("laptops", [3, 4, 5])
def test_laptops_end_equal_and_lose_nothing(shelf, laptops):
    # The same histories each time: others, of which none may happen to be wild, run as `slow`.
    histories(shelf, laptops, 34, derandomize=True)
    for name in (
        "clones", "restores", "forks", "value conflicts", "soft conflicts", "parked", "forgeries",
        "several at once",
    ):  # fmt: skip
        assert figures[name] > 0, f"no {name}: the histories are too tame"


@pytest.mark.slow
@pytest.mark.parametrize("laptops", [3, 4, 5])
@pytest.mark.parametrize("part", range(10))
def test_laptops_end_equal_after_three_thousand_histories(shelf, laptops, part):
    # Other histories in each part and each time, also where the profile repeats the same ones.
    histories(shelf, laptops, 100, derandomize=False)


# -- what the histories found, told plainly


def add(workspace: Workspace, *names: str) -> None:
    for name in names:
        with workspace.edit(f"Agregar {name}") as session:
            session.add(Thing(name=name))


def test_a_clock_before_1970_spoils_nothing(tmp_path):
    with toys.create(tmp_path, clock=lambda: -315_619_200_000) as workspace:
        add(workspace, "uno")
        assert [step.claimed_at for step in workspace.history()] == [0]
        package.export(workspace, tmp_path / "a.peapkg")
        made, received = package.receive_new(
            tmp_path / "B.pea", tmp_path / "a.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
        )
        made.close()
        assert (received.applied, received.new) == (True, 1)


def test_a_branch_may_come_before_the_trunk_goes_on(tmp_path):
    """The branch was written early, the trunk later: in one package they cross at the fork."""
    a = toys.create(tmp_path)
    add(a, "uno", "dos")
    a.close()
    shutil.copy(a.path, tmp_path / "respaldo.pea")
    restored = Workspace.open(tmp_path / "respaldo.pea", toys.SCHEMA, toys.device(tmp_path, "A"))
    a = toys.reopen(tmp_path)
    package.export(a, tmp_path / "a.peapkg")
    b, _received = package.receive_new(
        tmp_path / "B.pea", tmp_path / "a.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
    )
    add(b, "de B", "de B", "de B")
    package.export(b, tmp_path / "b.peapkg")
    package.receive(a, tmp_path / "b.peapkg")
    add(a, "tarde")
    add(restored, "temprano")
    package.export(restored, tmp_path / "rama.peapkg")
    package.receive(a, tmp_path / "rama.peapkg")
    package.export(a, tmp_path / "todo.peapkg")

    c, received = package.receive_new(
        tmp_path / "C.pea", tmp_path / "todo.peapkg", toys.SCHEMA, toys.device(tmp_path, "C")
    )

    assert (received.applied, received.new) == (True, 7)
    assert toys.things(c) == toys.things(a)
    assert c.check() == []
    for workspace in (a, b, c, restored):
        workspace.close()


def test_two_sides_of_one_value_are_listed_alike_everywhere(tmp_path):
    a = toys.create(tmp_path)
    with a.edit("Crear") as session:
        session.add(Thing(id="uno", name="antes"))
    package.export(a, tmp_path / "a.peapkg")
    laptops = [a]
    for name in ("B", "C", "D"):
        made, _received = package.receive_new(
            tmp_path / f"{name}.pea",
            tmp_path / "a.peapkg",
            toys.SCHEMA,
            toys.device(tmp_path, name),
        )
        laptops.append(made)
    # Three alike at the same number of steps, and one apart.
    for workspace, name in zip(laptops, ("igual", "igual", "igual", "otro"), strict=True):
        with workspace.edit("Cambiar") as session:
            session.get_one(Thing, "uno").name = name
        package.export(workspace, workspace.path.with_suffix(".peapkg"))
    for receiver in laptops:
        for sender in laptops:
            package.receive(receiver, sender.path.with_suffix(".peapkg"))

    first = laptops[0].conflicts()
    assert [[v.value for v in c.values] for c in first] == [["igual", "otro"]]
    assert [w.conflicts() for w in laptops] == [first] * 4
    for workspace in laptops:
        workspace.close()
