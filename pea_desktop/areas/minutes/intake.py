"""A minute handed over as plain data: checked whole, then recorded."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.catalog import Policy
from pea_desktop.areas.minutes import record
from pea_desktop.areas.minutes.codes import Quality
from pea_desktop.areas.minutes.entities import Meeting, Minute
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_text
from pea_desktop.i18n import _

_Read = Callable[[str, Any], Any]


def create(session: Session, data: object) -> Minute:
    """Record a meeting and its minute; an institution nobody knows is made.

    Args:
        session: That of an edit.
        data: What `minute new` reads: table, phase, date (ISO), institution, declared_lines (whole
            number or None), agreements [{number, text, notes}], attendees and coordinators
            [{treatment, name, office}], materials [texts], observations. `notes`, `treatment` and
            `office` may be left out.

    Raises:
        PeaError: A key is missing, unknown or wrong; nothing was added.
    """
    checked = _object("", data, _MINUTE, optional=())
    policy = session.scalars(select(Policy).order_by(Policy.id)).first()
    meeting = Meeting(
        policy_id=policy.id if policy else None,
        institution_id=institutions.find_or_create(session, checked["institution"]).id,
        number=checked["table"],
        phase=checked["phase"],
        day=checked["date"],
    )
    minute = Minute(
        meeting_id=meeting.id,
        observations=checked["observations"],
        declared_lines=checked["declared_lines"],
    )
    session.add_all([meeting, minute])
    for agreement in checked["agreements"]:
        record.add_agreement(session, minute.id, **agreement)
    for key, quality in (("attendees", Quality.ATTENDEE), ("coordinators", Quality.COORDINATOR)):
        for person in checked[key]:
            record.add_attendance(session, meeting.id, quality, **person)
    for material in checked["materials"]:
        record.add_material(session, minute.id, material)
    return minute


def _object(
    where: str, data: object, fields: Mapping[str, _Read], optional: tuple[str, ...]
) -> dict[str, Any]:
    """Check the keys of an object and read each with its own reader."""
    if not isinstance(data, dict):
        raise PeaError(
            _("Se esperaba un objeto con claves en «{key}» de los datos de la minuta.").format(
                key=where or "{}"
            )
        )
    prefix = f"{where}." if where else ""
    for key in data:
        if key not in fields:
            raise PeaError(
                _("La clave «{key}» no se conoce: las claves son {keys}.").format(
                    key=prefix + str(key)[:80], keys=", ".join(fields)
                )
            )
    for key in fields:
        if key not in data and key not in optional:
            raise PeaError(
                _("Falta la clave «{key}» en los datos de la minuta: agréguela.").format(
                    key=prefix + key
                )
            )
    return {key: read(prefix + key, data[key]) for key, read in fields.items() if key in data}


def _list_of(read: _Read) -> _Read:
    def read_list(key: str, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise PeaError(_("«{key}» debe ser una lista, con [ y ].").format(key=key))
        return [read(f"{key}[{number}]", item) for number, item in enumerate(value, start=1)]

    return read_list


def _optional_text(key: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise PeaError(_("«{key}» debe ser un texto entre comillas.").format(key=key))
    try:
        return parse_text(value)
    except PeaError as error:
        raise PeaError(
            _("«{key}» no se pudo guardar. {reason}").format(key=key, reason=error)
        ) from error


def _text(key: str, value: Any) -> str:
    text = _optional_text(key, value)
    if text is None:
        raise PeaError(_("«{key}» está vacío: escriba un texto.").format(key=key))
    return text


def _number(key: str, value: Any) -> str:
    """Read what is printed as a number but kept as a text: «08», or 8."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(key, value)


def _count(key: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
        raise PeaError(
            _("«{key}» debe ser un número entero sin comillas, o null: «{value}».").format(
                key=key, value=str(value)[:80]
            )
        )
    return value


def _day(key: str, value: Any) -> date:
    try:
        # `fromisoformat` also takes «20230419» and weeks; one spelling is enough to be sure.
        if isinstance(value, str) and len(value) == len("2023-04-19"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PeaError(
        _("«{key}» debe ser una fecha del calendario como 2023-04-19: «{value}».").format(
            key=key, value=str(value)[:80]
        )
    )


def _agreement(key: str, value: Any) -> dict[str, Any]:
    fields = {"number": _number, "text": _text, "notes": _optional_text}
    return _object(key, value, fields, optional=("notes",))


def _person(key: str, value: Any) -> dict[str, Any]:
    fields = {"treatment": _optional_text, "name": _text, "office": _optional_text}
    return _object(key, value, fields, optional=("treatment", "office"))


_MINUTE: dict[str, _Read] = {
    "table": _number,
    "phase": _number,
    "date": _day,
    "institution": _text,
    "declared_lines": _count,
    "agreements": _list_of(_agreement),
    "attendees": _list_of(_person),
    "coordinators": _list_of(_person),
    "materials": _list_of(_text),
    "observations": _optional_text,
}
