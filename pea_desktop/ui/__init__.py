"""The window: all that knows Qt."""

import builtins

import PySide6.QtCore  # noqa: F401 - it is what replaces the import

# PySide6 reads the source of every module imported after it, looking for «PySide6», to serve its
# `__feature__` switches. We use none, and it costs a sixth of the start and 20 MB.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
