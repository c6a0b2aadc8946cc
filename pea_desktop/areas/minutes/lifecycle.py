"""The states of a minute: borrador → en lectura → aprobada en sala → impresa → firmada."""

from pea_desktop.areas.minutes.codes import MINUTE_STATE_LABELS, MinuteState
from pea_desktop.areas.minutes.entities import Minute
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _

DRAFT_STATES = (MinuteState.DRAFT, MinuteState.BEING_READ, MinuteState.APPROVED_IN_ROOM)
"""States of a minute that can still be edited."""

_NEXT = {
    MinuteState.DRAFT: (MinuteState.BEING_READ, MinuteState.APPROVED_IN_ROOM),
    MinuteState.BEING_READ: (MinuteState.DRAFT, MinuteState.APPROVED_IN_ROOM),
    MinuteState.APPROVED_IN_ROOM: (MinuteState.DRAFT, MinuteState.BEING_READ),
    MinuteState.PRINTED: (),
    MinuteState.PARTLY_SIGNED: (),
    MinuteState.SIGNED: (),
    MinuteState.WITH_ADDENDUM: (),
    MinuteState.CANCELLED: (),
}


def state_of(minute: Minute) -> MinuteState:
    """Return the state of a minute; one nobody knows, or none, is a draft."""
    return minute.state if isinstance(minute.state, MinuteState) else MinuteState.DRAFT


def next_states(minute: Minute) -> tuple[MinuteState, ...]:
    """Return the states a person may choose now; issuing and signing bring the others."""
    now = state_of(minute)
    if now in (MinuteState.SIGNED, MinuteState.WITH_ADDENDUM, MinuteState.CANCELLED):
        return ()
    return (*_NEXT[now], MinuteState.CANCELLED)


def set_state(minute: Minute, state: MinuteState, reason: str = "") -> None:
    """Bring a minute into another state; cancelling needs a reason.

    Raises:
        PeaError: That state does not follow, or the reason is missing.
    """
    now = state_of(minute)
    if state == now:
        return
    if state not in next_states(minute):
        if state == MinuteState.CANCELLED:
            raise PeaError(
                _("Una minuta firmada no se cancela; corríjala con una adenda o fe de erratas.")
            )
        raise PeaError(
            _("Una minuta «{now}» no pasa a «{state}»; emítala o corríjala.").format(
                now=_(MINUTE_STATE_LABELS[now]), state=_(MINUTE_STATE_LABELS[state])
            )
        )
    if state == MinuteState.CANCELLED:
        if not reason.strip():
            raise PeaError(_("Escriba el motivo para cancelar la minuta."))
        minute.reason = reason.strip()
    minute.state = state
