"""More that laptops do with packages: several at once, and a relay that forges another's entry."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pea_desktop.core import restoring
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.files import package
from tests.core import toys
from tests.core.oracle import Known
from tests.core.replicas import World, figures
from tests.core.sites import Parcel, Site


class RelayWorld(World):
    """The world, with these besides."""

    def receive_several(self, site: Site, parcels: list[Parcel]) -> None:
        """Take several packages in at once: the order they are named in does not matter."""
        memory, history = site.memory, self.history
        got = package.receive(site.workspace, *(one.path for one in parcels))
        known: Known = memory.known
        left = {one.number: one for one in parcels}
        while ready := [p for p in left.values() if history.complete(known, p.delivery)]:
            for parcel in ready:
                known |= parcel.delivery
                del left[parcel.number]
        inbox = {**memory.inbox, **left}
        if len(left) < len({one.number for one in parcels}):
            known, inbox = self._unpark(known, inbox)
        assert got.applied == (len(left) < len({one.number for one in parcels}))
        states = {one.name: one.state for one in got.packages}
        for parcel in parcels:
            waits = parcel.number in inbox and parcel.number in left
            assert (states[parcel.path.name] == package.WAITING) == waits
        self._took(site, known, self._said(parcels, left), inbox)
        figures["several at once"] += 1

    def _said(self, parcels: list[Parcel], left: dict[int, Parcel]) -> dict[str, Known]:
        """Return what each sender said last, in the order in which the program took it in."""
        made: dict[str, Known] = {}
        for parcel in parcels:
            made[parcel.device] = parcel.said
        return made

    def receive_damaged(self, site: Site, parcel: Parcel, place: int) -> None:
        """A flipped byte or a cut: refused, and nothing changes."""
        data = bytearray(parcel.path.read_bytes())
        place %= len(data)
        if place % 3:
            data[place] ^= 1 << place % 8
        else:
            del data[place:]
        path = self._new_path(".peapkg")
        path.write_bytes(data)
        before = toys.dump(site.path)
        with pytest.raises(PackageError):
            package.receive(site.workspace, path)
        assert toys.dump(site.path) == before
        path.unlink()
        figures["refused packages"] += 1

    def receive_forged(self, site: Site, parcel: Parcel, number: int) -> None:
        """A relay rewrites an entry, chains it anew and signs the package; it cannot seal it."""
        import zstandard

        manifest, body = toys.read_package(parcel.path.read_bytes())
        lines = body.splitlines()
        if not lines:
            return
        place = number % len(lines)
        segment = int(lines[place].split(b" ", 1)[0])
        before = lines[place]
        lines[place] = before.replace(b'"n":"', b'"n":"No ', 1)
        ends = bytes.fromhex(manifest["segs"][segment][3])
        for line in lines:
            at, _space, entry = line.partition(b" ")
            if int(at) == segment:
                ends = sha256(b"pea-entry-v1" + ends + entry).digest()
        manifest["segs"][segment][5] = ends.hex()
        body = b"\n".join(lines) + b"\n"
        manifest["raw_bytes"] = len(body)
        key = Ed25519PrivateKey.from_private_bytes(sha256(b"relay").digest())
        relay = Device(key, "Persona R", "Equipo R", self.folder)
        path = self._new_path(".peapkg")
        path.write_bytes(toys.pack(manifest, [zstandard.compress(body)], relay))
        dump = toys.dump(site.path)
        with pytest.raises(PackageError, match="firma falsa"):
            package.receive(site.workspace, path)
        assert toys.dump(site.path) == dump
        path.unlink()
        figures["forgeries"] += 1

    def undo_merge(self, site: Site) -> None:
        """Go back to what there was before the last packages: refused once own edits follow."""
        point, own = site.memory.point or (None, None)
        # Of the copies made before each reception only the newest are kept.
        is_there = restoring.restore_point(site.workspace) is not None
        assert point is not None or not is_there
        before = toys.dump(site.path)
        try:
            restoring.undo_merge(site.workspace)
        except PeaError:
            assert not is_there or own != site.memory.tip
            assert toys.dump(site.path) == before
            figures["refused merge undos"] += 1
            return
        assert point is not None
        assert own == site.memory.tip
        site.memory = point
        figures["merge undos"] += 1
