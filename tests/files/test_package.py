import json
import resource
import shutil
import struct
from hashlib import sha256

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.files import package
from tests.core import toys
from tests.files.packages import BROKEN, NEWER, NO_PACKAGE, NONSENSE, add, new_from, refusal, send


@pytest.fixture
def expediente(tmp_path):
    """An expediente with one thing, on laptop A."""
    with toys.create(tmp_path, workspace_id=toys.WORKSPACE_ID) as workspace:
        add(workspace, "de A")
        yield workspace


# -- the container


@pytest.fixture
def sent(tmp_path):
    """The bytes of a package of laptop B: eight entries, in one frame."""
    with toys.create(tmp_path, "B", workspace_id=toys.WORKSPACE_ID) as workspace:
        add(workspace, *(f"cosa {number}" for number in range(8)))
        package.export(workspace, tmp_path / "B.peapkg")
    return (tmp_path / "B.peapkg").read_bytes()


def test_refuses_a_package_cut_anywhere(expediente, sent):
    for place in [*range(0, len(sent), 50), 7, 8, 11, 12, len(sent) - 1]:
        sentence = refusal(expediente, sent[:place])
        assert sentence == (NO_PACKAGE if place < 8 else BROKEN), place


def test_refuses_one_flipped_byte_at_each_of_200_places(expediente, sent):
    places = [place * (len(sent) - 1) // 199 for place in range(200)]
    (length,) = struct.unpack(">I", sent[8:12])
    inside = {"magic": 0, "length": 0, "manifest": 0, "signature": 0, "frames": 0}
    for place in [*places, 8, 9, 10, 11]:
        data = bytearray(sent)
        data[place] ^= 1 << place % 8
        sentence = refusal(expediente, bytes(data))
        assert sentence == (NO_PACKAGE if place < 8 else BROKEN), place
        ends = {8: "magic", 12: "length", 12 + length: "manifest", 76 + length: "signature"}
        inside[next((ends[end] for end in ends if place < end), "frames")] += 1
    assert min(inside.values()) >= 1
    assert inside["frames"] > 20


def test_refuses_a_flipped_byte_in_every_frame(expediente, tmp_path, monkeypatch):
    monkeypatch.setattr(package.container, "_RAW_FRAME", 2000)
    with toys.create(tmp_path, "B", workspace_id=toys.WORKSPACE_ID) as workspace:
        add(workspace, *(f"cosa {number}" for number in range(40)))
        package.export(workspace, tmp_path / "B.peapkg")
    data = (tmp_path / "B.peapkg").read_bytes()
    sizes = [size for size, _digest in toys.read_package(data)[0]["frames"]]
    assert len(sizes) == 4
    place = len(data) - sum(sizes)
    for size in sizes:
        broken = bytearray(data)
        broken[place + size // 2] ^= 16
        assert refusal(expediente, bytes(broken)) == BROKEN
        place += size


@pytest.mark.parametrize("tail", [b"\0", b"\n", b"PEAPKG1\n", b"x" * 10_000])
def test_refuses_appended_bytes(expediente, sent, tail):
    assert refusal(expediente, sent + tail) == BROKEN


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04" + b"\0" * 100, b"PEAPKG2\n" + b"\0" * 100, b"Una carta.\n" * 50],
    ids=["empty", "zip", "other-version", "text"],
)
def test_refuses_what_is_no_package(expediente, data):
    assert refusal(expediente, data) == NO_PACKAGE


def test_refuses_a_missing_package_and_a_folder(expediente, tmp_path):
    with pytest.raises(PeaError, match=r"No se pudo leer el paquete «nada\.peapkg»"):
        package.receive(expediente, tmp_path / "nada.peapkg")
    with pytest.raises(PeaError, match="No se pudo leer el paquete"):
        package.inspect(tmp_path)


def test_never_opens_a_manifest_over_the_limit(expediente, tmp_path):
    manifest = b'{"fmt":1,"pad":"' + b"x" * 5 * 1024 * 1024 + b'"}'
    assert refusal(expediente, toys.sealed(manifest, toys.device(tmp_path, "B"))) == BROKEN
    assert refusal(expediente, b"PEAPKG1\n\xff\xff\xff\xff" + b"{" * 1000) == BROKEN


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"null", b"{", b"{}", b"[" * 100_000, b'"x"', b"\xff\xfe"]
)
def test_refuses_a_signed_manifest_that_is_none(expediente, tmp_path, manifest):
    assert refusal(expediente, toys.sealed(manifest, toys.device(tmp_path, "B"))) == BROKEN


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", None), ("workspace", None), ("device", None), ("author", None), ("at", -1),
        ("at", "ayer"), ("at", 1.5), ("schema", "uno"), ("have", [[1, 2, 3]]), ("have", 7),
        ("segs", [[1]]), ("segs", 7), ("segs", None), ("frames", [[0, ""]]), ("raw_bytes", -5),
        ("min", "x"), ("to", 3), ("segs", [["00" * 16, "00" * 32, 1, "00" * 32, 1, "", ""]]),
    ],
)  # fmt: skip
def test_refuses_a_manifest_with_a_wrong_or_missing_value(expediente, tmp_path, sent, key, value):
    def change(manifest):
        manifest[key] = value
        if value is None:
            del manifest[key]

    sender = toys.device(tmp_path, "B")
    data = toys.repack(sent, sender, change)
    if key == "frames":
        data = toys.sealed(json.dumps({**toys.read_package(sent)[0], key: value}).encode(), sender)
    assert refusal(expediente, data) == BROKEN


