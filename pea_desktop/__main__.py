"""Entry point: a command for the command line, or the window."""

import gc
import sys
from pathlib import Path


def main() -> int:
    """Run `pea-desktop`; return the process's exit code."""
    arguments = sys.argv[1:]
    if "--smoke" in arguments:
        from pea_desktop.ui.smoke import smoke

        return smoke()
    if not arguments or (len(arguments) == 1 and Path(arguments[0]).suffix == ".pea"):
        # Nothing to collect while starting; `run` turns it on again once the window is up.
        gc.disable()
        from pea_desktop.ui.app import run

        return run(arguments[0] if arguments else None)
    from pea_desktop import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
