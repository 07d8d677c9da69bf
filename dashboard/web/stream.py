"""GET /api/v1/stream: one open page's share of the live feed, as server-sent events."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.actions.sign_in import identify
from dashboard.web.identity import required_actor, token_of_request
from dashboard.web.live import BYE, GONE, Event, Hub, Listener
from dashboard.web.messages import StreamsFull, problem_for

RETRY = b"retry: 2000\n\n"
CHECK_EVERY_BEATS = 12


class EventStream(Response):
    """The answer that stays open: what was missed since Last-Event-ID, then each change, and heartbeats.

    Ends with `bye` at shutdown and when the sign-in is over; answers 503 when too many pages listen.
    """

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, request: Request) -> None:
        super().__init__()
        self._hub = hub
        self._token = token_of_request(request)
        self._user_id = required_actor(request).user_id
        self._after = _number(request.headers.get("last-event-id", ""))
        self._beats = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until one side has enough."""
        try:
            listener = self._hub.listen()
        except StreamsFull as refusal:
            await problem_for(refusal).response()(scope, receive, send)
            return
        leaving = asyncio.create_task(_watch(receive, listener))
        screen = self._hub.presence.enter(self._user_id)
        try:
            headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await self._send_all(listener, send)
            await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()
            self._hub.presence.leave(screen)
            self._hub.leave(listener)

    async def _send_all(self, listener: Listener, send: Send) -> None:
        missed = [] if self._after is None else await self._hub.missed(self._after)
        opening = RETRY + b"".join(event.data for event in missed) + self._hub.heartbeat().data
        await send({"type": "http.response.body", "body": opening, "more_body": True})
        seen = max((event.seq or 0 for event in missed), default=0)
        async for event in listener.events():
            if event.seq is not None and event.seq <= seen:
                continue
            told = await self._unless_signed_out(listener, event)
            await send({"type": "http.response.body", "body": told.data, "more_body": True})
            if told.ends:
                return

    async def _unless_signed_out(self, listener: Listener, event: Event) -> Event:
        """The event, or a goodbye when the sign-in is over: asked when people changed, else once a minute."""
        if event.seq is None:
            self._beats += 1
        if not (listener.check_sign_in or self._beats >= CHECK_EVERY_BEATS):
            return event
        listener.check_sign_in = False
        self._beats = 0
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._hub.clinic.readers, identify, self._hub.clinic, self._token)
        return event if found is not None else BYE


async def _watch(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.put(GONE)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
