"""Break the exchange on purpose, one way at a time, and see whether the tests notice.

    python -m tests.mutants [NAME…]

Each mutant is one change of one line in a copy of the tree; it is killed when its tests fail.
Not part of `make test`: it takes minutes. Left out: that a missing predecessor is noticed before
anything is read, for the entry that follows it is refused all the same.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
REPLICAS = "tests/core/test_replicas.py"
PACKAGE = "tests/files/test_package.py"
FILES = "tests/files/test_package_files.py"
AUTHORITY = "tests/core/test_authority.py"
CONFLICTS = "tests/core/test_conflicts.py"
SENTINEL = "tests/core/test_sentinel.py"
HISTORIES = f"{REPLICAS}::test_laptops_end_equal_and_lose_nothing[3]"


class Mutant(NamedTuple):
    """What is broken: where, what it was, what it becomes, and who should notice."""

    name: str
    file: str
    was: str
    becomes: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "a seal is not verified", "core/merge.py",
        "if not 0 < segment.first <= segment.last or not is_signed(\n"
        "            segment.pub, segment.seal, message\n        ):",
        "if not 0 < segment.first <= segment.last:", (PACKAGE, "tests/files/test_every_byte.py"),
    ),
    Mutant(
        "a frame's hash is not verified", "files/package/container.py",
        "if len(packed) != size or hashlib.sha256(packed).digest() != digest:",
        "if len(packed) != size:", (PACKAGE,),
    ),
    Mutant(
        "the manifest's signature is not verified", "files/package/container.py",
        "if not is_signed(pub, signature, _SIGNED + data):", "if False:", (PACKAGE,),
    ),
    Mutant(
        "what a peer has only grows", "files/package/receiving.py",
        'for table in ("peer", "peer_name", "peer_key", "peer_file"):',
        'for table in ("peer_name", "peer_key", "peer_file"):', (PACKAGE,),
    ),
    Mutant(
        "a field in conflict may be overwritten", "core/recording.py",
        "        self._guard(writes, rids)\n", "", ("tests/core/test_conflicts.py",),
    ),
    Mutant(
        "a preview is kept", "core/workspace.py",
        'db.execute("ROLLBACK" if dry_run else "COMMIT")', 'db.execute("COMMIT")', (PACKAGE,),
    ),
    Mutant(
        "equal values are a conflict", "core/heads.py",
        "if len(set(values.values())) > 1:", "if len(values) > 1:",
        ("tests/core/test_conflicts.py",),
    ),
    Mutant(
        "an attachment's hash is not verified", "core/attachments.py",
        "return length == size and digest.hexdigest() == sha256", "return True",
        (FILES, "tests/core/test_attachments.py"),
    ),
    Mutant(
        "unknown senders are believed", "files/package/receiving.py",
        "        self._require_known_senders()\n", "", (AUTHORITY, "tests/cli/test_exchange.py"),
    ),
    Mutant(
        "revocation reaches everything", "core/trust.py",
        "return found is not None and Journal.locate(logs, found.no, seq) == dot",
        "return False", (AUTHORITY,),
    ),
    Mutant(
        "a rival becomes administrator", "core/trust.py",
        "self._pinned in (None, one.signer)", "True", (AUTHORITY,),
    ),
    Mutant(
        "what is held back is shown", "core/row_state.py",
        "        if dot not in heads.held:\n", "        if True:\n", (AUTHORITY,),
    ),
    Mutant(
        "a merge is undone over own edits", "core/restoring.py",
        "if _own_end(workspace) != point.own:", "if False:", ("tests/cli/test_exchange.py",),
    ),
    Mutant(
        "parked packages are never tried again", "files/package/receiving.py",
        "            apply_parked(workspace, self.merged, self._files, self._refuse, "
        "self._told.counted)\n", "",
        (PACKAGE,),
    ),
    Mutant(
        "a fork takes the trunk's place", "core/merge.py",
        "run.log = self._journal.add_log(run.segment.pub, trunk, seq - 1)", "run.log = trunk",
        ("tests/files/test_package_entries.py", REPLICAS),
    ),
    Mutant(
        "a fork is refused", "core/merge.py",
        "            self._flush()\n            trunk = run.log\n",
        "            raise _damaged()\n            trunk = run.log\n", (SENTINEL,),
    ),
    Mutant(
        "a fork is taken for what is known", "core/merge.py",
        "            self._flush()\n            trunk = run.log\n",
        "            return True\n            trunk = run.log\n", (SENTINEL,),
    ),
    Mutant(
        "the clock chooses what is shown", "core/heads.py",
        "        return lamport, value_order(value)",
        "        return self.journal.heading(dot).time + 0 * lamport, value_order(value)",
        (HISTORIES,),
    ),
    Mutant(
        "what was sent counts as received", "files/package/sending.py",
        "    parts = _parts(logs, known) if with_entries else []\n",
        "    sent = workspace.__dict__.setdefault('sent', {})\n"
        "    known = {n: max(known.get(n, 0), sent.get((to, n), 0)) for n in logs}\n"
        "    parts = _parts(logs, known) if with_entries else []\n"
        "    if to:\n"
        "        sent.update({(to, log.no): log.head for log in logs.values()})\n",
        (PACKAGE, HISTORIES),
    ),
    Mutant(
        "what was read outlives a rollback", "core/workspace.py",
        "        self.journal.forget()\n        self.heads.forget()\n"
        "        self.authority.forget()\n",
        "        self.authority.forget()\n", ("tests/files/test_receiving.py",),
    ),
    Mutant(
        "the last to arrive wins", "core/heads.py",
        "                after[cell] = [*(head for head in live if head not in parents), dot]",
        "                after[cell] = [dot]", (CONFLICTS,),
    ),
    Mutant(
        "a delete takes an edit along that it had not seen", "core/row_state.py",
        "and (not deletes or bool(unseen))", "and not deletes", (CONFLICTS,),
    ),
    Mutant(
        "a decision replaces one side only", "core/recording.py",
        "            live = heads.get(cell, [])\n", "            live = heads.get(cell, [])[:1]\n",
        (CONFLICTS,),
    ),
    Mutant(
        "a Lamport number is believed", "core/merge.py",
        "        if made.seq != seq or made.lamport != lamport + 1:",
        "        if made.seq != seq:", ("tests/files/test_package_entries.py",),
    ),
    Mutant(
        "what an entry had seen need not be here", "core/merge.py",
        "                raise MissingError([self._missing(seen.origin, None, seen.seq)])",
        "                continue", (PACKAGE, HISTORIES),
    ),
    Mutant(
        "the end of a chain is not compared", "core/merge.py",
        "            if run.seq != run.segment.last or run.digest != run.segment.digest:",
        "            if run.seq != run.segment.last:",
        (PACKAGE, "tests/files/test_package_entries.py"),
    ),
    Mutant(
        "a file put back is not noticed", "core/sentinel.py",
        "            if not self._is_here((seq, digest))", "            if False", (SENTINEL,),
    ),
    Mutant(
        "a first change is not expected", "core/workspace.py",
        "        self.sentinel.expect()\n", "", ("tests/core/test_kills.py",),
    ),
    Mutant(
        "a package takes its name before it reads back", "files/package/container.py",
        "        size = _read_back(temporary)\n        os.replace(temporary, path)",
        "        os.replace(temporary, path)\n        size = _read_back(path)",
        ("tests/files/test_stick.py",),
    ),
    Mutant(
        "the own word may void what it rests on", "core/trust.py",
        "            end = _End(one.at, rests | {one.dot})",
        "            end = _End(one.at, frozenset())", (AUTHORITY,),
    ),
    Mutant(
        "who administers again stays unheard", "core/trust.py",
        "        last = reigns[-1] if reigns and not reigns[-1].is_over else None",
        "        last = reigns[-1] if reigns else None", (AUTHORITY,),
    ),
    Mutant(
        "what waits alike is not said again", "core/recording.py",
        "is_held = not self._heads.held.isdisjoint(dots)", "is_held = False", (AUTHORITY,),
    ),
    Mutant(
        "one's own work is held back", "core/authority.py",
        "            if logs[no].pub == self._device.public:", "            if False:",
        (AUTHORITY, "tests/core/test_roster_histories.py"),
    ),
)  # fmt: skip


def killer_of(mutant: Mutant) -> str | None:
    """Run a mutant's tests in a copy of the tree; return the first that fails."""
    with tempfile.TemporaryDirectory(prefix="pea-mutant-") as folder:
        place = Path(folder)
        skipped = shutil.ignore_patterns("__pycache__")
        for name in ("pea_desktop", "tests", "resources"):
            shutil.copytree(ROOT / name, place / name, ignore=skipped)
        shutil.copy(ROOT / "pyproject.toml", place)
        path = place / "pea_desktop" / mutant.file
        text = path.read_text(encoding="utf-8")
        if text.count(mutant.was) != 1:
            raise SystemExit(f"«{mutant.name}»: what it changes is not in {mutant.file} once")
        path.write_text(text.replace(mutant.was, mutant.becomes), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not slow", "-p",
             "no:cacheprovider", *mutant.tests],
            # That a random history fails is enough: nobody needs the shortest one.
            cwd=place, env={**os.environ, "PYTHONPATH": folder, "PEA_UNSHRUNK": "1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return None
        failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")]
        if done.returncode != 1 or not failed:
            raise SystemExit(f"«{mutant.name}»: the tests did not run\n{done.stdout}{done.stderr}")
        return failed[0].removeprefix("FAILED ")


def main(wanted: list[str]) -> None:
    """Say of each mutant whether it was killed, and by what."""
    alive = 0
    for mutant in MUTANTS:
        if not wanted or mutant.name in wanted:
            killer = killer_of(mutant)
            alive += killer is None
            sys.stdout.write(
                f"ALIVE   {mutant.name}\n"
                if killer is None
                else f"killed  {mutant.name}\n        {killer}\n"
            )
            sys.stdout.flush()
    raise SystemExit(1 if alive else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
