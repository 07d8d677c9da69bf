"""The API as one application, mounted at /api/v1 behind the gate."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from dashboard.actions.clinic import Clinic, Replayed
from dashboard.api import (
    accounts,
    alerts,
    audit,
    bedside,
    clinic,
    courses,
    event_form,
    events,
    exports,
    fhir,
    live,
    merging,
    notes,
    openapi,
    overrides,
    papers,
    patients,
    protocol_preview,
    readings,
    rems,
    rules,
    sessions,
)
from dashboard.api.door import Call, Door, Nothing, Rule, json_response
from dashboard.clinical.errors import ClinicalError
from dashboard.clinical.roles import Permission
from dashboard.web.live import Hub
from dashboard.web.messages import UnknownPath, WrongMethod, problem_for

# What may be asked by who is not signed in; the gate holds the same list.
OPEN = frozenset({"/setup", "/sign-in"})
SUBJECTS = (
    accounts,
    clinic,
    rules,
    protocol_preview,
    patients,
    courses,
    merging,
    sessions,
    overrides,
    readings,
    events,
    event_form,
    alerts,
    bedside,
    notes,
    fhir,
    papers,
    rems,
    exports,
    live,
    audit,
)


class PermittedRoute(APIRoute):
    """A route that knows its permission; None for who is not signed in yet."""

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, permission: Permission | None, **options: Any
    ) -> None:  # fmt: skip
        super().__init__(path, endpoint, **options)
        self.permission = permission


def build(of: Clinic, hub: Hub) -> FastAPI:
    """The API of one clinic. RuntimeError when a route has no permission and is not an open one."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    rules = (*all_rules(), _description_rule(app))
    door = Door(of, hub)
    app.router.routes.extend(_route(rule, door.endpoint(rule)) for rule in rules)
    _check_permissions(app)
    app.add_exception_handler(ClinicalError, _refused)
    app.add_exception_handler(Replayed, _replayed)
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_exception_handler(Exception, _failed)
    return app


def all_rules() -> tuple[Rule, ...]:
    """The rules of every subject."""
    return tuple(rule for subject in SUBJECTS for rule in subject.RULES)


def _description_rule(app: FastAPI) -> Rule:
    @cache
    def document() -> dict[str, Any]:
        return openapi.describe(app, all_rules())

    def handler(_call: Call[Nothing]) -> Any:
        """This description."""
        return document()

    return Rule(method="GET", path="/openapi.json", handler=handler, permission=Permission.SIGNED_IN)


def _route(rule: Rule, endpoint: Callable[[Request], Awaitable[Response]]) -> PermittedRoute:
    return PermittedRoute(
        rule.path, endpoint, permission=rule.permission, methods=[rule.method], status_code=rule.status,
        response_model=None, response_class=Response, summary=(rule.handler.__doc__ or "").strip(),
        operation_id=f"{rule.method.lower()}{rule.path}".translate(_TO_NAME),
        openapi_extra=openapi.operation(rule), responses=openapi.responses(rule),
    )  # fmt: skip


_TO_NAME = str.maketrans({"/": "_", "-": "_", ".": "_", "{": None, "}": None})


def _check_permissions(app: FastAPI) -> None:
    for route in app.routes:
        if not isinstance(route, PermittedRoute) or (route.permission is None and route.path not in OPEN):
            raise RuntimeError(f"The route {getattr(route, 'path', route)} has no permission.")


async def _refused(_request: Request, error: Exception) -> Response:
    return problem_for(error).response()


async def _replayed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Replayed)
    return json_response(error.answer, headers={"Idempotency-Replayed": "true"})


async def _unrouted(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != 405:
        return problem_for(UnknownPath("Nothing is served under this path.")).response()
    response = problem_for(WrongMethod(f"This path does not take {request.method[:20]}.")).response()
    response.headers["Allow"] = ", ".join(sorted(_methods_of(request)))
    return response


def _methods_of(request: Request) -> set[str]:
    found: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return found


async def _failed(_request: Request, error: Exception) -> Response:
    return problem_for(error).response()
