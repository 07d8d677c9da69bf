"""The way to Dash: its few own paths, and the pages that exist. Everything else is not there."""

from asyncio import to_thread
from importlib import import_module
from pathlib import Path
from typing import cast

from a2wsgi import WSGIMiddleware
from dash.fingerprint import check_fingerprint
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.web.callback_guard import PATH, CallbackGuard
from dashboard.web.identity import actor_of
from dashboard.web.messages import UnknownPath, WrongMethod
from dashboard.web.page import page_at
from dashboard.web.shell import Screens
from dashboard.web.static import StaticFiles, file_of

READ_BY_RENDERER = frozenset({"/_dash-layout", "/_dash-dependencies"})
BUNDLES = "/_dash-component-suites"
WORKERS = 40
# What Dash's answers look for among the loaded modules, even when another thread is still loading it. Loaded
# by the first page and not at the start: it takes half a second, and the server is to be back soon.
LOOKED_FOR = "pandas"


class ScreenDoor:
    """Passes a request on to Dash when it is one that Dash should have, once Dash has all it looks for."""

    def __init__(self, app: Screens) -> None:
        self._app = app
        wsgi = cast(ASGIApp, WSGIMiddleware(app.server, workers=WORKERS))
        self._bridge = CallbackGuard(wsgi, app)
        self._complete = False

    async def _wait_for_modules(self) -> None:
        """Wait until what Dash looks for is loaded: half a module fails the answers of every other screen."""
        if not self._complete:
            await to_thread(import_module, LOOKED_FOR)
            self._complete = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; raises UnknownPath or WrongMethod for the gate."""
        await self._wait_for_modules()
        path: str = scope["path"]
        if path == PATH:
            await self._bridge(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            raise WrongMethod("A page can only be read.")
        if path in READ_BY_RENDERER:
            scope["state"]["route"] = path
            await self._bridge(scope, receive, send)
        elif path.startswith("/_"):
            raise UnknownPath("There is nothing under this path.")
        else:
            await self._bridge(scope, receive, self._with_status(scope, send))

    def _with_status(self, scope: Scope, send: Send) -> Send:
        """Dash says 200 for any path; a page that is not there is 404, one that is not theirs 403."""
        found = page_at(self._app.pages, scope["path"])
        scope["state"]["route"] = found[0].path if found else "no page"
        actor = actor_of(scope)
        status = 404
        if found and actor:
            status = 200 if actor.may(found[0].permission) else 403

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message["status"] = status
            await send(message)

        return told


def warm_up(app: Screens, files: StaticFiles) -> list[str]:
    """Ask for the index once, with nobody signed in; then take Dash's bundles into memory.

    Gives the hashes of the inline scripts that the index holds, which are complete only now.
    """
    answer = app.server.test_client().get("/")
    if answer.status_code != 200:
        raise RuntimeError("The screens could not be built.")
    for package, names in app.registered_paths.items():
        folder = Path(str(import_module(package).__file__)).parent
        for name in names:
            if not name.endswith(".map") and not name.startswith("dash_table/"):
                files.add(f"{BUNDLES}/{package}/{name}", file_of(folder / name))
    files.recognise(_without_fingerprint)
    return list(app.csp_hashes())


def _without_fingerprint(path: str) -> tuple[str, bool]:
    if not path.startswith(BUNDLES):
        return path, False
    found: tuple[str, bool] = check_fingerprint(path)
    return found
