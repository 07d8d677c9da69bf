"""The gate: outermost, before every path. Size, sign-in, CSRF, in this order; what is not open is closed.

It alone says who asks: `scope["state"]["actor"]` is written here for every request and nowhere else.
"""

import asyncio
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.actions.clinic import Clinic
from dashboard.actions.sign_in import identify
from dashboard.clinical.errors import ClinicalError
from dashboard.web.bodies import ClientGone, with_whole_body
from dashboard.web.identity import CSRF_HEADER, token_of
from dashboard.web.logs import failure, log
from dashboard.web.messages import ForgedRequest, NotSignedIn, problem_for
from dashboard.web.metrics import Metrics
from dashboard.web.security import SecurityHeaders

OPEN_PATHS = frozenset(
    {
        "/sign-in",
        "/setup",
        "/health/live",
        "/health/ready",
        "/api/v1/sign-in",
        "/api/v1/setup",
    }
)
DECIDES_ITSELF = frozenset({"/metrics"})
NOT_PAGES = ("/api/", "/_", "/assets/", "/health/", "/metrics")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
QUIET_ROUTES = frozenset({"static", "/health/live", "/health/ready"})


class Gate:
    """Wraps the whole application. `is_static` names the files that anyone may have."""

    def __init__(
        self, app: ASGIApp, clinic: Clinic, *, is_static: Callable[[str], bool], headers: SecurityHeaders,
        metrics: Metrics, secure: bool, behind_proxy: bool = False,
    ) -> None:  # fmt: skip
        self._app = app
        self._clinic = clinic
        self._is_static = is_static
        self._headers = headers
        self._metrics = metrics
        self._secure = secure
        self._host_headers = ("host", "x-forwarded-host") if behind_proxy else ("host",)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; WebSockets are not spoken here."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        request_id = secrets.token_hex(8)
        scope["state"] = {
            **scope.get("state", {}), "actor": None, "csrf_token": None, "session_token": None,
            "request_id": request_id, "secure": self._secure,
        }  # fmt: skip
        answer = _Answer(send, self._headers, request_id, self._is_static(scope["path"]))
        try:
            receive = await with_whole_body(scope, receive)
            await self._let_in(scope)
            await self._app(scope, receive, answer)
        except ClientGone:
            return
        except Exception as error:
            if not isinstance(error, ClinicalError):
                log.error("failed", request_id=request_id, route=route_of(scope), **failure(error))
            if answer.status is None:
                await _refusal(scope, error)(scope, receive, answer)
        finally:
            self._note(scope, answer.status or 499, time.perf_counter() - began)

    async def _let_in(self, scope: Scope) -> None:
        path: str = scope["path"]
        is_open = path in OPEN_PATHS or self._is_static(path)
        if not is_open:
            await self._identify(scope)
            if scope["state"]["actor"] is None and path not in DECIDES_ITSELF:
                raise NotSignedIn("Sign in first.")
        if scope["method"] not in SAFE_METHODS:
            self._check_origin(scope)
            if not is_open:
                check_csrf(scope)

    async def _identify(self, scope: Scope) -> None:
        state = scope["state"]
        token = token_of(scope, self._secure)
        if token is None:
            return
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._clinic.readers, identify, self._clinic, token)
        if found is not None:
            state["actor"] = replace(found.actor, request_id=state["request_id"])
            state["csrf_token"] = found.csrf_token
            state["session_token"] = token

    def _check_origin(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            return
        ours = {headers[name].lower() for name in self._host_headers if name in headers}
        if _host_of(origin) not in ours:
            raise ForgedRequest("This request comes from another site.")

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        state, route = scope["state"], route_of(scope)
        self._metrics.count(scope["method"] if route != "unmatched" else "other", route, status, seconds)
        if route in QUIET_ROUTES and status < 400:
            return
        actor = state["actor"]
        log.info(
            "request", request_id=state["request_id"], user=actor.user_id if actor else None,
            method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1),
        )  # fmt: skip


def check_csrf(scope: Scope) -> None:
    """Raise ForgedRequest unless the request carries the token of its own sign-in."""
    expected = scope["state"]["csrf_token"] or ""
    given = Headers(scope=scope).get(CSRF_HEADER, "")
    if not (expected and hmac.compare_digest(given.encode(), expected.encode())):
        raise ForgedRequest("The X-CSRF-Token header is missing or not that of this sign-in.")


def route_of(scope: Scope) -> str:
    """The template of the route that took the request, without ids; `unmatched` where none did."""
    if template := scope["state"].get("route"):
        return str(template)
    route = scope.get("route")
    template = getattr(route, "path", None)
    return f"{scope.get('root_path', '')}{template}" if template else "unmatched"


def wants_page(scope: Scope) -> bool:
    """Whether a person's browser asked for a page, not a script for data."""
    path: str = scope["path"]
    return scope["method"] in ("GET", "HEAD") and not f"{path}/".startswith(NOT_PAGES)


def _refusal(scope: Scope, error: Exception) -> Response:
    if isinstance(error, NotSignedIn) and wants_page(scope):
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303)
    return problem_for(error).response()


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


class _Answer:
    """A `send` that adds the headers and remembers the status."""

    def __init__(self, send: Send, headers: SecurityHeaders, request_id: str, is_static: bool) -> None:
        self._send = send
        self._headers = headers
        self._request_id = request_id
        self._is_static = is_static
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._headers.add_to(message, self._request_id, keep=self._is_static)
        await self._send(message)
