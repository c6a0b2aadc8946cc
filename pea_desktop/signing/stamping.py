"""Asking a timestamp service (RFC 3161) when the person has named one; nothing else uses a network.

It runs in the process that holds the key, so that the service's answer, too, is parsed there.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from typing_extensions import override

SECONDS = 30
_LARGEST = 64 * 1024
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


def is_address(url: str) -> bool:
    """Tell whether a text can be the address of a service: for the settings."""
    try:
        told = urlsplit(url.strip())
        return told.scheme in ("http", "https") and bool(told.hostname)
    except ValueError:
        return False


def client(url: str) -> Any:
    """Return pyHanko's kind of client, without the library that its own one needs."""
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    class _Client(TimeStamper):
        @override
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            if not is_address(url):
                raise TimestampRequestError("not an address")
            asked = Request(
                url.strip(),
                data=req.dump(),
                headers={"Content-Type": _QUERY, "Accept": _REPLY},
            )
            with urlopen(asked, timeout=SECONDS) as answer:
                is_reply = answer.headers.get_content_type() == _REPLY
                if answer.status != HTTPStatus.OK or not is_reply:
                    raise TimestampRequestError("not a timestamp")
                return tsp.TimeStampResp.load(answer.read(_LARGEST))

    made: Any = _Client
    return made()
