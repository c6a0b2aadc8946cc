"""What every entity is made of: identity, and columns whose values travel in packages.

A synced table has a text UUID as its key, no UNIQUE and no enforced foreign key (an import must
never fail on them; references are checked by query), and holds only text, integers and NULL, so
that each value has one exact form in the journal.
"""

import hashlib
import os
import time
import uuid
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

_NAMESPACE = uuid.UUID("6f1d8f0e-3d0b-5a52-9c0e-70e1a9e5c0de")


def new_id() -> str:
    """Return a new UUIDv7 as text; its time is only for locality, no clock matters."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))


def natural_id(*parts: str | int) -> str:
    """Return a natural key's UUIDv5: two laptops making one thing meet in one row."""
    # As `uuid.uuid5` makes it, in a third of the time: a paste asks for thousands.
    named = _NAMESPACE.bytes + "\x1f".join(map(str, parts)).encode()
    digest = bytearray(hashlib.sha1(named, usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    made = digest.hex()
    return f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:20]}-{made[20:]}"


class DecimalText(TypeDecorator[Decimal]):
    """A decimal number kept as text without exponent or trailing zeros: "100", "12.5"."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else decimal_text(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        try:
            return None if value is None else Decimal(value)
        except InvalidOperation:
            return None


def decimal_text(value: Decimal) -> str:
    """Return the one text of a number: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class DateText(TypeDecorator[date]):
    """A day kept as ISO text: "2023-04-19"."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            return None


class BoolInteger(TypeDecorator[bool]):
    """A yes or no kept as 1 or 0."""

    impl = Integer
    cache_ok = True

    @override
    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Code(TypeDecorator[StrEnum]):
    """A value of an enum kept as its Spanish code; a code of a newer version stays plain text."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    @override
    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        try:
            return None if value is None else self.enum(value)
        except ValueError:
            return value


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Base of every mapped class."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own spelling
        str: Text(),
        int: Integer(),
        bool: BoolInteger(),
        Decimal: DecimalText(),
        date: DateText(),
    }


class Entity(Base, kw_only=True, eq=False, repr=False):
    """A synced row: everything that is journalled, undone and exchanged."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True, default_factory=new_id)
