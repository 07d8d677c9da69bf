"""/health/live and /health/ready, for whoever restarts and whoever routes."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.actions.clinic import Clinic
from dashboard.clinical.errors import CannotStore
from dashboard.web.messages import RETRY_SECONDS

PATIENCE_SECONDS = 3.0


async def live(_request: Request) -> Response:
    """The process answers; the database is not asked."""
    return JSONResponse({"status": "live"})


class Ready:
    """GET /health/ready: 200 when a reading could be stored now, else 503 with the reason."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    async def endpoint(self, _request: Request) -> Response:
        """Ask the database, but do not wait for it for ever."""
        asked = asyncio.get_running_loop().run_in_executor(self._clinic.readers, self._clinic.ready)
        try:
            await asyncio.wait_for(asked, PATIENCE_SECONDS)
        except CannotStore as refusal:
            return _not_ready(refusal.detail)
        except TimeoutError:
            return _not_ready(f"The database did not answer within {PATIENCE_SECONDS:.0f} s.")
        return JSONResponse({"status": "ready"})


def _not_ready(reason: str) -> Response:
    return JSONResponse({"status": "not ready", "reason": reason}, 503, {"Retry-After": str(RETRY_SECONDS)})
