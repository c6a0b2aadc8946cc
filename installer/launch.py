"""Where the frozen program starts."""

import locale
import multiprocessing
import os
import sys

# `python3` turns the bare C locale into C.UTF-8 by itself, a frozen Python does not: Qt would
# complain on stderr, and names with accents could not be shown.
if sys.platform == "linux" and locale.setlocale(locale.LC_CTYPE) == "C":
    os.environ.pop("LC_ALL", None)
    os.environ["LC_CTYPE"] = "C.UTF-8"

from pea_desktop.__main__ import main

if __name__ == "__main__":
    # Signing starts this very program again as the process that holds the key, not as a window.
    multiprocessing.freeze_support()
    sys.exit(main())
