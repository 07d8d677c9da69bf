"""Dash callbacks, each with its permission. They read and show; changes go through the API.

A callback is an open door to anyone who is signed in: its input may be forged, so what it raises on wrong
input becomes a refusal, and is logged without the input.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from dash.dependencies import DashDependency, Input, Output, State
from dash.exceptions import PreventUpdate
from flask import Response as FlaskResponse
from flask import request
from werkzeug.exceptions import HTTPException

from dashboard.clinical.errors import ClinicalError
from dashboard.clinical.roles import Actor, Permission
from dashboard.web.identity import actor_of
from dashboard.web.logs import failure, log
from dashboard.web.messages import Malformed, NotSignedIn, Problem, problem_for

if TYPE_CHECKING:
    from dashboard.web.shell import Screens

# what code raises on a value it did not expect
WRONG_INPUT = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class UndeclaredCallback(Exception):
    """A callback was added without a permission; the server does not start."""


def register(
    app: "Screens", permission: Permission, outputs: Sequence[Output], inputs: Sequence[Input],
    state: Sequence[State] = (), *, prevent_initial_call: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
    """Add a callback that only people with this permission reach.

    The function gets the actor, then the inputs, then the states; it gives one value for one output and a
    tuple for more. Ids are plain strings: patterns and shared outputs are refused here.
    """
    _refuse_patterns([*outputs, *inputs, *state])

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def guarded(*values: Any) -> Any:
            try:
                actor = current_actor()
                actor.require(permission)
                return function(actor, *values)
            except PreventUpdate:
                raise
            except Exception as error:
                raise refused(error, function.__qualname__) from None

        given = outputs[0] if len(outputs) == 1 else list(outputs)
        before = set(app.callback_map)
        app.callback(given, list(inputs), list(state), prevent_initial_call=prevent_initial_call)(guarded)
        (callback_id,) = set(app.callback_map) - before
        app.policies[callback_id] = permission
        return function

    return add


def current_actor() -> Actor:
    """Who asks, inside a callback or layout; raises NotSignedIn."""
    actor = actor_of(request.environ.get("asgi.scope", {}))
    if actor is None:
        raise NotSignedIn("Sign in first.")
    return actor


def refused(error: Exception, where: str) -> HTTPException:
    """The answer for what a callback raised: its own refusal, 400 for wrong input, else 500."""
    if isinstance(error, HTTPException):
        return error
    if not isinstance(error, ClinicalError):
        log.warning("callback", function=where, **failure(error))
    if isinstance(error, WRONG_INPUT):
        error = Malformed("The page sent something that cannot be read.")
    return as_http(problem_for(error))


def as_http(problem: Problem) -> HTTPException:
    """A problem as what Flask raises."""
    told = problem.response()
    return HTTPException(response=FlaskResponse(bytes(told.body), told.status_code, told.headers.items()))


def check_policies(app: "Screens") -> None:
    """Raise UndeclaredCallback for each callback without a permission."""
    served = {spec["output"] for spec in app._callback_list if not spec["clientside_function"]}
    if undeclared := (served | set(app.callback_map)) - set(app.policies) - _clientside(app):
        raise UndeclaredCallback(f"Callbacks without a permission: {', '.join(sorted(undeclared))}")


def _clientside(app: "Screens") -> set[str]:
    return {spec["output"] for spec in app._callback_list if spec["clientside_function"]}


def _refuse_patterns(dependencies: Sequence[DashDependency]) -> None:
    for one in dependencies:
        if not isinstance(one.component_id, str) or getattr(one, "allow_duplicate", False):
            raise UndeclaredCallback(f"Only plain ids can be guarded, not {one}")
