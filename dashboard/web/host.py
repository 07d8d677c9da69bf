"""The whole of what is served: gate, files, plain pages, API, screens, in this order."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.actions.clinic import Clinic
from dashboard.web import health
from dashboard.web.guard import Gate
from dashboard.web.live import Hub
from dashboard.web.messages import UnknownPath, WrongMethod
from dashboard.web.metrics import Metrics
from dashboard.web.page import Page
from dashboard.web.pages_sign_in import SignInPages
from dashboard.web.screens import ScreenDoor, warm_up
from dashboard.web.security import SecurityHeaders
from dashboard.web.shell import build_screens
from dashboard.web.static import ServeStatic, StaticFiles

API = "/api/v1"
CLOSED_FOLDERS = ("/api", "/assets", "/health")

Endpoint = Callable[[Request], Awaitable[Response]]
BuildApi = Callable[[Clinic, Hub], ASGIApp]


@dataclass(frozen=True)
class Door:
    """How the server stands in the network, and where its files lie. `cache` keeps packed files."""

    assets: Path
    cache: Path | None = None
    secure: bool = False
    behind_proxy: bool = False
    metrics_token: str | None = None


class Host:
    """The ASGI application. `hub` is its live feed, to be said goodbye to before the server waits."""

    def __init__(self, clinic: Clinic, pages: Sequence[Page], build_api: BuildApi, door: Door) -> None:
        files = StaticFiles()
        files.add_folder("/assets", door.assets)
        self.hub = Hub(clinic)
        self.screens = build_screens(clinic, pages, files)
        headers = SecurityHeaders(door.secure)
        headers.allow_scripts(warm_up(self.screens, files))
        files.pack(door.cache)
        metrics = Metrics(door.metrics_token)
        metrics.watch_streams(lambda: self.hub.open_streams)
        inside = Paths(
            plain_paths(clinic, files, metrics), build_api(clinic, self.hub), ScreenDoor(self.screens)
        )
        self._gate = Gate(
            ServeStatic(inside, files), clinic, is_static=files.__contains__, headers=headers,
            metrics=metrics, secure=door.secure, behind_proxy=door.behind_proxy,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Requests to the gate; start and stop to the live feed."""
        if scope["type"] != "lifespan":
            await self._gate(scope, receive, send)
            return
        await receive()
        await self.hub.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.hub.stop()
        await send({"type": "lifespan.shutdown.complete"})


def plain_paths(clinic: Clinic, files: StaticFiles, metrics: Metrics) -> dict[str, Endpoint]:
    """What is answered by exactly these paths."""
    sign_in_pages = SignInPages(clinic, files)
    return {
        "/sign-in": sign_in_pages.sign_in,
        "/setup": sign_in_pages.set_up,
        "/health/live": health.live,
        "/health/ready": health.Ready(clinic).endpoint,
        "/metrics": metrics.endpoint,
    }


class Paths:
    """Shares requests out: exact paths, the API below its prefix, screens for the rest."""

    def __init__(self, plain: Mapping[str, Endpoint], api: ASGIApp, screens: ASGIApp) -> None:
        self._plain = plain
        self._api = api
        self._screens = screens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; raises UnknownPath or WrongMethod for the gate."""
        path: str = scope["path"]
        if path in self._plain:
            if scope["method"] not in ("GET", "HEAD"):
                raise WrongMethod("This can only be read.")
            scope["state"]["route"] = path
            response = await self._plain[path](Request(scope, receive))
            await response(scope, receive, send)
        elif path.startswith(f"{API}/"):
            scope["root_path"] = scope.get("root_path", "") + API
            await self._api(scope, receive, send)
        elif path.startswith(tuple(f"{folder}/" for folder in CLOSED_FOLDERS)) or path in CLOSED_FOLDERS:
            raise UnknownPath("There is nothing under this path.")
        else:
            await self._screens(scope, receive, send)
