"""The one road of a request behind the gate: permission, existence, headers, known key, body, action.

A `Rule` says all about a route; `Door.endpoint` makes it one. What blocks runs in the clinic's executors.
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

from dashboard.actions.bedside_views import answer_known_key, require_existing
from dashboard.actions.clinic import Clinic, Once
from dashboard.api.fields import Body, checked
from dashboard.api.json_text import canonical, read_json, refuse_unstorable, unprintable
from dashboard.clinical.errors import FieldError, InvalidEntry
from dashboard.clinical.roles import SYSTEM, Actor, Permission
from dashboard.web.identity import address_of, required_actor
from dashboard.web.live import Hub
from dashboard.web.messages import HeaderMissing, Malformed, WrongType

B = TypeVar("B", bound=Body)
_KEY = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_VERSION = re.compile(r'(?:W/)?"?([0-9]{1,18})"?', re.ASCII)


class Header(Enum):
    """Whether a route reads Idempotency-Key, or If-Match."""

    IGNORED = "ignored"
    TAKEN = "taken"
    REQUIRED = "required"


class Pool(Enum):
    """Where a handler runs: writes take turns, reads do not, slow password hashes hold up neither."""

    READ = "read"
    WRITE = "write"
    PASSWORD = "password"


class Nothing(Body):
    """A body without fields; it may be left out."""


@dataclass(frozen=True, slots=True)
class Call(Generic[B]):
    """A request that may be answered: who asks, for what, with which checked body.

    `ids` are the path's ids, `expected` the version of If-Match.
    """

    clinic: Clinic
    hub: Hub
    request: Request
    actor: Actor
    ids: Mapping[str, str]
    body: B
    expected: int | None
    _key: str | None
    _digest: str

    @property
    def address(self) -> str:
        """The network address of who asks."""
        return address_of(self.request)

    @property
    def version(self) -> int:
        """The version of a required If-Match."""
        assert self.expected is not None
        return self.expected

    def once(self, present: Callable[[Any], Any]) -> Once | None:
        """The key to store the answer under, when the request carries one."""
        if self._key is None:
            return None
        return Once(self._key, self.request.url.path, self._digest, present)

    def query(self, name: str) -> str | None:
        """A query parameter, None when absent or empty; InvalidEntry for one that cannot be a text."""
        given = self.request.query_params.get(name)
        if given is not None and unprintable(given):
            raise InvalidEntry([FieldError(name, "control_character", "This cannot be searched for.")])
        return given or None

    def whole(self, name: str, otherwise: int, most: int) -> int:
        """A query parameter that is a whole number from 0 to `most`."""
        given = self.query(name)
        if given is None:
            return otherwise
        if not (given.isascii() and given.isdecimal() and len(given) <= 19):
            raise InvalidEntry([FieldError(name, "wrong_type", "This must be a whole number.")])
        return min(int(given), most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One route. `permission` None is for who is not signed in yet; `status` is that of a first answer."""

    method: str
    path: str
    handler: Callable[[Call[Any]], Any]
    permission: Permission | None
    body: type[Body] = Nothing
    status: int = 200
    key: Header = Header.IGNORED
    if_match: Header = Header.IGNORED
    pool: Pool = Pool.READ
    query: tuple[str, ...] = ()
    media_type: str = "application/json"


class Door:
    """Makes endpoints of rules for one clinic."""

    def __init__(self, clinic: Clinic, hub: Hub) -> None:
        self._clinic = clinic
        self._hub = hub
        self._pools = {
            Pool.READ: clinic.readers, Pool.WRITE: clinic.writer,
            Pool.PASSWORD: ThreadPoolExecutor(2, thread_name_prefix="password"),
        }  # fmt: skip

    def endpoint(self, rule: Rule) -> Callable[[Request], Awaitable[Response]]:
        """The route's endpoint."""

        async def answer(request: Request) -> Response:
            raw = await request.body()
            # A second person's password is hashed before the write begins: the writer stays free meanwhile.
            slow = rule.pool is Pool.WRITE and b'"second"' in raw
            pool = self._pools[Pool.PASSWORD if slow else rule.pool]
            return await asyncio.get_running_loop().run_in_executor(pool, self._answer, rule, request, raw)

        answer.__doc__ = rule.handler.__doc__
        return answer

    def _answer(self, rule: Rule, request: Request, raw: bytes) -> Response:
        actor = _permitted(rule, request)
        ids: dict[str, str] = request.path_params
        require_existing(self._clinic, actor, ids)
        key = _key_of(rule, request)
        parsed = _Parsed(raw)
        digest = parsed.digest(self._clinic.audit_key) if key else ""
        if key is not None:
            answer_known_key(self._clinic, actor, key, request.url.path, digest)
        expected = _expected_version(rule, request)
        body = _body(rule, request, parsed)
        call = Call(self._clinic, self._hub, request, actor, ids, body, expected, key, digest)
        answer = rule.handler(call)
        return answer if isinstance(answer, Response) else json_response(answer, rule.status)


def json_response(answer: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as JSON."""
    return Response(orjson.dumps(answer), status, headers, media_type="application/json")


class _Parsed:
    """A body read once: its value, or why it has none. Kept apart, since a known key is looked at first."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._value: Any = None
        self._fault: Malformed | None = None
        try:
            self._value = read_json(raw) if raw.strip() else {}
        except Malformed as fault:
            self._fault = fault

    @property
    def value(self) -> Any:
        """The JSON value; raises Malformed."""
        if self._fault is not None:
            raise self._fault
        return self._value

    def digest(self, key: bytes) -> str:
        """Tells bodies apart as JSON. Keyed, since a body may hold a password."""
        same = self.raw if self._fault else canonical(self._value).encode("ascii")
        return hmac.new(key, same, hashlib.sha256).hexdigest()


def _permitted(rule: Rule, request: Request) -> Actor:
    if rule.permission is None:
        return SYSTEM
    actor = required_actor(request)
    actor.require(rule.permission)
    return actor


def _key_of(rule: Rule, request: Request) -> str | None:
    given = None if rule.key is Header.IGNORED else request.headers.get("idempotency-key")
    if given is None:
        if rule.key is Header.REQUIRED:
            raise HeaderMissing("Send an Idempotency-Key, a UUID made anew for each entry.")
        return None
    if not _KEY.fullmatch(given):
        raise Malformed("The Idempotency-Key must be a UUID.")
    return given.replace("-", "").lower()


def _expected_version(rule: Rule, request: Request) -> int | None:
    given = None if rule.if_match is Header.IGNORED else request.headers.get("if-match")
    if given is None:
        if rule.if_match is Header.REQUIRED:
            raise HeaderMissing('Send If-Match with the version you saw, such as "1".')
        return None
    found = _VERSION.fullmatch(given.strip())
    if found is None:
        raise Malformed('If-Match must be the version you saw, such as "1".')
    return int(found[1])


def _body(rule: Rule, request: Request, parsed: _Parsed) -> Body:
    if parsed.raw.strip():
        sort = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if sort != "application/json":
            raise WrongType("The body must be application/json.")
    elif any(field.is_required() for field in rule.body.model_fields.values()):
        raise Malformed("The body is missing.")
    value = parsed.value
    refuse_unstorable(value)
    return checked(rule.body, value)
