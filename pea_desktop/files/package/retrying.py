"""What lies in quarantine is tried again when its sender may have been authorised."""

from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files.package import quarantine
from pea_desktop.files.package.brought import Received
from pea_desktop.files.package.receiving import inspect, receive
from pea_desktop.i18n import _


class RetryError(PeaError):
    """A package in quarantine is right, and yet could not be taken in; `taken` are those that were.

    What was said before, as that its sender is authorised, stands.
    """

    def __init__(self, why: PeaError, taken: list[Received]) -> None:
        super().__init__(
            _("Un paquete en cuarentena no se pudo recibir y sigue ahí. {why}").format(why=why)
        )
        self.taken = taken


def retry_quarantined(workspace: Workspace) -> list[Received]:
    """Take in what was set aside and whose sender has been authorised since.

    Raises:
        RetryError: One could not be taken in for another reason than what it is: the disk, say.
    """
    made: list[Received] = []
    failed: PeaError | None = None
    roster = workspace.authority.roster
    for _told, path in quarantine.kept(workspace.device, workspace.workspace_id):
        try:
            if roster.role(inspect(path).pub) is not None:
                made.append(receive(workspace, path))
                quarantine.release(path)
        except PackageError:
            continue
        except PeaError as error:
            failed = failed or error
    if failed:
        raise RetryError(failed, made) from failed
    return made
