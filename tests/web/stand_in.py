"""A small API and one page, so that the doorway is tested without the rest of the house."""

import asyncio
from collections.abc import Mapping
from typing import Any

from dash import Input, Output, dcc, html
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from dashboard.actions import users
from dashboard.actions.clinic import Clinic
from dashboard.actions.sign_in import SignedIn, first_administrator, set_up, sign_in, sign_out
from dashboard.clinical.errors import ClinicalError, WrongState
from dashboard.clinical.roles import Actor, Permission, Role
from dashboard.web import callbacks, identity
from dashboard.web.live import Hub
from dashboard.web.messages import problem_for
from dashboard.web.page import Page
from dashboard.web.shell import Screens
from dashboard.web.stream import EventStream

PASSWORD = "a long and plain one"
PAGE_MARK = "only-in-this-page"
MESSAGES = {
    "words": WrongState("The words of the rule."),
    "number": ValueError("a value nobody may read: 4711"),
}


def add_person(clinic: Clinic, username: str, *roles: Role) -> None:
    """One person with the password above."""
    new = users.NewUser(username, username.title(), frozenset(roles), PASSWORD)
    users.add_user(clinic, users.shell_actor(), new)


def change_something(clinic: Clinic, name: str) -> None:
    """One committed change that the feed must tell."""
    add_person(clinic, name, Role.NURSE)


def signed_in(clinic: Clinic, username: str) -> SignedIn:
    """A sign-in without going through HTTP."""
    return sign_in(clinic, username, PASSWORD, "test")


def build_api(clinic: Clinic, hub: Hub) -> FastAPI:
    """Sign-in, who am I, time, changes, stream, and an echo that counts as a change."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    async def write(question: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(clinic.writer, question, *arguments)

    @app.exception_handler(ClinicalError)
    async def refuse(_request: Request, error: ClinicalError) -> Response:
        return problem_for(error).response()

    @app.post("/sign-in")
    async def enter(request: Request, body: dict[str, str]) -> Response:
        made = await write(sign_in, clinic, body["username"], body["password"], identity.address_of(request))
        response = JSONResponse({"csrf_token": made.csrf_token})
        identity.keep_signed_in(request, response, made)
        return response

    @app.post("/setup", status_code=201)
    async def begin(body: dict[str, Any]) -> dict[str, str]:
        new = first_administrator(body["username"], body["password"], body["display_name"])
        made = await write(
            set_up, clinic, body["token"], new, body["clinic"]["name"], body["clinic"]["time_zone"]
        )
        return {"id": made.id}

    @app.post("/sign-out")
    async def leave(request: Request) -> Response:
        actor = identity.required_actor(request)
        await write(sign_out, clinic, actor, identity.token_of_request(request))
        response = JSONResponse({})
        identity.forget(request, response)
        return response

    _add_reading_routes(app, clinic, hub)
    return app


def _add_reading_routes(app: FastAPI, clinic: Clinic, hub: Hub) -> None:
    @app.get("/me")
    async def me(request: Request) -> dict[str, str]:
        actor = identity.required_actor(request)
        return {"id": actor.user_id, "username": actor.username, "request_id": actor.request_id}

    @app.get("/time")
    async def time() -> dict[str, str]:
        return {"now": clinic.now().isoformat(), "time_zone": "Europe/London"}

    @app.get("/changes")
    async def changes(after: int = 0) -> dict[str, Any]:
        found = clinic.changes_after(after)
        return {
            "last": hub.last,
            "changes": [{"seq": c.seq, "session_id": None, "kind": c.kind} for c in found],
        }

    @app.get("/stream")
    async def stream(request: Request) -> Response:
        return EventStream(hub, request)

    @app.post("/things/{thing_id}")
    async def things(thing_id: str, request: Request) -> dict[str, Any]:
        return {"id": thing_id, "bytes": len(await request.body())}

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a value nobody may read: 4711")


def _layout(_clinic: Clinic, _actor: Actor, params: Mapping[str, str]) -> Any:
    thing = params.get("session_id", "")
    return [html.H1("A page"), html.P(PAGE_MARK), dcc.Store(id="which", data=thing), html.P("…", id="told")]


def _register(app: Screens, _clinic: Clinic) -> None:
    @callbacks.register(app, Permission.VIEW_RECORDS, [Output("told", "children")], [Input("which", "data")])
    def tell(_actor: Actor, which: str) -> str:
        if which in MESSAGES:
            raise MESSAGES[which]
        return f"It is {which.upper()}."


def _board(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    return [html.H1("Board")]


def _figure(_clinic: Clinic, _actor: Actor, _params: Mapping[str, str]) -> Any:
    figure = {"data": [{"type": "scatter", "x": [0, 1], "y": [120, 130]}], "layout": {"height": 300}}
    return [html.H1("Figure"), dcc.Graph(id="figure", figure=figure, config={"displayModeBar": False})]


def _nothing(_app: Screens, _clinic: Clinic) -> None:
    """This page has no callback."""


PAGES = [
    Page("/", "Board", Permission.VIEW_RECORDS, _board, _nothing, nav_place=1),
    Page("/session/<session_id>", "Session", Permission.VIEW_RECORDS, _layout, _register, "session-page"),
    Page("/figure", "Figure", Permission.VIEW_RECORDS, _figure, _nothing),
    Page("/people", "People", Permission.MANAGE_PEOPLE, _board, _nothing, nav_place=5),
]