@pytest.mark.parametrize("key", ["id", "device", "author", "age"])
def test_refuses_half_a_character_in_a_manifest(expediente, tmp_path, sent, key):
    sender = toys.device(tmp_path, "B")
    (length,) = struct.unpack(">I", sent[8:12])
    told = json.dumps({**json.loads(sent[12 : 12 + length]), key: "\ud800"}).encode()
    assert refusal(expediente, toys.sealed(told, sender) + sent[76 + length :]) == BROKEN


@pytest.mark.parametrize(("key", "value"), [("min", 2), ("crit", ["cifrado"])])
def test_asks_for_an_update_when_the_package_needs_it(expediente, tmp_path, sent, key, value):
    data = toys.repack(sent, toys.device(tmp_path, "B"), lambda m: m.update({key: value}))
    assert refusal(expediente, data) == NEWER


def test_passes_over_manifest_keys_it_does_not_know(expediente, tmp_path, sent):
    def change(manifest):
        manifest.update(fmt=9, novedad={"x": [1]})

    (tmp_path / "n.peapkg").write_bytes(toys.repack(sent, toys.device(tmp_path, "B"), change))
    assert package.receive(expediente, tmp_path / "n.peapkg").new == 8


def test_stops_a_frame_that_unpacks_without_end(expediente, tmp_path, sent):
    import zstandard

    manifest, _body = toys.read_package(sent)
    sender = toys.device(tmp_path, "B")
    gigabyte = zstandard.ZstdCompressor(level=3).compressobj(size=1 << 30)
    bomb = b"".join(gigabyte.compress(b"0" * (1 << 24)) for _ in range(64)) + gigabyte.flush()
    honest = zstandard.ZstdCompressor(level=3).compress(b"0" * (9 << 20))
    assert len(bomb) < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for frame in (bomb, honest):
        for raw in (manifest["raw_bytes"], 1 << 31):
            data = toys.pack({**manifest, "raw_bytes": raw}, [frame], sender)
            assert refusal(expediente, data) == BROKEN
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # KiB


def test_refuses_frames_that_are_not_what_was_declared(expediente, tmp_path, sent):
    import zstandard

    manifest, body = toys.read_package(sent)
    sender = toys.device(tmp_path, "B")
    frame = zstandard.compress(body)
    cut = zstandard.compress(body[:-1])
    for frames, raw in (
        ([frame], len(body) - 1),
        ([frame], len(body) + 1),
        ([frame, frame], 2 * len(body)),
        ([], 0),
        ([], len(body)),
        ([cut], len(body) - 1),
        ([zstandard.compress(b"")], 0),
        ([frame[:-4]], len(body)),
        ([b"\0" * 40], len(body)),
        ([zstandard.compress(b"7 " + body[2:])], len(body)),
        ([zstandard.compress(b"x " + body[2:])], len(body)),
        ([zstandard.compress(body.replace(b"cosa 3", b"cosa 4"))], len(body)),
        ([zstandard.compress(body + b"0 {}\n")], len(body) + 5),
    ):
        refusal(expediente, toys.pack({**manifest, "raw_bytes": raw}, frames, sender))


