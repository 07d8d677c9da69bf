"""Holds each callback request against the callback it names, before Dash sees it.

Dash answers 500 to a body that does not fit its callback; here it is a 400, and a missing permission a 403.
"""

from typing import TYPE_CHECKING, Any

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.web.bodies import body_of
from dashboard.web.identity import actor_of
from dashboard.web.messages import Malformed, NotSignedIn, WrongMethod, WrongType

if TYPE_CHECKING:
    from dashboard.web.shell import Screens

PATH = "/_dash-update-component"
KNOWN_KEYS = frozenset({"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"})
DEEPEST = 20


class CallbackGuard:
    """Stands before the bridge to Dash; every other path passes."""

    def __init__(self, bridge: ASGIApp, app: "Screens") -> None:
        self._bridge = bridge
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a fitting request through; raises Malformed, NotPermitted and their like for the gate."""
        if scope["path"] == PATH:
            if scope["method"] != "POST":
                raise WrongMethod("Callbacks are asked with POST.")
            scope["state"]["route"] = PATH
            body, receive = await body_of(receive)
            self._check(scope, body)
        await self._bridge(scope, receive, send)

    def _check(self, scope: Scope, body: bytes) -> None:
        if not _is_json(scope):
            raise WrongType("Send application/json.")
        request = _parsed(body)
        output = request.get("output")
        if not isinstance(output, str) or output not in self._app.policies:
            raise Malformed("There is no such callback.")
        actor = actor_of(scope)
        if actor is None:
            raise NotSignedIn("Sign in first.")
        actor.require(self._app.policies[output])
        check_fits(request, self._app.callback_map[output])


def check_fits(request: dict[str, Any], callback: dict[str, Any]) -> None:
    """Raise Malformed unless outputs, inputs, state and trigger are those of the registered callback."""
    if not KNOWN_KEYS.issuperset(request):
        raise Malformed("The request has unknown fields.")
    output = callback["output"]
    several = isinstance(output, list | tuple)
    wanted = [
        {"id": one.component_id, "property": one.component_property}
        for one in (output if several else [output])
    ]
    if request.get("outputs") != (wanted if several else wanted[0]):
        raise Malformed("The outputs are not those of this callback.")
    _check_values("inputs", request.get("inputs"), callback["inputs"])
    _check_values("state", request.get("state", []), callback["state"])
    names = {f"{one['id']}.{one['property']}" for one in callback["inputs"]}
    changed = request.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(name, str) and name in names for name in changed):
        raise Malformed("The trigger is not an input of this callback.")


def _check_values(part: str, given: Any, wanted: list[dict[str, Any]]) -> None:
    if not isinstance(given, list) or len(given) != len(wanted):
        raise Malformed(f"The {part} are not those of this callback.")
    for one, asked in zip(given, wanted, strict=True):
        if not isinstance(one, dict) or not {"id", "property", "value"}.issuperset(one):
            raise Malformed(f"The {part} are not those of this callback.")
        if (one.get("id"), one.get("property")) != (asked["id"], asked["property"]):
            raise Malformed(f"The {part} are not those of this callback.")
        if _depth(one.get("value")) > DEEPEST:
            raise Malformed("A value is nested too deeply.")


def _depth(value: Any, so_far: int = 0) -> int:
    if so_far > DEEPEST or not isinstance(value, dict | list):
        return so_far
    parts = value.values() if isinstance(value, dict) else value
    return max((_depth(part, so_far + 1) for part in parts), default=so_far)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Malformed("The body is not JSON.") from None
    if not isinstance(request, dict):
        raise Malformed("The body is not a JSON object.")
    return request


def _is_json(scope: Scope) -> bool:
    sent = dict(scope["headers"]).get(b"content-type", b"")
    return bool(sent.split(b";")[0].strip().lower() == b"application/json")
