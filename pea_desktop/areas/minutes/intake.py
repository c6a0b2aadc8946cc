"""A minute handed over as plain data: checked whole, then recorded."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.catalog import Policy
from pea_desktop.areas.minutes import attending, record
from pea_desktop.areas.minutes.codes import (
    AgreementKind,
    MeetingKind,
    MinuteTemplate,
    Modality,
    Quality,
    SignatureMode,
)
from pea_desktop.areas.minutes.entities import Agreement, Attendance, Meeting, Minute
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
            [{treatment, name, office}], materials [texts], observations. Any of these may be left
            out: of a minute template, place, starts, ends, modality, convener, objective,
            quorum_required, quorum_present, next_meeting, opening, quorum, development, closing,
            agenda [texts] and others [people with their quality]; of an acuerdo notes, kind, due,
            responsible and institution; of a person treatment, office, institution, present,
            arrival, represents, signature_mode and rfc.

    Raises:
        PeaError: A key is missing, unknown or wrong; nothing was added.
    """
    checked = _object("", data, _MINUTE | _FURTHER, optional=tuple(_FURTHER))
    policy = session.scalars(select(Policy).order_by(Policy.id)).first()
    meeting = Meeting(
        policy_id=policy.id if policy else None,
        institution_id=institutions.find_or_create(session, checked["institution"]).id,
        number=checked["table"],
        phase=checked["phase"],
        day=checked["date"],
        **{key: checked[key] for key in _OF_MEETING if key in checked},
    )
    minute = Minute(
        meeting_id=meeting.id,
        observations=checked["observations"],
        declared_lines=checked["declared_lines"],
        **{key: checked[key] for key in _OF_MINUTE if key in checked},
    )
    session.add_all([meeting, minute])
    for agreement in checked["agreements"]:
        _add(session, record.add_agreement(session, minute.id), agreement)
    for key, quality in (("attendees", Quality.ATTENDEE), ("coordinators", Quality.COORDINATOR)):
        for person in checked[key]:
            _add(session, record.add_attendance(session, meeting.id, quality), person)
    for person in checked.get("others", ()):
        quality = person.pop("quality")
        _add(session, record.add_attendance(session, meeting.id, quality), person)
    for material in checked["materials"]:
        record.add_material(session, minute.id, material)
    for point in checked.get("agenda", ()):
        attending.add_agenda_item(session, meeting.id, point)
    return minute


def _add(session: Session, row: Agreement | Attendance, values: dict[str, Any]) -> None:
    """Give a row that was just added what was read for it."""
    name = values.pop("institution", None)
    if name:
        row.institution_id = institutions.find_or_create(session, name).id
    for key, value in values.items():
        setattr(row, key, value)


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


def _optional_day(key: str, value: Any) -> date | None:
    return None if value is None else _day(key, value)


def _yes_or_no(key: str, value: Any) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise PeaError(_("«{key}» debe ser true, false o null.").format(key=key))
    return value


def _one_of(codes: type[StrEnum]) -> _Read:
    def read_code(key: str, value: Any) -> StrEnum | None:
        if value is None:
            return None
        try:
            return codes(value)
        except ValueError as error:
            raise PeaError(
                _("«{key}» no se reconoce: «{value}»; puede ser {codes}.").format(
                    key=key, value=str(value)[:80], codes=", ".join(codes)
                )
            ) from error

    return read_code


def _parsed(parse: Callable[[str], str | None]) -> _Read:
    def read_parsed(key: str, value: Any) -> str | None:
        text = _optional_text(key, value)
        try:
            return None if text is None else parse(text)
        except PeaError as error:
            raise PeaError(
                _("«{key}» no se pudo guardar. {reason}").format(key=key, reason=error)
            ) from error

    return read_parsed


def _agreement(key: str, value: Any) -> dict[str, Any]:
    fields = {
        "number": _number,
        "text": _text,
        "notes": _optional_text,
        "kind": _one_of(AgreementKind),
        "due": _optional_day,
        "responsible": _optional_text,
        "institution": _optional_text,
    }
    return _object(key, value, fields, optional=tuple(fields)[2:])


def _person(key: str, value: Any) -> dict[str, Any]:
    return _object(key, value, _PERSON, optional=tuple(one for one in _PERSON if one != "name"))


def _other(key: str, value: Any) -> dict[str, Any]:
    fields = {"quality": _one_of(Quality), **_PERSON}
    return _object(key, value, fields, optional=tuple(one for one in _PERSON if one != "name"))


_PERSON: dict[str, _Read] = {
    "treatment": _optional_text,
    "name": _text,
    "office": _optional_text,
    "institution": _optional_text,
    "present": _yes_or_no,
    "arrival": _parsed(attending.parse_hour),
    "represents": _optional_text,
    "signature_mode": _one_of(SignatureMode),
    "rfc": _parsed(attending.parse_rfc),
}


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

_OF_MEETING: dict[str, _Read] = {
    "kind": _one_of(MeetingKind),
    "title": _optional_text,
    "place": _optional_text,
    "starts": _parsed(attending.parse_hour),
    "ends": _parsed(attending.parse_hour),
    "modality": _one_of(Modality),
    "convener": _optional_text,
    "objective": _optional_text,
    "quorum_required": _count,
    "quorum_present": _count,
    "next_meeting": _optional_text,
}

_OF_MINUTE: dict[str, _Read] = {
    "template": _one_of(MinuteTemplate),
    "opening": _optional_text,
    "quorum": _optional_text,
    "development": _optional_text,
    "closing": _optional_text,
    "with_matrix": _yes_or_no,
    "with_changes": _yes_or_no,
}

_FURTHER: dict[str, _Read] = {
    **_OF_MEETING,
    **_OF_MINUTE,
    "agenda": _list_of(_text),
    "others": _list_of(_other),
}
