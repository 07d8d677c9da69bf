"""/health/live and /health/ready, for whoever restarts and whoever routes."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.actions.clinic import Clinic
from dashboard.actions.downtime import sheets_late
from dashboard.clinical.errors import CannotStore
from dashboard.web.messages import RETRY_SECONDS

T = TypeVar("T")

PATIENCE_SECONDS = 3.0


async def live(_request: Request) -> Response:
    """The process answers; the database is not asked."""
    return JSONResponse({"status": "live"})


class Ready:
    """GET /health/ready: 200 when a reading could be stored now, else 503 with the reason.

    `downtime_sheets` is `late` when sessions run whose sheets on disk are too old, else `written`.
    """

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    async def endpoint(self, _request: Request) -> Response:
        """Ask the database, but do not wait for it for ever."""
        try:
            await self._ask(self._clinic.ready)
            late = await self._ask(lambda: sheets_late(self._clinic))
        except CannotStore as refusal:
            return _not_ready(refusal.detail)
        except TimeoutError:
            return _not_ready(f"The database did not answer within {PATIENCE_SECONDS:.0f} s.")
        return JSONResponse({"status": "ready", "downtime_sheets": "late" if late else "written"})

    async def _ask(self, question: Callable[[], T]) -> T:
        asked = asyncio.get_running_loop().run_in_executor(self._clinic.readers, question)
        return await asyncio.wait_for(asked, PATIENCE_SECONDS)


def _not_ready(reason: str) -> Response:
    return JSONResponse({"status": "not ready", "reason": reason}, 503, {"Retry-After": str(RETRY_SECONDS)})
