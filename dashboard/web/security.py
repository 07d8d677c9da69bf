"""The headers that every answer carries."""

from collections.abc import MutableMapping, Sequence
from typing import Any

from starlette.datastructures import MutableHeaders

ONE_YEAR = 31_536_000


class SecurityHeaders:
    """Headers of every answer. `allow_scripts` adds the hashes of Dash's own inline scripts after warm-up."""

    def __init__(self, secure: bool) -> None:
        self._fixed = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
        }
        if secure:
            self._fixed["strict-transport-security"] = f"max-age={ONE_YEAR}; includeSubDomains"
        self.allow_scripts(())

    def allow_scripts(self, hashes: Sequence[str]) -> None:
        """Allow these inline scripts besides our own files."""
        self._fixed["content-security-policy"] = content_security_policy(hashes)

    def add_to(self, message: MutableMapping[str, Any], request_id: str, keep: bool) -> None:
        """Write the headers into the start of an answer; `keep` leaves the answer's own Cache-Control."""
        headers = MutableHeaders(raw=message.setdefault("headers", []))
        for name, value in self._fixed.items():
            headers[name] = value
        if not (keep and "cache-control" in headers):
            headers["cache-control"] = "no-store"
        del headers["server"]
        headers["x-request-id"] = request_id
        message["headers"] = headers.raw


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """Nothing from outside, no inline script but the named ones; Dash and plotly need inline styles."""
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *script_hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "object-src 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )
