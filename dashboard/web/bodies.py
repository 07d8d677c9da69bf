"""Request bodies: read whole before anything is decided, and never larger than a request needs to be."""

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from dashboard.web.messages import TooLarge

MOST_BYTES = 256 * 1024


class ClientGone(Exception):
    """The other side left before its request was complete."""


async def with_whole_body(scope: Scope, receive: Receive) -> Receive:
    """Read the body and give a `receive` that plays it back; raises TooLarge or ClientGone."""
    headers = Headers(scope=scope)
    announced = headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 12 or int(announced) > MOST_BYTES):
        raise _too_large()
    if not announced and "transfer-encoding" not in headers:
        return receive
    _, again = await body_of(receive)
    return again


async def body_of(receive: Receive) -> tuple[bytes, Receive]:
    """A body already read whole, and a `receive` that plays it back again."""
    body = await _read(receive)
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


def _too_large() -> TooLarge:
    return TooLarge(f"A request has at most {MOST_BYTES // 1024} KiB. Shorten the text and send it again.")
