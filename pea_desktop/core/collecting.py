"""Python's search for reference cycles, put off while very many small objects are made."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def put_off() -> Iterator[None]:
    """Look for cycles only afterwards.

    Changes hold none, and looking through those that wait, again and again, takes a fourth of the
    time of receiving a package. Threads may overlap: the first to end has it searched again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