def test_refuses_another_expedientes_package(expediente, tmp_path):
    with toys.create(tmp_path, "C") as other:
        add(other, "ajena")
        package.export(other, tmp_path / "C.peapkg")
    assert refusal(expediente, (tmp_path / "C.peapkg").read_bytes()) == (
        "«ajeno.peapkg» es un paquete de otro expediente; ábralo en el suyo."
    )


def test_a_log_of_another_expediente_does_not_pass_for_ours(expediente, tmp_path):
    sender = toys.device(tmp_path, "B")
    data = toys.package_of(sender, [toys.entry(1, toys.born("r"))], workspace_id="otro")

    def change(manifest):
        manifest["workspace"] = toys.WORKSPACE_ID

    assert refusal(expediente, toys.repack(data, sender, change)) == NONSENSE


# -- relays


@pytest.fixture
def relayed(tmp_path, expediente, sent):
    """A package of the relay C, with the history of B in it, and C's device."""
    path = tmp_path / "de-B.peapkg"
    path.write_bytes(sent)
    relay = toys.device(tmp_path, "C")
    with package.receive_new(tmp_path / "C.pea", path, toys.SCHEMA, relay)[0] as workspace:
        package.export(workspace, tmp_path / "C.peapkg")
    return (tmp_path / "C.peapkg").read_bytes(), relay


def test_a_relays_package_is_taken_in_with_its_authors(expediente, tmp_path, relayed):
    (tmp_path / "r.peapkg").write_bytes(relayed[0])
    received = package.receive(expediente, tmp_path / "r.peapkg")
    assert (received.new, received.device) == (8, "Equipo C")
    assert {step.device for step in expediente.history()} == {"Equipo A", "Equipo B"}


def test_a_relay_cannot_rewrite_another_authors_entry(expediente, relayed):
    data, relay = relayed
    import zstandard

    manifest, body = toys.read_package(data)
    forged = body.replace(b'"cosa 5"', b'"otra 5"')
    assert forged != body
    refused = toys.pack(manifest, [zstandard.compress(forged)], relay)
    assert refusal(expediente, refused) == NONSENSE
    # …nor with the chain worked out again, which needs the author's seal of its end.
    segment = manifest["segs"][0]
    digest = bytes.fromhex(segment[3])
    for line in forged.splitlines():
        digest = sha256(b"pea-entry-v1" + digest + line.partition(b" ")[2]).digest()
    segment[5] = digest.hex()
    false_seal = (
        f"El paquete trae una bitácora con firma falsa ({relay_fingerprint(segment[1])}); "
        "no se aceptó nada de él."
    )
    assert (
        refusal(expediente, toys.pack(manifest, [zstandard.compress(forged)], relay)) == false_seal
    )
    message = b"pea-seal-v1" + bytes.fromhex(segment[0]) + struct.pack(">Q", 8) + digest
    segment[6] = relay.key.sign(message).hex()
    assert (
        refusal(expediente, toys.pack(manifest, [zstandard.compress(forged)], relay)) == false_seal
    )


def relay_fingerprint(public: str) -> str:
    digits = sha256(b"pea-fingerprint" + bytes.fromhex(public)).hexdigest()[:24].upper()
    return "-".join(digits[i : i + 4] for i in range(0, 24, 4))


def test_a_relay_cannot_cut_another_authors_history(expediente, relayed):
    data, relay = relayed
    import zstandard

    manifest, body = toys.read_package(data)
    short = b"".join(body.splitlines(keepends=True)[:5])
    frames = [zstandard.compress(short)]
    assert refusal(expediente, toys.pack({**manifest, "raw_bytes": len(short)}, frames, relay)) == (
        NONSENSE
    )


# -- what waits


@pytest.fixture
def gap(tmp_path):
    """Laptops A and C, and A's packages one and two: the second begins where B said it is."""
    with toys.create(tmp_path) as a:
        add(a, "uno")
        b, _received = new_from(tmp_path, "B", a)
        c, _received = new_from(tmp_path, "C", a)
        add(b, "de B")
        send(b, a)
        add(a, "dos", "tres")
        package.export(a, tmp_path / "primero.peapkg", to="Equipo B")
        b_knows = send(a, b)
        assert b_knows.new == 2
        send(b, a)
        add(a, "cuatro")
        second = package.export(a, tmp_path / "segundo.peapkg", to="Equipo B")
        assert second.entries == 1
        b.close()
        yield a, c, tmp_path / "primero.peapkg", tmp_path / "segundo.peapkg"
        c.close()


