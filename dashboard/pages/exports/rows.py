"""One line per export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard.actions.exports import ExportJob


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with its time in the clinic's zone."""

    job: ExportJob
    requested: datetime

    @property
    def under_way(self) -> bool:
        """Whether it is still being written."""
        return self.job.state in ("queued", "running")


def job_views(jobs: Sequence[ExportJob], time_zone: str) -> list[JobView]:
    """The jobs as shown."""
    zone = ZoneInfo(time_zone)
    return [JobView(job, job.requested_at.astimezone(zone)) for job in jobs]


def job_rows(views: Sequence[JobView]) -> list[tuple[Any, ...]]:
    """A row of cells per job."""
    return [
        (
            f"{view.requested:%d %b %Y %H:%M}", view.job.requested_by_name, _what(view.job),
            f"{view.job.from_date:%d %b %Y} to {view.job.to_date:%d %b %Y}", view.job.purpose,
            _state(view.job),
            _take(view.job),
        )
        for view in views
    ]  # fmt: skip


def _what(job: ExportJob) -> str:
    kind = "one reading a row" if job.format == "csv_wide" else "one value a row"
    return f"CSV, {kind}, {'de-identified' if job.deidentified else 'identified'}"


def _state(job: ExportJob) -> Any:
    if job.state == "running":
        words = f"{job.rows_done} of {job.rows_total} sessions"
        share = 100 * job.rows_done // max(1, job.rows_total or 0)
        bar = html.Div(html.Span(style={"width": f"{share}%"}), className="bar", **{"aria-hidden": "true"})
        return html.Div([html.Span(words), bar])
    return job.error or job.state


def _take(job: ExportJob) -> Any:
    if job.state != "done":
        return ""
    return html.A("Download", href=f"/api/v1/exports/{job.id}/file", className="button", download="")
