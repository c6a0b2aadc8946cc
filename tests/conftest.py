"""The test kit: no display, no network, a home for each test, and a log without warnings."""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pea_desktop.core.device import Device
    from pea_desktop.core.workspace import Workspace

# Before anything imports Qt. A person who wants to see the windows says QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A test's own programs (subprocess) find the package when pytest runs from another folder.
os.environ.setdefault("PYTHONPATH", str(Path(__file__).parent.parent))

# Time limits inside hypothesis fail on a busy machine and say nothing about the program.
settings.register_profile("pea", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("pea"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "pea")


class NetworkUsedError(AssertionError):
    """The program works offline: no test may reach for another machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    def refuse(*args: Any, **_named: Any) -> None:
        raise NetworkUsedError(f"the network was used: {args[1:]}")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto", "bind"):
            patch.setattr(socket.socket, name, refuse)
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            patch.setattr(socket, name, refuse)
        yield


@pytest.fixture(autouse=True)
def pea_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test its `PEA_HOME`, not made yet, with a space and an accent in its name."""
    home = tmp_path / "casa de José"
    monkeypatch.setenv("PEA_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def _quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a warning in the log; a test that expects one ends with `caplog.clear()`."""
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    said = [f"{r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.WARNING]
    if said:
        pytest.fail("unexpected in the log:\n" + "\n".join(said))


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def forward(self, seconds: int) -> None:
        """Let this many seconds pass; a negative number sets the clock back."""
        self.seconds += seconds

    def time(self) -> float:
        """Stand in for `time.time`."""
        return float(self.seconds)

    def time_ns(self) -> int:
        """Stand in for `time.time_ns`."""
        return self.seconds * 1_000_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock (`time.time`, `time.time_ns`) at 19 April 2023, 10:00 in central Mexico."""
    made = Clock(1_681_920_000)
    monkeypatch.setattr("time.time", made.time)
    monkeypatch.setattr("time.time_ns", made.time_ns)
    return made


@pytest.fixture
def make_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], "Device"]:
    """Return a function that makes the device of a laptop: its own home, key and invented person.

    The same name gives the same device again. The current `PEA_HOME` stays what it was.
    """

    def make(name: str) -> "Device":
        from pea_desktop.core.device import Device

        with monkeypatch.context() as patch:
            patch.setenv("PEA_HOME", str(tmp_path / "equipos" / name))
            return Device.load(author=f"Persona de {name}", device=name)

    return make


@pytest.fixture
def make_workspace(
    tmp_path: Path, make_device: Callable[[str], "Device"]
) -> Iterator[Callable[..., "Workspace"]]:
    """Return a function that makes a new expediente on a laptop and closes it after the test."""
    opened: list[Workspace] = []

    def make(laptop: str = "laptop-1", name: str = "expediente") -> "Workspace":
        from pea_desktop import areas
        from pea_desktop.core.workspace import Workspace

        path = tmp_path / laptop / f"{name}.pea"
        path.parent.mkdir(parents=True, exist_ok=True)
        workspace = Workspace.create(path, areas.SCHEMA, make_device(laptop))
        opened.append(workspace)
        return workspace

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture
def workspace(make_workspace: Callable[..., "Workspace"]) -> "Workspace":
    """Return a new expediente with the policy of Michoacán."""
    from pea_desktop.areas import catalog

    made = make_workspace()
    with made.edit("Cargar la política") as session:
        catalog.load(session, "michoacan")
    return made


@pytest.fixture
def second_laptop(
    workspace: "Workspace", tmp_path: Path, make_device: Callable[[str], "Device"]
) -> Iterator["Workspace"]:
    """Return the same expediente on another laptop, as far as `workspace` has come."""
    from pea_desktop import areas
    from pea_desktop.core.workspace import Workspace
    from pea_desktop.files import package

    sent = tmp_path / "todo.peapkg"
    package.export(workspace, sent)
    path = tmp_path / "laptop-2" / "expediente.pea"
    path.parent.mkdir()
    with Workspace.create(
        path, areas.SCHEMA, make_device("laptop-2"), workspace_id=workspace.workspace_id
    ) as received:
        package.receive(received, sent)
        yield received
