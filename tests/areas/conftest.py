"""Laptops that exchange packages."""

import pytest

from pea_desktop.files import package


@pytest.fixture
def exchange(tmp_path):
    """Return a function that brings all that one laptop has to another."""
    count = iter(range(1000))

    def bring(sender, receiver):
        sent = tmp_path / f"paquete-{next(count)}.peapkg"
        package.export(sender, sent)
        return package.receive(receiver, sent)

    return bring