def test_a_package_that_rests_on_another_waits_for_it(gap):
    a, c, _first, second = gap
    received = package.receive(c, second)
    assert (received.applied, received.new) == (False, 0)
    assert [(m.device, m.first, m.sentence) for m in received.missing] == [
        ("Equipo A", 2, "Falta lo de «Equipo A» desde el cambio 2.")
    ]
    assert len(package.parked(c)) == 1
    assert toys.things(c) == [("uno", None)]
    package.receive(c, second)
    assert len(package.parked(c)) == 1

    full = a.path.with_name("todo.peapkg")
    package.export(a, full)
    received = package.receive(c, full)
    assert (received.applied, received.missing) == (True, [])
    assert package.parked(c) == []
    assert toys.things(c) == toys.things(a)
    assert c.check() == []


def test_a_waiting_package_is_applied_when_the_missing_one_arrives(gap, tmp_path):
    _a, c, first, second = gap
    assert package.receive(c, first).applied is False  # it rests on what B wrote
    assert package.receive(c, second).applied is False
    assert len(package.parked(c)) == 2
    with toys.reopen(tmp_path, "B") as b:
        package.export(b, tmp_path / "solo-B.peapkg")
    received = package.receive(c, tmp_path / "solo-B.peapkg")
    assert (received.applied, received.new) == (True, 4)
    assert package.parked(c) == []
    assert toys.things(c) == [
        ("cuatro", None), ("de B", None), ("dos", None), ("tres", None), ("uno", None),
    ]  # fmt: skip
    assert c.check() == []


def test_a_damaged_package_never_waits(gap):
    _a, c, _first, second = gap
    data = bytearray(second.read_bytes())
    data[-3] ^= 1
    assert refusal(c, bytes(data)) == BROKEN
    assert package.parked(c) == []


def test_a_waiting_package_that_turns_out_wrong_holds_up_nobody(gap, tmp_path):
    a, c, _first, second = gap
    import zstandard

    manifest, body = toys.read_package(second.read_bytes())
    wrong = body.replace(b"cuatro", b"quatro")
    (tmp_path / "mal.peapkg").write_bytes(
        toys.pack(manifest, [zstandard.compress(wrong)], a.device)
    )
    assert package.receive(c, tmp_path / "mal.peapkg").applied is False
    assert len(package.parked(c)) == 1
    received = send(a, c)
    assert received.applied
    assert package.parked(c) == []
    assert toys.things(c) == toys.things(a)


def test_who_calls_a_package_alike_takes_no_place_of_one_that_waits(gap, tmp_path):
    _a, c, first, second = gap
    package.receive(c, second)
    [(name, _missing)] = package.parked(c)
    other = toys.repack(
        first.read_bytes(), toys.device(tmp_path, "Z"), lambda made: made.update(id=name)
    )
    (tmp_path / "otro.peapkg").write_bytes(other)
    package.receive(c, tmp_path / "otro.peapkg")
    assert [one for one, _missing in package.parked(c)] == [name] * 2
    with toys.reopen(tmp_path, "B") as b:
        send(b, c)
    assert len(toys.things(c)) == 5
    assert package.parked(c) == []


def test_a_dry_run_tells_what_is_missing_and_keeps_nothing(gap):
    _a, c, _first, second = gap
    before = toys.dump(c.path)
    assert package.receive(c, second, dry_run=True).missing[0].first == 2
    assert toys.dump(c.path) == before


def test_a_dry_run_changes_nothing_and_tells_the_same(expediente, tmp_path, sent):
    path = tmp_path / "de-B.peapkg"
    path.write_bytes(sent)
    before = toys.dump(expediente.path)
    told = []
    expediente.subscribe(told.append)
    preview = package.receive(expediente, path, dry_run=True)
    assert (toys.dump(expediente.path), told) == (before, [])
    assert not list((tmp_path / "casa-A" / "backups").glob("*"))
    real = package.receive(expediente, path)
    assert (preview.new, preview.changed, preview.applied) == (8, 0, False)
    assert (real.new, real.changed, real.applied) == (8, 0, True)
    assert [changes.label for changes in told] == ["Recibir paquete de «Equipo B»"]
    assert len(list((tmp_path / "casa-A" / "backups").glob("*antes-de-recibir*"))) == 1


