"""Counters and times for Prometheus, by route template; none names a person or a patient."""

import hmac
from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from dashboard.clinical.roles import Role
from dashboard.web.identity import actor_of
from dashboard.web.messages import NotSignedIn, problem_for

TOKEN_VARIABLE = "CHAIRSIDE_METRICS_TOKEN"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The numbers of one server. `token` lets a collector in without a sign-in."""

    def __init__(self, token: str | None = None) -> None:
        self._token = token or None
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "chairside_requests", "Requests answered", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "chairside_request_seconds", "Time taken", ["route"], buckets=_SECONDS, registry=self._registry
        )
        self._streams = Gauge("chairside_open_streams", "Open live streams", registry=self._registry)

    def watch_streams(self, how_many: Callable[[], int]) -> None:
        """Ask here how many live streams are open."""
        self._streams.set_function(how_many)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answered request; `seconds` from its arrival to its last byte."""
        self._requests.labels(method, route, str(status)).inc()
        if not route.endswith("/stream"):
            self._seconds.labels(route).observe(seconds)

    async def endpoint(self, request: Request) -> Response:
        """GET /metrics, for an administrator or the bearer of the token."""
        actor = actor_of(request.scope)
        administrator = actor is not None and Role.ADMINISTRATOR in actor.roles
        if not (administrator or self._bears_token(request.headers)):
            return problem_for(NotSignedIn("Metrics need an administrator or the metrics token.")).response()
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

    def _bears_token(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if self._token is None or scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(given.strip().encode(), self._token.encode())
