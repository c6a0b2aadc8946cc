"""Several laptops with their files, driven step by step beside the oracle and compared with it."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pea_desktop.core.device import Device
from pea_desktop.core.errors import ConflictedError, PeaError
from pea_desktop.core.history import HistoryStep
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.oracle import ALIVE, Cell, History, Known, Row, Value
from tests.core.sites import FIELDS, PARTS, SCHEMA, TODAY, Memory, Parcel, Site
from tests.core.toys import Note, Thing

figures: Counter[str] = Counter()


class World:
    """Laptops, sticks and copies; every method does one thing to the program and to the oracle."""

    def __init__(self, folder: Path, laptops: int) -> None:
        self.folder = folder
        self.history = History(FIELDS, PARTS)
        self.hashes: dict[bytes, int] = {}
        self.parcels: list[Parcel] = []
        self.copies: list[tuple[Path, Memory]] = []
        self.sites: list[Site] = []
        self._ticks = 0
        self._files = 0
        path = folder / "f0.pea"
        device = self._device("L0")
        clock = self._clock_of(0)
        first = Workspace.create(path, SCHEMA, device, clock=clock)
        self.sites.append(Site(device, path, first, Memory()))
        self._create()
        self.export(self.sites[0])
        for number in range(1, laptops):
            self.join(number, self.parcels[0])

    def _device(self, name: str) -> Device:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PEA_HOME", os.fspath(self.folder / f"home-{name}"))
            return Device.load(author=f"Persona de {name}", device=name)

    def _clock_of(self, number: int):
        """Return a clock that is as wrong as the site's offset; no two actions at one moment."""

        def now() -> int:
            self._ticks += 1
            offset = self.sites[number].offset if number < len(self.sites) else 0
            return TODAY + offset + self._ticks

        return now

    def _new_path(self, suffix: str) -> Path:
        self._files += 1
        return self.folder / f"f{self._files}{suffix}"

    def _create(self) -> None:
        site = self.sites[0]
        with site.workspace.edit("Crear", kind="create") as session:
            thing = Thing(id="thing-a", name="alfa", amount=1)
            other = Thing(id="thing-b", name="beta")
            note = Note(id="note-a", thing_id=thing.id, position=1, text="nota")
            session.add_all([thing, other, note])
            changes: dict[Cell, Value] = {
                ("thing", thing.id, ALIVE): 1,
                ("thing", thing.id, "name"): "alfa",
                ("thing", thing.id, "amount"): 1,
                ("thing", other.id, ALIVE): 1,
                ("thing", other.id, "name"): "beta",
                ("note", note.id, ALIVE): 1,
                ("note", note.id, "thing_id"): thing.id,
                ("note", note.id, "position"): 1,
                ("note", note.id, "text"): "nota",
            }
        self._wrote(site, changes, "create")

    def join(self, number: int, first: Parcel) -> Site:
        """Let a new laptop begin with a full package."""
        device, path = self._device(f"L{number}"), self._new_path(".pea")
        made, received = package.receive_new(path, first.path, SCHEMA, device)
        made.close()
        assert received.applied
        made = Workspace.open(path, SCHEMA, device, clock=self._clock_of(len(self.sites)))
        memory = Memory(first.delivery, None, {first.device: first.said})
        site = Site(device, path, made, memory)
        self.sites.append(site)
        return site

    def close(self) -> None:
        for site in self.sites:
            site.workspace.close()

    # -- what happened

    def _wrote(
        self, site: Site, changes: Mapping[Cell, Value], kind: str, undoes: int | None = None
    ) -> None:
        memory = site.memory
        author = site.device.name
        key = self.history.write(author, memory.known, memory.tip, changes, kind, undoes)
        digest = self._own_end(site)
        assert digest is not None
        assert digest not in self.hashes
        self.hashes[digest] = key
        site.memory = replace(memory, known=memory.known | {key}, tip=key)
        figures["entries"] += 1
        figures[kind] += 1

    def _own_end(self, site: Site) -> bytes | None:
        log = site.workspace.journal.own_log(site.device)
        return bytes(log.hash) if log and log.head else None

    def _own_tip(self, site: Site, known: Known) -> int | None:
        """Ask where the device goes on: it may choose a branch, but only a real end."""
        digest = self._own_end(site)
        tip = None if digest is None else self.hashes[digest]
        ends = [e for e in self.history.tips(known) if self._author(e) == site.device.name]
        assert tip in ends if ends else tip is None
        return tip

    def _author(self, key: int) -> str:
        return self.history.entries[key].author

    # -- editing

    def edit(self, site: Site, wanted: Mapping[Row, Mapping[str, Value] | None]) -> None:
        """Bring rows to these contents in one edit; `None` deletes, missing rows are inserted."""
        whole = self._whole(site, wanted)
        self._attempt(site, whole, lambda session: self._put(session, wanted))

    def _put(self, session: Session, wanted: Mapping[Row, Mapping[str, Value] | None]) -> None:
        kinds = {"thing": Thing, "note": Note}
        for (table, row), values in wanted.items():
            found = session.get(kinds[table], row)
            if values is None:
                if found is not None:
                    session.delete(found)
            elif found is None:
                session.add(kinds[table](id=row, **values))
            else:
                for name, value in values.items():
                    setattr(found, name, value)

    def fail(self, site: Site, wanted: Mapping[Row, Mapping[str, Value] | None]) -> None:
        """An edit that breaks half way leaves no trace."""
        before = toys.dump(site.path)

        def act(session: Session) -> None:
            self._put(session, wanted)
            session.flush()
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            self._attempt(site, {}, act)
        assert toys.dump(site.path) == before
        figures["failed edits"] += 1

    def bulk_update(self, site: Site, over: int, name: Value) -> None:
        """Change one column of many rows by one statement that no ORM event sees."""
        rows = self.history.state(site.memory.known).rows
        wanted = {
            row: {"name": name}
            for row, values in rows.items()
            if row[0] == "thing" and isinstance(n := values["amount"], int) and n >= over
        }
        statement = update(Thing).where(Thing.amount >= over).values(name=name)
        self._attempt(site, wanted, lambda session: session.execute(statement))
        figures["bulk"] += 1

    def bulk_delete(self, site: Site, name: Value) -> None:
        """Delete all rows that hold a value, with their notes, by statements."""
        rows = self.history.state(site.memory.known).rows
        gone = [r for r, v in rows.items() if r[0] == "thing" and v["name"] == name]
        ids = {row for _table, row in gone}
        notes = [r for r, v in rows.items() if r[0] == "note" and v["thing_id"] in ids]

        def act(session: Session) -> None:
            session.execute(delete(Note).where(Note.thing_id.in_(ids)))
            session.execute(delete(Thing).where(Thing.name.is_not_distinct_from(name)))

        self._attempt(site, dict.fromkeys([*gone, *notes]), act)
        figures["bulk"] += 1

    def _attempt(
        self,
        site: Site,
        wanted: Mapping[Row, Mapping[str, Value] | None],
        act: Callable[[Session], object],
    ) -> None:
        expected = self.history.edited(site.memory.known, wanted)
        end = self._own_end(site)
        try:
            with site.workspace.edit("Editar") as session:
                act(session)
        except ConflictedError:
            assert expected is None, "refused without a conflict"
            figures["refused edits"] += 1
        if expected:
            assert self._own_end(site) != end, "an edit left no entry"
            self._wrote(site, expected, "edit")
        else:
            assert self._own_end(site) == end, "an entry of nothing, or over a conflict"

    def _whole(
        self, site: Site, wanted: Mapping[Row, Mapping[str, Value] | None]
    ) -> dict[Row, Mapping[str, Value] | None]:
        """Fill in what an insert leaves empty."""
        rows = self.history.state(site.memory.known).rows
        return {
            row: values
            if values is None or row in rows
            else {**dict.fromkeys(FIELDS[row[0]]), **values}
            for row, values in wanted.items()
        }

    # -- undo, redo, decisions

    def undo(self, site: Site) -> None:
        self._take_step(site, 0)

    def redo(self, site: Site) -> None:
        self._take_step(site, 1)

    def _take_step(self, site: Site, which: int) -> None:
        known, kind = site.memory.known, ("undo", "redo")[which]
        stack = self.history.stacks(site.memory.tip)[which]
        step = self.history.entries[stack[-1]] if stack else None
        make = (self.history.undone, self.history.redone)[which]
        expected = None if step is None else make(known, step)
        before = toys.dump(site.path)
        try:
            (site.workspace.undo, site.workspace.redo)[which]()
        except PeaError:
            assert expected is None, f"{kind} refused without a reason"
            assert toys.dump(site.path) == before
            figures[f"refused {kind}s" if stack else f"nothing to {kind}"] += 1
            return
        assert step is not None
        assert expected is not None, f"{kind} should have been refused"
        self._wrote(site, expected, kind, step.key)

    def resolve(self, site: Site, choice: int, how: int) -> None:
        """Decide one open conflict: by a value of either side, a third one, keeping or deleting."""
        found = sorted(self.history.state(site.memory.known).conflicts.items())
        if not found:
            return
        cell, conflict = found[choice % len(found)]
        if self.history.with_wholes(site.memory.known, {cell: None}, {}) is None:
            with pytest.raises(ConflictedError):
                site.workspace.resolve(f"{cell[1]}:{cell[2]}", keep=True)
            return
        value = self._decide(site.workspace, cell, conflict, how)
        expected = self.history.with_wholes(site.memory.known, {cell: value}, {})
        assert expected is not None
        self._wrote(site, expected, "resolve")

    def _decide(self, workspace: Workspace, cell: Cell, conflict, how: int) -> Value:
        cell_id = f"{cell[1]}:{cell[2]}"
        if conflict.kind == "delete_edit":
            with pytest.raises(PeaError):
                workspace.resolve(cell_id, value="x")
            keep = how % 2 == 0
            workspace.resolve(cell_id, keep=keep, delete=not keep)
            return int(keep)
        with pytest.raises(PeaError):
            workspace.resolve(cell_id, delete=True)
        sides = sorted((v for _field, v in conflict.values), key=repr)
        if how % 4 == 3:
            workspace.resolve(cell_id, keep=True)
            return conflict.shown
        third: Value = 99 if cell[2] in ("amount", "position") else "tercero"
        value = [*sides, third][how % (len(sides) + 1)]
        workspace.resolve(cell_id, value=value)
        return value

    # -- packages

    def export(self, site: Site, to: str | None = None) -> Parcel:
        memory = site.memory
        said = memory.peers.get(to, frozenset()) if to else frozenset()
        delivery = self.history.sent(memory.known, said)
        path = self._new_path(".peapkg")
        made = package.export(site.workspace, path, to)
        assert made.entries == len(delivery)
        tips = self.history.tips(memory.known)
        parcel = Parcel(len(self.parcels), path, site.device.name, delivery, tips)
        self.parcels.append(parcel)
        figures["exports"] += 1
        return parcel

    def receive(self, site: Site, parcel: Parcel, *, dry_run: bool = False) -> None:
        """Take a package in, and compare what the program says of it."""
        memory, history = site.memory, self.history
        before = toys.dump(site.path) if dry_run else {}
        got = package.receive(site.workspace, parcel.path, dry_run=dry_run)
        whole = history.complete(memory.known, parcel.delivery)
        assert bool(got.missing) == (not whole)
        assert got.applied == (whole and not dry_run)
        figures["dry runs" if dry_run else "imports" if whole else "parked"] += 1
        known, inbox = memory.known, dict(memory.inbox)
        if whole:
            known |= parcel.delivery
            assert got.already_known == len(parcel.delivery & memory.known)
            known, inbox = self._unpark(known, inbox)
            self._compare_counts(memory.known, known, got, parked=len(inbox) < len(memory.inbox))
        else:
            inbox[parcel.number] = parcel
        if dry_run:
            assert toys.dump(site.path) == before
            return
        self._took(site, known, {parcel.device: parcel.said}, inbox)

    def _took(
        self, site: Site, known: Known, said: Mapping[str, Known], inbox: Mapping[int, Parcel]
    ) -> None:
        """After an import: own entries that came back from others are followed."""
        before = site.memory
        tip = self._own_tip(site, known)
        if before.tip is not None:
            chain = {one.key for one in self.history.own_chain(tip)}
            assert before.tip in chain, "an own entry was left aside"
        point = (before, tip) if known > before.known else before.point
        site.memory = Memory(known, tip, {**before.peers, **said}, inbox, point)

    def _unpark(self, known: Known, inbox: dict[int, Parcel]) -> tuple[Known, dict[int, Parcel]]:
        waiting = dict(inbox)
        while ready := [p for p in waiting.values() if self.history.complete(known, p.delivery)]:
            for parcel in ready:
                known |= parcel.delivery
                del waiting[parcel.number]
                figures["unparked"] += 1
        return known, waiting

    def _compare_counts(
        self, before: Known, after: Known, got: package.Received, *, parked: bool
    ) -> None:
        old, new = self.history.state(before), self.history.state(after)
        assert got.new == len(new.rows.keys() - old.rows.keys())
        assert got.deleted == len(old.rows.keys() - new.rows.keys())
        different = [r for r in new.rows.keys() & old.rows.keys() if new.rows[r] != old.rows[r]]
        assert got.changed >= len(different)
        opened = len(new.conflicts.keys() - old.conflicts.keys())
        if not parked:
            assert got.conflicts == opened
        figures["conflicts"] += opened
        for kind in ("value", "soft", "delete_edit"):
            figures[f"{kind} conflicts"] += sum(
                new.conflicts[cell].kind == kind
                for cell in new.conflicts.keys() - old.conflicts.keys()
            )

    def receive_twice(self, site: Site, parcel: Parcel) -> None:
        self.receive(site, parcel)
        once = toys.dump(site.path)
        self.receive(site, parcel)
        again = toys.dump(site.path)
        if parcel.number in site.memory.inbox:
            # Waiting again, it only says a later hour.
            del once["inbox"], again["inbox"]
        del once["peer_name"], again["peer_name"]
        assert again == once, "twice is not once"

    # -- copies of the file

    def copy(self, site: Site) -> None:
        """Put a copy of the file aside, and go on (this closes and opens it)."""
        site.workspace.close()
        path = self._new_path(".copy")
        shutil.copy(site.path, path)
        self.copies.append((path, site.memory))
        self._reopen(site)
        figures["copies"] += 1

    def restore(self, site: Site, copy: tuple[Path, Memory]) -> None:
        """Put a copy of some file in the place of this laptop's."""
        site.workspace.close()
        for path in site.path.parent.glob(f"{site.path.name}*"):
            path.unlink()
        shutil.copy(copy[0], site.path)
        self._reopen(site, copy[1])
        figures["restores"] += 1

    def clone(self, site: Site, copy: tuple[Path, Memory]) -> None:
        """Go on in a copy beside the laptop's file, with the same key."""
        path = self._new_path(".pea")
        shutil.copy(copy[0], path)
        clock = self._clock_of(len(self.sites))
        made = Workspace.open(path, SCHEMA, site.device, clock=clock)
        other = Site(site.device, path, made, copy[1], site.offset)
        self.sites.append(other)
        other.memory = replace(copy[1], tip=self._own_tip(other, copy[1].known))
        figures["clones"] += 1

    def _reopen(self, site: Site, memory: Memory | None = None) -> None:
        clock = self._clock_of(self.sites.index(site))
        site.workspace = Workspace.open(site.path, SCHEMA, site.device, clock=clock)
        if memory is not None:
            site.memory = replace(memory, tip=self._own_tip(site, memory.known))

    # -- comparing

    def compare(self, site: Site) -> None:
        """Rows, conflicts and undo of one file against the oracle."""
        state = self.history.state(site.memory.known)
        assert self.rows(site) == state.rows
        found = {
            (c.table, c.row, c.field): (
                c.kind,
                c.ancestor,
                c.shown,
                frozenset(((v.table, v.row, v.field), v.value) for v in c.values),
            )
            for c in site.workspace.conflicts()
        }
        assert found == {
            cell: (c.kind, c.ancestor, c.shown, c.values) for cell, c in state.conflicts.items()
        }
        assert site.workspace.conflict_cells() == {(row, name) for _table, row, name in found}
        undo, redo = self.history.stacks(site.memory.tip)
        assert (site.workspace.undo_label is None) == (not undo)
        assert (site.workspace.redo_label is None) == (not redo)

    def rows(self, site: Site) -> dict[Row, dict[str, Value]]:
        found: dict[Row, dict[str, Value]] = {}
        db = site.workspace.journal.db
        for table, columns in FIELDS.items():
            listed = ", ".join(columns)
            for row, *values in db.execute(f"SELECT id, {listed} FROM {table}"):
                found[table, row] = dict(zip(columns, values, strict=True))
        return found

    def audit(self, site: Site) -> list[HistoryStep]:
        """The slower half: the program's own audit, and the set of entries; return them as told."""
        assert site.workspace.check() == []
        names = {digest.hex()[:16]: key for digest, key in self.hashes.items()}
        steps = site.workspace.history()
        assert {names[step.id] for step in steps} == site.memory.known
        assert len(steps) == len(site.memory.known)
        waiting = package.parked(site.workspace)
        assert len(waiting) == len(site.memory.inbox)
        return steps

    # -- the end

    def exchange(self) -> None:
        """Along a chain and back, each package starting at what its receiver said it has.

        Nobody meets all the others: what is relayed has to do.
        """
        everything = frozenset[int]().union(*(site.memory.known for site in self.sites))
        first = len(self.history.entries) % len(self.sites)
        chain = [*self.sites[first:], *self.sites[:first]]
        forth = list(pairwise(chain))
        for _round in range(len(self.sites) + 1):
            for sender, receiver in [*forth, *((b, a) for a, b in reversed(forth))]:
                self._talk(sender, receiver)
            if len({site.memory.known for site in self.sites}) == 1:
                break
        for site in self.sites:
            # A package that waited may bring more than anybody had, or wait for what all lost.
            assert site.memory.known >= everything, "an entry did not reach everybody"
            assert site.memory.known == self.sites[0].memory.known
            self.compare(site)
        first = self.sites[0]
        rows, conflicts = self.rows(first), first.workspace.conflicts()
        for site in self.sites[1:]:
            assert self.rows(site) == rows
            assert site.workspace.conflicts() == conflicts

    def finish(self) -> None:
        """After the last exchange: every file sound, and one history told by all."""
        told = [self.audit(site) for site in self.sites]
        assert told == told[:1] * len(told)

    def _talk(self, sender: Site, receiver: Site) -> None:
        """Send somebody what it has not got; where its word is out of date, it speaks first."""
        there = self.history.tips(receiver.memory.known)
        if sender.memory.peers.get(receiver.device.name) != there:
            name = sender.device.name
            known = name if name in receiver.memory.peers else None
            self.receive(sender, self.export(receiver, known))
        self.receive(receiver, self.export(sender, receiver.device.name))

    def count_forks(self) -> None:
        follows: Counter[tuple[str, int | None]] = Counter(
            (one.author, one.previous) for one in self.history.entries.values()
        )
        figures["forks"] += sum(n - 1 for n in follows.values())
