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
        "(pinned is None or one.signer == pinned)", "True", (AUTHORITY,),
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
        "            apply_parked(workspace, self.merged, self._files, self._refuse, self._told.counted)\n", "",
        (PACKAGE,),
    ),
    Mutant(
        "a fork takes the trunk's place", "core/merge.py",
        "run.log = self._journal.add_log(run.segment.pub, trunk, seq - 1)", "run.log = trunk",
        ("tests/files/test_package_entries.py", REPLICAS),
    ),
)  # fmt: skip


def is_killed(mutant: Mutant) -> bool:
    """Run a mutant's tests in a copy of the tree; tell whether they fail."""
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
            cwd=place, env={**os.environ, "PYTHONPATH": folder}, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 1


def main(wanted: list[str]) -> None:
    """Say of each mutant whether it was killed."""
    alive = 0
    for mutant in MUTANTS:
        if not wanted or mutant.name in wanted:
            killed = is_killed(mutant)
            alive += not killed
            sys.stdout.write(f"{'killed' if killed else 'ALIVE '}  {mutant.name}\n")
            sys.stdout.flush()
    raise SystemExit(1 if alive else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
