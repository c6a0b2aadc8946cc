"""What `make` does about Qt's system libraries, on machines made of a few stand-in programs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "installer" / "system_libraries.sh"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the script is for Linux")


class Machine:
    """A PATH of stand-ins; what is called with `apt-get` is written down."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.called = folder / "called.txt"
        self.bin.mkdir()
        for tool in ("sh", "uname", "mktemp", "tail", "rm", "env"):
            (self.bin / tool).symlink_to(shutil.which(tool))

    def add(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def has(self, *libraries: str) -> None:
        lines = "".join(f"\\t{name} (libc6,x86-64) => /usr/lib/{name}\\n" for name in libraries)
        self.add("ldconfig", f"printf '{lines}'")

    def has_apt(self, install_status: int = 0) -> None:
        self.add(
            "apt-get",
            f'echo "apt-get $*" >> "{self.called}"\n'
            f'[ "$1" = update ] || {{ echo "E: no hay red"; exit {install_status}; }}',
        )

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / "sh", SCRIPT],
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def apt_calls(self) -> list[str]:
        return self.called.read_text("utf-8").splitlines() if self.called.exists() else []


def table() -> dict[str, str]:
    inside = SCRIPT.read_text("utf-8").partition("libraries='\n")[2].partition("'")[0]
    return dict(line.split() for line in inside.splitlines())


ALL_BUT_TWO = [name for name in table() if name not in ("libEGL.so.1", "libxcb-cursor.so.0")]
INSTALL = "apt-get install -y --no-install-recommends libegl1 libxcb-cursor0"


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path)
    made.has(*ALL_BUT_TWO)
    made.add("id", "echo 1000")
    return made


def test_does_nothing_where_all_libraries_are(machine):
    machine.has(*table())
    machine.has_apt()
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.apt_calls == []


def test_root_gets_the_missing_packages_and_no_other(machine):
    machine.add("id", "echo 0")
    machine.has_apt()
    done = machine.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "· Qt's system libraries: libegl1 libxcb-cursor0\n"
    assert machine.apt_calls == ["apt-get update", INSTALL]


def test_sudo_without_a_password_serves_too(machine):
    machine.add("sudo", '[ "$1" = -n ] && shift; exec "$@"')
    machine.add("true", "exit 0")
    machine.has_apt()
    assert machine.run().returncode == 0
    assert machine.apt_calls == ["apt-get update", INSTALL]


@pytest.mark.parametrize("has_sudo", [False, True], ids=["no sudo", "sudo asks for a password"])
def test_says_the_exact_line_to_whoever_may_not_install(machine, has_sudo):
    machine.has_apt()
    if has_sudo:
        machine.add("sudo", "exit 1")
    done = machine.run()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == f"  sudo apt-get update && sudo {INSTALL}"
    assert machine.apt_calls == []


def test_names_the_libraries_where_there_is_no_apt(machine):
    done = machine.run()
    assert done.returncode == 1
    assert "libegl1 libxcb-cursor0" in done.stderr


def test_says_what_apt_said_when_it_fails(machine):
    machine.add("id", "echo 0")
    machine.has_apt(install_status=100)
    done = machine.run()
    assert done.returncode == 1
    assert "E: no hay red" in done.stderr
    assert done.stderr.splitlines()[-1] == f"  {INSTALL}"
