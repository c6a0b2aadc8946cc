"""The command line: plain commands, JSON out, no Qt. Scripts and our own checks use it."""

import contextlib
import logging
import os
import sys

from pea_desktop import log
from pea_desktop.cli import commands
from pea_desktop.cli.parser import make_parser
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _

logger = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Run one command; return 0, 1 (one sentence on stderr, the file unchanged) or 2 (usage)."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows, or LANG=C, would otherwise choke on accents.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = make_parser().parse_args(arguments)
    log.start(debug=options.debug)
    try:
        code = commands.run(options)
        sys.stdout.flush()
    except PeaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:
        # Whoever read us (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write(_("Interrumpido; no se cambió nada a medias.") + "\n")
        return 130
    except Exception:
        logger.exception("command failed: %s", options.command)
        where = log.folder() / "pea.log"
        sys.stderr.write(
            _(
                "El programa falló por un error suyo, no de usted; el detalle está en {path}."
            ).format(path=where)
            + "\n"
        )
        return 1
    finally:
        log.stop()
    return code
