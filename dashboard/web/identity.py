"""Who a request comes from: the session cookie, the token beside it, and their place in a scope."""

from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from dashboard.actions.sign_in import SignedIn
from dashboard.clinical.roles import Actor
from dashboard.web.messages import NotSignedIn

SESSION_COOKIE = "chairside_session"
CSRF_COOKIE = "chairside_csrf"
CSRF_HEADER = "x-csrf-token"

Scope = MutableMapping[str, Any]


def session_cookie_name(secure: bool) -> str:
    """Under TLS the browser itself holds the cookie to this host, path and TLS (prefix __Host-)."""
    return f"__Host-{SESSION_COOKIE}" if secure else SESSION_COOKIE


def token_of(scope: Scope, secure: bool) -> str | None:
    """The session token the browser sent, if any."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load("; ".join(Headers(scope=scope).getlist("cookie")))
    except CookieError:
        return None
    found = cookies.get(session_cookie_name(secure))
    return found.value if found and found.value else None


def actor_of(scope: Scope) -> Actor | None:
    """Who asks, as the gate found out; None where nobody is signed in."""
    actor: Actor | None = scope.get("state", {}).get("actor")
    return actor


def required_actor(request: Request) -> Actor:
    """Who asks; raises NotSignedIn. A FastAPI dependency."""
    actor = actor_of(request.scope)
    if actor is None:
        raise NotSignedIn("Sign in first.")
    return actor


def token_of_request(request: Request) -> str:
    """The token of the sign-in under way, to end it; empty where there is none."""
    return request.scope.get("state", {}).get("session_token") or ""


def address_of(request: Request) -> str:
    """The network address of the other side, for counting wrong tries."""
    return request.client.host if request.client else "unknown"


def keep_signed_in(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Give the browser its session cookie, and the token that its scripts send back with each change."""
    secure = bool(request.scope["state"]["secure"])
    name = session_cookie_name(secure)
    response.set_cookie(name, signed_in.token, path="/", httponly=True, samesite="strict", secure=secure)
    response.set_cookie(CSRF_COOKIE, signed_in.csrf_token, path="/", samesite="strict", secure=secure)


def forget(request: Request, response: Response) -> None:
    """Take both cookies back."""
    secure = bool(request.scope["state"]["secure"])
    response.delete_cookie(
        session_cookie_name(secure), path="/", httponly=True, samesite="strict", secure=secure
    )
    response.delete_cookie(CSRF_COOKIE, path="/", samesite="strict", secure=secure)