def test_a_partial_package_makes_no_expediente(gap, tmp_path):
    *_laptops, second = gap
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(PeaError) as caught:
        package.receive_new(tmp_path / "D.pea", second, toys.SCHEMA, toys.device(tmp_path, "A"))
    assert str(caught.value) == (
        "«segundo.peapkg» no trae el expediente completo, y aquí no hay uno que completar: "
        "Falta lo de «Equipo A» desde el cambio 1."
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_damaged_package_makes_no_expediente(tmp_path, sent):
    (tmp_path / "x.peapkg").write_bytes(sent[:-1])
    with pytest.raises(PeaError):
        package.receive_new(
            tmp_path / "D.pea", tmp_path / "x.peapkg", toys.SCHEMA, toys.device(tmp_path, "D")
        )
    assert not (tmp_path / "D.pea").exists()


# -- to whom


def test_a_package_to_a_device_starts_at_what_it_said_it_has(tmp_path):
    with toys.create(tmp_path) as a:
        add(a, *(f"cosa {number}" for number in range(5)))
        b, _received = new_from(tmp_path, "B", a)
        with b:
            with pytest.raises(PeaError) as caught:
                package.export(a, tmp_path / "x.peapkg", to="Equipo B")
            assert str(caught.value) == (
                "Este expediente no ha recibido ningún paquete de «Equipo B»: no se sabe qué "
                "tiene ni con qué clave cifrarle. Pídale uno primero, o envíe todo sin decir a "
                "quién."
            )
            send(b, a)
            add(a, "seis", "siete")
            # Sending proves nothing: until B says so, both packages hold the two.
            for _time in range(2):
                made = package.export(a, tmp_path / "x.peapkg", to="equipo b")
                assert (made.entries, made.devices) == (2, 1)
            manifest = package.inspect(tmp_path / "x.peapkg")
            assert manifest.to == [b.device.origin.hex()]
            assert [(s.first, s.last) for s in manifest.segments] == [(6, 7)]
            assert package.receive(b, tmp_path / "x.peapkg").new == 2
            assert package.export(a, tmp_path / "x.peapkg", to=b.device.fingerprint).entries == 2
            send(b, a)
            assert package.export(a, tmp_path / "x.peapkg", to="Equipo B").entries == 0
            assert package.export(a, tmp_path / "x.peapkg").entries == 7


def test_a_peer_that_was_rolled_back_gets_it_all_again(tmp_path):
    with toys.create(tmp_path) as a:
        add(a, "uno")
        new_from(tmp_path, "B", a)[0].close()
        shutil.copy(tmp_path / "B.pea", tmp_path / "viejo.pea")
        add(a, "dos")
        with toys.reopen(tmp_path, "B") as b:
            send(a, b)
            send(b, a)
        assert package.export(a, tmp_path / "x.peapkg", to="Equipo B").entries == 0
        shutil.copy(tmp_path / "viejo.pea", tmp_path / "B.pea")
        with toys.reopen(tmp_path, "B") as b:
            send(b, a)
            package.export(a, tmp_path / "x.peapkg", to="Equipo B")
            package.receive(b, tmp_path / "x.peapkg")
            assert toys.things(b) == [("dos", None), ("uno", None)]


def test_receiving_twice_changes_nothing(expediente, tmp_path, sent):
    (tmp_path / "p.peapkg").write_bytes(sent)
    assert package.receive(expediente, tmp_path / "p.peapkg").already_known == 0
    before = toys.dump(expediente.path)
    again = package.receive(expediente, tmp_path / "p.peapkg")
    assert (again.new, again.changed, again.deleted, again.already_known) == (0, 0, 0, 8)
    assert toys.dump(expediente.path) == before


def test_inspect_reads_without_an_expediente(tmp_path, sent):
    (tmp_path / "p.peapkg").write_bytes(sent)
    manifest = package.inspect(tmp_path / "p.peapkg")
    assert (manifest.workspace_id, manifest.device, manifest.author, manifest.entries) == (
        toys.WORKSPACE_ID, "Equipo B", "Persona B", 8,
    )  # fmt: skip
    assert manifest.fingerprint == toys.device(tmp_path, "B").fingerprint


def test_an_export_replaces_the_file_whole_or_not_at_all(tmp_path, expediente):
    path = tmp_path / "salida.peapkg"
    package.export(expediente, path)
    first = path.read_bytes()
    package.export(expediente, path)
    assert path.read_bytes() != first
    assert not list(tmp_path.glob("*.part"))
    with pytest.raises(PeaError, match="No existe la carpeta"):
        package.export(expediente, tmp_path / "no" / "salida.peapkg")
